//! What a reader may see of a run: students no hidden check and no secret. Every report is told only what passes here.

use std::sync::Arc;

use crate::model::{
    Audience, CheckId, CheckOutline, CheckReport, Diagnostic, Excerpt, ExerciseOutline,
    ExerciseReport, Failure, Gap, Mismatch, Outline, Reveal, Verdict, Wanted,
};

/// Who reads a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader {
    /// A student: hidden checks are left out, secrets are kept back.
    Student,
    /// An instructor: all of it.
    Instructor,
    /// A system that shows each reader their own: hidden checks whole and marked as such, all others as students see them.
    Both,
}

impl Reader {
    /// The outline without what is hidden from this reader, and how much that is.
    pub(super) fn outline(self, mut outline: Outline) -> Outline {
        if self != Self::Student {
            return outline;
        }
        let all = outline
            .exercises
            .iter()
            .map(|exercise| exercise.checks.len());
        let all: usize = all.sum();
        let exercises = std::mem::take(&mut outline.exercises).into_iter();
        outline.exercises = exercises.filter_map(shown_part).collect();
        let left = outline
            .exercises
            .iter()
            .map(|exercise| exercise.checks.len());
        outline.hidden = all - left.sum::<usize>();
        outline
    }

    /// What is wrong with a spec, as this reader may see it: students are shown no line of it, for it may hold what is kept from them.
    pub fn findings(self, found: &[Diagnostic]) -> Vec<Diagnostic> {
        match self {
            Self::Instructor => found.to_vec(),
            Self::Student | Self::Both => found.iter().map(without_lines).collect(),
        }
    }

    /// A check as this reader may see it.
    pub(super) fn check(self, mut check: CheckReport) -> CheckReport {
        let whole = match self {
            Self::Instructor => true,
            Self::Student => false,
            Self::Both => check.outline.audience == Audience::Instructor,
        };
        if whole {
            told_all(&mut check);
        } else {
            keep_back(&mut check);
        }
        check
    }
}

/// Where something is wrong, and not what.
fn without_lines(found: &Diagnostic) -> Diagnostic {
    let mut excerpts = found.excerpts.iter().cloned().map(file_alone);
    Diagnostic {
        severity: found.severity,
        message: "the spec is wrong here: `netcheck lint` says how".to_owned(),
        excerpts: excerpts.next().into_iter().collect(),
        file: found.file.clone(),
        help: Vec::new(),
    }
}

/// An exercise without its hidden checks; `None` when it has no others.
fn shown_part(exercise: Arc<ExerciseOutline>) -> Option<Arc<ExerciseOutline>> {
    let shown = |check: &&Arc<CheckOutline>| check.audience == Audience::Student;
    let checks: Vec<_> = exercise.checks.iter().filter(shown).cloned().collect();
    match checks.len() {
        0 => None,
        all if all == exercise.checks.len() => Some(exercise),
        _ => Some(Arc::new(ExerciseOutline {
            checks,
            ..(*exercise).clone()
        })),
    }
}

/// Nothing of it is secret to its reader.
fn told_all(check: &mut CheckReport) {
    if check.outline.reveal == Reveal::Secret {
        Arc::make_mut(&mut check.outline).reveal = Reveal::Shown;
    }
    if let Verdict::Fail(Failure::Mismatches(list)) = &mut check.outcome.verdict {
        for mismatch in list {
            mismatch.audience = Audience::Student;
        }
    }
}

/// What students may not see goes. Of a secret check what was seen goes with it, for it may be what was expected.
fn keep_back(check: &mut CheckReport) {
    let secret = check.outline.reveal == Reveal::Secret;
    let outcome = &mut check.outcome;
    if secret {
        let seen = std::mem::take(&mut outcome.evidence);
        outcome.evidence.notes = seen.notes;
        outcome.evidence.facts.about = seen.facts.about;
    } else {
        outcome.evidence.facts.keep_for_students();
    }
    if let Verdict::Fail(Failure::Mismatches(list)) = &mut outcome.verdict {
        for mismatch in list {
            keep_back_mismatch(mismatch, secret);
        }
    }
}

fn keep_back_mismatch(mismatch: &mut Mismatch, secret: bool) {
    if mismatch.audience == Audience::Instructor {
        (mismatch.actual, mismatch.reason) = (None, None);
    }
    // Of a text that differs from a secret the line would tell of the secret.
    let found_by_gap = matches!(mismatch.gap, Gap::Line { .. } | Gap::Set { .. });
    if mismatch.audience == Audience::Instructor || (secret && found_by_gap) {
        mismatch.seen = mismatch.seen.take().map(file_alone);
    }
}

/// The place with no line in it: the file is meant as a whole.
fn file_alone(excerpt: Excerpt) -> Excerpt {
    Excerpt {
        text: String::new(),
        marked: 0..0,
        label: String::new(),
        ..excerpt
    }
}

/// The verdict of another check of the exercise; `None` when that one is not shown.
pub(super) fn verdict<'a>(exercise: &'a ExerciseReport, id: &CheckId) -> Option<&'a Verdict> {
    let mut checks = exercise.checks.iter();
    let found = checks.find(|check| check.outline.id == *id);
    found.map(|check| &check.outcome.verdict)
}

/// What may be told of what was expected.
#[derive(Clone, Copy, Debug)]
pub(super) enum Told<'a> {
    /// All of it.
    All {
        /// What was expected.
        expected: &'a Wanted,
        /// How what was seen differs.
        gap: &'a Gap,
    },
    /// It is about a fact for instructors: only that there is something.
    KeptBack,
    /// It is the solution: only that it differs, or that nothing is there.
    Secret {
        /// Whether there is nothing to compare.
        missing: bool,
    },
}

/// What may be told of a mismatch of a check.
pub(super) fn told<'a>(check: &CheckReport, mismatch: &'a Mismatch) -> Told<'a> {
    if mismatch.audience == Audience::Instructor {
        return Told::KeptBack;
    }
    match check.outline.reveal {
        Reveal::Shown => Told::All {
            expected: &mismatch.expected,
            gap: &mismatch.gap,
        },
        Reveal::Secret => Told::Secret {
            missing: mismatch.actual.is_none(),
        },
    }
}

/// What may be shown of what a student wrote.
#[derive(Clone, Copy, Debug)]
pub(super) enum Seen<'a> {
    /// The line.
    Line(&'a Excerpt),
    /// The file's name alone: no single line is to blame, or it may not be told which.
    File(&'a str),
}

/// What may be shown of what the student wrote, where a mismatch is about that.
pub(super) fn seen(mismatch: &Mismatch) -> Option<Seen<'_>> {
    let seen = mismatch.seen.as_ref()?;
    Some(if seen.text.is_empty() {
        Seen::File(&seen.file)
    } else {
        Seen::Line(seen)
    })
}
