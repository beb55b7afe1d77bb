//! Which side said which rows of a connection to a web server.

use crate::session::Role;
use crate::session::told::Told;

/// What was typed, and what came back: numbers of rows.
#[derive(Debug, Default)]
pub(super) struct Exchange<'a> {
    /// The rows typed first.
    pub(super) typed: &'a [usize],
    /// The rows of the answer to them.
    pub(super) received: &'a [usize],
    /// The rest of a request that was answered before it was typed to the end.
    pub(super) late: &'a [usize],
}

/// Tells the sides apart; gives the first exchange.
pub(super) fn tell<'a>(told: &mut Told<'_>, said: &'a [usize]) -> Exchange<'a> {
    let said = &said[prose(told, said)..];
    let mut first = None;
    let mut rest = said;
    while !rest.is_empty() {
        let answer = answer_at(told, rest);
        let end = answer + next_request(told, &rest[answer..]);
        let typed = &rest[..answer];
        let (received, late) = rest[answer..end].split_at(late_at(told, typed, &rest[answer..end]));
        mark(told, typed, Role::Command);
        mark(told, received, Role::Server);
        mark(told, late, Role::Command);
        first.get_or_insert(Exchange {
            typed,
            received,
            late,
        });
        rest = &rest[end..];
    }
    first.unwrap_or_default()
}

fn mark(told: &mut Told<'_>, rows: &[usize], role: Role) {
    for &row in rows {
        told.mark(row, role);
    }
}

/// Skips sentences above what was typed, where no client program says that the connection begins below them.
fn prose(told: &mut Told<'_>, said: &[usize]) -> usize {
    if told.connection.outcome.is_some() || told.connection.target.is_some() {
        return 0;
    }
    let answer = said.iter().position(|row| is_answer(told.text(*row)));
    let above = &said[..answer.unwrap_or(0)];
    let is_sentence = |row: &&usize| {
        let text = told.text(**row);
        text.ends_with(['.', ':', '!']) && text.contains(' ') && header(text).is_none()
    };
    let Some(last) = above.iter().rposition(|row| is_sentence(&row)) else {
        return 0;
    };
    let blanks = above[last + 1..]
        .iter()
        .take_while(|row| told.rows.list[**row].is_blank());
    let end = last + 1 + blanks.count();
    for &row in &said[..end] {
        let role = if told.rows.list[row].is_blank() {
            Role::Empty
        } else {
            Role::Around
        };
        told.mark(row, role);
    }
    end
}

/// Where the server begins to speak.
fn answer_at(told: &Told<'_>, said: &[usize]) -> usize {
    if let Some(at) = said.iter().position(|row| is_answer(told.text(*row))) {
        return at;
    }
    let open = told.connection.open_row;
    let mut in_headers = false;
    for (number, &row) in said.iter().enumerate() {
        let text = told.text(row);
        let typed = match number {
            0 => open != Some(row),
            _ => {
                told.rows.list[row].marked
                    || text.is_empty()
                    || in_headers && header(text).is_some()
            }
        };
        if !typed {
            return number;
        }
        if number == 0 {
            in_headers = is_versioned(text);
        } else if text.is_empty() {
            in_headers = false;
        }
    }
    said.len()
}

/// Where the headers stand that were typed when the answer to the first line had come already.
fn late_at(told: &Told<'_>, typed: &[usize], answer: &[usize]) -> usize {
    let ended = typed.iter().skip(1).any(|row| told.text(*row).is_empty());
    let request = typed
        .first()
        .is_some_and(|row| is_versioned(told.text(*row)));
    if ended || !request {
        return answer.len();
    }
    let is_field = |row: &usize| {
        let text = told.text(*row);
        let known = ["host", "connection", "user-agent", "accept"];
        text.is_empty() || header(text).is_some_and(|(name, _)| known.contains(&name.as_str()))
    };
    // The answer's own headers end with an empty line.
    let Some(headers) = answer.iter().position(|row| told.text(*row).is_empty()) else {
        return answer.len();
    };
    let page = answer.iter().rposition(|row| !is_field(row)).unwrap_or(0);
    let end = headers.max(page) + 1;
    let blanks = answer[end..]
        .iter()
        .take_while(|row| told.text(**row).is_empty());
    end + blanks.count()
}

/// Whether a line names a version of HTTP, as a request with headers does.
fn is_versioned(text: &str) -> bool {
    text.to_ascii_uppercase().contains(" HTTP/1.")
}

/// Where another request begins below an answer: a connection that stays open takes several (RFC 9112 9.3).
fn next_request(told: &Told<'_>, answer: &[usize]) -> usize {
    let mut request = None;
    for (at, &row) in answer.iter().enumerate().skip(1) {
        let text = told.text(row);
        match request {
            Some(at) if is_status_line(text) => return at,
            Some(_) if text.is_empty() || header(text).is_some() => {}
            _ => request = is_request(text).then_some(at),
        }
    }
    answer.len()
}

/// A status line, or a page without one.
pub(super) fn is_answer(text: &str) -> bool {
    super::odd_status_line(text).is_some() || text.trim_start().starts_with('<')
}

fn is_status_line(text: &str) -> bool {
    super::status_line(text).is_some()
}

/// A request line (RFC 9112 3).
fn is_request(text: &str) -> bool {
    let words: Vec<&str> = text.split(' ').collect();
    matches!(*words.as_slice(), [method, path, version]
        if method.bytes().all(|b| b.is_ascii_uppercase()) && !path.is_empty() && version.starts_with("HTTP/1."))
}

/// The name, in small letters, and the value of a header line.
pub(super) fn header(text: &str) -> Option<(String, &str)> {
    let (name, value) = text.split_once(':')?;
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    (!name.is_empty() && name.bytes().all(token)).then(|| (name.to_ascii_lowercase(), value.trim()))
}
