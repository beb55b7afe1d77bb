//! Real outputs of `nslookup`, `dig`, `host` and others.

use serde_json::Value as Json;

use crate::model::{Facts, Value};
use crate::session::{Protocol, Session, read};
use crate::wire::nslookup::{self, Output, Seen};

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

/// The status that a reader of the text can know.
fn status_shown(row: &Json, source: &str) -> &'static str {
    let want = status_of(&row["expect"]["error"]);
    let closed = want == "connection-refused";
    match () {
        // BIND before 9.18 says of a closed port that the time ran out.
        () if closed && source.contains("timed out") && !source.contains("refused") => "timeout",
        // All that `drill` says of any failure.
        () if closed && source.contains("because of network error") => "unreachable",
        // The truth calls a circle an alias without address; netcheck's own look-ups call it a reply that is none.
        () if circle(row).is_some() => "bad-reply",
        () => want,
    }
}

/// How many aliases of a circle are printed: the packet holds it many times, the program prints it once.
fn circle(row: &Json) -> Option<usize> {
    let aliases = json_texts(&row["expect"]["aliases"]);
    let first = aliases.first()?;
    let again = aliases.iter().skip(1).position(|alias| alias == first)?;
    Some(again + 1)
}

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
    found.compare("status", status_shown(row, source), text(facts, "status"));
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
    aliases.truncate(circle(row).unwrap_or(usize::MAX));
    found.compare(
        "aliases",
        &aliases.join(" "),
        Some(texts(facts, "aliases").join(" ")),
    );
    server(row, facts, source, &mut found);
    addresses(row, facts, &mut found);
    found.0
}

/// The server that was asked, and its port where one is printed.
fn server(row: &Json, facts: &Facts, source: &str, found: &mut Differences) {
    let servers = row["servers"].as_array().into_iter().flatten();
    let shown: Vec<(String, String)> = servers
        .map(|server| (plain(&server["address"]), plain(&server["port"])))
        .filter(|(address, _)| source.contains(address.as_str()))
        .collect();
    let (address, port) = (text(facts, "server"), text(facts, "port"));
    match shown.as_slice() {
        [] => found.compare("server", "", address),
        // Programs take the next server if one is silent, and sessions name several.
        all => {
            let known = all
                .iter()
                .find(|(known, _)| address.as_ref() == Some(known));
            found.compare("server is shown", "true", Some(known.is_some().to_string()));
            let with_port = |mark: &str| {
                all.iter()
                    .any(|(a, p)| source.contains(&format!("{a}{mark}{p}")))
            };
            if let Some((_, want)) = known.filter(|_| with_port("#") || with_port("@")) {
                found.compare("port", want, port);
            }
        }
    }
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

/// Whether the program prints how long each record may be kept.
fn shows_ttl(row: &Json) -> bool {
    ["dig", "kdig", "drill"].contains(&row["tool"].as_str().unwrap_or_default())
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
            let ttl = if shows_ttl(row) {
                plain(&record[2])
            } else {
                String::new()
            };
            format!("{} {} {ttl} {}", part(0), part(1), part(3))
        })
        .collect();
    let output = nslookup::read(source)?;
    let got: Vec<String> = output
        .records
        .iter()
        .map(|seen| {
            let record = &seen.value;
            let ttl = record.ttl.map(|ttl| ttl.to_string()).unwrap_or_default();
            format!(
                "{} {} {ttl} {}",
                record.name,
                record.kind,
                record.data.trim_end_matches('.')
            )
        })
        .collect();
    (wanted != got).then(|| format!("records want {wanted:?} got {got:?}"))
}

/// The questions of an interactive session, each with all that became of it.
fn questions_differ(row: &Json, source: &str) -> Option<String> {
    let wanted = row["results"].as_array()?;
    let all = nslookup::read_all(source);
    let got: Vec<&Output> = all
        .iter()
        .filter(|output| output.status.is_some())
        .collect();
    if wanted.len() != got.len() {
        return Some(format!("{} questions, not {}", got.len(), wanted.len()));
    }
    let mut found = Differences::default();
    for (want, got) in wanted.iter().zip(got) {
        question(want, got, &mut found);
    }
    (!found.0.is_empty()).then(|| found.0.join("; "))
}

fn question(want: &Json, got: &Output, found: &mut Differences) {
    let name = |seen: &Option<Seen<String>>| seen.as_ref().map(|seen| seen.value.clone());
    let status = got.status.as_ref().map(|seen| seen.value.to_string());
    found.compare("question's status", status_of(&want["error"]), status);
    // Programs name nothing when nobody answered.
    if want["canonical"].is_string() {
        found.compare("question", &plain(&want["asked"]), name(&got.asked));
        let canonical = name(&got.canonical_name);
        found.compare(
            "question's canonical",
            &plain(&want["canonical"]),
            canonical,
        );
        let aliases: Vec<&str> = got.aliases.iter().map(|seen| seen.value.as_str()).collect();
        let wanted = json_texts(&want["aliases"]).join(" ");
        found.compare("question's aliases", &wanted, Some(aliases.join(" ")));
        let addresses: Vec<String> = got
            .addresses
            .iter()
            .map(|seen| seen.value.to_string())
            .collect();
        let wanted = json_texts(&want["addresses"]).join(" ");
        found.compare("question's addresses", &wanted, Some(addresses.join(" ")));
    }
    if let (Some(want), Some(got)) = (want["authoritative"].as_bool(), got.authoritative.as_ref()) {
        found.compare(
            "question's authority",
            &want.to_string(),
            Some(got.value.to_string()),
        );
    }
}

#[test]
fn look_ups() {
    let Some((folder, rows)) = rows("nslookup") else {
        return;
    };
    let mut wrong = Vec::new();
    for row in &rows {
        let id = row["id"].as_str().unwrap_or_default();
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
