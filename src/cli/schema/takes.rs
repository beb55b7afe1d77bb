//! What may stand behind a key → its schema.

use serde_json::{Value, json};

use crate::cli::schema::book::{Book, expecting, or_map};
use crate::cli::schema::forms::{ADDRESS, CIDR, NAME, WORD, form, or_reference, whole};
use crate::cli::schema::values::of_base;
use crate::lab::FAULTS;
use crate::model::Arity;
use crate::spec::{Names, Takes};

impl Book {
    /// What may stand there.
    pub(super) fn takes(&mut self, takes: &Takes) -> Value {
        match *takes {
            Takes::List(item, least) => list(&self.takes(item), least),
            Takes::OneOrMany(item, least) => self.one_or_many(item, least),
            Takes::Either(forms) => self.either(forms),
            Takes::Map(names, value) => {
                let value = self.takes(value);
                json!({ "type": "object", "patternProperties": { pattern_of(names): value }, "additionalProperties": false })
            }
            Takes::Keys(keys) => self.keys(keys),
            Takes::OneKey(keys) => self.one_key(keys),
            Takes::Check => self.defined("check", Self::check),
            Takes::Value(ty) if ty.arity == Arity::One => one_of_forms(of_base(ty.base)),
            Takes::Value(ty) => list(&one_of_forms(of_base(ty.base)), 0),
            // Which they are, the probe says.
            Takes::Points | Takes::Expectation => Value::Bool(true),
            _ => leaf(takes),
        }
    }

    fn one_or_many(&mut self, item: &Takes, least: usize) -> Value {
        if let Takes::Either(forms) = item {
            return self.forms(forms, |item| vec![list(item, least)]);
        }
        let item = self.takes(item);
        json!({ "anyOf": [item, list(&item, least)] })
    }

    fn either(&mut self, forms: &[Takes]) -> Value {
        self.forms(forms, |_| Vec::new())
    }

    /// One of some forms, of which one may be a map, or what is made of these.
    fn forms(&mut self, forms: &[Takes], more: impl FnOnce(&Value) -> Vec<Value>) -> Value {
        let mut others = Vec::new();
        let mut map = None;
        for form in forms {
            match form {
                Takes::Keys(_) | Takes::OneKey(_) => map = Some(self.takes(form)),
                _ => others.push(self.takes(form)),
            }
        }
        let joined = |others: Vec<Value>| match map.clone() {
            Some(map) => or_map(others, "keys", map),
            None => one_of_forms(others),
        };
        let more = more(&joined(others.clone()));
        others.extend(more);
        joined(others)
    }
}

/// One of some forms.
pub(super) fn one_of_forms(mut forms: Vec<Value>) -> Value {
    match forms.len() {
        1 => forms.remove(0),
        _ => json!({ "anyOf": forms }),
    }
}

/// A list with at least so many items.
pub(super) fn list(item: &Value, least: usize) -> Value {
    match least {
        0 => json!({ "type": "array", "items": item }),
        _ => json!({ "type": "array", "items": item, "minItems": least }),
    }
}

/// What is a single value.
fn leaf(takes: &Takes) -> Value {
    match *takes {
        Takes::Format => json!({ "const": 1 }),
        Takes::Scalar => json!({ "type": ["string", "number", "boolean", "null"] }),
        Takes::Flag => json!({ "type": "boolean" }),
        // Before its version 1.25, yaml-language-server finds `true` in no `enum`.
        Takes::True => json!({ "type": "boolean", "not": { "const": false } }),
        Takes::Number(least, most) => {
            json!({ "type": "integer", "minimum": least, "maximum": most })
        }
        Takes::OneOf(words) => words_of(words),
        Takes::Fault => {
            json!({ "enum": FAULTS.iter().map(|fault| fault.name).collect::<Vec<_>>() })
        }
        Takes::Port => expecting(
            "a port from 1 to 65535, or a reference",
            json!({ "anyOf": [
                { "type": "integer", "minimum": 1, "maximum": 65535 },
                { "type": "string", "pattern": or_reference(r"^\s*[0-9]+\s*$") },
            ] }),
        ),
        // What is left is text of some form.
        _ => form(takes),
    }
}

/// Words as they are written. YAML reads some of them as flags.
fn words_of(words: &[&str]) -> Value {
    let word = json!({ "enum": words });
    if words.contains(&"true") || words.contains(&"false") {
        return json!({ "anyOf": [word, { "type": "boolean" }] });
    }
    word
}

fn pattern_of(names: Names) -> String {
    match names {
        Names::Words => whole(WORD),
        Names::Answers => format!("^(?!student$){WORD}$"),
        Names::Hosts => whole(NAME),
        Names::Addresses => whole(ADDRESS),
        Names::Networks => whole(CIDR),
        Names::Ports => whole("[1-9][0-9]{0,4}"),
        Names::Paths => "^/".to_owned(),
        Names::Files => "^[^/~]".to_owned(),
        Names::Headers => whole("[A-Za-z0-9!#$%&'*+.^_`|~-]+"),
    }
}
