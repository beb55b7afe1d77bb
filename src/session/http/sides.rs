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
}

/// Tells the sides apart; gives the first exchange.
pub(super) fn tell<'a>(told: &mut Told<'_>, said: &'a [usize]) -> Exchange<'a> {
    let said = &said[prose(told, said)..];
    let mut first = None;
    let mut rest = said;
    while !rest.is_empty() {
        let answer = answer_at(told, rest);
        let end = answer + next_request(told, &rest[answer..]);
        let (typed, received) = (&rest[..answer], &rest[answer..end]);
        mark(told, typed, Role::Command);
        mark(told, received, Role::Server);
        first.get_or_insert(Exchange { typed, received });
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
            in_headers = text.to_ascii_uppercase().contains(" HTTP/1.");
        } else if text.is_empty() {
            in_headers = false;
        }
    }
    said.len()
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
fn is_answer(text: &str) -> bool {
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
