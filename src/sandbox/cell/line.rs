//! What netcheck and a cell say to each other.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use crate::sandbox::cell::job::{Job, Listener, Ran};
use crate::sandbox::cell::wall::Wall;
use crate::sandbox::terms::Refusal;

/// What netcheck sends, in this order: one job, then files until all are there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Order {
    /// The program, and the folder for its files where it has no file system of its own; comes with its input, output and errors.
    Job {
        job: Job,
        folder: Option<PathBuf>,
        /// The number of the user and of the group that it is given, to whom the folder belongs; none where it stays netcheck's.
        user: Option<u32>,
        /// Whether its input is a terminal of its own.
        terminal: bool,
        /// The walls that a test leaves out.
        without: Vec<Wall>,
    },
    /// Files for its folder; each comes with a descriptor from which it is copied.
    Files(Vec<Sent>),
    /// All files were sent.
    Begin,
}

/// A file for the program's folder.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Sent {
    /// Its path there, with `/` between its parts.
    pub(super) path: String,
    /// Whether it may be started.
    pub(super) executable: bool,
}

/// What a cell tells.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum Told {
    /// It listens there, and nowhere else so far; only of servers, each time that this changes.
    Listens(Vec<Listener>),
    /// It has ended, and with it everything that it started.
    Ended(Ran),
    /// The walls cannot be built, so it was not started.
    Refused(Refusal),
}
