//! The spec language end to end: every kind of failure as a fixture with its whole diagnostics, limits, and no panic on anything.

mod anything;

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::*;
use crate::model::{Diagnostics, Severity};

/// The probes of the language, as these tests know them.
const PROBES: &[&str] = &[
    "nslookup",
    "resolve",
    "dns",
    "hostname",
    "addresses",
    "connect",
    "talk",
    "http",
    "transcript",
    "lab-saw",
    "answer",
    "file",
];

fn file(root: &Path, name: &str) -> File {
    File {
        name: name.to_owned(),
        bytes: std::fs::read(root.join(name)).map_err(|_| Unreadable::Missing),
    }
}

fn text_file(name: &str, text: impl Into<Vec<u8>>) -> File {
    File {
        name: name.to_owned(),
        bytes: Ok(text.into()),
    }
}

/// The assignment in a folder; without a `netcheck.yaml` one that says the least.
fn load(root: &Path) -> Files {
    let mut folders: Vec<String> = std::fs::read_dir(root)
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect();
    folders.sort_by(|a, b| b.cmp(a));
    let mut assignment = file(root, "netcheck.yaml");
    if assignment.bytes.is_err() && !folders.is_empty() {
        assignment = text_file("netcheck.yaml", "netcheck: 1\ntitle: A\n");
    }
    let world = world_name(&assignment).map(|name| file(root, &name));
    Files {
        assignment,
        world,
        exercises: folders
            .into_iter()
            .map(|folder| ExerciseFiles {
                spec: file(root, &format!("{folder}/exercise.yaml")),
                instructor: Some(file(root, &format!("{folder}/exercise.instructor.yaml")))
                    .filter(|file| file.bytes.is_ok()),
                folder,
            })
            .collect(),
    }
}

/// A line with what cannot be seen made visible.
fn shown(line: &str) -> String {
    let escaped = |c: char| match c {
        c if c.is_control() => c.escape_default().to_string(),
        c => c.to_string(),
    };
    line.chars().map(escaped).collect()
}

/// Diagnostics in a plain form: severity and message, the blamed place with its line, others, help.
fn plain(diagnostics: Diagnostics) -> String {
    let mut out = String::new();
    for found in diagnostics.sorted() {
        let severity = match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        writeln!(out, "{severity}: {}", found.message).unwrap();
        for excerpt in &found.excerpts {
            let place = format!("{}:{}:{}", excerpt.file, excerpt.line, excerpt.column);
            let mark = "^".repeat(excerpt.text[excerpt.marked.clone()].chars().count().max(1));
            let indent = " ".repeat(excerpt.column - 1);
            writeln!(out, "  --> {place}\n   | {}", shown(&excerpt.text)).unwrap();
            writeln!(out, "   | {indent}{mark} {}", excerpt.label).unwrap();
        }
        if let Some(file) = &found.file {
            writeln!(out, "  --> {file}").unwrap();
        }
        for help in &found.help {
            writeln!(out, "  help: {help}").unwrap();
        }
        out.push('\n');
    }
    out.lines()
        .map(str::trim_end)
        .collect::<Vec<_>>()
        .join("\n")
        + "\n"
}

/// Reads the matchers of every check, as the plan does.
fn read_expectations(spec: Option<&Spec>, diagnostics: &mut Diagnostics) {
    let exercises = spec.iter().flat_map(|spec| &spec.exercises);
    for check in exercises.flat_map(|exercise| &exercise.checks) {
        for node in [&check.expect, &check.expect_elsewhere]
            .into_iter()
            .flatten()
        {
            if let Some(fields) = Fields::any(node, "`expect`", diagnostics) {
                for (_, value) in fields.entries() {
                    let _ = matcher(value, diagnostics);
                }
            }
        }
    }
}

/// Each fixture is a folder named by its situation, with the files of an assignment and the whole diagnostics; `SNAPSHOTS=overwrite` writes them anew.
#[test]
fn every_situation_has_its_diagnostics() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/specs");
    let mut situations: Vec<PathBuf> = std::fs::read_dir(&root)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    situations.sort();
    assert!(situations.len() > 30);
    for situation in situations {
        let (spec, mut diagnostics) = read(&load(&situation), PROBES);
        read_expectations(spec.as_ref(), &mut diagnostics);
        assert!(!diagnostics.list.is_empty(), "{situation:?}");
        let pinned = situation.join("diagnostics.txt");
        let pinned = snapbox::Data::read_from(&pinned, Some(snapbox::data::DataFormat::Text));
        snapbox::Assert::new()
            .action_env("SNAPSHOTS")
            .eq(plain(diagnostics), pinned.raw());
    }
}

/// The files of an assignment with one exercise.
fn one(exercise: impl Into<Vec<u8>>) -> Files {
    Files {
        assignment: text_file("netcheck.yaml", "netcheck: 1\ntitle: A\n"),
        exercises: vec![ExerciseFiles {
            folder: "01-web".to_owned(),
            spec: text_file("01-web/exercise.yaml", exercise),
            instructor: None,
        }],
        world: None,
    }
}

fn messages(files: &Files) -> Vec<String> {
    let (_, diagnostics) = read(files, PROBES);
    diagnostics
        .list
        .into_iter()
        .map(|found| found.message)
        .collect()
}

/// An exercise that uses every key.
const EVERYTHING: &str = r#"
netcheck: 1
title: Names to addresses
about: |
  Look it up.
answers:
  address: { ask: "Which address?", type: ipv4 }
  proto: { type: choice, of: [TCP, UDP] }
checks:
  - id: recording
    title: nslookup, recorded
    points: { asked: 1, status: 2 }
    transcript: { file: nslookup.txt, protocol: nslookup }
    expect: { asked: www.usfca.edu }
    needs: [answer]
    timeout: 500ms
    retry: { times: 2, network: [live, box] }
    network: [live, loopback]
    hint: [first, second]
    because: names have addresses
    reveal: false
  - id: answer
    title: an address
    points: 2
    answer: address
    expect: { value: { one-of: $recording.addresses } }
    expect-elsewhere: { value: present }
    retry: 3
    hint: one
    audience: instructor
"#;

/// The exercise, which has no finding.
fn everything() -> Exercise {
    let mut files = one(EVERYTHING);
    files.exercises[0].instructor = Some(text_file(
        "01-web/exercise.instructor.yaml",
        "netcheck: 1\nchecks:\n  - { id: hidden, title: Hidden, hostname: true }\n",
    ));
    let (spec, found) = read(&files, PROBES);
    assert_eq!(plain(found), "\n");
    spec.unwrap().exercises.remove(0)
}

#[test]
fn everything_that_an_exercise_may_say_is_read() {
    let exercise = everything();
    assert_eq!(exercise.id.as_str(), "web");
    assert_eq!(exercise.about.as_deref(), Some("Look it up.\n"));
    assert_eq!(exercise.answers[0].ask, "Which address?");
    let choice = AnswerType::Choice(vec!["TCP".to_owned(), "UDP".to_owned()]);
    let second = &exercise.answers[1];
    assert_eq!((second.ask.as_str(), &second.ty), ("proto", &choice));
    let ids: Vec<&str> = exercise
        .checks
        .iter()
        .map(|check| check.id.value.as_str())
        .collect();
    assert_eq!(ids, ["recording", "answer", "hidden"]);
    let audiences: Vec<Audience> = exercise.checks.iter().map(|check| check.audience).collect();
    let hidden = Audience::Instructor;
    assert_eq!(audiences, [Audience::Student, hidden, hidden]);
}

#[test]
fn everything_that_a_check_may_say_is_read() {
    let exercise = everything();
    let first = &exercise.checks[0];
    assert_eq!(
        (
            first.probe.as_ref().unwrap().name.value.as_str(),
            first.place.line()
        ),
        ("transcript", 10)
    );
    assert!(matches!(&first.points, Some(PointsSpec::Shares(shares)) if shares.len() == 2));
    assert_eq!(first.needs[0].value.as_str(), "answer");
    assert_eq!(first.timeout, Some(Duration::from_millis(500)));
    let networks = Some(vec![Net::Live, Net::Box]);
    assert_eq!(first.retry, Retry { times: 2, networks });
    assert_eq!(first.networks, Some(vec![Net::Live, Net::Loopback]));
    assert_eq!(first.hints, ["first", "second"]);
    assert_eq!(first.because.as_deref(), Some("names have addresses"));
    assert_eq!(first.reveal, Some(Reveal::Secret));
    let second = &exercise.checks[1];
    assert!(matches!(&second.points, Some(PointsSpec::Whole(points)) if points.value == 2));
    assert!(second.expect_elsewhere.is_some());
    assert_eq!(
        (second.retry.times, second.hints.as_slice()),
        (3, &["one".to_owned()][..])
    );
}

#[test]
fn exercises_come_in_the_stated_order_and_then_by_number() {
    let folders = ["10-b", "2-a", "3-c", "x"];
    let body = |id: &str| {
        format!("netcheck: 1\ntitle: {id}\nchecks:\n  - {{ id: a, title: A, hostname: true }}\n")
    };
    let mut files = one("");
    files.assignment = text_file(
        "netcheck.yaml",
        "netcheck: 1\ntitle: A\nexercises: [x, 3]\nstudent: [id]\nvars: { host: { pick: [a, b] } }\ndue: 2026-12-01T23:59[Europe/Berlin]\n",
    );
    files.exercises = folders
        .iter()
        .map(|folder| ExerciseFiles {
            folder: (*folder).to_owned(),
            spec: text_file(&format!("{folder}/exercise.yaml"), body(folder)),
            instructor: None,
        })
        .collect();
    let (spec, found) = read(&files, PROBES);
    assert_eq!(plain(found), "\n");
    let spec = spec.unwrap();
    let order: Vec<&str> = spec.exercises.iter().map(|e| e.folder.as_str()).collect();
    assert_eq!(order, ["x", "3-c", "2-a", "10-b"]);
    assert_eq!(spec.assignment.vars[0].pick.len(), 2);
    assert_eq!(
        spec.assignment.due.unwrap().value,
        "2026-12-01T23:59[Europe/Berlin]"
    );
    assert_eq!(spec.world, world::built_in());
}

#[test]
fn what_stands_before_an_error_is_in_the_spec() {
    let check = |id: &str| format!("  - {{ id: {id}, title: A, connect: 'a:80', needs: [a] }}\n");
    let text = format!(
        "netcheck: 1\ntitle: A\nchecks:\n{}{}  - [\n",
        check("a"),
        check("b")
    );
    let (spec, found) = read(&one(text), PROBES);
    assert_eq!(found.list.len(), 1);
    let ids: Vec<String> = spec.unwrap().exercises[0]
        .checks
        .iter()
        .map(|check| check.id.value.to_string())
        .collect();
    assert_eq!(ids, ["a", "b"]);
}

#[test]
fn a_file_of_100_mb_is_refused_by_its_size() {
    let mut files = one("");
    files.exercises[0].spec.bytes = Err(Unreadable::TooLarge(100_000_000));
    let want = "the file is too large: 100000000 bytes";
    assert_eq!(messages(&files), [want]);
    let limit = usize::try_from(FILE_LIMIT).unwrap();
    let files = one(vec![b'#'; limit + 1]);
    assert_eq!(
        messages(&files),
        [format!("the file is too large: {} bytes", limit + 1)]
    );
}

#[test]
fn a_line_longer_than_the_limit_is_refused() {
    let files = one(format!("netcheck: 1\ntitle: {}\n", "x".repeat(70_000)));
    assert_eq!(messages(&files), ["line 2 is too long"]);
}

#[test]
fn the_first_two_thousand_findings_are_enough() {
    let files = one(format!(
        "netcheck: 1\ntitle: A\nchecks:\n{}",
        "  - a\n".repeat(10_000)
    ));
    assert_eq!(messages(&files).len(), 2001);
}

#[test]
fn a_file_that_the_system_refuses_is_reported() {
    let mut files = one("");
    files.exercises[0].spec.bytes = Err(Unreadable::System("permission denied".to_owned()));
    assert_eq!(
        messages(&files),
        ["the file cannot be read: permission denied"]
    );
}

#[test]
fn a_byte_order_mark_is_accepted() {
    let files =
        one("\u{feff}netcheck: 1\ntitle: A\nchecks:\n  - { id: a, title: A, hostname: true }\n");
    assert_eq!(messages(&files), [""; 0]);
}

#[test]
fn ten_thousand_checks_are_read() {
    let mut text = "netcheck: 1\ntitle: Many\nchecks:\n".to_owned();
    for number in 0..10_000 {
        writeln!(
            text,
            "  - id: check-{number}\n    title: Port {number} is open\n    connect: www.usfca.edu:80\n    expect: {{ result: open, took: {{ at-most: 500 }} }}"
        )
        .unwrap();
    }
    let (spec, found) = read(&one(text), PROBES);
    assert_eq!(plain(found), "\n");
    assert_eq!(spec.unwrap().exercises[0].checks.len(), 10_000);
}
