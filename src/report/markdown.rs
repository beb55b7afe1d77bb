//! The report as Markdown, as GitHub and GitLab show it: `--report markdown`, and the step summary of `--report github`.

mod escape;

use std::io;

use crate::model::{CheckReport, Diagnostic, ExerciseReport, Outline, Tally, Verdict};
use crate::report::reporter::{End, Moment, Reporter, Setting, Sink};
use crate::report::style::Style;
use crate::report::{Format, diagnostics, human, phrase};

use escape::fenced;
pub(super) use escape::{code, inline};

/// The row of the format table.
pub(super) const FORMAT: Format = Format::new(
    "markdown",
    "for pages and comments that show Markdown",
    |_: Setting| Box::new(Markdown::new(usize::MAX)),
);

/// The most bytes of a step summary, with room for what else the step writes: a summary of more than 1 MiB is not shown at all
/// (<https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>, step isolation and limits).
const SUMMARY_LIMIT: usize = 900_000;

/// Begins a report that GitHub shows below the run.
pub(super) fn summary(_: Setting) -> Box<dyn Reporter> {
    Box::new(Markdown::new(SUMMARY_LIMIT))
}

/// The report as it grows: the totals stand above the exercises, so these wait as text.
struct Markdown {
    head: String,
    /// A row an exercise.
    table: String,
    exercises: String,
    /// How many bytes are left for the texts of checks.
    room: usize,
    /// How many texts found no room.
    left_out: usize,
}

impl Reporter for Markdown {
    fn tell(&mut self, moment: Moment, out: &mut dyn Sink) -> io::Result<()> {
        match moment {
            Moment::Refused(found) => out.write_all(refused(found).as_bytes()),
            Moment::Begin(outline) => {
                self.head = head(outline);
                Ok(())
            }
            Moment::Started { .. } | Moment::Retrying { .. } | Moment::Finished { .. } => Ok(()),
            Moment::Exercise(exercise) => {
                self.exercise(exercise);
                Ok(())
            }
            Moment::End(end) => self.write(end, out),
        }
    }
}

impl Markdown {
    fn new(room: usize) -> Self {
        Self {
            head: String::new(),
            table: String::new(),
            exercises: String::new(),
            room,
            left_out: 0,
        }
    }

    fn exercise(&mut self, exercise: &ExerciseReport) {
        let tally = Tally::of(&exercise.checks);
        let name = inline(&exercise.outline.folder);
        let title = inline(&exercise.outline.title);
        let counts = phrase::counts(&tally).join(", ");
        let row = format!(
            "| {name} | {title} | {} | {counts} |\n",
            phrase::points(&tally)
        );
        let mut text = format!("## {name}: {title}\n\n{CHECKS}");
        for check in &exercise.checks {
            text.push_str(&check_row(check));
        }
        if self.has_room(row.len() + text.len()) {
            self.table.push_str(&row);
            self.exercises.push_str(&text);
            self.exercises.push('\n');
        }
        for check in &exercise.checks {
            self.text(exercise, check);
        }
    }

    /// What is told of a check below the table of its exercise.
    fn text(&mut self, exercise: &ExerciseReport, check: &CheckReport) {
        let quiet = matches!(check.outcome.verdict, Verdict::Pass | Verdict::NotRun);
        if quiet && check.outcome.mark.is_none() {
            return;
        }
        let text = human::text(exercise, check, Style::UNWRAPPED);
        let title = format!(
            "### {} {}\n\n",
            sign(&check.outcome.verdict),
            code(check.outline.id.as_str())
        );
        let text = format!("{title}{}\n", fenced(&text));
        if self.has_room(text.len()) {
            self.exercises.push_str(&text);
        }
    }

    fn has_room(&mut self, bytes: usize) -> bool {
        let left = self.room.checked_sub(bytes);
        self.left_out += usize::from(left.is_none());
        self.room = left.unwrap_or(self.room);
        left.is_some()
    }

    fn write(&self, end: &End, out: &mut dyn Sink) -> io::Result<()> {
        let total = format!(
            "**{}**: {}\n",
            phrase::points(&end.tally),
            phrase::counts(&end.tally).join(", ")
        );
        let left_out = (self.left_out > 0).then(|| phrase::no_room(self.left_out));
        let remarks = phrase::remarks(end).into_iter().chain(left_out);
        let remarks = remarks.map(|remark| format!("\n- {}", inline(&remark)));
        let remarks: String = remarks.collect();
        let pieces = [
            self.head.as_str(),
            &total,
            &remarks,
            if remarks.is_empty() { "\n" } else { "\n\n" },
            EXERCISES,
            &self.table,
            "\n",
            self.exercises.trim_end(),
            "\n",
        ];
        for piece in pieces {
            out.write_all(piece.as_bytes())?;
        }
        Ok(())
    }
}

const EXERCISES: &str = "| exercise | title | points | checks |\n|---|---|---|---|\n";

const CHECKS: &str = "| verdict | points | check | title |\n|---|---|---|---|\n";

fn head(outline: &Outline) -> String {
    let known: Vec<String> = outline
        .student
        .iter()
        .map(|(key, value)| format!("{} {}", inline(key), code(value)))
        .collect();
    let student = match known.len() {
        0 => String::new(),
        _ => format!("student: {}\n\n", known.join(", ")),
    };
    format!(
        "# {}\n\n{}, {}\n\n{student}",
        inline(&outline.assignment),
        phrase::place(outline.place),
        phrase::network(outline)
    )
}

fn check_row(check: &CheckReport) -> String {
    let points = human::points(check);
    format!(
        "| {} {} | {points} | {} | {} |\n",
        sign(&check.outcome.verdict),
        check.outcome.verdict.word(),
        code(check.outline.id.as_str()),
        inline(&check.outline.title)
    )
}

/// A sign beside the word: the word alone has the meaning.
fn sign(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✅",
        Verdict::Fail(_) => "❌",
        Verdict::Todo(_) => "⬜",
        Verdict::Skipped { .. } | Verdict::NotRun => "⏩",
        Verdict::Undecided(_) => "❔",
        Verdict::Manual => "👀",
    }
}

fn refused(found: &[Diagnostic]) -> String {
    let drawn = diagnostics(found, Style::UNWRAPPED);
    format!("# {}\n\n{}", phrase::REFUSED, fenced(&drawn))
}
