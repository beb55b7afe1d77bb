//! What a probe learned: facts by name, each with its place where a student wrote it.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::model::{Audience, Place, Type, Value};

/// One thing that a probe learned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fact {
    /// What it is.
    pub value: Value,
    /// The student's line that it was read from.
    #[serde(skip)]
    pub place: Option<Place>,
    /// Who may see it.
    pub audience: Audience,
}

/// What a probe learned, by fact name. A fact that is not there is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Facts {
    by_name: BTreeMap<String, Fact>,
    #[serde(skip)]
    absent_at: BTreeMap<String, Place>,
    #[serde(skip)]
    reasons: BTreeMap<String, String>,
    /// Where to look when a wanted fact is absent: the student's file, if there is one.
    #[serde(skip)]
    pub about: Option<Place>,
    /// What else the same file may be read as, such as the other mails of a session: an expectation that one of these meets is met.
    #[serde(skip)]
    pub others: Vec<Facts>,
    /// The program that was needed and is not installed: where the facts are not as expected, that is nobody's mistake.
    #[serde(skip)]
    pub lacks: Option<String>,
}

impl Facts {
    /// No facts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds or replaces a fact.
    pub fn set(&mut self, name: impl Into<String>, value: impl Into<Value>) {
        self.by_name.insert(
            name.into(),
            Fact {
                value: value.into(),
                place: None,
                audience: Audience::Student,
            },
        );
    }

    /// Adds or replaces a fact that was read at a place.
    pub fn set_at(&mut self, name: impl Into<String>, value: impl Into<Value>, place: Place) {
        self.by_name.insert(
            name.into(),
            Fact {
                value: value.into(),
                place: Some(place),
                audience: Audience::Student,
            },
        );
    }

    /// Adds what was learned later: its facts, places and reasons in place of those of the same names.
    pub fn join(&mut self, later: Self) {
        self.by_name.extend(later.by_name);
        self.absent_at.extend(later.absent_at);
        self.reasons.extend(later.reasons);
        self.about = later.about.or_else(|| self.about.take());
    }

    /// Keeps a fact that was learned from students.
    pub fn keep_from_students(&mut self, name: &str) {
        if let Some(fact) = self.by_name.get_mut(name) {
            fact.audience = Audience::Instructor;
        }
    }

    /// Leaves out what is not for students.
    pub fn keep_for_students(&mut self) {
        self.by_name
            .retain(|_, fact| fact.audience == Audience::Student);
        self.others.clear();
    }

    /// A fact, if it was learned.
    pub fn get(&self, name: &str) -> Option<&Fact> {
        self.by_name.get(name)
    }

    /// The value of a fact, if it was learned.
    pub fn value(&self, name: &str) -> Option<&Value> {
        self.get(name).map(|fact| &fact.value)
    }

    /// Says where an absent fact should stand: the refused command, the line before which something is missing.
    pub fn set_absent_at(&mut self, name: impl Into<String>, place: Place) {
        self.absent_at.insert(name.into(), place);
    }

    /// Where a reader should look for a fact, there or absent.
    pub fn place(&self, name: &str) -> Option<&Place> {
        match self.get(name) {
            Some(fact) => fact.place.as_ref(),
            None => of_family(&self.absent_at, name).or(self.about.as_ref()),
        }
    }

    /// Says in a sentence or two why a fact, or a step of a named expectation, is what it is: the rule, and what to do next.
    pub fn set_reason(&mut self, name: impl Into<String>, reason: impl Into<String>) {
        self.reasons.insert(name.into(), reason.into());
    }

    /// Why a fact, or a step of a named expectation, is what it is, where the probe knows.
    pub fn reason(&self, name: &str) -> Option<&str> {
        of_family(&self.reasons, name).map(String::as_str)
    }

    /// All facts in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Fact)> {
        self.by_name
            .iter()
            .map(|(name, fact)| (name.as_str(), fact))
    }

    /// The values of all facts, by name, to be changed.
    pub fn values_mut(&mut self) -> impl Iterator<Item = (&str, &mut Value)> {
        self.by_name
            .iter_mut()
            .map(|(name, fact)| (name.as_str(), &mut fact.value))
    }

    /// Whether nothing was learned.
    pub fn is_empty(&self) -> bool {
        self.by_name.is_empty()
    }
}

/// What is known under a name: specs may write the names of a family in capitals (`header.From`), probes keep them small.
fn of_family<'a, T>(known: &'a BTreeMap<String, T>, name: &str) -> Option<&'a T> {
    known
        .get(name)
        .or_else(|| known.get(&name.to_ascii_lowercase()))
}

/// A fact that a probe may yield: its name, type and meaning. `header.NAME` stands for a family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Declared {
    /// The name, or `stem.NAME` for a family (names of a family compare without case).
    pub name: &'static str,
    /// The type of its value.
    pub ty: Type,
    /// What it means, its unit and range; one line.
    pub about: &'static str,
    /// The facts of a family that has no others, by their whole names; empty where its names are open, or it is no family.
    pub members: &'static [&'static str],
}

impl Declared {
    /// A declaration.
    pub const fn new(name: &'static str, ty: Type, about: &'static str) -> Self {
        Self {
            name,
            ty,
            about,
            members: &[],
        }
    }

    /// The same family, which has these facts and no others.
    #[must_use]
    pub const fn only(mut self, members: &'static [&'static str]) -> Self {
        self.members = members;
        self
    }

    /// The names that a reader may choose from: those of a closed family, or its own.
    pub fn names(&self) -> &[&'static str] {
        match self.members {
            [] => std::slice::from_ref(&self.name),
            members => members,
        }
    }

    /// Whether this declares the fact `name`.
    pub fn covers(&self, name: &str) -> bool {
        match self.name.strip_suffix("NAME") {
            Some(_) if !self.members.is_empty() => self.members.contains(&name),
            Some(stem) => name.len() > stem.len() && name.starts_with(stem),
            None => self.name == name,
        }
    }
}

/// The name under which a fact is kept: headers are named without case (RFC 5322 1.2.2, RFC 9110 5.1), so `header.From` is `header.from`.
pub fn kept_name(name: &str) -> String {
    match name.split_once("header.") {
        Some((stem, header)) => format!("{stem}header.{}", header.to_ascii_lowercase()),
        None => name.to_owned(),
    }
}
