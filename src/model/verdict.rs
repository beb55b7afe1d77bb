//! What became of a check. Verdicts are never folded into each other.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::{CheckId, Diagnostic, Mismatch};

/// What became of a check.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Verdict {
    /// All that was expected holds.
    Pass,
    /// Something that was expected does not hold, or what was handed in cannot be read.
    Fail(Failure),
    /// Not handed in yet.
    Todo(Awaited),
    /// It waits for a check that failed or is still to do.
    Skipped {
        /// The check it waits for.
        waits_for: CheckId,
    },
    /// netcheck could not do its part; nobody is to blame.
    Undecided(Fault),
    /// Handed in; decided later, by whom [`MarkedBy`](crate::model::MarkedBy) says.
    Manual,
    /// Cancelled before it finished.
    NotRun,
}

/// Why a check failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Failure {
    /// Expectations that do not hold; never empty.
    Mismatches(Vec<Mismatch>),
    /// The submission itself is at fault: a broken file, a link, a file too large.
    Submission(Diagnostic),
}

/// What is not handed in yet.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Awaited {
    /// A file, with names nearby that it may be confused with.
    File {
        /// The name it should have.
        name: String,
        /// Names in the folder that look like it.
        near: Vec<String>,
    },
    /// A key of `answers.yaml`.
    Answer {
        /// The key.
        key: String,
        /// Keys that look like it.
        near: Vec<String>,
    },
    /// A key under `student:`, which says who the student is.
    Student {
        /// The key.
        key: String,
    },
}

/// What netcheck could not do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fault {
    /// The deadline rang where silence has no meaning of its own.
    OutOfTime {
        /// What was going on.
        phase: String,
        /// The attempt's time.
        after: Duration,
    },
    /// A program that the probe needs is missing or did not start.
    Program {
        /// Its name.
        name: String,
        /// What the system said.
        error: String,
    },
    /// A program's output could not be read.
    Output {
        /// The program.
        name: String,
        /// What it printed, bounded.
        printed: String,
    },
    /// The system refused something: no descriptors left, no such interface.
    System {
        /// What was tried.
        doing: String,
        /// What the system said.
        error: String,
    },
    /// What was handed in cannot be opened at all: a broken archive, a folder without permission.
    Unopened {
        /// What it is called.
        name: String,
        /// What is wrong with it, as a sentence about it: `it is encrypted`.
        error: String,
    },
    /// A target that the spec does not name, on the live network.
    NotNamed {
        /// The target.
        target: String,
    },
    /// An argument refers to something that does not exist: a fact that the other check did not see, a key that nobody gave.
    NothingThere {
        /// The reference as written.
        what: String,
    },
    /// The practice server did not start.
    Lab {
        /// Why.
        error: String,
    },
    /// It waits for a check that is undecided, or for one that failed without reading the submission.
    WaitsFor {
        /// The check it waits for.
        check: CheckId,
    },
    /// The probe cannot run on this network or system.
    NotHere {
        /// Why, and what would do.
        reason: String,
    },
    /// A bug of netcheck, caught.
    Panicked {
        /// The message.
        message: String,
    },
}

impl Verdict {
    /// The word that reports use.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Fail(_) => "fail",
            Self::Todo(_) => "todo",
            Self::Skipped { .. } => "skipped",
            Self::Undecided(_) => "undecided",
            Self::Manual => "manual",
            Self::NotRun => "not-run",
        }
    }
}
