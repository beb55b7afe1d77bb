//! What netcheck writes for programs keeps its schemas, and has no field that they do not know.

use std::fs;
use std::path::Path;

use jsonschema::Validator;
use serde_json::Value;

use crate::common::folder::{Folder, repository};
use crate::common::netcheck::netcheck;
use crate::validator::{printed, refused};

#[test]
fn pinned_reports() {
    let (report, events) = (closed("report"), closed("events"));
    let folder = repository().join("fixtures/reports");
    for name in ["everything.json", "interrupted.json", "marked.json"] {
        keeps(&report, &folder.join(name));
    }
    keeps_in_each_line(&events, &folder.join("everything.jsonl"));
}

#[test]
fn reports_of_the_lecture() {
    let (report, events) = (closed("report"), closed("events"));
    for submission in [
        "fixtures/submissions/sample",
        "exercises/07-mail-by-hand/solution",
        "exercises/07-mail-by-hand/wrong/no-empty-line",
        "exercises/04-dns/wrong/screenshot-instead-of-text",
        "exercises/09-questions/wrong/number-with-a-comma",
    ] {
        let submission = repository().join(submission);
        let words = ["--submission", &submission.to_string_lossy(), "--elsewhere"];
        written(&words, &report, &events);
    }
}

#[test]
fn reports_of_an_assignment_that_cannot_be_used() {
    let typos = repository().join("fixtures/assignments/typos");
    let words = ["--assignment", &typos.to_string_lossy()];
    written(&words, &closed("report"), &closed("events"));
}

/// Runs `verify` with these words, and looks at both of its reports for programs.
fn written(words: &[&str], report: &Validator, events: &Validator) {
    let home = Folder::new();
    let (json, lines) = (home.join("report.json"), home.join("events.jsonl"));
    netcheck(["verify", "--for", "instructor", "--report"])
        .arg(format!("json={}", json.display()))
        .args(["--report".to_owned(), format!("events={}", lines.display())])
        .args(words)
        .dir(repository())
        .run();
    keeps(report, &json);
    keeps_in_each_line(events, &lines);
}

fn keeps(validator: &Validator, path: &Path) {
    let text = fs::read_to_string(path).expect("a report can be read");
    let value = serde_json::from_str(&text).expect("it is JSON");
    assert_eq!(refused(validator, &value), [""; 0], "{}", path.display());
}

fn keeps_in_each_line(validator: &Validator, path: &Path) {
    let text = fs::read_to_string(path).expect("a report can be read");
    assert!(text.lines().count() > 0, "{}", path.display());
    for line in text.lines() {
        let value = serde_json::from_str(line).expect("it is JSON");
        assert_eq!(refused(validator, &value), [""; 0], "{line}");
    }
}

/// The printed schema with every map closed. The printed one lets fields through that a later netcheck may add.
fn closed(name: &str) -> Validator {
    let mut schema = printed(name);
    close(&mut schema);
    jsonschema::validator_for(&schema).expect("it is a schema")
}

fn close(schema: &mut Value) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(close),
        Value::Object(keywords) => {
            keywords.values_mut().for_each(close);
            let is_map = keywords.get("properties").is_some_and(Value::is_object)
                && keywords.get("type").is_some_and(|kind| kind == "object");
            if is_map {
                keywords.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}
