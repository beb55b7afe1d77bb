//! Cutting where maps and lists are written with indentation.

use crate::spec::cut::trivia::{
    Line, before_blanks, behind_blanks, behind_trivia, comments_above, line, line_end, line_start,
    next_line, with_comment,
};
use crate::spec::cut::{Change, Edit, Run, Siblings};

/// The edits of a list, whose items begin at their dashes.
pub(super) fn items(mut siblings: Siblings) -> Option<Vec<Edit>> {
    let text = siblings.text;
    let mut before = None;
    for (child, change) in siblings.children.iter_mut().zip(&siblings.changes) {
        let dash = match before {
            None => first_dash(text, siblings.parent.start, child.start),
            Some(end) => Some(behind_trivia(text, end)),
        };
        let dash = dash.filter(|dash| *dash < child.start && text[*dash..].starts_with('-'));
        match dash {
            Some(dash) => child.start = dash,
            None if *change == Change::Keep => {}
            None => return None,
        }
        before = Some(child.end);
    }
    entries(&siblings)
}

/// The dash of the first item of a list. A list that is indented like its key is placed behind it, so it is looked for backwards over
/// blanks and comments.
fn first_dash(text: &str, list: usize, item: usize) -> Option<usize> {
    if list < item && text[list..].starts_with('-') {
        return Some(list);
    }
    let mut end = item;
    loop {
        let begin = line_start(text, end);
        let line = text[begin..end].trim();
        if line.starts_with('-') && (line == "-" || line[1..].trim_start().starts_with('#')) {
            return text[begin..].find('-').map(|dash| begin + dash);
        }
        if !line.is_empty() && !line.starts_with('#') {
            return None;
        }
        end = begin.checked_sub(1)?;
    }
}

/// The edits of a map: a run of entries goes with its lines, or the new entries stand where its first one began.
pub(super) fn entries(siblings: &Siblings) -> Option<Vec<Edit>> {
    let runs = siblings.runs();
    let mut edits = Vec::new();
    for run in &runs {
        edits.extend(Cut::of(siblings, run)?.edits(siblings, run)?);
    }
    Some(edits)
}

/// The lines that go with a run.
struct Cut {
    /// Where its first child begins.
    start: usize,
    /// The start of its first line, and of the comment lines above.
    line: usize,
    above: usize,
    /// Whether nothing but blanks stands before it on that line.
    alone: bool,
    /// Where the last of what goes ends, without the line break.
    end: usize,
}

impl Cut {
    fn of(siblings: &Siblings, run: &Run) -> Option<Self> {
        let text = siblings.text;
        let start = siblings.children[run.first].start;
        let line = line_start(text, start);
        let before = &text[line..start];
        if !before.chars().all(|c| c == ' ' || c == '-') {
            return None;
        }
        let alone = before_blanks(text, start) == line;
        let column = start - line;
        let limit = match run.first.checked_sub(1) {
            Some(before) => next_line(text, siblings.children[before].end),
            None => 0,
        };
        let above = if alone {
            comments_above(text, line, limit, |at| at <= column)
        } else {
            line
        };
        let is_last = run.last + 1 == siblings.children.len();
        let end = with_comment(text, siblings.children[run.last].end)?;
        Some(Self {
            start,
            line,
            above,
            alone,
            end: below(text, end, column, is_last),
        })
    }

    fn edits(&self, siblings: &Siblings, run: &Run) -> Option<Vec<Edit>> {
        let text = siblings.text;
        if !run.with.is_empty() {
            let indent = " ".repeat(self.start - self.line);
            let with = run.with.join(&format!("{}{indent}", siblings.line_break));
            let range = self.start..self.end;
            let comments = Edit::removal(self.above..self.line);
            return Some(vec![comments, Edit { range, with }]);
        }
        if self.alone {
            let range = self.above..next_line(text, self.end);
            return Some(vec![Edit::removal(range)]);
        }
        // Behind a dash: the next entry moves up, or the dash stays alone on its line where comments stand between.
        let next = siblings.children.get(run.last + 1)?.start;
        let between = text.get(self.end..next)?;
        let end = if between.trim().is_empty() {
            next
        } else {
            self.end
        };
        Some(vec![Edit::removal(self.start..end)])
    }
}

/// Where the comment lines end that belong to what ends here: those indented deeper than `column`, and at the end of a map or list those
/// directly below it, unless they stand directly above something in the same column.
fn below(text: &str, end: usize, column: usize, is_last: bool) -> usize {
    let (mut last, mut even) = (end, end);
    let mut directly = is_last;
    let mut start = next_line(text, end);
    while start < text.len() {
        match line(text, start) {
            Line::Empty => directly = false,
            Line::Comment(at) if at > column => last = line_end(text, start),
            Line::Comment(at) if at == column && directly => even = line_end(text, start),
            Line::Other if directly && behind_blanks(text, start) - start == column => return last,
            Line::Comment(_) | Line::Other => break,
        }
        start = next_line(text, start);
    }
    last.max(even)
}
