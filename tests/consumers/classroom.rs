//! GitHub Classroom: what its reporter tells of the result, by its rules.

use serde_json::Value;

use crate::common::folder::{Folder, repository};
use crate::common::netcheck::netcheck;
use crate::common::program;
use crate::reports::{all, read_by, refused};

fn told(paths: &[std::path::PathBuf]) -> Option<Vec<Value>> {
    let python = program::peer("python3")?;
    let script = repository().join("tests/consumers/classroom.py");
    let read = read_by(&python, [&script].into_iter().chain(paths));
    let read = read
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"));
    Some(read.collect())
}

#[test]
fn both_sums_are_the_points_of_the_run() {
    let folder = Folder::new();
    let given = all("classroom", "classroom.json", &folder);
    let paths: Vec<_> = given.iter().map(|given| given.path.clone()).collect();
    let Some(read) = told(&paths) else { return };
    assert_eq!(read.len(), given.len());
    for (given, read) in given.iter().zip(&read) {
        let score = &given.json["score"];
        let points = score["points"].as_u64().expect("points");
        assert_eq!(read["classroom"], points, "{}", given.name);
        assert_eq!(read["max_score"], score["of"], "{}", given.name);
        assert_eq!(read["console"], format!("{points}.00"), "{}", given.name);
        let status = match given.json["exit"].as_u64() {
            Some(0) => "pass",
            Some(1) => "fail",
            _ => "error",
        };
        assert_eq!(read["status"], status, "{}", given.name);
        no_line_is_a_command(read);
    }
}

/// The runner of a log takes a line for a command that begins so, and one of the old form anywhere.
fn no_line_is_a_command(read: &Value) {
    let printed = read["printed"].as_array().expect("lines");
    for line in printed.iter().filter_map(Value::as_str) {
        assert!(!line.trim_start().starts_with("::"), "{line}");
        assert!(!line.contains("##["), "{line}");
        assert!(!line.contains("undefined"), "{line}");
    }
}

#[test]
fn nothing_checked_is_an_error_that_says_so() {
    let Some(read) = told(&[refused("classroom.json")]) else {
        return;
    };
    assert_eq!(read[0]["status"], "error");
    let printed = read[0]["printed"][0].as_str().expect("a line");
    assert!(
        printed.starts_with("Error: nothing was checked: "),
        "{printed}"
    );
}

#[test]
fn in_a_step_it_is_an_output_beside_the_others() {
    let folder = Folder::new();
    let output = folder.write("output", "before=1\n");
    let wrong = repository().join("exercises/07-mail-by-hand/wrong/no-helo");
    let ran = netcheck(["verify", "--elsewhere", "07-mail-by-hand", "--submission"])
        .arg(wrong)
        .args(["--report", "classroom", "--report", "github", "--report"])
        .arg(format!("json={}", folder.join("report.json").display()))
        .env("GITHUB_OUTPUT", &output)
        .dir(repository())
        .run()
        .exits(1);
    assert!(ran.stdout.contains("::error"), "{}", ran.all());
    let written = folder.read("output");
    assert!(written.starts_with("before=1\n"), "{written}");
    assert!(written.contains("\nexit=1\n"), "{written}");
    let Some(read) = told(&[output]) else { return };
    let json: Value = serde_json::from_str(&folder.read("report.json")).expect("JSON");
    assert_eq!(read[0]["classroom"], json["score"]["points"]);
    assert_eq!(read[0]["max_score"], json["score"]["of"]);
}
