//! A connection whose sides are being told apart: what the readers of all text protocols share.

use std::sync::Arc;

use crate::model::{Facts, Place, Source, Value};
use crate::session::client::{self, Ender};
use crate::session::opening::{Connection, best, connections};
use crate::session::rows::{Row, Rows};
use crate::session::{Problem, Protocol, Role, Session};

/// A connection with its sides told apart, as facts.
pub(super) struct Told<'a> {
    /// The source.
    pub(super) source: &'a Arc<Source>,
    /// Its rows.
    pub(super) rows: Rows,
    /// The connection that counts.
    pub(super) connection: Connection,
    /// The others.
    others: Vec<Connection>,
    /// The facts so far.
    pub(super) facts: Facts,
}

/// Takes the empty rows at the end away: where no end is told, nobody knows whose they are.
fn trim(connection: &mut Connection, rows: &mut [Row]) {
    let filled = connection
        .said
        .iter()
        .rposition(|row| !rows[*row].is_blank());
    if connection.ended.is_none() {
        for row in connection.said.drain(filled.map_or(0, |last| last + 1)..) {
            rows[row].role = Role::Empty;
        }
    }
}

impl<'a> Told<'a> {
    /// Finds the connections of a recording, and the one that counts. Each reader tells the sides of all of them apart.
    pub(super) fn of(source: &'a Arc<Source>) -> Self {
        let mut rows = Rows::of(source);
        let mut others = connections(&mut rows.list);
        for connection in &mut others {
            trim(connection, &mut rows.list);
        }
        let connection = best(&mut others);
        for other in &mut others {
            // Words that no connection is known of stand around the one that counts.
            if other.outcome.is_none() && other.target.is_none() && connection.outcome.is_some() {
                for row in other.said.drain(..) {
                    rows.list[row].role = Role::Around;
                }
            }
        }
        Self {
            source,
            rows,
            connection,
            others,
            facts: Facts::new(),
        }
    }

    /// The rows said on every connection that does not count.
    pub(super) fn others(&mut self) -> Vec<Vec<usize>> {
        let others = std::mem::take(&mut self.others);
        others.into_iter().map(|other| other.said).collect()
    }

    /// The text of a row without trailing blanks.
    pub(super) fn text(&self, row: usize) -> &str {
        self.rows.list[row].trimmed()
    }

    /// Says which side wrote a row.
    pub(super) fn mark(&mut self, row: usize, role: Role) {
        self.rows.list[row].role = role;
    }

    /// The line of a row.
    pub(super) fn line(&self, row: usize) -> usize {
        self.rows.list.get(row).map_or(1, |row| row.line)
    }

    /// Sets a fact that was read from a row.
    pub(super) fn set(&mut self, name: impl Into<String>, value: impl Into<Value>, row: usize) {
        let place = Place::line_at(self.source, self.line(row));
        self.facts.set_at(name, value, place);
    }

    /// Says at which row a fact should stand if it is absent.
    pub(super) fn set_absent(&mut self, name: &str, row: usize) {
        let place = Place::line_at(self.source, self.line(row));
        self.facts.set_absent_at(name, place);
    }

    /// Ends the reading: the facts that all protocols share, and the lines.
    pub(super) fn session(mut self, protocol: Protocol, found: Vec<Problem>) -> Session {
        let typed = self.rows_of(Role::is_typed);
        let received = self.rows_of(|role| role == Role::Server);
        self.shared(&typed, &received);
        let both = !typed.is_empty() && !received.is_empty();
        let greeted = received.first().is_some_and(|row| greets(self.text(*row)));
        let recognised = self.connection.outcome.is_some() || both || greeted;
        let problems = self.problems(recognised, protocol, found);
        Session {
            protocol,
            facts: self.facts,
            lines: self.rows.into_lines(),
            problems,
            suspicious: Vec::new(),
            recognised,
        }
    }

    fn rows_of(&self, is: impl Fn(Role) -> bool) -> Vec<usize> {
        let said = self.connection.said.iter().copied();
        said.filter(|row| is(self.rows.list[*row].role)).collect()
    }

    fn shared(&mut self, typed: &[usize], received: &[usize]) {
        if let Some((row, target)) = self.connection.target.take() {
            self.set("target", target, row);
        }
        if let Some((row, address)) = self.connection.address.take()
            && address.parse::<std::net::IpAddr>().is_ok()
        {
            self.set("address", address, row);
        }
        let spoken = || received.first().map(|row| (*row, "open"));
        if let Some((row, outcome)) = self.connection.outcome.or_else(spoken) {
            self.set("connect", outcome, row);
        }
        if let Some(first) = typed.first() {
            let lines: Vec<String> = typed.iter().map(|row| self.text(*row).to_owned()).collect();
            self.set("typed", Value::texts(lines), *first);
        }
        if let Some((row, line)) = self.connection.told.take() {
            self.set("first-line", line, row);
        } else if let Some(first) = received
            .iter()
            .find(|row| !self.rows.list[**row].is_blank())
        {
            let line = self.text(*first).to_owned();
            self.set("first-line", line, *first);
        }
        match self.connection.ended {
            Some((row, Ender::Server)) => self.set("ended-by", "server", row),
            Some((row, Ender::User)) => self.set("ended-by", "client", row),
            Some((_, Ender::Somebody)) | None => {}
        }
    }

    /// The first row where the shell knows no program that connects, and what to do about it.
    fn unknown_program(&self) -> Option<(usize, String)> {
        let mut rows = self.rows.list.iter().enumerate();
        rows.find_map(|(at, row)| {
            let program = client::unknown_program(row.trimmed())?;
            Some((at, client::without_program(program)?))
        })
    }

    /// What went wrong with the connection, else what its reader found.
    fn problems(&self, recognised: bool, protocol: Protocol, found: Vec<Problem>) -> Vec<Problem> {
        let problem = |row, rule, text: &str| {
            vec![Problem {
                line: self.line(row),
                rule,
                text: text.to_owned(),
            }]
        };
        if !recognised {
            if let Some((row, text)) = self.unknown_program() {
                return problem(row, "", &text);
            }
            let text = "no connection is recorded here: keep everything that the terminal showed, from the command on";
            return problem(self.connection.first, "", text);
        }
        let silent = self.facts.get("first-line").is_none();
        match self.connection.outcome {
            // That a port is closed may be what was to be shown.
            _ if protocol == Protocol::Plain => Vec::new(),
            Some((row, "open")) if silent && found.is_empty() => {
                let text = "the server said nothing that this file shows: wait for its answer before you leave";
                problem(row, "", text)
            }
            Some((_, "open")) | None => found,
            Some((row, failed)) => {
                let (rule, text) = closed_door(failed);
                problem(row, rule, text)
            }
        }
    }
}

/// Whether a line can only be a server's first one. The `telnet` of Windows clears the screen when it connects and does not show what is typed.
fn greets(text: &str) -> bool {
    ["HTTP/1.", "+OK", "-ERR", "SSH-", "220 ", "220-"]
        .iter()
        .any(|start| text.starts_with(start))
}

/// Why a connection did not open, in words: the rule, and the sentence with the next step.
fn closed_door(failed: &str) -> (&'static str, &'static str) {
    match failed {
        "refused" => (
            "RFC 9293 3.5.2",
            "the host answered that nothing listens at this port: compare the port in your command with the exercise's",
        ),
        "timeout" => (
            "",
            "nobody answered: the host is off, or a firewall drops what you send; compare the name and the port with the exercise's, or try another network",
        ),
        "unreachable" => (
            "RFC 792",
            "there is no way to this host from here: check your own connection and the address",
        ),
        "unknown-host" => (
            "RFC 1035 4.1.1",
            "this name has no address: compare its spelling with the exercise's",
        ),
        "bad-port" => (
            "RFC 6335 6",
            "this is no port: it is a number from 1 to 65535, written behind the host with a blank between",
        ),
        _ => (
            "RFC 9293 3.5.2",
            "the host broke the connection off: try again",
        ),
    }
}
