//! The lecture's exercises: every solution passes, every typical mistake fails where and why its folder says, an empty folder earns nothing.

#[path = "../common/mod.rs"]
mod common;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::net::IpAddr;
use std::path::{Path, PathBuf};

use common::class::wrong::Blame::{self, Fact, Step, Unreadable};
use common::class::wrong::{BOX_ONLY, WRONG};
use common::class::wrong_programs::WRONG_PROGRAMS;
use common::folder::{Folder, repository};
use common::netcheck::netcheck;
use netcheck::net::machine;
use serde_json::Value;

#[test]
fn every_solution_passes() {
    for (network, exercise) in everywhere() {
        let solution = assignment().join(&exercise).join("solution");
        let report = verify_on(network, &[&exercise], &solution, "--elsewhere", 0);
        for (id, check) in checks(&report) {
            let verdict = &check["verdict"];
            assert!(
                verdict == "pass" || verdict == "manual",
                "{exercise}/{id}\n{check:#}"
            );
            assert!(
                verdict == "manual" || check["points"] == check["of"],
                "{exercise}/{id}\n{check:#}"
            );
        }
    }
}

#[test]
fn every_wrong_folder_fails_at_the_check_and_for_the_reason_of_its_name() {
    for (network, played) in everywhere() {
        let programs = WRONG_PROGRAMS.iter().filter(|_| network == "box");
        let of_it = WRONG.iter().chain(programs);
        let of_it = of_it.filter(|(exercise, ..)| *exercise == played);
        for (exercise, folder, blamed) in of_it {
            fails_as_its_folder_says(network, exercise, folder, blamed);
        }
    }
}

#[track_caller]
fn fails_as_its_folder_says(network: &str, exercise: &str, folder: &str, blamed: &[(&str, Blame)]) {
    let submission = assignment().join(exercise).join("wrong").join(folder);
    let report = verify_on(network, &[exercise], &submission, "--elsewhere", 1);
    let blamed: BTreeMap<&str, Blame> = blamed.iter().copied().collect();
    for (id, check) in checks(&report) {
        let verdict = check["verdict"].as_str().expect("a word");
        match blamed.get(id) {
            Some(blame) => is_blamed(check, *blame),
            // Where the mistake is in something else, no program is handed in.
            None if check["probe"] == "run" && verdict == "todo" => {}
            None => assert!(
                ["pass", "manual", "skipped"].contains(&verdict),
                "{exercise}/{folder}: {id}\n{check:#}"
            ),
        }
    }
}

#[test]
fn what_only_the_box_can_play_is_in_no_other_plan() {
    let solution = assignment().join("10-packets/solution");
    let report = verify_on("loopback", &["packets"], &solution, "--elsewhere", 0);
    assert_eq!(list(&report["exercises"]).count(), 0, "{report:#}");
}

/// Every network of this machine with every exercise that is played on it.
fn everywhere() -> Vec<(&'static str, String)> {
    let mut all: Vec<(&str, String)> = exercises()
        .into_iter()
        .filter(|exercise| !BOX_ONLY.contains(&exercise.as_str()))
        .map(|exercise| ("loopback", exercise))
        .collect();
    if common::program::the_box() {
        all.extend(exercises().into_iter().map(|exercise| ("box", exercise)));
    }
    all
}

#[track_caller]
fn is_blamed(check: &Value, blame: Blame) {
    assert_eq!(check["verdict"], "fail", "{check:#}");
    let first = &check["mismatches"][0];
    let mut facts = check["mismatches"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|m| &m["fact"]);
    let points = match blame {
        Fact(name) => {
            assert!(facts.any(|fact| fact == name), "{blame:?} in\n{check:#}");
            0
        }
        Step(name, points) => {
            assert_eq!(
                (&first["fact"], &first["step"]),
                (&"sent-by-hand".into(), &name.into()),
                "{check:#}"
            );
            points
        }
        Unreadable(words) => {
            assert!(check.to_string().contains(words), "{blame:?} in\n{check:#}");
            0
        }
    };
    assert_eq!(check["points"], points, "{check:#}");
}

#[test]
fn every_exercise_has_its_mistakes_and_each_of_them_is_in_the_table() {
    let on_disk: BTreeSet<(String, String)> = exercises()
        .into_iter()
        .flat_map(|exercise| {
            let wrong = folders(&assignment().join(&exercise).join("wrong"));
            assert!(wrong.len() >= 3, "{exercise} has fewer than three mistakes");
            wrong
                .into_iter()
                .map(move |folder| (exercise.clone(), folder))
        })
        .collect();
    let in_table = WRONG
        .iter()
        .chain(WRONG_PROGRAMS)
        .map(|(exercise, folder, _)| ((*exercise).to_owned(), (*folder).to_owned()));
    assert_eq!(on_disk, in_table.collect());
}

#[test]
fn an_empty_folder_earns_nothing_and_everything_of_the_submission_is_to_do() {
    let empty = Folder::new();
    let report = verify(&[], empty.path(), "--elsewhere", 1);
    assert_eq!(report["score"]["points"], 0);
    for exercise in list(&report["exercises"]) {
        let id = exercise["id"].as_str().expect("a name");
        let reading = reading_checks(id);
        for check in list(&exercise["checks"]) {
            let check_id = check["id"].as_str().expect("a name");
            let want = if reading.contains(check_id) {
                "todo"
            } else {
                "pass"
            };
            assert_eq!(check["verdict"], want, "{id}\n{check:#}");
            assert_eq!(check["points"], 0, "{id}\n{check:#}");
        }
    }
}

#[test]
fn here_the_answers_are_those_of_this_machine() {
    let own = machine::addresses().expect("this machine has interfaces");
    let own = own.iter().find(
        |address| matches!(address, IpAddr::V4(v4) if !v4.is_loopback() && !v4.is_unspecified()),
    );
    let name = machine::hostname();
    let address = own.map_or("203.0.113.99".to_owned(), ToString::to_string);
    let folder = Folder::new();
    folder.write(
        "answers.yaml",
        format!("address: {address}\nhostname: {name}\ngethostname: {name}\n"),
    );
    let report = verify(
        &["my-address", "hostname"],
        folder.path(),
        "--here",
        i32::from(own.is_none()),
    );
    let mine = if own.is_some() { "pass" } else { "fail" };
    let want = [("mine", mine), ("command", "pass"), ("program", "pass")];
    for (id, verdict) in want {
        assert_eq!(
            checks(&report)[id]["verdict"],
            verdict,
            "{:#}",
            checks(&report)[id]
        );
    }
}

#[test]
fn here_the_answers_of_another_machine_fail() {
    let folder = Folder::new();
    folder.write(
        "answers.yaml",
        "address: 203.0.113.99\nhostname: another-machine\ngethostname: another-machine\n",
    );
    let report = verify(&["my-address", "hostname"], folder.path(), "--here", 1);
    for (id, verdict) in [("mine", "fail"), ("command", "fail"), ("program", "pass")] {
        assert_eq!(
            checks(&report)[id]["verdict"],
            verdict,
            "{:#}",
            checks(&report)[id]
        );
    }
    folder.write("answers.yaml", "address: 127.0.0.1\n");
    let report = verify(&["my-address"], folder.path(), "--here", 1);
    is_blamed(checks(&report)["mine"], Fact("value"));
}

#[test]
fn recordings_of_other_systems_and_of_the_real_network_pass() {
    for folder in ["live-on-a-mac", "lab-on-windows"] {
        let report = verify(&[], &submissions().join(folder), "--elsewhere", 0);
        for (id, check) in checks(&report) {
            assert!(
                check["verdict"] == "pass" || check["verdict"] == "manual",
                "{folder}: {id}\n{check:#}"
            );
        }
    }
}

#[test]
fn the_sample_shows_every_verdict_that_a_student_meets() {
    let report = verify(&[], &submissions().join("sample"), "--elsewhere", 1);
    let other: BTreeMap<&str, &str> = checks(&report)
        .into_iter()
        .filter(|(_, check)| check["verdict"] != "pass")
        .map(|(id, check)| (id, check["verdict"].as_str().expect("a word")))
        .collect();
    let want = [
        ("august", "fail"),
        ("not-the-server", "fail"),
        ("answer", "skipped"),
        ("get", "todo"),
        ("session", "fail"),
        ("ordered", "todo"),
        ("highest", "fail"),
        ("web", "manual"),
    ];
    assert_eq!(other, want.into());
}

#[test]
fn a_template_as_it_stands_is_an_empty_submission() {
    let folder = Folder::new();
    let words = [
        Path::new("new"),
        Path::new("answers"),
        Path::new("--assignment"),
        &assignment(),
    ];
    netcheck(words).dir(folder.path()).run().exits(0);
    let keys = folder.read("answers.yaml");
    for key in ["\n  partner:\n", "\nusfca-address:\n", "\nweb:\n"] {
        assert!(keys.contains(key), "{keys}");
    }
    let report = verify(&[], folder.path(), "--elsewhere", 1);
    assert!(
        checks(&report)
            .values()
            .all(|check| check["verdict"] != "fail"),
        "{report:#}"
    );
    netcheck(words).dir(folder.path()).run().exits(2);
    assert_eq!(folder.read("answers.yaml"), keys);
}

fn assignment() -> PathBuf {
    repository().join("exercises")
}

fn submissions() -> PathBuf {
    repository().join("fixtures/submissions")
}

/// The JSON report on a submission, judged here or elsewhere.
#[track_caller]
fn verify(exercises: &[&str], submission: &Path, place: &str, exit: i32) -> Value {
    verify_on("loopback", exercises, submission, place, exit)
}

/// The same on a network.
#[track_caller]
fn verify_on(
    network: &str,
    exercises: &[&str],
    submission: &Path,
    place: &str,
    exit: i32,
) -> Value {
    let ran = netcheck(["verify", "--network", network])
        .args(exercises)
        .arg("--assignment")
        .arg(assignment())
        .arg("--submission")
        .arg(submission)
        .args([place, "--report", "json"])
        .run();
    ran.exits(exit).json()
}

/// The checks of a report by their ids, which are unique in the lecture.
fn checks(report: &Value) -> BTreeMap<&str, &Value> {
    let all = || list(&report["exercises"]).flat_map(|exercise| list(&exercise["checks"]));
    let by_id: BTreeMap<&str, &Value> = all()
        .map(|check| (check["id"].as_str().expect("a name"), check))
        .collect();
    assert_eq!(by_id.len(), all().count(), "two checks have one id");
    by_id
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().expect("a list in a report").iter()
}

/// The exercises' folders.
fn exercises() -> Vec<String> {
    let mut all = folders(&assignment());
    all.retain(|folder| assignment().join(folder).join("exercise.yaml").exists());
    all
}

fn folders(path: &Path) -> Vec<String> {
    let entries = fs::read_dir(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry"))
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().expect("a plain name"))
        .collect();
    names.sort();
    names
}

/// The checks of an exercise that read what was handed in, as its own text says.
fn reading_checks(id: &str) -> BTreeSet<String> {
    let all = exercises();
    let folder = all
        .iter()
        .find(|folder| folder.ends_with(id))
        .expect("an exercise");
    let text = fs::read_to_string(assignment().join(folder).join("exercise.yaml")).expect("a spec");
    let spec: Value = yaml_serde::from_str(&text).expect("YAML");
    let reads = |check: &&Value| {
        ["answer", "file", "transcript"]
            .iter()
            .any(|kind| check.get(kind).is_some())
    };
    list(&spec["checks"])
        .filter(reads)
        .map(|check| check["id"].as_str().expect("an id").to_owned())
        .collect()
}
