//! JUnit XML: by the schema of the Jenkins plugin `xunit`, which `xmllint` holds it to, and by `junitparser`.

use std::fs;
use std::path::Path;

use regex::Regex;
use serde_json::Value;

use crate::common::folder::{Folder, repository};
use crate::common::program;
use crate::reports::{Given, all, list, read_by, refused};

const SCHEMA: &str = "fixtures/schemas/junit-10.xsd";

/// The schema does not know where a test stands, which GitLab and annotations on GitHub show: that is taken off before.
fn without_places(report: &Path) -> String {
    let text = fs::read_to_string(report).expect("a report");
    let place = Regex::new(r#"(<testcase [^>]*?)( file="[^"]*")?( line="[0-9]+")?>"#);
    let place = place.expect("a pattern");
    place.replace_all(&text, "$1>").into_owned()
}

#[test]
fn the_schema_of_jenkins_holds() {
    let Some(xmllint) = program::peer("xmllint") else {
        return;
    };
    let folder = Folder::new();
    let given = all("junit", "junit.xml", &folder);
    let reports = given.iter().map(|given| given.path.clone());
    let mut words = ["--nonet", "--noout", "--schema", SCHEMA]
        .map(Into::into)
        .to_vec();
    for (at, report) in reports.chain([refused("junit.xml")]).enumerate() {
        words.push(folder.write(&format!("bare/{at}.xml"), without_places(&report)));
    }
    read_by(&xmllint, words);
}

#[test]
fn junitparser_counts_what_there_is() {
    let Some(python) = program::python("junitparser", "python3-junitparser") else {
        return;
    };
    let folder = Folder::new();
    let given = all("junit", "junit.xml", &folder);
    let script = repository().join("tests/consumers/junit.py");
    let paths = given.iter().map(|given| &given.path);
    let read = read_by(&python, [&script].into_iter().chain(paths));
    let read: Vec<Value> = read
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(read.len(), given.len());
    for (given, read) in given.iter().zip(&read) {
        counts_are_right(given, read);
        cases_are_right(given, read);
    }
}

fn counts_are_right(given: &Given, read: &Value) {
    let all = given.checks().count() as u64;
    let want = [
        ("tests", all),
        ("failures", given.count(["fail", "todo"])),
        ("errors", given.count(["undecided"])),
        ("skipped", given.count(["skipped", "manual", "not-run"])),
    ];
    for (name, want) in want {
        assert_eq!(read["said"][name], want, "{}: {name}", given.name);
        assert_eq!(read["counted"][name], want, "{}: {name}", given.name);
    }
}

fn cases_are_right(given: &Given, read: &Value) {
    let cases: Vec<&Value> = list(&read["cases"]).collect();
    let names: std::collections::BTreeSet<String> = cases
        .iter()
        .map(|case| format!("{} {}", case["classname"], case["name"]))
        .collect();
    assert_eq!(names.len(), cases.len(), "{}: two of one name", given.name);
    for ((_, check), case) in given.checks().zip(cases) {
        let word = if check["verdict"] == "pass" {
            &Value::Null
        } else {
            &check["verdict"]
        };
        assert_eq!(&case["type"], word, "{}: {case:#}", given.name);
        if let (Some(message), Some(text)) = (case["message"].as_str(), case["text"].as_str()) {
            assert!(text.starts_with(message), "{}: {case:#}", given.name);
        }
    }
}
