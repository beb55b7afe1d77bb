//! The files that are shipped: schemas, and specs that name and keep them.

use std::fs;
use std::path::{Path, PathBuf};

use jsonschema::Validator;
use snapbox::{Data, assert_data_eq};

use crate::common::folder::repository;
use crate::common::netcheck::netcheck;
use crate::validator::{json, refused, validator};

/// The schemas that stand in `exercises/schema`.
const SHIPPED: &[&str] = &["exercise", "instructor", "assignment", "world"];

/// What the first line of a file begins with that names its schema.
const MODELINE: &str = "# yaml-language-server: $schema=";

#[test]
fn the_shipped_schemas_are_those_that_netcheck_prints() {
    for name in SHIPPED {
        let ran = netcheck(["schema", name]).run().exits(0);
        let path = repository().join(format!("exercises/schema/{name}.json"));
        assert_data_eq!(ran.stdout, Data::read_from(&path, None).raw());
    }
}

#[test]
fn every_file_of_the_lecture_names_its_schema_and_keeps_it() {
    let folder = repository().join("exercises");
    let mut seen = 0;
    for path in yaml_files(&folder) {
        let Some(name) = schema_of(&path) else {
            continue;
        };
        let text = fs::read_to_string(&path).expect("a file can be read");
        let named = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix(MODELINE));
        let named = named.unwrap_or_else(|| panic!("{} names no schema", path.display()));
        let beside = path
            .parent()
            .expect("a file stands in a folder")
            .join(named);
        let meant = folder.join(format!("schema/{name}.json"));
        assert_eq!(
            beside.canonicalize().ok(),
            meant.canonicalize().ok(),
            "{}",
            path.display()
        );
        keeps(&validator(name), &path);
        seen += 1;
    }
    assert!(seen >= 11, "only {seen} files were found");
}

#[test]
fn every_solution_keeps_the_schema_of_its_answers() {
    let answers = validator("answers");
    let files = yaml_files(&repository().join("exercises"));
    let solutions = files
        .iter()
        .filter(|path| path.ends_with("solution/answers.yaml"));
    let mut seen = 0;
    for path in solutions.chain(&yaml_files(&repository().join("fixtures/submissions"))) {
        keeps(&answers, path);
        seen += 1;
    }
    assert!(seen >= 8, "only {seen} files were found");
}

#[test]
fn worlds_of_the_fixtures_keep_their_schema() {
    let world = validator("world");
    for path in yaml_files(&repository().join("fixtures/worlds")) {
        keeps(&world, &path);
    }
}

#[test]
fn answers_that_cannot_be_read_are_refused() {
    let answers = validator("answers");
    for (wrong, key) in [
        ("02-my-address/wrong/address-with-prefix-length", "/address"),
        ("02-my-address/wrong/name-instead-of-address", "/address"),
        ("03-hostname/wrong/prompt-instead-of-name", "/hostname"),
        (
            "08-well-known-ports/wrong/no-protocol-of-the-list",
            "/port-25",
        ),
        ("09-questions/wrong/number-with-a-comma", "/highest-port"),
    ] {
        let path = repository()
            .join("exercises")
            .join(wrong)
            .join("answers.yaml");
        let text = fs::read_to_string(&path).expect("a file can be read");
        let found = refused(&answers, &json(&text).expect("it is YAML"));
        assert!(found.iter().any(|place| place == key), "{wrong}: {found:?}");
    }
}

fn keeps(validator: &Validator, path: &Path) {
    let text = fs::read_to_string(path).expect("a file can be read");
    let value = json(&text).unwrap_or_else(|| panic!("{} is no YAML", path.display()));
    assert_eq!(refused(validator, &value), [""; 0], "{}", path.display());
}

/// The schema of a file, if it belongs to the spec.
fn schema_of(path: &Path) -> Option<&'static str> {
    let folder = path.parent()?.file_name()?.to_str()?;
    match (folder, path.file_name()?.to_str()?) {
        (_, "exercise.yaml") => Some("exercise"),
        (_, "exercise.instructor.yaml") => Some("instructor"),
        (_, "netcheck.yaml") => Some("assignment"),
        ("worlds", _) => Some("world"),
        _ => None,
    }
}

/// Every YAML file below a folder.
pub(crate) fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned()];
    while let Some(path) = waiting.pop() {
        if let Ok(entries) = fs::read_dir(&path) {
            waiting.extend(entries.map(|entry| entry.expect("an entry of a folder").path()));
        } else if path.extension().is_some_and(|kind| kind == "yaml") {
            found.push(path);
        }
    }
    found.sort();
    found
}
