//! JSON for people: what fits stays on one line.

use std::io;

use serde::Serialize as _;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};

/// The widest line that is not broken.
const WIDTH: usize = 140;

/// A value over as few lines as are good to read, without a line break at its end.
pub(super) fn laid_out(value: &Value) -> String {
    let mut text = String::new();
    lay_out(value, 0, 0, &mut text);
    text
}

/// `taken` is what stands before it on its line.
fn lay_out(value: &Value, indent: usize, taken: usize, text: &mut String) {
    let flat = flat(value);
    let (marks, entries): (_, Vec<(String, &Value)>) = match value {
        Value::Object(map) => (
            "{}",
            map.iter()
                .map(|(key, value)| (key_of(key), value))
                .collect(),
        ),
        Value::Array(items) => (
            "[]",
            items.iter().map(|item| (String::new(), item)).collect(),
        ),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => ("", Vec::new()),
    };
    if taken + flat.len() < WIDTH || entries.is_empty() {
        text.push_str(&flat);
        return;
    }
    text.push_str(&marks[..1]);
    let last = entries.len() - 1;
    for (number, (key, value)) in entries.into_iter().enumerate() {
        begin_line(indent + 2, text);
        text.push_str(&key);
        lay_out(value, indent + 2, indent + 2 + key.len(), text);
        text.push_str(if number < last { "," } else { "" });
    }
    begin_line(indent, text);
    text.push_str(&marks[1..]);
}

fn begin_line(indent: usize, text: &mut String) {
    text.push('\n');
    text.extend(std::iter::repeat_n(' ', indent));
}

fn key_of(key: &str) -> String {
    format!("{}: ", Value::from(key))
}

/// On one line, with blanks behind commas and colons.
fn flat(value: &Value) -> String {
    let mut bytes = Vec::new();
    let mut serializer = Serializer::with_formatter(&mut bytes, Spaced);
    value
        .serialize(&mut serializer)
        .expect("a value is written into memory");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        out.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: io::Write + ?Sized>(
        &mut self,
        out: &mut W,
        first: bool,
    ) -> io::Result<()> {
        out.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: io::Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::laid_out;

    #[test]
    fn what_fits_stays_on_one_line() {
        assert_eq!(
            laid_out(&json!({ "a": [1, "b"], "c": {} })),
            r#"{"a": [1, "b"], "c": {}}"#
        );
        let long = "x".repeat(100);
        let want = format!(
            "{{\n  \"a\": \"{long}\",\n  \"b\": [\n    \"{long}\",\n    [\"{long}\"]\n  ]\n}}"
        );
        assert_eq!(laid_out(&json!({ "a": long, "b": [long, [long]] })), want);
    }
}
