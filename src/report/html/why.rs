//! What is said of a check that did not pass: what is wrong, where, what was expected and seen, why, and what to do next.

use std::ops::Range;

use askama::Template;

use crate::model::{
    Awaited, CheckId, CheckReport, Diagnostic, ExerciseReport, Failure, Fault, Mismatch, Value,
    Verdict,
};
use crate::report::compared::{self, Label};
use crate::report::html::anchor;
use crate::report::html::excerpt::Excerpt;
use crate::report::html::ink::Ink;
use crate::report::phrase;
use crate::report::place::Whose;
use crate::report::reader::{self, Seen, Told};
use crate::report::values::block;
use crate::report::visible::{Blanks, plain, plain_lines};

/// All that is said of it, in order.
#[derive(Debug, Default, Template)]
#[template(path = "why.html")]
pub(super) struct Why {
    blocks: Vec<Block>,
}

#[derive(Debug)]
enum Block {
    /// What is the matter.
    Sentence(Ink),
    /// What is the matter, with a link to the check that it is about.
    Waiting(Ink, String),
    /// More of it.
    More(Ink),
    /// What it means.
    Quiet(Ink),
    /// A file as a whole.
    File(String),
    Excerpt(Excerpt),
    Compared(Vec<Row>),
    /// What a program printed.
    Printed(Vec<Ink>),
    /// Points by facts or steps.
    Shares(Vec<Part>),
    /// The author's reason.
    Because(Vec<Ink>),
    /// What to do next, under its label.
    Step(&'static str, Step),
}

/// What to do next.
#[derive(Debug)]
enum Step {
    Prose(Ink),
    /// Several lines are code, which is left as it is.
    Code(Vec<String>),
}

/// A row of expected and actual.
#[derive(Debug)]
struct Row {
    label: Label,
    first: First,
    others: Vec<Ink>,
}

/// The first line of a row, with what makes the difference in its middle.
#[derive(Debug)]
struct First {
    before: Ink,
    differs: Option<Ink>,
    after: Ink,
}

/// A part of the points.
#[derive(Debug)]
struct Part {
    name: String,
    points: u32,
    of: u32,
}

impl Why {
    /// What is said of a check of the exercise with this number; of a pass its points alone.
    pub(super) fn new(number: usize, exercise: &ExerciseReport, check: &CheckReport) -> Self {
        let mut why = Self::default();
        match &check.outcome.verdict {
            Verdict::Pass => {
                why.headline(exercise, check);
                why.shares(check);
                return why;
            }
            Verdict::Skipped { waits_for } => why.waiting(number, exercise, waits_for),
            Verdict::Fail(Failure::Mismatches(list)) => why.mismatches(check, list),
            Verdict::Fail(Failure::Submission(found)) => {
                why.submission(found);
                why.hint(check);
            }
            Verdict::Todo(awaited) => why.awaited(awaited, exercise, check),
            Verdict::Undecided(fault) => why.fault(fault, check),
            Verdict::Manual => {
                why.headline(exercise, check);
                return why;
            }
            Verdict::NotRun => why.headline(exercise, check),
        }
        why.marked(check);
        why
    }

    /// Its first sentence alone.
    pub(super) fn short(exercise: &ExerciseReport, check: &CheckReport) -> Self {
        let mut why = Self::default();
        why.headline(exercise, check);
        why
    }

    /// Whether there is nothing to say.
    pub(super) fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    fn headline(&mut self, exercise: &ExerciseReport, check: &CheckReport) {
        if let Some(sentence) = phrase::headline(exercise, check) {
            self.sentence(&sentence);
        }
    }

    fn marked(&mut self, check: &CheckReport) {
        if let Some(marked) = phrase::marked(check) {
            self.blocks.push(Block::More(Ink::prose(&marked)));
        }
    }

    fn sentence(&mut self, text: &str) {
        self.blocks.push(Block::Sentence(Ink::prose(text)));
    }

    fn waiting(&mut self, number: usize, exercise: &ExerciseReport, waits_for: &CheckId) {
        let of = reader::verdict(exercise, waits_for);
        let sentence = phrase::waits_for(waits_for, of);
        let mut checks = exercise.checks.iter();
        match checks.position(|check| check.outline.id == *waits_for) {
            Some(at) => {
                let anchor = anchor(number, at + 1);
                self.blocks
                    .push(Block::Waiting(Ink::prose(&sentence), anchor));
            }
            None => self.sentence(&sentence),
        }
    }

    fn mismatches(&mut self, check: &CheckReport, list: &[Mismatch]) {
        let mut before = None;
        for mismatch in list {
            self.mismatch(check, mismatch, before);
            before = Some(mismatch);
        }
        self.shares(check);
        self.author(check);
    }

    /// One mismatch; a line of the student's that stands above it already is not shown again.
    fn mismatch(&mut self, check: &CheckReport, mismatch: &Mismatch, before: Option<&Mismatch>) {
        let shown = before.is_some_and(|before| before.seen == mismatch.seen);
        let told = reader::told(check, mismatch);
        self.sentence(&phrase::mismatch(check, mismatch, told));
        match (reader::seen(mismatch), told) {
            (Some(_), _) if shown => {}
            (Some(Seen::Line(seen)), _) => self
                .blocks
                .push(Block::Excerpt(Excerpt::new(Whose::Submission, seen))),
            (Some(Seen::File(file)), _) => self.blocks.push(Block::File(plain(file))),
            (None, Told::All { .. }) => {
                self.blocks
                    .push(Block::Excerpt(Excerpt::new(Whose::Spec, &mismatch.spec)));
            }
            (None, Told::Secret { .. } | Told::KeptBack) => {}
        }
        let rows = compared::rows(mismatch, told);
        if !rows.is_empty() {
            let rows = rows.into_iter().map(Row::new).collect();
            self.blocks.push(Block::Compared(rows));
        }
    }

    fn submission(&mut self, found: &Diagnostic) {
        self.sentence(&plain(&found.message));
        self.places(found);
    }

    /// Where something is wrong with a file, and what to do about it.
    fn places(&mut self, found: &Diagnostic) {
        for excerpt in &found.excerpts {
            self.blocks
                .push(Block::Excerpt(Excerpt::new(Whose::Submission, excerpt)));
        }
        if let (Some(file), []) = (&found.file, found.excerpts.as_slice()) {
            self.blocks.push(Block::File(plain(file)));
        }
        for help in &found.help {
            self.step("help", &plain_lines(help));
        }
    }

    /// Where something is wrong with a file of the assignment, and what to do about it.
    pub(super) fn of_diagnostic(found: &Diagnostic) -> Self {
        let mut why = Self::default();
        why.places(found);
        why
    }

    fn awaited(&mut self, awaited: &Awaited, exercise: &ExerciseReport, check: &CheckReport) {
        let lines = phrase::awaited(awaited, &exercise.outline.folder);
        for (at, line) in lines.iter().enumerate() {
            match at {
                0 => self.sentence(line),
                _ => self.blocks.push(Block::More(Ink::prose(line))),
            }
        }
        self.hint(check);
    }

    fn fault(&mut self, fault: &Fault, check: &CheckReport) {
        self.sentence(&phrase::fault(fault));
        self.blocks
            .push(Block::Quiet(Ink::prose(phrase::UNDECIDED)));
        if let Fault::Output { printed, .. } = fault {
            let lines = block(&Value::text(printed), Blanks::Plain);
            let lines = lines.iter().map(|line| Ink::shown(line)).collect();
            self.blocks.push(Block::Printed(lines));
        }
        if let Some(remedy) = phrase::remedy(fault) {
            self.step("help", &[remedy]);
        }
        self.author(check);
    }

    fn shares(&mut self, check: &CheckReport) {
        let shares = check.outcome.shares.iter().map(|share| Part {
            name: plain(&share.name),
            points: share.points,
            of: share.of,
        });
        let shares: Vec<Part> = shares.collect();
        if !shares.is_empty() {
            self.blocks.push(Block::Shares(shares));
        }
    }

    /// The author's reason and first hint.
    fn author(&mut self, check: &CheckReport) {
        if let Some(because) = &check.outline.because {
            let lines = plain_lines(because);
            let lines = lines.iter().map(|line| Ink::prose(line)).collect();
            self.blocks.push(Block::Because(lines));
        }
        self.hint(check);
    }

    fn hint(&mut self, check: &CheckReport) {
        if let Some(hint) = check.outline.hints.first() {
            self.step("hint", &plain_lines(hint));
        }
    }

    fn step(&mut self, label: &'static str, lines: &[String]) {
        let step = match lines {
            [prose] => Step::Prose(Ink::prose(prose)),
            several => Step::Code(several.to_vec()),
        };
        self.blocks.push(Block::Step(label, step));
    }
}

impl Row {
    fn new(row: compared::Row) -> Self {
        let mut lines = row.lines.into_iter();
        let first = lines.next().unwrap_or_default();
        Self {
            label: row.label,
            first: First::new(&first, row.differs),
            others: lines.map(|line| Ink::shown(&line)).collect(),
        }
    }
}

impl First {
    fn new(line: &str, differs: Option<Range<usize>>) -> Self {
        let Some(differs) = differs else {
            return Self {
                before: Ink::shown(line),
                differs: None,
                after: Ink::default(),
            };
        };
        Self {
            before: Ink::shown(&line[..differs.start]),
            after: Ink::shown(&line[differs.end..]),
            differs: Some(Ink::shown(&line[differs])),
        }
    }
}
