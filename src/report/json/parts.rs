//! The parts of the document: what is known first, an exercise, what is known last.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{Diagnostic, ExerciseReport, Outline, Points, Tally, Walls};
use crate::report::json::check::{Check, Spot};
use crate::report::json::words::{Ending, Network, Place, Severity};
use crate::report::place::{self, Whose};
use crate::report::reporter::End;

/// The report of a run, for programs. Fields are added without a new version; none is renamed, removed or given another meaning.
///
/// Values stay values: a fact that is a list of addresses is a list of texts, a port is a number. Strings are as they were written or received.
#[derive(JsonSchema)]
#[schemars(rename = "netcheck report")]
#[expect(
    dead_code,
    reason = "it is written in parts while the run goes on, and described as a whole"
)]
pub(super) struct Document<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    /// The exercises, in the order of the assignment.
    exercises: Vec<Exercise<'a>>,
    #[serde(flatten)]
    tail: Tail<'a>,
}

/// What is known before the first check.
#[derive(Default, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(in crate::report) struct Head<'a> {
    /// The version of this form.
    #[schemars(extend("const" = 1))]
    version: u32,
    /// The assignment's title; `null` where the spec is wrong.
    assignment: Option<&'a str>,
    /// Where probes went; `null` where the spec is wrong.
    network: Option<Network>,
    /// Why probes did not go into the box, where that was wanted and cannot be had; else `null`.
    without_box: Option<&'a str>,
    /// What stood around students' programs; `null` where none was to be started.
    walls: Option<&'static str>,
    /// Whether it ran on the student's own machine; `null` where the spec is wrong.
    place: Option<Place>,
    /// The folder that was handed in, as the command line names it; `null` where the spec is wrong.
    submission: Option<&'a str>,
    /// What is known of the student, by key.
    student: BTreeMap<&'a str, &'a str>,
}

impl<'a> Head<'a> {
    pub(in crate::report) fn of(outline: &'a Outline) -> Self {
        let student = outline.student.iter();
        Self {
            version: 1,
            assignment: Some(&outline.assignment),
            network: Some(outline.net.into()),
            without_box: outline.without_box.as_deref(),
            walls: outline.walls.map(Walls::word),
            place: Some(outline.place.into()),
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
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(in crate::report) struct Tail<'a> {
    /// How the run ended.
    ending: Ending,
    /// The exit code of a `verify` that ends so: 0, 1, 4, 3 when refused, or 128 and the signal's number.
    exit: u8,
    /// The points of all exercises.
    score: Score,
    /// The number of checks by verdict.
    tally: Counts,
    /// How many checks are not in this report, nor in any of its numbers.
    hidden: usize,
    /// Of a refused run, what is wrong with the spec.
    problems: Vec<Problem<'a>>,
}

impl<'a> Tail<'a> {
    pub(in crate::report) fn of(end: &End) -> Self {
        Self {
            ending: end.ending.into(),
            exit: end.exit_code(),
            score: Score::of(&end.tally),
            tally: Counts::of(&end.tally),
            hidden: end.hidden,
            problems: Vec::new(),
        }
    }

    pub(in crate::report) fn refused(found: &'a [Diagnostic]) -> Self {
        Self {
            ending: Ending::Refused,
            exit: 3,
            score: Score::of(&Tally::default()),
            tally: Counts::of(&Tally::default()),
            hidden: 0,
            problems: found.iter().map(Problem::new).collect(),
        }
    }
}

/// What is wrong with a file of the assignment.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "finding")]
struct Problem<'a> {
    /// How bad it is.
    severity: Severity,
    /// What is wrong.
    message: &'a str,
    #[serde(flatten)]
    place: Spot<'a>,
    /// What is said at that place, such as what was probably meant.
    label: Option<&'a str>,
    /// What to do next.
    help: &'a [String],
}

impl<'a> Problem<'a> {
    fn new(found: &'a Diagnostic) -> Self {
        Self {
            severity: found.severity.into(),
            message: &found.message,
            place: Spot::of(place::of_diagnostic(Whose::Spec, found)),
            label: found.words(),
            help: &found.help,
        }
    }
}

/// Points.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "score")]
pub(super) struct Score {
    /// Those earned.
    points: Points,
    /// Those to be earned.
    of: Points,
    /// Those that a person gives, in neither of the others.
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

/// The number of checks by verdict, and of those that a person marked.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "tally")]
struct Counts {
    pass: usize,
    fail: usize,
    todo: usize,
    skipped: usize,
    undecided: usize,
    manual: usize,
    not_run: usize,
    /// Those that a person marked, which are in none of the others.
    marked: usize,
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
            marked: tally.marked,
        }
    }
}

/// One exercise with its checks.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "exercise")]
pub(super) struct Exercise<'a> {
    /// Its id: its folder's name without the number.
    id: &'a str,
    /// Its folder's name.
    folder: &'a str,
    /// What it is called.
    title: &'a str,
    /// The points of its checks.
    score: Score,
    /// Its checks, in the author's order.
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
