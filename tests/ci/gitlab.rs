//! The pipeline that `netcheck new ci gitlab` writes, its script run in the way of GitLab's runner.

use std::process::Command;

use yaml_serde::Value;

use crate::assignments::{BROKEN, PASSES, UNDECIDED, workspace};
use crate::common::folder::Folder;
use crate::common::netcheck::netcheck;
use crate::shell::{Programs, Ran, run};

/// The job `netcheck` of the pipeline, as it stands in this workspace.
fn job(home: &Folder) -> Value {
    let text = home.read(".gitlab-ci.yml");
    let pipeline: Value = yaml_serde::from_str(&text).expect("the pipeline is YAML");
    pipeline["netcheck"].clone()
}

fn write(home: &Folder) {
    netcheck(["new", "ci", "gitlab", "--from", "kim/checks@v1"])
        .dir(home.path())
        .run()
        .exits(0);
}

/// Runs the script as GitLab's runner does: line after line in one bash, which the first that fails ends.
fn run_script(home: &Folder, programs: &Programs) -> Ran {
    let job = job(home);
    let lines = job["script"].as_sequence().expect("a script");
    let lines: Vec<&str> = lines.iter().filter_map(Value::as_str).collect();
    let mut bash = Command::new("bash");
    bash.args(["-eo", "pipefail", "-c", &lines.join("\n")]);
    let env = [
        ("PATH", programs.path()),
        ("CI", "true".into()),
        ("GITLAB_CI", "true".into()),
    ];
    run(&mut bash, home.path(), &env)
}

#[test]
fn the_job_ends_as_netcheck_does_and_leaves_its_reports() {
    for (checks, word, code) in [
        (PASSES, "hello", 0),
        (PASSES, "hullo", 1),
        (UNDECIDED, "", 4),
        (BROKEN, "", 3),
    ] {
        let home = workspace(checks, word);
        let programs = Programs::none();
        programs.add_cargo();
        write(&home);
        run_script(&home, &programs).exits(code);
        let artifacts = &job(&home)["artifacts"];
        let junit = artifacts["reports"]["junit"].as_str().expect("a path");
        assert!(home.read(junit).starts_with("<?xml"), "{junit}");
        for path in artifacts["paths"].as_sequence().expect("paths") {
            let path = path.as_str().expect("a path");
            assert!(!home.read(path).is_empty(), "{path}");
        }
    }
}

#[test]
fn netcheck_is_built_once_and_kept_whatever_the_verdict() {
    let home = workspace(PASSES, "hullo");
    let programs = Programs::none();
    programs.add_cargo();
    write(&home);
    run_script(&home, &programs).exits(1);
    run_script(&home, &programs).exits(1);
    let ran = programs.cargo_ran();
    let words = "install --locked --force --root .netcheck --git https://github.com/kim/checks --tag v1 netcheck";
    assert_eq!(ran[1..].join(" "), words);
    let cache = &job(&home)["cache"];
    assert_eq!(cache["paths"][0].as_str(), Some(".netcheck/"));
    assert_eq!(cache["when"].as_str(), Some("always"));
}

#[test]
fn undecided_is_yellow_and_nothing_else_is() {
    let home = workspace(PASSES, "");
    write(&home);
    let job = job(&home);
    assert_eq!(job["allow_failure"]["exit_codes"].as_u64(), Some(4));
    assert_eq!(job["artifacts"]["when"].as_str(), Some("always"));
}
