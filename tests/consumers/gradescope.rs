//! Gradescope: by its documentation, written as a JSON Schema, to which Python's `jsonschema` holds every document.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::common::folder::{Folder, repository};
use crate::common::program;
use crate::reports::{Given, all, list, read_by, refused};

const SCHEMA: &str = "fixtures/schemas/gradescope.json";

const CHECK: &str = "\
import json, jsonschema, sys
schema = json.load(open(sys.argv[1]))
jsonschema.Draft7Validator.check_schema(schema)
for path in sys.argv[2:]:
    jsonschema.Draft7Validator(schema).validate(json.load(open(path)))
";

#[test]
fn every_document_is_valid() {
    let Some(python) = program::python("jsonschema", "python3-jsonschema") else {
        return;
    };
    let folder = Folder::new();
    let given = all("gradescope", "gradescope.json", &folder);
    let mut words = vec!["-c".into(), CHECK.into(), SCHEMA.into()];
    words.extend(
        given
            .iter()
            .map(|given| given.path.clone().into_os_string()),
    );
    words.push(refused("gradescope.json").into());
    words.push(
        repository()
            .join("fixtures/reports/hidden.gradescope.json")
            .into(),
    );
    read_by(&python, words);
}

#[test]
fn the_points_are_those_of_the_run_and_of_the_tests() {
    let folder = Folder::new();
    for given in all("gradescope", "gradescope.json", &folder) {
        let results = read(&given.path);
        let sum = |field: &str| {
            list(&results["tests"])
                .filter_map(|test| test[field].as_u64())
                .sum::<u64>()
        };
        let score = &given.json["score"];
        assert_eq!(results["score"], score["points"], "{}", given.name);
        assert_eq!(sum("score"), score["points"], "{}", given.name);
        assert_eq!(sum("max_score"), score["of"], "{}", given.name);
        words_are_kept(&given, &results);
    }
}

fn words_are_kept(given: &Given, results: &Value) {
    let tests = list(&results["tests"]);
    let tags: Vec<&Value> = tests.map(|test| &test["tags"][0]).collect();
    let verdicts: Vec<&Value> = given.checks().map(|(_, check)| &check["verdict"]).collect();
    assert_eq!(tags, verdicts, "{}", given.name);
}

fn read(path: &Path) -> Value {
    let text = fs::read_to_string(path).expect("a document");
    serde_json::from_str(&text).expect("JSON")
}
