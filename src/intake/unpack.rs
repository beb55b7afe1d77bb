//! Where the entries of an archive are put: a folder of our own, and never anywhere else.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use crate::intake::archive::damaged;
use crate::intake::junk::is_junk;
use crate::submission::FILE_LIMIT;

/// How much an archive may hold.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// How many entries.
    pub(super) entries: usize,
    /// How many bytes are kept of all of them together.
    pub(super) bytes: u64,
    /// How many bytes its stream may have, decompressed.
    pub(super) stream: u64,
}

impl Limits {
    /// Of one submission.
    pub(super) const SUBMISSION: Self = Self {
        entries: 20_000,
        bytes: 512 * 1024 * 1024,
        stream: 4 * 1024 * 1024 * 1024,
    };

    /// Of a whole class.
    pub(super) const CLASS: Self = Self {
        entries: 4_000_000,
        bytes: 256 * 1024 * 1024 * 1024,
        stream: 1024 * 1024 * 1024 * 1024,
    };
}

/// The most folders in each other.
const DEPTH: usize = 40;

/// The most bytes of one name: no file system has longer ones.
const NAME: usize = 255;

/// What an entry is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sort {
    File,
    Folder,
    /// Symbolic or hard.
    Link,
    /// A device, a pipe, a note of the archiver's own.
    Other,
}

/// An entry of an archive.
#[derive(Clone, Debug)]
pub(super) struct Entry {
    /// Its path as the archive has it.
    pub(super) path: String,
    pub(super) sort: Sort,
    /// Its size, as the archive says.
    pub(super) size: u64,
}

/// An archive that is being unpacked.
#[derive(Debug)]
pub(super) struct Unpacking {
    into: PathBuf,
    limits: Limits,
    entries: usize,
    bytes: u64,
}

impl Unpacking {
    pub(super) fn new(into: &Path, limits: Limits) -> Self {
        Self {
            into: into.to_owned(),
            limits,
            entries: 0,
            bytes: 0,
        }
    }

    pub(super) fn stream_limit(&self) -> u64 {
        self.limits.stream
    }

    /// Puts an entry into the folder. A link becomes a link to nowhere: whoever reads it is told that it is one. Devices are left out.
    pub(super) fn add(&mut self, entry: &Entry, content: &mut dyn Read) -> Result<(), String> {
        self.entries += 1;
        if self.entries > self.limits.entries {
            return Err(format!("it holds more than {} files", self.limits.entries));
        }
        let Some(parts) = parts(&entry.path)? else {
            return Ok(());
        };
        let mut path = self.into.clone();
        path.extend(&parts);
        let done = match entry.sort {
            Sort::Folder => fs::create_dir_all(&path),
            Sort::Link => make_room(&path).and_then(|()| link(&path)),
            Sort::File => return self.file(&path, entry.size, content),
            Sort::Other => Ok(()),
        };
        done.map_err(|error| not_made(&entry.path, &error))
    }

    /// A file, as far as it may be read at all; what is larger becomes as large, and empty.
    fn file(&mut self, path: &Path, size: u64, content: &mut dyn Read) -> Result<(), String> {
        let shown = path.display().to_string();
        let file = make_room(path).and_then(|()| File::create(path));
        let mut file = file.map_err(|error| not_made(&shown, &error))?;
        let copied = io::copy(&mut content.take(FILE_LIMIT + 1), &mut file);
        let copied = copied.map_err(|error| damaged(&error))?;
        if copied > FILE_LIMIT {
            let size = size.max(copied);
            let emptied = file.set_len(0).and_then(|()| file.set_len(size));
            return emptied.map_err(|error| not_made(&shown, &error));
        }
        self.bytes += copied;
        if self.bytes > self.limits.bytes {
            let limit = self.limits.bytes / 1024 / 1024;
            return Err(format!("it holds more than {limit} MB"));
        }
        Ok(())
    }
}

/// The folders above it; what stands in its place goes, for the later entry of a name counts.
fn make_room(path: &Path) -> io::Result<()> {
    if let Some(above) = path.parent() {
        fs::create_dir_all(above)?;
    }
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        Ok(()) | Err(_) => Ok(()),
    }
}

#[cfg(unix)]
fn link(path: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink("a link of the archive, which is not followed", path)
}

#[cfg(not(unix))]
fn link(_: &Path) -> io::Result<()> {
    Ok(()) // links need a right of their own here
}

fn not_made(path: &str, error: &io::Error) -> String {
    format!("`{path}` of it cannot be unpacked: {error}")
}

/// The parts of an entry's path; `None` where nobody can ask for it. Old programs for Windows write `\` between them.
///
/// # Errors
/// That it leads out of the archive: then all of it is refused, for nobody packs that by accident.
fn parts(path: &str) -> Result<Option<Vec<String>>, String> {
    let path = path.replace('\\', "/");
    let out = || Err(format!("its entry `{path}` leads out of it"));
    if path.starts_with('/') || path.as_bytes().get(1) == Some(&b':') {
        return out();
    }
    let mut parts = Vec::new();
    for part in path
        .split('/')
        .filter(|part| !part.is_empty() && *part != ".")
    {
        if part == ".." {
            return out();
        }
        let odd = part.len() > NAME || part.chars().any(char::is_control);
        if odd || is_junk(part) {
            return Ok(None);
        }
        parts.push(part.to_owned());
    }
    Ok((!parts.is_empty() && parts.len() <= DEPTH).then_some(parts))
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn where_an_entry_may_go() {
        let check = |path: &str, want: Result<Option<&str>, ()>| {
            let found = parts(path).map(|parts| parts.map(|parts| parts.join("/")));
            assert_eq!(
                found.as_ref().map(Option::as_deref).map_err(drop),
                want,
                "{path:?}"
            );
        };
        check("a/b.txt", Ok(Some("a/b.txt")));
        check("./a//b.txt", Ok(Some("a/b.txt")));
        check("a\\b.txt", Ok(Some("a/b.txt")));
        check("a/..b", Ok(Some("a/..b")));
        check("", Ok(None));
        check("./", Ok(None));
        check("__MACOSX/a", Ok(None));
        check("a/._b", Ok(None));
        check("a\nb", Ok(None));
        check(&"a/".repeat(50), Ok(None));
        check(&"a".repeat(300), Ok(None));
        check("../a", Err(()));
        check("a/../../b", Err(()));
        check("..\\a", Err(()));
        check("/etc/passwd", Err(()));
        check("C:\\a", Err(()));
    }
}
