//! What became of a run, in the order of its plan.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crate::model::{
    CheckOutline, CheckRef, Evidence, ExerciseOutline, MarkedBy, Outcome, Outline, Points, Verdict,
};

/// One exercise with its outcomes.
#[derive(Clone, Debug)]
pub struct ExerciseReport {
    /// What was planned.
    pub outline: Arc<ExerciseOutline>,
    /// Its checks in plan order.
    pub checks: Vec<CheckReport>,
}

/// One check with its outcome.
#[derive(Clone, Debug)]
pub struct CheckReport {
    /// What was planned.
    pub outline: Arc<CheckOutline>,
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
    /// Marked by a person, whatever their verdict is.
    pub marked: usize,
    /// Earned.
    pub points: Points,
    /// To be earned, without what is decided later.
    pub of: Points,
    /// What is decided later.
    pub manual_of: Points,
    /// Of that, what is checked when it is graded.
    pub graded_later_of: Points,
}

/// Puts the outcomes of a run, which come as they are known, into the order of its plan. An exercise leaves it as soon as it is complete and
/// all before it have left, so that it holds few of them.
#[derive(Debug)]
pub struct Gathering {
    exercises: Vec<Open>,
    places: HashMap<CheckRef, (usize, usize)>,
    next: usize,
}

/// An exercise that is not complete yet.
#[derive(Debug)]
struct Open {
    outline: Arc<ExerciseOutline>,
    reports: Vec<Option<CheckReport>>,
    missing: usize,
}

impl Gathering {
    /// Nothing has an outcome yet.
    pub fn new(outline: &Outline) -> Self {
        let mut places = HashMap::new();
        for (at, exercise) in outline.exercises.iter().enumerate() {
            for (number, check) in exercise.checks.iter().enumerate() {
                places.insert(exercise.check(check), (at, number));
            }
        }
        Self {
            exercises: outline.exercises.iter().map(Open::new).collect(),
            places,
            next: 0,
        }
    }

    /// Where a check stands, if it is one of these.
    pub fn find(&self, check: &CheckRef) -> Option<(&Arc<ExerciseOutline>, &Arc<CheckOutline>)> {
        let &(at, number) = self.places.get(check)?;
        let outline = &self.exercises[at].outline;
        Some((outline, &outline.checks[number]))
    }

    /// Keeps what became of a check; one that is not of the plan, or that is kept already, is left.
    pub fn keep(&mut self, check: CheckReport) {
        if let Some(&(at, number)) = self.places.get(&check.outcome.check)
            && let Some(slot @ None) = self.exercises[at].reports.get_mut(number)
        {
            *slot = Some(check);
            self.exercises[at].missing -= 1;
        }
    }

    /// The next exercise of the plan, once it is complete.
    pub fn complete(&mut self) -> Option<ExerciseReport> {
        let next = self.exercises.get_mut(self.next)?;
        if next.missing > 0 {
            return None;
        }
        self.next += 1;
        Some(ExerciseReport {
            checks: next.reports.drain(..).flatten().collect(),
            outline: Arc::clone(&next.outline),
        })
    }
}

impl Open {
    fn new(outline: &Arc<ExerciseOutline>) -> Self {
        let missing = outline.checks.len();
        Self {
            outline: Arc::clone(outline),
            reports: std::iter::repeat_with(|| None).take(missing).collect(),
            missing,
        }
    }
}

impl ExerciseOutline {
    /// The full name of one of its checks.
    pub fn check(&self, check: &CheckOutline) -> CheckRef {
        CheckRef {
            exercise: self.id.clone(),
            check: check.id.clone(),
        }
    }
}

impl Tally {
    /// The tally of some checks.
    pub fn of<'a>(checks: impl IntoIterator<Item = &'a CheckReport>) -> Self {
        let mut tally = Self::default();
        for check in checks {
            tally.add(check);
        }
        tally
    }

    /// How a command ends that saw these verdicts and was not interrupted: 0 when all passed (`manual` does not count against it), 1 when
    /// something failed, is still to do, waits or was not run, 4 when something is undecided and nothing failed.
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

    /// How many checks there are.
    pub fn checks(&self) -> usize {
        let decided = self.pass + self.fail + self.undecided;
        decided + self.todo + self.skipped + self.manual + self.not_run + self.marked
    }

    /// Counts one check.
    pub fn add(&mut self, check: &CheckReport) {
        if let Some(mark) = &check.outcome.mark {
            self.marked += 1;
            self.points += mark.points;
            self.of += check.outline.of;
            return;
        }
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

impl Outcome {
    /// The outcome of a check that did not run.
    pub fn not_run(check: CheckRef) -> Self {
        Self {
            check,
            verdict: Verdict::NotRun,
            points: 0,
            shares: Vec::new(),
            evidence: Evidence::default(),
            attempts: 0,
            took: Duration::ZERO,
            mark: None,
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
