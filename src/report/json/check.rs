//! One check as JSON.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::Serialize;
use serde_json::Value as Json;

use crate::model::{
    Audience, Awaited, CheckReport, Diagnostic, Evidence, ExerciseOutline, Failure, Fault,
    MarkedBy, Mismatch, Points, Share, Speaker, Verdict, When,
};
use crate::report::json::value;
use crate::report::phrase;
use crate::report::place::{self, Whose};
use crate::report::reader::{self, Told};

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
pub(in crate::report) struct Check<'a> {
    id: &'a str,
    title: &'a str,
    probe: &'static str,
    verdict: &'static str,
    marked_by: Option<&'static str>,
    points: Points,
    of: Points,
    shares: Vec<Part<'a>>,
    hidden: bool,
    mismatches: Vec<Wrong<'a>>,
    problem: Option<Problem<'a>>,
    awaits: Option<Awaits<'a>>,
    waits_for: Option<&'a str>,
    fault: Option<Trouble>,
    because: Option<&'a str>,
    hint: Option<&'a str>,
    evidence: Seen<'a>,
    attempts: u32,
    millis: u64,
}

impl<'a> Check<'a> {
    pub(in crate::report) fn new(exercise: &'a ExerciseOutline, check: &'a CheckReport) -> Self {
        let (outline, outcome) = (&check.outline, &check.outcome);
        let mut made = Self {
            id: outline.id.as_str(),
            title: &outline.title,
            probe: outline.probe,
            verdict: outcome.verdict.word(),
            marked_by: None,
            points: outcome.points,
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
            evidence: Seen::new(&outcome.evidence),
            attempts: outcome.attempts,
            millis: millis(outcome.took),
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
            Verdict::Manual => self.marked_by = Some(marked_by(check.outline.marked_by)),
            Verdict::Pass | Verdict::NotRun => {}
        }
    }
}

fn marked_by(who: MarkedBy) -> &'static str {
    match who {
        MarkedBy::Grading => "grading",
        MarkedBy::Person | MarkedBy::Machine => "person",
    }
}

#[derive(Serialize)]
struct Part<'a> {
    name: &'a str,
    points: Points,
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

#[derive(Serialize)]
struct Wrong<'a> {
    fact: &'a str,
    step: Option<&'static str>,
    expected: Json,
    from: &'a [String],
    actual: Json,
    gap: Json,
    reason: Option<&'a str>,
    secret: bool,
    source: Option<&'static str>,
    #[serde(flatten)]
    place: Spot<'a>,
}

/// A place in a file; all `null` where there is none, `line` and `column` where the file as a whole is meant.
#[derive(Serialize)]
pub(super) struct Spot<'a> {
    file: Option<&'a str>,
    line: Option<usize>,
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
                value::gap(gap),
                false,
            ),
            Told::Secret { .. } | Told::KeptBack => (Json::Null, &[][..], Json::Null, true),
        };
        let place = place::of_mismatch(check, mismatch);
        Self {
            fact: &mismatch.fact,
            step: mismatch.step,
            expected,
            from,
            actual: mismatch.actual.as_ref().map_or(Json::Null, value::json),
            gap,
            reason: mismatch.reason.as_deref(),
            secret,
            source: place.map(|place| match place.whose {
                Whose::Submission => "submission",
                Whose::Spec => "spec",
            }),
            place: Spot::of(place),
        }
    }
}

#[derive(Serialize)]
struct Problem<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Spot<'a>,
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

#[derive(Serialize)]
struct Awaits<'a> {
    kind: &'static str,
    name: &'a str,
    near: &'a [String],
}

impl<'a> Awaits<'a> {
    fn new(awaited: &'a Awaited) -> Self {
        let (kind, name, near) = match awaited {
            Awaited::File { name, near } => ("file", name, near.as_slice()),
            Awaited::Answer { key, near } => ("answer", key, near.as_slice()),
            Awaited::Student { key } => ("student", key, &[][..]),
        };
        Self { kind, name, near }
    }
}

#[derive(Serialize)]
struct Trouble {
    kind: &'static str,
    text: String,
    remedy: Option<String>,
}

impl Trouble {
    fn new(fault: &Fault) -> Self {
        Self {
            kind: kind(fault),
            text: phrase::fault(fault),
            remedy: phrase::remedy(fault),
        }
    }
}

fn kind(fault: &Fault) -> &'static str {
    match fault {
        Fault::OutOfTime { .. } => "out-of-time",
        Fault::Program { .. } => "program",
        Fault::Output { .. } => "output",
        Fault::System { .. } => "system",
        Fault::NotNamed { .. } => "not-named",
        Fault::NothingThere { .. } => "nothing-there",
        Fault::Lab { .. } => "lab",
        Fault::WaitsFor { .. } => "waits-for",
        Fault::NotHere { .. } => "not-here",
        Fault::Panicked { .. } => "panicked",
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Seen<'a> {
    turns: Vec<Said<'a>>,
    left_out: usize,
    notes: &'a [String],
    facts: BTreeMap<&'a str, Json>,
}

#[derive(Serialize)]
struct Said<'a> {
    side: &'static str,
    text: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    millis: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    line: Option<usize>,
}

impl<'a> Seen<'a> {
    fn new(evidence: &'a Evidence) -> Self {
        let turns = evidence.turns.iter().map(|turn| Said {
            side: match turn.side {
                Speaker::Sent => "sent",
                Speaker::Received => "received",
                Speaker::Event => "event",
            },
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
                .map(|(name, fact)| (name, value::json(&fact.value)))
                .collect(),
        }
    }
}

pub(in crate::report) fn millis(time: Duration) -> u64 {
    u64::try_from(time.as_millis()).unwrap_or(u64::MAX)
}
