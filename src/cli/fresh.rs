//! New files: all of them are written, or none, and never over one that is there.

use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use crate::cli::load;

/// A file to write.
pub(crate) struct Fresh {
    path: PathBuf,
    bytes: Vec<u8>,
    kind: Kind,
}

/// What a file is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// To be read.
    Data,
    /// To be run, where the system keeps such a mark with its files.
    Program,
}

impl Fresh {
    pub(crate) fn new(path: PathBuf, bytes: impl Into<Vec<u8>>, kind: Kind) -> Self {
        Self {
            path,
            bytes: bytes.into(),
            kind,
        }
    }

    /// Its path as people know it.
    pub(crate) fn shown(&self) -> String {
        load::shown(&self.path)
    }
}

/// Writes them, with the folders above them; what was written is taken away again where another cannot be.
pub(crate) fn write(files: &[Fresh]) -> Result<(), String> {
    for file in files {
        nothing_at(&file.path)?;
    }
    for (count, file) in files.iter().enumerate() {
        if let Err(error) = written(file) {
            for earlier in &files[..count] {
                // What cannot be taken away again stays; the error that is told comes first.
                let _ = fs::remove_file(&earlier.path);
            }
            return Err(format!("`{}` cannot be written: {error}", file.shown()));
        }
    }
    Ok(())
}

/// Nothing of this name is there, not even a link that leads nowhere.
fn nothing_at(path: &Path) -> Result<(), String> {
    match fs::symlink_metadata(path) {
        Err(_) => Ok(()),
        Ok(_) => Err(format!(
            "`{}` is there already and stays as it is; rename it or take it away first",
            load::shown(path)
        )),
    }
}

fn written(file: &Fresh) -> io::Result<()> {
    if let Some(folder) = file.path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut open = OpenOptions::new();
    open.write(true).create_new(true);
    marked(&mut open, file.kind);
    let mut opened = open.open(&file.path)?;
    opened.write_all(&file.bytes).inspect_err(|_| {
        let _ = fs::remove_file(&file.path);
    })
}

#[cfg(unix)]
fn marked(open: &mut OpenOptions, kind: Kind) {
    use std::os::unix::fs::OpenOptionsExt as _;
    if kind == Kind::Program {
        open.mode(0o777);
    }
}

#[cfg(not(unix))]
fn marked(_: &mut OpenOptions, _: Kind) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_are_written_or_none() {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let new = |name: &str| Fresh::new(dir.path().join(name), "new", Kind::Data);
        fs::write(dir.path().join("b"), "old").expect("a file for the test");
        let problem = write(&[new("a"), new("b")]).expect_err("somebody's file");
        assert!(problem.contains("is there already"), "{problem}");
        assert!(!dir.path().join("a").exists());
        // A file where a folder should be shows itself only as the second one is written.
        let problem = write(&[new("a"), new("b/c")]).expect_err("no folder");
        assert!(problem.contains("cannot be written"), "{problem}");
        assert!(!dir.path().join("a").exists());
        assert_eq!(write(&[new("a"), new("d/c")]), Ok(()));
        assert_eq!(fs::read(dir.path().join("d/c")).ok(), Some(b"new".to_vec()));
        assert_eq!(fs::read(dir.path().join("b")).ok(), Some(b"old".to_vec()));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_is_there() {
        let dir = tempfile::tempdir().expect("a folder for the test");
        let link = dir.path().join("link");
        std::os::unix::fs::symlink("nowhere", &link).expect("a link for the test");
        let problem = write(&[Fresh::new(link, "new", Kind::Data)]).expect_err("a link");
        assert!(problem.contains("is there already"), "{problem}");
    }
}
