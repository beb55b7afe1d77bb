//! The command line: what is found, what is written where, and how the program ends.

mod common;

use common::folder::{Folder, repository};
use common::netcheck::netcheck;
use predicates::prelude::*;
use predicates::str::contains;

/// An assignment with one exercise of these checks.
fn assignment(checks: &str) -> Folder {
    let home = Folder::new();
    home.write(
        "netcheck.yaml",
        "netcheck: 1\ntitle: Test\nstudent: [id, email]\n",
    );
    home.write(
        "01-one/exercise.yaml",
        format!("netcheck: 1\ntitle: One\nchecks:\n{checks}"),
    );
    home
}

const PASSES: &str =
    "  - { id: web, title: Web, connect: \"www.usfca.edu:80\", expect: { result: open } }\n";
const FAILS: &str =
    "  - { id: shut, title: Shut, connect: \"www.usfca.edu:81\", expect: { result: open } }\n";
const TODO: &str = "  - { id: handed, title: Handed in, file: a.txt, expect: { text: present } }\n";
const UNDECIDED: &str = "  - { id: waits, title: Waits, needs: [shut], connect: \"www.usfca.edu:80\", expect: { result: open } }\n";

#[test]
fn everything_passed_is_exit_0() {
    let home = assignment(PASSES);
    netcheck(["verify"])
        .dir(home.path())
        .assert()
        .success()
        .stdout(contains("pass"));
}

#[test]
fn something_failed_or_to_do_is_exit_1() {
    for checks in [
        FAILS.to_owned(),
        TODO.to_owned(),
        format!("{FAILS}{UNDECIDED}"),
    ] {
        let home = assignment(&checks);
        netcheck(["verify"]).dir(home.path()).assert().code(1);
    }
}

#[test]
fn undecided_and_nothing_failed_is_exit_4() {
    // Nobody else's failure: what the other check saw has no such fact, and it looked at the world.
    let home = assignment(
        "  - { id: shut, title: Shut, connect: \"nowhere.usfca.edu:80\" }\n  \
         - { id: same, title: Same, connect: \"www.usfca.edu:80\", expect: { address: $shut.address } }\n",
    );
    let ran = netcheck(["verify", "--report", "json"])
        .dir(home.path())
        .run()
        .exits(4);
    assert_eq!(ran.json()["exit"], 4);
    assert_eq!(
        ran.json()["exercises"][0]["checks"][1]["verdict"],
        "undecided"
    );
}

#[test]
fn a_wrong_command_line_is_exit_2_and_names_the_next_step() {
    let home = assignment(PASSES);
    for (words, said) in [
        (vec!["verify", "on"], "did you mean `one`?"),
        (
            vec!["verify", "--report", "xml"],
            "there is no report `xml`",
        ),
        (
            vec!["verify", "--report", "json", "--report", "human"],
            "two reports want standard output",
        ),
        (
            vec!["verify", "--report", "json=no/such/folder/x.json"],
            "cannot be written",
        ),
        (
            vec!["verify", "--report", "json="],
            "--report json=report.json",
        ),
        (
            vec!["verify", "--submission", "nowhere"],
            "--submission DIR",
        ),
        (vec!["verify", "--student", "mail=x"], "id, email"),
        (
            vec!["verify", "--assignment", "nowhere"],
            "there is no folder `nowhere`; name the folder with netcheck.yaml",
        ),
        (vec!["explain", "conect"], "connect"),
        (
            vec!["verify", "--here", "--elsewhere"],
            "cannot be used with",
        ),
    ] {
        netcheck(&words)
            .dir(home.path())
            .assert()
            .code(2)
            .stderr(contains(said))
            .stdout("");
    }
}

#[test]
fn without_an_assignment_the_message_says_what_to_name() {
    let empty = Folder::new();
    netcheck(["verify"])
        .dir(empty.path())
        .assert()
        .code(2)
        .stderr(contains("--assignment DIR"));
}

#[test]
fn a_wrong_spec_is_exit_3_and_nothing_runs() {
    let home = assignment("  - { id: web, title: Web, conect: \"www.usfca.edu:80\" }\n");
    let exit = netcheck(["verify"])
        .dir(home.path())
        .assert()
        .code(3)
        .stdout("");
    exit.stderr(contains("01-one/exercise.yaml:4").and(contains("connect")));
}

#[test]
fn an_exercise_is_named_by_its_id_number_or_folder() {
    for word in ["one", "01", "1", "01-one", "01-one/"] {
        let home = assignment(PASSES);
        netcheck(["verify", word])
            .dir(home.path())
            .assert()
            .success();
    }
}

#[test]
fn the_assignment_is_found_beside_a_folder_above() {
    let home = Folder::new();
    home.write("exercises/netcheck.yaml", "netcheck: 1\ntitle: Beside\n");
    home.write(
        "exercises/01-one/exercise.yaml",
        format!("netcheck: 1\ntitle: One\nchecks:\n{PASSES}"),
    );
    let deep = home.folder("submission/deep");
    let ran = netcheck(["verify"]).dir(deep).run().exits(0);
    assert!(
        ran.stdout.starts_with("Beside: 1 exercise"),
        "{}",
        ran.all()
    );
}

#[test]
fn the_assignment_is_found_from_a_folder_inside_it() {
    let home = assignment(PASSES);
    netcheck(["verify"])
        .dir(home.join("01-one"))
        .assert()
        .success();
}

#[test]
fn a_report_goes_to_its_file_beside_the_one_for_people() {
    let home = assignment(PASSES);
    let ran = netcheck(["verify", "--report", "json=report.json"])
        .dir(home.path())
        .run()
        .exits(0);
    assert!(ran.stdout.contains("pass"), "{}", ran.all());
    let json: serde_json::Value = serde_json::from_str(&home.read("report.json")).unwrap();
    assert_eq!((&json["version"], &json["exit"]), (&1.into(), &0.into()));
}

#[test]
fn fail_fast_reports_what_has_not_run() {
    let home = assignment(&format!(
        "{FAILS}  - {{ id: never, title: Never, connect: \"silent.usfca.edu:80\", timeout: 1m, expect: {{ result: timeout }} }}\n"
    ));
    let ran = netcheck(["verify", "--fail-fast", "--report", "json"])
        .dir(home.path())
        .run()
        .exits(1);
    assert_eq!(
        ran.json()["exercises"][0]["checks"][1]["verdict"],
        "not-run"
    );
}

#[test]
fn ci_and_the_flags_say_whether_this_is_the_students_machine() {
    let home = assignment(PASSES);
    let place = |words: &[&str], ci: &str| {
        let ran = netcheck(["verify", "--report", "json"])
            .args(words)
            .env("CI", ci)
            .dir(home.path())
            .run();
        ran.json()["place"].as_str().unwrap().to_owned()
    };
    assert_eq!(place(&[], "true"), "elsewhere");
    assert_eq!(place(&["--here"], "true"), "here");
    assert_eq!(place(&["--elsewhere"], ""), "elsewhere");
    if !std::path::Path::new("/autograder").exists() {
        assert_eq!(place(&[], ""), "here");
    }
}

#[test]
fn without_answers_the_command_that_writes_them_is_named() {
    let said = "`netcheck new answers` writes it";
    let ran = netcheck(["verify", "questions"]).dir(repository()).run();
    assert!(ran.exits(1).all().contains(said));
    let ran = netcheck(["verify", "ports"]).dir(repository()).run();
    assert!(!ran.all().contains(said));
}

#[test]
fn list_tells_of_a_named_exercise_what_is_to_be_done() {
    let about = "A server waits at a port of its machine.";
    let all = netcheck(["list"]).dir(repository()).run().exits(0).stdout;
    assert!(!all.contains(about), "{all}");
    netcheck(["list", "ports"])
        .dir(repository())
        .assert()
        .success()
        .stdout(contains(about).and(contains("    telnet 127.0.0.1 8080 ")));
}

#[test]
fn list_fits_the_terminal() {
    let all = netcheck(["list"]).dir(repository()).run().exits(0).stdout;
    assert!(all.lines().all(|line| line.chars().count() <= 80), "{all}");
    netcheck(["list", "mail-by-hand"])
        .dir(repository())
        .assert()
        .success()
        .stdout(contains(
            "    Send a mail to the person sitting next to you, by typing what a mail program\n    would say. Keep",
        ));
}

#[test]
fn list_shows_every_exercise_of_the_lecture() {
    let ran = netcheck(["list"]).dir(repository()).run().exits(0);
    for exercise in ["01-pipes", "04-dns", "07-mail-by-hand", "09-questions"] {
        assert!(ran.stdout.contains(exercise), "{}", ran.stdout);
    }
}

#[test]
fn explain_knows_every_probe_and_matcher() {
    let all = netcheck(["explain"]).run().exits(0).stdout;
    for word in ["connect", "transcript", "lab-saw", "one-of", "within"] {
        assert!(all.contains(word), "{all}");
        netcheck(["explain", word])
            .assert()
            .success()
            .stdout(contains(word));
    }
}

#[test]
fn help_lists_only_what_exists_and_documents_the_exit_codes() {
    let help = netcheck(["--help"]).run().exits(0).stdout;
    let words =
        "verify lint list read telnet lab explain new gradescope grade mark report merge 130 70";
    for word in words.split(' ') {
        assert!(help.contains(word), "{help}");
    }
    assert!(!help.contains("\n  watch "), "{help}");
}

#[cfg(unix)]
#[test]
fn an_interrupt_ends_a_run_in_good_order() {
    use std::io::Read as _;
    for (signal, code) in [
        (rustix::process::Signal::INT, 130),
        (rustix::process::Signal::TERM, 143),
        (rustix::process::Signal::HUP, 129),
    ] {
        let home = assignment(
            "  - { id: first, title: First, connect: \"www.usfca.edu:80\", expect: { result: open } }\n  \
             - { id: silent, title: Silent, connect: \"silent.usfca.edu:80\", timeout: 10m, expect: { result: timeout } }\n",
        );
        let mut child = common::netcheck::command(["verify", "--report", "json"])
            .current_dir(home.path())
            .stdout(std::process::Stdio::piped())
            .stderr(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        // The run has its signal handlers before it connects; the silent host keeps it waiting.
        wait_until_it_handles(signal, child.id());
        rustix::process::kill_process(rustix::process::Pid::from_child(&child), signal).unwrap();
        let status = child.wait().unwrap();
        let mut said = String::new();
        child
            .stdout
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        assert_eq!(status.code(), Some(code), "{said}");
        let json: serde_json::Value = serde_json::from_str(&said).unwrap();
        assert_eq!(json["exit"], code);
        assert_eq!(json["exercises"][0]["checks"][1]["verdict"], "not-run");
    }
}

/// Looks at the system's list of caught signals until this one is on it.
#[cfg(target_os = "linux")]
fn wait_until_it_handles(signal: rustix::process::Signal, pid: u32) {
    let bit = 1_u64 << (signal.as_raw() - 1);
    loop {
        let status =
            std::fs::read_to_string(format!("/proc/{pid}/status")).expect("the child runs");
        let caught = status
            .lines()
            .find_map(|line| line.strip_prefix("SigCgt:"))
            .expect("every process has a list of caught signals");
        let caught = u64::from_str_radix(caught.trim(), 16);
        if caught.expect("hexadecimal digits") & bit != 0 {
            return;
        }
        std::thread::yield_now();
    }
}

#[cfg(all(unix, not(target_os = "linux")))]
fn wait_until_it_handles(_: rustix::process::Signal, _: u32) {}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    let home = assignment(PASSES);
    let mut child = common::netcheck::command(["verify"])
        .current_dir(home.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    assert_eq!(child.wait().unwrap().code(), Some(0));
}
