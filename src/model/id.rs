//! Names of exercises and checks.

use std::fmt;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

/// The name of a check within its exercise: `a-z`, digits and `-`, starting with a letter; a check inside a `serve` is `server/echo`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CheckId(Arc<str>);

/// First segments of references that cannot be check ids.
pub const RESERVED_IDS: &[&str] = &["answers", "student", "machine", "vars", "serve", "port"];

/// Why a text is no check id.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadId {
    /// Other characters than small letters, digits and `-`, or no letter in front.
    Form,
    /// One of [`RESERVED_IDS`].
    Reserved,
}

impl CheckId {
    /// Reads an id.
    ///
    /// # Errors
    /// [`BadId`] when the form is wrong or the word is reserved.
    pub fn new(text: &str) -> Result<Self, BadId> {
        if RESERVED_IDS.contains(&text) {
            return Err(BadId::Reserved);
        }
        if !text.split('/').all(well_formed) {
            return Err(BadId::Form);
        }
        Ok(Self(text.into()))
    }

    /// The id as written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn well_formed(segment: &str) -> bool {
    segment.starts_with(|c: char| c.is_ascii_lowercase())
        && segment
            .chars()
            .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
}

/// The name of an exercise: its folder's name without the number in front.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ExerciseId(Arc<str>);

impl ExerciseId {
    /// The id of the folder `NN-name` (or `name`).
    pub fn of_folder(folder: &str) -> Self {
        let name = match folder.split_once('-') {
            Some((number, name))
                if !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit()) =>
            {
                name
            }
            _ => folder,
        };
        Self(name.into())
    }

    /// The id as reports show it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ExerciseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A check of one exercise: unique in an assignment.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct CheckRef {
    /// The exercise.
    pub exercise: ExerciseId,
    /// The check in it.
    pub check: CheckId,
}

impl fmt::Display for CheckRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.exercise, self.check)
    }
}
