//! TAP: by `prove` and the parser in it, and by Python's `tap.py`, which each read another subset.

use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::common::folder::{Folder, repository};
use crate::common::program;
use crate::reports::{Given, all, read_by, refused};

/// What a program reads in the reports, a JSON object a report.
fn read(program: &Path, script: &str, given: &[Given]) -> Vec<Value> {
    let script = repository().join("tests/consumers").join(script);
    let paths = given.iter().map(|given| &given.path);
    let read = read_by(program, [&script].into_iter().chain(paths));
    let read: Vec<Value> = read
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    assert_eq!(read.len(), given.len());
    read
}

fn points_are_right(given: &Given, read: &Value) {
    let points = read["points"].as_array().expect("points");
    assert_eq!(points.len(), given.checks().count(), "{}", given.name);
    for ((exercise, check), point) in given.checks().zip(points) {
        let (ok, directive) = match check["verdict"].as_str() {
            Some("pass") => (true, ""),
            Some("skipped" | "not-run") => (true, "SKIP"),
            Some("manual") => (false, "TODO"),
            _ => (false, ""),
        };
        assert_eq!(point["ok"], ok, "{}: {check:#}", given.name);
        assert_eq!(point["directive"], directive, "{}: {point:#}", given.name);
        let name = point["description"].as_str().expect("a description");
        let id = check["id"].as_str().expect("an id");
        assert!(name.contains(&format!("/{id}: ")), "{name}");
        // A title without what is written otherwise for one reader or another.
        let title = check["title"].as_str().expect("a title");
        let is_plain = |c: char| !c.is_control() && c != '#' && c != '\\';
        if title.is_ascii() && title.chars().all(is_plain) {
            assert!(name.ends_with(title), "{name}: {title} {exercise:#}");
        }
    }
}

#[test]
fn the_parser_of_prove_reads_each_point() {
    let Some(perl) = program::peer("perl") else {
        return;
    };
    let folder = Folder::new();
    let given = all("tap13", "13.tap", &folder);
    for (given, read) in given.iter().zip(read(&perl, "tap.pl", &given)) {
        assert_eq!(read["errors"], serde_json::json!([]), "{}", given.name);
        points_are_right(given, &read);
    }
}

#[test]
fn prove_says_what_the_exit_code_says() {
    let Some(prove) = program::peer("prove") else {
        return;
    };
    let folder = Folder::new();
    let proves = |path: &Path| {
        let ran = Command::new(&prove).arg(path).output();
        ran.expect("prove starts").status.success()
    };
    let mut given = all("tap13", "13.tap", &folder);
    given.retain(|given| !given.name.contains("/wrong/"));
    for given in &given {
        assert_eq!(
            proves(&given.path),
            given.json["exit"] == 0,
            "{}",
            given.name
        );
    }
    assert!(given.iter().any(|given| given.json["exit"] == 0));
    assert!(!proves(&refused("13.tap")));
}

#[test]
fn tap_py_reads_each_point_and_its_yaml() {
    let Some(python) = program::python("tap, yaml, more_itertools", "python3-tap") else {
        return;
    };
    let folder = Folder::new();
    let given = all("tap", "tap", &folder);
    for (given, read) in given.iter().zip(read(&python, "tap_py.py", &given)) {
        points_are_right(given, &read);
        for ((_, check), point) in given
            .checks()
            .zip(read["points"].as_array().expect("points"))
        {
            let yaml = &point["yaml"];
            assert_eq!(
                yaml["verdict"], check["verdict"],
                "{}: {yaml:#}",
                given.name
            );
            if check["verdict"] != "pass" {
                let message = yaml["message"].as_str().expect("a message");
                let text = yaml["text"].as_str().expect("a text");
                assert!(text.starts_with(message), "{}: {yaml:#}", given.name);
            }
        }
    }
}
