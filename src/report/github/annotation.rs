//! One annotation, as the runner reads it: `::error file=…,line=…::message`.

use std::io;

use crate::report::phrase;
use crate::report::reporter::Sink;
use crate::report::visible::{plain, plain_lines};

/// The most lines of a message: an annotation is a small box.
const LINES: usize = 40;

/// How loud it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    /// Something failed.
    Error,
    /// Something is still to do, or undecided.
    Warning,
}

/// Something to say at a line of a file.
pub(super) struct Annotation {
    pub(super) level: Level,
    pub(super) title: String,
    /// From the root of the repository.
    pub(super) file: Option<String>,
    /// Line and column, counted from 1.
    pub(super) at: Option<(usize, usize)>,
    pub(super) message: String,
}

impl Annotation {
    /// That there are more of a level than are shown.
    pub(super) fn more(level: Level, count: usize) -> Self {
        Self {
            level,
            title: "netcheck".to_owned(),
            file: None,
            at: None,
            message: phrase::more_in_the_log(count),
        }
    }

    pub(super) fn write(&self, out: &mut dyn Sink) -> io::Result<()> {
        let level = match self.level {
            Level::Error => "error",
            Level::Warning => "warning",
        };
        let mut properties = vec![format!("title={}", property(&self.title))];
        if let Some(file) = &self.file {
            properties.push(format!("file={}", property(file)));
        }
        if let Some((line, column)) = self.at {
            properties.push(format!("line={line}"));
            properties.push(format!("col={column}"));
        }
        let lines = plain_lines(&self.message);
        let shown: Vec<&str> = lines.iter().map(String::as_str).take(LINES).collect();
        writeln!(
            out,
            "::{level} {}::{}",
            properties.join(","),
            data(&shown.join("\n"))
        )
    }
}

/// A message, in one line.
fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

/// A property, in which colons and commas have a meaning too.
fn property(text: &str) -> String {
    data(&plain(text)).replace(':', "%3A").replace(',', "%2C")
}
