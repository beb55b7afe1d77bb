//! The most helpful way to say how two values differ.

use std::collections::BTreeMap;

use crate::judge::canonical::{canonical, lines, same};
use crate::model::{Base, Difference, Gap, Value};

/// The gap between two single values, if there is one.
pub(super) fn of_one(base: Base, want: &Value, got: &Value) -> Option<Gap> {
    if same(base, want, got) {
        return None;
    }
    let (Value::Text(want), Value::Text(got)) = (canonical(base, want), canonical(base, got))
    else {
        return Some(Gap::Differs);
    };
    Some(if want.contains('\n') || got.contains('\n') {
        of_lines(&want, &got)
    } else {
        nearly(&want, &got).unwrap_or(Gap::Differs)
    })
}

/// The gap between a single value and several of which none is equal: the nearest one's.
pub(super) fn nearest(base: Base, wants: &[Value], got: &Value) -> Gap {
    wants
        .iter()
        .filter_map(|want| of_one(base, want, got))
        .find(|gap| matches!(gap, Gap::Nearly { .. }))
        .unwrap_or(Gap::Differs)
}

/// The gap between two lists in which order and repeats count; nothing missing and nothing extra means another order.
pub(super) fn of_lists(base: Base, want: &[Value], got: &[Value]) -> Gap {
    Gap::Set {
        missing: beyond(base, want, got),
        extra: beyond(base, got, want),
    }
}

/// The items that the others do not have, or not as often.
fn beyond(base: Base, items: &[Value], others: &[Value]) -> Vec<Value> {
    let mut left: BTreeMap<Value, usize> = BTreeMap::new();
    for item in others {
        *left.entry(canonical(base, item)).or_default() += 1;
    }
    let mut beyond = Vec::new();
    for item in items {
        match left.get_mut(&canonical(base, item)) {
            Some(count) if *count > 0 => *count -= 1,
            _ => beyond.push(item.clone()),
        }
    }
    beyond
}

fn nearly(want: &str, got: &str) -> Option<Gap> {
    let difference = if want.to_lowercase() == got.to_lowercase() {
        Difference::Case
    } else if without_blanks(want) == without_blanks(got) {
        Difference::Blanks
    } else {
        return None;
    };
    Some(Gap::Nearly { difference })
}

/// A text with all white space taken out.
pub(super) fn without_blanks(text: &str) -> String {
    text.split_whitespace().collect()
}

fn of_lines(want: &str, got: &str) -> Gap {
    let (want, got) = (lines(want), lines(got));
    let first = (0..want.len().max(got.len()))
        .find(|&at| want.get(at) != got.get(at))
        .unwrap_or_default();
    let line = |lines: &[&str]| lines.get(first).map(|line| (*line).to_owned());
    Gap::Line {
        line: first + 1,
        expected: line(&want),
        actual: line(&got),
    }
}
