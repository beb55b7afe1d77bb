//! All files of an assignment → [`Spec`], with every error of every file.

use std::collections::HashMap;

use crate::model::{Diagnostic, Diagnostics, ExerciseId, Located, World, nearest};
use crate::spec::{
    Data, Exercise, ExerciseFiles, File, Files, Spec, Unreadable, assignment, exercise, world, yaml,
};

/// The world file that an assignment names, if it does and can be read so far.
pub fn world_name(assignment: &File) -> Option<String> {
    let bytes = assignment.bytes.as_ref().ok()?;
    let text = std::str::from_utf8(bytes).ok()?;
    let source = crate::model::Source::new("", text.strip_prefix('\u{feff}').unwrap_or(text));
    let Data::Map(entries) = yaml::tree(&source).node?.data else {
        return None;
    };
    let (_, node) = entries.into_iter().find(|(key, _)| key.value == "world")?;
    node.text(&mut Diagnostics::default())
        .map(|name| name.value)
}

/// Reads all files of an assignment; `probes` are the names that a check may use as its probe's key.
/// The spec is there whenever something of it could be read; it may be run only if the diagnostics are usable.
pub fn read(files: &Files, probes: &[&str]) -> (Option<Spec>, Diagnostics) {
    let mut diagnostics = Diagnostics::default();
    let own = assignment::read(&files.assignment, &mut diagnostics);
    let named = own.is_some();
    let own = own.unwrap_or_default();
    let folders = ordered(&files.exercises, &own.order, &mut diagnostics);
    let mut exercises: Vec<Exercise> = Vec::new();
    for files in folders {
        if diagnostics.is_full() {
            diagnostics.stop();
            break;
        }
        let exercise = exercise::read(files, probes, &mut diagnostics);
        if is_new(files, &exercises, &mut diagnostics) {
            exercises.extend(exercise);
        }
    }
    let world = read_world(files.world.as_ref(), own.world.as_ref(), &mut diagnostics);
    if diagnostics.is_full() {
        diagnostics.stop();
    }
    let spec = (named || !exercises.is_empty()).then_some(Spec {
        assignment: own.assignment,
        exercises,
        world,
    });
    (spec, diagnostics)
}

/// The folders in the order that is stated, the others behind them by number and name.
fn ordered<'a>(
    folders: &'a [ExerciseFiles],
    order: &[Located<String>],
    diagnostics: &mut Diagnostics,
) -> Vec<&'a ExerciseFiles> {
    let mut sorted: Vec<&ExerciseFiles> = folders.iter().collect();
    sorted.sort_by_cached_key(|files| by_number(&files.folder));
    let mut places: HashMap<&str, &Located<String>> = HashMap::new();
    let mut first = Vec::new();
    for name in order {
        let Some(files) = sorted
            .iter()
            .find(|files| is_named(&files.folder, &name.value))
        else {
            diagnostics.push(unknown_exercise(name, &sorted));
            continue;
        };
        match places.get(files.folder.as_str()) {
            None => {
                places.insert(&files.folder, name);
                first.push(*files);
            }
            Some(earlier) => {
                let message = format!("the exercise `{}` stands here twice", name.value);
                let error = Diagnostic::error(&name.place, message).label("the second one");
                diagnostics.push(error.also(&earlier.place, "the first one"));
            }
        }
    }
    let rest = sorted
        .into_iter()
        .filter(|files| !places.contains_key(files.folder.as_str()));
    first.into_iter().chain(rest).collect()
}

/// `2-x` comes before `10-y`.
fn by_number(folder: &str) -> (u64, String) {
    let digits = folder.find(|c: char| !c.is_ascii_digit());
    let number = folder[..digits.unwrap_or(folder.len())].parse();
    (number.unwrap_or(u64::MAX), folder.to_owned())
}

/// Whether `04-dns`, `04`, `4` or `dns` is the name of a folder `04-dns`.
pub fn is_named(folder: &str, name: &str) -> bool {
    let id = ExerciseId::of_folder(folder);
    let number = folder
        .strip_suffix(id.as_str())
        .and_then(|front| front.strip_suffix('-'));
    let value = |digits: &str| digits.parse::<u64>().ok();
    let same_number = number
        .and_then(value)
        .is_some_and(|number| value(name) == Some(number));
    folder == name || id.as_str() == name || same_number
}

fn unknown_exercise(name: &Located<String>, folders: &[&ExerciseFiles]) -> Diagnostic {
    let ids: Vec<ExerciseId> = folders
        .iter()
        .map(|files| ExerciseId::of_folder(&files.folder))
        .collect();
    let names: Vec<&str> = folders
        .iter()
        .map(|files| files.folder.as_str())
        .chain(ids.iter().map(ExerciseId::as_str))
        .collect();
    let message = format!("there is no exercise `{}`", name.value);
    let error = Diagnostic::error(&name.place, message);
    match nearest(&name.value, names) {
        Some(near) => error.help(format!("did you mean `{near}`?")),
        None => error.help("an exercise is a folder with an `exercise.yaml` in it"),
    }
}

/// Whether the id of a folder can be used: it is one, and no exercise before has it.
fn is_new(files: &ExerciseFiles, before: &[Exercise], diagnostics: &mut Diagnostics) -> bool {
    let id = ExerciseId::of_folder(&files.folder);
    let message = if id.as_str().is_empty() {
        format!("the folder `{}` names no exercise", files.folder)
    } else if let Some(first) = before.iter().find(|exercise| exercise.id == id) {
        format!("a second exercise `{id}`: the first is `{}`", first.folder)
    } else {
        return true;
    };
    let error = Diagnostic::file_error(&files.spec.name, message);
    diagnostics
        .push(error.help("rename a folder: what stands behind its number is the exercise's id"));
    false
}

fn read_world(
    file: Option<&File>,
    named: Option<&Located<String>>,
    diagnostics: &mut Diagnostics,
) -> World {
    let read = match (file, named) {
        (None, None) => None,
        (Some(file), Some(name)) if file.bytes == Err(Unreadable::Missing) => {
            let message = format!("there is no file `{}`", file.name);
            diagnostics.push(Diagnostic::error(&name.place, message));
            None
        }
        (Some(file), _) => world::read(file, diagnostics),
        (None, Some(name)) => {
            let message = format!("the world `{}` was not read", name.value);
            diagnostics.push(Diagnostic::error(&name.place, message));
            None
        }
    };
    read.unwrap_or_else(world::built_in)
}
