//! What a run tells: an outline first, then each check's beginning and end.

use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::{CheckId, CheckRef, Evidence, Excerpt, ExerciseId, Verdict, Walls, words};

/// Points: whole, never negative.
pub type Points = u32;

/// Something that happened in a run.
#[expect(
    clippy::large_enum_variant,
    reason = "most events of a run are the large one"
)]
#[derive(Clone, Debug)]
pub enum Event {
    /// The first event: what will be checked.
    Planned(Outline),
    /// A check began.
    Started(CheckRef),
    /// An attempt ended in a fault or mismatch and will be repeated.
    Retrying {
        /// The check.
        check: CheckRef,
        /// The attempt that ended, counted from 1.
        attempt: u32,
        /// How long until the next one.
        pause: Duration,
    },
    /// A check ended; each check of the outline ends exactly once.
    Finished(Outcome),
    /// The last event.
    Ended(Ending),
}

/// How a run ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ending {
    /// Every check has its verdict.
    Complete,
    /// Ended early because a check failed and `--fail-fast` was given.
    FailFast,
    /// Ended by a signal.
    Interrupted {
        /// 2 for an interrupt, 15 for a request to end, 1 for a hang-up.
        signal: i32,
    },
}

/// Where probes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Net {
    /// The real network.
    Live,
    /// The lab on this machine's loopback addresses.
    Loopback,
    /// The lab inside namespaces of its own.
    Box,
}

impl Net {
    /// All of them, by the words of specs and command lines.
    pub const ALL: &[(&'static str, Net)] = &[
        ("live", Net::Live),
        ("loopback", Net::Loopback),
        ("box", Net::Box),
    ];

    /// Their words.
    pub const WORDS: [&str; Self::ALL.len()] = words(Self::ALL);

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Loopback => "loopback",
            Self::Box => "box",
        }
    }
}

/// Whether this is the student's own machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Where {
    /// It is.
    Here,
    /// It is not; `expect-elsewhere` applies.
    Elsewhere,
}

impl Where {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Here => "here",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// What will be checked, in the order of the plan.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Outline {
    /// The assignment's title.
    pub assignment: String,
    /// Where probes go.
    pub net: Net,
    /// Why it is not the box, where that was wanted and cannot be had.
    pub without_box: Option<String>,
    /// What stands around students' programs, where some are started.
    pub walls: Option<Walls>,
    /// Whether this is the student's own machine.
    pub place: Where,
    /// The folder that was handed in, as who started the run named it; `.` is the working directory.
    pub submission: String,
    /// What is known of the student, in the order declared.
    pub student: Vec<(String, String)>,
    /// The exercises.
    pub exercises: Vec<Arc<ExerciseOutline>>,
    /// How many checks were left out for the sake of who reads it.
    pub hidden: usize,
}

/// One exercise of an outline.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ExerciseOutline {
    /// Its id.
    pub id: ExerciseId,
    /// Its folder's name, `04-dns`.
    pub folder: String,
    /// Its title.
    pub title: String,
    /// Its checks.
    pub checks: Vec<Arc<CheckOutline>>,
}

/// One check of an outline.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CheckOutline {
    /// Its id.
    pub id: CheckId,
    /// Its title.
    pub title: String,
    /// The probe's name.
    pub probe: Cow<'static, str>,
    /// The key of the declared answer that it reads, if it does.
    pub answer: Option<String>,
    /// What it can earn.
    pub of: Points,
    /// The author's reason.
    pub because: Option<String>,
    /// The author's hints, the first for every reader.
    pub hints: Vec<String>,
    /// Who may see it.
    pub audience: Audience,
    /// Whether students may see the expected value.
    pub reveal: Reveal,
    /// Who decides what it earns.
    pub marked_by: MarkedBy,
    /// Where it stands in the spec.
    pub spec: Excerpt,
}

/// Who may see a check, or a fact.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Audience {
    /// Everybody.
    #[default]
    Student,
    /// Instructors; students learn only how many such checks there are, and of such facts nothing.
    Instructor,
}

/// Whether students may see what was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Reveal {
    /// They may.
    Shown,
    /// It is the solution: they may not.
    Secret,
}

/// The part of a check's points that one fact or step carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// The fact, or the step of a named expectation.
    pub name: String,
    /// What it earned: nothing or all of `of`.
    pub points: Points,
    /// What it can earn.
    pub of: Points,
}

/// Who decides what a check earns.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum MarkedBy {
    /// netcheck, in this run.
    Machine,
    /// A person, once it is handed in.
    Person,
    /// netcheck, in the run that grades it: what is expected is kept back until then.
    Grading,
}

/// What became of one check.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Outcome {
    /// The check.
    pub check: CheckRef,
    /// Its verdict.
    pub verdict: Verdict,
    /// What it earned: never more than its `of`.
    pub points: Points,
    /// What became of its shares, where its points are stated so; what they earned sums up to `points`.
    pub shares: Vec<Share>,
    /// What was seen.
    pub evidence: Evidence,
    /// How many attempts were made; 0 when it did not run.
    pub attempts: u32,
    /// The time from its start to its end, pauses included.
    pub took: Duration,
    /// What a person gave for it, beside the verdict and before it.
    #[serde(skip)]
    pub mark: Option<Mark>,
}

/// Points that a person gave for a check. They count instead of those that the verdict earned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// What it earned: never more than its `of`.
    pub points: Points,
    /// Why, for the student to read.
    pub note: Option<String>,
    /// When it was given (RFC 3339).
    pub at: String,
}
