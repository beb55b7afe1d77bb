//! Matchers that look at a part of a fact: its count, a line, a place in JSON.

use crate::judge::canonical::lines;
use crate::judge::evaluate::{Judged, judged};
use crate::judge::resolve::resolve;
use crate::model::{Base, Gap, Matcher, Scope, Type, Value};

/// The number of items of a list, of lines of a text.
pub(super) fn count(inner: &Matcher, got: &Value, scope: &dyn Scope) -> Judged {
    let count = Value::Number(i64::try_from(counted(got)).unwrap_or(i64::MAX));
    judged(inner, Type::one(Base::Number), Some(&count), scope)
}

/// The first line of a text; of an empty one, nothing.
pub(super) fn first_line(inner: &Matcher, got: &Value, scope: &dyn Scope) -> Judged {
    let text = got.to_string();
    let first = Value::text(lines(&text).first().copied().unwrap_or_default());
    judged(inner, Type::one(Base::Text), Some(&first), scope)
}

fn counted(got: &Value) -> usize {
    match got {
        Value::List(items) => items.len(),
        Value::Text(text) => lines(text).len(),
        Value::Flag(_) | Value::Number(_) | Value::Record(_) => 1,
    }
}

/// At least one line of a text.
pub(super) fn some_line(inner: &Matcher, got: &Value, scope: &dyn Scope) -> Judged {
    let ty = Type::one(Base::Text);
    let mut nearest = None;
    for line in lines(&got.to_string()) {
        match judged(inner, ty, Some(&Value::text(line)), scope) {
            Judged::Holds => return Judged::Holds,
            Judged::Fails(gap @ Gap::Nearly { .. }) => nearest = nearest.or(Some(gap)),
            Judged::Fails(_) => {}
            moot @ Judged::Moot(_) => return moot,
        }
    }
    Judged::Fails(nearest.unwrap_or_else(|| no_such_line(inner, scope)))
}

fn no_such_line(inner: &Matcher, scope: &dyn Scope) -> Gap {
    match inner {
        Matcher::Equals(operand) => {
            resolve(&operand.value, scope).map_or(Gap::NoMatch, |line| Gap::Lacks(vec![line]))
        }
        // The gap of one line says nothing about all the others.
        _ => Gap::NoMatch,
    }
}

/// What a pointer (RFC 6901) names in a text that is JSON.
pub(super) fn in_json(pointer: &str, inner: &Matcher, got: &Value, scope: &dyn Scope) -> Judged {
    let text = got.to_string();
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let parsed: serde_json::Value = match serde_json::from_str(text) {
        Ok(parsed) => parsed,
        Err(error) => return Judged::Moot(Gap::NotJson(error.to_string())),
    };
    let found = parsed.pointer(pointer).and_then(from_json);
    let ty = found.as_ref().map_or(Type::one(Base::Text), type_of);
    match judged(inner, ty, found.as_ref(), scope) {
        Judged::Moot(Gap::Missing) => {
            Judged::Moot(Gap::NotJson(format!("there is nothing at `{pointer}`")))
        }
        other => other,
    }
}

/// A JSON value as ours; `null` is absent, a number with a fraction is its text.
fn from_json(json: &serde_json::Value) -> Option<Value> {
    Some(match json {
        serde_json::Value::Null => return None,
        serde_json::Value::Bool(flag) => Value::Flag(*flag),
        serde_json::Value::Number(number) => number
            .as_i64()
            .map_or_else(|| Value::Text(number.to_string()), Value::Number),
        serde_json::Value::String(text) => Value::text(text),
        serde_json::Value::Array(items) => {
            Value::List(items.iter().filter_map(from_json).collect())
        }
        serde_json::Value::Object(parts) => Value::Record(
            parts
                .iter()
                .filter_map(|(key, part)| Some((key.clone(), from_json(part)?)))
                .collect(),
        ),
    })
}

/// The type of a value that nobody declared. The items of a list compare as texts, which numbers can be too.
fn type_of(value: &Value) -> Type {
    match value {
        Value::Flag(_) => Type::one(Base::Flag),
        Value::Number(_) => Type::one(Base::Number),
        Value::Text(_) => Type::one(Base::Text),
        Value::List(_) => Type::many(Base::Text),
        Value::Record(_) => Type::one(Base::Record),
    }
}
