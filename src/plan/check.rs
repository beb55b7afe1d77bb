//! One check as far as it can be read by itself: its kind, its probe, its expectations.

use std::collections::BTreeSet;

use crate::model::{
    Audience, CheckId, CheckOutline, Declared, Diagnostics, Expectation, Fault, Located, Matcher,
    Net, Operand, Points, Reference, Reveal, Type, Where,
};
use crate::plan::expectation::{self, Offer};
use crate::plan::points;
use crate::probe::{self, Cx, Kind, Observing, Probe, Reading};
use crate::spec::{Check, Exercise, Node};

/// A check with its probe, before anything is known of the others.
pub(crate) struct Draft<'a> {
    pub(crate) check: &'a Check,
    pub(crate) kind: &'static Kind,
    pub(crate) probe: Box<dyn Probe>,
    pub(crate) facts: Vec<Declared>,
    /// Whether its arguments could be read, so that these are all of its facts.
    pub(crate) whole: bool,
    /// What is expected in the chosen place.
    pub(crate) expectation: Expectation,
    /// What is expected in the other place, where the author states both.
    pub(crate) other: Option<Expectation>,
    /// Its prerequisites: those it states, then those it refers to.
    pub(crate) needs: Vec<Located<CheckId>>,
}

/// The checks of an exercise that can be read; findings about the others.
pub(crate) fn drafts<'a>(
    exercise: &'a Exercise,
    place: Where,
    diagnostics: &mut Diagnostics,
) -> Vec<Draft<'a>> {
    let mut drafts = Vec::new();
    for check in &exercise.checks {
        if diagnostics.is_full() {
            break;
        }
        drafts.extend(draft(exercise, check, place, diagnostics));
    }
    drafts
}

fn draft<'a>(
    exercise: &'a Exercise,
    check: &'a Check,
    place: Where,
    diagnostics: &mut Diagnostics,
) -> Option<Draft<'a>> {
    let expectations = [&check.expect, &check.expect_elsewhere];
    let named = check.probe.as_ref();
    let kind = named.and_then(|named| probe::kind(&named.name.value));
    let Some((named, kind)) = named.zip(kind) else {
        for node in expectations.into_iter().flatten() {
            expectation::forms(node, diagnostics);
        }
        return None;
    };
    let (probe, whole) = read_probe(kind, &named.arguments, exercise, diagnostics);
    let facts = probe.facts();
    let offer = Offer {
        kind: kind.name,
        facts: &facts,
        named: probe.named(),
        whole,
    };
    let mut read = |node| expectation::read(node, &offer, diagnostics);
    let usual = check.expect.as_ref().map(&mut read);
    let elsewhere = check.expect_elsewhere.as_ref().map(&mut read);
    let (expectation, other) = of_place(place, usual, elsewhere);
    let mut draft = Draft {
        check,
        kind,
        probe,
        facts,
        whole,
        expectation,
        other,
        needs: Vec::new(),
    };
    draft.needs = draft.prerequisites();
    Some(draft)
}

/// What is expected in the chosen place, and in the other one where the author states both.
fn of_place(
    place: Where,
    usual: Option<Expectation>,
    elsewhere: Option<Expectation>,
) -> (Expectation, Option<Expectation>) {
    match (place, elsewhere) {
        (Where::Elsewhere, Some(elsewhere)) => (elsewhere, usual),
        (Where::Here | Where::Elsewhere, elsewhere) => (usual.unwrap_or_default(), elsewhere),
    }
}

/// The probe, and whether all of it is known: one with bad arguments is replaced by one that is never run, so that what is expected of it can be read.
fn read_probe(
    kind: &'static Kind,
    arguments: &Node,
    exercise: &Exercise,
    diagnostics: &mut Diagnostics,
) -> (Box<dyn Probe>, bool) {
    let mut scratch = Diagnostics::default();
    let mut reading = Reading {
        answers: &exercise.answers,
        diagnostics: &mut scratch,
    };
    let read = (kind.read)(arguments, &mut reading);
    // Of answers that could not be read nothing is known.
    let unknown_answers = exercise.unread.cut && exercise.answers.is_empty();
    if !(read.is_none() && unknown_answers && kind.name == "answer") {
        diagnostics.list.append(&mut scratch.list);
    }
    match read {
        Some(probe) => (probe, true),
        None => (Box::new(Unreadable(certain(kind))), false),
    }
}

/// The facts of a kind that it has with any arguments, or with some; not those whose type depends on them.
fn certain(kind: &Kind) -> Vec<Declared> {
    let all = (kind.facts)();
    let one_type = |fact: &Declared| {
        let mut others = all.iter().filter(|other| other.name == fact.name);
        others.all(|other| other.ty == fact.ty)
    };
    // The type of an answer is what its declaration says.
    let depends = kind.name == "answer";
    let known = all.iter().filter(|fact| one_type(fact) && !depends);
    known.cloned().collect()
}

/// Stands for a probe whose arguments cannot be read; a plan with one is never run.
struct Unreadable(Vec<Declared>);

impl Probe for Unreadable {
    fn facts(&self) -> Vec<Declared> {
        self.0.clone()
    }

    fn operands(&self) -> Vec<&Located<Operand>> {
        Vec::new()
    }

    fn observe<'a>(&'a self, _: &'a Cx<'a>) -> Observing<'a> {
        Box::pin(async {
            Err(Fault::NotHere {
                reason: "its arguments cannot be read".to_owned(),
            })
        })
    }
}

impl Draft<'_> {
    /// Its id.
    pub(crate) fn id(&self) -> &str {
        self.check.id.value.as_str()
    }

    /// The type of a fact, if it is known to have it.
    pub(crate) fn type_of(&self, fact: &str) -> Option<Type> {
        let declared = self.facts.iter().find(|declared| declared.covers(fact))?;
        Some(declared.ty)
    }

    /// Whether it may have a fact.
    pub(crate) fn may_yield(&self, fact: &str) -> bool {
        !self.whole || self.type_of(fact).is_some()
    }

    /// Whether the check is part of a plan for this network.
    pub(crate) fn applies(&self, net: Net) -> bool {
        self.networks().contains(&net)
    }

    /// Where the check applies.
    pub(crate) fn networks(&self) -> Vec<Net> {
        let everywhere = || Net::ALL.iter().map(|(_, net)| *net).collect();
        self.check.networks.clone().unwrap_or_else(everywhere)
    }

    /// How often an attempt is repeated on a network: on `live` alone, unless the author says where.
    pub(crate) fn retries(&self, net: Net) -> u32 {
        let retry = &self.check.retry;
        let applies = retry
            .networks
            .as_ref()
            .map_or(net == Net::Live, |nets| nets.contains(&net));
        if applies { retry.times } else { 0 }
    }

    /// Every operand: of the arguments, and of what is expected here or elsewhere.
    pub(crate) fn operands(&self) -> Vec<&Located<Operand>> {
        let mut all = self.probe.operands();
        let expected = self.expectations().flat_map(matchers);
        all.extend(expected.flat_map(|matcher| matcher.value.operands()));
        all
    }

    /// Every reference that counts here.
    pub(crate) fn references(&self) -> Vec<Reference> {
        let expected = matchers(&self.expectation).flat_map(|matcher| matcher.value.operands());
        let operands = self.probe.operands().into_iter().chain(expected);
        let mut all: Vec<Reference> = operands
            .flat_map(|operand| operand.value.references())
            .cloned()
            .collect();
        all.sort();
        all.dedup();
        all
    }

    /// Whether students may see what is expected in the chosen place.
    pub(crate) fn reveal(&self) -> Reveal {
        self.reveal_of(&self.expectation)
    }

    /// Whether something is expected, here or elsewhere, that students may not see.
    pub(crate) fn keeps_back(&self) -> bool {
        let mut both = self.expectations();
        self.expects() && both.any(|expected| self.reveal_of(expected) == Reveal::Secret)
    }

    /// What is expected in the chosen place, then in the other one.
    pub(crate) fn expectations(&self) -> impl Iterator<Item = &Expectation> {
        std::iter::once(&self.expectation).chain(&self.other)
    }

    /// Students may not see what an answer is compared with where that is a literal, unless the author says so.
    fn reveal_of(&self, expectation: &Expectation) -> Reveal {
        let literal = matchers(expectation)
            .flat_map(|matcher| matcher.value.operands())
            .any(|operand| matches!(operand.value, Operand::Literal(_) | Operand::List(_)))
            || matchers(expectation).any(|m| compares_with_a_pattern(&m.value));
        self.check.reveal.unwrap_or(match self.probe.answer() {
            Some(_) if literal => Reveal::Secret,
            Some(_) | None => Reveal::Shown,
        })
    }

    /// What reports show of it before it runs.
    pub(crate) fn outline(&self, of: Points) -> CheckOutline {
        CheckOutline {
            id: self.check.id.value.clone(),
            title: self.check.title.clone(),
            probe: self.kind.name.into(),
            answer: self.probe.answer().map(|(key, _)| key.to_owned()),
            of,
            because: self.check.because.clone(),
            hints: self.check.hints.clone(),
            audience: self.check.audience,
            reveal: self.reveal(),
            marked_by: points::marked_by(self),
            spec: self.check.id.place.excerpt(""),
        }
    }

    /// Whether anything is expected of it, here or elsewhere.
    pub(crate) fn expects(&self) -> bool {
        self.check.expect.is_some() || self.check.expect_elsewhere.is_some()
    }

    /// Whether students may know of it.
    pub(crate) fn hidden(&self) -> bool {
        self.check.audience == Audience::Instructor
    }

    fn prerequisites(&self) -> Vec<Located<CheckId>> {
        let mut needs: Vec<Located<CheckId>> = self.check.needs.clone();
        let mut known: BTreeSet<CheckId> = needs.iter().map(|need| need.value.clone()).collect();
        for operand in self.operands() {
            for reference in operand.value.references() {
                if let Reference::Fact { check, .. } = reference
                    && known.insert(check.clone())
                {
                    needs.push(Located::new(check.clone(), operand.place.clone()));
                }
            }
        }
        needs
    }
}

fn matchers(expectation: &Expectation) -> impl Iterator<Item = &Located<Matcher>> {
    let facts = expectation.facts.iter().map(|expected| &expected.matcher);
    let steps = expectation.steps.iter().flat_map(|steps| &steps.steps);
    facts.chain(steps.map(|step| &step.matcher))
}

/// A pattern gives the answer away as a literal does.
fn compares_with_a_pattern(matcher: &Matcher) -> bool {
    let mut inner = matcher.inner().iter();
    matches!(matcher, Matcher::Matches(_))
        || inner.any(|inner| compares_with_a_pattern(&inner.value))
}
