//! Feedback in one line of HTML, for a cell of a gradebook: the total, and what is to be said of each check.
//!
//! It has no quote and no backslash: PHP's reader of CSV takes `\"` for a quote that does not end the cell, and older ones of Moodle's know no
//! quotes at all.

use crate::model::CheckReport;
use crate::report::class::shown::{NOTHING, Shown};
use crate::report::phrase;

/// How each begins: what begins otherwise, a person wrote.
pub(super) const BEGIN: &str = "<p>netcheck: ";

/// The most bytes of the list.
const LIMIT: usize = 8_000;

/// What a student reads; the student as students see them.
pub(super) fn of(shown: &Shown) -> String {
    let Some(graded) = &shown.work else {
        return format!("{BEGIN}{NOTHING}</p>");
    };
    let totals = phrase::totals(&graded.end());
    let totals: Vec<String> = totals.iter().map(|line| escaped(line)).collect();
    let mut items = Vec::new();
    for exercise in &graded.exercises {
        for check in &exercise.checks {
            if let Some(headline) = phrase::headline(exercise, check) {
                items.push(item(&exercise.outline.folder, check, &headline));
            }
        }
    }
    format!("{BEGIN}{}</p>{}", totals.join("<br>"), list(&items))
}

fn item(folder: &str, check: &CheckReport, headline: &str) -> String {
    let points = phrase::earned(check).map(|points| format!(" {points}"));
    let title = format!("{folder}/{}: {}", check.outline.id, check.outline.title);
    let marked = phrase::marked(check).filter(|marked| marked != headline);
    let marked = marked.map(|marked| format!("<br>{}", escaped(&marked)));
    format!(
        "<li><b>{}</b>{} {}: {}{}</li>",
        escaped(&title),
        points.unwrap_or_default(),
        check.outcome.verdict.word(),
        escaped(headline),
        marked.unwrap_or_default()
    )
}

fn list(items: &[String]) -> String {
    let mut list = String::new();
    for (at, item) in items.iter().enumerate() {
        if list.len() + item.len() > LIMIT {
            let more = phrase::more_checks(items.len() - at);
            list.extend(["<li>", more.as_str(), "</li>"]);
            break;
        }
        list.push_str(item);
    }
    match list.as_str() {
        "" => list,
        list => format!("<ul>{list}</ul>"),
    }
}

/// Text of one line in which every character can be seen, as HTML.
fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    for c in crate::report::visible::plain(text).chars() {
        match c {
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '&' => html.push_str("&amp;"),
            '"' => html.push_str("&quot;"),
            '\\' => html.push_str("&#92;"),
            _ => html.push(c),
        }
    }
    html
}
