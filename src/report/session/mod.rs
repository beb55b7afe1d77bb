//! A recorded session as netcheck sees it, for people and for programs: what `netcheck read` prints.

mod human;
mod json;
mod layout;
#[cfg(test)]
mod tests;
mod understood;

use std::io;

use crate::model::Audience;
use crate::report::{Known, Style};
use crate::session::Session;

/// A recording that was read.
#[derive(Clone, Copy, Debug)]
pub struct Recording<'a> {
    /// The file's name as its reader knows it.
    pub file: &'a str,
    /// What was read in it.
    pub session: &'a Session,
    /// Whether the protocol was told from the file alone.
    pub guessed: bool,
    /// Who reads this: what cannot have happened is for instructors' eyes. Programs get it always.
    pub audience: Audience,
}

/// A format for recordings.
pub struct SessionFormat {
    /// Its word on the command line.
    pub name: &'static str,
    /// Writes one recording.
    pub render: fn(&Recording, Style, &mut dyn io::Write) -> io::Result<()>,
    /// Writes that a file, named first, cannot be read, and why. For people that is talk, which is not written here.
    pub refuse: fn(&str, &str, &mut dyn io::Write) -> io::Result<()>,
    /// What stands between two recordings.
    pub between: &'static str,
}

impl Known for SessionFormat {
    fn all() -> &'static [Self] {
        &[
            Self {
                name: "human",
                render: human::render,
                refuse: |_, _, _| Ok(()),
                between: "\n",
            },
            Self {
                name: "json",
                render: json::render,
                refuse: json::refuse,
                between: "",
            },
        ]
    }

    fn name(&self) -> &'static str {
        self.name
    }
}
