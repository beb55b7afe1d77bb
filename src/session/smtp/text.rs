//! A message as it was typed: headers, the empty line, the body (RFC 5322 2.1, RFC 5321 4.5.2).

use crate::session::rows::Row;
use crate::session::smtp::talk::Message;

/// One header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Its name in small letters.
    pub(super) name: String,
    /// Its value, folded lines put together.
    pub(super) value: String,
    /// The row that it begins on.
    pub(super) row: usize,
}

/// A message, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Text {
    /// In order.
    pub(super) headers: Vec<Header>,
    /// The rows of the headers, continuations included.
    pub(super) header_rows: Vec<usize>,
    /// The row of the empty line that ends the headers.
    pub(super) blank: Option<usize>,
    /// The rows of the body.
    pub(super) body_rows: Vec<usize>,
    /// The body as delivered: a dot that was doubled (or stood alone at a line's start) is taken off.
    pub(super) body: String,
}

impl Text {
    /// Takes a message apart.
    pub(super) fn of(message: &Message, rows: &[Row]) -> Self {
        let mut text = Self::default();
        let mut in_headers = true;
        for &row in &message.rows {
            let line = rows[row].text.as_str();
            if in_headers && text.header_line(line, row) {
                continue;
            }
            if in_headers && line.trim().is_empty() {
                text.blank = Some(row);
            } else {
                text.body_rows.push(row);
            }
            in_headers = false;
        }
        let lines: Vec<&str> = text
            .body_rows
            .iter()
            .map(|row| delivered(&rows[*row].text))
            .collect();
        text.body = lines.join("\n");
        text
    }

    /// Takes a line as part of the headers, if it is.
    fn header_line(&mut self, line: &str, row: usize) -> bool {
        let folded = line.starts_with([' ', '\t']) && !line.trim().is_empty();
        if let (true, Some(last)) = (folded, self.headers.last_mut()) {
            let separator = if last.value.is_empty() { "" } else { " " };
            last.value.push_str(separator);
            last.value.push_str(line.trim());
            self.header_rows.push(row);
            return true;
        }
        let Some((name, value)) = line.split_once(':') else {
            return false;
        };
        let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic());
        if is_name {
            self.headers.push(Header {
                name: name.to_ascii_lowercase(),
                value: value.trim().to_owned(),
                row,
            });
            self.header_rows.push(row);
        }
        is_name
    }

    /// The first header with a name in small letters that says something.
    pub(super) fn header(&self, name: &str) -> Option<&Header> {
        self.headers.iter().find(|header| header.name == name)
    }
}

/// A line without the dot that the sender put before it (RFC 5321 4.5.2).
fn delivered(line: &str) -> &str {
    line.strip_prefix('.').unwrap_or(line)
}
