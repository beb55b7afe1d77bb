//! A pasted text, undressed: one row for each line as it stood on the screen, without what was put around it afterwards.

mod curl;
mod layout;
mod logs;
mod marks;
mod openssl;
mod prefix;
mod wraps;

use crate::model::Source;
use crate::session::client::{self, Word};
use crate::session::{Line, Role, terminal};

/// One line of the screen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// Its number among all rows of the file, counted from 0.
    at: usize,
    /// The line of the file, counted from 1.
    pub(super) line: usize,
    /// The text; trailing blanks are kept where somebody may have typed them.
    pub(super) text: String,
    /// Whether somebody marked it as typed.
    pub(super) marked: bool,
    /// What it is, as soon as that is known.
    pub(super) role: Role,
    /// Whether it was said in a session that does not count.
    pub(super) aside: bool,
}

impl Row {
    /// A row whose role is known, on the line behind as many others.
    pub(super) fn known(at: usize, role: Role, text: String) -> Self {
        Self {
            at,
            line: at + 1,
            text,
            marked: false,
            role,
            aside: false,
        }
    }

    /// Its text without trailing blanks.
    pub(super) fn trimmed(&self) -> &str {
        self.text.trim_end()
    }

    /// Whether there is nothing on it.
    pub(super) fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// Whether it looks like a server's: it begins with a code, or is the status of another protocol.
    fn is_server_like(&self) -> bool {
        let code = self.text.get(..3).is_some_and(|head| {
            head.bytes().all(|b| b.is_ascii_digit())
                && !self.text[3..].starts_with(|c: char| c.is_alphanumeric())
        });
        code || ["+OK", "-ERR", "HTTP/"]
            .iter()
            .any(|start| self.text.starts_with(start))
    }

    /// Whether somebody may have typed it to a server, by its looks.
    fn is_typed_like(&self) -> bool {
        !self.is_blank() && !self.is_server_like() && client::word(self.trimmed()).is_none()
    }

    /// Whether the program that connects says so on it.
    fn is_connecting(&self) -> bool {
        let word = client::word(self.trimmed());
        matches!(word, Some(Word::Trying(_) | Word::Open(_)))
    }
}

/// The rows of a recording.
#[derive(Debug)]
pub(super) struct Rows {
    /// Those that somebody or something wrote, in the order of the file.
    pub(super) list: Vec<Row>,
    /// Those that are nobody's: the rest of wrapped lines, and empty lines between all others.
    aside: Vec<Row>,
    /// Whether the lines carry the arrows of a program's log.
    pub(super) logged: bool,
}

impl Rows {
    /// Undresses a text.
    pub(super) fn of(source: &Source) -> Self {
        let mut list = split(source);
        let logged = logs::take_off(&mut list);
        curl::curl(&mut list);
        prefix::take_off(&mut list);
        marks::take_off(&mut list);
        openssl::s_client(&mut list);
        layout::straighten(&mut list);
        let (aside, list) = list
            .into_iter()
            .partition(|row| matches!(row.role, Role::Empty | Role::Continued));
        Self {
            list,
            aside,
            logged,
        }
    }

    /// Rows of which everything is known: nothing was put around them.
    pub(super) fn known(list: Vec<Row>) -> Self {
        Self {
            list,
            aside: Vec::new(),
            logged: false,
        }
    }

    /// Every row as a line for people.
    pub(super) fn into_lines(self) -> Vec<Line> {
        let mut all = self.list;
        if !self.aside.is_empty() {
            all.extend(self.aside);
            all.sort_unstable_by_key(|row| row.at);
        }
        let lines = all.into_iter().map(|row| Line {
            number: row.line,
            role: row.role,
            aside: row.aside,
            text: row.text,
        });
        lines.collect()
    }
}

/// Lines, with corrections made. A bare CR ends a line too where there is something on both sides of it.
fn split(source: &Source) -> Vec<Row> {
    let mut list = Vec::with_capacity(source.line_count());
    for line in 1..=source.line_count() {
        let raw = &source.text[source.line_range(line)];
        let before = list.len();
        for piece in raw.split('\r') {
            let text = terminal::clean(piece);
            if !text.trim().is_empty() {
                push(&mut list, line, text);
            }
        }
        if list.len() == before {
            push(&mut list, line, terminal::clean(raw));
        }
    }
    list
}

fn push(list: &mut Vec<Row>, line: usize, text: String) {
    list.push(Row {
        at: list.len(),
        line,
        text,
        marked: false,
        role: Role::Unknown,
        aside: false,
    });
}
