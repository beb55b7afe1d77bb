//! What may stand behind a fact: a value of its type, or the matchers that fit it.

use serde_json::{Map, Value, json};

use crate::cli::schema::book::{Book, described, expecting, extend, or_map};
use crate::cli::schema::takes::{list, one_of_forms};
use crate::cli::schema::values::{of_base, text};
use crate::judge;
use crate::model::{Arity, Base, Diagnostics, Source, Type};
use crate::spec::{self, Against, MATCHERS, MatcherKey, NETWORKS, yaml};

/// What is known of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fact {
    /// Its type.
    Of(Type),
    /// Nothing: its type depends on more than the check.
    Any,
}

impl Book {
    /// What may be expected of a fact; `seen` is where, which names the definition of a vocabulary that was not used before.
    pub(super) fn expected(&mut self, fact: Fact, seen: &str) -> Value {
        let name = self.name_of(fact, seen);
        self.defined(&format!("expected.{name}"), |book| {
            let mut forms = book.values(fact, seen);
            forms.push(json!({ "enum": ["present", "absent"] }));
            or_map(forms, "matchers", book.matchers(fact, seen))
        })
    }

    /// The values to which a fact can be equal.
    fn values(&mut self, fact: Fact, seen: &str) -> Vec<Value> {
        let item = self.item(fact, seen);
        match fact {
            Fact::Of(ty) if ty.base == Base::Record => Vec::new(),
            Fact::Of(ty) if ty.arity == Arity::One => vec![item],
            Fact::Of(_) | Fact::Any => vec![item.clone(), list(&item, 0)],
        }
    }

    /// One value, or an item of a list.
    fn item(&mut self, fact: Fact, seen: &str) -> Value {
        match fact {
            Fact::Any => json!({ "type": ["string", "number", "boolean"] }),
            Fact::Of(Type { base, .. }) => {
                let name = self.name_of(Fact::Of(Type::one(base)), seen);
                self.defined(&name, |_| one_of_forms(of_base(base)))
            }
        }
    }

    /// The matchers that fit a fact: all of those in a map must hold.
    fn matchers(&mut self, fact: Fact, seen: &str) -> Value {
        let fitting = MATCHERS.iter().filter(|matcher| fits(matcher, fact));
        let properties: Map<String, Value> = fitting
            .map(|matcher| {
                let operand = self.operand(matcher.takes, fact, seen);
                let about = format!("{}; for example `{}`", matcher.about, matcher.example);
                (matcher.name.to_owned(), described(&about, operand))
            })
            .collect();
        json!({ "type": "object", "minProperties": 1, "properties": properties, "additionalProperties": false })
    }

    /// What stands behind a matcher.
    fn operand(&mut self, takes: Against, fact: Fact, seen: &str) -> Value {
        match takes {
            Against::Same => one_of_forms(self.values(fact, seen)),
            Against::One => self.item(fact, seen),
            Against::Several => several(&self.item(fact, seen)),
            Against::Part => {
                let part = self.item(part_of(fact), seen);
                json!({ "anyOf": [part, list(&part, 1)] })
            }
            Against::Parts => several(&self.item(part_of(fact), seen)),
            Against::Number => number(),
            Against::Range => {
                json!({ "type": "array", "items": number(), "minItems": 2, "maxItems": 2 })
            }
            Against::Pattern => expecting("a regular expression", text(".")),
            Against::Network => network(),
            Against::Json => self.defined("json", Self::json),
            Against::Flag => json!({ "type": "boolean" }),
            Against::Matcher(ty) => self.expected(ty.map_or(fact, Fact::Of), seen),
            Against::Matchers => list(&self.expected(fact, seen), 1),
        }
    }

    /// A pointer into a JSON text, or a map with one and matchers of what it names.
    fn json(&mut self) -> Value {
        let pointer = json!({ "type": "string", "pattern": "^(/|$)" });
        let pointer = expecting("a pointer such as `/name` or `/list/0`", pointer);
        let mut map = json!({ "type": "object", "required": ["pointer"] });
        let mut matchers = self.matchers(Fact::Any, "json");
        if let Some(Value::Object(properties)) = matchers.get_mut("properties") {
            let about = "which part of the JSON text";
            properties.shift_insert(0, "pointer".to_owned(), described(about, pointer.clone()));
        }
        extend(&mut map, matchers);
        or_map(vec![pointer], "matchers", map)
    }

    /// The name under which a fact's type is defined.
    fn name_of(&mut self, fact: Fact, seen: &str) -> String {
        let Fact::Of(Type { base, arity }) = fact else {
            return "anything".to_owned();
        };
        let name = match base {
            Base::Flag => "yes-or-no",
            Base::Number => "number",
            Base::Text => "text",
            Base::Word(words) => self.vocabulary(words, seen),
            Base::Address => "address",
            Base::Host => "host",
            Base::Mailbox => "mailbox",
            Base::Record => "record",
        };
        match arity {
            Arity::One => name.to_owned(),
            Arity::Many => format!("list.{name}"),
        }
    }
}

/// Whether the judge can compare such a fact by a matcher.
fn fits(matcher: &MatcherKey, fact: Fact) -> bool {
    let Fact::Of(ty) = fact else {
        return true;
    };
    let text = format!("{}: {}", matcher.name, sample(matcher.takes));
    let node = yaml::parse(&Source::new("", text)).ok().flatten();
    let read = node.and_then(|node| spec::matcher(&node, &mut Diagnostics::default()));
    read.is_some_and(|read| judge::misfits(&read, ty, &|_| None).is_empty())
}

/// Something that may stand behind a matcher, and fits whatever the matcher fits.
fn sample(takes: Against) -> &'static str {
    match takes {
        Against::Same
        | Against::One
        | Against::Several
        | Against::Part
        | Against::Parts
        | Against::Number => "$a.b",
        Against::Range => "[$a.b, $a.b]",
        Against::Pattern => "x",
        Against::Network => "loopback",
        Against::Json => "/a",
        Against::Flag => "true",
        Against::Matcher(_) => "present",
        Against::Matchers => "[present]",
    }
}

/// What may be in a fact: in a text any text, in a list its items.
fn part_of(fact: Fact) -> Fact {
    match fact {
        Fact::Of(ty) if ty.arity == Arity::One => Fact::Of(Type::one(Base::Text)),
        Fact::Of(_) | Fact::Any => fact,
    }
}

/// A list that is not empty, or a reference to one.
fn several(item: &Value) -> Value {
    let reference = expecting("a list, or a reference to one", reference());
    json!({ "anyOf": [list(item, 1), reference] })
}

fn number() -> Value {
    json!({ "anyOf": [{ "type": "integer" }, reference()] })
}

fn reference() -> Value {
    json!({ "type": "string", "pattern": r"^\$" })
}

fn network() -> Value {
    let words: Vec<&str> = NETWORKS.iter().map(|(word, _)| *word).collect();
    let cidr = json!({ "type": "string", "pattern": "^[0-9A-Fa-f:.]+/[0-9]+$" });
    json!({ "anyOf": [{ "enum": words }, cidr] })
}
