//! `netcheck list`: the exercises and their checks.

use crate::cli::args::List;
use crate::cli::exit::Exit;
use crate::cli::lint::counted;
use crate::cli::output::Output;
use crate::cli::source;
use crate::model::{Audience, CheckOutline, ExerciseOutline, Net, Where};
use crate::plan::Choice;
use crate::report::{plain_lines, wrapped};
use crate::spec::Spec;

/// What stands before the lines of an exercise.
const INDENT: &str = "    ";

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
    let columns = output.stdout_style().width.saturating_sub(INDENT.len());
    for line in filled(&plain_lines(about), columns) {
        output.line(format!("{INDENT}{line}").trim_end());
    }
}

/// A text whose paragraphs are filled anew where they are too wide. What is indented, such as what to type, stays as it was written.
fn filled(lines: &[String], columns: usize) -> Vec<String> {
    let mut all = Vec::new();
    let mut lines = lines.iter().peekable();
    while let Some(line) = lines.next() {
        let mut paragraph = line.clone();
        let mut last = line;
        while is_too_wide(last, columns)
            && let Some(next) = lines.next_if(|next| !next.is_empty() && !next.starts_with(' '))
        {
            paragraph = format!("{paragraph} {next}");
            last = next;
        }
        if line.starts_with(' ') {
            all.push(paragraph);
        } else {
            all.extend(wrapped(&paragraph, columns));
        }
    }
    all
}

/// Whether a line of prose does not fit, so that the next one may go on with it.
fn is_too_wide(line: &str, columns: usize) -> bool {
    !line.starts_with(' ') && !line.ends_with(':') && line.chars().count() > columns
}

fn exercise_lines(exercise: &ExerciseOutline, output: &mut Output) {
    let points: u32 = exercise.checks.iter().map(|check| check.of).sum();
    let head = format!(
        "{}  {}  ({})",
        exercise.folder,
        exercise.title,
        counted(points as usize, "point")
    );
    for line in wrapped(&head, output.stdout_style().width) {
        output.line(&line);
    }
    let checks = exercise.checks.iter().map(AsRef::as_ref);
    let (seen, hidden): (Vec<&CheckOutline>, Vec<&CheckOutline>) =
        checks.partition(|check| check.audience == Audience::Student);
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
        let mut id = check.id.as_str();
        let columns = output.stdout_style().width;
        let columns = columns.saturating_sub(INDENT.len() + widest + 2);
        for line in wrapped(&format!("{}{points}", check.title), columns) {
            output.line(&format!("{INDENT}{id:widest$}  {line}"));
            id = "";
        }
    }
    if !hidden.is_empty() {
        output.line(&format!(
            "{INDENT}and {}",
            counted(hidden.len(), "hidden check")
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::filled;

    #[test]
    fn paragraphs_are_filled_and_what_to_type_stays() {
        let check = |text: &str, want: &[&str]| {
            let lines: Vec<String> = text.lines().map(str::to_owned).collect();
            assert_eq!(filled(&lines, 16), want, "{text}");
        };
        check("short\nand short", &["short", "and short"]);
        check(
            "a line that goes on and on\nto here\nand no more",
            &["a line that goes", "on and on to", "here", "and no more"],
        );
        check(
            "type this command now:\n  telnet 127.0.0.1 2525  <--\n\nthen leave",
            &[
                "type this",
                "command now:",
                "  telnet 127.0.0.1 2525  <--",
                "",
                "then leave",
            ],
        );
    }
}
