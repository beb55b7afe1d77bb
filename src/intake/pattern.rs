//! Where the student's id stands in the names of folders: `lab1-{id}`.

use regex::Regex;

use crate::model::Diagnostic;

/// A pattern of names.
#[derive(Debug)]
pub(super) struct Pattern(Regex);

/// What a name says.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Read {
    pub(super) id: Option<String>,
    pub(super) name: Option<String>,
    pub(super) attempt: Option<u32>,
}

impl Pattern {
    /// Reads a pattern: `{id}`, `{name}` and `{attempt}` stand for what they name, `*` for anything, all else for itself.
    pub(super) fn read(text: &str) -> Result<Self, Diagnostic> {
        let mut regex = regex::escape(text).replace(r"\*", ".*?");
        for (word, means) in [("id", ".+?"), ("name", ".+?"), ("attempt", "[0-9]+")] {
            regex = regex.replacen(
                &regex::escape(&format!("{{{word}}}")),
                &format!("(?P<{word}>{means})"),
                1,
            );
        }
        let wrong = |what: &str| {
            Diagnostic::file_error("--pattern", format!("--pattern `{text}`: {what}"))
                .help("write {id} or {name} where that stands in the names of the folders, {attempt} for the number of an attempt, * for anything else: `lab1-{id}`")
        };
        if !text.contains("{id}") && !text.contains("{name}") {
            return Err(wrong("it has no {id}"));
        }
        if regex.contains(r"\{") {
            return Err(wrong("there is only {id}, {name} and {attempt}, each once"));
        }
        let regex = Regex::new(&format!("^(?s:{regex})$"));
        regex.map(Self).map_err(|error| wrong(&error.to_string()))
    }

    /// What a name says; nothing where the pattern does not fit.
    pub(super) fn of(&self, name: &str) -> Read {
        let Some(found) = self.0.captures(name) else {
            return Read::default();
        };
        let part = |word: &str| found.name(word).map(|part| part.as_str().to_owned());
        Read {
            id: part("id"),
            name: part("name"),
            attempt: part("attempt").and_then(|number| number.parse().ok()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Pattern, Read};

    #[test]
    fn what_names_say() {
        let check = |pattern: &str, name: &str, want: (Option<&str>, Option<&str>, Option<u32>)| {
            let Read { id, name, attempt } = Pattern::read(pattern).unwrap().of(name);
            assert_eq!((id.as_deref(), name.as_deref(), attempt), want, "{pattern}");
        };
        check("lab1-{id}", "lab1-ada", (Some("ada"), None, None));
        check("lab1-{id}", "lab2-ada", (None, None, None));
        check("{id}_{attempt}", "ada_l_3", (Some("ada_l"), None, Some(3)));
        check(
            "{name}_{id}_*",
            "Ada L_4_x_y",
            (Some("4"), Some("Ada L"), None),
        );
        check("a.b{id}", "axbc", (None, None, None));
    }

    #[test]
    fn what_is_no_pattern() {
        let check = |pattern: &str, word: &str| {
            let found = Pattern::read(pattern).unwrap_err();
            assert!(found.message.contains(word), "{}", found.message);
        };
        check("lab1-*", "no {id}");
        check("{id}-{id}", "each once");
        check("{id}-{group}", "only {id}");
    }
}
