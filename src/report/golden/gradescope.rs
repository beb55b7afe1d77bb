//! Gradescope's results: what its readers are shown.

use serde_json::Value;

use crate::report::golden::{check_text, fixture, format, written};
use crate::report::{Format, Reader, Setting};

fn results(named: Reader) -> Value {
    serde_json::from_str(&text(named)).unwrap()
}

/// What is written where the command line names this reader.
fn text(named: Reader) -> String {
    let format: &Format = format("gradescope");
    let events = fixture::everything();
    written(format.start, &events, format.reader(named), Setting::PLAIN)
}

fn tests(results: &Value) -> Vec<&Value> {
    results["tests"].as_array().unwrap().iter().collect()
}

#[test]
fn with_hidden_checks_students_see_what_they_see_without() {
    let (with, without) = (results(Reader::Instructor), results(Reader::Student));
    let (hidden, shown): (Vec<&Value>, Vec<&Value>) = tests(&with)
        .into_iter()
        .partition(|test| test["visibility"] == "hidden");
    assert_eq!(shown, tests(&without));
    assert_eq!(with["output"], without["output"]);
    let names: Vec<&str> = hidden
        .iter()
        .filter_map(|test| test["name"].as_str())
        .collect();
    assert_eq!(
        names,
        ["04-dns/solution: Never shown", "13-hidden/all: Never shown"]
    );
    check_text("hidden.gradescope.json", &text(Reader::Instructor));
}

#[test]
fn the_score_is_the_sum_of_the_tests() {
    for (reader, want) in [(Reader::Student, (4, 22)), (Reader::Instructor, (7, 32))] {
        let results = results(reader);
        let sum = |field| {
            tests(&results)
                .iter()
                .map(|test| test[field].as_u64().unwrap())
                .sum::<u64>()
        };
        assert_eq!((sum("score"), sum("max_score")), want);
        assert_eq!(results["score"], want.0);
    }
}

#[test]
fn what_a_person_marks_is_no_point_here_and_says_so() {
    let results = results(Reader::Student);
    let tests = tests(&results);
    let manual = tests
        .iter()
        .find(|test| test["tags"][0] == "manual")
        .unwrap();
    assert_eq!(
        (&manual["score"], &manual["max_score"]),
        (&0.into(), &0.into())
    );
    assert_eq!(manual["status"], "passed");
    let name = manual["name"].as_str().unwrap();
    assert!(name.ends_with("(handed in; a person marks it)"), "{name}");
    assert_eq!(
        manual["output"],
        "handed in; a person marks it\nup to 3 points\n"
    );
}

#[test]
fn what_is_undecided_says_that_nobody_is_to_blame() {
    let results = results(Reader::Student);
    let tests = tests(&results);
    let undecided = tests.iter().filter(|test| test["tags"][0] == "undecided");
    for test in undecided {
        assert!(
            test["output"]
                .as_str()
                .unwrap()
                .contains("nobody's mistake")
        );
    }
}
