//! Watching over a program: until its end, netcheck's, or until it has too much. Then everything that it started ends too.

use std::fs;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use rustix::process::{Pid, PidfdFlags, Signal, WaitOptions, pidfd_open};

use crate::model::Walls;
use crate::sandbox::cell::job::Fate;
use crate::sandbox::cell::keeper::{self, Cell};
use crate::sandbox::cell::line::Told;
use crate::sandbox::cell::wall::Wall;
use crate::sandbox::cell::{listens, memory, open, written};
use crate::sandbox::sys;

/// How often what all processes have is added up.
const LOOK_EVERY: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 20_000_000,
};
/// How often it is looked where a server listens that does not listen yet.
const LOOK_SOON: Timespec = Timespec {
    tv_sec: 0,
    tv_nsec: 2_000_000,
};

/// Waits for the end of a program, and ends all that it started. Gives how it ended and how long it ran.
///
/// # Errors
/// When netcheck has ended.
pub(super) fn watch(cell: &Cell<'_>, program: Pid, home: &Path) -> io::Result<(Fate, Duration)> {
    let began = Instant::now();
    let fate = fate(cell, program, home);
    let took = began.elapsed();
    end_all(cell);
    Ok((fate?, took))
}

fn fate(cell: &Cell<'_>, program: Pid, home: &Path) -> io::Result<Fate> {
    let (walls, limits) = (cell.job.walls, &cell.job.limits);
    let process = pidfd_open(program, PidfdFlags::empty())?;
    let mut listeners = Vec::new();
    loop {
        let waits = cell.job.serves && listeners.is_empty();
        let patience = if waits { LOOK_SOON } else { LOOK_EVERY };
        let mut watched = [
            PollFd::new(cell.control, PollFlags::IN),
            PollFd::new(&process, PollFlags::IN),
        ];
        rustix::io::retry_on_intr(|| poll(&mut watched, Some(&patience)))?;
        if !watched[0].revents().is_empty() {
            return Err(io::ErrorKind::BrokenPipe.into());
        }
        if let Some(fate) = bury(program)? {
            return Ok(fate);
        }
        let others = others(cell);
        let open = open::of(&others);
        if cell.job.serves {
            let now = listens::of(&open.sockets);
            if now != listeners {
                keeper::tell(&Told::Listens(now.clone()))?;
                listeners = now;
            }
        }
        if cell.has(Wall::Memory) && memory::is_too_much(&others, &open, limits) {
            return Ok(Fate::OutOfMemory);
        }
        // The box has a file system with room for no more.
        if walls != Walls::Box && written::is_too_much(home, &open, limits) {
            return Ok(Fate::OutOfDisk);
        }
    }
}

/// Takes note of every process that has ended; of the program, how.
fn bury(program: Pid) -> io::Result<Option<Fate>> {
    loop {
        match rustix::process::wait(WaitOptions::NOHANG) {
            Ok(Some((pid, status))) if pid == program => {
                return Ok(Some(match status.exit_status() {
                    Some(code) => Fate::Exited(code),
                    None => Fate::Killed(status.terminating_signal().unwrap_or(0)),
                }));
            }
            Ok(Some(_)) => {}
            Ok(None) => return Ok(None),
            Err(error) => return Err(error.into()),
        }
    }
}

/// Ends every process of the cell but this one, and waits until they are gone: what they wrote stays as it is then.
fn end_all(cell: &Cell<'_>) {
    loop {
        if cell.is_first() {
            // Nobody may be left.
            let _ = sys::kill_all_others();
        } else {
            others(cell).into_iter().for_each(kill);
        }
        match rustix::process::wait(WaitOptions::empty()) {
            Ok(_) | Err(Errno::INTR) => {}
            Err(_) => return,
        }
    }
}

fn kill(process: u32) {
    if let Some(process) = Pid::from_raw(process.cast_signed()) {
        // It may have ended meanwhile.
        let _ = rustix::process::kill_process(process, Signal::KILL);
    }
}

/// The processes of the cell but this one: in the box all that `/proc` has, else the descendants.
fn others(cell: &Cell<'_>) -> Vec<u32> {
    let all = processes();
    if cell.is_first() {
        return all
            .into_iter()
            .map(|(number, _)| number)
            .filter(|number| *number != 1)
            .collect();
    }
    let mut found = vec![std::process::id()];
    let mut at = 0;
    while let Some(parent) = found.get(at).copied() {
        let children = all.iter().filter(|(_, of)| *of == parent);
        found.extend(children.map(|(number, _)| *number));
        at += 1;
    }
    found.split_off(1)
}

/// Each process with its parent (`proc_pid_stat(5)`).
fn processes() -> Vec<(u32, u32)> {
    let Ok(entries) = fs::read_dir("/proc") else {
        return Vec::new();
    };
    let numbers = entries
        .flatten()
        .filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers
        .filter_map(|number: u32| Some((number, parent(number)?)))
        .collect()
}

fn parent(process: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // Behind its name, in which anything may stand, come its state and its parent.
    let (_, behind) = stat.rsplit_once(')')?;
    behind.split_whitespace().nth(1)?.parse().ok()
}
