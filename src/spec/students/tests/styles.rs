//! Exercises in every mixture of styles: what is cut can always be read again, holds no secret, and lost nothing else.

use proptest::prelude::*;

use super::cut;
use crate::model::Source;
use crate::spec::yaml;

/// What stands only in what must go, and only in what must stay.
const SECRET: &str = "s3cret";
const STAYS: &str = "stays";

/// Choices that a generated exercise is made of.
struct Choices {
    tape: Vec<u8>,
    at: usize,
}

impl Choices {
    /// One of `count`; the first where there are no more choices.
    fn of(&mut self, count: u8) -> u8 {
        let choice = self.tape.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        choice % count
    }

    fn yes(&mut self) -> bool {
        self.of(2) == 1
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        let count = u8::try_from(words.len()).expect("a short list");
        words[usize::from(self.of(count))]
    }

    /// A comment on a line of its own, or nothing.
    fn comment(&mut self, indent: usize, word: &str) -> String {
        match self.of(3) {
            0 => format!("{}# {word}: {{ [ ' \" - & *\n", " ".repeat(indent)),
            _ => String::new(),
        }
    }

    fn behind(&mut self, word: &str) -> String {
        match self.of(3) {
            0 => format!("  # {word}, }} ]"),
            _ => String::new(),
        }
    }
}

/// An entry of a check, and whether it must go.
struct Entry {
    key: &'static str,
    goes: bool,
}

fn entries(choices: &mut Choices, kept_back: bool) -> Vec<Entry> {
    let word = |key| Entry { key, goes: false };
    let mut entries = vec![word("title"), word("answer"), word("hint"), word("because")];
    entries.truncate(usize::from(choices.of(4)) + 1);
    let mut more = vec![Entry {
        key: "expect",
        goes: kept_back,
    }];
    if choices.yes() {
        more.push(Entry {
            key: "expect-elsewhere",
            goes: kept_back,
        });
    }
    match choices.of(3) {
        0 => more.push(Entry {
            key: "points",
            goes: kept_back,
        }),
        1 => more.push(word("timeout")),
        _ => {}
    }
    if choices.yes() {
        more.push(word("reveal"));
    }
    for entry in more {
        let most = u8::try_from(entries.len()).expect("a few entries");
        entries.insert(usize::from(choices.of(most + 1)), entry);
    }
    entries
}

/// A value in flow style, or one that is as good in block style.
fn flow_value(choices: &mut Choices, key: &str, word: &str) -> String {
    match key {
        "reveal" => "false".to_owned(),
        "expect" | "expect-elsewhere" => match choices.of(4) {
            0 => format!("{{ value: {word} }}"),
            1 => format!("{{value: {{one-of: [ {word}, '{word}, }}' ]}}, x: \"{word} # \\\" ]\"}}"),
            2 => format!(
                "{{\n            # {word}\n          value: {word}, # {word}\n          y: {word} }}"
            ),
            _ => format!("{{ value: \"{word}\n          # {word}\" }}"),
        },
        "points" => format!("{{ helo: 2, {word}: 3 }}"),
        _ => match choices.of(3) {
            0 => format!("{word} and more"),
            1 => format!("'it''s # {word}'"),
            _ => format!("\"{word}, }}\""),
        },
    }
}

fn block_value(choices: &mut Choices, key: &str, word: &str) -> String {
    let pad = " ".repeat(8);
    match (key, choices.of(4)) {
        ("expect" | "expect-elsewhere", 0) => {
            format!("\n{pad}value:\n{pad}  one-of:\n{pad}  - {word}  # {word}\n\n{pad}  - b")
        }
        ("expect" | "expect-elsewhere", 1) => {
            format!(
                "  # {word}\n{pad}# {word}\n{pad}text: |\n{pad}  {word}\n{pad}  # {word}\n\n{pad}x: >-\n{pad}  {word}"
            )
        }
        ("points", 0 | 1) => format!("\n{pad}helo: 2 # {word}\n{pad}{word}: 3"),
        ("reveal" | "expect" | "expect-elsewhere" | "points", _) => {
            format!(" {}", flow_value(choices, key, word))
        }
        (_, 0) => format!(" |\n{pad}{word}\n\n{pad}# {word}"),
        (_, 1) => format!(" {word}\n{pad}goes on"),
        (_, _) => format!(" {}", flow_value(choices, key, word)),
    }
}

/// A check in block style, its first key behind a dash.
fn block(choices: &mut Choices, id: &str, dash: usize, hidden: bool, kept_back: bool) -> String {
    let indent = " ".repeat(dash + 2);
    let mut text = format!(
        "{}- id: {id}{}\n",
        " ".repeat(dash),
        choices.behind(word(hidden))
    );
    for entry in entries(choices, kept_back) {
        let word = word(hidden || entry.goes);
        let key = entry.key;
        text += &choices.comment(dash + 2, word);
        let value = block_value(choices, key, word);
        text += &[&indent, &quoted(choices, key), ":", &value].concat();
        if !value.contains('|') && !value.contains('>') {
            text += &choices.behind(word);
        }
        text += "\n";
        if !value.contains('|') {
            text += &choices.comment(dash + 4, word);
        }
    }
    text
}

/// A check in flow style, on one line or several.
fn flow(choices: &mut Choices, id: &str, hidden: bool, kept_back: bool) -> String {
    let lines = choices.yes();
    let mut text = format!("{{ {}: {id}", quoted(choices, "id"));
    for entry in entries(choices, kept_back) {
        let word = word(hidden || entry.goes);
        text += ",";
        if lines {
            text += "\n";
            text += &choices.comment(7, word);
            text += "      ";
        } else {
            text += choices.pick(&[" ", "  ", "\t"]);
        }
        let value = flow_value(choices, entry.key, word);
        text += &[&quoted(choices, entry.key), ": ", &value].concat();
    }
    text + choices.pick(&["}", " }", ", }", "\n    }"])
}

fn quoted(choices: &mut Choices, key: &str) -> String {
    match choices.of(4) {
        0 => format!("\"{key}\""),
        1 => format!("'{key}'"),
        _ => key.to_owned(),
    }
}

fn word(goes: bool) -> &'static str {
    if goes { SECRET } else { STAYS }
}

/// A comment at the end of a line goes with whatever goes from that line.
fn word_of_line(text: &str) -> &'static str {
    let last = text.lines().last().unwrap_or_default();
    word(
        last.contains(SECRET)
            || text.contains("id: h")
            || text.contains("id\": h")
            || text.contains("id': h"),
    )
}

/// An exercise of up to six checks, at least one of which stays.
fn exercise(choices: &mut Choices) -> String {
    let count = choices.of(5) + 1;
    let in_brackets = choices.yes();
    let dash = usize::from(choices.of(3));
    let mut text = format!("title: {STAYS}\nchecks:");
    text += if in_brackets { " [\n" } else { "\n" };
    for number in 0..=count {
        let kind = if number == 0 { 0 } else { choices.of(3) };
        let (hidden, kept_back) = (kind == 1, kind == 2);
        let id = format!("{}{number}", ["a", "h", "s"][usize::from(kind)]);
        let word = word(hidden);
        text += &choices.comment(dash, word);
        if in_brackets {
            let comma = if number == count { "" } else { "," };
            let flow = flow(choices, &id, hidden, kept_back);
            let behind = choices.behind(word_of_line(&flow));
            text += &["    ", &flow, comma, &behind, "\n"].concat();
        } else if choices.yes() {
            let flow = flow(choices, &id, hidden, kept_back);
            let indent = " ".repeat(dash);
            let behind = choices.behind(word_of_line(&flow));
            text += &[&indent, "- ", &flow, &behind, "\n"].concat();
        } else {
            text += &block(choices, &id, dash, hidden, kept_back);
        }
        text += choices.pick(&["", "\n"]);
    }
    text += if in_brackets { "  ]\n" } else { "" };
    text + choices.pick(&[
        "",
        "about: stays\n",
        "# stays\nabout: stays\n",
        "\n# stays\n",
    ])
}

fn dressed(choices: &mut Choices, text: &str) -> String {
    let text = match choices.of(4) {
        0 => text.replace('\n', "\r\n"),
        1 => text.replace('\n', "\r"),
        _ => text.to_owned(),
    };
    match choices.of(4) {
        0 => format!("\u{feff}{text}"),
        1 => text.trim_end().to_owned(),
        _ => text,
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn every_secret_goes_and_nothing_else(tape in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut choices = Choices { tape, at: 0 };
        let text = exercise(&mut choices);
        let text = dressed(&mut choices, &text);
        let cut = match cut(&text) {
            Ok(cut) => cut.text,
            Err(found) => return Err(TestCaseError::fail(format!("{found:?}\n{text}"))),
        };
        prop_assert!(!cut.contains(SECRET), "{text}\n-->\n{cut}");
        let count = |text: &str| text.matches(STAYS).count();
        prop_assert_eq!(count(&text), count(&cut), "{}\n-->\n{}", text, cut);
        if text.contains("\r\n") {
            prop_assert_eq!(cut.matches('\n').count(), cut.matches("\r\n").count());
        } else if text.contains('\r') {
            prop_assert!(!cut.contains('\n'));
        }
    }

    #[test]
    fn whatever_a_slip_makes_of_a_file_it_is_refused_or_can_be_read(
        tape in proptest::collection::vec(any::<u8>(), 0..200),
        slips in proptest::collection::vec((any::<prop::sample::Index>(), "[-a-z:{}#&*'\"|,?\\[\\]\n\r\t ]{0,3}"), 1..4),
    ) {
        let mut choices = Choices { tape, at: 0 };
        let mut text = exercise(&mut choices);
        for (at, slip) in slips {
            let at = at.index(text.len());
            text.insert_str(text.floor_char_boundary(at), &slip);
        }
        if let Ok(cut) = cut(&text) {
            let read = yaml::parse(&Source::new("", cut.text.as_str()));
            prop_assert!(read.is_ok(), "{text}\n-->\n{}", cut.text);
        }
    }
}
