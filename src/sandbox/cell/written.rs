//! Which files a program wrote: its folder before and after.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use crate::sandbox::cell::job::{Limits, WRITTEN_LIMIT};
use crate::sandbox::cell::open::Open;

/// How deep folders are looked into.
const DEPTH: usize = 8;
/// The longest path that is told.
const PATH_LIMIT: usize = 256;

/// The regular files of a folder, each with what changes when it is written to.
pub(super) type Shelf = BTreeMap<String, (i64, i64, u64)>;

/// Looks at a folder; links are not followed, and names that are no text are left out.
pub(super) fn look(folder: &Path) -> Shelf {
    let mut found = Shelf::new();
    into(folder, "", DEPTH, &mut found);
    found
}

fn into(folder: &Path, before: &str, depth: usize, found: &mut Shelf) {
    let Ok(entries) = fs::read_dir(folder) else {
        return;
    };
    for entry in entries.flatten() {
        let (Ok(name), Ok(about)) = (entry.file_name().into_string(), entry.metadata()) else {
            continue;
        };
        let path = format!("{before}{name}");
        if path.len() > PATH_LIMIT {
            continue;
        }
        if about.is_file() {
            found.insert(path, (about.mtime(), about.mtime_nsec(), about.len()));
        } else if about.is_dir() && depth > 1 {
            into(&entry.path(), &format!("{path}/"), depth - 1, found);
        }
    }
}

/// What a file takes on its disk, in bytes (inode(7): blocks of 512).
pub(super) fn on_disk(about: &Metadata) -> u64 {
    about.blocks() * 512
}

/// Whether a folder, with files that are deleted and still open, has more than it may.
pub(super) fn is_too_much(folder: &Path, open: &Open, limits: &Limits) -> bool {
    let mut room = Room {
        bytes: limits.disk,
        files: limits.files,
    };
    let deleted = open.deleted.values().sum();
    room.take(deleted).is_none() || room.take_all(folder).is_none()
}

/// What is left.
struct Room {
    bytes: u64,
    files: u64,
}

impl Room {
    fn take(&mut self, bytes: u64) -> Option<()> {
        self.bytes = self.bytes.checked_sub(bytes)?;
        Some(())
    }

    /// `None` as soon as it is too much. What cannot be looked into, as it is closed or its path is longer than any may be, may hold anything.
    fn take_all(&mut self, folder: &Path) -> Option<()> {
        let mut left = vec![folder.to_owned()];
        while let Some(folder) = left.pop() {
            let entries = match fs::read_dir(folder) {
                Ok(entries) => entries,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(_) => return None,
            };
            for entry in entries.flatten() {
                let Ok(about) = entry.metadata() else {
                    continue;
                };
                self.files = self.files.checked_sub(1)?;
                self.take(on_disk(&about))?;
                if about.is_dir() {
                    left.push(entry.path());
                }
            }
        }
        Some(())
    }
}

/// What is new or changed.
pub(super) fn changed(before: &Shelf, after: &Shelf) -> Vec<String> {
    let changed = after
        .iter()
        .filter(|(path, seen)| before.get(*path) != Some(*seen));
    changed
        .map(|(path, _)| path.clone())
        .take(WRITTEN_LIMIT)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{changed, look};

    #[test]
    fn new_and_changed_files_are_told_and_links_are_not_followed() {
        let folder = tempfile::tempdir().expect("a folder");
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir(at("sub")).expect("a folder");
        for name in ["same", "grows", "sub/same"] {
            std::fs::write(at(name), "1").expect("a file");
        }
        let before = look(folder.path());
        std::fs::write(at("grows"), "22").expect("a file");
        std::fs::write(at("sub/new"), "").expect("a file");
        std::os::unix::fs::symlink("/etc/passwd", at("link")).expect("a link");
        std::os::unix::fs::symlink("/", at("root")).expect("a link");
        assert_eq!(changed(&before, &look(folder.path())), ["grows", "sub/new"]);
    }

    #[test]
    fn many_files_are_not_all_told() {
        let folder = tempfile::tempdir().expect("a folder");
        for number in 0..150 {
            std::fs::write(folder.path().join(format!("{number}")), "").expect("a file");
        }
        assert_eq!(
            changed(&look(&folder.path().join("none")), &look(folder.path())).len(),
            100
        );
    }
}
