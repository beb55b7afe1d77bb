//! The process of a cell: it takes its orders, builds the walls, starts the program, and ends with it.
//!
//! In the box it runs on the student's computer of a world, as an ordinary user. It has nothing of netcheck's but the end of a line.

use std::io::{self, Read as _, Write as _};
use std::os::fd::{AsFd, OwnedFd};
use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use rustix::process::{DumpableBehavior, Signal, WaitOptions};
use rustix::thread::UnshareFlags;

use crate::model::Walls;
use crate::sandbox::build::{self, In};
use crate::sandbox::cell::job::{Fate, Job, Ran, Reach};
use crate::sandbox::cell::line::{Order, Sent, Told};
use crate::sandbox::cell::program::NotStarted;
use crate::sandbox::cell::wall::Wall;
use crate::sandbox::cell::{program, root, watch, written};
use crate::sandbox::control::Control;
use crate::sandbox::sys::{self, Side};
use crate::sandbox::terms::{Refusal, Step};

/// The namespaces of a cell; its network is that of the student's computer, or its own.
const NAMESPACES: UnshareFlags = UnshareFlags::NEWUSER
    .union(UnshareFlags::NEWNS)
    .union(UnshareFlags::NEWIPC)
    .union(UnshareFlags::NEWPID)
    .union(UnshareFlags::NEWCGROUP);

/// A program that is to be kept, and by which walls.
pub(super) struct Cell<'a> {
    pub(super) control: &'a Control,
    pub(super) job: &'a Job,
    pub(super) terminal: bool,
    /// The user that it is given where netcheck is root; in the box it has no files of either.
    pub(super) user: Option<u32>,
    without: &'a [Wall],
}

/// Keeps the program that comes over standard input, until it or netcheck ends. This is all that a process does that netcheck starts for a cell.
pub fn keep() -> ExitCode {
    let kept = sys::close_inherited()
        .and_then(|()| sys::catch_terminal_signals())
        .and_then(|()| io::stdin().as_fd().try_clone_to_owned())
        .and_then(|end| keep_on(&Control::of(end)));
    match kept {
        Ok(()) => ExitCode::SUCCESS,
        // Nobody is there to be told.
        Err(_) => ExitCode::FAILURE,
    }
}

fn keep_on(control: &Control) -> io::Result<()> {
    let (order, stdio) = control.take::<Order>()?;
    let Order::Job {
        job,
        folder,
        user,
        terminal,
        without,
    } = order
    else {
        return Err(io::ErrorKind::InvalidData.into());
    };
    let cell = Cell {
        control,
        job: &job,
        terminal,
        user: user.filter(|_| !without.contains(&Wall::User)),
        without: &without,
    };
    let ran = match (job.walls, folder) {
        (Walls::Box, _) => match cell.begin() {
            Ok(Side::Parent(first)) => {
                rustix::process::waitpid(Some(first), WaitOptions::empty())?;
                return Ok(());
            }
            Ok(Side::Child) => cell.boxed(stdio),
            Err(refusal) => Err(refusal),
        },
        (Walls::Process | Walls::Own, Some(folder)) => cell.bare(&folder, stdio),
        (Walls::Process | Walls::Own, None) => Err(Refusal::new(
            Step::Root,
            &io::ErrorKind::InvalidInput.into(),
        )),
    };
    let ran = ran.map_err(|refusal| Refusal {
        // That the world has namespaces of its own says nothing of others in them.
        step: if refusal.step == Step::Root {
            Step::Root
        } else {
            Step::Walls
        },
        ..refusal
    });
    tell(&ran.map_or_else(Told::Refused, Told::Ended))
}

/// Tells netcheck, in a line of standard output.
pub(super) fn tell(told: &Told) -> io::Result<()> {
    let mut line = serde_json::to_vec(told)?;
    line.push(b'\n');
    let mut output = io::stdout();
    output.write_all(&line)?;
    output.flush()
}

impl Cell<'_> {
    /// Whether a wall stands; it does, unless a test leaves it out.
    pub(super) fn has(&self, wall: Wall) -> bool {
        !self.without.contains(&wall)
    }

    /// Whether it has processes of its own: then this one is their first.
    pub(super) fn is_first(&self) -> bool {
        self.job.walls == Walls::Box && self.has(Wall::Pids)
    }

    /// Enters the namespaces. Comes back twice: in their first process, and in the one that waits for it.
    fn begin(&self) -> Result<Side, Refusal> {
        let alone = self.job.reach == Reach::Nothing && self.has(Wall::Network);
        let network = if alone {
            UnshareFlags::NEWNET
        } else {
            UnshareFlags::empty()
        };
        let mut namespaces = NAMESPACES;
        namespaces.set(UnshareFlags::NEWPID, self.has(Wall::Pids));
        namespaces.set(UnshareFlags::NEWIPC, self.has(Wall::Ipc));
        build::enter(namespaces | network)?;
        sys::fork().during(Step::Init)
    }

    /// The first process of the box. When it ends, the kernel ends all others (`pid_namespaces(7)`).
    fn boxed(&self, stdio: Vec<OwnedFd>) -> Result<Ran, Refusal> {
        rustix::process::set_parent_process_death_signal(Some(Signal::KILL)).during(Step::Init)?;
        let home = root::build(self, stdio.first()).during(Step::Root)?;
        self.run(&home, stdio)
    }

    /// Without namespaces: what the program starts and leaves behind becomes this process's child, and so is found.
    fn bare(&self, folder: &Path, stdio: Vec<OwnedFd>) -> Result<Ran, Refusal> {
        if let Some(user) = self.user {
            program::become_user(user).during(Step::Maps)?;
        }
        rustix::process::set_child_subreaper(Some(rustix::process::getpid())).during(Step::Init)?;
        self.run(folder, stdio)
    }

    fn run(&self, home: &Path, stdio: Vec<OwnedFd>) -> Result<Ran, Refusal> {
        files(self.control, home).during(Step::Root)?;
        let before = written::look(home);
        let (mut failed, tell) = io::pipe().during(Step::Walls)?;
        if self.has(Wall::Undumpable) {
            // Before there is anybody to look; the program's own memory is another one from execve(2) on.
            let closed = DumpableBehavior::NotDumpable;
            rustix::process::set_dumpable_behavior(closed).during(Step::Walls)?;
        }
        match sys::fork().during(Step::Init)? {
            Side::Child => {
                drop(failed);
                let failed = program::start(self, home, stdio);
                // The parent may be gone already.
                let _ = serde_json::to_writer(tell, &failed);
                std::process::abort();
            }
            Side::Parent(program) => {
                drop((tell, stdio));
                program::no_capabilities().during(Step::Walls)?;
                let mut why = Vec::new();
                failed.read_to_end(&mut why).during(Step::Walls)?;
                if !why.is_empty() {
                    return not_started(&why);
                }
                let (fate, took) = watch::watch(self, program, home).during(Step::Process)?;
                let written = written::changed(&before, &written::look(home));
                Ok(Ran {
                    fate,
                    took,
                    written,
                })
            }
        }
    }
}

/// What became of a program that did not start, for the reason that its process told.
fn not_started(why: &[u8]) -> Result<Ran, Refusal> {
    match serde_json::from_slice(why).during(Step::Walls)? {
        NotStarted::Walls(refusal) => Err(refusal),
        NotStarted::Program(number) => Ok(Ran {
            fate: Fate::NotStarted(number),
            took: Duration::ZERO,
            written: Vec::new(),
        }),
    }
}

/// Takes the program's files.
fn files(control: &Control, home: &Path) -> io::Result<()> {
    loop {
        match control.take::<Order>()? {
            (Order::Files(sent), from) => {
                for (sent, from) in sent.iter().zip(from) {
                    copy(home, sent, from)?;
                }
            }
            (Order::Begin, _) => return Ok(()),
            (Order::Job { .. }, _) => return Err(io::ErrorKind::InvalidData.into()),
        }
    }
}

fn copy(home: &Path, sent: &Sent, from: OwnedFd) -> io::Result<()> {
    root::copy(home, sent, from)
        .map_err(|error| io::Error::new(error.kind(), format!("{}: {error}", sent.path)))
}
