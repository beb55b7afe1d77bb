//! Whole processes, one after the other in turns, so that what disturbs the machine disturbs all of them alike.

use std::fs;
use std::process::{Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// How often the memory of a process is looked at; the system keeps the peak, so only its last moment can be missed.
const LOOK: Duration = Duration::from_millis(1);

/// The times of one thing that was done several times; never empty.
pub(crate) struct Times(Vec<Duration>);

impl Times {
    /// The one in the middle.
    pub(crate) fn median(&self) -> Duration {
        self.0[self.0.len() / 2]
    }

    /// `12.3 ms | 11.9 to 14.0 ms`, two cells of a table.
    pub(crate) fn cells(&self) -> String {
        let (first, last) = (self.0[0], self.0[self.0.len() - 1]);
        let [median, first, last] = [self.median(), first, last].map(millis);
        format!("{median:.2} ms | {first:.2} to {last:.2} ms")
    }
}

/// Does each thing once in every round, and gives the times of each.
pub(crate) fn in_turns<const N: usize>(
    rounds: usize,
    things: [&dyn Fn() -> Duration; N],
) -> [Times; N] {
    let mut times = [const { Vec::new() }; N];
    // The first round warms up files and caches, and is not counted.
    for round in 0..=rounds {
        for (times, thing) in times.iter_mut().zip(things) {
            let took = thing();
            if round > 0 {
                times.push(took);
            }
        }
    }
    times.map(|mut times| {
        times.sort();
        Times(times)
    })
}

/// How long a process runs, from before its start until it is gone.
pub(crate) fn time(command: &mut Command) -> Duration {
    let start = Instant::now();
    let status = quiet(command).status();
    let took = start.elapsed();
    let status = status.unwrap_or_else(|err| panic!("{command:?}: {err}"));
    assert!(status.success(), "{command:?}: {status}");
    took
}

/// The most memory that a process had, in MiB.
pub(crate) fn peak(command: &mut Command) -> f64 {
    time_and_peak(command).1
}

/// How long a process runs, to a look, and the most memory that it had, in MiB.
pub(crate) fn time_and_peak(command: &mut Command) -> (Duration, f64) {
    let start = Instant::now();
    let mut child = quiet(command).spawn().expect("a process to look at");
    let status = format!("/proc/{}/status", child.id());
    let mut peak = 0;
    while child.try_wait().expect("a child of ours").is_none() {
        let text = fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let found = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
        peak = peak.max(found.unwrap_or(0_u32));
        thread::sleep(LOOK);
    }
    (start.elapsed(), f64::from(peak) / 1024.0)
}

/// A time in milliseconds.
pub(crate) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// How many a second.
pub(crate) fn rate(count: u32, took: Duration) -> f64 {
    f64::from(count) / took.as_secs_f64()
}

fn quiet(command: &mut Command) -> &mut Command {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
}
