//! Children of maps and lists taken out of a YAML text, or replaced in it, so that all the rest stays as its author wrote it.
//!
//! What is attached to a child goes with it: the comment behind it, comment lines directly above it, and those below it that are indented
//! deeper. Whoever cuts reads the result again: it is right only if the tree is the one that was meant.

mod block;
mod flow;
mod trivia;

use std::ops::Range;

use crate::spec::{Data, Node};

/// What becomes of a child.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Change {
    /// It stays.
    Keep,
    /// It goes.
    Remove,
    /// These entries of a map stand in its place, each `key: value`.
    Replace(Vec<String>),
}

/// One edit of a text: what stands in this range becomes that.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    pub(crate) range: Range<usize>,
    pub(crate) with: String,
}

impl Edit {
    fn removal(range: Range<usize>) -> Self {
        Self {
            range,
            with: String::new(),
        }
    }
}

/// The children of a map or list in the order in which they are written.
struct Siblings<'a> {
    text: &'a str,
    /// Where the map or list is written.
    parent: Range<usize>,
    children: Vec<Range<usize>>,
    changes: Vec<Change>,
    /// How the text ends its lines.
    line_break: &'a str,
}

/// Children that go together, with nothing that stays between them, and what stands in their place.
struct Run {
    first: usize,
    last: usize,
    with: Vec<String>,
}

/// The edits that change the children of a map or list; `changes` are those of its entries or items, in their order. `None` where the
/// text is not written in a way that can be cut.
pub(crate) fn edits(node: &Node, changes: &[Change], line_break: &str) -> Option<Vec<Edit>> {
    let parent = node.place.range();
    let mut children: Vec<(Range<usize>, Change)> = ranges(node)
        .zip(changes.iter().cloned())
        .filter(|(child, change)| {
            let inside = parent.start <= child.start && child.end <= parent.end;
            inside || *change != Change::Keep
        })
        .collect();
    children.sort_by_key(|(child, _)| child.start);
    let (children, changes): (Vec<_>, Vec<_>) = children.into_iter().unzip();
    if children
        .iter()
        .any(|child| child.start < parent.start || child.end > parent.end)
    {
        return None;
    }
    let siblings = Siblings {
        text: &node.place.source().text,
        parent,
        children,
        changes,
        line_break,
    };
    match &node.data {
        Data::Scalar(_) => None,
        Data::List(_) if siblings.begin_with('[') => flow::edits(&siblings),
        Data::Map(_) if siblings.begin_with('{') => flow::edits(&siblings),
        Data::List(_) => block::items(siblings),
        Data::Map(_) => block::entries(&siblings),
    }
}

fn ranges(node: &Node) -> Box<dyn Iterator<Item = Range<usize>> + '_> {
    match &node.data {
        Data::Scalar(_) => Box::new(std::iter::empty()),
        Data::List(items) => Box::new(items.iter().map(|item| item.place.range())),
        Data::Map(entries) => Box::new(entries.iter().map(|(key, value)| {
            let (key, value) = (key.place.range(), value.place.range());
            // The value of an alias in a merged map may stand before its key; such a range is outside of the map or is refused.
            key.start..value.end.max(key.end)
        })),
    }
}

impl Siblings<'_> {
    /// Whether they stand in such a bracket; the first item of a list in block style may begin with one too.
    fn begin_with(&self, bracket: char) -> bool {
        let first = self.children.first();
        first.is_some_and(|first| first.start > self.parent.start)
            && self.text[self.parent.start..].starts_with(bracket)
    }

    fn runs(&self) -> Vec<Run> {
        let mut runs: Vec<Run> = Vec::new();
        for (at, change) in self.changes.iter().enumerate() {
            let with = match change {
                Change::Keep => continue,
                Change::Remove => Vec::new(),
                Change::Replace(with) => with.clone(),
            };
            match runs.last_mut() {
                Some(run) if run.last + 1 == at => {
                    run.last = at;
                    run.with.extend(with);
                }
                _ => runs.push(Run {
                    first: at,
                    last: at,
                    with,
                }),
            }
        }
        runs
    }
}

/// Edits in order, those that touch each other put together.
fn merged(mut edits: Vec<Edit>) -> Option<Vec<Edit>> {
    edits.retain(|edit| !edit.range.is_empty());
    edits.sort_by_key(|edit| edit.range.start);
    let mut all: Vec<Edit> = Vec::new();
    for edit in edits {
        match all.last_mut() {
            Some(last) if edit.range.start < last.range.end => {
                if !last.with.is_empty() || !edit.with.is_empty() {
                    return None;
                }
                last.range.end = last.range.end.max(edit.range.end);
            }
            Some(_) | None => all.push(edit),
        }
    }
    Some(all)
}

/// A text after its edits, with where each piece of it stood.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Edited {
    /// The text.
    pub(crate) text: String,
    /// Where each piece begins: in this text, and in the one that was edited.
    pub(crate) pieces: Vec<(usize, usize)>,
}

/// Applies edits to the text that they were made for; `None` if something new would stand where something else goes.
pub(crate) fn applied(text: &str, edits: Vec<Edit>) -> Option<Edited> {
    let edits = merged(edits)?;
    let mut edited = Edited::default();
    let mut done = 0;
    for edit in edits {
        let kept = text.get(done..edit.range.start)?;
        edited.pieces.push((edited.text.len(), done));
        edited.text.push_str(kept);
        edited.pieces.push((edited.text.len(), edit.range.start));
        edited.text.push_str(&edit.with);
        done = edit.range.end;
    }
    edited.pieces.push((edited.text.len(), done));
    edited.text.push_str(text.get(done..)?);
    Some(edited)
}
