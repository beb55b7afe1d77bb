//! The words of the totals.

use crate::model::{Ending, Points, Tally};
use crate::report::phrase::number;
use crate::report::reporter::End;

/// Points as `2 of 4 points`.
pub(in crate::report) fn points(tally: &Tally) -> String {
    if tally.of == 0 {
        return "no points to earn".to_owned();
    }
    let word = if tally.of == 1 { "point" } else { "points" };
    format!("{} of {} {word}", tally.points, tally.of)
}

/// How many checks came to what; only what there is.
pub(in crate::report) fn counts(tally: &Tally) -> Vec<String> {
    let waits = if tally.skipped == 1 {
        "waits for another check"
    } else {
        "wait for other checks"
    };
    let person = if tally.manual == 1 {
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
        (tally.manual, person),
        (tally.not_run, "not run"),
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
        .then_some("all that could be checked is right: nothing is left to do")
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
pub(in crate::report) const NOBODY: &str =
    "netcheck could not do its part, which is nobody's mistake";

/// The points that a person will give.
fn manual_points(of: Points) -> Option<String> {
    (of > 0).then(|| {
        format!(
            "{} that a person gives come on top",
            number(of as usize, "point")
        )
    })
}

/// What is to be said beside the total.
pub(in crate::report) fn remarks(end: &End) -> Vec<String> {
    let undecided = (end.tally.undecided > 0).then(|| format!("undecided: {NOBODY}"));
    let remarks = [
        manual_points(end.tally.manual_of),
        undecided,
        hidden(end.hidden),
        ending(end.ending).map(str::to_owned),
    ];
    remarks.into_iter().flatten().collect()
}
