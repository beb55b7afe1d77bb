//! What stands between a student's program and the machine it runs on.

use serde::{Deserialize, Serialize};

use crate::model::words;

/// What stands between a student's program and the machine it runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Walls {
    /// Namespaces, a file system, a network and processes of its own, filters, limits.
    Box,
    /// Filters, limits, a user of its own where netcheck runs as root; the machine's files can be read as far as everybody may.
    Process,
    /// Limits alone: for one's own program on one's own machine.
    Own,
}

impl Walls {
    /// All of them, by the words of command lines and reports.
    pub const ALL: &[(&'static str, Walls)] = &[
        ("box", Walls::Box),
        ("process", Walls::Process),
        ("own", Walls::Own),
    ];

    /// Their words.
    pub const WORDS: [&str; Self::ALL.len()] = words(Self::ALL);

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Box => "box",
            Self::Process => "process",
            Self::Own => "own",
        }
    }
}
