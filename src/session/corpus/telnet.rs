//! Real connections of `telnet`, `nc` and others: how they opened, what came back, how they ended.

use serde_json::Value as Json;

use crate::model::{Facts, Value};
use crate::session::{Protocol, Session, read};

use super::{Differences, plain, rows, source, text, verdict};

/// DESIGN's word for what became of connecting.
fn connect_of(want: &Json) -> &'static str {
    match want.as_str() {
        Some("connected") => "open",
        Some("refused") => "refused",
        Some("timeout") => "timeout",
        Some("no-route" | "network-unreachable") => "unreachable",
        Some("unknown-host") => "unknown-host",
        Some("bad-port") => "bad-port",
        _ => "",
    }
}

fn differences(row: &Json, session: &Session) -> Vec<String> {
    let facts = &session.facts;
    let mut found = Differences::default();
    // Where the client says nothing of the connection, nothing is known of it.
    let connect = text(facts, "connect");
    if connect.is_some() || !row["client_says"].is_null() {
        found.compare("connect", connect_of(&row["expect"]["connect"]), connect);
    }
    let target = format!("{}:{}", plain(&row["host"]), plain(&row["port"]));
    if let Some(got) = text(facts, "target") {
        found.compare("target", &target, Some(got));
    }
    match plain(&row["client_says"]).as_str() {
        "closed-by-foreign-host" => found.compare("ended-by", "server", text(facts, "ended-by")),
        "closed-by-user" => found.compare("ended-by", "client", text(facts, "ended-by")),
        _ => {}
    }
    answer(&row["expect"], facts, &mut found);
    found.0
}

/// What the server sent.
fn answer(want: &Json, facts: &Facts, found: &mut Differences) {
    let first = plain(&want["first_line"]);
    // What a terminal does with other bytes, and with a megabyte, is another matter.
    let legible = first.chars().all(|c| !c.is_control() && c.is_ascii());
    let short = want["bytes_from_server"].as_u64() < Some(10_000);
    if want.get("first_line").is_some() && legible && short {
        found.compare("first-line", first.trim_end(), text(facts, "first-line"));
    }
    if want.get("http_reason").is_some() {
        found.compare(
            "status",
            &plain(&want["http_status"]),
            text(facts, "status"),
        );
        found.compare(
            "reason",
            &plain(&want["http_reason"]),
            text(facts, "reason"),
        );
        let bad = want["says_bad_request"] == true;
        let got = facts.value("says-bad-request") == Some(&Value::Flag(true));
        found.compare("says-bad-request", &bad.to_string(), Some(got.to_string()));
    }
}

/// As what a row is read.
fn protocol(row: &Json) -> Protocol {
    match plain(&row["port"]).as_str() {
        "80" | "8000" => Protocol::Http,
        "110" => Protocol::Pop3,
        _ => Protocol::Plain,
    }
}

#[test]
fn connections() {
    let Some((folder, rows)) = rows("telnet") else {
        return;
    };
    let mut wrong = Vec::new();
    let rows: Vec<&Json> = rows
        .iter()
        .filter(|row| row["client_key"] != "python")
        .collect();
    for row in &rows {
        let session = read(protocol(row), &source(&folder, row));
        let found = differences(row, &session);
        if !found.is_empty() {
            wrong.push((
                row["id"].as_str().unwrap_or_default().to_owned(),
                found.join("; "),
            ));
        }
    }
    verdict("connections", rows.len(), &wrong, rows.len());
}
