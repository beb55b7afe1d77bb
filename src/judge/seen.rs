//! The student's own lines to show beside a mismatch.

use crate::judge::canonical::lines;
use crate::model::{Excerpt, Fact, Facts, Gap, Place, Source, Value};

/// Where the student should look: at the line that a fact was read from, else where it should stand, else at what the facts are about.
/// An excerpt without text names the file alone: no single line is to blame.
pub(super) fn seen(facts: &Facts, name: &str, fact: Option<&Fact>, gap: &Gap) -> Option<Excerpt> {
    let own = fact.and_then(|fact| fact.place.as_ref());
    let place = own.or_else(|| facts.place(name)).or(facts.about.as_ref())?;
    Some(match focus(place, gap) {
        Some(line) => line.excerpt_with(1, 1, ""),
        None => Excerpt {
            text: String::new(),
            marked: 0..0,
            ..place.excerpt("")
        },
    })
}

/// The line of a place that a gap is about, where one can be told.
fn focus(place: &Place, gap: &Gap) -> Option<Place> {
    let source = place.source();
    let (first, last) = (place.line(), last_line(place));
    if first == last {
        let whole_empty_file = place.range() == (0..0);
        return (!whole_empty_file).then(|| place.clone());
    }
    match gap {
        Gap::Line { line, actual, .. } => {
            let at = (first + line - 1).min(last);
            let says = |text: &str| line_says(source, at, text);
            let found = actual.as_ref().is_none_or(|actual| says(actual));
            found.then(|| Place::line_at(source, at))
        }
        Gap::Set { extra, .. } => {
            let extra = extra.iter().find_map(Value::as_text)?;
            (first..=last)
                .find(|&at| line_says(source, at, extra))
                .map(|at| Place::line_at(source, at))
        }
        Gap::Missing
        | Gap::Unwanted
        | Gap::Differs
        | Gap::Nearly { .. }
        | Gap::Range { .. }
        | Gap::Lacks(_)
        | Gap::NoMatch
        | Gap::Outside
        | Gap::NotJson(_)
        | Gap::Holds
        | Gap::NothingToCompare(_) => None,
    }
}

fn last_line(place: &Place) -> usize {
    let range = place.range();
    let last = range.end.saturating_sub(1).max(range.start);
    place.source().line_of(last)
}

fn line_says(source: &Source, line: usize, text: &str) -> bool {
    lines(&source.text[source.line_range(line)]) == lines(text)
}
