//! What a row looks like by itself, worked out once: every question about it is asked of many rows and many times.

use crate::session::client::{self, Word};
use crate::session::rows::Row;
use crate::session::smtp::command::is_command;
use crate::session::smtp::reply::reply_line;

/// The looks of a row. It may be like several things at once: what it is, its place tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Look {
    /// Whether nothing is on it.
    pub(super) blank: bool,
    /// What it does if it is a client program's or a shell's.
    pub(super) client: Option<Kind>,
    /// What it says if it is a line of a reply.
    pub(super) reply: Option<Says>,
    /// Whether it is a command of the protocol and none of these.
    command: bool,
}

/// A line of a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Says {
    /// The code; `None` when it only looks like one.
    pub(super) code: Option<u16>,
    /// Whether more lines follow.
    pub(super) more: bool,
}

/// What the client's words do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// They begin a connection.
    Connects,
    /// They are a prompt, with a command that begins a connection.
    Calls,
    /// They are another prompt.
    Asks,
    /// They say that connecting failed.
    Fails,
    /// They end a connection.
    Closes,
    /// None of these.
    Other,
}

impl Look {
    /// Looks at a row.
    pub(super) fn of(row: &Row) -> Self {
        let text = row.trimmed();
        let reply = reply_line(text).map(|line| Says {
            code: line.code,
            more: line.more,
        });
        let client = client::word(text).as_ref().map(kind);
        Self {
            blank: text.is_empty(),
            client,
            reply,
            command: client.is_none() && reply.is_none() && is_command(text),
        }
    }

    /// Whether it is the client's, or nobody's.
    pub(super) fn is_word(self) -> bool {
        self.blank || self.client.is_some()
    }

    /// Whether it is anything but text.
    pub(super) fn is_talk(self) -> bool {
        self.is_word() || self.reply.is_some() || self.command
    }

    /// Whether it is a line of a reply with a code.
    pub(super) fn says(self, code: u16) -> bool {
        self.reply.is_some_and(|says| says.code == Some(code))
    }

    /// Whether it may be the client's last word on a connection.
    pub(super) fn ends(self) -> bool {
        matches!(self.client, Some(Kind::Closes | Kind::Calls | Kind::Asks))
    }
}

fn kind(word: &Word<'_>) -> Kind {
    match word {
        Word::Trying(_) | Word::Open(_) => Kind::Connects,
        Word::Prompt(command) if client::target(command).is_some() => Kind::Calls,
        Word::Prompt(_) => Kind::Asks,
        Word::Failed(_) => Kind::Fails,
        Word::Closed(_) => Kind::Closes,
        Word::Own => Kind::Other,
    }
}
