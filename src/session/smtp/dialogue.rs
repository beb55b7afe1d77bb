//! Who said what: which row is the server's, which was typed, and which reply belongs to which command.
//!
//! A server answers each command once and in order (RFC 5321 2.1, RFC 2920), and says nothing in between: what looks like a reply while
//! no command waits for one is none of a sound session, and what looks like a reply inside a message is part of the message.

use std::collections::VecDeque;

use crate::session::Role;
use crate::session::client::{self, Word};
use crate::session::rows::Row;
use crate::session::smtp::command::{Command, command, is_command, taken_command};
use crate::session::smtp::console;
use crate::session::smtp::outlook::{Fence, Outlook};
use crate::session::smtp::reply::{Reply, ReplyLine, reply_line};
use crate::session::smtp::talk::{Exchange, Talk};

/// How many commands without reply are looked through for the one that a reply names: nobody types more ahead.
pub(super) const AHEAD: usize = 256;

/// Takes the rows apart into connections, and gives each row its role.
pub(super) fn talks(rows: &mut [Row]) -> Vec<Talk> {
    let unshown_greeting = s_client(rows);
    console::escapes(rows);
    let outlook = Outlook::of(rows);
    let mut reader = Reader {
        rows,
        outlook,
        at: 0,
        talks: Vec::new(),
        now: Talk {
            unshown_greeting,
            ..Talk::default()
        },
        waiting: VecDeque::new(),
        stage: Stage::Before,
        hung_up: false,
        last_data: None,
        torn: None,
    };
    while reader.at < reader.rows.len() {
        reader.row();
        reader.at += 1;
    }
    reader.end_talk();
    reader.talks
}

/// The row of a client that greets, says EHLO and starts TLS by itself, and shows none of it.
fn s_client(rows: &[Row]) -> Option<usize> {
    rows.iter().position(|row| row.role == Role::Client)
}

/// Where in a connection the reader is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// Nothing of a session was seen.
    Before,
    /// Connected, or something was said.
    Open,
    /// The server or the client said goodbye.
    Over,
}

/// Something typed that waits for a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Waiting {
    /// The exchange with this number.
    Command(usize),
    /// The dot of the message of this exchange.
    Dot(usize),
}

/// Goes through the rows once.
pub(super) struct Reader<'a> {
    pub(super) rows: &'a mut [Row],
    pub(super) outlook: Outlook,
    pub(super) at: usize,
    pub(super) talks: Vec<Talk>,
    pub(super) now: Talk,
    pub(super) waiting: VecDeque<Waiting>,
    pub(super) stage: Stage,
    /// Whether the server ended the session of itself: what is typed on goes nowhere.
    pub(super) hung_up: bool,
    /// The last DATA on this connection that had to wait for its reply.
    last_data: Option<usize>,
    /// What was typed before the client's first words and stands before them on their line.
    pub(super) torn: Option<String>,
}

impl Reader<'_> {
    fn row(&mut self) {
        if self.rows[self.at].role != Role::Unknown {
            return;
        }
        if let Some(fence) = self.outlook.fence(self.at) {
            return self.fence(fence);
        }
        if self.order_to_client() {
            return;
        }
        self.unglue();
        let text = self.rows[self.at].trimmed().to_owned();
        let word = self
            .outlook
            .is_clients(self.at)
            .then(|| client::word(&text));
        if let Some(word) = word.flatten().filter(|word| !self.is_text(word)) {
            self.client(&word);
        } else if text.trim().is_empty() {
            self.blank();
        } else if let Some(line) = reply_line(&text).filter(|line| self.expects(line)) {
            self.reply(line);
        } else if self.stage == Stage::Open || (self.stage == Stage::Before && is_command(&text)) {
            self.typed(&text);
        } else {
            let unsent = self.stage == Stage::Over && (self.hung_up || is_command(&text));
            self.mark(if unsent { Role::Unsent } else { Role::Around });
        }
    }

    /// What stands behind the closing fence is no part of the session.
    fn fence(&mut self, fence: Fence) {
        self.mark(Role::Around);
        if fence == Fence::Closing && self.stage != Stage::Before {
            self.end_talk();
        }
    }

    /// A server that closes in the middle of a line leaves the client's word on it.
    fn unglue(&mut self) {
        let row = &mut self.rows[self.at];
        if let Some(at) = client::glued_closing(&row.text)
            && reply_line(&row.text).is_some()
        {
            row.text.truncate(at);
            self.outlook.look_again(self.at, row);
        }
        let near = &row.text.as_bytes()[..row.text.len().min(20)];
        if near.contains(&b'T')
            && let Some(at) = row.text.find("Trying ").filter(|at| (1..20).contains(at))
            && matches!(client::word(&row.text[at..]), Some(Word::Trying(_)))
        {
            self.torn = Some(row.text[..at].to_owned());
            row.text.drain(..at);
            self.outlook.look_again(self.at, row);
        }
    }

    pub(super) fn mark(&mut self, role: Role) {
        self.rows[self.at].role = role;
        self.now.rows.1 = self.at;
    }

    /// An empty line was typed if a reply to it follows, or if it may be part of a message typed ahead.
    fn blank(&mut self) {
        let ahead = self.data_waits();
        let pasted = ahead && self.outlook.message(self.at).dot.is_some();
        let last = self.outlook.is_trailing(self.at) && !pasted;
        let greeted = self.now.greeting.is_some() || ahead;
        if self.hung_up && !last {
            self.mark(Role::Unsent);
        } else if self.stage == Stage::Open && greeted && (self.is_typed_blank() || ahead) && !last
        {
            self.typed("");
        } else {
            let around = self.stage != Stage::Open && !self.now.has_dialogue();
            self.mark(if around { Role::Around } else { Role::Empty });
        }
    }

    /// Whether an empty row has a reply of its own, or stands below something typed that has none yet.
    fn is_typed_blank(&self) -> bool {
        let follows = self.outlook.reply_follows(self.at);
        let above = self.now.exchanges.last().map(|last| last.row + 1);
        if self.waiting.is_empty() {
            follows
        } else {
            !follows && above == Some(self.at)
        }
    }

    /// Whether DATA waits for a reply: commands are answered in order, so all from the first one that waits on do.
    pub(super) fn data_waits(&self) -> bool {
        let first = self.waiting.iter().find_map(|waiting| match waiting {
            Waiting::Command(number) => Some(*number),
            Waiting::Dot(_) => None,
        });
        first.is_some_and(|first| self.last_data >= Some(first))
    }

    fn typed(&mut self, text: &str) {
        self.stage = Stage::Open;
        let torn = self.torn.take().map(|head| format!("{head}{text}"));
        let text = torn
            .as_deref()
            .filter(|whole| is_command(whole))
            .unwrap_or(text);
        self.mark(Role::Command);
        let before = self.now.unasked.last().map(|reply| reply.row);
        let early = before.filter(|row| row + 1 == self.at && !self.outlook.reply_follows(self.at));
        let command = command(text);
        if early.is_none() {
            let number = self.now.exchanges.len();
            self.waiting.push_back(Waiting::Command(number));
            if command == Command::Data {
                self.last_data = Some(number);
            }
        }
        self.now.exchanges.push(Exchange {
            row: self.at,
            typed: text.to_owned(),
            command,
            reply: None,
            in_message: false,
            early,
            message: None,
        });
    }

    fn reply(&mut self, first: ReplyLine<'_>) {
        self.stage = Stage::Open;
        let reply = self.whole_reply(first);
        if self.now.greeting.is_none() && self.is_greeting(&reply) {
            self.now.greeting = Some(reply);
            return;
        }
        let code = reply.code;
        let to = self.whom(&reply);
        self.hung_up |= code == Some(421) || code == Some(221) && !self.is_quit(to);
        match to {
            Some(Waiting::Command(number)) => self.answer(number, reply),
            Some(Waiting::Dot(number)) => {
                if let Some(message) = &mut self.now.exchanges[number].message {
                    message.reply = Some(reply);
                }
            }
            None => self.now.unasked.push(reply),
        }
        if self.hung_up {
            self.stage = Stage::Over;
        }
    }

    fn is_quit(&self, waiting: Option<Waiting>) -> bool {
        let Some(Waiting::Command(number)) = waiting else {
            return false;
        };
        self.now.exchanges[number].command == Command::Quit
    }

    fn is_greeting(&self, reply: &Reply) -> bool {
        let nothing_typed = self.now.exchanges.is_empty();
        nothing_typed
            || matches!(reply.code, Some(220 | 421 | 554))
                && self.now.exchanges.iter().all(|e| e.reply.is_none())
    }

    /// Reads the reply's further lines.
    fn whole_reply(&mut self, first: ReplyLine<'_>) -> Reply {
        let mut reply = Reply {
            row: self.at,
            code: first.code,
            head: first.head.to_owned(),
            lines: vec![first.text.to_owned()],
        };
        self.mark(Role::Server);
        let mut more = first.more;
        while more && self.at + 1 < self.rows.len() {
            let text = self.rows[self.at + 1].trimmed().to_owned();
            let Some(line) = reply_line(&text) else {
                break;
            };
            self.at += 1;
            self.mark(Role::Server);
            reply.lines.push(line.text.to_owned());
            reply.code = line.code;
            line.head.clone_into(&mut reply.head);
            more = line.more;
        }
        reply
    }

    fn answer(&mut self, number: usize, reply: Reply) {
        let (code, yes) = (reply.code, reply.is_yes());
        let exchange = &mut self.now.exchanges[number];
        exchange.reply = Some(reply);
        if (yes || code == Some(354)) && exchange.command == Command::Unknown {
            exchange.command = taken_command(&exchange.typed);
        }
        match self.now.exchanges[number].command {
            Command::Data if code == Some(354) => self.message(number),
            // Nobody sends this, but what was typed below is a message all the same.
            Command::Data
                if yes
                    && self.waiting.is_empty()
                    && self.outlook.message(self.at + 1).dot.is_some() =>
            {
                self.message(number);
            }
            Command::Quit if yes => self.stage = Stage::Over,
            Command::Hello { .. }
            | Command::Mail(_)
            | Command::Rcpt(_)
            | Command::Data
            | Command::Rset
            | Command::Quit
            | Command::StartTls
            | Command::Other
            | Command::Unknown => {}
        }
    }

    pub(super) fn end_talk(&mut self) {
        self.unheard();
        self.now.exchanges.retain(|exchange| !exchange.in_message);
        let next = Talk {
            rows: (self.at, self.at),
            ..Talk::default()
        };
        self.talks.push(std::mem::replace(&mut self.now, next));
        self.waiting.clear();
        self.last_data = None;
        self.hung_up = false;
        self.stage = Stage::Before;
    }
}
