//! Values, lists, parts and numbers: what each matcher takes as equal, and the gap where it does not hold.

use crate::judge::tests::{
    ADDRESSES, NUMBER, TEXT, check, count, equals, lit, matches, nearly, set, texts,
};
use crate::model::{Base, Difference, Gap, Matcher, Side, Type};

#[test]
fn text_is_compared_without_what_editors_add() {
    check(TEXT, equals("a\nb"), "\u{feff}a \r\nb\t\r\n\r\n\n", None);
    check(TEXT, equals("a"), " a", nearly(Difference::Blanks));
    check(TEXT, equals("Hello"), "hello", nearly(Difference::Case));
    check(TEXT, equals("Hello"), "hallo", Some(Gap::Differs));
    check(TEXT, equals(220), "220", None);
    check(TEXT, equals(true), "Yes", None);
    let line = Gap::Line {
        line: 2,
        expected: Some("b".to_owned()),
        actual: Some("c".to_owned()),
    };
    check(TEXT, equals("a\nb"), "a\nc\n", Some(line));
    let ended = Gap::Line {
        line: 2,
        expected: Some("b".to_owned()),
        actual: None,
    };
    check(TEXT, equals("a\nb"), "a", Some(ended));
}

#[test]
fn each_type_forgives_what_means_the_same() {
    let one = Type::one;
    check(one(Base::Number), equals("110"), 110, None);
    check(one(Base::Number), equals(110), " 110 ", None);
    check(one(Base::Number), equals(110), 111, Some(Gap::Differs));
    check(one(Base::Flag), equals("no"), false, None);
    check(one(Base::Flag), equals(true), false, Some(Gap::Differs));
    check(
        one(Base::Word(&["nxdomain"])),
        equals("NXDOMAIN"),
        "nxdomain",
        None,
    );
    check(one(Base::Address), equals("::1"), "0:0:0:0:0:0:0:1", None);
    check(
        one(Base::Address),
        equals("192.0.2.1"),
        "::ffff:192.0.2.1",
        None,
    );
    check(one(Base::Address), equals("fe80::1"), "fe80::1%eth0", None);
}

#[test]
fn names_and_mailboxes_compare_by_their_own_rules() {
    let one = Type::one;
    check(
        one(Base::Host),
        equals("www.usfca.edu"),
        "WWW.usfca.EDU.",
        None,
    );
    let parrt = || equals("parrt@cs.usfca.edu");
    check(
        one(Base::Mailbox),
        parrt(),
        "Terence <parrt@CS.usfca.edu>",
        None,
    );
    check(
        one(Base::Mailbox),
        parrt(),
        "Parrt@cs.usfca.edu",
        nearly(Difference::Case),
    );
    check(
        one(Base::Mailbox),
        parrt(),
        "ada@cs.usfca.edu",
        Some(Gap::Differs),
    );
}

#[test]
fn lists_are_compared_in_order_or_as_sets() {
    let three = || texts(&["192.0.2.1", "192.0.2.2", "192.0.2.3"]);
    let turned = || texts(&["192.0.2.3", "192.0.2.1", "192.0.2.2"]);
    check(ADDRESSES, equals(three()), three(), None);
    check(ADDRESSES, equals(three()), turned(), set(&[], &[]));
    check(ADDRESSES, equals("192.0.2.1"), texts(&["192.0.2.1"]), None);
    check(
        ADDRESSES,
        equals("192.0.2.1"),
        texts(&["192.0.2.9"]),
        set(&["192.0.2.1"], &["192.0.2.9"]),
    );
    check(
        ADDRESSES,
        equals("192.0.2.1"),
        three(),
        set(&[], &["192.0.2.2", "192.0.2.3"]),
    );
    let same_set = || Matcher::SameSet(lit(three()));
    check(ADDRESSES, same_set(), turned(), None);
    check(
        ADDRESSES,
        same_set(),
        texts(&["192.0.2.1", "192.0.2.1", "192.0.2.2", "192.0.2.3"]),
        None,
    );
    check(
        ADDRESSES,
        same_set(),
        texts(&["192.0.2.1", "192.0.2.7"]),
        set(&["192.0.2.2", "192.0.2.3"], &["192.0.2.7"]),
    );
    let overlaps = || Matcher::Overlaps(lit(texts(&["192.0.2.1", "192.0.2.9"])));
    check(ADDRESSES, overlaps(), three(), None);
    let lacks = Gap::Lacks(vec!["192.0.2.1".into(), "192.0.2.9".into()]);
    check(ADDRESSES, overlaps(), texts(&["192.0.2.5"]), Some(lacks));
}

#[test]
fn one_of_several() {
    let cities = || Matcher::OneOf(lit(texts(&["Bonn", "Ulm"])));
    check(TEXT, cities(), "Ulm", None);
    check(TEXT, cities(), "ulm", nearly(Difference::Case));
    check(TEXT, cities(), "Jena", Some(Gap::Differs));
}

#[test]
fn parts_of_texts_and_lists() {
    let contains = |value: &str| Matcher::Contains(lit(value));
    check(TEXT, contains("b\nc"), "a\r\nb\r\nc\r\n", None);
    check(
        TEXT,
        contains("Bad Request"),
        "400 bad request",
        nearly(Difference::Case),
    );
    check(
        TEXT,
        contains("bad request"),
        "badrequest",
        nearly(Difference::Blanks),
    );
    check(
        TEXT,
        contains("ok"),
        "no",
        Some(Gap::Lacks(vec!["ok".into()])),
    );
    let all = || Matcher::Contains(lit(texts(&["a", "b"])));
    check(TEXT, all(), "a c", Some(Gap::Lacks(vec!["b".into()])));
    check(Type::many(Base::Text), all(), texts(&["b", "a", "c"]), None);
    check(
        Type::many(Base::Text),
        all(),
        texts(&["b", "aa"]),
        Some(Gap::Lacks(vec!["a".into()])),
    );
}

#[test]
fn words_and_expressions_are_searched() {
    let any = || Matcher::ContainsAny(lit(texts(&["a", "b"])));
    check(TEXT, any(), "b", None);
    check(
        TEXT,
        any(),
        "c",
        Some(Gap::Lacks(vec!["a".into(), "b".into()])),
    );
    check(TEXT, Matcher::SameWord(lit("POP")), " pop\n", None);
    check(
        TEXT,
        Matcher::SameWord(lit("POP")),
        "imap",
        Some(Gap::Differs),
    );
    check(TEXT, matches("(?m)^250 ok$"), "220 hi\r\n250 ok \r\n", None);
    check(TEXT, matches("^250"), "550", Some(Gap::NoMatch));
    check(
        Type::many(Base::Text),
        matches("^b"),
        texts(&["a", "bc"]),
        None,
    );
}

#[test]
fn numbers_have_limits() {
    let range = |limit, side| Gap::Range { limit, side };
    check(NUMBER, Matcher::AtLeast(lit(3)), 3, None);
    check(NUMBER, Matcher::AtLeast(lit("3")), 2, range(3, Side::Below));
    check(NUMBER, Matcher::AtMost(lit(3)), 4, range(3, Side::Above));
    let between = || Matcher::Between(lit(1), lit(3));
    check(NUMBER, between(), 1, None);
    check(NUMBER, between(), 0, range(1, Side::Below));
    check(NUMBER, between(), 4, range(3, Side::Above));
    check(
        ADDRESSES,
        count(Matcher::AtLeast(lit(2))),
        texts(&["192.0.2.1"]),
        range(2, Side::Below),
    );
    check(TEXT, count(equals(2)), "a\nb\n\n", None);
}
