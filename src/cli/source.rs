//! The common beginning of most commands: find the assignment, read it, plan it, or explain why not.

use crate::cli::args::Assignment;
use crate::cli::exit::Exit;
use crate::cli::load;
use crate::cli::output::Output;
use crate::lab::{FAULTS, find_fault};
use crate::model::{Diagnostic, Diagnostics, Located, Net, Where, nearest};
use crate::plan::{self, Choice, Plan};
use crate::probe;
use crate::spec::{self, Exercise, Spec, suggestion};

/// An assignment that was read, with all findings about its form.
pub(crate) struct Read {
    /// The spec, as far as it could be read.
    pub(crate) spec: Option<Spec>,
    /// What is wrong with it so far.
    pub(crate) diagnostics: Diagnostics,
}

/// Finds and reads the assignment that the command line means.
pub(crate) fn read(named: &Assignment, output: &mut Output) -> Result<Read, Exit> {
    let dir = load::find(named.dir.as_deref()).map_err(|problem| output.usage(&problem))?;
    let files = load::read(&dir, named.world.as_deref());
    let probes: Vec<&str> = probe::KINDS.iter().map(|kind| kind.name).collect();
    let (spec, mut diagnostics) = spec::read(&files, &probes);
    if let Some(world) = &files.world {
        let faults = spec::world::faults(world);
        diagnostics
            .list
            .extend(faults.iter().filter_map(unknown_fault));
    }
    let due = spec.as_ref().and_then(|spec| spec.assignment.due.as_ref());
    diagnostics.list.extend(due.and_then(unknown_zone));
    Ok(Read { spec, diagnostics })
}

/// The spec with the exercises that the command line names, if nothing is wrong with it.
pub(crate) fn spec(
    named: &Assignment,
    exercises: &[String],
    output: &mut Output,
) -> Result<Spec, Exit> {
    let read = read(named, output)?;
    let folders = read.folders(exercises, output)?;
    let choice = Choice {
        net: Net::Loopback,
        place: Where::Here,
        folders: folders.clone(),
    };
    let (planned, found) = read.plan(&choice);
    let Some((mut spec, _)) = planned else {
        return Err(output.spec_errors(&found));
    };
    spec.exercises
        .retain(|exercise| folders.is_empty() || folders.contains(&exercise.folder));
    Ok(spec)
}

/// The finding that this machine does not know the time zone of a moment, or that its offset is not that of the zone.
fn unknown_zone(due: &Located<String>) -> Option<Diagnostic> {
    let zones = jiff::tz::db();
    let behind = due.value.split_once('[')?.1;
    let name = behind.split(']').next()?.trim_start_matches('!');
    if zones.is_definitively_empty() || name.starts_with(['+', '-']) {
        return None;
    }
    if zones.get(name).is_err() {
        let known: Vec<String> = zones.available().map(|zone| zone.to_string()).collect();
        let message = format!("there is no time zone `{name}`");
        let found = Diagnostic::error(&due.place, message);
        return Some(match nearest(name, known.iter().map(String::as_str)) {
            Some(near) => found.label(format!("did you mean `{near}`?")),
            None => {
                found.help("a zone is named by a continent and a city, such as `Europe/Berlin`")
            }
        });
    }
    due.value.parse::<jiff::Zoned>().err()?;
    let message = format!("this is no moment in the time zone `{name}`");
    Some(Diagnostic::error(&due.place, message).help("leave the offset out: the zone says it"))
}

/// The finding that the lab knows no way to misbehave by this name.
fn unknown_fault(name: &Located<String>) -> Option<Diagnostic> {
    let known: Vec<&str> = FAULTS.iter().map(|fault| fault.name).collect();
    if find_fault(&name.value).is_some() {
        return None;
    }
    let message = format!("the lab knows no fault `{}`", name.value);
    let found = Diagnostic::error(&name.place, message);
    Some(match nearest(&name.value, known.iter().copied()) {
        Some(near) => found.label(format!("did you mean `{near}`?")),
        None => found.help(format!("there is {}", suggestion::listed(&known))),
    })
}

impl Read {
    /// Plans it, and gives all findings, sorted. The plan is there only if it may be run.
    pub(crate) fn plan(mut self, choice: &Choice) -> (Option<(Spec, Plan)>, Vec<Diagnostic>) {
        let planned = self.spec.take().map(|spec| {
            let plan = plan::plan(&spec, choice, &mut self.diagnostics);
            (spec, plan)
        });
        let usable = self.diagnostics.usable();
        (planned.filter(|_| usable), self.diagnostics.sorted())
    }

    /// The folders of the exercises that the words name; an unknown one is a usage error that names the nearest.
    pub(crate) fn folders(
        &self,
        words: &[String],
        output: &mut Output,
    ) -> Result<Vec<String>, Exit> {
        let exercises = self.spec.as_ref().map_or(&[][..], |spec| &spec.exercises);
        let mut folders = Vec::new();
        for word in words {
            match exercises.iter().find(|exercise| means(word, exercise)) {
                Some(exercise) => folders.push(exercise.folder.clone()),
                // Of a spec that could not be read nothing is known; its own errors are reported.
                None if !self.diagnostics.usable() => {}
                None => return Err(output.usage(&unknown_exercise(word, exercises))),
            }
        }
        Ok(folders)
    }
}

/// An exercise is named as in `netcheck.yaml`, or by the path of its folder.
fn means(word: &str, exercise: &Exercise) -> bool {
    let word = word.trim_end_matches('/');
    spec::is_named(&exercise.folder, word.rsplit('/').next().unwrap_or(word))
}

fn unknown_exercise(word: &str, exercises: &[Exercise]) -> String {
    let known: Vec<&str> = exercises
        .iter()
        .map(|exercise| exercise.id.as_str())
        .collect();
    let near = nearest(word, known.iter().copied())
        .map(|near| format!("; did you mean `{near}`?"))
        .unwrap_or_default();
    format!(
        "there is no exercise `{word}`{near}\nthe exercises are {}",
        known.join(", ")
    )
}
