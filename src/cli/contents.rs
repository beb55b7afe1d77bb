//! What is in the folder of an assignment: what students get of it, and what stays behind.

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use crate::cli::load;
use crate::model::Diagnostic;
use crate::spec::{self, Files, Spec};

/// The files that students get, and everything else, as paths from the assignment's folder.
#[derive(Debug, Default)]
pub(crate) struct Contents {
    /// Plain files, in order.
    pub(crate) files: BTreeSet<PathBuf>,
    /// What stays behind, in order.
    pub(crate) left: Vec<(PathBuf, Left)>,
}

/// Why something stays behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Left {
    /// It is for instructors: solutions, mistakes, their own checks, other versions of an `exercise.yaml`, backups of editors.
    Instructors,
    /// Its name begins with a dot.
    Dot,
    /// Another assignment, such as an older copy.
    Assignment,
    /// A link, which is not followed.
    Link,
    /// Neither file nor folder.
    Other,
}

impl Contents {
    /// Looks through the folder of an assignment.
    ///
    /// # Errors
    /// The path that cannot be read, and why.
    pub(crate) fn of(dir: &Path, spec: &Spec) -> Result<Self, (PathBuf, io::Error)> {
        let mut contents = Self::default();
        let mut open = vec![PathBuf::new()];
        while let Some(folder) = open.pop() {
            let path = dir.join(&folder);
            let failed = |error| (path.clone(), error);
            for entry in fs::read_dir(&path).map_err(failed)? {
                let entry = entry.map_err(failed)?;
                let path = folder.join(entry.file_name());
                let kind = entry.file_type().map_err(failed)?;
                match left(&dir.join(&path), &path, kind, spec) {
                    Some(why) => contents.left.push((path, why)),
                    None if kind.is_dir() => open.push(path),
                    None => {
                        contents.files.insert(path);
                    }
                }
            }
        }
        contents.left.sort();
        Ok(contents)
    }

    /// The files that a copy cannot do without and would not have; `dir` is the assignment's folder.
    pub(crate) fn missing(&self, dir: &Path, files: &Files, spec: &Spec) -> Vec<Diagnostic> {
        let world = spec::world_name(&files.assignment).map(PathBuf::from);
        let exercises = spec.exercises.iter();
        let exercises = exercises.map(|exercise| Path::new(&exercise.folder).join("exercise.yaml"));
        let needed = std::iter::once(PathBuf::from("netcheck.yaml")).chain(exercises);
        needed
            .chain(world)
            .filter(|path| !self.files.contains(&plain(path)))
            .map(|path| {
                let message = "the copy needs this file and would not have it";
                Diagnostic::file_error(load::shown(&dir.join(path)), message).help(
                    "put the file itself, not a link to it or to its folder, into the assignment's folder",
                )
            })
            .collect()
    }
}

/// A path without `.`; one that leads upwards stays as it is.
fn plain(path: &Path) -> PathBuf {
    path.components()
        .filter(|part| *part != Component::CurDir)
        .collect()
}

/// Whether this may be an autograder's bundle, which holds the whole assignment: an archive cannot be searched.
fn is_bundle(name: &str) -> bool {
    let is_zip = Path::new(name).extension().is_some_and(|it| it == "zip");
    name.starts_with("autograder") && is_zip
}

/// Why something stays behind, if it does.
fn left(full: &Path, path: &Path, kind: fs::FileType, spec: &Spec) -> Option<Left> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let name = name.to_lowercase();
    if name.starts_with('.') {
        Some(Left::Dot)
    } else if kind.is_symlink() {
        Some(Left::Link)
    } else if kind.is_dir() {
        match name.as_str() {
            "solution" | "solutions" | "wrong" => Some(Left::Instructors),
            _ if full.join("run_autograder").exists() => Some(Left::Instructors),
            _ if full.join("netcheck.yaml").exists() => Some(Left::Assignment),
            _ => None,
        }
    } else if !kind.is_file() {
        Some(Left::Other)
    } else {
        let backup = name.ends_with('~') || name.starts_with('#') && name.ends_with('#');
        let other = name.starts_with("exercise.") && !is_own(path, spec);
        (backup || other || is_bundle(&name)).then_some(Left::Instructors)
    }
}

/// Whether this is the file of an exercise of the assignment, the only one of that name that students get.
fn is_own(path: &Path, spec: &Spec) -> bool {
    let mut exercises = spec.exercises.iter();
    exercises.any(|exercise| path == Path::new(&exercise.folder).join("exercise.yaml"))
}
