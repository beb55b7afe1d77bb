//! The reports of one run: each told what happens, each written where it is wanted.

use std::fs::File;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io;

use crate::cli::exit::Exit;
use crate::cli::output::{Output, Target, or_closed};
use crate::cli::sink::{ToFile, ToStdout};
use crate::model::{Audience, Diagnostic, Event};
use crate::report::{
    Amount, End, Format, Known as _, Moment, Reader, Reporter, Setting, Sink, Style, Telling,
};

/// The name of standard output in messages.
const STDOUT: &str = "standard output";

/// The reports of one run.
pub(crate) struct Reports {
    groups: Vec<Group>,
    /// Reports that could not be written whole, and why: told at once, and no more of them is written.
    spoilt: bool,
}

/// The reports with one reader.
struct Group {
    reader: Reader,
    telling: Telling,
    reports: Vec<Written>,
}

/// One report as it is written.
struct Written {
    name: String,
    reporter: Box<dyn Reporter>,
    sink: Option<Box<dyn Sink>>,
}

/// Who reads the reports, and how much people are told.
#[derive(Clone, Copy)]
pub(crate) struct Wanted {
    pub(crate) audience: Audience,
    pub(crate) amount: Amount,
}

impl Reports {
    /// Opens what is not open yet.
    pub(crate) fn open(
        targets: Vec<Target<Format>>,
        wanted: Wanted,
        output: &mut Output,
    ) -> Result<Self, Exit> {
        let reader = match wanted.audience {
            Audience::Student => Reader::Student,
            Audience::Instructor => Reader::Instructor,
        };
        let mut made = Self {
            groups: Vec::new(),
            spoilt: false,
        };
        for target in targets {
            let reader = target.format.reader(reader);
            let plain = Setting {
                reader,
                style: Style::PLAIN,
                amount: wanted.amount,
                base: base().unwrap_or_default(),
                token: token(),
            };
            let reports = written(target, plain, output)?;
            made.group(reader).reports.extend(reports);
        }
        Ok(made)
    }

    fn group(&mut self, reader: Reader) -> &mut Group {
        let at = self.groups.iter().position(|group| group.reader == reader);
        let at = at.unwrap_or_else(|| {
            self.groups.push(Group {
                reader,
                telling: Telling::new(reader),
                reports: Vec::new(),
            });
            self.groups.len() - 1
        });
        &mut self.groups[at]
    }

    /// Tells all reports of an event; at the end of the run, how it ended for its reader.
    pub(crate) fn take(&mut self, event: Event, output: &mut Output) -> Option<End> {
        let mut end = None;
        let (last, others) = self.groups.split_last_mut()?;
        for group in others {
            end = group.take(event.clone(), output, &mut self.spoilt);
        }
        last.take(event, output, &mut self.spoilt).or(end)
    }

    /// Tells all reports that nothing was checked.
    pub(crate) fn refused(&mut self, found: &[Diagnostic], output: &mut Output) {
        for group in &mut self.groups {
            let found = group.reader.findings(found);
            for report in &mut group.reports {
                self.spoilt |= report.tell(Moment::Refused(&found), output).is_err();
                self.spoilt |= report.close(output).is_err();
            }
        }
    }

    /// Whether a report could not be written whole.
    pub(crate) fn spoilt(&self) -> bool {
        self.spoilt
    }
}

impl Group {
    fn take(&mut self, event: Event, output: &mut Output, spoilt: &mut bool) -> Option<End> {
        let reports = &mut self.reports;
        let end = self.telling.take(event, &mut |moment| {
            for report in &mut *reports {
                *spoilt |= report.tell(moment, output).is_err();
            }
        })?;
        for report in reports {
            *spoilt |= report.close(output).is_err();
        }
        Some(end)
    }
}

/// It could not be written, which has been said.
struct Spoilt;

impl Written {
    fn tell(&mut self, moment: Moment, output: &mut Output) -> Result<(), Spoilt> {
        let Some(sink) = &mut self.sink else {
            return Ok(());
        };
        let told = self.reporter.tell(moment, sink.as_mut());
        self.noted(told, output)
    }

    fn close(&mut self, output: &mut Output) -> Result<(), Spoilt> {
        let flushed = self.sink.as_mut().map_or(Ok(()), |sink| sink.flush());
        self.noted(flushed, output)
    }

    /// Nothing more is written where something could not be. A closed pipe is no error: who reads has seen enough.
    fn noted(&mut self, done: io::Result<()>, output: &mut Output) -> Result<(), Spoilt> {
        let Err(error) = done else { return Ok(()) };
        self.sink = None;
        if self.name == STDOUT && or_closed(Err(io::Error::from(error.kind()))).is_ok() {
            return Ok(());
        }
        output.spoilt(&self.name, &error);
        Err(Spoilt)
    }
}

/// The reports that a target means: itself, and what is written beside it.
fn written(
    target: Target<Format>,
    plain: Setting,
    output: &mut Output,
) -> Result<Vec<Written>, Exit> {
    let format = target.format;
    let Some((name, file)) = target.file else {
        return at_home(format, &plain, output);
    };
    Ok(vec![Written {
        name,
        reporter: (format.start)(plain),
        sink: Some(Box::new(ToFile::new(file))),
    }])
}

/// The reports of a format for which no file is named.
fn at_home(
    format: &'static Format,
    plain: &Setting,
    output: &mut Output,
) -> Result<Vec<Written>, Exit> {
    let mut all = Vec::new();
    if format.wants_stdout() {
        let style = output.stdout_style();
        let plain = plain.clone();
        all.push(Written {
            name: STDOUT.to_owned(),
            reporter: (format.start)(Setting { style, ..plain }),
            sink: Some(Box::new(ToStdout::new())),
        });
    }
    for beside in format.beside {
        if let Some(path) = beside.file() {
            let file = added_to(&path, beside.variable, output)?;
            all.push(Written {
                name: path.display().to_string(),
                reporter: (beside.start)(plain.clone()),
                sink: Some(Box::new(ToFile::added(file))),
            });
        }
    }
    Ok(all)
}

/// The working directory from the root of the repository, where the system that runs this says which folder that is.
fn base() -> Option<String> {
    let roots = ["GITHUB_WORKSPACE", "CI_PROJECT_DIR"];
    let root = roots.iter().find_map(std::env::var_os)?;
    let root = std::fs::canonicalize(root).ok()?;
    let here = std::fs::canonicalize(".").ok()?;
    let base = here.strip_prefix(root).ok()?;
    Some(base.to_string_lossy().replace('\\', "/"))
}

/// What nobody can guess: the standard library's hashers begin with random keys.
fn token() -> String {
    let random = || RandomState::new().build_hasher().finish();
    format!("{:016x}{:016x}", random(), random())
}

/// A file that others write too: what is in it stays.
fn added_to(path: &std::path::Path, variable: &str, output: &mut Output) -> Result<File, Exit> {
    let file = File::options().append(true).create(true).open(path);
    file.map_err(|error| {
        let path = path.display();
        output.usage(&format!(
            "the file `{path}`, which {variable} names, cannot be written: {error}"
        ))
    })
}
