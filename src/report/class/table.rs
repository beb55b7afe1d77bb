//! The class as a table: `--format csv`, for spreadsheets and programs. UTF-8, commas, a line a student, in the order of the roster.
//!
//! | column | holds |
//! |---|---|
//! | `id`, `name` | the student |
//! | `roster.…` | each column of the roster |
//! | `submission`, `attempt`, `late` | the work that counts: its name, its number, and `yes` or `no` where that is known; empty where nothing was handed in |
//! | `stale` | `yes` where the exercises have changed since it was graded |
//! | `points`, `of` | what is earned so far, and what can be earned |
//! | `grade` | what a gradebook gets; empty where there is no grade yet |
//! | `undecided`, `unmarked` | how many checks keep it from having one |
//! | `dns/mx verdict` | of each check of today's exercises: its verdict, with `+marked` behind it where a person's points count |
//! | `dns/mx points` | its points; empty where they are not known yet |
//!
//! It holds no times, so that equal results are equal bytes. A text that a spreadsheet would take for a formula stands behind a `'`.

use std::collections::HashMap;
use std::io::{self, Write};

use crate::model::{CheckRef, CheckReport, Class, Outline, Verdict};
use crate::report::Reader;
use crate::report::class::shown::{Graded, Shown, each};
use crate::report::class::{ClassFormat, Made, cell};

/// The row of the format table.
pub(super) const FORMAT: ClassFormat = ClassFormat {
    name: "csv",
    about: "for spreadsheets and programs: a row a student, two columns a check",
    made: Made::Text(write),
};

fn write(class: &mut dyn Class, reader: Reader, out: &mut dyn Write) -> io::Result<()> {
    let outline = reader.outline((*class.head().outline).clone());
    let mut table = Table {
        checks: checks(&outline),
        columns: None,
        csv: csv::Writer::from_writer(out),
    };
    each(class, reader, &mut |shown| table.row(&shown))?;
    table.head(&[])?;
    table.csv.flush()
}

fn checks(outline: &Outline) -> Vec<CheckRef> {
    let exercises = outline.exercises.iter();
    let all = exercises.flat_map(|exercise| {
        let checks = exercise.checks.iter();
        checks.map(move |check| exercise.check(check))
    });
    all.collect()
}

/// The table as it is written.
struct Table<W: Write> {
    checks: Vec<CheckRef>,
    /// Those of the roster, once its first student is known.
    columns: Option<Vec<String>>,
    csv: csv::Writer<W>,
}

impl<W: Write> Table<W> {
    /// The first line, which is written once.
    fn head(&mut self, columns: &[(String, String)]) -> io::Result<()> {
        if self.columns.is_some() {
            return Ok(());
        }
        let columns: Vec<String> = columns.iter().map(|(title, _)| title.clone()).collect();
        let fixed = [
            "submission",
            "attempt",
            "late",
            "stale",
            "points",
            "of",
            "grade",
            "undecided",
            "unmarked",
        ];
        let roster = columns.iter().map(|title| format!("roster.{title}"));
        let checks = self.checks.iter();
        let checks =
            checks.flat_map(|check| [format!("{check} verdict"), format!("{check} points")]);
        let line: Vec<String> = ["id", "name"]
            .map(str::to_owned)
            .into_iter()
            .chain(roster)
            .chain(fixed.map(str::to_owned))
            .chain(checks)
            .collect();
        self.columns = Some(columns);
        self.csv.write_record(line).map_err(system)
    }

    fn row(&mut self, shown: &Shown) -> io::Result<()> {
        let student = &shown.student;
        self.head(&student.columns)?;
        let mut line = vec![
            cell::text(&student.id).into_owned(),
            cell::text(student.name.as_deref().unwrap_or_default()).into_owned(),
        ];
        for title in self.columns.iter().flatten() {
            let mut all = student.columns.iter();
            let value = all.find(|(known, _)| known == title);
            let value = value.map_or("", |(_, value)| value);
            line.push(cell::text(value).into_owned());
        }
        let grade = shown.grade.map(|grade| grade.to_string());
        line.extend(result(shown.work.as_ref(), grade.unwrap_or_default()));
        let outcomes = shown.work.as_ref().map(outcomes).unwrap_or_default();
        for check in &self.checks {
            let found = outcomes.get(check);
            line.extend(found.map_or_else(Default::default, |one| [verdict(one), points(one)]));
        }
        self.csv.write_record(line).map_err(system)
    }
}

/// As the system's own error: whether a pipe was closed can be told from it.
fn system(error: csv::Error) -> io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error,
        other => io::Error::other(format!("{other:?}")),
    }
}

/// What stands between the student and the checks.
fn result(graded: Option<&Graded>, grade: String) -> [String; 9] {
    let Some(graded) = graded else {
        let mut cells = <[String; 9]>::default();
        cells[6] = grade;
        return cells;
    };
    let (work, score) = (&graded.work, &graded.score);
    [
        cell::text(&work.submission).into_owned(),
        work.attempt.to_string(),
        work.late.map(yes).unwrap_or_default().to_owned(),
        yes(work.stale).to_owned(),
        score.points.to_string(),
        score.of.to_string(),
        grade,
        score.undecided.to_string(),
        score.unmarked.to_string(),
    ]
}

fn yes(holds: bool) -> &'static str {
    if holds { "yes" } else { "no" }
}

/// What became of each check of the work, which may have been graded with others than today's.
fn outcomes(graded: &Graded) -> HashMap<CheckRef, &CheckReport> {
    let exercises = graded.exercises.iter();
    let all = exercises.flat_map(|exercise| {
        let checks = exercise.checks.iter();
        checks.map(|check| (exercise.outline.check(&check.outline), check))
    });
    all.collect()
}

fn verdict(check: &CheckReport) -> String {
    let marked = check.outcome.mark.as_ref().map_or("", |_| "+marked");
    format!("{}{marked}", check.outcome.verdict.word())
}

fn points(check: &CheckReport) -> String {
    match (&check.outcome.mark, &check.outcome.verdict) {
        (Some(mark), _) => mark.points.to_string(),
        (None, Verdict::Undecided(_) | Verdict::Manual | Verdict::NotRun) => String::new(),
        (None, Verdict::Pass | Verdict::Fail(_) | Verdict::Todo(_) | Verdict::Skipped { .. }) => {
            check.outcome.points.to_string()
        }
    }
}
