//! Values, expectations and gaps as JSON.

use serde_json::{Map, Value as Json, json};

use crate::model::{Difference, Gap, Side, Value, Wanted};

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
    let value = match (wanted.matcher, operand, inner.as_slice()) {
        ("equals", operand, _) => return operand.unwrap_or(Json::Null),
        ("json", Some(pointer), [inner]) => json!({ "pointer": pointer, "value": inner }),
        ("all-of" | "any-of", _, _) => Json::Array(inner),
        (_, Some(operand), _) => operand,
        (_, None, [inner]) => inner.clone(),
        ("present" | "absent", None, _) => Json::Bool(true),
        // A reference that stands for nothing.
        (_, None, _) => Json::Null,
    };
    Json::Object(Map::from_iter([(wanted.matcher.to_owned(), value)]))
}

/// A gap: its kind, and what belongs to it.
pub(super) fn gap(gap: &Gap) -> Json {
    let list = |items: &[Value]| -> Json { items.iter().map(json).collect() };
    match gap {
        Gap::Missing => json!({ "kind": "missing" }),
        Gap::Unwanted => json!({ "kind": "unwanted" }),
        Gap::Differs => json!({ "kind": "differs" }),
        Gap::Nearly { difference } => {
            let difference = match difference {
                Difference::Case => "case",
                Difference::Blanks => "blanks",
            };
            json!({ "kind": "nearly", "difference": difference })
        }
        Gap::Set { missing, extra } => {
            json!({ "kind": "set", "missing": list(missing), "extra": list(extra) })
        }
        Gap::Line {
            line,
            expected,
            actual,
        } => json!({ "kind": "line", "line": line, "expected": expected, "actual": actual }),
        Gap::Range { limit, side } => {
            let side = match side {
                Side::Below => "below",
                Side::Above => "above",
            };
            json!({ "kind": "range", "limit": limit, "side": side })
        }
        Gap::Lacks(items) => json!({ "kind": "lacks", "items": list(items) }),
        Gap::NoMatch => json!({ "kind": "no-match" }),
        Gap::Outside => json!({ "kind": "outside" }),
        Gap::NotJson(why) => json!({ "kind": "not-json", "text": why }),
        Gap::Holds => json!({ "kind": "holds" }),
        Gap::NothingToCompare(with) => json!({ "kind": "nothing-to-compare", "text": with }),
    }
}
