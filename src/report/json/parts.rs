//! The parts of the document: what is known first, an exercise, what is known last.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::model::{Diagnostic, Ending, ExerciseReport, Outline, Points, Severity, Tally, Where};
use crate::report::json::check::{Check, Spot};
use crate::report::place::{self, Whose};
use crate::report::reporter::End;

/// What is known before the first check.
#[derive(Default, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::report) struct Head<'a> {
    version: u32,
    assignment: Option<&'a str>,
    network: Option<&'static str>,
    place: Option<&'static str>,
    submission: Option<&'a str>,
    student: BTreeMap<&'a str, &'a str>,
}

impl<'a> Head<'a> {
    pub(in crate::report) fn of(outline: &'a Outline) -> Self {
        let student = outline.student.iter();
        Self {
            version: 1,
            assignment: Some(&outline.assignment),
            network: Some(outline.net.word()),
            place: Some(match outline.place {
                Where::Here => "here",
                Where::Elsewhere => "elsewhere",
            }),
            submission: Some(&outline.submission),
            student: student
                .map(|(key, value)| (key.as_str(), value.as_str()))
                .collect(),
        }
    }

    /// Of an assignment that cannot be used nothing is known.
    pub(in crate::report) fn refused() -> Self {
        Self {
            version: 1,
            ..Self::default()
        }
    }
}

/// What is known when all checks have ended.
#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::report) struct Tail<'a> {
    ending: &'static str,
    exit: u8,
    score: Score,
    tally: Counts,
    hidden: usize,
    problems: Vec<Problem<'a>>,
}

impl<'a> Tail<'a> {
    pub(in crate::report) fn of(end: &End) -> Self {
        Self {
            ending: match end.ending {
                Ending::Complete => "complete",
                Ending::FailFast => "fail-fast",
                Ending::Interrupted { .. } => "interrupted",
            },
            exit: end.exit_code(),
            score: Score::of(&end.tally),
            tally: Counts::of(&end.tally),
            hidden: end.hidden,
            problems: Vec::new(),
        }
    }

    pub(in crate::report) fn refused(found: &'a [Diagnostic]) -> Self {
        Self {
            ending: "refused",
            exit: 3,
            score: Score::of(&Tally::default()),
            tally: Counts::of(&Tally::default()),
            hidden: 0,
            problems: found.iter().map(Problem::new).collect(),
        }
    }
}

/// What is wrong with a file of the assignment.
#[derive(Serialize)]
struct Problem<'a> {
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Spot<'a>,
    help: &'a [String],
}

impl<'a> Problem<'a> {
    fn new(found: &'a Diagnostic) -> Self {
        Self {
            severity: match found.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            message: &found.message,
            place: Spot::of(place::of_diagnostic(Whose::Spec, found)),
            help: &found.help,
        }
    }
}

#[derive(Serialize)]
pub(super) struct Score {
    points: Points,
    of: Points,
    manual: Points,
}

impl Score {
    fn of(tally: &Tally) -> Self {
        Self {
            points: tally.points,
            of: tally.of,
            manual: tally.manual_of,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Counts {
    pass: usize,
    fail: usize,
    todo: usize,
    skipped: usize,
    undecided: usize,
    manual: usize,
    not_run: usize,
}

impl Counts {
    fn of(tally: &Tally) -> Self {
        Self {
            pass: tally.pass,
            fail: tally.fail,
            todo: tally.todo,
            skipped: tally.skipped,
            undecided: tally.undecided,
            manual: tally.manual,
            not_run: tally.not_run,
        }
    }
}

/// One exercise with its checks.
#[derive(Serialize)]
pub(super) struct Exercise<'a> {
    id: &'a str,
    folder: &'a str,
    title: &'a str,
    score: Score,
    checks: Vec<Check<'a>>,
}

impl<'a> Exercise<'a> {
    pub(super) fn new(exercise: &'a ExerciseReport) -> Self {
        let outline = &exercise.outline;
        Self {
            id: outline.id.as_str(),
            folder: &outline.folder,
            title: &outline.title,
            score: Score::of(&Tally::of(&exercise.checks)),
            checks: exercise
                .checks
                .iter()
                .map(|check| Check::new(outline, check))
                .collect(),
        }
    }
}
