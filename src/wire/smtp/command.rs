//! The commands of a client (RFC 5321 4.1.1), one line each.

use std::fmt;

use super::address::{Mailbox, Recipient};

/// The longest command in bytes with its line end. RFC 5321 4.5.3.1.4 asks for 512, extensions for more; this is what Postfix takes.
pub const COMMAND_LIMIT: usize = 2048;
/// The most parameters behind an address.
pub const PARAMETER_LIMIT: usize = 16;

/// What a client asks for. Verbs are read in any case; blanks at the end are forgiven (RFC 5321 4.1.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `HELO name`. All of the rest of the line is the name: several words are forgiven, as Postfix does.
    Helo(String),
    /// `EHLO name`: as HELO, and asks for the list of extensions.
    Ehlo(String),
    /// `MAIL FROM:<sender>`. A blank behind the colon is forgiven: the RFC forbids it, the lecture's own example types it.
    Mail {
        /// The sender; `None` is `<>`, the sender of bounces.
        from: Option<Mailbox>,
        /// What follows the address.
        parameters: Vec<Parameter>,
    },
    /// `RCPT TO:<recipient>`, with the same forgiven blank.
    Rcpt {
        /// The recipient.
        to: Recipient,
        /// What follows the address.
        parameters: Vec<Parameter>,
    },
    /// `DATA`: the message follows.
    Data,
    /// `RSET`: forget the mail begun.
    Rset,
    /// `STARTTLS`: the next bytes are those of a handshake (RFC 3207).
    StartTls,
    /// `VRFY who`.
    Vrfy(String),
    /// `HELP`, maybe about something.
    Help(Option<String>),
    /// `NOOP`; what follows it is ignored (RFC 5321 4.1.1.9).
    Noop,
    /// `QUIT`.
    Quit,
}

/// The first word of a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(
    missing_docs,
    reason = "the verbs of RFC 5321 4.1.1 and RFC 3207 by name"
)]
pub enum Verb {
    Helo,
    Ehlo,
    Mail,
    Rcpt,
    Data,
    Rset,
    StartTls,
    Vrfy,
    Help,
    Noop,
    Quit,
}

/// `KEYWORD` or `KEYWORD=value` behind an address (RFC 5321 4.1.2 esmtp-param).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// The keyword as typed.
    pub keyword: String,
    /// What follows the `=`.
    pub value: Option<String>,
}

/// A line that is no command, and why.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadCommand {
    /// The offset in the line of what does not fit.
    pub at: usize,
    /// Which rule it breaks.
    pub problem: Problem,
}

/// Which rule of the grammar a line breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// There is nothing in it, or it starts with a blank.
    Empty,
    /// It is longer than [`COMMAND_LIMIT`].
    TooLong,
    /// It is not UTF-8 (RFC 6531 3.5).
    NotUtf8,
    /// Its first word is no verb of SMTP.
    UnknownVerb,
    /// The verb needs something behind it, or is followed by something that it does not take.
    Syntax(Verb),
    /// What should be an address in angle brackets is none.
    Address(Verb),
    /// What follows the address is no parameter.
    Parameter(String),
}

impl Verb {
    /// Every verb.
    pub const ALL: [Self; 11] = [
        Self::Helo,
        Self::Ehlo,
        Self::Mail,
        Self::Rcpt,
        Self::Data,
        Self::Rset,
        Self::StartTls,
        Self::Vrfy,
        Self::Help,
        Self::Noop,
        Self::Quit,
    ];

    /// The word, in capitals.
    pub fn word(self) -> &'static str {
        match self {
            Self::Helo => "HELO",
            Self::Ehlo => "EHLO",
            Self::Mail => "MAIL",
            Self::Rcpt => "RCPT",
            Self::Data => "DATA",
            Self::Rset => "RSET",
            Self::StartTls => "STARTTLS",
            Self::Vrfy => "VRFY",
            Self::Help => "HELP",
            Self::Noop => "NOOP",
            Self::Quit => "QUIT",
        }
    }

    /// The verb that a word is, in any case.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|verb| verb.word().eq_ignore_ascii_case(word))
    }

    /// The whole command as the RFC writes it.
    pub fn syntax(self) -> &'static str {
        match self {
            Self::Helo => "HELO hostname",
            Self::Ehlo => "EHLO hostname",
            Self::Mail => "MAIL FROM:<address>",
            Self::Rcpt => "RCPT TO:<address>",
            Self::Vrfy => "VRFY address",
            Self::Data | Self::Rset | Self::StartTls | Self::Help | Self::Noop | Self::Quit => {
                self.word()
            }
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Helo(name) => write!(f, "HELO {name}"),
            Self::Ehlo(name) => write!(f, "EHLO {name}"),
            Self::Mail { from, parameters } => {
                let from = from.as_ref().map(ToString::to_string).unwrap_or_default();
                write!(f, "MAIL FROM:<{from}>{}", Tail(parameters))
            }
            Self::Rcpt { to, parameters } => write!(f, "RCPT TO:<{to}>{}", Tail(parameters)),
            Self::Data => f.write_str("DATA"),
            Self::Rset => f.write_str("RSET"),
            Self::StartTls => f.write_str("STARTTLS"),
            Self::Vrfy(who) => write!(f, "VRFY {who}"),
            Self::Help(None) => f.write_str("HELP"),
            Self::Help(Some(about)) => write!(f, "HELP {about}"),
            Self::Noop => f.write_str("NOOP"),
            Self::Quit => f.write_str("QUIT"),
        }
    }
}

struct Tail<'a>(&'a [Parameter]);

impl fmt::Display for Tail<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0
            .iter()
            .try_for_each(|parameter| write!(f, " {parameter}"))
    }
}

impl fmt::Display for Parameter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            Some(value) => write!(f, "{}={value}", self.keyword),
            None => f.write_str(&self.keyword),
        }
    }
}
