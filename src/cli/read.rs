//! `netcheck read FILE…`: recorded sessions as netcheck sees them.

use std::fs::File;
use std::io::{self, Read as _};
use std::path::Path;

use crate::cli::args::Read;
use crate::cli::exit::Exit;
use crate::cli::output::{Output, Target};
use crate::model::{Diagnostic, Facts};
use crate::report::{Recording, SessionFormat};
use crate::session::{self, Problem, Protocol, Session};
use crate::submission::{FILE_LIMIT, Handed, decode};

/// The word for standard input.
const STDIN: &str = "-";

/// What to do about a file with nothing in it.
const EMPTY: &str = "this file is empty: select everything that the terminal showed, from the command on, paste it here as text, and save it";

/// Reads the files, each on its own: one that cannot be read keeps no other from it. The worst decides the exit code.
pub(crate) fn command(args: &Read, output: &mut Output) -> Exit {
    let mut targets = match output.targets::<SessionFormat>(&args.report) {
        Ok(targets) => targets,
        Err(exit) => return exit,
    };
    targets.iter_mut().for_each(Target::emptied);
    let mut worst = Exit::Done;
    let mut shown = 0;
    for path in &args.files {
        let exit = match bytes(path) {
            Ok(bytes) => {
                shown += 1;
                show(path, &bytes, (args, shown), &mut targets, output)
            }
            Err(problem) => refuse(path, &problem, &mut targets, output),
        };
        if exit.code() > worst.code() {
            worst = exit;
        }
    }
    if targets.iter().any(Target::spoilt) {
        return Exit::Usage;
    }
    worst
}

/// Reports that a file cannot be read.
fn refuse(
    path: &Path,
    problem: &str,
    targets: &mut [Target<SessionFormat>],
    output: &mut Output,
) -> Exit {
    for target in targets {
        let refuse = target.format.refuse;
        output.draw(target, |_, out| {
            refuse(&path.to_string_lossy(), problem, out)
        });
    }
    output.usage(problem)
}

/// Reads and reports one file, the `number`th that is shown.
fn show(
    path: &Path,
    bytes: &[u8],
    (args, number): (&Read, usize),
    targets: &mut [Target<SessionFormat>],
    output: &mut Output,
) -> Exit {
    let name = path.to_string_lossy();
    let wanted = args.protocol.as_deref().and_then(Protocol::named);
    let session = session(&called(path), bytes, wanted, output);
    let recording = Recording {
        file: &name,
        session: &session,
        guessed: wanted.is_none(),
        audience: args.audience.into(),
    };
    for target in targets {
        let format = target.format;
        output.draw(target, |style, out| {
            if number > 1 {
                out.write_all(format.between.as_bytes())?;
            }
            (format.render)(&recording, style, out)
        });
    }
    if session.recognised {
        Exit::Done
    } else {
        Exit::Verdict(1)
    }
}

/// What is read in the bytes of a file. What is no text holds no session, and that is its problem.
fn session(name: &str, bytes: &[u8], wanted: Option<Protocol>, output: &mut Output) -> Session {
    match decode(name, bytes) {
        Handed::Text { source, notes, .. } => {
            for note in notes {
                output.say(&format!("note: {note}"));
            }
            let protocol = wanted.unwrap_or_else(|| session::detect(&source));
            let session = session::read(protocol, &source).or_nothing();
            if source.text.trim().is_empty() {
                return Session {
                    problems: vec![problem(EMPTY)],
                    ..session
                };
            }
            session
        }
        Handed::Broken(found) => no_text(wanted, &found),
        Handed::Missing { .. } => unreachable!("bytes that are there are not missing"),
    }
}

fn no_text(wanted: Option<Protocol>, found: &Diagnostic) -> Session {
    let said = std::iter::once(&found.message).chain(&found.help);
    let said: Vec<&str> = said.map(String::as_str).collect();
    Session {
        protocol: wanted.unwrap_or(Protocol::Plain),
        lines: Vec::new(),
        facts: Facts::new(),
        problems: vec![problem(&said.join(": "))],
        suspicious: Vec::new(),
        recognised: false,
    }
}

fn problem(text: &str) -> Problem {
    Problem {
        line: 1,
        rule: "",
        text: text.to_owned(),
    }
}

/// How messages call a file.
fn called(path: &Path) -> String {
    match path.to_string_lossy().as_ref() {
        STDIN => "standard input".to_owned(),
        name => name.escape_debug().to_string(),
    }
}

/// The bytes of a file, or why there are none and what to do.
fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    if path.as_os_str() == STDIN {
        return limited(io::stdin().lock(), path);
    }
    if path.is_dir() {
        return Err(format!(
            "`{}` is a folder; name the file in it, such as `{}`",
            called(path),
            called(&path.join("mail.txt"))
        ));
    }
    if is_named_pipe(path) {
        let name = called(path);
        return Err(format!(
            "`{name}` is a pipe (FIFO), which may never end; write what comes out of it into a file first, as in `cat {name} > mail.txt`"
        ));
    }
    let file = File::open(path).map_err(|error| unreadable(path, &error))?;
    limited(file, path)
}

/// Whether opening a path may wait for somebody to write. What a shell has opened already, as `/dev/fd/63`, does not.
#[cfg(unix)]
fn is_named_pipe(path: &Path) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    let opened = ["/dev/fd", "/dev/stdin", "/proc"];
    let is_pipe = || {
        path.metadata()
            .is_ok_and(|found| found.file_type().is_fifo())
    };
    !opened.iter().any(|start| path.starts_with(start)) && is_pipe()
}

#[cfg(not(unix))]
fn is_named_pipe(_: &Path) -> bool {
    false // this system's pipes have no place among the files
}

fn limited(from: impl io::Read, path: &Path) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let read = from.take(FILE_LIMIT + 1).read_to_end(&mut bytes);
    let read = read.map_err(|error| unreadable(path, &error))?;
    if read as u64 > FILE_LIMIT {
        return Err(format!(
            "`{}` has more than {} megabytes; keep only the session in it",
            called(path),
            FILE_LIMIT >> 20
        ));
    }
    Ok(bytes)
}

fn unreadable(path: &Path, error: &io::Error) -> String {
    let name = called(path);
    match error.kind() {
        io::ErrorKind::NotFound => {
            format!(
                "there is no file `{name}`; `ls` (on Windows `dir`) lists what is in this folder"
            )
        }
        io::ErrorKind::PermissionDenied => {
            format!("`{name}` may not be read by you; copy it, or ask its owner")
        }
        _ => format!("`{name}` cannot be read: {error}; try to open it in an editor"),
    }
}
