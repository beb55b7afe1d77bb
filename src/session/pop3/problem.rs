//! What went wrong with a mailbox, in words for the student.

use crate::session::Problem;

/// What to say of a command that the server refused.
pub(super) fn refused(line: usize, verb: &str, reply: &str) -> Problem {
    let why = reply.strip_prefix("-ERR").unwrap_or(reply).trim();
    let (rule, next) = advice(verb);
    let text = match why {
        "" => format!("the server refused {verb}: {next}"),
        why => format!("the server refused {verb} with `{why}`: {next}"),
    };
    Problem { line, rule, text }
}

/// The section of RFC 1939 on a command, and the next step after a refusal.
fn advice(verb: &str) -> (&'static str, &'static str) {
    match verb {
        "USER" => (
            "RFC 1939 7",
            "type `USER` and the name of your mailbox, once, before `PASS`",
        ),
        "PASS" => (
            "RFC 1939 7",
            "name and password do not belong together; type `USER` and `PASS` again",
        ),
        "APOP" => ("RFC 1939 7", "use `USER` and `PASS` instead"),
        "RETR" | "DELE" | "TOP" => (
            "RFC 1939 5",
            "log in with `USER` and `PASS` first, and use a number that `LIST` shows",
        ),
        "STAT" | "LIST" | "UIDL" | "NOOP" | "RSET" => {
            ("RFC 1939 5", "log in with `USER` and `PASS` first")
        }
        "QUIT" => (
            "RFC 1939 6",
            "the mailbox could not be brought up to date; log in again and look",
        ),
        _ => (
            "RFC 1939 3",
            "this is no command of POP3; it knows `USER`, `PASS`, `STAT`, `LIST`, `RETR` and `QUIT`",
        ),
    }
}

/// What to say of a message marked as deleted in a session without QUIT.
pub(super) fn not_deleted(line: usize) -> Problem {
    Problem {
        line,
        rule: "RFC 1939 6",
        text: "the message is still there: a message goes when the session ends with `QUIT`"
            .to_owned(),
    }
}
