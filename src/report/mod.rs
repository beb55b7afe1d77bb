//! Events → bytes. Formats see the model only, and of it what their reader may see.

mod class;
mod classroom;
mod compared;
mod events;
mod github;
#[cfg(test)]
mod golden;
mod gradescope;
mod growing;
mod html;
mod human;
mod json;
mod junit;
mod markdown;
mod pair;
mod phrase;
mod place;
mod reader;
mod reporter;
mod session;
mod snippet;
mod style;
mod tap;
mod telling;
mod values;
mod visible;

use std::path::PathBuf;

use crate::model::{CheckReport, Diagnostic, ExerciseReport, Fault};

pub use class::{CLASS_FORMATS, ClassFormat, Fill, Filled, Folder, Made, class_schema};
pub use events::schema as events_schema;
pub use json::schema as json_schema;
pub use reader::Reader;
pub use reporter::{Amount, End, Moment, Replaced, Reporter, Setting, Sink};
pub use session::{Recording, SessionFormat};
pub(crate) use style::Tone;
pub use style::{Style, When};
pub use telling::Telling;
pub(crate) use visible::{padded, plain, plain_lines, push as push_visible, wrapped};

/// Begins a report.
pub type Start = fn(Setting) -> Box<dyn Reporter>;

/// A report format.
pub struct Format {
    /// Its word on the command line.
    pub name: &'static str,
    /// What it is for; one line.
    pub about: &'static str,
    /// Begins one.
    pub start: Start,
    /// Where it goes when no file is named.
    pub home: Home,
    /// What else is written with it.
    pub beside: &'static [Beside],
    /// Whether each of its readers is shown their own.
    pub readers: Readers,
}

/// Where a report goes when no file is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// To standard output, which it then has for itself.
    Stdout,
    /// To the [`Beside`]s alone, where their variables are set; else to standard output.
    Beside,
}

/// A report that is added to the file which an environment variable names, where it is set and not empty.
pub struct Beside {
    /// The variable.
    pub variable: &'static str,
    /// Begins it.
    pub start: Start,
}

/// Who reads a format.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Readers {
    /// One reader, whom the command line names.
    One,
    /// Students and instructors, for the system that reads it shows each their own. It has the hidden checks where the command line names
    /// an instructor as its reader.
    Each,
}

impl Known for ClassFormat {
    fn all() -> &'static [Self] {
        CLASS_FORMATS
    }

    fn name(&self) -> &'static str {
        self.name
    }
}

/// A table of formats, each known by its word.
pub trait Known: Sized {
    /// Every format.
    fn all() -> &'static [Self];

    /// Its word on the command line.
    fn name(&self) -> &'static str;

    /// Whether it goes to standard output when no file is named.
    fn wants_stdout(&self) -> bool {
        true
    }
}

impl Known for Format {
    fn all() -> &'static [Self] {
        FORMATS
    }

    fn name(&self) -> &'static str {
        self.name
    }

    fn wants_stdout(&self) -> bool {
        match self.home {
            Home::Stdout => true,
            Home::Beside => !self.beside.iter().any(|beside| beside.file().is_some()),
        }
    }
}

impl Beside {
    /// The file that the variable names.
    pub fn file(&self) -> Option<PathBuf> {
        let named = std::env::var_os(self.variable)?;
        (!named.is_empty()).then(|| named.into())
    }
}

/// Every format.
pub static FORMATS: &[Format] = &[
    human::FORMAT,
    json::FORMAT,
    events::FORMAT,
    github::FORMAT,
    markdown::FORMAT,
    junit::FORMAT,
    tap::FORMAT,
    tap::FORMAT_13,
    classroom::FORMAT,
    html::FORMAT,
    gradescope::FORMAT,
];

impl Format {
    /// A format for one reader, with standard output as its home and nothing beside it.
    const fn new(name: &'static str, about: &'static str, start: Start) -> Self {
        Self {
            name,
            about,
            start,
            home: Home::Stdout,
            beside: &[],
            readers: Readers::One,
        }
    }

    /// Who reads it, where the command line names a reader.
    pub fn reader(&self, named: Reader) -> Reader {
        match (self.readers, named) {
            (Readers::Each, Reader::Instructor) => Reader::Both,
            (Readers::Each | Readers::One, named) => named,
        }
    }
}

/// Draws diagnostics of specs, one after another with an empty line between them.
pub fn diagnostics(list: &[Diagnostic], style: Style) -> String {
    let drawn: Vec<String> = list
        .iter()
        .map(|found| snippet::diagnostic(found, style))
        .collect();
    drawn.join("\n")
}

/// A number with its noun: `1 check`, `2 checks`.
pub(crate) fn number(count: usize, noun: &str) -> String {
    phrase::number(count, noun)
}

/// What would help where netcheck could not do its part.
pub fn remedy(fault: &Fault) -> Option<String> {
    phrase::remedy(fault)
}

/// The first sentence of what is told of a check; `None` where it passed.
pub fn headline(exercise: &ExerciseReport, check: &CheckReport) -> Option<String> {
    phrase::headline(exercise, check)
}

/// What netcheck could not do, in words.
pub fn fault(fault: &Fault) -> String {
    phrase::fault(fault)
}
