//! The readers against real recordings with ground truth, where they lie beside the project.

mod detection;
mod dress;
mod dresses;
mod forge;
mod lookups;
pub(crate) mod smtp;
mod telnet;

use std::path::PathBuf;
use std::sync::Arc;

use serde_json::Value as Json;

use crate::model::{Facts, Source, Value};

/// The rows of a folder's manifest; `None`, with a word on it, where the corpus is not there.
pub(crate) fn rows(kind: &str) -> Option<(PathBuf, Vec<Json>)> {
    let beside = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../shared/corpus");
    let folder = std::env::var_os("NETCHECK_CORPUS")
        .map_or(beside, PathBuf::from)
        .join(kind);
    let Ok(manifest) = std::fs::read(folder.join("manifest.json")) else {
        println!("skipped: no recordings at {}", folder.display());
        return None;
    };
    let rows = serde_json::from_slice(&manifest).expect("a list of recordings");
    Some((folder, rows))
}

pub(crate) fn source(folder: &std::path::Path, row: &Json) -> Arc<Source> {
    let name = row["file"].as_str().expect("a file");
    let bytes = std::fs::read(folder.join(name)).expect("the file of a row");
    Source::new(name, decode(&bytes))
}

fn decode(bytes: &[u8]) -> String {
    if let Some(rest) = bytes.strip_prefix(&[0xff, 0xfe]) {
        let units: Vec<u16> = rest
            .chunks_exact(2)
            .map(|c| u16::from_le_bytes([c[0], c[1]]))
            .collect();
        return String::from_utf16_lossy(&units);
    }
    let bytes = bytes.strip_prefix(&[0xef, 0xbb, 0xbf]).unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => text.to_owned(),
        Err(_) => bytes.iter().map(|b| char::from(*b)).collect(),
    }
}

/// Prints what differs.
fn show(what: &str, all: usize, wrong: &[(String, String)]) {
    for (id, difference) in wrong {
        println!("{what} {id}: {difference}");
    }
    println!("{what}: {} of {all} right", all - wrong.len());
}

/// Prints what differs, and demands that at least so many rows are right.
fn verdict(what: &str, all: usize, wrong: &[(String, String)], at_least: usize) {
    show(what, all, wrong);
    let right = all - wrong.len();
    assert!(
        right >= at_least,
        "{what}: {right} of {all} right, at least {at_least} were once"
    );
}

/// What a row demands and a reading does not give.
#[derive(Default)]
struct Differences(Vec<String>);

impl Differences {
    fn compare(&mut self, name: &str, want: &str, got: Option<String>) {
        let got = got.unwrap_or_default();
        if !want.eq_ignore_ascii_case(&got) {
            self.0.push(format!("{name} want {want:?} got {got:?}"));
        }
    }
}

/// A value as text; nothing for null.
pub(crate) fn plain(value: &Json) -> String {
    match value {
        Json::Null => String::new(),
        Json::String(text) => text.clone(),
        other => other.to_string(),
    }
}

fn text(facts: &Facts, name: &str) -> Option<String> {
    facts.value(name).map(Value::to_string)
}

fn texts(facts: &Facts, name: &str) -> Vec<String> {
    facts
        .value(name)
        .map(|value| value.items().iter().map(ToString::to_string).collect())
        .unwrap_or_default()
}

fn json_texts(list: &Json) -> Vec<String> {
    list.as_array()
        .into_iter()
        .flatten()
        .filter_map(|item| item.as_str().map(str::to_owned))
        .collect()
}
