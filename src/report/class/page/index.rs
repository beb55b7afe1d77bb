//! What stands around the table: the numbers, the hardest checks, what needs somebody, what is alike.

use askama::Template;

use crate::model::{Alike, ClassHead, Likeness, LikenessKind, Outline};
use crate::report::class::figures::{Figure, Figures, PARTS, Waiting};
use crate::report::class::overview;
use crate::report::class::page::row::Marks;
use crate::report::class::page::style::{CLASS_HASH, CLASS_STYLE, SCRIPT, SCRIPT_HASH};
use crate::report::html::style::{HASH, ICON, STYLE};
use crate::report::visible::plain;

/// How many of the hardest checks are shown.
const HARDEST: usize = 12;

/// How many places of a likeness are shown.
const PLACES: usize = 60;

/// The page up to the rows of the table.
#[derive(Template)]
#[template(path = "class.html")]
pub(super) struct Index {
    title: String,
    counts: Vec<(usize, &'static str)>,
    graded_at: Option<String>,
    version: String,
    mean: Option<String>,
    parts: Vec<Part>,
    hardest: Vec<Hard>,
    open: Vec<Open>,
    unmatched: Vec<String>,
    likenesses: Vec<Same>,
    exercises: Vec<Columns>,
}

/// The page behind the rows.
#[derive(Template)]
#[template(path = "foot-of-class.html")]
pub(super) struct Foot<'a> {
    pub(super) version: &'a str,
}

/// The page of a student who handed in nothing.
#[derive(Template)]
#[template(path = "nothing.html")]
pub(super) struct Nothing {
    pub(super) title: String,
}

struct Part {
    name: String,
    count: usize,
    /// Of the longest bar, in percent.
    width: usize,
}

struct Hard {
    id: String,
    title: String,
    whole: usize,
    decided: usize,
}

struct Open {
    check: String,
    why: String,
    students: String,
    remedy: String,
}

struct Same {
    kind: &'static str,
    what: String,
    places: Vec<Place>,
    more: usize,
}

struct Place {
    who: String,
    at: String,
    text: String,
}

struct Columns {
    title: String,
    checks: Vec<Column>,
}

struct Column {
    id: String,
    title: String,
}

impl Index {
    pub(super) fn new(
        head: &ClassHead,
        outline: &Outline,
        figures: &Figures,
        marks: &Marks,
    ) -> Self {
        Self {
            title: plain(&head.assignment),
            counts: counts(head, figures, marks),
            graded_at: head.graded_at.as_deref().map(plain),
            version: plain(&head.version),
            mean: figures.mean().map(|mean| format!("{mean:.0}")),
            parts: parts(figures),
            hardest: figures
                .hardest()
                .into_iter()
                .take(HARDEST)
                .map(hard)
                .collect(),
            open: figures.checks.iter().flat_map(open).collect(),
            unmatched: head.unmatched.iter().map(|name| plain(name)).collect(),
            likenesses: head.likenesses.iter().map(same).collect(),
            exercises: columns(outline),
        }
    }
}

fn counts(head: &ClassHead, figures: &Figures, marks: &Marks) -> Vec<(usize, &'static str)> {
    let all = [
        (head.students, "students"),
        (head.students - figures.missing, "handed in"),
        (figures.missing, "handed in nothing"),
        (marks.undecided, "with undecided checks"),
        (marks.waiting, "waiting for a mark"),
        (marks.stale, "graded with an older spec"),
    ];
    let shown = all.into_iter().enumerate();
    let shown = shown.filter(|(at, (count, _))| *at < 2 || *count > 0);
    shown.map(|(_, one)| one).collect()
}

fn parts(figures: &Figures) -> Vec<Part> {
    let most = figures.parts.iter().max().copied().unwrap_or(0).max(1);
    let part = |(part, count): (usize, &usize)| {
        let (from, to) = (part * 100 / PARTS, (part + 1) * 100 / PARTS);
        let name = if part + 1 == PARTS {
            format!("{from} to 100 %")
        } else {
            format!("{from} to below {to} %")
        };
        Part {
            name,
            count: *count,
            width: (count * 100).div_ceil(most),
        }
    };
    figures.parts.iter().enumerate().map(part).collect()
}

fn hard(figure: &Figure) -> Hard {
    Hard {
        id: figure.check.to_string(),
        title: plain(&figure.title),
        whole: figure.whole,
        decided: figure.decided,
    }
}

fn open(figure: &Figure) -> Vec<Open> {
    let open = |waiting: &Waiting| {
        let mut students = waiting
            .students
            .iter()
            .map(|id| plain(id))
            .collect::<Vec<_>>()
            .join(", ");
        if waiting.more > 0 {
            students = format!("{students} and {} more", waiting.more);
        }
        Open {
            check: figure.check.to_string(),
            why: unquoted(&waiting.why),
            students,
            remedy: unquoted(&waiting.remedy),
        }
    };
    figure.open.iter().map(open).collect()
}

/// A sentence without the backticks around its commands.
fn unquoted(text: &str) -> String {
    plain(&text.replace('`', ""))
}

fn same(likeness: &Likeness) -> Same {
    // A kind that says it all needs no other words.
    let what = match likeness.kind {
        LikenessKind::QueueId | LikenessKind::Example => plain(&likeness.what),
        LikenessKind::Mail | LikenessKind::Recording => String::new(),
    };
    Same {
        kind: overview::kind(likeness.kind),
        what,
        places: likeness.places.iter().take(PLACES).map(place).collect(),
        more: likeness.places.len().saturating_sub(PLACES),
    }
}

fn place(place: &Alike) -> Place {
    let who = place
        .student
        .as_deref()
        .map_or("the lecture's example".to_owned(), plain);
    Place {
        who,
        at: plain(&format!(
            "{}/{}:{}",
            place.submission, place.file, place.line
        )),
        text: plain(&place.text),
    }
}

fn columns(outline: &Outline) -> Vec<Columns> {
    let exercises = outline.exercises.iter();
    let columns = exercises.map(|exercise| Columns {
        title: plain(&exercise.title),
        checks: exercise
            .checks
            .iter()
            .map(|check| Column {
                id: check.id.to_string(),
                title: plain(&check.title),
            })
            .collect(),
    });
    columns
        .filter(|exercise| !exercise.checks.is_empty())
        .collect()
}
