//! Where to look for what became of a check: a place in the student's file, else in the spec.

use crate::model::{
    Audience, CheckReport, Diagnostic, Excerpt, Failure, Mismatch, Reveal, Verdict,
};
use crate::report::reader::{self, Seen, Told};

/// Whose file a place is in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Whose {
    /// The student's.
    Submission,
    /// The author's.
    Spec,
}

/// A place that may be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Spot<'a> {
    /// Whose file it is.
    pub(super) whose: Whose,
    /// The file's name as somebody wrote it.
    pub(super) file: &'a str,
    /// The line and the column in it, counted from 1; `None` where the file as a whole is meant.
    pub(super) at: Option<(usize, usize)>,
}

impl<'a> Spot<'a> {
    fn of(whose: Whose, excerpt: &'a Excerpt) -> Self {
        Self {
            whose,
            file: &excerpt.file,
            at: Some((excerpt.line, excerpt.column)),
        }
    }

    fn of_file(whose: Whose, file: &'a str) -> Self {
        Self {
            whose,
            file,
            at: None,
        }
    }

    /// The path from the root of the repository: `base` is where the working directory stands in it, `submission` the folder that was handed in.
    pub(super) fn path_in_repository(&self, base: &str, submission: &str) -> String {
        let folder = match self.whose {
            Whose::Submission => submission,
            Whose::Spec => "",
        };
        let parts = [base, folder, self.file];
        let mut path: Vec<&str> = Vec::new();
        for part in parts.iter().flat_map(|part| part.split('/')) {
            match part {
                "" | "." => {}
                ".." if path.last().is_some_and(|last| *last != "..") => {
                    path.pop();
                }
                _ => path.push(part),
            }
        }
        let rooted = self.file.starts_with('/') || (base.is_empty() && folder.starts_with('/'));
        format!("{}{}", if rooted { "/" } else { "" }, path.join("/"))
    }
}

/// Where to look for what became of a check: what its first sentence is about, else where the check stands. `None` where that may not be told.
pub(super) fn of_check(check: &CheckReport) -> Option<Spot<'_>> {
    match &check.outcome.verdict {
        Verdict::Fail(Failure::Mismatches(list)) => of_mismatch(check, list.first()?),
        Verdict::Fail(Failure::Submission(found)) => of_diagnostic(Whose::Submission, found),
        Verdict::Pass
        | Verdict::Todo(_)
        | Verdict::Skipped { .. }
        | Verdict::Undecided(_)
        | Verdict::Manual
        | Verdict::NotRun => match check.outline.reveal {
            Reveal::Shown => Some(Spot::of(Whose::Spec, &check.outline.spec)),
            Reveal::Secret => None,
        },
    }
}

/// Where a mismatch shows.
pub(super) fn of_mismatch<'a>(check: &CheckReport, mismatch: &'a Mismatch) -> Option<Spot<'a>> {
    match (reader::seen(mismatch), reader::told(check, mismatch)) {
        (Some(Seen::Line(line)), _) => Some(Spot::of(Whose::Submission, line)),
        // The line is known, its words are not told.
        (Some(Seen::File(_)), _) if mismatch.audience == Audience::Instructor => {
            let seen = mismatch.seen.as_ref();
            seen.map(|seen| Spot::of(Whose::Submission, seen))
        }
        (Some(Seen::File(file)), _) => Some(Spot::of_file(Whose::Submission, file)),
        (None, Told::All { .. }) => Some(Spot::of(Whose::Spec, &mismatch.spec)),
        (None, Told::Secret { .. } | Told::KeptBack) => None,
    }
}

/// Where something is wrong with a file.
pub(super) fn of_diagnostic(whose: Whose, found: &Diagnostic) -> Option<Spot<'_>> {
    match (found.excerpts.first(), &found.file) {
        (Some(first), _) => Some(Spot::of(whose, first)),
        (None, Some(file)) => Some(Spot::of_file(whose, file)),
        (None, None) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Spot, Whose};

    #[test]
    fn paths_begin_at_the_root_of_the_repository() {
        let check = |base, submission, (whose, file), want| {
            let spot = Spot {
                whose,
                file,
                at: None,
            };
            assert_eq!(spot.path_in_repository(base, submission), want);
        };
        let mail = (Whose::Submission, "mail.txt");
        check("", ".", mail, "mail.txt");
        check("", "s/01", mail, "s/01/mail.txt");
        check("week1", "./s", mail, "week1/s/mail.txt");
        check("week1", "../s", mail, "s/mail.txt");
        check("", "/tmp/s", mail, "/tmp/s/mail.txt");
        let spec = (Whose::Spec, "exercises/04-dns/exercise.yaml");
        check("", "s", spec, "exercises/04-dns/exercise.yaml");
        check("week1", "s", (Whose::Spec, "../a.yaml"), "a.yaml");
    }
}
