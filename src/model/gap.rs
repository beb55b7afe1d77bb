//! What lies between what was expected and what was seen: data that each report draws its own way.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::model::{Audience, Excerpt, Value};

/// One expectation that does not hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mismatch {
    /// The fact, or the named expectation.
    pub fact: String,
    /// Who may see what it is about: more than its step only instructors, where the fact is kept from students.
    pub audience: Audience,
    /// The step of a named expectation.
    pub step: Option<Cow<'static, str>>,
    /// What was expected.
    pub expected: Wanted,
    /// What was seen; `None` when the fact is absent.
    pub actual: Option<Value>,
    /// How they differ.
    pub gap: Gap,
    /// The rule that was not kept and what to do next, in a sentence or two, where the probe knows it.
    pub reason: Option<String>,
    /// The expectation in the spec.
    pub spec: Excerpt,
    /// The student's own lines, where the fact was read from one.
    pub seen: Option<Excerpt>,
}

/// An expectation as data: which comparison, with which value.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wanted {
    /// The matcher's name as a spec writes it (`equals`, `one-of`, …); `not` and `count` and the like hold others in `inner`.
    pub matcher: Cow<'static, str>,
    /// The operand, with references resolved.
    pub operand: Option<Value>,
    /// The references it came from, as written (`$nslookup.addresses`).
    pub from: Vec<String>,
    /// Matchers inside it.
    pub inner: Vec<Wanted>,
}

/// How expected and actual differ.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gap {
    /// The fact is not there though something was expected.
    Missing,
    /// The fact is there though nothing was expected.
    Unwanted,
    /// Values differ.
    Differs,
    /// Equal but for case, or blanks around it.
    Nearly {
        /// What makes the difference.
        difference: Difference,
    },
    /// Lists differ in these items.
    Set {
        /// Expected and not seen.
        missing: Vec<Value>,
        /// Seen and not expected.
        extra: Vec<Value>,
    },
    /// Texts differ first at this line.
    Line {
        /// Counted from 1.
        line: usize,
        /// The expected line; `None` when it should have ended.
        expected: Option<String>,
        /// The actual line; `None` when it ended too early.
        actual: Option<String>,
    },
    /// A number is too small or too large.
    Range {
        /// The nearest that would do.
        limit: i64,
        /// On which side of it.
        side: Side,
    },
    /// A text or list lacks these.
    Lacks(Vec<Value>),
    /// No part of the text is found by the expression.
    NoMatch,
    /// The address is not in the network.
    Outside,
    /// The text is not JSON, or has nothing at the pointer.
    NotJson(String),
    /// What must not hold does.
    Holds,
    /// What it is compared with does not exist: the other check saw no such fact.
    NothingToCompare(String),
}

/// What alone makes two texts differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Difference {
    /// Upper and lower case.
    Case,
    /// Blanks.
    Blanks,
}

/// Which side of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Side {
    /// Less than the limit.
    Below,
    /// More than the limit.
    Above,
}
