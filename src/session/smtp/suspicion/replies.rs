//! Replies that do not fit what they answer.

use crate::session::smtp::command::Command;
use crate::session::smtp::mail::{Ledger, Mail};
use crate::session::smtp::reply::{Reply, enhanced};
use crate::session::smtp::suspicion::Odd;
use crate::session::smtp::talk::{Exchange, Talk};

/// Every yes that a document gives a mail server (RFC 5321 4.2.3, RFC 4954 6).
const YES: &[u16] = &[211, 214, 220, 221, 235, 250, 251, 252, 334, 354];

/// Whether a mail server may say a code: a yes that is known, or any refusal of the grammar (RFC 5321 4.2), for servers invent some.
fn is_known(code: u16) -> bool {
    YES.contains(&code) || (400..600).contains(&code) && code / 10 % 10 <= 5
}

/// What refusals say; no reply that takes a sender or recipient does.
const REFUSALS: &[&str] = &[
    "rejected",
    "user unknown",
    "unknown user",
    "unrouteable",
    "not permitted",
    "access denied",
    "does not exist",
    "no such user",
    "mailbox unavailable",
];

/// What is odd about the replies to commands.
pub(super) fn of_commands(talk: &Talk) -> impl Iterator<Item = Odd> {
    let commands = talk.exchanges.iter();
    commands.flat_map(|exchange| {
        let reply = exchange.reply.as_ref();
        let odd = reply.and_then(|reply| {
            code(exchange, reply)
                .or_else(|| contradiction(reply))
                .or_else(|| wrong_subject(exchange, reply))
                .or_else(|| refusing_words(exchange, reply))
                .or_else(|| list_for_helo(exchange, reply))
                .map(|text| {
                    // What was refused is no step of the mail.
                    let step = step(&exchange.command).filter(|_| !exchange.is_refused());
                    Odd::new(reply.row, step, text)
                })
        });
        odd.into_iter().chain(early(exchange))
    })
}

/// The step of a mail that a command is.
fn step(command: &Command) -> Option<&'static str> {
    match command {
        Command::Hello { .. } => Some("helo"),
        Command::Mail(_) => Some("mail"),
        Command::Rcpt(_) => Some("rcpt"),
        Command::Data => Some("data"),
        Command::Quit => Some("quit"),
        Command::Rset | Command::StartTls | Command::Other | Command::Unknown => None,
    }
}

/// A reply that stands before its command.
fn early(exchange: &Exchange) -> Option<Odd> {
    let row = exchange.early?;
    let text = format!(
        "the reply stands before `{}`, the command that it answers",
        exchange.typed
    );
    Some(Odd::new(row, step(&exchange.command), text))
}

/// The yes of each command has its own code (RFC 5321 4.3.2); goodbye (221) and refusals may come at any time.
fn code(exchange: &Exchange, reply: &Reply) -> Option<String> {
    let Some(code) = reply.code else {
        return Some("a code is three digits".to_owned());
    };
    if !is_known(code) {
        return Some(format!("{code} is no code of a mail server"));
    }
    let (name, yes): (&str, &[u16]) = match &exchange.command {
        Command::Hello { .. } => ("HELO", &[250]),
        Command::Mail(_) => ("MAIL", &[250]),
        Command::Rcpt(_) => ("RCPT", &[250, 251]),
        Command::Data => ("DATA", &[354]),
        Command::Rset => ("RSET", &[250]),
        Command::Quit => ("QUIT", &[]),
        Command::StartTls => ("STARTTLS", &[220]),
        Command::Other | Command::Unknown => return None,
    };
    let fits = yes.contains(&code) || code == 221 || code >= 400;
    let wanted = yes.first().unwrap_or(&221);
    (!fits).then(|| format!("{name} is answered with {code}, not with {wanted} (RFC 5321 4.3.2)"))
}

/// A code whose enhanced code is of another class (RFC 3463 2: the first digits agree).
fn contradiction(reply: &Reply) -> Option<String> {
    let (enhanced, _) = enhanced(reply.text())?;
    let class: u16 = enhanced.split('.').next()?.parse().ok()?;
    let code = reply.code.filter(|code| *code != 354)?;
    (class != code / 100).then(|| format!("the code is {code} but {enhanced} says otherwise"))
}

/// 2.1.5 is about a recipient (RFC 3463 3.2).
fn wrong_subject(exchange: &Exchange, reply: &Reply) -> Option<String> {
    let (code, _) = enhanced(reply.text())?;
    let wrong = matches!(exchange.command, Command::Mail(_)) && code == "2.1.5";
    wrong.then(|| format!("{code} is the reply to RCPT, not to MAIL"))
}

/// A yes in the words of a refusal.
fn refusing_words(exchange: &Exchange, reply: &Reply) -> Option<String> {
    let envelope = matches!(exchange.command, Command::Mail(_) | Command::Rcpt(_));
    if !envelope || !reply.is_yes() {
        return None;
    }
    let text = reply.text().to_ascii_lowercase();
    let words = REFUSALS.iter().find(|words| text.contains(**words))?;
    Some(format!("the code says yes, the text says `{words}`"))
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

/// Only EHLO is answered with a list of what the server can do (RFC 5321 4.1.1.1); no server is known to do it for HELO.
fn list_for_helo(exchange: &Exchange, reply: &Reply) -> Option<String> {
    let plain = matches!(exchange.command, Command::Hello { verb: "HELO", .. });
    let word = |line: &String| line.split(' ').next().map(str::to_ascii_uppercase);
    let extension =
        |line: &String| word(line).is_some_and(|word| EXTENSIONS.contains(&word.as_str()));
    (plain && reply.lines.iter().any(extension))
        .then(|| "HELO is answered with the list that EHLO asks for".to_owned())
}

/// What is odd about the replies to final dots.
pub(super) fn of_messages(ledger: &Ledger<'_>) -> impl Iterator<Item = Odd> {
    let replies = ledger.mails.iter().filter_map(Mail::final_reply);
    replies.filter_map(|reply| {
        let text = match reply.code {
            None => "a code is three digits".to_owned(),
            Some(code) if !is_known(code) => format!("{code} is no code of a mail server"),
            Some(code) if code != 250 && code < 400 => {
                format!("the final dot is answered with {code}, not with 250 (RFC 5321 4.1.1.4)")
            }
            Some(_) => contradiction(reply)?,
        };
        Some(Odd::new(reply.row, Some("queued"), text))
    })
}

/// Replies that answer nothing; 421 and refusals may come at any time (RFC 5321 3.8), and a goodbye may go before QUIT.
pub(super) fn unasked(talk: &Talk) -> impl Iterator<Item = Odd> {
    let quit = talk.exchanges.iter();
    let no_quit = !quit.clone().any(|one| one.command == Command::Quit);
    // Where nothing typed is shown, nothing can be asked for.
    let shown = !talk.exchanges.is_empty();
    talk.unasked.iter().filter_map(move |reply| {
        let code = reply
            .code
            .filter(|code| shown && (200..400).contains(code))?;
        let step = (code == 221 && no_quit).then_some("quit");
        Some(Odd::new(
            reply.row,
            step,
            format!("{code} answers no command"),
        ))
    })
}

/// No server says 354 before it has a recipient (RFC 5321 3.3).
pub(super) fn early_data(ledger: &Ledger<'_>) -> Option<Odd> {
    let early = |reply: &&Reply| reply.code == Some(354);
    let without = |mail: &&Mail<'_>| mail.to.is_empty();
    let replies = ledger.mails.iter().filter(without);
    let mut replies = replies.filter_map(|mail| mail.data?.reply.as_ref());
    let reply = replies.find(early)?;
    let text = "DATA is accepted although no recipient was";
    Some(Odd::new(reply.row, None, text))
}
