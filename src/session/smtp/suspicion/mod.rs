//! What no server does: signs that a session was put together rather than recorded.

mod clock;
mod origin;
mod replies;

use crate::session::smtp::mail::Ledger;
use crate::session::smtp::reply::enhanced;
use crate::session::smtp::talk::Talk;

/// Something that cannot have happened so.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Odd {
    /// The row that shows it.
    pub(super) row: usize,
    /// The step of a mail whose reply it makes unbelievable; `None` when it is about the whole session.
    pub(super) step: Option<&'static str>,
    /// Why it cannot have happened so.
    pub(super) text: String,
}

impl Odd {
    fn new(row: usize, step: Option<&'static str>, text: impl Into<String>) -> Self {
        let text = text.into();
        Self { row, step, text }
    }
}

/// Everything odd, in the order of the rows.
pub(super) fn suspicions(ledger: &Ledger<'_>) -> Vec<Odd> {
    let talk = ledger.talk;
    let mut found = Vec::new();
    found.extend(shown_from_a_file(talk));
    found.extend(replies::of_commands(talk));
    found.extend(replies::of_messages(ledger));
    found.extend(replies::unasked(talk));
    found.extend(replies::early_data(ledger));
    found.extend(origin::names(talk));
    found.extend(origin::software(ledger));
    found.extend(origin::lecture(ledger));
    found.extend(clock::clocks(ledger));
    found.sort_by_key(|odd| odd.row);
    found
}

fn shown_from_a_file(talk: &Talk) -> Option<Odd> {
    let text = "the session is shown from a file, not typed";
    talk.shown.map(|row| Odd::new(row, None, text))
}

/// The name of a host at the start of a text.
pub(super) fn host(text: &str) -> Option<&str> {
    let word = text.split_whitespace().next()?;
    let is_host = word
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
        && word.contains('.')
        && word.bytes().any(|b| b.is_ascii_alphabetic());
    (is_host && !word.ends_with('.') && enhanced(word).is_none()).then_some(word)
}
