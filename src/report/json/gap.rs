//! How expected and actual differ, as JSON.

use schemars::JsonSchema;
use serde::Serialize;

use crate::model;
use crate::report::json::value::Fact;

/// How expected and actual differ: its kind, and what belongs to it.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "kebab-case")]
#[schemars(rename = "gap")]
pub(super) enum Gap<'a> {
    /// The fact is not there though something was expected.
    Missing,
    /// The fact is there though nothing was expected.
    Unwanted,
    /// Values differ.
    Differs,
    /// Equal but for this.
    Nearly {
        /// What makes the difference.
        difference: Difference,
    },
    /// Lists differ in these items.
    Set {
        /// Expected and not seen.
        missing: Vec<Fact>,
        /// Seen and not expected.
        extra: Vec<Fact>,
    },
    /// Texts differ first at this line.
    Line {
        /// Counted from 1.
        line: usize,
        /// The expected line; `null` when the text should have ended.
        expected: Option<&'a str>,
        /// The actual line; `null` when it ended too early.
        actual: Option<&'a str>,
    },
    /// A number is too small or too large.
    Range {
        /// The nearest that would do.
        limit: i64,
        /// On which side of it.
        side: Side,
    },
    /// A text or list lacks these.
    Lacks {
        /// What is not in it.
        items: Vec<Fact>,
    },
    /// No part of the text is found by the expression.
    NoMatch,
    /// The address is not in the network.
    Outside,
    /// The text is not JSON, or has nothing at the pointer.
    NotJson {
        /// Why.
        text: &'a str,
    },
    /// What must not hold does.
    Holds,
    /// What it is compared with does not exist.
    NothingToCompare {
        /// The reference, as written.
        text: &'a str,
    },
}

/// What alone makes two texts differ.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum Difference {
    /// Upper and lower case.
    Case,
    /// Blanks.
    Blanks,
}

/// Which side of a limit.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
pub(super) enum Side {
    /// Less than the limit.
    Below,
    /// More than the limit.
    Above,
}

impl<'a> From<&'a model::Gap> for Gap<'a> {
    fn from(gap: &'a model::Gap) -> Self {
        match gap {
            model::Gap::Missing => Self::Missing,
            model::Gap::Unwanted => Self::Unwanted,
            model::Gap::Differs => Self::Differs,
            model::Gap::Nearly { difference } => Self::Nearly {
                difference: (*difference).into(),
            },
            model::Gap::Set { missing, extra } => Self::Set {
                missing: facts(missing),
                extra: facts(extra),
            },
            model::Gap::Line {
                line,
                expected,
                actual,
            } => Self::Line {
                line: *line,
                expected: expected.as_deref(),
                actual: actual.as_deref(),
            },
            model::Gap::Range { limit, side } => Self::Range {
                limit: *limit,
                side: (*side).into(),
            },
            model::Gap::Lacks(items) => Self::Lacks {
                items: facts(items),
            },
            model::Gap::NoMatch => Self::NoMatch,
            model::Gap::Outside => Self::Outside,
            model::Gap::NotJson(text) => Self::NotJson { text },
            model::Gap::Holds => Self::Holds,
            model::Gap::NothingToCompare(text) => Self::NothingToCompare { text },
        }
    }
}

impl From<model::Difference> for Difference {
    fn from(difference: model::Difference) -> Self {
        match difference {
            model::Difference::Case => Self::Case,
            model::Difference::Blanks => Self::Blanks,
        }
    }
}

impl From<model::Side> for Side {
    fn from(side: model::Side) -> Self {
        match side {
            model::Side::Below => Self::Below,
            model::Side::Above => Self::Above,
        }
    }
}

fn facts(values: &[model::Value]) -> Vec<Fact> {
    values.iter().map(Fact::from).collect()
}
