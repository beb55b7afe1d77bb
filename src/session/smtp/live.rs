//! A mail that netcheck sends itself: who said what is known, so nothing is guessed, and the facts are those of a recording.

use crate::model::Source;
use crate::session::client::Ender;
use crate::session::rows::{Row, Rows};
use crate::session::smtp::command::command;
use crate::session::smtp::mail::Ledger;
use crate::session::smtp::reply::{Reply, reply_line};
use crate::session::smtp::talk::{Exchange, Message, Talk};
use crate::session::smtp::{STEPS, learn, message_roles};
use crate::session::{Problem, Role, Session, terminal};

/// One thing that happened on a connection to a mail server. Lines are without their ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Turn {
    /// The connection opened, to this address.
    Connected(String),
    /// It did not, for a reason in the words of `connect`.
    Failed(&'static str),
    /// The server replied: the lines of a whole reply.
    Reply(Vec<String>),
    /// The server said something that is no whole reply.
    Noise(Vec<String>),
    /// netcheck sent a command.
    Command(String),
    /// netcheck sent a message: its lines as they were sent, the final dot apart.
    Message(Vec<String>),
    /// netcheck ended the message.
    Dot,
    /// The server ended the connection.
    ClosedByServer,
    /// netcheck ended it.
    ClosedByUs,
}

/// A connection to a mail server, understood.
#[derive(Clone, Debug)]
pub struct Heard {
    /// The same that [`crate::session::read`] makes of its recording, and surer.
    pub session: Session,
    /// What `telnet` would have shown.
    pub recording: String,
}

impl Heard {
    /// The first thing that went wrong up to a step of the mail: what comes after it was not tried.
    pub fn problem_up_to(&self, step: &str) -> Option<&Problem> {
        let number = |step: &str| STEPS.iter().position(|known| *known == step);
        let failed = self.session.facts.value("failed-step")?.as_text()?;
        (number(failed) <= number(step))
            .then(|| self.session.problems.first())
            .flatten()
    }
}

/// Understands what happened on a connection to a host and port.
pub fn heard(host: &str, port: u16, turns: &[Turn]) -> Heard {
    let mut hearing = Hearing::new(host, port);
    for turn in turns {
        hearing.turn(turn);
    }
    hearing.end()
}

/// What of the talk waits for a reply.
#[derive(Clone, Copy)]
enum Asked {
    Command(usize),
    Dot(usize),
}

struct Hearing<'a> {
    host: &'a str,
    port: u16,
    rows: Vec<Row>,
    talk: Talk,
    asked: Option<Asked>,
}

impl<'a> Hearing<'a> {
    fn new(host: &'a str, port: u16) -> Self {
        let mut hearing = Self {
            host,
            port,
            rows: Vec::new(),
            talk: Talk::default(),
            asked: None,
        };
        let tried = hearing.row(Role::Prompt, &format!("$ telnet {host} {port}"));
        hearing.talk.tried = Some(tried);
        hearing
    }

    fn row(&mut self, role: Role, text: &str) -> usize {
        let row = self.rows.len();
        self.rows.push(Row::known(row, role, text.to_owned()));
        self.talk.rows.1 = row;
        row
    }

    fn turn(&mut self, turn: &Turn) {
        match turn {
            Turn::Connected(address) => self.connected(address),
            Turn::Failed(why) => {
                let row = self.row(Role::Client, &complaint(self.host, self.port, why));
                self.talk.failed = Some((row, why));
            }
            Turn::Reply(lines) => self.reply(lines),
            Turn::Noise(lines) => self.server(lines),
            Turn::Command(text) => self.command(text),
            Turn::Message(lines) => self.message(lines),
            Turn::Dot => self.dot(),
            Turn::ClosedByServer => {
                let row = self.row(Role::Client, "Connection closed by foreign host.");
                self.talk.closed = Some((row, Ender::Server));
            }
            Turn::ClosedByUs => {
                let row = self.row(Role::Client, "Connection closed.");
                self.talk.closed = Some((row, Ender::User));
            }
        }
    }

    fn connected(&mut self, address: &str) {
        let tried = self.row(Role::Client, &format!("Trying {address}..."));
        self.talk.tried = Some(tried);
        let row = self.row(Role::Client, &format!("Connected to {}.", self.host));
        self.talk.connected = Some((row, self.host.to_owned()));
        self.row(Role::Client, "Escape character is '^]'.");
    }

    fn server(&mut self, lines: &[String]) {
        for line in lines {
            // Nobody corrects a server's words with backspaces; everything else of a terminal is left out as in a recording.
            let line = line.replace(['\u{8}', '\u{7f}'], "");
            self.row(Role::Server, &terminal::clean(&line));
        }
    }

    fn reply(&mut self, lines: &[String]) {
        let row = self.rows.len();
        self.server(lines);
        let read = self.rows[row..].iter().map(|row| reply_line(row.trimmed()));
        let read: Vec<_> = read.flatten().collect();
        let reply = Reply {
            row,
            code: read.last().and_then(|line| line.code),
            head: read
                .last()
                .map_or(String::new(), |line| line.head.to_owned()),
            lines: read.iter().map(|line| line.text.to_owned()).collect(),
        };
        match self.asked.take() {
            Some(Asked::Command(number)) => self.talk.exchanges[number].reply = Some(reply),
            Some(Asked::Dot(number)) => {
                if let Some(message) = &mut self.talk.exchanges[number].message {
                    message.reply = Some(reply);
                }
            }
            None if self.talk.has_dialogue() => self.talk.unasked.push(reply),
            None => self.talk.greeting = Some(reply),
        }
    }

    fn command(&mut self, text: &str) {
        let row = self.row(Role::Command, text);
        self.asked = Some(Asked::Command(self.talk.exchanges.len()));
        self.talk.exchanges.push(Exchange {
            row,
            typed: text.to_owned(),
            command: command(text),
            reply: None,
            in_message: false,
            early: None,
            message: None,
        });
    }

    fn message(&mut self, lines: &[String]) {
        let rows = lines.iter().map(|line| self.row(Role::Body, line));
        let rows = rows.collect();
        if let Some(data) = self.talk.exchanges.last_mut() {
            data.message = Some(Message {
                rows,
                dot: None,
                reply: None,
            });
        }
    }

    fn dot(&mut self) {
        let row = self.row(Role::End, ".");
        let number = self.talk.exchanges.len().saturating_sub(1);
        let data = self.talk.exchanges.last_mut();
        if let Some(message) = data.and_then(|data| data.message.as_mut()) {
            message.dot = Some(row);
            self.asked = Some(Asked::Dot(number));
        }
    }

    fn end(self) -> Heard {
        let lines = self.rows.iter().map(|row| format!("{}\n", row.text));
        let recording: String = lines.collect();
        let source = Source::new("recording", recording.as_str());
        let mut rows = Rows::known(self.rows);
        let ledger = Ledger::of(&self.talk, &rows.list);
        let all = std::slice::from_ref(&ledger);
        let roles = message_roles(all);
        let session = learn::session(&ledger, all, &rows, &source);
        for (row, role) in roles {
            rows.list[row].role = role;
        }
        Heard {
            session: Session {
                lines: rows.into_lines(),
                ..session
            },
            recording,
        }
    }
}

/// How `telnet` says that a connection did not open.
fn complaint(host: &str, port: u16, why: &str) -> String {
    let words = match why {
        "unknown-host" => {
            return format!("telnet: could not resolve {host}/{port}: Name or service not known");
        }
        "refused" => "Connection refused",
        "timeout" => "Connection timed out",
        "unreachable" => "No route to host",
        // `reset`
        _ => "Connection reset by peer",
    };
    format!("telnet: Unable to connect to remote host: {words}")
}

#[cfg(test)]
mod tests;
