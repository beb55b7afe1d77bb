//! Many submissions at once, each opened, compared with what is known of it, and graded if it changed.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::mpsc::SyncSender;

use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::grade::digest::of_texts;
use crate::grade::graded::{Graded, json};
use crate::intake::{HandedIn, Opened, Unreadable};
use crate::likeness::{Trait, traits};
use crate::model::{Ending, Event, Fault, Outcome, Verdict};
use crate::plan::Plan;
use crate::run::{self, AfterFailure, Job, stopped};
use crate::submission::{Answer, Submission};

/// One attempt that may have to be graded.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) student: String,
    /// What the roster says of the keys that `student:` declares.
    pub(super) keys: BTreeMap<String, String>,
    pub(super) work: HandedIn,
    pub(super) attempt: u32,
    pub(super) attempts: u32,
    /// The digest with which it is in the gradebook, if that makes it unchanged.
    pub(super) known: Option<String>,
}

/// What became of a task.
#[derive(Debug)]
pub(super) enum Done {
    /// It is what was graded before.
    Unchanged,
    /// It was graded.
    Graded(Box<Graded>),
}

/// What all tasks share.
pub(super) struct Shared {
    pub(super) plan: Arc<Plan>,
    pub(super) stop: watch::Receiver<Option<i32>>,
    pub(super) tell: SyncSender<Done>,
}

/// Does all tasks, as many at once as `jobs`. What is not done when it is stopped is not told.
pub(super) async fn work_off(
    mut tasks: impl Iterator<Item = Task> + Send,
    shared: Arc<Shared>,
    jobs: usize,
) {
    let mut stop = shared.stop.clone();
    let mut running = JoinSet::new();
    loop {
        let free = jobs.saturating_sub(running.len());
        for task in tasks.by_ref().take(free) {
            running.spawn(one(task, Arc::clone(&shared)));
        }
        tokio::select! {
            biased;
            _ = stopped(&mut stop) => break,
            ended = running.join_next() => match ended {
                Some(Ok(())) => {}
                Some(Err(error)) => rethrow(error),
                None => return,
            },
        }
    }
    while running.join_next().await.is_some() {} // each sees the signal itself
}

/// A bug must not look like a submission that was left out.
fn rethrow(error: tokio::task::JoinError) {
    if let Ok(panic) = error.try_into_panic() {
        std::panic::resume_unwind(panic);
    }
}

async fn one(task: Task, shared: Arc<Shared>) {
    let work = task.work.clone();
    let opened = tokio::task::spawn_blocking(move || work.open()).await;
    let opened = opened.unwrap_or_else(|error| Err(panicked(&task.work, &error)));
    let digest = opened.as_ref().map_or_else(
        |_| String::new(),
        |opened| digest(&opened.digest, &task.keys),
    );
    if !digest.is_empty() && task.known.as_ref() == Some(&digest) {
        tell(&shared, Done::Unchanged);
        return;
    }
    let found = match opened {
        Ok(opened) => graded(opened, &task, &shared).await,
        Err(unreadable) => Some(nothing_seen(&unreadable, &shared.plan)),
    };
    let Some(mut found) = found else {
        return; // it was stopped
    };
    let made = Graded {
        student: task.student,
        work: task.work,
        attempt: task.attempt,
        attempts: task.attempts,
        digest,
        keys: json(&found.keys),
        differences: json(&found.differences),
        traits: std::mem::take(&mut found.traits),
        rows: Vec::new(),
        points: 0,
        undecided: 0,
    };
    tell(&shared, Done::Graded(Box::new(made.with(&found.outcomes))));
}

/// Who stores may be slower than who grades; then those wait.
fn tell(shared: &Shared, done: Done) {
    // Nobody listens any more only after an error of the gradebook, which ends the run.
    tokio::task::block_in_place(|| drop(shared.tell.send(done)));
}

/// What became of the checks of a submission.
#[derive(Default)]
struct Found {
    /// The student as the reports show them.
    keys: Vec<(String, String)>,
    differences: Vec<String>,
    traits: Vec<Trait>,
    outcomes: Vec<Outcome>,
}

async fn graded(opened: Opened, task: &Task, shared: &Shared) -> Option<Found> {
    let (submission, _kept) = opened.split();
    let mut found = Found {
        differences: differences(&submission, &task.keys),
        traits: traits(&shared.plan, &submission),
        ..Found::default()
    };
    let job = Job {
        plan: Arc::clone(&shared.plan),
        submission,
        student: task.keys.clone(),
        jobs: None,
        after_failure: AfterFailure::GoOn,
        stop: shared.stop.clone(),
    };
    let ending = run::run(job, &mut |event| match event {
        Event::Planned(outline) => found.keys = outline.student,
        Event::Finished(outcome) => found.outcomes.push(outcome),
        Event::Started(_) | Event::Retrying { .. } | Event::Ended(_) => {}
    })
    .await;
    if ending != Ending::Complete {
        return None;
    }
    let places: BTreeMap<_, _> = shared
        .plan
        .checks
        .iter()
        .map(|check| &check.id)
        .zip(0..)
        .collect();
    found
        .outcomes
        .sort_by_key(|outcome| places.get(&outcome.check).copied());
    Some(found)
}

/// What `answers.yaml` says of the student otherwise than the roster.
fn differences(submission: &Submission, keys: &BTreeMap<String, String>) -> Vec<String> {
    let difference = |(key, roster): (&String, &String)| match submission.student(key) {
        Answer::Given { value, .. } if !same(&value.to_string(), roster) => Some(format!(
            "`student:` of the submission has {key} `{value}`, the roster `{roster}`"
        )),
        Answer::Given { .. } | Answer::Missing { .. } | Answer::Broken(_) => None,
    };
    keys.iter().filter_map(difference).collect()
}

fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

/// A submission that cannot be opened leaves every check undecided: it is no zero.
fn nothing_seen(unreadable: &Unreadable, plan: &Plan) -> Found {
    let fault = Fault::Unopened {
        name: unreadable.name.clone(),
        error: unreadable.error.clone(),
    };
    let undecided = |check: &crate::plan::Planned| Outcome {
        verdict: Verdict::Undecided(fault.clone()),
        ..Outcome::not_run(check.id.clone())
    };
    Found {
        outcomes: plan.checks.iter().map(undecided).collect(),
        ..Found::default()
    }
}

/// Archives are read by crates of others: one that trips over something odd is no bug of the run.
fn panicked(work: &HandedIn, error: &tokio::task::JoinError) -> Unreadable {
    Unreadable {
        name: work.name.clone(),
        error: error.to_string(),
    }
}

/// What a submission's outcomes depend on, beside the spec.
fn digest(files: &str, keys: &BTreeMap<String, String>) -> String {
    let keys = keys.iter().flat_map(|(key, value)| [key.as_str(), value]);
    of_texts(std::iter::once(files).chain(keys))
}
