//! The exercises as students get them, and what of their secrets can still be read there.

use std::collections::HashMap;

use crate::cli::export::leaks::Leaks;
use crate::cli::export::search::Search;
use crate::model::{Audience, Diagnostic};
use crate::plan::{self, KeptBack, Tells};
use crate::spec::{Exercise, ExerciseFiles, Fate, File, Files, Spec, StudentsText, students_text};

/// The texts of exercises as students get them, by folder, or why one cannot be made.
pub(crate) type Texts = Vec<(String, Result<StudentsText, Diagnostic>)>;

/// Cuts hidden checks and what is kept back out of every exercise.
pub(crate) fn texts(files: &Files, spec: &Spec, kept_back: &[KeptBack]) -> Texts {
    let exercises = spec.exercises.iter();
    exercises
        .filter_map(|exercise| {
            let mut all = files.exercises.iter();
            let files = all.find(|files| files.folder == exercise.folder)?;
            Some((exercise.folder.clone(), text(files, exercise, kept_back)))
        })
        .collect()
}

fn text(
    files: &ExerciseFiles,
    exercise: &Exercise,
    kept_back: &[KeptBack],
) -> Result<StudentsText, Diagnostic> {
    no_visible_check_is_left_behind(files, exercise)?;
    let mut fates: HashMap<&str, Fate> = HashMap::new();
    let own = of_folder(kept_back, &exercise.folder);
    for kept in &own {
        fates.insert(kept.check.check.as_str(), Fate::KeptBack(kept.points));
    }
    for check in &exercise.checks {
        if check.audience == Audience::Instructor {
            fates.insert(check.id.value.as_str(), Fate::Hidden);
        }
    }
    students_text(&files.spec, &|id| {
        fates.get(id).copied().unwrap_or(Fate::Whole)
    })
}

/// A check that students see stands in the file that they get.
fn no_visible_check_is_left_behind(
    files: &ExerciseFiles,
    exercise: &Exercise,
) -> Result<(), Diagnostic> {
    let Some(instructor) = &files.instructor else {
        return Ok(());
    };
    let mut checks = exercise.checks.iter();
    let visible = checks.find(|check| {
        check.audience == Audience::Student && check.id.place.file() == instructor.name
    });
    match visible {
        None => Ok(()),
        Some(check) => {
            let message = format!(
                "students see `{}`, but it stands in a file that they do not get",
                check.id.value
            );
            let error = Diagnostic::error(&check.id.place, message);
            Err(error.help("move it to `exercise.yaml`, or leave `audience` out"))
        }
    }
}

/// Warnings of secrets that students could read in the files of a spec; of an exercise of which no copy can be made nothing is said.
pub(crate) fn warnings(files: &Files, spec: &Spec) -> Vec<Diagnostic> {
    let kept_back = plan::kept_back(spec);
    if kept_back.is_empty() {
        return Vec::new();
    }
    let search = Search::of(&kept_back, Tells::Anywhere);
    let mut leaks = Leaks::new(&search);
    for file in std::iter::once(&files.assignment).chain(&files.world) {
        if let Some(text) = utf8(file) {
            leaks.of_spec(&file.name, text, &StudentsText::whole(text));
        }
    }
    let texts = texts(files, spec, &kept_back);
    for (folder, text) in &texts {
        let mut exercises = files.exercises.iter();
        let file = exercises.find(|exercise| exercise.folder == *folder);
        if let (Some(file), Ok(students)) = (file, text)
            && let Some(original) = utf8(&file.spec)
        {
            let own = of_folder(&kept_back, folder);
            leaks.of_exercise(&file.spec.name, original, students, &own);
        }
    }
    leaks.warnings()
}

/// What is kept back in one exercise.
pub(crate) fn of_folder(kept_back: &[KeptBack], folder: &str) -> Vec<KeptBack> {
    let own = kept_back.iter().filter(|kept| kept.folder == folder);
    own.cloned().collect()
}

/// The text of a file of a spec.
pub(crate) fn utf8(file: &File) -> Option<&str> {
    std::str::from_utf8(file.bytes.as_deref().ok()?).ok()
}
