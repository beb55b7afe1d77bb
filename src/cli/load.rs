//! Finding an assignment and reading its files as bytes.

use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use crate::spec::{self, ExerciseFiles, FILE_LIMIT, File, Files, Unreadable};

/// The file that makes a folder an assignment.
const ASSIGNMENT: &str = "netcheck.yaml";

/// The folder of the assignment: the one that is named, or else the nearest one from here upwards, or else the nearest `exercises` there.
pub(crate) fn find(named: Option<&Path>) -> Result<PathBuf, String> {
    if let Some(dir) = named {
        return match fs::metadata(dir) {
            Ok(found) if found.is_dir() => Ok(dir.to_owned()),
            Ok(_) => Err(format!(
                "`{}` is not a folder; name the folder with {ASSIGNMENT}",
                dir.display()
            )),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Err(format!(
                "there is no folder `{}`; name the folder with {ASSIGNMENT}",
                dir.display()
            )),
            Err(error) => Err(format!("`{}` cannot be opened: {error}", dir.display())),
        };
    }
    let upwards = std::iter::successors(Some(PathBuf::from(".")), |dir| above(dir));
    let upwards: Vec<PathBuf> = upwards.collect();
    let beside = upwards.iter().map(|dir| dir.join("exercises"));
    let mut all = upwards.iter().cloned().chain(beside);
    all.find(|dir| dir.join(ASSIGNMENT).is_file()).ok_or_else(|| {
        format!("there is no {ASSIGNMENT} here or in a folder above, nor in the `exercises` of one; name its folder with --assignment DIR")
    })
}

fn above(dir: &Path) -> Option<PathBuf> {
    let at = fs::canonicalize(dir).ok()?;
    at.parent()?;
    Some(if dir == Path::new(".") {
        PathBuf::from("..")
    } else {
        dir.join("..")
    })
}

/// Reads all files of an assignment; `world` replaces the world that it names.
pub(crate) fn read(dir: &Path, world: Option<&Path>) -> Files {
    let assignment = file(&dir.join(ASSIGNMENT));
    let named = spec::world_name(&assignment).map(|name| dir.join(name));
    let world = world.map(Path::to_owned).or(named).map(|path| file(&path));
    Files {
        assignment,
        exercises: exercises(dir),
        world,
    }
}

fn exercises(dir: &Path) -> Vec<ExerciseFiles> {
    let entries = fs::read_dir(dir)
        .into_iter()
        .flatten()
        .filter_map(Result::ok);
    let mut folders: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| is_there(&path.join("exercise.yaml")))
        .collect();
    folders.sort();
    folders.iter().map(|folder| exercise(folder)).collect()
}

/// Whether there is something of this name, even if it leads nowhere or may not be read: reading it says what is wrong.
fn is_there(path: &Path) -> bool {
    match fs::symlink_metadata(path) {
        Ok(_) => true,
        Err(error) => error.kind() == io::ErrorKind::PermissionDenied,
    }
}

fn exercise(path: &Path) -> ExerciseFiles {
    let hidden = path.join("exercise.instructor.yaml");
    let folder = path.file_name().unwrap_or_default();
    ExerciseFiles {
        spec: file(&path.join("exercise.yaml")),
        instructor: is_there(&hidden).then(|| file(&hidden)),
        folder: folder.to_string_lossy().into_owned(),
    }
}

/// One file, never more of it than the limit.
pub(crate) fn file(path: &Path) -> File {
    File {
        name: shown(path),
        bytes: bytes(path),
    }
}

fn bytes(path: &Path) -> Result<Vec<u8>, Unreadable> {
    let system = |error: io::Error| match error.kind() {
        io::ErrorKind::NotFound => Unreadable::Missing,
        _ => Unreadable::System(error.to_string()), // the system's own words say which
    };
    let found = fs::metadata(path).map_err(system)?;
    if !found.is_file() {
        return Err(Unreadable::System("it is not a file".to_owned()));
    }
    if found.len() > FILE_LIMIT {
        return Err(Unreadable::TooLarge(found.len()));
    }
    let mut bytes = Vec::new();
    fs::File::open(path)
        .and_then(|file| file.take(FILE_LIMIT + 1).read_to_end(&mut bytes))
        .map_err(system)?;
    if bytes.len() as u64 > FILE_LIMIT {
        return Err(Unreadable::TooLarge(bytes.len() as u64));
    }
    Ok(bytes)
}

/// The path as people know it: without a leading `./`.
pub(crate) fn shown(path: &Path) -> String {
    path.strip_prefix(".").unwrap_or(path).display().to_string()
}
