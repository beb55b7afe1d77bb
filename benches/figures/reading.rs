//! The processes that `sessions` measures: one that reads a recording again and again, and one that only splits it into lines.

use std::fs;
use std::io;
use std::thread;

use netcheck::session::{self, Protocol};
use netcheck::submission::{Handed, decode};
use regex::Regex;

/// The word that makes this program read recordings.
pub(crate) const WORD: &str = "read-sessions";

/// What is done with a recording beside reading it as one of the protocols.
pub(crate) const DETECT: &str = "detect";

/// What stands beside it: its bytes decoded, its lines split, a regular expression tried on each.
pub(crate) const LINES: &str = "lines";

/// Reads a file so often on so many threads, as a protocol, to detect it, or only line by line.
pub(crate) fn read([what, file, times, threads]: [&str; 4]) -> io::Result<()> {
    let bytes = fs::read(file)?;
    let number = |word: &str| word.parse::<u32>().expect("a number");
    let (times, threads) = (number(times), number(threads));
    let total: usize = thread::scope(|scope| {
        let share = || (0..times / threads).map(|_| once(what, &bytes)).sum();
        let all: Vec<_> = (0..threads).map(|_| scope.spawn(share)).collect();
        let found = all
            .into_iter()
            .map(|one| -> usize { one.join().expect("a thread that reads") });
        found.sum()
    });
    io::Write::write_all(&mut io::stdout(), format!("{total} lines\n").as_bytes())
}

/// From bytes to lines that were understood.
fn once(what: &str, bytes: &[u8]) -> usize {
    let Handed::Text { source, .. } = decode("session.txt", bytes) else {
        return 0;
    };
    match Protocol::named(what) {
        Some(protocol) => session::read(protocol, &source).lines.len(),
        None if what == DETECT => usize::from(session::detect(&source) == Protocol::Smtp),
        None => {
            let code = code();
            source
                .text
                .lines()
                .filter(|line| code.is_match(line))
                .count()
        }
    }
}

fn code() -> &'static Regex {
    static CODE: std::sync::LazyLock<Regex> =
        std::sync::LazyLock::new(|| Regex::new(r"^\d{3}").expect("a regular expression"));
    &CODE
}
