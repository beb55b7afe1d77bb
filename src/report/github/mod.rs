//! The report for GitHub Actions: `--report github`. The log is the report for people, in which the runner must see no command, and then
//! annotations at the lines of the student's files or of the spec. What belongs to the step goes beside it: a summary, and outputs.
//!
//! Rules: <https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands>.

mod annotation;
mod outputs;

use std::io;

use crate::model::{CheckReport, Diagnostic, ExerciseReport, Verdict};
use crate::report::human::{self, Human};
use crate::report::reporter::{Moment, Reporter, Setting, Sink};
use crate::report::style::Style;
use crate::report::{Beside, Format, Home, Readers, markdown, phrase, place};

use annotation::{Annotation, Level};

/// The row of the format table.
pub(super) const FORMAT: Format = Format {
    name: "github",
    about: "for GitHub Actions: the log with annotations, and the step's summary and outputs",
    start: |setting| Box::new(GitHub::new(setting)),
    home: Home::Stdout,
    beside: &[
        Beside {
            variable: "GITHUB_STEP_SUMMARY",
            start: markdown::summary,
        },
        Beside {
            variable: "GITHUB_OUTPUT",
            start: outputs::start,
        },
    ],
    readers: Readers::One,
};

/// The most annotations of one level that GitHub shows for a step.
const SHOWN: usize = 10;

struct GitHub {
    human: Human,
    token: String,
    base: String,
    submission: String,
    annotations: Vec<Annotation>,
}

impl Reporter for GitHub {
    fn tell(&mut self, moment: Moment, out: &mut dyn Sink) -> io::Result<()> {
        match moment {
            Moment::Begin(outline) => {
                self.submission.clone_from(&outline.submission);
                writeln!(out, "::stop-commands::{}", self.token)?;
            }
            Moment::Exercise(exercise) => self.exercise(exercise),
            Moment::Refused(found) => {
                self.annotations = found.iter().map(|found| self.refused(found)).collect();
            }
            Moment::Started { .. }
            | Moment::Retrying { .. }
            | Moment::Finished { .. }
            | Moment::End(_) => {}
        }
        self.human.tell(moment, out)?;
        match moment {
            Moment::End(_) => {
                writeln!(out, "::{}::", self.token)?;
                self.annotate(out)
            }
            Moment::Refused(_) => self.annotate(out),
            Moment::Begin(_)
            | Moment::Started { .. }
            | Moment::Retrying { .. }
            | Moment::Finished { .. }
            | Moment::Exercise(_) => Ok(()),
        }
    }
}

impl GitHub {
    fn new(setting: Setting) -> Self {
        Self {
            base: setting.base.clone(),
            token: format!("netcheck-{}", setting.token),
            human: Human::new(setting),
            submission: String::new(),
            annotations: Vec::new(),
        }
    }

    fn exercise(&mut self, exercise: &ExerciseReport) {
        for check in &exercise.checks {
            self.annotations.extend(self.annotation(exercise, check));
        }
    }

    /// What a check has to say at a line. One that waits says nothing: what it waits for does; nor does one that a person marked.
    fn annotation(&self, exercise: &ExerciseReport, check: &CheckReport) -> Option<Annotation> {
        if check.outcome.mark.is_some() {
            return None;
        }
        let level = match check.outcome.verdict {
            Verdict::Fail(_) => Level::Error,
            Verdict::Todo(_) | Verdict::Undecided(_) => Level::Warning,
            Verdict::Pass | Verdict::Skipped { .. } | Verdict::Manual | Verdict::NotRun => {
                return None;
            }
        };
        let spot = place::of_check(check);
        let (file, at) = spot.map_or((None, None), |spot| {
            let file = spot.path_in_repository(&self.base, &self.submission);
            (Some(file), spot.at)
        });
        Some(Annotation {
            level,
            title: format!(
                "{}/{}: {}",
                exercise.outline.folder,
                check.outline.id,
                check.outcome.verdict.word()
            ),
            file,
            at,
            message: human::text(exercise, check, Style::UNWRAPPED),
        })
    }

    fn refused(&self, found: &Diagnostic) -> Annotation {
        let spot = place::of_diagnostic(place::Whose::Spec, found);
        let help = found.help.iter().map(String::as_str);
        let lines: Vec<&str> = std::iter::once(found.message.as_str())
            .chain(found.words())
            .chain(help)
            .collect();
        Annotation {
            level: match found.severity {
                crate::model::Severity::Error => Level::Error,
                crate::model::Severity::Warning => Level::Warning,
            },
            title: phrase::REFUSED.to_owned(),
            file: spot.map(|spot| spot.path_in_repository(&self.base, "")),
            at: spot.and_then(|spot| spot.at),
            message: lines.join("\n"),
        }
    }

    /// The annotations, errors first; where there are more than are shown, the last one says so.
    fn annotate(&self, out: &mut dyn Sink) -> io::Result<()> {
        for level in [Level::Error, Level::Warning] {
            let mut of_level = self.annotations.iter().filter(|one| one.level == level);
            let count = of_level.clone().count();
            let shown = if count > SHOWN { SHOWN - 1 } else { count };
            for annotation in of_level.by_ref().take(shown) {
                annotation.write(out)?;
            }
            if count > shown {
                Annotation::more(level, count - shown).write(out)?;
            }
        }
        Ok(())
    }
}
