//! What became of a check, in one line.

use crate::model::{CheckReport, ExerciseReport, Failure, Verdict};
use crate::report::phrase::{awaited, fault, manual, marked, mismatch, waits_for};
use crate::report::reader;
use crate::report::visible::plain;

/// What became of a check that was cancelled.
const NOT_RUN: &str = "not run: the run ended before it";

/// The first sentence of what is told of a check; `None` where it passed and nobody marked it.
pub(in crate::report) fn headline(
    exercise: &ExerciseReport,
    check: &CheckReport,
) -> Option<String> {
    match &check.outcome.verdict {
        Verdict::Pass => marked(check),
        Verdict::Fail(Failure::Submission(found)) => Some(plain(&found.message)),
        Verdict::Fail(Failure::Mismatches(list)) => list
            .first()
            .map(|first| mismatch(check, first, reader::told(check, first))),
        Verdict::Todo(what) => awaited(what, &exercise.outline.folder).into_iter().next(),
        Verdict::Skipped { waits_for: id } => Some(waits_for(id, reader::verdict(exercise, id))),
        Verdict::Undecided(what) => Some(fault(what)),
        Verdict::Manual => {
            let waits = || manual(check.outline.marked_by).to_owned();
            Some(marked(check).unwrap_or_else(waits))
        }
        Verdict::NotRun => Some(NOT_RUN.to_owned()),
    }
}
