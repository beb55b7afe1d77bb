//! The facts of a check, in a table.

use askama::Template;

use crate::model::Evidence;
use crate::report::html::ink::Ink;
use crate::report::values::block;
use crate::report::visible::{Blanks, plain};

/// What was seen.
#[derive(Debug, Template)]
#[template(path = "facts.html")]
pub(super) struct Facts {
    rows: Vec<(String, Vec<Ink>)>,
    open: bool,
}

impl Facts {
    /// The facts of the evidence; `None` where there are none.
    pub(super) fn new(evidence: &Evidence, open: bool) -> Option<Self> {
        let rows: Vec<_> = evidence
            .facts
            .iter()
            .map(|(name, fact)| {
                let lines = block(&fact.value, Blanks::Edges);
                (
                    plain(name),
                    lines.iter().map(|line| Ink::shown(line)).collect(),
                )
            })
            .collect();
        (!rows.is_empty()).then_some(Self { rows, open })
    }
}
