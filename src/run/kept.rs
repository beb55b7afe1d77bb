//! What is kept of a check's facts when it has been judged: enough for a report, and bounded.

use crate::model::{Facts, Failure, Gap, Value, Verdict, Wanted};

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

/// Cuts the values of each mismatch to their first [`FACT_LIMIT`] bytes; how they differ was told of the whole ones.
pub(crate) fn bound(verdict: &mut Verdict) {
    let Verdict::Fail(Failure::Mismatches(list)) = verdict else {
        return;
    };
    for mismatch in list {
        bound_wanted(&mut mismatch.expected);
        mismatch.actual.iter_mut().for_each(bound_value);
        bound_gap(&mut mismatch.gap);
    }
}

fn bound_value(value: &mut Value) {
    shorten(value, &mut { FACT_LIMIT });
}

fn bound_wanted(wanted: &mut Wanted) {
    wanted.operand.iter_mut().for_each(bound_value);
    wanted.inner.iter_mut().for_each(bound_wanted);
}

fn bound_gap(gap: &mut Gap) {
    match gap {
        Gap::Set { missing, extra } => {
            shorten_list(missing, &mut { FACT_LIMIT });
            shorten_list(extra, &mut { FACT_LIMIT });
        }
        Gap::Line {
            expected, actual, ..
        } => {
            for line in [expected, actual].into_iter().flatten() {
                shorten_text(line, &mut { FACT_LIMIT });
            }
        }
        Gap::Lacks(items) => {
            shorten_list(items, &mut { FACT_LIMIT });
        }
        Gap::NotJson(text) => {
            shorten_text(text, &mut { FACT_LIMIT });
        }
        Gap::Missing
        | Gap::Unwanted
        | Gap::Differs
        | Gap::Nearly { .. }
        | Gap::Range { .. }
        | Gap::NoMatch
        | Gap::Outside
        | Gap::Holds
        | Gap::NothingToCompare(_) => {}
    }
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
    use super::{FACT_LIMIT, bound, bounded};
    use crate::model::{Audience, Excerpt, Facts, Failure, Gap, Mismatch, Value, Verdict, Wanted};

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

    #[test]
    fn what_a_verdict_tells_is_bounded() {
        let long = || Value::text("a".repeat(FACT_LIMIT + 1));
        let mismatch = Mismatch {
            fact: "body".to_owned(),
            audience: Audience::Student,
            step: None,
            expected: Wanted {
                matcher: "contains".into(),
                operand: Some(long()),
                from: Vec::new(),
                inner: Vec::new(),
            },
            actual: Some(long()),
            gap: Gap::Lacks(vec![long(), long()]),
            reason: None,
            spec: Excerpt {
                file: "exercise.yaml".to_owned(),
                line: 1,
                column: 1,
                first_line: 1,
                text: String::new(),
                marked: 0..0,
                label: String::new(),
            },
            seen: None,
        };
        let mut verdict = Verdict::Fail(Failure::Mismatches(vec![mismatch]));
        bound(&mut verdict);
        let Verdict::Fail(Failure::Mismatches(list)) = verdict else {
            unreachable!("a failure stays one")
        };
        let short = |value: &Value| value.as_text().map(str::len);
        assert_eq!(list[0].actual.as_ref().and_then(short), Some(FACT_LIMIT));
        assert_eq!(
            list[0].expected.operand.as_ref().and_then(short),
            Some(FACT_LIMIT)
        );
        let Gap::Lacks(items) = &list[0].gap else {
            unreachable!("a gap keeps its kind")
        };
        assert_eq!(
            items.iter().filter_map(short).sum::<usize>(),
            FACT_LIMIT - 16
        );
    }
}
