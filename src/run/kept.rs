//! What is kept of a check's facts when it has been judged: enough for a report, and bounded.

use crate::model::{Facts, Value};

/// About how many bytes of one fact are kept.
pub(crate) const FACT_LIMIT: usize = 16 * 1024;

/// What an item of a list or a record takes beside its texts.
const ITEM: usize = 16;

/// The facts, each cut to its first [`FACT_LIMIT`] bytes, and the names of those that were cut.
pub(crate) fn bounded(mut facts: Facts) -> (Facts, Vec<String>) {
    let mut cut = Vec::new();
    for (name, value) in facts.values_mut() {
        let mut room = FACT_LIMIT;
        if shorten(value, &mut room) == Length::Cut {
            cut.push(name.to_owned());
        }
    }
    (facts, cut)
}

/// Whether all of a value is still there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Length {
    Whole,
    Cut,
}

fn shorten(value: &mut Value, room: &mut usize) -> Length {
    match value {
        Value::Flag(_) | Value::Number(_) => Length::Whole,
        Value::Text(text) => shorten_text(text, room),
        Value::List(items) => shorten_list(items, room),
        Value::Record(parts) => parts.values_mut().fold(Length::Whole, |length, part| {
            length.and(shorten(part, room))
        }),
    }
}

fn shorten_text(text: &mut String, room: &mut usize) -> Length {
    let end = text.floor_char_boundary(*room);
    *room -= end;
    if end == text.len() {
        return Length::Whole;
    }
    *text = text[..end].to_owned();
    Length::Cut
}

fn shorten_list(items: &mut Vec<Value>, room: &mut usize) -> Length {
    let mut length = Length::Whole;
    for at in 0..items.len() {
        if *room == 0 {
            *items = items.drain(..at).collect();
            return Length::Cut;
        }
        *room = room.saturating_sub(ITEM);
        length = length.and(shorten(&mut items[at], room));
    }
    length
}

impl Length {
    fn and(self, other: Self) -> Self {
        if self == Self::Cut { self } else { other }
    }
}

#[cfg(test)]
mod tests {
    use super::{FACT_LIMIT, bounded};
    use crate::model::{Facts, Value};

    #[test]
    fn fact_limit() {
        let text = |size: usize| Value::text("ä".repeat(size / 2));
        let turn = |size: usize| Value::Record([("text".to_owned(), text(size))].into());
        let mut facts = Facts::new();
        facts.set("fits", text(FACT_LIMIT));
        facts.set("long", text(FACT_LIMIT + 2));
        facts.set("many", Value::List(vec![Value::Number(1); FACT_LIMIT]));
        facts.set("number", 7_i64);
        facts.set(
            "turns",
            Value::List(vec![turn(100), turn(FACT_LIMIT), turn(100)]),
        );
        let (kept, cut) = bounded(facts);
        assert_eq!(cut, ["long", "many", "turns"]);
        assert_eq!(kept.value("fits"), Some(&text(FACT_LIMIT)));
        assert_eq!(kept.value("long"), Some(&text(FACT_LIMIT)));
        assert_eq!(kept.value("number"), Some(&Value::Number(7)));
        let left = FACT_LIMIT - 100 - 2 * 16;
        assert_eq!(
            kept.value("turns"),
            Some(&Value::List(vec![turn(100), turn(left)]))
        );
        assert_eq!(kept.value("many").unwrap().items().len(), FACT_LIMIT / 16);
    }
}
