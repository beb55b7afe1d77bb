//! What was typed at a web server, and what it answered (RFC 9112), or did not.

use std::sync::Arc;

use crate::model::{Base, Declared, Source, Type, Value};
use crate::session::told::Told;
use crate::session::{Protocol, Role, Session};

/// The facts of a request and its answer.
pub(super) const FACTS: &[Declared] = &[
    Declared::new(
        "request.method",
        Type::one(Base::Text),
        "the first word typed, if it is a request",
    ),
    Declared::new("request.path", Type::one(Base::Text), "the path asked for"),
    Declared::new(
        "request.header.NAME",
        Type::one(Base::Text),
        "a header that was typed",
    ),
    Declared::new(
        "status",
        Type::one(Base::Number),
        "the status code of the answer; absent when it has no status line",
    ),
    Declared::new(
        "reason",
        Type::one(Base::Text),
        "the words behind the status code",
    ),
    Declared::new(
        "version",
        Type::one(Base::Text),
        "the version of HTTP in the answer's status line",
    ),
    Declared::new(
        "says-bad-request",
        Type::one(Base::Flag),
        "whether the answer says that the request was bad, with or without a status line",
    ),
    Declared::new(
        "headers",
        Type::many(Base::Text),
        "the header lines of the answer",
    ),
    Declared::new(
        "header.NAME",
        Type::one(Base::Text),
        "a header of the answer",
    ),
];

/// Reads a recorded request.
pub(super) fn read(source: &Arc<Source>) -> Session {
    let mut told = Told::of(source);
    let said = told.connection.said.clone();
    let answer = answer_at(&told, &said);
    let (typed, received) = said.split_at(answer);
    for &row in typed {
        told.mark(row, Role::Command);
    }
    for &row in received {
        told.mark(row, Role::Server);
    }
    request(&mut told, typed);
    response(&mut told, received);
    absent(&mut told, typed, received);
    told.session(Protocol::Http)
}

/// Where a request or an answer should stand that is not there.
fn absent(told: &mut Told<'_>, typed: &[usize], received: &[usize]) {
    let opened = told.connection.outcome.map(|(row, _)| row);
    let filled = |row: &&usize| !told.rows.list[**row].is_blank();
    let last_typed = typed.iter().rfind(filled).copied();
    let request = typed.first().copied().or(opened);
    let answer = received.first().copied().or(last_typed).or(opened);
    let asked = [
        "request.method",
        "request.path",
        "request.header.host",
        "typed",
    ];
    let answered = [
        "status",
        "reason",
        "version",
        "says-bad-request",
        "headers",
        "body",
        "first-line",
    ];
    for (names, row) in [(&asked[..], request), (&answered[..], answer)] {
        for name in names {
            if let Some(row) = row {
                told.set_absent(name, row);
            }
        }
    }
}

/// The number of the row at which the server begins to speak.
fn answer_at(told: &Told<'_>, said: &[usize]) -> usize {
    let mut in_headers = false;
    for (number, &row) in said.iter().enumerate() {
        let text = told.text(row);
        if is_answer(text) {
            return number;
        }
        let marked = told.rows.list[row].marked;
        let typed = match number {
            0 => true,
            _ => marked || text.trim().is_empty() || in_headers && is_header(text),
        };
        if !typed {
            return number;
        }
        if number == 0 {
            in_headers = text.to_ascii_uppercase().contains(" HTTP/1.");
        } else if text.trim().is_empty() {
            in_headers = false;
        }
    }
    said.len()
}

/// A status line, or a page without one.
fn is_answer(text: &str) -> bool {
    text.starts_with("HTTP/") || text.trim_start().starts_with('<')
}

fn is_header(text: &str) -> bool {
    header(text).is_some()
}

fn header(text: &str) -> Option<(String, &str)> {
    let (name, value) = text.split_once(':')?;
    let token = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
    (!name.is_empty() && name.bytes().all(token)).then(|| (name.to_ascii_lowercase(), value.trim()))
}

fn request(told: &mut Told<'_>, typed: &[usize]) {
    let Some((&first, rest)) = typed.split_first() else {
        return;
    };
    let line = told.text(first).to_owned();
    let mut words = line.split_whitespace();
    if let (Some(method), Some(path)) = (words.next(), words.next())
        && method.bytes().all(|b| b.is_ascii_alphabetic())
        && (path.starts_with(['/', '*']) || path.contains("://"))
    {
        told.set("request.method", method, first);
        told.set("request.path", path, first);
        for &row in rest {
            if let Some((name, value)) = header(told.text(row)) {
                let value = value.to_owned();
                told.set(format!("request.header.{name}"), value, row);
            }
        }
    }
}

fn response(told: &mut Told<'_>, received: &[usize]) {
    let Some(&first) = received.first() else {
        return;
    };
    let body = match status_line(told.text(first)) {
        Some((version, status, reason)) => {
            told.set("version", version, first);
            told.set("status", status, first);
            told.set("reason", reason, first);
            headers(told, &received[1..])
        }
        None => received,
    };
    let text: Vec<&str> = body.iter().map(|row| told.text(*row)).collect();
    let (text, row) = (text.join("\n"), body.first().copied().unwrap_or(first));
    let all: Vec<&str> = received.iter().map(|row| told.text(*row)).collect();
    let bad = bad_request(&all.join(" "));
    told.set("body", text, row);
    told.set("says-bad-request", bad, first);
}

/// `HTTP/1.1 400 Bad Request`: version, code, reason.
fn status_line(text: &str) -> Option<(String, i64, String)> {
    let rest = text.strip_prefix("HTTP/")?;
    let (version, rest) = rest.split_once(' ')?;
    let (code, reason) = rest.split_once(' ').unwrap_or((rest, ""));
    Some((
        version.to_owned(),
        code.parse().ok()?,
        reason.trim().to_owned(),
    ))
}

/// Reads the headers; gives the rows of the body.
fn headers<'a>(told: &mut Told<'_>, rows: &'a [usize]) -> &'a [usize] {
    let end = rows.iter().position(|row| told.rows.list[*row].is_blank());
    let end = end.unwrap_or(rows.len());
    let lines: Vec<String> = rows[..end]
        .iter()
        .map(|row| told.text(*row).to_owned())
        .collect();
    for (&row, line) in rows[..end].iter().zip(&lines) {
        if let Some((name, value)) = header(line) {
            told.set(format!("header.{name}"), value, row);
        }
    }
    if let Some(first) = rows.first().filter(|_| end > 0) {
        told.set("headers", Value::texts(lines), *first);
    }
    rows.get(end + 1..).unwrap_or_default()
}

/// Whether an answer says that the request was bad: the words, or the code in a page.
fn bad_request(text: &str) -> bool {
    let lower = text.to_lowercase();
    let words = [
        "bad request",
        "badrequest",
        "bad http",
        "malformed",
        "error code: 400",
        "invalid request",
        "illegal request",
    ];
    lower.starts_with("http/") && lower.split(' ').nth(1) == Some("400")
        || words.iter().any(|words| lower.contains(words))
}
