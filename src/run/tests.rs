//! Runs of hand-made plans: order, deadlines, retries, cancellation, verdicts.

use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use tokio::sync::{Barrier, watch};

use super::AfterFailure;
use super::testing::{Behaviour, Fake, STUDENT, check, expecting, facts, ran, ran_until, sees};
use crate::model::{CheckId, Ending, Event, Facts, Failure, Fault, MarkedBy, Verdict};
use crate::probe::{Held, Observed, Reads};

fn waits(barrier: &Arc<Barrier>) -> Behaviour {
    let barrier = Arc::clone(barrier);
    Arc::new(move |_| {
        let barrier = Arc::clone(&barrier);
        Box::pin(async move {
            barrier.wait().await;
            Ok(Observed::Facts(facts(1)))
        })
    })
}

fn never() -> Behaviour {
    Arc::new(|_| Box::pin(std::future::pending()))
}

#[tokio::test]
async fn checks_that_need_nothing_of_each_other_run_at_the_same_time() {
    // Neither passes the barrier before both have come to it.
    let barrier = Arc::new(Barrier::new(2));
    let ran = ran(vec![
        check("a", waits(&barrier), &[]),
        check("b", waits(&barrier), &[]),
    ])
    .await;
    assert_eq!(
        (ran.verdict("a"), ran.verdict("b")),
        (&Verdict::Pass, &Verdict::Pass)
    );
}

#[tokio::test]
async fn a_check_starts_after_what_it_needs_has_finished() {
    let ran = ran(vec![
        check("late", sees(1), &[1]),
        check("early", sees(1), &[]),
    ])
    .await;
    let position = |want: &dyn Fn(&Event) -> bool| ran.events.iter().position(want).unwrap();
    let finished =
        position(&|event| matches!(event, Event::Finished(o) if o.check.check.as_str() == "early"));
    let started =
        position(&|event| matches!(event, Event::Started(id) if id.check.as_str() == "late"));
    assert!(finished < started);
    assert_eq!(ran.ending, Ending::Complete);
}

#[tokio::test]
async fn who_waits_for_a_failed_look_at_the_world_is_undecided() {
    let ran = ran(vec![
        check("world", sees(2), &[]),
        check("own", sees(1), &[0]),
    ])
    .await;
    assert!(
        matches!(ran.verdict("world"), Verdict::Fail(Failure::Mismatches(found)) if found.len() == 1)
    );
    let waits_for = Fault::WaitsFor {
        check: CheckId::new("world").unwrap(),
    };
    assert_eq!(*ran.verdict("own"), Verdict::Undecided(waits_for));
}

#[tokio::test]
async fn who_waits_for_a_failed_part_of_the_submission_is_skipped_and_so_is_who_waits_for_that() {
    let mut first = check("first", sees(2), &[]);
    first.reads = Reads::Submission;
    first.kind = &STUDENT;
    let ran = ran(vec![
        first,
        check("second", sees(1), &[0]),
        check("third", sees(1), &[1]),
    ])
    .await;
    let waits = |id: &str| Verdict::Skipped {
        waits_for: CheckId::new(id).unwrap(),
    };
    assert_eq!(
        (ran.verdict("second"), ran.verdict("third")),
        (&waits("first"), &waits("second"))
    );
}

#[tokio::test]
async fn a_missing_file_is_todo_whatever_the_check_waits_for() {
    let mut own = check("own", sees(1), &[0]);
    own.probe = Box::new(Fake {
        behaviour: sees(1),
        file: Some("mail.txt"),
        late: &[],
    });
    let ran = ran(vec![check("world", sees(2), &[]), own]).await;
    assert!(
        matches!(ran.verdict("own"), Verdict::Todo(_)),
        "{:?}",
        ran.verdict("own")
    );
}

#[tokio::test(start_paused = true)]
async fn silence_at_the_deadline_is_what_the_probe_said_it_means() {
    let says: Behaviour = Arc::new(|cx| {
        Box::pin(async move {
            cx.silence_is(facts(1));
            std::future::pending().await
        })
    });
    let ran = ran(vec![
        check("says", says, &[]),
        check("says-nothing", never(), &[]),
    ])
    .await;
    assert_eq!(*ran.verdict("says"), Verdict::Pass);
    let after = Duration::from_secs(5);
    let fault = Fault::OutOfTime {
        phase: "starting".to_owned(),
        after,
    };
    assert_eq!(*ran.verdict("says-nothing"), Verdict::Undecided(fault));
}

#[tokio::test(start_paused = true)]
async fn an_attempt_is_repeated_until_it_passes_and_each_is_reported() {
    let tries = Arc::new(AtomicU32::new(0));
    let counted = Arc::clone(&tries);
    let third_time: Behaviour = Arc::new(move |_| {
        let n = i64::from(counted.fetch_add(1, Ordering::Relaxed) >= 2);
        Box::pin(async move { Ok(Observed::Facts(facts(n))) })
    });
    let mut flaky = check("flaky", third_time, &[]);
    flaky.retries = 5;
    let ran = ran(vec![flaky]).await;
    assert_eq!(
        (ran.verdict("flaky"), ran.outcome("flaky").attempts),
        (&Verdict::Pass, 3)
    );
    let retries = ran
        .events
        .iter()
        .filter(|event| matches!(event, Event::Retrying { .. }))
        .count();
    assert_eq!(retries, 2);
}

#[tokio::test]
async fn a_panic_in_a_probe_is_undecided_and_spares_the_others() {
    let panics: Behaviour = Arc::new(|_| Box::pin(async { panic!("a bug") }));
    let ran = ran(vec![
        check("bug", panics, &[]),
        check("sound", sees(1), &[]),
    ])
    .await;
    assert_eq!(
        *ran.verdict("bug"),
        Verdict::Undecided(Fault::Panicked {
            message: "a bug".to_owned()
        })
    );
    assert_eq!(*ran.verdict("sound"), Verdict::Pass);
}

#[tokio::test]
async fn a_stopped_run_reports_what_has_not_run() {
    let (tell, stop) = watch::channel(None);
    let stops: Behaviour = Arc::new(move |_| {
        tell.send(Some(2)).unwrap();
        Box::pin(std::future::pending())
    });
    let ran = ran_until(
        vec![check("hangs", stops, &[]), check("waits", sees(1), &[0])],
        AfterFailure::GoOn,
        stop,
    )
    .await;
    assert_eq!(ran.ending, Ending::Interrupted { signal: 2 });
    assert_eq!(
        (ran.verdict("hangs"), ran.verdict("waits")),
        (&Verdict::NotRun, &Verdict::NotRun)
    );
}

#[tokio::test]
async fn fail_fast_ends_at_the_first_failure() {
    let (_tell, stop) = watch::channel(None);
    let checks = vec![check("fails", sees(2), &[]), check("hangs", never(), &[])];
    let ran = ran_until(checks, AfterFailure::Stop, stop).await;
    assert_eq!(ran.ending, Ending::FailFast);
    assert_eq!(*ran.verdict("hangs"), Verdict::NotRun);
}

/// Tells when it ends, and in which order.
struct Server(Arc<AtomicU32>);

impl Held for Server {
    fn end(
        self: Box<Self>,
    ) -> std::pin::Pin<Box<dyn Future<Output = (Facts, Option<String>)> + Send>> {
        self.0.store(1, Ordering::SeqCst);
        Box::pin(async {
            let mut facts = Facts::new();
            facts.set("exit", 0);
            (facts, None)
        })
    }
}

#[tokio::test]
async fn what_a_check_holds_ends_after_the_last_check_that_needs_it_and_late_facts_are_judged_then()
{
    let ended = Arc::new(AtomicU32::new(0));
    let (ending, ended_yet) = (Arc::clone(&ended), Arc::clone(&ended));
    let serve: Behaviour = Arc::new(move |_| {
        let server: Box<dyn Held> = Box::new(Server(Arc::clone(&ending)));
        Box::pin(async { Ok(Observed::Holding(facts(1), server)) })
    });
    let look: Behaviour = Arc::new(move |_| {
        let n = i64::from(ended_yet.load(Ordering::SeqCst) == 0);
        Box::pin(async move { Ok(Observed::Facts(facts(n))) })
    });
    let mut holder = check("server", Arc::clone(&serve), &[]);
    holder.probe = Box::new(Fake {
        behaviour: serve,
        file: None,
        late: &["exit"],
    });
    holder.expectation.facts.extend(expecting("exit", 0).facts);
    let ran = ran(vec![
        holder,
        check("one", Arc::clone(&look), &[0]),
        check("two", look, &[0]),
    ])
    .await;
    assert_eq!(
        (ran.verdict("one"), ran.verdict("two")),
        (&Verdict::Pass, &Verdict::Pass)
    );
    assert_eq!(*ran.verdict("server"), Verdict::Pass);
    assert_eq!(ended.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_is_checked_when_it_is_graded_looks_only_for_those_who_wait_for_it() {
    let looks = Arc::new(AtomicU32::new(0));
    let counted: Behaviour = {
        let looks = Arc::clone(&looks);
        Arc::new(move |_| {
            looks.fetch_add(1, Ordering::SeqCst);
            Box::pin(async { Ok(Observed::Facts(facts(2))) })
        })
    };
    let later = |id: &str| {
        let mut check = check(id, Arc::clone(&counted), &[]);
        check.marked_by = MarkedBy::Grading;
        check
    };
    let ran = ran(vec![
        later("alone"),
        later("wanted"),
        check("waits", sees(1), &[1]),
    ])
    .await;
    for id in ["alone", "wanted"] {
        let outcome = ran.outcome(id);
        assert_eq!((&outcome.verdict, outcome.points), (&Verdict::Manual, 0));
    }
    assert_eq!(ran.outcome("alone").attempts, 0);
    assert_eq!(*ran.verdict("waits"), Verdict::Pass);
    assert_eq!(looks.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn what_is_checked_when_it_is_graded_is_to_do_until_it_is_handed_in() {
    let mut later = check("later", sees(2), &[]);
    later.kind = &STUDENT;
    later.marked_by = MarkedBy::Grading;
    later.probe = Box::new(Fake {
        behaviour: sees(2),
        file: Some("mail.txt"),
        late: &[],
    });
    let ran = ran(vec![later]).await;
    assert!(
        matches!(ran.verdict("later"), Verdict::Todo(_)),
        "{:?}",
        ran.verdict("later")
    );
}
