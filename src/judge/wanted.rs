//! A matcher as data for reports: its name, and its operand with references resolved.

use crate::judge::canonical::{flag_in, number};
use crate::judge::resolve::resolve;
use crate::model::{Base, Located, Matcher, Network, Operand, Scope, Value, Wanted};

/// A matcher as a spec names it, for a fact of a type.
pub(super) fn wanted(matcher: &Matcher, base: Base, scope: &dyn Scope) -> Wanted {
    let plain = |operand: &Located<Operand>| with_operand(matcher, base, operand, scope);
    match matcher {
        Matcher::Equals(operand)
        | Matcher::OneOf(operand)
        | Matcher::SameSet(operand)
        | Matcher::Overlaps(operand)
        | Matcher::Contains(operand)
        | Matcher::ContainsAny(operand)
        | Matcher::SameWord(operand)
        | Matcher::AtLeast(operand)
        | Matcher::AtMost(operand) => plain(operand),
        Matcher::Between(low, high) => limits(low, high, scope),
        Matcher::Matches(pattern) => named(matcher, Some(Value::text(pattern.value.0.as_str()))),
        Matcher::Within(network) => named(matcher, Some(Value::Text(network_name(network.value)))),
        Matcher::Present | Matcher::Absent => named(matcher, None),
        Matcher::Count(inner) => holding(matcher, None, [inner.as_ref()], Base::Number, scope),
        Matcher::FirstLine(inner) | Matcher::Line(inner) => {
            holding(matcher, None, [inner.as_ref()], Base::Text, scope)
        }
        Matcher::Json {
            pointer,
            matcher: inner,
        } => {
            let pointer = Value::text(pointer.value.clone());
            holding(matcher, Some(pointer), [inner.as_ref()], Base::Text, scope)
        }
        Matcher::Not(inner) => holding(matcher, None, [inner.as_ref()], base, scope),
        Matcher::AllOf(all) | Matcher::AnyOf(all) => holding(matcher, None, all, base, scope),
    }
}

/// The matcher's name as a spec writes it.
pub(super) fn name(matcher: &Matcher) -> &'static str {
    match matcher {
        Matcher::Equals(_) => "equals",
        Matcher::OneOf(_) => "one-of",
        Matcher::SameSet(_) => "same-set",
        Matcher::Overlaps(_) => "overlaps",
        Matcher::Contains(_) => "contains",
        Matcher::ContainsAny(_) => "contains-any",
        Matcher::SameWord(_) => "same-word",
        Matcher::Matches(_) => "matches",
        Matcher::AtLeast(_) => "at-least",
        Matcher::AtMost(_) => "at-most",
        Matcher::Between(..) => "between",
        Matcher::Count(_) => "count",
        Matcher::Within(_) => "within",
        Matcher::FirstLine(_) => "first-line",
        Matcher::Line(_) => "line",
        Matcher::Json { .. } => "json",
        Matcher::Present => "present",
        Matcher::Absent => "absent",
        Matcher::Not(_) => "not",
        Matcher::AllOf(_) => "all-of",
        Matcher::AnyOf(_) => "any-of",
    }
}

fn named(matcher: &Matcher, operand: Option<Value>) -> Wanted {
    Wanted {
        matcher: name(matcher).into(),
        operand,
        from: Vec::new(),
        inner: Vec::new(),
    }
}

fn with_operand(
    matcher: &Matcher,
    base: Base,
    operand: &Located<Operand>,
    scope: &dyn Scope,
) -> Wanted {
    Wanted {
        from: references(operand),
        ..named(
            matcher,
            resolve(&operand.value, scope).map(|value| typed(base, value)),
        )
    }
}

fn limits(low: &Located<Operand>, high: &Located<Operand>, scope: &dyn Scope) -> Wanted {
    let value = |operand: &Located<Operand>| {
        resolve(&operand.value, scope).map(|value| typed(Base::Number, value))
    };
    Wanted {
        matcher: "between".into(),
        operand: value(low)
            .zip(value(high))
            .map(|(low, high)| Value::List(vec![low, high])),
        from: [low, high].into_iter().flat_map(references).collect(),
        inner: Vec::new(),
    }
}

fn holding<'m>(
    matcher: &Matcher,
    operand: Option<Value>,
    inner: impl IntoIterator<Item = &'m Located<Matcher>>,
    base: Base,
    scope: &dyn Scope,
) -> Wanted {
    Wanted {
        inner: inner
            .into_iter()
            .map(|inner| wanted(&inner.value, base, scope))
            .collect(),
        ..named(matcher, operand)
    }
}

fn references(operand: &Located<Operand>) -> Vec<String> {
    let mut written: Vec<String> = Vec::new();
    for reference in operand.value.references() {
        let reference = reference.to_string();
        if !written.contains(&reference) {
            written.push(reference);
        }
    }
    written
}

/// `"110"` as the number that it is compared as, `yes` as a flag; everything else as it stands.
fn typed(base: Base, value: Value) -> Value {
    match (base, value) {
        (_, Value::List(items)) => {
            Value::List(items.into_iter().map(|item| typed(base, item)).collect())
        }
        (Base::Number, value) => number(&value).map_or(value, Value::Number),
        (Base::Flag, Value::Text(text)) => flag_in(&text).map_or(Value::Text(text), Value::Flag),
        (_, value) => value,
    }
}

fn network_name(network: Network) -> String {
    match network {
        Network::Cidr { address, length } => format!("{address}/{length}"),
        Network::Private => "private".to_owned(),
        Network::Loopback => "loopback".to_owned(),
        Network::Documentation => "documentation".to_owned(),
    }
}
