//! What must hold between the checks of an exercise, and between exercises.

use std::collections::{BTreeMap, HashSet};

use crate::judge;
use crate::model::{
    Arity, CheckId, Diagnostic, Diagnostics, Located, Operand, Place, Reference, Type, nearest,
};
use crate::plan::check::Draft;
use crate::plan::known::Known;
use crate::plan::{circle, points, references};
use crate::probe::{Named, Reads};
use crate::spec::{Data, Node, PointsSpec, Spec, suggestion};

/// The most checks of a circle that are shown.
const CIRCLE_SHOWN: usize = 20;

/// Answers are declared once in an assignment, because `answers.yaml` is one for all.
pub(crate) fn across_exercises(spec: &Spec, diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<&str, &Place> = BTreeMap::new();
    for answer in spec.exercises.iter().flat_map(|exercise| &exercise.answers) {
        if let Some(first) = seen.insert(&answer.key.value, &answer.key.place) {
            diagnostics.push(
                Diagnostic::error(
                    &answer.key.place,
                    format!("two exercises ask for `{}`", answer.key.value),
                )
                .label("asked for a second time")
                .also(first, "asked for here first")
                .help("all exercises share one `answers.yaml`: give one of them another key"),
            );
        }
    }
}

/// Files are handed in under one name by one exercise only, because a submission is one flat folder.
pub(crate) fn files_across(all: &[(String, Vec<(String, Place)>)], diagnostics: &mut Diagnostics) {
    let mut seen: BTreeMap<String, (&str, &Place)> = BTreeMap::new();
    for (folder, files) in all {
        for (file, place) in files {
            match seen.get(&file.to_lowercase()) {
                Some((other, first)) if other != folder => diagnostics.push(
                    Diagnostic::error(place, format!("two exercises hand in `{file}`"))
                        .also(first, "handed in here first")
                        .help("a submission is one folder for all exercises: give one file another name"),
                ),
                Some(_) => {}
                None => {
                    seen.insert(file.to_lowercase(), (folder, place));
                }
            }
        }
    }
}

/// The files that the checks of an exercise read, each with its place.
pub(crate) fn files(drafts: &[Draft]) -> Vec<(String, Place)> {
    drafts
        .iter()
        .filter_map(|draft| {
            Some((
                draft.probe.file()?.to_owned(),
                draft.check.probe.as_ref()?.arguments.place.clone(),
            ))
        })
        .collect()
}

/// Everything between the checks of one exercise.
pub(crate) fn within_exercise(known: &Known, diagnostics: &mut Diagnostics) {
    let reads = readers(known.drafts);
    for (draft, reads) in known.drafts.iter().zip(reads) {
        if diagnostics.is_full() {
            return;
        }
        for operand in draft.operands() {
            let dangling = references::dangling(operand, known);
            diagnostics.list.extend(dangling);
            ports_are_given(draft, operand, diagnostics);
        }
        typed(draft, known, diagnostics);
        needs_are_there(draft, known, diagnostics);
        points_fit(draft, diagnostics);
        earned_for_nothing(draft, reads, diagnostics);
    }
    no_circle(known, diagnostics);
}

/// Only a server is given a port.
fn ports_are_given(draft: &Draft, operand: &Located<Operand>, diagnostics: &mut Diagnostics) {
    let is_port = |reference: &&Reference| **reference == Reference::Port;
    if draft.kind.name != "serve" && operand.value.references().iter().any(is_port) {
        let error = Diagnostic::error(&operand.place, "`$port` is given to a server alone");
        diagnostics.push(
            error.help("below a `serve`, `$serve.port` and `$serve.address` tell where it listens"),
        );
    }
}

/// For each check, whether it reads the submission: itself, or through a `lab-saw` that looks at one which does, or as a client of a student's server.
pub(crate) fn readers(drafts: &[Draft]) -> Vec<Reads> {
    let own = |draft: &Draft| draft.kind.reads == Reads::Submission;
    let by_id: BTreeMap<&str, &Draft> = drafts.iter().map(|draft| (draft.id(), draft)).collect();
    let through = |draft: &Draft| {
        let mut needs = draft
            .needs
            .iter()
            .filter_map(|need| by_id.get(need.value.as_str()));
        let looks_at = |need: &&Draft| match draft.kind.name {
            "lab-saw" => own(need),
            _ => need.kind.name == "serve",
        };
        needs.any(looks_at)
    };
    drafts
        .iter()
        .map(|draft| {
            if own(draft) || through(draft) {
                Reads::Submission
            } else {
                Reads::World
            }
        })
        .collect()
}

fn typed(draft: &Draft, known: &Known, diagnostics: &mut Diagnostics) {
    let type_of = |reference: &_| references::type_of(reference, known);
    for expectation in draft.expectations() {
        let facts = expectation
            .facts
            .iter()
            .map(|expected| (expected.fact.value.as_str(), &expected.matcher));
        let steps = expectation.steps.iter().flat_map(|steps| &steps.steps);
        for (fact, matcher) in facts.chain(steps.map(|step| (step.fact, &step.matcher))) {
            if let Some(ty) = draft.type_of(fact) {
                let misfits = judge::misfits(matcher, ty, &type_of);
                diagnostics.list.extend(misfits);
            }
        }
    }
    for target in draft.probe.operands() {
        one_value(target, &type_of, diagnostics);
    }
}

/// A probe is told one thing at a time: a list of addresses is no target.
fn one_value(
    operand: &Located<crate::model::Operand>,
    type_of: &dyn Fn(&crate::model::Reference) -> Option<Type>,
    diagnostics: &mut Diagnostics,
) {
    for reference in operand.value.references() {
        if type_of(reference).is_some_and(|ty| ty.arity == Arity::Many) {
            diagnostics.push(
                Diagnostic::error(
                    &operand.place,
                    format!("`{reference}` is a list; a probe takes one value here"),
                )
                .help("expect the list where it is seen, or name one host"),
            );
        }
    }
}

fn needs_are_there(draft: &Draft, known: &Known, diagnostics: &mut Diagnostics) {
    let stated = draft.check.needs.len();
    for (number, need) in draft.needs.iter().enumerate() {
        match known.draft(need.value.as_str()) {
            Some(other) => diagnostics.list.extend(out_of_reach(draft, need, other)),
            // What a reference misses is said where references are read; a check that is there has findings of its own.
            None if number < stated && !known.may_have(need.value.as_str()) => {
                diagnostics.push(unknown_need(need, &known.ids()));
            }
            None => {}
        }
    }
}

/// What keeps a check from waiting for another one.
fn out_of_reach(draft: &Draft, need: &Located<CheckId>, other: &Draft) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    if other.hidden() && !draft.hidden() {
        let message = format!(
            "a check that students see may not need the hidden check `{}`",
            need.value
        );
        found.push(
            Diagnostic::error(&need.place, message)
                .help("make this check hidden as well, or the other one visible"),
        );
    }
    let networks = draft.networks();
    if let Some(net) = networks.iter().find(|net| !other.applies(**net)) {
        let message = format!(
            "`{}` is not in the plan on `{}`, where this check is",
            need.value,
            net.word()
        );
        found.push(Diagnostic::error(&need.place, message).help("give both the same `network`"));
    }
    found
}

fn unknown_need(need: &Located<CheckId>, known: &[&str]) -> Diagnostic {
    let found = Diagnostic::error(
        &need.place,
        format!("this exercise has no check `{}`", need.value),
    );
    match nearest(need.value.as_str(), known.iter().copied()) {
        Some(near) => found.label(format!("did you mean `{near}`?")),
        None => found,
    }
}

/// A `points` map names facts that are expected, or steps.
fn points_fit(draft: &Draft, diagnostics: &mut Diagnostics) {
    let Some(PointsSpec::Shares(shares)) = &draft.check.points else {
        return;
    };
    // What stands in `expect` and could not be read was reported there.
    let expected: Vec<&str> = [&draft.check.expect, &draft.check.expect_elsewhere]
        .into_iter()
        .flatten()
        .flat_map(keys)
        .collect();
    let named = draft.probe.named().iter();
    let named: Vec<&Named> = named
        .filter(|named| expected.contains(&named.name))
        .collect();
    let steps = steps(draft, &named);
    let known: Vec<&str> = expected.iter().chain(&steps).copied().collect();
    let set: HashSet<&str> = known.iter().copied().collect();
    for (name, _) in shares {
        if diagnostics.is_full() {
            return;
        }
        if set.contains(name.value.as_str()) {
            continue;
        }
        let other = named
            .iter()
            .find(|named| named.steps.contains(&name.value.as_str()));
        diagnostics.push(match other {
            Some(named) => step_not_asked_for(name, named),
            None => no_points_for(name, &known),
        });
    }
}

/// The steps that are asked for here; all that there may be, where what is asked for could not be read.
fn steps(draft: &Draft, named: &[&Named]) -> Vec<&'static str> {
    let asked = draft
        .expectations()
        .filter_map(|expected| expected.steps.as_ref());
    let asked: Vec<&str> = asked
        .flat_map(|steps| steps.steps.iter().map(|step| step.name))
        .collect();
    if asked.is_empty() {
        named
            .iter()
            .flat_map(|named| named.steps)
            .copied()
            .collect()
    } else {
        asked
    }
}

fn step_not_asked_for(name: &Located<String>, named: &Named) -> Diagnostic {
    let message = format!(
        "`{}` as it stands here does not ask for the step `{}`, so it can earn no points",
        named.name, name.value
    );
    let help = format!("`netcheck explain {}` says what asks for it", named.name);
    Diagnostic::error(&name.place, message).help(help)
}

fn keys(node: &Node) -> impl Iterator<Item = &str> {
    let entries = match &node.data {
        Data::Map(entries) => entries.as_slice(),
        Data::Scalar(_) | Data::List(_) => &[],
    };
    entries.iter().map(|(key, _)| key.value.as_str())
}

fn no_points_for(name: &Located<String>, known: &[&str]) -> Diagnostic {
    let message = format!(
        "nothing is expected of `{}`, so it can earn no points",
        name.value
    );
    let found = Diagnostic::error(&name.place, message);
    let found = match nearest(&name.value, known.iter().copied()) {
        Some(near) => found.label(format!("did you mean `{near}`?")),
        None => found,
    };
    if known.is_empty() {
        return found.help("name what is expected in `expect`");
    }
    found.help(format!("expected here: {}", suggestion::listed(known)))
}

/// An empty folder earns nothing; where it would, the author is warned.
fn earned_for_nothing(draft: &Draft, reads: Reads, diagnostics: &mut Diagnostics) {
    if reads == Reads::World && points::shares(draft, reads).sum() > 0 {
        let id = &draft.check.id;
        diagnostics.push(
            Diagnostic::warning(
                &id.place,
                format!("`{}` earns points without reading the submission", id.value),
            )
            .label("an empty folder would earn them")
            .help("leave `points` out: a look at the world is worth 0"),
        );
    }
}

fn no_circle(known: &Known, diagnostics: &mut Diagnostics) {
    let drafts = known.drafts;
    let needs = |n: usize| {
        // A second check of an id is reported as such; nobody waits for it.
        let first = known.number(drafts[n].id()) == Some(n);
        let needs = drafts[n].needs.iter().filter(|_| first);
        needs
            .filter_map(|need| known.number(need.value.as_str()))
            .collect()
    };
    let Some(circle) = circle::circle(drafts.len(), needs) else {
        return;
    };
    let ids: Vec<&str> = circle
        .iter()
        .chain(circle.first())
        .map(|n| drafts[*n].id())
        .collect();
    let shown: Vec<String> = ids.iter().map(|id| format!("`{id}`")).collect();
    let shown = match shown.len() {
        0..=CIRCLE_SHOWN => shown.join(" → "),
        many => format!(
            "{} → … {} more … → {}",
            shown[..CIRCLE_SHOWN - 1].join(" → "),
            many - CIRCLE_SHOWN,
            shown[many - 1]
        ),
    };
    let mut found = Diagnostic::error(
        &drafts[circle[0]].check.id.place,
        format!("these checks wait for each other: {shown}"),
    );
    for n in circle.iter().take(CIRCLE_SHOWN).skip(1) {
        found = found.also(&drafts[*n].check.id.place, "");
    }
    diagnostics.push(found.help("take one `needs` or reference out of the circle"));
}
