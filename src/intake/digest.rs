//! What a submission is, in short: whether it is still what was graded.

use std::fmt::Write as _;
use std::fs;
use std::io::Read as _;
use std::path::Path;

use sha2::{Digest as _, Sha256};

use crate::intake::junk::is_junk;
use crate::submission::{self, FILE_LIMIT};

/// The most entries that are looked at.
const ENTRIES: usize = 5_000;

/// The most bytes that are read.
const BYTES: u64 = 128 * 1024 * 1024;

/// The most folders in each other.
const DEPTH: usize = 20;

/// SHA-256 over the names and contents of the files of a folder, in hexadecimal; empty where there is more of it than is looked at: such a
/// submission is graded again each time.
///
/// # Errors
/// That the folder itself cannot be read.
pub(super) fn digest(root: &Path) -> std::io::Result<String> {
    let mut walk = Walk {
        root,
        found: Vec::new(),
        complete: true,
    };
    walk.folder("", 0)?;
    walk.found.sort();
    Ok(walk.sum().unwrap_or_default())
}

/// The entries of a folder and of the folders in it: paths with `/` between their parts, and what they are.
struct Walk<'a> {
    root: &'a Path,
    found: Vec<(String, Sort)>,
    complete: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    File,
    Folder,
    Other,
}

impl Walk<'_> {
    /// The depth is limited, so that it may call itself.
    fn folder(&mut self, inner: &str, depth: usize) -> std::io::Result<()> {
        for entry in fs::read_dir(self.root.join(inner))? {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            if is_junk(&name) {
                continue;
            }
            if self.found.len() >= ENTRIES {
                self.complete = false;
                return Ok(());
            }
            let path = format!("{inner}{name}");
            let kind = entry.file_type()?;
            if kind.is_dir() {
                self.found.push((path.clone(), Sort::Folder));
                self.inner(&format!("{path}/"), depth + 1);
            } else if kind.is_file() {
                self.found.push((path, Sort::File));
            } else {
                self.found.push((path, Sort::Other));
            }
        }
        Ok(())
    }

    /// A folder in it that cannot be read counts as empty: nothing can be read in it when it is graded either.
    fn inner(&mut self, path: &str, depth: usize) {
        if depth > DEPTH {
            self.complete = false;
        } else {
            let _ = self.folder(path, depth);
        }
    }

    fn sum(&self) -> Option<String> {
        let mut sum = Sha256::new();
        let mut left = BYTES;
        let mut complete = self.complete;
        for (path, sort) in &self.found {
            sum.update((path.len() as u64).to_le_bytes());
            sum.update(path);
            sum.update([*sort as u8]);
            if *sort == Sort::File {
                complete &= self.content(path, &mut sum, &mut left);
            }
        }
        let mut text = String::with_capacity(64);
        for byte in sum.finalize() {
            write!(text, "{byte:02x}").ok()?;
        }
        complete.then_some(text)
    }

    /// Adds a file, and tells whether all of it that can be graded is in the sum.
    fn content(&self, path: &str, sum: &mut Sha256, left: &mut u64) -> bool {
        let file = match submission::open_file(self.root, path) {
            Ok(file) => file,
            Err(what) => {
                sum.update(what);
                return true;
            }
        };
        let Ok(found) = file.metadata() else {
            return false;
        };
        sum.update(found.len().to_le_bytes());
        if found.len() > FILE_LIMIT {
            return true;
        }
        // Room for all of it, and for finding out that there is no more.
        let room = usize::try_from(found.len()).unwrap_or_default() + 32;
        let mut bytes = Vec::with_capacity(room);
        let read = file.take(FILE_LIMIT + 1).read_to_end(&mut bytes);
        sum.update(&bytes);
        let enough = *left >= bytes.len() as u64;
        *left = left.saturating_sub(bytes.len() as u64);
        read.is_ok() && enough
    }
}
