//! Connections in a recording: where to, whether they opened, who ended them, and which rows were said on them.

mod context;
mod report;

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
    /// The row that the server left without an end, so that the client's last word stands on it too.
    pub(super) open_row: Option<usize>,
    /// The first line of the server, where a program tells it instead of showing it.
    pub(super) told: Option<(usize, String)>,
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
    if let Some(told) = report::read(rows) {
        return vec![told];
    }
    let fenced = rows.iter().any(is_fence);
    let believed = context::believed(rows);
    let mut finder = Finder {
        all: Vec::new(),
        now: Connection::default(),
        over: fenced,
        shows_file: false,
    };
    for (at, believed) in believed.into_iter().enumerate() {
        finder.row(rows, at, believed);
    }
    finder.all.push(finder.now);
    finder.all
}

fn is_fence(row: &Row) -> bool {
    row.text.trim_start().starts_with("```")
}

/// Takes out the connection that counts: the one with most to it, of equals the last.
pub(super) fn best(all: &mut Vec<Connection>) -> Connection {
    let numbered = all.iter().enumerate();
    let best = numbered.max_by_key(|(_, connection)| connection.weight());
    match best.map(|(at, _)| at) {
        Some(at) => all.remove(at),
        None => Connection::default(),
    }
}

struct Finder {
    all: Vec<Connection>,
    now: Connection,
    /// Whether what is neither the client's nor a prompt stands outside of any connection.
    over: bool,
    /// Whether the last prompt had a file shown.
    shows_file: bool,
}

impl Finder {
    fn row(&mut self, rows: &mut [Row], at: usize, believed: bool) {
        let row = &mut rows[at];
        // Of `curl` it is known already which rows are its own, not yet what they say.
        let own = row.role == Role::Client && row.text.starts_with("* ");
        if row.role != Role::Unknown && !own {
            return;
        }
        if row.text.starts_with("=~=~=~=") {
            // `PuTTY` begins its log so.
            row.role = Role::Around;
        } else if is_fence(row) {
            row.role = Role::Around;
            self.over = !self.over || self.now.ended.is_some();
        } else if believed {
            self.own(rows, at);
        } else if self.over && !self.shows_answer(row) {
            row.role = Role::Around;
        } else {
            self.over = false;
            self.now.said.push(at);
        }
    }

    /// Whether a row begins the answer of a web server that went into a file: `echo hi | nc host 80 > hi.txt`, then `cat hi.txt`.
    fn shows_answer(&self, row: &Row) -> bool {
        let unspent = self.now.said.is_empty() && self.now.outcome.is_none();
        self.shows_file && unspent && row.text.starts_with("HTTP/1.")
    }

    /// A row with words of the client's, perhaps behind a line of the server.
    fn own(&mut self, rows: &mut [Row], at: usize) {
        let text = rows[at].trimmed().to_owned();
        let above = at
            .checked_sub(1)
            .map(|above| rows[above].trimmed().to_owned());
        let glued = client::glued_closing(&text);
        let word = client::word_below(above.as_deref(), &text[glued.unwrap_or(0)..]);
        let Some(word) = word else {
            return;
        };
        if let Some(cut) = glued {
            rows[at].text.truncate(cut);
            self.now.said.push(at);
            self.now.open_row = Some(at);
        } else {
            rows[at].role = match word {
                Word::Prompt(_) => Role::Prompt,
                _ => Role::Client,
            };
        }
        if client::is_set_apart(&text) {
            self.blanks_above(rows, at);
        }
        if self.has_no_program(&text) {
            self.command_above(rows, at, &text);
        }
        self.word(at, &word, &text);
    }

    /// The row above a shell's complaint is the command that it is about, even behind a bare `$`.
    fn command_above(&mut self, rows: &mut [Row], at: usize, complaint: &str) {
        let program = client::unknown_program(complaint).unwrap_or_default();
        let named = |row: &usize| {
            let mut words = rows[*row].text.split_whitespace();
            *row + 1 == at && words.any(|word| word == program)
        };
        if let Some(&command) = self.now.said.last().filter(|row| named(row)) {
            self.now.said.pop();
            rows[command].role = Role::Prompt;
            self.blanks_above(rows, command);
        }
    }

    /// The empty rows above a row are the client's too.
    fn blanks_above(&mut self, rows: &mut [Row], at: usize) {
        let mut above = at;
        while let Some(row) = self
            .now
            .said
            .pop_if(|row| *row + 1 == above && rows[*row].is_blank())
        {
            rows[row].role = Role::Empty;
            above = row;
        }
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
                if let Some(address) = client::told_address(text) {
                    self.now.address = Some((at, address.to_owned()));
                }
            }
            Word::Closed(ender) => {
                self.now.ended = Some((at, *ender));
                self.now.outcome.get_or_insert((at, "open"));
                self.over = true;
            }
            Word::Own => self.over |= self.has_no_program(text),
        }
        self.aside(at, text);
    }

    /// Whether the shell does not know the program that was to connect: nothing below is said on its connection.
    fn has_no_program(&self, text: &str) -> bool {
        let advice = client::unknown_program(text).and_then(client::without_program);
        self.now.outcome.is_none() && advice.is_some()
    }

    fn prompt(&mut self, at: usize, command: &str) {
        self.begin(at);
        let program = command.split_whitespace().next().unwrap_or_default();
        self.shows_file = matches!(program, "cat" | "type" | "more" | "less");
        if let Some((host, port)) = client::target(command) {
            let port = port.unwrap_or_else(|| "23".to_owned());
            self.now.target = Some((at, place(&host, &port)));
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

    /// What the client says of the target and the address beside its message.
    fn aside(&mut self, at: usize, text: &str) {
        let Some((host, port, address)) = client::told_target(text) else {
            return;
        };
        self.now
            .target
            .get_or_insert_with(|| (at, place(host, port)));
        if let Some(address) = address {
            let address = address.trim_matches(['(', ')', '[', ']']);
            self.now.address = Some((at, address.to_owned()));
        }
    }
}

/// `host:port`, with brackets around an address with colons.
fn place(host: &str, port: &str) -> String {
    if host.contains(':') {
        format!("[{host}]:{port}")
    } else {
        format!("{host}:{port}")
    }
}
