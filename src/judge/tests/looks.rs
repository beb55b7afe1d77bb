//! Networks, lines, JSON, what is absent, and matchers of matchers.

use crate::judge::tests::{
    ADDRESSES, Known, TEXT, answer, at, check, check_absent, count, equals, facts, lit, matches,
    mismatch, nearly, not, texts, within,
};
use crate::model::{Base, Difference, Gap, Matcher, Network, Operand, Type, Value};

#[test]
fn addresses_lie_in_networks() {
    let cidr = |address: &str, length| {
        within(Network::Cidr {
            address: address.parse().unwrap(),
            length,
        })
    };
    let address = Type::one(Base::Address);
    check(address, cidr("10.0.0.0", 8), "10.10.10.51", None);
    check(address, cidr("10.0.0.0", 8), "11.0.0.1", Some(Gap::Outside));
    check(address, cidr("0.0.0.0", 0), "203.0.113.7", None);
    check(address, cidr("::", 0), "203.0.113.7", Some(Gap::Outside));
    check(address, cidr("2001:db8::", 32), "2001:db8::7", None);
    check(address, cidr("192.0.2.7", 32), "192.0.2.7", None);
}

#[test]
fn networks_have_names() {
    let address = Type::one(Base::Address);
    check(address, within(Network::Private), "192.168.2.7", None);
    check(address, within(Network::Private), "fd00::1", None);
    check(
        address,
        within(Network::Private),
        "172.32.0.1",
        Some(Gap::Outside),
    );
    check(address, within(Network::Loopback), "127.9.9.9", None);
    check(
        address,
        within(Network::Documentation),
        "198.51.100.3",
        None,
    );
    check(
        address,
        not(within(Network::Loopback)),
        "127.0.0.1",
        Some(Gap::Holds),
    );
    check(
        ADDRESSES,
        within(Network::Private),
        texts(&["10.0.0.1", "8.8.8.8"]),
        Some(Gap::Outside),
    );
    check(
        ADDRESSES,
        within(Network::Private),
        Value::List(vec![]),
        Some(Gap::Missing),
    );
}

#[test]
fn lines_are_looked_into() {
    let first = |matcher| Matcher::FirstLine(Box::new(at(matcher)));
    check(
        TEXT,
        first(equals("HTTP/1.1 200 OK")),
        "HTTP/1.1 200 OK\r\nHost: x\r\n",
        None,
    );
    check(
        TEXT,
        first(matches("^HTTP")),
        "<html>\n",
        Some(Gap::NoMatch),
    );
    let line = |matcher| Matcher::Line(Box::new(at(matcher)));
    check(TEXT, line(equals("b")), "a\nb\nc", None);
    check(TEXT, line(equals("B")), "a\nb\nc", nearly(Difference::Case));
    check(
        TEXT,
        line(equals("d")),
        "a\nb\nc",
        Some(Gap::Lacks(vec!["d".into()])),
    );
}

#[test]
fn json_is_looked_into() {
    let json = |pointer: &str, matcher| Matcher::Json {
        pointer: at(pointer.to_owned()),
        matcher: Box::new(at(matcher)),
    };
    let text = r#"{"name": "ada", "port": 110, "ok": true, "all": [1, 2]}"#;
    check(TEXT, json("/name", equals("ada")), text, None);
    check(TEXT, json("/port", Matcher::AtLeast(lit(100))), text, None);
    check(TEXT, json("/ok", equals("yes")), text, None);
    check(TEXT, json("/all", count(equals(2))), text, None);
    check(TEXT, json("/all/0", equals("1")), text, None);
    check(
        TEXT,
        json("/name", equals("Ada")),
        text,
        nearly(Difference::Case),
    );
    let nothing = Gap::NotJson("there is nothing at `/host`".to_owned());
    check(TEXT, json("/host", equals("x")), text, Some(nothing));
    check(TEXT, json("/host", Matcher::Absent), text, None);
    let broken = Gap::NotJson("expected ident at line 1 column 2".to_owned());
    check(TEXT, json("", Matcher::Present), "no json", Some(broken));
}

#[test]
fn there_and_not_there() {
    check(TEXT, Matcher::Present, "x", None);
    check(TEXT, Matcher::Present, " \r\n", Some(Gap::Missing));
    check(TEXT, Matcher::Absent, "", None);
    check(TEXT, Matcher::Absent, "x", Some(Gap::Unwanted));
    check(ADDRESSES, Matcher::Absent, Value::List(vec![]), None);
    check_absent(Matcher::Absent, None);
    check_absent(Matcher::Present, Some(Gap::Missing));
}

#[test]
fn nothing_is_earned_by_what_was_never_seen() {
    let missing = || Gap::Missing;
    check_absent(equals(""), missing());
    check_absent(not(equals("x")), missing());
    check_absent(not(within(Network::Loopback)), missing());
    check_absent(count(Matcher::AtMost(lit(5))), missing());
    check_absent(not(Matcher::Present), None);
    let either = vec![at(Matcher::Absent), at(equals("x"))];
    check_absent(Matcher::AnyOf(either), None);
    let neither = vec![at(equals("y")), at(equals("x"))];
    check_absent(not(Matcher::AnyOf(neither)), missing());
    check_absent(
        not(Matcher::AllOf(vec![at(Matcher::Present), at(equals("x"))])),
        None,
    );
}

#[test]
fn a_reference_to_nothing_neither_holds_nor_its_opposite() {
    let nothing = || Gap::NothingToCompare("$answers.email".to_owned());
    check(TEXT, Matcher::Equals(answer("email")), "x", nothing());
    check(TEXT, not(Matcher::Equals(answer("email"))), "x", nothing());
    check_absent(Matcher::Equals(answer("email")), nothing());
    let list = Operand::List(vec![lit("y").value, answer("email").value]);
    check(TEXT, Matcher::OneOf(at(list)), "x", nothing());
    let scope = Known::with("$answers.email", Value::List(vec![]));
    let contains = Matcher::Contains(answer("email"));
    let found = mismatch(TEXT, contains, &facts(Some("x".into())), &scope);
    assert_eq!(found.map(|found| found.gap), Some(nothing()));
}

#[test]
fn several_matchers() {
    let all = |matchers: Vec<Matcher>| Matcher::AllOf(matchers.into_iter().map(at).collect());
    let any = |matchers: Vec<Matcher>| Matcher::AnyOf(matchers.into_iter().map(at).collect());
    check(TEXT, all(vec![equals("x"), Matcher::Present]), "x", None);
    check(
        TEXT,
        all(vec![Matcher::Present, equals("X")]),
        "x",
        nearly(Difference::Case),
    );
    check(TEXT, any(vec![equals("y"), equals("x")]), "x", None);
    check(
        TEXT,
        any(vec![equals("y"), equals("X")]),
        "x",
        nearly(Difference::Case),
    );
    check(
        TEXT,
        any(vec![equals("y"), equals("z")]),
        "x",
        Some(Gap::Differs),
    );
    check(
        TEXT,
        not(any(vec![equals("y"), equals("x")])),
        "x",
        Some(Gap::Holds),
    );
}
