//! Where a text stops being YAML: what the author most likely meant, with the line as it should be.

use std::sync::Arc;

use crate::model::{Diagnostic, Place, Source};
use crate::spec::yaml::build::{Builder, Collection, Style, too_deep};
use crate::spec::yaml::repair;

/// The longest line that help repeats.
const SHOWN_LIMIT: usize = 300;

/// The ways in which a text is no YAML.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Mistake {
    /// Neither a comma nor the closing bracket.
    Separator,
    /// A backslash in double quotes that escapes nothing.
    Escape,
    /// A `:` in a value.
    Colon,
    /// A character that cannot begin a value.
    Character(char),
    /// A tab as indentation.
    Tab,
    /// A line that should be `key: value` has no `:`.
    NoColon,
    /// A map goes on with something that is no key of it.
    NoKey,
    /// A list goes on with something that is no item of it.
    NoItem,
    /// A list that begins behind its key.
    Dash,
    /// A bracket without its other half.
    Unclosed(char),
    /// A bracket closed by one of the other kind.
    Mismatched(char, char),
    /// A closing bracket without its other half.
    Unopened,
    /// A quote without its other half.
    Quote,
    /// Text behind a closing quote.
    AfterQuote,
    /// Too many levels.
    Nesting,
    /// Anything rarer, in the parser's words.
    Other(String),
}

/// The first character that no spec can hold: it would end or garble the text unseen.
pub(super) fn control_character(source: &Arc<Source>) -> Option<Diagnostic> {
    let bad = |byte: u8| byte == 0x7f || byte < 0x20 && !matches!(byte, b'\t' | b'\n' | b'\r');
    let at = source.text.bytes().position(bad)?;
    let place = Place::new(source, at..at + 1);
    let code = source.text.as_bytes()[at];
    let message = format!("the control character U+{code:04X} cannot stand in this file");
    Some(Diagnostic::error(&place, message).help("save the file as plain text in UTF-8"))
}

/// A diagnostic for a mistake at a byte.
pub(super) fn explain(
    mistake: &Mistake,
    at: usize,
    source: &Arc<Source>,
    builder: &Builder,
) -> Diagnostic {
    tab(mistake, at, source)
        .or_else(|| reference(mistake, at, source))
        .or_else(|| unclosed(mistake, at, source, builder))
        .unwrap_or_else(|| by_kind(mistake, at, source, builder))
}

/// Makes the text readable behind a mistake, without changing its length, where that can be done; the byte that was changed.
pub(super) fn step_over(mistake: &Mistake, at: usize, text: &mut String) -> Option<usize> {
    let (at, to) = match mistake {
        Mistake::Separator if is_reference(text, at) => {
            let close = at + text[at..].find(['}', '\n'])?;
            if text.as_bytes()[close] == b'}' {
                text.replace_range(close..=close, "_");
            }
            (at, "_")
        }
        Mistake::Escape => (repair::bad_escape(text, at)?, "/"),
        Mistake::Colon if !first_colon(text, at) => (at, ";"),
        Mistake::Character(found) if found.is_ascii() => (at, "_"),
        Mistake::Separator
        | Mistake::Colon
        | Mistake::Character(_)
        | Mistake::Tab
        | Mistake::NoColon
        | Mistake::NoKey
        | Mistake::NoItem
        | Mistake::Dash
        | Mistake::Unclosed(_)
        | Mistake::Mismatched(..)
        | Mistake::Unopened
        | Mistake::Quote
        | Mistake::AfterQuote
        | Mistake::Nesting
        | Mistake::Other(_) => return None,
    };
    text.get(at..=at)?;
    text.replace_range(at..=at, to);
    Some(at)
}

fn tab(mistake: &Mistake, at: usize, source: &Arc<Source>) -> Option<Diagnostic> {
    let line = source.line_of(at);
    let last = if *mistake == Mistake::Tab {
        line + 1
    } else {
        line
    };
    let found = (line..=last).find_map(|line| {
        let range = source.line_range(line);
        let text = &source.text[range.clone()];
        let lead = text.len() - text.trim_start().len();
        text[..lead].find('\t').map(|tab| range.start + tab)
    })?;
    let place = Place::new(source, found..found + 1);
    Some(
        Diagnostic::error(&place, "a tab stands in the indentation")
            .help("indent with blanks; YAML takes no tabs there"),
    )
}

fn reference(mistake: &Mistake, at: usize, source: &Arc<Source>) -> Option<Diagnostic> {
    if *mistake != Mistake::Separator || !is_reference(&source.text, at) {
        return None;
    }
    let end = source.text[at..]
        .find('}')
        .map_or(at + 1, |end| at + end + 1);
    let place = Place::new(source, at - 1..end);
    let line = source.line_range(source.line_of(at));
    let message = "a text with `${` needs quotes between `{ }` or `[ ]`";
    Some(
        Diagnostic::error(&place, message)
            .help(shown(&repair::quoted_references(&source.text[line]))),
    )
}

/// A bracket that was opened on an earlier line is the likely cause of whatever stops reading on this one.
fn unclosed(
    mistake: &Mistake,
    at: usize,
    source: &Arc<Source>,
    builder: &Builder,
) -> Option<Diagnostic> {
    let secondary = matches!(
        mistake,
        Mistake::Separator
            | Mistake::Colon
            | Mistake::NoColon
            | Mistake::NoKey
            | Mistake::NoItem
            | Mistake::Dash
            | Mistake::Other(_)
    );
    let last = builder.unfinished().last();
    let open = last.filter(|open| open.style == Style::Flow);
    // A bracket that nothing stands behind is not yet in the tree when reading stops.
    let begun = || source.text[..at].trim_end().strip_suffix(['[', '{']);
    let start = begun()
        .map(str::len)
        .or_else(|| open.map(|open| open.start))?;
    let elsewhere = source.line_of(start) < source.line_of(at);
    if !secondary || !elsewhere {
        return None;
    }
    let place = Place::new(source, start..start + 1);
    let stop = Place::new(source, at..at + 1);
    Some(never_closed(&place).also(&stop, "reading stops here"))
}

fn never_closed(place: &Place) -> Diagnostic {
    let close = if place.text() == "[" { ']' } else { '}' };
    let line = place.source().line_range(place.line());
    let line = place.source().text[line].trim();
    let end = if close == ']' { "]" } else { " }" };
    let error = Diagnostic::error(place, format!("this `{}` is never closed", place.text()));
    if line.len() > SHOWN_LIMIT {
        return error.help(format!("close it with `{close}`"));
    }
    error.help(format!("close it with `{close}`, such as `{line}{end}`"))
}

fn by_kind(mistake: &Mistake, at: usize, source: &Arc<Source>, builder: &Builder) -> Diagnostic {
    let place = Place::new(source, at..at + 1);
    let line = &source.text[source.line_range(source.line_of(at))];
    let error = |message: &str| Diagnostic::error(&place, message);
    match mistake {
        Mistake::Escape => escape(at, source),
        Mistake::Colon if first_colon(&source.text, at) => {
            error("a new key cannot begin here, inside of the value above")
                .help("give this line the indentation of the keys above it")
        }
        Mistake::Colon => error("a second `:` in one line")
            .help(shown(&repair::quoted_value(line)))
            .help("text with a `: ` in it needs quotes"),
        Mistake::Character('`') => error("a value cannot begin with a backtick")
            .help("put text that begins with a backtick in quotes"),
        Mistake::Character(found) => error(&format!("a value cannot begin with `{found}`"))
            .help(format!("put text that begins with `{found}` in quotes")),
        Mistake::NoColon => Diagnostic::error(
            &Place::line_at(source, source.line_of(at)),
            "expected `key: value`, found no `: `",
        )
        .help("write a `:` and a blank behind the key, or indent text that goes on"),
        Mistake::NoKey | Mistake::NoItem | Mistake::Dash => misplaced(mistake, at, source, builder),
        Mistake::Nesting => error(&too_deep()),
        Mistake::Tab => error("a tab cannot stand here").help("use blanks"),
        Mistake::Other(message) => error(&format!("cannot read this as YAML: {message}")),
        Mistake::Separator
        | Mistake::Unclosed(_)
        | Mistake::Mismatched(..)
        | Mistake::Unopened
        | Mistake::Quote
        | Mistake::AfterQuote => pairs(mistake, &place),
    }
}

/// Brackets and quotes.
fn pairs(mistake: &Mistake, place: &Place) -> Diagnostic {
    let error = |message: &str, help: &str| Diagnostic::error(place, message).help(help);
    match mistake {
        Mistake::Unclosed(_) => never_closed(place),
        Mistake::Mismatched(open, close) => {
            let needed = if *open == '[' { ']' } else { '}' };
            let message = format!("this `{open}` is closed by a `{close}`");
            error(&message, &format!("close it with `{needed}`"))
        }
        Mistake::Unopened => error(
            "nothing is open that this bracket could close",
            "remove it, or open it",
        ),
        Mistake::Quote => error(
            "this quote is never closed",
            "write the same quote at the end of the text, or put two of them for one inside",
        ),
        Mistake::AfterQuote => error(
            "text goes on behind the closing quote",
            "put all of the value between the quotes",
        ),
        // What is left is a comma that is not there.
        _ => error(
            "expected `,` or the closing bracket here",
            "put a comma between two entries, and text with brackets in quotes",
        ),
    }
}

fn misplaced(mistake: &Mistake, at: usize, source: &Arc<Source>, builder: &Builder) -> Diagnostic {
    let place = Place::line_at(source, source.line_of(at));
    if *mistake == Mistake::Dash {
        return Diagnostic::error(&place, "a list cannot begin behind its key")
            .help("begin it on the next line, or write `[a, b]`");
    }
    let Some(open) = builder.unfinished().last() else {
        return Diagnostic::error(&place, "expected the end of the file");
    };
    let (message, begin) = match open.what {
        Collection::List => (
            "the list above goes on here, but this is no `- ` at its indentation",
            "the list begins here",
        ),
        Collection::Map => (
            "the indentation of this line fits no line above",
            "these keys begin here",
        ),
    };
    let line = source.line_of(open.start);
    Diagnostic::error(&place, message)
        .also(&Place::line_at(source, line), begin)
        .help("entries of one map or list begin in the same column")
}

fn escape(at: usize, source: &Arc<Source>) -> Diagnostic {
    let at = repair::bad_escape(&source.text, at).unwrap_or(at);
    let width = source.text[at..].chars().nth(1).map_or(0, char::len_utf8);
    let place = Place::new(source, at..at + 1 + width);
    let line = source.line_range(source.line_of(at));
    let message = format!("`{}` means nothing between double quotes", place.text());
    Diagnostic::error(&place, message)
        .help(shown(&repair::single_quoted(&source.text[line])))
        .help("between single quotes a backslash is a backslash")
}

/// The line as it should be; of a very long one only what to do.
fn shown(line: &str) -> String {
    if line.len() > SHOWN_LIMIT {
        return "put the text in quotes, single ones if it holds a backslash".to_owned();
    }
    format!("write `{}`", line.trim())
}

fn is_reference(text: &str, at: usize) -> bool {
    text[..at].ends_with('$') && text[at..].starts_with('{')
}

/// Whether the colon at a byte is the first of its line that could end a key.
fn first_colon(text: &str, at: usize) -> bool {
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    !text[line..at].contains(": ")
}
