//! The exercises of a page as they are rendered one by one: kept until the end, for the totals stand above them.

use std::fmt;

use crate::model::Verdict;

/// The bytes of a page up to which passes come with what was seen.
const PASSES: usize = 6 << 20;

/// The bytes of a page up to which everything else comes with its reasons and what was seen.
const LIMIT: usize = 16 << 20;

/// The bytes of a page up to which checks have a line of their own.
const LINES: usize = 32 << 20;

/// The bytes of a part: what grows as one piece is copied again and again.
const PART: usize = 1 << 18;

/// How much is shown of a check.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Depth {
    /// It is counted.
    Number,
    /// Its line and its first sentence.
    Sentence,
    /// What is wrong, and what to do next.
    Reasons,
    /// What was seen too.
    Everything,
}

/// The exercises, rendered.
#[derive(Debug, Default)]
pub(super) struct Body {
    parts: Vec<String>,
    length: usize,
    shortened: usize,
}

impl Body {
    /// How much of a check is shown. A browser opens no page of any length, so that of very many checks the later ones are told in short.
    pub(super) fn depth(&mut self, verdict: &Verdict) -> Depth {
        let depth = match verdict {
            _ if self.length > LINES => Depth::Number,
            _ if self.length > LIMIT => Depth::Sentence,
            Verdict::Pass if self.length > PASSES => Depth::Reasons,
            _ => Depth::Everything,
        };
        self.shortened += usize::from(depth < Depth::Everything);
        depth
    }

    /// Whether there is room for pictures.
    pub(super) fn has_room(&self) -> bool {
        self.length <= PASSES
    }

    /// How many checks are told in short.
    pub(super) fn shortened(&self) -> usize {
        self.shortened
    }

    /// The text, in parts.
    pub(super) fn parts(&self) -> &[String] {
        &self.parts
    }
}

impl fmt::Write for Body {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.length += text.len();
        match self.parts.last_mut() {
            Some(part) if part.len() + text.len() <= PART => part.push_str(text),
            _ => {
                let mut part = String::with_capacity(PART.max(text.len()));
                part.push_str(text);
                self.parts.push(part);
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::{Body, Depth, LIMIT, LINES, PART, PASSES};
    use crate::model::Verdict;

    #[test]
    fn the_later_checks_of_very_many_are_told_in_short() {
        let mut body = Body::default();
        assert_eq!(body.depth(&Verdict::Pass), Depth::Everything);
        body.write_str(&"a".repeat(PASSES + 1)).unwrap();
        assert_eq!(body.depth(&Verdict::Pass), Depth::Reasons);
        assert_eq!(body.depth(&Verdict::Manual), Depth::Everything);
        body.write_str(&"a".repeat(LIMIT - PASSES)).unwrap();
        assert_eq!(body.depth(&Verdict::Manual), Depth::Sentence);
        body.write_str(&"a".repeat(LINES - LIMIT)).unwrap();
        assert_eq!(body.depth(&Verdict::Manual), Depth::Number);
        assert_eq!(body.shortened(), 3);
    }

    #[test]
    fn no_part_is_copied_to_grow() {
        let mut body = Body::default();
        for _ in 0..10 {
            body.write_str(&"a".repeat(PART / 3)).unwrap();
        }
        body.write_str(&"b".repeat(2 * PART)).unwrap();
        let lengths: Vec<usize> = body.parts().iter().map(String::len).collect();
        let of_three = PART / 3 * 3;
        assert_eq!(lengths, [of_three, of_three, of_three, PART / 3, 2 * PART]);
    }
}
