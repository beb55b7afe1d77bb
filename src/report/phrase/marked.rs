//! What a person gave for a check.

use crate::model::{CheckReport, Verdict};
use crate::report::visible::plain;

/// What checks are called that a person marked.
pub(in crate::report) const BY_HAND: &str = "marked by hand";

/// What a person gave, what it stands for, and why: `3/4 marked by hand, instead of 1/4: "…"`. `None` where nobody marked it.
pub(in crate::report) fn marked(check: &CheckReport) -> Option<String> {
    let (mark, of) = (check.outcome.mark.as_ref()?, check.outline.of);
    let points = check.outcome.points;
    let instead = if check.outcome.verdict == Verdict::Manual || points == mark.points {
        String::new()
    } else {
        format!(", instead of {points}/{of}")
    };
    let note = mark.note.as_deref().filter(|note| !note.trim().is_empty());
    let note = note.map(|note| format!(": \"{}\"", plain(note.trim())));
    Some(format!(
        "{}/{of} {BY_HAND}{instead}{}",
        mark.points,
        note.unwrap_or_default()
    ))
}
