//! One check as JSON.

use std::collections::BTreeMap;
use std::time::Duration;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value as Json;

use crate::model::{
    Audience, Awaited, CheckReport, Diagnostic, Evidence, ExerciseOutline, Failure, Fault, Mark,
    MarkedBy, Mismatch, Points, Share, Verdict, When,
};
use crate::report::json::gap::Gap;
use crate::report::json::value::{self, Fact};
use crate::report::json::words::{self, FaultKind, Marker, Side, Source};
use crate::report::phrase;
use crate::report::place::{self, Whose};
use crate::report::reader::{self, Told};

/// A check, and what became of it.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "check")]
pub(in crate::report) struct Check<'a> {
    #[serde(flatten)]
    judged: Judged<'a>,
    /// What was seen, of passes too.
    evidence: Seen<'a>,
    /// How many attempts were made; 0 when it did not run.
    attempts: u32,
    /// The time from its start to its end.
    millis: u64,
}

impl<'a> Check<'a> {
    pub(in crate::report) fn new(exercise: &'a ExerciseOutline, check: &'a CheckReport) -> Self {
        Self {
            judged: Judged::new(exercise, check),
            evidence: Seen::new(&check.outcome.evidence),
            attempts: check.outcome.attempts,
            millis: millis(check.outcome.took),
        }
    }
}

/// A check, what became of it, and why.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "judged")]
pub(in crate::report) struct Judged<'a> {
    /// Its id, by which the exercise knows it.
    id: &'a str,
    /// What reports call it.
    title: &'a str,
    /// The name of its probe.
    probe: &'a str,
    /// What became of it.
    verdict: words::Verdict,
    /// Of a `manual`, who decides what it earns.
    marked_by: Option<Marker>,
    /// What it earned: what a person gave, where one did.
    points: Points,
    /// What it can earn.
    of: Points,
    /// Where its points are stated so: what each fact or step earned.
    shares: Vec<Part<'a>>,
    /// Whether students are not told of it.
    hidden: bool,
    /// Of a `fail`, what does not hold.
    mismatches: Vec<Wrong<'a>>,
    /// Of a `fail` by a submission that cannot be read, what is wrong with it.
    problem: Option<Problem<'a>>,
    /// Of a `todo`, what is not handed in yet.
    awaits: Option<Awaits<'a>>,
    /// Of a `skipped`, the id of the check that it waits for.
    waits_for: Option<&'a str>,
    /// Of an `undecided`, what netcheck could not do.
    fault: Option<Trouble>,
    /// The author's reason for what is expected.
    because: Option<&'a str>,
    /// The author's first hint.
    hint: Option<&'a str>,
    /// What a person gave for it, who is to be believed more than the verdict.
    mark: Option<ByHand<'a>>,
}

impl<'a> Judged<'a> {
    pub(in crate::report) fn new(exercise: &'a ExerciseOutline, check: &'a CheckReport) -> Self {
        let (outline, outcome) = (&check.outline, &check.outcome);
        let mut made = Self {
            id: outline.id.as_str(),
            title: &outline.title,
            probe: &outline.probe,
            verdict: (&outcome.verdict).into(),
            marked_by: None,
            points: outcome
                .mark
                .as_ref()
                .map_or(outcome.points, |mark| mark.points),
            of: outline.of,
            shares: outcome.shares.iter().map(Part::new).collect(),
            hidden: outline.audience == Audience::Instructor,
            mismatches: Vec::new(),
            problem: None,
            awaits: None,
            waits_for: None,
            fault: None,
            because: outline.because.as_deref(),
            hint: outline.hints.first().map(String::as_str),
            mark: outcome
                .mark
                .as_ref()
                .map(|mark| ByHand::new(outcome.points, mark)),
        };
        made.say_why(exercise, check);
        made
    }

    fn say_why(&mut self, exercise: &'a ExerciseOutline, check: &'a CheckReport) {
        match &check.outcome.verdict {
            Verdict::Fail(Failure::Mismatches(list)) => {
                self.mismatches = list.iter().map(|one| Wrong::new(check, one)).collect();
            }
            Verdict::Fail(Failure::Submission(found)) => self.problem = Some(Problem::new(found)),
            Verdict::Todo(awaited) => self.awaits = Some(Awaits::new(awaited)),
            Verdict::Skipped { waits_for } => {
                let mut checks = exercise.checks.iter();
                let shown = checks.any(|check| check.id == *waits_for);
                self.waits_for = shown.then_some(waits_for.as_str());
            }
            Verdict::Undecided(fault) => self.fault = Some(Trouble::new(fault)),
            Verdict::Manual => self.marked_by = Some(marker(check.outline.marked_by)),
            Verdict::Pass | Verdict::NotRun => {}
        }
    }
}

/// What a person gave for a check.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "mark")]
struct ByHand<'a> {
    /// The points that a person gave.
    points: Points,
    /// The points that the verdict earned, which do not count.
    instead_of: Points,
    /// Why, for the student to read.
    note: Option<&'a str>,
    /// When it was given (RFC 3339).
    at: &'a str,
}

impl<'a> ByHand<'a> {
    fn new(instead_of: Points, mark: &'a Mark) -> Self {
        Self {
            points: mark.points,
            instead_of,
            note: mark.note.as_deref(),
            at: &mark.at,
        }
    }
}

fn marker(who: MarkedBy) -> Marker {
    match who {
        MarkedBy::Grading => Marker::Grading,
        MarkedBy::Person | MarkedBy::Machine => Marker::Person,
    }
}

/// A share of a check's points.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "share")]
struct Part<'a> {
    /// The fact or step that it is for.
    name: &'a str,
    /// What it earned.
    points: Points,
    /// What it can earn.
    of: Points,
}

impl<'a> Part<'a> {
    fn new(share: &'a Share) -> Self {
        Self {
            name: &share.name,
            points: share.points,
            of: share.of,
        }
    }
}

/// One expectation that does not hold.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "mismatch")]
struct Wrong<'a> {
    /// The fact, or the named expectation.
    fact: &'a str,
    /// The step of a named expectation.
    step: Option<&'a str>,
    /// Of `equals` the value, of another matcher a map from its name to its value; `null` when `secret`.
    expected: Json,
    /// The references that the expected value comes from.
    from: &'a [String],
    /// The fact's value; `null` when it is absent.
    actual: Option<Fact>,
    /// How they differ; `null` when `secret`.
    gap: Option<Gap<'a>>,
    /// The rule that was not kept and what to do next, where the probe knows it.
    reason: Option<&'a str>,
    /// Whether expected value and gap are kept back.
    secret: bool,
    /// Whose the file is.
    source: Option<Source>,
    #[serde(flatten)]
    place: Spot<'a>,
}

/// A place in a file; all `null` where there is none, `line` and `column` where the file as a whole is meant.
#[derive(Serialize, JsonSchema)]
pub(super) struct Spot<'a> {
    /// The file, as it is called.
    file: Option<&'a str>,
    /// Counted from 1; `null` where the file as a whole is meant.
    line: Option<usize>,
    /// Counted in characters from 1; `null` where the file as a whole is meant.
    column: Option<usize>,
}

impl<'a> Spot<'a> {
    pub(super) fn of(place: Option<place::Spot<'a>>) -> Self {
        let at = place.and_then(|place| place.at);
        Self {
            file: place.map(|place| place.file),
            line: at.map(|(line, _)| line),
            column: at.map(|(_, column)| column),
        }
    }
}

impl<'a> Wrong<'a> {
    fn new(check: &CheckReport, mismatch: &'a Mismatch) -> Self {
        let (expected, from, gap, secret) = match reader::told(check, mismatch) {
            Told::All { expected, gap } => (
                value::wanted(expected),
                expected.from.as_slice(),
                Some(Gap::from(gap)),
                false,
            ),
            Told::Secret { .. } | Told::KeptBack => (Json::Null, &[][..], None, true),
        };
        let place = place::of_mismatch(check, mismatch);
        Self {
            fact: &mismatch.fact,
            step: mismatch.step.as_deref(),
            expected,
            from,
            actual: mismatch.actual.as_ref().map(Fact::from),
            gap,
            reason: mismatch.reason.as_deref(),
            secret,
            source: place.map(|place| place.whose.into()),
            place: Spot::of(place),
        }
    }
}

/// What is wrong with the submission.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "problem")]
struct Problem<'a> {
    /// What is wrong.
    message: &'a str,
    #[serde(flatten)]
    place: Spot<'a>,
    /// What to do next.
    help: &'a [String],
}

impl<'a> Problem<'a> {
    fn new(found: &'a Diagnostic) -> Self {
        Self {
            message: &found.message,
            place: Spot::of(place::of_diagnostic(Whose::Submission, found)),
            help: &found.help,
        }
    }
}

/// What is not handed in yet.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "awaited")]
struct Awaits<'a> {
    /// What it is.
    kind: words::Awaited,
    /// The name of the file, or the key.
    name: &'a str,
    /// Names that look like it.
    near: &'a [String],
}

impl<'a> Awaits<'a> {
    fn new(awaited: &'a Awaited) -> Self {
        let (kind, name, near) = match awaited {
            Awaited::File { name, near } => (words::Awaited::File, name, near.as_slice()),
            Awaited::Answer { key, near } => (words::Awaited::Answer, key, near.as_slice()),
            Awaited::Student { key } => (words::Awaited::Student, key, &[][..]),
        };
        Self { kind, name, near }
    }
}

/// What netcheck could not do.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "fault")]
struct Trouble {
    /// What it is about.
    kind: FaultKind,
    /// What happened, in words.
    text: String,
    /// What would help.
    remedy: Option<String>,
}

impl Trouble {
    fn new(fault: &Fault) -> Self {
        Self {
            kind: fault.into(),
            text: phrase::fault(fault),
            remedy: phrase::remedy(fault),
        }
    }
}

/// What was seen while a check ran.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "evidence")]
struct Seen<'a> {
    /// The dialogue, in order.
    turns: Vec<Said<'a>>,
    /// Bytes of the dialogue that were left out.
    left_out: usize,
    /// What a reader should know about how it was done.
    notes: &'a [String],
    /// The facts of the last attempt, by name.
    facts: BTreeMap<&'a str, Fact>,
}

/// One thing said or done.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "turn")]
struct Said<'a> {
    /// By whom.
    side: Side,
    /// What, as it was received.
    text: &'a str,
    /// The time since the attempt began; a recording knows none.
    #[serde(skip_serializing_if = "Option::is_none")]
    millis: Option<u64>,
    /// Of a recording, the line of the file.
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
}

impl<'a> Seen<'a> {
    fn new(evidence: &'a Evidence) -> Self {
        let turns = evidence.turns.iter().map(|turn| Said {
            side: turn.side.into(),
            text: &turn.text,
            millis: match turn.when {
                When::After(time) => Some(millis(time)),
                When::Line(_) => None,
            },
            line: match turn.when {
                When::After(_) => None,
                When::Line(line) => Some(line),
            },
        });
        Self {
            turns: turns.collect(),
            left_out: evidence.left_out,
            notes: &evidence.notes,
            facts: evidence
                .facts
                .iter()
                .map(|(name, fact)| (name, Fact::from(&fact.value)))
                .collect(),
        }
    }
}

pub(in crate::report) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
