//! Where the program writes: data on standard output, talk on standard error, reports where they are wanted.

use std::fs::File;
use std::io::{self, BufWriter, Write};

use crate::cli::args::Colour;
use crate::cli::exit::Exit;
use crate::model::Diagnostic;
use crate::report::{self, Known, Style, wrapped};

/// The program's outputs and how they are coloured.
pub(crate) struct Output {
    stdout: Style,
    stderr: Style,
}

/// One report that was asked for.
pub(crate) struct Target<F: 'static> {
    /// Its format.
    pub(crate) format: &'static F,
    /// The file that was named, with its name; else it goes home.
    pub(crate) file: Option<(String, File)>,
    spoilt: bool,
}

impl<F> Target<F> {
    /// Whether it could not be written whole.
    pub(crate) fn spoilt(&self) -> bool {
        self.spoilt
    }

    /// Takes out what was in its file.
    pub(crate) fn emptied(&mut self) {
        if let Some((_, file)) = &self.file
            && file.metadata().is_ok_and(|found| found.is_file())
        {
            self.spoilt |= file.set_len(0).is_err();
        }
    }
}

impl Output {
    pub(crate) fn new(colour: Colour) -> Self {
        let when = colour.into();
        Self {
            stdout: Style::of_stream(when, &io::stdout()),
            stderr: Style::of_stream(when, &io::stderr()),
        }
    }

    /// How standard output is drawn.
    pub(crate) fn stdout_style(&self) -> Style {
        self.stdout
    }

    /// A line of data.
    #[expect(
        clippy::unused_self,
        reason = "who writes must hold the program's outputs"
    )]
    pub(crate) fn line(&mut self, line: &str) {
        // A closed pipe is no error.
        let _ = writeln!(io::stdout(), "{line}");
    }

    /// A line of talk.
    #[expect(
        clippy::unused_self,
        reason = "who writes must hold the program's outputs"
    )]
    pub(crate) fn say(&mut self, line: &str) {
        let _ = writeln!(io::stderr(), "{line}");
    }

    /// The command line is wrong, or what it names is not there.
    pub(crate) fn usage(&mut self, problem: &str) -> Exit {
        for line in format!("error: {problem}").lines() {
            self.say(&wrapped(line, self.stderr.width).join("\n"));
        }
        Exit::Usage
    }

    /// The spec is wrong: talk, because the data would have been a report.
    pub(crate) fn spec_errors(&mut self, found: &[Diagnostic]) -> Exit {
        let drawn = report::diagnostics(found, self.stderr);
        self.say(drawn.trim_end());
        Exit::Spec
    }

    /// Something that the command line names cannot be used.
    pub(crate) fn unusable(&mut self, found: &Diagnostic) -> Exit {
        let drawn = report::diagnostics(std::slice::from_ref(found), self.stderr);
        self.say(drawn.trim_end());
        Exit::Usage
    }

    /// Findings of `lint`, which are its data.
    pub(crate) fn findings(&mut self, found: &[Diagnostic]) {
        let drawn = report::diagnostics(found, self.stdout);
        self.line(drawn.trim_end());
        self.line("");
    }

    /// The reports that are wanted, their files opened: a bad path costs no time. Without any, `human` on standard output.
    pub(crate) fn targets<F: Known>(&mut self, wanted: &[String]) -> Result<Vec<Target<F>>, Exit> {
        let mut targets = Vec::new();
        for word in wanted {
            let target = self.target(word)?;
            self.another_file(&target, &targets)?;
            targets.push(target);
        }
        let on_stdout = |target: &&Target<F>| target.file.is_none() && target.format.wants_stdout();
        match targets.iter().filter(on_stdout).count() {
            0 => targets.insert(0, self.target("human")?),
            1 => {}
            _ => return Err(self.usage("two reports want standard output; give one of them a file, as in `--report json=report.json`")),
        }
        Ok(targets)
    }

    /// Two reports in one file would spoil each other.
    fn another_file<F>(&mut self, target: &Target<F>, others: &[Target<F>]) -> Result<(), Exit> {
        let path = |target: &Target<F>| {
            let (name, file) = target.file.as_ref()?;
            let is_file = file.metadata().is_ok_and(|found| found.is_file());
            is_file.then(|| std::fs::canonicalize(name).ok())?
        };
        let own = path(target);
        if own.is_some() && others.iter().any(|other| path(other) == own) {
            let name = target.file.as_ref().map_or("", |(name, _)| name);
            let problem = format!("two reports want the file `{name}`; give each its own");
            return Err(self.usage(&problem));
        }
        Ok(())
    }

    fn target<F: Known>(&mut self, word: &str) -> Result<Target<F>, Exit> {
        let (name, path) = word
            .split_once('=')
            .map_or((word, None), |(name, path)| (name, Some(path)));
        let Some(format) = F::all().iter().find(|format| format.name() == name) else {
            let known: Vec<&str> = F::all().iter().map(Known::name).collect();
            return Err(self.usage(&format!(
                "there is no report `{name}`; there is {}",
                known.join(", ")
            )));
        };
        let file = match path {
            None => None,
            Some("") => {
                return Err(self.usage(&format!(
                    "--report {word}: expected a file behind `=`, as in `--report {name}=report.{name}`"
                )));
            }
            Some(path) => Some((path.to_owned(), self.opened(path)?)),
        };
        Ok(Target {
            format,
            file,
            spoilt: false,
        })
    }

    /// Opens a report's file; what is in it stays until something is written.
    fn opened(&mut self, path: &str) -> Result<File, Exit> {
        let ending = std::path::Path::new(path).extension();
        if ending.is_some_and(|it| it == "yaml" || it == "yml") {
            let problem = format!(
                "`{path}` is the name of a spec or of answers, and a report would take its place; choose another"
            );
            return Err(self.usage(&problem));
        }
        let file = File::options()
            .write(true)
            .create(true)
            .truncate(false)
            .open(path);
        file.map_err(|error| self.usage(&format!("the report `{path}` cannot be written: {error}")))
    }

    /// Says that a report could not be written whole.
    pub(crate) fn spoilt(&mut self, name: &str, error: &io::Error) {
        self.say(&format!(
            "error: the report `{name}` could not be written: {error}"
        ));
    }

    /// Writes into a report what its format makes of something; one that fails does not spoil the others.
    pub(crate) fn draw<F>(
        &mut self,
        target: &mut Target<F>,
        write: impl Fn(Style, &mut dyn Write) -> io::Result<()>,
    ) {
        let written = match &mut target.file {
            Some((_, file)) => buffered(file, |out| write(Style::PLAIN, out)),
            None => or_closed(buffered(io::stdout().lock(), |out| write(self.stdout, out))),
        };
        if let Err(error) = written {
            target.spoilt = true;
            let name = target
                .file
                .as_ref()
                .map_or("standard output", |(path, _)| path.as_str());
            let name = name.to_owned();
            self.spoilt(&name, &error);
        }
    }
}

fn buffered(
    out: impl Write,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> io::Result<()> {
    let mut out = BufWriter::with_capacity(64 * 1024, out);
    write(&mut out)?;
    out.flush()
}

/// A closed pipe is no error: who reads has seen enough.
pub(crate) fn or_closed(written: io::Result<()>) -> io::Result<()> {
    match written {
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
        other => other,
    }
}
