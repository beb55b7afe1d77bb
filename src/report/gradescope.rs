//! The report for Gradescope: `--report gradescope=/autograder/results/results.json`. Its field `tests` has an entry a check.
//!
//! | field | holds |
//! |---|---|
//! | `score`, `max_score` | the points; 0 of 0 where there are none, and where a person has still to mark it: those points are given by hand, outside |
//! | `status` | `passed` or `failed`, the two words there are; nothing is failed where a person marks it |
//! | `tags` | netcheck's own word for the verdict, and `marked` where a person's points stand for those that it earned |
//! | `number` | the exercise as its folder counts it, and the check among those that students see there; `h1` is the first hidden one |
//! | `visibility` | `hidden` where students may not see it; such checks are in the report `--for instructor` only |
//!
//! The document is whole at any time. What is to come says so in `output` and earns nothing, so that a run that is killed leaves what it did
//! until then. `output` counts what students see: hidden checks are in `score` alone. There is no `execution_time`: nobody measured one.

use std::collections::BTreeSet;
use std::io;

use serde::Serialize;

use crate::model::{Audience, CheckReport, ExerciseReport, Outline, Points, Tally, Verdict};
use crate::report::growing::Growing;
use crate::report::reporter::{End, Moment, Reporter, Setting, Sink};
use crate::report::visible::plain;
use crate::report::{Format, Home, Readers, Style, human, phrase};

/// The row of the format table.
pub(super) const FORMAT: Format = Format {
    name: "gradescope",
    about: "for Gradescope's autograder: `results.json`, whole at any time",
    start: |_: Setting| Box::new(Gradescope::new()),
    home: Home::Stdout,
    beside: &[],
    readers: Readers::Each,
};

/// How the document begins, up to its tests.
const HEAD: &str =
    "{\n  \"visibility\": \"visible\",\n  \"stdout_visibility\": \"hidden\",\n  \"tests\": [";

/// The report as it is written.
struct Gradescope {
    page: Growing,
    /// The numbers of the exercises that are to come.
    numbers: std::vec::IntoIter<usize>,
    /// The checks that students see.
    seen: Tally,
    hidden: usize,
    score: Points,
    /// What stands around programs.
    programs: Option<&'static str>,
}

/// What stands behind the tests.
#[derive(Serialize)]
struct Tail {
    score: Points,
    output: String,
    output_format: &'static str,
}

#[derive(Serialize)]
struct Test {
    number: String,
    name: String,
    name_format: &'static str,
    status: &'static str,
    score: Points,
    max_score: Points,
    #[serde(skip_serializing_if = "String::is_empty")]
    output: String,
    output_format: &'static str,
    tags: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    visibility: Option<&'static str>,
}

impl Reporter for Gradescope {
    fn tell(&mut self, moment: Moment, out: &mut dyn Sink) -> io::Result<()> {
        match moment {
            Moment::Refused(_) => {
                let output = phrase::REFUSED_FOR_STUDENTS.to_owned();
                self.page
                    .end([HEAD.into(), self.close(output)?].concat(), out)
            }
            Moment::Begin(outline) => {
                self.numbers = numbers(outline).into_iter();
                self.programs = phrase::programs(outline);
                self.add(HEAD.into(), out)
            }
            Moment::Started { .. } | Moment::Retrying { .. } | Moment::Finished { .. } => Ok(()),
            Moment::Exercise(exercise) => {
                let tests = self.exercise(exercise)?;
                self.add(tests, out)
            }
            Moment::End(end) => self.page.end(self.close(self.totals(end))?, out),
        }
    }
}

impl Gradescope {
    fn new() -> Self {
        Self {
            page: Growing::new(),
            numbers: Vec::new().into_iter(),
            seen: Tally::default(),
            hidden: 0,
            score: 0,
            programs: None,
        }
    }

    /// Writes a piece, and that the run goes on.
    fn add(&mut self, piece: Vec<u8>, out: &mut dyn Sink) -> io::Result<()> {
        let close = self.close(phrase::UNFINISHED.to_owned())?;
        self.page.add(piece, &close, out)
    }

    /// The end of the tests, and what is known of the whole.
    fn close(&self, output: String) -> io::Result<Vec<u8>> {
        let tail = Tail {
            score: self.score,
            output,
            output_format: "text",
        };
        let text = serde_json::to_string_pretty(&tail)?;
        let fields = text.strip_prefix("{\n").unwrap_or(&text);
        Ok(format!("\n  ],\n{fields}\n").into_bytes())
    }

    fn totals(&self, end: &End) -> String {
        let seen = End {
            tally: self.seen,
            hidden: end.hidden + self.hidden,
            ..*end
        };
        let mut lines = phrase::totals(&seen);
        lines.extend(self.programs.map(str::to_owned));
        lines.join("\n")
    }

    /// The tests of an exercise, each behind what separates it from the one before.
    fn exercise(&mut self, exercise: &ExerciseReport) -> io::Result<Vec<u8>> {
        let number = self.numbers.next().unwrap_or_default();
        let shown = shown_part(exercise);
        let (mut seen, mut hidden) = (0, 0);
        let mut piece = String::new();
        for check in &exercise.checks {
            let test = match check.outline.audience {
                Audience::Student => {
                    seen += 1;
                    Test::new(&shown, check, format!("{number}.{seen}"))
                }
                Audience::Instructor => {
                    hidden += 1;
                    Test::new(exercise, check, format!("{number}.h{hidden}"))
                }
            };
            piece += self.separator();
            piece += &serde_json::to_string(&test)?;
            self.count(check, &test);
        }
        Ok(piece.into_bytes())
    }

    fn separator(&self) -> &'static str {
        match self.seen.checks() + self.hidden {
            0 => "\n    ",
            _ => ",\n    ",
        }
    }

    fn count(&mut self, check: &CheckReport, test: &Test) {
        self.score += test.score;
        match check.outline.audience {
            Audience::Student => self.seen.add(check),
            Audience::Instructor => self.hidden += 1,
        }
    }
}

/// The whole document where there is nothing to check, with why.
pub(super) fn nothing(why: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let tail = Tail {
        score: 0,
        output: why.to_owned(),
        output_format: "text",
    };
    let fields = serde_json::to_string_pretty(&tail)?;
    let fields = fields.strip_prefix("{\n").unwrap_or(&fields);
    writeln!(out, "{HEAD}],\n{fields}")
}

/// The numbers of exercises: those of their folders, where each has its own; else they are counted.
fn numbers(outline: &Outline) -> Vec<usize> {
    let of_folder = |folder: &str| folder.split('-').next()?.parse().ok();
    let folders = outline.exercises.iter();
    let numbers: Vec<usize> = folders
        .filter_map(|exercise| of_folder(&exercise.folder))
        .collect();
    let all = outline.exercises.len();
    if numbers.iter().collect::<BTreeSet<_>>().len() == all {
        numbers
    } else {
        (1..=all).collect()
    }
}

/// The exercise without what students may not see: their texts name no such check.
fn shown_part(exercise: &ExerciseReport) -> ExerciseReport {
    let shown = |check: &&CheckReport| check.outline.audience == Audience::Student;
    ExerciseReport {
        outline: exercise.outline.clone(),
        checks: exercise.checks.iter().filter(shown).cloned().collect(),
    }
}

impl Test {
    fn new(exercise: &ExerciseReport, check: &CheckReport, number: String) -> Self {
        let (outline, verdict) = (&check.outline, &check.outcome.verdict);
        let mark = check.outcome.mark.as_ref();
        let by_hand = *verdict == Verdict::Manual && mark.is_none();
        let points = mark.map_or(check.outcome.points, |mark| mark.points);
        let folder = &exercise.outline.folder;
        let mut name = plain(&format!("{folder}/{}: {}", outline.id, outline.title));
        if by_hand {
            name = format!("{name} ({})", phrase::manual(outline.marked_by));
        }
        Self {
            number,
            name,
            name_format: "text",
            status: status(verdict),
            score: if by_hand { 0 } else { points },
            max_score: if by_hand { 0 } else { outline.of },
            output: output(exercise, check),
            output_format: "text",
            tags: std::iter::once(verdict.word())
                .chain(mark.map(|_| "marked"))
                .collect(),
            visibility: (outline.audience == Audience::Instructor).then_some("hidden"),
        }
    }
}

fn status(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Pass | Verdict::Manual => "passed",
        Verdict::Fail(_)
        | Verdict::Todo(_)
        | Verdict::Skipped { .. }
        | Verdict::Undecided(_)
        | Verdict::NotRun => "failed",
    }
}

/// What people read below the check's line, its points where they are stated by parts, and of what is undecided that nobody is to blame.
fn output(exercise: &ExerciseReport, check: &CheckReport) -> String {
    let mut text = human::text(exercise, check, Style::UNWRAPPED);
    let shares = phrase::shares(&check.outcome).filter(|shares| !text.contains(shares));
    let shares = shares.map(|shares| format!("points    {shares}"));
    let more = match (&check.outcome.verdict, check.outline.of) {
        (Verdict::Manual, 1..) if check.outcome.mark.is_none() => phrase::points_of(check),
        (Verdict::Undecided(_), _) => Some(phrase::UNDECIDED.to_owned()),
        (_, _) => None,
    };
    for line in [shares, more].into_iter().flatten() {
        text += &line;
        text.push('\n');
    }
    text
}
