//! Sessions that other systems recorded, with ground truth: beside the project, where they are.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::variant::Variant;

/// Longer lines were wrapped by the terminal, which another address would have made elsewhere.
const WIDTH: usize = 72;

/// What was recorded for an exercise; nothing, where no recordings lie beside the project.
pub(crate) fn variants(exercise: &str, right: &Variant) -> Vec<Variant> {
    match exercise {
        "mail-by-hand" => of_kind("smtp", mail),
        "dns" => of_kind("nslookup", look_up),
        "http-by-hand" => of_kind("telnet", |text, row| hi(text, row, right)),
        _ => Vec::new(),
    }
}

fn of_kind(kind: &str, variant: impl Fn(&str, &Value) -> Option<Variant>) -> Vec<Variant> {
    let Some(folder) = folder(kind) else {
        return Vec::new();
    };
    let manifest = fs::read(folder.join("manifest.json")).expect("the manifest that was found");
    let rows: Vec<Value> = serde_json::from_slice(&manifest).expect("a list of recordings");
    let real = rows.iter().filter(|row| row["origin"] == "real");
    real.filter_map(|row| {
        let text = plain_text(&folder.join(row["file"].as_str()?))?;
        variant(&text, row)
    })
    .collect()
}

/// The folder of a kind of recordings.
fn folder(kind: &str) -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = std::env::var_os("NETCHECK_CORPUS").map_or(beside, PathBuf::from);
    let folder = folder.join(kind);
    folder.join("manifest.json").exists().then_some(folder)
}

/// A recording in which a name can be replaced by another one: letters and short lines, nothing that a terminal does.
fn plain_text(path: &Path) -> Option<String> {
    let text = String::from_utf8(fs::read(path).ok()?).ok()?;
    let odd = |c: char| c.is_control() && c != '\n' && c != '\t';
    let is_plain = !text.contains(odd) && text.lines().all(|line| line.len() < WIDTH);
    is_plain.then_some(text)
}

/// A mail; what it earns follows from the step that fails first.
fn mail(text: &str, row: &Value) -> Option<Variant> {
    let (sender, recipient) = (&row["task"]["sender"], &row["task"]["recipient"]);
    let (sender, recipient) = (sender.as_str()?, recipient.as_str()?);
    if !text.contains(sender) || sender == recipient || sender.contains(recipient) {
        return None;
    }
    let text = text
        .replace(sender, "kim@dons.usfca.edu")
        .replace(recipient, "alex@dons.usfca.edu");
    let earns = match row["failed_step"].as_str() {
        None => None,
        Some("helo" | "greeting" | "form") => Some(0),
        Some("mail") => Some(1),
        Some("rcpt") => Some(2),
        Some("data" | "header" | "blank" | "dot" | "queued") => Some(3),
        Some(_) => return None,
    };
    let blamed = earns.map(|points| ("session".to_owned(), points));
    Some(Variant {
        files: vec![("mail.txt".to_owned(), text.into_bytes())],
        blamed: blamed.into_iter().collect(),
        ..Variant::default()
    })
}

/// A look-up of the one name, with an address.
fn look_up(text: &str, row: &Value) -> Option<Variant> {
    let expect = &row["expect"];
    let address = expect["addresses"][0].as_str()?;
    let is_plain = expect["asked"] == "www.usfca.test"
        && expect["error"].is_null()
        && (row["tool"] == "nslookup" || row["tool"] == "busybox")
        && address.parse::<std::net::Ipv4Addr>().is_ok();
    is_plain.then(|| Variant {
        files: vec![(
            "nslookup.txt".to_owned(),
            text.replace("usfca.test", "usfca.edu").into_bytes(),
        )],
        answers: format!("usfca-address: {address}\n"),
        ..Variant::default()
    })
}

/// `hi`, typed to a web server; with the page of the solution.
fn hi(text: &str, row: &Value, right: &Variant) -> Option<Variant> {
    let accepted = row["group"] == "hi" && row["verdict"] == "accept";
    accepted.then(|| {
        let mut files = right.files.clone();
        let hi = files.iter_mut().find(|(name, _)| name == "hi.txt");
        hi.expect("the solution says hi").1 = text.as_bytes().to_vec();
        Variant {
            files,
            answers: right.answers.clone(),
            blamed: BTreeMap::new(),
            absent: Vec::new(),
        }
    })
}
