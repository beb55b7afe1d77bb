//! Real connections of `telnet`, `nc` and others: how they opened, who said what, how they ended.

mod wire;

use serde_json::Value as Json;

use crate::model::{Facts, Value};
use crate::session::{Line, Protocol, Role, Session, read};

use super::{Differences, json_texts, plain, rows, source, text, texts, verdict};

/// A recording with its truth.
struct Case<'a> {
    row: &'a Json,
    /// What the terminal showed.
    shown: &'a str,
    /// What the server sent, line by line; nothing where that was not recorded.
    sent: Option<Vec<String>>,
    session: &'a Session,
}

impl Case<'_> {
    fn facts(&self) -> &Facts {
        &self.session.facts
    }

    fn want(&self, key: &str) -> &Json {
        &self.row["expect"][key]
    }

    /// Whether the terminal showed some words.
    fn shows(&self, words: &str) -> bool {
        self.shown.contains(words)
    }

    /// Whether the client program says anything of the connection, or the server's words prove it.
    fn tells_of_connection(&self) -> bool {
        // `curl` has one sentence for every failure, since version 7.85.
        let says_why = !self.shows("curl: (7)") || self.shows(" failed: ");
        let program = self
            .session
            .lines
            .iter()
            .any(|line| line.role == Role::Client);
        let server = !plain(self.want("first_line")).is_empty();
        says_why && (program && !self.only_interrupts() || server && self.shows_first_line())
    }

    /// Whether nothing of the client is shown but that somebody pressed Ctrl-C.
    fn only_interrupts(&self) -> bool {
        let own = self
            .session
            .lines
            .iter()
            .filter(|line| line.role == Role::Client);
        own.map(|line| line.text.trim()).all(|text| text == "^C")
    }

    fn shows_first_line(&self) -> bool {
        let first = plain(self.want("first_line"));
        let first = wire::on_screen(&first.replace('\r', "\n"));
        !first.is_empty()
            && self.session.lines.iter().any(|line| {
                line.text
                    .starts_with(first.lines().next().unwrap_or_default())
            })
    }

    fn lines(&self, is: impl Fn(Role) -> bool) -> Vec<&Line> {
        self.session
            .lines
            .iter()
            .filter(|line| is(line.role))
            .collect()
    }
}

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

fn differences(case: &Case<'_>) -> Vec<String> {
    let mut found = Differences::default();
    connection(case, &mut found);
    ending(case, &mut found);
    request(case, &mut found);
    if case.want("http_reason").is_string() || case.want("reply").is_string() {
        answer(case, &mut found);
    }
    first_line(case, &mut found);
    sides(case, &mut found);
    found.0
}

fn connection(case: &Case<'_>, found: &mut Differences) {
    let connect = text(case.facts(), "connect");
    let illegible =
        plain(case.want("first_line")).chars().any(char::is_control) && case.only_interrupts();
    if illegible {
        // Bytes that no terminal shows prove the connection to who has them; a reader has something else in hand.
    } else if case.tells_of_connection() {
        found.compare("connect", connect_of(case.want("connect")), connect);
    } else {
        found.compare("connect", "", connect);
    }
    let (host, port) = (plain(&case.row["host"]), plain(&case.row["port"]));
    let target = text(case.facts(), "target");
    // Clients name host and port in one breath, or the command line does.
    let own = case.lines(|role| matches!(role, Role::Client | Role::Prompt));
    let shown = own
        .iter()
        .any(|line| line.text.contains(&host) && line.text.contains(&port));
    if shown || target.is_some() || case.row["client_key"] == "python" {
        found.compare("target", &format!("{host}:{port}"), target);
    }
    if let Some(address) = text(case.facts(), "address") {
        found.compare(
            "address is shown",
            "true",
            Some(case.shows(&address).to_string()),
        );
    } else if case.shows("Trying ") {
        found.0.push("no address".to_owned());
    }
}

/// Who ended it, where the client program says so.
fn ending(case: &Case<'_>, found: &mut Differences) {
    let got = text(case.facts(), "ended-by");
    let want = plain(case.want("ended_by"));
    let side = want.split(' ').next().unwrap_or_default();
    let said = ["onnection closed", "onnection to host lost"];
    let opened = case.want("connect") == "connected";
    let known = case.row["expect"].get("ended_by").is_some();
    if !known {
        return;
    }
    if opened && said.iter().any(|words| case.shows(words)) && !want.is_empty() {
        found.compare("ended-by", side, got);
    } else if let Some(got) = got {
        found.compare("ended-by", side, Some(got));
    }
}

/// What was typed, where it is an HTTP request.
fn request(case: &Case<'_>, found: &mut Differences) {
    let typed = json_texts(&case.row["typed"]);
    let Some(first) = typed
        .first()
        .filter(|_| protocol(case.row) == Protocol::Http)
    else {
        return;
    };
    let mut words = first.split(' ');
    let (method, path) = (words.next().unwrap_or_default(), words.next());
    if let Some(path) = path.filter(|path| path.starts_with('/')) {
        found.compare("method", method, text(case.facts(), "request.method"));
        found.compare("path", path, text(case.facts(), "request.path"));
    } else {
        found.compare("method", "", text(case.facts(), "request.method"));
    }
    for (name, value) in typed.iter().filter_map(|line| line.split_once(": ")) {
        let name = format!("request.header.{}", name.to_ascii_lowercase());
        found.compare(&name, value, text(case.facts(), &name));
    }
}

/// What a web server answered.
fn answer(case: &Case<'_>, found: &mut Differences) {
    let facts = case.facts();
    for (key, fact) in [
        ("http_version", "version"),
        ("http_status", "status"),
        ("http_reason", "reason"),
    ] {
        if case.row["expect"].get(key).is_some() {
            found.compare(fact, plain(case.want(key)).trim_end(), text(facts, fact));
        }
    }
    let bad = case.want("says_bad_request") == true || case.row["verdict"] == "accept";
    let got = facts.value("says-bad-request") == Some(&Value::Flag(true));
    found.compare("says-bad-request", &bad.to_string(), Some(got.to_string()));
    let body = text(facts, "body").unwrap_or_default();
    let kind = match plain(case.want("reply")).as_str() {
        "status-line" => facts.value("status").is_some(),
        "odd-status-line" => facts.value("first-line").is_some(),
        "html-only" => facts.value("status").is_none() && body.starts_with('<'),
        "body-only" => facts.value("status").is_none() && !body.is_empty(),
        _ => facts.value("first-line").is_none() && body.is_empty(),
    };
    found.compare("kind of reply", "true", Some(kind.to_string()));
    if let Some(sent) = case.sent.as_ref().filter(|sent| !sent.is_empty() && kind) {
        parts(case, sent, &body, found);
    }
}

/// Headers and body as they were sent.
fn parts(case: &Case<'_>, sent: &[String], body: &str, found: &mut Differences) {
    let status = sent[0].starts_with("HTTP/");
    if !case.shows_first_line() {
        return;
    }
    let end = sent.iter().position(String::is_empty).unwrap_or(sent.len());
    let (headers, rest) = if status {
        (&sent[1..end], sent.get(end + 1..).unwrap_or_default())
    } else {
        (&sent[..0], sent)
    };
    let got = texts(case.facts(), "headers").join("\n");
    found.compare("headers", &headers.join("\n"), Some(got));
    found.compare("body", &rest.join("\n"), Some(body.trim_end().to_owned()));
}

fn first_line(case: &Case<'_>, found: &mut Differences) {
    if case.row["expect"].get("first_line").is_none() {
        return;
    }
    let got = text(case.facts(), "first-line").unwrap_or_default();
    let want = plain(case.want("first_line"));
    // A terminal goes back to the left on a bare CR; telnet keeps its own talk to itself.
    let bytes: Vec<u8> = want
        .chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
        .collect();
    let legible: String = match case.row["client_key"].as_str() {
        Some("telnet" | "netkit" | "busybox") => wire::without_options(&bytes)
            .into_iter()
            .map(char::from)
            .collect(),
        _ => want,
    };
    let want = wire::on_screen(legible.split('\r').next().unwrap_or_default());
    if want.is_empty() || !case.shows(&want) {
        return;
    }
    // The truth keeps the beginning of very long lines.
    let got = if want.len() >= 200 {
        &got[..want.len().min(got.len())]
    } else {
        &got
    };
    found.compare("first-line", &want, Some(got.to_owned()));
}

/// Which side said each line.
fn sides(case: &Case<'_>, found: &mut Differences) {
    let unread = case.lines(|role| role == Role::Unknown);
    if !unread.is_empty() {
        found.0.push(format!("unknown lines {unread:?}"));
    }
    server_side(case, found);
    typed_side(case, found);
}

/// The lines that are the server's are those that it sent.
fn server_side(case: &Case<'_>, found: &mut Differences) {
    // A cut file does not show all of it; what came after the end was on no screen.
    // A report of one's own tells what came and does not show it.
    let cut =
        case.row.get("note").is_some_and(Json::is_string) || case.row["client_key"] == "python";
    let Some(sent) = case
        .sent
        .as_ref()
        .filter(|_| !cut && case.session.recognised)
    else {
        return;
    };
    if case.want("first_line").is_null() && !sent.is_empty() {
        return;
    }
    let mut got: Vec<String> = case
        .lines(|role| role == Role::Server)
        .iter()
        .map(|line| line.text.trim_end().to_owned())
        .collect();
    while got.last().is_some_and(String::is_empty) {
        got.pop();
    }
    // Whose an empty line is can be told by the protocol only.
    let (mut want, web) = (sent.clone(), protocol(case.row) == Protocol::Http);
    for list in [&mut want, &mut got] {
        list.retain(|line| web || !line.is_empty());
    }
    // What is typed behind a line that the server left open stands on that line.
    let open = |(want, got): (&String, &String)| {
        want == got || !want.is_empty() && got.starts_with(want.as_str())
    };
    let same = want.len() == got.len() && want.iter().zip(&got).all(open);
    if !same {
        found
            .0
            .push(format!("server's lines want {want:?}\n   got {got:?}"));
    }
}

/// The lines that were typed are the commands, as far as the terminal showed them.
fn typed_side(case: &Case<'_>, found: &mut Differences) {
    if case.row.get("note").is_some_and(Json::is_string) {
        return;
    }
    let mut want = json_texts(&case.row["typed"]);
    let echoed = |typed: &String| case.shown.lines().any(|line| line.trim_end() == typed);
    if !want.iter().filter(|typed| !typed.is_empty()).all(echoed) {
        want.clear();
    }
    let mut got: Vec<String> = case
        .lines(Role::is_typed)
        .iter()
        .map(|line| line.text.trim_end().to_owned())
        .collect();
    for list in [&mut want, &mut got] {
        while list.last().is_some_and(String::is_empty) {
            list.pop();
        }
    }
    if want != got {
        found.0.push(format!("typed want {want:?} got {got:?}"));
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

fn sent(folder: &std::path::Path, row: &Json) -> Option<Vec<String>> {
    let wire = std::fs::read_to_string(folder.join(row["wire_file"].as_str()?)).ok()?;
    // Of long answers only the beginning was kept.
    if wire.contains(" bytes in all]") {
        return None;
    }
    let by_telnet = ["telnet", "netkit", "busybox"].contains(&row["client_key"].as_str()?);
    Some(wire::server_lines(&wire, by_telnet))
}

#[test]
fn connections() {
    let Some((folder, rows)) = rows("telnet") else {
        return;
    };
    let mut wrong = Vec::new();
    for row in &rows {
        let source = source(&folder, row);
        let session = read(protocol(row), &source);
        let case = Case {
            row,
            shown: &source.text,
            sent: sent(&folder, row),
            session: &session,
        };
        let found = differences(&case);
        if !found.is_empty() {
            let id = row["id"].as_str().unwrap_or_default().to_owned();
            wrong.push((id, found.join("; ")));
        }
    }
    verdict("connections", rows.len(), &wrong, rows.len());
}
