//! `matches`: a regular expression, with the place of what is wrong in it.

use regex::{Regex, RegexBuilder};

use crate::model::{Diagnostic, Diagnostics, Located, Pattern, Place};
use crate::spec::{Data, Node};

/// The most bytes of one regular expression.
const SIZE_LIMIT: usize = 2 * 1024 * 1024;

/// The sizes that are told apart below that limit.
const SIZES: [usize; 4] = [2 << 10, 16 << 10, 128 << 10, 512 << 10];

/// What each takes beside that.
const EACH: usize = 8 * 1024;

/// The most bytes of all regular expressions of an assignment.
const ALL_LIMIT: usize = 64 * 1024 * 1024;

/// Reads a regular expression; in it a `$` is the end of the text, never a reference.
pub fn pattern(node: &Node, diagnostics: &mut Diagnostics) -> Option<Located<Pattern>> {
    let Data::Scalar(scalar) = &node.data else {
        diagnostics.push(node.unexpected("a regular expression"));
        return None;
    };
    if scalar.text.is_empty() {
        diagnostics.push(node.unexpected("a regular expression"));
        return None;
    }
    if diagnostics.patterns > ALL_LIMIT {
        return None;
    }
    let read = compiled(&scalar.text);
    // One that is too large costs time as well.
    diagnostics.patterns += read.as_ref().map_or(SIZE_LIMIT, |(_, size)| *size);
    match read {
        Ok(_) if diagnostics.patterns > ALL_LIMIT => {
            let message = "the regular expressions up to here need too much memory together";
            let error = Diagnostic::error(&node.shown_place(), message);
            diagnostics.push(error.help("use smaller numbers in `{ }`, and `[0-9]` for `\\d`"));
            None
        }
        Ok((regex, _)) => Some(node.located(Pattern(regex))),
        Err(error) => {
            diagnostics.push(explain(node, &scalar.text, &error));
            None
        }
    }
}

/// The expression, and about how many bytes it takes.
fn compiled(text: &str) -> Result<(Regex, usize), regex::Error> {
    let within = |size: usize| {
        let built = RegexBuilder::new(text).size_limit(size).build();
        built.map(|regex| (regex, size + EACH))
    };
    SIZES
        .into_iter()
        .find_map(|size| within(size).ok())
        .map_or_else(|| within(SIZE_LIMIT), Ok)
}

fn explain(node: &Node, text: &str, error: &regex::Error) -> Diagnostic {
    let regex::Error::Syntax(said) = error else {
        let message = "this regular expression needs too much memory";
        let error = Diagnostic::error(&node.shown_place(), message);
        return error.help("use smaller numbers in `{ }`");
    };
    let reason = said
        .lines()
        .rev()
        .find_map(|line| line.strip_prefix("error: "))
        .unwrap_or("it cannot be read");
    let place = marked(said, text).map_or_else(|| node.shown_place(), |range| node.part(range));
    let error = Diagnostic::error(&place, format!("this regular expression: {reason}"));
    match advice(&place, reason) {
        Some(help) => error.help(help),
        None => error,
    }
}

/// The bytes that the crate marks with carets in a one-line expression, which it shows indented by four blanks.
fn marked(said: &str, text: &str) -> Option<std::ops::Range<usize>> {
    let carets = said.lines().nth(2)?.strip_prefix("    ")?;
    let first = carets.find('^')?;
    let count = carets.matches('^').count();
    let byte = |column: usize| {
        let found = text.char_indices().nth(column).map(|(at, _)| at);
        found.unwrap_or(text.len())
    };
    Some(byte(first)..byte(first + count))
}

fn advice(place: &Place, reason: &str) -> Option<String> {
    if reason.contains("look-around") || reason.contains("backreference") {
        return Some(
            "look-around and backreferences are left out, so that every search ends".into(),
        );
    }
    let found = place.text();
    let special = found.len() == 1 && "()[]{}*+?".contains(found);
    special.then(|| format!("`\\{found}` is the character itself"))
}
