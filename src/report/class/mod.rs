//! A class → bytes: tables for gradebooks, feedback for each student.
//!
//! | format | for | made |
//! |---|---|---|
//! | `csv` | spreadsheets and programs: a row a student, two columns a check | one text |
//! | `canvas`, `moodle` | the gradebook of that system: the file that it exported, with the grades filled in | from that file |
//! | `json` | programs: what `netcheck schema class` describes | one text |
//! | `html` | browsers: the class as a table, and a page for each student | a folder |
//! | `markdown`, `gradescope` | a file for each student, as the report of that name | a folder |
//!
//! Feedback is what its student may see: it names nobody else, no likeness, no hidden check.

mod canvas;
mod cell;
mod comment;
mod feedback;
mod figures;
mod json;
mod matching;
mod moodle;
mod names;
mod overview;
mod page;
mod sheet;
mod shown;
mod table;
#[cfg(test)]
mod tests;

use std::io::{self, Write};

use crate::model::{Class, Diagnostic};
use crate::report::Reader;

pub use json::schema as class_schema;

/// A format of a class report.
pub struct ClassFormat {
    /// Its word on the command line.
    pub name: &'static str,
    /// What it is for; one line.
    pub about: &'static str,
    /// How it is made.
    pub made: Made,
}

/// How a class report is made. Each is told who reads it, and gets only what they may see.
pub enum Made {
    /// One text.
    Text(fn(&mut dyn Class, Reader, &mut dyn Write) -> io::Result<()>),
    /// From a file that the system exported, with the grades filled in; everything else in it stays as it was.
    Filled(fn(&mut dyn Class, &Fill, &mut dyn Write) -> Result<Filled, Diagnostic>),
    /// A folder, with a file for each student.
    Files(fn(&mut dyn Class, Reader, &mut dyn Folder) -> io::Result<()>),
}

/// A file to fill.
#[derive(Clone, Copy, Debug)]
pub struct Fill<'a> {
    /// What messages call it.
    pub file: &'a str,
    /// What is in it.
    pub exported: &'a str,
    /// The column of the grades, where the user names it; else it is told from its title.
    pub column: Option<&'a str>,
}

/// What became of filling an exported file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filled {
    /// How many rows got a grade.
    pub filled: usize,
    /// Rows of the file that are no student of the class; they stay as they were.
    pub unknown: Vec<String>,
    /// Students of the class who are in no row: nothing is created for them.
    pub absent: Vec<String>,
    /// Students whose row stays as it was, and why: undecided checks, nothing handed in.
    pub empty: Vec<String>,
    /// What else the instructor should know: that the points to be earned differ.
    pub notes: Vec<String>,
}

/// Where the files of a report are written.
pub trait Folder {
    /// Begins a file; `path` is relative, with `/` between its parts, and made of letters, digits, `-`, `_` and `.` only.
    ///
    /// # Errors
    /// Those of the system.
    fn file(&mut self, path: &str) -> io::Result<Box<dyn Write + '_>>;
}

/// Every format of a class.
pub static CLASS_FORMATS: &[ClassFormat] = &[
    table::FORMAT,
    canvas::FORMAT,
    moodle::FORMAT,
    json::FORMAT,
    page::FORMAT,
    feedback::MARKDOWN,
    feedback::GRADESCOPE,
];
