//! A student's program, ready to start: its words, its files, the surroundings it needs.

use std::ffi::OsString;
use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::judge;
use crate::model::{Awaited, Fault, Located, Operand, Scope, Source, Walls};
use crate::probe::program::installed_in;
use crate::probe::student::Which;
use crate::probe::{Cx, Observed};
use crate::sandbox::{self, Handed, Input, Job, Limits, PATH, Reach, Ward};
use crate::submission::{self, Submission};

/// What is typed at a terminal when there is no more to say: Control-D, which within a line says only that it is to be read as it is (termios(3)).
const END_OF_FILE: &str = "\u{4}";
const END_OF_LINE_AND_FILE: &str = "\u{4}\u{4}";

/// The most files of Python in which the place of an error is looked for.
const MODULES: usize = 32;
/// The largest of them, in bytes.
const MODULE_LIMIT: u64 = 256 * 1024;

/// What is known of a program's files.
#[derive(Default)]
pub(in crate::probe) struct Found {
    /// The file that was handed in, and what it may import; none of a command line without one.
    pub(in crate::probe) sources: Vec<Arc<Source>>,
    /// The folder of the submission whose files it finds beside it, with its final slash.
    folder: String,
    /// Their paths in that folder.
    paths: Vec<String>,
}

impl Found {
    /// The program and its files, if they are there.
    pub(in crate::probe) fn of(which: &Which, cx: &Cx<'_>) -> Result<Self, Box<Observed>> {
        let Some(path) = which.file() else {
            return Ok(Self::default());
        };
        match cx.submission.file(path, cx.folder) {
            submission::Handed::Text { source, notes, .. } => {
                for note in notes {
                    cx.note(note);
                }
                Ok(Self::beside(source, cx))
            }
            submission::Handed::Missing { near } => {
                let name = path.to_owned();
                Err(Box::new(Observed::Missing(Awaited::File { name, near })))
            }
            submission::Handed::Broken(diagnostic) => Err(Box::new(Observed::Broken(diagnostic))),
        }
    }

    /// The program and the other files of its folder.
    fn beside(source: Arc<Source>, cx: &Cx<'_>) -> Self {
        let folder = source
            .name
            .rfind('/')
            .map_or("", |at| &source.name[..=at])
            .to_owned();
        let tree = cx.submission.tree(&folder);
        for note in tree.notes {
            cx.note(note);
        }
        let others = tree.paths.iter().filter(|path| is_python(path));
        let others: Vec<_> = others
            .map(|path| format!("{folder}{path}"))
            .filter(|path| *path != source.name)
            .take(MODULES)
            .filter_map(|path| module(&path, cx.submission))
            .collect();
        Self {
            sources: std::iter::once(source).chain(others).collect(),
            folder,
            paths: tree.paths,
        }
    }

    /// The program's own name in its folder.
    pub(in crate::probe) fn name(&self) -> Option<&str> {
        self.names().first().copied()
    }

    /// The names of all sources there.
    pub(in crate::probe) fn names(&self) -> Vec<&str> {
        let folder = self.folder.as_str();
        let names = self.sources.iter().map(|source| &*source.name);
        names
            .map(|name| name.strip_prefix(folder).unwrap_or(name))
            .collect()
    }
}

/// How a program is started.
pub(in crate::probe) struct Wanted<'a> {
    pub(in crate::probe) which: &'a Which,
    pub(in crate::probe) arguments: &'a [Located<Operand>],
    pub(in crate::probe) given: &'a [(String, Located<Operand>)],
    pub(in crate::probe) reach: Reach,
    pub(in crate::probe) serves: bool,
    pub(in crate::probe) terminal: bool,
}

/// A program that can be started.
pub(in crate::probe) struct Prepared<'a> {
    pub(in crate::probe) job: Job,
    terminal: bool,
    given: Vec<(String, String)>,
    found: &'a Found,
}

impl<'a> Prepared<'a> {
    /// What is to be started; `scope` says what its references stand for.
    ///
    /// # Errors
    /// When something it refers to does not exist, or there is no Python.
    pub(in crate::probe) fn new(
        wanted: &Wanted<'_>,
        found: &'a Found,
        walls: Walls,
        scope: &dyn Scope,
    ) -> Result<Self, Fault> {
        let words = wanted.arguments.iter().map(|word| text(word, scope));
        let mut words = words.collect::<Result<Vec<String>, Fault>>()?;
        let (program, before) = match wanted.which {
            Which::Command(command, _) => {
                let command = text(command, scope)?;
                ("sh".into(), vec!["-c".to_owned(), command, "sh".to_owned()])
            }
            Which::Python(path) => {
                let name = found.name().unwrap_or(path);
                // A name that begins with a dash is a file all the same.
                (python(walls)?, vec![format!("./{name}")])
            }
        };
        words.splice(0..0, before);
        let given = wanted.given.iter();
        let given = given.map(|(name, given)| Ok((name.clone(), text(given, scope)?)));
        Ok(Self {
            job: Job {
                program,
                arguments: words,
                walls,
                reach: wanted.reach,
                limits: Limits::default(),
                serves: wanted.serves,
            },
            terminal: wanted.terminal,
            given: given.collect::<Result<_, Fault>>()?,
            found,
        })
    }

    /// Starts it with this input.
    ///
    /// # Errors
    /// When its walls cannot be had.
    pub(in crate::probe) fn start(&self, cx: &Cx<'_>, input: &str) -> Result<Ward, Fault> {
        cx.event(&self.line());
        if !input.is_empty() {
            cx.sent(input.as_bytes());
        }
        cx.internet
            .start(&self.job, self.files(cx)?, self.input(input)?)
    }

    fn input(&self, text: &str) -> Result<Input, Fault> {
        if !self.terminal {
            return holding(text).map(Input::File);
        }
        let end = match text {
            // Who types at a server's terminal says nothing.
            _ if self.job.serves => "",
            _ if text.is_empty() || text.ends_with('\n') => END_OF_FILE,
            _ => END_OF_LINE_AND_FILE,
        };
        Ok(Input::Terminal(format!("{text}{end}")))
    }

    /// The program and its words, as one would type them.
    fn line(&self) -> String {
        let words = match self.job.arguments.as_slice() {
            [_, command, _, ..] if self.job.program.ends_with("sh") => {
                return format!("$ {command}");
            }
            words => words.join(" "),
        };
        let name = self.job.program.file_name().unwrap_or_default();
        format!("$ {} {words}", name.to_string_lossy())
    }

    fn files(&self, cx: &Cx<'_>) -> Result<Vec<Handed>, Fault> {
        let mut files = Vec::new();
        for path in &self.found.paths {
            match cx
                .submission
                .open_for_program(&format!("{}{path}", self.found.folder))
            {
                Ok(from) => files.push(Handed {
                    executable: is_executable(&from),
                    path: path.clone(),
                    from,
                }),
                Err(why) => cx.note(format!("the program was not given `{path}`: it {why}")),
            }
        }
        for (name, text) in &self.given {
            files.retain(|file| file.path != *name);
            files.push(Handed {
                path: name.clone(),
                executable: false,
                from: holding(text)?,
            });
        }
        Ok(files)
    }
}

/// A file that the program may import, as far as its lines may be shown.
fn module(path: &str, submission: &Submission) -> Option<Arc<Source>> {
    let file = submission.open_for_program(path).ok()?;
    if file.metadata().ok()?.len() > MODULE_LIMIT {
        return None;
    }
    match submission.file(path, "") {
        submission::Handed::Text { source, .. } => Some(source),
        submission::Handed::Missing { .. } | submission::Handed::Broken(_) => None,
    }
}

/// Whether Python takes a file for a module.
fn is_python(path: &str) -> bool {
    Path::new(path)
        .extension()
        .is_some_and(|extension| extension == "py")
}

fn text(operand: &Located<Operand>, scope: &dyn Scope) -> Result<String, Fault> {
    let value = judge::resolve(&operand.value, scope);
    let value = value.ok_or_else(|| Fault::NothingThere {
        what: operand.place.text().to_owned(),
    })?;
    Ok(value.to_string())
}

/// A file without a name that holds a text.
fn holding(text: &str) -> Result<File, Fault> {
    sandbox::holding(text).map_err(|error| Fault::System {
        doing: "writing a file for a program".to_owned(),
        error: error.to_string(),
    })
}

/// The folders in which programs are looked for behind these walls.
pub(in crate::probe) fn folders(walls: Walls) -> OsString {
    match walls {
        Walls::Box | Walls::Process => PATH.into(),
        Walls::Own => std::env::var_os("PATH").unwrap_or_default(),
    }
}

/// Python, where the walls let it be found.
fn python(walls: Walls) -> Result<PathBuf, Fault> {
    let path = folders(walls);
    let names = ["python3", "python"];
    let found = names.iter().find_map(|name| installed_in(&path, name));
    found.ok_or_else(|| Fault::Program {
        name: "python3".to_owned(),
        error: "it is not installed here".to_owned(),
    })
}

#[cfg(unix)]
fn is_executable(file: &File) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata()
        .is_ok_and(|about| about.permissions().mode() & 0o100 != 0)
}

#[cfg(not(unix))]
fn is_executable(_: &File) -> bool {
    false
}
