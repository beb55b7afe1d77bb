//! Which attempts are graded, and which of them counts.

use jiff::Timestamp;

use crate::intake::{Entry, HandedIn};
use crate::model::{Diagnostic, nearest};

/// Which of a student's attempts counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Attempts {
    /// The last one.
    #[default]
    Latest,
    /// The one with the most points; of several, the last.
    Best,
    /// The last one that was not too late: before `due`, or as the system marked it. One whose time is not known is in time.
    InTime,
}

impl Attempts {
    /// All, by their words.
    pub const ALL: &[(&'static str, Attempts)] = &[
        ("latest", Attempts::Latest),
        ("best", Attempts::Best),
        ("in-time", Attempts::InTime),
    ];
}

/// A part of the class, for one of several machines.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    /// Which one, counted from 1.
    pub number: usize,
    /// Of how many.
    pub of: usize,
}

/// What is to be graded, and how.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// Which attempt counts.
    pub attempts: Attempts,
    /// When it had to be handed in, where the assignment says so.
    pub due: Option<Timestamp>,
    /// Grade what is graded already and has not changed, too.
    pub force: bool,
    /// Only these students; empty is all.
    pub only: Vec<String>,
    /// Only what was handed in since; what has no time is graded too.
    pub since: Option<Timestamp>,
    /// Grade again what is undecided.
    pub retry: bool,
    /// Only this part of the class.
    pub shard: Option<Shard>,
    /// How many submissions at once; `None` leaves it to the machine.
    pub jobs: Option<usize>,
}

impl Shard {
    /// Whether the student at this place of the roster, counted from 0, belongs to it: every n-th, so that all shards have as much to do.
    pub(super) fn has(self, place: usize) -> bool {
        place % self.of == self.number - 1
    }
}

impl std::fmt::Display for Shard {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}/{}", self.number, self.of)
    }
}

impl Choice {
    /// Whether a student is among those who are to be graded.
    pub(super) fn means(&self, id: &str) -> bool {
        self.only.is_empty() || self.only.iter().any(|only| same_id(only, id))
    }

    /// Says so if a student who was named is none of the class.
    pub(super) fn known(&self, students: &[(usize, Entry)]) -> Result<(), Diagnostic> {
        let ids = || students.iter().map(|(_, entry)| entry.student.id.as_str());
        let unknown = self
            .only
            .iter()
            .find(|only| !ids().any(|id| same_id(only, id)));
        let Some(unknown) = unknown else {
            return Ok(());
        };
        let message = format!("--only {unknown}: there is no such student");
        let found = Diagnostic::file_error("the class", message);
        Err(match nearest(unknown, ids()) {
            Some(near) => found.help(format!("did you mean `{near}`?")),
            None => found.help("students are named by their ids, as in the roster"),
        })
    }

    fn in_time(&self, work: &HandedIn) -> bool {
        let at = work
            .at
            .as_deref()
            .and_then(|at| at.parse::<Timestamp>().ok());
        match (work.late, at, self.due) {
            (Some(late), _, _) => !late,
            (None, Some(at), Some(due)) => at <= due,
            (None, _, _) => true,
        }
    }

    pub(super) fn is_recent(&self, work: &HandedIn) -> bool {
        let at = work
            .at
            .as_deref()
            .and_then(|at| at.parse::<Timestamp>().ok());
        match (at, self.since) {
            (Some(at), Some(since)) => at >= since,
            (None, _) | (_, None) => true,
        }
    }

    /// The numbers of a student's attempts that may count, counted from 0; the last of them is the one that does, if they are not compared.
    pub(super) fn attempts_of(&self, works: &[HandedIn]) -> Vec<usize> {
        match self.attempts {
            Attempts::Latest => works.len().checked_sub(1).into_iter().collect(),
            Attempts::Best => (0..works.len()).collect(),
            Attempts::InTime => {
                let last = works.iter().rposition(|work| self.in_time(work));
                last.into_iter().collect()
            }
        }
    }
}

fn same_id(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}
