//! Markdown: by cmark-gfm, GitHub's own renderer, with everything switched on that GitHub switches on.

use std::fs;
use std::process::Command;

use regex::Regex;

use crate::common::folder::Folder;
use crate::common::program;
use crate::reports::{Given, all};

/// The tags that the report means, and no others; comments are what keeps names and addresses from becoming links.
const MEANT: &[&str] = &[
    "h1", "h2", "h3", "p", "strong", "code", "pre", "ul", "li", "table", "thead", "tbody", "tr",
    "th", "td",
];

fn page(given: &Given) -> Option<String> {
    let cmark = program::peer("cmark-gfm")?;
    let mut command = Command::new(cmark);
    command.args([
        "--unsafe",
        "-e",
        "table",
        "-e",
        "strikethrough",
        "-e",
        "autolink",
    ]);
    let output = command.arg(&given.path).output().expect("cmark-gfm starts");
    assert!(output.status.success(), "{}", given.name);
    Some(String::from_utf8(output.stdout).expect("UTF-8"))
}

#[test]
fn nothing_that_others_wrote_becomes_markup() {
    let tag = Regex::new(r"</?([a-zA-Z][a-zA-Z0-9]*)([^>]*)>").expect("a regular expression");
    let folder = Folder::new();
    for given in all("markdown", "md", &folder) {
        let Some(page) = page(&given) else { return };
        for found in tag.captures_iter(&page) {
            assert!(MEANT.contains(&&found[1]), "{}: {}", given.name, &found[0]);
            let attributes = found[2].trim();
            let meant = [
                "",
                "lang=\"text\"",
                "class=\"language-text\"",
                "align=\"right\"",
            ];
            assert!(meant.contains(&attributes), "{}: {}", given.name, &found[0]);
        }
    }
}

#[test]
fn each_check_has_its_row() {
    let folder = Folder::new();
    for given in all("markdown", "md", &folder) {
        let Some(page) = page(&given) else { return };
        let rows = page.matches("<tr>").count();
        let exercises = given.json["exercises"].as_array().map_or(0, Vec::len);
        let checks = given.checks().count();
        // A head for each table: of the exercises, and of the checks of each.
        assert_eq!(rows, checks + 2 * exercises + 1, "{}", given.name);
        let text = fs::read_to_string(&given.path).expect("a report");
        assert_eq!(text.matches("\n| ").count(), rows, "{}", given.name);
    }
}
