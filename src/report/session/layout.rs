//! Where everything stands on the page: numbers, roles, texts and what is said beside them, within the terminal's width.

use unicode_width::UnicodeWidthChar as _;

use crate::report::style::{Style, Tone};
use crate::report::visible::{padded, width, wrapped};

/// The columns of a role's word with the blank behind it.
const ROLE: usize = 8;

/// The blanks between two columns.
const GAP: usize = 2;

/// What is said beside a line has at least so much room.
const BESIDE: usize = 30;

/// One line of a recording, ready to be drawn.
pub(super) struct Row {
    /// Its number; none for a further part of the same line.
    pub(super) number: Option<usize>,
    /// The word of its role, and how it is painted.
    pub(super) role: (&'static str, Tone),
    /// Its text, safe for a terminal.
    pub(super) text: String,
    /// What is said beside it, each with how it is painted.
    pub(super) beside: Vec<(Tone, String)>,
}

/// Where the columns stand.
pub(super) struct Columns {
    style: Style,
    number: usize,
    text: usize,
    beside: usize,
}

impl Columns {
    /// The columns that suit these rows.
    pub(super) fn of(rows: &[Row], style: Style) -> Self {
        let last = rows.iter().rev().find_map(|row| row.number).unwrap_or(1);
        let number = last.to_string().len().max(3);
        let room = style.width.saturating_sub(number + GAP + ROLE);
        let most = room.saturating_sub(GAP + BESIDE);
        let noted = rows.iter().filter(|row| !row.beside.is_empty());
        let widths = noted
            .map(|row| width(&row.text))
            .filter(|width| *width <= most);
        let text = widths.max().unwrap_or(0).max(most.min(20));
        Self {
            style,
            number,
            text,
            beside: room - text - GAP,
        }
    }

    /// The lines of a row.
    pub(super) fn draw(&self, row: &Row) -> Vec<String> {
        let beside = self.beside(row);
        let fits = width(&row.text) <= self.text;
        let room = if fits && !beside.is_empty() {
            self.text
        } else {
            self.text + GAP + self.beside
        };
        let texts = folded(&row.text, room);
        let head = self.head(row);
        let margin = " ".repeat(self.number + GAP + ROLE);
        let mut lines = Vec::new();
        let below = if fits { 0 } else { texts.len() };
        for at in 0..texts.len().max(below + beside.len()) {
            let head = if at == 0 { &head } else { &margin };
            let text = texts.get(at).map_or("", String::as_str);
            let note = at.checked_sub(below).and_then(|at| beside.get(at));
            let line = match note {
                Some(note) => format!("{}  {note}", self.painted(row, text, self.text)),
                None => self.painted(row, text, 0),
            };
            lines.push(format!("{head}{line}").trim_end().to_owned());
        }
        lines
    }

    fn head(&self, row: &Row) -> String {
        let number = row
            .number
            .map(|number| number.to_string())
            .unwrap_or_default();
        let number = format!("{number:>width$}", width = self.number);
        let (word, tone) = row.role;
        let role = self.style.paint(tone, &padded(word, ROLE));
        format!("{}  {role}", self.style.paint(Tone::Quiet, &number))
    }

    fn painted(&self, row: &Row, text: &str, columns: usize) -> String {
        let fill = " ".repeat(columns.saturating_sub(width(text)));
        format!("{}{fill}", self.style.paint(row.role.1, text))
    }

    /// What stands beside a row, in lines.
    fn beside(&self, row: &Row) -> Vec<String> {
        let painted = row.beside.iter().flat_map(|(tone, words)| {
            let lines = wrapped(words, self.beside).into_iter();
            lines
                .flat_map(|line| folded(&line, self.beside))
                .map(|line| self.style.paint(*tone, &line))
        });
        painted.collect()
    }
}

/// A text in pieces of at most so many columns: broken behind a blank, and inside a word only where the word alone is too wide.
pub(super) fn folded(text: &str, columns: usize) -> Vec<String> {
    let columns = columns.max(2);
    let mut pieces = Vec::new();
    let mut rest = text;
    while let Some(end) = overflow(rest, columns) {
        let end = behind_blank(rest, end, columns).unwrap_or(end);
        pieces.push(rest[..end].to_owned());
        rest = &rest[end..];
    }
    pieces.push(rest.to_owned());
    pieces
}

/// Where a line may end before `end`: behind a blank with words above it, if the word that follows has room on a line of its own.
fn behind_blank(text: &str, end: usize, columns: usize) -> Option<usize> {
    let blank = text[..end].rfind(' ')?;
    let word = text[blank + 1..].split(' ').next().unwrap_or_default();
    let good = width(word) <= columns && !text[..blank].trim().is_empty();
    good.then_some(blank + 1)
}

/// Where the first character stands that is too much for so many columns.
fn overflow(text: &str, columns: usize) -> Option<usize> {
    let mut taken = 0;
    let mut places = text.char_indices();
    let over = places.find(|(_, c)| {
        taken += c.width().unwrap_or(0);
        taken > columns
    });
    over.map(|(at, _)| at)
}
