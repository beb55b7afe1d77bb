//! One check: its line, and all there is to say of it.

use askama::Template;

use crate::model::{Audience, CheckReport, ExerciseReport, Verdict};
use crate::report::html::anchor;
use crate::report::html::body::Depth;
use crate::report::html::facts::Facts;
use crate::report::html::ink::Ink;
use crate::report::html::talk::Talk;
use crate::report::html::why::Why;
use crate::report::phrase;
use crate::report::visible::plain;

/// One check.
#[derive(Debug, Template)]
#[template(path = "check.html")]
pub(super) struct Check<'a> {
    anchor: String,
    verdict: &'static str,
    points: Option<String>,
    title: String,
    id: &'a str,
    is_hidden: bool,
    is_open: bool,
    why: Why,
    notes: Vec<Ink>,
    talk: Option<Talk>,
    facts: Option<Facts>,
    took: Option<String>,
}

impl<'a> Check<'a> {
    /// A check of the exercise with this number, at its place in it, both counted from 1.
    pub(super) fn new(
        exercise: &'a ExerciseReport,
        (number, place): (usize, usize),
        depth: Depth,
    ) -> Self {
        let check = &exercise.checks[place - 1];
        let (outline, outcome) = (&check.outline, &check.outcome);
        let is_open = outcome.verdict != Verdict::Pass;
        let mut made = Self {
            anchor: anchor(number, place),
            verdict: outcome.verdict.word(),
            points: phrase::earned(check),
            title: plain(&outline.title),
            id: outline.id.as_str(),
            is_hidden: outline.audience == Audience::Instructor,
            is_open,
            why: Why::short(exercise, check),
            notes: Vec::new(),
            talk: None,
            facts: None,
            took: None,
        };
        if depth >= Depth::Reasons {
            made.why = Why::new(number, exercise, check);
            let notes = phrase::notes(check);
            made.notes = notes.iter().map(|note| Ink::prose(note)).collect();
        }
        if depth == Depth::Everything {
            made.show_evidence(check);
        }
        made
    }

    fn show_evidence(&mut self, check: &CheckReport) {
        self.talk = Talk::new(check);
        self.facts = Facts::new(&check.outcome.evidence, !self.is_open);
        let some = self.talk.is_some() || self.facts.is_some();
        self.took = some.then(|| phrase::took(check.outcome.took));
    }

    /// Whether there is anything to unfold.
    fn has_more(&self) -> bool {
        let evidence = self.talk.is_some() || self.facts.is_some();
        evidence || !self.why.is_empty() || !self.notes.is_empty()
    }
}
