//! The reports of a run: where they go, who reads them, and what is in them when something goes wrong.

mod common;

use common::folder::Folder;
use common::netcheck::{Ran, netcheck};
use serde_json::Value;

const PASSES: &str =
    "  - { id: web, title: Web, connect: \"www.usfca.edu:80\", expect: { result: open } }\n";
const FAILS: &str =
    "  - { id: shut, title: Shut, connect: \"www.usfca.edu:81\", expect: { result: open } }\n";

/// An assignment with these checks, and these hidden ones.
fn assignment(checks: &str, hidden: &str) -> Folder {
    let home = Folder::new();
    let exercise = |checks: &str| format!("netcheck: 1\ntitle: One\nchecks:\n{checks}");
    home.write("netcheck.yaml", "netcheck: 1\ntitle: Test\n");
    home.write("01-one/exercise.yaml", exercise(checks));
    if !hidden.is_empty() {
        home.write("01-one/exercise.instructor.yaml", exercise(hidden));
    }
    home
}

fn verify<const N: usize>(home: &Folder, words: [&str; N]) -> Ran {
    netcheck(["verify"]).args(words).dir(home.path()).run()
}

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap_or_else(|err| panic!("{err}: {line}")))
        .collect()
}

#[test]
fn a_student_is_told_nothing_of_a_hidden_check_but_that_there_is_one() {
    let home = assignment(PASSES, FAILS);
    for report in ["human", "json", "events"] {
        let ran = verify(&home, ["--report", report]).exits(0);
        assert!(!ran.stdout.contains("hut"), "{}", ran.all());
        assert!(ran.stdout.contains("hidden"), "{}", ran.all());
    }
    let json = verify(&home, ["--report", "json"]).json();
    assert_eq!((&json["hidden"], &json["exit"]), (&1.into(), &0.into()));
}

#[test]
fn an_instructor_is_shown_the_hidden_checks() {
    let home = assignment(PASSES, FAILS);
    let ran = verify(&home, ["--for", "instructor", "--report", "json"]).exits(1);
    let json = ran.json();
    assert_eq!((&json["hidden"], &json["exit"]), (&0.into(), &1.into()));
    let shut = &json["exercises"][0]["checks"][1];
    assert_eq!(
        (&shut["id"], &shut["hidden"]),
        (&"shut".into(), &true.into())
    );
}

#[test]
fn an_instructor_is_shown_what_a_secret_answer_should_be() {
    let home = assignment("", "");
    home.write(
        "01-one/exercise.yaml",
        "netcheck: 1\ntitle: One\nanswers: { host: { ask: Who? } }\nchecks:\n  - { id: host, title: Host, answer: host, expect: { value: stargate } }\n",
    );
    home.write("answers.yaml", "host: beast\n");
    let student = verify(&home, []).exits(1);
    assert!(!student.stdout.contains("stargate"), "{}", student.all());
    let instructor = verify(&home, ["--for", "instructor"]).exits(1);
    assert!(
        instructor.stdout.contains("stargate"),
        "{}",
        instructor.all()
    );
}

#[test]
fn events_are_one_object_a_line_and_each_check_ends_once() {
    let home = assignment(&format!("{PASSES}{FAILS}"), "");
    let ran = verify(&home, ["--report", "events"]).exits(1);
    let events = lines(&ran.stdout);
    let named = |name: &str| -> Vec<&Value> {
        let named = events.iter().filter(|event| event["event"] == name);
        named.collect()
    };
    assert_eq!(events[0]["event"], "begin");
    assert_eq!(events[0]["exercises"][0]["checks"][1]["id"], "shut");
    assert_eq!((named("started").len(), named("finished").len()), (2, 2));
    let end = events.last().expect("an end");
    assert_eq!((&end["event"], &end["exit"]), (&"end".into(), &1.into()));
}

#[test]
fn a_retry_is_an_event() {
    let home = assignment(
        "  - { id: shut, title: Shut, connect: \"www.usfca.edu:81\", retry: { times: 1, network: loopback }, expect: { result: open } }\n",
        "",
    );
    let ran = verify(&home, ["--report", "events"]).exits(1);
    let events = lines(&ran.stdout);
    let retry = events.iter().find(|event| event["event"] == "retrying");
    assert_eq!(retry.map(|retry| &retry["attempt"]), Some(&1.into()));
}

#[test]
fn one_run_writes_every_report() {
    let home = assignment(PASSES, "");
    let ran = verify(
        &home,
        [
            "--report",
            "human",
            "--report",
            "json=a.json",
            "--report",
            "events=a.jsonl",
        ],
    );
    let ran = ran.exits(0);
    assert!(ran.stdout.starts_with("Test: 1 exercise"), "{}", ran.all());
    let json: Value = serde_json::from_str(&home.read("a.json")).expect("JSON");
    assert_eq!(json["tally"]["pass"], 1);
    assert_eq!(lines(&home.read("a.jsonl")).len(), 4);
}

#[test]
fn a_report_that_cannot_be_opened_costs_no_time() {
    let home = assignment(PASSES, "");
    let ran = verify(&home, ["--report", "json=nowhere/a.json"]).exits(2);
    assert_eq!(ran.stdout, "");
    assert!(
        ran.stderr
            .contains("the report `nowhere/a.json` cannot be written")
    );
}

#[test]
fn two_reports_in_one_file_are_refused() {
    let home = assignment(PASSES, "");
    let ran = verify(&home, ["--report", "json=a", "--report", "events=./a"]).exits(2);
    assert!(
        ran.stderr.contains("two reports want the file `./a`"),
        "{}",
        ran.all()
    );
}

#[cfg(target_os = "linux")]
#[test]
fn a_report_that_fails_later_does_not_spoil_the_others() {
    let home = assignment(PASSES, "");
    let ran = verify(
        &home,
        [
            "--report",
            "events=/dev/full",
            "--report",
            "json=a.json",
            "--report",
            "human",
        ],
    );
    let ran = ran.exits(2);
    assert!(ran.stdout.contains("1 passed"), "{}", ran.all());
    let json: Value = serde_json::from_str(&home.read("a.json")).expect("JSON");
    assert_eq!(json["exit"], 0);
    let said = "the report `/dev/full` could not be written";
    assert_eq!(ran.stderr.matches(said).count(), 1, "{}", ran.all());
}

#[test]
fn a_wrong_spec_is_told_by_the_report() {
    let home = assignment("  - { id: web, title: Web, conect: \"x:80\" }\n", "");
    let ran = verify(
        &home,
        ["--report", "json=a.json", "--report", "events=a.jsonl"],
    )
    .exits(3);
    let json: Value = serde_json::from_str(&home.read("a.json")).expect("JSON");
    assert_eq!(
        (&json["ending"], &json["exit"]),
        (&"refused".into(), &3.into())
    );
    assert_eq!(json["problems"][0]["line"], 4, "{}", ran.all());
    assert_eq!(lines(&home.read("a.jsonl"))[0]["ending"], "refused");
}

#[test]
fn quiet_says_the_total_alone_and_verbose_what_was_seen() {
    let home = assignment(PASSES, "");
    let quiet = verify(&home, ["--quiet"]).exits(0);
    assert_eq!(quiet.stdout, "Total: no points to earn\n  1 passed\n");
    let verbose = verify(&home, ["--verbose"]).exits(0);
    assert!(
        verbose.stdout.contains("result         open"),
        "{}",
        verbose.all()
    );
    assert!(
        verbose.stdout.contains("connected to 192.0.2.80:80"),
        "{}",
        verbose.all()
    );
    verify(&home, ["--quiet", "--verbose"]).exits(2);
}

/// A check that waits for a host which never answers, visible and hidden.
fn waits(id: &str) -> String {
    format!(
        "  - {{ id: {id}, title: Waits, connect: \"silent.usfca.edu:80\", timeout: 2s, expect: {{ result: timeout }} }}\n"
    )
}

#[test]
fn where_there_is_no_terminal_nothing_is_drawn() {
    let home = assignment(&waits("seen"), "");
    let ran = verify(&home, []).exits(0);
    assert_eq!(ran.stderr, "");
    assert!(!ran.stdout.contains('\r'), "{}", ran.all());
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_terminal_a_run_that_takes_longer_says_what_it_waits_for() {
    let Some(script) = common::program::peer("script") else {
        return;
    };
    let home = assignment(&waits("seen"), &waits("unseen"));
    let line = |words: &str| {
        let program = common::netcheck::program().display();
        let ran = std::process::Command::new(&script)
            .args([
                "-q",
                "-e",
                "-c",
                &format!("{program} verify {words}"),
                "/dev/null",
            ])
            .current_dir(home.path())
            .env("TERM", "xterm")
            .env_remove("CI")
            .output()
            .expect("script starts");
        String::from_utf8_lossy(&ran.stdout).into_owned()
    };
    let student = line("");
    assert!(student.contains("0 of 1  one/seen"), "{student}");
    assert!(!student.contains("one/unseen"), "{student}");
    let instructor = line("--for instructor");
    assert!(instructor.contains("0 of 2  one/"), "{instructor}");
    assert!(instructor.contains("and 1 more"), "{instructor}");
    let quiet = line("--quiet");
    assert!(!quiet.contains(" of 1 "), "{quiet}");
}

#[test]
fn a_command_line_that_is_refused_costs_nobody_a_report() {
    let home = assignment(PASSES, "");
    verify(&home, ["--report", "json=a.json"]).exits(0);
    let before = home.read("a.json");
    verify(&home, ["--report", "json=a.json", "nowhere"]).exits(2);
    assert_eq!(home.read("a.json"), before);
    verify(&home, ["--report", "json=a.json"]).exits(0);
    let json: Value = serde_json::from_str(&home.read("a.json")).expect("JSON");
    assert_eq!(json["exit"], 0);
}

#[test]
fn a_report_never_takes_the_place_of_a_spec_or_of_answers() {
    let home = assignment(PASSES, "");
    home.write("answers.yaml", "port: 80\n");
    for name in ["answers.yaml", "netcheck.yaml"] {
        let before = home.read(name);
        verify(&home, ["--report", &format!("json={name}")]).exits(2);
        assert_eq!(home.read(name), before);
    }
}

#[test]
fn students_are_shown_no_line_of_a_wrong_spec() {
    let home = assignment(PASSES, "  - { id: web, title: Web, conect: \"hush:80\" }\n");
    for format in [
        "json", "markdown", "html", "junit", "tap", "events", "github",
    ] {
        let ran = verify(&home, ["--report", format, "--elsewhere"]).exits(3);
        assert!(!ran.all().contains("hush"), "{format}: {}", ran.all());
        let ran = verify(&home, ["--report", format, "--for", "instructor"]).exits(3);
        assert!(!ran.stdout.is_empty(), "{format}");
    }
}
