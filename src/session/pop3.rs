//! What was typed at a mailbox server, and what it answered (RFC 1939).

mod problem;

use std::collections::VecDeque;
use std::sync::Arc;

use crate::model::{Base, Declared, Facts, Source, Type};
use crate::session::told::Told;
use crate::session::{Problem, Protocol, Role, Session};

/// The facts of a mailbox session.
pub(super) const FACTS: &[Declared] = &[
    Declared::new("user", Type::one(Base::Text), "the name given with USER"),
    Declared::new(
        "logged-in",
        Type::one(Base::Flag),
        "whether the server took the password",
    ),
    Declared::new(
        "messages",
        Type::one(Base::Number),
        "how many messages STAT or LIST says there are",
    ),
    Declared::new(
        "retrieved",
        Type::one(Base::Number),
        "how many messages RETR showed",
    ),
    Declared::new("quit", Type::one(Base::Flag), "whether QUIT was typed"),
];

/// Reads a recorded mailbox session.
pub(super) fn read(source: &Arc<Source>) -> Session {
    let mut told = Told::of(source);
    for said in told.others() {
        let mut other = Reader::default();
        for &row in &said {
            other.row(&mut told, row);
        }
    }
    // Only the connection that counts has facts.
    told.facts = Facts::new();
    let mut reader = Reader {
        open_row: told.connection.open_row,
        ..Reader::default()
    };
    for row in told.connection.said.clone() {
        reader.row(&mut told, row);
    }
    let problems = reader.finish(&mut told);
    told.session(Protocol::Pop3, problems)
}

/// A command that waits for its reply.
struct Waiting {
    row: usize,
    verb: String,
    argument: Option<String>,
}

/// What a reply of several lines is; a dot ends it (RFC 1939 3).
#[derive(Clone, Copy, PartialEq, Eq)]
enum Several {
    /// A message, or its beginning.
    Message,
    /// A list.
    List,
}

#[derive(Default)]
struct Reader {
    /// The commands that wait for their replies: they may have been typed ahead.
    waiting: VecDeque<Waiting>,
    several: Option<Several>,
    body: Vec<String>,
    body_row: Option<usize>,
    retrieved: i64,
    open_row: Option<usize>,
    /// The row of the first DELE that was taken, until QUIT makes it true.
    deleted: Option<usize>,
    problems: Vec<Problem>,
}

impl Reader {
    fn row(&mut self, told: &mut Told<'_>, row: usize) {
        let text = told.text(row).to_owned();
        let reply = text.starts_with("+OK") || text.starts_with("-ERR");
        if let Some(several) = self.several {
            told.mark(row, Role::Server);
            self.line(several, row, &text);
        } else if reply && !told.rows.list[row].marked || self.open_row == Some(row) {
            told.mark(row, Role::Server);
            self.reply(told, row, &text);
        } else if text.is_empty() {
            told.mark(row, Role::Empty);
        } else {
            told.mark(row, Role::Command);
            self.command(told, row, &text);
        }
    }

    /// A line of a reply of several; of two dots at its beginning one is there to tell it from the end.
    fn line(&mut self, several: Several, row: usize, text: &str) {
        if text == "." {
            self.several = None;
        } else if several == Several::Message {
            let stuffed = text.strip_prefix('.').filter(|rest| rest.starts_with('.'));
            self.body.push(stuffed.unwrap_or(text).to_owned());
            self.body_row.get_or_insert(row);
        }
    }

    fn command(&mut self, told: &mut Told<'_>, row: usize, text: &str) {
        let (verb, argument) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        let (verb, argument) = (verb.to_ascii_uppercase(), argument.trim());
        match verb.as_str() {
            "USER" => told.set("user", argument, row),
            "QUIT" => told.set("quit", true, row),
            _ => {}
        }
        let argument = (!argument.is_empty()).then(|| argument.to_owned());
        self.waiting.push_back(Waiting {
            row,
            verb,
            argument,
        });
    }

    fn reply(&mut self, told: &mut Told<'_>, row: usize, text: &str) {
        // The greeting answers nothing, and neither does the server that has waited long enough.
        let Some(command) = self.waiting.pop_front().filter(|command| command.row < row) else {
            return;
        };
        let (yes, all) = (text.starts_with("+OK"), command.argument.is_none());
        if matches!(command.verb.as_str(), "PASS" | "APOP") {
            told.set("logged-in", yes, row);
        }
        if !yes {
            let line = told.line(command.row);
            self.problems
                .push(problem::refused(line, &command.verb, text));
            return;
        }
        match command.verb.as_str() {
            "STAT" => count(told, row, text),
            "LIST" if all => {
                count(told, row, text);
                self.several = Some(Several::List);
            }
            "RETR" => self.message(told, row),
            "TOP" => self.several = Some(Several::Message),
            "UIDL" if !all => {}
            "UIDL" | "CAPA" => self.several = Some(Several::List),
            "DELE" => self.deleted = self.deleted.or(Some(command.row)),
            "QUIT" | "RSET" => self.deleted = None,
            _ => {}
        }
    }

    fn message(&mut self, told: &mut Told<'_>, row: usize) {
        self.retrieved += 1;
        told.set("retrieved", self.retrieved, row);
        self.body.clear();
        self.body_row = None;
        self.several = Some(Several::Message);
    }

    fn finish(self, told: &mut Told<'_>) -> Vec<Problem> {
        if let Some(row) = self.body_row {
            told.set("body", self.body.join("\n"), row);
        }
        let mut problems = self.problems;
        if let Some(row) = self.deleted {
            problems.push(problem::not_deleted(told.line(row)));
        }
        problems
    }
}

/// How many messages the server says there are.
fn count(told: &mut Told<'_>, row: usize, text: &str) {
    let word = text.split_whitespace().nth(1);
    if let Some(count) = word.and_then(|word| word.parse::<i64>().ok()) {
        told.set("messages", count, row);
    }
}
