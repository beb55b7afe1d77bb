//! `expect`: a node → matchers, without regard to the fact's type (the plan knows that).

mod network;
mod pattern;
mod table;

use crate::model::{Diagnostic, Diagnostics, Located, Matcher, Operand, Value};
use crate::spec::{Data, Fields, Node, Scalar, suggestion};

pub use network::NETWORKS;
pub use pattern::pattern;
pub use table::{Against, MATCHERS, MatcherKey};

/// Reads what stands behind a fact's name: a literal, a list, a reference, the words `present` and `absent`, or a map of matchers (all of them).
pub fn matcher(node: &Node, diagnostics: &mut Diagnostics) -> Option<Located<Matcher>> {
    let matcher = match &node.data {
        Data::Scalar(scalar) => bare(scalar).or_else(|| equals(node, diagnostics))?,
        Data::List(_) => equals(node, diagnostics)?,
        Data::Map(entries) => all(node, entries, diagnostics)?,
    };
    Some(node.located(matcher))
}

fn bare(scalar: &Scalar) -> Option<Matcher> {
    match (scalar.quoted, scalar.text.as_str()) {
        (false, "present") => Some(Matcher::Present),
        (false, "absent") => Some(Matcher::Absent),
        _ => None,
    }
}

fn equals(node: &Node, diagnostics: &mut Diagnostics) -> Option<Matcher> {
    node.operand(diagnostics).map(Matcher::Equals)
}

/// All matchers of a map. Those that cannot be read are reported and left out, so that the others still show whether they fit.
fn all(
    node: &Node,
    entries: &[(Located<String>, Node)],
    diagnostics: &mut Diagnostics,
) -> Option<Matcher> {
    if entries.is_empty() {
        let error = Diagnostic::error(&node.place, "expected a matcher, found an empty map");
        diagnostics.push(error.help("`present` asks for anything, such as `addresses: present`"));
        return None;
    }
    let read: Vec<Option<Located<Matcher>>> = entries
        .iter()
        .map(|(name, value)| {
            let place = name.place.to(&value.place);
            one(name, value, diagnostics).map(|matcher| Located::new(matcher, place))
        })
        .collect();
    let mut matchers: Vec<_> = read.into_iter().flatten().collect();
    if matchers.is_empty() {
        return None;
    }
    if entries.len() == 1 {
        return matchers.pop().map(|only| only.value);
    }
    Some(Matcher::AllOf(matchers))
}

fn one(name: &Located<String>, node: &Node, diagnostics: &mut Diagnostics) -> Option<Matcher> {
    match name.value.as_str() {
        "equals" => equals(node, diagnostics),
        "one-of" => several(node, &name.value, diagnostics).map(Matcher::OneOf),
        "same-set" => several(node, &name.value, diagnostics).map(Matcher::SameSet),
        "overlaps" => several(node, &name.value, diagnostics).map(Matcher::Overlaps),
        "contains" => node.operand(diagnostics).map(Matcher::Contains),
        "contains-any" => several(node, &name.value, diagnostics).map(Matcher::ContainsAny),
        "same-word" => node.operand(diagnostics).map(Matcher::SameWord),
        "matches" => pattern(node, diagnostics).map(Matcher::Matches),
        "at-least" => number(node, diagnostics).map(Matcher::AtLeast),
        "at-most" => number(node, diagnostics).map(Matcher::AtMost),
        "between" => between(node, diagnostics),
        "count" => inner(node, diagnostics).map(Matcher::Count),
        "within" => network::network(node, diagnostics).map(Matcher::Within),
        "first-line" => inner(node, diagnostics).map(Matcher::FirstLine),
        "line" => inner(node, diagnostics).map(Matcher::Line),
        "json" => json(node, diagnostics),
        "present" => flag(node, Matcher::Present, Matcher::Absent, diagnostics),
        "absent" => flag(node, Matcher::Absent, Matcher::Present, diagnostics),
        "not" => inner(node, diagnostics).map(Matcher::Not),
        "all-of" => list(node, diagnostics).map(Matcher::AllOf),
        "any-of" => list(node, diagnostics).map(Matcher::AnyOf),
        unknown => {
            let names: Vec<&str> = MATCHERS.iter().map(|matcher| matcher.name).collect();
            let error = Diagnostic::error(&name.place, format!("`{unknown}` is no matcher"))
                .help(suggestion::help(unknown, &names));
            diagnostics.push(error);
            None
        }
    }
}

fn inner(node: &Node, diagnostics: &mut Diagnostics) -> Option<Box<Located<Matcher>>> {
    matcher(node, diagnostics).map(Box::new)
}

/// A list, or a reference that may be one.
fn several(node: &Node, name: &str, diagnostics: &mut Diagnostics) -> Option<Located<Operand>> {
    let operand = node.operand(diagnostics)?;
    match &operand.value {
        Operand::Literal(Value::List(_)) | Operand::List(_) | Operand::Reference(_) => {
            Some(operand)
        }
        Operand::Literal(_) | Operand::Template(_) => {
            let message = format!("`{name}` takes a list, or a reference to one");
            let error = Diagnostic::error(&node.shown_place(), message)
                .help(format!("write `[{}]`", node.shown_place().text()));
            diagnostics.push(error);
            None
        }
    }
}

/// A number, or a reference to one.
fn number(node: &Node, diagnostics: &mut Diagnostics) -> Option<Located<Operand>> {
    let operand = node.operand(diagnostics)?;
    match &operand.value {
        Operand::Literal(Value::Number(_)) | Operand::Reference(_) => Some(operand),
        Operand::Literal(_) | Operand::List(_) | Operand::Template(_) => {
            let error = node.unexpected("a whole number, or a reference to one");
            diagnostics.push(match node.place.text() {
                time if time.ends_with('s') => {
                    error.help("times are in milliseconds, without unit")
                }
                _ => error,
            });
            None
        }
    }
}

fn between(node: &Node, diagnostics: &mut Diagnostics) -> Option<Matcher> {
    let Data::List(items) = &node.data else {
        diagnostics.push(node.unexpected("two numbers such as `[200, 299]`"));
        return None;
    };
    let [low, high] = items.as_slice() else {
        let message = format!("expected two numbers, found {}", items.len());
        let error = Diagnostic::error(&node.shown_place(), message);
        diagnostics.push(error.help("write the least and the most, such as `[200, 299]`"));
        return None;
    };
    let (least, most) = (number(low, diagnostics), number(high, diagnostics));
    let (least, most) = (least?, most?);
    if let (Operand::Literal(Value::Number(a)), Operand::Literal(Value::Number(b))) =
        (&least.value, &most.value)
        && a > b
    {
        let message = format!("nothing is between {a} and {b}");
        let error = Diagnostic::error(&node.place, message);
        diagnostics.push(error.help(format!("write `[{b}, {a}]`")));
        return None;
    }
    Some(Matcher::Between(least, most))
}

fn flag(node: &Node, yes: Matcher, no: Matcher, diagnostics: &mut Diagnostics) -> Option<Matcher> {
    let flag = node.flag(diagnostics)?;
    Some(if flag.value { yes } else { no })
}

fn list(node: &Node, diagnostics: &mut Diagnostics) -> Option<Vec<Located<Matcher>>> {
    let items = node.list(diagnostics)?;
    if items.is_empty() {
        let message = "expected a list of matchers, found an empty one";
        diagnostics.push(Diagnostic::error(&node.place, message));
        return None;
    }
    let read: Vec<_> = items
        .iter()
        .map(|item| matcher(item, diagnostics))
        .collect();
    let read: Vec<_> = read.into_iter().flatten().collect();
    (!read.is_empty()).then_some(read)
}

/// `json: /name`, or `json: { pointer: /name, equals: www }`: beside the pointer stand matchers.
fn json(node: &Node, diagnostics: &mut Diagnostics) -> Option<Matcher> {
    let Data::Map(entries) = &node.data else {
        let pointer = pointer(node, diagnostics)?;
        let matcher = Box::new(node.located(Matcher::Present));
        return Some(Matcher::Json { pointer, matcher });
    };
    let fields = Fields::any(node, "`json`", diagnostics)?;
    let pointer = fields
        .required("pointer", diagnostics)
        .and_then(|node| pointer(node, diagnostics));
    let others: Vec<_> = entries
        .iter()
        .filter(|(key, _)| key.value != "pointer")
        .cloned()
        .collect();
    let matcher = if others.is_empty() {
        Some(Matcher::Present)
    } else {
        all(node, &others, diagnostics)
    };
    Some(Matcher::Json {
        pointer: pointer?,
        matcher: Box::new(node.located(matcher?)),
    })
}

fn pointer(node: &Node, diagnostics: &mut Diagnostics) -> Option<Located<String>> {
    let wanted = "a pointer such as `/name` or `/list/0`";
    let Data::Scalar(scalar) = &node.data else {
        diagnostics.push(node.unexpected(wanted));
        return None;
    };
    let text = &scalar.text;
    let escaped = text
        .split('~')
        .skip(1)
        .all(|rest| rest.starts_with(['0', '1']));
    let whole = text.is_empty() && scalar.quoted;
    if !(whole || text.starts_with('/')) || !escaped {
        let error = node.unexpected(wanted);
        diagnostics.push(error.help("`\"\"` is all of it; inside a name `~0` is `~`, `~1` is `/`"));
        return None;
    }
    Some(node.located(text.clone()))
}

#[cfg(test)]
mod tests;
