//! Events → bytes. Formats see the model only.

#[cfg(test)]
mod golden;
mod human;
mod json;
mod pair;
mod phrase;
mod reader;
mod session;
mod snippet;
mod style;
mod values;
mod visible;

use std::io;

use crate::model::{Diagnostic, Fault, Report};

pub use session::{Recording, SessionFormat};
pub(crate) use style::Tone;
pub use style::{Style, When};
pub(crate) use visible::{padded, plain_lines, push as push_visible, wrapped};

/// A report format.
pub struct Format {
    /// Its word on the command line.
    pub name: &'static str,
    /// What it is for; one line.
    pub about: &'static str,
    /// Writes the report.
    pub render: fn(&Report, Style, &mut dyn io::Write) -> io::Result<()>,
}

/// A table of formats, each known by its word.
pub trait Known: Sized {
    /// Every format.
    fn all() -> &'static [Self];

    /// Its word on the command line.
    fn name(&self) -> &'static str;
}

impl Known for Format {
    fn all() -> &'static [Self] {
        FORMATS
    }

    fn name(&self) -> &'static str {
        self.name
    }
}

/// Every format.
pub static FORMATS: &[Format] = &[
    Format {
        name: "human",
        about: "for people at a terminal",
        render: human::render,
    },
    Format {
        name: "json",
        about: "for programs; its fields are described in the documentation of `report::json`",
        render: json::render,
    },
];

/// Draws diagnostics of specs, one after another with an empty line between them.
pub fn diagnostics(list: &[Diagnostic], style: Style) -> String {
    let drawn: Vec<String> = list
        .iter()
        .map(|found| snippet::diagnostic(found, style))
        .collect();
    drawn.join("\n")
}

/// What netcheck could not do, in words.
pub fn fault(fault: &Fault) -> String {
    phrase::fault(fault)
}
