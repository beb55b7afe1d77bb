//! What references stand for while one student's checks run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::{Awaited, CheckId, Diagnostic, Facts, Reference, Scope, Value, kept_name};
use crate::net::machine;
use crate::plan::{self, Plan, Planned};
use crate::submission::{Answer, Handed, Submission};

/// Who the student is, as the command line or a roster says it; `answers.yaml` says the rest.
pub type Student = BTreeMap<String, String>;

/// What is known of one student while their checks run.
#[derive(Debug)]
pub(crate) struct Known {
    pub(crate) submission: Submission,
    given: Student,
    machine: Mutex<Option<(Value, Value)>>,
}

/// What a check cannot do without.
pub(crate) enum Lack {
    /// It is not handed in.
    Missing(Awaited),
    /// It is handed in and cannot be read.
    Broken(Diagnostic),
}

impl Known {
    pub(crate) fn new(submission: Submission, given: Student) -> Self {
        Self {
            submission,
            given,
            machine: Mutex::new(None),
        }
    }

    /// The student as the report's first lines show them: every declared key that has a value.
    pub(crate) fn student(&self, keys: &[String]) -> Vec<(String, String)> {
        let value = |key: &String| Some((key.clone(), self.student_value(key)?.to_string()));
        keys.iter().filter_map(value).collect()
    }

    /// The first of what the check reads that is not there: its own file, its own answer, the answers and student keys it refers to.
    pub(crate) fn lack(&self, check: &Planned, plan: &Plan) -> Option<Lack> {
        let own_file = check
            .probe
            .file()
            .and_then(|name| self.file_lack(name, &check.folder));
        let own_answer = || {
            check
                .probe
                .answer()
                .and_then(|(key, ty)| answer_lack(key, self.submission.answer(key, ty)))
        };
        let referred = || {
            check
                .references
                .iter()
                .find_map(|reference| self.reference_lack(reference, check, plan))
        };
        own_file.or_else(own_answer).or_else(referred)
    }

    fn file_lack(&self, name: &str, folder: &str) -> Option<Lack> {
        match self.submission.file(name, folder) {
            Handed::Text { .. } => None,
            Handed::Missing { near } => Some(Lack::Missing(Awaited::File {
                name: name.to_owned(),
                near,
            })),
            Handed::Broken(diagnostic) => Some(Lack::Broken(diagnostic)),
        }
    }

    fn reference_lack(&self, reference: &Reference, check: &Planned, plan: &Plan) -> Option<Lack> {
        match reference {
            Reference::Answer(key) => {
                let declared = check
                    .answers
                    .iter()
                    .find(|answer| answer.key.value == *key)?;
                answer_lack(key, self.submission.answer(key, &declared.ty))
            }
            Reference::Student(key) => self.student_lack(key),
            Reference::Var(_) if plan.vars.is_empty() => None,
            Reference::Var(_) => self.student_lack("id"),
            Reference::Fact { .. }
            | Reference::MachineAddresses
            | Reference::MachineHostname
            | Reference::Port => None,
        }
    }

    fn student_lack(&self, key: &str) -> Option<Lack> {
        if self.given.contains_key(key) {
            return None;
        }
        match self.submission.student(key) {
            Answer::Given { .. } => None,
            Answer::Missing { .. } => Some(Lack::Missing(Awaited::Student {
                key: key.to_owned(),
            })),
            Answer::Broken(diagnostic) => Some(Lack::Broken(diagnostic)),
        }
    }

    fn student_value(&self, key: &str) -> Option<Value> {
        if let Some(given) = self.given.get(key) {
            return Some(Value::text(given));
        }
        match self.submission.student(key) {
            Answer::Given { value, .. } => Some(value),
            Answer::Missing { .. } | Answer::Broken(_) => None,
        }
    }

    fn machine(&self) -> (Value, Value) {
        let mut kept = self.machine.lock().unwrap_or_else(PoisonError::into_inner);
        kept.get_or_insert_with(|| {
            let addresses = machine::addresses().unwrap_or_default();
            let addresses = Value::texts(addresses.iter().map(ToString::to_string));
            (addresses, Value::text(machine::hostname()))
        })
        .clone()
    }
}

fn answer_lack(key: &str, answer: Answer) -> Option<Lack> {
    match answer {
        Answer::Given { .. } => None,
        Answer::Missing { near } => Some(Lack::Missing(Awaited::Answer {
            key: key.to_owned(),
            near,
        })),
        Answer::Broken(diagnostic) => Some(Lack::Broken(diagnostic)),
    }
}

/// What one check's references stand for.
pub(crate) struct CheckScope<'a> {
    pub(crate) plan: &'a Plan,
    pub(crate) check: &'a Planned,
    pub(crate) known: &'a Known,
    /// The facts of the checks it needs.
    pub(crate) facts: &'a BTreeMap<CheckId, Arc<Facts>>,
}

impl Scope for CheckScope<'_> {
    fn value(&self, reference: &Reference) -> Option<Value> {
        match reference {
            Reference::Fact { check, fact } => {
                self.facts.get(check)?.value(&kept_name(fact)).cloned()
            }
            Reference::Answer(key) => {
                let declared = self
                    .check
                    .answers
                    .iter()
                    .find(|answer| answer.key.value == *key)?;
                match self.known.submission.answer(key, &declared.ty) {
                    Answer::Given { value, .. } => Some(value),
                    Answer::Missing { .. } | Answer::Broken(_) => None,
                }
            }
            Reference::Student(key) => self.known.student_value(key),
            Reference::Var(key) => {
                let var = self.plan.vars.iter().find(|var| var.key.value == *key)?;
                let id = self.known.student_value("id")?.to_string();
                Some(Value::text(plan::pick(var, &id)))
            }
            Reference::MachineAddresses => Some(self.known.machine().0),
            Reference::MachineHostname => Some(self.known.machine().1),
            // Only the server itself knows it; others ask for its address.
            Reference::Port => None,
        }
    }
}
