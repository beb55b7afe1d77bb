//! What is wrong with something that an author or a student wrote: a message, the places, the help.

use serde::{Deserialize, Serialize};

use crate::model::{Excerpt, Place};

/// How bad a diagnostic is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Severity {
    /// Worth a look; the spec can be used.
    Warning,
    /// The spec cannot be used (exit code 3).
    Error,
}

/// One finding, ready to be drawn: renderers need nothing else.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// One sentence, lower-case start, no final stop.
    pub message: String,
    /// The lines it is about, the blamed one first. Empty when there is no text to show.
    pub excerpts: Vec<Excerpt>,
    /// The file alone, when there is no line to show (missing, too large, not UTF-8).
    pub file: Option<String>,
    /// Next steps, one sentence each; may hold the line as it should be.
    pub help: Vec<String>,
}

impl Diagnostic {
    /// An error at a place.
    pub fn error(place: &Place, message: impl Into<String>) -> Self {
        Self::at(Severity::Error, place, message)
    }

    /// A warning at a place.
    pub fn warning(place: &Place, message: impl Into<String>) -> Self {
        Self::at(Severity::Warning, place, message)
    }

    /// An error about a whole file.
    pub fn file_error(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            message: message.into(),
            excerpts: Vec::new(),
            file: Some(file.into()),
            help: Vec::new(),
        }
    }

    fn at(severity: Severity, place: &Place, message: impl Into<String>) -> Self {
        Self {
            severity,
            message: message.into(),
            excerpts: vec![place.excerpt("")],
            file: None,
            help: Vec::new(),
        }
    }

    /// The same with words at the blamed range.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        if let Some(first) = self.excerpts.first_mut() {
            first.label = label.into();
        }
        self
    }

    /// The same with another place that belongs to it.
    #[must_use]
    pub fn also(mut self, place: &Place, label: impl Into<String>) -> Self {
        self.excerpts.push(place.excerpt(label));
        self
    }

    /// The same with a next step.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help.push(help.into());
        self
    }

    /// The words at the blamed range, such as what was probably meant.
    pub fn words(&self) -> Option<&str> {
        let first = self.excerpts.first()?;
        (!first.label.is_empty()).then_some(&first.label)
    }

    /// The blamed line, counted from 1, where there is one.
    pub fn line(&self) -> Option<usize> {
        self.excerpts.first().map(|excerpt| excerpt.line)
    }
}

/// The most findings, give or take those of one check.
const ENOUGH: usize = 2000;

/// The most bytes of lines that many findings show: each holds copies of its lines.
const SHOWN_LIMIT: usize = 16 * 1024 * 1024;

const STOPPED: &str = "there are more findings than are shown here";

/// Findings as they are collected: the first never hides the second.
#[derive(Debug, Default)]
pub struct Diagnostics {
    /// In the order found.
    pub list: Vec<Diagnostic>,
    /// About how many bytes the regular expressions take that were read so far.
    pub patterns: usize,
}

impl Diagnostics {
    /// Findings that were collected elsewhere.
    pub fn of(list: Vec<Diagnostic>) -> Self {
        Self { list, patterns: 0 }
    }

    /// Adds one, unless there are enough.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        if !self.is_full() {
            self.list.push(diagnostic);
        }
    }

    /// Whether there are enough to begin with. Who stops reading for that reason says so with [`Diagnostics::stop`].
    pub fn is_full(&self) -> bool {
        let shown = || {
            let excerpts = self.list.iter().flat_map(|found| &found.excerpts);
            excerpts.map(|excerpt| excerpt.text.len()).sum::<usize>()
        };
        self.list.len() >= ENOUGH || self.list.len() >= 100 && shown() > SHOWN_LIMIT
    }

    /// Says once that reading stopped because there are enough: what was not read cannot be used, even if all findings are warnings.
    pub fn stop(&mut self) {
        if self.list.iter().any(|found| found.message == STOPPED) {
            return;
        }
        self.list.push(Diagnostic {
            severity: Severity::Error,
            message: STOPPED.to_owned(),
            excerpts: Vec::new(),
            file: None,
            help: vec!["mend these, then look again".to_owned()],
        });
    }

    /// Whether the spec can be used.
    pub fn usable(&self) -> bool {
        self.list
            .iter()
            .all(|found| found.severity < Severity::Error)
    }

    /// By file, line and column, so that output does not depend on the order of reading.
    pub fn sorted(mut self) -> Vec<Diagnostic> {
        self.list.sort_by_key(|found| {
            let first = found.excerpts.first();
            let file = first.map(|e| e.file.clone()).or_else(|| found.file.clone());
            (file, first.map_or((0, 0), |e| (e.line, e.column)))
        });
        self.list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn enough_findings_are_enough_and_what_is_left_out_is_said_once() {
        let mut found = Diagnostics::default();
        for _ in 0..3 * ENOUGH {
            found.push(Diagnostic::file_error("a.yaml", "wrong"));
        }
        assert_eq!(found.list.len(), ENOUGH);
        found.stop();
        found.stop();
        assert_eq!(found.list.len(), ENOUGH + 1);
        assert!(!found.usable());
    }

    #[test]
    fn long_lines_are_enough_sooner() {
        let source = crate::model::Source::new("a.yaml", "x".repeat(SHOWN_LIMIT / 100));
        let place = Place::new(&source, 0..1);
        let mut found = Diagnostics::default();
        for _ in 0..1000 {
            found.push(Diagnostic::error(&place, "wrong"));
        }
        assert!(found.list.len() < 110, "{}", found.list.len());
    }
}
