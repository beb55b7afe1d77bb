//! `netcheck gradescope bundle`: the zip that Gradescope builds an autograder from.

mod archive;
mod gather;
mod program;

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;

use crate::cli::args::{Assignment, Bundle, Gradescope, GradescopeWhat};
use crate::cli::contents::Contents;
use crate::cli::exit::Exit;
use crate::cli::fresh::{self, Fresh, Kind};
use crate::cli::lint::counted;
use crate::cli::output::Output;
use crate::cli::{load, new, source};
use crate::model::{Net, Points, Where};
use crate::plan::Choice;
use crate::spec::Files;

use archive::{Entry, zipped};
use gather::Original;
use program::Program;

pub(crate) fn command(args: &Gradescope, output: &mut Output) -> Exit {
    let done = match &args.what {
        GradescopeWhat::Bundle(args) => bundle(args, output),
    };
    done.unwrap_or_else(|exit| exit)
}

fn bundle(args: &Bundle, output: &mut Output) -> Result<Exit, Exit> {
    nothing_lost(args).map_err(|problem| output.usage(&problem))?;
    let dir = load::find(args.dir.as_deref()).map_err(|problem| output.usage(&problem))?;
    let assignment = Checked::read(&dir, output)?;
    let program = Program::read(args.binary.as_deref());
    let program = program.map_err(|problem| output.usage(&problem))?;
    let entries = entries(args, &dir, &assignment, &program);
    let entries = entries.map_err(|problem| output.usage(&problem))?;
    let zip = zipped(&entries).map_err(|problem| output.usage(&problem))?;
    let size = megabytes(zip.len());
    put(args, zip).map_err(|problem| output.usage(&problem))?;
    output.say(&format!(
        "wrote `{}` with {}, {size} MB: the assignment, {program}, and what Gradescope runs",
        load::shown(&args.output),
        counted(entries.len(), "file"),
    ));
    if let Some(warning) = program.too_new() {
        output.say(&warning);
    }
    output.say(&format!(
        "at Gradescope, make a programming assignment with {}, and upload it under Configure Autograder",
        counted(assignment.points as usize, "point")
    ));
    Ok(Exit::Done)
}

/// A zip that is there is written over only where that was asked for.
fn nothing_lost(args: &Bundle) -> Result<(), String> {
    if args.force || fs::symlink_metadata(&args.output).is_err() {
        return Ok(());
    }
    let shown = load::shown(&args.output);
    Err(format!(
        "`{shown}` is there already; write over it with --force, or name another file with --output FILE"
    ))
}

/// An assignment without errors.
struct Checked {
    files: Arc<Files>,
    contents: Contents,
    /// What all checks together can earn.
    points: Points,
}

impl Checked {
    fn read(dir: &Path, output: &mut Output) -> Result<Self, Exit> {
        let named = Assignment {
            dir: Some(dir.to_owned()),
            world: None,
        };
        let choice = Choice {
            net: Net::Loopback,
            place: Where::Elsewhere,
            folders: Vec::new(),
        };
        let read = source::read(&named, output)?;
        let files = Arc::clone(&read.files);
        let (planned, found) = read.plan(&choice);
        let Some((spec, plan)) = planned else {
            return Err(output.spec_errors(&found));
        };
        let contents = Contents::of(dir, &spec).map_err(|(path, error)| {
            output.usage(&format!("`{}` cannot be read: {error}", load::shown(&path)))
        })?;
        let missing = contents.missing(dir, &files, &spec);
        if !missing.is_empty() {
            return Err(output.spec_errors(&missing));
        }
        Ok(Self {
            files,
            contents,
            points: plan.checks.iter().map(|check| check.shares.sum()).sum(),
        })
    }
}

/// All that goes into the zip.
fn entries(
    args: &Bundle,
    dir: &Path,
    assignment: &Checked,
    program: &Program,
) -> Result<Vec<Entry>, String> {
    let original = Original {
        dir,
        files: &assignment.files,
        contents: &assignment.contents,
    };
    let mut entries = original.gathered(&args.output)?;
    entries.extend(scripts(args.scripts.as_deref())?);
    entries.push(Entry {
        name: "netcheck".to_owned(),
        bytes: program.bytes.clone(),
        kind: Kind::Program,
    });
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(entries)
}

/// The scripts that Gradescope runs: those of the folder that is named, or the usual ones.
fn scripts(named: Option<&Path>) -> Result<Vec<Entry>, String> {
    let script = |(name, usual): &(&str, &str)| {
        let text = named.map_or_else(|| Ok((*usual).to_owned()), |dir| own_script(dir, name))?;
        Ok(Entry {
            name: (*name).to_owned(),
            // An editor of Windows ends lines in a way that a shell takes for a part of them.
            bytes: text.replace("\r\n", "\n").into_bytes(),
            kind: Kind::Program,
        })
    };
    new::GRADESCOPE.iter().map(script).collect()
}

fn own_script(dir: &Path, name: &str) -> Result<String, String> {
    let path = dir.join(name);
    fs::read_to_string(&path).map_err(|error| {
        format!(
            "`{}` cannot be read: {error}\n`netcheck new ci gradescope` writes the scripts to start from",
            load::shown(&path)
        )
    })
}

/// Writes the zip whole, or not at all.
fn put(args: &Bundle, zip: Vec<u8>) -> Result<(), String> {
    if !args.force {
        return fresh::write(&[Fresh::new(args.output.clone(), zip, Kind::Data)]);
    }
    replaced(&args.output, &zip)
        .map_err(|error| format!("`{}` cannot be written: {error}", load::shown(&args.output)))
}

fn replaced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    let part = path.with_file_name(name);
    let done = fs::write(&part, bytes).and_then(|()| fs::rename(&part, path));
    done.inspect_err(|_| {
        let _ = fs::remove_file(&part);
    })
}

/// A size in millions of bytes, rounded up to a tenth.
fn megabytes(bytes: usize) -> String {
    let tenths = bytes.div_ceil(100_000);
    format!("{}.{}", tenths / 10, tenths % 10)
}
