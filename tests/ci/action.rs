//! The action of `action.yml`: how it ends, what it says, what it leaves, and where it takes netcheck from.

use crate::assignments::{BROKEN, PASSES, UNDECIDED, workspace};
use crate::common::folder::repository;
use crate::runner::{Done, Runner, scripts};
use crate::shell::Programs;

/// Runs the action in a workspace of these checks, with this word handed in.
fn run(checks: &str, word: &str) -> Done {
    let home = workspace(checks, word);
    let programs = Programs::with_netcheck();
    let done = Runner::new(&programs, &home).run(&[]);
    for name in ["json", "junit", "html"] {
        let path = done.output(name);
        assert!(home.join(path).is_file(), "{name}: `{path}`");
    }
    done
}

#[test]
fn what_passes_is_a_step_that_passes() {
    let done = run(PASSES, "hello\n").exits(0);
    let outputs = ["points", "of", "exit", "json", "junit", "html", "result"];
    let outputs = outputs.map(|name| done.output(name));
    let want = [
        "2",
        "2",
        "0",
        "netcheck-reports/netcheck.json",
        "netcheck-reports/netcheck.xml",
        "netcheck-reports/netcheck.html",
        "",
    ];
    assert_eq!(outputs, want);
    assert!(done.summary.contains("The word"), "{}", done.summary);
    assert_eq!(done.steps, ["Look for netcheck", "netcheck verify"]);
}

#[test]
fn what_fails_is_an_error_at_its_line() {
    let done = run(PASSES, "hullo\n").exits(1);
    assert_eq!(
        ["points", "of", "exit"].map(|name| done.output(name)),
        ["0", "2", "1"]
    );
    let said = done.last.stdout;
    assert!(said.contains("::error title=01-one/word"), "{said}");
    assert!(said.contains("file=word.txt,line=1"), "{said}");
}

#[test]
fn what_is_undecided_is_a_warning_and_no_red_run() {
    let done = run(UNDECIDED, "").exits(0);
    assert_eq!(done.output("exit"), "4");
    let said = done.last.stdout;
    assert!(said.contains("\n::warning title=netcheck::"), "{said}");
    assert!(!said.contains("::error"), "{said}");
}

#[test]
fn a_wrong_spec_is_an_error_at_its_line() {
    let done = run(BROKEN, "").exits(3);
    assert_eq!(["points", "exit"].map(|name| done.output(name)), ["", "3"]);
    let said = done.last.stdout;
    assert!(
        said.contains("file=exercises/01-one/exercise.yaml,line=4"),
        "{said}"
    );
}

#[test]
fn what_is_not_there_is_the_exit_code_of_a_wrong_command_line() {
    let home = workspace(PASSES, "hello");
    let programs = Programs::with_netcheck();
    let runner = Runner::new(&programs, &home);
    for input in [
        ("assignment", "nowhere"),
        ("submission", "nowhere"),
        ("exercises", "nowhere"),
    ] {
        let done = runner.run(&[input]).exits(2);
        assert_eq!(done.output("exit"), "2", "{input:?}");
        assert!(done.last.stderr.contains("nowhere"), "{}", done.last.all());
    }
}

#[test]
fn the_inputs_are_what_they_say() {
    let home = workspace(PASSES, "");
    home.write("handed in/word.txt", "hello");
    crate::assignments::assignment(&home, "other", PASSES);
    home.write(
        "other/02-two/exercise.yaml",
        crate::assignments::exercise(BROKEN),
    );
    let programs = Programs::with_netcheck();
    let inputs = [
        ("submission", "handed in"),
        ("assignment", "exercises"),
        ("exercises", "one"),
        ("args", "--color never\n--jobs '1'"),
        ("reports", ""),
        ("classroom", "true"),
    ];
    let done = Runner::new(&programs, &home).run(&inputs).exits(0);
    assert_eq!(
        ["json", "junit", "html"].map(|name| done.output(name)),
        ["", "", ""]
    );
    assert!(!done.output("result").is_empty());
    assert!(!home.join("netcheck-reports").exists());
}

#[test]
fn a_netcheck_that_is_missing_is_built_once_and_kept() {
    let home = workspace(PASSES, "hello");
    let programs = Programs::none();
    programs.add_cargo();
    let runner = Runner::new(&programs, &home);
    let first = runner.run(&[]).exits(0);
    let all = [
        "Look for netcheck",
        "Take netcheck from the cache",
        "Build netcheck",
        "Keep netcheck in the cache",
        "netcheck verify",
    ];
    assert_eq!(first.steps, all);
    let ran = programs.cargo_ran();
    let words: Vec<&str> = ran.iter().map(String::as_str).collect();
    let [
        folder,
        "install",
        "--path",
        ".",
        "--locked",
        "--force",
        "--root",
        root,
    ] = words[..]
    else {
        panic!("{words:?}");
    };
    assert_eq!(folder, repository().to_string_lossy());
    let name = root.rsplit('/').next().expect("a name");
    assert!(name.starts_with("netcheck-Linux-X64-any-"), "{name}");

    // As in the next run, with a cache that has it.
    let second = runner.run(&[]).exits(0);
    assert_eq!(second.steps, [all[0], all[1], all[2], all[4]]);
    assert_eq!(programs.cargo_ran(), ran);
}

#[test]
fn a_netcheck_of_another_version_is_not_taken() {
    let home = workspace(PASSES, "hello");
    let programs = Programs::none();
    programs.add_cargo();
    programs.add("netcheck", "echo netcheck 0.0.1");
    Runner::new(&programs, &home).run(&[]).exits(0);
    assert!(!programs.cargo_ran().is_empty());
}

#[test]
fn without_rust_the_step_says_what_to_install() {
    let home = workspace(PASSES, "hello");
    let programs = Programs::without_cargo();
    let said = Runner::new(&programs, &home).run(&[]).exits(1).last.stdout;
    assert!(said.starts_with("::error title=netcheck::"), "{said}");
    assert!(said.contains("install Rust"), "{said}");
}

#[test]
fn no_script_has_an_expression_in_its_text() {
    let scripts = scripts();
    assert_eq!(scripts.len(), 3);
    for script in scripts {
        assert!(!script.contains("${{"), "{script}");
    }
}
