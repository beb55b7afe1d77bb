//! `answers.yaml` as far as it can be read: a broken line spoils its own key and no other.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Diagnostic, Place, Source, Value};
use crate::spec::{AnswerType, Data, Node, yaml};
use crate::submission::typed::{self, Written};
use crate::submission::{Answer, Handed, lines, shelf};

/// The key that says who the student is.
pub(super) const STUDENT: &str = "student";

/// The key under which specs declare answers; a file of answers has no such one.
const ANSWERS: &str = "answers";

/// What stands behind a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Entry {
    /// A value.
    Written(Written),
    /// Nothing yet.
    Empty,
    /// Something that is no single value, or no YAML.
    Broken(Diagnostic),
}

/// All that `answers.yaml` says.
#[derive(Debug, Default)]
pub(super) struct Answers {
    pub(super) keys: BTreeMap<String, Entry>,
    pub(super) student: BTreeMap<String, Entry>,
    /// Where keys stand that were written below `answers:`.
    nested: BTreeMap<String, Place>,
    /// What was accepted though it was not quite as asked.
    pub(super) notes: Vec<String>,
    /// Why nothing of the file could be read: it then speaks for every key.
    pub(super) unreadable: Option<Diagnostic>,
    /// Why `student:` holds no keys.
    pub(super) no_student: Option<Diagnostic>,
    /// Files that may be meant, where there is no `answers.yaml`.
    files: Vec<String>,
}

impl Answers {
    /// What a file says, if it is there.
    pub(super) fn of(file: Handed) -> Self {
        match file {
            Handed::Text { source, notes, .. } => Self {
                notes,
                ..Self::parse(&source)
            },
            Handed::Missing { near } => Self {
                files: near,
                ..Self::default()
            },
            Handed::Broken(diagnostic) => Self {
                unreadable: Some(diagnostic),
                ..Self::default()
            },
        }
    }

    fn parse(source: &Arc<Source>) -> Self {
        let mut answers = Self::default();
        match yaml::parse(source) {
            Ok(None) => {}
            Ok(Some(node)) if is_nothing(&node) => {}
            Ok(Some(node)) if lines::is_sound(&node) => answers.take(&node),
            Ok(Some(node)) => lines::read(source, no_map(&node), &mut answers),
            Err(error) => lines::read(source, error, &mut answers),
        }
        answers
    }

    /// Takes all keys of a map.
    pub(super) fn take(&mut self, node: &Node) {
        let Data::Map(entries) = &node.data else {
            return;
        };
        for (key, value) in entries {
            if key.value == STUDENT {
                self.take_student(value);
            } else {
                if let (ANSWERS, Data::Map(below)) = (key.value.as_str(), &value.data) {
                    let below = below.iter();
                    self.nested = below
                        .map(|(key, _)| (key.value.clone(), key.place.clone()))
                        .collect();
                }
                let entry = entry(&key.value, value);
                add(&mut self.keys, &key.value, entry);
            }
        }
    }

    fn take_student(&mut self, node: &Node) {
        match &node.data {
            Data::Map(entries) => {
                for (key, value) in entries {
                    let entry = entry(&key.value, value);
                    add(&mut self.student, &key.value, entry);
                }
            }
            Data::Scalar(scalar) if scalar.text.trim().is_empty() => {}
            Data::Scalar(_) | Data::List(_) => {
                let message = "expected a key and its value on each line below `student:`";
                let found = Diagnostic::error(&first_line(&node.place), message);
                self.no_student =
                    Some(found.help("for example `  email: ada@example.org`, two blanks in front"));
            }
        }
    }

    /// An answer, read by its type.
    pub(super) fn answer(&self, key: &str, ty: &AnswerType) -> Answer {
        match self.keys.get(key) {
            Some(Entry::Written(written)) => typed::read(key, written, ty),
            Some(Entry::Empty) => Answer::Missing { near: Vec::new() },
            Some(Entry::Broken(diagnostic)) => Answer::Broken(diagnostic.clone()),
            None => self.too_deep(key),
        }
    }

    /// A key below `answers:`, where a spec has them, was meant to stand at the left edge.
    fn too_deep(&self, key: &str) -> Answer {
        match self.nested.get(key) {
            Some(place) => {
                let message = format!("`{key}` stands below `{ANSWERS}:`, not at the left edge");
                let found = Diagnostic::error(place, message);
                let help =
                    format!("take out the line `{ANSWERS}:`, and the blanks in front of `{key}:`");
                Answer::Broken(found.help(help))
            }
            None => self.not_there(key, &self.keys),
        }
    }

    /// Who the student is, as typed.
    pub(super) fn student(&self, key: &str) -> Answer {
        match self.student.get(key) {
            Some(Entry::Written(written)) => Answer::Given {
                value: Value::text(written.text.trim()),
                place: written.place.clone(),
            },
            Some(Entry::Empty) => Answer::Missing { near: Vec::new() },
            Some(Entry::Broken(diagnostic)) => Answer::Broken(diagnostic.clone()),
            None => match &self.no_student {
                Some(diagnostic) => Answer::Broken(diagnostic.clone()),
                None => self.not_indented(key),
            },
        }
    }

    /// A student's key at the left edge, with nothing below `student:`, was meant to stand there.
    fn not_indented(&self, key: &str) -> Answer {
        match self.keys.get(key) {
            Some(Entry::Written(written)) if self.student.is_empty() => {
                let message = format!("`{key}` stands beside `student:`, not below it");
                let found = Diagnostic::error(&written.place, message);
                Answer::Broken(found.help(format!("write two blanks in front: `  {key}: …`")))
            }
            Some(_) | None => self.not_there(key, &self.student),
        }
    }

    fn not_there(&self, key: &str, known: &BTreeMap<String, Entry>) -> Answer {
        if let Some(diagnostic) = &self.unreadable {
            return Answer::Broken(diagnostic.clone());
        }
        let digits = |key: &str| -> String { key.chars().filter(char::is_ascii_digit).collect() };
        // `port-25` is no slip for `port-80`: it is the answer to another question.
        let same_number = |other: &&str| digits(other) == digits(key);
        let known = known.keys().map(String::as_str);
        let mut near = shelf::similar(key, known.filter(same_number));
        near.extend(self.files.iter().cloned());
        Answer::Missing { near }
    }
}

/// Adds what stands behind a key. A key that is there twice counts only where one of the two is empty.
pub(super) fn add(entries: &mut BTreeMap<String, Entry>, key: &str, entry: Entry) {
    let joined = match (entries.remove(key), entry) {
        (None | Some(Entry::Empty), entry) => entry,
        (Some(first), Entry::Empty) => first,
        (Some(Entry::Written(first)), Entry::Written(second)) => twice(key, &first, &second),
        (Some(Entry::Broken(first)), _) | (Some(_), Entry::Broken(first)) => Entry::Broken(first),
    };
    entries.insert(key.to_owned(), joined);
}

fn twice(key: &str, first: &Written, second: &Written) -> Entry {
    let found = Diagnostic::error(&second.place, format!("`{key}` is answered twice"))
        .also(&first.place, "answered here first")
        .help("delete one of the two lines");
    Entry::Broken(found)
}

fn is_nothing(node: &Node) -> bool {
    matches!(&node.data, Data::Scalar(scalar) if scalar.is_nothing())
}

fn entry(key: &str, node: &Node) -> Entry {
    match &node.data {
        Data::Scalar(scalar) if scalar.is_nothing() || scalar.text.trim().is_empty() => {
            Entry::Empty
        }
        Data::Scalar(scalar) => Entry::Written(Written {
            text: scalar.text.clone(),
            place: node.place.clone(),
        }),
        Data::List(_) | Data::Map(_) => {
            let what = match &node.data {
                Data::List(_) => "a list",
                Data::Scalar(_) | Data::Map(_) => "keys of its own",
            };
            let message = format!("expected one value after `{key}:`, found {what}");
            let found = Diagnostic::error(&first_line(&node.place), message);
            Entry::Broken(found.help(format!("write it on one line: `{key}: …`")))
        }
    }
}

/// The text is YAML and has no keys: plain prose, or a list.
fn no_map(node: &Node) -> Diagnostic {
    let message = "expected a key and its answer on each line";
    Diagnostic::error(&first_line(&node.place), message)
        .help("for example `port: 443`; `netcheck new answers` writes a file to start from")
}

/// The part of a place that is on its first line.
pub(super) fn first_line(place: &Place) -> Place {
    let len = place.text().lines().next().map_or(0, str::len);
    place.part(0..len)
}
