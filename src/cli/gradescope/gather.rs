//! The files of an assignment, as they go into the zip.

use std::fs::{self, File};
use std::io::Read as _;
use std::path::Path;

use crate::cli::contents::Contents;
use crate::cli::fresh::Kind;
use crate::cli::gradescope::archive::Entry;
use crate::cli::load;
use crate::spec::Files;

/// The folder of the assignment in the zip.
const FOLDER: &str = "assignment";

/// The most bytes of all files together.
const LIMIT: u64 = 256 * 1024 * 1024;

/// An assignment with what is in its folder.
pub(super) struct Original<'a> {
    pub(super) dir: &'a Path,
    pub(super) files: &'a Files,
    pub(super) contents: &'a Contents,
}

impl Original<'_> {
    /// What students get, whole, and the hidden checks; but not the file that is being made of them.
    pub(super) fn gathered(&self, but: &Path) -> Result<Vec<Entry>, String> {
        let but = fs::canonicalize(but).ok();
        let mut left = LIMIT;
        let mut entries = Vec::new();
        for path in &self.contents.files {
            let full = self.dir.join(path);
            if but.is_none() || fs::canonicalize(&full).ok() != but {
                entries.push(data(path, read(&full, &mut left)?)?);
            }
        }
        for exercise in &self.files.exercises {
            let hidden = exercise.instructor.as_ref();
            if let Some(Ok(bytes)) = hidden.map(|file| &file.bytes) {
                let path = Path::new(&exercise.folder).join("exercise.instructor.yaml");
                entries.push(data(&path, bytes.clone())?);
            }
        }
        Ok(entries)
    }
}

/// A file with a path from the assignment's folder, as zips name it.
fn data(path: &Path, bytes: Vec<u8>) -> Result<Entry, String> {
    let parts: Option<Vec<&str>> = path.iter().map(|part| part.to_str()).collect();
    let parts =
        parts.ok_or_else(|| format!("the name of `{}` is not UTF-8; rename it", path.display()))?;
    Ok(Entry {
        name: format!("{FOLDER}/{}", parts.join("/")),
        bytes,
        kind: Kind::Data,
    })
}

fn read(path: &Path, left: &mut u64) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    File::open(path)
        .and_then(|file| file.take(*left + 1).read_to_end(&mut bytes))
        .map_err(|error| format!("`{}` cannot be read: {error}", load::shown(path)))?;
    *left = left.checked_sub(bytes.len() as u64).ok_or_else(|| {
        format!(
            "the assignment's folder holds more than {} MiB; keep what does not belong to it elsewhere",
            LIMIT / 1024 / 1024
        )
    })?;
    Ok(bytes)
}
