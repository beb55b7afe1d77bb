//! Recorded sessions: pasted text → roles, turns, facts. Pure.
//!
//! A text is first undressed (`rows`): escapes, prompts' markers, quotes and line numbers go. What the client program says of itself
//! is known by its words (`client`); which side said everything else follows from the state of the protocol, never from looks alone.

mod client;
#[cfg(test)]
pub(crate) mod corpus;
mod detect;
mod http;
mod lookups;
mod opening;
mod plain;
mod pop3;
mod rows;
mod smtp;
mod terminal;
#[cfg(test)]
mod tests;
mod told;

pub use detect::detect;

use std::sync::Arc;

use crate::model::{Declared, Facts, Place, Source, words};

pub use smtp::{Heard, Turn, heard};

/// The protocols that recordings are read as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// Mail, RFC 5321.
    Smtp,
    /// Web, RFC 9112, with anything that can be typed at a web server.
    Http,
    /// Mailboxes, RFC 1939.
    Pop3,
    /// Any connection: whether it opened, and lines of both sides.
    Plain,
    /// What `nslookup` (or `dig`, `host`) printed.
    Nslookup,
}

impl Protocol {
    /// All of them by the words of specs and command lines.
    pub const ALL: &[(&'static str, Protocol)] = &[
        ("smtp", Protocol::Smtp),
        ("http", Protocol::Http),
        ("pop3", Protocol::Pop3),
        ("plain", Protocol::Plain),
        ("nslookup", Protocol::Nslookup),
    ];

    /// Their words.
    pub const WORDS: [&str; Self::ALL.len()] = words(Self::ALL);

    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            Self::Smtp => "smtp",
            Self::Http => "http",
            Self::Pop3 => "pop3",
            Self::Plain => "plain",
            Self::Nslookup => "nslookup",
        }
    }

    /// That there is nothing of it in a file.
    fn missing(self) -> &'static str {
        match self {
            Self::Smtp => "no session with a mail server is recorded here",
            Self::Http => "no session with a web server is recorded here",
            Self::Pop3 => "no session with a mailbox server is recorded here",
            Self::Plain => "no connection is recorded here",
            Self::Nslookup => "no look-up is recorded here",
        }
    }

    /// The protocol with a word.
    pub fn named(word: &str) -> Option<Self> {
        let found = Self::ALL.iter().find(|(name, _)| *name == word);
        found.map(|&(_, protocol)| protocol)
    }
}

/// What to do about a file without a session.
const NOTHING_RECORDED: &str =
    "save everything that the terminal showed, from the command on, as text";

/// What a line of a recording is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Role {
    /// A shell's prompt, with or without a command.
    Prompt,
    /// The client program's own words.
    Client,
    /// The server's.
    Server,
    /// A command that was typed.
    Command,
    /// A header that was typed.
    Header,
    /// The empty line between headers and body.
    Blank,
    /// The body of a message.
    Body,
    /// The dot that ends a message.
    End,
    /// Typed, but never sent: the connection was gone.
    Unsent,
    /// An empty line that belongs to nobody.
    Empty,
    /// The rest of the line before, wrapped by the terminal.
    Continued,
    /// Words around the session.
    Around,
    /// Cannot be told.
    #[default]
    Unknown,
}

impl Role {
    /// The letter that `read` prints for it.
    pub fn letter(self) -> char {
        match self {
            Self::Prompt => 'P',
            Self::Client => 'L',
            Self::Server => 'S',
            Self::Command => 'C',
            Self::Header => 'H',
            Self::Blank => 'N',
            Self::Body => 'B',
            Self::End => 'E',
            Self::Unsent => 'c',
            Self::Empty => '_',
            Self::Continued => '+',
            Self::Around => 'X',
            Self::Unknown => '?',
        }
    }

    /// Whether one side said it to the other.
    pub fn is_said(self) -> bool {
        self.is_typed() || self == Self::Server
    }

    /// Whether the student typed it to the server.
    pub fn is_typed(self) -> bool {
        matches!(
            self,
            Self::Command | Self::Header | Self::Blank | Self::Body | Self::End
        )
    }
}

/// A line of a recording, understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Its number in the file, counted from 1. Files with bare CR as line end have several lines of one number.
    pub number: usize,
    /// What it is.
    pub role: Role,
    /// Whether it was said in another session of the file than the one that counts.
    pub aside: bool,
    /// Its text without escapes, markers and the like.
    pub text: String,
}

impl Line {
    /// The letter of its role, a small one where it was said in a session that does not count.
    pub fn letter(&self) -> char {
        let letter = self.role.letter();
        if self.aside {
            letter.to_ascii_lowercase()
        } else {
            letter
        }
    }
}

/// Something that went wrong, in words for the student.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The line, counted from 1.
    pub line: usize,
    /// Where the rule stands: `RFC 5321 4.1.4`; empty when no document says it.
    pub rule: &'static str,
    /// What went wrong, the rule in a sentence, and the next step.
    pub text: String,
}

/// Something that no server does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Suspicion {
    /// The line, counted from 1.
    pub line: usize,
    /// Why it cannot have happened so.
    pub text: String,
}

/// A recording, read.
#[derive(Clone, Debug)]
pub struct Session {
    /// As what it was read.
    pub protocol: Protocol,
    /// Every line of the file with its role.
    pub lines: Vec<Line>,
    /// What was learned, each fact with the line that it comes from; see [`facts`].
    pub facts: Facts,
    /// What went wrong, the first thing first.
    pub problems: Vec<Problem>,
    /// What cannot have happened; not for students' eyes.
    pub suspicious: Vec<Suspicion>,
    /// Whether there is anything of such a session in the file.
    pub recognised: bool,
}

impl Session {
    /// What is sure of a file in which no such session is: that, and what to do. Facts and further problems would be read into other words.
    #[must_use]
    pub fn or_nothing(self) -> Self {
        if self.recognised {
            return self;
        }
        let problem = self.unknown_program().cloned().unwrap_or(Problem {
            line: 1,
            rule: "",
            text: format!("{}: {NOTHING_RECORDED}", self.protocol.missing()),
        });
        Self {
            facts: Facts::new(),
            problems: vec![problem],
            suspicious: Vec::new(),
            ..self
        }
    }

    /// That the shell did not know the program, which is why there is no session.
    pub fn unknown_program(&self) -> Option<&Problem> {
        let mut problems = self.problems.iter().filter(|_| !self.recognised);
        problems.find(|problem| problem.text.starts_with(client::NO_PROGRAM))
    }

    /// What a line of it is. In a file without such a session, all words stand around.
    pub fn role(&self, line: &Line) -> Role {
        match line.role {
            role if self.recognised => role,
            _ if line.text.trim().is_empty() => Role::Empty,
            _ => Role::Around,
        }
    }

    /// The roles of the file's lines, a letter each: see [`Line::letter`]. Of a line that a bare CR divides, its first part counts.
    pub fn roles(&self) -> String {
        let mut last = 0;
        let firsts = self
            .lines
            .iter()
            .filter(|line| std::mem::replace(&mut last, line.number) != line.number);
        let letter = |line: &Line| {
            if self.recognised {
                line.letter()
            } else {
                self.role(line).letter()
            }
        };
        firsts.map(letter).collect()
    }
}

/// Reads a recording. Any text gives an answer, in time linear in its length.
pub fn read(protocol: Protocol, source: &Arc<Source>) -> Session {
    let mut session = match protocol {
        Protocol::Smtp => smtp::read(source),
        Protocol::Http => http::read(source),
        Protocol::Pop3 => pop3::read(source),
        Protocol::Plain => plain::read(source),
        Protocol::Nslookup => lookups::read(source),
    };
    let line = session
        .problems
        .first()
        .map_or(source.line_count(), |problem| problem.line);
    session.facts.about = Some(Place::line_at(source, line));
    session
}

/// The facts of a protocol's recordings, with their types.
pub fn facts(protocol: Protocol) -> Vec<Declared> {
    match protocol {
        Protocol::Smtp => smtp::FACTS.to_vec(),
        Protocol::Http => [opening::FACTS, http::FACTS].concat(),
        Protocol::Pop3 => [opening::FACTS, pop3::FACTS].concat(),
        Protocol::Plain => [opening::FACTS, plain::FACTS].concat(),
        Protocol::Nslookup => lookups::FACTS.to_vec(),
    }
}
