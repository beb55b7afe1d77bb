//! What stays in the copy, byte for byte.

use crate::assignment::{assignment, files};
use crate::common::folder::Folder;
use crate::common::netcheck::netcheck;
use crate::{export, exported};

#[test]
fn what_holds_no_secret_is_copied_byte_for_byte() {
    let home = assignment();
    let (copy, _) = exported(home.path());
    for name in [
        "netcheck.yaml",
        "worlds/lecture.yaml",
        "README.md",
        "02-files/files/data.bin",
    ] {
        let bytes = |folder: &Folder, name: &str| std::fs::read(folder.join(name)).expect("a file");
        assert_eq!(
            bytes(&home, name),
            bytes(&copy, &format!("students/{name}")),
            "{name}"
        );
    }
}

#[test]
fn of_an_exercise_all_but_the_secrets_stays() {
    let home = assignment();
    let (copy, _) = exported(home.path());
    let block = copy.read("students/01-answers/exercise.yaml");
    let word = "  # about the word\n  - id: word\n    answer: word\n    title: A word   # of many\n\n    points: 1\n    reveal: false\n\n    because: words have letters\n  - id: number\n";
    assert!(block.contains(word), "{block}");
    let pick = "  - id: pick\n    title: One of two\n    answer: pick\n    reveal: false\n    points: 0\n  - id: four\n";
    assert!(block.contains(pick), "{block}");
    let flow = copy.read("students/02-files/exercise.yaml");
    let text = "    { id: text, title: A text, file: text.txt, reveal: false,\n      points: 5 },\n    # about the mail\n    { id: mail, title: A mail, transcript: { file: mail.txt, protocol: smtp }, points: 3, reveal: false, because: \"it's \\\"so\\\"\" },\n    { id: lookup, title: A lookup, points: 1, reveal: false, transcript: { file: lookup.txt, protocol: nslookup } },\n";
    assert!(flow.contains(text), "{flow}");
    let windows = copy.read("students/03-windows/exercise.yaml");
    let want = "\u{feff}netcheck: 1\r\ntitle: Written on Windows\r\nchecks:\r\n- id: note\r\n  title: Ein Wort für später\r\n  file: note.txt\r\n  reveal: false\r\n  points: 1\r\n\r\n  hint: schön\r\n";
    assert_eq!(windows, want);
}

#[test]
fn a_copy_of_the_copy_is_the_copy() {
    let home = assignment();
    let (copy, _) = exported(home.path());
    let again = copy.join("again");
    let ran = export(&copy.join("students"), &again).exits(0);
    assert!(
        ran.stdout.contains("nothing is hidden or kept back"),
        "{}",
        ran.stdout
    );
    assert_eq!(files(&copy.join("students")), files(&again));
}

#[test]
fn lint_finds_nothing_to_say_of_a_copy() {
    let home = assignment();
    let (copy, _) = exported(home.path());
    let ran = netcheck(["lint", "--assignment"])
        .arg(copy.join("students"))
        .run()
        .exits(0);
    assert_eq!(ran.stdout.lines().count(), 1, "{}", ran.stdout);
}

#[test]
fn an_empty_folder_is_filled_and_nothing_stays_beside_it() {
    let home = assignment();
    let beside = Folder::new();
    let target = beside.folder("students");
    export(home.path(), &target).exits(0);
    assert!(target.join("netcheck.yaml").is_file());
    assert_eq!(
        std::fs::read_dir(beside.path()).expect("a folder").count(),
        1
    );
}

#[cfg(unix)]
#[test]
fn programs_stay_programs_and_an_empty_folder_keeps_who_may_enter_it() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = assignment();
    let tool = home.write("tools/run.sh", "#!/bin/sh\n");
    let mode = |path: &std::path::Path| {
        let found = std::fs::metadata(path).expect("a file of the copy");
        found.permissions().mode() & 0o777
    };
    let allow = |path: &std::path::Path, mode: u32| {
        let permissions = std::fs::Permissions::from_mode(mode);
        std::fs::set_permissions(path, permissions).expect("the test's own file");
    };
    allow(&tool, 0o755);
    allow(&home.join("01-answers/exercise.yaml"), 0o600);
    let beside = Folder::new();
    let target = beside.folder("students");
    allow(&target, 0o750);
    export(home.path(), &target).exits(0);
    assert_eq!(mode(&target), 0o750);
    assert_eq!(mode(&target.join("tools/run.sh")), 0o755);
    assert_eq!(mode(&target.join("01-answers/exercise.yaml")), 0o600);
}
