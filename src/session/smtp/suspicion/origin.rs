//! Whose words they are: one server speaks on a connection, in its own words, and it is not the one of the lecture's example.

use crate::session::smtp::command::Command;
use crate::session::smtp::mail::Ledger;
use crate::session::smtp::reply::{Reply, enhanced, queue_id};
use crate::session::smtp::suspicion::{Odd, host};
use crate::session::smtp::talk::{Exchange, Talk};

/// The name in the greeting and in the replies to HELO and QUIT is the server's own (RFC 5321 4.2), and of the domain that was called.
pub(super) fn names(talk: &Talk) -> Option<Odd> {
    let greeting = talk.greeting.as_ref()?;
    let greets = host(greeting.text())?;
    // Postfix says the same name everywhere; others may greet with the name of the service and answer with the machine's.
    let postfix = greeting.text().contains("Postfix");
    let other = other_name(talk, greets);
    if let Some(other) = other.filter(|other| postfix || !same(domain(other), domain(greets))) {
        let text = format!("{greets} greets, {other} answers");
        return Some(Odd::new(greeting.row, None, text));
    }
    let strange =
        |called: &str| host(called).is_some_and(|called| !same(domain(called), domain(greets)));
    let (row, called) = talk
        .connected
        .as_ref()
        .filter(|(_, called)| strange(called))?;
    let text = format!("{called} was called, {greets} greets");
    Some(Odd::new(*row, None, text))
}

/// Another name than the greeting's, in the reply to HELO or QUIT.
fn other_name<'a>(talk: &'a Talk, greets: &str) -> Option<&'a str> {
    let named =
        |exchange: &&Exchange| matches!(exchange.command, Command::Hello { .. } | Command::Quit);
    let replies = talk.exchanges.iter().filter(named);
    let replies = replies.filter_map(|exchange| exchange.reply.as_ref());
    let mut hosts = replies
        .filter(|reply| reply.is_yes())
        .filter_map(|reply| host(own_words(reply)));
    hosts.find(|name| !same(name, greets))
}

/// A reply's text without its enhanced code.
fn own_words(reply: &Reply) -> &str {
    enhanced(reply.text()).map_or(reply.text(), |(_, rest)| rest)
}

fn same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

/// The last two labels of a name.
fn domain(name: &str) -> &str {
    let mut dots = name.rmatch_indices('.').skip(1);
    dots.next().map_or(name, |(at, _)| &name[at + 1..])
}

/// What a server that names itself says at the end of a mail: its name in the greeting, the words for DATA, the words for what it took.
const SOFTWARE: &[(&str, &str, &str)] = &[
    ("Postfix", "End data with", "queued"),
    ("Exim", "Enter message, ending with", "OK id="),
    ("Sendmail", "", "Message accepted for delivery"),
    (
        "OpenSMTPD",
        "Enter mail, end with",
        "Message accepted for delivery",
    ),
];

/// A server that greets as one program and takes the mail as another.
pub(super) fn software(ledger: &Ledger<'_>) -> Vec<Odd> {
    let greeting = ledger.talk.greeting.as_ref().map_or("", Reply::text);
    let Some((name, data, queued)) = SOFTWARE.iter().find(|(name, ..)| greeting.contains(name))
    else {
        return Vec::new();
    };
    let mut found = Vec::new();
    for mail in &ledger.mails {
        let ready = mail.data.and_then(|data| data.reply.as_ref());
        if let Some(reply) =
            ready.filter(|reply| reply.code == Some(354) && !reply.text().contains(data))
        {
            found.push(Odd::new(
                reply.row,
                None,
                format!("{name} greets, another server wants the message"),
            ));
        }
        let Some(reply) = mail.final_reply().filter(|reply| reply.is_yes()) else {
            continue;
        };
        if !reply.text().contains(queued) {
            found.push(Odd::new(
                reply.row,
                None,
                format!("{name} greets, another server queues"),
            ));
        } else if *name == "Postfix" {
            found.extend(no_id_of_postfix(reply));
        }
    }
    found
}

/// Short ids are hexadecimal; long ones are letters and digits without vowels, with a `z` (postconf(5), `enable_long_queue_ids`).
fn no_id_of_postfix(reply: &Reply) -> Option<Odd> {
    let id = queue_id(reply)?;
    let hexadecimal = id
        .bytes()
        .all(|b| b.is_ascii_digit() || (b'A'..=b'F').contains(&b));
    let long = id.len() >= 12
        && id.contains('z')
        && id
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() && !b"aeiouAEIOU".contains(&b));
    (!hexadecimal && !long)
        .then(|| Odd::new(reply.row, None, format!("{id} is no queue id of Postfix")))
}

/// The ids in the lecture's example, and in the one of the exercise's text.
const LECTURE_IDS: &[&str] = &["1A0C183F", "4F1C2A9D01"];

/// The text of the lecture's mail. Many type it; only the example's server answered without enhanced codes.
const LECTURE_BODY: &str = "This is a test\nso nothing really";

/// The lecture's example was recorded before Postfix gave enhanced codes (version 2.3, 2006).
pub(super) fn lecture(ledger: &Ledger<'_>) -> Option<Odd> {
    let taken = ledger.mails.iter().find(|mail| mail.is_accepted())?;
    let reply = taken.final_reply()?;
    if queue_id(reply).is_some_and(|id| LECTURE_IDS.contains(&id.as_str())) {
        let text = "this queue id is the one in the lecture's example";
        return Some(Odd::new(ledger.talk.rows.0, None, text));
    }
    let body = taken.text.as_ref().map(|text| text.body.as_str());
    let greeting = ledger
        .talk
        .greeting
        .as_ref()
        .filter(|_| body == Some(LECTURE_BODY))?;
    let sender = taken.from.and_then(|from| from.exchange.reply.as_ref())?;
    let bare = |reply: &Reply| enhanced(reply.text()).is_none();
    (greeting.text().contains("Postfix") && bare(sender) && bare(reply)).then(|| {
        let text = "Postfix gives enhanced codes (`250 2.0.0`); the lecture's example, which is older, has none";
        Odd::new(reply.row, None, text)
    })
}
