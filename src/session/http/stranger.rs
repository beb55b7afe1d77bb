//! A server that is no web server: it greets whoever connects, as no web server does.

use crate::session::told::Told;
use crate::session::{Problem, plain};

use super::sides;

/// What a server is that greets with a line; `None` where the line is no greeting.
fn kind(text: &str) -> Option<&'static str> {
    let begins = |start: &&str| text.starts_with(start);
    if ["220 ", "220-"].iter().any(begins) {
        let says = |word: &str| text.to_ascii_uppercase().contains(word);
        let files = says("FTP") && !says("SMTP");
        Some(if files { "file" } else { "mail" })
    } else if ["+OK", "* OK"].iter().any(begins) {
        Some("mailbox")
    } else {
        text.starts_with("SSH-").then_some("SSH")
    }
}

/// That somebody else's server was spoken to, with both sides told apart: neither wrote what a web server and its clients write.
pub(super) fn find(told: &mut Told<'_>, said: &[usize]) -> Option<Problem> {
    let greeting = said
        .iter()
        .copied()
        .find(|row| !told.rows.list[*row].is_blank())?;
    let answered = said.iter().any(|row| sides::is_answer(told.text(*row)));
    let kind = kind(told.text(greeting)).filter(|_| !answered)?;
    plain::sides(told, said, told.connection.open_row);
    for name in [
        "status",
        "reason",
        "says-bad-request",
        "body",
        "request.method",
        "request.path",
    ] {
        told.set_absent(name, greeting);
    }
    let article = if kind == "SSH" { "an" } else { "a" };
    Some(Problem {
        line: told.line(greeting),
        rule: "",
        text: format!(
            "this is {article} {kind} server, not a web server: compare the port in your command with the exercise's; web servers listen at port 80"
        ),
    })
}
