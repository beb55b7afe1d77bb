//! Which protocol each real recording is of.

use serde_json::Value as Json;

use crate::session::{Protocol, detect};

use super::{json_texts, plain, rows, source, verdict};

/// What a row of a folder is, by the truth that stands beside it.
type Want = fn(&Json) -> Protocol;

fn check(kind: &str, want: Want) {
    let Some((folder, rows)) = rows(kind) else {
        return;
    };
    let rows: Vec<&Json> = rows
        .iter()
        .filter(|row| row["client_key"] != "python")
        .collect();
    let differs = |row: &&Json| {
        let (want, got) = (want(row), detect(&source(&folder, row)));
        let id = plain(&row["id"]);
        (want != got).then(|| (id, format!("want {} got {}", want.word(), got.word())))
    };
    let wrong: Vec<_> = rows.iter().filter_map(differs).collect();
    verdict(kind, rows.len(), &wrong, rows.len());
}

/// Not each file that was handed in for a mail is one: what it is instead, its kind says. A web request typed at a mail server is a session
/// with a mail server.
fn handed_in_for_a_mail(row: &Json) -> Protocol {
    match plain(&row["group"]).as_str() {
        "forged-pop3-session" => Protocol::Pop3,
        "forged-ftp-session" | "forged-empty" | "forged-prose" | "forged-python-code" => {
            Protocol::Plain
        }
        _ => Protocol::Smtp,
    }
}

/// What the server said, else what was typed, tells. A mail server begins with 220, 421 or 554 (RFC 5321 4.3.2).
fn connection(row: &Json) -> Protocol {
    let (expect, port) = (&row["expect"], plain(&row["port"]));
    let typed = json_texts(&row["typed"]);
    let first = plain(&expect["first_line"]);
    let greets = ["220", "421", "554"]
        .iter()
        .any(|code| first.starts_with(code));
    let begins = |words: &[&str]| {
        let line = typed.first().map(|line| line.to_ascii_uppercase());
        line.is_some_and(|line| words.iter().any(|word| line.starts_with(word)))
    };
    let is_web = matches!(
        plain(&expect["reply"]).as_str(),
        "status-line" | "odd-status-line" | "html-only"
    );
    if is_web || first.starts_with("HTTP/") || begins(&["GET ", "HEAD "]) {
        Protocol::Http
    } else if port == "110" {
        Protocol::Pop3
    } else if begins(&["HELO "]) || greets && port != "21" {
        Protocol::Smtp
    } else {
        Protocol::Plain
    }
}

#[test]
fn mails_are_told_from_everything_else() {
    check("smtp", handed_in_for_a_mail);
}

#[test]
fn look_ups_are_told_from_everything_else() {
    check("nslookup", |_| Protocol::Nslookup);
}

#[test]
fn connections_are_told_by_what_is_said_on_them() {
    check("telnet", connection);
}
