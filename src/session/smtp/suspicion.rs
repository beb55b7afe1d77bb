//! What no server does: signs that a session was put together rather than recorded.

use crate::session::smtp::command::Command;
use crate::session::smtp::mail::Ledger;
use crate::session::smtp::reply::{Reply, enhanced, queue_id};
use crate::session::smtp::talk::{Exchange, Talk};

/// Everything odd: the row, and why.
pub(super) fn suspicions(ledger: &Ledger<'_>) -> Vec<(usize, String)> {
    let talk = ledger.talk;
    let mut found = Vec::new();
    found.extend(talk.shown.map(|row| {
        (
            row,
            "the session is shown from a file, not typed".to_owned(),
        )
    }));
    found.extend(talk.exchanges.iter().filter_map(wrong_subject));
    found.extend(talk.exchanges.iter().filter_map(contradiction));
    found.extend(talk.exchanges.iter().filter_map(list_for_helo));
    found.extend(talk.unasked.iter().filter_map(unasked));
    found.extend(early_data(ledger));
    found.extend(two_servers(talk));
    found.extend(
        ledger
            .mails
            .iter()
            .filter_map(|mail| foreign_id(talk, mail.final_reply()?)),
    );
    found.sort_by_key(|(row, _)| *row);
    found
}

/// 250 2.1.5 is about a recipient, 2.1.0 about a sender (RFC 3463 3.2).
fn wrong_subject(exchange: &Exchange) -> Option<(usize, String)> {
    let reply = exchange.reply.as_ref()?;
    let (code, _) = enhanced(reply.text())?;
    let wrong = match exchange.command {
        Command::Mail(_) => code == "2.1.5",
        _ => false,
    };
    wrong.then(|| {
        (
            reply.row,
            format!("{code} is the reply to RCPT, not to MAIL"),
        )
    })
}

/// A yes whose enhanced code or text says no (RFC 3463 2).
fn contradiction(exchange: &Exchange) -> Option<(usize, String)> {
    let reply = exchange.reply.as_ref()?;
    let (code, _) = enhanced(reply.text())?;
    let class = reply.code? / 100;
    let other = code.split('.').next()?.parse() != Ok(class);
    (other && class == 2 && matches!(exchange.command, Command::Mail(_) | Command::Rcpt(_))).then(
        || {
            (
                reply.row,
                format!(
                    "the code is {} but {code} says otherwise",
                    reply.code_text()
                ),
            )
        },
    )
}

/// Only EHLO is answered with a list of what the server can do (RFC 5321 4.1.1.1); no server is known to do it for HELO.
fn list_for_helo(exchange: &Exchange) -> Option<(usize, String)> {
    let reply = exchange.reply.as_ref()?;
    let plain = matches!(exchange.command, Command::Hello { verb: "HELO", .. });
    let extension = |line: &String| {
        line.split(' ')
            .next()
            .is_some_and(|word| EXTENSIONS.contains(&word))
    };
    (plain && reply.lines.iter().any(extension)).then(|| {
        (
            reply.row,
            "HELO is answered with the list that EHLO asks for".to_owned(),
        )
    })
}

/// Extensions that nearly every server names.
const EXTENSIONS: &[&str] = &[
    "PIPELINING",
    "8BITMIME",
    "SIZE",
    "ENHANCEDSTATUSCODES",
    "STARTTLS",
    "DSN",
];

/// The id in the lecture's example.
const LECTURE_ID: &str = "1A0C183F";

/// 421 may come at any time (RFC 5321 3.8).
fn unasked(reply: &Reply) -> Option<(usize, String)> {
    matches!(reply.code, Some(200..=399)).then(|| {
        (
            reply.row,
            format!("{} answers no command", reply.code_text()),
        )
    })
}

/// No server says 354 before it has a recipient (RFC 5321 3.3).
fn early_data(ledger: &Ledger<'_>) -> Option<(usize, String)> {
    let mail = ledger
        .mails
        .iter()
        .find(|mail| mail.to.is_empty() && mail.data.is_some())?;
    let reply = mail
        .data?
        .reply
        .as_ref()
        .filter(|reply| reply.code == Some(354))?;
    Some((
        reply.row,
        "DATA is accepted although no recipient was".to_owned(),
    ))
}

/// Postfix and Exim greet by name; their words for a queued mail differ.
fn foreign_id(talk: &Talk, reply: &Reply) -> Option<(usize, String)> {
    let id = queue_id(reply)?;
    if id == LECTURE_ID {
        return Some((
            reply.row,
            "this queue id is the one in the lecture's example".to_owned(),
        ));
    }
    let greeting = talk.greeting.as_ref()?.text();
    let postfix = greeting.contains("Postfix");
    if postfix && !reply.text().contains("queued as") {
        return Some((
            reply.row,
            "Postfix greets, another server queues".to_owned(),
        ));
    }
    // Short ids are hexadecimal; long ones are letters and digits without vowels (postconf(5), enable_long_queue_ids).
    let alphabet = id.bytes().all(|b| b.is_ascii_alphanumeric());
    (postfix && !alphabet).then(|| (reply.row, format!("{id} is no queue id of Postfix")))
}

/// The name in the greeting and in the replies to HELO and QUIT is the server's own (RFC 5321 4.2).
fn two_servers(talk: &Talk) -> Option<(usize, String)> {
    let greeting = talk.greeting.as_ref()?;
    let first = host(greeting.text())?;
    let replies = talk
        .exchanges
        .iter()
        .filter(|exchange| matches!(exchange.command, Command::Hello { .. }));
    let other = replies
        .filter_map(|exchange| exchange.reply.as_ref())
        .find(|reply| {
            let named = host(reply.text());
            reply.is_yes() && named.is_some_and(|name| !name.eq_ignore_ascii_case(first))
        })?;
    greeting.text().contains("Postfix").then(|| {
        (
            greeting.row,
            format!(
                "{first} greets, {} answers",
                host(other.text()).unwrap_or_default()
            ),
        )
    })
}

/// The name of a host at the start of a text.
pub(super) fn host(text: &str) -> Option<&str> {
    let word = text.split_whitespace().next()?;
    let is_host = word
        .bytes()
        .all(|b| b.is_ascii_alphanumeric() || b"-._".contains(&b))
        && word.contains('.');
    (is_host && enhanced(word).is_none()).then_some(word)
}
