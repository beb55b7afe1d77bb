//! The judge's tests: matchers as data, whole mismatches, static typing, properties.

mod gaps;
mod looks;
mod matchers;
mod misfits;
mod properties;

use std::collections::BTreeMap;
use std::sync::Arc;

use regex::Regex;

use crate::model::{
    Base, Declared, Difference, Expectation, Expected, Facts, Gap, Located, Matcher, Mismatch,
    Network, Operand, Pattern, Place, Reference, Scope, Source, Type, Value,
};

/// References by their text.
#[derive(Default)]
struct Known(BTreeMap<String, Value>);

impl Known {
    fn with(reference: &str, value: impl Into<Value>) -> Self {
        Self([(reference.to_owned(), value.into())].into())
    }
}

impl Scope for Known {
    fn value(&self, reference: &Reference) -> Option<Value> {
        self.0.get(&reference.to_string()).cloned()
    }
}

/// A value at the place where a spec would have it: `expect: { fact: HERE }`.
fn at<T>(value: T) -> Located<T> {
    let source = Source::new("exercise.yaml", "    expect: { fact: HERE }\n");
    Located::new(value, Place::new(&source, 20..24))
}

fn lit(value: impl Into<Value>) -> Located<Operand> {
    at(Operand::Literal(value.into()))
}

fn texts(items: &[&str]) -> Value {
    Value::texts(items.iter().copied())
}

fn answer(key: &str) -> Located<Operand> {
    at(Operand::Reference(Reference::Answer(key.to_owned())))
}

fn matches(pattern: &str) -> Matcher {
    Matcher::Matches(at(Pattern(Regex::new(pattern).unwrap())))
}

fn within(network: Network) -> Matcher {
    Matcher::Within(at(network))
}

fn not(matcher: Matcher) -> Matcher {
    Matcher::Not(Box::new(at(matcher)))
}

fn count(matcher: Matcher) -> Matcher {
    Matcher::Count(Box::new(at(matcher)))
}

/// The mismatch of one expectation, if there is one.
fn mismatch(ty: Type, matcher: Matcher, facts: &Facts, scope: &dyn Scope) -> Option<Mismatch> {
    let declared = [Declared::new("fact", ty, "")];
    let expectation = Expectation {
        facts: vec![Expected {
            fact: at("fact".to_owned()),
            matcher: at(matcher),
        }],
        steps: None,
    };
    let mut found = super::judge(&expectation, &declared, facts, scope);
    assert!(found.len() < 2);
    found.pop()
}

/// The facts of a probe that learned this one, or nothing.
fn facts(got: Option<Value>) -> Facts {
    let mut facts = Facts::new();
    if let Some(got) = got {
        facts.set("fact", got);
    }
    facts
}

/// A student's file.
fn file(text: &str) -> Arc<Source> {
    Source::new("mail.txt", text)
}

const TEXT: Type = Type::one(Base::Text);
const NUMBER: Type = Type::one(Base::Number);
const ADDRESSES: Type = Type::many(Base::Address);

/// Checks one fact against one matcher; `want` is the gap, `None` when it holds.
fn check(ty: Type, matcher: Matcher, got: impl Into<Value>, want: impl Into<Option<Gap>>) {
    let text = format!("{matcher:?}");
    let gap = mismatch(ty, matcher, &facts(Some(got.into())), &Known::default());
    assert_eq!(gap.map(|found| found.gap), want.into(), "{text}");
}

fn check_absent(matcher: Matcher, want: impl Into<Option<Gap>>) {
    let text = format!("{matcher:?}");
    let gap = mismatch(TEXT, matcher, &facts(None), &Known::default());
    assert_eq!(gap.map(|found| found.gap), want.into(), "{text}");
}

fn equals(value: impl Into<Value>) -> Matcher {
    Matcher::Equals(lit(value))
}

fn nearly(difference: Difference) -> Gap {
    Gap::Nearly { difference }
}

fn set(missing: &[&str], extra: &[&str]) -> Gap {
    Gap::Set {
        missing: missing.iter().map(|&item| item.into()).collect(),
        extra: extra.iter().map(|&item| item.into()).collect(),
    }
}
