//! A student as a row of the table: short, for a class has many, and each many checks.

use std::collections::HashMap;

use askama::Template;

use crate::model::{CheckRef, CheckReport, Outline, Verdict};
use crate::report::class::shown::Shown;
use crate::report::visible::plain;

/// A row.
#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<tr{% if !states.is_empty() %} data-s="{{ states }}"{% endif %}><th scope="row"><a href="{{ file }}">{{ id }}</a></th><td class="l">{{ name }}</td><td>{{ points }}</td><td>{{ grade }}</td>{% for cell in cells %}<td class="{{ cell.class }}">{{ cell.sign }}{% if let Some(points) = cell.points %}{{ points }}{% endif %}</td>{% endfor %}</tr>
"#
)]
pub(super) struct Row<'a> {
    id: String,
    name: String,
    file: &'a str,
    points: String,
    grade: String,
    /// A letter for each state that can be asked for.
    states: String,
    cells: Vec<Cell>,
}

/// What became of a check.
#[derive(Clone, Debug, Default)]
struct Cell {
    class: &'static str,
    sign: &'static str,
    points: Option<u32>,
}

/// How many students have what somebody must look at.
#[derive(Debug, Default)]
pub(super) struct Marks {
    pub(super) undecided: usize,
    pub(super) waiting: usize,
    pub(super) stale: usize,
}

impl Marks {
    pub(super) fn add(&mut self, shown: &Shown) {
        let Some(graded) = &shown.work else {
            return;
        };
        self.undecided += usize::from(graded.score.undecided > 0);
        self.waiting += usize::from(graded.score.unmarked > 0);
        self.stale += usize::from(graded.work.stale);
    }
}

/// The place of each check among the columns.
pub(super) fn columns(outline: &Outline) -> HashMap<CheckRef, usize> {
    let exercises = outline.exercises.iter();
    let checks = exercises.flat_map(|exercise| {
        let checks = exercise.checks.iter();
        checks.map(|check| exercise.check(check))
    });
    checks.zip(0..).collect()
}

impl<'a> Row<'a> {
    pub(super) fn new(shown: &Shown, file: &'a str, columns: &HashMap<CheckRef, usize>) -> Self {
        let score = shown.work.as_ref().map(|work| work.score);
        let mut cells = vec![Cell::default(); columns.len()];
        for exercise in shown.work.iter().flat_map(|work| &work.exercises) {
            for check in &exercise.checks {
                let name = exercise.outline.check(&check.outline);
                if let Some(at) = columns.get(&name) {
                    cells[*at] = cell(check);
                }
            }
        }
        Self {
            id: plain(&shown.student.id),
            name: shown.student.name.as_deref().map(plain).unwrap_or_default(),
            file,
            points: score.map_or_else(String::new, |score| {
                format!("{}/{}", score.points, score.of)
            }),
            grade: shown
                .grade
                .map_or_else(String::new, |grade| grade.to_string()),
            states: states(shown),
            cells,
        }
    }
}

fn states(shown: &Shown) -> String {
    let Some(graded) = &shown.work else {
        return "x".to_owned();
    };
    let mut checks = graded
        .exercises
        .iter()
        .flat_map(|exercise| &exercise.checks);
    let states = [
        ('u', graded.score.undecided > 0),
        ('w', graded.score.unmarked > 0),
        ('l', graded.work.late == Some(true)),
        ('k', checks.any(|check| check.outcome.mark.is_some())),
        ('o', graded.work.stale),
    ];
    let states = states.iter().filter(|(_, has)| *has);
    states.map(|(letter, _)| letter).collect()
}

fn cell(check: &CheckReport) -> Cell {
    let outcome = &check.outcome;
    let (class, sign) = match (&outcome.mark, &outcome.verdict) {
        (Some(_), _) => ("k", "✎"),
        (None, Verdict::Pass) => ("p", "✓"),
        (None, Verdict::Fail(_)) => ("f", "✗"),
        (None, Verdict::Todo(_)) => ("t", "–"),
        (None, Verdict::Skipped { .. }) => ("s", "·"),
        (None, Verdict::Undecided(_) | Verdict::NotRun) => ("u", "?"),
        (None, Verdict::Manual) => ("m", "…"),
    };
    let points = match (&outcome.mark, class) {
        (Some(mark), _) => Some(mark.points),
        (None, "p" | "f") if check.outline.of > 0 => Some(outcome.points),
        (None, _) => None,
    };
    Cell {
        class,
        sign,
        points,
    }
}
