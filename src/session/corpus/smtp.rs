//! Real mails, and ones dressed up or forged: roles, facts, verdicts.

use serde_json::Value as Json;

use crate::model::{Facts, Value};
use crate::session::{Line, Protocol, Session, read};

use super::{Differences, json_texts, plain, rows, show, source, text, texts};

/// The first step that fails, and the line to look at, as the expectation `sent-by-hand` with `strict` finds them.
pub(crate) fn first_failure(
    session: &Session,
    sender: &str,
    recipient: &str,
) -> Option<(&'static str, usize)> {
    if !session.recognised {
        return Some(("connect", 1));
    }
    let failing = |facts: &Facts| {
        let steps = steps(facts, sender, recipient);
        let (step, fact, _) = steps.into_iter().find(|(_, _, holds)| !holds)?;
        Some((step, facts.place(fact).map_or(0, crate::model::Place::line)))
    };
    let others = session.facts.others.iter();
    let first = failing(&session.facts)?;
    others
        .map(failing)
        .all(|failure| failure.is_some())
        .then_some(first)
}

/// Each step, its fact, and whether it holds.
fn steps(facts: &Facts, sender: &str, recipient: &str) -> Vec<(&'static str, &'static str, bool)> {
    let is = |name: &str, value: Value| facts.value(name) == Some(&value);
    let same = |a: &str, b: &str| a.eq_ignore_ascii_case(b);
    let filled = |name: &str| text(facts, name).is_some_and(|text| !text.is_empty());
    let odd = |step, fact| (step, fact, facts.value(fact).is_none());
    let sent = text(facts, "mail-from").is_some_and(|from| same(&from, sender));
    let to = texts(facts, "rcpt-to").iter().any(|to| same(to, recipient));
    vec![
        ("form", "by-hand", is("by-hand", Value::Flag(true))),
        ("greeting", "greeted", is("greeted", Value::Flag(true))),
        ("helo", "helo-verb", filled("helo-verb")),
        odd("helo", "odd.helo"),
        ("mail", "mail-from", sent),
        odd("mail", "odd.mail"),
        ("rcpt", "rcpt-to", to),
        odd("rcpt", "odd.rcpt"),
        ("data", "data", is("data", Value::Number(354))),
        odd("data", "odd.data"),
        ("header", "header.from", filled("header.from")),
        ("blank", "blank-line", !is("blank-line", Value::Flag(false))),
        ("dot", "dot", is("dot", Value::Flag(true))),
        ("queued", "accepted", is("accepted", Value::Flag(true))),
        odd("queued", "odd.queued"),
        odd("quit", "odd.quit"),
        (
            "forgery",
            "suspicious",
            texts(facts, "suspicious").is_empty(),
        ),
    ]
}

pub(super) fn judged(row: &Json, session: &Session) -> Option<String> {
    let task = |key: &str| row["task"][key].as_str().unwrap_or_default().to_owned();
    let found = first_failure(session, &task("sender"), &task("recipient"));
    // What only other files, the server or the time would show cannot be seen: to accept it is right.
    let unseen = ["pair", "server-log", "live-probe", "clock"];
    let detect = json_texts(&row["detect"]);
    let hidden = !detect.is_empty() && detect.iter().all(|how| unseen.contains(&how.as_str()));
    let want = row["failed_step"].as_str().filter(|_| !hidden);
    let line = row["line"].as_u64();
    match (want, found) {
        (None, None) => None,
        (Some(want), Some((step, at))) if want == step && is_refused_for_want(row, at, line) => {
            None
        }
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

/// Where a command never came, the truth names the last one typed. A student is better shown what was refused for want of it: RCPT or DATA
/// before MAIL, or the MAIL that was misspelt.
fn is_refused_for_want(row: &Json, at: usize, line: Option<u64>) -> bool {
    let refused = row["facts"]["mistakes"].as_array().into_iter().flatten();
    let mut lines = refused.filter_map(|mistake| mistake[0].as_u64());
    row["line_kind"] == "missing" && Some(at as u64) < line && lines.any(|line| line == at as u64)
}

/// What of the truth is not in the file, or not what a fair human would say, and why.
const EXCUSED: &[(&str, &str, &str)] = &[
    (
        "verdict",
        "dress-only-replies-a",
        "nothing that was typed is shown: HELO is missing behind the greeting, not behind the client's `Connected`",
    ),
    (
        "facts",
        "dress-only-replies-a",
        "which reply answers what is a guess where nothing typed is shown",
    ),
    (
        "facts",
        "nothand-heredoc-nc",
        "nothing that was typed is shown",
    ),
    (
        "facts",
        "dress-angles-lost-a",
        "the addresses are gone from the file",
    ),
    (
        "facts",
        "exim-utf8-1",
        "the file shows neither the reply to the dot nor that QUIT was lost",
    ),
    (
        "facts",
        "exim-rset-end-1",
        "the sender was accepted before RSET threw the mail away; the truth's own verdict counts it and blames the recipient",
    ),
    (
        "verdict",
        "forged-cat-file-a",
        "the sender is not the one asked for either, which is said first",
    ),
    (
        "roles",
        "forged-lecture-all-changed-a",
        "the truth counts a line of the body that the forger took out",
    ),
];

/// Keeps what is not excused; an excuse that is not needed is a difference too.
fn unexcused(what: &str, rows: &[Json], found: Vec<(String, String)>) -> Vec<(String, String)> {
    let excused = |id: &str| {
        EXCUSED
            .iter()
            .any(|(about, row, _)| *about == what && *row == id)
    };
    let idle = EXCUSED.iter().filter(|(about, id, _)| {
        *about == what
            && rows.iter().any(|row| row["id"] == *id)
            && found.iter().all(|(row, _)| row != id)
    });
    let idle: Vec<_> = idle
        .map(|(_, id, _)| ((*id).to_owned(), "needs no excuse".to_owned()))
        .collect();
    found
        .into_iter()
        .filter(|(id, _)| !excused(id))
        .chain(idle)
        .collect()
}

/// A text without trailing blanks.
pub(super) fn untrailed(text: &str) -> String {
    let lines: Vec<&str> = text.split('\n').map(str::trim_end).collect();
    lines.join("\n")
}

/// The facts that are compared as they are: their name in the truth, and ours.
const SAME: &[(&str, &str)] = &[
    ("greeting_code", "greeting"),
    ("mail_from", "mail-from"),
    ("from_header", "header.from"),
    ("to_header", "header.to"),
    ("subject", "header.subject"),
    ("date_header", "header.date"),
    ("queue_id", "queue-id"),
    ("final_code", "final-code"),
    ("messages", "messages"),
];

pub(super) fn facts_differ(row: &Json, session: &Session) -> Vec<String> {
    let (want, got) = (&row["facts"], &session.facts);
    let mut found = Differences::default();
    // What is forged carries the facts of the session that it was made from.
    if want.is_null() || row["origin"] == "forged" {
        return found.0;
    }
    if let Some(body) = want.get("body") {
        // What a line is filled up with before a mark, or to a column, cannot be told from blanks that were typed.
        let shown = |text: &str| {
            if row["origin"] == "rendered" {
                untrailed(text)
            } else {
                text.to_owned()
            }
        };
        let body = shown(&plain(body));
        found.compare("body", &body, text(got, "body").as_deref().map(shown));
    }
    for (key, fact) in SAME {
        if let Some(want) = want.get(*key) {
            found.compare(key, &plain(want), text(got, fact));
        }
    }
    envelope_differs(want, got, &mut found);
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

fn envelope_differs(want: &Json, got: &Facts, found: &mut Differences) {
    found.compare("helo", &plain(&want["helo"]["name"]), text(got, "helo"));
    found.compare(
        "helo-verb",
        &plain(&want["helo"]["verb"]),
        text(got, "helo-verb"),
    );
    if let Some(list) = want["rcpt_refused"].as_array() {
        let refused: Vec<String> = list.iter().map(|refused| plain(&refused[0])).collect();
        let refused = refused.join(" ");
        found.compare(
            "rcpt_refused",
            &refused,
            Some(texts(got, "rcpt-refused").join(" ")),
        );
    }
    let recipients = json_texts(&want["rcpt_to"]).join(" ");
    found.compare(
        "rcpt_to",
        &recipients,
        Some(texts(got, "rcpt-to").join(" ")),
    );
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

pub(super) fn roles_differ(row: &Json, session: &Session) -> Option<String> {
    let want = row["roles"].as_str()?;
    let got: String = session.lines.iter().map(Line::letter).collect();
    // What cannot be told may be read as anything.
    let same = |(want, got): (char, char)| {
        want == got || want == '?' || "X_".contains(want) && "X_".contains(got)
    };
    let whole = want.len() == got.len() && want.chars().zip(got.chars()).all(same);
    (!whole).then(|| format!("\n     want {want}\n      got {got}"))
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
    let all = [("roles", roles), ("facts", facts), ("verdict", verdicts)];
    let all = all.map(|(what, found)| {
        let found = unexcused(what, &rows, found);
        show(what, rows.len(), &found);
        found.len()
    });
    assert_eq!(all, [0, 0, 0], "rows that differ in roles, facts, verdict");
}
