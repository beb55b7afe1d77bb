//! Values of a type as specs write them → their schemas.

use serde_json::{Value, json};

use crate::cli::schema::forms::ADDRESS;
use crate::model::Base;

/// A single value that reads as text: YAML may take it for a number or a flag.
pub(super) fn text(pattern: &str) -> Value {
    json!({ "type": ["string", "number", "boolean"], "pattern": pattern })
}

/// The forms in which a value is written, the first of them the usual one; a reference is one of them.
pub(super) fn of_base(base: Base) -> Vec<Value> {
    let with_reference =
        |pattern: &str| json!({ "type": "string", "pattern": format!(r"{pattern}|\$") });
    match base {
        Base::Text | Base::Record => vec![json!({ "type": ["string", "number", "boolean"] })],
        Base::Flag => vec![
            json!({ "type": "boolean" }),
            with_reference(&format!(
                r"^\s*({})\s*$",
                any_case_of(&["yes", "no", "true", "false"])
            )),
        ],
        Base::Number => vec![
            json!({ "type": "integer" }),
            with_reference(r"^\s*[+-]?[0-9]+\s*$"),
        ],
        Base::Word(words) => of_words(words),
        Base::Address => vec![with_reference(&format!(
            r"^\s*\[?{ADDRESS}(%[^\]\s]*)?\]?\s*$"
        ))],
        Base::Host => vec![
            with_reference(r"^\s*[^\s@/<>]+\s*$"),
            json!({ "type": ["number", "boolean"] }),
        ],
        Base::Mailbox => vec![with_reference(r"@|^\s*<>\s*$")],
    }
}

/// The words, in any case.
fn of_words(words: &[&str]) -> Vec<Value> {
    let mut forms = vec![
        json!({ "enum": words }),
        json!({ "type": "string", "pattern": format!(r"^\s*({})\s*$|\$", any_case_of(words)) }),
    ];
    let is_flag = |word: &&str| ["true", "false"].contains(word);
    if words.iter().any(is_flag) {
        forms.push(json!({ "type": "boolean" }));
    }
    let numbers: Vec<i64> = words.iter().filter_map(|word| word.parse().ok()).collect();
    if !numbers.is_empty() {
        forms.push(json!({ "enum": numbers }));
    }
    forms
}

/// A pattern that is one of the words in any case: JSON Schema has no flag for that.
pub(super) fn any_case_of(words: &[&str]) -> String {
    let words: Vec<String> = words.iter().map(|word| any_case(word)).collect();
    words.join("|")
}

fn any_case(word: &str) -> String {
    word.chars()
        .map(|c| {
            let (small, large) = (c.to_lowercase(), c.to_uppercase());
            if small.to_string() == large.to_string() {
                regex::escape(&c.to_string())
            } else {
                format!("[{small}{large}]")
            }
        })
        .collect()
}
