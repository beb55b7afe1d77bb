//! What was expected, in words.

use crate::model::{Value, Wanted};
use crate::report::values::block;
use crate::report::visible::{Blanks, plain, width};

/// The most columns of several expectations that stand on one line.
const ONE_LINE: usize = 50;

/// What was expected, in one line or several, with the references that it comes from.
pub(in crate::report) fn wanted(wanted: &Wanted, blanks: Blanks) -> Vec<String> {
    let mut lines = without_source(wanted, blanks);
    if let Some(last) = lines.pop() {
        lines.push(from(wanted, &last));
    }
    lines
}

/// A line of an expected value with the references that it comes from.
pub(in crate::report) fn from(wanted: &Wanted, line: &str) -> String {
    if wanted.from.is_empty() {
        return line.to_owned();
    }
    let from: Vec<String> = wanted.from.iter().map(|from| plain(from)).collect();
    format!("{line}  (from {})", from.join(", "))
}

fn without_source(wanted: &Wanted, blanks: Blanks) -> Vec<String> {
    let several = matches!(&wanted.operand, Some(Value::List(items)) if items.len() > 1);
    let value = || {
        wanted
            .operand
            .as_ref()
            .map_or_else(Vec::new, |value| block(value, blanks))
    };
    let inner = || {
        wanted
            .inner
            .first()
            .map_or_else(Vec::new, |inner| self::wanted(inner, blanks))
    };
    match (&*wanted.matcher, several) {
        ("one-of", true) => led("one of", value()),
        ("same-set", true) => led("in any order", value()),
        ("overlaps", true) => led("at least one of", value()),
        ("contains", false) => led("with this in it:", value()),
        ("contains" | "overlaps", _) => led("with all of these in it:", value()),
        ("contains-any", _) => led("with one of these in it:", value()),
        ("same-word", _) => ended(value(), " (in any case)"),
        ("matches", _) => led("matching", slashed(&value())),
        ("at-least", _) => led("at least", value()),
        ("at-most", _) => led("at most", value()),
        ("between", _) => limits(wanted),
        ("within", _) => vec![network_of(&value().concat())],
        ("count", _) => led("a count of", inner()),
        ("first-line", _) => led("its first line:", inner()),
        ("line", _) => led("one of its lines:", inner()),
        ("json", _) => led(&format!("at `{}` in it:", value().concat()), inner()),
        ("present", _) => vec!["something".to_owned()],
        ("absent", _) => vec!["nothing".to_owned()],
        ("not", _) => led("not", inner()),
        ("all-of", _) => joined(wanted, "and", blanks),
        ("any-of", _) => joined(wanted, "or", blanks),
        // `equals`, and lists of one.
        _ => value(),
    }
}

fn led(words: &str, lines: Vec<String>) -> Vec<String> {
    match <[String; 1]>::try_from(lines) {
        Ok([line]) => vec![format!("{words} {line}")],
        Err(lines) => std::iter::once(words.to_owned()).chain(lines).collect(),
    }
}

fn ended(mut lines: Vec<String>, words: &str) -> Vec<String> {
    if let Some(last) = lines.last_mut() {
        last.push_str(words);
    }
    lines
}

fn slashed(lines: &[String]) -> Vec<String> {
    vec![format!("/{}/", lines.join("\\n"))]
}

fn limits(wanted: &Wanted) -> Vec<String> {
    let limits = wanted.operand.as_ref().map_or(&[][..], Value::items);
    let texts: Vec<String> = limits
        .iter()
        .map(|limit| plain(&limit.to_string()))
        .collect();
    vec![texts.join(" to ")]
}

fn network_of(word: &str) -> String {
    match word {
        "private" => "a private address".to_owned(),
        "loopback" => "a loopback address".to_owned(),
        "documentation" => "an address kept for documentation".to_owned(),
        cidr => format!("an address in {cidr}"),
    }
}

fn joined(wanted: &Wanted, word: &str, blanks: Blanks) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for inner in &wanted.inner {
        let next = self::wanted(inner, blanks);
        match (lines.as_mut_slice(), next.as_slice()) {
            ([], _) => lines = next,
            ([line], [next]) if width(line) + width(next) < ONE_LINE => {
                *line = format!("{line} {word} {next}");
            }
            (_, _) => lines.extend(led(word, next)),
        }
    }
    lines
}
