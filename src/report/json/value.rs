//! Values and expectations as JSON.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Serialize;
use serde_json::{Map, Value as Json, json};

use crate::model::{Value, Wanted};

/// A fact's value as itself.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct Fact(Json);

impl From<&Value> for Fact {
    fn from(value: &Value) -> Self {
        Self(json(value))
    }
}

impl JsonSchema for Fact {
    fn schema_name() -> Cow<'static, str> {
        "value".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let part = generator.subschema_for::<Self>();
        json_schema!({
            "description": "A fact's value: a flag, a whole number, a text, a list, or a map of named parts.",
            "type": ["boolean", "integer", "string", "array", "object"],
            "items": part,
            "additionalProperties": part,
        })
    }
}

/// A value as itself.
pub(in crate::report) fn json(value: &Value) -> Json {
    match value {
        Value::Flag(flag) => Json::Bool(*flag),
        Value::Number(number) => Json::from(*number),
        Value::Text(text) => Json::from(text.as_str()),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Record(parts) => Json::Object(
            parts
                .iter()
                .map(|(key, part)| (key.clone(), json(part)))
                .collect(),
        ),
    }
}

/// An expectation: of `equals` the value, else the matcher's name with its value, `true` where it has none.
pub(super) fn wanted(wanted: &Wanted) -> Json {
    let operand = wanted.operand.as_ref().map(json);
    let inner: Vec<Json> = wanted.inner.iter().map(self::wanted).collect();
    let value = match (&*wanted.matcher, operand, inner.as_slice()) {
        ("equals", operand, _) => return operand.unwrap_or(Json::Null),
        ("json", Some(pointer), [inner]) => json!({ "pointer": pointer, "value": inner }),
        ("all-of" | "any-of", _, _) => Json::Array(inner),
        (_, Some(operand), _) => operand,
        (_, None, [inner]) => inner.clone(),
        ("present" | "absent", None, _) => Json::Bool(true),
        // A reference that stands for nothing.
        (_, None, _) => Json::Null,
    };
    Json::Object(Map::from_iter([(
        wanted.matcher.clone().into_owned(),
        value,
    )]))
}
