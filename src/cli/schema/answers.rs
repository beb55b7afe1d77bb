//! The schema of `answers.yaml`: the questions of an assignment, and how each is answered.

use serde_json::{Map, Value, json};

use crate::cli::schema::book::{Book, described, expecting};
use crate::cli::schema::values::any_case_of;
use crate::spec::{AnswerType, Spec};
use crate::submission::{NO, YES, how_to_write};

/// What may stand around an answer and means nothing.
const AROUND: &str = "[\\s\"'`“”„‘’]*";

/// The schema of the answers to all questions.
pub(super) fn schema(spec: &Spec) -> Value {
    let mut answers = Map::new();
    if !spec.assignment.student.is_empty() {
        answers.insert("student".to_owned(), student(spec));
    }
    let questions = spec.exercises.iter().flat_map(|exercise| &exercise.answers);
    for question in questions {
        let about = format!("{} ({})", question.ask.trim(), how_to_write(&question.ty));
        let answer = described(&about, answer(&question.ty));
        answers.insert(question.key.value.clone(), answer);
    }
    let root = json!({ "type": "object", "properties": answers, "additionalProperties": false });
    let title = format!("answers to {}", spec.assignment.title);
    let about = "answers.yaml: what the exercises ask";
    Book::default().closed(&title, about, "made by `netcheck schema answers`", root)
}

fn student(spec: &Spec) -> Value {
    let anything = json!({ "type": ["string", "number", "boolean", "null"] });
    let keys = spec.assignment.student.iter();
    let keys: Map<String, Value> = keys
        .map(|key| (key.value.clone(), anything.clone()))
        .collect();
    described(
        "who the student is",
        json!({ "type": ["object", "null"], "properties": keys, "additionalProperties": false }),
    )
}

/// What netcheck reads as an answer of a type; nothing is one that is still to do.
fn answer(ty: &AnswerType) -> Value {
    let forms = match ty {
        AnswerType::Text => vec![json!({ "type": ["string", "number", "boolean", "null"] })],
        AnswerType::Integer => vec![
            json!({ "type": ["integer", "null"] }),
            around("[+-]?[0-9]+"),
        ],
        AnswerType::YesNo => vec![
            json!({ "enum": ["yes", "no"] }),
            json!({ "type": ["boolean", "null"] }),
            json!({ "type": "integer", "minimum": 0, "maximum": 1 }),
            around(&format!("({}|{})[.!]*", any_case_of(YES), any_case_of(NO))),
        ],
        AnswerType::Choice(of) => choice(of),
        AnswerType::Ipv4 => vec![around(r"[0-9\s]+(\.[0-9\s]+){3}"), nothing()],
        AnswerType::Ipv6 => vec![
            around(r"\[*[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*(%.*)?\]*"),
            nothing(),
        ],
        AnswerType::Host => vec![
            around(r"[^\s@/:]+"),
            json!({ "type": ["number", "boolean", "null"] }),
        ],
        AnswerType::Mailbox => vec![around(r".+@.+"), nothing()],
    };
    let wanted = how_to_write(ty);
    let forms: Vec<Value> = forms
        .into_iter()
        .map(|form| expecting(&wanted, form))
        .collect();
    json!({ "anyOf": forms })
}

/// One of the words, in any case, with what YAML makes of some.
fn choice(of: &[String]) -> Vec<Value> {
    let words: Vec<&str> = of.iter().map(|word| word.trim()).collect();
    let mut forms = vec![
        json!({ "enum": words }),
        around(&format!("({})", any_case_of(&words))),
        nothing(),
    ];
    let numbers: Vec<i64> = words.iter().filter_map(|word| word.parse().ok()).collect();
    if !numbers.is_empty() {
        forms.push(json!({ "enum": numbers }));
    }
    let is_flag = |word: &&str| ["true", "false"].contains(&word.to_lowercase().as_str());
    if words.iter().any(is_flag) {
        forms.push(json!({ "type": "boolean" }));
    }
    forms
}

fn nothing() -> Value {
    json!({ "type": "null" })
}

/// Text of a form, whatever stands around it.
fn around(pattern: &str) -> Value {
    json!({ "type": "string", "pattern": format!("^{AROUND}{pattern}{AROUND}$") })
}
