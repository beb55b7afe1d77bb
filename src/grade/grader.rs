//! Grading a class into its gradebook: what changed is graded, and stored in small groups while the rest goes on.

use std::sync::Arc;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use rusqlite::Connection;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::grade::book::{Gradebook, trouble};
use crate::grade::choice::Choice;
use crate::grade::enrol;
use crate::grade::graded::Run;
use crate::grade::pool::{Done, Shared, work_off};
use crate::grade::queue::{Queue, known};
use crate::intake::{Entry, Joined};
use crate::likeness::Trait;
use crate::model::{Diagnostic, Policy};
use crate::plan::Plan;

/// The most time that a group of outcomes waits to be stored: what a power cut may take.
const GROUP: Duration = Duration::from_millis(50);

/// How often progress is told while nothing happens.
const TICK: Duration = Duration::from_millis(100);

/// How many outcomes may wait to be stored.
pub(super) const WAITING: usize = 64;

/// A class that is to be graded.
pub struct Grading {
    /// What is checked.
    pub plan: Arc<Plan>,
    /// The digest of its spec, see [`crate::grade::spec_digest`].
    pub spec: String,
    /// The students and their attempts.
    pub class: Joined,
    /// What recordings of the assignment's own hold, see [`crate::likeness::example_traits`].
    pub examples: Vec<(String, Trait)>,
    /// Whether there is a roster: then who is not in it is not of the class.
    pub rostered: bool,
    /// What is to be graded of it.
    pub choice: Choice,
    /// How what is not known counts.
    pub policy: Policy,
    /// Becomes a signal's number when the run is to end.
    pub stop: watch::Receiver<Option<i32>>,
}

/// How far it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Count {
    /// How many attempts may have to be graded.
    pub total: usize,
    /// How many were graded.
    pub graded: usize,
    /// How many are what was graded before.
    pub unchanged: usize,
}

/// How it ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Graded {
    /// How far it came.
    pub count: Count,
    /// How many students handed in nothing.
    pub missing: usize,
    /// How many students handed in nothing that counts: all of it was too late.
    pub late: usize,
    /// The signal that ended it.
    pub stopped: Option<i32>,
}

impl Grading {
    /// Grades what changed, and tells now and then how far it is.
    ///
    /// # Errors
    /// That the gradebook cannot be written any more; what was stored before is kept. That `--only` names nobody.
    pub fn run(
        mut self,
        runtime: &Runtime,
        book: &mut Gradebook,
        tell: &mut dyn FnMut(Count),
    ) -> Result<Graded, Diagnostic> {
        let students = Arc::new(self.students()?);
        let (missing, late) = self.without(&students);
        let run = book.run("write", |db| enrol::begin(db, &self, &students))?;
        let known = book.run("read", |db| known(db, &self.spec, &self.choice))?;
        let tasks = Queue::new(&self, &students, known);
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
        let row = Run {
            id: run,
            spec: &self.spec,
        };
        let stored = store_all(&mut book.db, &done, row, &mut count, tell);
        drop(done);
        if let Err(error) = stored {
            running.abort();
            return Err(trouble(book.path(), "write", &error));
        }
        if let Err(bug) = runtime.block_on(running) {
            std::panic::resume_unwind(bug.into_panic());
        }
        let stopped = *self.stop.borrow_and_update();
        book.run("write", |db| {
            enrol::end(db, run, &self.choice, &students, stopped)
        })?;
        Ok(Graded {
            count,
            missing,
            late,
            stopped,
        })
    }

    /// The students of this shard, with their places in the class.
    pub(super) fn students(&mut self) -> Result<Vec<(usize, Entry)>, Diagnostic> {
        let all = std::mem::take(&mut self.class.students)
            .into_iter()
            .enumerate();
        let shard = self.choice.shard;
        let students = all.filter(|(place, _)| shard.is_none_or(|shard| shard.has(*place)));
        let students: Vec<_> = students.collect();
        if shard.is_none() {
            self.choice.known(&students)?;
        }
        Ok(students)
    }

    /// How many students handed in nothing, and how many nothing that counts.
    fn without(&self, students: &[(usize, Entry)]) -> (usize, usize) {
        let missing = |(_, entry): &&(usize, Entry)| entry.works.is_empty();
        let late = |(_, entry): &&(usize, Entry)| {
            !entry.works.is_empty() && self.choice.attempts_of(&entry.works).is_empty()
        };
        (
            students.iter().filter(missing).count(),
            students.iter().filter(late).count(),
        )
    }
}

/// A submission may wait for something, and one that waits takes no time of a core.
pub(super) fn usual_jobs() -> usize {
    16 * std::thread::available_parallelism().map_or(1, usize::from)
}

/// Stores what is graded, each submission whole, until no more comes.
fn store_all(
    db: &mut Connection,
    done: &Receiver<Done>,
    run: Run,
    count: &mut Count,
    tell: &mut dyn FnMut(Count),
) -> rusqlite::Result<()> {
    loop {
        tell(*count);
        match done.recv_timeout(TICK) {
            Ok(first) => store_group(db, first, done, run, count)?,
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return Ok(()),
        }
    }
}

fn store_group(
    db: &mut Connection,
    first: Done,
    done: &Receiver<Done>,
    run: Run,
    count: &mut Count,
) -> rusqlite::Result<()> {
    let began = Instant::now();
    let mut next = Some(first);
    let group = db.transaction()?;
    let mut graded = 0;
    while let Some(done_one) = next {
        match done_one {
            Done::Unchanged => count.unchanged += 1,
            Done::Graded(one) => {
                one.store(&group, run)?;
                graded += 1;
            }
        }
        // What waits already would be taken without regard to the time.
        let left = GROUP.checked_sub(began.elapsed());
        next = left.and_then(|left| done.recv_timeout(left).ok());
    }
    group.commit()?;
    count.graded += graded;
    Ok(())
}
