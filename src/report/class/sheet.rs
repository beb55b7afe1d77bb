//! A CSV file whose cells can be filled while every other byte stays as it was: quotes, line ends, byte order mark.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};
use std::ops::Range;

/// The byte order mark that a file may begin with.
const BOM: char = '\u{feff}';

/// A file as a table.
pub(super) struct Sheet<'a> {
    text: &'a str,
    delimiter: u8,
    /// The bytes of each cell, with their quotes.
    rows: Vec<Vec<Range<usize>>>,
}

impl<'a> Sheet<'a> {
    /// Reads a table whose cells are separated by what separates most of its first line. `None` where a quoted cell has no end.
    pub(super) fn read(text: &'a str) -> Option<Self> {
        let counts = [b',', b';', b'\t'].map(|delimiter| {
            let first = row(text, start(text), delimiter);
            // A quoted cell that has no end is told where it is read.
            let count = first.map_or(usize::MAX, |(cells, _)| cells.len());
            (count, delimiter)
        });
        // Of several with as many the first.
        let most = counts.iter().rev().max_by_key(|(count, _)| *count)?;
        Self::read_with(text, most.1)
    }

    fn read_with(text: &'a str, delimiter: u8) -> Option<Self> {
        let (mut rows, mut at) = (Vec::new(), start(text));
        while at < text.len() {
            let (cells, next) = row(text, at, delimiter)?;
            rows.push(cells);
            at = next;
        }
        Some(Self {
            text,
            delimiter,
            rows,
        })
    }

    /// The numbers of its rows, the head's is 0.
    pub(super) fn rows(&self) -> Range<usize> {
        0..self.rows.len()
    }

    /// How many cells a row has.
    pub(super) fn width(&self, row: usize) -> usize {
        self.rows.get(row).map_or(0, Vec::len)
    }

    /// What a cell says; nothing where there is none.
    pub(super) fn cell(&self, row: usize, column: usize) -> Cow<'a, str> {
        let range = self.rows.get(row).and_then(|row| row.get(column));
        let raw = range.map_or("", |range| &self.text[range.clone()]);
        match raw.strip_prefix('"') {
            None => Cow::Borrowed(raw),
            Some(inner) => {
                let inner = inner.strip_suffix('"').unwrap_or(inner);
                Cow::Owned(inner.replace("\"\"", "\""))
            }
        }
    }

    /// The cells of a row.
    pub(super) fn cells(&self, row: usize) -> Vec<Cow<'a, str>> {
        let columns = 0..self.width(row);
        columns.map(|column| self.cell(row, column)).collect()
    }

    /// Writes the file with these cells in it. A cell that is not there is left.
    pub(super) fn write(
        &self,
        cells: &BTreeMap<(usize, usize), String>,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut from = 0;
        for ((row, column), value) in cells {
            let Some(range) = self.rows.get(*row).and_then(|row| row.get(*column)) else {
                continue;
            };
            out.write_all(&self.text.as_bytes()[from..range.start])?;
            let was_quoted = self.text[range.clone()].starts_with('"');
            out.write_all(self.quoted(value, was_quoted).as_bytes())?;
            from = range.end;
        }
        out.write_all(&self.text.as_bytes()[from..])
    }

    /// A value between quotes, where it or the cell before it needs them.
    fn quoted<'v>(&self, value: &'v str, was_quoted: bool) -> Cow<'v, str> {
        let special = |c: char| matches!(c, '"' | '\n' | '\r') || c == char::from(self.delimiter);
        if was_quoted || value.contains(special) || value.trim() != value {
            Cow::Owned(format!("\"{}\"", value.replace('"', "\"\"")))
        } else {
            Cow::Borrowed(value)
        }
    }
}

fn start(text: &str) -> usize {
    if text.starts_with(BOM) {
        BOM.len_utf8()
    } else {
        0
    }
}

/// The cells of the row that begins at a byte, and where the next one does.
fn row(text: &str, mut at: usize, delimiter: u8) -> Option<(Vec<Range<usize>>, usize)> {
    let bytes = text.as_bytes();
    let mut cells = Vec::new();
    loop {
        let end = end_of_cell(bytes, at, delimiter)?;
        cells.push(at..end);
        match (bytes.get(end), bytes.get(end + 1)) {
            (None, _) => return Some((cells, end)),
            (Some(b'\r'), Some(b'\n')) => return Some((cells, end + 2)),
            (Some(b'\r' | b'\n'), _) => return Some((cells, end + 1)),
            (Some(_), _) => at = end + 1,
        }
    }
}

/// Where the cell that begins at a byte ends.
fn end_of_cell(bytes: &[u8], mut at: usize, delimiter: u8) -> Option<usize> {
    if bytes.get(at) == Some(&b'"') {
        at += 1;
        loop {
            at += bytes.get(at..)?.iter().position(|byte| *byte == b'"')? + 1;
            if bytes.get(at) != Some(&b'"') {
                break;
            }
            at += 1;
        }
    }
    let ends = |byte: &u8| *byte == delimiter || matches!(byte, b'\r' | b'\n');
    let rest = bytes.get(at..)?.iter().position(ends);
    Some(rest.map_or(bytes.len(), |rest| at + rest))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::{prop_assert_eq, proptest};

    use super::Sheet;

    fn filled(text: &str, row: usize, column: usize, value: &str) -> String {
        let mut out = Vec::new();
        let cells = BTreeMap::from([((row, column), value.to_owned())]);
        Sheet::read(text).unwrap().write(&cells, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn every_other_byte_stays() {
        let check = |text, want: &str| assert_eq!(filled(text, 1, 1, "7"), want);
        check("a,b\r\n\"x, \"\"y\",2\r\n", "a,b\r\n\"x, \"\"y\",7\r\n");
        check("\u{feff}a;b\nx,y;2,5\n", "\u{feff}a;b\nx,y;7\n");
        check("a,b\nx,\"\"", "a,b\nx,\"7\"");
        check("a,b\nx,", "a,b\nx,7");
        check("a,b\nx", "a,b\nx");
        check("a\tb\n\"x\ny\"\t\n", "a\tb\n\"x\ny\"\t7\n");
    }

    #[test]
    fn a_quoted_cell_without_end_is_no_table() {
        assert!(Sheet::read("a,b\n\"x,1\n").is_none());
    }

    proptest! {
        #[test]
        fn cells_are_what_another_reader_finds(text in "[ab\",\n\r ]{0,30}", value in "[a\", \n]{0,6}") {
            // Cells with quotes inside an unquoted cell mean different things to different readers.
            let Some(sheet) = Sheet::read_with(&text, b',') else { return Ok(()); };
            let mut out = Vec::new();
            sheet.write(&BTreeMap::new(), &mut out).unwrap();
            prop_assert_eq!(&String::from_utf8(out).unwrap(), &text);
            let line = format!("x,{}\n", sheet.quoted(&value, false));
            let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(line.as_bytes());
            let record = reader.records().next().unwrap().unwrap();
            prop_assert_eq!(&record[1], value.as_str());
        }
    }
}
