//! Recordings made worse by chance, and read: what must hold holds of each.
//!
//! A few hundred by default, always the same; `NETCHECK_FUZZ_SECONDS=60` goes on for so long, with the seed that it prints, or with that of
//! `NETCHECK_FUZZ_SEED`. `fuzz/` holds the same up to cargo-fuzz.

mod invariants;
mod mutate;

use std::env;
use std::fs;
use std::panic;
use std::path::Path;
use std::time::{Duration, Instant, SystemTime};

use mutate::Chance;

/// How many are read where no time is given.
const FEW: u64 = 300;

#[test]
fn what_must_hold_of_every_recording_holds() {
    let recordings = shipped();
    let seconds = number("NETCHECK_FUZZ_SECONDS");
    let seed = number("NETCHECK_FUZZ_SEED").or(seconds.map(|_| by_the_clock()));
    let seed = seed.unwrap_or(1);
    let until = seconds.map(|seconds| Instant::now() + Duration::from_secs(seconds));
    let goes_on = |round: u64| until.map_or(round < FEW, |until| Instant::now() < until);
    let mut round = 0;
    while goes_on(round) {
        one(seed.wrapping_add(round), &recordings);
        round += 1;
    }
    report(&format!(
        "{round} recordings were read, from the seed {seed} on"
    ));
}

/// One recording; where something does not hold, it is shown with its seed.
fn one(seed: u64, recordings: &[Vec<u8>]) {
    let bytes = mutate::recording(&mut Chance::new(seed), recordings);
    let read = || {
        invariants::of_bytes(&bytes);
        invariants::of_turns(&bytes);
    };
    let held = panic::catch_unwind(read).is_ok();
    assert!(
        held,
        "NETCHECK_FUZZ_SEED={seed} shows it:\n{}",
        bytes.escape_ascii()
    );
}

/// The recordings that netcheck ships: solutions and typical wrong ones.
fn shipped() -> Vec<Vec<u8>> {
    let mut found = Vec::new();
    collect(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("exercises"),
        &mut found,
    );
    assert!(!found.is_empty(), "no recordings are shipped");
    found
}

fn collect(folder: &Path, found: &mut Vec<Vec<u8>>) {
    let entries = fs::read_dir(folder).expect("a folder of the exercises");
    let mut paths: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, found);
        } else if path.extension().is_some_and(|end| end == "txt") {
            found.extend(fs::read(&path));
        }
    }
}

fn number(name: &str) -> Option<u64> {
    let word = env::var(name).ok()?;
    Some(word.parse().expect("a number"))
}

fn by_the_clock() -> u64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    now.map_or(1, |now| now.as_secs())
}

fn report(line: &str) {
    use std::io::Write as _;
    let _ = writeln!(std::io::stdout(), "{line}");
}
