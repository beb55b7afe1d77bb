//! Two lines that should be equal, set side by side.

use std::ops::Range;

use crate::report::values::{LINE_LIMIT, line};
use crate::report::visible::{Blanks, visible, width};

/// How much of what is alike is kept on each side of a difference in a very long line, in characters.
const AROUND: usize = 40;

/// Two lines that should be equal.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Pair {
    /// The expected line.
    pub(super) expected: String,
    /// The actual line.
    pub(super) actual: String,
    /// Carets under the part of the actual line that differs; `None` where too little is alike for them to help.
    pub(super) marks: Option<String>,
}

/// Sets two lines side by side. Of very long ones the part around the difference is shown, wherever that is.
pub(super) fn pair(expected: &str, actual: &str, blanks: Blanks) -> Pair {
    let (want, got): (Vec<char>, Vec<char>) =
        (expected.chars().collect(), actual.chars().collect());
    let alike = Alike::of(&want, &got);
    Pair {
        marks: alike.marks(&got, blanks),
        expected: alike.shown(&want, blanks),
        actual: alike.shown(&got, blanks),
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

    /// The part of a line to show.
    fn window(&self, line: &[char]) -> Range<usize> {
        if self.long {
            let end = line.len() - self.after + AROUND;
            self.before.saturating_sub(AROUND)..end.min(line.len())
        } else {
            0..line.len()
        }
    }

    fn shown(&self, chars: &[char], blanks: Blanks) -> String {
        let window = self.window(chars);
        let open = if window.start > 0 { "…" } else { "" };
        let close = if window.end < chars.len() { "…" } else { "" };
        let text: String = chars[window].iter().collect();
        format!("{open}{}{close}", line(&text, blanks))
    }

    fn marks(&self, got: &[char], blanks: Blanks) -> Option<String> {
        let window = self.window(got);
        let common = self.before + self.after;
        let telling = common >= 3 && 2 * common >= self.shorter && window.len() <= LINE_LIMIT;
        telling.then(|| {
            let columns = |range: Range<usize>| {
                let text: String = got[range].iter().collect();
                width(&visible(&text, blanks))
            };
            let lead = columns(window.start..self.before) + usize::from(window.start > 0);
            let marked = columns(self.before..got.len() - self.after).max(1);
            format!("{}{}", " ".repeat(lead), "^".repeat(marked))
        })
    }
}

fn same<'a>(one: impl Iterator<Item = &'a char>, other: impl Iterator<Item = &'a char>) -> usize {
    one.zip(other)
        .take_while(|(one, other)| one == other)
        .count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::{Pair, pair};
    use crate::report::visible::Blanks;

    fn check(expected: &str, actual: &str, want: (&str, &str, Option<&str>)) {
        let found = pair(expected, actual, Blanks::Edges);
        let want = Pair {
            expected: want.0.to_owned(),
            actual: want.1.to_owned(),
            marks: want.2.map(str::to_owned),
        };
        assert_eq!(found, want);
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
