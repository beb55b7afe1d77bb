//! What was seen while a check ran, kept with every outcome and bounded.

use std::net::SocketAddr;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::Facts;

/// The most bytes of a dialogue that are kept for one check; the middle is left out beyond it.
pub const EVIDENCE_LIMIT: usize = 64 * 1024;

/// What a turn takes beside its text: a dialogue of empty lines is bounded too.
const TURN: usize = 16;

/// What was seen while a check ran.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// A dialogue, in order.
    pub turns: Vec<Turn>,
    /// How much of the limit the turns take.
    taken: usize,
    /// What a reader should know about how it was done: which program, which server, an accepted misnamed file.
    pub notes: Vec<String>,
    /// The facts of the last attempt.
    pub facts: Facts,
    /// The local ends of the connections that it made.
    pub sockets: Vec<SocketAddr>,
    /// The numbers of the student's programs that it started, by which what they did in the world is found.
    #[serde(skip)]
    pub programs: Vec<usize>,
    /// Bytes of the dialogue that were left out.
    pub left_out: usize,
}

/// Who did something in a dialogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Speaker {
    /// netcheck.
    Sent,
    /// The peer.
    Received,
    /// The connection: opened, closed, reset.
    Event,
}

/// One thing said or done.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// By whom.
    pub side: Speaker,
    /// What, as received; control characters included (reports escape them).
    pub text: String,
    /// When.
    pub when: When,
}

/// Where a turn stands in its dialogue.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum When {
    /// The time since the attempt began.
    After(Duration),
    /// The line of the student's file, counted from 1: a recording knows no times.
    Line(usize),
}

impl Evidence {
    /// Keeps a turn as far as the limit allows; counts what it leaves out.
    pub fn turn(&mut self, side: Speaker, bytes: &[u8], when: When) {
        let room = EVIDENCE_LIMIT.saturating_sub(self.taken + TURN);
        let kept = room.min(bytes.len());
        self.left_out += bytes.len() - kept;
        if kept > 0 || bytes.is_empty() && room > 0 {
            self.taken += kept + TURN;
            let text = String::from_utf8_lossy(&bytes[..kept]).into_owned();
            self.turns.push(Turn { side, text, when });
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

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::{EVIDENCE_LIMIT, Evidence, Speaker, TURN, When};

    #[test]
    fn evidence_limit() {
        let mut evidence = Evidence::default();
        let mut keep = |bytes: &[u8]| {
            evidence.turn(Speaker::Received, bytes, When::After(Duration::ZERO));
        };
        keep(&vec![b'a'; 1_000_000]);
        keep(b"more");
        keep(b"");
        assert_eq!(evidence.turns.len(), 1);
        assert_eq!(evidence.turns[0].text.len(), EVIDENCE_LIMIT - TURN);
        assert_eq!(evidence.left_out, 1_000_004 - (EVIDENCE_LIMIT - TURN));
    }

    #[test]
    fn a_dialogue_of_empty_lines_is_bounded() {
        let mut evidence = Evidence::default();
        for line in 1..=100_000 {
            evidence.turn(Speaker::Sent, b"", When::Line(line));
        }
        assert_eq!(evidence.turns.len(), EVIDENCE_LIMIT / TURN - 1);
    }
}
