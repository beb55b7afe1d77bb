//! The students' copy of an `exercise.yaml`: hidden checks and what is kept back are cut out of its text, all else stays byte for byte.

mod tree;

use std::ops::Range;

use crate::model::{Diagnostic, Located, Place, Points, Source};
use crate::spec::cut::{self, Change, Edit, Edited};
use crate::spec::{Data, File, Node, yaml};

use tree::{aliases, anchors, changed, is_alias, is_alias_at, same};

/// The byte order mark that a file may begin with.
const BOM: &str = "\u{feff}";

/// What becomes of a check in the students' copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fate {
    /// It stays as it is.
    Whole,
    /// Students do not see it.
    Hidden,
    /// What is expected of it is cut out; it is worth this much when it is graded.
    KeptBack(Points),
}

/// The text of a file as students get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudentsText {
    /// The text, the byte order mark included where the file has one.
    pub text: String,
    /// For each time that it was cut, the first first, where each piece begins: in the text after the cut, and before it.
    cuts: Vec<Vec<(usize, usize)>>,
}

impl StudentsText {
    /// A text that stays as it is.
    pub fn whole(text: &str) -> Self {
        Self {
            text: text.to_owned(),
            cuts: Vec::new(),
        }
    }

    /// Where a byte of this text stands in the file that it was made from.
    pub fn origin(&self, at: usize) -> usize {
        self.cuts.iter().rev().fold(at, |at, pieces| {
            let next = pieces.partition_point(|(start, _)| *start <= at);
            match next.checked_sub(1).and_then(|piece| pieces.get(piece)) {
                Some((start, origin)) => origin + (at - start),
                None => at,
            }
        })
    }

    /// The text as a tree.
    fn tree(&self, name: &str) -> Result<Node, Diagnostic> {
        let text = self.text.strip_prefix(BOM).unwrap_or(&self.text);
        match yaml::parse(&Source::new(name, text)) {
            Ok(Some(root)) => Ok(root),
            Ok(None) | Err(_) => Err(Diagnostic::file_error(
                name,
                "this file cannot be read as an exercise",
            )),
        }
    }

    /// Cuts the checks of the exercise, or those below the server that is its check number `below`.
    fn cut(
        &mut self,
        name: &str,
        below: Option<usize>,
        fate: &dyn Fn(&str) -> Fate,
    ) -> Result<(), Diagnostic> {
        let root = self.tree(name)?;
        let Some(checks) = root.entry("checks") else {
            return Ok(());
        };
        let plan = Plan::of(checks, below, fate)?;
        if plan.parts.is_empty() {
            return Ok(());
        }
        let text = self.text.strip_prefix(BOM).unwrap_or(&self.text);
        let edited = plan.cut(text, &root)?;
        let bom = self.text.len() - text.len();
        let pieces = edited
            .pieces
            .iter()
            .map(|(at, from)| (at + bom, from + bom));
        let pieces = std::iter::once((0, 0)).chain(pieces).collect();
        self.text = format!("{}{}", &self.text[..bom], edited.text);
        self.cuts.push(pieces);
        Ok(())
    }
}

/// The students' copy of an exercise's own file, which must be one without errors; `fate` tells by its id what becomes of a check.
///
/// # Errors
/// The diagnostic at the place that cannot be cut out without changing the rest of the file.
pub fn students_text(file: &File, fate: &dyn Fn(&str) -> Fate) -> Result<StudentsText, Diagnostic> {
    let whole = std::str::from_utf8(file.bytes.as_deref().unwrap_or_default()).unwrap_or_default();
    let mut copy = StudentsText::whole(whole);
    copy.cut(&file.name, None, fate)?;
    let root = copy.tree(&file.name)?;
    let checks = root.entry("checks").map_or(&[][..], Node::items);
    let with_others = checks
        .iter()
        .enumerate()
        .filter(|(_, check)| check.entry("checks").is_some());
    for (server, _) in with_others {
        copy.cut(&file.name, Some(server), fate)?;
    }
    Ok(copy)
}

/// All that is cut out of a file.
struct Plan<'a> {
    /// The list of checks that is cut.
    checks: &'a Node,
    /// The number of the server below which it stands; `None` where it is the exercise's.
    below: Option<usize>,
    /// What becomes of the items of `checks`.
    items: Vec<Change>,
    /// The checks of which entries go, by their number.
    maps: Vec<(usize, Vec<Change>)>,
    /// Everything that goes.
    parts: Vec<Part<'a>>,
}

/// Something that goes: a check, or an entry of one.
struct Part<'a> {
    /// The map whose entry it is; `None` for a check.
    map: Option<&'a Node>,
    /// What a finding about it points at.
    place: Place,
    node: &'a Node,
}

impl<'a> Plan<'a> {
    fn of(
        all: &'a Node,
        below: Option<usize>,
        fate: &dyn Fn(&str) -> Fate,
    ) -> Result<Self, Diagnostic> {
        let server = below.and_then(|server| all.items().get(server));
        let inner = server.and_then(|server| server.entry("checks"));
        let none = Self {
            checks: all,
            below: None,
            items: vec![Change::Keep; all.items().len()],
            maps: Vec::new(),
            parts: Vec::new(),
        };
        let (checks, prefix) = match (below, server, inner) {
            (None, _, _) => (all, String::new()),
            (Some(_), Some(server), Some(inner)) => {
                let id = server.entry("id").and_then(Node::as_text);
                (inner, format!("{}/", id.unwrap_or_default()))
            }
            (Some(_), _, _) => return Ok(none),
        };
        let mut plan = Self {
            checks,
            below,
            items: Vec::new(),
            maps: Vec::new(),
            parts: Vec::new(),
        };
        for item in checks.items() {
            let id = item.entry("id").and_then(Node::as_text);
            let fate = id.map_or(Fate::Whole, |id| fate(&format!("{prefix}{id}")));
            plan.take(item, fate);
        }
        let empty =
            !plan.items.is_empty() && plan.items.iter().all(|change| *change == Change::Remove);
        match (below, server) {
            (Some(number), Some(server)) if empty => Ok(none.without_list(number, server)),
            _ if empty => {
                let message = "students see no check of this exercise, and an exercise needs one";
                let error = Diagnostic::error(&checks.shown_place(), message);
                Err(error.help(
                    "give it a check that students see, or keep its folder outside of the assignment",
                ))
            }
            _ => Ok(plan),
        }
    }

    /// Takes the whole list below a server out.
    fn without_list(mut self, number: usize, server: &'a Node) -> Self {
        let is_list = |key: &Located<String>| key.value == "checks";
        let change = |(key, _): &(Located<String>, Node)| {
            if is_list(key) {
                Change::Remove
            } else {
                Change::Keep
            }
        };
        let changes = server.entries().iter().map(change).collect();
        self.maps.push((number, changes));
        let lists = server.entries().iter().filter(|(key, _)| is_list(key));
        self.parts.extend(lists.map(|(key, value)| Part {
            map: Some(server),
            place: key.place.clone(),
            node: value,
        }));
        self
    }

    fn take(&mut self, item: &'a Node, fate: Fate) {
        let hidden = fate == Fate::Hidden;
        if hidden {
            self.parts.push(Part {
                map: None,
                place: item.shown_place(),
                node: item,
            });
        }
        if let Fate::KeptBack(points) = fate {
            self.maps.push((self.items.len(), without(item, points)));
            self.parts.extend(kept_back(item));
        }
        self.items
            .push(if hidden { Change::Remove } else { Change::Keep });
    }

    fn cut(&self, text: &str, root: &Node) -> Result<Edited, Diagnostic> {
        let line_break = line_break(text);
        let mut edits = Vec::new();
        for part in &self.parts {
            reaches_nowhere_else(part)?;
        }
        for (map, changes) in &self.maps {
            let item = &self.checks.items()[*map];
            let cut = cut::edits(item, changes, line_break);
            edits.extend(cut.ok_or_else(|| self.refused(Some(item)))?);
        }
        let cut = cut::edits(self.checks, &self.items, line_break);
        edits.extend(cut.ok_or_else(|| self.refused(None))?);
        let edited = self.as_meant(text, root, edits);
        let edited = edited.ok_or_else(|| self.refused(None))?;
        self.without_anchors(&edited.text)?;
        Ok(edited)
    }

    /// The text after its edits, if it reads as it should.
    fn as_meant(&self, text: &str, root: &Node, edits: Vec<Edit>) -> Option<Edited> {
        let edited = cut::applied(text, edits)?;
        let read = yaml::parse(&Source::new("", edited.text.as_str())).ok()??;
        same(&read, &self.meant(root)).then_some(edited)
    }

    /// The tree that the text should have without what goes.
    fn meant(&self, root: &Node) -> Node {
        let mut items = self.checks.items().to_vec();
        for (map, changes) in &self.maps {
            items[*map].data = Data::Map(changed(&items[*map], changes));
        }
        let mut changes = self.items.iter();
        items.retain(|_| changes.next() != Some(&Change::Remove));
        let mut root = root.clone();
        let all = list_of(&mut root);
        let list = match (self.below, all) {
            (Some(server), Some(Data::List(all))) => all.get_mut(server).and_then(list_of),
            (_, all) => all,
        };
        if let Some(list) = list {
            *list = Data::List(items);
        }
        root
    }

    /// What an alias in a part that goes repeats must go too, or it would still be there to read.
    fn without_anchors(&self, text: &str) -> Result<(), Diagnostic> {
        let mut aliases = self.parts.iter().flat_map(|part| aliases(part.node));
        let anchors = anchors(text);
        let stays_behind = |alias: &Place| {
            let name = alias.text().strip_prefix('*');
            name.is_some_and(|name| anchors.contains(name))
        };
        match aliases.find(stays_behind) {
            Some(alias) => Err(stays(&alias)),
            None => Ok(()),
        }
    }

    /// The finding that the text cannot be cut: at what should go from a check, or at the first of all that should go.
    fn refused(&self, item: Option<&Node>) -> Diagnostic {
        let is_of = |part: &&Part| match (part.map, item) {
            (Some(map), Some(item)) => std::ptr::eq(map, item),
            (_, None) => true,
            (None, Some(_)) => false,
        };
        let part = self.parts.iter().find(is_of);
        let place = part.map_or_else(|| self.checks.shown_place(), |part| part.place.clone());
        let message = "students may not see this, and it cannot be cut out without changing the rest of the file";
        let error = Diagnostic::error(&place, message);
        error.help("write each check out by itself: without anchors (`&`), aliases (`*`), merged maps (`<<`) and `?`")
    }
}

/// The list `checks` of a map.
fn list_of(node: &mut Node) -> Option<&mut Data> {
    let Data::Map(entries) = &mut node.data else {
        return None;
    };
    let list = entries.iter_mut().find(|(key, _)| key.value == "checks");
    list.map(|(_, node)| &mut node.data)
}

/// Where a part is merged in from another map (`<<`), that other one would keep it.
fn reaches_nowhere_else(part: &Part) -> Result<(), Diagnostic> {
    let inside = |outer: &Range<usize>, inner: &Range<usize>| {
        outer.start <= inner.start && inner.end <= outer.end
    };
    if let Some(map) = part.map
        && !inside(&map.place.range(), &part.place.range())
    {
        return Err(stays(&part.place));
    }
    let mut open = vec![part.node];
    while let Some(node) = open.pop() {
        if is_alias(node) {
            continue;
        }
        open.extend(node.items());
        for (key, value) in node.entries() {
            if !inside(&node.place.range(), &key.place.range()) || is_alias_at(&key.place) {
                return Err(stays(&key.place));
            }
            open.push(value);
        }
    }
    Ok(())
}

fn stays(place: &Place) -> Diagnostic {
    let message = "students may not see this, and it would stay in the file: it is repeated from, or merged in from, another place";
    let help = "write it out where it is needed, without `&`, `*` and `<<`";
    Diagnostic::error(place, message).help(help)
}

/// The entries of a check that say what is expected of it.
fn kept_back(item: &Node) -> Vec<Part<'_>> {
    let secret = |key: &str, value: &Node| match key {
        "expect" | "expect-elsewhere" => true,
        "points" => matches!(value.data, Data::Map(_)),
        _ => false,
    };
    let entries = item.entries().iter();
    entries
        .filter(|(key, value)| secret(&key.value, value))
        .map(|(key, value)| Part {
            map: Some(item),
            place: key.place.clone(),
            node: value,
        })
        .collect()
}

/// What becomes of the entries of a check whose expectation is kept back: what it is worth and that it is kept back stand in its place.
fn without(item: &Node, points: Points) -> Vec<Change> {
    let states = |name: &str| item.entry(name).is_some();
    let worth = format!("points: {points}");
    let mut instead = Vec::new();
    instead.extend((!states("points")).then(|| worth.clone()));
    instead.extend((!states("reveal")).then(|| "reveal: false".to_owned()));
    let change = |(key, value): &(Located<String>, Node)| match (key.value.as_str(), &value.data) {
        ("points", Data::Map(_)) => Change::Replace(vec![worth.clone()]),
        ("expect" | "expect-elsewhere", _) if instead.is_empty() => Change::Remove,
        ("expect" | "expect-elsewhere", _) => Change::Replace(std::mem::take(&mut instead)),
        _ => Change::Keep,
    };
    item.entries().iter().map(change).collect()
}

fn line_break(text: &str) -> &'static str {
    match text.find(['\r', '\n']) {
        Some(at) if text[at..].starts_with("\r\n") => "\r\n",
        Some(at) if text[at..].starts_with('\r') => "\r",
        Some(_) | None => "\n",
    }
}

#[cfg(test)]
mod tests;
