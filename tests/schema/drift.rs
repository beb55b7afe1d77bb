//! The schemas and the reader take the same: every key of every file, with values that are right and wrong.

use jsonschema::Validator;
use netcheck::probe::KINDS;
use netcheck::spec::world::WORLD_KEYS;
use netcheck::spec::{
    self, ANSWER_KEYS, ASSIGNMENT_KEYS, CHECK_KEYS, EXERCISE_KEYS, ExerciseFiles, File, Files,
    INSTRUCTOR_KEYS, Key, Keys, Takes, Unreadable,
};

use crate::samples::samples;
use crate::validator::{json, refused, validator};

const ASSIGNMENT: &str = "netcheck: 1\ntitle: T\nstudent: [id, email, partner]\n";
const EXERCISE: &str = "netcheck: 1\ntitle: A\nchecks: [{ id: a, title: A, connect: 'a:1' }]\n";
const WORLD: &str =
    "netcheck: 1\nhosts: { ns.example.org: { addresses: 192.0.2.9, services: { 53: dns } } }\n";

#[test]
fn netcheck_yaml() {
    let texts = of_each_key(&ASSIGNMENT_KEYS, "netcheck: 1\ntitle: T\n");
    let found = unlike(&validator("assignment"), texts, |text| {
        reads(text, EXERCISE, None, WORLD)
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn exercise_yaml() {
    let texts = of_each_key(&EXERCISE_KEYS, EXERCISE);
    let found = unlike(&validator("exercise"), texts, |text| {
        reads(ASSIGNMENT, text, None, WORLD)
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn exercise_instructor_yaml() {
    let needed = "netcheck: 1\nchecks: [{ id: a, title: A, connect: 'a:1' }]\n";
    let texts = of_each_key(&INSTRUCTOR_KEYS, needed).into_iter();
    let answers = format!("{needed}answers: {{}}\n");
    // A check beside this file has that id.
    let texts = texts
        .chain([answers])
        .map(|text| text.replace("id: a", "id: b"));
    let found = unlike(&validator("instructor"), texts, |text| {
        reads(ASSIGNMENT, EXERCISE, Some(text), WORLD)
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn worlds() {
    let texts = of_each_key(&WORLD_KEYS, WORLD);
    let found = unlike(&validator("world"), texts, |text| {
        reads(ASSIGNMENT, EXERCISE, None, text)
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn checks() {
    let checks = samples(&Takes::Keys(&CHECK_KEYS)).into_iter();
    let texts = checks.filter_map(|check| {
        let keys = check.strip_suffix(" }")?;
        let check = format!("{keys}, connect: 'a:1' }}");
        Some(format!("netcheck: 1\ntitle: A\nchecks: [{check}]\n"))
    });
    let found = unlike(&validator("exercise"), texts, |text| {
        reads(ASSIGNMENT, text, None, WORLD)
    });
    assert_eq!(found, [""; 0]);
}

#[test]
fn answers() {
    let answers = samples(&Takes::Keys(&ANSWER_KEYS)).into_iter();
    let choices = ["{ type: choice, of: [a, b] }", "{ type: text, of: [a, b] }"];
    let answers = answers.chain(choices.map(str::to_owned));
    let texts = answers.map(|answer| format!("{EXERCISE}answers: {{ key: {answer} }}\n"));
    let found = unlike(&validator("exercise"), texts, |text| {
        reads(ASSIGNMENT, text, None, WORLD)
    });
    assert_eq!(found, [""; 0]);
}

/// What of the texts the schema and the reader do not agree about.
fn unlike(
    schema: &Validator,
    texts: impl IntoIterator<Item = String>,
    reads: impl Fn(&str) -> bool,
) -> Vec<String> {
    let differ = |text: String| {
        let valid = json(&text).is_some_and(|value| refused(schema, &value).is_empty());
        (valid != reads(&text)).then(|| format!("{text} (the schema says {valid})"))
    };
    texts.into_iter().filter_map(differ).collect()
}

/// Whether netcheck reads the files of an assignment without an error.
fn reads(assignment: &str, exercise: &str, instructor: Option<&str>, world: &str) -> bool {
    let file = |text: &str| File {
        name: "a.yaml".to_owned(),
        bytes: Ok::<_, Unreadable>(text.as_bytes().to_vec()),
    };
    let files = Files {
        assignment: file(assignment),
        exercises: vec![ExerciseFiles {
            folder: "01-x".to_owned(),
            spec: file(exercise),
            instructor: instructor.map(file),
        }],
        world: Some(file(world)),
    };
    let probes: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
    spec::read(&files, &probes).1.usable()
}

/// A file with the lines of the keys that are needed: with each key and its samples, without each of the lines, and with an unknown key.
fn of_each_key(keys: &'static Keys, needed: &str) -> Vec<String> {
    let without = |name: &str| -> String {
        let begin = format!("{name}: ");
        let lines = needed.split_inclusive('\n');
        lines.filter(|line| !line.starts_with(&begin)).collect()
    };
    let with = |key: &'static Key| {
        let others = without(key.name);
        let values = samples(&key.takes).into_iter();
        values.map(move |value| format!("{others}{}: {value}\n", key.name))
    };
    let all = keys.list.iter();
    let lacking = all.clone().map(|key| without(key.name));
    all.flat_map(with)
        .chain(lacking)
        .chain([format!("{needed}no-such-key: x\n")])
        .collect()
}
