//! The words of the document: closed lists, each made of its noun.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{self, Fault, Speaker, Where};
use crate::report::place::Whose;

/// Where probes went.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum Network {
    /// The real network.
    Live,
    /// The lab on this machine's loopback addresses.
    Loopback,
    /// The lab inside namespaces of its own.
    Box,
}

/// Whether it ran on the student's own machine.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum Place {
    /// It did.
    Here,
    /// It did not; `expect-elsewhere` applied.
    Elsewhere,
}

/// How the run ended.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum Ending {
    /// Every check has its verdict.
    Complete,
    /// A check failed, and `--fail-fast` was given.
    FailFast,
    /// By a signal.
    Interrupted,
    /// Nothing was checked, because the spec is wrong.
    Refused,
}

/// What became of a check.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum Verdict {
    /// All that was expected holds.
    Pass,
    /// Something does not hold, or what was handed in cannot be read.
    Fail,
    /// Not handed in yet.
    Todo,
    /// It waits for a check that failed or is still to do.
    Skipped,
    /// netcheck could not do its part; nobody is to blame.
    Undecided,
    /// Handed in; it waits to be marked.
    Manual,
    /// Cancelled before it finished.
    NotRun,
}

/// Who marks what waits to be marked.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum Marker {
    /// A person.
    Person,
    /// It is checked when it is graded.
    Grading,
}

/// What is not handed in yet.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum Awaited {
    /// A file.
    File,
    /// A key of `answers.yaml`.
    Answer,
    /// A key below `student:`, which says who the student is.
    Student,
}

/// How bad it is.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum Severity {
    /// The spec cannot be used.
    Error,
    /// It can.
    Warning,
}

/// Whose the file is in which a place is.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum Source {
    /// The student's.
    Submission,
    /// The author's.
    Spec,
}

/// Who said something.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum Side {
    /// netcheck, or the student.
    Sent,
    /// The peer.
    Received,
    /// Nobody: a connection was opened or closed.
    Event,
}

/// What a fault is about.
#[derive(Clone, Copy, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum FaultKind {
    /// The time was up where silence has no meaning of its own.
    OutOfTime,
    /// A program is missing or did not start.
    Program,
    /// A program's output could not be read.
    Output,
    /// The system refused something.
    System,
    /// What was handed in cannot be opened at all.
    Unopened,
    /// The spec does not name the target, on the real network.
    NotNamed,
    /// A reference stands for nothing.
    NothingThere,
    /// The practice server did not start.
    Lab,
    /// It waits for a check that is undecided, or that failed without reading the submission.
    WaitsFor,
    /// The probe cannot run on this network or system.
    NotHere,
    /// A bug of netcheck.
    Panicked,
}

impl From<model::Net> for Network {
    fn from(net: model::Net) -> Self {
        match net {
            model::Net::Live => Self::Live,
            model::Net::Loopback => Self::Loopback,
            model::Net::Box => Self::Box,
        }
    }
}

impl From<Where> for Place {
    fn from(place: Where) -> Self {
        match place {
            Where::Here => Self::Here,
            Where::Elsewhere => Self::Elsewhere,
        }
    }
}

impl From<model::Ending> for Ending {
    fn from(ending: model::Ending) -> Self {
        match ending {
            model::Ending::Complete => Self::Complete,
            model::Ending::FailFast => Self::FailFast,
            model::Ending::Interrupted { .. } => Self::Interrupted,
        }
    }
}

impl From<&model::Verdict> for Verdict {
    fn from(verdict: &model::Verdict) -> Self {
        match verdict {
            model::Verdict::Pass => Self::Pass,
            model::Verdict::Fail(_) => Self::Fail,
            model::Verdict::Todo(_) => Self::Todo,
            model::Verdict::Skipped { .. } => Self::Skipped,
            model::Verdict::Undecided(_) => Self::Undecided,
            model::Verdict::Manual => Self::Manual,
            model::Verdict::NotRun => Self::NotRun,
        }
    }
}

impl From<model::Severity> for Severity {
    fn from(severity: model::Severity) -> Self {
        match severity {
            model::Severity::Error => Self::Error,
            model::Severity::Warning => Self::Warning,
        }
    }
}

impl From<Whose> for Source {
    fn from(whose: Whose) -> Self {
        match whose {
            Whose::Submission => Self::Submission,
            Whose::Spec => Self::Spec,
        }
    }
}

impl From<Speaker> for Side {
    fn from(speaker: Speaker) -> Self {
        match speaker {
            Speaker::Sent => Self::Sent,
            Speaker::Received => Self::Received,
            Speaker::Event => Self::Event,
        }
    }
}

impl From<&Fault> for FaultKind {
    fn from(fault: &Fault) -> Self {
        match fault {
            Fault::OutOfTime { .. } => Self::OutOfTime,
            Fault::Program { .. } => Self::Program,
            Fault::Output { .. } => Self::Output,
            Fault::System { .. } => Self::System,
            Fault::Unopened { .. } => Self::Unopened,
            Fault::NotNamed { .. } => Self::NotNamed,
            Fault::NothingThere { .. } => Self::NothingThere,
            Fault::Lab { .. } => Self::Lab,
            Fault::WaitsFor { .. } => Self::WaitsFor,
            Fault::NotHere { .. } => Self::NotHere,
            Fault::Panicked { .. } => Self::Panicked,
        }
    }
}
