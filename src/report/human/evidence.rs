//! What was seen while a check ran, passes too: `--verbose`.

use crate::model::Outcome;
use crate::report::human::dialogue::dialogue;
use crate::report::human::page::Page;
use crate::report::phrase;
use crate::report::values::block;
use crate::report::visible::{Blanks, padded, plain, width};

/// The last lines of a dialogue that are shown.
const DIALOGUE: usize = 200;

/// Draws the facts, the dialogue and the time; says whether there was any.
pub(super) fn draw(page: &mut Page, outcome: &Outcome) -> bool {
    if outcome.attempts == 0 {
        return false;
    }
    page.row("seen", &facts(outcome));
    dialogue(page, &outcome.evidence, DIALOGUE);
    page.row("took", &[phrase::time(outcome.took)]);
    true
}

/// The facts, each behind its name.
fn facts(outcome: &Outcome) -> Vec<String> {
    let facts = &outcome.evidence.facts;
    let widest = facts.iter().map(|(name, _)| width(name)).max();
    let mut lines = Vec::new();
    for (name, fact) in facts.iter() {
        let mut name = padded(&plain(name), widest.unwrap_or(0));
        for line in block(&fact.value, Blanks::Edges) {
            lines.push(format!("{name}  {line}"));
            name = " ".repeat(width(&name));
        }
    }
    lines
}
