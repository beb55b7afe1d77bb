//! What was typed at `nslookup` and its like, and what it printed.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Base, Declared, Facts, Place, Source, Type, Value};
use crate::session::client::{self, Word};
use crate::session::rows::{Row, Rows};
use crate::session::unwrap::unwrap;
use crate::session::{Problem, Protocol, Role, Session};
use crate::wire::nslookup::{self, Output, Record, STATUSES, Seen, Status};

/// The facts of a look-up.
pub(super) const FACTS: &[Declared] = &[
    Declared::new(
        "asked",
        Type::one(Base::Host),
        "the name that was asked for",
    ),
    Declared::new(
        "server",
        Type::one(Base::Address),
        "the DNS server's address",
    ),
    Declared::new(
        "port",
        Type::one(Base::Number),
        "the DNS server's port, where it is printed",
    ),
    Declared::new(
        "status",
        Type::one(Base::Word(STATUSES)),
        "what became of the question",
    ),
    Declared::new(
        "authoritative",
        Type::one(Base::Flag),
        "whether the answer is authoritative; absent where the output does not tell",
    ),
    Declared::new(
        "canonical-name",
        Type::one(Base::Host),
        "where the chain of aliases ends",
    ),
    Declared::new(
        "aliases",
        Type::many(Base::Host),
        "what the aliases point to, in order",
    ),
    Declared::new(
        "addresses",
        Type::many(Base::Address),
        "the addresses, in the order printed",
    ),
    Declared::new(
        "records",
        Type::many(Base::Record),
        "answers of other types: name, type, ttl, data",
    ),
];

/// Reads recorded look-ups.
pub(super) fn read(source: &Arc<Source>) -> Session {
    let mut rows = Rows::of(source);
    unwrap(&mut rows.list);
    let text: Vec<&str> = rows.list.iter().map(|row| row.text.as_str()).collect();
    let output = nslookup::read(&text.join("\n"));
    roles(&mut rows.list);
    let numbers: Vec<usize> = rows.list.iter().map(|row| row.line).collect();
    let problems = problem(output.as_ref(), &numbers);
    let learning = Learning { source, numbers };
    Session {
        protocol: Protocol::Nslookup,
        facts: output
            .as_ref()
            .map(|output| learning.facts(output))
            .unwrap_or_default(),
        lines: rows.into_lines(),
        problems,
        suspicious: Vec::new(),
        recognised: output.is_some(),
    }
}

/// Whose each row is: what stands around the output of a program is nobody's.
fn roles(rows: &mut [Row]) {
    let fenced = rows
        .iter()
        .any(|row| row.text.trim_start().starts_with("```"));
    let is_output = |row: &Row| nslookup::is_output(&row.text);
    let first = rows.iter().position(is_output).unwrap_or(rows.len());
    let last = rows.iter().rposition(is_output).unwrap_or(0);
    let mut inside = !fenced;
    for (at, row) in rows.iter_mut().enumerate() {
        let text = row.text.trim_start();
        let fence = text.starts_with("```");
        inside ^= fence;
        let prose = (at < first || at > last) && is_sentence(text);
        row.role = match client::word(row.trimmed()) {
            _ if row.is_blank() => Role::Empty,
            _ if fence || !inside || prose => Role::Around,
            Some(Word::Prompt(_)) => Role::Prompt,
            _ if text.starts_with("> ") || text == ">" => Role::Command,
            _ => Role::Client,
        };
    }
}

/// Whether a row reads like a person's words.
fn is_sentence(text: &str) -> bool {
    let text = text.trim_end();
    text.contains(' ') && text.ends_with(['.', ':', '!', '?']) && !text.starts_with([';', '*', '-'])
}

/// What went wrong, with the line that says so.
fn problem(output: Option<&Output>, numbers: &[usize]) -> Vec<Problem> {
    let line = |row: usize| numbers.get(row.saturating_sub(1)).copied().unwrap_or(1);
    let (line, rule, text) = match output.map(|output| output.status.as_ref()) {
        None => (
            1,
            "",
            "no look-up is recorded here: keep everything that `nslookup` printed",
        ),
        Some(None) => (
            1,
            "RFC 1035 2.3.4",
            "no question was sent: between two dots of a name stand 1 to 63 letters, digits or hyphens; compare its spelling with the exercise's",
        ),
        Some(Some(status)) => {
            let Some((rule, text)) = advice(status.value) else {
                return Vec::new();
            };
            (line(status.line), rule, text)
        }
    };
    vec![Problem {
        line,
        rule,
        text: text.to_owned(),
    }]
}

/// What a status other than an answer means, and the next step.
fn advice(status: Status) -> Option<(&'static str, &'static str)> {
    let advice = match status {
        Status::NoError => return None,
        Status::NxDomain => (
            "RFC 1035 4.1.1",
            "the server says that this name does not exist: compare its spelling with the exercise's",
        ),
        Status::NoData => (
            "RFC 2308 2.2",
            "the name exists, and has nothing of the type that was asked for: ask for another type, as with `-type=mx`",
        ),
        Status::ServFail => (
            "RFC 1035 4.1.1",
            "the server could not find out: try again, or ask another server, named behind the name",
        ),
        Status::Refused => (
            "RFC 1035 4.1.1",
            "the server does not answer you for this name: ask another server, or leave the server out",
        ),
        Status::ConnectionRefused => (
            "RFC 1122 4.1.3.1",
            "nobody listens at the server's port: compare the server's address with the exercise's, or leave it out",
        ),
        Status::NotImp => (
            "RFC 1035 4.1.1",
            "the server does not know this kind of question: ask for the type `a`, or ask another server",
        ),
        Status::FormErr => (
            "RFC 1035 4.1.1",
            "the server did not understand the question: ask another server",
        ),
        Status::Timeout => (
            "",
            "no reply came: compare the server's address with the exercise's, check your own connection, and try again",
        ),
        Status::Unreachable => (
            "",
            "there is no way to this server: compare its name or address with the exercise's, and check your own connection",
        ),
        Status::BadReply => (
            "RFC 1035 4.1.1",
            "what came back is no answer to the question: ask another server",
        ),
    };
    Some(advice)
}

struct Learning<'a> {
    source: &'a Arc<Source>,
    numbers: Vec<usize>,
}

impl Learning<'_> {
    fn place(&self, row: usize) -> Place {
        let line = self
            .numbers
            .get(row.saturating_sub(1))
            .copied()
            .unwrap_or(row);
        Place::line_at(self.source, line)
    }

    fn facts(&self, output: &Output) -> Facts {
        let mut facts = Facts::new();
        let mut set =
            |name: &str, line: usize, value: Value| facts.set_at(name, value, self.place(line));
        if let Some(seen) = &output.asked {
            set("asked", seen.line, Value::text(seen.value.as_str()));
        }
        if let Some(seen) = &output.server {
            set("server", seen.line, Value::text(seen.value.as_str()));
        }
        if let Some(seen) = &output.port {
            set("port", seen.line, Value::Number(i64::from(seen.value)));
        }
        if let Some(seen) = &output.status {
            set("status", seen.line, Value::text(seen.value.word()));
        }
        if let Some(seen) = &output.authoritative {
            set("authoritative", seen.line, Value::Flag(seen.value));
        }
        if let Some(seen) = &output.canonical_name {
            set(
                "canonical-name",
                seen.line,
                Value::text(seen.value.as_str()),
            );
        }
        list(&mut set, "aliases", &output.aliases, |alias| {
            Value::text(alias.as_str())
        });
        list(&mut set, "addresses", &output.addresses, |address| {
            Value::text(address.to_string())
        });
        list(&mut set, "records", &output.records, record);
        facts
    }
}

fn list<T>(
    set: &mut impl FnMut(&str, usize, Value),
    name: &str,
    all: &[Seen<T>],
    value: impl Fn(&T) -> Value,
) {
    if let Some(first) = all.first() {
        let items = all.iter().map(|seen| value(&seen.value));
        set(name, first.line, Value::List(items.collect()));
    }
}

fn record(record: &Record) -> Value {
    let mut parts = BTreeMap::from([
        ("name".to_owned(), Value::text(record.name.as_str())),
        ("type".to_owned(), Value::text(record.kind.as_str())),
        ("data".to_owned(), Value::text(record.data.as_str())),
    ]);
    if let Some(ttl) = record.ttl {
        parts.insert("ttl".to_owned(), Value::Number(i64::from(ttl)));
    }
    Value::Record(parts)
}
