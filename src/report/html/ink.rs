//! Text for a page, in which what is typed, and what stands for characters that nobody can see, is set apart.

use askama::Template;
use askama::filters::HtmlSafe;

use crate::report::values::{LINE_LIMIT, byte_at};
use crate::report::visible::push;

/// The columns from one tab stop to the next.
const TAB: usize = 8;

/// What stands for a blank that matters on a terminal.
const BLANK: char = '␠';

/// Text in pieces; the template escapes each.
#[derive(Clone, Debug, Default, Template)]
#[template(path = "ink.html", whitespace = "suppress")]
pub(super) struct Ink {
    pieces: Vec<Piece>,
}

/// It is escaped already.
impl HtmlSafe for Ink {}

/// A text of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Piece {
    kind: Kind,
    text: String,
}

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// As it was written.
    Plain,
    /// What is typed or copied.
    Code,
    /// What stands for a character that cannot be seen: `^[`, `<U+202E>`.
    Unseen,
    /// The blanks of a tab.
    Tab,
    /// What is said in place of text.
    Instead,
}

impl Ink {
    /// Prose that is safe already, with what stands between backticks set apart.
    pub(super) fn prose(text: &str) -> Self {
        let parts: Vec<&str> = text.split('`').collect();
        if parts.len().is_multiple_of(2) {
            return Self::of(Kind::Plain, text);
        }
        let mut ink = Self::default();
        for (at, part) in parts.into_iter().enumerate() {
            ink.add(if at % 2 == 0 { Kind::Plain } else { Kind::Code }, part);
        }
        ink
    }

    /// A line as somebody wrote it; of a very long one the beginning and the end.
    pub(super) fn line(text: &str) -> Self {
        let mut pen = Pen::default();
        let count = text.chars().count();
        if count <= LINE_LIMIT {
            pen.write(text);
        } else {
            let part = LINE_LIMIT / 2;
            pen.write(&text[..byte_at(text, part)]);
            pen.left_out(count - 2 * part);
            pen.write(&text[byte_at(text, count - part)..]);
        }
        pen.ink
    }

    /// Text that was made safe for a terminal. The sign for a blank is another one here, which more fonts have.
    pub(super) fn shown(text: &str) -> Self {
        let mut ink = Self::default();
        for (at, part) in text.split(BLANK).enumerate() {
            if at > 0 {
                ink.add(Kind::Unseen, "␣");
            }
            ink.add(Kind::Plain, part);
        }
        ink
    }

    /// Words of this report in place of text.
    pub(super) fn instead(text: &str) -> Self {
        Self::of(Kind::Instead, text)
    }

    /// Whether there is no text in it.
    pub(super) fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    fn of(kind: Kind, text: &str) -> Self {
        let mut ink = Self::default();
        ink.add(kind, text);
        ink
    }

    fn add(&mut self, kind: Kind, text: &str) {
        if text.is_empty() {
            return;
        }
        match self.pieces.last_mut() {
            Some(last) if last.kind == kind => last.text.push_str(text),
            _ => self.pieces.push(Piece {
                kind,
                text: text.to_owned(),
            }),
        }
    }
}

/// Writes a line piece by piece, and knows the column of the next tab stop.
#[derive(Debug, Default)]
pub(super) struct Pen {
    ink: Ink,
    column: usize,
}

impl Pen {
    /// Adds text as somebody wrote it.
    pub(super) fn write(&mut self, text: &str) {
        for c in text.chars() {
            if c == '\t' {
                let blanks = TAB - self.column % TAB;
                self.column += blanks;
                self.ink.add(Kind::Tab, &" ".repeat(blanks));
                continue;
            }
            let mut shown = String::new();
            push(&mut shown, c);
            self.column += shown.chars().count();
            let is_seen = shown.chars().eq([c]);
            self.ink
                .add(if is_seen { Kind::Plain } else { Kind::Unseen }, &shown);
        }
    }

    /// Adds the first characters of a text, at most so many.
    pub(super) fn write_head(&mut self, text: &str, limit: usize) {
        let count = text.chars().count();
        self.write(&text[..byte_at(text, limit)]);
        if count > limit {
            self.left_out(count - limit);
        }
    }

    /// Adds the last characters of a text, at most so many.
    pub(super) fn write_tail(&mut self, text: &str, limit: usize) {
        let left_out = text.chars().count().saturating_sub(limit);
        if left_out > 0 {
            self.left_out(left_out);
        }
        self.write(&text[byte_at(text, left_out)..]);
    }

    fn left_out(&mut self, characters: usize) {
        let text = format!(" … {characters} characters … ");
        self.column += text.chars().count();
        self.ink.add(Kind::Instead, &text);
    }

    /// What was written since the last time.
    pub(super) fn take(&mut self) -> Ink {
        std::mem::take(&mut self.ink)
    }
}

#[cfg(test)]
mod tests {
    use super::{Ink, Pen};

    #[test]
    fn what_others_wrote_is_seen_and_escaped() {
        let check = |text: &str, want: &str| assert_eq!(Ink::line(text).to_string(), want);
        check("a <b> & \"c\"", "a &#60;b&#62; &#38; &#34;c&#34;");
        check("a\u{1b}[1m", "a<b class=\"u\">^[</b>[1m");
        check("^[", "^[");
        check("\u{202e}\u{7}x", "<b class=\"u\">&#60;U+202E&#62;^G</b>x");
        check("ab\tc", "ab<span class=\"tab\">      </span>c");
        check("", "");
    }

    #[test]
    fn what_is_typed_is_set_apart_where_backticks_are_in_pairs() {
        let check = |text: &str, want: &str| assert_eq!(Ink::prose(text).to_string(), want);
        check("run `ls <a>` now", "run <code>ls &#60;a&#62;</code> now");
        check("an odd ` is none", "an odd ` is none");
    }

    #[test]
    fn long_lines_say_how_much_is_left_out() {
        let line = Ink::line(&"ä".repeat(1000)).to_string();
        assert!(line.contains("<i> … 760 characters … </i>"), "{line}");
        let mut pen = Pen::default();
        pen.write_tail("abcdef", 2);
        pen.write_head("ghi", 3);
        assert_eq!(pen.take().to_string(), "<i> … 4 characters … </i>efghi");
    }

    #[test]
    fn blanks_that_matter_are_seen() {
        let ink = Ink::shown("␠␠a b␠").to_string();
        assert_eq!(ink, "<b class=\"u\">␣␣</b>a b<b class=\"u\">␣</b>");
    }

    #[test]
    fn tab_stops_go_on_over_pieces() {
        let mut pen = Pen::default();
        pen.write("abcde");
        pen.take();
        pen.write("\tx");
        assert_eq!(pen.take().to_string(), "<span class=\"tab\">   </span>x");
    }
}
