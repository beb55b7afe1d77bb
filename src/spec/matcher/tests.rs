//! What the matcher language reads as, and what it says about the rest.

use super::*;
use crate::model::Source;
use crate::spec::yaml;

/// The matcher, or for each finding its message, what is marked, and the help.
fn check(text: &str, want: &str) {
    let node = yaml::parse(&Source::new("a.yaml", text)).unwrap().unwrap();
    let mut found = Diagnostics::default();
    let got = if let Some(matcher) = matcher(&node, &mut found) {
        shown(&matcher.value)
    } else {
        let list: Vec<String> = found.list.iter().map(finding).collect();
        list.join(" + ")
    };
    assert_eq!(got, want, "{text}");
}

fn finding(found: &Diagnostic) -> String {
    let excerpt = &found.excerpts[0];
    let mark = &excerpt.text[excerpt.marked.clone()];
    let help: Vec<String> = found.help.iter().map(|help| format!("; {help}")).collect();
    format!("{} [{mark}]{}", found.message, help.join(""))
}

/// Short words for a matcher, so that tests read.
fn shown(matcher: &Matcher) -> String {
    let inner = |one: &Located<Matcher>| shown(&one.value);
    let all = |all: &[Located<Matcher>]| {
        let all: Vec<String> = all.iter().map(inner).collect();
        all.join(" ")
    };
    let operand = |one: &Located<Operand>| match &one.value {
        Operand::Literal(value) => value.to_string(),
        other => format!("{other:?}"),
    };
    match matcher {
        Matcher::Equals(one) => format!("= {}", operand(one)),
        Matcher::OneOf(one) => format!("one-of {}", operand(one)),
        Matcher::SameSet(one) => format!("same-set {}", operand(one)),
        Matcher::Overlaps(one) => format!("overlaps {}", operand(one)),
        Matcher::Contains(one) => format!("contains {}", operand(one)),
        Matcher::ContainsAny(one) => format!("contains-any {}", operand(one)),
        Matcher::SameWord(one) => format!("same-word {}", operand(one)),
        Matcher::Matches(one) => format!("matches {}", one.value.0),
        Matcher::AtLeast(one) => format!(">= {}", operand(one)),
        Matcher::AtMost(one) => format!("<= {}", operand(one)),
        Matcher::Between(low, high) => format!("{}..{}", operand(low), operand(high)),
        Matcher::Count(one) => format!("count({})", inner(one)),
        Matcher::Within(one) => format!("within {:?}", one.value),
        Matcher::FirstLine(one) => format!("first-line({})", inner(one)),
        Matcher::Line(one) => format!("line({})", inner(one)),
        Matcher::Json { pointer, matcher } => format!("json {}({})", pointer.value, inner(matcher)),
        Matcher::Present => "present".to_owned(),
        Matcher::Absent => "absent".to_owned(),
        Matcher::Not(one) => format!("not({})", inner(one)),
        Matcher::AllOf(list) => format!("all({})", all(list)),
        Matcher::AnyOf(list) => format!("any({})", all(list)),
    }
}

/// What is written, and what it means.
const READ: &[(&str, &str)] = &[
    ("noerror", "= noerror"),
    ("[a, 1]", "= a, 1"),
    ("present", "present"),
    ("\"present\"", "= present"),
    ("{ equals: absent }", "= absent"),
    ("{ one-of: [a, b] }", "one-of a, b"),
    ("{ same-set: [] }", "same-set "),
    ("{ contains: a }", "contains a"),
    ("{ contains-any: [a] }", "contains-any a"),
    ("{ same-word: tcp }", "same-word tcp"),
    (r"{ matches: '^\d+$' }", r"matches ^\d+$"),
    ("{ between: [1, 2] }", "1..2"),
    ("{ count: 2 }", "count(= 2)"),
    ("{ count: { at-least: 2 } }", "count(>= 2)"),
    ("{ within: private }", "within Private"),
    (
        "{ within: '2001:db8::/32' }",
        "within Cidr { address: 2001:db8::, length: 32 }",
    ),
    ("{ first-line: { contains: a } }", "first-line(contains a)"),
    ("{ line: a }", "line(= a)"),
    ("{ json: /name }", "json /name(present)"),
    ("{ json: { pointer: /a/0, equals: x } }", "json /a/0(= x)"),
    (
        "{ json: { pointer: '', contains: x, not: y } }",
        "json (all(contains x not(= y)))",
    ),
    ("{ not: present }", "not(present)"),
    ("{ present: false }", "absent"),
    (
        "{ one-of: [a], not: { within: loopback } }",
        "all(one-of a not(within Loopback))",
    ),
    ("{ any-of: [0, { at-least: 5 }] }", "any(= 0 >= 5)"),
    (
        "{ overlaps: $nslookup.addresses }",
        "overlaps Reference(Fact { check: CheckId(\"nslookup\"), fact: \"addresses\" })",
    ),
];

#[test]
fn every_matcher_is_read() {
    for (text, want) in READ {
        check(text, want);
    }
}

/// What is written, and what is said of it.
const WRONG: &[(&str, &str)] = &[
    (
        "{ oneof: [a] }",
        "`oneof` is no matcher [oneof]; did you mean `one-of`?",
    ),
    (
        "{ one-of: a }",
        "`one-of` takes a list, or a reference to one [a]; write `[a]`",
    ),
    (
        "{ matches: 'ab(c' }",
        "this regular expression: unclosed group [(]; `\\(` is the character itself",
    ),
    (
        "{ matches: 'ü*+{2,1}' }",
        "this regular expression: invalid repetition count range, the start must be <= the end [{2,1}]",
    ),
    (
        "{ matches: '(?=a)' }",
        "this regular expression: look-around, including look-ahead and look-behind, is not supported [(?=]; look-around and backreferences are left out, so that every search ends",
    ),
    (
        "{ matches: 'a{1000}{1000}{1000}' }",
        "this regular expression needs too much memory ['a{1000}{1000}{1000}']; use smaller numbers in `{ }`",
    ),
    (
        "{ at-most: 500ms }",
        "expected a whole number, or a reference to one, found `500ms` [500ms]; times are in milliseconds, without unit",
    ),
    (
        "{ between: [5, 1] }",
        "nothing is between 5 and 1 [[5, 1]]; write `[1, 5]`",
    ),
    (
        "{ between: [5] }",
        "expected two numbers, found 1 [[5]]; write the least and the most, such as `[200, 299]`",
    ),
    (
        "{ within: 10.0.0.0/40 }",
        "expected a network such as `10.0.0.0/8`, or `private`, `loopback`, `documentation`, found `10.0.0.0/40` [10.0.0.0/40]; behind the `/` stands a number from 0 to 32",
    ),
    (
        "{ json: name }",
        "expected a pointer such as `/name` or `/list/0`, found `name` [name]; `\"\"` is all of it; inside a name `~0` is `~`, `~1` is `/`",
    ),
    (
        "{ json: { equals: x } }",
        "`json` needs the key `pointer` [{ equals: x }]",
    ),
    (
        "{ }",
        "expected a matcher, found an empty map [{ }]; `present` asks for anything, such as `addresses: present`",
    ),
    (
        "{ contains: ~, at-least: x }",
        "expected a value, found nothing [~]; empty text is `\"\"`; a fact that is not there is `absent` + expected a whole number, or a reference to one, found `x` [x]",
    ),
];

#[test]
fn what_does_not_fit_is_said_at_its_place() {
    for (text, want) in WRONG {
        check(text, want);
    }
}

#[test]
fn every_matcher_has_an_example_that_uses_it() {
    for MatcherKey { name, example, .. } in MATCHERS {
        let node = yaml::parse(&Source::new("a.yaml", *example))
            .unwrap()
            .unwrap();
        let Data::Map(entries) = &node.data else {
            panic!("{example} is a map");
        };
        let mut found = Diagnostics::default();
        assert!(matcher(&entries[0].1, &mut found).is_some(), "{example}");
        assert!(found.list.is_empty(), "{example}");
        assert!(example.contains(name) || *name == "equals", "{example}");
    }
}
