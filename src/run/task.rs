//! One check from its start to its verdict, attempts and pauses included.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::sync::OwnedMutexGuard;
use tokio::sync::mpsc::UnboundedSender;

use crate::judge;
use crate::model::{CheckId, CheckRef, Event, Evidence, Facts, Fault, Outcome, Verdict};
use crate::net::{Internet, ProgramId};
use crate::plan::{Plan, Planned};
use crate::probe::{Cx, Held, Needed, Observed, Surroundings};
use crate::run::attempt::{self, Attempt};
use crate::run::kept;
use crate::run::scope::{CheckScope, Known, Lack};
use crate::run::stage::Stage;
use crate::run::verdict::{self, Judged};

/// What all checks of a run share.
pub(crate) struct Shared {
    pub(crate) plan: Arc<Plan>,
    pub(crate) known: Known,
    pub(crate) stage: Stage,
}

/// What a check knows of those it needs when it starts.
#[derive(Default)]
pub(crate) struct Prior {
    pub(crate) verdicts: Vec<(usize, Verdict)>,
    pub(crate) facts: BTreeMap<CheckId, Arc<Facts>>,
    pub(crate) needed: Vec<Needed>,
    /// How many checks wait for this one.
    pub(crate) waiting: usize,
}

/// What became of a check so far.
pub(crate) struct Done {
    pub(crate) check: usize,
    pub(crate) outcome: Outcome,
    /// All that it learned; its evidence keeps a bounded part.
    pub(crate) facts: Facts,
    /// What it holds open for the checks that need it; its outcome is then not final.
    pub(crate) held: Option<Box<dyn Held>>,
    /// What it knows of those it needs, kept to judge what it holds.
    pub(crate) prior: Prior,
}

/// Runs a check: looks what is missing, then at what it waits for, then observes and judges.
pub(crate) async fn check(
    shared: Arc<Shared>,
    number: usize,
    prior: Prior,
    events: UnboundedSender<Event>,
) -> Done {
    let began = Instant::now();
    let check = &shared.plan.checks[number];
    let mut tried = match before(&shared, check, &prior) {
        Some(judged) => Tried::without_attempt(judged),
        None => attempts(&shared, check, &prior, &events).await,
    };
    let facts = std::mem::take(&mut tried.facts);
    let outcome = tried.outcome(check.id.clone(), began.elapsed());
    Done {
        check: number,
        outcome,
        facts,
        held: tried.held,
        prior,
    }
}

/// Ends what a check held and judges all its facts.
pub(crate) async fn release(shared: Arc<Shared>, mut done: Done, held: Box<dyn Held>) -> Done {
    let check = &shared.plan.checks[done.check];
    let mut facts = std::mem::take(&mut done.facts);
    let (late, note) = held.end().await;
    facts.join(late);
    if let Some(note) = note {
        done.outcome.evidence.note(note);
    }
    let scope = CheckScope {
        plan: &shared.plan,
        check,
        known: &shared.known,
        facts: &done.prior.facts,
    };
    let judged = verdict::of_facts(&shared.plan, check, &facts, &scope);
    done.outcome.verdict = judged.verdict;
    done.outcome.points = judged.points;
    done.outcome.shares = judged.shares;
    done.facts = facts;
    done
}

/// The verdict of a check that need not or must not run.
fn before(shared: &Shared, check: &Planned, prior: &Prior) -> Option<Judged> {
    match shared.known.lack(check, &shared.plan) {
        Some(missing @ Lack::Missing(_)) => return Some(verdict::of_lack(missing)),
        Some(broken @ Lack::Broken(_)) if prior.verdicts.is_empty() => {
            return Some(verdict::of_lack(broken));
        }
        Some(Lack::Broken(_)) | None => {}
    }
    let needs = prior
        .verdicts
        .iter()
        .map(|(need, verdict)| (&shared.plan.checks[*need], verdict));
    if let Some(verdict) = verdict::of_waiting(needs) {
        return Some(Judged::without_points(verdict));
    }
    let lack = shared.known.lack(check, &shared.plan);
    lack.map(verdict::of_lack)
        .or_else(|| verdict::of_unasked(check, prior.waiting))
}

/// What the attempts of a check brought.
struct Tried {
    judged: Judged,
    facts: Facts,
    evidence: Evidence,
    attempts: u32,
    held: Option<Box<dyn Held>>,
}

impl Done {
    /// Moves the facts into the evidence, where they are bounded, as is what the verdict tells of them.
    pub(crate) fn keep_facts(&mut self) {
        kept::bound(&mut self.outcome.verdict);
        let (facts, cut) = kept::bounded(std::mem::take(&mut self.facts));
        let evidence = &mut self.outcome.evidence;
        evidence.facts = facts;
        for name in cut {
            evidence.note(format!("only the first 16 KB of `{name}` are kept here"));
        }
    }
}

impl Tried {
    fn without_attempt(judged: Judged) -> Self {
        Self {
            judged,
            facts: Facts::new(),
            evidence: Evidence::default(),
            attempts: 0,
            held: None,
        }
    }

    fn outcome(&mut self, check: CheckRef, took: Duration) -> Outcome {
        Outcome {
            check,
            verdict: self.judged.verdict.clone(),
            points: self.judged.points,
            shares: std::mem::take(&mut self.judged.shares),
            evidence: std::mem::take(&mut self.evidence),
            attempts: self.attempts,
            took,
            mark: None,
        }
    }
}

/// Attempts until one passes or all are used up.
async fn attempts(
    shared: &Shared,
    check: &Planned,
    prior: &Prior,
    events: &UnboundedSender<Event>,
) -> Tried {
    for made in 1_u32.. {
        let mut tried = one_attempt(shared, check, prior).await;
        tried.attempts = made;
        if made > check.retries || !may_change(&tried.judged.verdict) {
            return tried;
        }
        let pause = attempt::pause(made);
        // Nobody listens any more only when the run has ended.
        let _ = events.send(Event::Retrying {
            check: check.id.clone(),
            attempt: made,
            pause,
        });
        tokio::time::sleep(pause).await;
    }
    unreachable!("an attempt beyond the last one")
}

/// Whether another attempt may end otherwise: after a mismatch or a fault.
fn may_change(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Fail(_) | Verdict::Undecided(_))
}

async fn one_attempt(shared: &Shared, check: &Planned, prior: &Prior) -> Tried {
    let scope = CheckScope {
        plan: &shared.plan,
        check,
        known: &shared.known,
        facts: &prior.facts,
    };
    let Attempt { seen, evidence } = match shared.stage.internet(check).await {
        Ok(internet) => {
            // Before the attempt's time begins: others' programs must not use it up.
            let turn = its_turn(check, internet).await;
            let cx = Cx::new(
                internet,
                &shared.known.submission,
                &check.folder,
                &scope,
                &prior.needed,
            );
            if let Some((program, _)) = &turn {
                cx.program(*program);
            }
            attempt::attempt(check.probe.as_ref(), cx, check.timeout).await
        }
        Err(fault) => Attempt {
            seen: Err(fault),
            evidence: Evidence::default(),
        },
    };
    let mut tried = judged(shared, check, seen, &scope);
    tried.evidence = evidence;
    tried
}

/// In a world whose servers tell what they saw, the programs that meet it run one after another, so that they know whose doing it was.
async fn its_turn(
    check: &Planned,
    internet: &Internet,
) -> Option<(ProgramId, OwnedMutexGuard<()>)> {
    let witness = internet.witness.as_ref()?;
    match check.probe.surroundings() {
        Some(Surroundings::World) => Some(witness.program_starts().await),
        Some(Surroundings::Clients | Surroundings::Nothing) | None => None,
    }
}

fn judged(
    shared: &Shared,
    check: &Planned,
    seen: Result<Observed, Fault>,
    scope: &CheckScope,
) -> Tried {
    match seen {
        Ok(Observed::Facts(facts)) => {
            let facts = judge::best_reading(&check.expectation, &check.facts, facts, scope);
            let judged = verdict::of_facts(&shared.plan, check, &facts, scope);
            Tried {
                facts,
                ..Tried::without_attempt(judged)
            }
        }
        Ok(Observed::Holding(facts, held)) => holding(shared, check, facts, held, scope),
        Ok(Observed::Missing(awaited)) => {
            Tried::without_attempt(verdict::of_lack(Lack::Missing(awaited)))
        }
        Ok(Observed::Broken(diagnostic)) => {
            Tried::without_attempt(verdict::of_lack(Lack::Broken(diagnostic)))
        }
        Err(fault) => Tried::without_attempt(Judged::without_points(Verdict::Undecided(fault))),
    }
}

/// A check that holds something keeps it only while nothing is wrong yet.
fn holding(
    shared: &Shared,
    check: &Planned,
    facts: Facts,
    held: Box<dyn Held>,
    scope: &CheckScope,
) -> Tried {
    if verdict::of_early_facts(check, &facts, scope).is_empty() {
        let so_far = Judged::without_points(Verdict::Pass);
        Tried {
            facts,
            held: Some(held),
            ..Tried::without_attempt(so_far)
        }
    } else {
        let judged = verdict::of_facts(&shared.plan, check, &facts, scope);
        Tried {
            facts,
            ..Tried::without_attempt(judged)
        }
    }
}
