//! Reading a map's keys by name, with a diagnostic for everything that does not fit.

use crate::model::{Diagnostic, Diagnostics, Located, Place};
use crate::spec::{Data, Keys, Node, suggestion};

/// The keys of one map: known ones can be taken, unknown ones are reported at once with the nearest known key.
pub struct Fields<'a> {
    /// Where the map stands.
    pub place: Place,
    what: String,
    entries: &'a [(Located<String>, Node)],
}

impl<'a> Fields<'a> {
    /// The keys of a map; reports a node that is no map, and every key that is not `known`. `what` names the map in messages: "`connect`", "a check".
    pub fn of(
        node: &'a Node,
        what: &str,
        known: &Keys,
        diagnostics: &mut Diagnostics,
    ) -> Option<Self> {
        let fields = Self::any(node, what, diagnostics)?;
        for (key, _) in fields.entries {
            if diagnostics.is_full() {
                break;
            }
            if !known.has(&key.value) {
                diagnostics.push(unknown(key, what, known));
            }
        }
        Some(fields)
    }

    /// The keys of a map, whatever they are.
    pub fn any(node: &'a Node, what: &str, diagnostics: &mut Diagnostics) -> Option<Self> {
        let Data::Map(entries) = &node.data else {
            let message = format!("expected the keys of {what}, found {}", node.kind());
            let error = Diagnostic::error(&node.shown_place(), message);
            diagnostics.push(error.help("write `key: value`, a line for each"));
            return None;
        };
        Some(Self {
            place: node.place.clone(),
            what: what.to_owned(),
            entries,
        })
    }

    /// The value of a key, if it is there.
    pub fn get(&self, key: &str) -> Option<&'a Node> {
        self.entry(key).map(|(_, value)| value)
    }

    /// A key with its value, if it is there.
    pub fn entry(&self, key: &str) -> Option<&'a (Located<String>, Node)> {
        self.entries.iter().find(|(known, _)| known.value == key)
    }

    /// All keys with their values, in the author's order.
    pub fn entries(&self) -> &'a [(Located<String>, Node)] {
        self.entries
    }

    /// The value of a key that must be there; reports it at the map's first line if it is not.
    pub fn required(&self, key: &str, diagnostics: &mut Diagnostics) -> Option<&'a Node> {
        let found = self.get(key);
        if found.is_none() {
            diagnostics.push(self.missing(key));
        }
        found
    }

    /// The finding that a key is not there.
    pub(crate) fn missing(&self, key: &str) -> Diagnostic {
        let message = format!("{} needs the key `{key}`", self.what);
        Diagnostic::error(&first_line(&self.place), message)
    }
}

/// The first line of a place, from its first character on.
pub(crate) fn first_line(place: &Place) -> Place {
    let range = place.range();
    let end = place.source().line_range(place.line()).end;
    Place::new(place.source(), range.start..range.end.min(end))
}

fn unknown(key: &Located<String>, what: &str, known: &Keys) -> Diagnostic {
    let message = format!("{what} knows no key `{}`", key.value);
    Diagnostic::error(&key.place, message).help(suggestion::help(&key.value, &known.names()))
}

impl Node {
    /// What it is, in words: `a map`, `a list`, `nothing`, `text`.
    pub fn kind(&self) -> &'static str {
        match &self.data {
            Data::Map(_) => "a map",
            Data::List(_) => "a list",
            Data::Scalar(scalar) if scalar.is_nothing() => "nothing",
            Data::Scalar(_) => "text",
        }
    }

    /// A place for a caret: the first line of a map or list.
    pub(crate) fn shown_place(&self) -> Place {
        first_line(&self.place)
    }

    /// The place of some bytes of a scalar's text; the whole scalar where its text is not written as it reads.
    pub(crate) fn part(&self, range: std::ops::Range<usize>) -> Place {
        let Data::Scalar(scalar) = &self.data else {
            return self.shown_place();
        };
        let written = self.place.text();
        let lead = usize::from(scalar.quoted && written.starts_with(['"', '\'']));
        let same = written.get(lead..lead + scalar.text.len()) == Some(scalar.text.as_str());
        if !same || range.end > scalar.text.len() {
            return self.shown_place();
        }
        self.place.part(lead + range.start..lead + range.end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Source;
    use crate::spec::{Key, Takes, yaml};

    const KEYS: Keys = Keys::new(&[
        Key::new("to", Takes::Target, "where"),
        Key::new("from", Takes::Text, "the sender"),
    ]);

    fn read(text: &str) -> (Node, Diagnostics) {
        let node = yaml::parse(&Source::new("a.yaml", text)).unwrap().unwrap();
        (node, Diagnostics::default())
    }

    #[test]
    fn known_keys_are_taken_and_unknown_ones_reported_with_the_nearest() {
        let (node, mut found) = read("to: a\nform: b\n");
        let fields = Fields::of(&node, "`smtp`", &KEYS, &mut found).unwrap();
        assert!(fields.get("to").is_some());
        assert!(fields.required("from", &mut found).is_none());
        let messages: Vec<_> = found
            .list
            .iter()
            .map(|d| (d.message.as_str(), d.line(), d.help.join(" ")))
            .collect();
        let want = [
            (
                "`smtp` knows no key `form`",
                Some(2),
                "did you mean `from`?".to_owned(),
            ),
            ("`smtp` needs the key `from`", Some(1), String::new()),
        ];
        assert_eq!(messages, want);
    }

    #[test]
    fn a_node_that_is_no_map_is_reported() {
        let (node, mut found) = read("- a\n");
        assert!(Fields::of(&node, "`smtp`", &KEYS, &mut found).is_none());
        assert_eq!(
            found.list[0].message,
            "expected the keys of `smtp`, found a list"
        );
    }

    #[test]
    fn parts_of_quoted_text_have_their_place() {
        let (node, _) = read("'abc'");
        assert_eq!(node.part(1..2).text(), "b");
        let (node, _) = read("'a''c'");
        assert_eq!(node.part(1..2).text(), "'a''c'");
    }
}
