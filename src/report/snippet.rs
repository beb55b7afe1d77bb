//! Excerpts and diagnostics as rustc draws them: the only file that knows the crate annotate-snippets.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Renderer, Snippet,
};

use crate::model::{Diagnostic, Excerpt, Severity};
use crate::report::style::Style;
use crate::report::visible::{plain, plain_lines, push};

/// The most characters shown of a line without a mark. Of a marked one, what is around the mark fills the width.
const LINE_LIMIT: usize = 200;

/// A diagnostic with its places and its help, ending in a line break.
pub(super) fn diagnostic(found: &Diagnostic, style: Style) -> String {
    let level = match found.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let shown = shown(&found.excerpts);
    let mut group = Group::with_title(level.primary_title(plain(&found.message)));
    group = group.elements(elements(&shown));
    if let (Some(file), []) = (&found.file, found.excerpts.as_slice()) {
        group = group.element(Origin::path(plain(file)));
    }
    for help in &found.help {
        group = group.element(Level::HELP.message(plain_lines(help).join("\n")));
    }
    drawn(group, &shown, style)
}

/// Excerpts alone, without a message above them, ending in a line break.
pub(super) fn excerpts(list: &[Excerpt], style: Style) -> String {
    let shown = shown(list);
    let group = Group::with_level(Level::ERROR).elements(elements(&shown));
    drawn(group, &shown, style)
}

fn drawn(group: Group<'_>, shown: &[Shown], style: Style) -> String {
    let renderer = if style.colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer
        .decor_style(DecorStyle::Ascii)
        .hyperlink(false)
        .term_width(LINE_LIMIT);
    let mut text = renderer.render(&[group]);
    for piece in shown {
        text = piece.with_true_column(&text);
    }
    text.push('\n');
    text
}

fn elements(shown: &[Shown]) -> Vec<Element<'_>> {
    shown.iter().map(Shown::element).collect()
}

/// An excerpt, or several on the same lines, made safe for a terminal.
struct Shown {
    file: String,
    text: String,
    first_line: usize,
    line: usize,
    column: usize,
    marks: Vec<(Range<usize>, String, AnnotationKind)>,
}

fn shown(list: &[Excerpt]) -> Vec<Shown> {
    let mut all: Vec<Shown> = Vec::new();
    for (at, excerpt) in list.iter().enumerate() {
        let kind = if at == 0 {
            AnnotationKind::Primary
        } else {
            AnnotationKind::Context
        };
        let one = Shown::new(excerpt, kind);
        match all.iter_mut().find(|other| other.shows_the_lines_of(&one)) {
            Some(other) => other.marks.extend(one.marks),
            None => all.push(one),
        }
    }
    all
}

impl Shown {
    fn new(excerpt: &Excerpt, kind: AnnotationKind) -> Self {
        let (text, marked) = safe(&excerpt.text, &excerpt.marked);
        Self {
            file: plain(&excerpt.file),
            text,
            first_line: excerpt.first_line,
            line: excerpt.line,
            column: excerpt.column,
            marks: vec![(marked, plain(&excerpt.label), kind)],
        }
    }

    fn shows_the_lines_of(&self, other: &Self) -> bool {
        self.file == other.file && self.first_line == other.first_line && self.text == other.text
    }

    fn element(&self) -> Element<'_> {
        if self.text.is_empty() {
            let origin = Origin::path(self.file.as_str());
            return origin.line(self.line).char_column(self.column).into();
        }
        let marks = self.marks.iter().map(|(range, label, kind)| {
            let mark: Annotation<'_> = kind.span(range.clone());
            mark.label((!label.is_empty()).then_some(label.as_str()))
        });
        Snippet::source(self.text.as_str())
            .path(self.file.as_str())
            .line_start(self.first_line)
            .fold(false)
            .annotations(marks)
            .into()
    }

    /// The column of the drawing counts escaped characters by what they look like; readers count what is in the file.
    fn with_true_column(&self, text: &str) -> String {
        let mark = self.marks.first().map_or(0, |(range, ..)| range.start);
        let start = self.text[..mark].rfind('\n').map_or(0, |at| at + 1);
        let drawn = self.text[start..mark].chars().count() + 1;
        let place = |column: usize| format!("{}:{}:{column}\n", self.file, self.line);
        text.replacen(&place(drawn), &place(self.column), 1)
    }
}

/// A text in which line breaks and tabs alone are left of all control characters, and where its mark then is.
fn safe(text: &str, marked: &Range<usize>) -> (String, Range<usize>) {
    let start = text.floor_char_boundary(marked.start.min(text.len()));
    let end = text.floor_char_boundary(marked.end.clamp(start, text.len()));
    let mut made = String::with_capacity(text.len());
    let mut moved = None;
    let mut at = 0;
    for line in text.split('\n') {
        if at > 0 {
            made.push('\n');
        }
        let range = at..at + line.len();
        if range.start <= start && start <= range.end {
            let mark = start - at..end.min(range.end) - at;
            moved = Some(marked_line(&mut made, line, &mark));
        } else {
            unmarked_line(&mut made, line);
        }
        at = range.end + 1;
    }
    let moved = moved.unwrap_or(0..0);
    (made, moved)
}

fn marked_line(made: &mut String, line: &str, mark: &Range<usize>) -> Range<usize> {
    escape(made, &line[..mark.start], "");
    let start = made.len();
    escape(made, &line[mark.clone()], &line[mark.end..]);
    let end = made.len();
    escape(made, &line[mark.end..], "");
    start..end
}

fn unmarked_line(made: &mut String, line: &str) {
    match line.char_indices().nth(LINE_LIMIT) {
        Some((limit, _)) => {
            escape(made, &line[..limit], "more");
            made.push('…');
        }
        None => escape(made, line, ""),
    }
}

/// Adds a text; a CR at the end of its line, where nothing comes after it, is part of the line break.
fn escape(made: &mut String, text: &str, after: &str) {
    let text = match text.strip_suffix('\r') {
        Some(line) if after.is_empty() => line,
        _ => text,
    };
    for c in text.chars() {
        match c {
            '\t' => made.push('\t'),
            _ => push(made, c),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, proptest};

    use super::{excerpts, safe};
    use crate::model::{Excerpt, Place, Source};
    use crate::report::style::Style;

    fn check(text: &str, marked: std::ops::Range<usize>, want: &str) {
        let source = Source::new("mail.txt", text);
        let found = excerpts(
            &[Place::new(&source, marked).excerpt_with(1, 1, "here")],
            Style::PLAIN,
        );
        assert_eq!(found, want);
    }

    #[test]
    fn a_line_is_shown_between_its_neighbours() {
        check(
            "HELO x\r\nMAIL FROM:<a@b>\r\nDATA\r\nQUIT\r\n",
            18..23,
            concat!(
                " --> mail.txt:2:11\n",
                "  |\n",
                "1 | HELO x\n",
                "2 | MAIL FROM:<a@b>\n",
                "  |           ^^^^^ here\n",
                "3 | DATA\n",
                "  |\n",
            ),
        );
    }

    #[test]
    fn escapes_are_seen_and_columns_are_those_of_the_file() {
        check(
            "\t\u{1b}[31m漢字 \u{202e}x",
            16..17,
            concat!(
                " --> mail.txt:1:11\n",
                "  |\n",
                "1 |     ^[[31m漢字 <U+202E>x\n",
                "  |                        ^ here\n",
            ),
        );
    }

    proptest! {
        #[test]
        fn no_mark_panics_and_no_control_character_is_left(text in ".{0,40}(\r?\n.{0,40}){0,3}", start: u8, len: u8, lines in any::<bool>()) {
            let text = if lines { text } else { text.replace('\n', "\u{1b}") };
            let (start, len) = (usize::from(start), usize::from(len));
            let (made, moved) = safe(&text, &(start..start + len));
            prop_assert!(made.get(moved).is_some());
            let excerpt = Excerpt {
                file: "f\u{1b}".to_owned(), line: 1, column: 1, first_line: 1, text, marked: start..start + len, label: "\u{7}".to_owned(),
            };
            let drawn = excerpts(&[excerpt], Style::PLAIN);
            prop_assert!(!drawn.chars().any(|c| c.is_control() && c != '\n'), "{drawn:?}");
        }
    }
}
