//! Text that somebody else wrote, made safe for a terminal and visible to the eye.

use unicode_width::UnicodeWidthChar;

/// Which blanks to make visible.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Blanks {
    /// None: prose, file names.
    Plain,
    /// Those at the beginning and the end, as `␠`.
    Edges,
    /// All of them, as `␠`: they make the difference.
    All,
}

/// One line of text in which every character can be seen: line breaks as `\n`, control characters as `^[`, what turns the direction of writing
/// or has no width as `<U+202E>`.
pub(super) fn visible(text: &str, blanks: Blanks) -> String {
    let inner = text.trim_matches(' ');
    let lead = text.len() - text.trim_start_matches(' ').len();
    let at_edge = |at: usize| at < lead || at >= lead + inner.len();
    let mut shown = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match blanks {
            Blanks::All if c == ' ' => shown.push('␠'),
            Blanks::Edges if c == ' ' && at_edge(at) => shown.push('␠'),
            Blanks::All | Blanks::Edges | Blanks::Plain => push(&mut shown, c),
        }
    }
    shown
}

/// Prose: one line, blanks as they are.
pub(crate) fn plain(text: &str) -> String {
    visible(text, Blanks::Plain)
}

/// Prose of several lines: each as it is, made safe.
pub(crate) fn plain_lines(text: &str) -> Vec<String> {
    text.trim_end().lines().map(plain).collect()
}

/// Adds a character as it can be seen.
pub(crate) fn push(shown: &mut String, c: char) {
    match c {
        '\n' => shown.push_str("\\n"),
        '\t' => shown.push_str("\\t"),
        '\r' => shown.push_str("\\r"),
        '\u{7f}' => shown.push_str("^?"),
        '\0'..='\u{1f}' => {
            shown.push('^');
            // The control characters are the letters from `@` on, minus 64.
            shown.push(char::from_u32(u32::from(c) + 64).unwrap_or('?'));
        }
        _ if is_unseen(c) => {
            let code = format!("<U+{:04X}>", u32::from(c));
            shown.push_str(&code);
        }
        _ => shown.push(c),
    }
}

/// Control characters, those without ink or width, blanks that look like others, and those that turn the direction of writing.
pub(super) fn is_unseen(c: char) -> bool {
    c.is_control()
        || matches!(c,
        '\u{a0}' | '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{1680}'
        | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}' | '\u{2000}'..='\u{200f}'
        | '\u{2028}'..='\u{202f}' | '\u{205f}'..='\u{206f}' | '\u{3000}' | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// The columns that a text takes on a terminal.
pub(super) fn width(text: &str) -> usize {
    text.chars().map(|c| c.width().unwrap_or(0)).sum()
}

/// A text filled up with blanks to a number of columns.
pub(crate) fn padded(text: &str, columns: usize) -> String {
    let fill = columns.saturating_sub(width(text));
    format!("{text}{}", " ".repeat(fill))
}

/// Prose in lines of at most so many columns, broken between words only; a longer word has a line of its own. What stands between backticks is
/// to be typed or copied, and stays in one line where one can hold it. Scripts that write no blanks, as Chinese and Japanese, are broken
/// between characters.
pub(crate) fn wrapped(prose: &str, columns: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut taken = 0;
    for word in unbroken(prose, columns) {
        let mut gap = " ";
        for part in parts(word, columns) {
            let more = gap.len() + width(part);
            match lines.last_mut() {
                Some(line) if taken + more <= columns => {
                    line.push_str(gap);
                    line.push_str(part);
                    taken += more;
                }
                _ => {
                    lines.push(part.to_owned());
                    taken = width(part);
                }
            }
            gap = "";
        }
    }
    lines
}

/// The parts of a word between which a line may end: one, unless it is too long for a line and wide characters follow each other in it.
fn parts(word: &str, columns: usize) -> Vec<&str> {
    if width(word) <= columns.min(WORD) {
        return vec![word];
    }
    let mut parts = Vec::new();
    let mut start = 0;
    let mut before = None;
    for (at, c) in word.char_indices() {
        if before.is_some_and(|before| may_end(before, c)) {
            parts.push(&word[start..at]);
            start = at;
        }
        before = Some(c);
    }
    parts.push(&word[start..]);
    parts
}

/// The columns of a word that is kept whole even in a script that writes no blanks.
const WORD: usize = 16;

/// Whether a line may end between two characters: both wide, and no mark is torn from what it belongs to (UAX #14, classes CL, NS, OP).
fn may_end(before: char, after: char) -> bool {
    let wide = |c: char| c.width() == Some(2);
    let opens = "（「『［｛〈《【〔".contains(before);
    let closes = "）」』］｝〉》】〕、。，．：；！？ー々ぁぃぅぇぉっゃゅょァィゥェォッャュョ"
        .contains(after);
    wide(before) && wide(after) && !opens && !closes
}

/// The pieces of prose between which a line may end.
fn unbroken(prose: &str, columns: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut start = 0;
    let ends = prose.match_indices(' ').map(|(at, _)| at);
    for end in ends.chain([prose.len()]) {
        let piece = &prose[start..end];
        let is_open = piece.matches('`').count() % 2 == 1;
        if !is_open || end == prose.len() {
            start = end + 1;
            if is_open || width(piece) > columns {
                pieces.extend(piece.split(' '));
            } else {
                pieces.push(piece);
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::{Blanks, padded, plain, visible, width, wrapped};

    #[test]
    fn every_character_can_be_seen() {
        let check = |text, want: &str| assert_eq!(plain(text), want);
        check("a\tb\r\n", "a\\tb\\r\\n");
        check("\u{1b}[31mred\u{7}\0", "^[[31mred^G^@");
        check("\u{7f}\u{9b}31m", "^?<U+009B>31m");
        check("abc\u{202e}cba\u{2066}", "abc<U+202E>cba<U+2066>");
        check("a\u{a0}b\u{200b}c\u{feff}", "a<U+00A0>b<U+200B>c<U+FEFF>");
        check("Übung 漢字 👍", "Übung 漢字 👍");
    }

    /// XML 1.0, section 2.2: what a document may not hold, not even escaped.
    fn is_forbidden_in_xml(c: char) -> bool {
        matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
    }

    #[test]
    fn nothing_is_left_that_xml_forbids() {
        let all: String = ('\0'..=char::MAX).collect();
        let left: Vec<char> = plain(&all)
            .chars()
            .filter(|c| is_forbidden_in_xml(*c))
            .collect();
        assert!(left.is_empty(), "{left:?}");
    }

    #[test]
    fn blanks_are_shown_where_they_matter() {
        assert_eq!(visible("  a b ", Blanks::Plain), "  a b ");
        assert_eq!(visible("  a b ", Blanks::Edges), "␠␠a b␠");
        assert_eq!(visible("  a b ", Blanks::All), "␠␠a␠b␠");
        assert_eq!(visible("  ", Blanks::Edges), "␠␠");
    }

    #[test]
    fn wide_characters_take_two_columns() {
        assert_eq!(width("漢字"), 4);
        assert_eq!(padded("漢字", 6), "漢字  ");
    }

    #[test]
    fn prose_is_broken_between_words() {
        assert_eq!(wrapped("one two three", 8), ["one two", "three"]);
        assert_eq!(
            wrapped("incomprehensibilities of", 8),
            ["incomprehensibilities", "of"]
        );
        assert_eq!(wrapped("", 8), [""]);
    }

    #[test]
    fn what_is_to_be_typed_is_not_broken_where_a_line_can_hold_it() {
        let check = |prose, want: &[&str]| assert_eq!(wrapped(prose, 12), want);
        check("so run `ls -l a` now", &["so run", "`ls -l a`", "now"]);
        check("we run (`ls -l`, ok)", &["we run", "(`ls -l`,", "ok)"]);
        check(
            "run `telnet localhost 80`",
            &["run `telnet", "localhost", "80`"],
        );
        check(
            "an odd ` is no span at all",
            &["an odd ` is", "no span at", "all"],
        );
    }

    #[test]
    fn scripts_without_blanks_are_broken_between_characters() {
        let check = |prose, want: &[&str]| assert_eq!(wrapped(prose, 20), want);
        check(
            "名前を調べて、その番地を書きなさい。",
            &["名前を調べて、その番", "地を書きなさい。"],
        );
        check(
            "run 名前を調べて、その番地を「書き」なさい",
            &["run 名前を調べて、そ", "の番地を「書き」なさ", "い"],
        );
        check(
            "漢字 and words of English",
            &["漢字 and words of", "English"],
        );
    }

    proptest! {
        #[test]
        fn no_control_character_is_left(text in ".*") {
            prop_assert!(!plain(&text).chars().any(char::is_control));
        }

        #[test]
        fn wrapping_loses_no_word(text in "[a-z `]{0,80}", columns in 0usize..30) {
            prop_assert_eq!(wrapped(&text, columns).join(" "), text);
        }
    }
}
