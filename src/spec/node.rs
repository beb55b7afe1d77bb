//! A YAML tree in which every key and value knows its place.

use crate::model::{Located, Place};

/// One value of a YAML file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// From its first to its last character; of a map or list in block style, from its first key or item.
    pub place: Place,
    /// What it is.
    pub data: Data,
}

/// What a node is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Data {
    /// A single value.
    Scalar(Scalar),
    /// A list.
    List(Vec<Node>),
    /// A map in the author's order; keys are unique.
    Map(Vec<(Located<String>, Node)>),
}

/// A single value as typed: `no`, `012` and `1.10` stay what they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scalar {
    /// The text, unquoted.
    pub text: String,
    /// Whether it stood in quotes or in a block (`|`, `>`), which makes it text whatever it looks like.
    pub quoted: bool,
}

impl Node {
    /// The items of a list; none where it is no list.
    pub fn items(&self) -> &[Node] {
        match &self.data {
            Data::List(items) => items,
            Data::Scalar(_) | Data::Map(_) => &[],
        }
    }

    /// The entries of a map; none where it is no map.
    pub fn entries(&self) -> &[(Located<String>, Node)] {
        match &self.data {
            Data::Map(entries) => entries,
            Data::Scalar(_) | Data::List(_) => &[],
        }
    }

    /// The value of a key of a map, if it is there.
    pub fn entry(&self, key: &str) -> Option<&Node> {
        let mut entries = self.entries().iter();
        entries.find_map(|(name, node)| (name.value == key).then_some(node))
    }

    /// The text of a single value.
    pub fn as_text(&self) -> Option<&str> {
        match &self.data {
            Data::Scalar(scalar) => Some(&scalar.text),
            Data::List(_) | Data::Map(_) => None,
        }
    }
}
