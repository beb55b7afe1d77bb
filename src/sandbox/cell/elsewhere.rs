//! Programs on systems without Linux: in a folder of their own, with what limits every system has.

use std::fs::File;
use std::io;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::process::{Child, ChildStderr, ChildStdout, Command};

use crate::model::Walls;
use crate::sandbox::cell::job::{Fate, Handed, Input, Job, News, Ran};
use crate::sandbox::elsewhere::Realm;
use crate::sandbox::terms::{Refusal, Step};

/// A program that runs. Dropping it ends it.
#[derive(Debug)]
pub struct Ward {
    /// What it prints.
    pub output: ChildStdout,
    /// Its errors.
    pub errors: ChildStderr,
    /// What becomes of it; dropping this, too, ends it.
    pub line: Line,
}

/// What becomes of a program.
#[derive(Debug)]
pub struct Line {
    child: Child,
    began: Instant,
    _folder: TempDir,
}

impl Ward {
    /// Starts a program, as far as the job's walls can be had here: one's own, with a limit of time. Needs a runtime.
    ///
    /// # Errors
    /// When it does not start, or other walls or a terminal are wanted.
    pub fn start(
        _: Option<&Realm>,
        job: &Job,
        files: impl IntoIterator<Item = Handed>,
        input: Input,
    ) -> io::Result<Self> {
        let (Walls::Own, Input::File(input)) = (job.walls, input) else {
            return Err(io::ErrorKind::Unsupported.into());
        };
        let folder = tempfile::Builder::new().prefix("netcheck-").tempdir()?;
        for mut file in files {
            let to = folder.path().join(&file.path);
            if let Some(inner) = to.parent() {
                std::fs::create_dir_all(inner)?;
            }
            io::copy(&mut file.from, &mut File::create(&to)?)?;
        }
        let mut command = Command::new(&job.program);
        command
            .args(&job.arguments)
            .current_dir(folder.path())
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("PYTHONUNBUFFERED", "1")
            .stdin(input)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .kill_on_drop(true);
        #[cfg(unix)]
        command.process_group(0);
        let mut child = command.spawn()?;
        let missing = || io::Error::from(io::ErrorKind::BrokenPipe);
        Ok(Self {
            output: child.stdout.take().ok_or_else(missing)?,
            errors: child.stderr.take().ok_or_else(missing)?,
            line: Line {
                child,
                began: Instant::now(),
                _folder: folder,
            },
        })
    }
}

impl Line {
    /// Waits for what is told next of it: here only its end.
    ///
    /// # Errors
    /// What stood in the way.
    pub async fn news(&mut self) -> Result<News, Refusal> {
        self.ended().await.map(News::Ended)
    }

    /// Waits for its end. Its output must be read meanwhile: a full pipe would hold it up.
    ///
    /// # Errors
    /// What stood in the way.
    pub async fn ended(&mut self) -> Result<Ran, Refusal> {
        let status = self.child.wait().await.map_err(|error| Refusal {
            step: Step::Process,
            number: error.raw_os_error().unwrap_or(0),
            error: error.to_string(),
        })?;
        Ok(Ran {
            fate: fate(status),
            took: self.began.elapsed().max(Duration::from_millis(1)),
            written: Vec::new(),
        })
    }
}

#[cfg(unix)]
fn fate(status: std::process::ExitStatus) -> Fate {
    use std::os::unix::process::ExitStatusExt as _;
    match (status.code(), status.signal()) {
        (Some(code), _) => Fate::Exited(code),
        (None, signal) => Fate::Killed(signal.unwrap_or(0)),
    }
}

#[cfg(not(unix))]
fn fate(status: std::process::ExitStatus) -> Fate {
    Fate::Exited(status.code().unwrap_or(-1))
}
