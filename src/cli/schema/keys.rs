//! Tables of keys → schemas of maps.

use serde_json::{Map, Value, json};

use crate::cli::schema::book::{Book, described, extend};
use crate::spec::{Key, Keys, Need, Rule};

impl Book {
    /// A map with these keys and no others.
    pub(super) fn keys(&mut self, keys: &Keys) -> Value {
        let properties: Map<String, Value> = keys
            .list
            .iter()
            .map(|key| (key.name.to_owned(), self.key(key)))
            .collect();
        let mut map = json!({ "type": "object" });
        let required = required(keys);
        if !required.is_empty() {
            extend(&mut map, json!({ "required": required }));
        }
        extend(
            &mut map,
            json!({ "properties": properties, "additionalProperties": false }),
        );
        let rules: Vec<Value> = keys.rules.iter().flat_map(rule).collect();
        if !rules.is_empty() {
            extend(&mut map, json!({ "allOf": rules }));
        }
        map
    }

    /// A map with one of these keys.
    pub(super) fn one_key(&mut self, keys: &Keys) -> Value {
        let mut map = self.keys(keys);
        extend(&mut map, json!({ "minProperties": 1, "maxProperties": 1 }));
        map
    }

    /// What may stand behind a key, with what it means.
    pub(super) fn key(&mut self, key: &Key) -> Value {
        match self.takes(&key.takes) {
            anything @ Value::Bool(_) => anything,
            schema => described(key.about, schema),
        }
    }
}

/// The keys that may not be left out.
pub(super) fn required(keys: &Keys) -> Vec<&'static str> {
    let needed = keys.list.iter().filter(|key| key.need == Need::Required);
    needed.map(|key| key.name).collect()
}

/// What must hold between keys, as schemas that must all hold.
fn rule(rule: &Rule) -> Vec<Value> {
    match *rule {
        Rule::OneOf(groups) => one_of(groups),
        Rule::Alone(key, others) => vec![apart(key, others)],
        Rule::NeededUnless(key, other, words) => vec![json!({
            "if": { "required": [other], "properties": { other: { "enum": words } } },
            "else": { "required": [key] },
        })],
        Rule::Belongs(key, other, word) => vec![json!({
            "if": { "required": [other], "properties": { other: { "const": word } } },
            "then": { "required": [key] },
            "else": { "if": { "required": [other] }, "then": none_of(&[key], &format!("only beside `{other}: {word}`")) },
        })],
    }
}

/// Exactly one group of keys, and whole.
fn one_of(groups: &[&[&str]]) -> Vec<Value> {
    let any: Vec<Value> = groups
        .iter()
        .map(|group| json!({ "required": group[..1] }))
        .collect();
    // With a second key the first is there as well.
    let mut rules = vec![json!({ "anyOf": any })];
    let whole: Map<String, Value> = groups.iter().flat_map(|group| whole(group)).collect();
    if !whole.is_empty() {
        rules.push(json!({ "dependencies": whole }));
    }
    for (number, group) in groups.iter().enumerate() {
        let others = groups.iter().enumerate();
        let others = others.filter(|(other, _)| *other != number);
        let others: Vec<&str> = others.flat_map(|(_, group)| *group).copied().collect();
        rules.push(apart(group[0], &others));
    }
    rules
}

/// Each key of a group asks for the others.
fn whole(group: &[&str]) -> Vec<(String, Value)> {
    let others = |key: &str| -> Vec<&str> {
        let others = group.iter().filter(|other| **other != key);
        others.copied().collect()
    };
    let several = group.iter().filter(|_| group.len() > 1);
    several
        .map(|key| ((*key).to_owned(), json!(others(key))))
        .collect()
}

/// Beside a key stands none of the others.
fn apart(key: &str, others: &[&str]) -> Value {
    json!({ "if": { "required": [key] }, "then": none_of(others, &format!("not beside `{key}`")) })
}

/// None of these keys is there; what editors say at one that is.
pub(super) fn none_of(keys: &[&str], why: &str) -> Value {
    let none: Map<String, Value> = keys
        .iter()
        .map(|key| ((*key).to_owned(), Value::Bool(false)))
        .collect();
    json!({ "properties": none, "errorMessage": why })
}
