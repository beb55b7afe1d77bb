//! Trees of the students' copy: what one should be, whether two say the same, and what in one stands elsewhere.

use std::collections::HashSet;

use crate::model::{Located, Place};
use crate::spec::cut::Change;
use crate::spec::{Data, Node, Scalar};

/// The entries of a map after its changes.
pub(super) fn changed(map: &Node, changes: &[Change]) -> Vec<(Located<String>, Node)> {
    let plain = |text: &str| Node {
        place: map.place.clone(),
        data: Data::Scalar(Scalar {
            text: text.to_owned(),
            quoted: false,
        }),
    };
    let mut all = Vec::new();
    for (entry, change) in map.entries().iter().zip(changes) {
        match change {
            Change::Keep => all.push(entry.clone()),
            Change::Remove => {}
            Change::Replace(with) => {
                all.extend(with.iter().filter_map(|line| line.split_once(": ")).map(
                    |(key, value)| {
                        let key = entry.0.clone().map(|_| key.to_owned());
                        (key, plain(value))
                    },
                ));
            }
        }
    }
    all
}

/// Whether two trees say the same, wherever it stands.
pub(super) fn same(a: &Node, b: &Node) -> bool {
    match (&a.data, &b.data) {
        (Data::Scalar(a), Data::Scalar(b)) => a == b,
        (Data::List(a), Data::List(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| same(a, b))
        }
        (Data::Map(a), Data::Map(b)) => {
            let mut pairs = a.iter().zip(b);
            a.len() == b.len() && pairs.all(|(a, b)| a.0.value == b.0.value && same(&a.1, &b.1))
        }
        (Data::Scalar(_) | Data::List(_) | Data::Map(_), _) => false,
    }
}

/// The places of aliases in a tree.
pub(super) fn aliases(node: &Node) -> Vec<Place> {
    if is_alias(node) {
        return vec![node.place.clone()];
    }
    let values = node.entries().iter().map(|(_, value)| value);
    node.items()
        .iter()
        .chain(values)
        .flat_map(aliases)
        .collect()
}

/// A value of the author's own cannot look so: it would be in quotes.
pub(super) fn is_alias(node: &Node) -> bool {
    is_alias_at(&node.place)
}

/// Whether an alias stands at a place.
pub(super) fn is_alias_at(place: &Place) -> bool {
    let text = place.text();
    text.starts_with('*') && !text.contains(char::is_whitespace)
}

/// The names of all anchors that a text has, or may have.
pub(super) fn anchors(text: &str) -> HashSet<&str> {
    let behind = text.split('&').skip(1);
    behind
        .filter_map(|rest| rest.split([' ', '\t', '\r', '\n', ',']).next())
        .collect()
}
