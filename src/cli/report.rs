//! `netcheck report`: a gradebook → tables and feedback.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use crate::cli::args::Audience;
use crate::cli::args::class::{Report, Unknown};
use crate::cli::exit::Exit;
use crate::cli::output::{Output, or_closed};
use crate::grade::{ClassBook, Gradebook};
use crate::model::{self, Class};
use crate::report::{CLASS_FORMATS, ClassFormat, Fill, Filled, Folder, Made, Reader, plain};

pub(crate) fn command(args: &Report, output: &mut Output) -> Exit {
    try_report(args, output).unwrap_or_else(|exit| exit)
}

fn try_report(args: &Report, output: &mut Output) -> Result<Exit, Exit> {
    let format = format(&args.format, output)?;
    let book = Gradebook::open(&args.gradebook).map_err(|found| output.unusable(&found))?;
    let mut class = book.class().map_err(|found| output.unusable(&found))?;
    let mut policy = class.head().policy;
    policy.missing = args.missing.map_or(policy.missing, Into::into);
    policy.open = args.undecided.map_or(policy.open, Into::into);
    class.set_policy(policy);
    let reader = match args.audience {
        Audience::Student => Reader::Student,
        Audience::Instructor => Reader::Instructor,
    };
    match format.made {
        Made::Text(make) => text(args, output, |out| make(&mut class, reader, out)),
        Made::Files(make) => files(args, format, output, |folder| {
            make(&mut class, reader, folder)
        }),
        Made::Filled(make) => filled(args, format, make, &mut class, output),
    }
}

fn format(word: &str, output: &mut Output) -> Result<&'static ClassFormat, Exit> {
    CLASS_FORMATS
        .iter()
        .find(|format| format.name == word)
        .ok_or_else(|| {
            let known: Vec<&str> = CLASS_FORMATS.iter().map(|format| format.name).collect();
            output.usage(&format!(
                "there is no class report `{word}`; there is {}",
                known.join(", ")
            ))
        })
}

/// One text, to a file that is there whole or not at all, or to standard output.
fn text(
    args: &Report,
    output: &mut Output,
    make: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<Exit, Exit> {
    let written = match &args.output {
        None => {
            let mut out = BufWriter::new(io::stdout().lock());
            or_closed(make(&mut out).and_then(|()| out.flush()))
        }
        Some(path) => whole(path, make),
    };
    written
        .map(|()| Exit::Done)
        .map_err(|error| failed(args, &error, output))
}

/// Writes beside the file, and puts it in its place when all of it is there.
fn whole(path: &Path, make: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> io::Result<()> {
    let folder = path
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let beside = tempfile::NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    let mut out = BufWriter::new(&beside);
    make(&mut out)?;
    out.flush()?;
    drop(out);
    usual_rights(beside.as_file())?;
    beside.persist(path).map_err(|error| error.error)?;
    Ok(())
}

/// A temporary file is its owner's alone; a report has the rights of any other file of the folder.
#[cfg(unix)]
fn usual_rights(file: &File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    file.set_permissions(fs::Permissions::from_mode(0o640))
}

#[cfg(not(unix))]
fn usual_rights(_: &File) -> io::Result<()> {
    Ok(())
}

fn failed(args: &Report, error: &io::Error, output: &mut Output) -> Exit {
    let name = args.output.as_ref().map_or_else(
        || "standard output".to_owned(),
        |path| path.display().to_string(),
    );
    output.usage(&format!(
        "the report `{}` could not be written: {error}",
        plain(&name)
    ))
}

/// A folder on the disk.
struct OnDisk {
    root: PathBuf,
    files: usize,
}

impl Folder for OnDisk {
    fn file(&mut self, path: &str) -> io::Result<Box<dyn Write + '_>> {
        let path = self.root.join(path);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        self.files += 1;
        Ok(Box::new(BufWriter::new(File::create(path)?)))
    }
}

fn files(
    args: &Report,
    format: &ClassFormat,
    output: &mut Output,
    make: impl FnOnce(&mut dyn Folder) -> io::Result<()>,
) -> Result<Exit, Exit> {
    let Some(root) = &args.output else {
        return Err(output.usage(&format!(
            "{} is a folder of files: name it with --output DIR",
            format.name
        )));
    };
    let mut folder = OnDisk {
        root: root.clone(),
        files: 0,
    };
    make(&mut folder).map_err(|error| failed(args, &error, output))?;
    output.say(&format!(
        "{} in {}",
        crate::report::number(folder.files, "file"),
        plain(&root.display().to_string())
    ));
    Ok(Exit::Done)
}

type MakeFilled = fn(&mut dyn Class, &Fill, &mut dyn Write) -> Result<Filled, model::Diagnostic>;

fn filled(
    args: &Report,
    format: &ClassFormat,
    make: MakeFilled,
    class: &mut ClassBook,
    output: &mut Output,
) -> Result<Exit, Exit> {
    let Some(path) = &args.fill else {
        return Err(output.usage(&format!(
            "{} fills in the file that was exported there: name it with --fill FILE",
            format.name
        )));
    };
    let exported = fs::read_to_string(path).map_err(|error| {
        output.usage(&format!(
            "`{}` cannot be read: {error}",
            plain(&path.display().to_string())
        ))
    })?;
    let fill = Fill {
        file: &path.display().to_string(),
        exported: &exported,
        column: args.column.as_deref(),
    };
    let mut text = Vec::new();
    let filled = make(class, &fill, &mut text).map_err(|found| output.unusable(&found))?;
    let exit = self::text(args, output, |out| out.write_all(&text))?;
    tell(&filled, output);
    Ok(exit)
}

fn tell(filled: &Filled, output: &mut Output) {
    output.say(&format!(
        "{} filled in",
        crate::report::number(filled.filled, "row")
    ));
    let mut list = |names: &[String], what: &str| {
        for name in names {
            output.say(&format!("{what}: {}", plain(name)));
        }
    };
    list(&filled.unknown, "no student of the class, left as it was");
    list(&filled.absent, "in no row of the file, and not added");
    list(&filled.empty, "left as it was");
    list(&filled.notes, "note");
}

impl From<Unknown> for model::Unknown {
    fn from(unknown: Unknown) -> Self {
        match unknown {
            Unknown::Zero => Self::Zero,
            Unknown::Ungraded => Self::Ungraded,
        }
    }
}
