//! What went wrong with a look-up, in words for the student.

use crate::session::Problem;
use crate::wire::nslookup::{Output, Status};

/// What went wrong, with the line that says so.
pub(super) fn find(output: Option<&Output>, numbers: &[usize]) -> Vec<Problem> {
    let line = |row: usize| numbers.get(row.saturating_sub(1)).copied().unwrap_or(1);
    let (line, rule, text) = match output.map(|output| output.status.as_ref()) {
        None => (
            1,
            "",
            "no look-up is recorded here: keep everything that `nslookup` printed",
        ),
        Some(None) => (
            1,
            "RFC 1035 2.3.4",
            "no question was sent: between two dots of a name stand 1 to 63 letters, digits or hyphens; compare its spelling with the exercise's",
        ),
        Some(Some(status)) => {
            let Some((rule, text)) = advice(status.value) else {
                return Vec::new();
            };
            (line(status.line), rule, text)
        }
    };
    vec![Problem {
        line,
        rule,
        text: text.to_owned(),
    }]
}

/// What a status other than an answer means, and the next step.
fn advice(status: Status) -> Option<(&'static str, &'static str)> {
    let said = match status {
        Status::NoError => return None,
        Status::ConnectionRefused | Status::Timeout | Status::Unreachable => {
            return silence(status);
        }
        Status::NxDomain => (
            "RFC 1035 4.1.1",
            "the server says that this name does not exist: compare its spelling with the exercise's",
        ),
        Status::NoData => (
            "RFC 2308 2.2",
            "the name exists, and has nothing of the type that was asked for: ask for another type, as with `-type=mx`",
        ),
        Status::ServFail => (
            "RFC 1035 4.1.1",
            "the server could not find out: try again, or ask another server, named behind the name",
        ),
        Status::Refused => (
            "RFC 1035 4.1.1",
            "the server does not answer you for this name: ask another server, or leave the server out",
        ),
        Status::NotImp => (
            "RFC 1035 4.1.1",
            "the server does not know this kind of question: ask for the type `a`, or ask another server",
        ),
        Status::FormErr => (
            "RFC 1035 4.1.1",
            "the server did not understand the question: ask another server",
        ),
        Status::BadReply => (
            "RFC 1035 4.1.1",
            "what came back is no answer to the question: ask another server",
        ),
    };
    Some(said)
}

/// What it means that nobody answered at all.
fn silence(status: Status) -> Option<(&'static str, &'static str)> {
    let said = match status {
        Status::ConnectionRefused => (
            "RFC 1122 4.1.3.1",
            "nobody listens at the server's port: compare the server's address with the exercise's, or leave it out",
        ),
        Status::Timeout => (
            "",
            "no reply came: compare the server's address with the exercise's, check your own connection, and try again",
        ),
        Status::Unreachable => (
            "",
            "there is no way to this server: compare its name or address with the exercise's, and check your own connection",
        ),
        Status::NoError
        | Status::NxDomain
        | Status::NoData
        | Status::ServFail
        | Status::Refused
        | Status::NotImp
        | Status::FormErr
        | Status::BadReply => return None,
    };
    Some(said)
}
