//! Placeholders of one width for what changes from run to run.

use std::path::Path;

use regex::Regex;

/// Replaces times, ports and paths.
pub(crate) struct Redactor {
    paths: Vec<(String, &'static str)>,
    time: Regex,
    port: Regex,
}

impl Redactor {
    /// One that knows no paths yet.
    pub(crate) fn new() -> Self {
        Self {
            paths: Vec::new(),
            time: Regex::new(r"\b\d+(\.\d+)? ?(ns|µs|ms|s)\b").expect("a regular expression"),
            port: Regex::new(r"(127\.0\.0\.1|\[::1\]|localhost)(:| )\d{4,5}\b")
                .expect("a regular expression"),
        }
    }

    /// Shows this path as `name`, such as `[folder]`.
    pub(crate) fn path(mut self, path: &Path, name: &'static str) -> Self {
        self.paths.push((path.display().to_string(), name));
        self
    }

    /// The text with placeholders.
    pub(crate) fn of(&self, text: &str) -> String {
        let text = self
            .paths
            .iter()
            .fold(text.to_owned(), |text, (path, name)| {
                text.replace(path, name)
            });
        let text = self.time.replace_all(&text, "[time]");
        self.port.replace_all(&text, "$1$2[port]").into_owned()
    }
}
