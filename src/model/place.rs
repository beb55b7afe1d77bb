//! Where something was written: a source, a range in it, and the lines to show.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// A text with a name: a spec file, a student's file. Lines are counted from 1.
pub struct Source {
    /// The path as a reader knows it, relative where possible.
    pub name: String,
    /// The decoded text.
    pub text: String,
    starts: Vec<usize>,
}

impl Source {
    /// A source that can be shared by all the places in it. Where CR alone ends the lines, it is read as LF.
    pub fn new(name: impl Into<String>, text: impl Into<String>) -> Arc<Self> {
        let mut text = text.into();
        if !text.contains('\n') {
            text = text.replace('\r', "\n");
        }
        let starts = std::iter::once(0)
            .chain(text.match_indices('\n').map(|(at, _)| at + 1))
            .collect();
        Arc::new(Self {
            name: name.into(),
            text,
            starts,
        })
    }

    /// The number of lines; a final line break does not open another one.
    pub fn line_count(&self) -> usize {
        match self.starts.last() {
            Some(&last) if last == self.text.len() && last > 0 => self.starts.len() - 1,
            _ => self.starts.len(),
        }
    }

    /// The byte range of a line, counted from 1, without its line break; the nearest line if there is no such one.
    pub fn line_range(&self, line: usize) -> Range<usize> {
        let index = line.clamp(1, self.starts.len()) - 1;
        let start = self.starts[index];
        let end = self
            .starts
            .get(index + 1)
            .map_or(self.text.len(), |next| next - 1);
        let end = if self.text[start..end].ends_with('\r') {
            end - 1
        } else {
            end
        };
        start..end
    }

    /// The line that holds a byte, counted from 1.
    pub fn line_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|&start| start <= byte).max(1)
    }
}

impl fmt::Debug for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Source({}, {} bytes)", self.name, self.text.len())
    }
}

/// A range of a source. Two places are equal if they are the same range of sources with the same name.
#[derive(Clone)]
pub struct Place {
    source: Arc<Source>,
    start: usize,
    end: usize,
}

impl Place {
    /// The place of a byte range, cut down to the text and to character boundaries.
    pub fn new(source: &Arc<Source>, range: Range<usize>) -> Self {
        let start = floor_char(&source.text, range.start);
        let end = floor_char(&source.text, range.end.max(start));
        Self {
            source: Arc::clone(source),
            start,
            end,
        }
    }

    /// A whole line, counted from 1, without leading and trailing blanks.
    pub fn line_at(source: &Arc<Source>, line: usize) -> Self {
        let range = source.line_range(line);
        let text = &source.text[range.clone()];
        let lead = text.len() - text.trim_start().len();
        let len = text.trim().len();
        Self::new(source, range.start + lead..range.start + lead + len)
    }

    /// The text this is a place in.
    pub fn source(&self) -> &Arc<Source> {
        &self.source
    }

    /// The name of the file.
    pub fn file(&self) -> &str {
        &self.source.name
    }

    /// The line of its first character, counted from 1.
    pub fn line(&self) -> usize {
        self.source.line_of(self.start)
    }

    /// The column of its first character, counted in characters from 1.
    pub fn column(&self) -> usize {
        let line = self.source.line_range(self.line());
        self.source.text[line.start..self.start.max(line.start)]
            .chars()
            .count()
            + 1
    }

    /// The byte range in the source.
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }

    /// What is written there.
    pub fn text(&self) -> &str {
        &self.source.text[self.start..self.end]
    }

    /// The part of this place that its bytes `range` are, counted from its start.
    #[must_use]
    pub fn part(&self, range: Range<usize>) -> Self {
        Self::new(
            &self.source,
            self.start + range.start..self.start + range.end,
        )
    }

    /// From the start of this place to the end of another in the same source.
    #[must_use]
    pub fn to(&self, other: &Self) -> Self {
        Self::new(&self.source, self.start..other.end)
    }

    /// The line it is on, to be shown with a label under it.
    pub fn excerpt(&self, label: impl Into<String>) -> Excerpt {
        self.excerpt_with(0, 0, label)
    }

    /// The line it is on with `before` lines above and `after` lines below.
    pub fn excerpt_with(&self, before: usize, after: usize, label: impl Into<String>) -> Excerpt {
        let line = self.line();
        let first = line.saturating_sub(before).max(1);
        let last = (line + after).min(self.source.line_count()).max(line);
        let (from, to) = (
            self.source.line_range(first).start,
            self.source.line_range(last).end,
        );
        let own_end = self.source.line_range(line).end;
        let start = self.start.clamp(from, to);
        Excerpt {
            file: self.source.name.clone(),
            line,
            column: self.column(),
            first_line: first,
            text: self.source.text[from..to].to_owned(),
            marked: start - from..self.end.min(own_end).max(start) - from,
            label: label.into(),
        }
    }
}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.file(), self.line(), self.column())
    }
}

impl PartialEq for Place {
    fn eq(&self, other: &Self) -> bool {
        self.range() == other.range() && self.file() == other.file()
    }
}

impl Eq for Place {}

fn floor_char(text: &str, at: usize) -> usize {
    text.floor_char_boundary(at.min(text.len()))
}

/// A value that somebody wrote, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Located<T> {
    /// What was written.
    pub value: T,
    /// Where it was written.
    pub place: Place,
}

impl<T> Located<T> {
    /// A value at its place.
    pub fn new(value: T, place: Place) -> Self {
        Self { value, place }
    }

    /// Another value at the same place.
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Located<U> {
        Located {
            value: change(self.value),
            place: self.place,
        }
    }
}

/// Lines cut out of a source, with one range to mark: all that a renderer needs to show a place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Excerpt {
    /// The file's name.
    pub file: String,
    /// The marked line, counted from 1.
    pub line: usize,
    /// The marked column, counted in characters from 1.
    pub column: usize,
    /// The number of the first line in `text`.
    pub first_line: usize,
    /// One or more whole lines, joined by line feeds.
    pub text: String,
    /// The bytes of `text` to mark; empty marks a position.
    pub marked: Range<usize>,
    /// What to write at the mark; may be empty.
    pub label: String,
}
