//! A run as its readers see it: the fold of its events, in plan order.

use std::collections::HashMap;

use crate::model::{
    CheckOutline, CheckRef, Ending, Event, ExerciseOutline, MarkedBy, Outcome, Outline, Points,
    Verdict,
};

/// A run, complete: every check of the outline with its outcome.
#[derive(Clone, Debug)]
pub struct Report {
    /// What was planned; its exercises are those below.
    pub outline: Outline,
    /// The exercises in plan order.
    pub exercises: Vec<ExerciseReport>,
    /// How the run ended.
    pub ending: Ending,
}

/// One exercise of a report.
#[derive(Clone, Debug)]
pub struct ExerciseReport {
    /// Its outline; its checks are those below.
    pub outline: ExerciseOutline,
    /// Its checks in plan order.
    pub checks: Vec<CheckReport>,
}

/// One check of a report.
#[derive(Clone, Debug)]
pub struct CheckReport {
    /// What was planned.
    pub outline: CheckOutline,
    /// What became of it.
    pub outcome: Outcome,
}

/// How many checks have which verdict, and the points.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Passed.
    pub pass: usize,
    /// Failed.
    pub fail: usize,
    /// Not handed in yet.
    pub todo: usize,
    /// Waiting for a failed check or one that is still to do.
    pub skipped: usize,
    /// netcheck could not do its part.
    pub undecided: usize,
    /// Decided later: by a person, or when it is graded.
    pub manual: usize,
    /// Those of them that are checked when it is graded.
    pub graded_later: usize,
    /// Cancelled.
    pub not_run: usize,
    /// Earned.
    pub points: Points,
    /// To be earned, without what is decided later.
    pub of: Points,
    /// What is decided later.
    pub manual_of: Points,
    /// Of that, what is checked when it is graded.
    pub graded_later_of: Points,
}

impl Report {
    /// The fold of a run's events. A check without an end was not run; no outline means no exercises.
    pub fn of_events(events: impl IntoIterator<Item = Event>) -> Option<Self> {
        let mut outline = None;
        let mut outcomes: HashMap<CheckRef, Outcome> = HashMap::new();
        let mut ending = Ending::Complete;
        for event in events {
            match event {
                Event::Planned(planned) => outline = Some(planned),
                Event::Finished(outcome) => {
                    outcomes.insert(outcome.check.clone(), outcome);
                }
                Event::Ended(how) => ending = how,
                Event::Started(_) | Event::Retrying { .. } => {}
            }
        }
        let mut outline: Outline = outline?;
        let planned = std::mem::take(&mut outline.exercises);
        Some(Self {
            exercises: planned
                .into_iter()
                .map(|exercise| joined(exercise, &mut outcomes))
                .collect(),
            outline,
            ending,
        })
    }

    /// The tally of all exercises.
    pub fn tally(&self) -> Tally {
        self.checks().fold(Tally::default(), |mut tally, check| {
            tally.add(check);
            tally
        })
    }

    /// How a command that ran these checks ends, hidden checks included: 0 when all passed (`manual` does not count against it), 1 when
    /// something failed, is still to do, waits or was not run, 4 when something is undecided and nothing failed, and 128 and the signal's
    /// number when a signal ended it.
    pub fn exit_code(&self) -> u8 {
        match self.ending {
            Ending::Interrupted { signal } => {
                u8::try_from(signal).map_or(130, |signal| 128 | signal)
            }
            Ending::Complete | Ending::FailFast => self.tally().exit_code(),
        }
    }

    /// All checks in plan order.
    pub fn checks(&self) -> impl Iterator<Item = &CheckReport> {
        self.exercises.iter().flat_map(|exercise| &exercise.checks)
    }
}

impl Tally {
    /// How a command ends that saw these verdicts and was not interrupted: 0, 1 or 4 (see [`Report::exit_code`]).
    pub fn exit_code(&self) -> u8 {
        match self {
            Self {
                fail: 0,
                todo: 0,
                skipped: 0,
                not_run: 0,
                undecided,
                ..
            } => 4 * u8::from(*undecided > 0),
            Self { .. } => 1,
        }
    }

    /// Counts one check.
    pub fn add(&mut self, check: &CheckReport) {
        let count = match check.outcome.verdict {
            Verdict::Pass => &mut self.pass,
            Verdict::Fail(_) => &mut self.fail,
            Verdict::Todo(_) => &mut self.todo,
            Verdict::Skipped { .. } => &mut self.skipped,
            Verdict::Undecided(_) => &mut self.undecided,
            Verdict::Manual => &mut self.manual,
            Verdict::NotRun => &mut self.not_run,
        };
        *count += 1;
        if check.outcome.verdict != Verdict::Manual {
            self.points += check.outcome.points;
            self.of += check.outline.of;
            return;
        }
        self.manual_of += check.outline.of;
        if check.outline.marked_by == MarkedBy::Grading {
            self.graded_later += 1;
            self.graded_later_of += check.outline.of;
        }
    }
}

fn joined(
    mut exercise: ExerciseOutline,
    outcomes: &mut HashMap<CheckRef, Outcome>,
) -> ExerciseReport {
    let checks = std::mem::take(&mut exercise.checks);
    let report = |check: CheckOutline| {
        let name = CheckRef {
            exercise: exercise.id.clone(),
            check: check.id.clone(),
        };
        let outcome = outcomes
            .remove(&name)
            .unwrap_or_else(|| Outcome::not_run(name));
        CheckReport {
            outline: check,
            outcome,
        }
    };
    ExerciseReport {
        checks: checks.into_iter().map(report).collect(),
        outline: exercise,
    }
}

impl Outcome {
    /// The outcome of a check that did not run.
    pub fn not_run(check: CheckRef) -> Self {
        Self {
            check,
            verdict: Verdict::NotRun,
            points: 0,
            evidence: crate::model::Evidence::default(),
            attempts: 0,
            took: std::time::Duration::ZERO,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Tally;

    #[test]
    fn a_failure_wins_over_undecided_and_manual_counts_for_nothing() {
        let check = |tally: Tally, want| assert_eq!(tally.exit_code(), want, "{tally:?}");
        let none = Tally::default();
        check(none, 0);
        check(
            Tally {
                pass: 3,
                manual: 1,
                ..none
            },
            0,
        );
        check(
            Tally {
                pass: 3,
                undecided: 1,
                ..none
            },
            4,
        );
        check(
            Tally {
                undecided: 1,
                fail: 1,
                ..none
            },
            1,
        );
        check(Tally { todo: 1, ..none }, 1);
        check(
            Tally {
                skipped: 1,
                undecided: 2,
                ..none
            },
            1,
        );
        check(Tally { not_run: 1, ..none }, 1);
    }
}
