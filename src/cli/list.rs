//! `netcheck list`: the exercises and their checks.

use crate::cli::args::List;
use crate::cli::exit::Exit;
use crate::cli::lint::counted;
use crate::cli::output::Output;
use crate::cli::source;
use crate::model::{Audience, CheckOutline, ExerciseOutline, Net, Where};
use crate::plan::Choice;
use crate::report::plain_lines;
use crate::spec::Spec;

pub(crate) fn list(args: &List, output: &mut Output) -> Exit {
    try_list(args, output).unwrap_or_else(|exit| exit)
}

fn try_list(args: &List, output: &mut Output) -> Result<Exit, Exit> {
    let read = source::read(&args.assignment, output)?;
    let folders = read.folders(&args.exercises, output)?;
    let choice = Choice {
        net: Net::Loopback,
        place: Where::Here,
        folders,
    };
    let (planned, found) = read.plan(&choice);
    let Some((spec, plan)) = planned else {
        return Err(output.spec_errors(&found));
    };
    output.line(&spec.assignment.title);
    for exercise in &plan.exercises {
        output.line("");
        exercise_lines(exercise, output);
        if !args.exercises.is_empty() {
            about_lines(&spec, &exercise.folder, output);
        }
    }
    Ok(Exit::Done)
}

/// What is to be done, as the author wrote it, made safe for a terminal.
fn about_lines(spec: &Spec, folder: &str, output: &mut Output) {
    let mut exercises = spec.exercises.iter();
    let exercise = exercises.find(|exercise| exercise.folder == folder);
    let Some(about) = exercise.and_then(|exercise| exercise.about.as_ref()) else {
        return;
    };
    output.line("");
    for line in plain_lines(about) {
        output.line(format!("    {line}").trim_end());
    }
}

fn exercise_lines(exercise: &ExerciseOutline, output: &mut Output) {
    let points: u32 = exercise.checks.iter().map(|check| check.of).sum();
    output.line(&format!(
        "{}  {}  ({})",
        exercise.folder,
        exercise.title,
        counted(points as usize, "point")
    ));
    let (seen, hidden): (Vec<&CheckOutline>, Vec<&CheckOutline>) = exercise
        .checks
        .iter()
        .partition(|check| check.audience == Audience::Student);
    let widest = seen
        .iter()
        .map(|check| check.id.as_str().len())
        .max()
        .unwrap_or(0);
    for check in seen {
        let points = if check.of == 0 {
            String::new()
        } else {
            format!("  ({})", counted(check.of as usize, "point"))
        };
        output.line(&format!(
            "    {:widest$}  {}{points}",
            check.id.as_str(),
            check.title
        ));
    }
    if !hidden.is_empty() {
        output.line(&format!(
            "    and {}",
            counted(hidden.len(), "hidden check")
        ));
    }
}
