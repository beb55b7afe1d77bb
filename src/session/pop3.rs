//! What was typed at a mailbox server, and what it answered (RFC 1939).

use std::sync::Arc;

use crate::model::{Base, Declared, Source, Type};
use crate::session::told::Told;
use crate::session::{Protocol, Role, Session};

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
    let mut reader = Reader::default();
    for row in told.connection.said.clone() {
        reader.row(&mut told, row);
    }
    if reader.retrieved > 0 {
        told.facts.set("retrieved", reader.retrieved);
    }
    if let Some(row) = reader.body_row {
        told.set("body", reader.body.join("\n"), row);
    }
    told.session(Protocol::Pop3)
}

#[derive(Default)]
struct Reader {
    /// The command that waits for its reply.
    waiting: Option<String>,
    greeted: bool,
    /// Whether a reply of several lines is going on; a dot ends it (RFC 1939 3).
    several: bool,
    body: Vec<String>,
    body_row: Option<usize>,
    retrieved: i64,
}

impl Reader {
    fn row(&mut self, told: &mut Told<'_>, row: usize) {
        let text = told.text(row).to_owned();
        if self.several {
            told.mark(row, Role::Server);
            self.several = text != ".";
            if self.several {
                self.body.push(text);
                self.body_row.get_or_insert(row);
            }
            return;
        }
        let reply = text.starts_with("+OK") || text.starts_with("-ERR");
        if reply && (self.waiting.is_some() || !self.greeted) {
            told.mark(row, Role::Server);
            self.greeted = true;
            self.reply(told, row, &text);
        } else if text.trim().is_empty() {
            told.mark(row, Role::Empty);
        } else {
            told.mark(row, Role::Command);
            self.command(told, row, &text);
        }
    }

    fn command(&mut self, told: &mut Told<'_>, row: usize, text: &str) {
        let (verb, argument) = text.trim().split_once(' ').unwrap_or((text.trim(), ""));
        match verb.to_ascii_uppercase().as_str() {
            "USER" => told.set("user", argument.trim(), row),
            "QUIT" => told.set("quit", true, row),
            _ => {}
        }
        self.waiting = Some(text.trim().to_ascii_uppercase());
    }

    fn reply(&mut self, told: &mut Told<'_>, row: usize, text: &str) {
        let command = self.waiting.take().unwrap_or_default();
        let mut words = command.split_whitespace();
        let (verb, argument) = (words.next().unwrap_or_default(), words.next());
        let yes = text.starts_with("+OK");
        match verb {
            "PASS" | "APOP" => told.set("logged-in", yes, row),
            "STAT" | "LIST" if yes => {
                let count = text
                    .split_whitespace()
                    .nth(1)
                    .and_then(|word| word.parse::<i64>().ok());
                if let (Some(count), None) = (count, argument) {
                    told.set("messages", count, row);
                }
                self.several = verb == "LIST" && argument.is_none();
            }
            "RETR" if yes => {
                self.retrieved += 1;
                self.body.clear();
                self.body_row = None;
                self.several = true;
            }
            "TOP" | "CAPA" => self.several = yes,
            "UIDL" => self.several = yes && argument.is_none(),
            _ => {}
        }
    }
}
