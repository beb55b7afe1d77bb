//! Expected and actual, in the way that shows the difference best.

use crate::model::{Difference, Gap, Mismatch, Value, Wanted};
use crate::report::human::page::Page;
use crate::report::pair::{Pair, pair};
use crate::report::phrase;
use crate::report::values::{block, line};
use crate::report::visible::Blanks;

/// The most lines of a list that is shown whole although what is missing or too much is told beside it.
const WHOLE_LIMIT: usize = 6;

/// Where the reason is told, a bare yes and no beside it, or that nothing is there, adds nothing; what is compared with another answer does.
pub(super) fn says_nothing_more(mismatch: &Mismatch, expected: &Wanted) -> bool {
    let bare = matches!(mismatch.actual, None | Some(Value::Flag(_)));
    mismatch.reason.is_some() && bare && expected.from.is_empty()
}

/// Expected and actual, in the way that shows the difference best.
pub(super) fn compared(page: &mut Page, mismatch: &Mismatch, expected: &Wanted, gap: &Gap) {
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

pub(super) fn actual(mismatch: &Mismatch, blanks: Blanks) -> Vec<String> {
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
