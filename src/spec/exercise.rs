//! `exercise.yaml` and `exercise.instructor.yaml`: one exercise.

use std::collections::HashMap;

use crate::model::{Audience, CheckId, Diagnostic, Diagnostics, ExerciseId, Located, Place};
use crate::spec::document::{Document, FORMAT_KEY};
use crate::spec::server;
use crate::spec::{
    AnswerDecl, AnswerType, Check, Exercise, ExerciseFiles, Fields, File, Key, Keys, Names, Node,
    Rule, Takes, Unread, assignment, check,
};

/// The keys of `exercise.yaml`.
pub static EXERCISE_KEYS: Keys = Keys::new(&[
    FORMAT_KEY,
    TITLE.required(),
    ABOUT,
    Key::new(
        "answers",
        Takes::Map(Names::Answers, &Takes::Keys(&ANSWER_KEYS)),
        "the questions that are answered in answers.yaml (see `netcheck explain answers`)",
    ),
    CHECKS,
]);

/// The keys of `exercise.instructor.yaml`.
pub static INSTRUCTOR_KEYS: Keys = Keys::new(&[FORMAT_KEY, TITLE, ABOUT, CHECKS]);

/// The keys of one of `answers`.
pub static ANSWER_KEYS: Keys = Keys::with_rules(
    &[
        Key::new("ask", Takes::Prose, "the question"),
        Key::new(
            "type",
            Takes::OneOf(ANSWER_TYPES),
            "how the answer is read: text, integer, yes-no, choice, ipv4, ipv6, host or mailbox",
        ),
        Key::new(
            "of",
            Takes::List(&Takes::Prose, 2),
            "of a choice: its words, as a list",
        ),
    ],
    &[Rule::Belongs("of", "type", "choice")],
);

const TITLE: Key = Key::new("title", Takes::Prose, "what the exercise is called");
const ABOUT: Key = Key::new("about", Takes::Prose, "what the student is to do");
const CHECKS: Key = Key::new(
    "checks",
    Takes::List(&Takes::Check, 1),
    "what is checked, as a list (see `netcheck explain check`)",
)
.required();
const ANSWER_TYPES: &[&str] = &[
    "text", "integer", "yes-no", "choice", "ipv4", "ipv6", "host", "mailbox",
];

/// Reads the files of one exercise; `None` when nothing of `exercise.yaml` can be used.
pub(crate) fn read(
    files: &ExerciseFiles,
    probes: &[&str],
    diagnostics: &mut Diagnostics,
) -> Option<Exercise> {
    let mut checks = Checks::new(probes);
    let own = own(files, &mut checks, diagnostics);
    if let Some(file) = &files.instructor {
        instructor(file, &mut checks, diagnostics);
    }
    let own = own?;
    Some(Exercise {
        id: ExerciseId::of_folder(&files.folder),
        folder: files.folder.clone(),
        title: own.title,
        about: own.about,
        answers: own.answers,
        checks: checks.list,
        unread: checks.unread,
    })
}

/// What `exercise.yaml` says beside its checks.
struct Own {
    title: String,
    about: Option<String>,
    answers: Vec<AnswerDecl>,
}

fn own(files: &ExerciseFiles, checks: &mut Checks<'_>, found: &mut Diagnostics) -> Option<Own> {
    let document = Document::read(&files.spec, found)?;
    let fields = document.fields("an exercise", &EXERCISE_KEYS, found)?;
    let title = document
        .required(&fields, "title", found)
        .and_then(|node| node.prose(found));
    let about = fields.get("about").and_then(|node| node.prose(found));
    let answers = fields.get("answers").map(|node| answers(node, found));
    if let Some(node) = document.required(&fields, "checks", found) {
        checks.read(node, &document, Audience::Student, found);
    }
    checks.note(&document);
    Some(Own {
        title: title.map(|title| title.value).unwrap_or_default(),
        about: about.map(|about| about.value),
        answers: answers.unwrap_or_default(),
    })
}

fn instructor(file: &File, checks: &mut Checks<'_>, found: &mut Diagnostics) {
    let Some(document) = Document::read(file, found) else {
        checks.unread.cut = true;
        return;
    };
    let Some(fields) = document.fields("`exercise.instructor.yaml`", &INSTRUCTOR_KEYS, found)
    else {
        return;
    };
    for node in ["title", "about"].iter().filter_map(|key| fields.get(key)) {
        node.prose(found);
    }
    if let Some(node) = document.required(&fields, "checks", found) {
        checks.read(node, &document, Audience::Instructor, found);
    }
    checks.note(&document);
}

/// The checks of an exercise as they are read.
struct Checks<'a> {
    probes: &'a [&'a str],
    list: Vec<Check>,
    places: HashMap<CheckId, Place>,
    unread: Unread,
}

impl<'a> Checks<'a> {
    fn new(probes: &'a [&'a str]) -> Self {
        Self {
            probes,
            list: Vec::new(),
            places: HashMap::new(),
            unread: Unread::default(),
        }
    }

    /// Notes what of a file is not as its author wrote it.
    fn note(&mut self, document: &Document) {
        self.unread.cut |= document.is_cut();
        self.unread.replaced.extend(document.replaced());
    }

    fn read(
        &mut self,
        node: &Node,
        document: &Document,
        audience: Audience,
        found: &mut Diagnostics,
    ) {
        let Some(items) = node.list(found) else {
            return;
        };
        if items.is_empty() && !document.is_cut() {
            let message = "expected checks, found an empty list";
            found.push(Diagnostic::error(&node.place, message));
        }
        for item in items {
            if found.is_full() {
                self.unread.cut = true;
                return;
            }
            self.one(item, audience, found);
        }
    }

    /// One check, and those below it where it is a server.
    fn one(&mut self, item: &Node, audience: Audience, found: &mut Diagnostics) {
        let stand_in = self.list.len() + 1;
        let Some(check) = check::read(item, stand_in, self.probes, audience, found) else {
            return;
        };
        self.first_of_its_id(&check.id, found);
        let mut below: Vec<Check> = Vec::new();
        if let Some(node) = item.entry("checks") {
            let items = node.list(found).unwrap_or_default();
            if items.is_empty() {
                found.push(Diagnostic::error(
                    &node.place,
                    "expected checks, found none",
                ));
            }
            for inner in items {
                let stand_in = self.list.len() + below.len() + 2;
                let read = check::read(inner, stand_in, self.probes, check.audience, found);
                below.extend(read);
                if let Some(deeper) = inner.entry("checks") {
                    let message = "below a server's checks stand no others";
                    found.push(Diagnostic::error(&deeper.shown_place(), message));
                }
            }
            server::below(&check, &mut below, found);
        }
        self.list.push(check);
        for check in below {
            self.first_of_its_id(&check.id, found);
            self.list.push(check);
        }
    }

    fn first_of_its_id(&mut self, id: &Located<CheckId>, found: &mut Diagnostics) {
        let Some(first) = self.places.get(&id.value) else {
            self.places.insert(id.value.clone(), id.place.clone());
            return;
        };
        let message = format!("a second check with the id `{}`", id.value);
        found.push(
            Diagnostic::error(&id.place, message)
                .label("the second one")
                .also(first, "the first one")
                .help("give each check of an exercise its own id"),
        );
    }
}

fn answers(node: &Node, diagnostics: &mut Diagnostics) -> Vec<AnswerDecl> {
    let Some(fields) = Fields::any(node, "`answers`", diagnostics) else {
        return Vec::new();
    };
    let mut declared = Vec::new();
    for (key, node) in fields.entries() {
        if diagnostics.is_full() {
            break;
        }
        declared.extend(answer(key, node, diagnostics));
    }
    declared
}

fn answer(key: &Located<String>, node: &Node, found: &mut Diagnostics) -> Option<AnswerDecl> {
    if key.value == "student" {
        let message = "`student` is where `answers.yaml` says who the student is";
        found.push(Diagnostic::error(&key.place, message).help("choose another key"));
        return None;
    }
    if !assignment::is_key(&key.value) {
        found.push(assignment::bad_key(key));
        return None;
    }
    let what = format!("the answer `{}`", key.value);
    let fields = Fields::of(node, &what, &ANSWER_KEYS, found);
    let ask = fields
        .as_ref()
        .and_then(|fields| fields.get("ask"))
        .and_then(|node| node.prose(found));
    let ty = fields.and_then(|fields| answer_type(&fields, found));
    Some(AnswerDecl {
        key: key.clone(),
        ask: ask.map_or_else(|| key.value.clone(), |ask| ask.value),
        ty: ty.unwrap_or(AnswerType::Text),
    })
}

fn answer_type(fields: &Fields<'_>, found: &mut Diagnostics) -> Option<AnswerType> {
    let choices = fields.entry("of");
    let word = match fields.get("type") {
        Some(node) => node.word(ANSWER_TYPES, found)?.value,
        None if choices.is_some() => "choice",
        None => "text",
    };
    if let (Some((key, _)), true) = (choices, word != "choice") {
        let message = format!("only a `choice` has `of`, and this is of type `{word}`");
        found.push(Diagnostic::error(&key.place, message).help("write `type: choice`"));
    }
    Some(match word {
        "integer" => AnswerType::Integer,
        "yes-no" => AnswerType::YesNo,
        "ipv4" => AnswerType::Ipv4,
        "ipv6" => AnswerType::Ipv6,
        "host" => AnswerType::Host,
        "mailbox" => AnswerType::Mailbox,
        "choice" => AnswerType::Choice(of(fields.required("of", found)?, found)?),
        _ => AnswerType::Text,
    })
}

fn of(node: &Node, found: &mut Diagnostics) -> Option<Vec<String>> {
    let items = node.list(found)?;
    if items.len() < 2 {
        let message = "expected at least two texts to choose from";
        found.push(Diagnostic::error(&node.shown_place(), message));
        return None;
    }
    let texts: Vec<String> = items
        .iter()
        .filter_map(|item| item.prose(found))
        .map(|text| text.value)
        .collect();
    (texts.len() == items.len()).then_some(texts)
}
