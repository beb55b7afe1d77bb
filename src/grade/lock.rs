//! One grader at a time: a lock on a file beside the gradebook. SQLite's own locks let several write in turns.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use crate::model::Diagnostic;

/// Held while a gradebook is graded into; the system lets go of it however the program ends.
#[derive(Debug)]
pub(super) struct Lock {
    file: File,
    path: PathBuf,
}

impl Lock {
    /// Takes the lock of a gradebook.
    pub(super) fn take(gradebook: &Path) -> Result<Self, Diagnostic> {
        let path = lock_path(gradebook);
        let taken = loop {
            match taken(&path) {
                Ok(Some(file)) => break Ok(file),
                Ok(None) => {} // its last holder took it away in this very moment
                Err(error) => break Err(error),
            }
        };
        match taken {
            Ok(file) => Ok(Self { file, path }),
            Err(error) => Err(refused(gradebook, &path, &error)),
        }
    }
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Nothing but its name is lost by what fails here.
        let _ = fs::remove_file(&self.path);
        let _ = self.file.unlock();
    }
}

/// The locked file; `None` if it is no longer the one of that name.
fn taken(path: &Path) -> io::Result<Option<File>> {
    let opened = File::options()
        .create(true)
        .truncate(false)
        .write(true)
        .open(path);
    let file = opened?;
    match file.try_lock() {
        Ok(()) => Ok(is_named(&file, path).then_some(file)),
        Err(TryLockError::WouldBlock) => Err(io::ErrorKind::WouldBlock.into()),
        Err(TryLockError::Error(error)) => Err(error),
    }
}

#[cfg(unix)]
fn is_named(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let (Ok(held), Ok(named)) = (file.metadata(), fs::metadata(path)) else {
        return false;
    };
    (held.dev(), held.ino()) == (named.dev(), named.ino())
}

#[cfg(not(unix))]
fn is_named(_: &File, _: &Path) -> bool {
    true // this system does not take away a file that is open
}

fn refused(gradebook: &Path, path: &Path, error: &io::Error) -> Diagnostic {
    let shown = gradebook.display().to_string();
    if error.kind() == io::ErrorKind::WouldBlock {
        let message = format!("another netcheck is grading into `{shown}`");
        return Diagnostic::file_error(shown, message)
            .help("wait until it ends, or grade into another file with --gradebook FILE");
    }
    let message = format!("`{}` cannot be written: {error}", path.display());
    Diagnostic::file_error(shown, message)
        .help("name a gradebook in a folder that you may write to, with --gradebook FILE")
}

fn lock_path(gradebook: &Path) -> PathBuf {
    let mut name = gradebook.as_os_str().to_owned();
    name.push(".lock");
    name.into()
}
