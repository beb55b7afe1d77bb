//! A program in a cell, as netcheck holds it.

use std::fs::File;
use std::io;
use std::ops::Range;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::fs::chown;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};

use rustix::pipe::{PipeFlags, pipe_with};
use rustix::process::Uid;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader};
use tokio::net::unix::pipe::Receiver;

use crate::model::Walls;
use crate::sandbox::build::NOBODY;
use crate::sandbox::cell::job::{CELL_COMMAND, Handed, Input, Job, News, Ran};
use crate::sandbox::cell::line::{Order, Sent, Told};
use crate::sandbox::cell::terminal::{Output, Terminal};
use crate::sandbox::cell::wall;
use crate::sandbox::control::{Control, DESCRIPTORS};
use crate::sandbox::realm::{Realm, Running};
use crate::sandbox::terms::{Refusal, Step, THIS_PROGRAM};

/// The most bytes that a keeper tells.
const TOLD_LIMIT: u64 = 1024 * 1024;

/// A program in a cell. Dropping it ends the program and all that it started.
#[derive(Debug)]
pub struct Ward {
    /// What it prints.
    pub output: Output,
    /// Its errors.
    pub errors: Receiver,
    /// What its keeper tells of it; dropping this, too, ends the program.
    pub line: Line,
}

/// What the keeper of a program tells of it.
#[derive(Debug)]
pub struct Line {
    told: BufReader<Receiver>,
    _keeper: Keeper,
}

/// The process that watches over a program; it ends when the line to it is closed.
#[derive(Debug)]
enum Keeper {
    /// In a world, which ends it with this.
    Inside { _line: Control, _running: Running },
    /// Beside netcheck.
    Beside(#[expect(dead_code, reason = "dropping it ends the keeper")] Beside),
}

/// A keeper beside netcheck, with the folder of the program's files.
#[derive(Debug)]
struct Beside {
    line: Option<Control>,
    child: Child,
    _folder: TempDir,
}

impl Ward {
    /// Starts a program with the job's walls around it, those of the box in `realm`. Needs a runtime, and blocks until its files are sent.
    ///
    /// # Errors
    /// When the box is wanted and there is no world, or it has ended; when the system gives no more processes, descriptors or room.
    pub fn start(
        realm: Option<&Realm>,
        job: &Job,
        files: impl IntoIterator<Item = Handed>,
        input: Input,
    ) -> io::Result<Self> {
        match (job.walls, realm) {
            (Walls::Box, Some(realm)) => Self::inside(realm, job, files, input),
            (Walls::Box, None) => Err(io::ErrorKind::Unsupported.into()),
            (Walls::Process | Walls::Own, _) => Self::beside(job, files, input),
        }
    }

    fn inside(
        realm: &Realm,
        job: &Job,
        files: impl IntoIterator<Item = Handed>,
        input: Input,
    ) -> io::Result<Self> {
        let (control, end) = Control::pair()?;
        let (told, told_end) = pipe_with(PipeFlags::CLOEXEC)?;
        let nothing = File::options().write(true).open("/dev/null")?;
        let running = realm.keeper([end.as_fd(), told_end.as_fd(), nothing.as_fd()])?;
        drop((end, told_end));
        let (output, errors) = order(&control, (job, Home::Inside), files, input)?;
        Ok(Self {
            output,
            errors,
            line: Line {
                told: BufReader::new(Receiver::from_owned_fd(told)?),
                _keeper: Keeper::Inside {
                    _line: control,
                    _running: running,
                },
            },
        })
    }

    fn beside(
        job: &Job,
        files: impl IntoIterator<Item = Handed>,
        input: Input,
    ) -> io::Result<Self> {
        let folder = tempfile::Builder::new().prefix("netcheck-").tempdir()?;
        let home = Home::beside(job, folder.path().canonicalize()?)?;
        let (control, end) = Control::pair()?;
        let (told, told_end) = pipe_with(PipeFlags::CLOEXEC)?;
        let mut command = Command::new(THIS_PROGRAM);
        command.arg(CELL_COMMAND).env_clear().current_dir("/");
        if let Some(path) = std::env::var_os("PATH") {
            command.env("PATH", path);
        }
        let child = command
            .stdin(end)
            .stdout(told_end)
            .stderr(Stdio::null())
            .spawn()?;
        drop(command);
        let keeper = Beside {
            line: Some(control),
            child,
            _folder: folder,
        };
        let line = keeper.line.as_ref().ok_or(io::ErrorKind::BrokenPipe)?;
        let (output, errors) = order(line, (job, home), files, input)?;
        Ok(Self {
            output,
            errors,
            line: Line {
                told: BufReader::new(Receiver::from_owned_fd(told)?),
                _keeper: Keeper::Beside(keeper),
            },
        })
    }
}

impl Line {
    /// Waits for what is told next of it. Its output must be read meanwhile: a full pipe would hold it up.
    ///
    /// # Errors
    /// What stood in the way; when the world has ended.
    pub async fn news(&mut self) -> Result<News, Refusal> {
        let failed = |error: io::Error| Refusal::new(Step::Process, &error);
        let mut text = Vec::new();
        let mut told = (&mut self.told).take(TOLD_LIMIT);
        told.read_until(b'\n', &mut text).await.map_err(failed)?;
        match serde_json::from_slice(&text).map_err(|error| failed(error.into()))? {
            Told::Listens(listeners) => Ok(News::Listens(listeners)),
            Told::Ended(ran) => Ok(News::Ended(ran)),
            Told::Refused(refusal) => Err(refusal),
        }
    }

    /// Waits for its end, as [`Line::news`].
    ///
    /// # Errors
    /// As [`Line::news`].
    pub async fn ended(&mut self) -> Result<Ran, Refusal> {
        loop {
            if let News::Ended(ran) = self.news().await? {
                return Ok(ran);
            }
        }
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        drop(self.line.take());
        // It ends at once with all that it keeps; until then the folder is in use.
        let _ = self.child.wait();
    }
}

/// Where a program's files are, and whose.
enum Home {
    /// In a world, where it is the ordinary user's: nobody's outside.
    Inside,
    /// In a folder, which belongs to a user of its own where netcheck is root.
    Beside(PathBuf, Option<u32>),
}

/// The users that systems give to what needs one for a while (systemd.exec(5), `DynamicUser=`).
const USERS: Range<u32> = 61184..65520;

impl Home {
    fn beside(job: &Job, folder: PathBuf) -> io::Result<Self> {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        if job.walls != Walls::Process || !rustix::process::geteuid().is_root() {
            return Ok(Self::Beside(folder, None));
        }
        let next = std::process::id().wrapping_add(NEXT.fetch_add(1, Ordering::Relaxed));
        let own = USERS.start + next % (USERS.end - USERS.start);
        // A container may have few users only.
        let gives = |user| chown(&folder, Some(user), Some(user)).map(|()| user);
        let user = gives(own).or_else(|_| gives(NOBODY))?;
        Ok(Self::Beside(folder, Some(user)))
    }

    /// Whose the program is where that is not netcheck's own user.
    fn user(&self) -> Option<u32> {
        match self {
            Self::Inside => rustix::process::geteuid().is_root().then_some(NOBODY),
            Self::Beside(_, user) => *user,
        }
    }
}

/// Sends a job and its files; gives what the program prints and its errors.
fn order(
    control: &Control,
    (job, home): (&Job, Home),
    files: impl IntoIterator<Item = Handed>,
    input: Input,
) -> io::Result<(Output, Receiver)> {
    let owner = home.user();
    let (folder, user) = match home {
        Home::Inside => (None, None),
        Home::Beside(folder, user) => (Some(folder), user),
    };
    let order = Order::Job {
        job: job.clone(),
        folder,
        user,
        terminal: matches!(input, Input::Terminal(_)),
        without: wall::left_out(),
    };
    let (output, errors, stdio) = stdio(input)?;
    give(&stdio, owner)?;
    control.send(&order, &stdio.each_ref().map(OwnedFd::as_fd))?;
    drop(stdio);
    send(control, files)?;
    Ok((output, errors))
}

/// Lets a program of another user open its output and errors anew, as by `/dev/stdout`. Its input may be anybody's file.
fn give([_, output, errors]: &[OwnedFd; 3], owner: Option<u32>) -> io::Result<()> {
    if let Some(owner) = owner {
        for one in [output, errors] {
            rustix::fs::fchown(one, Some(Uid::from_raw(owner)), None)?;
        }
    }
    Ok(())
}

/// What is read of a program: what it prints, and its errors; and the three that are the program's.
fn stdio(input: Input) -> io::Result<(Output, Receiver, [OwnedFd; 3])> {
    let (errors, errors_end) = pipe_with(PipeFlags::CLOEXEC)?;
    let errors = Receiver::from_owned_fd(errors)?;
    match input {
        Input::File(file) => {
            let (output, output_end) = pipe_with(PipeFlags::CLOEXEC)?;
            let output = Output::Pipe(Receiver::from_owned_fd(output)?);
            Ok((output, errors, [file.into(), output_end, errors_end]))
        }
        Input::Terminal(text) => {
            let (terminal, far) = Terminal::typing(&text)?;
            let stdio = [far.try_clone()?, far.try_clone()?, far];
            Ok((Output::Terminal(terminal), errors, stdio))
        }
    }
}

/// Sends the files, some at a time: not all of them are ever open at once.
fn send(control: &Control, files: impl IntoIterator<Item = Handed>) -> io::Result<()> {
    let mut files = files.into_iter().peekable();
    while files.peek().is_some() {
        let some: Vec<Handed> = files.by_ref().take(DESCRIPTORS).collect();
        let sent = some
            .iter()
            .map(|file| Sent {
                path: file.path.clone(),
                executable: file.executable,
            })
            .collect();
        let from: Vec<BorrowedFd<'_>> = some.iter().map(|file| file.from.as_fd()).collect();
        control.send(&Order::Files(sent), &from)?;
    }
    control.send(&Order::Begin, &[])
}
