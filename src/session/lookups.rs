//! What was typed at `nslookup` and its like, and what it printed.

mod problem;

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Base, Declared, Facts, Place, Source, Type, Value};
use crate::session::client::{self, Word};
use crate::session::rows::{Row, Rows};
use crate::session::{Protocol, Role, Session};
use crate::wire::nslookup::{self, Output, Record, STATUSES, Seen};

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
    let text: Vec<&str> = rows.list.iter().map(|row| row.text.as_str()).collect();
    let output = nslookup::read(&text.join("\n"));
    roles(&mut rows.list);
    let numbers: Vec<usize> = rows.list.iter().map(|row| row.line).collect();
    let problems = problem::find(output.as_ref(), &numbers);
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
    let found = rows.iter().position(is_output);
    let last = found.and_then(|_| rows.iter().rposition(is_output));
    let (first, last) = (found.unwrap_or(rows.len()), last.unwrap_or(0));
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
