//! What a student handed in: one folder, read safely; one `answers.yaml`, each key read by its declared type.

mod answers;
mod encoding;
mod lines;
mod reader;
mod shelf;
mod tree;
mod typed;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use crate::model::{Diagnostic, ExerciseId, Place, Source, Value};
use crate::spec::AnswerType;

use answers::Answers;
use encoding::{Binary, Decoded};
use reader::{Opened, Refusal};
use shelf::Shelf;
pub use tree::{TREE_LIMIT, Tree};
pub use typed::{NO, YES, how_to_write};

/// The most bytes of one file.
pub const FILE_LIMIT: u64 = 10 * 1024 * 1024;

/// The most bytes of `answers.yaml`.
pub const ANSWERS_LIMIT: u64 = 256 * 1024;

/// The most bytes of a file that is kept for the next who asks; larger ones are read again, so that many submissions fit into memory.
const KEPT_LIMIT: u64 = 256 * 1024;

/// The file with the answers to all exercises.
pub const ANSWERS: &str = "answers.yaml";

/// The folder that a student handed in. What is looked up once stays as it was, however often it is asked for; but for large files.
#[derive(Debug)]
pub struct Submission {
    root: PathBuf,
    shelf: OnceLock<Shelf>,
    answers: OnceLock<Answers>,
    /// What became of looking for files, by name and folder.
    files: Mutex<BTreeMap<(String, String), Handed>>,
}

/// What became of looking for a file.
#[derive(Clone, Debug)]
pub enum Handed {
    /// It is there and was read.
    Text {
        /// Its decoded text, under the name as the student knows it.
        source: Arc<Source>,
        /// Its size in bytes.
        bytes: u64,
        /// What was accepted though it was not quite as asked: a misnamed file, an encoding.
        notes: Vec<String>,
    },
    /// It is not there.
    Missing {
        /// Names in the folder that look like it.
        near: Vec<String>,
    },
    /// It is there and must not or cannot be read: a link, a FIFO, too large, binary.
    Broken(Diagnostic),
}

/// What became of looking for an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is there and reads as its type.
    Given {
        /// What it says.
        value: Value,
        /// Where.
        place: Place,
    },
    /// No file, no such key, or nothing behind it.
    Missing {
        /// Keys that look like it; where there is no `answers.yaml`, files that look like that.
        near: Vec<String>,
    },
    /// It is there and does not read as its type, or `answers.yaml` is broken at its line.
    Broken(Diagnostic),
}

impl Submission {
    /// The submission in a folder. Nothing is read yet; a folder that does not exist is an empty submission.
    pub fn open(root: &Path) -> Self {
        Self {
            root: root.to_owned(),
            shelf: OnceLock::new(),
            answers: OnceLock::new(),
            files: Mutex::default(),
        }
    }

    /// Its folder, as it was named.
    pub fn name(&self) -> String {
        self.root.display().to_string()
    }

    /// A file of the submission: looked for in its root, then in `folder` (`04-dns`), then in the folder's name without its number.
    pub fn file(&self, name: &str, folder: &str) -> Handed {
        let key = (name.to_owned(), folder.to_owned());
        let mut files = self.files.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(found) = files.get(&key) {
            return found.clone();
        }
        let found = self.find(name, &places(folder), FILE_LIMIT);
        if !matches!(found, Handed::Text { bytes, .. } if bytes > KEPT_LIMIT) {
            files.insert(key, found.clone());
        }
        found
    }

    /// An answer of `answers.yaml`.
    pub fn answer(&self, key: &str, ty: &AnswerType) -> Answer {
        self.answers().answer(key, ty)
    }

    /// A key under `student:` of `answers.yaml`.
    pub fn student(&self, key: &str) -> Answer {
        self.answers().student(key)
    }

    /// What was accepted in `answers.yaml` though it was not quite as asked, as for any file.
    pub fn answers_notes(&self) -> &[String] {
        &self.answers().notes
    }

    /// All files below a folder of the submission, empty for its own, that a program may be given.
    pub fn tree(&self, folder: &str) -> Tree {
        if !folder.is_empty() && !is_own_folder(&self.root, folder) {
            return Tree::default();
        }
        tree::tree(&self.root.join(folder))
    }

    /// Opens a file of the submission for a program, by its path below its root; as [`open_file`], and no larger than [`FILE_LIMIT`].
    ///
    /// # Errors
    /// As [`open_file`].
    pub fn open_for_program(&self, path: &str) -> Result<std::fs::File, String> {
        let file = open_file(&self.root, path)?;
        let length = file.metadata().map_or(0, |about| about.len());
        if length > FILE_LIMIT {
            return Err(refusal_words(Refusal::TooLarge(length), FILE_LIMIT).0);
        }
        Ok(file)
    }

    fn answers(&self) -> &Answers {
        self.answers
            .get_or_init(|| Answers::of(self.find(ANSWERS, &[String::new()], ANSWERS_LIMIT)))
    }

    fn shelf(&self) -> &Shelf {
        self.shelf.get_or_init(|| Shelf::of(&self.root))
    }

    fn find(&self, name: &str, places: &[String], limit: u64) -> Handed {
        if path_problem(name).is_some() {
            return Handed::Missing { near: Vec::new() };
        }
        let mut folder = None;
        for place in places {
            let path = format!("{place}{name}");
            match reader::read(&self.root, &path, limit) {
                Opened::Missing => {}
                Opened::Folder => folder = folder.or(Some(path)),
                opened => return handed(&path, opened, limit),
            }
        }
        self.find_misnamed(name, places, limit)
            .or_else(|| folder.map(|path| is_a_folder(&path)))
            .unwrap_or_else(|| self.missing(name, places))
    }

    fn find_misnamed(&self, name: &str, places: &[String], limit: u64) -> Option<Handed> {
        let (inner, file) = split(name);
        let found = places
            .iter()
            .find_map(|place| self.shelf().misnamed(&format!("{place}{inner}"), file))?;
        let opened = reader::read(&self.root, &found.path, limit);
        if opened == Opened::Missing {
            return None; // it went away between two looks
        }
        let note = format!("`{}` was read as `{name}`: rename it", found.path);
        Some(match handed(&found.path, opened, limit) {
            Handed::Text {
                source,
                bytes,
                notes,
            } => Handed::Text {
                source,
                bytes,
                notes: std::iter::once(note).chain(notes).collect(),
            },
            other @ (Handed::Missing { .. } | Handed::Broken(_)) => other,
        })
    }

    fn missing(&self, name: &str, places: &[String]) -> Handed {
        let (inner, file) = split(name);
        let places: Vec<String> = places
            .iter()
            .map(|place| format!("{place}{inner}"))
            .collect();
        let near = self.shelf().near(&places, file);
        Handed::Missing { near }
    }
}

/// Opens a regular file of a folder, never through a link, as all files of a submission are opened.
///
/// # Errors
/// Why it must not or cannot be opened, as the rest of a sentence about it: `is a link, or lies behind one`.
pub fn open_file(root: &Path, path: &str) -> Result<std::fs::File, String> {
    reader::open(root, path).map_err(|not| match not {
        Opened::Refused(refusal) => refusal_words(refusal, FILE_LIMIT).0,
        Opened::Folder => "is a folder".to_owned(),
        Opened::Missing | Opened::Bytes(_) => "is not there".to_owned(),
    })
}

/// Why a path cannot name a file of a submission, `None` if it can: it must be relative, with `/` between its parts, and lead nowhere else.
pub fn path_problem(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("it is empty");
    }
    if path.starts_with(['/', '~']) || path.chars().nth(1) == Some(':') {
        return Some("it must be relative to the folder that is handed in");
    }
    if path.contains('\\') {
        return Some("folders are separated by `/`");
    }
    if path.chars().any(char::is_control) {
        return Some("it holds a control character");
    }
    if path.split('/').any(|part| part == "..") {
        return Some("it must stay in the folder that is handed in: no `..`");
    }
    if path.split('/').any(|part| part.is_empty() || part == ".") {
        return Some("it must name a file, such as `mail.txt` or `sub/mail.txt`");
    }
    None
}

/// Whether a path is a folder of a submission, and no link to one.
fn is_own_folder(root: &Path, folder: &str) -> bool {
    let each = folder.trim_end_matches('/').split('/');
    let mut path = root.to_owned();
    each.into_iter().all(|part| {
        path.push(part);
        std::fs::symlink_metadata(&path).is_ok_and(|about| about.is_dir())
    })
}

/// The folders where an exercise's files may stand, each with its final slash; the first is the submission's own.
fn places(folder: &str) -> Vec<String> {
    let mut places = vec![String::new()];
    let short = ExerciseId::of_folder(folder);
    for name in [folder, short.as_str()] {
        let place = format!("{name}/");
        if path_problem(name).is_none() && !places.contains(&place) {
            places.push(place);
        }
    }
    places
}

/// A path's folders, with a final slash, and its file.
fn split(path: &str) -> (&str, &str) {
    path.rfind('/')
        .map_or(("", path), |at| path.split_at(at + 1))
}

fn handed(path: &str, opened: Opened, limit: u64) -> Handed {
    match opened {
        Opened::Bytes(bytes) => decode(path, &bytes),
        Opened::Folder => is_a_folder(path),
        Opened::Missing => Handed::Missing { near: Vec::new() },
        Opened::Refused(refusal) => Handed::Broken(refused(path, refusal, limit)),
    }
}

/// Reads the bytes of a file as text, whatever an editor or a terminal saved it as; what is no text is [`Handed::Broken`].
pub fn decode(path: &str, bytes: &[u8]) -> Handed {
    match encoding::decode(bytes) {
        Decoded::Text { text, note } => Handed::Text {
            source: Source::new(path, text),
            bytes: bytes.len() as u64,
            notes: note
                .map(|note| format!("`{path}`: {note}"))
                .into_iter()
                .collect(),
        },
        Decoded::Binary(Binary { what, help }) => Handed::Broken(
            Diagnostic::file_error(path, format!("`{path}` is {what}, not a text file"))
                .help(*help),
        ),
    }
}

fn is_a_folder(path: &str) -> Handed {
    let message = format!("`{path}` is a folder; expected a text file");
    Handed::Broken(
        Diagnostic::file_error(path, message)
            .help("rename the folder, and save the text as a file of this name"),
    )
}

fn refused(path: &str, refusal: Refusal, limit: u64) -> Diagnostic {
    let (what, help) = refusal_words(refusal, limit);
    Diagnostic::file_error(path, format!("`{path}` {what}")).help(help)
}

fn refusal_words(refusal: Refusal, limit: u64) -> (String, &'static str) {
    match refusal {
        Refusal::Link => (
            "is a link, or lies behind one".to_owned(),
            "hand in the file itself, not a link to it",
        ),
        Refusal::HardLink => (
            "is a hard link: the same file has another name elsewhere".to_owned(),
            "hand in a copy: copy it, delete this one, and rename the copy",
        ),
        Refusal::Special(what) => (
            format!("is {what}; expected a text file"),
            "delete it, and save the text as a file of this name",
        ),
        Refusal::Elsewhere => (
            "lies on another file system".to_owned(),
            "copy the file into the folder that is handed in",
        ),
        Refusal::TooLarge(size) => (
            format!("has {size} bytes; the most is {limit}"),
            "hand in only the part that the exercise asks for",
        ),
        Refusal::System(error) => (
            format!("cannot be read: {error}"),
            "check that you may read it, for example by opening it in an editor",
        ),
    }
}

#[cfg(test)]
mod tests;
