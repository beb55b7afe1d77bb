//! Any connection, of whatever protocol: whether it opened, and lines of both sides as far as they can be told apart.

use std::sync::Arc;

use crate::model::{Declared, Source};
use crate::session::told::Told;
use crate::session::{Protocol, Role, Session};

/// No facts beyond those of every connection.
pub(super) const FACTS: &[Declared] = &[];

/// Reads a recorded connection.
pub(super) fn read(source: &Arc<Source>) -> Session {
    let mut told = Told::of(source);
    let said: Vec<usize> = told.connection.said.clone();
    let mut typed_last = false;
    for (number, &row) in said.iter().enumerate() {
        let text = told.text(row).to_owned();
        let next = said.get(number + 1).map(|row| told.text(*row).to_owned());
        let server = told.rows.list[row].role != Role::Empty
            && servers(&text, next.as_deref(), typed_last, number == 0);
        let server = server && !told.rows.list[row].marked;
        told.mark(row, if server { Role::Server } else { Role::Command });
        typed_last = !server;
    }
    let received: Vec<usize> = said
        .into_iter()
        .filter(|row| told.rows.list[*row].role == Role::Server)
        .collect();
    let lines: Vec<&str> = received.iter().map(|row| told.text(*row)).collect();
    if let (Some(first), body) = (received.first(), lines.join("\n")) {
        told.set("body", body, *first);
    }
    told.session(Protocol::Plain)
}

/// Whether a line is the server's: it looks like a banner or a reply, or it comes after a typed line. Nobody else can tell without the protocol.
fn servers(text: &str, next: Option<&str>, typed_last: bool, first: bool) -> bool {
    let starts = ["+OK", "-ERR", "* ", "SSH-", "HTTP/", "<"];
    let code = text
        .get(..3)
        .is_some_and(|head| head.bytes().all(|b| b.is_ascii_digit()))
        && !text[3..].starts_with(|c: char| c.is_alphanumeric());
    let banner = code || starts.iter().any(|start| text.starts_with(start));
    let echoed = next == Some(text);
    if first && !banner {
        // A line that comes back, or a lone word, was typed; a sentence is a banner.
        return !echoed && text.contains(' ') && !is_command(text);
    }
    banner || typed_last || next.is_none()
}

/// Whether a line is what people type at servers of text protocols.
fn is_command(text: &str) -> bool {
    const VERBS: &[&str] = &[
        "GET", "HEAD", "POST", "HELO", "EHLO", "USER", "hi", "hello", "MAIL", "OPTIONS",
    ];
    let first = text.split_whitespace().next().unwrap_or_default();
    VERBS.iter().any(|verb| verb.eq_ignore_ascii_case(first))
}
