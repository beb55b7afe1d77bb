//! Which check runs when: each as soon as what it needs has finished, all others at the same time.

use std::collections::{BTreeMap, HashMap};
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio::task::{Id, JoinError, JoinSet};

use crate::model::{Ending, Event, Facts, Fault, Outcome, Verdict};
use crate::net::ProgramId;
use crate::probe::{Held, Needed};
use crate::run::AfterFailure;
use crate::run::lanes::Lanes;
use crate::run::task::{self, Done, Prior, Shared};

type Events<'a> = &'a mut (dyn FnMut(Event) + Send);

/// The state of a run.
pub(crate) struct Schedule {
    shared: Arc<Shared>,
    lanes: Lanes,
    after_failure: AfterFailure,
    tasks: JoinSet<Done>,
    numbers: HashMap<Id, usize>,
    checks: Vec<Progress>,
    left: usize,
    said: (mpsc::UnboundedSender<Event>, mpsc::UnboundedReceiver<Event>),
}

/// How far a check has come.
#[derive(Default)]
struct Progress {
    /// How many of those it needs are not there yet.
    waits_for: usize,
    /// Those that need it.
    needed_by: Vec<usize>,
    /// The one that only comes after it.
    followed_by: Option<usize>,
    /// How many of those that need it have not finished.
    open: usize,
    verdict: Option<Verdict>,
    facts: Option<Arc<Facts>>,
    sockets: Vec<SocketAddr>,
    programs: Vec<ProgramId>,
    /// It looked and holds something open; what it held and what it has so far.
    holding: Option<(Done, Box<dyn Held>)>,
    /// Whether it has its final outcome.
    over: bool,
}

impl Schedule {
    pub(crate) fn new(
        shared: Arc<Shared>,
        jobs: Option<usize>,
        after_failure: AfterFailure,
    ) -> Self {
        let mut checks: Vec<Progress> = shared
            .plan
            .checks
            .iter()
            .map(|_| Progress::default())
            .collect();
        for (number, check) in shared.plan.checks.iter().enumerate() {
            checks[number].waits_for = check.needs.len() + usize::from(check.after.is_some());
            if let Some(before) = check.after {
                checks[before].followed_by = Some(number);
            }
            for need in &check.needs {
                checks[*need].needed_by.push(number);
                checks[*need].open += 1;
            }
        }
        let left = checks.len();
        Self {
            shared,
            lanes: Lanes::new(jobs),
            after_failure,
            tasks: JoinSet::new(),
            numbers: HashMap::new(),
            checks,
            left,
            said: mpsc::unbounded_channel(),
        }
    }

    /// Runs until every check has its outcome or the run is stopped.
    pub(crate) async fn run(
        &mut self,
        mut stop: watch::Receiver<Option<i32>>,
        events: Events<'_>,
    ) -> Ending {
        for number in 0..self.checks.len() {
            if self.checks[number].waits_for == 0 {
                self.queue(number);
            }
        }
        while self.left > 0 {
            self.start_what_may(events);
            let ended = tokio::select! {
                biased;
                signal = stopped(&mut stop) => {
                    self.cancel(events).await;
                    return Ending::Interrupted { signal };
                }
                Some(event) = self.said.1.recv() => { events(event); continue; }
                ended = self.tasks.join_next_with_id() => ended,
            };
            let Some(ended) = ended else { break };
            let failed = self.take(ended, events);
            if failed && self.after_failure == AfterFailure::Stop && self.left > 0 {
                self.cancel(events).await;
                return Ending::FailFast;
            }
        }
        Ending::Complete
    }

    fn queue(&mut self, number: usize) {
        self.lanes
            .push(self.shared.plan.checks[number].kind.load, number);
    }

    fn start_what_may(&mut self, events: Events<'_>) {
        while let Some(number) = self.lanes.start() {
            events(Event::Started(self.shared.plan.checks[number].id.clone()));
            let prior = self.prior(number);
            let running = task::check(Arc::clone(&self.shared), number, prior, self.said.0.clone());
            let id = self.tasks.spawn(running).id();
            self.numbers.insert(id, number);
        }
    }

    fn prior(&self, number: usize) -> Prior {
        let plan = &self.shared.plan;
        let mut prior = Prior {
            verdicts: Vec::new(),
            facts: BTreeMap::new(),
            needed: Vec::new(),
            waiting: self.checks[number].needed_by.len(),
        };
        for need in &plan.checks[number].needs {
            let progress = &self.checks[*need];
            let id = plan.checks[*need].id.check.clone();
            prior
                .verdicts
                .push((*need, progress.verdict.clone().unwrap_or(Verdict::NotRun)));
            prior
                .facts
                .extend(progress.facts.clone().map(|facts| (id.clone(), facts)));
            prior.needed.push(Needed {
                check: id,
                sockets: progress.sockets.clone(),
                programs: progress.programs.clone(),
            });
        }
        prior
    }

    /// Takes what a task brought; tells whether the check failed.
    fn take(&mut self, ended: Result<(Id, Done), JoinError>, events: Events<'_>) -> bool {
        let id = ended.as_ref().map_or_else(JoinError::id, |(id, _)| *id);
        let Some(number) = self.numbers.remove(&id) else {
            return false;
        };
        let was_holding = self.checks[number].verdict.is_some();
        if !was_holding {
            self.lanes.end(self.shared.plan.checks[number].kind.load);
        }
        let mut done = match ended {
            Ok((_, done)) => done,
            Err(panic) => self.panicked(number, panic),
        };
        match done.held.take() {
            Some(held) => {
                self.hold(done, held);
                false
            }
            None => self.finish(done, events),
        }
    }

    /// A check that holds something is as good as passed for those that need it.
    fn hold(&mut self, done: Done, held: Box<dyn Held>) {
        let number = done.check;
        self.remember(&done);
        self.checks[number].holding = Some((done, held));
        self.let_go_if_unneeded(number);
        self.wake_those_who_need(number);
    }

    fn finish(&mut self, mut done: Done, events: Events<'_>) -> bool {
        let number = done.check;
        let held_before = self.checks[number].verdict.is_some();
        self.remember(&done);
        self.checks[number].over = true;
        self.left -= 1;
        let failed = matches!(done.outcome.verdict, Verdict::Fail(_));
        done.keep_facts();
        events(Event::Finished(done.outcome));
        for need in self.shared.plan.checks[number].needs.clone() {
            self.checks[need].open -= 1;
            self.forget_if_unneeded(need);
            self.let_go_if_unneeded(need);
        }
        if !held_before {
            self.wake_those_who_need(number);
        }
        failed
    }

    fn remember(&mut self, done: &Done) {
        let progress = &mut self.checks[done.check];
        progress.verdict = Some(done.outcome.verdict.clone());
        // Facts are kept only for those who may ask for them: a run may have many checks.
        if !progress.needed_by.is_empty() {
            progress.facts = Some(Arc::new(done.facts.clone()));
        }
        let evidence = &done.outcome.evidence;
        progress.sockets.clone_from(&evidence.sockets);
        let programs = evidence.programs.iter();
        progress.programs = programs.map(|number| ProgramId(*number)).collect();
        self.forget_if_unneeded(done.check);
    }

    /// Whole facts can be large: they are there for the checks that refer to them, and no longer.
    fn forget_if_unneeded(&mut self, number: usize) {
        let progress = &mut self.checks[number];
        if progress.open == 0 {
            progress.facts = None;
        }
    }

    fn wake_those_who_need(&mut self, number: usize) {
        let waiting = &self.checks[number];
        let waiting = waiting.needed_by.iter().chain(&waiting.followed_by);
        for waiting in waiting.copied().collect::<Vec<usize>>() {
            self.checks[waiting].waits_for -= 1;
            if self.checks[waiting].waits_for == 0 {
                self.queue(waiting);
            }
        }
    }

    /// What a check holds ends after the last check that needs it.
    fn let_go_if_unneeded(&mut self, number: usize) {
        if self.checks[number].open > 0 {
            return;
        }
        if let Some((done, held)) = self.checks[number].holding.take() {
            let id = self
                .tasks
                .spawn(task::release(Arc::clone(&self.shared), done, held))
                .id();
            self.numbers.insert(id, number);
        }
    }

    fn panicked(&self, number: usize, error: JoinError) -> Done {
        let message = match error.try_into_panic() {
            Ok(panic) => panic_message(panic.as_ref()),
            Err(error) => error.to_string(),
        };
        let mut outcome = Outcome::not_run(self.shared.plan.checks[number].id.clone());
        outcome.verdict = Verdict::Undecided(Fault::Panicked { message });
        Done {
            check: number,
            outcome,
            facts: Facts::new(),
            held: None,
            prior: Prior::default(),
        }
    }

    /// Ends everything; what has no outcome was not run.
    async fn cancel(&mut self, events: Events<'_>) {
        self.tasks.shutdown().await;
        for (number, progress) in self.checks.iter_mut().enumerate() {
            progress.holding = None;
            if !progress.over {
                events(Event::Finished(Outcome::not_run(
                    self.shared.plan.checks[number].id.clone(),
                )));
            }
        }
        self.left = 0;
    }
}

/// Waits for the signal that ends what runs; for ever, if nobody can send one any more.
pub async fn stopped(stop: &mut watch::Receiver<Option<i32>>) -> i32 {
    let signal = stop
        .wait_for(Option::is_some)
        .await
        .ok()
        .and_then(|signal| *signal);
    match signal {
        Some(signal) => signal,
        None => std::future::pending().await,
    }
}

fn panic_message(panic: &(dyn std::any::Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| panic.downcast_ref::<String>().cloned())
        .unwrap_or_else(|| "no message".to_owned())
}
