//! Grading a class into its gradebook: what changed is graded, and stored in small groups while the rest goes on.

use std::collections::{BTreeMap, HashMap};
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
use crate::grade::pool::{Done, Shared, Task, work_off};
use crate::intake::{Entry, Joined};
use crate::model::{Diagnostic, Policy, Student};
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
        let students = self.students()?;
        let (missing, late) = self.without(&students);
        let run = book.run("write", |db| enrol::begin(db, &self, &students))?;
        let known = book.run("read", |db| known(db, &self.spec, &self.choice))?;
        let tasks = self.tasks(&students, &known);
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
        let running = runtime.spawn(work_off(tasks.into_iter(), shared, jobs));
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

    pub(super) fn tasks(&self, students: &[(usize, Entry)], known: &Known) -> Vec<Task> {
        let mut tasks = Vec::new();
        for (_, entry) in students {
            if !self.choice.means(&entry.student.id) {
                continue;
            }
            let keys = keys(&entry.student, &self.plan.student);
            for number in self.choice.attempts_of(&entry.works) {
                let work = &entry.works[number];
                if !self.choice.is_recent(work) {
                    continue;
                }
                let place = (entry.student.id.to_lowercase(), work.name.clone());
                tasks.push(Task {
                    student: entry.student.id.clone(),
                    keys: keys.clone(),
                    work: work.clone(),
                    attempt: to_u32(number + 1),
                    attempts: to_u32(entry.works.len()),
                    known: known.get(&place).cloned(),
                });
            }
        }
        tasks
    }
}

fn to_u32(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// A submission may wait for something: several for each core.
pub(super) fn usual_jobs() -> usize {
    4 * std::thread::available_parallelism().map_or(1, usize::from)
}

/// What the roster says of the keys that `student:` declares: its columns of these names, in any case.
fn keys(student: &Student, declared: &[String]) -> BTreeMap<String, String> {
    let column = |key: &str| {
        let mut columns = student.columns.iter();
        let found = columns.find(|(name, _)| name.trim().eq_ignore_ascii_case(key))?;
        Some(found.1.clone())
    };
    let value = |key: &String| {
        let value = column(key).or_else(|| match key.as_str() {
            "id" => Some(student.id.clone()),
            "name" => student.name.clone(),
            _ => None,
        })?;
        (!value.trim().is_empty()).then(|| (key.clone(), value))
    };
    declared.iter().filter_map(value).collect()
}

/// The digests of what need not be graded again unless it changed, by student and name.
pub(super) type Known = HashMap<(String, String), String>;

pub(super) fn known(db: &Connection, spec: &str, choice: &Choice) -> rusqlite::Result<Known> {
    let mut known = Known::new();
    if choice.force {
        return Ok(known);
    }
    let sql = "SELECT student, name, digest FROM submissions WHERE spec = ?1 AND (undecided = 0 OR NOT ?2)";
    let mut found = db.prepare(sql)?;
    let mut rows = found.query((spec, choice.retry))?;
    while let Some(row) = rows.next()? {
        let student: String = row.get(0)?;
        known.insert((student.to_lowercase(), row.get(1)?), row.get(2)?);
    }
    Ok(known)
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
