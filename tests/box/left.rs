//! Of a world that has ended nothing is left, however it ended.

use std::fs;
use std::os::unix::process::CommandExt as _;
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use crate::common::netcheck::{command, netcheck};
use crate::common::program::the_box;

/// How long the kernel may take to clear away; a generous bound, not a measure.
const PATIENCE: Duration = Duration::from_secs(30);

/// Prints which namespaces it is in.
const NAMESPACES: &str =
    "readlink /proc/self/ns/net /proc/self/ns/pid /proc/self/ns/mnt /proc/self/ns/user";

/// The namespaces of all processes that this user may look at.
fn namespaces() -> Vec<String> {
    let processes = fs::read_dir("/proc").expect("the processes").flatten();
    let of_each = processes.filter_map(|process| fs::read_dir(process.path().join("ns")).ok());
    of_each
        .flat_map(|links| {
            links
                .flatten()
                .filter_map(|link| fs::read_link(link.path()).ok())
        })
        .map(|link| link.display().to_string())
        .collect()
}

/// The processes of a process group, but for those that have ended.
fn group(leader: u32) -> Vec<String> {
    let processes = fs::read_dir("/proc").expect("the processes").flatten();
    let stats =
        processes.filter_map(|process| fs::read_to_string(process.path().join("stat")).ok());
    stats
        .filter(|stat| {
            let behind = stat.rsplit_once(')').map_or("", |(_, behind)| behind);
            let mut words = behind.split_whitespace();
            words.next() != Some("Z") && words.nth(1) == Some(&leader.to_string())
        })
        .collect()
}

/// Waits until something holds.
#[track_caller]
fn until(holds: impl Fn() -> bool, otherwise: &str) {
    let end = Instant::now() + PATIENCE;
    while !holds() {
        assert!(Instant::now() < end, "{otherwise}");
        std::thread::yield_now();
    }
}

fn gone(seen: &[String]) {
    let left = || namespaces().into_iter().find(|one| seen.contains(one));
    until(|| left().is_none(), "a namespace is left");
}

#[test]
fn two_hundred_worlds_one_after_another() {
    if !the_box() {
        return;
    }
    let mounts = fs::read_to_string("/proc/self/mounts").expect("the mounts");
    let mut seen = Vec::new();
    for _ in 0..200 {
        let ran = netcheck(["lab", "shell", "--", "sh", "-c", NAMESPACES])
            .run()
            .exits(0);
        seen.extend(ran.stdout.lines().map(str::to_owned));
    }
    assert_eq!(seen.len(), 800);
    gone(&seen);
    assert_eq!(
        fs::read_to_string("/proc/self/mounts").expect("the mounts"),
        mounts
    );
}

#[test]
fn fifty_worlds_at_once() {
    if !the_box() {
        return;
    }
    let start = || {
        let mut command = command(["lab", "shell", "--", "sh", "-c"]);
        command.arg(format!("{NAMESPACES}; read line"));
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.spawn().expect("netcheck starts")
    };
    let mut worlds: Vec<Child> = (0..50).map(|_| start()).collect();
    let mut seen = Vec::new();
    for world in &mut worlds {
        let mut out = std::io::BufReader::new(world.stdout.as_mut().expect("it is piped"));
        for _ in 0..4 {
            let mut line = String::new();
            std::io::BufRead::read_line(&mut out, &mut line).expect("a namespace");
            seen.push(line.trim().to_owned());
        }
    }
    // All of them stand now, each in namespaces of its own.
    let mut distinct = seen.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), 200);
    for mut world in worlds {
        drop(world.stdin.take());
        world.wait().expect("it ends");
    }
    gone(&seen);
}

#[test]
fn killed_at_any_moment() {
    if !the_box() {
        return;
    }
    // From the first instant on to a time at which it surely stands.
    for moment in 0..20_u32 {
        let mut command = command(["lab", "shell", "--", "sh", "-c", "read line"]);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let mut netcheck = command.process_group(0).spawn().expect("netcheck starts");
        let end = Instant::now() + Duration::from_micros(1500) * moment;
        while Instant::now() < end {
            std::hint::spin_loop();
        }
        netcheck.kill().expect("it is ours");
        netcheck.wait().expect("it ends");
        let leader = netcheck.id();
        until(|| group(leader).is_empty(), "a process is left");
    }
}
