//! The steps of a mail sent by hand: where each stands or should stand, the rule, and what to do next.

mod begin;
mod envelope;
mod message;

use crate::session::rows::Rows;
use crate::session::smtp::command::Command;
use crate::session::smtp::mail::{Ledger, Mail, Typed};
use crate::session::smtp::reply::Reply;
use crate::session::smtp::talk::{Exchange, Talk};

/// The steps, in the order in which they are asked for.
pub(in crate::session) const STEPS: &[&str] = &[
    "form", "greeting", "helo", "mail", "rcpt", "data", "header", "blank", "dot", "queued", "quit",
    "forgery",
];

/// A step that went wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Finding {
    /// One of [`STEPS`].
    pub(super) step: &'static str,
    /// The fact that shows it.
    pub(super) fact: &'static str,
    /// The row to look at.
    pub(super) row: usize,
    /// Where the rule stands.
    pub(super) rule: &'static str,
    /// What went wrong and what to do next.
    pub(super) text: String,
    /// Whether it can only follow from what went wrong before: no message is looked at that never began.
    pub(super) follows: bool,
}

/// What the steps are found from.
pub(super) struct Grounds<'a, 'b> {
    /// The connection that counts.
    pub(super) ledger: &'b Ledger<'a>,
    /// The mail on it that counts.
    pub(super) mail: Option<&'b Mail<'a>>,
    /// All rows.
    pub(super) rows: &'b Rows,
}

/// Every step that went wrong, in order. Whether sender and recipient are the ones asked for the file alone does not tell.
pub(super) fn findings(grounds: &Grounds<'_, '_>) -> Vec<Finding> {
    let none = Mail::default();
    let mail = grounds.mail.unwrap_or(&none);
    let found = [
        grounds.form(),
        grounds.greeting(),
        grounds.hello(),
        grounds.sender(mail),
        grounds.recipient(mail),
        grounds.data(mail),
        grounds.header(mail),
        grounds.blank(mail),
        grounds.dot(mail),
        grounds.queued(mail),
    ];
    let mut found: Vec<Finding> = found.into_iter().flatten().collect();
    for finding in found.iter_mut().skip(1) {
        finding.follows = grounds.follows(finding.step, mail);
    }
    found
}

impl Grounds<'_, '_> {
    fn talk(&self) -> &Talk {
        self.ledger.talk
    }

    /// Whether what is wrong with a step can only follow from a step before it.
    fn follows(&self, step: &str, mail: &Mail<'_>) -> bool {
        let out_of_turn = |refused: &Typed<'_, &str>| {
            let reply = refused.exchange.reply.as_ref();
            reply.is_some_and(|reply| reply.code == Some(503))
        };
        let talk = self.talk();
        let answered = talk.exchanges.iter().any(|one| one.reply.is_some());
        if talk.greeting.is_none() && talk.unasked.is_empty() && !answered {
            return true;
        }
        match step {
            "mail" => self.ledger.mail_refused.iter().any(out_of_turn),
            "rcpt" => mail.from.is_none(),
            "data" => mail.to.is_empty(),
            "header" | "blank" | "dot" => mail.message().is_none(),
            "queued" => mail.message().is_none_or(|message| message.dot.is_none()),
            _ => false,
        }
    }

    fn first_row(&self) -> usize {
        let typed = self.talk().exchanges.first().map(|exchange| exchange.row);
        let said = self.talk().unasked.first().map(|reply| reply.row);
        typed.or(said).unwrap_or(self.talk().rows.1)
    }

    fn row_after_greeting(&self) -> usize {
        let first = self.talk().unasked.first().map(|reply| reply.row);
        first
            .or_else(|| self.talk().greeting.as_ref().map(|reply| reply.row))
            .unwrap_or_else(|| self.first_row())
    }

    /// The first refused line below a row that was meant as a command but is none: `RPCT`, `MAIL FORM:`. Below DATA the words of a
    /// message are refused too.
    fn misspelt(&self, verb: &str, below: usize) -> Option<&Exchange> {
        let typed = self.talk().exchanges.iter();
        typed
            .take_while(|exchange| exchange.command != Command::Data)
            .skip_while(|exchange| exchange.row < below)
            .find(|exchange| exchange.is_refused() && exchange.is_meant_as(verb))
    }

    /// What became of a command that was not accepted, and what to do.
    fn refused(&self, exchange: &Exchange, next: &str) -> String {
        let typed = shown(&exchange.typed);
        match &exchange.reply {
            Some(reply) if exchange.is_refused() => {
                format!(
                    "the server refused `{typed}` with `{}`: {next}",
                    said(reply)
                )
            }
            Some(reply) => format!(
                "`{typed}` is answered with `{}`, which says neither yes (2 and two more digits) nor no (4 or 5): keep what the terminal showed as it is, or record it once more",
                said(reply)
            ),
            None if exchange.early.is_some() => {
                format!("the reply stands before `{typed}`: a server answers after the command")
            }
            None => format!(
                "`{typed}` has no reply: wait for the server before you type on{}",
                self.carriage_return()
            ),
        }
    }

    /// What keeps a mail server waiting with clients that say nothing of themselves, such as `nc`.
    fn carriage_return(&self) -> &'static str {
        match self.talk().tried {
            Some(_) => "",
            None => "; with `nc` use `-C`, for a mail server waits for CR LF",
        }
    }

    /// What to do where the server ended the session before a step: `None` where it did not.
    fn over(&self) -> Option<String> {
        let reply = self.broken_off().filter(|reply| reply.code == Some(421))?;
        Some(format!(
            "the server ended the session with `{}`: connect again; servers end what takes too long, or has too many mistakes",
            said(reply)
        ))
    }

    fn last_row(&self) -> usize {
        let answered = self.talk().last_answered().map(|exchange| exchange.row);
        answered.unwrap_or_else(|| self.first_row())
    }
}

fn finding(
    step: &'static str,
    fact: &'static str,
    row: usize,
    rule: &'static str,
    text: String,
) -> Finding {
    Finding {
        step,
        fact,
        row,
        rule,
        text,
        follows: false,
    }
}

/// The row to look at for a command that was not accepted: a reply that is neither yes nor no is itself to blame.
fn blamed(exchange: &Exchange) -> usize {
    let odd = exchange.reply.as_ref();
    let odd = odd.filter(|reply| !reply.is_yes() && !exchange.is_refused());
    let odd = odd.map(|reply| reply.row);
    exchange.early.or(odd).unwrap_or(exchange.row)
}

fn is_hello(exchange: &Exchange) -> bool {
    matches!(exchange.command, Command::Hello { .. })
}

/// What to do about a command that was refused: where it came out of turn (503, RFC 5321 4.3.2) its form is not to blame.
fn again<'a>(exchange: &Exchange, next: &'a str) -> &'a str {
    match exchange.reply.as_ref().and_then(|reply| reply.code) {
        Some(503) => "it is not its turn yet; type first what the server asks for",
        _ => next,
    }
}

/// A reply as it is shown in a sentence: its code and its first line.
fn said(reply: &Reply) -> String {
    format!("{} {}", reply.code_text(), reply.text())
        .trim_end()
        .to_owned()
}

/// A command as it is shown in a sentence: not longer than a line.
fn shown(typed: &str) -> String {
    let mut short: String = typed.chars().take(60).collect();
    if short.len() < typed.len() {
        short.push('…');
    }
    short
}
