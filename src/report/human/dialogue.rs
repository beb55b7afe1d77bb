//! The end of a dialogue, as evidence below a check.

use crate::model::{Evidence, Speaker};
use crate::report::human::page::Page;
use crate::report::phrase;
use crate::report::values::line;
use crate::report::visible::Blanks;

/// The last lines that a failed check shows.
pub(super) const END: usize = 8;

/// The columns from one tab stop to the next.
const TAB: usize = 8;

/// The last `limit` lines of the dialogue: `>` what netcheck sent, `<` what came back, `*` what became of the connection.
pub(super) fn dialogue(page: &mut Page, evidence: &Evidence, limit: usize) {
    let mut lines: Vec<String> = Vec::new();
    for turn in &evidence.turns {
        let sign = match turn.side {
            Speaker::Sent => '>',
            Speaker::Received => '<',
            Speaker::Event => '*',
        };
        let said = turn.text.trim_end_matches(['\r', '\n']).split('\n');
        lines.extend(said.map(|said| {
            format!(
                "{sign} {}",
                line(&columns(said.trim_end_matches('\r')), Blanks::Plain)
            )
        }));
    }
    let before = lines.len().saturating_sub(limit);
    lines.drain(..before);
    if before > 0 {
        lines.insert(0, format!("… {} before", phrase::number(before, "line")));
    }
    if !lines.is_empty() {
        page.row("dialogue", &lines);
    }
}

/// A line with its tabs as the blanks that a terminal shows for them.
pub(in crate::report) fn columns(said: &str) -> String {
    let mut shown = String::with_capacity(said.len());
    for (at, part) in said.split('\t').enumerate() {
        if at > 0 {
            let column = shown.chars().count();
            shown.push_str(&" ".repeat(TAB - column % TAB));
        }
        shown.push_str(part);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::columns;

    #[test]
    fn tabs_reach_to_the_next_stop() {
        let check = |said, want| assert_eq!(columns(said), want);
        check("Server:\t\tx", "Server:         x");
        check("Address:\tx", "Address:        x");
        check("no tab", "no tab");
    }
}
