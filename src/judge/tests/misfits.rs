//! Expectations that can be told wrong before anything runs.

use crate::judge::misfits;
use crate::judge::tests::{answer, at, count, lit, matches, not, texts, within};
use crate::model::{Base, Matcher, Network, Operand, Type, Value};

const ONE: fn(Base) -> Type = Type::one;
const MANY: fn(Base) -> Type = Type::many;

/// Checks the message and the first help of the only misfit; `None` where all is well.
fn check(fact: Type, matcher: Matcher, want: Option<(&str, &str)>) {
    let found = misfits(&at(matcher), fact, &|_| Some(MANY(Base::Address)));
    assert!(found.len() < 2, "{found:?}");
    let said = found.first().map(|found| {
        let help = found.help.first().map_or("", String::as_str);
        (found.message.as_str(), help)
    });
    assert_eq!(said, want);
}

fn word() -> Type {
    ONE(Base::Word(&["noerror", "nxdomain"]))
}

#[test]
fn matchers_that_cannot_compare_such_a_fact() {
    check(
        MANY(Base::Address),
        Matcher::AtLeast(lit(3)),
        Some((
            "`at-least` compares numbers, and this fact is a list of addresses",
            "`count: { at-least: 1 }` compares the number of its items",
        )),
    );
    check(
        ONE(Base::Number),
        count(Matcher::Present),
        Some((
            "`count` counts the items of a list or the lines of a text, and this fact is a number",
            "`equals`, `one-of`, `at-least`, `at-most` and `between` compare numbers",
        )),
    );
    check(
        ONE(Base::Text),
        not(within(Network::Private)),
        Some((
            "`within` compares addresses, and this fact is a text",
            "`equals` and `one-of` compare values, `matches` searches in text",
        )),
    );
}

#[test]
fn matchers_of_lists_and_of_text() {
    check(
        ONE(Base::Address),
        Matcher::Overlaps(lit("::1")),
        Some((
            "`overlaps` compares two lists of values, and this fact is an address",
            "`equals` and `one-of` compare addresses, `within` expects one of a network",
        )),
    );
    check(
        MANY(Base::Record),
        matches("x"),
        Some((
            "`matches` searches in text, and this fact is a list of records",
            "`present`, `absent` and `count` fit",
        )),
    );
}

#[test]
fn literals_that_do_not_read_as_the_type_of_the_fact() {
    let equals = |value: Value| Matcher::Equals(lit(value));
    check(
        word(),
        equals("nxdomian".into()),
        Some((
            "`nxdomian` is none of the words that this fact can be",
            "did you mean `nxdomain`?",
        )),
    );
    check(
        word(),
        Matcher::OneOf(lit(texts(&["noerror", "gone"]))),
        Some((
            "`gone` is none of the words that this fact can be",
            "it is one of noerror, nxdomain",
        )),
    );
}

#[test]
fn literals_of_each_type() {
    let equals = |value: Value| Matcher::Equals(lit(value));
    let wrong = |base, value: &str, message| {
        check(ONE(base), equals(value.into()), Some((message, "")));
    };
    wrong(
        Base::Number,
        "many",
        "expected a whole number, found `many`",
    );
    wrong(Base::Flag, "maybe", "expected `yes` or `no`, found `maybe`");
    wrong(
        Base::Address,
        "www",
        "expected an address such as `192.0.2.80`, found `www`",
    );
    wrong(
        Base::Host,
        "a b",
        "expected a host name such as `www.usfca.edu`, found `a b`",
    );
    wrong(
        Base::Mailbox,
        "ada",
        "expected a mail address such as `ada@usfca.edu`, found `ada`",
    );
}

#[test]
fn lists_and_limits() {
    let equals = |value: Value| Matcher::Equals(lit(value));
    check(
        ONE(Base::Number),
        equals(Value::List(vec![1.into()])),
        Some((
            "this is a list, and the fact is a number",
            "`one-of` holds for each value of a list",
        )),
    );
    check(
        ONE(Base::Number),
        Matcher::Between(lit(3), lit(1)),
        Some((
            "nothing is between 3 and 1",
            "write the smaller number first: `between: [1, 3]`",
        )),
    );
    check(
        ONE(Base::Text),
        Matcher::OneOf(lit(Value::List(vec![]))),
        Some((
            "there is nothing in this list to compare with",
            "`absent` expects an empty list",
        )),
    );
}

#[test]
fn references_of_another_type() {
    check(
        ONE(Base::Address),
        Matcher::Equals(answer("all")),
        Some((
            "this is a list, and the fact is an address",
            "`one-of` holds for each value of a list",
        )),
    );
    check(
        ONE(Base::Number),
        Matcher::OneOf(answer("all")),
        Some((
            "`$answers.all` is a list of addresses, and this fact is compared as a number",
            "",
        )),
    );
    check(ONE(Base::Address), Matcher::OneOf(answer("all")), None);
    check(ONE(Base::Text), Matcher::OneOf(answer("all")), None);
}

#[test]
fn what_fits() {
    check(word(), Matcher::Equals(lit("NXDOMAIN")), None);
    check(ONE(Base::Number), Matcher::Equals(lit("110")), None);
    check(ONE(Base::Flag), Matcher::Equals(lit("yes")), None);
    check(ONE(Base::Host), Matcher::Equals(lit("ns.usfca.edu.")), None);
    check(ONE(Base::Host), Matcher::Contains(lit(".edu")), None);
    check(ONE(Base::Mailbox), Matcher::Equals(lit("<>")), None);
    check(
        ONE(Base::Mailbox),
        Matcher::Equals(lit("Ada <ada@usfca.edu>")),
        None,
    );
    check(MANY(Base::Address), Matcher::Equals(lit("::1")), None);
    check(MANY(Base::Address), count(Matcher::AtLeast(lit(1))), None);
    check(MANY(Base::Record), count(Matcher::Equals(lit(0))), None);
    check(ONE(Base::Record), not(Matcher::Present), None);
    let template = at(Operand::Template(vec![]));
    check(ONE(Base::Number), Matcher::Equals(template), None);
}
