//! What lies ahead of a row, worked out once for all rows: where a message that begins there ends.

use crate::session::Role;
use crate::session::rows::Row;
use crate::session::smtp::look::{Kind, Look};

/// Where a message ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MessageEnd {
    /// The row after its last one.
    pub(super) end: usize,
    /// The row of the final dot.
    pub(super) dot: Option<usize>,
}

impl MessageEnd {
    /// The same, not before a row.
    pub(super) fn after(self, row: usize) -> Self {
        Self {
            end: self.end.max(row),
            ..self
        }
    }
}

/// What lies ahead of each row.
pub(super) struct Outlook {
    /// What each row looks like.
    looks: Vec<Look>,
    /// The next row that is a dot alone.
    dots: Vec<usize>,
    /// The next row at which another connection begins.
    starts: Vec<usize>,
    /// The first row of the stretch of client's words and empty lines that ends before this row.
    quiet: Vec<usize>,
    /// The first row of the stretch of client's words, empty lines, replies and commands that ends before this row.
    talk: Vec<usize>,
    /// The next row that looks like a reply.
    replies: Vec<usize>,
    /// Whether the next row looks like a reply.
    follows: Vec<bool>,
    /// Whether nothing but empty rows stand between this row and the client's last words, a prompt, or the end.
    trailing: Vec<bool>,
    /// How many replies end before this row.
    ended: Vec<usize>,
    /// How many rows before this one may have been typed.
    typed: Vec<usize>,
    /// The row below the last DATA before this row.
    data: Vec<usize>,
    /// The next row that says 220.
    greetings: Vec<usize>,
    /// The next row that says 354.
    ready: Vec<usize>,
    /// The fences of Markdown around sessions.
    fences: Vec<Option<Fence>>,
}

impl Outlook {
    /// Looks at all rows, from the last to the first and back.
    pub(super) fn of(rows: &[Row]) -> Self {
        let count = rows.len();
        let looks: Vec<Look> = rows.iter().map(Look::of).collect();
        let none = || vec![count; count + 1];
        let mut outlook = Self {
            dots: none(),
            starts: none(),
            quiet: stretches(&looks, Look::is_word),
            talk: stretches(&looks, Look::is_talk),
            replies: none(),
            follows: vec![false; count + 1],
            trailing: vec![true; count + 1],
            ended: Vec::with_capacity(count + 1),
            typed: Vec::with_capacity(count + 1),
            data: Vec::with_capacity(count + 1),
            greetings: none(),
            ready: none(),
            fences: fences(rows, &looks),
            looks,
        };
        outlook.look_up(rows);
        outlook.count_down(rows);
        outlook
    }

    /// From the last row to the first: what comes next.
    fn look_up(&mut self, rows: &[Row]) {
        let count = rows.len();
        let mut reply_next = false;
        for at in (0..count).rev() {
            let (row, look) = (&rows[at], self.looks[at]);
            let is_reply = look.reply.is_some();
            // Blanks behind the dot were hardly typed if the server took it for the end.
            let dot = row.text == "." || row.trimmed() == "." && reply_next;
            let dot = dot && (self.dots[at + 1] == count || self.can_follow_dot(rows, at + 1));
            let start = self.begins_connection(at) || self.fences[at] == Some(Fence::Closing);
            let next = |list: &[usize], here: bool| if here { at } else { list[at + 1] };
            self.dots[at] = next(&self.dots, dot);
            self.ready[at] = next(&self.ready, look.says(354));
            self.greetings[at] = next(&self.greetings, look.says(220));
            self.replies[at] = next(&self.replies, is_reply);
            self.starts[at] = next(&self.starts, start);
            self.trailing[at] = self.trailing[at + 1] && look.blank || look.ends();
            self.follows[at] = reply_next;
            reply_next = is_reply;
        }
    }

    /// From the first row to the last: what has been.
    fn count_down(&mut self, rows: &[Row]) {
        let (mut ended, mut typed, mut data) = (0, 0, 0);
        for (at, row) in rows.iter().enumerate() {
            self.ended.push(ended);
            self.typed.push(typed);
            self.data.push(data);
            if row.text.trim().eq_ignore_ascii_case("DATA") {
                data = at + 1;
            }
            let look = self.looks[at];
            ended += usize::from(look.reply.is_some_and(|says| !says.more));
            typed += usize::from(look.reply.is_none() && !look.is_word());
        }
        self.ended.push(ended);
        self.typed.push(typed);
        self.data.push(data);
    }

    /// Whether a row can stand below the end of a message: text that is no command goes on with the message, and the dot above it had a
    /// blank behind it that is lost.
    fn can_follow_dot(&self, rows: &[Row], at: usize) -> bool {
        self.looks[at].is_talk() || self.fences[at].is_some() || rows[at].role != Role::Unknown
    }

    /// Whether the row is a client's word that it connects, below other words of the client and above a greeting.
    fn begins_connection(&self, at: usize) -> bool {
        let begins = matches!(self.looks[at].client, Some(Kind::Connects | Kind::Calls));
        let after_words = at == 0 || self.quiet[at] < at;
        let greeted = self.replies[at + 1] < (at + 8).min(self.looks.len());
        begins && after_words && greeted
    }

    /// Whether a row may be the client's own, by its looks.
    pub(super) fn is_clients(&self, at: usize) -> bool {
        self.looks[at].client.is_some()
    }

    /// Looks at a row again whose text has changed.
    pub(super) fn look_again(&mut self, at: usize, row: &Row) {
        self.looks[at] = Look::of(row);
    }

    /// Whether a reply is the next thing below a row.
    pub(super) fn reply_follows(&self, at: usize) -> bool {
        self.follows[at]
    }

    /// Whether only the client's last words, a prompt or the end can follow an empty row.
    pub(super) fn is_trailing(&self, at: usize) -> bool {
        self.trailing[at + 1]
    }

    /// The fence that a row is, if a session stands between it and its other.
    pub(super) fn fence(&self, at: usize) -> Option<Fence> {
        self.fences[at]
    }

    /// How many replies stand from a row on to the next 354, if one comes.
    pub(super) fn replies_before_ready(&self, at: usize) -> Option<usize> {
        let ready = self.ready[at];
        (ready + 1 < self.ended.len()).then(|| self.ended[ready] - self.ended[at])
    }

    /// How many of the commands that wait at a row get no reply, up to the next 354 (for those up to DATA) or the end of the connection (for all).
    pub(super) fn unheard(&self, at: usize, to_data: usize, all: usize) -> usize {
        let (ready, start) = (self.ready[at], self.starts[at]);
        let (until, typed, waiting) = if ready < start {
            // Below DATA it is the message that is typed.
            (ready + 1, self.data[ready].max(at), to_data)
        } else {
            (start, start, all)
        };
        let replies = self.ended[until] - self.ended[at];
        let commands = waiting + self.typed[typed] - self.typed[at];
        commands.saturating_sub(replies)
    }

    /// Whether the server greets on this row or below it, on the same connection.
    pub(super) fn is_greeted_below(&self, at: usize) -> bool {
        self.greetings[at] < self.starts[at + 1]
    }

    /// Whether no reply comes below a row.
    pub(super) fn is_last_reply(&self, at: usize) -> bool {
        self.replies[at + 1] + 1 == self.replies.len()
    }

    /// Where a message that begins at `from` ends: at its dot, else before a reply, the client's last words, or the next connection.
    pub(super) fn message(&self, from: usize) -> MessageEnd {
        let from = from.min(self.dots.len() - 1);
        let (dot, stop) = (self.dots[from], self.starts[from]);
        if dot < stop {
            return MessageEnd {
                end: dot,
                dot: Some(dot),
            };
        }
        // Without a dot, a reply can only be one if nothing below it is a message any more.
        let reply = self.replies[self.talk[stop].max(from)];
        let end = self.quiet[stop].max(from).min(reply);
        MessageEnd { end, dot: None }
    }
}

/// One of two lines that set a part of a page apart (`CommonMark` 4.5).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fence {
    /// The first.
    Opening,
    /// The second.
    Closing,
}

fn fences(rows: &[Row], looks: &[Look]) -> Vec<Option<Fence>> {
    let mut fences = vec![None; rows.len()];
    let mut open: Option<(usize, &str)> = None;
    let mut holds_session = false;
    for (at, row) in rows.iter().enumerate() {
        let text = row.text.trim_start();
        match (
            open,
            text.get(..3).filter(|sign| ["```", "~~~"].contains(sign)),
        ) {
            (None, Some(sign)) => (open, holds_session) = (Some((at, sign)), false),
            (Some((first, sign)), Some(other)) if sign == other => {
                if holds_session {
                    fences[first] = Some(Fence::Opening);
                    fences[at] = Some(Fence::Closing);
                }
                open = None;
            }
            (Some(_), None) => holds_session |= begins_session(looks[at]),
            (None, None) | (Some(_), Some(_)) => {}
        }
    }
    fences
}

/// Whether a client connects or a server greets on a row.
fn begins_session(look: Look) -> bool {
    matches!(look.client, Some(Kind::Connects | Kind::Fails)) || look.says(220)
}

/// For each row, and for the end, the first row of the stretch of such rows that ends before it.
fn stretches(looks: &[Look], belongs: fn(Look) -> bool) -> Vec<usize> {
    let mut list = Vec::with_capacity(looks.len() + 1);
    let mut since = 0;
    list.push(0);
    for (at, look) in looks.iter().enumerate() {
        if !belongs(*look) {
            since = at + 1;
        }
        list.push(since);
    }
    list
}
