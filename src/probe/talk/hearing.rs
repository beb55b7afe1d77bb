//! What was heard and not matched yet, and the search in it: bounded, and in linear time however the bytes come.

use regex::bytes::Regex;

/// How far back a match may begin: what came earlier is forgotten.
pub(super) const WINDOW: usize = 64 * 1024;

/// A line longer than this is looked at before it ends.
pub(super) const LINE_LIMIT: usize = 8 * 1024;

/// Up to here the whole is searched for every new line; beyond, only when a good part of it is new.
const SMALL: usize = 4 * 1024;

/// How much of what was heard is searched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Upto {
    /// The lines that have ended. As long as a pattern keeps within a line, the match does not depend on how the bytes came.
    WholeLines,
    /// All of it: nothing came for a while, or nothing will.
    Everything,
}

/// What was heard and not matched yet.
#[derive(Debug, Default)]
pub(super) struct Hearing {
    bytes: Vec<u8>,
    /// Where the search begins: behind the last match.
    from: usize,
    /// Where the last whole line ends.
    lines: usize,
    /// Up to where the present pattern has been looked for.
    searched: usize,
}

impl Hearing {
    /// Another pattern is waited for.
    pub(super) fn begin(&mut self) {
        self.searched = self.from;
    }

    /// Takes what was heard.
    pub(super) fn take(&mut self, piece: &[u8]) {
        if let Some(at) = piece.iter().rposition(|&byte| byte == b'\n') {
            self.lines = self.bytes.len() + at + 1;
        }
        self.bytes.extend_from_slice(piece);
        if self.bytes.len() > 2 * WINDOW {
            self.forget();
        }
    }

    /// Whether something has come that the pattern has not been looked for in.
    pub(super) fn has_more(&self) -> bool {
        self.searched < self.bytes.len()
    }

    /// Looks for a pattern behind the last match; gives its named groups.
    pub(super) fn find(&mut self, pattern: &Regex, upto: Upto) -> Option<Vec<(String, String)>> {
        let end = self.end(upto);
        let fresh = end.saturating_sub(self.searched);
        let all = end.saturating_sub(self.from);
        if upto == Upto::WholeLines && (fresh == 0 || (all > SMALL && fresh < all / 16)) {
            return None;
        }
        self.searched = self.searched.max(end);
        let captures = pattern.captures_at(self.bytes.get(..end)?, self.from)?;
        self.from = captures.get(0)?.end();
        let group = |name: &str| {
            let bytes = captures.name(name)?.as_bytes();
            Some((name.to_owned(), String::from_utf8_lossy(bytes).into_owned()))
        };
        Some(
            pattern
                .capture_names()
                .flatten()
                .filter_map(group)
                .collect(),
        )
    }

    fn end(&self, upto: Upto) -> usize {
        match upto {
            Upto::WholeLines if self.bytes.len() - self.lines <= LINE_LIMIT => self.lines,
            Upto::WholeLines | Upto::Everything => self.bytes.len(),
        }
        .max(self.from)
    }

    // One byte before the search is kept, so that `^` knows whether a line begins there.
    fn forget(&mut self) {
        let old = self.bytes.len() - WINDOW;
        let gone = old.max(self.from.saturating_sub(1));
        self.bytes.drain(..gone);
        for at in [&mut self.from, &mut self.lines, &mut self.searched] {
            *at = at.saturating_sub(gone);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop, proptest};

    use super::{Hearing, LINE_LIMIT, Upto, WINDOW};
    use crate::probe::talk::arguments::compiled;

    /// What each pattern matches when `heard` comes in pieces of some sizes, nothing more coming at the end.
    fn matches(heard: &[u8], sizes: &[usize], patterns: &[&str]) -> Vec<Option<String>> {
        let mut hearing = Hearing::default();
        let mut pieces = Vec::new();
        let mut rest = heard;
        for &size in sizes.iter().cycle() {
            if rest.is_empty() {
                break;
            }
            let (piece, later) = rest.split_at(size.clamp(1, rest.len()));
            pieces.push(piece);
            rest = later;
        }
        let mut pieces = pieces.into_iter();
        let mut next = |pattern: &str| {
            let pattern = compiled(&format!("(?<it>{pattern})")).unwrap();
            hearing.begin();
            loop {
                if let Some(found) = hearing.find(&pattern, Upto::WholeLines) {
                    return Some(found[0].1.clone());
                }
                let Some(piece) = pieces.next() else {
                    let found = hearing.find(&pattern, Upto::Everything)?;
                    return Some(found[0].1.clone());
                };
                hearing.take(piece);
            }
        };
        patterns.iter().map(|pattern| next(pattern)).collect()
    }

    fn check(heard: &str, patterns: &[&str], want: &[Option<&str>]) {
        let want: Vec<_> = want.iter().map(|one| one.map(str::to_owned)).collect();
        for size in [1, 3, 1000] {
            let got = matches(heard.as_bytes(), &[size], patterns);
            assert_eq!(got, want, "{heard:?} in pieces of {size}");
        }
    }

    #[test]
    fn each_pattern_is_looked_for_behind_the_one_before() {
        let heard = "220 a\r\n250-b\r\n250 c\r\n";
        check(
            heard,
            &["^2..", "^2..", "^2.."],
            &[Some("220"), Some("250"), Some("250")],
        );
        check(heard, &["^250 ", "^220"], &[Some("250 "), None]);
        check(heard, &["c$"], &[Some("c")]);
        check(heard, &["\\Aa"], &[None]);
    }

    #[test]
    fn a_match_is_not_cut_by_the_way_the_bytes_come() {
        check("queued as AB12\r\n", &["as \\w+"], &[Some("as AB12")]);
        check("login: ", &["login: ?"], &[Some("login: ")]);
    }

    #[test]
    fn nothing_matches_nothing() {
        check("", &["x"], &[None]);
        check("", &[], &[]);
    }

    #[test]
    fn bytes_that_are_no_text_are_searched_too() {
        let got = matches(b"\x00\xff\x1b[31m250 ok\n", &[2], &["250"]);
        assert_eq!(got, [Some("250".to_owned())]);
    }

    #[test]
    fn line_limit() {
        let pattern = compiled("end").unwrap();
        let mut hearing = Hearing::default();
        hearing.take(&vec![b'x'; LINE_LIMIT - 3]);
        hearing.take(b"end");
        assert_eq!(hearing.find(&pattern, Upto::WholeLines), None);
        hearing.take(b"x");
        assert_eq!(hearing.find(&pattern, Upto::WholeLines), Some(Vec::new()));
    }

    #[test]
    fn window() {
        let pattern = compiled("zzz").unwrap();
        let mut hearing = Hearing::default();
        for _ in 0..5000 {
            hearing.take(&[b'x'; 1000]);
            assert_eq!(hearing.find(&pattern, Upto::WholeLines), None);
            assert!(hearing.bytes.len() <= 2 * WINDOW);
        }
        hearing.take(b"zzz\n");
        assert_eq!(hearing.find(&pattern, Upto::Everything), Some(Vec::new()));
    }

    proptest! {
        #[test]
        fn splitting_changes_nothing(
            heard in "([ab]{0,5}\r?\n){0,6}[ab]{0,5}",
            sizes in prop::collection::vec(1_usize..9, 1..5),
        ) {
            let patterns = ["a+b", "^b+$", "a"];
            let whole = matches(heard.as_bytes(), &[1000], &patterns);
            assert_eq!(matches(heard.as_bytes(), &sizes, &patterns), whole);
        }
    }
}
