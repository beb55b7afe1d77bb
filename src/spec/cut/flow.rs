//! Cutting where maps and lists are written with brackets and commas.

use crate::spec::cut::trivia::{
    before_blanks, behind_blanks, behind_trivia, comment_of_line, comments_above, line_end,
    line_start, next_line,
};
use crate::spec::cut::{Edit, Run, Siblings};

/// The edits of a map or list between brackets.
pub(super) fn edits(siblings: &Siblings) -> Option<Vec<Edit>> {
    let brackets = Brackets::of(siblings)?;
    let mut edits = Vec::new();
    for run in siblings.runs() {
        edits.extend(brackets.run(&run)?);
        // A comment at the end of the line may be about any part of it.
        let end = siblings.children[run.last].end;
        edits.extend(comment_of_line(siblings.text, end).map(Edit::removal));
    }
    Some(edits)
}

/// A map or list between brackets with its commas.
struct Brackets<'a> {
    siblings: &'a Siblings<'a>,
    /// Where each child begins, what stands before its key included (`? `, an anchor).
    starts: Vec<usize>,
    /// Where the comma behind each child stands; behind the last there may be none.
    commas: Vec<Option<usize>>,
}

impl<'a> Brackets<'a> {
    fn of(siblings: &'a Siblings<'a>) -> Option<Self> {
        let text = siblings.text;
        let mut at = siblings.parent.start + 1;
        let (mut starts, mut commas) = (Vec::new(), Vec::new());
        for child in &siblings.children {
            let start = behind_trivia(text, at);
            let behind = behind_trivia(text, child.end);
            let comma = text[behind..].starts_with(',').then_some(behind);
            if start > child.start {
                return None;
            }
            starts.push(start);
            commas.push(comma);
            at = comma.map_or(behind, |comma| comma + 1);
        }
        let (_, between) = commas.split_last()?;
        let closing = behind_trivia(text, at) + 1 == siblings.parent.end;
        (closing && between.iter().all(Option::is_some)).then_some(Self {
            siblings,
            starts,
            commas,
        })
    }

    fn run(&self, run: &Run) -> Option<Vec<Edit>> {
        let (start, end) = (self.starts[run.first], self.siblings.children[run.last].end);
        if !run.with.is_empty() {
            return Some(self.replaced(start, end, run));
        }
        let has_next = run.last + 1 < self.starts.len();
        match (self.commas[run.last], run.first.checked_sub(1)) {
            (Some(comma), before) if has_next || before.is_some() => {
                Some(self.removed(start, comma + 1))
            }
            // Nothing is behind it any more, so the comma in front of it goes.
            (None, Some(before)) => {
                let comma = self.commas[before]?;
                let mut edits = self.removed(start, end);
                edits.push(Edit::removal(comma..comma + 1));
                Some(edits)
            }
            (_, _) => None,
        }
    }

    /// The new entries where the first one was, without the comments that belonged to the old ones.
    fn replaced(&self, start: usize, end: usize, run: &Run) -> Vec<Edit> {
        let text = self.siblings.text;
        let behind = self.commas[run.last].map_or(end, |comma| comma + 1);
        let mut edits = vec![Edit {
            range: start..end,
            with: run.with.join(", "),
        }];
        let (line, above) = self.above(start);
        edits.push(Edit::removal(above..line));
        let mut ends = vec![end, behind];
        ends.dedup();
        edits.extend(
            ends.into_iter()
                .filter_map(|end| Some(Edit::removal(end..comment(text, end)?))),
        );
        edits
    }

    /// What goes from `start` to `end`, a comma included.
    fn removed(&self, start: usize, end: usize) -> Vec<Edit> {
        let text = self.siblings.text;
        let (line, above) = self.above(start);
        let end = comment(text, end).unwrap_or(end);
        let next = behind_blanks(text, end);
        let begins_line = behind_blanks(text, line_start(text, start)) == start;
        let ends_line = text[next..].starts_with(['\r', '\n']);
        let closes = next + 1 == self.siblings.parent.end;
        let own = match (begins_line, ends_line) {
            (true, true) => line..next_line(text, end),
            (false, true) => before_blanks(text, start)..end,
            (false, false) if closes => before_blanks(text, start)..end,
            (true | false, false) => start..next,
        };
        vec![Edit::removal(above..line), Edit::removal(own)]
    }

    /// Where the line of `start` begins, and the comment lines directly above it, where it is the first on that line.
    fn above(&self, start: usize) -> (usize, usize) {
        let text = self.siblings.text;
        let line = line_start(text, start);
        if behind_blanks(text, line) != start {
            return (start, start);
        }
        let before = self.starts.partition_point(|at| *at < start).checked_sub(1);
        let limit = match before.and_then(|before| self.commas[before]) {
            Some(comma) => next_line(text, comma),
            None => next_line(text, self.siblings.parent.start),
        };
        (line, comments_above(text, line, limit, |_| true))
    }
}

/// The end of the comment that stands behind something on its line.
fn comment(text: &str, end: usize) -> Option<usize> {
    let at = behind_blanks(text, end);
    (at > end && text[at..].starts_with('#')).then(|| line_end(text, at))
}
