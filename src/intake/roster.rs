//! The roster: who is in the class.

use std::path::Path;

use crate::model::{Diagnostic, Student};

/// Who is in the class.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    /// The students, in its order.
    pub students: Vec<Student>,
    /// What the instructor should know: lines that were left out, and why.
    pub notes: Vec<String>,
}

impl Roster {
    /// Reads a CSV file.
    ///
    /// # Errors
    /// What is wrong with it, at its line.
    pub fn read(path: &Path) -> Result<Self, Diagnostic> {
        let shown = path.display().to_string();
        let wrong = |error: csv::Error| Diagnostic::file_error(&shown, error.to_string());
        let mut reader = csv::Reader::from_path(path).map_err(wrong)?;
        let columns = reader.headers().map_err(wrong)?.clone();
        let mut students = Vec::new();
        for row in reader.records() {
            let row = row.map_err(wrong)?;
            let cells = columns.iter().zip(row.iter());
            students.push(Student {
                id: row.get(0).unwrap_or_default().to_owned(),
                name: None,
                columns: cells
                    .map(|(key, value)| (key.to_owned(), value.to_owned()))
                    .collect(),
            });
        }
        Ok(Self {
            students,
            notes: Vec::new(),
        })
    }
}
