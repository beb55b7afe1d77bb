//! The page around the exercises: its head, the totals, the ways through it, and its end.

use askama::Template;

use crate::model::{Diagnostic, Outline, Severity};
use crate::report::Reader;
use crate::report::html::body::Body;
use crate::report::html::ink::Ink;
use crate::report::html::style::{HASH, ICON, ICONS, STYLE};
use crate::report::html::summary::{Count, Link, Next, counts};
use crate::report::html::why::Why;
use crate::report::phrase;
use crate::report::reporter::End;
use crate::report::visible::plain;

/// What is known of a run before its first check.
#[derive(Debug)]
pub(super) struct Head {
    title: String,
    place: &'static str,
    network: String,
    student: Vec<(String, String)>,
}

impl Head {
    pub(super) fn new(outline: &Outline) -> Self {
        let student = outline.student.iter();
        Self {
            title: plain(&outline.assignment),
            place: phrase::place(outline.place),
            network: phrase::network(outline),
            student: student
                .map(|(key, value)| (plain(key), plain(value)))
                .collect(),
        }
    }
}

/// All that stands above the exercises.
#[derive(Template)]
#[template(path = "top.html")]
pub(super) struct Top<'a> {
    title: String,
    head: &'a Head,
    links: &'a [Link],
    next: &'a Next,
    is_for_instructors: bool,
    points: String,
    counts: Vec<Count>,
    done: Option<&'static str>,
    remarks: Vec<Ink>,
}

impl<'a> Top<'a> {
    pub(super) fn new(
        head: &'a Head,
        (links, next): (&'a [Link], &'a Next),
        (end, body): (&End, &Body),
        reader: Reader,
    ) -> Self {
        let mut remarks = phrase::remarks(end);
        let points = phrase::points(&end.tally);
        remarks.extend(phrase::shortened(body.shortened()));
        Self {
            head,
            links,
            next,
            is_for_instructors: reader == Reader::Instructor,
            counts: counts(&end.tally),
            title: format!("{} · {points}", head.title),
            points,
            done: phrase::done(&end.tally),
            remarks: remarks.iter().map(|remark| Ink::prose(remark)).collect(),
        }
    }
}

/// The end of the page.
#[derive(Template)]
#[template(path = "foot.html")]
pub(super) struct Foot {
    meanings: &'static [(&'static str, &'static str)],
}

impl Foot {
    pub(super) const PAGE: Self = Self {
        meanings: phrase::MEANINGS,
    };
}

/// The page of a run that was not begun.
#[derive(Template)]
#[template(path = "refused.html")]
pub(super) struct Refused {
    title: &'static str,
    found: Vec<Problem>,
}

/// What is wrong with a file of the assignment.
struct Problem {
    severity: &'static str,
    message: Ink,
    why: Why,
}

impl Refused {
    pub(super) fn new(found: &[Diagnostic]) -> Self {
        let found = found.iter().map(|found| Problem {
            severity: match found.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
            },
            message: Ink::prose(&plain(&found.message)),
            why: Why::of_diagnostic(found),
        });
        Self {
            title: "Nothing was checked",
            found: found.collect(),
        }
    }
}
