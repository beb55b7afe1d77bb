//! `netcheck gradescope bundle`: the zip that Gradescope builds an autograder from.

mod archive;
mod program;

use std::fs;
use std::io;
use std::path::{Component, Path};

use crate::cli::args::{Assignment, Bundle, Gradescope, GradescopeWhat};
use crate::cli::exit::Exit;
use crate::cli::fresh::{self, Fresh, Kind};
use crate::cli::lint::counted;
use crate::cli::output::Output;
use crate::cli::{folder, load, new, source};
use crate::model::{Net, Points, Where};
use crate::plan::Choice;
use crate::spec;

use archive::{Entry, zipped};
use program::Program;

/// The folder of the assignment in the zip.
const ASSIGNMENT: &str = "assignment";

pub(crate) fn command(args: &Gradescope, output: &mut Output) -> Exit {
    let done = match &args.what {
        GradescopeWhat::Bundle(args) => bundle(args, output),
    };
    done.unwrap_or_else(|exit| exit)
}

fn bundle(args: &Bundle, output: &mut Output) -> Result<Exit, Exit> {
    nothing_lost(args).map_err(|problem| output.usage(&problem))?;
    let dir = load::find(args.dir.as_deref()).map_err(|problem| output.usage(&problem))?;
    let points = points(&dir, output)?;
    let (entries, program) = entries(args, &dir).map_err(|problem| output.usage(&problem))?;
    let zip = zipped(&entries).and_then(|zip| {
        let size = zip.len();
        put(args, zip).map(|()| size)
    });
    let size = zip.map_err(|problem| output.usage(&problem))?;
    output.say(&format!(
        "wrote `{}` with {}, {} MB: the assignment, {program}, and what Gradescope runs",
        load::shown(&args.output),
        counted(entries.len(), "file"),
        megabytes(size)
    ));
    if let Some(warning) = program.too_new() {
        output.say(&warning);
    }
    output.say(&format!(
        "at Gradescope, make a programming assignment with {}, and upload it under Configure Autograder",
        counted(points as usize, "point")
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

/// What all checks together can earn, if the spec can be used.
fn points(dir: &Path, output: &mut Output) -> Result<Points, Exit> {
    let named = Assignment {
        dir: Some(dir.to_owned()),
        world: None,
    };
    let choice = Choice {
        net: Net::Loopback,
        place: Where::Elsewhere,
        folders: Vec::new(),
    };
    match source::read(&named, output)?.plan(&choice) {
        (Some((_, plan)), _) => Ok(plan.checks.iter().map(|check| check.shares.sum()).sum()),
        (None, found) => Err(output.spec_errors(&found)),
    }
}

/// All that goes into the zip.
fn entries(args: &Bundle, dir: &Path) -> Result<(Vec<Entry>, Program), String> {
    let mut entries = scripts(args.scripts.as_deref())?;
    let program = Program::read(args.binary.as_deref())?;
    entries.push(Entry {
        name: "netcheck".to_owned(),
        bytes: program.bytes.clone(),
        kind: Kind::Program,
    });
    let files = folder::assignment(dir, &args.output)?;
    world_is_inside(dir, &files)?;
    entries.extend(files.into_iter().map(|file| Entry {
        name: format!("{ASSIGNMENT}/{}", file.name),
        bytes: file.bytes,
        kind: Kind::Data,
    }));
    entries.sort_by(|a, b| a.name.cmp(&b.name));
    Ok((entries, program))
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

/// A world outside the folder would be missing at Gradescope.
fn world_is_inside(dir: &Path, files: &[folder::Packed]) -> Result<(), String> {
    let Some(world) = spec::world_name(&load::file(&dir.join("netcheck.yaml"))) else {
        return Ok(());
    };
    let inside: Option<Vec<&str>> = Path::new(&world)
        .components()
        .filter(|part| *part != Component::CurDir)
        .map(|part| match part {
            Component::Normal(name) => name.to_str(),
            // The places below are looked for by their plain names.
            _ => None,
        })
        .collect();
    let name = inside.map(|parts| parts.join("/"));
    if name.is_some_and(|name| files.iter().any(|file| file.name == name)) {
        return Ok(());
    }
    Err(format!(
        "the world `{world}` would not be in the zip; move it into the assignment's folder, and name it in netcheck.yaml from there"
    ))
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
