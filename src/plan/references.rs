//! References: that each leads somewhere, and the type of what is there.

use crate::model::{Base, Declared, Diagnostic, Located, Operand, Reference, Type, nearest};
use crate::plan::known::Known;
use crate::spec::{AnswerType, suggestion};

/// The most findings about one operand.
const FINDINGS: usize = 100;

/// The type of what a reference stands for, where the spec says it.
pub(crate) fn type_of(reference: &Reference, known: &Known) -> Option<Type> {
    match reference {
        Reference::Fact { check, fact } => known.draft(check.as_str())?.type_of(fact),
        Reference::Answer(key) => {
            let mut answers = known.exercise.answers.iter();
            let answer = answers.find(|answer| answer.key.value == *key)?;
            Some(Type::one(answer_base(&answer.ty)))
        }
        Reference::MachineAddresses => Some(Type::many(Base::Address)),
        Reference::MachineHostname => Some(Type::one(Base::Host)),
        Reference::Port => Some(Type::one(Base::Number)),
        Reference::Student(_) | Reference::Var(_) => None,
    }
}

/// How the value of an answer compares.
pub(crate) fn answer_base(ty: &AnswerType) -> Base {
    match ty {
        AnswerType::Text | AnswerType::Choice(_) => Base::Text,
        AnswerType::Integer => Base::Number,
        AnswerType::YesNo => Base::Flag,
        AnswerType::Ipv4 | AnswerType::Ipv6 => Base::Address,
        AnswerType::Host => Base::Host,
        AnswerType::Mailbox => Base::Mailbox,
    }
}

/// What is wrong with the references of an operand.
pub(crate) fn dangling(operand: &Located<Operand>, known: &Known) -> Vec<Diagnostic> {
    let references = operand.value.references();
    references
        .into_iter()
        .filter_map(|reference| {
            let missing = missing(reference, known)?;
            let message = format!("`{reference}` leads nowhere: {}", missing.what);
            Some(missing.named_nearest(Diagnostic::error(&operand.place, message)))
        })
        .take(FINDINGS)
        .collect()
}

/// What a reference misses.
struct Missing<'a> {
    what: String,
    /// The words that are not there, the likelier slip first.
    words: Vec<&'a str>,
    /// The words that would do.
    known: Vec<&'a str>,
}

impl<'a> Missing<'a> {
    fn new(what: String, word: &'a str, known: Vec<&'a str>) -> Self {
        let words = vec![word];
        Self { what, words, known }
    }

    fn named_nearest(&self, found: Diagnostic) -> Diagnostic {
        let near = |word: &&str| nearest(word, self.known.iter().copied());
        let found = match self.words.iter().find_map(near) {
            Some(near) => found.label(format!("did you mean `{near}`?")),
            None => found,
        };
        if self.known.is_empty() {
            return found;
        }
        found.help(format!("there is {}", suggestion::listed(&self.known)))
    }
}

/// What a reference misses; `None` if it leads somewhere.
fn missing<'a>(reference: &'a Reference, known: &Known<'a>) -> Option<Missing<'a>> {
    match reference {
        Reference::Fact { check, fact } => missing_fact(check.as_str(), fact, known),
        Reference::Answer(key) => {
            let answers = known.exercise.answers.iter();
            let keys = answers.map(|answer| answer.key.value.as_str()).collect();
            let cut = known.exercise.unread.cut && known.exercise.answers.is_empty();
            let what = format!("this exercise declares no answer `{key}`");
            unless_known(key, keys, what).filter(|_| !cut)
        }
        Reference::Student(key) => {
            let keys = known.spec.assignment.student.iter();
            let keys = keys.map(|key| key.value.as_str()).collect();
            let what = format!("`student:` in netcheck.yaml has no `{key}`");
            unless_known(key, keys, what)
        }
        Reference::Var(key) => {
            let keys = known.spec.assignment.vars.iter();
            let keys = keys.map(|var| var.key.value.as_str()).collect();
            let what = format!("`vars:` in netcheck.yaml has no `{key}`");
            unless_known(key, keys, what)
        }
        Reference::MachineAddresses | Reference::MachineHostname | Reference::Port => None,
    }
}

fn unless_known<'a>(key: &'a str, known: Vec<&'a str>, what: String) -> Option<Missing<'a>> {
    (!known.contains(&key)).then(|| Missing::new(what, key, known))
}

fn missing_fact<'a>(check: &'a str, fact: &'a str, known: &Known<'a>) -> Option<Missing<'a>> {
    let Some(draft) = known.draft(check) else {
        // A check that is there and could not be read has diagnostics of its own.
        return (!known.may_have(check)).then(|| Missing {
            what: format!("this exercise has no check `{check}`"),
            words: vec![check],
            known: known.ids(),
        });
    };
    if draft.may_yield(fact) {
        return None;
    }
    let what = format!(
        "`{check}` is a `{}` check, which yields no fact `{fact}`",
        draft.kind.name
    );
    let facts = draft.facts.iter().flat_map(Declared::names);
    let facts = facts.copied().collect();
    Some(Missing::new(what, fact, facts))
}
