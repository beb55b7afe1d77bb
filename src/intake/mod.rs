//! A folder of submissions, as a system exports it → who handed in what, joined with the roster.

mod archive;
mod digest;
mod join;
mod junk;
mod layout;
mod opened;
mod pattern;
mod roster;
mod stage;
mod unpack;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use crate::model::Diagnostic;

pub use join::{Entry, Joined, join};
pub use opened::{Kept, Opened, Unreadable};
pub use roster::Roster;

/// How a folder of submissions is laid out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// A folder, or an archive, for each student.
    Folders,
    /// Canvas: all files in one folder, `name_[LATE_]userid_fileid_filename[-N].ext`.
    Canvas,
    /// Moodle: `Full Name_ID_assignsubmission_file/`, or the files with that before their names.
    Moodle,
    /// Gradescope: `submission_ID/`, and `submission_metadata.yml` beside them.
    Gradescope,
    /// GitHub Classroom: `assignment-login/`, joined through `classroom_roster.csv`.
    Classroom,
}

impl Layout {
    /// All, by their words on the command line.
    pub const ALL: &[(&'static str, Layout)] = &[
        ("folders", Layout::Folders),
        ("canvas", Layout::Canvas),
        ("moodle", Layout::Moodle),
        ("gradescope", Layout::Gradescope),
        ("classroom", Layout::Classroom),
    ];
}

/// How the submissions are to be read.
#[derive(Clone, Debug, Default)]
pub struct Wanted {
    /// The layout; told from the names where it is not said.
    pub layout: Option<Layout>,
    /// Where the student's id stands in the names of folders: `lab1-{id}`; the whole name where it is not said.
    pub pattern: Option<String>,
}

/// What was found.
#[derive(Debug)]
pub struct Intake {
    /// How it is laid out.
    pub layout: Layout,
    /// What was handed in, in the order of the names.
    pub works: Vec<HandedIn>,
    /// The roster that the export itself holds, as GitHub Classroom's may.
    pub roster: Option<PathBuf>,
    /// What the instructor should know: what was left out, and why.
    pub notes: Vec<String>,
}

/// Something that was handed in: one attempt of one student.
#[derive(Clone, Debug)]
pub struct HandedIn {
    /// What it is called there: `04_ada`, `submission_123456`.
    pub name: String,
    /// What is known of who handed it in.
    pub who: Who,
    /// When it was handed in (RFC 3339), where that is known.
    pub at: Option<String>,
    /// Whether it came too late, where the system says so.
    pub late: Option<bool>,
    /// Which attempt of the student it is, where the names say so.
    attempt: Option<u32>,
    content: Content,
}

/// What the export says of who handed something in.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Who {
    /// Ids that may stand in the roster, the surest first.
    pub ids: Vec<String>,
    /// Their name.
    pub name: Option<String>,
    /// Their mail address.
    pub email: Option<String>,
}

/// Where the files of a submission are.
#[derive(Clone, Debug)]
struct Content {
    /// The folder, or the folder in which the files are.
    folder: PathBuf,
    files: Files,
    /// The temporary folder into which the export was unpacked, if it was.
    _unpacked: Option<Arc<TempDir>>,
}

/// Which files of the folder are the submission.
#[derive(Clone, Debug)]
enum Files {
    /// All of them.
    All,
    /// Those in this archive.
    Archive(String),
    /// Some, which had other names when they were handed in: the name here, and the name then.
    Named(Vec<(String, String)>),
}

/// Finds the submissions in a folder, or in an archive of one (zip, tar, tar.gz, tar.zst). Of the submissions only names are read.
///
/// # Errors
/// What is wrong with the folder as a whole: it is not there, it cannot be read, it holds no submission.
pub fn read(path: &Path, wanted: &Wanted) -> Result<Intake, Diagnostic> {
    layout::read(path, wanted)
}

impl HandedIn {
    /// Its files, ready to be read, and their digest. Files that the export holds in another form are put into a folder of their own, which goes
    /// with what is returned.
    ///
    /// # Errors
    /// That it cannot be opened at all: no permission, a broken archive.
    pub fn open(&self) -> Result<Opened, Unreadable> {
        opened::open(self)
    }
}

#[cfg(test)]
mod tests;
