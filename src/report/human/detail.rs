//! What stands below a check's line: where, what was expected and seen, why, and what to do next.

use crate::model::{
    CheckReport, Diagnostic, Excerpt, ExerciseReport, Failure, Fault, Mismatch, Value, Verdict,
};
use crate::report::human::dialogue::{self, dialogue};
use crate::report::human::evidence;
use crate::report::human::page::{MARGIN, Page};
use crate::report::reader::{self, Seen, Told};
use crate::report::reporter::Amount;
use crate::report::style::{Style, Tone};
use crate::report::values::block;
use crate::report::visible::{Blanks, plain, plain_lines};
use crate::report::{compared, phrase, snippet};

/// One check in its exercise.
pub(super) struct Detail<'a> {
    pub(super) exercise: &'a ExerciseReport,
    pub(super) check: &'a CheckReport,
    pub(super) amount: Amount,
}

impl Detail<'_> {
    /// Draws all there is to say; `told` holds the notes of earlier passes. Says whether it is tall enough to want a line of air below.
    pub(super) fn draw(&self, page: &mut Page, told: &mut Vec<String>) -> bool {
        let tall = self.why(page, told);
        if let Some(marked) = phrase::marked(self.check) {
            page.prose(MARGIN, &marked);
        }
        match self.amount {
            Amount::Total | Amount::Usual => tall,
            Amount::Everything => evidence::draw(page, &self.check.outcome) || tall,
        }
    }

    fn why(&self, page: &mut Page, told: &mut Vec<String>) -> bool {
        match &self.check.outcome.verdict {
            Verdict::Pass => {
                self.notes_of_a_pass(page, told);
                return false;
            }
            Verdict::Fail(failure) => self.failure(page, failure),
            Verdict::Todo(awaited) => {
                for line in phrase::awaited(awaited, &self.exercise.outline.folder) {
                    page.prose(MARGIN, &line);
                }
                self.hint(page);
                self.notes(page);
                return false;
            }
            Verdict::Skipped { waits_for } => {
                let of = reader::verdict(self.exercise, waits_for);
                page.prose(MARGIN, &phrase::waits_for(waits_for, of));
                return false;
            }
            Verdict::Undecided(fault) => self.fault(page, fault),
            Verdict::Manual => {
                if self.check.outcome.mark.is_some() {
                    return false;
                }
                page.prose(MARGIN, phrase::manual(self.check.outline.marked_by));
                return false;
            }
            Verdict::NotRun => return false,
        }
        true
    }

    fn failure(&self, page: &mut Page, failure: &Failure) {
        match failure {
            // The author's reason speaks of what it should say, which comes after that it can be read.
            Failure::Submission(found) => {
                submission(page, found);
                self.hint(page);
            }
            Failure::Mismatches(list) => {
                let mut before = None;
                for mismatch in list {
                    if before.is_some() {
                        page.gap();
                    }
                    self.mismatch(page, mismatch, before);
                    before = Some(mismatch);
                }
                if self.is_of_a_program() || list.iter().all(|mismatch| mismatch.seen.is_none()) {
                    self.dialogue(page);
                }
                if let Some(shares) = phrase::shares(&self.check.outcome) {
                    page.prose_row("points", &[shares]);
                }
                self.author(page);
            }
        }
        self.notes(page);
    }

    /// What a program printed does not stand in what was handed in.
    fn is_of_a_program(&self) -> bool {
        ["run", "serve"].contains(&&*self.check.outline.probe)
    }

    /// One mismatch; a line of the student's that stands above it already is not shown again.
    fn mismatch(&self, page: &mut Page, mismatch: &Mismatch, before: Option<&Mismatch>) {
        let shown = before.is_some_and(|before| before.seen == mismatch.seen);
        let told = reader::told(self.check, mismatch);
        page.prose(MARGIN, &phrase::mismatch(self.check, mismatch, told));
        match (reader::seen(mismatch), told) {
            (Some(_), _) if shown => {}
            (Some(Seen::Line(seen)), _) => excerpt(page, seen),
            (Some(Seen::File(file)), _) => page.block(&format!("--> {}", plain(file))),
            (None, Told::All { .. }) => excerpt(page, &mismatch.spec),
            (None, Told::Secret { .. } | Told::KeptBack) => {}
        }
        for row in compared::rows(mismatch, told) {
            page.compared(&row);
        }
    }

    fn fault(&self, page: &mut Page, fault: &Fault) {
        page.prose(MARGIN, &phrase::fault(fault));
        if let Fault::Output { printed, .. } = fault {
            page.row("printed", &block(&Value::text(printed), Blanks::Plain));
        }
        self.dialogue(page);
        if let Some(remedy) = phrase::remedy(fault) {
            page.next_step("help", &[remedy]);
        }
        self.author(page);
        self.notes(page);
    }

    /// The end of the dialogue, where the evidence does not show all of it.
    fn dialogue(&self, page: &mut Page) {
        if self.amount != Amount::Everything {
            dialogue(page, &self.check.outcome.evidence, dialogue::END);
        }
    }

    /// The author's reason and first hint.
    fn author(&self, page: &mut Page) {
        if let Some(because) = &self.check.outline.because {
            page.prose_row("because", &plain_lines(because));
        }
        self.hint(page);
    }

    fn hint(&self, page: &mut Page) {
        if let Some(hint) = self.check.outline.hints.first() {
            page.next_step("hint", &plain_lines(hint));
        }
    }

    fn notes(&self, page: &mut Page) {
        for note in phrase::notes(self.check) {
            note_line(page, &note);
        }
    }

    /// Of passes only what concerns the student's own file is told, and once: `answers.yaml` stands behind many.
    fn notes_of_a_pass(&self, page: &mut Page, told: &mut Vec<String>) {
        if is_about_the_world(self.check) {
            if let Some(note) = phrase::attempts(&self.check.outcome) {
                note_line(page, &note);
            }
            return;
        }
        for note in phrase::notes(self.check) {
            if !told.contains(&note) {
                note_line(page, &note);
                told.push(note);
            }
        }
    }
}

/// Whether a check's notes say how the world was asked, not what became of the student's own file.
fn is_about_the_world(check: &CheckReport) -> bool {
    check.outcome.evidence.facts.about.is_none()
}

/// How the probes of passed checks asked the world, added to `all`, each way once for a report.
pub(super) fn quiet_notes(checks: &[CheckReport], all: &mut Vec<String>) {
    let is_quiet =
        |check: &&CheckReport| check.outcome.verdict == Verdict::Pass && is_about_the_world(check);
    let quiet = checks.iter().filter(is_quiet);
    for check in quiet {
        for note in &check.outcome.evidence.notes {
            let note = phrase::quiet(&check.outline.probe, &plain(note));
            if !all.contains(&note) {
                all.push(note);
            }
        }
    }
}

fn note_line(page: &mut Page, note: &str) {
    let note = format!("note: {note}");
    for line in
        crate::report::visible::wrapped(&note, page.style.width.saturating_sub(MARGIN.len()))
    {
        let line = page.style.paint(Tone::Quiet, &line);
        page.line(&format!("{MARGIN}{line}"));
    }
}

fn submission(page: &mut Page, found: &Diagnostic) {
    page.prose(MARGIN, &plain(&found.message));
    match (found.excerpts.as_slice(), &found.file) {
        ([], Some(file)) => page.block(&format!("--> {}", plain(file))),
        ([], None) => {}
        (excerpts, _) => page.block(&snippet::excerpts(excerpts, narrowed(page.style))),
    }
    for help in &found.help {
        page.next_step("help", &plain_lines(help));
    }
}

fn excerpt(page: &mut Page, excerpt: &Excerpt) {
    let drawn = snippet::excerpts(std::slice::from_ref(excerpt), narrowed(page.style));
    page.block(&drawn);
}

fn narrowed(style: Style) -> Style {
    Style {
        width: style.width.saturating_sub(MARGIN.len()),
        ..style
    }
}
