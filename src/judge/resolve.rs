//! What operands stand for.

use crate::model::{Located, Operand, Piece, Reference, Scope, Value};

/// What an operand stands for; `None` when something it refers to does not exist.
pub fn resolve(operand: &Operand, scope: &dyn Scope) -> Option<Value> {
    match operand {
        Operand::Literal(value) => Some(value.clone()),
        Operand::Reference(reference) => scope.value(reference),
        Operand::Template(pieces) => pieces
            .iter()
            .map(|piece| written(piece, scope))
            .collect::<Option<String>>()
            .map(Value::Text),
        Operand::List(items) => items
            .iter()
            .map(|item| resolve(item, scope))
            .collect::<Option<Vec<Value>>>()
            .map(flattened),
    }
}

/// What in an operand stands for nothing, as a reader knows it: the reference, or else what is written.
pub(super) fn nothing_in(operand: &Located<Operand>, scope: &dyn Scope) -> String {
    let references = operand.value.references();
    let lost = references
        .iter()
        .find(|reference| scope.value(reference).is_none())
        .or(references.first());
    lost.map_or_else(
        || operand.place.text().to_owned(),
        |reference: &&Reference| reference.to_string(),
    )
}

fn written(piece: &Piece, scope: &dyn Scope) -> Option<String> {
    match piece {
        Piece::Text(text) => Some(text.clone()),
        Piece::Reference(reference) => scope.value(reference).map(|value| value.to_string()),
    }
}

/// A list inside a list adds its items: `[127.0.0.1, $machine.addresses]` is one list of addresses.
fn flattened(items: Vec<Value>) -> Value {
    let flat = items.into_iter().flat_map(|item| match item {
        Value::List(inner) => inner,
        single @ (Value::Flag(_) | Value::Number(_) | Value::Text(_) | Value::Record(_)) => {
            vec![single]
        }
    });
    Value::List(flat.collect())
}
