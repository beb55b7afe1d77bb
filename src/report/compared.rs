//! Expected and actual, in the rows that show the difference best.

use std::ops::Range;

use crate::model::{Difference, Gap, Mismatch, Value, Wanted};
use crate::report::pair::{Half, carets, pair};
use crate::report::phrase;
use crate::report::reader::Told;
use crate::report::values::{block, line};
use crate::report::visible::Blanks;

/// The most lines of a list that is shown whole although what is missing or too much is told beside it.
const WHOLE_LIMIT: usize = 6;

/// What a row says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Label {
    /// What was expected.
    Expected,
    /// What was seen.
    Actual,
    /// What was expected and not seen.
    Missing,
    /// What was seen and not expected.
    Extra,
}

impl Label {
    /// The word of it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Expected => "expected",
            Self::Actual => "actual",
            Self::Missing => "missing",
            Self::Extra => "extra",
        }
    }
}

/// A label and the lines that belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Row {
    /// What they are.
    pub(super) label: Label,
    /// The lines, as they can be seen.
    pub(super) lines: Vec<String>,
    /// The bytes of the first line that make the difference, where marking them helps.
    pub(super) differs: Option<Range<usize>>,
}

impl Row {
    fn new(label: Label, lines: Vec<String>) -> Self {
        Self {
            label,
            lines,
            differs: None,
        }
    }

    fn of_half(label: Label, half: Half) -> Self {
        Self {
            label,
            lines: vec![half.text],
            differs: half.differs,
        }
    }

    /// Carets under what makes the difference, at least one.
    pub(super) fn carets(&self) -> Option<String> {
        Some(carets(self.lines.first()?, self.differs.as_ref()?))
    }
}

/// The rows of a mismatch, as much of it as may be told.
pub(super) fn rows(mismatch: &Mismatch, told: Told<'_>) -> Vec<Row> {
    match told {
        Told::All { expected, .. } if says_nothing_more(mismatch, expected) => Vec::new(),
        Told::All { expected, gap } => compared(mismatch, expected, gap),
        Told::KeptBack => Vec::new(),
        Told::Secret { .. } => both(
            vec![phrase::SECRET.to_owned()],
            actual(mismatch, Blanks::Edges),
        ),
    }
}

/// Where the reason is told, a bare yes and no beside it, or that nothing is there, adds nothing; what is compared with another answer does.
fn says_nothing_more(mismatch: &Mismatch, expected: &Wanted) -> bool {
    let bare = matches!(mismatch.actual, None | Some(Value::Flag(_)));
    mismatch.reason.is_some() && bare && expected.from.is_empty()
}

fn compared(mismatch: &Mismatch, expected: &Wanted, gap: &Gap) -> Vec<Row> {
    let blanks = match gap {
        Gap::Nearly {
            difference: Difference::Blanks,
        } => Blanks::All,
        _ => Blanks::Edges,
    };
    match gap {
        Gap::Line {
            expected, actual, ..
        } => of_lines(expected.as_deref(), actual.as_deref()),
        Gap::Set { missing, extra } => of_sets(mismatch, expected, (missing, extra)),
        Gap::NothingToCompare(_) => vec![Row::new(Label::Actual, actual(mismatch, blanks))],
        Gap::Lacks(lacks) => {
            let mut rows = both(phrase::wanted(expected, blanks), actual(mismatch, blanks));
            if expected.matcher == "contains" && lacks.len() < items(expected.operand.as_ref()) {
                let lacks = block(&Value::List(lacks.clone()), blanks);
                rows.push(Row::new(Label::Missing, lacks));
            }
            rows
        }
        Gap::Missing
        | Gap::Unwanted
        | Gap::Differs
        | Gap::Nearly { .. }
        | Gap::Range { .. }
        | Gap::NoMatch
        | Gap::Outside
        | Gap::NotJson(_)
        | Gap::Holds => side_by_side(mismatch, expected, blanks),
    }
}

fn both(expected: Vec<String>, actual: Vec<String>) -> Vec<Row> {
    vec![
        Row::new(Label::Expected, expected),
        Row::new(Label::Actual, actual),
    ]
}

/// Two single texts with marks at what differs, everything else as it is.
fn side_by_side(mismatch: &Mismatch, expected: &Wanted, blanks: Blanks) -> Vec<Row> {
    let want = single_line(expected.operand.as_ref());
    let got = single_line(mismatch.actual.as_ref());
    let (Some(want), Some(got), "equals") = (want, got, &*expected.matcher) else {
        return both(
            phrase::wanted(expected, blanks),
            actual_of(mismatch, expected, blanks),
        );
    };
    let mut pair = pair(want, got, blanks);
    pair.expected.text = phrase::from(expected, &pair.expected.text);
    // Blanks that are visible need no marks.
    if blanks == Blanks::All {
        (pair.expected.differs, pair.actual.differs) = (None, None);
    }
    halves(pair.expected, pair.actual)
}

fn halves(expected: Half, actual: Half) -> Vec<Row> {
    vec![
        Row::of_half(Label::Expected, expected),
        Row::of_half(Label::Actual, actual),
    ]
}

fn of_lines(expected: Option<&str>, actual: Option<&str>) -> Vec<Row> {
    if let (Some(want), Some(got)) = (expected, actual) {
        let pair = pair(want, got, Blanks::Edges);
        return halves(pair.expected, pair.actual);
    }
    let shown = |text: Option<&str>| {
        vec![text.map_or_else(|| phrase::END.to_owned(), |text| line(text, Blanks::Edges))]
    };
    both(shown(expected), shown(actual))
}

fn of_sets(
    mismatch: &Mismatch,
    expected: &Wanted,
    (missing, extra): (&[Value], &[Value]),
) -> Vec<Row> {
    let mut want = phrase::wanted(expected, Blanks::Edges);
    let mut got = actual(mismatch, Blanks::Edges);
    let (wanted, seen) = (
        items(expected.operand.as_ref()),
        items(mismatch.actual.as_ref()),
    );
    let tall = want.len().max(got.len()) > WHOLE_LIMIT;
    let told = !missing.is_empty() || !extra.is_empty();
    if tall && told {
        want = vec![phrase::number(wanted, "item")];
        got = vec![phrase::number(seen, "item")];
    }
    let mut rows = both(want, got);
    let alone = wanted <= 1 && seen <= 1;
    for (label, list) in [(Label::Missing, missing), (Label::Extra, extra)] {
        if !list.is_empty() && !alone {
            let lines = block(&Value::List(list.to_vec()), Blanks::Edges);
            rows.push(Row::new(label, lines));
        }
    }
    rows
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
    match (&*expected.matcher, &mismatch.actual) {
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
