//! Two lines that should be equal, set side by side.

use std::ops::Range;

use crate::report::values::{LINE_LIMIT, byte_at, line};
use crate::report::visible::{Blanks, visible, width};

/// How much of what is alike is kept on each side of a difference in a very long line, in characters.
const AROUND: usize = 40;

/// Two lines that should be equal.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// The expected line.
    pub(super) expected: Half,
    /// The actual line.
    pub(super) actual: Half,
}

/// One of two lines.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Half {
    /// The line as it can be seen.
    pub(super) text: String,
    /// The bytes of it that differ from the other, perhaps none; `None` where too little is alike for that to help.
    pub(super) differs: Option<Range<usize>>,
}

/// Sets two lines side by side. Of very long ones the part around the difference is shown, wherever that is.
pub(super) fn pair(expected: &str, actual: &str, blanks: Blanks) -> Pair {
    let (want, got): (Vec<char>, Vec<char>) =
        (expected.chars().collect(), actual.chars().collect());
    let alike = Alike::of(&want, &got);
    Pair {
        expected: alike.half(&want, blanks),
        actual: alike.half(&got, blanks),
    }
}

/// What two lines have in common.
struct Alike {
    /// Characters before the first difference.
    before: usize,
    /// Characters after the last difference.
    after: usize,
    /// Characters of the shorter line.
    shorter: usize,
    /// Whether the lines are too long to show what is alike.
    long: bool,
}

impl Alike {
    fn of(want: &[char], got: &[char]) -> Self {
        let shorter = want.len().min(got.len());
        let before = same(want.iter(), got.iter());
        let after = same(want.iter().rev(), got.iter().rev());
        Self {
            before,
            after: after.min(shorter - before),
            shorter,
            long: want.len().max(got.len()) > LINE_LIMIT,
        }
    }

    fn half(&self, chars: &[char], blanks: Blanks) -> Half {
        let window = self.window(chars);
        let open = if window.start > 0 { "…" } else { "" };
        let close = if window.end < chars.len() { "…" } else { "" };
        let inner: String = chars[window.clone()].iter().collect();
        let text = format!("{open}{}{close}", line(&inner, blanks));
        let differs = self.differs(chars, &window).map(|differs| {
            let start = open.chars().count() + seen(&chars[window.start..differs.start]);
            let end = start + seen(&chars[differs]);
            byte_at(&text, start)..byte_at(&text, end)
        });
        Half { text, differs }
    }

    /// The part of a line to show.
    fn window(&self, line: &[char]) -> Range<usize> {
        if self.long {
            let end = line.len() - self.after + AROUND;
            self.before.saturating_sub(AROUND)..end.min(line.len())
        } else {
            0..line.len()
        }
    }

    /// The part of a line that the other has not, where marking it helps.
    fn differs(&self, line: &[char], window: &Range<usize>) -> Option<Range<usize>> {
        let common = self.before + self.after;
        let telling = common >= 3 && 2 * common >= self.shorter && window.len() <= LINE_LIMIT;
        telling.then(|| self.before..line.len() - self.after)
    }
}

/// Carets under a part of a line, at least one.
pub(super) fn carets(line: &str, part: &Range<usize>) -> String {
    let lead = width(&line[..part.start]);
    let marked = width(&line[part.clone()]).max(1);
    format!("{}{}", " ".repeat(lead), "^".repeat(marked))
}

/// How many characters a text is seen as. Blanks are one each, visible or not.
fn seen(chars: &[char]) -> usize {
    let text: String = chars.iter().collect();
    visible(&text, Blanks::Plain).chars().count()
}

fn same<'a>(one: impl Iterator<Item = &'a char>, other: impl Iterator<Item = &'a char>) -> usize {
    one.zip(other)
        .take_while(|(one, other)| one == other)
        .count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::{carets, pair};
    use crate::report::visible::Blanks;

    fn check(expected: &str, actual: &str, want: (&str, &str, Option<&str>)) {
        let found = pair(expected, actual, Blanks::Edges);
        let got = (found.expected.text.as_str(), found.actual.text.as_str());
        assert_eq!(got, (want.0, want.1));
        let actual = &found.actual;
        let marks = actual
            .differs
            .as_ref()
            .map(|part| carets(&actual.text, part));
        assert_eq!(marks.as_deref(), want.2);
    }

    #[test]
    fn both_lines_know_where_they_differ() {
        let differ = |expected, actual, want: (&str, &str)| {
            let found = pair(expected, actual, Blanks::Edges);
            let part = |half: &super::Half| half.text[half.differs.clone().unwrap()].to_owned();
            assert_eq!(
                (part(&found.expected).as_str(), part(&found.actual).as_str()),
                want
            );
        };
        differ("parrt@cs.usfca.edu", "part@cs.usfca.edu", ("r", ""));
        differ("www.usfca.edu", "www.usfca.ed\u{7} ", ("u", "^G␠"));
        differ(" a漢b", " a漢ä", ("b", "ä"));
    }

    #[test]
    fn the_part_that_differs_is_marked() {
        check(
            "parrt@cs.usfca.edu",
            "part@cs.usfca.edu",
            ("parrt@cs.usfca.edu", "part@cs.usfca.edu", Some("   ^")),
        );
        check(
            "www.usfca.edu",
            "www.\u{202e}usfca.edu",
            (
                "www.usfca.edu",
                "www.<U+202E>usfca.edu",
                Some("    ^^^^^^^^"),
            ),
        );
        check("open", "refused", ("open", "refused", None));
    }

    #[test]
    fn of_long_lines_the_part_around_the_difference_is_shown() {
        let (before, after) = ("a".repeat(5_000), "b".repeat(5_000));
        let (want, got) = (format!("{before}X{after}"), format!("{before}Y{after}"));
        let (a, b) = ("a".repeat(40), "b".repeat(40));
        let marks = format!("{}^", " ".repeat(41));
        check(
            &want,
            &got,
            (
                &format!("…{a}X{b}…"),
                &format!("…{a}Y{b}…"),
                Some(marks.as_str()),
            ),
        );
    }

    proptest! {
        #[test]
        fn nothing_panics(one in ".{0,300}", other in ".{0,300}", many in 0usize..4) {
            pair(&one.repeat(many), &other.repeat(many), Blanks::All);
        }
    }
}
