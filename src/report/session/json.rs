//! A recording as JSON, one line: `netcheck read --report json`. Version 1.
//!
//! | field | holds |
//! |---|---|
//! | `version` | 1 |
//! | `file` | its name as given; `-` is standard input |
//! | `protocol` | as what it was read: `smtp`, `http`, `pop3`, `plain`, `nslookup` |
//! | `roles` | a letter for each line of the file: `P` shell, `L` client program, `S` server, `C` command, `H` header, `N` the empty line behind the headers, `B` body, `E` the final dot, `c` typed and never sent, `_` empty, `+` wrapped, `X` around, `?` unknown |
//! | `facts` | by name: `value`, and the `line` it was read from, `null` where it has none |
//! | `problems[]` | what went wrong: `line`, `rule` (empty where no document has one), `text` |
//! | `suspicious[]` | what cannot have happened so: `line`, `text` |
//!
//! A file that cannot be read has `version`, `file` and `error`, a sentence, and nothing else.

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;
use serde_json::Value as Json;

use crate::model::{Fact, Place};
use crate::report::Style;
use crate::report::json::{Safe, json};
use crate::report::session::Recording;

/// Writes a recording as one line.
pub(super) fn render(recording: &Recording, _: Style, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer(Safe(&mut *out), &Document::new(recording))?;
    out.write_all(b"\n")
}

/// Writes that a file cannot be read, as one line.
pub(super) fn refuse(file: &str, error: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let refused = Refused {
        version: 1,
        file,
        error,
    };
    serde_json::to_writer(Safe(&mut *out), &refused)?;
    out.write_all(b"\n")
}

#[derive(Serialize)]
struct Refused<'a> {
    version: u32,
    file: &'a str,
    error: &'a str,
}

#[derive(Serialize)]
struct Document<'a> {
    version: u32,
    file: &'a str,
    protocol: &'static str,
    roles: String,
    facts: BTreeMap<&'a str, Known>,
    problems: Vec<Problem<'a>>,
    suspicious: Vec<Suspicion<'a>>,
}

#[derive(Serialize)]
struct Known {
    value: Json,
    line: Option<usize>,
}

#[derive(Serialize)]
struct Problem<'a> {
    line: usize,
    rule: &'static str,
    text: &'a str,
}

#[derive(Serialize)]
struct Suspicion<'a> {
    line: usize,
    text: &'a str,
}

impl<'a> Document<'a> {
    fn new(recording: &Recording<'a>) -> Self {
        let session = recording.session;
        let problems = session.problems.iter().map(|found| Problem {
            line: found.line,
            rule: found.rule,
            text: &found.text,
        });
        let suspicious = session.suspicious.iter().map(|found| Suspicion {
            line: found.line,
            text: &found.text,
        });
        Self {
            version: 1,
            file: recording.file,
            protocol: session.protocol.word(),
            roles: session.roles(),
            facts: session
                .facts
                .iter()
                .map(|(name, fact)| (name, known(fact)))
                .collect(),
            problems: problems.collect(),
            suspicious: suspicious.collect(),
        }
    }
}

fn known(fact: &Fact) -> Known {
    Known {
        value: json(&fact.value),
        line: fact.place.as_ref().map(Place::line),
    }
}
