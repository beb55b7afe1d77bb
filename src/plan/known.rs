//! What is known of one exercise while its checks are compared with each other.

use std::collections::{HashMap, HashSet};

use crate::plan::check::Draft;
use crate::spec::{Exercise, Spec};

/// An exercise with its drafts, found by id.
pub(crate) struct Known<'a> {
    pub(crate) spec: &'a Spec,
    pub(crate) exercise: &'a Exercise,
    pub(crate) drafts: &'a [Draft<'a>],
    numbers: HashMap<&'a str, usize>,
    written: HashSet<&'a str>,
}

impl<'a> Known<'a> {
    pub(crate) fn new(spec: &'a Spec, exercise: &'a Exercise, drafts: &'a [Draft<'a>]) -> Self {
        let mut numbers = HashMap::new();
        for (number, draft) in drafts.iter().enumerate() {
            numbers.entry(draft.id()).or_insert(number);
        }
        let written = exercise.checks.iter();
        Self {
            spec,
            exercise,
            drafts,
            numbers,
            written: written.map(|check| check.id.value.as_str()).collect(),
        }
    }

    /// The number of the first draft with an id.
    pub(crate) fn number(&self, id: &str) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    /// The first draft with an id.
    pub(crate) fn draft(&self, id: &str) -> Option<&'a Draft<'a>> {
        self.number(id).map(|number| &self.drafts[number])
    }

    /// Whether a check may be there: it is written, even if it cannot be used, or it may stand in what could not be read.
    pub(crate) fn may_have(&self, id: &str) -> bool {
        self.exercise.unread.cut || self.written.contains(id)
    }

    /// The ids that references may name, in the author's order.
    pub(crate) fn ids(&self) -> Vec<&'a str> {
        let named = self.exercise.checks.iter().filter(|check| check.is_named());
        named.map(|check| check.id.value.as_str()).collect()
    }
}
