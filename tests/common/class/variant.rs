//! What a student may hand in for an exercise, and what it is then worth.

use std::collections::BTreeMap;

/// A check that reads what was handed in.
pub(crate) struct Check {
    /// Its id.
    pub(crate) id: String,
    /// What can be earned.
    pub(crate) of: u64,
    /// The file, or the key of `answers.yaml`, that it reads.
    pub(crate) reads: String,
    /// The checks that it waits for.
    pub(crate) waits: Vec<String>,
    /// Whether a person scores it.
    pub(crate) manual: bool,
}

/// One way to do an exercise: right, or with a known mistake.
#[derive(Clone, Default)]
pub(crate) struct Variant {
    /// Its files.
    pub(crate) files: Vec<(String, Vec<u8>)>,
    /// Its lines of `answers.yaml`.
    pub(crate) answers: String,
    /// The checks that fail because of it, and what they earn all the same.
    pub(crate) blamed: BTreeMap<String, u64>,
    /// Files and keys that are not there.
    pub(crate) absent: Vec<String>,
}

/// What becomes of a check.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Due {
    /// Its exercise.
    pub(crate) exercise: String,
    /// Its id.
    pub(crate) check: String,
    /// Its verdict.
    pub(crate) verdict: &'static str,
    /// What it earns.
    pub(crate) points: u64,
}

/// A file that no check can read: the first bytes of a picture.
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0";

impl Variant {
    /// The same with nothing in it.
    pub(crate) fn missing(&self) -> Self {
        Self {
            absent: self.parts(),
            ..Self::default()
        }
    }

    /// The same with pictures in place of its files; nothing of it, where it has no file.
    pub(crate) fn broken(&self, checks: &[Check]) -> Self {
        if self.files.is_empty() {
            return self.missing();
        }
        let reads = |check: &&Check| self.files.iter().any(|(name, _)| *name == check.reads);
        let blamed = checks.iter().filter(reads);
        Self {
            files: self
                .files
                .iter()
                .map(|(name, _)| (name.clone(), PICTURE.to_vec()))
                .collect(),
            blamed: blamed.map(|check| (check.id.clone(), 0)).collect(),
            ..self.clone()
        }
    }

    /// The first half of its files and answers.
    pub(crate) fn half(&self) -> Self {
        let parts = self.parts();
        let (kept, absent) = parts.split_at(parts.len() / 2);
        let kept = |name: &str| kept.iter().any(|part| part == name);
        let blocks = blocks(&self.answers);
        Self {
            files: self
                .files
                .iter()
                .filter(|(name, _)| kept(name))
                .cloned()
                .collect(),
            answers: blocks
                .iter()
                .filter(|(key, _)| kept(key))
                .map(|(_, text)| text.as_str())
                .collect(),
            absent: absent.to_vec(),
            blamed: BTreeMap::new(),
        }
    }

    /// What becomes of its exercise's checks.
    pub(crate) fn due(&self, exercise: &str, checks: &[Check]) -> Vec<Due> {
        let mut all: Vec<Due> = Vec::new();
        for check in checks {
            let waits_in_vain = check.waits.iter().any(|id| {
                let waited = all.iter().find(|due| due.check == *id);
                waited.is_some_and(|due| due.verdict != "pass")
            });
            let (verdict, points) = if self.absent.contains(&check.reads) {
                ("todo", 0)
            } else if waits_in_vain {
                ("skipped", 0)
            } else if let Some(points) = self.blamed.get(&check.id) {
                ("fail", *points)
            } else if check.manual {
                ("manual", 0)
            } else {
                ("pass", check.of)
            };
            all.push(Due {
                exercise: exercise.to_owned(),
                check: check.id.clone(),
                verdict,
                points,
            });
        }
        all
    }

    /// Its files and the keys of its answers, by name.
    fn parts(&self) -> Vec<String> {
        let files = self.files.iter().map(|(name, _)| name.clone());
        let keys = blocks(&self.answers).into_iter().map(|(key, _)| key);
        files.chain(keys).collect()
    }
}

/// The keys of `answers.yaml`, each with its lines.
pub(crate) fn blocks(text: &str) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let goes_on = line.starts_with([' ', '#', '\n', '\r']);
        match all.last_mut() {
            Some((_, block)) if goes_on => block.push_str(line),
            None if goes_on => {}
            _ => {
                let key = line.split(':').next().unwrap_or_default();
                all.push((key.trim().to_owned(), line.to_owned()));
            }
        }
    }
    all
}
