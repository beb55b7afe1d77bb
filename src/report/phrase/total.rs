//! The words of the totals.

use crate::model::{CheckReport, Ending, MarkedBy, Tally, Verdict};
use crate::report::phrase::{BY_HAND, manual, number};
use crate::report::reporter::End;

/// Points as `2 of 4 points`.
pub(in crate::report) fn points(tally: &Tally) -> String {
    if tally.of == 0 {
        return "no points to earn".to_owned();
    }
    let word = if tally.of == 1 { "point" } else { "points" };
    format!("{} of {} {word}", tally.points, tally.of)
}

/// The points of one check; `None` where it has none to earn.
pub(in crate::report) fn points_of(check: &CheckReport) -> Option<String> {
    match (&check.outcome.verdict, check.outline.of) {
        (_, 0) => None,
        (Verdict::Manual, of) if check.outcome.mark.is_none() => {
            Some(format!("up to {}", number(of as usize, "point")))
        }
        (_, _) => Some(points(&Tally::of([check]))),
    }
}

/// What a report says until its run has ended.
pub(in crate::report) const UNFINISHED: &str =
    "the run has not come to its end: what is not listed has no verdict";

/// That there are more checks than are listed.
pub(in crate::report) fn more_checks(count: usize) -> String {
    format!("… and {count} more")
}

/// How many checks came to what; only what there is.
pub(in crate::report) fn counts(tally: &Tally) -> Vec<String> {
    let waits = if tally.skipped == 1 {
        "waits for another check"
    } else {
        "wait for other checks"
    };
    let persons = tally.manual - tally.graded_later;
    let person = if persons == 1 {
        "waits for a person"
    } else {
        "wait for a person"
    };
    let counts = [
        (tally.pass, "passed"),
        (tally.fail, "failed"),
        (tally.todo, "still to do"),
        (tally.skipped, waits),
        (tally.undecided, "undecided"),
        (persons, person),
        (tally.graded_later, manual(MarkedBy::Grading)),
        (tally.not_run, "not run"),
        (tally.marked, BY_HAND),
    ];
    counts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect()
}

/// That nothing is left to do, where that is so.
pub(in crate::report) fn done(tally: &Tally) -> Option<&'static str> {
    let open = tally.checks() - tally.pass - tally.manual;
    (open == 0 && tally.pass > 0)
        .then_some("all that is shown here is right: nothing is left to do")
}

/// Why a run ended before its end.
fn ending(ending: Ending) -> Option<&'static str> {
    match ending {
        Ending::Complete => None,
        Ending::FailFast => Some("ended at the first failure, as `--fail-fast` says"),
        Ending::Interrupted { .. } => Some("interrupted: what was not run has no verdict"),
    }
}

/// How many checks students do not see.
fn hidden(count: usize) -> Option<String> {
    match count {
        0 => None,
        1 => Some("1 hidden check is not shown and not in the total".to_owned()),
        _ => Some(format!(
            "{count} hidden checks are not shown and not in the total"
        )),
    }
}

/// What undecided means to who is graded.
pub(in crate::report) const UNDECIDED: &str =
    "undecided: netcheck could not do its part, which is nobody's mistake";

/// The points that are decided later.
fn manual_points(tally: &Tally) -> Option<String> {
    let later = tally.graded_later_of;
    let parts = [
        (tally.manual_of - later, "that a person gives"),
        (later, "that are given when it is graded"),
    ];
    let parts: Vec<String> = parts
        .iter()
        .filter(|(points, _)| *points > 0)
        .map(|(points, who)| format!("{} {who}", number(*points as usize, "point")))
        .collect();
    (!parts.is_empty()).then(|| format!("{} come on top", parts.join(" and ")))
}

/// The end of a report, a sentence a line.
pub(in crate::report) fn totals(end: &End) -> Vec<String> {
    let mut lines = vec![format!("Total: {}", points(&end.tally))];
    let counts = counts(&end.tally);
    if !counts.is_empty() {
        lines.push(counts.join(", "));
    }
    lines.extend(remarks(end));
    lines
}

/// What is to be said beside the total.
pub(in crate::report) fn remarks(end: &End) -> Vec<String> {
    let undecided = (end.tally.undecided > 0).then(|| UNDECIDED.to_owned());
    let remarks = [
        manual_points(&end.tally),
        undecided,
        hidden(end.hidden),
        ending(end.ending).map(str::to_owned),
    ];
    remarks.into_iter().flatten().collect()
}
