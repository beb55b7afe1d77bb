//! What was typed at a web server, and what it answered (RFC 9112), or did not.

mod problem;
mod sides;
mod stranger;

use std::sync::Arc;

use crate::model::{Base, Declared, Source, Type, Value};
use crate::session::told::Told;
use crate::session::{Protocol, Session};

use sides::{Exchange, header};

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
    for said in told.others() {
        sides::tell(&mut told, &said);
    }
    let said = std::mem::take(&mut told.connection.said);
    if let Some(problem) = stranger::find(&mut told, &said) {
        told.connection.said = said;
        return explained(told.session(Protocol::Http, vec![problem]));
    }
    let Exchange {
        typed,
        received,
        late,
    } = sides::tell(&mut told, &said);
    request(&mut told, &[typed, late].concat());
    response(&mut told, received);
    absent(&mut told, typed, received);
    let problems = problem::find(&told, typed, received);
    told.connection.said = said;
    explained(told.session(Protocol::Http, problems))
}

/// What a request consists of.
const ASKED: &[&str] = &["request.method", "request.path", "request.header.host"];

/// What an answer consists of.
const ANSWERED: &[&str] = &["status", "reason", "says-bad-request", "first-line", "body"];

/// Says of the facts of request and answer why they are as they are. Where the request was understood, only the answer needs a reason.
fn explained(mut session: Session) -> Session {
    let Some(problem) = session.problems.first() else {
        return session;
    };
    let reason = match problem.rule {
        "" => problem.text.clone(),
        rule => format!("{} ({rule})", problem.text),
    };
    let understood = problem.rule.starts_with(problem::REFUSED);
    let asked = ASKED.iter().filter(|_| !understood);
    for name in asked.chain(ANSWERED) {
        session.facts.set_reason(*name, reason.as_str());
    }
    session
}

/// Where a request or an answer should stand that is not there.
fn absent(told: &mut Told<'_>, typed: &[usize], received: &[usize]) {
    let opened = told.connection.outcome.map(|(row, _)| row);
    let filled = |row: &&usize| !told.rows.list[**row].is_blank();
    let last_typed = typed.iter().rfind(filled).copied();
    let request = typed
        .iter()
        .find(filled)
        .copied()
        .or(typed.first().copied())
        .or(opened);
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

fn request(told: &mut Told<'_>, typed: &[usize]) {
    let filled = typed
        .iter()
        .position(|row| !told.rows.list[*row].is_blank());
    let Some((&first, rest)) = typed[filled.unwrap_or(0)..].split_first() else {
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
        let end = rest.iter().position(|row| told.rows.list[*row].is_blank());
        for &row in &rest[..end.unwrap_or(rest.len())] {
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
    let line = told.text(first).to_owned();
    let body = match odd_status_line(&line) {
        Some((version, status, reason)) => {
            if let Some(version) = version {
                told.set("version", version, first);
            }
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
fn status_line(text: &str) -> Option<(&str, i64, &str)> {
    let (version, rest) = text.strip_prefix("HTTP/")?.split_once(' ')?;
    let (status, reason) = code(rest)?;
    Some((version, status, reason))
}

/// A status line with something else before the code: a server that understood nothing may repeat the version that it was told, or has none to tell.
fn odd_status_line(text: &str) -> Option<(Option<&str>, i64, &str)> {
    let (first, rest) = text.split_once(' ')?;
    let version = match first.split_once('/') {
        Some((name, version)) if name.eq_ignore_ascii_case("HTTP") => Some(version),
        None if first == "(null)" => None,
        _ => return None,
    };
    let (status, reason) = code(rest)?;
    Some((version, status, reason))
}

/// A code of three digits (RFC 9112 4), and the words behind it.
fn code(text: &str) -> Option<(i64, &str)> {
    let (code, reason) = text.split_once(' ').unwrap_or((text, ""));
    let digits = code.len() == 3 && code.bytes().all(|b| b.is_ascii_digit());
    Some((code.parse().ok().filter(|_| digits)?, reason.trim()))
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
