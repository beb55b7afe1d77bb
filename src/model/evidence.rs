//! What was seen while a check ran, kept with every outcome and bounded.

use std::net::SocketAddr;
use std::time::Duration;

use crate::model::Facts;

/// The most bytes of a dialogue that are kept for one check; the middle is left out beyond it.
pub const EVIDENCE_LIMIT: usize = 64 * 1024;

/// What was seen while a check ran.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// A dialogue, in order.
    pub turns: Vec<Turn>,
    /// What a reader should know about how it was done: which program, which server, an accepted misnamed file.
    pub notes: Vec<String>,
    /// The facts of the last attempt.
    pub facts: Facts,
    /// The local ends of the connections that it made.
    pub sockets: Vec<SocketAddr>,
    /// Bytes of the dialogue that were left out.
    pub left_out: usize,
}

/// Who did something in a dialogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaker {
    /// netcheck.
    Sent,
    /// The peer.
    Received,
    /// The connection: opened, closed, reset.
    Event,
}

/// One thing said or done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Turn {
    /// By whom.
    pub side: Speaker,
    /// What, as received; control characters included (reports escape them).
    pub text: String,
    /// Since the attempt began.
    pub at: Duration,
}

impl Evidence {
    /// Keeps a turn as far as the limit allows; counts what it leaves out.
    pub fn turn(&mut self, side: Speaker, bytes: &[u8], at: Duration) {
        let kept: usize = self.turns.iter().map(|turn| turn.text.len()).sum();
        let room = EVIDENCE_LIMIT.saturating_sub(kept).min(bytes.len());
        self.left_out += bytes.len() - room;
        if room > 0 || bytes.is_empty() {
            let text = String::from_utf8_lossy(&bytes[..room]).into_owned();
            self.turns.push(Turn { side, text, at });
        }
    }

    /// Keeps a note once.
    pub fn note(&mut self, note: impl Into<String>) {
        let note = note.into();
        if !self.notes.contains(&note) {
            self.notes.push(note);
        }
    }
}
