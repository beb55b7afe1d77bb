//! `Plan` → `Event`s: one scheduler, one deadline an attempt.

mod attempt;
pub mod boxed;
mod kept;
mod lanes;
mod schedule;
mod scope;
mod stage;
mod task;
mod verdict;

use std::sync::Arc;

use tokio::sync::watch;

use crate::model::{Ending, Event};
use crate::plan::Plan;
use crate::submission::Submission;

use schedule::Schedule;
pub use schedule::stopped;
use scope::Known;
pub use scope::Student;
use stage::Stage;
use task::Shared;

/// One run of a plan over one submission.
pub struct Job {
    /// What is to be run.
    pub plan: Arc<Plan>,
    /// What the student handed in.
    pub submission: Submission,
    /// Who the student is, as far as it is said outside the submission.
    pub student: Student,
    /// How many checks run at once; `None` leaves it to the kinds: hundreds for sockets, a few for processes.
    pub jobs: Option<usize>,
    /// What to do after the first failed check.
    pub after_failure: AfterFailure,
    /// Becomes a signal's number when the run is to end.
    pub stop: watch::Receiver<Option<i32>>,
}

/// What to do after the first failed check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AfterFailure {
    /// Run the others all the same.
    GoOn,
    /// End; what has not finished is not run.
    Stop,
}

/// Runs the job. A check starts as soon as all that it needs has finished; everything else runs at the same time.
/// Every check of the plan finishes exactly once in the events, also when the run is stopped.
pub async fn run(job: Job, events: &mut (dyn FnMut(Event) + Send)) -> Ending {
    let submission = job.submission.name();
    let known = Known::new(job.submission, job.student);
    let student = known.student(&job.plan.student);
    events(Event::Planned(job.plan.outline(student, submission)));
    let shared = Arc::new(Shared {
        stage: Stage::new(&job.plan),
        plan: job.plan,
        known,
    });
    let mut schedule = Schedule::new(shared, job.jobs, job.after_failure);
    let ending = schedule.run(job.stop, events).await;
    events(Event::Ended(ending));
    ending
}

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;
