//! From the keeper's child to the student's program: limits, filters, environment, execve(2).

use std::fs;
use std::io;
use std::os::fd::OwnedFd;
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Stdio};

use rustix::process::{Gid, Resource, Rlimit, Uid};
use rustix::thread::{CapabilitySet, CapabilitySets};
use serde::{Deserialize, Serialize};

use crate::model::Walls;
use crate::sandbox::cell::filter::{self, Internet};
use crate::sandbox::cell::job::{PATH, Reach};
use crate::sandbox::cell::keeper::Cell;
use crate::sandbox::cell::root;
use crate::sandbox::cell::wall::Wall;
use crate::sandbox::terms::{Refusal, Step, USER_NAME};

/// What a program without a file system of its own may read beside its own folder.
const READABLE: &[&str] = &[
    "/bin", "/etc", "/lib", "/lib32", "/lib64", "/libx32", "/nix", "/proc", "/sbin", "/usr",
];
/// How many times as much a limit of processes that counts all of a user's has to allow as one that counts a cell's.
const OTHERS_OF_THE_USER: u64 = 8;

/// What is said where a program would run as netcheck's own user, and nothing else keeps it from that user's files.
const NO_LANDLOCK: &str = "this kernel has no Landlock (Linux 5.13), and programs would be able to read what netcheck reads; \
     started by root, netcheck gives them another user";

/// Why a program was not started.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum NotStarted {
    /// A wall cannot be had, which is no fault of the program's.
    Walls(Refusal),
    /// The program cannot be executed: the number of the error (errno(3)).
    Program(i32),
}

/// Becomes the program; comes back only with the reason why not.
pub(super) fn start(cell: &Cell<'_>, home: &Path, stdio: Vec<OwnedFd>) -> NotStarted {
    let Ok([input, output, errors]) = <[OwnedFd; 3]>::try_from(stdio) else {
        let error = io::ErrorKind::InvalidInput.into();
        return NotStarted::Walls(Refusal::new(Step::Walls, &error));
    };
    let walled = walls(cell, home).and_then(|()| {
        if cell.terminal {
            // Of the session that `walls` has begun.
            rustix::process::ioctl_tiocsctty(&input)?;
        }
        Ok(())
    });
    if let Err(error) = walled {
        return NotStarted::Walls(Refusal::new(Step::Walls, &error));
    }
    let error = Command::new(&cell.job.program)
        .args(&cell.job.arguments)
        .env_clear()
        .envs(environment(cell.job.walls))
        .env("HOME", home)
        .env("PWD", home)
        .current_dir(home)
        .stdin(Stdio::from(input))
        .stdout(Stdio::from(output))
        .stderr(Stdio::from(errors))
        .exec();
    NotStarted::Program(error.raw_os_error().unwrap_or(0))
}

fn walls(cell: &Cell<'_>, home: &Path) -> io::Result<()> {
    if cell.has(Wall::Session) {
        rustix::process::setsid()?;
    }
    let processes = cell.job.limits.processes;
    if cell.job.walls == Walls::Own {
        // The user has other processes, of which one's own program must not be short.
        return limit(cell, None);
    }
    if cell.job.walls == Walls::Box && cell.has(Wall::Namespaces) {
        // The limit is that of the cell's own (namespaces(7)).
        fs::write("/proc/sys/user/max_user_namespaces", "0")?;
    }
    if cell.has(Wall::Capabilities) {
        no_capabilities()?;
    }
    if cell.has(Wall::NewPrivileges) {
        rustix::thread::set_no_new_privs(true)?;
    }
    let alone = cell.job.walls == Walls::Box || cell.user.is_some();
    let others = if alone { 1 } else { OTHERS_OF_THE_USER };
    limit(cell, Some(others * processes))?;
    if cell.has(Wall::Landlock) {
        let known = landlock(cell, home)?;
        if !known && !alone {
            return Err(io::Error::new(io::ErrorKind::Unsupported, NO_LANDLOCK));
        }
    }
    let internet = match (cell.job.walls, cell.job.reach) {
        // It has the machine's network, as there is no other.
        (Walls::Process, Reach::Nothing) => Internet::Closed,
        (Walls::Process, Reach::World) if cell.job.serves => Internet::Answers,
        (Walls::Process, Reach::World) | (Walls::Box | Walls::Own, _) => Internet::Open,
    };
    if cell.has(Wall::Seccomp) {
        filter::seccomp(internet, cell.job.walls == Walls::Process)?;
    }
    Ok(())
}

/// The rules on files: in the box behind its mounts, else in their place.
fn landlock(cell: &Cell<'_>, home: &Path) -> io::Result<bool> {
    if cell.job.walls == Walls::Box {
        return filter::landlock(&["/"], &[home, Path::new("/tmp"), Path::new("/dev")]);
    }
    let devices: Vec<String> = root::DEVICES
        .iter()
        .map(|name| format!("/dev/{name}"))
        .collect();
    let mut read = READABLE.to_vec();
    read.extend(devices.iter().map(String::as_str));
    let own = if cell.terminal {
        "/dev/tty"
    } else {
        "/dev/null"
    };
    filter::landlock(&read, &[home, Path::new("/dev/null"), Path::new(own)])
}

/// Leaves root for a user, and the group of the same number.
pub(super) fn become_user(number: u32) -> io::Result<()> {
    let (user, group) = (Uid::from_raw(number), Gid::from_raw(number));
    rustix::thread::set_thread_groups(&[])?;
    rustix::thread::set_thread_res_gid(group, group, group)?;
    rustix::thread::set_thread_res_uid(user, user, user)?;
    Ok(())
}

/// Gives up every capability (capabilities(7)).
pub(super) fn no_capabilities() -> io::Result<()> {
    let none = CapabilitySets {
        effective: CapabilitySet::empty(),
        permitted: CapabilitySet::empty(),
        inheritable: CapabilitySet::empty(),
    };
    rustix::thread::set_capabilities(None, none)?;
    Ok(())
}

/// What each process may use (getrlimit(2)). In the box, `processes` counts those of the cell's own user namespace; elsewhere all of the user's.
fn limit(cell: &Cell<'_>, processes: Option<u64>) -> io::Result<()> {
    let limits = &cell.job.limits;
    let stands = |wall, most| cell.has(wall).then_some(most);
    let each = [
        (Resource::Cpu, limits.cpu),
        // Not even for a program that collects what is left of those that crash (core(5)); 0 would keep only files.
        (Resource::Core, 1),
        (Resource::Msgqueue, 0),
        (Resource::Memlock, 64 * 1024),
    ];
    let others = [
        (
            Resource::Nproc,
            processes.filter(|_| cell.has(Wall::Processes)),
        ),
        (
            Resource::Nofile,
            stands(Wall::Descriptors, limits.descriptors),
        ),
        (Resource::Fsize, stands(Wall::FileSize, limits.file_size)),
        (Resource::As, stands(Wall::AddressSpace, limits.addresses)),
    ];
    let others = others
        .into_iter()
        .filter_map(|(resource, most)| Some((resource, most?)));
    for (resource, most) in each.into_iter().chain(others) {
        // What the machine allows is not raised.
        let allowed = rustix::process::getrlimit(resource).maximum;
        let most = Some(allowed.map_or(most, |allowed| allowed.min(most)));
        let both = Rlimit {
            current: most,
            maximum: most,
        };
        rustix::process::setrlimit(resource, both)?;
    }
    Ok(())
}

/// What every program finds in its environment, beside the folder of its own.
fn environment(walls: Walls) -> Vec<(&'static str, String)> {
    let path = match walls {
        Walls::Box | Walls::Process => PATH.to_owned(),
        Walls::Own => std::env::var("PATH").unwrap_or_else(|_| PATH.to_owned()),
    };
    let words = [
        ("LANG", "C.UTF-8"),
        ("LOGNAME", USER_NAME),
        ("PYTHONDONTWRITEBYTECODE", "1"),
        // What was printed is seen even when the program does not end.
        ("PYTHONUNBUFFERED", "1"),
        ("SHELL", "/bin/sh"),
        ("TERM", "dumb"),
        ("USER", USER_NAME),
    ];
    let words = words.map(|(name, value)| (name, value.to_owned()));
    std::iter::once(("PATH", path)).chain(words).collect()
}
