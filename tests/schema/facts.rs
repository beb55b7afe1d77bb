//! What may be expected of each fact of each probe: the schema and the judge let the same matchers and values through.

use jsonschema::Validator;
use netcheck::judge;
use netcheck::model::{Declared, Diagnostics, Source};
use netcheck::probe::{FactsBy, KINDS, Kind, Offer};
use netcheck::spec::{self, Against, MATCHERS, Node, Takes, yaml};
use serde_json::{Value, json};

use crate::samples::samples;
use crate::validator::{json as of_yaml, refused, validator};

/// Values that are right for some types.
const VALUES: &[&str] = &[
    "200",
    "'200'",
    "1.5",
    "open",
    "noerror",
    "NXDOMAIN",
    "yes",
    "'no'",
    "true",
    "www.usfca.edu",
    "192.0.2.80",
    "'2001:db8::1'",
    "ada@usfca.edu",
    "'x y'",
    "$other.fact",
    "'${other.fact}!'",
    "[a]",
    "[200, 192.0.2.80]",
    "present",
    "absent",
    "~",
    "{}",
];

/// A probe in a form in which it offers this.
struct Form {
    kind: &'static Kind,
    arguments: Value,
    offer: Offer,
}

#[test]
fn matchers_and_values_of_facts() {
    let exercise = validator("exercise");
    let typed = |form: &Form| !matches!(form.kind.facts_by, FactsBy::Declaration);
    for form in forms().into_iter().filter(typed) {
        let facts = form.offer.facts.iter();
        let found: Vec<String> = facts
            .flat_map(|fact| unlike(&exercise, &form, fact))
            .collect();
        assert_eq!(found, [""; 0], "{} {}", form.kind.name, form.arguments);
    }
}

#[test]
fn names_of_facts_and_steps() {
    let exercise = validator("exercise");
    for form in forms() {
        let steps = form.offer.named.iter().flat_map(|named| named.steps);
        let steps = steps.map(|step| ("points", (*step).to_owned()));
        let facts = form.offer.facts.iter().flat_map(|fact| {
            let name = member(fact);
            [("expect-elsewhere", name.clone()), ("points", name)]
        });
        for (key, name) in facts.chain(steps) {
            assert!(form.may_say(&exercise, key, &name), "{key}: {name}");
        }
        for key in ["expect", "expect-elsewhere", "points"] {
            assert!(!form.may_say(&exercise, key, "no-such-fact"), "{key}");
        }
    }
}

#[test]
fn arguments_of_named_expectations() {
    let exercise = validator("exercise");
    for form in forms() {
        for named in form.offer.named {
            let all = "{ from: $student.email, to: $student.partner, strict: true }";
            let each = samples(&Takes::Keys(named.arguments)).into_iter();
            for text in each.chain([all.to_owned()]) {
                let mut diagnostics = Diagnostics::default();
                let read = (named.read)(&node(&text), &mut diagnostics);
                let check = form.check("expect", &json!({ named.name: of_yaml(&text) }));
                let valid = refused(&exercise, &check).is_empty();
                assert_eq!(valid, read.is_some() && diagnostics.usable(), "{text}");
            }
        }
    }
}

/// Every form of every probe, with the arguments of its example.
fn forms() -> Vec<Form> {
    let of_kind = |kind: &'static Kind| {
        let example = of_yaml(kind.example).expect("an example is YAML");
        let offers = kind.offers().into_iter();
        offers.map(move |(word, offer)| {
            let mut arguments = example[kind.name].clone();
            if let (FactsBy::Argument(name, _), Some(word)) = (kind.facts_by, word) {
                arguments[name] = json!(word);
            }
            Form {
                kind,
                arguments,
                offer,
            }
        })
    };
    KINDS.iter().flat_map(of_kind).collect()
}

impl Form {
    /// An exercise with a check of this form and one key beside.
    fn check(&self, key: &str, value: &Value) -> Value {
        let check = json!({ "id": "a", "title": "A", self.kind.name: self.arguments, key: value });
        json!({ "netcheck": 1, "title": "A", "checks": [check] })
    }

    /// Whether a map behind this key may have this name.
    fn may_say(&self, exercise: &Validator, key: &str, name: &str) -> bool {
        let value = if key == "points" {
            json!(1)
        } else {
            json!("present")
        };
        refused(exercise, &self.check(key, &json!({ name: value }))).is_empty()
    }
}

/// What the judge and the schema do not agree about.
fn unlike(exercise: &Validator, form: &Form, fact: &Declared) -> Vec<String> {
    let matchers = MATCHERS.iter();
    let matchers =
        matchers.map(|matcher| format!("{{ {}: {} }}", matcher.name, sample(matcher.takes)));
    let values = VALUES.iter().map(|value| (*value).to_owned());
    let differ = |text: String| {
        let check = form.check("expect", &json!({ member(fact): of_yaml(&text)? }));
        let valid = refused(exercise, &check).is_empty();
        let name = fact.name;
        (valid != fits(&text, fact)).then(|| format!("{name}: {text} (the schema says {valid})"))
    };
    matchers.chain(values).filter_map(differ).collect()
}

/// Whether the judge can compare the fact with it.
fn fits(text: &str, fact: &Declared) -> bool {
    let mut diagnostics = Diagnostics::default();
    let read = spec::matcher(&node(text), &mut diagnostics);
    let misfits = read.map(|matcher| judge::misfits(&matcher, fact.ty, &|_| None));
    diagnostics.usable() && misfits.is_some_and(|misfits| misfits.is_empty())
}

fn node(text: &str) -> Node {
    let read = yaml::parse(&Source::new("a.yaml", text)).ok().flatten();
    read.expect("it is YAML")
}

/// A fact of this name; of a family one that is in it.
fn member(fact: &Declared) -> String {
    fact.name.replace("NAME", "X-Spam")
}

/// What fits behind a matcher.
fn sample(takes: Against) -> &'static str {
    match takes {
        Against::Same
        | Against::One
        | Against::Several
        | Against::Part
        | Against::Parts
        | Against::Number => "$other.fact",
        Against::Range => "[1, $other.fact]",
        Against::Pattern => "'^2'",
        Against::Network => "10.0.0.0/8",
        Against::Json => "{ pointer: /a, equals: 1 }",
        Against::Flag => "true",
        Against::Matcher(_) => "absent",
        Against::Matchers => "[present, absent]",
    }
}
