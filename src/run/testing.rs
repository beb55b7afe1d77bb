//! Hand-made plans of probes that do as they are told.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;

use super::{AfterFailure, Job, Student, run};
use crate::model::{
    Base, CheckId, CheckRef, Declared, Ending, Event, ExerciseId, Expectation, Expected, Facts,
    Located, MarkedBy, Matcher, Net, Operand, Outcome, Place, Source, Type, Value, Verdict, Walls,
    Where, World,
};
use crate::plan::{Plan, Planned, Shares};
use crate::probe::{Cx, FactsBy, Kind, Load, Observed, Observing, Probe, Reads, Short};
use crate::spec::Keys;
use crate::submission::Submission;

pub(super) static WORLD: Kind = kind(Reads::World);
pub(super) static STUDENT: Kind = kind(Reads::Submission);
static NO_ARGUMENTS: Keys = Keys::new(&[]);

const fn kind(reads: Reads) -> Kind {
    Kind {
        name: "fake",
        about: "",
        example: "",
        arguments: &NO_ARGUMENTS,
        short: Short::None,
        facts_by: FactsBy::Kind,
        facts: Vec::new,
        reads,
        load: Load::Local,
        read: |_, _| None,
    }
}

/// What a fake probe does when it looks.
pub(super) type Behaviour = Arc<dyn for<'a> Fn(&'a Cx<'a>) -> Observing<'a> + Send + Sync>;

/// A probe that does as it is told.
pub(super) struct Fake {
    pub(super) behaviour: Behaviour,
    pub(super) file: Option<&'static str>,
    pub(super) late: &'static [&'static str],
}

impl Probe for Fake {
    fn facts(&self) -> Vec<Declared> {
        vec![
            Declared::new("n", Type::one(Base::Number), "a number"),
            Declared::new("exit", Type::one(Base::Number), "known late"),
        ]
    }

    fn operands(&self) -> Vec<&Located<Operand>> {
        Vec::new()
    }

    fn file(&self) -> Option<&str> {
        self.file
    }

    fn late_facts(&self) -> &'static [&'static str] {
        self.late
    }

    fn observe<'a>(&'a self, cx: &'a Cx<'a>) -> Observing<'a> {
        (self.behaviour)(cx)
    }
}

pub(super) fn sees(n: i64) -> Behaviour {
    Arc::new(move |_| Box::pin(async move { Ok(Observed::Facts(facts(n))) }))
}

pub(super) fn facts(n: i64) -> Facts {
    let mut facts = Facts::new();
    facts.set("n", n);
    facts
}

pub(super) fn expecting(fact: &str, n: i64) -> Expectation {
    let source = Source::new("exercise.yaml", format!("{fact}: {n}"));
    let place = Place::new(&source, 0..fact.len());
    let operand = Located::new(Operand::Literal(Value::Number(n)), place.clone());
    let matcher = Located::new(Matcher::Equals(operand), place.clone());
    Expectation {
        facts: vec![Expected {
            fact: Located::new(fact.to_owned(), place),
            matcher,
        }],
        steps: None,
    }
}

pub(super) fn check(id: &str, behaviour: Behaviour, needs: &[usize]) -> Planned {
    Planned {
        id: CheckRef {
            exercise: ExerciseId::of_folder("01-fake"),
            check: CheckId::new(id).unwrap(),
        },
        folder: "01-fake".to_owned(),
        kind: &WORLD,
        probe: Box::new(Fake {
            behaviour,
            file: None,
            late: &[],
        }),
        facts: Fake {
            behaviour: sees(0),
            file: None,
            late: &[],
        }
        .facts(),
        expectation: expecting("n", 1),
        references: Vec::new(),
        answers: Arc::default(),
        needs: needs.to_vec(),
        after: None,
        reads: Reads::World,
        timeout: Duration::from_secs(5),
        retries: 0,
        shares: Shares::Whole(1),
        marked_by: MarkedBy::Machine,
    }
}

fn plan(checks: Vec<Planned>) -> Plan {
    Plan {
        without_box: None,
        walls: Ok(Walls::Box),
        assignment: "Fakes".to_owned(),
        net: Net::Loopback,
        place: Where::Here,
        exercises: Vec::new(),
        checks,
        student: Vec::new(),
        vars: Vec::new(),
        world: Arc::new(World::default()),
        named: Arc::default(),
    }
}

/// A run that has ended.
pub(super) struct Ran {
    pub(super) events: Vec<Event>,
    pub(super) ending: Ending,
}

impl Ran {
    pub(super) fn outcome(&self, id: &str) -> &Outcome {
        let mut found = self.events.iter().filter_map(|event| match event {
            Event::Finished(outcome) if outcome.check.check.as_str() == id => Some(outcome),
            _ => None,
        });
        let outcome = found
            .next()
            .unwrap_or_else(|| panic!("{id} did not finish"));
        assert!(found.next().is_none(), "{id} finished twice");
        outcome
    }

    pub(super) fn verdict(&self, id: &str) -> &Verdict {
        &self.outcome(id).verdict
    }
}

pub(super) async fn ran(checks: Vec<Planned>) -> Ran {
    let (_tell, stop) = watch::channel(None);
    ran_until(checks, AfterFailure::GoOn, stop).await
}

pub(super) async fn ran_until(
    checks: Vec<Planned>,
    after_failure: AfterFailure,
    stop: watch::Receiver<Option<i32>>,
) -> Ran {
    let nowhere = tempfile::tempdir().unwrap();
    let mut events = Vec::new();
    let job = Job {
        plan: Arc::new(plan(checks)),
        submission: Submission::open(nowhere.path()),
        student: Student::new(),
        jobs: None,
        after_failure,
        stop,
    };
    let ending = run(job, &mut |event| events.push(event)).await;
    Ran { events, ending }
}
