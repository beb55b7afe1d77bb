//! What can be expected of a probe → the schemas of `expect` and `points`.

use serde_json::{Map, Value, json};

use crate::cli::schema::book::{Book, described, extend, or_map};
use crate::cli::schema::matchers::Fact;
use crate::model::Declared;
use crate::probe::{Named, Offer};
use crate::spec::{Key, MOST_POINTS, Takes};

/// Whether the types of facts are those that are declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Typed {
    /// They are.
    AsDeclared,
    /// They depend on more than the kind of the probe.
    Later,
}

/// What can be expected of some form of a probe.
pub(super) struct Offered<'a> {
    /// The name of the form: `connect`, `transcript.smtp`.
    pub(super) form: String,
    pub(super) offer: &'a Offer,
    pub(super) typed: Typed,
}

impl Book {
    /// What may stand behind a key of a check that depends on its probe.
    pub(super) fn of_offer(&mut self, key: &Key, offered: &Offered) -> Option<Value> {
        let schema = match key.takes {
            Takes::Expectation => self.defined(&format!("{}.expect", offered.form), |book| {
                book.expect(offered)
            }),
            Takes::Points => self.defined(&format!("{}.points", offered.form), |book| {
                points(book, offered.offer)
            }),
            _ => return None, // all other keys are the same for every probe
        };
        Some(described(key.about, schema))
    }

    fn expect(&mut self, offered: &Offered) -> Value {
        let mut map = json!({ "type": "object", "title": format!("facts of {}", offered.form), "minProperties": 1 });
        let mut facts = Entries::default();
        for fact in &offered.offer.facts {
            facts.add(fact.name, self.fact(fact, offered));
        }
        for named in offered.offer.named {
            let mut arguments = json!({ "title": named.name });
            extend(&mut arguments, self.keys(named.arguments));
            facts.add(named.name, described(named.about, arguments));
        }
        facts.close(&mut map);
        map
    }

    fn fact(&mut self, fact: &Declared, offered: &Offered) -> Value {
        let seen = format!("{}.{}", offered.form, fact.name);
        match offered.typed {
            Typed::AsDeclared => {
                let about = format!("{}; {}", fact.ty, fact.about);
                described(&about, self.expected(Fact::Of(fact.ty), &seen))
            }
            Typed::Later => described(fact.about, self.expected(Fact::Any, &seen)),
        }
    }
}

/// A number, or a share for each fact or step.
fn points(book: &mut Book, offer: &Offer) -> Value {
    let share = book.defined(
        "share",
        |_| json!({ "type": "integer", "minimum": 0, "maximum": MOST_POINTS }),
    );
    let mut map = json!({ "type": "object", "minProperties": 1 });
    let mut shares = Entries::default();
    for fact in &offer.facts {
        shares.add(fact.name, described(fact.about, share.clone()));
    }
    for (named, step) in steps(offer.named) {
        let about = format!("the step `{step}` of `{}`", named.name);
        shares.add(step, described(&about, share.clone()));
    }
    shares.close(&mut map);
    or_map(vec![share], "shares", map)
}

fn steps(named: &'static [Named]) -> impl Iterator<Item = (&'static Named, &'static str)> {
    let each = |named: &'static Named| named.steps.iter().map(move |step| (named, *step));
    named.iter().flat_map(each)
}

/// Names with their schemas; `header.NAME` stands for a family.
#[derive(Default)]
struct Entries {
    names: Map<String, Value>,
    families: Map<String, Value>,
}

impl Entries {
    fn add(&mut self, name: &str, schema: Value) {
        match name.strip_suffix("NAME") {
            Some(stem) => {
                let pattern = format!("^{}.", regex::escape(stem));
                self.families.insert(pattern, schema);
            }
            None => {
                self.names.insert(name.to_owned(), schema);
            }
        }
    }

    fn close(self, map: &mut Value) {
        let Value::Object(map) = map else { return };
        map.insert("properties".to_owned(), Value::Object(self.names));
        if !self.families.is_empty() {
            map.insert("patternProperties".to_owned(), Value::Object(self.families));
        }
        map.insert("additionalProperties".to_owned(), Value::Bool(false));
    }
}
