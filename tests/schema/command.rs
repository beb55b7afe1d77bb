//! `netcheck schema` itself.

use crate::common::folder::{Folder, repository};
use crate::common::netcheck::netcheck;

use crate::validator::printed;

const NAMES: &[&str] = &[
    "exercise",
    "instructor",
    "assignment",
    "world",
    "answers",
    "report",
    "events",
    "class",
];

#[test]
fn without_a_name_it_is_that_of_exercises() {
    let ran = netcheck(["schema"]).dir(repository()).run().exits(0);
    let named = netcheck(["schema", "exercise"]).dir(repository()).run();
    assert_eq!(ran.stdout, named.stdout);
    assert_eq!(ran.stderr, "");
}

#[test]
fn an_unknown_name_is_a_usage_error_with_the_nearest() {
    let ran = netcheck(["schema", "exercize"]).run().exits(2);
    assert_eq!(ran.stdout, "");
    let want = "error: there is no schema `exercize`; did you mean `exercise`?\nthere is exercise, instructor, assignment, world, answers, report, events, class\n";
    assert_eq!(ran.stderr, want);
}

#[test]
fn every_schema_is_one_by_its_own_rules() {
    for name in NAMES {
        let schema = printed(name);
        assert_eq!(schema["$schema"], "http://json-schema.org/draft-07/schema#");
        assert!(jsonschema::draft7::meta::is_valid(&schema), "{name}");
    }
}

#[test]
fn answers_are_those_of_the_assignment() {
    let home = Folder::new();
    home.write("netcheck.yaml", "netcheck: 1\ntitle: T\nstudent: [id]\n");
    home.write(
        "01-a/exercise.yaml",
        "netcheck: 1\ntitle: A\nanswers:\n  port: { ask: Which port?, type: integer }\nchecks:\n  - { id: web, title: P, answer: port, expect: { value: 80 } }\n",
    );
    let ran = netcheck(["schema", "answers", "--assignment"])
        .arg(home.path())
        .run()
        .exits(0);
    let schema: serde_json::Value = serde_json::from_str(&ran.stdout).expect("it is JSON");
    let properties = schema["properties"].as_object().expect("it has keys");
    let keys: Vec<&str> = properties.keys().map(String::as_str).collect();
    assert_eq!(keys, ["student", "port"]);
    assert_eq!(
        schema["properties"]["port"]["description"],
        "Which port? (a whole number, such as 443)"
    );
    // The solution is nobody's business.
    assert!(!ran.stdout.contains("80"), "{}", ran.stdout);
}

#[test]
fn answers_of_a_broken_assignment_are_none() {
    let home = Folder::new();
    home.write("netcheck.yaml", "netcheck: 1\ntitel: T\n");
    let ran = netcheck(["schema", "answers"])
        .dir(home.path())
        .run()
        .exits(3);
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr.contains("did you mean `title`?"),
        "{}",
        ran.stderr
    );
}
