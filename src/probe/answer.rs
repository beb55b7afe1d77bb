//! `answer`: what the student wrote behind a declared key of `answers.yaml`.

use std::sync::{Mutex, PoisonError};

use crate::model::{
    Awaited, Base, Declared, Diagnostic, Facts, Fault, Located, Operand, Place, Type, nearest,
};
use crate::probe::{Cx, FactsBy, Kind, Load, Observed, Observing, Probe, Reading, Reads, Short};
use crate::spec::{AnswerDecl, AnswerType, Data, Fields, Key, Keys, Node, Takes};
use crate::submission::Answer;

/// The row of the probe table.
pub(crate) const KIND: Kind = Kind {
    name: "answer",
    about: "reads a declared answer out of answers.yaml",
    example: "answer: pop-port\nexpect: { value: 110 }",
    arguments: &ARGUMENTS,
    short: Short::Argument("key"),
    facts: || vec![declared(Type::one(Base::Text))],
    facts_by: FactsBy::Declaration,
    reads: Reads::Submission,
    load: Load::Local,
    read,
};

static ARGUMENTS: Keys = Keys::new(&[Key::new(
    "key",
    Takes::Word,
    "a key that `answers:` of the exercise declares; alone, it may stand behind `answer:`",
)
.required()]);

/// The only fact.
const VALUE: &str = "value";

fn declared(ty: Type) -> Declared {
    let about = "what the student wrote, as the type that the exercise declares";
    Declared::new(VALUE, ty, about)
}

#[derive(Debug)]
struct Question {
    key: String,
    ty: AnswerType,
}

fn read(node: &Node, reading: &mut Reading) -> Option<Box<dyn Probe>> {
    let key = match &node.data {
        Data::Map(_) => {
            let fields = Fields::of(node, "`answer`", &ARGUMENTS, reading.diagnostics)?;
            fields.required("key", reading.diagnostics)?
        }
        Data::Scalar(_) | Data::List(_) => node,
    };
    let key = key.text(reading.diagnostics)?;
    let declared = reading.answers;
    let Some(known) = declared.iter().find(|known| known.key.value == key.value) else {
        let found = undeclared(&key.value, &key.place, declared);
        reading.diagnostics.push(found);
        return None;
    };
    Some(Box::new(Question {
        ty: known.ty.clone(),
        key: key.value,
    }))
}

fn undeclared(key: &str, place: &Place, answers: &[AnswerDecl]) -> Diagnostic {
    let known: Vec<&str> = answers
        .iter()
        .map(|answer| answer.key.value.as_str())
        .collect();
    let message = format!("`answers:` of this exercise declares no `{key}`");
    let found = Diagnostic::error(place, message);
    match nearest(key, known.iter().copied()) {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None if known.is_empty() => found.help(format!(
            "write `answers: {{ {key}: {{ ask: \"the question\", type: text }} }}` above `checks:`"
        )),
        None => found.help(format!("it declares {}", known.join(", "))),
    }
}

impl Probe for Question {
    fn facts(&self) -> Vec<Declared> {
        vec![declared(Type::one(base(&self.ty)))]
    }

    fn operands(&self) -> Vec<&Located<Operand>> {
        Vec::new()
    }

    fn answer(&self) -> Option<(&str, &AnswerType)> {
        Some((&self.key, &self.ty))
    }

    fn observe<'a>(&'a self, cx: &'a Cx<'a>) -> Observing<'a> {
        Box::pin(async move { Ok::<_, Fault>(self.look(cx)) })
    }
}

impl Question {
    fn look(&self, cx: &Cx) -> Observed {
        for note in cx.submission.answers_notes() {
            cx.note(note);
        }
        match cx.submission.answer(&self.key, &self.ty) {
            Answer::Given { value, place } => {
                let mut facts = Facts::new();
                facts.about = Some(place.clone());
                facts.set_at(VALUE, value, place);
                Observed::Facts(facts)
            }
            Answer::Missing { near } => Observed::Missing(Awaited::Answer {
                key: self.key.clone(),
                near,
            }),
            Answer::Broken(diagnostic) => Observed::Broken(diagnostic),
        }
    }
}

/// How an answer of a type compares.
fn base(ty: &AnswerType) -> Base {
    match ty {
        AnswerType::Text => Base::Text,
        AnswerType::Integer => Base::Number,
        AnswerType::YesNo => Base::Flag,
        AnswerType::Choice(of) => Base::Word(vocabulary(of)),
        AnswerType::Ipv4 | AnswerType::Ipv6 => Base::Address,
        AnswerType::Host => Base::Host,
        AnswerType::Mailbox => Base::Mailbox,
    }
}

/// The words of a choice as a vocabulary, which lives as long as the program; the same words are kept once.
fn vocabulary(of: &[String]) -> &'static [&'static str] {
    static KNOWN: Mutex<Vec<&'static [&'static str]>> = Mutex::new(Vec::new());
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(same) = known.iter().find(|words| **words == of) {
        return same;
    }
    let words: Vec<&'static str> = of.iter().map(|word| &*word.clone().leak()).collect();
    let words: &'static [&'static str] = words.leak();
    known.push(words);
    words
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::model::{Diagnostics, Net, Reference, Scope, Source, Value};
    use crate::net::Internet;
    use crate::spec::yaml;
    use crate::submission::Submission;

    struct Nothing;

    impl Scope for Nothing {
        fn value(&self, _: &Reference) -> Option<Value> {
            None
        }
    }

    fn declared_answers() -> Vec<AnswerDecl> {
        let place = Place::line_at(&Source::new("exercise.yaml", "x"), 1);
        let choice = AnswerType::Choice(vec!["IP".to_owned(), "TCP".to_owned()]);
        [("pop-port", AnswerType::Integer), ("reliable", choice)]
            .map(|(key, ty)| AnswerDecl {
                key: Located::new(key.to_owned(), place.clone()),
                ask: "?".to_owned(),
                ty,
            })
            .into()
    }

    fn probe(spec: &str) -> Result<Box<dyn Probe>, Diagnostic> {
        let node = yaml::parse(&Source::new("exercise.yaml", spec))
            .unwrap()
            .unwrap();
        let mut diagnostics = Diagnostics::default();
        let answers = declared_answers();
        let mut reading = Reading {
            answers: &answers,
            diagnostics: &mut diagnostics,
        };
        (KIND.read)(&node, &mut reading).ok_or_else(|| diagnostics.list.remove(0))
    }

    fn observed(spec: &str, answers: &str) -> Observed {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("answers.yaml"), answers).unwrap();
        let submission = Submission::open(dir.path());
        let internet = Internet::new(Net::Loopback, None, None, Arc::default());
        let cx = Cx::new(&internet, &submission, "09-questions", &Nothing, &[]);
        let probe = probe(spec).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .build()
            .unwrap();
        runtime.block_on(probe.observe(&cx)).unwrap()
    }

    #[test]
    fn an_answer_is_a_fact_with_its_line() {
        for spec in ["pop-port", "{ key: pop-port }"] {
            let Observed::Facts(facts) = observed(spec, "\npop-port: '110'\n") else {
                panic!("no facts")
            };
            let fact = facts.get(VALUE).unwrap();
            assert_eq!(fact.value, Value::Number(110));
            assert_eq!(fact.place.as_ref().unwrap().line(), 2);
        }
    }

    #[test]
    fn an_answer_that_is_not_there_or_cannot_be_read_is_no_fact() {
        let missing = observed("pop-port", "pop-prt: 1\n");
        assert!(
            matches!(missing, Observed::Missing(Awaited::Answer { near, .. }) if near == ["pop-prt"])
        );
        assert!(matches!(
            observed("pop-port", "pop-port: many\n"),
            Observed::Broken(_)
        ));
    }

    #[test]
    fn an_undeclared_key_is_reported_with_the_nearest() {
        let found = probe("pop-prt").err().unwrap();
        let want = "`answers:` of this exercise declares no `pop-prt`";
        assert_eq!(
            (found.message.as_str(), &found.help[..]),
            (want, &["did you mean `pop-port`?".to_owned()][..])
        );
        assert!(probe("[a]").is_err());
    }

    #[test]
    fn the_type_of_the_fact_is_the_declared_one() {
        let ty = |key| probe(key).unwrap().facts()[0].ty;
        assert_eq!(ty("pop-port"), Type::one(Base::Number));
        assert_eq!(ty("reliable"), Type::one(Base::Word(&["IP", "TCP"])));
    }
}
