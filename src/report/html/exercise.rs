//! One exercise with its checks.

use std::fmt;

use askama::Template;

use crate::model::{ExerciseReport, Tally};
use crate::report::html::body::{Body, Depth};
use crate::report::html::check::Check;
use crate::report::html::times::Times;
use crate::report::phrase;
use crate::report::visible::plain;

/// The head of an exercise.
#[derive(Debug, Template)]
#[template(path = "exercise.html")]
struct Head {
    number: usize,
    folder: String,
    title: String,
    points: Option<String>,
}

/// What stands behind its checks.
#[derive(Debug, Template)]
#[template(path = "exercise-end.html")]
struct End<'a> {
    counted: Option<String>,
    times: Option<Times<'a>>,
}

/// Adds an exercise, which has this number from 1, to the body of the page.
pub(super) fn add(body: &mut Body, number: usize, exercise: &ExerciseReport) -> fmt::Result {
    use fmt::Write as _;
    let tally = Tally::of(&exercise.checks);
    let head = Head {
        number,
        folder: plain(&exercise.outline.folder),
        title: plain(&exercise.outline.title),
        points: (tally.of > 0).then(|| phrase::points(&tally)),
    };
    write!(body, "{head}")?;
    let mut counted = Tally::default();
    for (place, check) in (1..).zip(&exercise.checks) {
        match body.depth(&check.outcome.verdict) {
            Depth::Number => counted.add(check),
            depth => write!(body, "{}", Check::new(exercise, (number, place), depth))?,
        }
    }
    let end = End {
        counted: (counted.checks() > 0).then(|| phrase::counted(&counted)),
        times: Times::new(&exercise.checks).filter(|_| body.has_room()),
    };
    write!(body, "{end}")
}
