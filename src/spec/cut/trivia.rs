//! What stands between values: blanks, line breaks, comments.

use std::ops::Range;

/// Where the line begins that holds a byte.
pub(super) fn line_start(text: &str, at: usize) -> usize {
    text[..at].rfind('\n').map_or(0, |found| found + 1)
}

/// Where the line ends that holds a byte, without its line break.
pub(super) fn line_end(text: &str, at: usize) -> usize {
    let end = text[at..].find('\n').map_or(text.len(), |found| at + found);
    if end > at && text[..end].ends_with('\r') {
        end - 1
    } else {
        end
    }
}

/// Where the next line begins, or the text ends.
pub(super) fn next_line(text: &str, at: usize) -> usize {
    text[at..]
        .find('\n')
        .map_or(text.len(), |found| at + found + 1)
}

/// The first byte from here on that is no blank.
pub(super) fn behind_blanks(text: &str, at: usize) -> usize {
    let rest = &text[at..];
    at + rest.len() - rest.trim_start_matches([' ', '\t']).len()
}

/// The byte behind the last one before here that is no blank.
pub(super) fn before_blanks(text: &str, at: usize) -> usize {
    text[..at].trim_end_matches([' ', '\t']).len()
}

/// The first byte from here on that belongs to no blank, line break or comment.
pub(super) fn behind_trivia(text: &str, mut at: usize) -> usize {
    loop {
        let rest = &text[at..];
        at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
        if !text[at..].starts_with('#') {
            return at;
        }
        at = line_end(text, at);
    }
}

/// What a line holds, told by its first bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Blanks only.
    Empty,
    /// A comment, from this column on.
    Comment(usize),
    /// Something else.
    Other,
}

/// What the line that begins here holds.
pub(super) fn line(text: &str, start: usize) -> Line {
    let first = behind_blanks(text, start);
    match text[first..].chars().next() {
        None | Some('\r' | '\n') => Line::Empty,
        Some('#') => Line::Comment(first - start),
        Some(_) => Line::Other,
    }
}

/// Where what is written up to here ends together with the comment behind it on its line; `None` where something else follows there.
pub(super) fn with_comment(text: &str, end: usize) -> Option<usize> {
    let next = behind_blanks(text, end);
    match text[next..].chars().next() {
        None | Some('\r' | '\n') => Some(end),
        Some('#') if next > end => Some(line_end(text, next)),
        Some(_) => None,
    }
}

/// The start of the comment lines that stand directly above the line that begins here, not before `limit`; `attached` tells by the column.
pub(super) fn comments_above(
    text: &str,
    start: usize,
    limit: usize,
    attached: impl Fn(usize) -> bool,
) -> usize {
    let mut first = start;
    while first > limit {
        let above = line_start(text, first - 1);
        match line(text, above) {
            Line::Comment(column) if above >= limit && attached(column) => first = above,
            Line::Comment(_) | Line::Empty | Line::Other => break,
        }
    }
    first
}

/// The comment at the end of the line that holds a byte outside of quotes, with the blanks in front of it.
pub(super) fn comment_of_line(text: &str, from: usize) -> Option<Range<usize>> {
    let end = line_end(text, from);
    let mut at = from;
    let mut before = ',';
    while at < end {
        let c = text[at..].chars().next()?;
        match c {
            '#' if text[..at].ends_with([' ', '\t']) => return Some(before_blanks(text, at)..end),
            // A quote opens where a value may begin; the text `it's` holds none.
            '\'' | '"' if "{[,:".contains(before) => at = behind_quote(text, at, c)?,
            _ => at += c.len_utf8(),
        }
        if !c.is_whitespace() {
            before = c;
        }
    }
    None
}

/// Where the text ends that is quoted from here on: `'it''s'`, `"a \" b"`.
fn behind_quote(text: &str, at: usize, quote: char) -> Option<usize> {
    let mut chars = text[at + 1..].char_indices().peekable();
    while let Some((inner, c)) = chars.next() {
        if c == '\\' && quote == '"' {
            chars.next();
        } else if c == quote {
            let doubled = quote == '\'' && chars.next_if(|(_, next)| *next == quote).is_some();
            if !doubled {
                return Some(at + 1 + inner + 1);
            }
        }
    }
    None
}
