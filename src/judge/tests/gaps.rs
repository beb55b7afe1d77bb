//! Whole mismatches: what they name, and which lines they show.

use crate::judge::judge;
use crate::judge::tests::{
    Known, answer, at, count, facts, file, lit, mismatch, not, texts, within,
};
use crate::model::{
    Audience, Base, Declared, Excerpt, Expectation, Expected, Facts, Gap, Located, Matcher,
    Mismatch, Network, Operand, Piece, Place, Reference, Step, Steps, Type, Value, Wanted,
};

const TEXT: Type = Type::one(Base::Text);

fn wanted(matcher: &'static str, operand: impl Into<Option<Value>>, inner: Vec<Wanted>) -> Wanted {
    Wanted {
        matcher: matcher.into(),
        operand: operand.into(),
        from: Vec::new(),
        inner,
    }
}

#[test]
fn a_mismatch_names_everything_a_report_needs() {
    let source = file("HELO x\nMAIL FROM:<ada@usfca.edu>\nDATA\n");
    let mut facts = Facts::new();
    facts.set_at("fact", "ada@usfca.edu", Place::new(&source, 18..31));
    let scope = Known::with("$answers.email", "eve@usfca.edu");
    let found = mismatch(TEXT, Matcher::Equals(answer("email")), &facts, &scope);
    let want = Mismatch {
        audience: Audience::Student,
        fact: "fact".to_owned(),
        step: None,
        expected: Wanted {
            from: vec!["$answers.email".to_owned()],
            ..wanted("equals", Value::text("eve@usfca.edu"), vec![])
        },
        actual: Some("ada@usfca.edu".into()),
        gap: Gap::Differs,
        reason: None,
        spec: Excerpt {
            file: "exercise.yaml".to_owned(),
            line: 1,
            column: 21,
            first_line: 1,
            text: "    expect: { fact: HERE }".to_owned(),
            marked: 20..24,
            label: String::new(),
        },
        seen: Some(Excerpt {
            file: "mail.txt".to_owned(),
            line: 2,
            column: 12,
            first_line: 1,
            text: "HELO x\nMAIL FROM:<ada@usfca.edu>\nDATA".to_owned(),
            marked: 18..31,
            label: String::new(),
        }),
    };
    assert_eq!(found, Some(want));
}

#[test]
fn of_several_matchers_the_failing_one_is_shown() {
    let all = Matcher::AllOf(vec![
        at(Matcher::Present),
        at(not(within(Network::Loopback))),
    ]);
    let loopback = facts(Some("127.0.0.1".into()));
    let found = mismatch(Type::one(Base::Address), all, &loopback, &Known::default()).unwrap();
    let inner = wanted("within", Value::text("loopback"), vec![]);
    assert_eq!(found.expected, wanted("not", None, vec![inner]));
    assert_eq!(found.gap, Gap::Holds);
}

#[test]
fn expected_values_have_the_type_of_what_is_compared() {
    let few = texts(&["192.0.2.1"]);
    let found = mismatch(
        Type::many(Base::Address),
        count(Matcher::Between(lit("2"), lit(4))),
        &facts(Some(few)),
        &Known::default(),
    );
    let limits = Value::List(vec![2.into(), 4.into()]);
    let want = wanted("count", None, vec![wanted("between", limits, vec![])]);
    assert_eq!(found.unwrap().expected, want);
}

#[test]
fn texts_with_references_inside_are_put_together() {
    let key = |key: &str| Piece::Reference(Reference::Answer(key.to_owned()));
    let pieces = vec![key("host"), Piece::Text(":".to_owned()), key("host")];
    let scope = Known::with("$answers.host", "a");
    let operand = at(Operand::Template(pieces));
    let found = mismatch(
        TEXT,
        Matcher::Equals(operand),
        &facts(Some("a:b".into())),
        &scope,
    );
    let expected = found.unwrap().expected;
    assert_eq!(expected.operand, Some("a:a".into()));
    assert_eq!(expected.from, ["$answers.host"]);
}

/// The line shown for a fact that spans a whole file, and whether there is text to show.
fn check_line(text: &str, matcher: Matcher, ty: Type, got: Value, want: (usize, bool)) {
    let source = file(text);
    let mut facts = Facts::new();
    facts.set_at("fact", got, Place::new(&source, 0..text.len()));
    let seen = mismatch(ty, matcher, &facts, &Known::default())
        .unwrap()
        .seen
        .unwrap();
    assert_eq!((seen.line, !seen.text.is_empty()), want);
}

#[test]
fn of_a_long_text_the_line_that_differs_is_shown() {
    let text = "a\r\nb\r\nc\r\n";
    let equals = |text: &str| Matcher::Equals(lit(text));
    check_line(text, equals("a\nB\nc"), TEXT, text.into(), (2, true));
    check_line(text, equals("a\nb\nc\nd"), TEXT, text.into(), (3, true));
    let lines = texts(&["a", "b", "c"]);
    let same_set = |items: &[&str]| Matcher::SameSet(lit(texts(items)));
    let many = Type::many(Base::Text);
    check_line(text, same_set(&["a", "b"]), many, lines.clone(), (3, true));
    check_line(
        text,
        same_set(&["a", "b", "c", "d"]),
        many,
        lines,
        (1, false),
    );
}

#[test]
fn what_is_missing_is_looked_for_where_the_facts_are_about() {
    let source = file("HELO x\nQUIT\n");
    let mut facts = Facts::new();
    facts.about = Some(Place::line_at(&source, 2));
    let look = |facts: &Facts| {
        let found = mismatch(TEXT, Matcher::Present, facts, &Known::default()).unwrap();
        assert_eq!(found.gap, Gap::Missing);
        found.seen.map(|seen| (seen.line, seen.text))
    };
    assert_eq!(look(&facts), Some((2, "HELO x\nQUIT".to_owned())));
    facts.about = Some(Place::new(&source, 0..0));
    assert_eq!(look(&facts), Some((1, String::new())));
    facts.about = None;
    assert_eq!(look(&facts), None);
}

#[test]
fn of_the_steps_only_the_first_failing_one_is_reported_and_each_has_its_reason() {
    let step = |name, fact| Step {
        name,
        fact,
        matcher: at(Matcher::Present),
    };
    let expectation = Expectation {
        facts: vec![Expected {
            fact: at("quit".to_owned()),
            matcher: at(Matcher::Present),
        }],
        steps: Some(Steps {
            name: at("sent-by-hand".to_owned()),
            steps: vec![
                step("helo", "helo"),
                step("mail", "mail-from"),
                step("rcpt", "rcpt-to"),
            ],
        }),
    };
    let mut facts = Facts::new();
    facts.set("helo", "x");
    facts.set_reason("quit", "QUIT is missing");
    facts.set_reason("mail", "MAIL FROM is missing");
    let found = judge(&expectation, &[], &facts, &Known::default());
    let names: Vec<_> = found
        .iter()
        .map(|one| {
            (
                one.fact.as_str(),
                one.step.as_deref(),
                one.reason.as_deref(),
            )
        })
        .collect();
    let quit = ("quit", None, Some("QUIT is missing"));
    let mail = ("sent-by-hand", Some("mail"), Some("MAIL FROM is missing"));
    assert_eq!(names, [quit, mail]);
}

#[test]
fn a_reason_of_several_facts_is_said_once() {
    let expected = |name: &str| Expected {
        fact: at(name.to_owned()),
        matcher: at(Matcher::Present),
    };
    let expectation = Expectation {
        facts: ["stdout", "exit", "signal"].map(expected).into(),
        steps: None,
    };
    let mut facts = Facts::new();
    facts.set_reason("stdout", "it crashed");
    facts.set_reason("exit", "it crashed");
    facts.set_reason("signal", "it was killed");
    let found = judge(&expectation, &[], &facts, &Known::default());
    let reasons: Vec<_> = found.iter().map(|one| one.reason.as_deref()).collect();
    assert_eq!(reasons, [Some("it crashed"), None, Some("it was killed")]);
}

#[test]
fn names_of_a_family_compare_without_case() {
    let declared = [Declared::new("header.NAME", TEXT, "")];
    let mut facts = Facts::new();
    facts.set("header.subject", "hi");
    let expectation = Expectation {
        facts: vec![Expected {
            fact: at("header.Subject".to_owned()),
            matcher: Located::new(Matcher::Equals(lit("hi")), at(()).place),
        }],
        steps: None,
    };
    assert_eq!(
        judge(&expectation, &declared, &facts, &Known::default()),
        []
    );
}
