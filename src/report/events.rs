//! The report as it happens: `--report events`, one JSON object a line, as `netcheck schema events` describes it.
//!
//! Where nothing is checked because the spec is wrong, `end` is the only line.

use std::io;

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{Audience, CheckOutline, ExerciseOutline, Outline, Points};
use crate::report::Format;
use crate::report::json::{Check, Head, Safe, Tail, millis, schema_of};
use crate::report::reporter::{Moment, Reporter, Setting, Sink};

/// The row of the format table.
pub(super) const FORMAT: Format = Format::new(
    "events",
    "for programs that follow the run: one JSON object a line, as it happens",
    |_: Setting| Box::new(Events),
);

struct Events;

/// The JSON Schema of each of its lines.
pub fn schema() -> serde_json::Value {
    schema_of::<Line>()
}

impl Reporter for Events {
    fn tell(&mut self, moment: Moment, out: &mut dyn Sink) -> io::Result<()> {
        let Some(line) = Line::of(moment) else {
            return Ok(());
        };
        serde_json::to_writer(Safe(&mut *out), &line)?;
        out.write_all(b"\n")?;
        out.flush()
    }
}

/// A line of a run as it happens. Fields and events are added without a new version; none is renamed, removed or given another meaning.
#[derive(Serialize, JsonSchema)]
#[serde(
    tag = "event",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
#[schemars(rename = "netcheck event")]
enum Line<'a> {
    /// First: the head of the report, and what will be checked.
    Begin {
        #[serde(flatten)]
        head: Head<'a>,
        /// How many checks are not told of.
        hidden: usize,
        /// The exercises, in the order of the assignment.
        exercises: Vec<Exercise<'a>>,
    },
    /// A check began.
    Started {
        /// The id of its exercise.
        exercise: &'a str,
        /// Its id.
        check: &'a str,
    },
    /// An attempt of a check ended in a fault or mismatch and will be repeated.
    Retrying {
        /// The id of its exercise.
        exercise: &'a str,
        /// Its id.
        check: &'a str,
        /// The attempt that ended, counted from 1.
        attempt: u32,
        /// How long until the next one.
        pause_millis: u64,
    },
    /// A check ended: checks end in any order, each once.
    Finished {
        /// The id of its exercise.
        exercise: &'a str,
        /// The check as it stands in the report.
        check: Box<Check<'a>>,
    },
    /// Last: the rest of the report.
    End {
        #[serde(flatten)]
        tail: Tail<'a>,
    },
}

impl<'a> Line<'a> {
    /// The line for a moment; that an exercise is complete follows from the others.
    fn of(moment: Moment<'a>) -> Option<Self> {
        Some(match moment {
            Moment::Refused(found) => Self::End {
                tail: Tail::refused(found),
            },
            Moment::Begin(outline) => Self::begin(outline),
            Moment::Started { exercise, check } => Self::Started {
                exercise: exercise.id.as_str(),
                check: check.id.as_str(),
            },
            Moment::Retrying {
                exercise,
                check,
                attempt,
                pause,
            } => Self::Retrying {
                exercise: exercise.id.as_str(),
                check: check.id.as_str(),
                attempt,
                pause_millis: millis(pause),
            },
            Moment::Finished { exercise, check } => Self::Finished {
                exercise: exercise.id.as_str(),
                check: Box::new(Check::new(exercise, check)),
            },
            Moment::Exercise(_) => return None,
            Moment::End(end) => Self::End {
                tail: Tail::of(end),
            },
        })
    }

    fn begin(outline: &'a Outline) -> Self {
        Self::Begin {
            head: Head::of(outline),
            hidden: outline.hidden,
            exercises: outline
                .exercises
                .iter()
                .map(|exercise| Exercise::new(exercise))
                .collect(),
        }
    }
}

/// One exercise with the checks that will be made.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "planned-exercise")]
struct Exercise<'a> {
    /// Its id: its folder's name without the number.
    id: &'a str,
    /// Its folder's name.
    folder: &'a str,
    /// What it is called.
    title: &'a str,
    /// Its checks, in the author's order.
    checks: Vec<Planned<'a>>,
}

impl<'a> Exercise<'a> {
    fn new(outline: &'a ExerciseOutline) -> Self {
        Self {
            id: outline.id.as_str(),
            folder: &outline.folder,
            title: &outline.title,
            checks: outline
                .checks
                .iter()
                .map(|check| Planned::new(check))
                .collect(),
        }
    }
}

/// A check that will be made.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "planned-check")]
struct Planned<'a> {
    /// Its id, by which the exercise knows it.
    id: &'a str,
    /// What reports call it.
    title: &'a str,
    /// The name of its probe.
    probe: &'a str,
    /// What it can earn.
    of: Points,
    /// Whether students are not told of it.
    hidden: bool,
}

impl<'a> Planned<'a> {
    fn new(outline: &'a CheckOutline) -> Self {
        Self {
            id: outline.id.as_str(),
            title: &outline.title,
            probe: &outline.probe,
            of: outline.of,
            hidden: outline.audience == Audience::Instructor,
        }
    }
}
