//! Connections in a recording: where to, whether they opened, who ended them, and which rows were said on them.

use crate::model::{Base, Declared, Type};
use crate::session::Role;
use crate::session::client::{self, CONNECT, Ender, Word};
use crate::session::rows::Row;

/// The facts of every connection.
pub(super) const FACTS: &[Declared] = &[
    Declared::new(
        "target",
        Type::one(Base::Text),
        "`host:port` as typed; absent where the file does not show the command",
    ),
    Declared::new(
        "address",
        Type::one(Base::Address),
        "the address that was tried last",
    ),
    Declared::new(
        "connect",
        Type::one(Base::Word(CONNECT)),
        "what became of connecting",
    ),
    Declared::new(
        "typed",
        Type::many(Base::Text),
        "the lines that were typed to the server",
    ),
    Declared::new(
        "first-line",
        Type::one(Base::Text),
        "the first line that the server sent",
    ),
    Declared::new(
        "body",
        Type::one(Base::Text),
        "what the server sent, without its headers",
    ),
    Declared::new(
        "ended-by",
        Type::one(Base::Word(&["server", "client"])),
        "who ended the connection, where the client program says it",
    ),
];

/// One connection, or the attempt at one.
#[derive(Debug, Default)]
pub(super) struct Connection {
    /// The row of the command line, and what it connects to.
    pub(super) target: Option<(usize, String)>,
    /// The address tried last.
    pub(super) address: Option<(usize, String)>,
    /// What became of it.
    pub(super) outcome: Option<(usize, &'static str)>,
    /// Who ended it.
    pub(super) ended: Option<(usize, Ender)>,
    /// The rows said on it, typed or received.
    pub(super) said: Vec<usize>,
    /// Its first row.
    pub(super) first: usize,
}

impl Connection {
    /// How much there is of it; of several the one with most counts.
    fn weight(&self) -> u8 {
        let said = u8::from(!self.said.is_empty());
        let open = u8::from(matches!(self.outcome, Some((_, "open"))));
        let known = u8::from(self.outcome.is_some());
        4 * said + 2 * open + known
    }
}

/// Finds the connections of a recording, and marks the client's own rows.
pub(super) fn connections(rows: &mut [Row]) -> Vec<Connection> {
    let fenced = rows
        .iter()
        .any(|row| row.text.trim_start().starts_with("```"));
    let mut finder = Finder {
        all: Vec::new(),
        now: Connection::default(),
        over: fenced,
    };
    for (at, row) in rows.iter_mut().enumerate() {
        finder.row(at, row);
    }
    finder.all.push(finder.now);
    finder.all
}

/// The connection that counts: the one with most to it, of equals the last.
pub(super) fn best(all: Vec<Connection>) -> Connection {
    all.into_iter()
        .max_by_key(Connection::weight)
        .unwrap_or_default()
}

struct Finder {
    all: Vec<Connection>,
    now: Connection,
    /// Whether what is neither the client's nor a prompt stands outside of any connection.
    over: bool,
}

impl Finder {
    fn row(&mut self, at: usize, row: &mut Row) {
        if row.role != Role::Unknown {
            return;
        }
        if row.text.trim_start().starts_with("```") {
            row.role = Role::Around;
            self.over = !self.over || self.now.ended.is_some();
            return;
        }
        let text = row.trimmed().to_owned();
        let glued = client::glued_closing(&text);
        let Some(word) = client::word(&text[glued.unwrap_or(0)..]) else {
            if self.over {
                row.role = Role::Around;
            } else {
                self.now.said.push(at);
            }
            return;
        };
        if let Some(cut) = glued {
            row.text.truncate(cut);
            self.now.said.push(at);
        } else {
            row.role = match word {
                Word::Prompt(_) => Role::Prompt,
                _ => Role::Client,
            };
        }
        self.word(at, &word, &text);
    }

    fn word(&mut self, at: usize, word: &Word<'_>, text: &str) {
        match word {
            Word::Prompt(command) => self.prompt(at, command),
            Word::Trying(address) => {
                self.begin(at);
                self.now.address = Some((at, (*address).to_owned()));
            }
            Word::Open(_) => {
                self.begin(at);
                self.now.outcome = Some((at, "open"));
                self.over = false;
            }
            Word::Failed(why) => {
                self.now.outcome = Some((at, why));
                self.over = true;
                self.failed(at, text);
            }
            Word::Closed(ender) => {
                self.now.ended = Some((at, *ender));
                self.now.outcome.get_or_insert((at, "open"));
                self.over = true;
            }
            Word::Own => {}
        }
        self.aside(at, text);
    }

    fn prompt(&mut self, at: usize, command: &str) {
        self.begin(at);
        if let Some((host, port)) = client::target(command) {
            let port = port.unwrap_or_else(|| "23".to_owned());
            let host = if host.contains(':') {
                format!("[{host}]")
            } else {
                host
            };
            self.now.target = Some((at, format!("{host}:{port}")));
            self.over = false;
        } else {
            self.over = true;
        }
    }

    /// Begins another connection if this one is spent.
    fn begin(&mut self, at: usize) {
        let talked = self.now.ended.is_some()
            || !self.now.said.is_empty()
            || matches!(self.now.outcome, Some((_, "open")));
        if talked || self.has_failed_for_good(at) {
            let next = Connection {
                first: at,
                ..Connection::default()
            };
            self.all.push(std::mem::replace(&mut self.now, next));
        }
    }

    /// Whether it failed some lines ago: a client that tries the next address of a name says so at once.
    fn has_failed_for_good(&self, at: usize) -> bool {
        let address_is_old = self
            .now
            .address
            .as_ref()
            .is_none_or(|(row, _)| *row + 2 < at);
        self.now.target.is_some() && self.now.outcome.is_some() && address_is_old
    }

    /// What a message about a failure says of the address.
    fn failed(&mut self, at: usize, text: &str) {
        let mut inside = text
            .split(['(', ')', '[', ']', ' '])
            .map(|word| word.trim_end_matches([':', ',']));
        let address = inside.rfind(|word| word.parse::<std::net::IpAddr>().is_ok());
        let socat = || {
            text.split(' ')
                .find_map(|word| word.split(',').next()?.rsplit_once(':'))
                .map(|(address, _)| address)
        };
        let found =
            address.or_else(|| socat().filter(|word| word.parse::<std::net::IpAddr>().is_ok()));
        if let Some(address) = found {
            self.now.address = Some((at, address.to_owned()));
        }
    }

    /// What some clients say of the target beside their message.
    fn aside(&mut self, at: usize, text: &str) {
        if let Some((host, port, address)) = told_target(text) {
            let target = format!("{host}:{port}");
            self.now.target.get_or_insert((at, target));
            if let Some(address) = address {
                let address = address.trim_matches(['(', ')', '[', ']']);
                self.now.address = Some((at, address.to_owned()));
            }
        }
        let lookup = text.strip_prefix("Server lookup failure:");
        if let Some((target, _)) = lookup.and_then(|rest| rest.split_once(',')) {
            let target = target.trim().to_owned();
            self.now.target.get_or_insert((at, target));
        }
    }
}

/// Host, port and perhaps address in the words of `nc` of three makers, and of `curl`.
fn told_target(text: &str) -> Option<(&str, &str, Option<&str>)> {
    let words: Vec<&str> = text.split_whitespace().take(12).collect();
    match *words.as_slice() {
        ["Connection", "to", host, address, port, "port", ..] if address.starts_with('(') => {
            Some((host, port, Some(address)))
        }
        ["nc:", "connect", "to", host, address, "port", port, ..] => {
            Some((host, port, Some(address)))
        }
        [
            "curl:",
            _,
            "Failed",
            "to",
            "connect",
            "to",
            host,
            "port",
            port,
            ..,
        ] => Some((host, port, None)),
        [host, address, port, ..] => {
            let traditional =
                address.starts_with('[') && address.ends_with(']') && port.parse::<u16>().is_ok();
            traditional.then_some((host, port, Some(address)))
        }
        _ => None,
    }
}
