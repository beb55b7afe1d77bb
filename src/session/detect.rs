//! Which protocol a recording is of, told by what its servers say and by what was typed at them.
//!
//! The words with which a session begins give it away; whatever stands below them may be content: a mail may quote a web server, and a
//! page a mail server. So of the dialogues that are seen, the one that begins first counts. Look-ups are asked for before one connects,
//! so a dialogue counts before them. Where nobody says anything that tells, the port does.

use std::sync::Arc;

use crate::model::{Place, Source, Value};
use crate::session::client::{self, Word};
use crate::session::{Line, Protocol, Role, Session, http, lookups, plain, pop3, smtp};

/// The ports at which mail servers listen, those of practice servers too.
const MAIL_PORTS: &[&str] = &["25", "587", "2525"];

/// The ports of web servers.
const WEB_PORTS: &[&str] = &["80", "8000", "8080"];

/// The ports of mailbox servers.
const MAILBOX_PORTS: &[&str] = &["110", "2110"];

/// The protocol of a recording: `plain` where nothing tells. In time linear in its length.
pub fn detect(source: &Arc<Source>) -> Protocol {
    // One reading at a time: of a large file each takes a lot of memory.
    let (mail, first) = begins(&smtp::read(source));
    if first {
        return Protocol::Smtp;
    }
    let web = web(&http::read(source));
    let mailbox = mailbox(&pop3::read(source));
    let dialogues = [
        (Protocol::Smtp, mail),
        (Protocol::Http, web),
        (Protocol::Pop3, mailbox),
    ];
    let seen = dialogues
        .into_iter()
        .filter_map(|(protocol, line)| Some((line?, protocol)));
    let first = seen.min_by_key(|(line, _)| *line);
    if let Some((_, protocol)) = first {
        return protocol;
    }
    let connection = plain::read(source);
    if is_look_up(&lookups::read(source), &connection) {
        return Protocol::Nslookup;
    }
    without_words(&connection)
}

/// Where a mail begins, and whether it is the first thing in the file.
fn begins(session: &Session) -> (Option<usize>, bool) {
    let line = mail(session);
    (line, line.is_some_and(|line| is_first(session, line)))
}

/// Whether nothing but words of client and shell stand above a line, so that no other dialogue begins there.
fn is_first(session: &Session, line: usize) -> bool {
    let above = session.lines.iter().take_while(|above| above.number < line);
    let mut roles = above.map(|line| line.role);
    roles.all(|role| matches!(role, Role::Client | Role::Prompt | Role::Empty))
}

/// The line at which a mail server greets or answers a command of its protocol, or at which such a command was typed.
fn mail(session: &Session) -> Option<usize> {
    const FACTS: &[&str] = &["greeting", "helo", "mail-from", "rcpt-to", "rcpt-refused"];
    let said = FACTS.iter().filter_map(|name| line(session, name)).min();
    let typed = || {
        first_line(session, |line| {
            line.role.is_typed() && is_envelope(&line.text)
        })
    };
    said.or_else(typed).filter(|_| !is_file_server(session))
}

/// `MAIL FROM` and `RCPT TO`, which no other protocol has.
fn is_envelope(text: &str) -> bool {
    let mut words = text.split([' ', ':']).filter(|word| !word.is_empty());
    let second = match words.next() {
        Some(verb) if verb.eq_ignore_ascii_case("MAIL") => "FROM",
        Some(verb) if verb.eq_ignore_ascii_case("RCPT") => "TO",
        Some(_) | None => return false,
    };
    words
        .next()
        .is_some_and(|word| word.eq_ignore_ascii_case(second))
}

/// A file server greets with 220 too, but says what it is, or asks for a password (RFC 959 5.4).
fn is_file_server(session: &Session) -> bool {
    let says = |text: &str| {
        let greets = text.starts_with("220") && !text.contains("SMTP");
        text.starts_with("331 ") || greets && text.contains("FTP")
    };
    first_line(session, |line| {
        line.role == Role::Server && says(&line.text)
    })
    .is_some()
}

/// The line at which a web server is asked or answers.
fn web(session: &Session) -> Option<usize> {
    const METHODS: &[&str] = &["GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "TRACE"];
    let text = |name: &str| session.facts.value(name).and_then(Value::as_text);
    let is_asked = text("request.method").is_some_and(|method| {
        METHODS
            .iter()
            .any(|known| known.eq_ignore_ascii_case(method))
    });
    let answers =
        text("first-line").is_some_and(|first| first.starts_with("HTTP/") || is_page(first));
    let asked = line(session, "request.method").filter(|_| is_asked);
    asked.or_else(|| line(session, "first-line").filter(|_| answers))
}

/// A page, which some web servers send without a word before.
fn is_page(text: &str) -> bool {
    const STARTS: &[&str] = &["<html", "<!doctype", "<head", "<title", "<h1"];
    let text = text.trim_start();
    let begins = |start: &&str| {
        let head = text.get(..start.len());
        head.is_some_and(|head| head.eq_ignore_ascii_case(start))
    };
    STARTS.iter().any(begins)
}

/// The line at which a mailbox server answers.
fn mailbox(session: &Session) -> Option<usize> {
    let first = session.facts.value("first-line").and_then(Value::as_text)?;
    let answers = first.starts_with("+OK") || first.starts_with("-ERR");
    line(session, "first-line").filter(|_| answers)
}

/// Whether a look-up is recorded, and not a client program's words that look like one.
fn is_look_up(look_up: &Session, connection: &Session) -> bool {
    let tells = |line: &Line| {
        line.role == Role::Client
            && matches!(
                client::word(&line.text),
                Some(Word::Open(_) | Word::Failed(_))
            )
    };
    let connected = first_line(connection, tells);
    let places = look_up
        .facts
        .iter()
        .filter_map(|(_, fact)| fact.place.as_ref());
    let looked_up = places.map(Place::line).min();
    let first = connected.is_none_or(|connected| looked_up.is_some_and(|line| line < connected));
    look_up.recognised && first
}

/// What was meant where no server says a word that tells: the port tells, and so does HELO. At a port that was only knocked at, nothing
/// was spoken; but whoever connects to a mail server wants to send a mail.
fn without_words(session: &Session) -> Protocol {
    let target = session.facts.value("target").and_then(Value::as_text);
    let port = target.and_then(|target| target.rsplit(':').next());
    let is_at = |ports: &[&str]| port.is_some_and(|port| ports.contains(&port));
    let hello = |line: &Line| {
        let word = line.text.split_whitespace().next().unwrap_or_default();
        line.role.is_typed()
            && ["HELO", "EHLO"]
                .iter()
                .any(|verb| verb.eq_ignore_ascii_case(word))
    };
    let typed = session.facts.get("typed").is_some();
    let silent = session.facts.get("first-line").is_none();
    if is_at(MAIL_PORTS) || silent && first_line(session, hello).is_some() {
        Protocol::Smtp
    } else if typed && is_at(WEB_PORTS) {
        Protocol::Http
    } else if typed && is_at(MAILBOX_PORTS) {
        Protocol::Pop3
    } else {
        Protocol::Plain
    }
}

fn first_line(session: &Session, wanted: impl Fn(&Line) -> bool) -> Option<usize> {
    let found = session.lines.iter().find(|line| wanted(line));
    found.map(|line| line.number)
}

fn line(session: &Session, fact: &str) -> Option<usize> {
    let found = session.facts.get(fact)?;
    found.place.as_ref().map(Place::line)
}

#[cfg(test)]
mod tests;
