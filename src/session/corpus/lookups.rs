//! Real outputs of `nslookup`, `dig`, `host` and others.

use serde_json::Value as Json;

use crate::model::{Facts, Value};
use crate::session::{Protocol, Session, read};
use crate::wire::nslookup;

use super::{Differences, json_texts, plain, rows, source, text, texts, verdict};

/// What DESIGN calls each error of the recordings.
fn status_of(error: &Json) -> &'static str {
    match error.as_str() {
        None => "noerror",
        Some("nxdomain") => "nxdomain",
        Some("no-answer" | "alias-only") => "nodata",
        Some("servfail") => "servfail",
        Some("refused") => "refused",
        Some("notimp") => "notimp",
        Some("formerr") => "formerr",
        Some("timeout") => "timeout",
        Some("conn-refused") => "connection-refused",
        // The program stopped because it could not reach a server by this name.
        Some("unreachable" | "server-not-found") => "unreachable",
        Some(_) => "bad-reply",
    }
}

/// Rows whose truth is not in the text, and why.
const UNKNOWABLE: &[(&str, &str)] = &[
    (
        "008-closed-port",
        "this version says `timed out` when the port is closed",
    ),
    (
        "101-cname-loop-auth",
        "the packet holds the circle ten times, the program prints it once",
    ),
    (
        "233-drill",
        "`network error` is all that it says of a closed port",
    ),
];

fn differences(row: &Json, session: &Session, source: &str) -> Vec<String> {
    let (want, facts) = (&row["expect"], &session.facts);
    let lower = source.to_lowercase();
    // What the program did not print cannot be read.
    let shown = |name: &str| !name.is_empty() && lower.contains(&name.to_lowercase());
    let mut found = Differences::default();
    for (key, fact) in [("asked", "asked"), ("canonical", "canonical-name")] {
        let name = plain(&want[key]);
        if shown(&name) {
            found.compare(key, &name, text(facts, fact));
        }
    }
    found.compare("status", status_of(&want["error"]), text(facts, "status"));
    if let (Some(want), Some(got)) = (
        want["authoritative"].as_bool(),
        facts.value("authoritative"),
    ) {
        found.compare(
            "authoritative",
            &Value::Flag(want).to_string(),
            Some(got.to_string()),
        );
    }
    let mut aliases = json_texts(&want["aliases"]);
    aliases.retain(|alias| shown(alias));
    found.compare(
        "aliases",
        &aliases.join(" "),
        Some(texts(facts, "aliases").join(" ")),
    );
    let servers = row["servers"].as_array().map(Vec::as_slice);
    if let Some([server]) = servers
        && shown(&plain(&server["address"]))
    {
        found.compare("server", &plain(&server["address"]), text(facts, "server"));
    }
    addresses(row, facts, &mut found);
    found.0
}

fn addresses(row: &Json, facts: &Facts, found: &mut Differences) {
    let mut want = json_texts(&row["expect"]["addresses"]);
    let mut got = texts(facts, "addresses");
    if row["tool"] == "getent" {
        // It prints in the order of RFC 6724, not of the packets.
        want.sort();
        got.sort();
    }
    found.compare("addresses", &want.join(" "), Some(got.join(" ")));
}

fn records_differ(row: &Json, source: &str) -> Option<String> {
    let wanted: Vec<String> = row["expect"]["records"]
        .as_array()
        .into_iter()
        .flatten()
        .map(|record| {
            let part = |at: usize| {
                record[at]
                    .as_str()
                    .unwrap_or_default()
                    .trim_end_matches('.')
            };
            format!("{} {} {}", part(0), part(1), part(3))
        })
        .collect();
    let output = nslookup::read(source)?;
    let got: Vec<String> = output
        .records
        .iter()
        .map(|seen| {
            let record = &seen.value;
            format!(
                "{} {} {}",
                record.name,
                record.kind,
                record.data.trim_end_matches('.')
            )
        })
        .collect();
    (wanted != got).then(|| format!("records want {wanted:?} got {got:?}"))
}

/// The questions of an interactive session, by what became of each.
fn questions_differ(row: &Json, source: &str) -> Option<String> {
    let wanted: Vec<&str> = row["results"]
        .as_array()?
        .iter()
        .map(|result| status_of(&result["error"]))
        .collect();
    let all = nslookup::read_all(source);
    let got: Vec<&str> = all
        .iter()
        .filter_map(|output| Some(output.status.as_ref()?.value.word()))
        .collect();
    (wanted != got).then(|| format!("questions want {wanted:?} got {got:?}"))
}

#[test]
fn look_ups() {
    let Some((folder, rows)) = rows("nslookup") else {
        return;
    };
    let mut wrong = Vec::new();
    for row in &rows {
        let id = row["id"].as_str().unwrap_or_default();
        if UNKNOWABLE.iter().any(|(known, _)| *known == id) {
            continue;
        }
        let source = source(&folder, row);
        let session = read(Protocol::Nslookup, &source);
        let lines: Vec<&str> = session
            .lines
            .iter()
            .map(|line| line.text.as_str())
            .collect();
        let clean = lines.join("\n");
        let mut found = differences(row, &session, &source.text);
        found.extend(records_differ(row, &clean));
        found.extend(questions_differ(row, &clean));
        if !found.is_empty() {
            wrong.push((id.to_owned(), found.join("; ")));
        }
    }
    verdict("look-ups", rows.len(), &wrong, rows.len());
}
