//! The report as JSON, for programs: `--report json`. Version 1.
//!
//! Fields are added without a new version; none is renamed, removed or given another meaning. Values stay values: a fact that is a list of
//! addresses is a list of texts, a port is a number. Strings are as they were written or received, control characters escaped as JSON does.
//!
//! | field | holds |
//! |---|---|
//! | `version` | 1 |
//! | `assignment`, `network`, `place` | the title; `live`, `loopback`, `box`; `here`, `elsewhere` |
//! | `student` | what is known of the student, by key |
//! | `ending` | `complete`, `fail-fast`, `interrupted` |
//! | `exit` | the exit code of a `verify` that ends so: 0, 1, 4, or 128 and the signal's number |
//! | `score` | `points` earned `of` those to be earned, and `manual`: those that are decided later, in neither |
//! | `tally` | the number of checks by verdict |
//! | `hidden` | how many checks are not in this report; they are in `exit`, and in no other number |
//! | `exercises[]` | `id`, `folder`, `title`, `score`, `checks[]` |
//! | `checks[].verdict` | `pass`, `fail`, `todo`, `skipped`, `undecided`, `manual`, `not-run` |
//! | `checks[].marked-by` | of a `manual`: `person`, or `grading` where it is checked when it is graded |
//! | `checks[].mismatches[]` | of a `fail`: what does not hold |
//! | `checks[].problem` | of a `fail` by a submission that cannot be read: `message`, `file`, `line`, `column`, `help[]` |
//! | `checks[].awaits` | of a `todo`: `kind` (`file`, `answer`, `student`), `name`, `near[]` |
//! | `checks[].waits-for` | of a `skipped`: the id of the check it waits for |
//! | `checks[].fault` | of an `undecided`: `kind`, `text`, `remedy` |
//! | `checks[].hint`, `because` | the author's first hint and reason |
//! | `checks[].evidence` | `turns[]` (`side`, `text`, `millis`), `left-out` bytes, `notes[]`, `facts` by name |
//! | `checks[].attempts`, `millis` | how many were made (0: it did not run); the time from start to end |
//! | `mismatches[].fact`, `step` | the fact, or the named expectation and its step |
//! | `mismatches[].expected` | of `equals` the value, else `{matcher: value}`; `null` when `secret` |
//! | `mismatches[].from` | the references that the expected value comes from |
//! | `mismatches[].actual` | the fact's value; `null` when it is absent |
//! | `mismatches[].gap` | `kind`, and what belongs to it: `difference`, `missing`, `extra`, `items`, `line`, `expected`, `actual`, `limit`, `side`, `text` |
//! | `mismatches[].reason` | the rule that was not kept and what to do next, where the probe knows it |
//! | `mismatches[].secret` | whether expected value and gap are kept back |
//! | `mismatches[].source` | `submission` when `file`, `line`, `column` are the student's, `spec` when they are the author's |

mod check;
mod value;

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use crate::model::{Ending, ExerciseReport, Points, Report, Tally, Where};
use crate::report::reader;
use crate::report::style::Style;
use crate::report::visible::is_unseen;

use check::Check;
pub(in crate::report) use value::json;

/// Writes the report, indented, with a final line break.
pub(super) fn render(report: &Report, _: Style, out: &mut dyn io::Write) -> io::Result<()> {
    serde_json::to_writer_pretty(Safe(&mut *out), &Document::new(report))?;
    out.write_all(b"\n")
}

/// Beyond what JSON asks for: a terminal must not act on what a peer wrote. Such characters stand in strings only.
pub(in crate::report) struct Safe<'a>(pub(in crate::report) &'a mut dyn io::Write);

impl io::Write for Safe<'_> {
    /// Takes all of it: the serialiser hands over whole pieces of text.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n');
        if bytes.iter().all(plain) {
            self.0.write_all(bytes)?;
        } else {
            let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
            self.0.write_all(escaped(text).as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && is_unseen(c) {
            escape(&mut safe, c);
        } else {
            safe.push(c);
        }
    }
    safe
}

fn escape(safe: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        let code = format!("\\u{unit:04x}");
        safe.push_str(&code);
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Document<'a> {
    version: u32,
    assignment: &'a str,
    network: &'static str,
    place: &'static str,
    student: BTreeMap<&'a str, &'a str>,
    ending: &'static str,
    exit: u8,
    score: Score,
    tally: Counts,
    hidden: usize,
    exercises: Vec<Exercise<'a>>,
}

impl<'a> Document<'a> {
    fn new(report: &'a Report) -> Self {
        let outline = &report.outline;
        let tally = reader::tally(report);
        let student = outline.student.iter();
        Self {
            version: 1,
            assignment: &outline.assignment,
            network: outline.net.word(),
            place: match outline.place {
                Where::Here => "here",
                Where::Elsewhere => "elsewhere",
            },
            student: student
                .map(|(key, value)| (key.as_str(), value.as_str()))
                .collect(),
            ending: match report.ending {
                Ending::Complete => "complete",
                Ending::FailFast => "fail-fast",
                Ending::Interrupted { .. } => "interrupted",
            },
            exit: report.exit_code(),
            score: Score::of(&tally),
            tally: Counts::of(&tally),
            hidden: reader::hidden(report),
            exercises: reader::exercises(report).map(Exercise::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct Score {
    points: Points,
    of: Points,
    manual: Points,
}

impl Score {
    fn of(tally: &Tally) -> Self {
        Self {
            points: tally.points,
            of: tally.of,
            manual: tally.manual_of,
        }
    }
}

#[derive(Serialize)]
#[serde(rename_all = "kebab-case")]
struct Counts {
    pass: usize,
    fail: usize,
    todo: usize,
    skipped: usize,
    undecided: usize,
    manual: usize,
    not_run: usize,
}

impl Counts {
    fn of(tally: &Tally) -> Self {
        Self {
            pass: tally.pass,
            fail: tally.fail,
            todo: tally.todo,
            skipped: tally.skipped,
            undecided: tally.undecided,
            manual: tally.manual,
            not_run: tally.not_run,
        }
    }
}

#[derive(Serialize)]
struct Exercise<'a> {
    id: &'a str,
    folder: &'a str,
    title: &'a str,
    score: Score,
    checks: Vec<Check<'a>>,
}

impl<'a> Exercise<'a> {
    fn new(exercise: &'a ExerciseReport) -> Self {
        let outline = &exercise.outline;
        Self {
            id: outline.id.as_str(),
            folder: &outline.folder,
            title: &outline.title,
            score: Score::of(&reader::tally_of(reader::checks(exercise))),
            checks: reader::checks(exercise)
                .map(|check| Check::new(exercise, check))
                .collect(),
        }
    }
}
