//! The folder that the copy is written into: all of it at once, or not at all.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A folder that is new or empty.
#[derive(Debug)]
pub(crate) struct Target {
    path: PathBuf,
    /// How its user named it.
    shown: String,
    /// What an empty folder allows to whom, if there is one.
    permissions: Option<fs::Permissions>,
}

/// The copy while it is written, beside its target; dropping it removes it.
pub(crate) struct Draft {
    folder: TempDir,
}

impl Draft {
    /// Where the copy is.
    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("copy")
    }
}

impl Target {
    /// The folder with this name, which must not stand in the assignment's.
    ///
    /// # Errors
    /// What is wrong with it, and what would do.
    pub(crate) fn of(dir: &Path, assignment: &Path) -> Result<Self, String> {
        let shown = dir.display().to_string();
        let (path, permissions) = match fs::metadata(dir) {
            Ok(found) => (empty(dir, &found)?, Some(found.permissions())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => (new(dir)?, None),
            Err(error) => return Err(format!("`{shown}` cannot be opened: {error}")),
        };
        if fs::canonicalize(assignment).is_ok_and(|assignment| path.starts_with(assignment)) {
            return Err(format!(
                "`{shown}` is inside of the assignment; name a folder outside of it, such as `../students`"
            ));
        }
        Ok(Self {
            path,
            shown,
            permissions,
        })
    }

    /// How its user named it.
    pub(crate) fn shown(&self) -> &str {
        &self.shown
    }

    /// Begins a copy.
    ///
    /// # Errors
    /// Those of the system.
    pub(crate) fn draft(&self) -> io::Result<Draft> {
        let beside = self.path.parent().unwrap_or(Path::new("."));
        let folder = tempfile::Builder::new()
            .prefix(".netcheck-export-")
            .tempdir_in(beside)?;
        let draft = Draft { folder };
        fs::create_dir(draft.path())?;
        Ok(draft)
    }

    /// Puts a copy that is complete in its place.
    ///
    /// # Errors
    /// Those of the system; an empty folder that was there is there again.
    pub(crate) fn take(&self, draft: &Draft) -> io::Result<()> {
        if let Some(permissions) = &self.permissions {
            fs::set_permissions(draft.path(), permissions.clone())?;
            fs::remove_dir(&self.path)?;
        }
        fs::rename(draft.path(), &self.path).inspect_err(|_| {
            if self.permissions.is_some() {
                // What went wrong is told; whether this works too changes nothing about it.
                let _ = fs::create_dir(&self.path);
            }
        })
    }
}

/// The path of a folder that is there, if it is empty.
fn empty(dir: &Path, found: &fs::Metadata) -> Result<PathBuf, String> {
    let shown = dir.display();
    let failed = |error: io::Error| format!("`{shown}` cannot be opened: {error}");
    if !found.is_dir() {
        return Err(format!("`{shown}` is not a folder; name a new one"));
    }
    if fs::read_dir(dir).map_err(failed)?.next().is_some() {
        return Err(format!(
            "`{shown}` is not empty; name a new or an empty folder"
        ));
    }
    let path = fs::canonicalize(dir).map_err(failed)?;
    if fs::canonicalize(".").is_ok_and(|here| here.starts_with(&path)) {
        return Err(format!("`{shown}` is where you are; name a new folder"));
    }
    Ok(path)
}

/// The path of a folder that is not there yet.
fn new(dir: &Path) -> Result<PathBuf, String> {
    let shown = dir.display();
    if fs::symlink_metadata(dir).is_ok() {
        return Err(format!(
            "`{shown}` is a link that leads nowhere; name a new folder"
        ));
    }
    let parent = match dir.parent() {
        Some(parent) if parent != Path::new("") => parent,
        Some(_) | None => Path::new("."),
    };
    match (fs::canonicalize(parent), dir.file_name()) {
        (Ok(parent), Some(name)) if parent.is_dir() => Ok(parent.join(name)),
        (_, _) => Err(format!(
            "there is no folder `{}` for `{shown}` to stand in; make it first",
            parent.display()
        )),
    }
}
