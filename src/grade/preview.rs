//! What grading again would change, without changing anything.

use std::sync::{Arc, mpsc};

use rusqlite::{Connection, OptionalExtension as _};
use tokio::runtime::Runtime;

use crate::grade::book::Gradebook;
use crate::grade::graded::Graded;
use crate::grade::grader::{Count, Grading, WAITING, usual_jobs};
use crate::grade::pool::{Done, Shared, work_off};
use crate::grade::queue::{Queue, known};
use crate::grade::read::outcomes;
use crate::model::{CheckRef, Diagnostic, Outcome, Points};

/// What grading again would change.
#[derive(Clone, Debug, Default)]
pub struct Preview {
    /// Submissions whose outcomes would change, in the order of the class.
    pub changes: Vec<Change>,
    /// How many submissions would be graded, and come out the same.
    pub same: usize,
    /// How many would be graded for the first time.
    pub new: usize,
    /// How many would not be graded: nothing of theirs changed.
    pub unchanged: usize,
    /// The signal that ended it before it was complete.
    pub stopped: Option<i32>,
}

/// A submission whose outcomes would change.
#[derive(Clone, Debug)]
pub struct Change {
    /// The student's id.
    pub student: String,
    /// The submission.
    pub submission: String,
    /// Its points now and then, with what persons marked.
    pub points: (Points, Points),
    /// The checks that come out otherwise.
    pub checks: Vec<CheckChange>,
}

/// A check that comes out otherwise.
#[derive(Clone, Debug)]
pub struct CheckChange {
    /// The check.
    pub check: CheckRef,
    /// What is in the gradebook; `None` is a check that is new.
    pub before: Option<Outcome>,
    /// What would be; `None` is a check that is no more.
    pub after: Option<Outcome>,
}

impl Grading {
    /// Grades in memory what would be graded, and tells what would change.
    ///
    /// # Errors
    /// That the gradebook cannot be read.
    pub fn preview(
        mut self,
        runtime: &Runtime,
        book: &mut Gradebook,
        tell: &mut dyn FnMut(Count),
    ) -> Result<Preview, Diagnostic> {
        let students = Arc::new(self.students()?);
        let known = book.run("read", |db| known(db, &self.spec, &self.choice))?;
        let tasks = Queue::new(&self, &students, known);
        let places = tasks.places();
        let mut count = Count {
            total: tasks.len(),
            ..Count::default()
        };
        let (send, done) = mpsc::sync_channel(WAITING);
        let shared = Arc::new(Shared {
            plan: Arc::clone(&self.plan),
            stop: self.stop.clone(),
            tell: send,
        });
        let jobs = self.choice.jobs.unwrap_or_else(usual_jobs);
        let running = runtime.spawn(work_off(tasks, shared, jobs));
        let mut preview = Preview::default();
        for done in &done {
            match done {
                Done::Unchanged => count.unchanged += 1,
                Done::Graded(graded) => {
                    count.graded += 1;
                    book.run("read", |db| preview.add(db, &graded))?;
                }
            }
            tell(count);
        }
        if let Err(bug) = runtime.block_on(running) {
            std::panic::resume_unwind(bug.into_panic());
        }
        preview.unchanged = count.unchanged;
        preview.stopped = *self.stop.borrow_and_update();
        preview.changes.sort_by_key(|change| {
            let key = (change.student.clone(), change.submission.clone());
            places.get(&key).copied()
        });
        Ok(preview)
    }
}

impl Preview {
    fn add(&mut self, db: &Connection, graded: &Graded) -> rusqlite::Result<()> {
        let sql = "SELECT id FROM submissions WHERE student = ?1 AND name = ?2";
        let id: Option<i64> = db
            .prepare_cached(sql)?
            .query_row([&graded.student, &graded.work.name], |row| row.get(0))
            .optional()?;
        let Some(id) = id else {
            self.new += 1;
            return Ok(());
        };
        let before = outcomes(db, id, &graded.student)?;
        let after = graded.outcomes(&before);
        let checks = changed(&before, &after);
        if checks.is_empty() {
            self.same += 1;
            return Ok(());
        }
        self.changes.push(Change {
            student: graded.student.clone(),
            submission: graded.work.name.clone(),
            points: (sum(&before), sum(&after)),
            checks,
        });
        Ok(())
    }
}

fn sum(outcomes: &[Outcome]) -> Points {
    let counted = |outcome: &Outcome| {
        outcome
            .mark
            .as_ref()
            .map_or(outcome.points, |mark| mark.points)
    };
    outcomes.iter().map(counted).sum()
}

/// In the order of what would be; then the checks that are no more.
fn changed(before: &[Outcome], after: &[Outcome]) -> Vec<CheckChange> {
    let find = |all: &[Outcome], check: &CheckRef| {
        let mut all = all.iter();
        all.find(|outcome| outcome.check == *check).cloned()
    };
    let differs = |before: &Outcome, after: &Outcome| {
        before.points != after.points || before.verdict.word() != after.verdict.word()
    };
    let now = after.iter().filter_map(|after| {
        let before = find(before, &after.check);
        let same = before
            .as_ref()
            .is_some_and(|before| !differs(before, after));
        (!same).then(|| CheckChange {
            check: after.check.clone(),
            before,
            after: Some(after.clone()),
        })
    });
    let gone = before
        .iter()
        .filter(|before| find(after, &before.check).is_none());
    let gone = gone.map(|before| CheckChange {
        check: before.check.clone(),
        before: Some(before.clone()),
        after: None,
    });
    now.chain(gone).collect()
}
