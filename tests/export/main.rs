//! `netcheck export`: the students' copy holds all that students need and no secret, and is written whole or not at all.

mod assignment;
#[path = "../common/mod.rs"]
mod common;
mod copies;
mod lecture;
mod refusals;
mod warnings;

use std::path::Path;

use assignment::{HIDDEN, KEPT_BACK, MARKERS, VISIBLE, assignment, files, right, wrong};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use common::folder::Folder;
use common::netcheck::{Ran, netcheck};
use common::report::Report;
use netcheck::report::FORMATS;

/// Exports an assignment to the folder `students` beside it.
fn export(assignment: &Path, to: &Path) -> Ran {
    netcheck(["export"])
        .arg(to)
        .arg("--assignment")
        .arg(assignment)
        .run()
}

/// The students' copy of an assignment, in a folder of its own.
fn exported(assignment: &Path) -> (Folder, Ran) {
    let home = Folder::new();
    let ran = export(assignment, &home.join("students")).exits(0);
    (home, ran)
}

/// The marker that stands in a text, if one does.
fn marker(text: &[u8]) -> Option<&'static str> {
    // A number counts as a whole one only: a port or the id of a mail may have its digits in it by chance.
    let is_part = |at: Option<&u8>| at.is_some_and(u8::is_ascii_alphanumeric);
    let found = |marker: &&&str| {
        let is_number = marker.bytes().all(|byte| byte.is_ascii_digit());
        text.windows(marker.len()).enumerate().any(|(at, part)| {
            let before = at.checked_sub(1).and_then(|at| text.get(at));
            let within = is_part(before) || is_part(text.get(at + marker.len()));
            part == marker.as_bytes() && !(is_number && within)
        })
    };
    MARKERS.iter().find(found).copied()
}

#[test]
fn a_number_within_another_is_no_secret() {
    assert_eq!(marker(b"port 36500, 65001, 00D6500BED"), None);
    assert_eq!(marker(b"port 6500."), Some("6500"));
    assert_eq!(marker(b"xs3crety"), Some("s3cret"));
}

#[test]
fn no_byte_of_the_copy_and_no_name_in_it_holds_a_secret() {
    let home = assignment();
    let (copy, ran) = exported(home.path());
    let files = files(&copy.join("students"));
    for (name, bytes) in &files {
        assert_eq!(marker(name.as_bytes()), None, "{name}");
        let text = String::from_utf8_lossy(bytes);
        assert_eq!(marker(bytes), None, "{name}\n{text}");
    }
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    let want = [
        "01-answers/exercise.yaml",
        "02-files/exercise.yaml",
        "02-files/files/data.bin",
        "03-windows/exercise.yaml",
        "04-world/exercise.yaml",
        "README.md",
        "netcheck.yaml",
        "worlds/lecture.yaml",
    ];
    assert_eq!(names, want);
    assert!(!ran.stdout.contains("warning"), "{}", ran.stdout);
}

#[test]
fn no_report_on_the_copy_holds_a_secret() {
    let home = assignment();
    let (copy, _) = exported(home.path());
    for submission in [Folder::new(), right(), wrong()] {
        no_report_holds_a_secret(&copy.join("students"), &submission);
    }
}

/// Whoever hands in a secret knows it: here are those who do not.
#[test]
fn no_report_for_students_on_the_original_holds_a_secret() {
    let home = assignment();
    for submission in [Folder::new(), wrong()] {
        no_report_holds_a_secret(home.path(), &submission);
    }
    let ran = netcheck(["verify", "--for", "instructor", "--report", "json"])
        .arg("--assignment")
        .arg(home.path())
        .arg("--submission")
        .arg(wrong().path())
        .run();
    assert_ne!(marker(ran.stdout.as_bytes()), None, "{}", ran.all());
}

#[track_caller]
fn no_report_holds_a_secret(assignment: &Path, submission: &Folder) {
    let folder = Folder::new();
    for format in FORMATS {
        for place in ["--here", "--elsewhere"] {
            let report = folder.join("report");
            let ran = netcheck(["verify", "--verbose", place, "--report"])
                .arg(format!("{}={}", format.name, report.display()))
                .arg("--submission")
                .arg(submission.path())
                .arg("--assignment")
                .arg(assignment)
                .run();
            let mut written = std::fs::read(&report).expect("a report");
            if let Ok(inside) = STANDARD.decode(written.trim_ascii()) {
                written.extend(inside);
            }
            for text in [&written, ran.stdout.as_bytes(), ran.stderr.as_bytes()] {
                let shown = String::from_utf8_lossy(text);
                assert_eq!(marker(text), None, "{} {place}\n{shown}", format.name);
            }
            assert!(matches!(ran.exit, Some(0 | 1)), "{}", ran.all());
        }
    }
}

/// The report on a submission, judged by an assignment.
fn verified(assignment: &Path, submission: &Path, place: &str) -> Report {
    let ran = netcheck(["verify", place, "--report", "json", "--assignment"])
        .arg(assignment)
        .arg("--submission")
        .arg(submission)
        .run();
    Report(ran.json())
}

#[test]
fn what_is_no_secret_has_the_same_verdict_and_points_as_with_the_original() {
    let home = assignment();
    let (copy, _) = exported(home.path());
    let open = [
        "shown", "free", "again", "session", "seen", "arrived", "shut",
    ];
    for submission in [Folder::new(), right(), wrong()] {
        for place in ["--here", "--elsewhere"] {
            let original = verified(home.path(), submission.path(), place);
            let copy = verified(&copy.join("students"), submission.path(), place);
            for id in open {
                let (original, copy) = (original.check(id), copy.check(id));
                for key in ["verdict", "points", "of", "title", "because", "hint"] {
                    assert_eq!(
                        original[key], copy[key],
                        "{id} {key}\n{original:#}\n{copy:#}"
                    );
                }
            }
        }
    }
}

#[test]
fn what_is_kept_back_is_to_do_until_it_is_handed_in_and_then_checked_when_it_is_graded() {
    let home = assignment();
    let (copy, _) = exported(home.path());
    let copy = copy.join("students");
    let empty = verified(&copy, Folder::new().path(), "--elsewhere");
    let right = verified(&copy, right().path(), "--elsewhere");
    let wrong = verified(&copy, wrong().path(), "--elsewhere");
    let points = [
        ("word", 1),
        ("number", 3),
        ("flag", 2),
        ("pick", 0),
        ("four", 1),
        ("text", 5),
        ("mail", 3),
        ("note", 1),
    ];
    for (id, of) in points {
        assert_eq!(empty.check(id)["verdict"], "todo", "{id}");
        assert_eq!(right.check(id)["verdict"], "manual", "{id}");
        assert_eq!(right.check(id)["marked-by"], "grading", "{id}");
        for report in [&empty, &right, &wrong] {
            let check = report.check(id);
            assert_eq!(
                (&check["points"], &check["of"]),
                (&0.into(), &of.into()),
                "{id}"
            );
        }
    }
    for unreadable in ["mail", "lookup", "page"] {
        assert_eq!(wrong.check(unreadable)["verdict"], "fail", "{unreadable}");
    }
    assert_eq!(wrong.check("word")["verdict"], "manual");
    assert_eq!(right.check("free")["marked-by"], "person");
    let looks = [
        ("open", 0),
        ("talked", 0),
        ("looked", 1),
        ("sent", 1),
        ("stored", 0),
    ];
    for (id, attempts) in looks {
        for report in [&empty, &right, &wrong] {
            let check = report.check(id);
            assert_eq!(check["verdict"], "manual", "{check:#}");
            assert_eq!(check["attempts"], attempts, "{check:#}");
        }
    }
    let score = &right.0["score"];
    assert_eq!(
        (&score["points"], &score["of"], &score["manual"]),
        (&3.into(), &3.into(), &23.into())
    );
}

#[test]
fn what_was_done_is_said() {
    let home = assignment();
    let (_copy, ran) = exported(home.path());
    let said = ran.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
    for want in [
        format!("for students: 4 exercises, {VISIBLE} checks, 8 files"),
        format!("left out: what is expected of {KEPT_BACK} checks, which students see as checked when it is graded; {HIDDEN} hidden checks"),
        "not copied, because its name begins with a dot: `.git`, `01-answers/.exercise.yaml.swp`".to_owned(),
        "not copied, because it is another assignment: `old`".to_owned(),
        "not copied, because it is for instructors: `01-answers/#exercise.yaml#`, `01-answers/exercise.yaml.orig`, `01-answers/exercise.yaml~`, `01-answers/solution`, `01-answers/wrong`, `04-world/exercise.instructor.yaml` and 1 more".to_owned(),
    ] {
        assert!(said.contains(&want), "{want}\nin {}", ran.stdout);
    }
}
