//! What a mail server says to what it does not like, in Postfix's words.

use crate::wire::smtp::{BadCommand, Parameter, Problem, Reply, Verb};

use super::envelope::SIZE_LIMIT;

/// What a dialogue goes over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum On {
    /// Whatever anybody on the way can read.
    Plain,
    /// TLS.
    Tls,
}

/// The lines of the reply to EHLO.
pub(super) fn extensions(host: &str, wire: On) -> Vec<String> {
    let size = format!("SIZE {SIZE_LIMIT}");
    let starttls: &[&str] = match wire {
        On::Plain => &["STARTTLS"],
        On::Tls => &[],
    };
    let before = [host, "PIPELINING", &size, "VRFY", "HELP"];
    let after = ["ENHANCEDSTATUSCODES", "8BITMIME"];
    let all = before.iter().chain(starttls).chain(&after);
    all.map(|line| (*line).to_owned()).collect()
}

/// Lines at which Postfix ends the dialogue: mail headers typed too early, and what browsers say.
pub(super) fn is_no_mail_talk(line: &[u8]) -> bool {
    let Some(word) = first_word(line) else {
        return false;
    };
    let is_header = word.len() > 1 && word.ends_with(':');
    is_header
        || ["GET", "POST", "CONNECT"]
            .iter()
            .any(|other| other.eq_ignore_ascii_case(word))
}

pub(super) fn first_word(line: &[u8]) -> Option<&str> {
    let word = line.split(u8::is_ascii_whitespace).next()?;
    str::from_utf8(word).ok()
}

pub(super) fn unsupported(parameter: &Parameter) -> Reply {
    Reply::new(555, format!("5.5.4 Unsupported option: {parameter}"))
}

pub(super) fn complaint(error: &BadCommand) -> Reply {
    match &error.problem {
        Problem::Empty => Reply::new(500, "5.5.2 Error: bad syntax"),
        Problem::TooLong => Reply::new(500, "5.5.2 Error: line too long"),
        Problem::NotUtf8 => Reply::new(500, "5.5.2 Error: bad UTF-8 syntax"),
        Problem::UnknownVerb => Reply::new(500, "5.5.2 Error: command not recognized"),
        // Before EHLO Postfix has no enhanced codes to give.
        Problem::Syntax(verb @ (Verb::Helo | Verb::Ehlo)) => {
            Reply::new(501, format!("Syntax: {}", verb.syntax()))
        }
        Problem::Syntax(verb) => Reply::new(501, format!("5.5.4 Syntax: {}", verb.syntax())),
        Problem::Address(Verb::Rcpt) => Reply::new(501, "5.1.3 Bad recipient address syntax"),
        Problem::Address(_) => Reply::new(501, "5.1.7 Bad sender address syntax"),
        Problem::Parameter(word) => Reply::new(
            555,
            format!("5.5.4 Unsupported option: {}", printable(word)),
        ),
    }
}

/// What a client typed, fit to be repeated to it and to others: a control character is a question mark, as with Postfix.
pub(super) fn printable(text: &str) -> String {
    text.replace(char::is_control, "?")
}

/// What people type: STARTTLS is for programs, which learn of it from EHLO.
pub(super) fn verbs() -> String {
    let typed = Verb::ALL.into_iter().filter(|verb| *verb != Verb::StartTls);
    typed.map(Verb::word).collect::<Vec<_>>().join(" ")
}
