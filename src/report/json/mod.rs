//! The report as JSON, for programs: `--report json`. Version 1.
//!
//! Fields are added without a new version; none is renamed, removed or given another meaning. Values stay values: a fact that is a list of
//! addresses is a list of texts, a port is a number. Strings are as they were written or received, control characters escaped as JSON does.
//!
//! | field | holds |
//! |---|---|
//! | `version` | 1 |
//! | `assignment`, `network`, `place` | the title; `live`, `loopback`, `box`; `here`, `elsewhere` |
//! | `submission` | the folder that was handed in, as the command line names it |
//! | `student` | what is known of the student, by key |
//! | `ending` | `complete`, `fail-fast`, `interrupted`; `refused` when nothing was checked because the spec is wrong |
//! | `exit` | the exit code of a `verify` that ends so: 0, 1, 4, 3 when refused, or 128 and the signal's number |
//! | `problems[]` | of a refused run what is wrong with the spec: `severity`, `message`, `file`, `line`, `column`, `help[]` |
//! | `score` | `points` earned `of` those to be earned, and `manual`: those that are decided later, in neither |
//! | `tally` | the number of checks by verdict |
//! | `hidden` | how many checks are not in this report, nor in any of its numbers |
//! | `exercises[]` | `id`, `folder`, `title`, `score`, `checks[]` |
//! | `checks[].verdict` | `pass`, `fail`, `todo`, `skipped`, `undecided`, `manual`, `not-run` |
//! | `checks[].marked-by` | of a `manual`: `person`, or `grading` where it is checked when it is graded |
//! | `checks[].mismatches[]` | of a `fail`: what does not hold |
//! | `checks[].problem` | of a `fail` by a submission that cannot be read: `message`, `file`, `line`, `column`, `help[]` |
//! | `checks[].awaits` | of a `todo`: `kind` (`file`, `answer`, `student`), `name`, `near[]` |
//! | `checks[].waits-for` | of a `skipped`: the id of the check it waits for |
//! | `checks[].fault` | of an `undecided`: `kind`, `text`, `remedy` |
//! | `checks[].hint`, `because` | the author's first hint and reason |
//! | `checks[].shares[]` | where a check's points are stated so: the `name` of a fact or step, its `points` earned `of` those it can |
//! | `checks[].evidence` | `turns[]` (`side`, `text`, and either `millis` since the start or, of a recording, the `line`), `left-out` bytes, `notes[]`, `facts` by name |
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
mod parts;
mod safe;
mod value;

use std::io::{self, Write as _};

use crate::report::Format;
use crate::report::reporter::{Moment, Reporter, Setting, Sink};

pub(in crate::report) use check::{Check, millis};
use parts::Exercise;
pub(in crate::report) use parts::{Head, Tail};
pub(in crate::report) use safe::Safe;
pub(in crate::report) use value::json;

/// The row of the format table.
pub(super) const FORMAT: Format = Format::new(
    "json",
    "for programs: one document; `netcheck schema report` describes it",
    |_: Setting| Box::new(Json { exercises: 0 }),
);

/// The report as it is written: head, then each exercise, then the totals.
struct Json {
    exercises: usize,
}

impl Reporter for Json {
    fn tell(&mut self, moment: Moment, out: &mut dyn Sink) -> io::Result<()> {
        match moment {
            Moment::Refused(found) => {
                open(&Head::refused(), out)?;
                self.close(&Tail::refused(found), out)
            }
            Moment::Begin(outline) => open(&Head::of(outline), out),
            Moment::Started { .. } | Moment::Retrying { .. } | Moment::Finished { .. } => Ok(()),
            Moment::Exercise(exercise) => {
                let before = if self.exercises == 0 { "\n" } else { ",\n" };
                self.exercises += 1;
                out.write_all(before.as_bytes())?;
                let text = serde_json::to_string_pretty(&Exercise::new(exercise))?;
                indented(&text, "    ", out)
            }
            Moment::End(end) => self.close(&Tail::of(end), out),
        }
    }
}

impl Json {
    /// The end of the list, and what is known last.
    fn close(&self, tail: &Tail, out: &mut dyn Sink) -> io::Result<()> {
        let close = if self.exercises == 0 {
            "],\n"
        } else {
            "\n  ],\n"
        };
        out.write_all(close.as_bytes())?;
        let text = serde_json::to_string_pretty(tail)?;
        let fields = text.strip_prefix("{\n").unwrap_or(&text);
        Safe(&mut *out).write_all(fields.as_bytes())?;
        out.write_all(b"\n")
    }
}

/// What is known first, and the list of exercises, left open.
fn open(head: &Head, out: &mut dyn Sink) -> io::Result<()> {
    let text = serde_json::to_string_pretty(head)?;
    let fields = text.strip_suffix("\n}").unwrap_or(&text);
    Safe(&mut *out).write_all(fields.as_bytes())?;
    out.write_all(b",\n  \"exercises\": [")
}

fn indented(text: &str, margin: &str, out: &mut dyn Sink) -> io::Result<()> {
    let mut made = String::with_capacity(text.len() * 3 / 2);
    for line in text.split_inclusive('\n') {
        made.push_str(margin);
        made.push_str(line);
    }
    Safe(out).write_all(made.as_bytes())
}
