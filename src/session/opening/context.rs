//! Which words of client programs are theirs, and which only stand in what a server sent.

use crate::session::client::{self, Word};
use crate::session::rows::Row;

/// What the next telling word below a row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Turn {
    /// It begins a connection.
    Begins,
    /// It ends one.
    Ends,
}

/// For each row, whether it may be a client program's own word.
///
/// While `telnet` is connected it says nothing until the end, and it always says when the end has come. So what looks like its words, or like
/// a prompt of the shell, above the last words of the connection is what the server sent.
pub(super) fn believed(rows: &[Row]) -> Vec<bool> {
    let below = turns(rows);
    let mut state = State::default();
    let mut all = Vec::with_capacity(rows.len());
    for (at, below) in below.into_iter().enumerate() {
        all.push(state.believes(rows, at, below));
    }
    all
}

/// What a row says if it is the client's, from where the server's line ends that was left open.
pub(super) fn word_at(rows: &[Row], at: usize) -> Option<Word<'_>> {
    let text = rows[at].trimmed();
    let glued = client::glued_closing(text).unwrap_or(0);
    let above = at.checked_sub(1).map(|above| rows[above].trimmed());
    client::word_below(above, &text[glued..])
}

/// For each row, what the next telling word below it does.
fn turns(rows: &[Row]) -> Vec<Option<Turn>> {
    let mut next = None;
    let mut all: Vec<Option<Turn>> = rows
        .iter()
        .rev()
        .map(|row| {
            let below = next;
            next = turn(row).or(next);
            below
        })
        .collect();
    all.reverse();
    all
}

fn turn(row: &Row) -> Option<Turn> {
    let text = row.trimmed();
    let glued = client::glued_closing(text).unwrap_or(0);
    match client::word(&text[glued..])? {
        Word::Trying(_) | Word::Open(_) => Some(Turn::Begins),
        Word::Closed(_) => Some(Turn::Ends),
        Word::Prompt(_) | Word::Failed(_) | Word::Own => None,
    }
}

#[derive(Default)]
struct State {
    /// Whether a `telnet` that announces the end is connected.
    connected: bool,
    /// Whether the row before was the client's.
    after_own: bool,
}

impl State {
    fn believes(&mut self, rows: &[Row], at: usize, below: Option<Turn>) -> bool {
        let text = rows[at].trimmed();
        let Some(word) = word_at(rows, at) else {
            self.after_own = false;
            return false;
        };
        let believed = !self.connected
            || match word {
                Word::Closed(_) | Word::Prompt(_) => below != Some(Turn::Ends),
                Word::Trying(_) => below == Some(Turn::Begins),
                Word::Open(_) | Word::Failed(_) => self.after_own,
                Word::Own => self.after_own || client::is_escape(text),
            };
        if believed {
            self.connected = match word {
                Word::Open(_) => text.starts_with("Connected to "),
                Word::Closed(_) | Word::Prompt(_) | Word::Trying(_) => false,
                Word::Failed(_) | Word::Own => self.connected,
            };
        }
        self.after_own = believed;
        believed
    }
}
