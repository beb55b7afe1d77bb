//! What a reader should know about how a check was done.

use crate::model::{CheckReport, Failure, Outcome, Verdict};
use crate::report::visible::plain;

/// The notes of a check, without what its mismatches say.
pub(in crate::report) fn notes(check: &CheckReport) -> Vec<String> {
    let notes = check.outcome.evidence.notes.iter();
    let mut notes: Vec<String> = notes
        .filter(|note| !is_headline(check, note))
        .map(|note| plain(note))
        .collect();
    notes.extend(attempts(&check.outcome));
    notes
}

/// How many attempts were made, where it was not one.
pub(in crate::report) fn attempts(outcome: &Outcome) -> Option<String> {
    (outcome.attempts > 1).then(|| format!("{} attempts", outcome.attempts))
}

/// Whether a note says again what a mismatch says.
fn is_headline(check: &CheckReport, note: &str) -> bool {
    let Verdict::Fail(Failure::Mismatches(list)) = &check.outcome.verdict else {
        return false;
    };
    let mut reasons = list.iter().filter_map(|one| one.reason.as_deref());
    reasons.any(|reason| note.contains(reason))
}
