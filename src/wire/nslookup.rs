//! What `nslookup` prints, read back: BIND's of any version, `BusyBox`'s, macOS's, Windows' in several languages; `dig` and `host` as well.
//!
//! [`read`] takes any text and never panics; [`read_all`] gives every question of an interactive session. Lines are counted from 1.
//! What is not printed is not there: `nslookup` names no server when it looks up an address, and names nothing at all when nobody
//! answers, so who started it knows `asked` better than its output does.

mod command;
mod line;
mod question;
mod reader;
#[cfg(test)]
mod tests;
mod verdict;

use std::fmt;
use std::net::IpAddr;

/// The words for what became of a DNS question, in the order of [`Status`].
pub const STATUSES: &[&str] = &[
    "noerror",
    "nxdomain",
    "nodata",
    "servfail",
    "refused",
    "connection-refused",
    "notimp",
    "formerr",
    "timeout",
    "unreachable",
    "bad-reply",
];

/// What became of a DNS question: an answer, a response code (RFC 1035 4.1.1), or no reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// There is an answer.
    NoError,
    /// There is no such name.
    NxDomain,
    /// The name exists and has nothing of the type asked for; an alias that leads to no address too.
    NoData,
    /// The server failed.
    ServFail,
    /// The server does not want to answer.
    Refused,
    /// Nobody listens at the server's port.
    ConnectionRefused,
    /// The server does not know how.
    NotImp,
    /// The server did not understand the question.
    FormErr,
    /// No reply came.
    Timeout,
    /// There is no way to the server, or its name has no address.
    Unreachable,
    /// A reply came that is no answer: cut off, to another question, with a response code that no resolver should see.
    BadReply,
}

impl Status {
    /// The word that specs and reports use.
    pub fn word(self) -> &'static str {
        match self {
            Self::NoError => "noerror",
            Self::NxDomain => "nxdomain",
            Self::NoData => "nodata",
            Self::ServFail => "servfail",
            Self::Refused => "refused",
            Self::ConnectionRefused => "connection-refused",
            Self::NotImp => "notimp",
            Self::FormErr => "formerr",
            Self::Timeout => "timeout",
            Self::Unreachable => "unreachable",
            Self::BadReply => "bad-reply",
        }
    }

    /// A response code by its name, as `NXDOMAIN` or `NotImp`; other names are [`Status::BadReply`].
    pub fn of_rcode(name: &str) -> Self {
        match name.to_ascii_uppercase().as_str() {
            "NOERROR" => Self::NoError,
            "NXDOMAIN" => Self::NxDomain,
            "SERVFAIL" => Self::ServFail,
            "REFUSED" => Self::Refused,
            "NOTIMP" | "NOTIMPL" => Self::NotImp,
            "FORMERR" => Self::FormErr,
            _ => Self::BadReply,
        }
    }

    /// Whether a reply came, so that the server said something about the name.
    pub fn is_a_reply(self) -> bool {
        match self {
            Self::NoError
            | Self::NxDomain
            | Self::NoData
            | Self::ServFail
            | Self::Refused
            | Self::NotImp
            | Self::FormErr => true,
            Self::ConnectionRefused | Self::Timeout | Self::Unreachable | Self::BadReply => false,
        }
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

/// Something read, and the line that it was read from, counted from 1.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen<T> {
    /// What it is.
    pub value: T,
    /// The line.
    pub line: usize,
}

impl<T> Seen<T> {
    /// Something read from a line.
    pub fn new(value: T, line: usize) -> Self {
        Self { value, line }
    }
}

/// A record that is neither an address nor an alias.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its owner, without the final dot.
    pub name: String,
    /// Its type in capital letters: `MX`, `TXT`, `PTR`.
    pub kind: String,
    /// Its time to live in seconds, where it is printed.
    pub ttl: Option<u32>,
    /// Its data as in a zone file: `10 smtp.usfca.edu.`; names keep the final dot if one is printed.
    pub data: String,
}

/// One question and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// The name that was asked for as the output (else the command line) has it, without the final dot; of an address, its reverse name.
    pub asked: Option<Seen<String>>,
    /// The address of the DNS server that was asked.
    pub server: Option<Seen<String>>,
    /// Its port, where it is printed.
    pub port: Option<Seen<u16>>,
    /// Whether the answer is authoritative; `None` where the output does not tell.
    pub authoritative: Option<Seen<bool>>,
    /// Where the chain of aliases that starts at `asked` ends; the name itself without an alias.
    pub canonical_name: Option<Seen<String>>,
    /// What the aliases point to, in the order of the chain: the last one is the canonical name.
    pub aliases: Vec<Seen<String>>,
    /// The addresses, in the order printed, each once.
    pub addresses: Vec<Seen<IpAddr>>,
    /// Answers of other types, in the order printed.
    pub records: Vec<Seen<Record>>,
    /// What became of the question; `None` when it was never sent (an impossible name).
    pub status: Option<Seen<Status>>,
}

/// Reads every question in a text, in order; empty when nothing in it looks like the output of a look-up.
pub fn read_all(text: &str) -> Vec<Output> {
    reader::read_all(text)
}

/// Reads the question that counts: the first one with an answer, else the first one.
pub fn read(text: &str) -> Option<Output> {
    let mut all = read_all(text);
    let answered =
        |output: &Output| matches!(&output.status, Some(s) if s.value == Status::NoError);
    let best = all.iter().position(answered).unwrap_or(0);
    (best < all.len()).then(|| all.swap_remove(best))
}

/// Whether a line by its form alone is one that a look-up prints, or a command line of one.
pub fn is_output(line: &str) -> bool {
    !matches!(
        line::classify(line),
        line::Line::Blank | line::Line::Other | line::Line::Word(_)
    )
}
