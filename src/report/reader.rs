//! What a student may see of a report: no hidden check, no secret. Every format asks here.

use crate::model::{
    Audience, CheckId, CheckReport, Excerpt, ExerciseReport, Fact, Facts, Gap, Mismatch, Report,
    Reveal, Tally, Verdict, Wanted,
};

/// The exercises that have something to show.
pub(super) fn exercises(report: &Report) -> impl Iterator<Item = &ExerciseReport> {
    report
        .exercises
        .iter()
        .filter(|exercise| checks(exercise).next().is_some())
}

/// The checks that may be shown.
pub(super) fn checks(exercise: &ExerciseReport) -> impl Iterator<Item = &CheckReport> {
    exercise
        .checks
        .iter()
        .filter(|check| check.outline.audience == Audience::Student)
}

/// How many checks are not shown.
pub(super) fn hidden(report: &Report) -> usize {
    let is_hidden = |check: &&CheckReport| check.outline.audience == Audience::Instructor;
    report.checks().filter(is_hidden).count()
}

/// The tally of what is shown, so that the total is the sum of the lines above it.
pub(super) fn tally(report: &Report) -> Tally {
    tally_of(exercises(report).flat_map(checks))
}

/// The tally of some checks.
pub(super) fn tally_of<'a>(checks: impl Iterator<Item = &'a CheckReport>) -> Tally {
    checks.fold(Tally::default(), |mut tally, check| {
        tally.add(check);
        tally
    })
}

/// The verdict of another check of the exercise; `None` when that one is not shown.
pub(super) fn verdict<'a>(exercise: &'a ExerciseReport, id: &CheckId) -> Option<&'a Verdict> {
    checks(exercise)
        .find(|check| check.outline.id == *id)
        .map(|check| &check.outcome.verdict)
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

/// The facts of an outcome that may be shown.
pub(super) fn facts(facts: &Facts) -> impl Iterator<Item = (&str, &Fact)> {
    facts
        .iter()
        .filter(|(_, fact)| fact.audience == Audience::Student)
}

/// What may be shown of what a student wrote.
#[derive(Clone, Copy, Debug)]
pub(super) enum Seen<'a> {
    /// The line.
    Line(&'a Excerpt),
    /// The file's name alone: no single line is to blame, or where a text differs from a secret one would tell of the secret.
    File(&'a str),
}

/// What may be shown of what the student wrote, where a mismatch is about that.
pub(super) fn seen<'a>(check: &CheckReport, mismatch: &'a Mismatch) -> Option<Seen<'a>> {
    let seen = mismatch.seen.as_ref()?;
    let found_by_gap = matches!(mismatch.gap, Gap::Line { .. } | Gap::Set { .. });
    let secret = check.outline.reveal == Reveal::Secret && found_by_gap;
    Some(if secret || seen.text.is_empty() {
        Seen::File(&seen.file)
    } else {
        Seen::Line(seen)
    })
}
