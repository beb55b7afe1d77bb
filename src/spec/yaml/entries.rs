//! The entries of a map: unique keys, merged maps, and a bounded list of what is wrong.

use std::collections::{HashMap, HashSet};

use crate::model::{Diagnostic, Located, Place};
use crate::spec::{Data, Node};

/// The most findings that one tree collects, and the most bytes of lines in them.
const FINDINGS_LIMIT: usize = 100;
const FINDINGS_BYTES: usize = 4 * 1024 * 1024;

/// What is wrong, as far as a reader wants to know: each finding holds a copy of its lines.
#[derive(Default)]
pub(super) struct Findings {
    pub(super) list: Vec<Diagnostic>,
    bytes: usize,
}

impl Findings {
    pub(super) fn push(&mut self, finding: impl FnOnce() -> Diagnostic) {
        if self.list.len() < FINDINGS_LIMIT && self.bytes < FINDINGS_BYTES {
            let finding = finding();
            self.bytes += finding.excerpts.iter().map(|e| e.text.len()).sum::<usize>();
            self.list.push(finding);
        }
    }
}

/// The first entry of each key; the others are reported.
pub(super) fn unique(
    entries: Vec<(Located<String>, Node)>,
    errors: &mut Findings,
) -> Vec<(Located<String>, Node)> {
    let mut first: HashMap<&str, &Place> = HashMap::with_capacity(entries.len());
    let mut repeated = Vec::new();
    for (index, (key, _)) in entries.iter().enumerate() {
        let Some(earlier) = first.get(key.value.as_str()) else {
            first.insert(&key.value, &key.place);
            continue;
        };
        errors.push(|| {
            let message = format!("the key `{}` stands here twice", key.value);
            Diagnostic::error(&key.place, message)
                .label("the second one")
                .also(earlier, "the first one")
                .help("keep one of the two")
        });
        repeated.push(index);
    }
    if repeated.is_empty() {
        return entries;
    }
    let mut index = 0;
    let mut entries = entries;
    entries.retain(|_| {
        index += 1;
        repeated.binary_search(&(index - 1)).is_err()
    });
    entries
}

/// Adds the entries of a map, or of each map of a list, whose keys are not `known` yet (`<<`).
pub(super) fn merge(
    entries: &mut Vec<(Located<String>, Node)>,
    known: &mut HashSet<String>,
    node: Node,
    errors: &mut Findings,
) {
    match node.data {
        Data::Map(more) => {
            entries.extend(
                more.into_iter()
                    .filter(|(key, _)| known.insert(key.value.clone())),
            );
        }
        Data::List(items) if items.iter().all(|item| matches!(item.data, Data::Map(_))) => {
            for item in items {
                merge(entries, known, item, errors);
            }
        }
        Data::Scalar(_) | Data::List(_) => {
            errors.push(|| Diagnostic::error(&node.place, "`<<` takes a map"));
        }
    }
}
