//! The time of a dialogue as a picture, where most of it was waiting.

use std::time::Duration;

use askama::Template;
use askama::filters::HtmlSafe;

use crate::model::{Outcome, Speaker, When};
use crate::report::html::scale::{Share, share};
use crate::report::phrase;

/// Dialogues that are shorter have no picture: nobody waits so short a time.
const TELLING: Duration = Duration::from_millis(10);

/// The most words of a dialogue that are drawn.
const LIMIT: usize = 60;

/// A dialogue on its time line, with its longest silence.
#[derive(Debug, Template)]
#[template(path = "wait.html")]
pub(super) struct Wait {
    marks: Vec<Mark>,
    silence: String,
    from: Share,
    length: Share,
    middle: Share,
    end: String,
}

impl HtmlSafe for Wait {}

/// When somebody spoke.
#[derive(Debug)]
struct Mark {
    class: &'static str,
    at: Share,
}

impl Wait {
    /// The picture of a dialogue of which one silence takes the most; `None` for others.
    pub(super) fn new(outcome: &Outcome) -> Option<Self> {
        let turns = &outcome.evidence.turns;
        let times: Option<Vec<(Speaker, Duration)>> = turns
            .iter()
            .map(|turn| match turn.when {
                When::After(time) => Some((turn.side, time)),
                When::Line(_) => None,
            })
            .collect();
        let times = times?;
        let last = times.last()?.1;
        // Of several attempts the last alone is told, and the time is that of all.
        let end = if outcome.attempts == 1 {
            last.max(outcome.took)
        } else {
            last
        };
        let (from, length) = longest_silence(&times, end)?;
        if end < TELLING || length * 2 < end || times.len() > LIMIT {
            return None;
        }
        let mark = |&(side, time): &(Speaker, Duration)| Mark {
            class: class(side),
            at: share(time, end),
        };
        Some(Self {
            marks: times.iter().map(mark).collect(),
            silence: phrase::silence(length),
            from: share(from, end),
            length: share(length, end),
            middle: share(from + length / 2, end),
            end: phrase::time(end),
        })
    }
}

/// When the longest time without a word begins, and how long it is.
fn longest_silence(times: &[(Speaker, Duration)], end: Duration) -> Option<(Duration, Duration)> {
    let ends = times.iter().skip(1).map(|(_, time)| *time).chain([end]);
    let silences = times.iter().zip(ends);
    silences
        .map(|(&(_, from), to)| (from, to.saturating_sub(from)))
        .max_by_key(|(_, length)| *length)
}

fn class(side: Speaker) -> &'static str {
    match side {
        Speaker::Sent => "me",
        Speaker::Received => "peer",
        Speaker::Event => "event",
    }
}
