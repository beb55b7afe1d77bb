//! The one form in which all spellings of a value are equal, by the type of the fact.

use std::net::IpAddr;

use crate::model::{Base, Value};

/// Whether two values mean the same where the fact is a `base`.
pub(super) fn same(base: Base, one: &Value, other: &Value) -> bool {
    match (base, one, other) {
        // One of them is a flag by a reference, and the other is what somebody typed.
        (Base::Text | Base::Word(_), Value::Flag(flag), Value::Text(text))
        | (Base::Text | Base::Word(_), Value::Text(text), Value::Flag(flag)) => {
            flag_in(text) == Some(*flag)
        }
        _ => canonical(base, one) == canonical(base, other),
    }
}

/// A value in its one form; what does not read as a `base` stays a trimmed text.
pub(super) fn canonical(base: Base, value: &Value) -> Value {
    match value {
        Value::List(items) => Value::List(items.iter().map(|item| canonical(base, item)).collect()),
        Value::Record(_) => value.clone(),
        Value::Flag(_) | Value::Number(_) | Value::Text(_) => scalar(base, value),
    }
}

fn scalar(base: Base, value: &Value) -> Value {
    let text = value.to_string();
    match base {
        Base::Flag => match value {
            Value::Flag(flag) => Value::Flag(*flag),
            _ => flag_in(&text).map_or_else(|| trimmed(&text), Value::Flag),
        },
        Base::Number => number(value).map_or_else(|| trimmed(&text), Value::Number),
        Base::Text | Base::Record => Value::Text(lines(&text).join("\n")),
        Base::Word(_) => Value::Text(text.trim().to_lowercase()),
        Base::Address => address(&text).map_or_else(
            || Value::Text(text.trim().to_lowercase()),
            |address| Value::Text(address.to_string()),
        ),
        Base::Host => Value::Text(host(&text)),
        Base::Mailbox => Value::Text(mailbox(&text)),
    }
}

fn trimmed(text: &str) -> Value {
    Value::text(text.trim())
}

/// The lines of a text without CR, byte order mark, trailing blanks and final empty lines.
pub(super) fn lines(text: &str) -> Vec<&str> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines: Vec<&str> = text
        .split('\n')
        .map(|line| line.trim_end_matches([' ', '\t', '\r']))
        .collect();
    while lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    lines
}

/// `yes`, `no`, `true`, `false` in any case.
pub(super) fn flag_in(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "yes" | "true" => Some(true),
        "no" | "false" => Some(false),
        _ => None,
    }
}

/// A number, or a text that is one.
pub(super) fn number(value: &Value) -> Option<i64> {
    match value {
        Value::Number(number) => Some(*number),
        Value::Text(text) => text.trim().parse().ok(),
        Value::Flag(_) | Value::List(_) | Value::Record(_) => None,
    }
}

/// An address; brackets and the zone of a link-local one (`%eth0`) are left out, and an IPv4 address mapped into IPv6 is itself.
pub(super) fn address(text: &str) -> Option<IpAddr> {
    let text = text.trim();
    let bare = text
        .strip_prefix('[')
        .and_then(|inner| inner.strip_suffix(']'))
        .unwrap_or(text);
    let bare = bare.split_once('%').map_or(bare, |(address, _)| address);
    bare.parse()
        .ok()
        .map(|address: IpAddr| address.to_canonical())
}

fn host(text: &str) -> String {
    let name = text.trim().to_lowercase();
    match name.strip_suffix('.') {
        Some(rest) if !rest.is_empty() => rest.to_owned(),
        _ => name,
    }
}

/// `Terence <parrt@CS.usfca.edu>` is `parrt@cs.usfca.edu`: only the domain compares without case (RFC 5321 2.4).
pub(super) fn mailbox(text: &str) -> String {
    let text = text.trim();
    let bare = match (text.rfind('<'), text.ends_with('>')) {
        (Some(open), true) => text[open + 1..text.len() - 1].trim(),
        _ => text,
    };
    match bare.rsplit_once('@') {
        Some((local, domain)) => format!("{local}@{}", host(domain)),
        None => bare.to_owned(),
    }
}
