//! What the client program says, and what it keeps from the server of that which was typed.

use crate::session::Role;
use crate::session::client::{self, Word};
use crate::session::rows::Row;
use crate::session::smtp::dialogue::{Reader, Stage};

/// What `openssl s_client` says to a line that begins with R; to one that begins with Q it says `DONE`.
const ORDERS: &[(&str, char)] = &[("RENEGOTIATING", 'R'), ("DONE", 'Q')];

/// Knows the orders that were given to `telnet` in the middle of a session, and what it answered: the session goes on below.
pub(super) fn escapes(rows: &mut [Row]) {
    let mut below = false;
    for at in 0..rows.len() {
        let text = rows[at].trimmed();
        let asks = client::is_telnet_prompt(text);
        let next = rows.get(at + 1).map(Row::trimmed);
        let begins = text == "^]" && next.is_some_and(client::is_telnet_prompt);
        let answers = below
            && matches!(client::word(text), Some(Word::Own | Word::Open(_)))
            && !text.starts_with('^');
        below = asks || answers;
        if begins || below {
            rows[at].role = Role::Client;
        }
    }
}

impl Reader<'_> {
    pub(super) fn client(&mut self, word: &Word<'_>) {
        let begins = matches!(word, Word::Trying(_) | Word::Open(_) | Word::Prompt(_));
        let spent = self.stage == Stage::Over || self.now.greeting.is_some();
        if begins && spent {
            self.end_talk();
        }
        self.hung_up = false;
        match word {
            Word::Prompt(command) => {
                self.mark(Role::Prompt);
                if client::target(command).is_some() {
                    self.now.tried = Some(self.at);
                }
                let program = command.split_whitespace().next();
                if matches!(
                    program,
                    Some("cat" | "more" | "less" | "type" | "head" | "tail")
                ) {
                    self.now.shown = Some(self.at);
                }
                return;
            }
            Word::Open(host) => {
                self.now.connected = Some((self.at, (*host).to_owned()));
                self.now.failed = None;
                self.stage = Stage::Open;
            }
            Word::Failed(why) => self.now.failed = Some((self.at, why)),
            Word::Closed(ender) => {
                // What breaks the pipe was written when the other side had closed it.
                if self.rows[self.at].text.contains("Broken pipe") {
                    self.take_back(|_| true);
                }
                self.now.closed = Some((self.at, *ender));
                self.stage = Stage::Over;
            }
            Word::Trying(_) => self.now.tried = Some(self.at),
            Word::Own => {}
        }
        self.mark(Role::Client);
    }

    /// Whether the row is an order to the client program, or its answer to one; such rows never left this machine.
    pub(super) fn order_to_client(&mut self) -> bool {
        let text = self.rows[self.at].trimmed();
        if text.len() > 2 && text.starts_with("^]") {
            self.mark(Role::Unsent);
            return true;
        }
        let letter = ORDERS.iter().find(|(answer, _)| *answer == text);
        let Some((_, letter)) = letter else {
            return false;
        };
        if !self.take_back(|typed| typed.starts_with(*letter)) {
            return false;
        }
        self.now.swallowed = Some(self.at);
        self.mark(Role::Client);
        true
    }

    /// Takes the last command back if it has no reply and is such a one: it was typed, but never sent.
    fn take_back(&mut self, is: impl Fn(&str) -> bool) -> bool {
        let last = self.now.exchanges.last();
        let Some(last) = last.filter(|last| last.reply.is_none() && is(&last.typed)) else {
            return false;
        };
        self.rows[last.row].role = Role::Unsent;
        self.now.exchanges.pop();
        self.waiting.pop_back();
        true
    }
}
