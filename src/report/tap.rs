//! The report by the Test Anything Protocol: `--report tap`, by its version 14, and `--report tap13`. A check a line, numbered through all
//! exercises.
//!
//! | verdict | test point | because |
//! |---|---|---|
//! | `pass` | `ok` | |
//! | `fail`, `todo`, `undecided` | `not ok` | netcheck's exit code is not 0 either; TAP's `TODO` would say that it is no failure |
//! | `skipped`, `not-run` | `ok … # SKIP` | it did not run: what it waits for, or the end of the run, says why |
//! | `manual` | `not ok … # TODO` | not passed yet, and no failure: a person marks it; `ok` once it is marked |
//!
//! The two differ in their first line alone: `prove` before its version 3.48 fails every file that says 14. There are no subtests, which
//! simple readers do not know: they would count exercises. The YAML below a point is one that simple readers read: a mapping
//! whose values are texts in double quotes, each in one line, so that nothing in them ends the block. What stands in for `#` in a title is
//! its wide form: some readers look for a directive behind any other.

use std::io;

use crate::model::{CheckReport, Ending, ExerciseReport, Outline, Verdict};
use crate::report::place::Spot;
use crate::report::reporter::{End, Moment, Reporter, Setting, Sink};
use crate::report::visible::plain;
use crate::report::{Format, Style, diagnostics, human, phrase, place};

/// The row of the format table.
pub(super) const FORMAT: Format = Format::new(
    "tap",
    "for harnesses of the Test Anything Protocol, version 14",
    |setting| Box::new(Tap::new(14, setting)),
);

/// The row of its elder.
pub(super) const FORMAT_13: Format = Format::new(
    "tap13",
    "the same in version 13, for harnesses that know no later one, as `prove` before 3.48",
    |setting| Box::new(Tap::new(13, setting)),
);

/// The report as it is written.
struct Tap {
    /// The version of the protocol in its first line.
    version: u32,
    /// Where the working directory stands in the repository.
    base: String,
    /// The folder that was handed in.
    submission: String,
    /// The test points so far.
    points: usize,
}

impl Reporter for Tap {
    fn tell(&mut self, moment: Moment, out: &mut dyn Sink) -> io::Result<()> {
        match moment {
            Moment::Refused(found) => {
                self.begin(out)?;
                comment(diagnostics(found, Style::PLAIN).lines(), out)?;
                bail_out(phrase::REFUSED, out)?;
            }
            Moment::Begin(outline) => {
                self.submission.clone_from(&outline.submission);
                self.begin(out)?;
                plan(outline, out)?;
            }
            Moment::Started { .. } | Moment::Retrying { .. } | Moment::Finished { .. } => {}
            Moment::Exercise(exercise) => self.exercise(exercise, out)?,
            Moment::End(end) => foot(end, out)?,
        }
        out.flush()
    }
}

fn plan(outline: &Outline, out: &mut dyn Sink) -> io::Result<()> {
    let checks = outline
        .exercises
        .iter()
        .map(|exercise| exercise.checks.len());
    match checks.sum::<usize>() {
        0 => writeln!(out, "1..0 # SKIP no check is shown"),
        all => writeln!(out, "1..{all}"),
    }?;
    comment(phrase::programs(outline).into_iter(), out)
}

fn comment<'a>(mut lines: impl Iterator<Item = &'a str>, out: &mut dyn Sink) -> io::Result<()> {
    lines.try_for_each(|line| writeln!(out, "{}", format!("# {line}").trim_end()))
}

fn bail_out(why: &str, out: &mut dyn Sink) -> io::Result<()> {
    writeln!(out, "Bail out! {}", escaped(why))
}

fn foot(end: &End, out: &mut dyn Sink) -> io::Result<()> {
    comment(phrase::totals(end).iter().map(String::as_str), out)?;
    match end.ending {
        Ending::Complete | Ending::FailFast => Ok(()),
        Ending::Interrupted { .. } => bail_out("interrupted", out),
    }
}

impl Tap {
    fn new(version: u32, setting: Setting) -> Self {
        Self {
            version,
            base: setting.base,
            submission: String::new(),
            points: 0,
        }
    }

    fn begin(&self, out: &mut dyn Sink) -> io::Result<()> {
        writeln!(out, "TAP version {}", self.version)
    }

    fn exercise(&mut self, exercise: &ExerciseReport, out: &mut dyn Sink) -> io::Result<()> {
        let outline = &exercise.outline;
        writeln!(
            out,
            "# exercise {}: {}",
            plain(&outline.folder),
            plain(&outline.title)
        )?;
        for check in &exercise.checks {
            self.points += 1;
            self.point(exercise, check, out)?;
        }
        Ok(())
    }

    fn point(
        &self,
        exercise: &ExerciseReport,
        check: &CheckReport,
        out: &mut dyn Sink,
    ) -> io::Result<()> {
        let (word, directive) = word(check);
        let (folder, outline) = (&exercise.outline.folder, &check.outline);
        let name = format!("{folder}/{}: {}", outline.id, outline.title);
        let headline = phrase::headline(exercise, check);
        write!(out, "{word} {} - {}", self.points, described(&name))?;
        if let (Some(directive), Some(reason)) = (directive, &headline) {
            write!(out, " # {directive} {}", escaped(reason))?;
        }
        out.write_all(b"\n")?;
        self.diagnosis(exercise, check, headline, out)
    }

    /// What there is to say below a point, as YAML.
    fn diagnosis(
        &self,
        exercise: &ExerciseReport,
        check: &CheckReport,
        headline: Option<String>,
        out: &mut dyn Sink,
    ) -> io::Result<()> {
        let text = human::text(exercise, check, Style::UNWRAPPED);
        let text = Some(text).filter(|text| !text.is_empty());
        writeln!(out, "  ---\n  verdict: {}", check.outcome.verdict.word())?;
        for (key, value) in [
            ("message", headline),
            ("points", phrase::points_of(check)),
            ("text", text),
        ] {
            if let Some(value) = value {
                writeln!(out, "  {key}: {}", quoted(&value)?)?;
            }
        }
        if let Some(spot) = place::of_check(check) {
            self.at(&spot, out)?;
        }
        writeln!(
            out,
            "  duration_ms: {}\n  ...",
            check.outcome.took.as_millis()
        )
    }

    fn at(&self, spot: &Spot, out: &mut dyn Sink) -> io::Result<()> {
        let file = spot.path_in_repository(&self.base, &self.submission);
        writeln!(out, "  at:\n    file: {}", quoted(&plain(&file))?)?;
        match spot.at {
            Some((line, column)) => writeln!(out, "    line: {line}\n    column: {column}"),
            None => Ok(()),
        }
    }
}

/// How a test point begins, and its directive.
fn word(check: &CheckReport) -> (&'static str, Option<&'static str>) {
    match check.outcome.verdict {
        Verdict::Pass => ("ok", None),
        Verdict::Fail(_) | Verdict::Todo(_) | Verdict::Undecided(_) => ("not ok", None),
        Verdict::Skipped { .. } | Verdict::NotRun => ("ok", Some("SKIP")),
        Verdict::Manual if check.outcome.mark.is_some() => ("ok", None),
        Verdict::Manual => ("not ok", Some("TODO")),
    }
}

/// A description, in which nothing is a directive.
fn described(text: &str) -> String {
    escaped(&text.replace('#', "\u{ff03}"))
}

/// What stands behind a `#`, in one line.
fn escaped(text: &str) -> String {
    plain(text).replace('\\', "\\\\").replace('#', "\\#")
}

/// A text in double quotes as JSON has them, which YAML takes as they are.
fn quoted(text: &str) -> io::Result<String> {
    Ok(serde_json::to_string(text)?)
}

#[cfg(test)]
mod tests {
    use super::{described, escaped, quoted};

    #[test]
    fn nothing_in_a_title_is_a_directive() {
        let check = |title, want| assert_eq!(described(title), want);
        check("C# and C", "C\u{ff03} and C");
        check("a # SKIP b", "a \u{ff03} SKIP b");
        check(r"a \# todo", "a \\\\\u{ff03} todo");
        check("a\nnot ok 2", r"a\\nnot ok 2");
    }

    #[test]
    fn reasons_keep_their_signs() {
        assert_eq!(escaped(r"a # b \ c"), r"a \# b \\ c");
    }

    #[test]
    fn a_text_is_one_line_of_yaml() {
        let quoted = quoted("a: \"b\"\n...\n# c \\").unwrap();
        assert_eq!(quoted, r#""a: \"b\"\n...\n# c \\""#);
    }
}
