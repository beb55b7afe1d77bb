//! Recorded sessions: how many a second, and how long the longest and the oddest files take.

use std::path::{Path, PathBuf};
use std::process::Command;

use netcheck::session::Protocol;

use crate::common::folder::Folder;
use crate::measure::{in_turns, millis, peak, rate, time, time_and_peak};
use crate::reading::{DETECT, LINES, WORD};

const ROUNDS: usize = 5;

/// How many sessions one process reads.
const SESSIONS: u32 = 40_000;

/// A mail sent by hand as the lecture has it.
const LECTURE: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/exercises/07-mail-by-hand/solution/mail.txt"
);

/// The largest file that is read.
const LARGEST: usize = 10_000_000;

/// What a file may be full of, and is hard to read.
const SHAPES: &[(&str, &str)] = &[
    ("empty lines", "\n"),
    ("`250 x`", "250 x\n"),
    ("`DATA` and `354 go`", "DATA\n354 go\n"),
    ("one line", "a"),
    ("`^]`", "^]\n"),
    ("CR", "\r"),
    ("backspaces", "ab\u{8}"),
    ("escapes", "\u{1b}[1mx\u{1b}[0m\n"),
    ("escapes without an end", "\u{1b}]x"),
    ("`Trying`", "Trying 192.0.2.1...\n"),
    ("headers", "Subject: x\n"),
    ("quotes", ">"),
    (
        "lines of 79 columns",
        "this line has seventy-nine columns, which is one less than the terminal's width\n",
    ),
    (
        "lines of 80 columns",
        "this line has exactly eighty columns, which is as much as the terminal can show\n",
    ),
    ("fences", "```\n"),
    (
        "web pages",
        "GET / HTTP/1.0\n\nHTTP/1.1 200 OK\nServer: x\n\n<h1>x</h1>\n",
    ),
    (
        "look-ups",
        "> a.test\nServer:\t192.0.2.1\nAddress:\t192.0.2.1#53\n\nName:\ta.test\nAddress: 192.0.2.2\n",
    ),
    ("dots", ".\n"),
];

/// Rows for sessions as the lecture has them.
pub(crate) fn lecture() -> Vec<String> {
    let mut rows = Vec::new();
    let words = Protocol::ALL.iter().map(|(word, _)| *word).chain([DETECT]);
    for what in words {
        let run = |what, threads| reading(what, Path::new(LECTURE), SESSIONS, threads);
        let [one, two, lines] = in_turns(
            ROUNDS,
            [
                &|| time(&mut run(what, 1)),
                &|| time(&mut run(what, 2)),
                &|| time(&mut run(LINES, 1)),
            ],
        );
        let base = rate(SESSIONS, lines.median());
        for (times, threads, cores) in [(&one, 1, "one core"), (&two, 2, "two cores")] {
            let rate = rate(SESSIONS, times.median());
            rows.push(format!(
                "| {SESSIONS} sessions, `{what}`, {cores} | {} | {rate:.0}/s, {:.1} MiB; lines alone {base:.0}/s, one core |",
                times.cells(),
                peak(&mut run(what, threads))
            ));
        }
    }
    rows
}

/// Rows for one mail whose body makes the file as large as may be, a half, a quarter, an eighth of that.
pub(crate) fn large() -> Vec<String> {
    let folder = Folder::new();
    let mut rows = Vec::new();
    for part in [8, 4, 2, 1] {
        let size = LARGEST / part;
        let file = folder.write("large.txt", mail_of(size));
        let [smtp, detect, lines, count] = in_turns(
            ROUNDS,
            [
                &|| time(&mut reading("smtp", &file, 1, 1)),
                &|| time(&mut reading(DETECT, &file, 1, 1)),
                &|| time(&mut reading(LINES, &file, 1, 1)),
                &|| time(Command::new("wc").arg("-l").arg(&file)),
            ],
        );
        for (what, times) in [("smtp", &smtp), (DETECT, &detect)] {
            rows.push(format!(
                "| one mail of {} kB, `{what}` | {} | {:.1} MiB; lines alone {:.2} ms, `wc -l` {:.2} ms |",
                size / 1000,
                times.cells(),
                peak(&mut reading(what, &file, 1, 1)),
                millis(lines.median()),
                millis(count.median()),
            ));
        }
    }
    rows
}

/// A row for each shape: the slowest reading of the largest file, how much longer it took than an eighth of that, and the memory.
pub(crate) fn shapes() -> Vec<String> {
    let folder = Folder::new();
    SHAPES
        .iter()
        .map(|(name, piece)| shape(&folder, name, piece))
        .collect()
}

fn shape(folder: &Folder, name: &str, piece: &str) -> String {
    let full = |size: usize| piece.repeat(size / piece.len());
    let small = folder.write("small.txt", full(LARGEST / 8));
    let large = folder.write("large.txt", full(LARGEST));
    let words = Protocol::ALL.iter().map(|(word, _)| *word).chain([DETECT]);
    let (mut each, mut growth, mut most) = (Vec::new(), 0.0_f64, 0.0_f64);
    for what in words {
        let (few, _) = time_and_peak(&mut reading(what, &small, 1, 1));
        let (many, memory) = time_and_peak(&mut reading(what, &large, 1, 1));
        each.push(format!("{what} {:.0}", millis(many)));
        growth = growth.max(millis(many) / millis(few));
        most = most.max(memory);
    }
    format!(
        "| 10 MB of {name} | {} ms | | at most {growth:.1} times what an eighth takes; at most {most:.0} MiB |",
        each.join(", "),
    )
}

/// The lecture's session with a body that fills it up to a size.
fn mail_of(size: usize) -> String {
    const LINE: &str = "This is one of the many lines of a long mail, which says nothing.\n";
    let session = std::fs::read_to_string(LECTURE).expect("the lecture's session");
    let (head, tail) = session
        .split_once("\n.\n")
        .or_else(|| session.split_once("\r\n.\r\n"))
        .expect("a final dot");
    let body = LINE.repeat(size.saturating_sub(session.len()) / LINE.len());
    format!("{head}\n{body}.\n{tail}")
}

fn reading(what: &str, file: &Path, times: u32, threads: u32) -> Command {
    let mut command = Command::new(this());
    command
        .args([WORD, what])
        .arg(file)
        .args([times.to_string(), threads.to_string()]);
    command
}

fn this() -> PathBuf {
    std::env::current_exe().expect("this program's own path")
}
