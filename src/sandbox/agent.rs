//! The process of a world: it builds it, hands out sockets, starts programs, and ends with netcheck.

use std::collections::BTreeMap;
use std::io::{self, Read as _, Write as _};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::process::{Command, ExitCode, Stdio};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::net::{AddressFamily, SocketFlags, SocketType, ipproto};
use rustix::process::{Pid, PidfdFlags, Resource, Rlimit, Signal, WaitOptions, pidfd_open};
use rustix::stdio::{dup2_stderr, dup2_stdin, dup2_stdout};

use crate::sandbox::build::{self, In};
use crate::sandbox::cable;
use crate::sandbox::cell;
use crate::sandbox::control::{Answer, Control, DESCRIPTORS, Request};
use crate::sandbox::layout::{Layout, Transport};
use crate::sandbox::sys::{self, Side};
use crate::sandbox::terms::{Ended, HOME, Program, Refusal, Step};

/// How long a process whose parent has ended may wait for somebody to take note of its own end.
const REAP_EVERY: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 100_000_000,
};
/// How many descriptors programs may have open, as they are used to.
const DESCRIPTORS_OF_PROGRAMS: u64 = 1024;

/// Plays the world that comes over standard input, until netcheck closes it. This is all that a process does that netcheck starts for a world.
pub fn serve() -> ExitCode {
    let served = sys::close_inherited()
        .and_then(|()| sys::catch_terminal_signals())
        .and_then(|()| io::stdin().as_fd().try_clone_to_owned())
        .and_then(|end| world(&Control::of(end)));
    match served {
        Ok(()) => ExitCode::SUCCESS,
        // Nobody is there to be told.
        Err(_) => ExitCode::FAILURE,
    }
}

fn world(control: &Control) -> io::Result<()> {
    let (layout, _) = control.take::<Layout>()?;
    let as_root = rustix::process::geteuid().is_root();
    let begun = if as_root { begin_as_root() } else { begin() };
    match begun {
        Ok(Side::Child) => inside(control, &layout),
        Ok(Side::Parent(next)) => {
            rustix::process::waitpid(Some(next), WaitOptions::empty())?;
            Ok(())
        }
        Err(refusal) => control.send(&Answer::Refused(refusal), &[]),
    }
}

/// Comes back twice: in the first process of the new namespaces, and in the one that waits for it.
fn begin() -> Result<Side, Refusal> {
    build::enter(build::ALL)?;
    sys::fork().during(Step::Init)
}

/// The same, with a process between them that is no longer root.
fn begin_as_root() -> Result<Side, Refusal> {
    let (mut here, mut there) = UnixStream::pair().during(Step::Process)?;
    match sys::fork().during(Step::Process)? {
        Side::Parent(child) => {
            drop(there);
            // Where it could not enter it says so itself.
            if here.read_exact(&mut [0]).is_ok() {
                build::map_nobody(child)?;
                here.write_all(&[0]).during(Step::Maps)?;
            }
            Ok(Side::Parent(child))
        }
        Side::Child => {
            drop(here);
            build::enter_as_nobody(|| {
                there.write_all(&[0])?;
                there.read_exact(&mut [0])
            })?;
            rustix::process::set_parent_process_death_signal(Some(Signal::KILL))
                .during(Step::Process)?;
            sys::fork().during(Step::Init)
        }
    }
}

/// The first process of the world. When it ends, the kernel ends all others (`pid_namespaces(7)`).
fn inside(control: &Control, layout: &Layout) -> io::Result<()> {
    rustix::process::set_parent_process_death_signal(Some(Signal::KILL))?;
    let built = match built(layout) {
        Ok(built) => built,
        Err(refusal) => return control.send(&Answer::Refused(refusal), &[]),
    };
    let doors: Vec<BorrowedFd<'_>> = built.iter().map(AsFd::as_fd).collect();
    for some in doors.chunks(DESCRIPTORS) {
        control.send(&Answer::Doors, some)?;
    }
    control.send(&Answer::Ready, &[])?;
    Agent::new(control).run()
}

/// Builds it and starts the process for its far paths.
fn built(layout: &Layout) -> Result<Vec<OwnedFd>, Refusal> {
    let built = build::build(layout)?;
    if let Some((near, far)) = built.cable
        && sys::fork().during(Step::Init)? == Side::Child
    {
        cable::carry(layout, &near, &far);
        std::process::abort();
    }
    // No program gets more by being started: neither from a set-user-ID bit nor from a file's capabilities.
    rustix::thread::set_no_new_privs(true).during(Step::Computer)?;
    let limit = Rlimit {
        current: Some(DESCRIPTORS_OF_PROGRAMS),
        maximum: rustix::process::getrlimit(Resource::Nofile).maximum,
    };
    rustix::process::setrlimit(Resource::Nofile, limit).during(Step::Computer)?;
    Ok(built.doors)
}

/// What runs, and who asked for it.
struct Agent<'a> {
    control: &'a Control,
    running: BTreeMap<i32, Started>,
}

struct Started {
    /// Becomes readable when the program has ended.
    process: OwnedFd,
    /// Is closed at its other end when the program is to end.
    leash: OwnedFd,
}

impl<'a> Agent<'a> {
    fn new(control: &'a Control) -> Self {
        Self {
            control,
            running: BTreeMap::new(),
        }
    }

    fn run(mut self) -> io::Result<()> {
        loop {
            let (asked, touched) = self.wait()?;
            if asked {
                match self.control.take::<Request>() {
                    Ok((request, with)) => self.answer(request, with)?,
                    // netcheck has ended, and so does its world.
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => return Ok(()),
                    Err(error) => return Err(error),
                }
            }
            for number in touched {
                self.look_after(number);
            }
            self.bury()?;
        }
    }

    /// Waits for a request or for something to happen to a program.
    fn wait(&self) -> io::Result<(bool, Vec<i32>)> {
        let mut watched = vec![PollFd::new(self.control, PollFlags::IN)];
        for started in self.running.values() {
            watched.push(PollFd::new(&started.process, PollFlags::IN));
            watched.push(PollFd::new(&started.leash, PollFlags::IN));
        }
        let patience = (!self.running.is_empty()).then_some(&REAP_EVERY);
        rustix::io::retry_on_intr(|| poll(&mut watched, patience))?;
        let happened = |at: &PollFd<'_>| !at.revents().is_empty();
        let pairs = watched[1..].chunks(2).zip(self.running.keys());
        let touched = pairs.filter(|(pair, _)| pair.iter().any(happened));
        Ok((
            happened(&watched[0]),
            touched.map(|(_, number)| *number).collect(),
        ))
    }

    fn answer(&mut self, request: Request, with: Vec<OwnedFd>) -> io::Result<()> {
        let done = match request {
            Request::Sockets {
                ipv6,
                transport,
                count,
            } => sockets(ipv6, transport, count.min(DESCRIPTORS)),
            Request::Spawn(program) => self.spawn(&program, with).map(|()| Vec::new()),
            Request::Cell => self.keep(with).map(|()| Vec::new()),
        };
        match done {
            Ok(sockets) => {
                let sockets: Vec<BorrowedFd<'_>> = sockets.iter().map(AsFd::as_fd).collect();
                self.control.send(&Answer::Done, &sockets)
            }
            Err(error) => {
                let failed = Answer::Failed {
                    number: error.raw_os_error().unwrap_or(0),
                    error: error.to_string(),
                };
                self.control.send(&failed, &[])
            }
        }
    }

    fn spawn(&mut self, program: &Program, with: Vec<OwnedFd>) -> io::Result<()> {
        let [input, output, errors, leash] = four(with)?;
        if std::env::set_current_dir(&program.folder).is_err() {
            std::env::set_current_dir(HOME)?;
        }
        let child = Command::new(&program.file)
            .args(&program.arguments)
            .env_clear()
            .envs(program.environment.iter().map(|(key, value)| (key, value)))
            .stdin(Stdio::from(input))
            .stdout(Stdio::from(output))
            .stderr(Stdio::from(errors))
            .spawn();
        std::env::set_current_dir("/")?;
        let pid = Pid::from_raw(child?.id().cast_signed()).ok_or(io::ErrorKind::Other)?;
        self.look_at(pid, leash)
    }

    /// A keeper is a copy of this process, which has nothing of netcheck's memory, and takes less time than to start netcheck once more.
    fn keep(&mut self, with: Vec<OwnedFd>) -> io::Result<()> {
        let [input, output, errors, leash] = four(with)?;
        match sys::fork()? {
            Side::Parent(keeper) => self.look_at(keeper, leash),
            Side::Child => {
                let kept = dup2_stdin(input)
                    .and_then(|()| dup2_stdout(output))
                    .and_then(|()| dup2_stderr(errors))
                    .map(|()| cell::keep());
                std::process::exit(i32::from(kept != Ok(ExitCode::SUCCESS)));
            }
        }
    }

    fn look_at(&mut self, pid: Pid, leash: OwnedFd) -> io::Result<()> {
        let process = pidfd_open(pid, PidfdFlags::empty())?;
        let number = pid.as_raw_nonzero().get();
        self.running.insert(number, Started { process, leash });
        Ok(())
    }

    /// Something happened to a program: it has ended, or nobody holds its leash any more.
    fn look_after(&self, number: i32) {
        if let Some(started) = self.running.get(&number) {
            let touched = |descriptor: &OwnedFd| {
                let mut one = [PollFd::new(descriptor, PollFlags::IN)];
                poll(&mut one, Some(&Timespec::default())).is_ok_and(|count| count > 0)
            };
            if touched(&started.leash) {
                let _ = rustix::process::pidfd_send_signal(&started.process, Signal::KILL);
            }
        }
    }

    /// Takes note of every process that has ended, those whose parents have ended before them too.
    fn bury(&mut self) -> io::Result<()> {
        loop {
            let (number, status) = match rustix::process::wait(WaitOptions::NOHANG) {
                Ok(Some((pid, status))) => (pid.as_raw_nonzero().get(), status),
                Ok(None) | Err(rustix::io::Errno::CHILD) => return Ok(()),
                Err(error) => return Err(error.into()),
            };
            let ended = match (status.exit_status(), status.terminating_signal()) {
                (Some(code), _) => Ended::Exited(code),
                (None, signal) => Ended::Killed(signal.unwrap_or(0)),
            };
            if let Some(started) = self.running.remove(&number) {
                // Nobody may be waiting any more.
                let _ = rustix::io::write(&started.leash, &ended.to_bytes());
            }
        }
    }
}

/// A program's input, output and errors, and its leash.
fn four(with: Vec<OwnedFd>) -> io::Result<[OwnedFd; 4]> {
    <[OwnedFd; 4]>::try_from(with).map_err(|_| io::ErrorKind::InvalidInput.into())
}

fn sockets(ipv6: bool, transport: Transport, count: usize) -> io::Result<Vec<OwnedFd>> {
    let family = if ipv6 {
        AddressFamily::INET6
    } else {
        AddressFamily::INET
    };
    let (kind, protocol) = match transport {
        Transport::Tcp => (SocketType::STREAM, ipproto::TCP),
        Transport::Udp => (SocketType::DGRAM, ipproto::UDP),
    };
    let flags = SocketFlags::CLOEXEC | SocketFlags::NONBLOCK;
    let one = || rustix::net::socket_with(family, kind, flags, Some(protocol));
    (0..count).map(|_| Ok(one()?)).collect()
}
