//! `netcheck export`: the students' copy of an assignment, without what they may not see.

mod copy;
mod leaks;
mod search;
mod target;
mod texts;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::cli::args::{Assignment, Export};
use crate::cli::contents::{Contents, Left};
use crate::cli::exit::Exit;
use crate::cli::lint::counted;
use crate::cli::output::Output;
use crate::cli::{load, source};
use crate::model::{Audience, Diagnostic, Net, Where};
use crate::plan::{self, Choice};
use crate::report::{plain_lines, wrapped};
use crate::spec::{Files, Spec, StudentsText};

use copy::{Original, Refused};
use target::Target;
use texts::Texts;
pub(crate) use texts::warnings;

/// The most paths of a kind that are named at the end.
const NAMED: usize = 6;

pub(crate) fn command(args: &Export, output: &mut Output) -> Exit {
    export(args, output).unwrap_or_else(|exit| exit)
}

fn export(args: &Export, output: &mut Output) -> Result<Exit, Exit> {
    let dir = load::find(args.assignment.as_deref()).map_err(|problem| output.usage(&problem))?;
    let target = Target::of(&args.dir, &dir).map_err(|problem| output.usage(&problem))?;
    let (files, spec) = read(&dir, output)?;
    let kept_back = plan::kept_back(&spec);
    let texts = texts::texts(&files, &spec, &kept_back);
    let texts = all_cut(texts).map_err(|found| output.spec_errors(&found))?;
    let contents = Contents::of(&dir, &spec).map_err(|(path, error)| {
        output.usage(&format!("`{}` cannot be read: {error}", load::shown(&path)))
    })?;
    let original = Original {
        dir: &dir,
        files: &files,
        spec: &spec,
        kept_back: &kept_back,
        texts: &texts,
        contents: &contents,
    };
    let missing = contents.missing(&dir, &files, &spec);
    if !missing.is_empty() {
        return Err(output.spec_errors(&missing));
    }
    let warnings = written(&original, &target, output)?;
    report(&original, &target, &warnings, output);
    Ok(Exit::Done)
}

/// Reads an assignment, which must be one without errors.
fn read(dir: &Path, output: &mut Output) -> Result<(Arc<Files>, Spec), Exit> {
    let named = Assignment {
        dir: Some(dir.to_owned()),
        world: None,
    };
    let read = source::read(&named, output)?;
    let files = Arc::clone(&read.files);
    let (planned, found) = read.plan(&Choice {
        net: Net::Loopback,
        place: Where::Here,
        folders: Vec::new(),
    });
    match planned {
        Some((spec, _)) => Ok((files, spec)),
        None => Err(output.spec_errors(&found)),
    }
}

/// The texts of all exercises, or everything that cannot be cut.
fn all_cut(texts: Texts) -> Result<Vec<(String, StudentsText)>, Vec<Diagnostic>> {
    let (mut whole, mut refused) = (Vec::new(), Vec::new());
    for (folder, text) in texts {
        match text {
            Ok(text) => whole.push((folder, text)),
            Err(found) => refused.push(found),
        }
    }
    if refused.is_empty() {
        Ok(whole)
    } else {
        Err(refused)
    }
}

/// Writes the copy beside its place, looks at it, and puts it there only if it is what it should be.
fn written(
    original: &Original,
    target: &Target,
    output: &mut Output,
) -> Result<Vec<Diagnostic>, Exit> {
    let failed = |output: &mut Output, what: &str, error: &std::io::Error| {
        output.usage(&format!("{what}: {error}; nothing was written"))
    };
    let refused = |output: &mut Output, refused: &Refused| {
        failed(
            output,
            &format!("`{}` cannot be copied", refused.file),
            &refused.error,
        )
    };
    let place = format!("`{}` cannot be written", target.shown());
    let draft = target
        .draft()
        .map_err(|error| failed(output, &place, &error))?;
    let copy = draft.path();
    original
        .write(&copy)
        .map_err(|error| refused(output, &error))?;
    if !original.is_read_back(&copy) {
        output.say("error: the copy would not be the same assignment, so nothing was written: a file changed meanwhile, or this is a bug of netcheck");
        return Err(Exit::Bug);
    }
    let warnings = original
        .leaks(&copy)
        .map_err(|error| refused(output, &error))?;
    target
        .take(&draft)
        .map_err(|error| failed(output, &place, &error))?;
    Ok(warnings)
}

/// Says what was written, what was left out, and what students can still read.
fn report(original: &Original, target: &Target, warnings: &[Diagnostic], output: &mut Output) {
    if !warnings.is_empty() {
        output.findings(warnings);
    }
    let spec = original.spec;
    let is_hidden = |audience: Audience| audience == Audience::Instructor;
    let checks = spec.exercises.iter().flat_map(|exercise| &exercise.checks);
    let (hidden, seen): (Vec<_>, Vec<_>) = checks.partition(|check| is_hidden(check.audience));
    let kept = original
        .kept_back
        .iter()
        .filter(|kept| !is_hidden(kept.audience));
    say(output, &written_words(target, spec, seen.len(), original));
    say(output, &kept_words(hidden.len(), kept.count()));
    let is_spec = |path: &&PathBuf| path.extension().is_some_and(|ending| ending == "yaml");
    let beside = original.contents.files.iter().filter(|path| !is_spec(path));
    let beside: Vec<&Path> = beside.map(PathBuf::as_path).collect();
    if !beside.is_empty() {
        say(output, &format!("copied as they are: {}", listed(&beside)));
    }
    for (why, words) in LEFT {
        let left = original
            .contents
            .left
            .iter()
            .filter(|(_, left)| left == why);
        let paths: Vec<&Path> = left.map(|(path, _)| path.as_path()).collect();
        if !paths.is_empty() {
            say(output, &format!("not copied, {words}: {}", listed(&paths)));
        }
    }
    if !warnings.is_empty() {
        let warnings = counted(warnings.len(), "warning");
        say(
            output,
            &format!("{warnings} about what students can still read"),
        );
    }
}

/// What stays behind, in the order in which it is told.
const LEFT: &[(Left, &str)] = &[
    (Left::Instructors, "because it is for instructors"),
    (Left::Dot, "because its name begins with a dot"),
    (Left::Assignment, "because it is another assignment"),
    (Left::Link, "because links are not followed"),
    (Left::Other, "because it is no plain file"),
];

fn written_words(target: &Target, spec: &Spec, checks: usize, original: &Original) -> String {
    format!(
        "wrote `{}` for students: {}, {}, {}",
        target.shown(),
        counted(spec.exercises.len(), "exercise"),
        counted(checks, "check"),
        counted(original.contents.files.len(), "file")
    )
}

fn kept_words(hidden: usize, kept: usize) -> String {
    let mut parts = Vec::new();
    if kept > 0 {
        let checks = counted(kept, "check");
        parts.push(format!(
            "what is expected of {checks}, which students see as checked when it is graded"
        ));
    }
    if hidden > 0 {
        parts.push(counted(hidden, "hidden check"));
    }
    if parts.is_empty() {
        return "nothing is hidden or kept back".to_owned();
    }
    format!("left out: {}", parts.join("; "))
}

fn listed(paths: &[&Path]) -> String {
    let named: Vec<String> = paths
        .iter()
        .take(NAMED)
        .map(|path| format!("`{}`", path.display()))
        .collect();
    match paths.len().checked_sub(NAMED) {
        Some(more) if more > 0 => format!("{} and {more} more", named.join(", ")),
        Some(_) | None => named.join(", "),
    }
}

fn say(output: &mut Output, text: &str) {
    let text = plain_lines(text).join(" ");
    for line in wrapped(&text, output.stdout_style().width) {
        output.line(&line);
    }
}
