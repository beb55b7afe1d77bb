//! Lines on a page: margins, rows with a label, wrapped prose.

use crate::report::compared::{Label, Row};
use crate::report::style::{Style, Tone};
use crate::report::visible::{padded, wrapped};

/// How far what belongs to a check stands from the margin.
pub(super) const MARGIN: &str = "        ";

/// The columns of a row's label.
const LABEL: usize = 10;

/// The text of a report as it grows.
pub(super) struct Page {
    /// How it is drawn.
    pub(super) style: Style,
    text: String,
}

impl Page {
    pub(super) fn new(style: Style) -> Self {
        Self {
            style,
            text: String::new(),
        }
    }

    pub(super) fn text(self) -> String {
        self.text
    }

    /// The same where no line has a margin.
    pub(super) fn without_margin(self) -> String {
        let lines = self.text.split_inclusive('\n');
        lines
            .map(|line| line.strip_prefix(MARGIN).unwrap_or(line))
            .collect()
    }

    /// One line as it is.
    pub(super) fn line(&mut self, line: &str) {
        self.text.push_str(line.trim_end_matches(' '));
        self.text.push('\n');
    }

    /// A title and short phrases behind it, broken between them only.
    pub(super) fn heading(&mut self, title: &str, phrases: &[String]) {
        let text = format!("{title}: {}", kept_together(phrases));
        for (at, line) in wrapped(&text, self.style.width).iter().enumerate() {
            let line = line.replace(KEPT, " ");
            match line.strip_prefix(title) {
                Some(rest) if at == 0 => {
                    self.line(&format!("{}{rest}", self.style.paint(Tone::Strong, title)));
                }
                Some(_) | None => self.line(&line),
            }
        }
    }

    /// An empty line, never two.
    pub(super) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// Several lines, each behind the margin.
    pub(super) fn block(&mut self, text: &str) {
        for line in text.lines() {
            self.line(&format!("{MARGIN}{line}"));
        }
    }

    /// Prose, wrapped to the page.
    pub(super) fn prose(&mut self, margin: &str, text: &str) {
        for line in wrapped(text, self.room(margin.len())) {
            self.line(&format!("{margin}{line}"));
        }
    }

    /// Short phrases one after another, broken between them only.
    pub(super) fn list(&mut self, margin: &str, phrases: &[String]) {
        for line in wrapped(&kept_together(phrases), self.room(margin.len())) {
            self.line(&format!("{margin}{}", line.replace(KEPT, " ")));
        }
    }

    /// A row of expected and actual, with carets under what makes the difference.
    pub(super) fn compared(&mut self, row: &Row) {
        let (tone, carets) = match row.label {
            Label::Expected => (Some(Tone::Good), None),
            Label::Actual => (Some(Tone::Wrong), row.carets()),
            Label::Missing | Label::Extra => (None, None),
        };
        self.painted_row(row.label.word(), &row.lines, tone);
        if let Some(carets) = carets {
            self.painted_row("", &[carets], Some(Tone::Bad));
        }
    }

    /// A label and the lines that belong to it, side by side.
    pub(super) fn row(&mut self, label: &str, lines: &[String]) {
        self.painted_row(label, lines, None);
    }

    fn painted_row(&mut self, label: &str, lines: &[String], tone: Option<Tone>) {
        let mut head = self.style.paint(Tone::Quiet, &padded(label, LABEL));
        for line in lines {
            let line = tone.map_or_else(|| line.clone(), |tone| self.style.paint(tone, line));
            self.line(&format!("{MARGIN}{head}{line}"));
            head = " ".repeat(LABEL);
        }
    }

    /// A label and prose beside it, wrapped.
    pub(super) fn prose_row(&mut self, label: &str, prose: &[String]) {
        let room = self.room(MARGIN.len() + LABEL);
        let lines: Vec<String> = prose.iter().flat_map(|line| wrapped(line, room)).collect();
        self.row(label, &lines);
    }

    /// What to do next: `hint: …`, its further lines behind it. One line of prose is wrapped; several are code, which is left as it is.
    pub(super) fn next_step(&mut self, label: &str, lines: &[String]) {
        let head = format!("{label}: ");
        let room = self.room(MARGIN.len() + head.len());
        let lines = match lines {
            [prose] => wrapped(prose, room),
            several => several.to_vec(),
        };
        for (at, line) in lines.iter().enumerate() {
            let head = if at == 0 {
                self.style.paint(Tone::Next, &head)
            } else {
                " ".repeat(head.len())
            };
            self.line(&format!("{MARGIN}{head}{line}"));
        }
    }

    fn room(&self, taken: usize) -> usize {
        self.style.width.saturating_sub(taken).max(20)
    }
}

/// A blank at which no line ends.
const KEPT: &str = "\u{a0}";

/// Phrases with commas between them; lines end between phrases only.
fn kept_together(phrases: &[String]) -> String {
    let kept: Vec<String> = phrases
        .iter()
        .map(|phrase| phrase.replace(' ', KEPT))
        .collect();
    kept.join(", ")
}
