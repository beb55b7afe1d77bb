//! The report as it happens: `--report events`, one JSON object a line.
//!
//! | `event` | has |
//! |---|---|
//! | `begin` | the head of the document of `--report json`, `hidden`, and `exercises[]` with `id`, `folder`, `title` and `checks[]`: `id`, `title`, `probe`, `of`, `hidden` |
//! | `started` | `exercise`, `check`: their ids |
//! | `retrying` | `exercise`, `check`, the `attempt` that ended, counted from 1, and `pause-millis` until the next one |
//! | `finished` | `exercise`, and `check` as in the document; checks finish in any order, each once |
//! | `end` | the rest of the document: `ending`, `exit`, `score`, `tally`, `hidden`, `problems` |
//!
//! Where nothing is checked because the spec is wrong, `end` is the only line.

use std::io;

use serde::Serialize;

use crate::model::{Audience, CheckOutline, ExerciseOutline, Outline, Points};
use crate::report::Format;
use crate::report::json::{Check, Head, Safe, Tail, millis};
use crate::report::reporter::{Moment, Reporter, Setting, Sink};

/// The row of the format table.
pub(super) const FORMAT: Format = Format::new(
    "events",
    "for programs that follow the run: one JSON object a line, as it happens",
    |_: Setting| Box::new(Events),
);

struct Events;

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

#[derive(Serialize)]
#[serde(
    tag = "event",
    rename_all = "kebab-case",
    rename_all_fields = "kebab-case"
)]
enum Line<'a> {
    Begin {
        #[serde(flatten)]
        head: Head<'a>,
        hidden: usize,
        exercises: Vec<Exercise<'a>>,
    },
    Started {
        exercise: &'a str,
        check: &'a str,
    },
    Retrying {
        exercise: &'a str,
        check: &'a str,
        attempt: u32,
        pause_millis: u64,
    },
    Finished {
        exercise: &'a str,
        check: Box<Check<'a>>,
    },
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

#[derive(Serialize)]
struct Exercise<'a> {
    id: &'a str,
    folder: &'a str,
    title: &'a str,
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

#[derive(Serialize)]
struct Planned<'a> {
    id: &'a str,
    title: &'a str,
    probe: &'static str,
    of: Points,
    hidden: bool,
}

impl<'a> Planned<'a> {
    fn new(outline: &'a CheckOutline) -> Self {
        Self {
            id: outline.id.as_str(),
            title: &outline.title,
            probe: outline.probe,
            of: outline.of,
            hidden: outline.audience == Audience::Instructor,
        }
    }
}
