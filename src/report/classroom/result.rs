//! The result as JSON, small enough for those who hand it on.

use std::io;

use serde::Serialize;

use crate::model::{ExerciseReport, Outline, Points, Tally};
use crate::report::classroom::kept::{Kept, Told, harmless, harmless_text};
use crate::report::classroom::parts::{parts, size};
use crate::report::phrase;
use crate::report::reporter::End;

/// The most bytes of JSON: as base64, with the name of its variable, that fits into the 128 KiB which Linux takes for one.
const LIMIT: usize = 96_000;

/// The most tests that fit in: each takes more bytes than this.
const TESTS: usize = LIMIT / 100;

/// The most checks of a run that are kept: of more, one test tells all.
const CHECKS: usize = 5_000;

/// The most checks that are told of beside the tests.
const BESIDE: usize = 20;

/// How much is told; each tells less than the one before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Amount {
    /// What did not pass with its text.
    Texts,
    /// With its first sentence.
    Headlines,
    /// The tests alone.
    Names,
    /// A test a check, which stands for all its points: what passed is no longer the share of points.
    Checks,
    /// One test.
    Total,
}

/// The checks that were graded.
#[derive(Default)]
pub(super) struct Graded {
    base: String,
    submission: String,
    title: String,
    checks: Vec<Kept>,
    /// The bytes of the texts that are kept.
    texts: usize,
    /// How many checks there were.
    count: usize,
}

#[derive(Serialize)]
struct Document {
    version: u32,
    status: &'static str,
    max_score: Points,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    name: String,
    status: &'static str,
    score: Points,
    message: Option<String>,
    #[serde(rename = "test_code")]
    code: String,
    filename: String,
    line_no: u32,
    execution_time: String,
}

/// The result of a run that checked nothing.
pub(super) fn refused() -> io::Result<String> {
    let mut test = Test::new("netcheck", "error", 0);
    test.message = Some(phrase::REFUSED_FOR_STUDENTS.to_owned());
    json(&Document::new("error", 0, vec![test]))
}

impl Graded {
    pub(super) fn new(base: String) -> Self {
        Self {
            base,
            ..Self::default()
        }
    }

    pub(super) fn begin(&mut self, outline: &Outline) {
        self.title = harmless(&outline.assignment);
        self.submission.clone_from(&outline.submission);
    }

    pub(super) fn exercise(&mut self, exercise: &ExerciseReport) {
        self.count += exercise.checks.len();
        if self.count > CHECKS {
            self.checks = Vec::new();
            return;
        }
        for check in &exercise.checks {
            let mut kept = Kept::new(exercise, check, (&self.base, &self.submission));
            self.texts += kept.text.len();
            if self.texts > LIMIT {
                kept.text = String::new();
            }
            self.checks.push(kept);
        }
    }

    /// The result, with as much told as there is room for.
    pub(super) fn json(&self, end: &End) -> io::Result<String> {
        let (size, parts) = self.parts(&end.tally);
        let amounts = [Amount::Texts, Amount::Headlines, Amount::Names];
        let in_parts = amounts.into_iter().filter(|_| parts <= TESTS);
        for amount in in_parts.chain([Amount::Checks]) {
            let made = json(&self.document(end, amount, size))?;
            if made.len() <= LIMIT {
                return Ok(made);
            }
        }
        json(&self.document(end, Amount::Total, size))
    }

    /// The size of the parts of points, and how many there are; without points there is a part a check.
    fn parts(&self, tally: &Tally) -> (Points, usize) {
        let graded = self.checks.iter().filter(|check| check.is_test(tally));
        let size = size(graded.clone().flat_map(|check| &check.shares));
        match tally.of.checked_div(size) {
            Some(parts) => (size, parts as usize),
            None => (0, graded.count()),
        }
    }

    fn document(&self, end: &End, amount: Amount, size: Points) -> Document {
        let status = match end.exit_code() {
            0 => "pass",
            1 => "fail",
            _ => "error",
        };
        let mut tests = self.tests(&end.tally, amount, size);
        if tests.is_empty() {
            tests.push(Test::new(&self.title, status, end.tally.points));
        }
        if let Some(last) = tests.last_mut() {
            last.code += &harmless_text(&self.beside(end).join("\n"));
        }
        Document::new(status, end.tally.of, tests)
    }

    fn tests(&self, tally: &Tally, amount: Amount, size: Points) -> Vec<Test> {
        let graded = self.checks.iter().filter(|check| check.is_test(tally));
        match amount {
            Amount::Total => Vec::new(),
            Amount::Texts | Amount::Headlines | Amount::Names if size > 0 => graded
                .flat_map(|check| in_parts(check, size, amount))
                .collect(),
            Amount::Texts | Amount::Headlines | Amount::Names | Amount::Checks => {
                graded.map(|check| whole(check, amount)).collect()
            }
        }
    }

    /// What there is to say beside the tests: of checks that are none, and of the run.
    fn beside(&self, end: &End) -> Vec<String> {
        let untold = |check: &&Kept| check.told != Told::Pass && !check.is_test(&end.tally);
        let mut untold = self.checks.iter().filter(untold);
        let mut lines: Vec<String> = untold.by_ref().take(BESIDE).map(Kept::line).collect();
        let more = untold.count();
        if more > 0 {
            lines.push(phrase::more_checks(more));
        }
        lines.extend(phrase::remarks(end));
        lines
    }
}

impl Document {
    fn new(status: &'static str, max_score: Points, tests: Vec<Test>) -> Self {
        Self {
            version: 1,
            status,
            max_score,
            tests,
        }
    }
}

impl Test {
    fn new(name: &str, status: &'static str, score: Points) -> Self {
        Self {
            name: name.to_owned(),
            status,
            score,
            message: None,
            code: String::new(),
            filename: String::new(),
            line_no: 0,
            execution_time: "0s".to_owned(),
        }
    }

    fn of(check: &Kept, name: &str, status: &'static str, score: Points) -> Self {
        Self {
            message: (status == "error")
                .then(|| format!("{}; {}", check.headline, phrase::UNDECIDED)),
            filename: check.file.clone(),
            ..Self::new(name, status, score)
        }
    }

    /// Says why it did not pass.
    fn explain(&mut self, check: &Kept, amount: Amount) {
        self.code = match amount {
            Amount::Texts if !check.text.is_empty() => check.text.clone(),
            Amount::Texts | Amount::Headlines => harmless_text(&check.headline),
            Amount::Names | Amount::Checks | Amount::Total => String::new(),
        };
    }
}

/// The tests of a check: one for each part of its points. The first that did not pass says why.
fn in_parts(check: &Kept, size: Points, amount: Amount) -> Vec<Test> {
    let parts = parts(&check.shares, size);
    let mut tests: Vec<Test> = parts
        .iter()
        .map(|part| {
            let status = match (part.points == part.of, check.told) {
                (true, _) => "pass",
                (false, Told::Error) => "error",
                (false, Told::Pass | Told::Fail | Told::Manual) => "fail",
            };
            let name = match part.name.as_str() {
                "" => check.name.clone(),
                part => format!("{} ({part})", check.name),
            };
            Test::of(check, &name, status, part.points)
        })
        .collect();
    if let Some(first) = tests.first_mut() {
        first.execution_time = seconds(check);
    }
    let failed = tests.iter().position(|test| test.status != "pass");
    if let Some(at) = failed {
        tests[at].explain(check, amount);
    }
    tests
}

/// One test for a check, whatever it earned.
fn whole(check: &Kept, amount: Amount) -> Test {
    let status = match check.told {
        Told::Pass | Told::Manual => "pass",
        Told::Fail => "fail",
        Told::Error => "error",
    };
    let points = check.shares.iter().map(|share| share.points).sum();
    let mut test = Test::of(check, &check.name, status, points);
    test.execution_time = seconds(check);
    if status != "pass" {
        test.explain(check, amount);
    }
    test
}

fn seconds(check: &Kept) -> String {
    format!("{:.3}s", check.took.as_secs_f64())
}

fn json(document: &Document) -> io::Result<String> {
    Ok(serde_json::to_string(document)?)
}
