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
