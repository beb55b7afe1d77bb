//! A folder of a test's own that goes when the test ends.

use std::fs;
use std::path::{Path, PathBuf};

/// A folder of a test's own; dropping it removes it.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    /// An empty folder.
    pub(crate) fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder for the test"))
    }

    /// An empty folder that other users may enter, for servers that change who they are.
    #[cfg(unix)]
    pub(crate) fn open_to_all() -> Self {
        let folder = Self::new();
        open_to_all(folder.path());
        folder
    }

    /// Its path.
    pub(crate) fn path(&self) -> &Path {
        self.0.path()
    }

    /// The path of something in it.
    pub(crate) fn join(&self, name: &str) -> PathBuf {
        self.path().join(name)
    }

    /// Writes a file, and the folders above it.
    pub(crate) fn write(&self, name: &str, text: impl AsRef<[u8]>) -> PathBuf {
        let path = self.join(name);
        let above = path.parent().expect("a file stands in a folder");
        fs::create_dir_all(above).expect("folders for the test");
        fs::write(&path, text).expect("a file for the test");
        path
    }

    /// What a file of it says.
    pub(crate) fn read(&self, name: &str) -> String {
        let path = self.join(name);
        fs::read_to_string(&path).unwrap_or_else(|err| panic!("{}: {err}", path.display()))
    }

    /// Makes a folder in it.
    pub(crate) fn folder(&self, name: &str) -> PathBuf {
        let path = self.join(name);
        fs::create_dir_all(&path).expect("a folder for the test");
        path
    }

    /// Copies what another folder holds, with its folders.
    pub(crate) fn copy(&self, from: &Path) {
        copy(from, self.path());
    }
}

/// Lets every user enter and read a folder.
#[cfg(unix)]
pub(crate) fn open_to_all(path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).expect("the test's own folder");
}

/// The folder of this repository.
pub(crate) fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Copies what a folder holds, with its folders.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("folders for the test");
    let entries = fs::read_dir(from).unwrap_or_else(|err| panic!("{}: {err}", from.display()));
    for entry in entries {
        let entry = entry.expect("an entry of a folder");
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy for the test");
        }
    }
}
