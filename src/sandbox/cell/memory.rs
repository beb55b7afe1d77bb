//! How much memory all processes of a cell have together (proc(5)).

use std::fs;

use crate::sandbox::cell::job::Limits;
use crate::sandbox::cell::open::Open;

/// What the kernel keeps at most for a socket that is full, in bytes: twice its usual largest buffer (socket(7), `wmem_max`), rounded up.
const SOCKET: u64 = 512 * 1024;

/// Whether they have more than they may. Pages that several have count once; what waits in sockets counts as if they were full, and a process
/// that lets nobody look as if all that it may open were sockets.
pub(super) fn is_too_much(processes: &[u32], open: &Open, limits: &Limits) -> bool {
    let sockets = open.sockets.len() as u64 + open.hidden * limits.descriptors;
    let Some(left) = limits.memory.checked_sub(sockets * SOCKET) else {
        return true;
    };
    let sum = |of: fn(u32) -> Option<u64>| -> u64 {
        processes.iter().filter_map(|process| of(*process)).sum()
    };
    // The quick count takes shared pages for each process's own.
    sum(resident) > left && sum(share) > left
}

fn resident(process: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/statm")).ok()?;
    let pages: u64 = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}

/// What a process has, of shared pages its share: `Pss`; all of them where it lets nobody look.
fn share(process: u32) -> Option<u64> {
    let Ok(text) = fs::read_to_string(format!("/proc/{process}/smaps_rollup")) else {
        return resident(process);
    };
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
