//! Fixtures of exercises: a sound one is valid by the schema, a broken one is refused, unless its fault is beyond a schema.

use std::fs;
use std::path::Path;

use jsonschema::Validator;

use crate::common::folder::{Folder, repository};
use crate::common::netcheck::netcheck;
use crate::files::yaml_files;
use crate::validator::{json, refused, validator};

/// Broken exercises that are valid by the schema: their faults lie between two places, or in a text that only netcheck reads.
const BEYOND: &[&str] = &[
    "lint/circle.yaml",
    "lint/list-as-a-target.yaml",
    "lint/needs-a-check-of-another-network.yaml",
    "lint/needs-itself.yaml",
    "lint/number-where-there-is-none.yaml", // the type of an answer
    "lint/points-for-a-step-that-is-not-asked-for.yaml",
    "lint/reference-to-an-unknown-check.yaml",
    "lint/reference-to-an-unknown-fact.yaml",
    "lint/true-is-the-text-that-was-typed.yaml", // the type of an answer
    "lint/undeclared-answer.yaml",
    "lint/undeclared-student-key.yaml",
    "lint/visible-check-needs-a-hidden-one.yaml",
    "specs/duplicate-check-id/01-web/exercise.yaml",
];

/// Where some are refused.
const PLACES: &[(&str, &str)] = &[
    ("lint/unknown-fact", "/checks/0/expect"),
    ("lint/families-and-empty-expectations", "/checks/1/expect"),
    (
        "lint/word-outside-the-vocabulary",
        "/checks/0/expect/result",
    ),
    ("lint/matcher-that-does-not-fit", "/checks/0/expect/result"),
    ("lint/points-for-what-is-not-expected", "/checks/0/points"),
    ("specs/two-probes/01-web", "/checks/0/connect"),
    ("specs/no-probe/01-web", "/checks/0"),
    ("specs/unknown-key-of-a-check/01-web", "/checks/0"),
    ("specs/unknown-key-of-an-exercise/01-web", ""),
    ("specs/unknown-matcher/01-web", "/checks/0/expect/status"),
    ("specs/missing-keys/01-web", "/checks/1"),
    ("specs/bad-check-ids/01-web", "/checks/0/id"),
    ("specs/format-version/02-mail", "/netcheck"),
    ("assignments/typos/01-ports", "/checks/0/expect"),
];

#[test]
fn broken_exercises_are_refused_and_sound_ones_are_not() {
    let exercise = validator("exercise");
    let mut found: Vec<String> = Vec::new();
    for folder in ["lint", "specs", "assignments"] {
        for path in yaml_files(&repository().join("fixtures").join(folder)) {
            found.extend(
                is_an_exercise(&path)
                    .then(|| unlike(&exercise, &path))
                    .flatten(),
            );
        }
    }
    assert_eq!(found, [""; 0]);
}

#[test]
fn they_are_refused_at_their_place() {
    let exercise = validator("exercise");
    for (name, place) in PLACES {
        let path = repository().join("fixtures").join(name);
        let path = if path.is_dir() {
            path.join("exercise.yaml")
        } else {
            path.with_extension("yaml")
        };
        let text = fs::read_to_string(path).expect("a fixture can be read");
        let found = refused(&exercise, &json(&text).expect("it is YAML"));
        assert!(
            found.iter().any(|found| found == place),
            "{name}: {found:?}"
        );
    }
}

fn is_an_exercise(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default();
    name == "exercise.yaml" || path.parent().is_some_and(|folder| folder.ends_with("lint"))
}

/// How netcheck and the schema differ about a file that both can read.
fn unlike(exercise: &Validator, path: &Path) -> Option<String> {
    let text = fs::read_to_string(path).ok()?;
    let refused = refused(exercise, &json(&text)?);
    let short = path.strip_prefix(repository().join("fixtures")).ok()?;
    let short = short.display().to_string();
    match (is_sound(&text), refused.is_empty()) {
        (true, false) => Some(format!("{short} is sound, and refused at {refused:?}")),
        (false, true) if !BEYOND.contains(&short.as_str()) => {
            Some(format!("{short} is broken, and valid"))
        }
        _ => None,
    }
}

/// Whether netcheck has no errors to tell about an exercise.
fn is_sound(exercise: &str) -> bool {
    let home = Folder::new();
    home.write(
        "netcheck.yaml",
        "netcheck: 1\ntitle: Fixtures\nstudent: [id, email, partner]\n",
    );
    home.write("01-exercise/exercise.yaml", exercise);
    let ran = netcheck(["lint"]).dir(home.path()).run();
    ran.exit == Some(0)
}
