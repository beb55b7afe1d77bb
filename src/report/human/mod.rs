//! The report for people at a terminal: an exercise a block, a line a check, and for anything but a pass what to do about it.

mod detail;
mod dialogue;
mod evidence;
mod page;

use std::io;

use crate::model::{CheckReport, ExerciseReport, Outline, Tally, Verdict};
use crate::report::reporter::{Amount, End, Moment, Reporter, Setting, Sink};
use crate::report::style::{Style, Tone};
use crate::report::visible::{padded, plain, width, wrapped};
use crate::report::{Format, phrase};

use detail::Detail;
pub(super) use dialogue::columns;
use page::{MARGIN, Page};

/// The row of the format table.
pub(super) const FORMAT: Format = Format::new("human", "for people at a terminal", |setting| {
    Box::new(Human::new(setting))
});

/// What stands below a check's line, without the margin before it, for reports that have a place of their own for the text of a check. Of
/// whatever is no pass its first line is the headline, where that is not wrapped.
pub(super) fn text(exercise: &ExerciseReport, check: &CheckReport, style: Style) -> String {
    let mut page = Page::new(Style {
        width: style.width.saturating_add(MARGIN.len()),
        ..style
    });
    let detail = Detail {
        exercise,
        check,
        amount: Amount::Usual,
    };
    detail.draw(&mut page, &mut Vec::new());
    let text = page.without_margin();
    if text.is_empty() {
        return phrase::headline(exercise, check).map_or(text, |line| line + "\n");
    }
    text
}

/// The widest column of check ids; a longer id pushes its title to the right.
const ID_WIDTH: usize = 24;

/// The fewest columns of a title before it goes on in the next line.
const LEAST_ROOM: usize = 24;

/// The report as it is written: a head, an exercise a block, the totals.
pub(super) struct Human {
    setting: Setting,
    /// What was noted at passes already: `answers.yaml` stands behind many.
    told: Vec<String>,
    /// How passed checks asked the world, each way once.
    asked: Vec<String>,
}

impl Reporter for Human {
    fn tell(&mut self, moment: Moment, out: &mut dyn Sink) -> io::Result<()> {
        let mut page = Page::new(self.setting.style);
        match (moment, self.setting.amount) {
            (Moment::Begin(outline), Amount::Usual | Amount::Everything) => {
                head(&mut page, outline);
            }
            (Moment::Exercise(exercise), Amount::Usual | Amount::Everything) => {
                out.write_all(b"\n")?;
                self.exercise(&mut page, exercise);
            }
            (Moment::End(end), Amount::Usual | Amount::Everything) => {
                out.write_all(b"\n")?;
                foot(&mut page, end, &self.asked);
            }
            (Moment::End(end), Amount::Total) => foot(&mut page, end, &[]),
            // What is wrong with a spec has been said on standard error.
            (Moment::Begin(_) | Moment::Exercise(_), Amount::Total)
            | (
                Moment::Refused(_)
                | Moment::Started { .. }
                | Moment::Retrying { .. }
                | Moment::Finished { .. },
                _,
            ) => return Ok(()),
        }
        out.write_all(page.text().as_bytes())?;
        out.flush()
    }
}

impl Human {
    pub(super) fn new(setting: Setting) -> Self {
        Self {
            setting,
            told: Vec::new(),
            asked: Vec::new(),
        }
    }

    fn exercise(&mut self, page: &mut Page, exercise: &ExerciseReport) {
        let checks = &exercise.checks;
        let columns = Columns::of(checks);
        page.line(&title(page.style, exercise, &Tally::of(checks)));
        for (at, check) in checks.iter().enumerate() {
            columns.draw(page, check);
            let detail = Detail {
                exercise,
                check,
                amount: self.setting.amount,
            };
            let tall = detail.draw(page, &mut self.told);
            if tall && at + 1 < checks.len() {
                page.gap();
            }
        }
        detail::quiet_notes(checks, &mut self.asked);
    }
}

fn head(page: &mut Page, outline: &Outline) {
    let title = plain(&outline.assignment);
    let phrases = [
        phrase::number(outline.exercises.len(), "exercise"),
        phrase::place(outline.place).to_owned(),
        phrase::network(outline),
    ];
    page.heading(&title, &phrases);
    let known: Vec<String> = outline
        .student
        .iter()
        .map(|(key, value)| format!("{} {}", plain(key), plain(value)))
        .collect();
    if !known.is_empty() {
        for line in wrapped(&format!("student: {}", known.join(", ")), page.style.width) {
            page.line(&page.style.paint(Tone::Quiet, &line));
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
    fn of(checks: &[CheckReport]) -> Self {
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

    /// The line of a check; a long title goes on below its beginning.
    fn draw(&self, page: &mut Page, check: &CheckReport) {
        let (style, verdict) = (page.style, &check.outcome.verdict);
        let word = style.paint(tone(verdict), &padded(verdict.word(), self.verdict));
        let points = padded(&points(check), self.points);
        let gap = if self.points == 0 { "" } else { "  " };
        let id = padded(check.outline.id.as_str(), self.id);
        let taken = 2 + self.verdict + gap.len() + self.points + 2 + width(&id) + 2;
        let id = style.paint(Tone::Quiet, &id);
        let mut head = format!("  {word}{gap}{points}  {id}  ");
        let room = style.width.saturating_sub(taken).max(LEAST_ROOM);
        for line in wrapped(&plain(&check.outline.title), room) {
            page.line(&format!("{head}{line}"));
            head = " ".repeat(taken);
        }
    }
}

pub(super) fn points(check: &CheckReport) -> String {
    phrase::earned(check).unwrap_or_default()
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

fn foot(page: &mut Page, end: &End, asked: &[String]) {
    let tally = &end.tally;
    let total = page
        .style
        .paint(Tone::Strong, &format!("Total: {}", phrase::points(tally)));
    page.line(&total);
    page.list("  ", &phrase::counts(tally));
    for line in phrase::remarks(end).iter().chain(asked) {
        page.prose("  ", line);
    }
}
