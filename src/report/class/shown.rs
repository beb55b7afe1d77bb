//! A student of a class as its reader may see them, without what was seen while the checks ran: tables need none of it.

use std::io;

use crate::model::{
    Class, Ending, Evidence, ExerciseReport, Points, Policy, Score, Student, StudentReport, Tally,
    Work,
};
use crate::report::reporter::End;
use crate::report::{Reader, phrase};

/// A student, and what their work came to.
pub(super) struct Shown {
    pub(super) student: Student,
    pub(super) work: Option<Graded>,
    /// The grade for a gradebook elsewhere, of the checks that are shown.
    pub(super) grade: Option<Points>,
}

/// Work that was graded. The outcomes have moved from it to the exercises.
pub(super) struct Graded {
    pub(super) work: Work,
    pub(super) exercises: Vec<ExerciseReport>,
    pub(super) score: Score,
}

impl Shown {
    pub(super) fn new(mut report: StudentReport, reader: Reader, policy: Policy) -> Self {
        if let Some(work) = &mut report.work {
            work.outline = reader.outline(work.outline.clone());
            for outcome in &mut work.outcomes {
                outcome.evidence = Evidence::default();
            }
        }
        Self {
            grade: report.grade(policy),
            student: report.student,
            work: report.work.map(|work| Graded::new(work, reader)),
        }
    }

    /// Why there is no grade, where there is none.
    pub(super) fn why_no_grade(&self) -> Option<String> {
        match (&self.grade, &self.work) {
            (Some(_), _) => None,
            (None, None) => Some(NOTHING.to_owned()),
            (None, Some(work)) => Some(open(&work.score)),
        }
    }
}

/// What is said of a student without a submission.
pub(super) const NOTHING: &str = "nothing was handed in";

impl Graded {
    fn new(mut work: Work, reader: Reader) -> Self {
        let score = work.score();
        let exercises = work.exercises().into_iter();
        work.outcomes = Vec::new();
        let exercises = exercises.map(|exercise| ExerciseReport {
            checks: exercise
                .checks
                .into_iter()
                .map(|check| reader.check(check))
                .collect(),
            ..exercise
        });
        Self {
            exercises: exercises.collect(),
            work,
            score,
        }
    }

    /// The end of a run that came to this.
    pub(super) fn end(&self) -> End {
        let checks = self.exercises.iter().flat_map(|one| &one.checks);
        End {
            ending: Ending::Complete,
            tally: Tally::of(checks),
            hidden: self.work.outline.hidden,
        }
    }
}

/// What keeps a score from being a grade: `1 undecided, 2 wait for a person`.
pub(super) fn open(score: &Score) -> String {
    let tally = Tally {
        undecided: score.undecided,
        manual: score.unmarked,
        ..Tally::default()
    };
    phrase::counts(&tally).join(", ")
}

/// Tells the students of a class as a reader may see them.
pub(super) fn each(
    class: &mut dyn Class,
    reader: Reader,
    take: &mut dyn FnMut(Shown) -> io::Result<()>,
) -> io::Result<()> {
    let policy = class.head().policy;
    class.each(&mut |report| take(Shown::new(report, reader, policy)))
}
