//! Every example in the README is run, and prints what stands there.
//! `TRYCMD=overwrite cargo test --test readme` writes the outputs anew, but for those of the class: its examples write files, so they are run
//! one after another in a folder of their own, and stand in blocks of `text`.

#[path = "common/mod.rs"]
mod common;

use std::fs;
use std::path::Path;
use std::process::Command;

use assert_cmd::cargo::cargo_bin;

#[test]
fn the_readmes_examples_print_what_stands_there() {
    // Nobody's lab is found in a runtime folder of the test's own.
    let runtime = tempfile::tempdir().expect("a folder for the test");
    let cases = trycmd::TestCases::new();
    cases
        .default_bin_name("netcheck")
        .env("NO_COLOR", "1")
        .env("NETCHECK_NETWORK", "loopback")
        .env("CI", "")
        .env("XDG_RUNTIME_DIR", runtime.path().to_string_lossy())
        .case("README.md")
        .run();
}

#[test]
fn the_examples_of_a_class_print_what_stands_there() {
    let folder = tempfile::tempdir().expect("a folder for the test");
    copy(
        Path::new("fixtures/class"),
        &folder.path().join("fixtures/class"),
    );
    print_what_stands_there("Grading a class", 3, folder.path());
}

#[cfg(target_os = "linux")]
#[test]
fn the_examples_of_the_box_print_what_stands_there() {
    let programs = ["nslookup", "ip"].map(common::program::peer);
    if programs.iter().all(Option::is_some) && common::program::the_box() {
        print_what_stands_there("The lab's shell", 2, Path::new("/"));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn the_example_of_a_program_prints_what_stands_there() {
    if common::program::peer("python3").is_some() && common::program::the_box() {
        print_what_stands_there("Programs", 1, Path::new("."));
    }
}

#[test]
fn the_limits_of_programs_are_those_that_hold() {
    let readme = fs::read_to_string("README.md").expect("the README");
    let flat = readme.split_whitespace().collect::<Vec<_>>().join(" ");
    let limits = netcheck::sandbox::Limits::default();
    let want = format!(
        "may use {} MB of memory, {} MB of files, {} of them, {} processes and threads",
        limits.memory >> 20,
        limits.disk >> 20,
        limits.files,
        limits.processes
    );
    assert!(flat.contains(&want), "{want}");
}

/// Runs the examples of a section, of which there are at least so many, in a folder.
#[track_caller]
fn print_what_stands_there(section: &str, least: usize, folder: &Path) {
    let readme = fs::read_to_string("README.md").expect("the README");
    let head = format!("\n## {section}\n");
    let text = readme.split(&head).nth(1).expect("the section");
    let text = text.split("\n## ").next().unwrap_or(text);
    let examples: Vec<&str> = text
        .split("```text\n$ ")
        .skip(1)
        .filter_map(|example| example.split("```").next())
        .collect();
    assert!(examples.len() >= least, "there are {}", examples.len());
    for example in examples {
        let (command, want) = example.split_once('\n').expect("a command and its output");
        assert_eq!(printed(command, folder), want, "$ {command}");
    }
}

/// What a command prints, on both streams; its exit code as a last line, unless it is 0.
fn printed(command: &str, folder: &Path) -> String {
    let words = command
        .strip_prefix("netcheck ")
        .expect("a netcheck command");
    let done = Command::new("sh")
        .arg("-c")
        .arg(format!("\"$NETCHECK\" {words} 2>&1"))
        .env("NETCHECK", cargo_bin("netcheck"))
        .env("NO_COLOR", "1")
        .env("NETCHECK_NETWORK", "loopback")
        .env("CI", "")
        .env("NETCHECK_NETWORK", "loopback")
        .current_dir(folder)
        .output()
        .expect("a shell");
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    match done.status.code() {
        Some(0) => text,
        code => format!("{text}? {}\n", code.unwrap_or(-1)),
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a new folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let into = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &into);
        } else {
            fs::copy(entry.path(), into).expect("a copy");
        }
    }
}
