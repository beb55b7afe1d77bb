//! What a class came to, for instructors: `class.md`.

use std::io::{self, Write};

use crate::model::{Alike, Class, Likeness, LikenessKind};
use crate::report::Reader;
use crate::report::class::figures::{Figure, Figures, PARTS, Waiting};
use crate::report::class::shown::{NOTHING, Shown, each, open};
use crate::report::markdown::{code, inline};
use crate::report::phrase;

/// How many checks are listed as the hardest.
const HARDEST: usize = 10;

/// The longest bar of the distribution, in characters.
const BAR: usize = 40;

pub(super) fn write(class: &mut dyn Class, out: &mut dyn Write) -> io::Result<()> {
    let mut out = io::BufWriter::new(out);
    draw(class, &mut out)?;
    out.flush()
}

fn draw(class: &mut dyn Class, out: &mut dyn Write) -> io::Result<()> {
    let head = class.head();
    let mut figures = Figures::new(&head.outline);
    writeln!(out, "# {}\n", inline(&head.assignment))?;
    let at = head.graded_at.as_deref();
    let at = at.map(|at| format!(", graded {}", inline(at)));
    writeln!(
        out,
        "{}{}, netcheck {}\n",
        phrase::number(head.students, "student"),
        at.unwrap_or_default(),
        inline(&head.version)
    )?;
    out.write_all(STUDENTS.as_bytes())?;
    each(class, Reader::Instructor, &mut |shown| {
        figures.add(&shown);
        row(&shown, out)
    })?;
    distribution(&figures, out)?;
    hardest(&figures, out)?;
    undecided(&figures, out)?;
    unmatched(&class.head().unmatched, out)?;
    likenesses(&class.head().likenesses, out)
}

const STUDENTS: &str =
    "| student | name | submission | points | grade | open |\n|---|---|---|---|---|---|\n";

fn row(shown: &Shown, out: &mut dyn Write) -> io::Result<()> {
    let (submission, points, open) = match &shown.work {
        None => (String::new(), String::new(), NOTHING.to_owned()),
        Some(graded) => {
            let work = &graded.work;
            let attempt = match work.attempts {
                0 | 1 => String::new(),
                all => format!(", attempt {} of {all}", work.attempt),
            };
            let late = if work.late == Some(true) {
                ", late"
            } else {
                ""
            };
            let stale = if work.stale {
                ", the exercises have changed since"
            } else {
                ""
            };
            (
                format!("{}{attempt}{late}{stale}", code(&work.submission)),
                format!("{}/{}", graded.score.points, graded.score.of),
                open(&graded.score),
            )
        }
    };
    let name = shown.student.name.as_deref().unwrap_or_default();
    let grade = shown.grade.map(|grade| grade.to_string());
    writeln!(
        out,
        "| {} | {} | {submission} | {points} | {} | {open} |",
        code(&shown.student.id),
        inline(name),
        grade.unwrap_or_default()
    )
}

fn distribution(figures: &Figures, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "\n## Points\n")?;
    if let Some(mean) = figures.mean() {
        writeln!(out, "On average {mean:.0} % of the points.\n")?;
    }
    writeln!(
        out,
        "- {} with a grade",
        phrase::number(figures.graded, "student")
    )?;
    writeln!(
        out,
        "- {} who handed in nothing\n",
        phrase::number(figures.missing, "student")
    )?;
    writeln!(out, "| part of the points | students | |\n|---|---|---|")?;
    let most = figures.parts.iter().max().copied().unwrap_or(0).max(1);
    for (part, count) in figures.parts.iter().enumerate() {
        let (from, to) = (part * 100 / PARTS, (part + 1) * 100 / PARTS);
        let to = if part + 1 == PARTS {
            "to 100".to_owned()
        } else {
            format!("to below {to}")
        };
        let bar = "█".repeat((count * BAR).div_ceil(most));
        writeln!(out, "| {from} {to} % | {count} | {bar} |")?;
    }
    Ok(())
}

fn hardest(figures: &Figures, out: &mut dyn Write) -> io::Result<()> {
    let hardest = figures.hardest();
    if hardest.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## The hardest checks\n")?;
    writeln!(out, "| check | title | all points |\n|---|---|---|")?;
    for figure in hardest.iter().take(HARDEST) {
        let Figure {
            title,
            whole,
            decided,
            ..
        } = figure;
        let name = code(&figure.check.to_string());
        writeln!(out, "| {name} | {} | {whole} of {decided} |", inline(title))?;
    }
    Ok(())
}

fn undecided(figures: &Figures, out: &mut dyn Write) -> io::Result<()> {
    let open = |figure: &&Figure| !figure.open.is_empty();
    let mut all = figures.checks.iter().filter(open).peekable();
    if all.peek().is_none() {
        return Ok(());
    }
    writeln!(out, "\n## Without points yet\n")?;
    for figure in all {
        for waiting in &figure.open {
            writeln!(out, "- {}", of_waiting(figure, waiting))?;
        }
    }
    Ok(())
}

fn of_waiting(figure: &Figure, waiting: &Waiting) -> String {
    let students: Vec<String> = waiting.students.iter().map(|id| code(id)).collect();
    let more = match waiting.more {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    format!(
        "{}: {} ({}{more}); {}",
        code(&figure.check.to_string()),
        prose(&waiting.why),
        students.join(", "),
        prose(&waiting.remedy)
    )
}

/// A sentence of netcheck's, in which what stands between backticks is code.
fn prose(text: &str) -> String {
    let parts = text.split('`').enumerate();
    let drawn = parts.map(|(at, part)| match at % 2 {
        0 => inline(part),
        _ => code(part),
    });
    drawn.collect()
}

fn unmatched(unmatched: &[String], out: &mut dyn Write) -> io::Result<()> {
    if unmatched.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## Handed in by nobody of the roster\n")?;
    unmatched
        .iter()
        .try_for_each(|name| writeln!(out, "- {}", code(name)))
}

fn likenesses(likenesses: &[Likeness], out: &mut dyn Write) -> io::Result<()> {
    if likenesses.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n## The same where independent work would differ\n")?;
    writeln!(out, "Evidence to look at, no verdict.\n")?;
    for likeness in likenesses {
        writeln!(out, "- {}: {}", kind(likeness.kind), inline(&likeness.what))?;
        for place in &likeness.places {
            writeln!(out, "  - {}", of_place(place))?;
        }
    }
    Ok(())
}

pub(super) fn kind(kind: LikenessKind) -> &'static str {
    match kind {
        LikenessKind::QueueId => "two mails with one queue id",
        LikenessKind::Mail => "two mails with the same body and times",
        LikenessKind::Recording => "two recordings that are the same, letter by letter",
        LikenessKind::Example => "the recording of the lecture's example",
    }
}

fn of_place(place: &Alike) -> String {
    let who = place
        .student
        .as_deref()
        .map_or("the lecture's example".to_owned(), code);
    format!(
        "{who}, {}, {} line {}: {}",
        code(&place.submission),
        code(&place.file),
        place.line,
        code(&place.text)
    )
}
