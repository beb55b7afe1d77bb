//! The keys of the spec language: what may stand behind each, and what it means. The reader, `netcheck explain` and the JSON Schema share them.

use crate::model::Type;

/// The keys that a map may have.
#[derive(Clone, Copy, Debug)]
pub struct Keys {
    /// Each of them, in the order in which it is explained.
    pub list: &'static [Key],
    /// What must hold between them.
    pub rules: &'static [Rule],
}

/// One key of a map.
#[derive(Clone, Copy, Debug)]
pub struct Key {
    /// Its name.
    pub name: &'static str,
    /// What may stand behind it.
    pub takes: Takes,
    /// Whether it may be left out.
    pub need: Need,
    /// What it means; one line.
    pub about: &'static str,
}

/// Whether a key may be left out; rules may say more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// It may.
    Optional,
    /// It may not.
    Required,
}

/// What must hold between the keys of a map.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// Of these groups exactly one is there, and whole.
    OneOf(&'static [&'static [&'static str]]),
    /// Beside the key stands none of the others.
    Alone(&'static str, &'static [&'static str]),
    /// The key is needed, unless the other key has one of the words.
    NeededUnless(&'static str, &'static str, &'static [&'static str]),
    /// The key is needed where the other key has the word, and may not be there where it has another one.
    Belongs(&'static str, &'static str, &'static str),
}

/// What may stand behind a key.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    /// The version of the format.
    Format,
    /// Text for people.
    Prose,
    /// Text for people, one line of it.
    Line,
    /// Text that stands for itself: nothing in it is replaced.
    Text,
    /// Any single value, nothing too.
    Scalar,
    /// A word that references can name.
    Word,
    /// The id of a check.
    CheckId,
    /// A file that is handed in.
    Path,
    /// A whole number, the least and the most.
    Number(i64, i64),
    /// `true` or `false`.
    Flag,
    /// `true`, or the key is left out.
    True,
    /// A time such as `5s`.
    Time,
    /// A moment in a time zone.
    Moment,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// A regular expression.
    Pattern,
    /// A name of the practice internet.
    Name,
    /// An address of the practice internet.
    Address,
    /// An address with the length of its network.
    Cidr,
    /// The name of a fault of the practice servers.
    Fault,
    /// A value of this type, or a reference.
    Value(Type),
    /// A host, or a reference.
    Host,
    /// A port, or a reference.
    Port,
    /// `host:port`, or a reference.
    Target,
    /// `host` or `host:port`, or a reference.
    Server,
    /// `http://host:port/path`, or a reference.
    Url,
    /// What a check can earn: a number, or a share for each fact or step.
    Points,
    /// What is expected of a probe.
    Expectation,
    /// A check.
    Check,
    /// A list with at least so many items.
    List(&'static Takes, usize),
    /// One item, or a list with at least so many.
    OneOrMany(&'static Takes, usize),
    /// One of these forms.
    Either(&'static [Takes]),
    /// A map from names to this.
    Map(Names, &'static Takes),
    /// A map with these keys.
    Keys(&'static Keys),
    /// A map with exactly one of these keys.
    OneKey(&'static Keys),
}

/// The names that a map may have as keys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Names {
    /// Words that references can name.
    Words,
    /// The same, but for `student`, which means something else in answers.yaml.
    Answers,
    /// Names of the practice internet.
    Hosts,
    /// Addresses of the practice internet.
    Addresses,
    /// Networks of the practice internet.
    Networks,
    /// Ports.
    Ports,
    /// Paths of web pages.
    Paths,
    /// Names of headers.
    Headers,
    /// Files of a program's folder.
    Files,
}

impl Keys {
    /// Keys that do not depend on each other.
    pub const fn new(list: &'static [Key]) -> Self {
        Self { list, rules: &[] }
    }

    /// Keys that do.
    pub const fn with_rules(list: &'static [Key], rules: &'static [Rule]) -> Self {
        Self { list, rules }
    }

    /// Their names.
    pub fn names(&self) -> Vec<&'static str> {
        self.list.iter().map(|key| key.name).collect()
    }

    /// Whether there is a key with this name.
    pub fn has(&self, name: &str) -> bool {
        self.list.iter().any(|key| key.name == name)
    }
}

impl Key {
    /// A key that may be left out.
    pub const fn new(name: &'static str, takes: Takes, about: &'static str) -> Self {
        Self {
            name,
            takes,
            need: Need::Optional,
            about,
        }
    }

    /// The same key where it may not be left out.
    #[must_use]
    pub const fn required(self) -> Self {
        Self {
            need: Need::Required,
            ..self
        }
    }
}
