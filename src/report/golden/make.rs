//! Short ways to make checks, outcomes and mismatches for the fixtures.

use std::sync::Arc;
use std::time::Duration;

use crate::model::{
    Audience, Awaited, CheckId, CheckOutline, CheckRef, Diagnostic, Ending, Event, Evidence,
    Excerpt, ExerciseId, ExerciseOutline, Failure, Fault, Gap, Mark, MarkedBy, Mismatch, Net,
    Outcome, Outline, Place, Points, Reveal, Share, Source, Speaker, Value, Verdict, Wanted, When,
    Where,
};

/// One check with its outcome.
#[derive(Clone, Debug)]
pub(super) struct Check {
    pub(super) outline: CheckOutline,
    pub(super) verdict: Verdict,
    pub(super) points: Points,
    pub(super) evidence: Evidence,
    pub(super) attempts: u32,
    pub(super) shares: Vec<Share>,
    pub(super) mark: Option<Mark>,
}

impl Check {
    pub(super) fn of(mut self, earned: Points, of: Points) -> Self {
        (self.points, self.outline.of) = (earned, of);
        self
    }

    /// Points by facts or steps: name, earned, of.
    pub(super) fn shares(mut self, shares: &[(&str, Points, Points)]) -> Self {
        let share = |&(name, points, of): &(&str, Points, Points)| Share {
            name: name.to_owned(),
            points,
            of,
        };
        self.shares = shares.iter().map(share).collect();
        let points = self.shares.iter().map(|share| share.points).sum();
        let of = self.shares.iter().map(|share| share.of).sum();
        self.of(points, of)
    }

    pub(super) fn because(mut self, because: &str) -> Self {
        self.outline.because = Some(because.to_owned());
        self
    }

    pub(super) fn hint(mut self, hint: &str) -> Self {
        self.outline.hints.push(hint.to_owned());
        self
    }

    pub(super) fn note(mut self, note: &str) -> Self {
        self.evidence.note(note);
        self
    }

    pub(super) fn turn(mut self, side: Speaker, text: &str, millis: u64) -> Self {
        let when = When::After(Duration::from_millis(millis));
        self.evidence.turn(side, text.as_bytes(), when);
        self
    }

    /// A line of a recording.
    pub(super) fn line(mut self, side: Speaker, text: &str, line: usize) -> Self {
        self.evidence.turn(side, text.as_bytes(), When::Line(line));
        self
    }

    pub(super) fn fact(mut self, name: &str, value: impl Into<Value>) -> Self {
        self.evidence.facts.set(name, value);
        self
    }

    pub(super) fn probe(mut self, probe: &'static str) -> Self {
        self.outline.probe = probe.into();
        self
    }

    /// What it saw was read from a file of the student's.
    pub(super) fn read_from(mut self, file: &str) -> Self {
        self.evidence.facts.about = Some(Place::new(&Source::new(file, ""), 0..0));
        self
    }

    pub(super) fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    pub(super) fn hidden(mut self) -> Self {
        self.outline.audience = Audience::Instructor;
        self
    }

    pub(super) fn marked_by(mut self, who: MarkedBy) -> Self {
        self.outline.marked_by = who;
        self
    }

    /// What a person gave for it.
    pub(super) fn marked(mut self, points: Points, note: Option<&str>) -> Self {
        self.mark = Some(Mark {
            points,
            note: note.map(str::to_owned),
            at: "2026-11-02T09:30:00Z".to_owned(),
        });
        self
    }

    pub(super) fn secret(mut self) -> Self {
        self.outline.reveal = Reveal::Secret;
        self
    }
}

pub(super) fn id(id: &str) -> CheckId {
    CheckId::new(id).unwrap()
}

pub(super) fn check(id: &str, title: &str, verdict: Verdict) -> Check {
    let attempts = u32::from(!matches!(
        verdict,
        Verdict::NotRun | Verdict::Skipped { .. }
    ));
    Check {
        outline: CheckOutline {
            id: self::id(id),
            title: title.to_owned(),
            probe: "connect".into(),
            answer: None,
            of: 0,
            because: None,
            hints: Vec::new(),
            audience: Audience::Student,
            reveal: Reveal::Shown,
            marked_by: MarkedBy::Machine,
            spec: spec_line(&format!("  - id: {id}"), id),
        },
        verdict,
        points: 0,
        evidence: Evidence::default(),
        attempts,
        shares: Vec::new(),
        mark: None,
    }
}

pub(super) fn fail(list: Vec<Mismatch>) -> Verdict {
    Verdict::Fail(Failure::Mismatches(list))
}

/// A failure by one mismatch that only the spec's line shows.
pub(super) fn wrong(fact: &str, expected: Wanted, actual: impl Into<Value>, gap: Gap) -> Verdict {
    fail(vec![mismatch(fact, expected, Some(actual.into()), gap)])
}

/// The same with the student's own line.
pub(super) fn at_line(line: &Excerpt, verdict: Verdict) -> Verdict {
    match verdict {
        Verdict::Fail(Failure::Mismatches(list)) => fail(
            list.into_iter()
                .map(|one| seen(one, line.clone()))
                .collect(),
        ),
        other => other,
    }
}

pub(super) fn unreadable(found: Diagnostic) -> Verdict {
    Verdict::Fail(Failure::Submission(found))
}

pub(super) fn no_file(name: &str, near: &[&str]) -> Verdict {
    Verdict::Todo(Awaited::File {
        name: name.to_owned(),
        near: near.iter().map(ToString::to_string).collect(),
    })
}

pub(super) fn undecided(fault: Fault) -> Verdict {
    Verdict::Undecided(fault)
}

/// A line of a spec with a mark under the first `marked` in it.
pub(super) fn spec_line(line: &str, marked: &str) -> Excerpt {
    excerpt(
        "exercises/04-dns/exercise.yaml",
        &format!("checks:\n{line}\n"),
        marked,
        0,
    )
}

/// A student's file with a mark under the first `marked` in it, and its neighbours.
pub(super) fn student_file(name: &str, text: &str, marked: &str) -> Excerpt {
    excerpt(name, text, marked, 1)
}

fn excerpt(name: &str, text: &str, marked: &str, around: usize) -> Excerpt {
    let source = Source::new(name, text);
    let at = text.find(marked).unwrap();
    Place::new(&source, at..at + marked.len()).excerpt_with(around, around, "")
}

pub(super) fn wanted(matcher: &'static str, operand: impl Into<Value>) -> Wanted {
    Wanted {
        matcher: matcher.into(),
        operand: Some(operand.into()),
        from: Vec::new(),
        inner: Vec::new(),
    }
}

pub(super) fn around(matcher: &'static str, inner: Vec<Wanted>) -> Wanted {
    Wanted {
        matcher: matcher.into(),
        operand: None,
        from: Vec::new(),
        inner,
    }
}

/// A mismatch that only the spec's line shows: `expect: { fact: { matcher: … } }`.
pub(super) fn mismatch(fact: &str, expected: Wanted, actual: Option<Value>, gap: Gap) -> Mismatch {
    let matcher = expected.matcher.clone();
    Mismatch {
        audience: Audience::Student,
        fact: fact.to_owned(),
        step: None,
        spec: spec_line(
            &format!("    expect: {{ {fact}: {{ {matcher}: … }} }}"),
            &matcher,
        ),
        expected,
        actual,
        gap,
        reason: None,
        seen: None,
    }
}

pub(super) fn seen(mismatch: Mismatch, seen: Excerpt) -> Mismatch {
    Mismatch {
        seen: Some(seen),
        ..mismatch
    }
}

pub(super) fn texts(items: &[&str]) -> Value {
    Value::texts(items.iter().copied())
}

/// Where and how a fixture is said to have run.
pub(super) struct Run {
    pub(super) title: &'static str,
    pub(super) net: Net,
    pub(super) place: Where,
    pub(super) student: &'static [(&'static str, &'static str)],
    pub(super) ending: Ending,
}

/// The events of a run.
pub(super) fn events(run: &Run, exercises: Vec<(&str, &str, Vec<Check>)>) -> Vec<Event> {
    let planned = |check: &Check| Arc::new(check.outline.clone());
    let outlines = exercises.iter().map(|(folder, title, checks)| {
        Arc::new(ExerciseOutline {
            id: ExerciseId::of_folder(folder),
            folder: (*folder).to_owned(),
            title: (*title).to_owned(),
            checks: checks.iter().map(planned).collect(),
        })
    });
    let outline = Outline {
        assignment: run.title.to_owned(),
        net: run.net,
        place: run.place,
        submission: "submissions/s01".to_owned(),
        student: run
            .student
            .iter()
            .map(|&(key, value)| (key.to_owned(), value.to_owned()))
            .collect(),
        exercises: outlines.collect(),
        hidden: 0,
        without_box: None,
        walls: None,
    };
    let mut events = vec![Event::Planned(outline)];
    for (folder, _, checks) in exercises {
        for check in checks {
            events.extend(happened(folder, check));
        }
    }
    events.push(Event::Ended(run.ending));
    events
}

fn happened(folder: &str, check: Check) -> Vec<Event> {
    let name = CheckRef {
        exercise: ExerciseId::of_folder(folder),
        check: check.outline.id.clone(),
    };
    let mut events = Vec::new();
    if check.attempts > 0 {
        events.push(Event::Started(name.clone()));
    }
    events.extend((1..check.attempts).map(|attempt| Event::Retrying {
        check: name.clone(),
        attempt,
        pause: Duration::from_millis(250),
    }));
    events.push(finished(name, check));
    events
}

fn finished(name: CheckRef, check: Check) -> Event {
    Event::Finished(Outcome {
        check: name,
        verdict: check.verdict,
        points: check.points,
        shares: check.shares,
        evidence: check.evidence,
        attempts: check.attempts,
        took: Duration::from_millis(12),
        mark: check.mark,
    })
}
