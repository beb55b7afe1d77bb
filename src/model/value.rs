//! What a fact, an answer or an operand is: a value, and the type that says how it is read and compared.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

/// A value as probes yield it and specs state it. An absent fact has no value at all: it is not in its [`crate::model::Facts`].
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Value {
    /// Yes or no.
    Flag(bool),
    /// A whole number: a port, a code, a count, milliseconds.
    Number(i64),
    /// Text, one line or many. Addresses, names and mailboxes are text; their [`Base`] says how they compare.
    Text(String),
    /// Several values in the order in which they were seen.
    List(Vec<Value>),
    /// Named parts, such as one DNS record or one refused command.
    Record(BTreeMap<String, Value>),
}

impl Value {
    /// Text from anything that is text.
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A list of texts.
    pub fn texts<T: Into<String>>(items: impl IntoIterator<Item = T>) -> Self {
        Self::List(items.into_iter().map(Self::text).collect())
    }

    /// The values of a list, or the value itself as the only one.
    pub fn items(&self) -> &[Value] {
        match self {
            Self::List(items) => items,
            single => std::slice::from_ref(single),
        }
    }

    /// The text of a text value.
    pub fn as_text(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            Self::Flag(_) | Self::Number(_) | Self::List(_) | Self::Record(_) => None,
        }
    }
}

impl fmt::Display for Value {
    /// The value as a reader would write it: texts bare, lists with commas.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Flag(flag) => write!(f, "{}", if *flag { "yes" } else { "no" }),
            Self::Number(number) => write!(f, "{number}"),
            Self::Text(text) => f.write_str(text),
            Self::List(items) => separated(f, items.iter().map(ToString::to_string)),
            Self::Record(parts) => {
                separated(f, parts.iter().map(|(key, value)| format!("{key} {value}")))
            }
        }
    }
}

fn separated(f: &mut fmt::Formatter<'_>, items: impl Iterator<Item = String>) -> fmt::Result {
    let items: Vec<String> = items.collect();
    f.write_str(&items.join(", "))
}

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Self::Flag(flag)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Self::Number(number)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

/// How a value is read and compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Base {
    /// `true`/`false`, `yes`/`no`.
    Flag,
    /// A whole number.
    Number,
    /// Text; compared line by line without CR, BOM, trailing blanks and final empty lines.
    Text,
    /// One word of a closed vocabulary, in any case.
    Word(&'static [&'static str]),
    /// An IPv4 or IPv6 address, compared by meaning (`::1` equals `0:0:0:0:0:0:0:1`).
    Address,
    /// A host name, compared without case and without the final dot.
    Host,
    /// A mail address, compared without brackets, display name and the case of the domain.
    Mailbox,
    /// Named parts; only `present`, `absent` and `count` fit.
    Record,
}

/// The type of a fact: its base, and whether it is a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Type {
    /// How one item is read and compared.
    pub base: Base,
    /// One value, or a list of them.
    pub arity: Arity,
}

/// Whether a fact holds one value or a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Arity {
    /// One value.
    One,
    /// A list, perhaps empty.
    Many,
}

impl Type {
    /// A single value of `base`.
    pub const fn one(base: Base) -> Self {
        Self {
            base,
            arity: Arity::One,
        }
    }

    /// A list of `base`.
    pub const fn many(base: Base) -> Self {
        Self {
            base,
            arity: Arity::Many,
        }
    }
}

impl fmt::Display for Type {
    /// The type as `netcheck explain` and diagnostics name it: `text`, `list of addresses`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (one, many) = match self.base {
            Base::Flag => ("yes or no", "yes or no"),
            Base::Number => ("number", "numbers"),
            Base::Text => ("text", "texts"),
            Base::Word(words) => {
                return match self.arity {
                    Arity::One => write!(f, "one of {}", words.join(", ")),
                    Arity::Many => write!(f, "list of {}", words.join(", ")),
                };
            }
            Base::Address => ("address", "addresses"),
            Base::Host => ("host name", "host names"),
            Base::Mailbox => ("mail address", "mail addresses"),
            Base::Record => ("record", "records"),
        };
        match self.arity {
            Arity::One => f.write_str(one),
            Arity::Many => write!(f, "list of {many}"),
        }
    }
}
