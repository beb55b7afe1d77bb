//! The exercises of the lecture, without the checks that need a network or a machine, and the ways to do each of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::recorded;
use super::variant::{Check, Variant, blocks};
use super::wrong::{BOX_ONLY, Blame, WRONG};
use crate::common::folder::repository;

/// An exercise of the class.
pub(crate) struct Exercise {
    /// Its id.
    pub(crate) id: String,
    /// Its checks.
    pub(crate) checks: Vec<Check>,
    /// As it should be.
    pub(crate) right: Variant,
    /// The ways to get it wrong.
    pub(crate) wrong: Vec<Variant>,
    /// What other systems recorded, right and wrong.
    pub(crate) recorded: Vec<Variant>,
    /// Its spec.
    spec: String,
}

/// What the lecture lacks: an exercise whose answers only the roster knows.
const WHO: &str = r#"
netcheck: 1
title: Who you are
about: Write down who you are.
answers:
  own-id: { ask: "What is your id?", type: text }
  own-mail: { ask: "What is your mail address?", type: mailbox }
checks:
  - id: own-id
    title: Your id
    points: 3
    answer: own-id
    expect: { value: $student.id }
    because: you are in the roster
    hint: it is on your card
  - id: own-mail
    title: Your address
    points: 2
    answer: own-mail
    expect: { value: $student.email }
    because: you are in the roster
    hint: it is on your card
"#;

/// The assignment.
const HEAD: &str = "netcheck: 1\ntitle: A class\nstudent: [id, email, partner]\n";

/// All exercises of the class.
pub(crate) fn exercises() -> Vec<Exercise> {
    let lecture = repository().join("exercises");
    let mut folders: Vec<String> = entries(&lecture);
    folders.retain(|name| lecture.join(name).join("exercise.yaml").exists());
    // Only the box can play these, and a class is graded on loopback here.
    folders.retain(|name| !BOX_ONLY.contains(&name.as_str()));
    let mut all: Vec<Exercise> = folders
        .iter()
        .map(|name| of_lecture(&lecture, name))
        .collect();
    all.push(who());
    all
}

/// Writes the assignment.
pub(crate) fn write(exercises: &[Exercise], folder: &Path) {
    let ids: Vec<&str> = exercises
        .iter()
        .map(|exercise| exercise.id.as_str())
        .collect();
    let head = format!("{HEAD}exercises: [{}]\n", ids.join(", "));
    fs::create_dir_all(folder).expect("a folder for the assignment");
    fs::write(folder.join("netcheck.yaml"), head).expect("a file of the assignment");
    for (place, exercise) in exercises.iter().enumerate() {
        let own = folder.join(format!("{:02}-{}", place + 1, exercise.id));
        fs::create_dir_all(&own).expect("a folder for an exercise");
        fs::write(own.join("exercise.yaml"), &exercise.spec).expect("its spec");
    }
}

fn of_lecture(lecture: &Path, name: &str) -> Exercise {
    let folder = lecture.join(name);
    let (_, id) = name.split_once('-').expect("a number before the id");
    let text = fs::read_to_string(folder.join("exercise.yaml")).expect("a spec");
    let (spec, checks) = without_network(&text);
    let right = variant(&folder.join("solution"));
    let of_this = WRONG.iter().filter(|(exercise, ..)| *exercise == name);
    let wrong = of_this.map(|(_, mistake, blamed)| Variant {
        blamed: blamed
            .iter()
            .map(|(check, blame)| ((*check).to_owned(), earns(*blame)))
            .collect(),
        ..variant(&folder.join("wrong").join(mistake))
    });
    let mut wrong: Vec<Variant> = wrong.collect();
    wrong.extend(foreign(id, &right));
    Exercise {
        id: id.to_owned(),
        checks,
        recorded: recorded::variants(id, &right),
        right,
        wrong,
        spec,
    }
}

/// A mail from an address that is the student's own in `answers.yaml`, but not in the roster.
fn foreign(id: &str, right: &Variant) -> Option<Variant> {
    if id != "mail-by-hand" {
        return None;
    }
    let mut foreign = right.clone();
    for (_, bytes) in &mut foreign.files {
        let text = String::from_utf8_lossy(bytes).replace("kim@dons.usfca.edu", "kim@home.test");
        *bytes = text.into_bytes();
    }
    foreign.blamed = BTreeMap::from([("session".to_owned(), 1)]);
    Some(foreign)
}

fn who() -> Exercise {
    let (spec, checks) = without_network(WHO);
    let answers = |id: &str, mail: &str| Variant {
        answers: format!("own-id: {id}\nown-mail: {mail}\n"),
        ..Variant::default()
    };
    let blamed = |variant: Variant, checks: &[&str]| Variant {
        blamed: checks.iter().map(|id| ((*id).to_owned(), 0)).collect(),
        ..variant
    };
    let mail = "kim@dons.usfca.edu";
    Exercise {
        id: "who-you-are".to_owned(),
        checks,
        right: answers("{id}", mail),
        wrong: vec![
            blamed(answers("{id}", "alex@dons.usfca.edu"), &["own-mail"]),
            blamed(answers("nobody", mail), &["own-id"]),
            blamed(
                answers("nobody", "nobody@dons.usfca.edu"),
                &["own-id", "own-mail"],
            ),
        ],
        recorded: Vec::new(),
        spec,
    }
}

/// A spec with those of its checks that read what was handed in. Taken out as text: in quotes, `present` would be another word.
fn without_network(text: &str) -> (String, Vec<Check>) {
    let spec: Value = yaml_serde::from_str(text).expect("YAML");
    let all = spec["checks"].as_array().expect("a list of checks");
    let kept: Vec<&Value> = all.iter().filter(|check| reads(check).is_some()).collect();
    let id = |check: &Value| check["id"].as_str().expect("an id").to_owned();
    let ids: Vec<String> = kept.iter().map(|check| id(check)).collect();
    let mut short = String::new();
    let mut keeps = true;
    for line in text.split_inclusive('\n') {
        if let Some(id) = line.strip_prefix("  - id: ") {
            keeps = ids.iter().any(|kept| kept == id.trim());
        }
        if keeps {
            short.push_str(line);
        }
    }
    (short, kept.iter().map(|check| read(check, &ids)).collect())
}

fn read(check: &Value, ids: &[String]) -> Check {
    let text = check.to_string();
    let needs = check["needs"].to_string();
    let waits =
        |id: &&String| text.contains(&format!("\"${id}.")) || needs.contains(&format!("\"{id}\""));
    Check {
        id: check["id"].as_str().expect("an id").to_owned(),
        of: match &check["points"] {
            Value::Null => 1,
            Value::Object(shares) => shares.values().filter_map(Value::as_u64).sum(),
            points => points.as_u64().expect("a number"),
        },
        reads: reads(check).expect("one that reads").to_owned(),
        waits: ids.iter().filter(waits).cloned().collect(),
        manual: check["expect"].is_null(),
    }
}

/// The file or the key that a check reads.
fn reads(check: &Value) -> Option<&str> {
    let file = check["file"]
        .as_str()
        .or(check["transcript"]["file"].as_str());
    file.or(check["answer"].as_str())
}

fn earns(blame: Blame) -> u64 {
    match blame {
        Blame::Fact(_) | Blame::Unreadable(_) => 0,
        Blame::Step(_, points) => points,
    }
}

/// What a folder hands in, without what it says of the student.
fn variant(folder: &Path) -> Variant {
    let mut variant = Variant::default();
    for name in entries(folder) {
        let bytes = fs::read(folder.join(&name)).expect("a file of an exercise");
        if name == "answers.yaml" {
            let text = String::from_utf8(bytes).expect("answers in UTF-8");
            let blocks = blocks(&text);
            let others = blocks.iter().filter(|(key, _)| key != "student");
            variant.answers = others.map(|(_, text)| text.as_str()).collect();
        } else {
            variant.files.push((name, bytes));
        }
    }
    variant
}

fn entries(folder: &Path) -> Vec<String> {
    let entries = fs::read_dir(folder).unwrap_or_else(|err| panic!("{}: {err}", folder.display()));
    let mut names: Vec<String> = entries
        .map(|entry| entry.expect("an entry").file_name())
        .map(|name| name.into_string().expect("a plain name"))
        .collect();
    names.sort();
    names
}
