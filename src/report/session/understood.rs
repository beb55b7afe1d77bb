//! What was understood of a line, in a few words beside it.

use std::collections::BTreeMap;

use crate::model::{Fact, Place, Value};
use crate::report::values::line;
use crate::report::visible::Blanks;
use crate::session::{Line, Protocol, Role, Session};

/// What is said beside the lines, by their numbers.
pub(super) type Notes = BTreeMap<usize, Vec<String>>;

/// What was understood, line by line.
pub(super) fn notes(session: &Session) -> Notes {
    let mut notes = Notes::new();
    for (name, fact) in session.facts.iter() {
        let at = fact.place.as_ref().map(Place::line);
        if let (Some(at), Some(note)) = (at, note(session, name, fact)) {
            notes.entry(at).or_default().push(note);
        }
    }
    recipients(session, &mut notes);
    notes
}

fn note(session: &Session, name: &str, fact: &Fact) -> Option<String> {
    let text = shown(&fact.value);
    match name {
        "target" => return Some(format!("connects to {text}")),
        "connect" => return connected(session, fact),
        "ended-by" if text == "client" => return Some("you ended it".to_owned()),
        "ended-by" => return Some("the server ended it".to_owned()),
        "quit" => return yes(&fact.value, "says goodbye"),
        _ => {}
    }
    match session.protocol {
        Protocol::Smtp => mail(session, name, fact, &text),
        Protocol::Http => web(session, name, fact, &text),
        Protocol::Pop3 => mailbox(name, fact, &text),
        Protocol::Plain => (name == "first-line").then(|| "the server's first words".to_owned()),
        Protocol::Nslookup => look_up(name, fact, &text),
    }
}

/// What the client program says of connecting; where it says nothing, that the server spoke is no news.
fn connected(session: &Session, fact: &Fact) -> Option<String> {
    let spoken = at(session, fact).is_some_and(|line| line.role == Role::Server);
    let words = match fact.value.as_text()? {
        "open" if spoken => return None,
        "open" => "the connection is open",
        "refused" => "refused: nobody listens there",
        "timeout" => "no answer in time",
        "unreachable" => "there is no way to this address",
        "reset" => "cut off",
        "unknown-host" => "no such host",
        "bad-port" => "no such port",
        other => other,
    };
    Some(words.to_owned())
}

fn mail(session: &Session, name: &str, fact: &Fact, text: &str) -> Option<String> {
    if name.starts_with("header.") {
        return header(session, fact);
    }
    let verb = || {
        session
            .facts
            .value("helo-verb")
            .map(|verb| verb.to_string().to_uppercase())
    };
    match name {
        "greeting" => Some(format!("the greeting, {text}")),
        "helo" => Some(format!("{} accepted: {text}", verb().unwrap_or_default())),
        "mail-from" => Some(format!("MAIL FROM accepted: {text}")),
        "data" if text == "354" => Some("now comes the message".to_owned()),
        "blank-line" => yes(&fact.value, "ends the headers"),
        "dot" => yes(&fact.value, "ends the message"),
        "accepted" if fact.value == Value::Flag(true) => Some(queued(session)),
        "final-code" if session.facts.value("accepted") != Some(&Value::Flag(true)) => {
            Some(format!("the mail is refused, {text}"))
        }
        "closed" => yes(&fact.value, "the connection is over"),
        _ => None,
    }
}

fn queued(session: &Session) -> String {
    match session.facts.value("queue-id") {
        Some(id) => format!("the mail is accepted, queue id {}", shown(id)),
        None => "the mail is accepted".to_owned(),
    }
}

fn web(session: &Session, name: &str, fact: &Fact, text: &str) -> Option<String> {
    if name.starts_with("request.header.") || name.starts_with("header.") {
        return header(session, fact);
    }
    let is_asked = session.facts.get("request.method").is_some();
    let has_status = session.facts.get("status").is_some();
    let bad = session.facts.value("says-bad-request") == Some(&Value::Flag(true));
    match name {
        "request.method" => Some(format!("the request, {text}")),
        "typed" if !is_asked => Some("no request that HTTP knows".to_owned()),
        "status" => Some(format!("the answer, {text}")),
        "first-line" if !has_status && bad => Some("the answer says: bad request".to_owned()),
        "first-line" if !has_status => Some("an answer without status line".to_owned()),
        "body" if has_status && !text.is_empty() => Some("the body begins".to_owned()),
        _ => None,
    }
}

fn mailbox(name: &str, fact: &Fact, text: &str) -> Option<String> {
    match name {
        "first-line" => Some("the greeting".to_owned()),
        "user" => Some(format!("the user {text}")),
        "logged-in" if fact.value == Value::Flag(true) => Some("logged in".to_owned()),
        "logged-in" => Some("not logged in".to_owned()),
        "messages" if text == "1" => Some("1 message".to_owned()),
        "messages" => Some(format!("{text} messages")),
        "body" => Some("the message begins".to_owned()),
        _ => None,
    }
}

fn look_up(name: &str, fact: &Fact, text: &str) -> Option<String> {
    let several = fact.value.items().len();
    match name {
        "asked" => Some("the name that was asked for".to_owned()),
        "server" => Some("the DNS server".to_owned()),
        "status" if text != "noerror" => Some(format!("what became of it: {text}")),
        "addresses" if several == 1 => Some("its address".to_owned()),
        "addresses" => Some(format!("the first of its {several} addresses")),
        "aliases" => Some("an alias, so a second name".to_owned()),
        "records" if several == 1 => Some("a record".to_owned()),
        "records" => Some(format!("the first of {several} records")),
        _ => None,
    }
}

/// `the header From`, as it was typed.
fn header(session: &Session, fact: &Fact) -> Option<String> {
    let (name, _) = at(session, fact)?.text.split_once(':')?;
    Some(format!("the header {}", cut(name.trim())))
}

/// Recipients stand in the facts in the order of their lines, of which only the first is known.
fn recipients(session: &Session, notes: &mut Notes) {
    let Some(fact) = session.facts.get("rcpt-to") else {
        return;
    };
    let from = fact.place.as_ref().map_or(1, Place::line);
    let mut accepted = fact.value.items().iter().filter_map(Value::as_text);
    let mut next = accepted.next();
    let typed = |line: &&Line| line.role == Role::Command && line.number >= from;
    for line in session.lines.iter().filter(typed) {
        let Some(address) = next else { return };
        if line.text.contains(address) {
            let note = format!("RCPT TO accepted: {}", cut(address));
            notes.entry(line.number).or_default().push(note);
            next = accepted.next();
        }
    }
}

/// Refused commands, each at its line.
pub(super) fn refusals(session: &Session) -> Notes {
    let mut notes = Notes::new();
    let mistakes = session
        .facts
        .value("mistakes")
        .map_or(&[][..], Value::items);
    for mistake in mistakes {
        let Value::Record(parts) = mistake else {
            continue;
        };
        let line = parts
            .get("line")
            .and_then(|line| line.to_string().parse().ok());
        if let (Some(line), Some(code)) = (line, parts.get("code")) {
            notes
                .entry(line)
                .or_default()
                .push(format!("refused, {code}"));
        }
    }
    notes
}

/// The line that a fact was read from.
fn at<'a>(session: &'a Session, fact: &Fact) -> Option<&'a Line> {
    let number = fact.place.as_ref()?.line();
    let found = session.lines.partition_point(|line| line.number < number);
    session.lines.get(found)
}

fn yes(value: &Value, note: &str) -> Option<String> {
    (*value == Value::Flag(true)).then(|| note.to_owned())
}

fn shown(value: &Value) -> String {
    cut(&value.to_string())
}

/// A value that somebody wrote, safe for a terminal and not longer than a line.
fn cut(text: &str) -> String {
    const MOST: usize = 60;
    let mut short: String = text.chars().take(MOST).collect();
    if short.len() < text.len() {
        short.push('…');
    }
    line(&short, Blanks::Plain)
}
