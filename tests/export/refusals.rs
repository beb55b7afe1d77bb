//! What cannot be exported: it is said why, and nothing is written.

use std::path::Path;

use crate::assignment::assignment;
use crate::common::folder::Folder;
use crate::common::netcheck::{Ran, netcheck};
use crate::export;

/// An assignment of one exercise.
fn of(exercise: &str) -> Folder {
    let home = Folder::new();
    home.write("netcheck.yaml", "netcheck: 1\ntitle: One\n");
    home.write(
        "01-one/exercise.yaml",
        format!("netcheck: 1\ntitle: One\nanswers: {{ a: {{}}, b: {{}} }}\nchecks:\n{exercise}"),
    );
    home
}

#[track_caller]
fn refused(ran: Ran, exit: i32, said: &str, beside: &Path) {
    let ran = ran.exits(exit);
    let all = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(all.contains(said), "{said}\nin {}", ran.all());
    let left = std::fs::read_dir(beside).expect("a folder").count();
    assert_eq!(left, 0, "{}", ran.all());
}

#[track_caller]
fn spec_refused(home: &Folder, said: &str) {
    let beside = Folder::new();
    let ran = export(home.path(), &beside.join("students"));
    refused(ran, 3, said, beside.path());
}

const OPEN: &str = "  - { id: a, title: A, answer: a, reveal: true, expect: { value: x } }\n";

#[test]
fn a_spec_with_errors_exports_nothing() {
    let home = of("  - { id: a, title: A, answer: a, expect: { valeu: x } }\n");
    spec_refused(&home, "did you mean `value`?");
}

#[test]
fn what_an_anchor_repeats_cannot_be_cut_out() {
    let kept = "  - { id: b, title: B, answer: b, expect: &e { value: secret } }\n";
    let again = "  - { id: c, title: C, answer: b, reveal: true, expect: *e }\n";
    spec_refused(
        &of(&format!("{kept}{again}")),
        "01-one/exercise.yaml:5:35 | 5 | - { id: b, title: B, answer: b, expect: &e { value: secret } }",
    );
    spec_refused(
        &of(
            "  - { id: a, title: A, answer: a, reveal: true, expect: &e { value: x } }\n  - { id: b, title: B, answer: b, expect: *e }\n",
        ),
        "it would stay in the file",
    );
}

#[test]
fn every_file_that_cannot_be_cut_is_said_at_once() {
    let home = of("  - { id: a, title: A, answer: a, audience: instructor }\n");
    home.write(
        "02-two/exercise.yaml",
        "netcheck: 1\ntitle: Two\nchecks:\n  - id: p\n    title: P\n    connect: www.usfca.edu:80\n    reveal: false\n    ? expect\n    : { result: open }\n",
    );
    spec_refused(&home, "students see no check of this exercise");
    spec_refused(&home, "02-two/exercise.yaml:8:7");
}

#[test]
fn a_check_that_students_see_must_not_stand_in_the_instructors_file() {
    let home = of(OPEN);
    home.write(
        "01-one/exercise.instructor.yaml",
        "netcheck: 1\nchecks:\n  - { id: b, title: B, answer: b, audience: student, expect: { value: x } }\n",
    );
    spec_refused(
        &home,
        "students see `b`, but it stands in a file that they do not get",
    );
}

#[cfg(unix)]
#[test]
fn links_are_not_followed_and_said() {
    let elsewhere = Folder::new();
    elsewhere.write("secret.txt", "secret");
    let home = of(OPEN);
    std::os::unix::fs::symlink(elsewhere.path(), home.join("more")).expect("a link");
    std::os::unix::fs::symlink(elsewhere.join("secret.txt"), home.join("secret.txt"))
        .expect("a link");
    let beside = Folder::new();
    let ran = export(home.path(), &beside.join("students")).exits(0);
    let said = "not copied, because links are not followed: `more`, `secret.txt`";
    assert!(ran.stdout.contains(said), "{}", ran.stdout);
    assert!(!beside.join("students/more").exists() && !beside.join("students/secret.txt").exists());
}

#[cfg(unix)]
#[test]
fn an_exercise_behind_a_link_and_a_world_elsewhere_are_refused() {
    let elsewhere = of(OPEN);
    let home = of(OPEN);
    std::os::unix::fs::symlink(elsewhere.join("01-one"), home.join("02-two")).expect("a link");
    elsewhere.write("01-one/exercise.yaml", "netcheck: 1\ntitle: Two\nchecks:\n  - { id: p, title: P, connect: \"www.usfca.edu:80\" }\n");
    spec_refused(&home, "the copy needs this file and would not have it");
    let home = of(OPEN);
    let world = elsewhere.write(
        "world.yaml",
        "netcheck: 1\ntitle: Nothing\nhosts: { a.example.org: { addresses: [192.0.2.1] } }\n",
    );
    home.write(
        "netcheck.yaml",
        format!("netcheck: 1\ntitle: One\nworld: {}\n", world.display()),
    );
    spec_refused(&home, "the copy needs this file and would not have it");
}

#[test]
fn a_folder_that_cannot_be_filled_is_a_wrong_command_line() {
    let home = assignment();
    let beside = Folder::new();
    let check =
        |target: &Path, said: &str| refused(export(home.path(), target), 2, said, beside.path());
    let full = Folder::new();
    full.write("file", "mine");
    check(full.path(), "is not empty; name a new or an empty folder");
    check(&full.join("file"), "is not a folder");
    check(&full.join("a/b"), "make it first");
    check(&home.join("students"), "is inside of the assignment");
    check(&home.join("01-answers/files/students"), "make it first");
    assert_eq!(full.read("file"), "mine");
    assert_eq!(std::fs::read_dir(full.path()).expect("a folder").count(), 1);
    let here = Folder::new();
    let ran = netcheck(["export", ".", "--assignment"])
        .arg(home.path())
        .dir(here.path())
        .run();
    refused(ran, 2, "is where you are", here.path());
}

#[cfg(unix)]
#[test]
fn a_file_that_cannot_be_read_leaves_nothing_behind() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = of(OPEN);
    let path = home.write("notes.txt", "x");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o000))
        .expect("the test's own file");
    if std::fs::read(&path).is_ok() {
        // Root reads everything.
        return;
    }
    let beside = Folder::new();
    let ran = export(home.path(), &beside.join("students"));
    refused(ran, 2, "notes.txt` cannot be copied", beside.path());
}
