//! Every message that `netcheck lint` gives, pinned whole: a bad exercise beside what is said about it.
//! `SNAPSHOTS=overwrite cargo test --test lint` writes the messages anew.

mod common;

use std::fs;
use std::path::Path;

use common::folder::{Folder, repository};
use common::netcheck::{Ran, netcheck};
use snapbox::{Data, assert_data_eq};

/// Lints an assignment of which these bytes are the only exercise.
fn lint(exercise: impl AsRef<[u8]>) -> Ran {
    let home = Folder::new();
    home.write(
        "netcheck.yaml",
        "netcheck: 1\ntitle: Fixtures\nstudent: [id, email, partner]\n",
    );
    home.write("01-exercise/exercise.yaml", exercise);
    netcheck(["lint"]).dir(home.path()).run()
}

#[test]
fn each_bad_exercise_is_explained_as_pinned() {
    let mut seen = 0;
    for entry in fs::read_dir(repository().join("fixtures/lint")).unwrap() {
        let path = entry.unwrap().path();
        if path
            .extension()
            .is_some_and(|extension| extension == "yaml")
        {
            explained_as_pinned(&path);
            seen += 1;
        }
    }
    assert!(seen >= 16, "only {seen} fixtures were found");
}

fn explained_as_pinned(path: &Path) {
    let ran = lint(fs::read(path).expect("a fixture can be read"));
    let usable = ran.stdout.contains("the spec can be used");
    assert_eq!(ran.stderr, "", "{}", path.display());
    assert_eq!(
        ran.exit,
        Some(if usable { 0 } else { 3 }),
        "{}\n{}",
        path.display(),
        ran.all()
    );
    assert_data_eq!(
        ran.stdout,
        Data::read_from(&path.with_extension("txt"), None).raw()
    );
}

#[test]
fn the_lectures_assignment_has_no_findings() {
    let ran = netcheck(["lint"]).dir(repository()).run().exits(0);
    assert_eq!(ran.stdout.lines().count(), 1, "{}", ran.stdout);
}

#[test]
fn errors_of_all_files_are_said_at_once() {
    let home = Folder::new();
    home.write("netcheck.yaml", "netcheck: 1\ntitel: Typo\ntitle: Two\n");
    home.write("01-a/exercise.yaml", "netcheck: 1\ntitle: A\nchecks: [\n");
    home.write("02-b/exercise.yaml", "");
    home.write("03-c/exercise.yaml", b"netcheck: 1\ntitle: \xff\n");
    let ran = netcheck(["lint"]).dir(home.path()).run().exits(3);
    for file in [
        "netcheck.yaml:2",
        "01-a/exercise.yaml:3",
        "02-b/exercise.yaml",
        "03-c/exercise.yaml",
    ] {
        assert!(ran.stdout.contains(file), "{file} in\n{}", ran.stdout);
    }
}

#[test]
fn a_file_of_100_mb_is_refused_without_being_read() {
    let home = Folder::new();
    home.write("netcheck.yaml", "netcheck: 1\ntitle: Large\n");
    let path = home.write("01-large/exercise.yaml", "");
    fs::OpenOptions::new()
        .write(true)
        .open(path)
        .unwrap()
        .set_len(100 * 1024 * 1024)
        .unwrap();
    let ran = netcheck(["lint"]).dir(home.path()).run().exits(3);
    assert!(
        ran.stdout.contains("01-large/exercise.yaml"),
        "{}",
        ran.stdout
    );
}

#[test]
fn an_alias_bomb_and_deep_nesting_are_refused_at_their_place() {
    let bomb = "a: &a [x, x, x, x, x, x, x, x, x, x]\n".to_owned()
        + &('b'..='p')
            .map(|name| {
                let before = char::from(name as u8 - 1);
                let list = vec![format!("*{before}"); 10].join(", ");
                format!("{name}: &{name} [{list}]\n")
            })
            .collect::<Vec<String>>()
            .concat();
    let deep = format!("checks: {}{}\n", "[".repeat(10_000), "]".repeat(10_000));
    for text in [bomb, deep] {
        let ran = lint(text).exits(3);
        assert!(
            ran.stdout.contains("01-exercise/exercise.yaml:"),
            "{}",
            ran.stdout
        );
    }
}

/// Lints an assignment with this `netcheck.yaml` and no exercise; `world` is its `world.yaml`.
fn lint_assignment(assignment: &str, world: &str) -> Ran {
    let home = Folder::new();
    home.write(
        "netcheck.yaml",
        format!("netcheck: 1\ntitle: T\n{assignment}"),
    );
    home.write("world.yaml", world);
    netcheck(["lint"]).dir(home.path()).run()
}

#[test]
fn a_fault_that_the_lab_does_not_know_is_reported_at_its_place() {
    let world = "netcheck: 1\nhosts:\n  a.example.org: { addresses: [192.0.2.1], services: { 53: { faulty: servfial }, 54: { faulty: silent } } }\n";
    let ran = lint_assignment("world: world.yaml\n", world).exits(3);
    for said in [
        "the lab knows no fault `servfial`",
        "world.yaml:3:",
        "did you mean `servfail`?",
        "1 error:",
    ] {
        assert!(ran.stdout.contains(said), "{said} in\n{}", ran.stdout);
    }
}

#[test]
fn a_day_that_does_not_exist_is_reported() {
    let ran = lint_assignment("due: 2026-02-30T23:59[Europe/Berlin]\n", "").exits(3);
    assert!(ran.stdout.contains("netcheck.yaml:3:6"), "{}", ran.stdout);
}

#[cfg(unix)]
#[test]
fn an_exercise_that_leads_nowhere_is_reported() {
    let home = Folder::new();
    home.write("netcheck.yaml", "netcheck: 1\ntitle: T\n");
    home.write("01-a/other", "");
    std::os::unix::fs::symlink("nowhere", home.path().join("01-a/exercise.yaml")).unwrap();
    home.write("02-b/exercise.yaml/file", "");
    let ran = netcheck(["lint"]).dir(home.path()).run().exits(3);
    for said in [
        "01-a/exercise.yaml",
        "02-b/exercise.yaml",
        "there is no such file",
        "it is not a file",
    ] {
        assert!(ran.stdout.contains(said), "{said} in\n{}", ran.stdout);
    }
}
