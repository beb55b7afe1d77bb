//! Python's `jsonschema` and `yaml` against the schemas that netcheck prints.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::folder::{Folder, repository};
use crate::common::netcheck::netcheck;
use crate::common::program;

/// Debian's Python with what reads YAML and validates JSON.
fn python() -> Option<PathBuf> {
    program::python("jsonschema, yaml", "python3-jsonschema python3-yaml")
}

/// What the validator says about files by a schema, and its exit code.
fn validate(python: &Path, schema: &str, files: &[PathBuf]) -> (String, Option<i32>) {
    let folder = Folder::new();
    let printed = netcheck(["schema", schema])
        .dir(repository())
        .run()
        .exits(0);
    let schema = folder.write("schema.json", printed.stdout);
    let program = repository().join("tests/peers/schemas/validate.py");
    let output = Command::new(python)
        .arg(program)
        .arg(schema)
        .args(files)
        .output()
        .expect("it starts");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    (said, output.status.code())
}

/// The files of this name in the folders of the exercises.
fn of_exercises(name: &str) -> Vec<PathBuf> {
    let folders = std::fs::read_dir(repository().join("exercises")).expect("the exercises");
    let files = folders.map(|folder| folder.expect("an entry of a folder").path().join(name));
    files.filter(|file| file.is_file()).collect()
}

#[test]
fn python_finds_every_shipped_file_valid() {
    let Some(python) = python() else { return };
    let here = |name: &str| vec![repository().join(name)];
    for (schema, files) in [
        ("exercise", of_exercises("exercise.yaml")),
        ("assignment", here("exercises/netcheck.yaml")),
        ("world", here("exercises/worlds/lecture.yaml")),
        ("world", here("fixtures/worlds/faults.yaml")),
        ("answers", of_exercises("solution/answers.yaml")),
        ("answers", here("fixtures/submissions/sample/answers.yaml")),
        ("report", here("fixtures/reports/everything.json")),
        ("report", here("fixtures/reports/interrupted.json")),
        ("report", here("fixtures/reports/marked.json")),
        ("events", here("fixtures/reports/everything.jsonl")),
        ("class", here("fixtures/reports/class.json")),
    ] {
        assert!(!files.is_empty(), "{schema}");
        let said = validate(&python, schema, &files);
        assert_eq!(said, (String::new(), Some(0)), "{schema}");
    }
}

#[test]
fn python_refuses_what_is_misspelt() {
    let Some(python) = python() else { return };
    let broken = |name: &str| vec![repository().join(name)];
    for (schema, files, wanted) in [
        (
            "exercise",
            broken("fixtures/lint/unknown-fact.yaml"),
            "/checks/0/expect: Additional properties are not allowed ('reslut' was unexpected)",
        ),
        (
            "exercise",
            broken("fixtures/specs/two-probes/01-web/exercise.yaml"),
            "/checks/0/connect: False schema does not allow",
        ),
        (
            "world",
            broken("fixtures/specs/world/world.yaml"),
            "/hosts/www.example.edu/services/80: 'htp'",
        ),
        (
            "answers",
            broken("exercises/02-my-address/wrong/name-instead-of-address/answers.yaml"),
            "/address: 'beast.local'",
        ),
    ] {
        let (said, exit) = validate(&python, schema, &files);
        assert!(said.contains(wanted), "no `{wanted}` in\n{said}");
        assert_eq!(exit, Some(1), "{said}");
    }
}
