//! Events → [`Node`]s: keys paired with values, anchors copied within a budget, duplicate keys reported.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

use crate::model::{Diagnostic, Located, Place, Source};
use crate::spec::yaml::entries::{Findings, merge, unique};
use crate::spec::yaml::{COPY_LIMIT, NESTING_LIMIT, NODE_LIMIT};
use crate::spec::{Data, Node, Scalar};

/// A list or a map.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Collection {
    List,
    Map,
}

/// How a collection is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// With indentation.
    Block,
    /// With brackets.
    Flow,
}

/// The tree as far as it is known.
pub(super) struct Builder<'a> {
    source: &'a Arc<Source>,
    open: Vec<Open>,
    root: Option<Node>,
    anchors: HashMap<usize, Anchored>,
    errors: Findings,
    nodes: usize,
    copied: usize,
}

/// A collection that has begun.
pub(super) struct Open {
    pub(super) start: usize,
    pub(super) style: Style,
    pub(super) what: Collection,
    end: usize,
    anchor: usize,
    items: Vec<Node>,
    entries: Vec<(Located<String>, Node)>,
    key: Key,
    merged: Vec<Node>,
}

/// Where a map stands between a key and its value.
enum Key {
    /// The next node is a key.
    None,
    /// The next node is this key's value.
    Text(Located<String>),
    /// The next node is merged into the map (`<<`).
    Merge,
    /// The next node belongs to a key that cannot be used, which was reported.
    Unusable,
}

/// A node with an anchor.
struct Anchored {
    node: Node,
    depth: usize,
    weight: usize,
}

impl<'a> Builder<'a> {
    pub(super) fn new(source: &'a Arc<Source>) -> Self {
        Self {
            source,
            open: Vec::new(),
            root: None,
            anchors: HashMap::new(),
            errors: Findings::default(),
            nodes: 0,
            copied: 0,
        }
    }

    pub(super) fn open(
        &mut self,
        what: Collection,
        style: Style,
        start: usize,
        anchor: usize,
    ) -> Result<(), Diagnostic> {
        self.count(start..start)?;
        self.open.push(Open {
            start,
            style,
            what,
            end: start,
            anchor,
            items: Vec::new(),
            entries: Vec::new(),
            key: Key::None,
            merged: Vec::new(),
        });
        Ok(())
    }

    pub(super) fn scalar(
        &mut self,
        text: String,
        plain: bool,
        range: Range<usize>,
        anchor: usize,
    ) -> Result<(), Diagnostic> {
        self.count(range.clone())?;
        let node = Node {
            place: Place::new(self.source, range),
            data: Data::Scalar(Scalar {
                text,
                quoted: !plain,
            }),
        };
        self.complete(node, anchor)
    }

    /// The end of the innermost collection; `end` counts where it is written with brackets.
    pub(super) fn close(&mut self, end: usize) -> Result<(), Diagnostic> {
        let Some(open) = self.open.pop() else {
            return Ok(());
        };
        let end = match open.style {
            Style::Flow => end,
            Style::Block => open.end,
        };
        let anchor = open.anchor;
        let node = self.closed(open, end);
        self.complete(node, anchor)
    }

    pub(super) fn alias(&mut self, anchor: usize, range: Range<usize>) -> Result<(), Diagnostic> {
        let place = Place::new(self.source, range.clone());
        self.count(range)?;
        let Some(anchored) = self.anchors.get(&anchor) else {
            return Err(Diagnostic::error(
                &place,
                format!("`{}` stands inside of what it repeats", place.text()),
            ));
        };
        self.copied += anchored.weight;
        if self.copied > COPY_LIMIT {
            return Err(too_many_copies(&place));
        }
        if self.open.len() + anchored.depth > NESTING_LIMIT {
            return Err(Diagnostic::error(&place, too_deep()));
        }
        let node = Node {
            place,
            data: anchored.node.data.clone(),
        };
        self.complete(node, 0)
    }

    pub(super) fn unknown_alias(
        &mut self,
        name: &str,
        range: Range<usize>,
    ) -> Result<(), Diagnostic> {
        let place = Place::new(self.source, range.clone());
        self.errors.push(|| {
            Diagnostic::error(&place, format!("nothing is marked with `&{name}`")).help(format!(
                "put text that begins with `*` in quotes: `\"*{name}\"`"
            ))
        });
        self.scalar(place.text().to_owned(), true, range, 0)
    }

    pub(super) fn unused_tag(&mut self, range: Range<usize>) {
        let place = Place::new(self.source, range);
        let message = format!(
            "`{}` is a YAML tag, which has no meaning here",
            place.text()
        );
        self.errors.push(|| {
            Diagnostic::error(&place, message)
                .help("put text that begins with `!` in quotes, or leave the tag out")
        });
    }

    pub(super) fn second_document(&mut self, range: Range<usize>) {
        let place = Place::new(self.source, range);
        self.errors.push(|| {
            Diagnostic::error(&place, "a second document begins here")
                .help("keep one document in a file: remove this `---` and what follows it")
        });
    }

    /// The collections that have begun, the innermost last.
    pub(super) fn unfinished(&self) -> &[Open] {
        &self.open
    }

    /// The tree, and what is wrong with it. Of what has begun and not ended, whole entries of the outermost map and whole items of its lists in block style are kept.
    pub(super) fn finish(mut self) -> (Option<Node>, Vec<Diagnostic>) {
        let mut inner: Option<Node> = None;
        while let Some(mut open) = self.open.pop() {
            let outermost = self.open.is_empty();
            if let Some(node) = inner.take() {
                open.add(node, &mut Findings::default());
            }
            let list = open.what == Collection::List && open.style == Style::Block;
            let keep = list || outermost;
            if keep {
                let end = open.end;
                inner = Some(self.closed(open, end));
            }
        }
        (self.root.or(inner), self.errors.list)
    }

    fn count(&mut self, range: Range<usize>) -> Result<(), Diagnostic> {
        self.nodes += 1;
        if self.nodes <= NODE_LIMIT {
            return Ok(());
        }
        let place = Place::new(self.source, range);
        let message = format!("the file has more than {NODE_LIMIT} keys and values");
        Err(Diagnostic::error(&place, message).help("split it into several exercises"))
    }

    fn closed(&mut self, open: Open, end: usize) -> Node {
        let data = match open.what {
            Collection::List => Data::List(open.items),
            Collection::Map => {
                let mut entries = unique(open.entries, &mut self.errors);
                if !open.merged.is_empty() {
                    let mut known = entries.iter().map(|(key, _)| key.value.clone()).collect();
                    for node in open.merged {
                        merge(&mut entries, &mut known, node, &mut self.errors);
                    }
                }
                Data::Map(entries)
            }
        };
        Node {
            place: Place::new(self.source, open.start..end),
            data,
        }
    }

    fn complete(&mut self, node: Node, anchor: usize) -> Result<(), Diagnostic> {
        if anchor > 0 {
            let (depth, weight) = measure(&node);
            self.copied += weight;
            if self.copied > COPY_LIMIT {
                return Err(too_many_copies(&node.place));
            }
            let node = node.clone();
            self.anchors.insert(
                anchor,
                Anchored {
                    node,
                    depth,
                    weight,
                },
            );
        }
        match self.open.last_mut() {
            Some(open) => open.add(node, &mut self.errors),
            None => self.root = Some(node),
        }
        Ok(())
    }
}

impl Open {
    fn add(&mut self, node: Node, errors: &mut Findings) {
        self.end = self.end.max(node.place.range().end);
        if self.what == Collection::List {
            self.items.push(node);
            return;
        }
        match std::mem::replace(&mut self.key, Key::None) {
            Key::None => self.key = key(node, errors),
            Key::Text(key) => self.entries.push((key, node)),
            Key::Merge => self.merged.push(node),
            Key::Unusable => {}
        }
    }
}

fn key(node: Node, errors: &mut Findings) -> Key {
    match node.data {
        Data::Scalar(scalar) if scalar.text == "<<" && !scalar.quoted => Key::Merge,
        Data::Scalar(scalar) if !scalar.text.is_empty() => {
            Key::Text(Located::new(scalar.text, node.place))
        }
        Data::Scalar(_) | Data::List(_) | Data::Map(_) => {
            errors
                .push(|| Diagnostic::error(&node.place, "expected a key, one word before the `:`"));
            Key::Unusable
        }
    }
}

/// How deep a node is, and how much it weighs.
fn measure(node: &Node) -> (usize, usize) {
    let inner = |nodes: &mut dyn Iterator<Item = &Node>| {
        nodes.fold((0, 0), |(depth, weight), node| {
            let (d, w) = measure(node);
            (usize::max(depth, d), weight + w)
        })
    };
    let (depth, weight) = match &node.data {
        Data::Scalar(scalar) => (0, scalar.text.len()),
        Data::List(items) => inner(&mut items.iter()),
        Data::Map(entries) => {
            let keys: usize = entries.iter().map(|(key, _)| 100 + key.value.len()).sum();
            let (depth, weight) = inner(&mut entries.iter().map(|(_, value)| value));
            (depth, weight + keys)
        }
    };
    (depth + 1, weight + 100)
}

fn too_many_copies(place: &Place) -> Diagnostic {
    Diagnostic::error(place, "anchors and aliases repeat too much of this file")
        .help("write the values out where they are needed")
}

pub(super) fn too_deep() -> String {
    format!("nested more than {NESTING_LIMIT} levels deep")
}
