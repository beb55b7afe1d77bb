//! How much memory all processes of a cell have together (proc(5)).

use std::fs;

/// In bytes, each page counted once. Where a quick count, which takes shared pages for each process's own, stays within `enough`, it is that one.
pub(super) fn used(processes: &[u32], enough: u64) -> u64 {
    let quick = processes
        .iter()
        .filter_map(|process| resident(*process))
        .sum();
    if quick <= enough {
        return quick;
    }
    processes.iter().filter_map(|process| share(*process)).sum()
}

fn resident(process: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/statm")).ok()?;
    let pages: u64 = text.split_whitespace().nth(1)?.parse().ok()?;
    Some(pages * rustix::param::page_size() as u64)
}

/// What a process has, of shared pages its share: `Pss`.
fn share(process: u32) -> Option<u64> {
    let text = fs::read_to_string(format!("/proc/{process}/smaps_rollup")).ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("Pss:"))?;
    let kilobytes: u64 = line.trim().strip_suffix("kB")?.trim().parse().ok()?;
    Some(kilobytes * 1024)
}
