//! Nothing that somebody may write panics the reader.

use proptest::prelude::*;

use super::{PROBES, one, plain, text_file};
use crate::model::{Diagnostics, Source};
use crate::spec::{Data, Node, matcher, read, world_name, yaml};

/// Words of which YAML, specs and worlds are made, to be thrown together.
const WORDS: &[&str] = &[
    "\n",
    "\n  ",
    "\n    ",
    "\n- ",
    "\n  - ",
    "- ",
    ": ",
    ":",
    "{ ",
    " }",
    "[",
    "]",
    ", ",
    "\"",
    "'",
    "\\d",
    "&a ",
    "*a",
    "<<: ",
    "? ",
    "| \n   x",
    "# x",
    "---",
    "\t",
    "$",
    "${",
    "$a.b",
    "!x ",
    "%",
    "~",
    "ü",
    "\r",
    "netcheck: 1",
    "title: A",
    "checks:",
    "id: a",
    "id: b",
    "connect: a:80",
    "answer: a",
    "answers:",
    "type: choice",
    "expect:",
    "points:",
    "retry:",
    "needs: [a, b]",
    "matches: '('",
    "between: [1, 2]",
    "hosts:",
    "a.b:",
    "addresses: [192.0.2.1]",
    "services:",
    "80: http",
    "aliases:",
    "vars:",
    "pick: [a]",
    "student: [id]",
    "exercises: [web]",
];

fn soup() -> impl Strategy<Value = String> {
    let words = proptest::collection::vec(proptest::sample::select(WORDS), 0..60);
    words.prop_map(|words| words.concat())
}

/// Reads a text as every kind of file, and every part of it as every kind of value.
fn read_as_everything(text: &str) {
    let mut files = one(text);
    files.exercises[0].instructor = Some(text_file("i.yaml", text));
    files.world = Some(text_file("world.yaml", text));
    files.assignment = text_file("netcheck.yaml", text);
    let _ = world_name(&files.assignment);
    let (_, found) = read(&files, PROBES);
    let _ = plain(found);
    if let Ok(Some(node)) = yaml::parse(&Source::new("a.yaml", text)) {
        read_as_every_type(&node);
    }
}

fn read_as_every_type(node: &Node) {
    let mut found = Diagnostics::default();
    let _ = node.text(&mut found);
    let _ = node.number(0, 1, &mut found);
    let _ = node.flag(&mut found);
    let _ = node.duration(&mut found);
    let _ = node.word(&["a"], &mut found);
    let _ = node.operand(&mut found);
    let _ = matcher(node, &mut found);
    let _ = plain(found);
    match &node.data {
        Data::Scalar(_) => {}
        Data::List(items) => items.iter().for_each(read_as_every_type),
        Data::Map(entries) => entries
            .iter()
            .for_each(|(_, node)| read_as_every_type(node)),
    }
}

proptest! {
    #[test]
    fn no_bytes_panic_the_reader(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let files = one(bytes);
        let _ = plain(read(&files, PROBES).1);
    }

    #[test]
    fn no_text_panics_the_reader(text in "\\PC{0,80}") {
        read_as_everything(&text);
    }

    #[test]
    fn no_words_panic_the_reader(text in soup()) {
        read_as_everything(&text);
    }

    #[test]
    fn words_behind_a_good_beginning_do_not_panic(text in soup()) {
        read_as_everything(&format!("netcheck: 1\ntitle: A\nchecks:\n  - id: a\n    title: B\n    {text}"));
    }
}
