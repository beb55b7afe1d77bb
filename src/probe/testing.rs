//! What tests of probes need: a probe from a line of YAML, and one look with it.

use std::path::Path;
use std::time::Duration;

use crate::model::{Diagnostics, Evidence, Facts, Fault, Reference, Scope, Source, Value};
use crate::net::Internet;
use crate::net::testing::Small;
use crate::probe::{Cx, Needed, Observed, Probe, Reading, Silence, kind};
use crate::spec::{Data, yaml};
use crate::submission::Submission;

/// `$answers.KEY` is what tests say, nothing else has a value.
struct Answers(Vec<(&'static str, &'static str)>);

impl Scope for Answers {
    fn value(&self, reference: &Reference) -> Option<Value> {
        let Reference::Answer(key) = reference else {
            return None;
        };
        let given = self.0.iter().find(|(known, _)| known == key);
        given.map(|(_, value)| Value::text(*value))
    }
}

/// One look with a probe.
pub(crate) struct Look {
    probe: Box<dyn Probe>,
    answers: Vec<(&'static str, &'static str)>,
    needed: Vec<Needed>,
}

/// What a look brought.
pub(crate) struct Looked {
    pub(crate) seen: Result<Facts, Fault>,
    pub(crate) evidence: Evidence,
}

/// A fact as text; `absent` when there is none.
pub(crate) fn fact(facts: &Facts, name: &str) -> String {
    facts
        .value(name)
        .map_or_else(|| "absent".to_owned(), ToString::to_string)
}

/// The facts of one look, some of them as text.
pub(crate) fn assert_facts(facts: &Facts, want: &[(&str, &str)]) {
    for (name, want) in want {
        assert_eq!(fact(facts, name), *want, "{name} in {facts:?}");
    }
}

fn read(text: &str) -> (Option<Box<dyn Probe>>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let node = yaml::parse(&Source::new("exercise.yaml", text))
        .unwrap()
        .unwrap();
    let Data::Map(entries) = &node.data else {
        panic!("a map");
    };
    let (key, arguments) = &entries[0];
    let kind = kind(&key.value).unwrap();
    let mut reading = Reading {
        answers: &[],
        diagnostics: &mut diagnostics,
    };
    let probe = (kind.read)(arguments, &mut reading);
    (probe, diagnostics)
}

/// What is wrong with a probe's arguments, all messages in a line.
pub(crate) fn diagnosed(text: &str) -> String {
    let (_, diagnostics) = read(text);
    let messages: Vec<String> = diagnostics
        .list
        .into_iter()
        .map(|found| found.message)
        .collect();
    messages.join("; ")
}

/// The facts of one look that ends by itself.
pub(crate) async fn check(text: &str, small: &Small) -> Facts {
    Look::at(text).of(small).await.seen.unwrap()
}

impl Look {
    pub(crate) fn at(text: &str) -> Self {
        let (probe, diagnostics) = read(text);
        assert!(diagnostics.list.is_empty(), "{diagnostics:?}");
        Self {
            probe: probe.unwrap(),
            answers: Vec::new(),
            needed: Vec::new(),
        }
    }

    pub(crate) fn answer(mut self, key: &'static str, value: &'static str) -> Self {
        self.answers.push((key, value));
        self
    }

    pub(crate) fn needs(mut self, needed: Needed) -> Self {
        self.needed.push(needed);
        self
    }

    pub(crate) async fn of(self, small: &Small) -> Looked {
        self.with(&small.internet(), None).await
    }

    /// What silence means after a short while.
    pub(crate) async fn silent(self, small: &Small) -> Facts {
        let limit = Duration::from_millis(200);
        self.with(&small.internet(), Some(limit))
            .await
            .seen
            .unwrap()
    }

    pub(crate) async fn with(self, internet: &Internet, limit: Option<Duration>) -> Looked {
        let submission = Submission::open(Path::new("."));
        let answers = Answers(self.answers);
        let cx = Cx::new(internet, &submission, "01-test", &answers, &self.needed);
        let limit = limit.unwrap_or(Duration::from_mins(1));
        let seen = tokio::time::timeout(limit, self.probe.observe(&cx)).await;
        let (silence, evidence) = cx.into_parts();
        let seen = match (seen, silence) {
            (Ok(Ok(Observed::Facts(facts))), _) | (Err(_), Silence::Means(facts)) => Ok(facts),
            (Ok(Err(fault)), _) => Err(fault),
            (Ok(Ok(_)), _) => panic!("expected facts"),
            (Err(_), Silence::Unknown(phase)) => Err(Fault::OutOfTime {
                phase,
                after: limit,
            }),
        };
        if let Ok(facts) = &seen {
            let declared = self.probe.facts();
            for (name, _) in facts.iter() {
                assert!(
                    declared.iter().any(|fact| fact.covers(name)),
                    "{name} is not declared"
                );
            }
        }
        Looked { seen, evidence }
    }
}

/// Runs something with the surroundings of an attempt; gives its facts and the evidence.
pub(crate) async fn with_cx(
    internet: &Internet,
    look: impl AsyncFnOnce(&Cx<'_>) -> Result<Facts, Fault>,
) -> (Result<Facts, Fault>, Evidence) {
    let submission = Submission::open(Path::new("."));
    let answers = Answers(Vec::new());
    let cx = Cx::new(internet, &submission, "01-test", &answers, &[]);
    let seen = look(&cx).await;
    (seen, cx.into_parts().1)
}
