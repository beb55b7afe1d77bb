//! What is expected: references, operands, matchers, steps.

use std::fmt;

use regex::Regex;

use crate::model::{CheckId, Located, Value};

/// A value that is known only when the check runs: `$nslookup.addresses`, `$answers.email`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reference {
    /// A fact of another check of the exercise.
    Fact {
        /// The check, which thereby becomes a prerequisite.
        check: CheckId,
        /// The name of its fact.
        fact: String,
    },
    /// Something that the student wrote: `$answers.key`.
    Answer(String),
    /// Who the student is: `$student.key`.
    Student(String),
    /// The assignment's choice for this student: `$vars.key`.
    Var(String),
    /// This machine: `$machine.addresses`.
    MachineAddresses,
    /// This machine: `$machine.hostname`.
    MachineHostname,
    /// The port that a student's server is given: `$port`.
    Port,
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Fact { check, fact } => write!(f, "${check}.{fact}"),
            Self::Answer(key) => write!(f, "$answers.{key}"),
            Self::Student(key) => write!(f, "$student.{key}"),
            Self::Var(key) => write!(f, "$vars.{key}"),
            Self::MachineAddresses => f.write_str("$machine.addresses"),
            Self::MachineHostname => f.write_str("$machine.hostname"),
            Self::Port => f.write_str("$port"),
        }
    }
}

/// A piece of a text with `${…}` in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Text as it stands, `$$` already a dollar.
    Text(String),
    /// A reference to be put in.
    Reference(Reference),
}

/// What a fact is compared with, or what a probe is told to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Operand {
    /// A value known when the spec is read.
    Literal(Value),
    /// A whole operand `$check.fact`, with the type of what it refers to.
    Reference(Reference),
    /// A text with references inside.
    Template(Vec<Piece>),
    /// A list of which some are not literals.
    List(Vec<Operand>),
}

impl Operand {
    /// Every reference in it.
    pub fn references(&self) -> Vec<&Reference> {
        match self {
            Self::Literal(_) => Vec::new(),
            Self::Reference(reference) => vec![reference],
            Self::Template(pieces) => pieces
                .iter()
                .filter_map(|piece| match piece {
                    Piece::Text(_) => None,
                    Piece::Reference(reference) => Some(reference),
                })
                .collect(),
            Self::List(items) => items.iter().flat_map(Self::references).collect(),
        }
    }
}

/// A regular expression that searches, in linear time; two are equal if they are written alike.
#[derive(Clone, Debug)]
pub struct Pattern(pub Regex);

impl PartialEq for Pattern {
    fn eq(&self, other: &Self) -> bool {
        self.0.as_str() == other.0.as_str()
    }
}

impl Eq for Pattern {}

/// How a fact is compared. Where an item is compared, it is by the type of the fact.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Matcher {
    /// The value itself; lists in order.
    Equals(Located<Operand>),
    /// The fact is one of the operand's items.
    OneOf(Located<Operand>),
    /// The lists hold the same items, in any order, repeats ignored.
    SameSet(Located<Operand>),
    /// The lists share an item.
    Overlaps(Located<Operand>),
    /// A text holds the text; a list holds the item, or all of them.
    Contains(Located<Operand>),
    /// A text or list holds at least one of them.
    ContainsAny(Located<Operand>),
    /// Equal when trimmed and without case.
    SameWord(Located<Operand>),
    /// The expression is found somewhere in the text; in a list, in one of its items.
    Matches(Located<Pattern>),
    /// Not less than.
    AtLeast(Located<Operand>),
    /// Not more than.
    AtMost(Located<Operand>),
    /// Neither less than the first nor more than the second.
    Between(Located<Operand>, Located<Operand>),
    /// The number of items of a list, of lines of a text.
    Count(Box<Located<Matcher>>),
    /// An address within a network; of a list, all of them.
    Within(Located<Network>),
    /// The first line of a text.
    FirstLine(Box<Located<Matcher>>),
    /// At least one line of a text.
    Line(Box<Located<Matcher>>),
    /// The text is JSON, and what the pointer (RFC 6901) names in it matches.
    Json {
        /// The pointer, such as `/name`.
        pointer: Located<String>,
        /// What is expected there.
        matcher: Box<Located<Matcher>>,
    },
    /// There and not empty.
    Present,
    /// Not there, or empty.
    Absent,
    /// The other does not hold.
    Not(Box<Located<Matcher>>),
    /// All of them hold.
    AllOf(Vec<Located<Matcher>>),
    /// At least one of them holds.
    AnyOf(Vec<Located<Matcher>>),
}

impl Matcher {
    /// The matchers that it is made of; none where it compares by itself.
    pub fn inner(&self) -> &[Located<Matcher>] {
        match self {
            Self::Count(inner) | Self::FirstLine(inner) | Self::Line(inner) | Self::Not(inner) => {
                std::slice::from_ref(inner)
            }
            Self::Json { matcher, .. } => std::slice::from_ref(matcher),
            Self::AllOf(all) | Self::AnyOf(all) => all,
            Self::Equals(_)
            | Self::OneOf(_)
            | Self::SameSet(_)
            | Self::Overlaps(_)
            | Self::Contains(_)
            | Self::ContainsAny(_)
            | Self::SameWord(_)
            | Self::Matches(_)
            | Self::AtLeast(_)
            | Self::AtMost(_)
            | Self::Between(..)
            | Self::Within(_)
            | Self::Present
            | Self::Absent => &[],
        }
    }

    /// The operands in it, at any depth.
    pub fn operands(&self) -> Vec<&Located<Operand>> {
        match self {
            Self::Equals(one)
            | Self::OneOf(one)
            | Self::SameSet(one)
            | Self::Overlaps(one)
            | Self::Contains(one)
            | Self::ContainsAny(one)
            | Self::SameWord(one)
            | Self::AtLeast(one)
            | Self::AtMost(one) => vec![one],
            Self::Between(low, high) => vec![low, high],
            Self::Count(_)
            | Self::FirstLine(_)
            | Self::Line(_)
            | Self::Not(_)
            | Self::Json { .. }
            | Self::AllOf(_)
            | Self::AnyOf(_)
            | Self::Matches(_)
            | Self::Within(_)
            | Self::Present
            | Self::Absent => {
                let inner = self.inner().iter();
                inner.flat_map(|inner| inner.value.operands()).collect()
            }
        }
    }
}

/// A set of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Network {
    /// Addresses whose first `length` bits are those of `address`.
    Cidr {
        /// The network's address.
        address: std::net::IpAddr,
        /// 0 to 32, or to 128 for IPv6.
        length: u8,
    },
    /// RFC 1918 and RFC 4193.
    Private,
    /// 127.0.0.0/8 and `::1`.
    Loopback,
    /// RFC 5737 and RFC 3849.
    Documentation,
}

/// One line of an `expect`: a fact and what it must be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expected {
    /// The fact's name.
    pub fact: Located<String>,
    /// What it must be.
    pub matcher: Located<Matcher>,
}

/// One step of a named expectation such as `sent-by-hand`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Step {
    /// The step's name, as `points` maps and reports use it.
    pub name: &'static str,
    /// The fact it looks at.
    pub fact: &'static str,
    /// What that must be.
    pub matcher: Located<Matcher>,
}

/// All that a check expects.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expectation {
    /// Facts, in the author's order.
    pub facts: Vec<Expected>,
    /// A named expectation, expanded; only its first failing step counts.
    pub steps: Option<Steps>,
}

/// A named expectation, expanded into its steps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Steps {
    /// Its name as written.
    pub name: Located<String>,
    /// In order.
    pub steps: Vec<Step>,
}

impl Expectation {
    /// Whether nothing is expected.
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty() && self.steps.is_none()
    }
}

/// What references stand for while a check is judged.
pub trait Scope: Sync {
    /// The value of a reference; `None` when there is none (an absent fact, a key that the student did not give).
    fn value(&self, reference: &Reference) -> Option<Value>;
}
