//! Values as lines of a terminal report.

use crate::model::Value;
use crate::report::visible::{Blanks, visible, width};

/// The most columns of a list that stands on one line.
const LIST_WIDTH: usize = 56;

/// The most items of a list; what makes the difference is told apart from it.
const ITEM_LIMIT: usize = 20;

/// The most lines of a text; the line that makes the difference is told apart from it.
const TEXT_LIMIT: usize = 10;

/// The most characters of one line of a value, when there is nothing to point at in it.
pub(super) const LINE_LIMIT: usize = 240;

/// A value in one line or several.
pub(super) fn block(value: &Value, blanks: Blanks) -> Vec<String> {
    match value {
        Value::Flag(_) | Value::Number(_) => vec![value.to_string()],
        Value::Text(text) => text_block(text, blanks),
        Value::List(items) => list_block(items, blanks),
        Value::Record(_) => vec![line(&value.to_string(), blanks)],
    }
}

/// A text: its lines, without what no comparison looks at (CR and blank lines at the end).
fn text_block(text: &str, blanks: Blanks) -> Vec<String> {
    let text = text.trim_end_matches(['\r', '\n']);
    if text.is_empty() {
        return vec!["(empty)".to_owned()];
    }
    let lines = text.split('\n');
    let ends = |line: &str| line.strip_suffix('\r').unwrap_or(line).to_owned();
    limited(
        lines.map(|text| line(&ends(text), blanks)),
        TEXT_LIMIT,
        " lines",
    )
}

fn list_block(items: &[Value], blanks: Blanks) -> Vec<String> {
    if items.is_empty() {
        return vec!["(none)".to_owned()];
    }
    let shown = items.iter().map(|item| line(&item.to_string(), blanks));
    let lines = limited(shown, ITEM_LIMIT, "");
    let one_line = lines.join(", ");
    let plain = |line: &String| !line.contains(',') && !line.is_empty();
    if lines.iter().all(plain) && width(&one_line) <= LIST_WIDTH {
        vec![one_line]
    } else {
        lines
    }
}

fn limited(lines: impl Iterator<Item = String>, limit: usize, what: &str) -> Vec<String> {
    let mut lines: Vec<String> = lines.collect();
    if lines.len() > limit {
        let more = lines.len() - limit;
        lines.truncate(limit);
        lines.push(format!("… and {more} more{what}"));
    }
    lines
}

/// One line; of a very long one the beginning and the end.
pub(super) fn line(text: &str, blanks: Blanks) -> String {
    let count = text.chars().count();
    if count <= LINE_LIMIT {
        return visible(text, blanks);
    }
    let part = LINE_LIMIT / 2;
    let (head, tail) = (byte_at(text, part), byte_at(text, count - part));
    format!(
        "{} … {} characters … {}",
        visible(&text[..head], blanks),
        count - 2 * part,
        visible(&text[tail..], blanks)
    )
}

/// Where a character of a text begins, counted from 0; its end where there are fewer.
pub(super) fn byte_at(text: &str, character: usize) -> usize {
    text.char_indices()
        .nth(character)
        .map_or(text.len(), |(at, _)| at)
}

#[cfg(test)]
mod tests {
    use super::{block, line};
    use crate::model::Value;
    use crate::report::visible::Blanks;

    fn check(value: impl Into<Value>, want: &[&str]) {
        assert_eq!(block(&value.into(), Blanks::Edges), want);
    }

    #[test]
    fn values_are_shown_as_a_reader_would_write_them() {
        check(true, &["yes"]);
        check(110, &["110"]);
        check("", &["(empty)"]);
        check("hi\r\n", &["hi"]);
        check("a \r\n\tb\r\n", &["a␠", "\\tb"]);
        check(Value::List(vec![]), &["(none)"]);
        check(
            Value::texts(["192.0.2.1", "192.0.2.2"]),
            &["192.0.2.1, 192.0.2.2"],
        );
        check(Value::texts(["a, b", "c"]), &["a, b", "c"]);
    }

    #[test]
    fn long_values_say_what_is_left_out() {
        let lines: Vec<String> = (1..=30).map(|number| number.to_string()).collect();
        let shown = block(&Value::text(lines.join("\n")), Blanks::Edges);
        assert_eq!(shown.len(), 11);
        assert_eq!(shown[10], "… and 20 more lines");
        let long = line(&"ä".repeat(1000), Blanks::Edges);
        assert!(long.contains(" … 760 characters … "));
    }
}
