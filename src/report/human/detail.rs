//! What stands below a check's line: where, what was expected and seen, why, and what to do next.

use crate::model::{
    CheckReport, Diagnostic, Difference, Excerpt, ExerciseReport, Failure, Fault, Gap, Mismatch,
    Outcome, Value, Verdict, Wanted,
};
use crate::report::human::dialogue::dialogue;
use crate::report::human::page::{MARGIN, Page};
use crate::report::pair::{Pair, pair};
use crate::report::reader::{self, Seen, Told};
use crate::report::style::{Style, Tone};
use crate::report::values::{block, line};
use crate::report::visible::{Blanks, plain, plain_lines};
use crate::report::{phrase, snippet};

/// The most lines of a list that is shown whole although what is missing or too much is told beside it.
const WHOLE_LIMIT: usize = 6;

/// One check in its exercise.
pub(super) struct Detail<'a> {
    pub(super) exercise: &'a ExerciseReport,
    pub(super) check: &'a CheckReport,
}

impl Detail<'_> {
    /// Draws all there is to say; `told` holds the notes of earlier passes. Says whether it is tall enough to want a line of air below.
    pub(super) fn draw(&self, page: &mut Page, told: &mut Vec<String>) -> bool {
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
                if list.iter().all(|mismatch| mismatch.seen.is_none()) {
                    dialogue(page, &self.check.outcome.evidence);
                }
                self.author(page);
            }
        }
        self.notes(page);
    }

    /// One mismatch; a line of the student's that stands above it already is not shown again.
    fn mismatch(&self, page: &mut Page, mismatch: &Mismatch, before: Option<&Mismatch>) {
        let shown = before.is_some_and(|before| before.seen == mismatch.seen);
        let told = reader::told(self.check, mismatch);
        page.prose(MARGIN, &phrase::mismatch(self.check, mismatch, told));
        match (reader::seen(self.check, mismatch), told) {
            (Some(Seen::Line(seen)), Told::KeptBack) => {
                page.block(&format!("--> {}", plain(&seen.file)));
            }
            (Some(_), _) if shown => {}
            (Some(Seen::Line(seen)), _) => excerpt(page, seen),
            (Some(Seen::File(file)), _) => page.block(&format!("--> {}", plain(file))),
            (None, Told::All { .. }) => excerpt(page, &mismatch.spec),
            (None, Told::Secret { .. } | Told::KeptBack) => {}
        }
        match told {
            Told::All { expected, .. } if says_nothing_more(mismatch, expected) => {}
            Told::All { expected, gap } => compared(page, mismatch, expected, gap),
            Told::KeptBack => {}
            Told::Secret { .. } => {
                page.expected(&[phrase::SECRET.to_owned()]);
                page.actual(&actual(mismatch, Blanks::Edges));
            }
        }
    }

    fn fault(&self, page: &mut Page, fault: &Fault) {
        page.prose(MARGIN, &phrase::fault(fault));
        if let Fault::Output { printed, .. } = fault {
            page.row("printed", &block(&Value::text(printed), Blanks::Plain));
        }
        dialogue(page, &self.check.outcome.evidence);
        if let Some(remedy) = phrase::remedy(fault) {
            page.next_step("help", &[remedy]);
        }
        self.author(page);
        self.notes(page);
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
        for note in self.all_notes() {
            note_line(page, &note);
        }
    }

    /// Of passes only what concerns the student's own file is told, and once: `answers.yaml` stands behind many.
    fn notes_of_a_pass(&self, page: &mut Page, told: &mut Vec<String>) {
        if is_about_the_world(self.check) {
            if let Some(note) = attempts(&self.check.outcome) {
                note_line(page, &note);
            }
            return;
        }
        for note in self.all_notes() {
            if !told.contains(&note) {
                note_line(page, &note);
                told.push(note);
            }
        }
    }

    fn all_notes(&self) -> Vec<String> {
        let outcome = &self.check.outcome;
        let notes = outcome.evidence.notes.iter();
        let mut notes: Vec<String> = notes
            .filter(|note| !self.is_headline(note))
            .map(|note| plain(note))
            .collect();
        notes.extend(attempts(outcome));
        notes
    }

    /// Whether a note says again what stands above it.
    fn is_headline(&self, note: &str) -> bool {
        let Verdict::Fail(Failure::Mismatches(list)) = &self.check.outcome.verdict else {
            return false;
        };
        let mut reasons = list.iter().filter_map(|one| one.reason.as_deref());
        reasons.any(|reason| note.contains(reason))
    }
}

/// Whether a check's notes say how the world was asked, not what became of the student's own file.
fn is_about_the_world(check: &CheckReport) -> bool {
    check.outcome.evidence.facts.about.is_none()
}

/// How the probes of passed checks asked the world, each once for a report.
pub(super) fn quiet_notes<'a>(checks: impl Iterator<Item = &'a CheckReport>) -> Vec<String> {
    let mut all = Vec::new();
    let quiet =
        checks.filter(|check| check.outcome.verdict == Verdict::Pass && is_about_the_world(check));
    for check in quiet {
        for note in &check.outcome.evidence.notes {
            let note = phrase::quiet(check.outline.probe, &plain(note));
            if !all.contains(&note) {
                all.push(note);
            }
        }
    }
    all
}

fn attempts(outcome: &Outcome) -> Option<String> {
    (outcome.attempts > 1).then(|| format!("{} attempts", outcome.attempts))
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

/// Where the reason is told, a bare yes and no beside it, or that nothing is there, adds nothing; what is compared with another answer does.
fn says_nothing_more(mismatch: &Mismatch, expected: &Wanted) -> bool {
    let bare = matches!(mismatch.actual, None | Some(Value::Flag(_)));
    mismatch.reason.is_some() && bare && expected.from.is_empty()
}

/// Expected and actual, in the way that shows the difference best.
fn compared(page: &mut Page, mismatch: &Mismatch, expected: &Wanted, gap: &Gap) {
    let blanks = match gap {
        Gap::Nearly {
            difference: Difference::Blanks,
        } => Blanks::All,
        _ => Blanks::Edges,
    };
    match gap {
        Gap::Line {
            expected, actual, ..
        } => of_lines(page, expected.as_deref(), actual.as_deref()),
        Gap::Set { missing, extra } => of_sets(page, mismatch, expected, (missing, extra)),
        Gap::NothingToCompare(_) => page.actual(&actual(mismatch, blanks)),
        Gap::Lacks(lacks) => {
            page.expected(&phrase::wanted(expected, blanks));
            page.actual(&actual(mismatch, blanks));
            if expected.matcher == "contains" && lacks.len() < items(expected.operand.as_ref()) {
                page.row("missing", &block(&Value::List(lacks.clone()), blanks));
            }
        }
        Gap::Missing
        | Gap::Unwanted
        | Gap::Differs
        | Gap::Nearly { .. }
        | Gap::Range { .. }
        | Gap::NoMatch
        | Gap::Outside
        | Gap::NotJson(_)
        | Gap::Holds => side_by_side(page, mismatch, expected, blanks),
    }
}

/// Two single texts with marks under what differs, everything else as it is.
fn side_by_side(page: &mut Page, mismatch: &Mismatch, expected: &Wanted, blanks: Blanks) {
    let want = single_line(expected.operand.as_ref());
    let got = single_line(mismatch.actual.as_ref());
    if let (Some(want), Some(got), "equals") = (want, got, expected.matcher) {
        let source = |line: &str| phrase::from(expected, line);
        paired(page, &pair(want, got, blanks), blanks, source);
    } else {
        page.expected(&phrase::wanted(expected, blanks));
        page.actual(&actual_of(mismatch, expected, blanks));
    }
}

fn of_lines(page: &mut Page, expected: Option<&str>, actual: Option<&str>) {
    if let (Some(want), Some(got)) = (expected, actual) {
        let pair = pair(want, got, Blanks::Edges);
        paired(page, &pair, Blanks::Edges, str::to_owned);
    } else {
        let end = || phrase::END.to_owned();
        let shown = |text: Option<&str>| text.map_or_else(end, |text| line(text, Blanks::Edges));
        page.expected(&[shown(expected)]);
        page.actual(&[shown(actual)]);
    }
}

fn paired(page: &mut Page, pair: &Pair, blanks: Blanks, source: impl Fn(&str) -> String) {
    page.expected(&[source(&pair.expected)]);
    page.actual(std::slice::from_ref(&pair.actual));
    // Blanks that are visible need no marks.
    if let (Some(marks), Blanks::Plain | Blanks::Edges) = (&pair.marks, blanks) {
        page.marks(marks);
    }
}

fn of_sets(
    page: &mut Page,
    mismatch: &Mismatch,
    expected: &Wanted,
    (missing, extra): (&[Value], &[Value]),
) {
    let (want, got) = (
        phrase::wanted(expected, Blanks::Edges),
        actual(mismatch, Blanks::Edges),
    );
    let tall = want.len().max(got.len()) > WHOLE_LIMIT;
    let told = !missing.is_empty() || !extra.is_empty();
    if tall && told {
        page.row(
            "expected",
            &[phrase::number(items(expected.operand.as_ref()), "item")],
        );
        page.row(
            "actual",
            &[phrase::number(items(mismatch.actual.as_ref()), "item")],
        );
    } else {
        page.expected(&want);
        page.actual(&got);
    }
    let alone = items(expected.operand.as_ref()) <= 1 && items(mismatch.actual.as_ref()) <= 1;
    for (label, list) in [("missing", missing), ("extra", extra)] {
        if !list.is_empty() && !alone {
            page.row(label, &block(&Value::List(list.to_vec()), Blanks::Edges));
        }
    }
}

fn actual(mismatch: &Mismatch, blanks: Blanks) -> Vec<String> {
    mismatch.actual.as_ref().map_or_else(
        || vec![phrase::NOTHING.to_owned()],
        |value| block(value, blanks),
    )
}

/// What was seen, as far as the matcher looks at it.
fn actual_of(mismatch: &Mismatch, expected: &Wanted, blanks: Blanks) -> Vec<String> {
    let mut lines = actual(mismatch, blanks);
    match (expected.matcher, &mismatch.actual) {
        ("first-line", Some(_)) => lines.truncate(1),
        ("count", Some(Value::List(items))) => {
            let number = phrase::number(items.len(), "item");
            if items.is_empty() {
                return vec![number];
            }
            lines.insert(0, number);
        }
        _ => {}
    }
    lines
}

fn single_line(value: Option<&Value>) -> Option<&str> {
    let text = value?.as_text()?.trim_end_matches(['\r', '\n']);
    (!text.is_empty() && !text.contains('\n')).then_some(text)
}

fn items(value: Option<&Value>) -> usize {
    value.map_or(0, |value| value.items().len())
}
