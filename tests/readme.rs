//! Every example in the README is run, and prints what stands there.
//! `TRYCMD=overwrite cargo test --test readme` writes the outputs anew, but for those of the class: its examples write files, so they are run
//! one after another in a folder of their own, and stand in blocks of `text`.

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
    let readme = fs::read_to_string("README.md").expect("the README");
    let section = readme
        .split("\n## Grading a class")
        .nth(1)
        .expect("the section");
    let section = section.split("\n## ").next().unwrap_or(section);
    let examples: Vec<&str> = section
        .split("```text\n$ ")
        .skip(1)
        .filter_map(|example| example.split("```").next())
        .collect();
    assert!(examples.len() >= 3, "there are {}", examples.len());
    for example in examples {
        let (command, want) = example.split_once('\n').expect("a command and its output");
        assert_eq!(printed(command, folder.path()), want, "$ {command}");
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
        .env("CI", "")
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
