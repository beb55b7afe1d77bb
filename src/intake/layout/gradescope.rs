//! Gradescope: `submission_ID/`, and `submission_metadata.yml`, which says who handed in which.
//!
//! The file maps each folder's name to `:submitters:` (a list with `:name:`, `:sid:` and `:email:`; several of a group), `:created_at:` and what
//! Gradescope made of it. It is large where there are results, so each submission's part is read by itself.

use std::fs;

use crate::intake::layout::{Export, Listed, Sort};
use crate::intake::{HandedIn, Who};
use crate::model::{Diagnostic, Source};
use crate::spec::{Node, yaml};

/// The file that says who handed in what.
pub(super) const METADATA: &str = "submission_metadata.yml";

pub(super) fn works(export: &mut Export) -> Result<Vec<HandedIn>, Diagnostic> {
    let shown = export.root.join(METADATA).display().to_string();
    let text = fs::read(export.root.join(METADATA)).map_err(|error| {
        Diagnostic::file_error(&shown, format!("`{shown}` cannot be read: {error}"))
            .help("download the submissions of the assignment from Gradescope again, or name another --layout")
    })?;
    let text = String::from_utf8_lossy(&text).into_owned();
    let parts = parts(&text);
    let mut works = Vec::new();
    for entry in export.take() {
        if entry.name == METADATA {
            continue;
        }
        if entry.sort != Sort::Folder {
            export.left_out(&entry, "it is no folder");
            continue;
        }
        let part = parts.iter().find(|(name, _)| *name == entry.name);
        match part.map(|(name, part)| read(name, part)) {
            Some(Ok(found)) if !found.submitters.is_empty() => {
                works.extend(each(export, &entry, found));
            }
            Some(Err(error)) => {
                export.notes.push(format!(
                    "{METADATA}, at `{}`: {}",
                    entry.name, error.message
                ));
                works.push(export.whole(&entry, Who::default()));
            }
            Some(Ok(_)) | None => {
                export.notes.push(format!(
                    "{METADATA} says not who handed in `{}`",
                    entry.name
                ));
                works.push(export.whole(&entry, Who::default()));
            }
        }
    }
    Ok(works)
}

/// One for each of a group.
fn each(export: &Export, entry: &Listed, found: Found) -> Vec<HandedIn> {
    let submitters = found.submitters.into_iter();
    let work = |who| HandedIn {
        at: found.at.clone(),
        ..export.whole(entry, who)
    };
    submitters.map(work).collect()
}

struct Found {
    submitters: Vec<Who>,
    at: Option<String>,
}

/// The text of each submission, by its name.
fn parts(text: &str) -> Vec<(&str, String)> {
    let mut parts: Vec<(&str, String)> = Vec::new();
    for line in text.lines() {
        let head = line.trim_end().strip_suffix(':');
        let head = head.map(|head| head.trim_matches(['"', '\'']));
        match head.filter(|head| head.starts_with("submission_")) {
            Some(head) => parts.push((head, String::new())),
            None => {
                if let Some((_, part)) = parts.last_mut() {
                    part.push_str(line);
                    part.push('\n');
                }
            }
        }
    }
    parts
}

fn read(name: &str, part: &str) -> Result<Found, Diagnostic> {
    // What Gradescope made of it is long, and of no use here.
    let part = part
        .split_inclusive('\n')
        .take_while(|line| !line.starts_with("  :results:"));
    let node = yaml::parse(&Source::new(name, part.collect::<String>()))?;
    let text = |node: &Node, key: &str| {
        let text = node.entry(key)?.as_text()?.trim().to_owned();
        (!text.is_empty()).then_some(text)
    };
    let submitters = node.as_ref().and_then(|node| node.entry(":submitters"));
    let who = |node: &Node| Who {
        ids: [text(node, ":sid"), text(node, ":email")]
            .into_iter()
            .flatten()
            .collect(),
        name: text(node, ":name"),
        email: text(node, ":email"),
    };
    let at = node.as_ref().and_then(|node| text(node, ":created_at"));
    Ok(Found {
        submitters: submitters
            .map_or(&[][..], Node::items)
            .iter()
            .map(who)
            .collect(),
        at: at.as_deref().and_then(moment),
    })
}

/// `2026-11-25 20:00:01.123456000 Z`, or with an offset, as Ruby writes it.
fn moment(text: &str) -> Option<String> {
    let text = text.replacen(' ', "T", 1).replace(' ', "");
    let text = if text.ends_with('Z') || text.rfind(['+', '-']) > text.find('T') {
        text
    } else {
        format!("{text}Z")
    };
    let found: jiff::Timestamp = text.parse().ok()?;
    Some(found.to_string())
}

#[cfg(test)]
mod tests {
    use super::{moment, parts, read};

    const METADATA: &str = "\
---
submission_17:
  :submitters:
  - :name: Ada Lovelace
    :sid: '4711'
    :email: ada@example.org
  - :name: Grace
    :sid:
    :email: grace@example.org
  :created_at: 2026-11-25 20:00:01.123456000 Z
  :score: 3.0
  :status: processed
  :results:
    tests:
    - output: \"a: b: c\"
  :history: []
submission_18:
  :submitters: []
  :created_at: 2026-11-25 20:00:01 +0100
";

    #[test]
    fn who_handed_in_what() {
        let parts = parts(METADATA);
        let names: Vec<_> = parts.iter().map(|(name, _)| *name).collect();
        assert_eq!(names, ["submission_17", "submission_18"]);
        let found = read("submission_17", &parts[0].1).unwrap();
        assert_eq!(found.at.as_deref(), Some("2026-11-25T20:00:01.123456Z"));
        let [ada, grace] = found.submitters.as_slice() else {
            panic!("{:?}", found.submitters)
        };
        assert_eq!(ada.ids, ["4711", "ada@example.org"]);
        assert_eq!(ada.name.as_deref(), Some("Ada Lovelace"));
        assert_eq!(grace.ids, ["grace@example.org"]);
        assert!(
            read("submission_18", &parts[1].1)
                .unwrap()
                .submitters
                .is_empty()
        );
    }

    #[test]
    fn moments_as_ruby_writes_them() {
        let check = |text: &str, want: Option<&str>| {
            assert_eq!(moment(text).as_deref(), want, "{text}");
        };
        check("2026-11-25 20:00:01.5 Z", Some("2026-11-25T20:00:01.5Z"));
        check("2026-11-25 20:00:01 +0100", Some("2026-11-25T19:00:01Z"));
        check("2026-11-25T20:00:01-08:00", Some("2026-11-26T04:00:01Z"));
        check("2026-11-25 20:00:01", Some("2026-11-25T20:00:01Z"));
        check("yesterday", None);
    }
}
