//! Lines of a file, with a mark at what is meant.

use std::ops::Range;

use askama::Template;

use crate::model;
use crate::report::html::ink::{Ink, Pen};
use crate::report::place::Whose;
use crate::report::visible::plain;

/// The most characters of a marked line that are shown before and behind its mark.
const AROUND: usize = 120;

/// The most characters of a mark.
const MARK_LIMIT: usize = 240;

/// Lines of a file.
#[derive(Debug, Template)]
#[template(path = "excerpt.html")]
pub(super) struct Excerpt {
    whose: Whose,
    file: String,
    line: usize,
    column: usize,
    lines: Vec<Line>,
}

/// One of them.
#[derive(Debug)]
struct Line {
    number: usize,
    text: Text,
}

#[derive(Debug)]
enum Text {
    Plain(Ink),
    Marked {
        before: Ink,
        marked: Ink,
        after: Ink,
        label: Option<Ink>,
        /// The mark holds no character: it is a position.
        is_position: bool,
    },
}

impl Excerpt {
    fn class(&self) -> &'static str {
        match self.whose {
            Whose::Submission => "yours",
            Whose::Spec => "spec",
        }
    }

    pub(super) fn new(whose: Whose, excerpt: &model::Excerpt) -> Self {
        let lines = match excerpt.text.as_str() {
            "" => Vec::new(),
            text => lines(excerpt, text),
        };
        Self {
            whose,
            file: plain(&excerpt.file),
            line: excerpt.line,
            column: excerpt.column,
            lines,
        }
    }
}

fn lines(excerpt: &model::Excerpt, text: &str) -> Vec<Line> {
    let mut start = 0;
    let mut is_marked = false;
    let mut lines = Vec::new();
    for (number, line) in (excerpt.first_line..).zip(text.split('\n')) {
        let range = start..start + line.len();
        start = range.end + 1;
        let line = line.strip_suffix('\r').unwrap_or(line);
        let holds_mark = !is_marked && excerpt.marked.start <= range.end;
        let text = if holds_mark {
            is_marked = true;
            marked(
                line,
                within(&excerpt.marked, range.start, line),
                &excerpt.label,
            )
        } else {
            Text::Plain(Ink::line(line))
        };
        lines.push(Line { number, text });
    }
    lines
}

/// The part of a mark that is in a line, which begins at a byte of the excerpt.
fn within(marked: &Range<usize>, start: usize, line: &str) -> Range<usize> {
    let at = |byte: usize| line.floor_char_boundary(byte.saturating_sub(start).min(line.len()));
    let first = at(marked.start);
    first..at(marked.end).max(first)
}

fn marked(line: &str, mark: Range<usize>, label: &str) -> Text {
    let mut pen = Pen::default();
    pen.write_tail(&line[..mark.start], AROUND);
    let before = pen.take();
    pen.write_head(&line[mark.clone()], MARK_LIMIT);
    let marked = pen.take();
    pen.write_head(&line[mark.end..], AROUND);
    Text::Marked {
        before,
        marked,
        after: pen.take(),
        label: (!label.is_empty()).then(|| Ink::prose(&plain(label))),
        is_position: mark.is_empty(),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::Excerpt;
    use crate::model;
    use crate::report::place::Whose;

    fn drawn(text: &str, marked: std::ops::Range<usize>) -> String {
        let excerpt = model::Excerpt {
            file: "mail.txt".to_owned(),
            line: 2,
            column: 3,
            first_line: 1,
            text: text.to_owned(),
            marked,
            label: "the `mark`".to_owned(),
        };
        Excerpt::new(Whose::Submission, &excerpt).to_string()
    }

    #[test]
    fn the_mark_stands_in_its_line() {
        let page = drawn("HELO <a>\r\n\tMAIL\r\nDATA", 11..15);
        assert!(page.contains("HELO &#60;a&#62;"), "{page}");
        assert!(
            page.contains("<span class=\"tab\">        </span><mark>MAIL</mark>"),
            "{page}"
        );
        assert!(page.contains("the <code>mark</code>"), "{page}");
        assert_eq!(page.matches("<mark").count(), 1);
    }

    proptest! {
        #[test]
        fn each_excerpt_has_one_mark(text in ".{0,300}(\r?\n.{0,40}){0,3}x", start: u8, len: u8) {
            let (start, len) = (usize::from(start), usize::from(len));
            let page = drawn(&text, start.min(text.len())..start + len);
            prop_assert!(page.matches("<mark").count() == 1, "{page}");
            prop_assert!(!page.chars().any(|c| c.is_control() && c != '\n'), "{page:?}");
        }
    }
}
