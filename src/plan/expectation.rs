//! `expect` with the probe's facts at hand: facts and named expectations, each at its place.

use crate::model::{
    Declared, Diagnostic, Diagnostics, Expectation, Expected, Located, Steps, kept_name, nearest,
};
use crate::probe::Named;
use crate::spec::{self, Data, MATCHERS, Node, suggestion};

/// What a probe may be expected to see.
pub(crate) struct Offer<'a> {
    /// The probe's name.
    pub(crate) kind: &'static str,
    pub(crate) facts: &'a [Declared],
    pub(crate) named: &'static [Named],
    /// Whether these are all, or others depend on arguments that could not be read.
    pub(crate) whole: bool,
}

/// Reads what is expected of a probe with these facts and named expectations.
pub(crate) fn read(node: &Node, offer: &Offer, diagnostics: &mut Diagnostics) -> Expectation {
    let mut expectation = Expectation::default();
    let Some(entries) = entries(node, offer.facts, diagnostics) else {
        return expectation;
    };
    for (name, value) in entries {
        if diagnostics.is_full() {
            break;
        }
        if let Some(named) = offer.named.iter().find(|named| named.name == name.value) {
            let steps = (named.read)(value, diagnostics).unwrap_or_default();
            if expectation.steps.is_some() {
                diagnostics.push(Diagnostic::error(
                    &name.place,
                    "a check has one named expectation",
                ));
            }
            expectation.steps = Some(Steps {
                name: name.clone(),
                steps,
            });
        } else if offer.facts.iter().any(|fact| fact.covers(&name.value)) {
            expectation.facts.extend(expected(name, value, diagnostics));
        } else {
            diagnostics.list.extend(unknown(name, offer));
            form(value, diagnostics);
        }
    }
    expectation
}

/// Reads the matchers of a check of which nobody knows what it yields, for the errors in them.
pub(crate) fn forms(node: &Node, diagnostics: &mut Diagnostics) {
    for (_, value) in entries(node, &[], diagnostics).unwrap_or_default() {
        form(value, diagnostics);
    }
}

/// Reads what is most likely a matcher, for the errors in it; the arguments of a named expectation are none.
fn form(value: &Node, diagnostics: &mut Diagnostics) {
    let like_a_matcher = |key: &str| {
        let names = MATCHERS.iter().map(|matcher| matcher.name);
        nearest(key, names).is_some()
    };
    let is_one = match &value.data {
        Data::Map(entries) => entries.iter().any(|(key, _)| like_a_matcher(&key.value)),
        Data::Scalar(_) | Data::List(_) => true,
    };
    if is_one {
        let _ = spec::matcher(value, diagnostics);
    }
}

/// The entries of an `expect`, which says something.
fn entries<'a>(
    node: &'a Node,
    facts: &[Declared],
    diagnostics: &mut Diagnostics,
) -> Option<&'a [(Located<String>, Node)]> {
    let message = match &node.data {
        Data::Map(entries) if entries.is_empty() => "`expect` is empty",
        Data::Map(entries) => return Some(entries),
        Data::Scalar(_) | Data::List(_) => "`expect` maps facts to what they must be",
    };
    let example = facts.first().map_or("fact", |fact| fact.name);
    diagnostics.push(
        Diagnostic::error(&node.place, message)
            .help(format!("for example `expect: {{ {example}: present }}`")),
    );
    None
}

fn expected(
    name: &Located<String>,
    value: &Node,
    diagnostics: &mut Diagnostics,
) -> Option<Expected> {
    let matcher = spec::matcher(value, diagnostics)?;
    Some(Expected {
        fact: Located::new(kept_name(&name.value), name.place.clone()),
        matcher,
    })
}

/// The finding that a fact is not known; of a probe that is known in part only where a known one is near.
fn unknown(name: &Located<String>, offer: &Offer) -> Option<Diagnostic> {
    let facts = offer.facts.iter().flat_map(Declared::names).copied();
    let known: Vec<&str> = facts.chain(offer.named.iter().map(|n| n.name)).collect();
    let near = member(&name.value, &known)
        .or_else(|| nearest(&name.value, known.iter().copied()).map(str::to_owned));
    if near.is_none() && !offer.whole {
        return None;
    }
    let message = format!("`{}` yields no fact `{}`", offer.kind, name.value);
    let found = Diagnostic::error(&name.place, message);
    let found = match near {
        Some(near) => found.label(format!("did you mean `{near}`?")),
        None => found,
    };
    Some(found.help(format!("its facts are {}", suggestion::listed(&known))))
}

/// The member of a family that is meant: `header.Server` by `hader.Server`, `header.NAME` by `header`.
fn member(word: &str, known: &[&str]) -> Option<String> {
    let (stem, member) = word.split_once('.').unwrap_or((word, ""));
    let stems = known.iter().filter_map(|name| name.strip_suffix(".NAME"));
    let near = nearest(stem, stems)?;
    let member = if member.is_empty() { "NAME" } else { member };
    Some(format!("{near}.{member}"))
}
