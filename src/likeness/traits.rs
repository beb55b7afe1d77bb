//! What of a recording would differ in independent work.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::path::Path;
use std::sync::{Arc, LazyLock};

use regex::Regex;
use sha2::{Digest as _, Sha256};

use crate::model::{Facts, LikenessKind, Place, Source};
use crate::plan::Plan;
use crate::session::{self, Line, Protocol, Role, Session};
use crate::submission::{Handed, Submission};

/// The most bytes of a recording that is looked at: what is larger is no session, or one with a large mail.
const SIZE: u64 = 256 * 1024;

/// The least letters and digits of a queue id that says something.
const ID: usize = 8;

/// A time of day, to the second.
static TIME: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\b[0-9]{1,2}:[0-9]{2}:[0-9]{2}\b").expect("the expression is sound")
});

/// Something that independent work would have otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trait {
    /// What it is.
    pub kind: LikenessKind,
    /// What must be the same: a queue id, or the SHA-256 of a text in hexadecimal.
    pub key: String,
    /// What it is, in a few words for people: `queue id 4F1C22A0B1`.
    pub what: String,
    /// The file that it stands in.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is written there.
    pub text: String,
}

/// The traits of a submission's recordings: of the files that the plan's checks read as recordings. Files that cannot be read have none.
pub fn traits(plan: &Plan, submission: &Submission) -> Vec<Trait> {
    let mut found = Vec::new();
    for ((folder, file), protocol) in recordings(plan) {
        if let Some(source) = recording(submission.file(file, folder)) {
            found.extend(of(protocol, &source));
        }
    }
    found
}

/// The traits of the assignment's own recordings, each with the folder that it is in: `07-mail/solution`. `assignment` is the folder with
/// `netcheck.yaml`.
pub fn example_traits(plan: &Plan, assignment: &Path) -> Vec<(String, Trait)> {
    let mut found = Vec::new();
    for ((folder, file), protocol) in recordings(plan) {
        for place in example_folders(assignment, folder) {
            let example = Submission::open(&assignment.join(&place));
            if let Some(source) = recording(example.file(file, folder)) {
                let traits = of(protocol, &source);
                found.extend(traits.into_iter().map(|one| (place.clone(), one)));
            }
        }
    }
    found
}

/// `solution`, and the folders in `wrong`.
fn example_folders(assignment: &Path, exercise: &str) -> Vec<String> {
    let wrong = fs::read_dir(assignment.join(exercise).join("wrong"));
    let names = wrong.into_iter().flatten().filter_map(|entry| {
        let name = entry.ok()?.file_name().into_string().ok()?;
        Some(format!("{exercise}/wrong/{name}"))
    });
    let mut folders: Vec<String> = names.collect();
    folders.sort();
    folders.insert(0, format!("{exercise}/solution"));
    folders
}

/// The folder and the name of each recording that a check reads, once, and as what it is read.
fn recordings(plan: &Plan) -> BTreeMap<(&str, &str), Protocol> {
    let checks = plan.checks.iter();
    let recordings = checks.filter_map(|check| {
        let file = (check.folder.as_str(), check.probe.file()?);
        Some((file, check.probe.recorded()?))
    });
    // Of two exercises with the same file name in the root, each may mean its own.
    recordings.collect()
}

/// The text of a file that is looked at.
fn recording(handed: Handed) -> Option<Arc<Source>> {
    match handed {
        Handed::Text { source, bytes, .. } => (bytes <= SIZE).then_some(source),
        Handed::Missing { .. } | Handed::Broken(_) => None,
    }
}

/// The traits of one recording.
pub(super) fn of(protocol: Protocol, source: &Arc<Source>) -> Vec<Trait> {
    let session = session::read(protocol, source);
    let mut found: Vec<Trait> = queue_ids(&session.facts)
        .into_iter()
        .map(|(id, place)| Trait {
            kind: LikenessKind::QueueId,
            what: format!("queue id {id}"),
            key: folded(&id),
            file: place.file().to_owned(),
            line: place.line(),
            text: line_of(&place),
        })
        .collect();
    let times = times(&session);
    if !found.is_empty() || times.len() > 1 {
        found.extend(whole(source));
    }
    found.extend(mail(source, &session, &times));
    found.extend(lecture(source, &session));
    found
}

/// That the recording is the lecture's own example, as its reader knows it.
fn lecture(source: &Arc<Source>, session: &Session) -> Option<Trait> {
    let mut suspicions = session.suspicious.iter();
    let odd = suspicions.find(|odd| odd.text.contains("the lecture's example"))?;
    let id = session.facts.place("queue-id");
    let line = id.map_or(odd.line, Place::line);
    Some(Trait {
        kind: LikenessKind::Example,
        key: odd.text.clone(),
        what: odd.text.clone(),
        file: source.name.clone(),
        line,
        text: line_of(&Place::line_at(source, line)),
    })
}

/// The queue ids of all mails of the recording that say something.
fn queue_ids(facts: &Facts) -> Vec<(String, Place)> {
    let all = std::iter::once(facts).chain(&facts.others);
    let ids = all.filter_map(|facts| {
        let id = facts.value("queue-id")?.as_text()?.to_owned();
        says_something(&id).then_some(())?;
        Some((id, facts.place("queue-id")?.clone()))
    });
    let mut ids: Vec<_> = ids.collect();
    ids.dedup_by(|one, other| one.0 == other.0);
    ids
}

/// Whether an id is one of many: long, not the same character again and again, and not a number alone, for that may be a count or a clock.
fn says_something(id: &str) -> bool {
    let letters: Vec<char> = id.chars().filter(char::is_ascii_alphanumeric).collect();
    let different: BTreeSet<&char> = letters.iter().collect();
    let number = letters.iter().all(char::is_ascii_digit);
    letters.len() >= ID && different.len() >= 3 && !number
}

/// Hexadecimal digits may be written in either case; the letters of other ids may not.
fn folded(id: &str) -> String {
    if id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        id.to_ascii_uppercase()
    } else {
        id.to_owned()
    }
}

fn line_of(place: &Place) -> String {
    let range = place.source().line_range(place.line());
    place.source().text[range].trim().to_owned()
}

/// The different times of day in a session: those that the server said of now, and that of a mail's `Date:`. Two people may well come at the same
/// second, but hardly both begin and end at the same ones.
fn times(session: &Session) -> BTreeSet<&str> {
    let lines = session.lines.iter().filter(|line| {
        let text = line.text.trim_start().to_ascii_lowercase();
        match line.role {
            // When a page was changed, or will be old, is the same for all who ask for it.
            Role::Server => !text.starts_with("last-modified:") && !text.starts_with("expires:"),
            Role::Header => text.starts_with("date:"),
            _ => false,
        }
    });
    let times = lines.flat_map(|line| TIME.find_iter(&line.text));
    times.map(|time| time.as_str()).collect()
}

/// The body with the times around it. Its key begins with how many times there are, and with the body: see [`crate::likeness::likenesses`].
fn mail(source: &Arc<Source>, session: &Session, times: &BTreeSet<&str>) -> Option<Trait> {
    let is_body = |line: &&Line| line.role == Role::Body && !line.text.trim().is_empty();
    let body: Vec<&Line> = session.lines.iter().filter(is_body).collect();
    let first = body.first()?;
    if times.is_empty() {
        return None;
    }
    let body = sum(body.iter().map(|line| line.text.trim_end()));
    let now = sum(times.iter().copied());
    Some(Trait {
        kind: LikenessKind::Mail,
        key: format!("{}:{body}:{now}", times.len()),
        what: "the same body and the same times".to_owned(),
        file: source.name.clone(),
        line: first.number,
        text: first.text.trim().to_owned(),
    })
}

fn whole(source: &Arc<Source>) -> Option<Trait> {
    let lines = || source.text.lines().map(str::trim_end);
    let (number, first) = lines().enumerate().find(|(_, line)| !line.is_empty())?;
    Some(Trait {
        kind: LikenessKind::Recording,
        key: sum(lines().filter(|line| !line.is_empty())),
        what: "the same recording, letter by letter".to_owned(),
        file: source.name.clone(),
        line: number + 1,
        text: first.trim().to_owned(),
    })
}

/// SHA-256 over lines, in hexadecimal.
fn sum<'a>(lines: impl Iterator<Item = &'a str>) -> String {
    let mut sum = Sha256::new();
    for line in lines {
        sum.update(line);
        sum.update(b"\n");
    }
    let mut text = String::with_capacity(64);
    for byte in sum.finalize() {
        let _ = write!(text, "{byte:02x}");
    }
    text
}
