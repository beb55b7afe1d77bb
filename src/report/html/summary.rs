//! What stands at the top: the points, how many checks came to what, what to do next, and where the exercises are.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::model::{CheckReport, ExerciseReport, Tally, Verdict};
use crate::report::html::anchor;
use crate::report::html::ink::Ink;
use crate::report::phrase;
use crate::report::visible::plain;

/// The most checks of one verdict that are listed.
const LISTED: usize = 100;

/// How many of them are seen at once.
const SHOWN: usize = 6;

/// How many checks came to a verdict.
#[derive(Debug)]
pub(super) struct Count {
    pub(super) verdict: &'static str,
    pub(super) text: String,
    /// Where its part of the bar begins, and how long it is, in tenths of a percent.
    pub(super) from: usize,
    pub(super) length: usize,
}

/// The counts of a tally, only what there is.
pub(super) fn counts(tally: &Tally) -> Vec<Count> {
    let counts = [
        ("pass", tally.pass),
        ("fail", tally.fail),
        ("todo", tally.todo),
        ("skipped", tally.skipped),
        ("undecided", tally.undecided),
        ("manual", tally.manual - tally.graded_later),
        ("manual", tally.graded_later),
        ("not-run", tally.not_run),
        ("marked", tally.marked),
    ];
    let all = tally.checks().max(1);
    let mut before = 0;
    let there = counts.into_iter().filter(|(_, count)| *count > 0);
    let made = there
        .zip(phrase::counts(tally))
        .map(|((verdict, count), text)| {
            let from = before * 1000 / all;
            before += count;
            Count {
                verdict,
                text,
                from,
                length: before * 1000 / all - from,
            }
        });
    made.collect()
}

/// What to do next: what failed, then what is still to do.
#[derive(Debug, Default, Template)]
#[template(path = "next.html")]
pub(super) struct Next {
    failed: List,
    todo: List,
}

impl HtmlSafe for Next {}

#[derive(Debug, Default)]
struct List {
    items: Vec<Item>,
    more: usize,
}

#[derive(Debug)]
struct Item {
    verdict: &'static str,
    anchor: String,
    folder: String,
    title: String,
    what: Option<Ink>,
}

impl Next {
    /// Adds what is to be done in the exercise with this number.
    pub(super) fn add(&mut self, number: usize, exercise: &ExerciseReport) {
        let unmarked = |(_, check): &(usize, &CheckReport)| check.outcome.mark.is_none();
        for (place, check) in (1..).zip(&exercise.checks).filter(unmarked) {
            let list = match check.outcome.verdict {
                Verdict::Fail(_) => &mut self.failed,
                Verdict::Todo(_) => &mut self.todo,
                Verdict::Pass
                | Verdict::Skipped { .. }
                | Verdict::Undecided(_)
                | Verdict::Manual
                | Verdict::NotRun => continue,
            };
            list.add(|| Item {
                verdict: check.outcome.verdict.word(),
                anchor: anchor(number, place),
                folder: plain(&exercise.outline.folder),
                title: plain(&check.outline.title),
                what: phrase::headline(exercise, check).map(|text| Ink::prose(&text)),
            });
        }
    }

    /// Whether there is nothing to do.
    pub(super) fn is_empty(&self) -> bool {
        self.failed.items.is_empty() && self.todo.items.is_empty()
    }

    fn lists(&self) -> impl Iterator<Item = &List> {
        [&self.failed, &self.todo]
            .into_iter()
            .filter(|list| !list.items.is_empty())
    }
}

impl List {
    fn add(&mut self, item: impl FnOnce() -> Item) {
        if self.items.len() < LISTED {
            self.items.push(item());
        } else {
            self.more += 1;
        }
    }

    fn shown(&self) -> &[Item] {
        &self.items[..self.items.len().min(SHOWN)]
    }

    fn folded(&self) -> &[Item] {
        self.items.get(SHOWN..).unwrap_or_default()
    }
}

/// A link to an exercise.
#[derive(Debug)]
pub(super) struct Link {
    pub(super) number: usize,
    pub(super) folder: String,
    pub(super) verdict: &'static str,
    pub(super) points: String,
}

impl Link {
    /// The link to an exercise with this number; it shows what most asks for a look.
    pub(super) fn new(number: usize, exercise: &ExerciseReport) -> Self {
        let tally = Tally::of(&exercise.checks);
        let worst = [
            (tally.fail, "fail"),
            (tally.todo, "todo"),
            (tally.skipped, "skipped"),
            (tally.undecided, "undecided"),
            (tally.not_run, "not-run"),
            (tally.manual, "manual"),
        ];
        let worst = worst.iter().find(|(count, _)| *count > 0);
        Self {
            number,
            folder: plain(&exercise.outline.folder),
            verdict: worst.map_or("pass", |(_, verdict)| verdict),
            points: match tally.of {
                0 => String::new(),
                of => format!("{}/{of}", tally.points),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::counts;
    use crate::model::Tally;

    #[test]
    fn every_count_has_its_verdict_and_its_part_of_the_bar() {
        let tally = Tally {
            pass: 1,
            undecided: 2,
            manual: 3,
            graded_later: 2,
            not_run: 2,
            ..Tally::default()
        };
        let found = counts(&tally);
        let parts = found
            .iter()
            .map(|count| (count.verdict, count.text.as_str(), count.from, count.length));
        assert_eq!(
            parts.collect::<Vec<_>>(),
            [
                ("pass", "1 passed", 0, 125),
                ("undecided", "2 undecided", 125, 250),
                ("manual", "1 waits for a person", 375, 125),
                ("manual", "2 checked when it is graded", 500, 250),
                ("not-run", "2 not run", 750, 250),
            ]
        );
    }
}
