//! A message as it was typed: headers, the empty line, the body (RFC 5322 2.1, RFC 5321 4.5.2).

use std::sync::LazyLock;

use mail_parser::{HeaderName, MessageParser};

use crate::session::rows::Row;
use crate::session::smtp::talk::Message;

/// One header.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Header {
    /// Its name in small letters.
    pub(super) name: String,
    /// Its value: folded lines put together (RFC 5322 2.2.3), encoded words decoded (RFC 2047).
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
        let line = |row: &usize| rows[*row].text.as_str();
        let mut in_headers = 0;
        while let Some(row) = message.rows.get(in_headers)
            && is_header_line(line(row), in_headers > 0)
        {
            in_headers += 1;
        }
        let (head, rest) = message.rows.split_at(in_headers);
        let blank = rest.first().filter(|row| line(row).trim().is_empty());
        let body_rows = &rest[usize::from(blank.is_some())..];
        let body: Vec<&str> = body_rows.iter().map(|row| delivered(line(row))).collect();
        Self {
            headers: headers(head, rows),
            header_rows: head.to_vec(),
            blank: blank.copied(),
            body_rows: body_rows.to_vec(),
            body: body.join("\n"),
        }
    }

    /// The first header with a name in small letters.
    pub(super) fn header(&self, name: &str) -> Option<&Header> {
        self.headers.iter().find(|header| header.name == name)
    }
}

/// Whether a line is a field, or goes on with the one above (RFC 5322 2.2; blanks before the colon are read over, 4.5.8).
fn is_header_line(line: &str, below_another: bool) -> bool {
    if line.starts_with([' ', '\t']) {
        return below_another && !line.trim().is_empty();
    }
    let name = line.split_once(':').map_or("", |(name, _)| name.trim_end());
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic())
}

/// Reads every field as text: an address is shown as it was typed. (Without a field of its own this crate reads addresses as such.)
static READER: LazyLock<MessageParser> = LazyLock::new(|| {
    MessageParser::new()
        .header_text(HeaderName::Subject)
        .default_header_text()
});

/// The fields of a block of header lines.
fn headers(block: &[usize], rows: &[Row]) -> Vec<Header> {
    let mut text = String::new();
    let mut starts = Vec::with_capacity(block.len());
    for row in block {
        starts.push(text.len());
        text.push_str(rows[*row].trimmed());
        text.push_str("\r\n");
    }
    text.push_str("\r\n");
    let Some(message) = READER.parse_headers(text.as_bytes()) else {
        return Vec::new();
    };
    let fields = message.headers().iter().map(|field| {
        let offset = usize::try_from(field.offset_field).unwrap_or(usize::MAX);
        let number = starts.partition_point(|start| *start <= offset);
        Header {
            name: field.name.as_str().trim_end().to_ascii_lowercase(),
            value: field.value.as_text().unwrap_or_default().trim().to_owned(),
            row: block[number.saturating_sub(1)],
        }
    });
    fields.collect()
}

/// A line without the dot that the sender put before it (RFC 5321 4.5.2).
fn delivered(line: &str) -> &str {
    line.strip_prefix('.').unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::{Message, Text};
    use crate::model::Source;
    use crate::session::rows::Rows;

    /// The headers of a typed message, one a line, and how many rows are headers.
    fn check(typed: &str, want: &str, header_rows: usize) {
        let rows = Rows::of(&Source::new("mail.txt", typed)).list;
        let message = Message {
            rows: (0..rows.len()).collect(),
            ..Message::default()
        };
        let text = Text::of(&message, &rows);
        let all = text
            .headers
            .iter()
            .map(|header| format!("{}@{}={}", header.name, header.row, header.value));
        assert_eq!(all.collect::<Vec<_>>().join("; "), want, "{typed}");
        assert_eq!(text.header_rows.len(), header_rows, "{typed}");
    }

    #[test]
    fn headers_are_unfolded_and_decoded() {
        check("From: a@b.c\n\nhi", "from@0=a@b.c", 1);
        check(
            "Subject: one\n  two\n\tthree\nFrom : a@b.c\n\nhi",
            "subject@0=one two three; from@3=a@b.c",
            4,
        );
        check(
            "Subject: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= =?ISO-8859-1?B?9g==?=\nFrom: =?utf-8?q?J=C3=BCrgen?= <j@b.c>\n",
            "subject@0=Grüßeö; from@1=Jürgen <j@b.c>",
            2,
        );
        check("From:\nX-Empty: \nhi there", "from@0=; x-empty@1=", 2);
        check("hi there\nFrom: a@b.c", "", 0);
    }
}
