//! netcheck's figures: whole processes, measured beside something that does the same, in the same run.
//!
//! `cargo bench` measures everything; `cargo bench -- connect` one part. `benches/README.md` has the figures and says how to read them.
//! Made for Linux: the peak of a process's memory is read from `/proc`.

#[path = "../../tests/common/mod.rs"]
mod common;
#[path = "../../tests/peers/servers/named.rs"]
mod named;

mod bare;
mod class;
mod connect;
mod dns;
mod measure;
mod programs;
mod reading;
mod reports;
mod sessions;
mod start;
mod world;

use std::io::{self, Write as _};

/// One part of the figures.
struct Part {
    name: &'static str,
    /// Measures, and gives rows of a table.
    measure: fn() -> Vec<String>,
}

const PARTS: &[Part] = &[
    Part {
        name: "start",
        measure: start::measure,
    },
    Part {
        name: "world",
        measure: world::measure,
    },
    Part {
        name: "programs",
        measure: programs::measure,
    },
    Part {
        name: "connect",
        measure: connect::measure,
    },
    Part {
        name: "dns",
        measure: dns::measure,
    },
    Part {
        name: "sessions",
        measure: sessions::lecture,
    },
    Part {
        name: "class",
        measure: class::measure,
    },
    Part {
        name: "reports",
        measure: reports::measure,
    },
    Part {
        name: "large",
        measure: sessions::large,
    },
    Part {
        name: "shapes",
        measure: sessions::shapes,
    },
];

fn main() -> io::Result<()> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match words.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        [bare::WORD, targets] => return bare::connect(targets),
        [class::WORD, folder] => return class::read_all(folder.as_ref()),
        [reports::WORD, format] => return reports::write(format),
        [reading::WORD, what, file, times, threads] => {
            return reading::read([what, file, times, threads]);
        }
        _ => {}
    }
    let wanted = |part: &&Part| {
        let mut names = words
            .iter()
            .filter(|word| !word.starts_with("--"))
            .peekable();
        names.peek().is_none() || names.any(|name| name == part.name)
    };
    let mut out = io::stdout();
    writeln!(
        out,
        "| what | median | range | beside it |\n|---|---|---|---|"
    )?;
    for part in PARTS.iter().filter(wanted) {
        for row in (part.measure)() {
            writeln!(out, "{row}")?;
        }
    }
    Ok(())
}
