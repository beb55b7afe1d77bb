//! `netcheck grade --preview`: whose points would change, and why.

use std::collections::HashMap;
use std::sync::Arc;

use tokio::runtime::Runtime;

use crate::cli::args::class::Grade;
use crate::cli::exit::Exit;
use crate::cli::grade::progress::Progress;
use crate::cli::output::Output;
use crate::grade::{Change, CheckChange, Gradebook, Grading, Preview};
use crate::model::{
    CheckOutline, CheckRef, CheckReport, ExerciseOutline, ExerciseReport, Outcome, Outline,
};
use crate::report::{self, plain};

/// The checks of a spec, with their exercises.
type Checks = HashMap<CheckRef, (Arc<ExerciseOutline>, Arc<CheckOutline>)>;

pub(super) fn preview(
    grading: Grading,
    runtime: &Runtime,
    book: &mut Gradebook,
    args: &Grade,
    output: &mut Output,
) -> Result<Exit, Exit> {
    let after = checks(&grading.plan.outline(Vec::new(), String::new()));
    let before = book.outline().map_err(|found| output.unusable(&found))?;
    let before = before.as_ref().map(checks).unwrap_or_default();
    let mut progress = Progress::new(args.quiet);
    let found = grading.preview(runtime, book, &mut |count| progress.tick(count, output));
    progress.end();
    let found = found.map_err(|found| output.unusable(&found))?;
    for change in &found.changes {
        tell(change, &before, &after, output);
    }
    output.line(&foot(&found));
    match found.stopped {
        Some(signal) => Ok(Exit::Verdict(
            u8::try_from(signal).map_or(130, |signal| 128 | signal),
        )),
        None => Ok(Exit::Done),
    }
}

fn checks(outline: &Outline) -> Checks {
    let mut all = Checks::new();
    for exercise in &outline.exercises {
        for check in &exercise.checks {
            all.insert(
                exercise.check(check),
                (Arc::clone(exercise), Arc::clone(check)),
            );
        }
    }
    all
}

fn tell(change: &Change, before: &Checks, after: &Checks, output: &mut Output) {
    let (old, new) = change.points;
    let difference = i64::from(new) - i64::from(old);
    output.line(&format!(
        "{}  {old} → {new} points ({difference:+})  {}",
        plain(&change.student),
        plain(&change.submission)
    ));
    for check in &change.checks {
        output.line(&format!("  {}: {}", check.check, verdicts(check)));
        for (when, outcome, known) in [
            ("before", &check.before, before),
            ("after", &check.after, after),
        ] {
            let why = outcome.as_ref().and_then(|outcome| why(outcome, known));
            if let Some(why) = why {
                output.line(&format!("    {when}: {}", plain(&why)));
            }
        }
        if let Some(mark) = check.after.as_ref().and_then(|after| after.mark.as_ref()) {
            output.line(&format!(
                "    marked by hand: {}, which stays",
                report::number(mark.points as usize, "point")
            ));
        }
    }
}

fn verdicts(change: &CheckChange) -> String {
    let word = |outcome: &Option<Outcome>, none: &str| {
        outcome.as_ref().map_or_else(
            || none.to_owned(),
            |outcome| format!("{}, {}", outcome.verdict.word(), outcome.points),
        )
    };
    format!(
        "{} → {}",
        word(&change.before, "new"),
        word(&change.after, "gone")
    )
}

fn why(outcome: &Outcome, known: &Checks) -> Option<String> {
    let (exercise, check) = known.get(&outcome.check)?;
    let check = CheckReport {
        outline: Arc::clone(check),
        outcome: outcome.clone(),
    };
    let exercise = ExerciseReport {
        outline: Arc::clone(exercise),
        checks: Vec::new(),
    };
    report::headline(&exercise, &check)
}

fn foot(found: &Preview) -> String {
    let mut parts = vec![match found.changes.len() {
        0 => "nothing would change".to_owned(),
        1 => "1 submission would change".to_owned(),
        count => format!("{count} submissions would change"),
    }];
    let mut part = |count: usize, what: &str| {
        if count > 0 {
            parts.push(format!("{count} {what}"));
        }
    };
    part(found.same, "would come out the same");
    part(found.new, "would be graded for the first time");
    part(found.unchanged, "would not be graded again");
    let how = if found.stopped.is_some() {
        "it was stopped: this is not all"
    } else {
        "nothing was written; without --preview it is applied"
    };
    format!("{} ({how})", parts.join(", "))
}
