//! A class → bytes: tables for gradebooks, feedback for each student.

use std::io::{self, Write};

use crate::model::{Class, Diagnostic};
use crate::report::Reader;

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
    Filled(fn(&mut dyn Class, &str, &mut dyn Write) -> Result<Filled, Diagnostic>),
    /// A folder, with a file for each student.
    Files(fn(&mut dyn Class, Reader, &mut dyn Folder) -> io::Result<()>),
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
    /// Students whose row stays empty, and why: undecided checks, nothing handed in.
    pub empty: Vec<String>,
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
pub static CLASS_FORMATS: &[ClassFormat] = &[];
