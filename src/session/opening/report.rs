//! What a program of one's own says of a port that it tried, as JSON, one key a line.

use crate::session::Role;
use crate::session::client::{self, Ender, Word};
use crate::session::opening::{Connection, place};
use crate::session::rows::Row;

/// Reads such a report, if the text is one; its rows are the program's own then.
pub(super) fn read(rows: &mut [Row]) -> Option<Connection> {
    let mut filled = rows.iter().filter(|row| !row.is_blank());
    let first = filled.next()?.trimmed();
    let last = filled.next_back()?.trimmed();
    (first == "{" && last == "}").then_some(())?;
    let mut told = Connection::default();
    let (mut host, mut port) = (None, None);
    for (at, row) in rows.iter().enumerate() {
        let Some((key, value)) = entry(row.trimmed()) else {
            continue;
        };
        match key {
            "host" => host = Some((at, value)),
            "port" => port = Some(value),
            _ => learn(&mut told, at, key, value),
        }
    }
    let ((at, host), port) = (host?, port?);
    told.target = Some((at, place(host, port)));
    for row in rows {
        row.role = if row.is_blank() {
            Role::Empty
        } else {
            Role::Client
        };
    }
    Some(told)
}

/// `"key": "value",` or `"key": 7`.
fn entry(text: &str) -> Option<(&str, &str)> {
    let (key, value) = text.trim().strip_prefix('"')?.split_once("\": ")?;
    Some((key, value.trim_end_matches(',').trim_matches('"')))
}

fn learn(told: &mut Connection, at: usize, key: &str, value: &str) {
    match key {
        "connected" => {
            told.outcome = Some((at, "open"));
            told.address = Some((at, value.to_owned()));
        }
        "address" => told.address = Some((at, value.to_owned())),
        "start" if !value.is_empty() => told.told = Some((at, first_line(value))),
        _ if value == "EOF" => told.ended = Some((at, Ender::Server)),
        "error" | "text" => {
            let words = format!("OSError: {value}");
            if let Some(Word::Failed(why)) = client::word(&words) {
                told.outcome.get_or_insert((at, why));
            }
        }
        _ => {}
    }
}

/// The text before the first end of line, as far as it can be seen.
fn first_line(value: &str) -> String {
    let ends = ["\\r", "\\n"].iter().filter_map(|end| value.find(end));
    value[..ends.min().unwrap_or(value.len())].to_owned()
}
