//! One connection, told apart: greeting, commands with their replies, messages.

use crate::session::client::Ender;
use crate::session::smtp::command::{Command, taken_command};
use crate::session::smtp::reply::Reply;

/// One connection and what was said on it.
#[derive(Debug, Default)]
pub(super) struct Talk {
    /// The host that the client program says it is connected to.
    pub(super) connected: Option<(usize, String)>,
    /// The row of the last attempt to connect.
    pub(super) tried: Option<usize>,
    /// The row of a command line that shows a file (`cat mail.txt`).
    pub(super) shown: Option<usize>,
    /// Why no connection came about: the row, and a word of `connect`.
    pub(super) failed: Option<(usize, &'static str)>,
    /// The client's row in whose place the greeting came: `openssl s_client -starttls` keeps it to itself.
    pub(super) unshown_greeting: Option<usize>,
    /// The client's row that says it took a typed command as an order to itself.
    pub(super) swallowed: Option<usize>,
    /// The server's first words.
    pub(super) greeting: Option<Reply>,
    /// What was typed, in order.
    pub(super) exchanges: Vec<Exchange>,
    /// Replies that nothing asked for.
    pub(super) unasked: Vec<Reply>,
    /// The row that says that the connection ended, and who ended it.
    pub(super) closed: Option<(usize, Ender)>,
    /// The first and the last row.
    pub(super) rows: (usize, usize),
}

/// A command and what came back.
#[derive(Debug)]
pub(super) struct Exchange {
    /// The row that it was typed on.
    pub(super) row: usize,
    /// What was typed.
    pub(super) typed: String,
    /// What it is.
    pub(super) command: Command,
    /// The reply.
    pub(super) reply: Option<Reply>,
    /// Whether it was typed ahead and turned out to be part of a message.
    pub(super) in_message: bool,
    /// The row of a reply that stands before the command that it seems to answer.
    pub(super) early: Option<usize>,
    /// The message that followed it.
    pub(super) message: Option<Message>,
}

impl Exchange {
    /// Whether the server said no to it.
    pub(super) fn is_refused(&self) -> bool {
        let code = self.reply.as_ref().and_then(|reply| reply.code);
        matches!(code, Some(400..=599))
    }

    /// Whether some server may take it as a command.
    pub(super) fn is_known(&self) -> bool {
        self.command != Command::Unknown || taken_command(&self.typed) != Command::Unknown
    }

    /// Whether it is no command but was meant as the one with a verb: it begins like it, or its letters changed places.
    pub(super) fn is_meant_as(&self, verb: &str) -> bool {
        let word = self.typed.split_whitespace().next().unwrap_or_default();
        let sorted = |word: &str| {
            let mut letters = word.to_ascii_uppercase().into_bytes();
            letters.sort_unstable();
            letters
        };
        let begins = word
            .get(..2)
            .is_some_and(|head| head.eq_ignore_ascii_case(&verb[..2]));
        let is_word = word.len() < 9 && word.bytes().all(|b| b.is_ascii_alphabetic());
        let like = is_word && (begins || sorted(word) == sorted(verb));
        self.command == Command::Unknown && like
    }
}

/// What was typed after DATA.
#[derive(Debug, Default)]
pub(super) struct Message {
    /// The rows between DATA's reply and the dot.
    pub(super) rows: Vec<usize>,
    /// The row of the final dot.
    pub(super) dot: Option<usize>,
    /// The reply to the dot.
    pub(super) reply: Option<Reply>,
}

impl Talk {
    /// Whether anything was said at all.
    pub(super) fn has_dialogue(&self) -> bool {
        self.greeting.is_some() || !self.exchanges.is_empty()
    }

    /// The last command that was answered.
    pub(super) fn last_answered(&self) -> Option<&Exchange> {
        self.exchanges
            .iter()
            .rev()
            .find(|exchange| exchange.reply.is_some())
    }
}
