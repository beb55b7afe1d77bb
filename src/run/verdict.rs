//! From what was seen to a verdict and its points.

use crate::judge;
use crate::model::{
    Expectation, Facts, Failure, Fault, Gap, MarkedBy, Mismatch, Points, Reference, Scope, Share,
    Verdict,
};
use crate::plan::{Plan, Planned, Shares};
use crate::probe::Reads;
use crate::run::scope::Lack;

/// A verdict with what it earns.
pub(crate) struct Judged {
    pub(crate) verdict: Verdict,
    pub(crate) points: Points,
    /// Where the points are stated so: what became of each share.
    pub(crate) shares: Vec<Share>,
}

impl Judged {
    pub(crate) fn without_points(verdict: Verdict) -> Self {
        Self {
            verdict,
            points: 0,
            shares: Vec::new(),
        }
    }
}

/// Judges the facts of a check.
pub(crate) fn of_facts(plan: &Plan, check: &Planned, facts: &Facts, scope: &dyn Scope) -> Judged {
    if check.marked_by != MarkedBy::Machine {
        return Judged::without_points(Verdict::Manual);
    }
    let mismatches = judge::judge(&check.expectation, &check.facts, facts, scope);
    let shares = earned(&check.shares, &check.expectation, &mismatches);
    if mismatches.is_empty() {
        return Judged {
            verdict: Verdict::Pass,
            points: check.shares.sum(),
            shares,
        };
    }
    if let Some(what) = nothing_in_the_world(plan, check, &mismatches) {
        return Judged::without_points(Verdict::Undecided(Fault::NothingThere { what }));
    }
    if let Some(name) = &facts.lacks {
        return Judged::without_points(Verdict::Undecided(Fault::Program {
            name: name.clone(),
            error: "it is not installed here".to_owned(),
        }));
    }
    Judged {
        verdict: Verdict::Fail(Failure::Mismatches(mismatches)),
        points: shares.iter().map(|share| share.points).sum(),
        shares,
    }
}

/// The verdict of a check that need not look: it is checked when it is graded, reads nothing that must be there, and nobody waits for
/// what it sees.
pub(crate) fn of_unasked(check: &Planned, waiting: usize) -> Option<Judged> {
    let looks = check.kind.reads == Reads::Submission || waiting > 0;
    let later = check.marked_by == MarkedBy::Grading;
    (later && !looks).then(|| Judged::without_points(Verdict::Manual))
}

/// Judges only what is expected of facts that are known while the check still holds something open.
pub(crate) fn of_early_facts(check: &Planned, facts: &Facts, scope: &dyn Scope) -> Vec<Mismatch> {
    let late = check.probe.late_facts();
    let early = Expectation {
        facts: check
            .expectation
            .facts
            .iter()
            .filter(|expected| !late.contains(&expected.fact.value.as_str()))
            .cloned()
            .collect(),
        steps: check.expectation.steps.clone(),
    };
    judge::judge(&early, &check.facts, facts, scope)
}

/// The verdict on something that is not there or cannot be read.
pub(crate) fn of_lack(lack: Lack) -> Judged {
    Judged::without_points(match lack {
        Lack::Missing(awaited) => Verdict::Todo(awaited),
        Lack::Broken(diagnostic) => Verdict::Fail(Failure::Submission(diagnostic)),
    })
}

/// What a check that waits for others gets when these ended so; `None` if it may run.
/// A failed, missing or skipped part of the submission counts first: the student can act on it.
pub(crate) fn of_waiting<'a>(
    needs: impl Iterator<Item = (&'a Planned, &'a Verdict)> + Clone,
) -> Option<Verdict> {
    let blamed = |(need, verdict): &(&Planned, &Verdict)| match verdict {
        Verdict::Fail(_) => need.reads == Reads::Submission,
        Verdict::Todo(_) | Verdict::Skipped { .. } => true,
        Verdict::Pass | Verdict::Manual | Verdict::Undecided(_) | Verdict::NotRun => false,
    };
    let unsound = |(need, verdict): &(&Planned, &Verdict)| match verdict {
        Verdict::Fail(_) => need.reads == Reads::World,
        Verdict::Undecided(_) => true,
        Verdict::Pass
        | Verdict::Manual
        | Verdict::Todo(_)
        | Verdict::Skipped { .. }
        | Verdict::NotRun => false,
    };
    let mut all = needs.clone();
    if needs
        .clone()
        .any(|(_, verdict)| *verdict == Verdict::NotRun)
    {
        return Some(Verdict::NotRun);
    }
    if let Some((need, _)) = all.find(blamed) {
        return Some(Verdict::Skipped {
            waits_for: need.id.check.clone(),
        });
    }
    let mut all = needs;
    let (need, _) = all.find(unsound)?;
    Some(Verdict::Undecided(Fault::WaitsFor {
        check: need.id.check.clone(),
    }))
}

/// The reference that has nothing behind it because the world did not show it: no student is to blame for that.
fn nothing_in_the_world(plan: &Plan, check: &Planned, mismatches: &[Mismatch]) -> Option<String> {
    let missing = mismatches.iter().find_map(|mismatch| match &mismatch.gap {
        Gap::NothingToCompare(reference) => Some(reference),
        _ => None, // every other gap compares two things that are there
    })?;
    let of_world = check.references.iter().any(|reference| match reference {
        Reference::Fact { check: need, .. } if reference.to_string() == *missing => check
            .needs
            .iter()
            .map(|n| &plan.checks[*n])
            .any(|other| other.id.check == *need && other.reads == Reads::World),
        _ => false, // other references are the student's or this machine's
    });
    of_world.then(|| missing.clone())
}

/// What each share of a check earns. Shares of facts stand alone; a share of a step counts only when no fact fails
/// and no step before it does, so that nothing is earned by a session that breaks a rule of its own.
fn earned(shares: &Shares, expectation: &Expectation, mismatches: &[Mismatch]) -> Vec<Share> {
    let Shares::Each(shares) = shares else {
        return Vec::new();
    };
    let fact_failed = |name: &str| {
        mismatches
            .iter()
            .any(|m| m.step.is_none() && m.fact == name)
    };
    let any_fact_failed = mismatches.iter().any(|mismatch| mismatch.step.is_none());
    let steps: Vec<&str> = expectation
        .steps
        .iter()
        .flat_map(|steps| &steps.steps)
        .map(|step| step.name)
        .collect();
    let failed_step = mismatches
        .iter()
        .find_map(|mismatch| mismatch.step.as_deref());
    let broke = failed_step.and_then(|failed| steps.iter().position(|step| *step == failed));
    let holds = |name: &str| match steps.iter().rposition(|step| *step == name) {
        Some(at) => !any_fact_failed && broke.is_none_or(|broke| at < broke),
        None => !fact_failed(name),
    };
    let share = |(name, of): &(String, Points)| Share {
        name: name.clone(),
        points: if holds(name) { *of } else { 0 },
        of: *of,
    };
    shares.iter().map(share).collect()
}
