//! Mails typed by hand, as RFC 5321 has them.

mod command;
mod console;
mod dialogue;
mod learn;
mod live;
mod look;
mod mail;
mod messages;
mod outlook;
mod pairing;
mod reply;
mod steps;
mod suspicion;
mod talk;
#[cfg(test)]
mod tests;
mod text;

use std::sync::Arc;

use crate::model::{Base, Declared, Source, Type};
use crate::session::rows::Rows;
use crate::session::smtp::mail::Ledger;
use crate::session::smtp::talk::Talk;
use crate::session::{Protocol, Role, Session};

pub(super) use command::{is_command, reads_as_command};
pub use live::{Heard, Turn, heard};
pub(super) use steps::STEPS;

/// The facts of a recorded mail.
/// What cannot be about the replies to steps: one fact each.
const ODD: &[&str] = &[
    "odd.helo",
    "odd.mail",
    "odd.rcpt",
    "odd.data",
    "odd.queued",
    "odd.quit",
];

pub(super) const FACTS: &[Declared] = &[
    Declared::new(
        "greeting",
        Type::one(Base::Number),
        "the code of the server's greeting",
    ),
    Declared::new(
        "greeted",
        Type::one(Base::Flag),
        "whether the server greeted with 220; yes also where a client that starts TLS keeps the greeting to itself",
    ),
    Declared::new(
        "server",
        Type::one(Base::Host),
        "the name by which the server greets",
    ),
    Declared::new(
        "helo",
        Type::one(Base::Text),
        "the name given with the last HELO or EHLO that the server accepted",
    ),
    Declared::new(
        "helo-verb",
        Type::one(Base::Word(&["helo", "ehlo"])),
        "HELO or EHLO",
    ),
    Declared::new(
        "mail-from",
        Type::one(Base::Mailbox),
        "the sender that the server accepted",
    ),
    Declared::new(
        "rcpt-to",
        Type::many(Base::Mailbox),
        "the recipients that the server accepted",
    ),
    Declared::new(
        "rcpt-refused",
        Type::many(Base::Mailbox),
        "the recipients that it refused",
    ),
    Declared::new(
        "data",
        Type::one(Base::Number),
        "the code of the reply to DATA",
    ),
    Declared::new(
        "header.NAME",
        Type::one(Base::Text),
        "a header of the message, folded lines put together",
    ),
    Declared::new(
        "blank-line",
        Type::one(Base::Flag),
        "whether an empty line ends the headers",
    ),
    Declared::new("body", Type::one(Base::Text), "the body as delivered"),
    Declared::new(
        "dot",
        Type::one(Base::Flag),
        "whether a dot on a line of its own ends the message",
    ),
    Declared::new(
        "accepted",
        Type::one(Base::Flag),
        "whether the server took the message",
    ),
    Declared::new(
        "final-code",
        Type::one(Base::Number),
        "the code of the reply to the dot",
    ),
    Declared::new(
        "queue-id",
        Type::one(Base::Text),
        "the id under which the server queued the message",
    ),
    Declared::new("quit", Type::one(Base::Flag), "whether QUIT was typed"),
    Declared::new(
        "closed",
        Type::one(Base::Flag),
        "whether the client says that the connection ended",
    ),
    Declared::new(
        "messages",
        Type::one(Base::Number),
        "how many messages the server took",
    ),
    Declared::new(
        "mistakes",
        Type::many(Base::Record),
        "refused commands: line, typed, code",
    ),
    Declared::new(
        "by-hand",
        Type::one(Base::Flag),
        "whether it was typed, not the log of a program",
    ),
    Declared::new(
        "suspicious",
        Type::many(Base::Text),
        "what cannot have happened so; never shown to students",
    ),
    Declared::new(
        "odd.NAME",
        Type::one(Base::Text),
        "what cannot be about the reply to a step (helo, mail, rcpt, data, queued, quit); absent when nothing is; never shown to students",
    )
    .only(ODD),
    Declared::new(
        "failed-step",
        Type::one(Base::Word(STEPS)),
        "the first step that went wrong, as far as the file alone tells",
    ),
];

/// Reads a recorded mail.
pub(super) fn read(source: &Arc<Source>) -> Session {
    let mut rows = Rows::of(source);
    let talks = dialogue::talks(&mut rows.list);
    let ledgers: Vec<Ledger<'_>> = talks
        .iter()
        .map(|talk| Ledger::of(talk, &rows.list))
        .collect();
    let roles = message_roles(&ledgers);
    let session = match best(&ledgers) {
        Some(ledger) => learn::session(ledger, &ledgers, &rows, source),
        None => learn::session(
            &Ledger::of(&Talk::default(), &rows.list),
            &[],
            &rows,
            source,
        ),
    };
    let counts = best(&ledgers).map(|ledger| ledger.talk.rows);
    for (row, role) in roles {
        rows.list[row].role = role;
    }
    if let Some((first, last)) = counts {
        for (at, row) in rows.list.iter_mut().enumerate() {
            row.aside = row.role.is_said() && !(first..=last).contains(&at);
        }
    }
    Session {
        protocol: Protocol::Smtp,
        lines: rows.into_lines(),
        ..session
    }
}

/// The connection that counts: the one that came farthest, of equals the last.
fn best<'a, 'b>(ledgers: &'b [Ledger<'a>]) -> Option<&'b Ledger<'a>> {
    ledgers.iter().max_by_key(|ledger| ledger.progress())
}

/// The roles of the rows of messages.
fn message_roles(ledgers: &[Ledger<'_>]) -> Vec<(usize, Role)> {
    let mut roles = Vec::new();
    for mail in ledgers.iter().flat_map(|ledger| &ledger.mails) {
        let (Some(text), Some(message)) = (&mail.text, mail.message()) else {
            continue;
        };
        roles.extend(text.header_rows.iter().map(|row| (*row, Role::Header)));
        roles.extend(text.blank.map(|row| (row, Role::Blank)));
        roles.extend(text.body_rows.iter().map(|row| (*row, Role::Body)));
        roles.extend(message.dot.map(|row| (row, Role::End)));
    }
    roles
}
