//! Reading `answers.yaml` line by line where it is no YAML as a whole: every key that can be read counts.

use std::ops::Range;
use std::sync::Arc;

use crate::model::{Diagnostic, Place, Source};
use crate::spec::{Data, Node, Scalar, yaml};
use crate::submission::answers::{self, Answers, Entry, STUDENT};

/// The most pieces that are read one by one.
const PIECES_LIMIT: usize = 10_000;

/// Whether a tree says what its author meant: a map in which no value has swallowed the next line with a key.
pub(super) fn is_sound(node: &Node) -> bool {
    let Data::Map(entries) = &node.data else {
        return false;
    };
    entries.iter().all(|(_, value)| match &value.data {
        Data::Scalar(scalar) => !swallows(scalar, &value.place),
        Data::Map(inner) => inner.iter().all(|(_, value)| match &value.data {
            Data::Scalar(scalar) => !swallows(scalar, &value.place),
            Data::List(_) | Data::Map(_) => true,
        }),
        Data::List(_) => true,
    })
}

/// `id: kim` and below it `email:kim@…` without the blank is one long value to YAML.
fn swallows(scalar: &Scalar, place: &Place) -> bool {
    !scalar.quoted
        && place
            .text()
            .lines()
            .skip(1)
            .any(|line| key_of(line).is_some())
}

/// Reads what can be read. `error` is what is wrong with the whole; it speaks for all keys if no line has one.
pub(super) fn read(source: &Arc<Source>, error: Diagnostic, answers: &mut Answers) {
    let mut reader = Reader {
        source,
        answers,
        met: 0,
    };
    let pieces = pieces(source, 1..source.line_count() + 1, |line| {
        !line.starts_with([' ', '\t'])
    });
    for piece in pieces.into_iter().take(PIECES_LIMIT) {
        reader.piece(piece);
    }
    if reader.met == 0 {
        answers.unreadable = Some(error);
    }
}

struct Reader<'a> {
    source: &'a Arc<Source>,
    answers: &'a mut Answers,
    /// How many lines with a key were met.
    met: usize,
}

/// Whose key a line holds.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Owner {
    Answers,
    Student,
}

impl Reader<'_> {
    /// A line at the left edge with the indented ones below it: whole if that is sound, else line by line.
    fn piece(&mut self, lines: Range<usize>) {
        match self.parse(lines.clone()) {
            Ok(Some(node)) if is_sound(&node) => {
                self.met += 1;
                self.answers.take(&node);
            }
            Ok(None) => {}
            Ok(Some(_)) | Err(_) => self.line_by_line(lines),
        }
    }

    fn line_by_line(&mut self, lines: Range<usize>) {
        let mut owner = Owner::Answers;
        for lines in pieces(self.source, lines, |line| key_of(line).is_some()) {
            let first = self.line(lines.start);
            let indented = first.starts_with([' ', '\t']);
            match key_of(first) {
                Some(found) if found.key == STUDENT && !indented && found.rest.is_empty() => {
                    owner = Owner::Student;
                    self.met += 1;
                }
                Some(found) => {
                    let owner = if indented { owner } else { Owner::Answers };
                    let key = found.key.to_owned();
                    self.met += 1;
                    self.key_line(owner, &key, lines);
                }
                None => self.stray(lines.start),
            }
        }
    }

    /// One key with what follows it up to the next.
    fn key_line(&mut self, owner: Owner, key: &str, lines: Range<usize>) {
        let line = lines.start;
        let entry = match self.parse(lines) {
            _ if self.line(line).trim_start_matches(' ').starts_with('\t') => {
                Entry::Broken(self.tab(key, line))
            }
            Ok(Some(node)) => match only_entry(&node) {
                Some(entry) => entry,
                None => Entry::Broken(self.no_blank(key, line)),
            },
            Ok(None) => Entry::Empty,
            Err(error) => Entry::Broken(error),
        };
        self.add(owner, key, entry);
    }

    /// A line without a key: its first word may be one.
    fn stray(&mut self, line: usize) {
        let text = self.line(line).trim();
        let end = text
            .find(|c: char| c.is_whitespace() || c == '=')
            .unwrap_or(text.len());
        let word = text[..end].to_owned();
        if word.is_empty() || self.answers.keys.contains_key(&word) {
            return;
        }
        let place = Place::line_at(self.source, line);
        let found = Diagnostic::error(&place, format!("expected a colon behind `{word}`"));
        let found = found.help(format!("write `{word}: …`"));
        self.add(Owner::Answers, &word, Entry::Broken(found));
    }

    fn add(&mut self, owner: Owner, key: &str, entry: Entry) {
        let entries = match owner {
            Owner::Answers => &mut self.answers.keys,
            Owner::Student => &mut self.answers.student,
        };
        answers::add(entries, key, entry);
    }

    fn no_blank(&self, key: &str, line: usize) -> Diagnostic {
        let place = Place::line_at(self.source, line);
        let colon = place.text().find(':').unwrap_or(0);
        let found = Diagnostic::error(
            &place.part(colon..colon + 1),
            "expected a blank behind this colon",
        );
        found.help(format!("write `{key}: …`"))
    }

    fn tab(&self, key: &str, line: usize) -> Diagnostic {
        let range = self.source.line_range(line);
        let lead = self.line(line).len() - self.line(line).trim_start().len();
        let place = Place::new(self.source, range.start..range.start + lead);
        let message = format!("expected blanks in front of `{key}`, found a tab");
        Diagnostic::error(&place, message)
            .help("put two blanks there, or none if it is no part of `student:`")
    }

    fn line(&self, line: usize) -> &str {
        &self.source.text[self.source.line_range(line)]
    }

    /// Some whole lines as a document of their own, with places in the file.
    fn parse(&self, lines: Range<usize>) -> Result<Option<Node>, Diagnostic> {
        let start = self.source.line_range(lines.start).start;
        let end = self.source.line_range(lines.end - 1).end;
        let text = &self.source.text[start..end];
        let part = Source::new(self.source.name.clone(), text);
        match yaml::parse(&part) {
            Ok(node) => Ok(node.map(|node| self.moved(node, start))),
            Err(mut error) => {
                for excerpt in &mut error.excerpts {
                    excerpt.line += lines.start - 1;
                    excerpt.first_line += lines.start - 1;
                }
                Err(error)
            }
        }
    }

    /// A tree of a part as a tree of the whole file.
    fn moved(&self, node: Node, start: usize) -> Node {
        let place = self.moved_place(&node.place, start);
        let data = match node.data {
            Data::Scalar(scalar) => Data::Scalar(scalar),
            Data::List(items) => Data::List(
                items
                    .into_iter()
                    .map(|item| self.moved(item, start))
                    .collect(),
            ),
            Data::Map(entries) => Data::Map(
                entries
                    .into_iter()
                    .map(|(mut key, value)| {
                        key.place = self.moved_place(&key.place, start);
                        (key, self.moved(value, start))
                    })
                    .collect(),
            ),
        };
        Node { place, data }
    }

    fn moved_place(&self, place: &Place, start: usize) -> Place {
        let range = place.range();
        Place::new(self.source, start + range.start..start + range.end)
    }
}

/// The value of a map with one key.
fn only_entry(node: &Node) -> Option<Entry> {
    let mut one = Answers::default();
    one.take(node);
    let mut entries = one.keys.into_values().chain(one.student.into_values());
    let first = entries.next()?;
    entries.next().is_none().then_some(first)
}

/// Runs of lines, each beginning with one that `begins`; blank lines and comments begin nothing and are left out in front.
fn pieces(
    source: &Source,
    lines: Range<usize>,
    begins: impl Fn(&str) -> bool,
) -> Vec<Range<usize>> {
    let mut pieces: Vec<Range<usize>> = Vec::new();
    for number in lines {
        let line = &source.text[source.line_range(number)];
        let trimmed = line.trim();
        let silent = trimmed.is_empty() || trimmed.starts_with('#');
        match pieces.last_mut() {
            Some(last) if silent || !begins(line) => last.end = number + 1,
            _ if silent => {}
            _ => pieces.push(number..number + 1),
        }
    }
    pieces
}

/// A line's key, and what stands behind its colon.
#[derive(Debug, PartialEq, Eq)]
struct KeyLine<'a> {
    key: &'a str,
    rest: &'a str,
}

/// The key of a line that looks as if it had one: a word, perhaps in quotes, and a colon.
fn key_of(line: &str) -> Option<KeyLine<'_>> {
    let (key, rest) = line.split_once(':')?;
    let key = key.trim().trim_matches(['"', '\'']);
    let word = |c: char| c.is_alphanumeric() || matches!(c, '-' | '_' | '.');
    let sound = key.starts_with(char::is_alphanumeric) && key.chars().all(word);
    let rest = rest.split(" #").next().unwrap_or(rest).trim();
    sound.then_some(KeyLine { key, rest })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_with_a_key_are_told_from_others() {
        for (line, want) in [
            ("port: 110", Some(("port", "110"))),
            ("  email: kim@x.org # mine", Some(("email", "kim@x.org"))),
            ("\tport:110", Some(("port", "110"))),
            ("\"port\" :", Some(("port", ""))),
            ("a b: c", None),
            ("- port: 1", None),
            ("port 110", None),
            (": x", None),
            ("# port: 1", None),
        ] {
            let want = want.map(|(key, rest)| KeyLine { key, rest });
            assert_eq!(key_of(line), want, "{line}");
        }
    }
}
