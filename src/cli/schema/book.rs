//! A schema in the making: what is used in several places is defined once.

use serde_json::{Map, Value, json};

/// The keywords of a schema.
pub(super) type Schema = Map<String, Value>;

/// The definitions of a schema, by name, in the order of their first use.
#[derive(Default)]
pub(super) struct Book {
    definitions: Schema,
    vocabularies: Vec<(&'static [&'static str], String)>,
}

impl Book {
    /// A reference to a definition, which is made where it is used first; it may refer to itself.
    pub(super) fn defined(&mut self, name: &str, make: impl FnOnce(&mut Self) -> Value) -> Value {
        if !self.definitions.contains_key(name) {
            self.definitions.insert(name.to_owned(), Value::Null);
            let schema = make(self);
            self.definitions.insert(name.to_owned(), schema);
        }
        json!({ "$ref": format!("#/definitions/{name}") })
    }

    /// The name of a vocabulary; one that is new is named after where it is seen.
    pub(super) fn vocabulary(&mut self, words: &'static [&'static str], seen: &str) -> &str {
        let known = self
            .vocabularies
            .iter()
            .position(|(known, _)| *known == words);
        let at = known.unwrap_or_else(|| {
            self.vocabularies.push((words, seen.to_owned()));
            self.vocabularies.len() - 1
        });
        &self.vocabularies[at].1
    }

    /// The whole schema around its root.
    pub(super) fn closed(self, title: &str, about: &str, made_by: &str, root: Value) -> Value {
        let mut all = json!({
            "$schema": "http://json-schema.org/draft-07/schema#",
            "$comment": made_by,
            "title": title,
            "description": about,
        });
        extend(&mut all, root);
        if !self.definitions.is_empty() {
            extend(&mut all, json!({ "definitions": self.definitions }));
        }
        all
    }
}

/// Adds keywords to a schema.
pub(super) fn extend(schema: &mut Value, more: Value) {
    if let (Value::Object(schema), Value::Object(more)) = (schema, more) {
        schema.extend(more);
    }
}

/// A schema with what editors show about it. Draft-07 ignores what stands beside a `$ref`; editors do not, and it is no more than a comment.
pub(super) fn described(about: &str, schema: Value) -> Value {
    let mut all = json!({ "description": about });
    extend(&mut all, schema);
    all
}

/// A schema with what editors say where it does not hold.
pub(super) fn expecting(wanted: &str, schema: Value) -> Value {
    let mut all = schema;
    extend(
        &mut all,
        json!({ "errorMessage": format!("expected {wanted}") }),
    );
    all
}

/// One of some forms, or a map. A map is held to its own schema alone, so that what is wrong in it is said there, and not that no form fits.
/// `called` is what editors call it beside the other forms. Nothing counts as a map: they ask what may stand there.
pub(super) fn or_map(forms: Vec<Value>, called: &str, map: Value) -> Value {
    let mut any_of = forms;
    any_of.push(json!({ "type": "object", "title": called }));
    json!({ "anyOf": any_of, "if": { "type": ["object", "null"] }, "then": without_type(map) })
}

fn without_type(mut schema: Value) -> Value {
    if let Value::Object(keywords) = &mut schema {
        keywords.shift_remove("type");
    }
    schema
}
