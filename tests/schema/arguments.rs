//! The schema and the probes take the same arguments: every choice of them, and each with values that are right and wrong.

use jsonschema::Validator;
use netcheck::model::{Diagnostics, Located, Place, Source};
use netcheck::probe::{KINDS, Kind, Reading, Short};
use netcheck::spec::{AnswerDecl, AnswerType, Key, Takes, yaml};

use crate::samples::{right, samples};
use crate::validator::{json, refused, validator};

#[test]
fn every_choice_of_arguments() {
    let exercise = validator("exercise");
    for kind in KINDS {
        let texts = choices(kind).into_iter().map(|choice| map(&choice, None));
        assert_eq!(unlike(&exercise, kind, texts), [""; 0], "{}", kind.name);
    }
}

#[test]
fn every_argument_with_right_and_wrong_values() {
    let exercise = validator("exercise");
    for kind in KINDS {
        let mut choices = choices(kind);
        choices.sort_by_key(Vec::len);
        for key in kind.arguments.list {
            let has_it = |choice: &&Vec<&Key>| choice.iter().any(|other| other.name == key.name);
            let smallest = choices
                .iter()
                .filter(has_it)
                .find(|choice| takes(kind, &map(choice, None)));
            let smallest =
                smallest.unwrap_or_else(|| panic!("`{}` never takes `{}`", kind.name, key.name));
            let texts = samples(&key.takes).into_iter();
            let texts = texts.map(|value| map(smallest, Some((key.name, &value))));
            assert_eq!(
                unlike(&exercise, kind, texts),
                [""; 0],
                "{} {}",
                kind.name,
                key.name
            );
        }
    }
}

#[test]
fn every_short_form() {
    let exercise = validator("exercise");
    for kind in KINDS {
        let short = match kind.short {
            Short::Argument(name) => {
                let keys = kind.arguments.list.iter().filter(|key| key.name == name);
                keys.flat_map(|key| samples(&key.takes)).collect()
            }
            Short::True => samples(&Takes::True),
            Short::None => vec!["x".to_owned()],
        };
        let unknown = "{ no-such-key: x }".to_owned();
        let texts = short.into_iter().chain([unknown]);
        assert_eq!(unlike(&exercise, kind, texts), [""; 0], "{}", kind.name);
    }
}

/// What the schema and the probe do not agree about.
fn unlike(exercise: &Validator, kind: &Kind, texts: impl Iterator<Item = String>) -> Vec<String> {
    let differ = |arguments: String| {
        let check = format!("{{ id: a, title: A, {}: {arguments} }}", kind.name);
        let exercise_yaml = format!("netcheck: 1\ntitle: A\nchecks: [{check}]\n");
        let valid = refused(exercise, &json(&exercise_yaml)?).is_empty();
        (valid != takes(kind, &arguments)).then(|| format!("{arguments} (the schema says {valid})"))
    };
    texts
        .filter(|text| !is_beyond(text))
        .filter_map(differ)
        .collect()
}

/// What of STARTTLS only the probe `smtp` knows: it takes EHLO, and is a step only where it is asked for.
fn is_beyond(arguments: &str) -> bool {
    let secured = arguments.contains(" starttls: ");
    secured && arguments.contains("hello: helo")
        || !secured && arguments.contains("stop-after: starttls")
}

/// Every choice of a kind's arguments.
fn choices(kind: &Kind) -> Vec<Vec<&'static Key>> {
    let list = kind.arguments.list;
    (0_usize..1 << list.len())
        .map(|choice| {
            let chosen = list.iter().enumerate();
            let chosen = chosen.filter(|(number, _)| choice >> number & 1 == 1);
            chosen.map(|(_, key)| key).collect()
        })
        .collect()
}

/// Arguments with values that are right, but for the one that is given.
fn map(choice: &[&Key], given: Option<(&str, &str)>) -> String {
    let entry = |key: &&Key| match given {
        Some((name, value)) if name == key.name => format!("{name}: {value}"),
        _ => format!("{}: {}", key.name, right(&key.takes)),
    };
    let entries: Vec<String> = choice.iter().map(entry).collect();
    format!("{{ {} }}", entries.join(", "))
}

/// Whether a probe takes these arguments.
fn takes(kind: &Kind, arguments: &str) -> bool {
    let source = Source::new("a.yaml", arguments);
    let answers = [AnswerDecl {
        key: Located::new("key".to_owned(), Place::line_at(&source, 1)),
        ask: String::new(),
        ty: AnswerType::Text,
    }];
    let mut diagnostics = Diagnostics::default();
    let mut reading = Reading {
        answers: &answers,
        diagnostics: &mut diagnostics,
    };
    let node = yaml::parse(&source).ok().flatten().expect("it is YAML");
    let read = (kind.read)(&node, &mut reading);
    read.is_some() && diagnostics.usable()
}
