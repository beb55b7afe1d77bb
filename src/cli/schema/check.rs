//! The schema of a check: its keys, and for each probe what its arguments, its facts and its points may be.

use serde_json::{Map, Value, json};

use crate::cli::schema::book::{Book, extend, or_map};
use crate::cli::schema::expectation::{Offered, Typed};
use crate::cli::schema::keys::{none_of, required};
use crate::probe::{FactsBy, KINDS, Kind, Offer, Short};
use crate::spec::{CHECK_KEYS, Takes, suggestion};

impl Book {
    /// A check: exactly one probe, and the keys beside it.
    pub(super) fn check(&mut self) -> Value {
        let mut properties: Map<String, Value> = CHECK_KEYS
            .list
            .iter()
            .map(|key| (key.name.to_owned(), self.key(key)))
            .collect();
        for kind in KINDS {
            properties.insert(kind.name.to_owned(), Value::Bool(true));
        }
        let mut all = vec![self.no_probe()];
        all.extend(KINDS.iter().map(|kind| self.where_it_is(kind)));
        json!({
            "type": "object",
            "required": required(&CHECK_KEYS),
            "properties": properties,
            "additionalProperties": false,
            "allOf": all,
        })
    }

    /// Where a check names no probe yet, all are offered.
    fn no_probe(&mut self) -> Value {
        let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
        let has_one: Vec<Value> = names.iter().map(|name| is_there(name)).collect();
        let all: Map<String, Value> = KINDS
            .iter()
            .map(|kind| (kind.name.to_owned(), self.arguments(kind)))
            .collect();
        let wanted = format!(
            "a check names its probe, one of {}",
            suggestion::listed(&names)
        );
        // No check is `null`: an error that has words of its own.
        json!({
            "if": { "not": { "anyOf": has_one } },
            "then": { "properties": all, "type": "null", "errorMessage": wanted },
        })
    }

    /// What holds for a check that names this probe.
    fn where_it_is(&mut self, kind: &'static Kind) -> Value {
        let then = self.defined(&format!("{}.check", kind.name), |book| book.with(kind));
        json!({ "if": is_there(kind.name), "then": then })
    }

    fn with(&mut self, kind: &'static Kind) -> Value {
        let others: Vec<&str> = KINDS
            .iter()
            .map(|other| other.name)
            .filter(|other| *other != kind.name)
            .collect();
        let why = format!(
            "this check names the probe `{}` already; make two checks of it",
            kind.name
        );
        let mut properties = Map::new();
        properties.insert(kind.name.to_owned(), self.arguments(kind));
        let mut all = vec![none_of(&others, &why)];
        if kind.name != "serve" {
            all.push(none_of(&["checks"], "`checks` stands beside `serve` alone"));
        }
        match kind.facts_by {
            FactsBy::Argument(argument, _) => all.extend(self.by_argument(kind, argument)),
            FactsBy::Kind => properties.extend(self.always(kind, Typed::AsDeclared)),
            FactsBy::Declaration => properties.extend(self.always(kind, Typed::Later)),
        }
        json!({ "properties": properties, "allOf": all })
    }

    /// What may be expected, and what it earns, whatever the arguments are.
    fn always(&mut self, kind: &'static Kind, typed: Typed) -> Map<String, Value> {
        let offer = Offer {
            facts: (kind.facts)(),
            named: &[],
        };
        self.properties(kind.name, &offer, typed)
    }

    /// What may be expected, and what it earns, by the word behind an argument.
    fn by_argument(&mut self, kind: &'static Kind, argument: &str) -> Vec<Value> {
        let mut all = Vec::new();
        for (word, offer) in kind.offers() {
            let word = word.unwrap_or_default();
            let has_word =
                json!({ "properties": { argument: { "const": word } }, "required": [argument] });
            let then = self.properties(&format!("{}.{word}", kind.name), &offer, Typed::AsDeclared);
            all.push(json!({
                "if": { "properties": { kind.name: has_word } },
                "then": { "properties": then },
            }));
        }
        all
    }

    /// The keys of a check that depend on what can be expected of its probe.
    fn properties(&mut self, form: &str, offer: &Offer, typed: Typed) -> Map<String, Value> {
        let offered = Offered {
            form: form.to_owned(),
            offer,
            typed,
        };
        let keys = CHECK_KEYS.list.iter();
        keys.filter_map(|key| Some((key.name.to_owned(), self.of_offer(key, &offered)?)))
            .collect()
    }

    /// The arguments of a probe, with what it does.
    fn arguments(&mut self, kind: &'static Kind) -> Value {
        let arguments = self.defined(kind.name, |book| match kind.short {
            Short::None => book.keys(kind.arguments),
            Short::True => book.takes(&Takes::True),
            Short::Argument(name) => {
                let alone = kind.arguments.list.iter().filter(|key| key.name == name);
                let alone = alone.map(|key| book.takes(&key.takes)).collect();
                or_map(alone, "arguments", book.keys(kind.arguments))
            }
        });
        with_example(kind, arguments)
    }
}

/// What a probe does, for editors that draw Markdown with an example.
fn with_example(kind: &Kind, schema: Value) -> Value {
    let drawn = format!(
        "{}\n\n```yaml\n{}\n```",
        kind.about,
        kind.example.trim_end()
    );
    let mut all = json!({ "description": kind.about, "markdownDescription": drawn });
    extend(&mut all, schema);
    all
}

/// A map that has this key.
fn is_there(name: &str) -> Value {
    json!({ "type": "object", "required": [name] })
}
