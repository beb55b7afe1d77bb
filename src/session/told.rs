//! A connection whose sides are being told apart: what the readers of all text protocols share.

use std::sync::Arc;

use crate::model::{Facts, Place, Source, Value};
use crate::session::client::Ender;
use crate::session::opening::{Connection, best, connections};
use crate::session::rows::Rows;
use crate::session::{Problem, Protocol, Role, Session};

/// A connection with its sides told apart, as facts.
pub(super) struct Told<'a> {
    /// The source.
    pub(super) source: &'a Arc<Source>,
    /// Its rows.
    pub(super) rows: Rows,
    /// The connection that counts.
    pub(super) connection: Connection,
    /// The facts so far.
    pub(super) facts: Facts,
}

impl<'a> Told<'a> {
    /// Finds the connection of a recording that counts.
    pub(super) fn of(source: &'a Arc<Source>) -> Self {
        let mut rows = Rows::of(source);
        let all = connections(&mut rows.list);
        for other in &all {
            for &row in &other.said {
                if rows.list[row].is_blank() {
                    rows.list[row].role = Role::Empty;
                }
            }
        }
        let mut connection = best(all);
        let filled = connection
            .said
            .iter()
            .rposition(|row| !rows.list[*row].is_blank());
        if connection.ended.is_none() {
            connection.said.truncate(filled.map_or(0, |last| last + 1));
        }
        Self {
            source,
            rows,
            connection,
            facts: Facts::new(),
        }
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
    pub(super) fn session(mut self, protocol: Protocol) -> Session {
        let typed = self.rows_of(Role::is_typed);
        let received = self.rows_of(|role| role == Role::Server);
        self.shared(&typed, &received);
        let recognised =
            self.connection.outcome.is_some() || !typed.is_empty() && !received.is_empty();
        let problems = self.problems(recognised, protocol);
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
        if let Some(first) = received.first() {
            let line = self.text(*first).to_owned();
            self.set("first-line", line, *first);
        }
        match self.connection.ended {
            Some((row, Ender::Server)) => self.set("ended-by", "server", row),
            Some((row, Ender::User)) => self.set("ended-by", "client", row),
            Some((_, Ender::Somebody)) | None => {}
        }
    }

    fn problems(&self, recognised: bool, protocol: Protocol) -> Vec<Problem> {
        let line = self.line(self.connection.first);
        let problem = |line, text: &str| Problem {
            line,
            rule: "",
            text: text.to_owned(),
        };
        if !recognised {
            return vec![problem(
                line,
                "no connection is recorded here: keep everything that the terminal showed, from the command on",
            )];
        }
        let silent = self.facts.get("first-line").is_none();
        match self.connection.outcome {
            Some((row, "open")) if silent && protocol != Protocol::Plain => {
                vec![problem(
                    self.line(row),
                    "the server said nothing that this file shows: wait for its answer before you leave",
                )]
            }
            _ => Vec::new(),
        }
    }
}
