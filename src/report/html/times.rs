//! How long the checks of an exercise took, as bars on one scale.

use std::fmt::Write as _;
use std::time::Duration;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::model::CheckReport;
use crate::report::html::scale::{Share, share, step};
use crate::report::phrase;

/// The most bars: those that took longest.
const LIMIT: usize = 20;

/// The height of a bar with the air around it.
const ROW: usize = 20;

/// What is quicker than this has no bar.
const SEEN: Duration = Duration::from_millis(1);

/// Where all are quicker than this, there is no picture.
const TELLING: Duration = Duration::from_millis(10);

/// The picture.
#[derive(Debug, Template)]
#[template(path = "times.html")]
pub(super) struct Times<'a> {
    bars: Vec<Bar<'a>>,
    marks: Vec<Mark>,
    quicker: Option<String>,
    spoken: String,
}

impl HtmlSafe for Times<'_> {}

#[derive(Debug)]
struct Bar<'a> {
    id: &'a str,
    verdict: &'static str,
    length: Share,
    time: String,
    y: usize,
}

/// A mark of the scale.
#[derive(Debug)]
struct Mark {
    at: Share,
    time: String,
}

impl<'a> Times<'a> {
    /// The picture of an exercise; `None` where there is nothing to compare.
    pub(super) fn new(checks: &'a [CheckReport]) -> Option<Self> {
        let took = |check: &CheckReport| check.outcome.took;
        let ran: Vec<&CheckReport> = checks
            .iter()
            .filter(|check| check.outcome.attempts > 0 && took(check) >= SEEN)
            .collect();
        let end = ran.iter().map(|check| took(check)).max()?;
        if ran.len() < 2 || end < TELLING {
            return None;
        }
        let shown = slowest(&ran);
        let left_out = checks.iter().filter(|check| check.outcome.attempts > 0);
        let left_out = left_out.count() - shown.len();
        let bar = |(at, check): (usize, &&'a CheckReport)| Bar {
            id: check.outline.id.as_str(),
            verdict: check.outcome.verdict.word(),
            length: share(took(check), end),
            time: phrase::time(whole_millis(took(check))),
            y: at * ROW,
        };
        let bars: Vec<Bar> = shown.iter().enumerate().map(bar).collect();
        Some(Self {
            spoken: spoken(&bars),
            bars,
            marks: marks(end),
            quicker: (left_out > 0).then(|| phrase::quicker(left_out)),
        })
    }

    /// Where the bars end and the words of the scale begin.
    fn foot(&self) -> usize {
        self.bars.len() * ROW
    }
}

/// Those that took longest, in the order of the plan.
fn slowest<'a>(ran: &[&'a CheckReport]) -> Vec<&'a CheckReport> {
    let mut order: Vec<usize> = (0..ran.len()).collect();
    order.sort_by_key(|&at| std::cmp::Reverse(ran[at].outcome.took));
    order.truncate(LIMIT);
    order.sort_unstable();
    order.into_iter().map(|at| ran[at]).collect()
}

fn marks(end: Duration) -> Vec<Mark> {
    let step = step(end);
    let times = std::iter::successors(Some(Duration::ZERO), |time| time.checked_add(step));
    times
        .take_while(|time| *time <= end)
        .map(|time| Mark {
            at: share(time, end),
            time: match time {
                Duration::ZERO => "0".to_owned(),
                _ => phrase::time(time),
            },
        })
        .collect()
}

fn whole_millis(time: Duration) -> Duration {
    Duration::from_millis(u64::try_from(time.as_millis()).unwrap_or(u64::MAX))
}

fn spoken(bars: &[Bar]) -> String {
    let mut text = String::from("how long each check took: ");
    for (at, bar) in bars.iter().enumerate() {
        let between = if at == 0 { "" } else { ", " };
        let _ = write!(text, "{between}{} {}", bar.id, bar.time);
    }
    text
}
