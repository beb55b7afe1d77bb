//! Real mails, and ones dressed up or forged: roles, facts, verdicts.

use serde_json::Value as Json;

use crate::model::{Facts, Value};
use crate::session::{Protocol, Session, read};

use super::{Differences, json_texts, plain, rows, source, text, texts, verdict};

/// The first step that fails, and the line to look at, as the expectation `sent-by-hand` with `strict` finds them.
fn first_failure(
    session: &Session,
    sender: &str,
    recipient: &str,
) -> Option<(&'static str, usize)> {
    let facts = &session.facts;
    if !session.recognised {
        return Some(("connect", 1));
    }
    let steps = steps(facts, sender, recipient);
    let (step, fact, _) = steps.into_iter().find(|(_, _, holds)| !holds)?;
    Some((step, facts.place(fact).map_or(0, crate::model::Place::line)))
}

/// Each step, its fact, and whether it holds.
fn steps(facts: &Facts, sender: &str, recipient: &str) -> [(&'static str, &'static str, bool); 12] {
    let is = |name: &str, value: Value| facts.value(name) == Some(&value);
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let filled = |name: &str| text(facts, name).is_some_and(|text| !text.is_empty());
    [
        ("form", "by-hand", is("by-hand", Value::Flag(true))),
        ("greeting", "greeting", is("greeting", Value::Number(220))),
        ("helo", "helo", filled("helo")),
        (
            "mail",
            "mail-from",
            text(facts, "mail-from").is_some_and(|from| same(&from, sender)),
        ),
        (
            "rcpt",
            "rcpt-to",
            texts(facts, "rcpt-to").iter().any(|to| same(to, recipient)),
        ),
        ("data", "data", is("data", Value::Number(354))),
        ("header", "header.from", filled("header.from")),
        ("blank", "blank-line", is("blank-line", Value::Flag(true))),
        ("dot", "dot", is("dot", Value::Flag(true))),
        ("queued", "accepted", is("accepted", Value::Flag(true))),
        ("quit", "odd-quit", facts.value("odd-quit").is_none()),
        (
            "forgery",
            "suspicious",
            texts(facts, "suspicious").is_empty(),
        ),
    ]
}

fn judged(row: &Json, session: &Session) -> Option<String> {
    let task = |key: &str| row["task"][key].as_str().unwrap_or_default().to_owned();
    let found = first_failure(session, &task("sender"), &task("recipient"));
    let want = row["failed_step"].as_str();
    let line = row["line"].as_u64();
    let unseen = ["pair", "server-log", "live-probe", "clock"];
    let detect = json_texts(&row["detect"]);
    if !detect.is_empty() && detect.iter().all(|how| unseen.contains(&how.as_str())) {
        return None;
    }
    match (want, found) {
        (None, None) => None,
        (Some(want), Some((step, at)))
            if want == step && line.is_none_or(|line| line == at as u64) =>
        {
            None
        }
        (want, found) => Some(format!(
            "want {want:?} at {line:?}, found {found:?} ({})",
            row["reason"]
        )),
    }
}

/// The facts that are compared as they are: their name in the truth, and ours.
const SAME: &[(&str, &str)] = &[
    ("greeting_code", "greeting"),
    ("mail_from", "mail-from"),
    ("from_header", "header.from"),
    ("to_header", "header.to"),
    ("subject", "header.subject"),
    ("body", "body"),
    ("queue_id", "queue-id"),
    ("final_code", "final-code"),
    ("messages", "messages"),
];

fn facts_differ(row: &Json, session: &Session) -> Vec<String> {
    let (want, got) = (&row["facts"], &session.facts);
    let mut found = Differences::default();
    if want.is_null() {
        return found.0;
    }
    for (key, fact) in SAME {
        if let Some(want) = want.get(*key) {
            found.compare(key, &plain(want), text(got, fact));
        }
    }
    found.compare("helo", &plain(&want["helo"]["name"]), text(got, "helo"));
    let recipients = json_texts(&want["rcpt_to"]).join(" ");
    found.compare(
        "rcpt_to",
        &recipients,
        Some(texts(got, "rcpt-to").join(" ")),
    );
    if let Some(list) = want["mistakes"].as_array() {
        let each = list
            .iter()
            .map(|m| format!("{} {}", plain(&m[0]), plain(&m[2])));
        let wanted = each.collect::<Vec<_>>().join(", ");
        found.compare("mistakes", &wanted, Some(mistakes(got)));
    }
    if let Some(quit) = want["quit"].as_bool() {
        let typed = got.value("quit") == Some(&Value::Flag(true));
        found.compare("quit", &quit.to_string(), Some(typed.to_string()));
    }
    found.0
}

fn mistakes(facts: &Facts) -> String {
    let items = facts
        .value("mistakes")
        .map(|value| value.items().to_vec())
        .unwrap_or_default();
    let each = items.iter().map(|item| match item {
        Value::Record(parts) => format!("{} {}", parts["line"], parts["code"]),
        other => other.to_string(),
    });
    each.collect::<Vec<_>>().join(", ")
}

fn roles_differ(row: &Json, session: &Session) -> Option<String> {
    let want = row["roles"].as_str()?.to_ascii_uppercase();
    let got: String = session
        .lines
        .iter()
        .map(|line| line.role.letter())
        .collect();
    let got = got.to_ascii_uppercase();
    let want = want.get(..got.len().min(want.len()))?;
    // What cannot be told may be read as anything.
    let same = |(want, got): (char, char)| {
        want == got || want == '?' || "X_".contains(want) && "X_".contains(got)
    };
    (!want.chars().zip(got.chars()).all(same))
        .then(|| format!("\n     want {want}\n      got {got}"))
}

#[test]
fn mails() {
    let Some((folder, rows)) = rows("smtp") else {
        return;
    };
    let (mut verdicts, mut facts, mut roles) = (Vec::new(), Vec::new(), Vec::new());
    for row in &rows {
        let session = read(Protocol::Smtp, &source(&folder, row));
        let id = row["id"].as_str().unwrap_or_default().to_owned();
        verdicts.extend(judged(row, &session).map(|difference| (id.clone(), difference)));
        roles.extend(roles_differ(row, &session).map(|difference| (id.clone(), difference)));
        let differences = facts_differ(row, &session);
        if !differences.is_empty() {
            facts.push((id, differences.join("; ")));
        }
    }
    verdict("roles", rows.len(), &roles, 278);
    verdict("facts", rows.len(), &facts, 253);
    // Five of the others are not wrong to a reader: where MAIL never came, the truth names QUIT, before which it is missing, and a student is
    // shown the RCPT or DATA that was refused for want of it.
    verdict("verdict", rows.len(), &verdicts, 261);
}
