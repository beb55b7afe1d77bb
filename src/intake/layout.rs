//! Which submissions a folder holds: one file for each layout.

mod canvas;
mod classroom;
mod folders;
mod gradescope;
mod moodle;

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;

use crate::intake::archive;
use crate::intake::junk::is_junk;
use crate::intake::pattern::Pattern;
use crate::intake::unpack::{Limits, Unpacking};
use crate::intake::{Content, Files, HandedIn, Intake, Layout, Wanted, Who};
use crate::model::{Diagnostic, ExerciseId};

/// How many folders with nothing but one folder in them are entered.
const WRAPPINGS: usize = 3;

/// The folder with the submissions, and what is in it.
struct Export {
    root: PathBuf,
    /// In the order of their names.
    entries: Vec<Listed>,
    unpacked: Option<Arc<TempDir>>,
    /// What was left out, and why.
    notes: Vec<String>,
}

/// An entry of the folder.
#[derive(Clone, Debug)]
struct Listed {
    name: String,
    path: PathBuf,
    sort: Sort,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Sort {
    Folder,
    File,
    /// A link: what is behind it is not read, but somebody must look at it.
    Link,
    Other,
}

pub(super) fn read(path: &Path, wanted: &Wanted) -> Result<Intake, Diagnostic> {
    let pattern = wanted.pattern.as_deref().map(Pattern::read).transpose()?;
    let mut export = entered(Export::open(path)?)?;
    let layout = wanted.layout.unwrap_or_else(|| layout(&export));
    let mut roster = None;
    let mut works = match layout {
        Layout::Folders => folders::works(&mut export, pattern.as_ref()),
        Layout::Canvas => canvas::works(&mut export),
        Layout::Moodle => moodle::works(&mut export),
        Layout::Gradescope => gradescope::works(&mut export)?,
        Layout::Classroom => {
            roster = classroom::roster(&export, path);
            classroom::works(&mut export, pattern.as_ref())
        }
    };
    if works.is_empty() {
        let shown = path.display().to_string();
        let message = format!("`{shown}` holds no submission");
        return Err(Diagnostic::file_error(shown, message)
            .help("name the folder in which each student has a folder or an archive, or the export of Canvas, Moodle, Gradescope or GitHub Classroom"));
    }
    works.sort_by(|one, other| one.name.cmp(&other.name));
    Ok(Intake {
        layout,
        works,
        roster,
        notes: export.notes,
    })
}

/// The layout that the names tell.
fn layout(export: &Export) -> Layout {
    let names = || export.entries.iter();
    let has = |name: &str| names().any(|entry| entry.name == name);
    if has(gradescope::METADATA) {
        Layout::Gradescope
    } else if names().any(|entry| moodle::is_name(&entry.name)) {
        Layout::Moodle
    } else if canvas::is_export(&export.entries) {
        Layout::Canvas
    } else if has(classroom::ROSTER) {
        Layout::Classroom
    } else {
        Layout::Folders
    }
}

impl Export {
    fn open(path: &Path) -> Result<Self, Diagnostic> {
        let shown = path.display().to_string();
        let wrong = |error: std::io::Error| {
            let message = format!("`{shown}` cannot be read: {error}");
            Diagnostic::file_error(&shown, message)
                .help("name the folder that holds the submissions, or the archive of it")
        };
        let found = fs::metadata(path).map_err(wrong)?;
        if found.is_dir() {
            return listed(path, None).map_err(wrong);
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let Some((kind, _)) = archive::kind(&name).filter(|_| found.is_file()) else {
            let message = format!("`{shown}` is neither a folder nor an archive");
            return Err(Diagnostic::file_error(&shown, message)
                .help("name a folder, or a file that ends in .zip, .tar, .tar.gz or .tar.zst"));
        };
        let file = File::open(path).map_err(wrong)?;
        let into = tempfile::tempdir().map_err(wrong)?;
        let done = archive::unpack(file, kind, &mut Unpacking::new(into.path(), Limits::CLASS));
        done.map_err(|error| {
            Diagnostic::file_error(&shown, format!("`{shown}` cannot be unpacked: {error}"))
                .help("download it again, or unpack it yourself and name the folder")
        })?;
        let root = into.path().to_owned();
        listed(&root, Some(Arc::new(into))).map_err(wrong)
    }

    /// The entries, to be divided into submissions.
    fn take(&mut self) -> Vec<Listed> {
        std::mem::take(&mut self.entries)
    }

    fn left_out(&mut self, entry: &Listed, why: &str) {
        self.notes
            .push(format!("`{}` was left out: {why}", entry.name));
    }

    /// A submission that is a folder or an archive of its own.
    fn whole(&self, entry: &Listed, who: Who) -> HandedIn {
        let (folder, files) = if entry.sort == Sort::File {
            (self.root.clone(), Files::Archive(entry.name.clone()))
        } else {
            (entry.path.clone(), Files::All)
        };
        self.work(entry.name.clone(), who, folder, files)
    }

    fn work(&self, name: String, who: Who, folder: PathBuf, files: Files) -> HandedIn {
        HandedIn {
            name,
            who,
            at: None,
            late: None,
            attempt: None,
            content: Content {
                folder,
                files,
                _unpacked: self.unpacked.clone(),
            },
        }
    }
}

fn listed(root: &Path, unpacked: Option<Arc<TempDir>>) -> std::io::Result<Export> {
    let mut export = Export {
        root: root.to_owned(),
        entries: Vec::new(),
        unpacked,
        notes: Vec::new(),
    };
    for entry in fs::read_dir(root)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type()?;
        if is_junk(&name) {
            continue;
        }
        let sort = if kind.is_dir() {
            Sort::Folder
        } else if kind.is_file() {
            Sort::File
        } else if kind.is_symlink() {
            Sort::Link
        } else {
            Sort::Other
        };
        export.entries.push(Listed {
            name,
            path: entry.path(),
            sort,
        });
    }
    export
        .entries
        .sort_by(|one, other| one.path.cmp(&other.path));
    Ok(export)
}

/// Enters a folder that stands alone and wraps the submissions. The only submission of a class is no wrapping: in it there are files, or
/// exercises.
fn entered(mut export: Export) -> Result<Export, Diagnostic> {
    for _ in 0..WRAPPINGS {
        let [only] = export.entries.as_slice() else {
            break;
        };
        if only.sort != Sort::Folder || moodle::is_name(&only.name) {
            break;
        }
        let inner = listed(&only.path, export.unpacked.clone());
        let inner = inner.map_err(|error| {
            let shown = only.path.display().to_string();
            let message = format!("`{shown}` cannot be read: {error}");
            Diagnostic::file_error(shown, message).help("check that you may read it")
        })?;
        if !wraps(&inner) {
            break;
        }
        export = inner;
    }
    Ok(export)
}

fn wraps(inner: &Export) -> bool {
    let known = layout(inner) != Layout::Folders;
    let is_exercise = |name: &str| ExerciseId::of_folder(name).as_str() != name;
    let one_of_many = |entry: &Listed| match entry.sort {
        Sort::Folder => !is_exercise(&entry.name),
        Sort::File => archive::kind(&entry.name).is_some(),
        Sort::Link | Sort::Other => false,
    };
    known || !inner.entries.is_empty() && inner.entries.iter().all(one_of_many)
}
