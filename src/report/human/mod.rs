//! The report for people at a terminal: an exercise a block, a line a check, and for anything but a pass what to do about it.

mod detail;
mod dialogue;
mod page;

use std::io;

use crate::model::{CheckReport, ExerciseReport, Report, Tally, Verdict};
use crate::report::style::{Style, Tone};
use crate::report::visible::{padded, plain, width};
use crate::report::{phrase, reader};

use detail::Detail;
pub(super) use dialogue::columns;
use page::Page;

/// The widest column of check ids; a longer id pushes its title to the right.
const ID_WIDTH: usize = 24;

/// Writes the report.
pub(super) fn render(report: &Report, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let mut page = Page::new(style);
    head(&mut page, report);
    let mut notes = Vec::new();
    for exercise in reader::exercises(report) {
        self::exercise(&mut page, exercise, &mut notes);
    }
    foot(&mut page, report);
    out.write_all(page.text().as_bytes())
}

fn head(page: &mut Page, report: &Report) {
    let outline = &report.outline;
    let exercises = reader::exercises(report).count();
    let title = page.style.paint(Tone::Strong, &plain(&outline.assignment));
    page.line(&format!(
        "{title}: {}, {}, {}",
        phrase::number(exercises, "exercise"),
        phrase::place(outline.place),
        phrase::network(outline.net)
    ));
    let known: Vec<String> = outline
        .student
        .iter()
        .map(|(key, value)| format!("{} {}", plain(key), plain(value)))
        .collect();
    if !known.is_empty() {
        let text = format!("student: {}", known.join(", "));
        page.line(&page.style.paint(Tone::Quiet, &text));
    }
}

fn exercise(page: &mut Page, exercise: &ExerciseReport, notes: &mut Vec<String>) {
    let checks: Vec<&CheckReport> = reader::checks(exercise).collect();
    let columns = Columns::of(&checks);
    let tally = reader::tally_of(checks.iter().copied());
    page.gap();
    page.line(&title(page.style, exercise, &tally));
    for (at, check) in checks.iter().enumerate() {
        page.line(&columns.line(page.style, check));
        let detail = Detail { exercise, check };
        let tall = detail.draw(page, notes);
        if tall && at + 1 < checks.len() {
            page.gap();
        }
    }
}

fn title(style: Style, exercise: &ExerciseReport, tally: &Tally) -> String {
    let name = plain(&exercise.outline.folder);
    let title = style.paint(Tone::Strong, &plain(&exercise.outline.title));
    let points = if tally.of == 0 {
        String::new()
    } else {
        style.paint(Tone::Quiet, &format!("  ({})", phrase::points(tally)))
    };
    format!("{name}  {title}{points}")
}

/// The widths of the columns of one exercise.
struct Columns {
    verdict: usize,
    points: usize,
    id: usize,
}

impl Columns {
    fn of(checks: &[&CheckReport]) -> Self {
        let widest = |text: fn(&CheckReport) -> String| {
            checks
                .iter()
                .map(|check| width(&text(check)))
                .max()
                .unwrap_or(0)
        };
        Self {
            verdict: widest(|check| check.outcome.verdict.word().to_owned()).max(4),
            points: widest(points),
            id: widest(|check| check.outline.id.to_string()).min(ID_WIDTH),
        }
    }

    fn line(&self, style: Style, check: &CheckReport) -> String {
        let verdict = &check.outcome.verdict;
        let word = style.paint(tone(verdict), &padded(verdict.word(), self.verdict));
        let points = padded(&points(check), self.points);
        let gap = if self.points == 0 { "" } else { "  " };
        let id = style.paint(Tone::Quiet, &padded(check.outline.id.as_str(), self.id));
        format!(
            "  {word}{gap}{points}  {id}  {}",
            plain(&check.outline.title)
        )
    }
}

/// The points of a check as its line shows them; those that are decided later are still open.
fn points(check: &CheckReport) -> String {
    match (&check.outcome.verdict, check.outline.of) {
        (_, 0) => String::new(),
        (Verdict::Manual, of) => format!("?/{of}"),
        (_, of) => format!("{}/{of}", check.outcome.points),
    }
}

fn tone(verdict: &Verdict) -> Tone {
    match verdict {
        Verdict::Pass => Tone::Good,
        Verdict::Fail(_) => Tone::Bad,
        Verdict::Todo(_) | Verdict::Skipped { .. } | Verdict::NotRun => Tone::Open,
        Verdict::Undecided(_) => Tone::Strange,
        Verdict::Manual => Tone::Next,
    }
}

fn foot(page: &mut Page, report: &Report) {
    let tally = reader::tally(report);
    page.gap();
    let total = page
        .style
        .paint(Tone::Strong, &format!("Total: {}", phrase::points(&tally)));
    page.line(&total);
    page.list("  ", &phrase::counts(&tally));
    let checks = reader::exercises(report).flat_map(reader::checks);
    let undecided = (tally.undecided > 0).then(|| phrase::UNDECIDED.to_owned());
    let more = [
        phrase::manual_points(&tally),
        undecided,
        phrase::hidden(reader::hidden(report)),
        phrase::ending(report.ending).map(str::to_owned),
    ];
    let notes = detail::quiet_notes(checks);
    for line in more.iter().flatten().chain(&notes) {
        page.prose("  ", line);
    }
}
