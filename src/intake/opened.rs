//! The files of a submission, ready to be read: unpacked where they are packed, in the innermost folder that holds them all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use crate::intake::archive;
use crate::intake::digest::digest;
use crate::intake::junk::is_junk;
use crate::intake::stage::stage;
use crate::intake::unpack::{Limits, Unpacking};
use crate::intake::{Content, Files, HandedIn};
use crate::submission::{self, Submission};

/// How many folders with nothing but one folder in them are entered.
const WRAPPINGS: usize = 3;

/// A submission whose files can be read as long as this lives.
#[derive(Debug)]
pub struct Opened {
    /// Its files.
    submission: Submission,
    /// What they are, in short: SHA-256 over their names and contents, in hexadecimal. Two submissions with the same digest are graded alike. It
    /// is empty where there is too much to look at all of it.
    pub digest: String,
    kept: Kept,
}

/// What must live as long as a submission is read: the temporary folders of its files.
#[derive(Debug, Default)]
pub struct Kept {
    folders: Vec<TempDir>,
}

impl Opened {
    /// The submission, and what must live as long as it is read.
    pub fn split(self) -> (Submission, Kept) {
        (self.submission, self.kept)
    }
}

/// Why a submission cannot be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unreadable {
    /// What it is called, with the archive in it that is meant: `ada (lab.zip)`.
    pub name: String,
    /// What is wrong with it.
    pub error: String,
}

pub(super) fn open(work: &HandedIn) -> Result<Opened, Unreadable> {
    let mut kept = Kept::default();
    let opened = folder(&work.content, &mut kept).and_then(|folder| {
        let digest = digest(&folder).map_err(|error| (folder.clone(), error.to_string()))?;
        Ok((folder, digest))
    });
    match opened {
        Ok((folder, digest)) => Ok(Opened {
            submission: Submission::open(&folder),
            digest,
            kept,
        }),
        Err((path, error)) => Err(Unreadable {
            name: shown(work, &path),
            error,
        }),
    }
}

/// The submission by its name, and the archive in it that is meant.
fn shown(work: &HandedIn, path: &Path) -> String {
    let file = path.file_name().unwrap_or_default().to_string_lossy();
    if file == work.name.as_str() || archive::kind(&file).is_none() {
        work.name.clone()
    } else {
        format!("{} ({file})", work.name)
    }
}

type Trouble = (PathBuf, String);

fn folder(content: &Content, kept: &mut Kept) -> Result<PathBuf, Trouble> {
    let folder = &content.folder;
    let start = match &content.files {
        Files::All if folder.is_symlink() => {
            let why =
                "it is a link, and nothing behind a link is read; put the folder itself there";
            return Err((folder.clone(), why.to_owned()));
        }
        Files::All => folder.clone(),
        Files::Archive(name) => return unpacked(folder, name, kept),
        Files::Named(files) => match files.as_slice() {
            [(name, _)] if archive::kind(name).is_some() => return unpacked(folder, name, kept),
            files => staged(folder, files, kept)?,
        },
    };
    let entered = entered(start)?;
    match only_archive(&entered)? {
        Some(name) => unpacked(&entered, &name, kept),
        None => Ok(entered),
    }
}

fn staged(folder: &Path, files: &[(String, String)], kept: &mut Kept) -> Result<PathBuf, Trouble> {
    let wrong = |error| (folder.to_owned(), error);
    let into = kept.folder().map_err(wrong)?;
    stage(folder, files, &into).map_err(wrong)?;
    Ok(into)
}

/// Unpacks an archive; the innermost folder of it that holds all.
fn unpacked(folder: &Path, name: &str, kept: &mut Kept) -> Result<PathBuf, Trouble> {
    let into = unpack(folder, name, kept).map_err(|error| (folder.join(name), error))?;
    entered(into)
}

fn unpack(folder: &Path, name: &str, kept: &mut Kept) -> Result<PathBuf, String> {
    let (kind, _) = archive::kind(name).ok_or("it is no archive")?;
    let file = submission::open_file(folder, name).map_err(|what| format!("it {what}"))?;
    let into = kept.folder()?;
    archive::unpack(file, kind, &mut Unpacking::new(&into, Limits::SUBMISSION))?;
    Ok(into)
}

impl Kept {
    fn folder(&mut self) -> Result<PathBuf, String> {
        let made = tempfile::tempdir().map_err(|error| no_room(&error))?;
        let path = made.path().to_owned();
        self.folders.push(made);
        Ok(path)
    }
}

fn no_room(error: &io::Error) -> String {
    format!("there is no temporary folder for it: {error}")
}

/// The folder itself, or the one in it, as long as there is nothing else.
fn entered(mut folder: PathBuf) -> Result<PathBuf, Trouble> {
    for _ in 0..WRAPPINGS {
        match only(&folder)? {
            Some((name, kind)) if kind.is_dir() => folder.push(name),
            Some(_) | None => break,
        }
    }
    Ok(folder)
}

fn only_archive(folder: &Path) -> Result<Option<String>, Trouble> {
    let only = only(folder)?.filter(|(name, kind)| kind.is_file() && archive::kind(name).is_some());
    Ok(only.map(|(name, _)| name))
}

/// The only entry of a folder, if there is one, and if its name is text.
fn only(folder: &Path) -> Result<Option<(String, fs::FileType)>, Trouble> {
    let wrong = |error: io::Error| (folder.to_owned(), error.to_string());
    let mut found = None;
    for entry in fs::read_dir(folder).map_err(wrong)? {
        let entry = entry.map_err(wrong)?;
        let name = entry.file_name();
        if is_junk(&name.to_string_lossy()) {
            continue;
        }
        if found.is_some() {
            return Ok(None);
        }
        found = Some((name, entry.file_type().map_err(wrong)?));
    }
    Ok(found.and_then(|(name, kind)| Some((name.into_string().ok()?, kind))))
}
