//! What texts read as, where each part stands, and that limits hold.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

use super::*;
use crate::model::Located;
use crate::spec::{Data, Scalar};

/// A tree in one line: scalars with `'` where they were quoted or a block, everything with its line and column.
fn shown(node: &Node) -> String {
    let at = format!("@{}:{}", node.place.line(), node.place.column());
    match &node.data {
        Data::Scalar(Scalar { text, quoted }) => {
            let quote = if *quoted { "'" } else { "" };
            format!("{quote}{}{quote}{at}", text.escape_debug())
        }
        Data::List(items) => {
            let items: Vec<String> = items.iter().map(shown).collect();
            format!("[{}]{at}", items.join(", "))
        }
        Data::Map(entries) => {
            let entries: Vec<String> = entries
                .iter()
                .map(|(key, value)| format!("{}: {}", key.value, shown(value)))
                .collect();
            format!("{{{}}}{at}", entries.join(", "))
        }
    }
}

fn read(text: &str) -> Result<Option<Node>, Diagnostic> {
    parse(&Source::new("a.yaml", text))
}

fn check(text: &str, want: &str) {
    let got = match read(text) {
        Ok(node) => node.as_ref().map_or("nothing".to_owned(), shown),
        Err(error) => format!("{}: {}", error.line().unwrap_or(0), error.message),
    };
    assert_eq!(got, want, "{text:?}");
}

#[test]
fn scalars_are_the_text_as_typed() {
    for text in [
        "no",
        "012",
        "1.10",
        "0x1F",
        "~",
        "null",
        "True",
        "1_000",
        ".nan",
        "2026-12-01",
    ] {
        check(text, &format!("{text}@1:1"));
    }
    check("'it''s'", "'it\\'s'@1:1");
    check(r#""a\tb""#, "'a\\tb'@1:1");
    check("a:\nb: ", "{a: @1:3, b: @2:3}@1:1");
    check("- \n-", "[@1:3, @2:2]@1:1");
    check("!!str 012", "'012'@1:7");
}

#[test]
fn everything_knows_its_place() {
    let text = "a: 1\nb:\n  - x\n  - { c: 'd', e }\nf: |\n  one\n  two\n";
    let want = "{a: 1@1:4, b: [x@3:5, {c: 'd'@4:10, e: @4:17}@4:5]@3:3, f: 'one\\ntwo\\n'@6:3}@1:1";
    check(text, want);
    let Some(Node {
        data: Data::Map(entries),
        place,
    }) = read(text).unwrap()
    else {
        panic!("a map");
    };
    assert_eq!(place.text(), text.trim_end());
    assert_eq!(entries[1].1.place.text(), "- x\n  - { c: 'd', e }");
    assert_eq!(entries[2].1.place.text(), "one\n  two");
    assert_eq!(entries[2].0.place.text(), "f");
    check("\u{feff}ä: ö\r\nü: 1\r\n", "{ä: ö@1:5, ü: 1@2:4}@1:2");
}

#[test]
fn an_empty_document_is_nothing() {
    for text in ["", "\n\n", "# nothing\n", "---\n"] {
        let got = read(text).unwrap();
        let empty = got.as_ref().is_none_or(|node| node.kind() == "nothing");
        assert!(empty, "{text:?}");
    }
}

#[test]
fn anchors_and_merged_maps_are_copied() {
    check(
        "a: &x { b: c }\nd: *x\n",
        "{a: {b: c@1:12}@1:7, d: {b: c@1:12}@2:4}@1:1",
    );
    let merged = "a: &x { b: c, e: f }\nd: { <<: *x, b: own }\n";
    check(
        merged,
        "{a: {b: c@1:12, e: f@1:18}@1:7, d: {b: own@2:17, e: f@1:18}@2:4}@1:1",
    );
}

#[test]
fn an_alias_bomb_ends_at_its_limit() {
    let mut text = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..30 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(text, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    check(&text, "6: anchors and aliases repeat too much of this file");
    let mut text = format!("a: &a {}\n", "x".repeat(1_000_000));
    writeln!(text, "b: [{}]", vec!["*a"; 1000].join(", ")).unwrap();
    check(&text, "2: anchors and aliases repeat too much of this file");
}

#[test]
fn anchors_within_anchors_are_copied_within_the_limit() {
    let inner = vec!["x"; 50_000].join(", ");
    let text = format!("{}{inner}{}", "&a [".repeat(90), "]".repeat(90));
    check(&text, "1: anchors and aliases repeat too much of this file");
}

#[test]
fn aliases_do_not_nest_deeper_than_brackets_may() {
    let deep = |inner: &str| format!("{}{inner}{}", "[".repeat(60), "]".repeat(60));
    let text = format!("a: &a {}\nb: {}\n", deep("x"), deep("*a"));
    check(&text, "2: nested more than 100 levels deep");
}

#[test]
fn ten_thousand_levels_are_too_many() {
    let nested = "nested more than 100 levels deep";
    check(&"[".repeat(10_000), &format!("1: {nested}"));
    check(&"{a: ".repeat(10_000), &format!("1: {nested}"));
    check(&"- ".repeat(10_000), &format!("1: {nested}"));
    let mut text = String::new();
    for level in 0..2_000 {
        writeln!(text, "{}a:", " ".repeat(level)).unwrap();
    }
    check(&text, &format!("101: {nested}"));
}

#[test]
fn more_values_than_the_limit_are_too_many() {
    let text = format!("[{}]", "a,".repeat(NODE_LIMIT));
    check(&text, "1: the file has more than 300000 keys and values");
}

#[test]
fn a_hundred_thousand_mistakes_are_reported_by_the_first_hundred() {
    let text = format!("{{{}}}", "a,".repeat(100_000));
    let tree = tree(&Source::new("a.yaml", text));
    let count = tree.errors.len();
    assert!((1..=100).contains(&count), "{count}");
}

#[test]
fn mistakes_that_can_be_stepped_over_do_not_hide_others() {
    let source = Source::new(
        "a.yaml",
        "a: [${x}]\nb: \"\\d\"\nc: d: e\nf: @\ng: h\ng: i\nj: [\n",
    );
    let tree = tree(&source);
    let lines: Vec<Option<usize>> = tree.errors.iter().map(Diagnostic::line).collect();
    assert_eq!(lines, [1, 2, 3, 4, 7, 6].map(Some));
    assert!(matches!(tree.extent, Extent::Beginning(holes) if holes.len() == 4));
    let Some(Data::Map(entries)) = tree.node.map(|node| node.data) else {
        panic!("a map");
    };
    let keys: Vec<&str> = entries.iter().map(|(key, _)| key.value.as_str()).collect();
    assert_eq!(keys, ["a", "b", "c", "f", "g"]);
}

/// The YAML files that the project ships.
fn shipped(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            shipped(&path, found);
        } else if path.extension().is_some_and(|end| end == "yaml") {
            found.push(path);
        }
    }
}

#[test]
fn shipped_files_read_as_another_parser_reads_them() {
    let mut files = Vec::new();
    shipped(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises"),
        &mut files,
    );
    assert!(!files.is_empty());
    for file in files {
        let text = std::fs::read_to_string(&file).unwrap();
        let Ok(other) = yaml_serde::from_str::<yaml_serde::Value>(&text) else {
            continue;
        };
        let node = read(&text).unwrap().unwrap();
        assert!(agrees(&node, &other), "{file:?}: {node:?} {other:?}");
    }
}

/// Whether two parsers say the same of a value, but for what a plain scalar means.
fn agrees(node: &Node, other: &yaml_serde::Value) -> bool {
    match (&node.data, other) {
        (Data::Scalar(scalar), yaml_serde::Value::Null) => scalar.is_nothing(),
        (Data::Scalar(scalar), yaml_serde::Value::Bool(flag)) => scalar.as_flag() == Some(*flag),
        (Data::Scalar(scalar), yaml_serde::Value::Number(number)) => {
            scalar.text == number.to_string() || scalar.text.parse().ok() == number.as_f64()
        }
        (Data::Scalar(scalar), yaml_serde::Value::String(text)) => scalar.text == *text,
        (Data::List(items), yaml_serde::Value::Sequence(others)) => {
            items.len() == others.len() && items.iter().zip(others).all(|(a, b)| agrees(a, b))
        }
        (Data::Map(entries), yaml_serde::Value::Mapping(others)) => {
            let same = |(key, value): (
                &(Located<String>, Node),
                (&yaml_serde::Value, &yaml_serde::Value),
            )| {
                let text = match value.0 {
                    yaml_serde::Value::String(text) => text.clone(),
                    yaml_serde::Value::Number(number) => number.to_string(),
                    _ => return false,
                };
                key.0.value == text && agrees(&key.1, value.1)
            };
            entries.len() == others.len() && entries.iter().zip(others.iter()).all(same)
        }
        _ => false,
    }
}
