//! What is kept of a check until the result is written, all of it harmless in the reporter's log.

use std::time::Duration;

use crate::model::{CheckReport, ExerciseReport, Share, Tally, Verdict};
use crate::report::classroom::parts::shares;
use crate::report::values;
use crate::report::visible::Blanks;
use crate::report::{Style, human, phrase, place};

/// What is kept of a check.
pub(super) struct Kept {
    /// Its folder, its id and its title.
    pub(super) name: String,
    pub(super) told: Told,
    /// The verdict's own word.
    word: &'static str,
    /// What its points are for; empty where a person gives them.
    pub(super) shares: Vec<Share>,
    /// The first sentence of what there is to say.
    pub(super) headline: String,
    /// All of it.
    pub(super) text: String,
    /// Where to look.
    pub(super) file: String,
    pub(super) took: Duration,
}

/// A verdict, as far as Classroom tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Told {
    /// Passed.
    Pass,
    /// Failed, or still to do in one way or another.
    Fail,
    /// Undecided.
    Error,
    /// A person marks it, which is no test.
    Manual,
}

impl Kept {
    /// A check as it is told; `folders` are where the working directory stands in the repository, and what was handed in.
    pub(super) fn new(
        exercise: &ExerciseReport,
        check: &CheckReport,
        folders: (&str, &str),
    ) -> Self {
        let (outline, verdict) = (&check.outline, &check.outcome.verdict);
        let name = format!(
            "{}/{}: {}",
            exercise.outline.folder, outline.id, outline.title
        );
        let file = place::of_check(check).map(|spot| spot.path_in_repository(folders.0, folders.1));
        let told = Told::of(check);
        Self {
            name: harmless(&name),
            told,
            word: verdict.word(),
            shares: match told {
                Told::Manual => Vec::new(),
                Told::Pass | Told::Fail | Told::Error => shares(check),
            },
            headline: harmless(&phrase::headline(exercise, check).unwrap_or_default()),
            text: harmless_text(&human::text(exercise, check, Style::UNWRAPPED)),
            file: harmless(&file.unwrap_or_default()),
            took: check.outcome.took,
        }
    }

    /// Whether it is a test: where there are points, what has some.
    pub(super) fn is_test(&self, tally: &Tally) -> bool {
        self.told != Told::Manual && (tally.of == 0 || self.shares.iter().any(|share| share.of > 0))
    }

    /// What there is to say of it where it is no test.
    pub(super) fn line(&self) -> String {
        format!("{}, {}: {}", self.name, self.word, self.headline)
    }
}

impl Told {
    /// Where a person marked it, the mark alone says whether it passed.
    fn of(check: &CheckReport) -> Self {
        if let Some(mark) = &check.outcome.mark {
            return if mark.points < check.outline.of {
                Self::Fail
            } else {
                Self::Pass
            };
        }
        match check.outcome.verdict {
            Verdict::Pass => Self::Pass,
            Verdict::Undecided(_) => Self::Error,
            Verdict::Manual => Self::Manual,
            Verdict::Fail(_) | Verdict::Todo(_) | Verdict::Skipped { .. } | Verdict::NotRun => {
                Self::Fail
            }
        }
    }
}

/// One line, not too long, in which the runner of a log sees no command; it stands behind something else.
pub(super) fn harmless(text: &str) -> String {
    without_command(&values::line(text, Blanks::Plain))
}

/// Lines in a margin: at its beginning a line could be a command.
pub(super) fn harmless_text(text: &str) -> String {
    let lines = text.lines().map(without_command);
    let lines: Vec<String> = lines.map(|line| format!("| {line}")).collect();
    lines
        .iter()
        .flat_map(|line| [line.trim_end(), "\n"])
        .collect()
}

/// Commands of the old form are seen anywhere in a line; the wide `＃` begins none.
fn without_command(line: &str) -> String {
    line.replace("##[", "#\u{ff03}[")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::{harmless, harmless_text};

    proptest! {
        #[test]
        fn a_log_has_no_command_in_it(text in "[ \t:#\\[a\n]{0,40}") {
            let name = format!("x {}", harmless(&text));
            for line in harmless_text(&text).lines().chain([name.as_str()]) {
                prop_assert!(!line.trim_start().starts_with("::") && !line.contains("##["), "{line}");
            }
        }
    }
}
