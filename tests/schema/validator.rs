//! The schemas that netcheck prints, as validators; and YAML as JSON has it.

use jsonschema::Validator;
use serde_json::{Map, Value};

use crate::common::folder::repository;
use crate::common::netcheck::netcheck;

/// The schema that netcheck prints under a name, for the lecture's assignment.
pub(crate) fn printed(name: &str) -> Value {
    let ran = netcheck(["schema", name]).dir(repository()).run().exits(0);
    serde_json::from_str(&ran.stdout).expect("it is JSON")
}

/// It as a validator.
pub(crate) fn validator(name: &str) -> Validator {
    jsonschema::validator_for(&printed(name)).expect("it is a schema")
}

/// Where a value is refused, as pointers; nowhere where it is valid.
pub(crate) fn refused(validator: &Validator, value: &Value) -> Vec<String> {
    let errors = validator.iter_errors(value);
    errors
        .map(|error| error.instance_path().to_string())
        .collect()
}

/// YAML as JSON has it; `None` where it is no YAML.
pub(crate) fn json(yaml: &str) -> Option<Value> {
    yaml_serde::from_str(yaml).ok().map(value)
}

fn value(yaml: yaml_serde::Value) -> Value {
    match yaml {
        yaml_serde::Value::Sequence(items) => items.into_iter().map(value).collect(),
        yaml_serde::Value::Mapping(entries) => Value::Object(
            entries
                .into_iter()
                .map(|(key, entry)| (name(key), value(entry)))
                .collect::<Map<String, Value>>(),
        ),
        scalar => serde_json::to_value(scalar).expect("a scalar of YAML is one of JSON"),
    }
}

/// Keys of JSON are texts.
fn name(key: yaml_serde::Value) -> String {
    match value(key) {
        Value::String(text) => text,
        other => other.to_string(),
    }
}
