//! What a student's program printed and how it ended, as facts, with the place and the reason where it went wrong.

use std::sync::Arc;

use crate::model::{Base, Declared, Facts, Source, Type, Value};
use crate::probe::program::OUTPUT_LIMIT;
use crate::probe::student::crash;
use crate::probe::student::prepared::Found;
use crate::sandbox::{Fate, Limits, Ran};

/// Facts that say how a program ended, in the words of `explain`.
pub(in crate::probe) const EXIT: Declared = Declared::new(
    "exit",
    Type::one(Base::Number),
    "the exit code, 0 to 255; absent when it did not end by itself",
);
pub(in crate::probe) const SIGNAL: Declared = Declared::new(
    "signal",
    Type::one(Base::Text),
    "the signal that ended it, such as `SEGV`; absent when none did",
);
pub(in crate::probe) const STDOUT: Declared =
    Declared::new("stdout", Type::one(Base::Text), "what it printed");
pub(in crate::probe) const STDERR: Declared =
    Declared::new("stderr", Type::one(Base::Text), "what it printed as errors");
pub(in crate::probe) const FILES: Declared = Declared::new(
    "files",
    Type::many(Base::Text),
    "the files in its folder that it wrote or changed, by name; of many the first 100",
);

/// The facts that a failed program explains.
const EXPLAINED: &[&str] = &["ended", "exit", "listening", "stdout"];

/// A megabyte, as memory is counted: in bytes.
const MB: u64 = 1024 * 1024;

/// What a program has printed.
#[derive(Debug, Default)]
pub(in crate::probe) struct Printed {
    pub(in crate::probe) output: Vec<u8>,
    pub(in crate::probe) errors: Vec<u8>,
}

impl Printed {
    /// Whether it is more than is read.
    pub(in crate::probe) fn is_too_much(&self) -> bool {
        (self.output.len().max(self.errors.len())) as u64 > OUTPUT_LIMIT
    }

    /// The facts of a program that has not ended by itself: out of time, with too much output, still running.
    pub(in crate::probe) fn facts(&self, ended: &str) -> Facts {
        let text = |bytes: &[u8]| Value::text(String::from_utf8_lossy(bytes));
        let mut facts = Facts::new();
        facts.set("ended", ended);
        facts.set("stdout", text(&self.output));
        facts.set("stderr", text(&self.errors));
        let reason = match ended {
            "too-much-output" => "It printed more than 1 MB, and was ended.",
            "out-of-time" => "It did not end within the check's time.",
            _ => return facts,
        };
        explain(&mut facts, reason);
        facts
    }

    /// The facts of a program that has ended.
    pub(in crate::probe) fn facts_of(&self, ran: &Ran, limits: &Limits, found: &Found) -> Facts {
        let word = match ran.fate {
            Fate::Exited(_) => "exited",
            // A processor's time is up before the clock's where it has several threads.
            Fate::Killed(number) if Some("XCPU") == signal(number) => "out-of-time",
            Fate::Killed(_) => "killed",
            Fate::OutOfMemory => "out-of-memory",
            Fate::OutOfDisk => "out-of-disk",
            Fate::NotStarted(_) => "could-not-start",
        };
        let mut facts = self.facts(word);
        match ran.fate {
            Fate::Exited(code) => facts.set("exit", i64::from(code)),
            Fate::Killed(number) => {
                let name = signal(number).map_or_else(|| number.to_string(), str::to_owned);
                facts.set("signal", Value::Text(name));
            }
            Fate::NotStarted(number) => {
                let error = std::io::Error::from_raw_os_error(number);
                explain(&mut facts, &format!("It cannot be started: {error}."));
            }
            Fate::OutOfDisk => {
                let (most, files) = (limits.disk / MB, limits.files);
                let reason = format!(
                    "It had more than {most} MB or {files} files in its folder, and was ended."
                );
                explain(&mut facts, &reason);
            }
            Fate::OutOfMemory => {
                let most = limits.memory / MB;
                let reason = format!("It wanted more than {most} MB of memory, and was ended.");
                explain(&mut facts, &reason);
            }
        }
        let files = ran.written.iter().map(String::as_str);
        facts.set("files", Value::texts(files));
        self.place(found, &mut facts);
        facts
    }

    /// Where to look, and why, when something is not as expected.
    fn place(&self, found: &Found, facts: &mut Facts) {
        let sources = &found.sources;
        facts.about = crash::place(sources, None);
        let errors = String::from_utf8_lossy(&self.errors);
        let Some(crash) = crash::of(&errors, &found.names()) else {
            return;
        };
        let Some(place) = crash::place(sources, Some(&crash)) else {
            return;
        };
        explain(facts, &crash.reason());
        for name in EXPLAINED {
            if let Some(fact) = facts.value(name).cloned() {
                facts.set_at(*name, fact, place.clone());
            }
        }
        facts.about = Some(place);
    }
}

/// Where to look in a program of which nothing more is known.
pub(in crate::probe) fn beginning(facts: &mut Facts, sources: &[Arc<Source>]) {
    facts.about = crash::place(sources, None);
}

/// Says why a program's facts are as they are.
pub(in crate::probe) fn explain(facts: &mut Facts, reason: &str) {
    for name in EXPLAINED {
        facts.set_reason(*name, reason);
    }
}

/// How it ended, for people.
pub(in crate::probe) fn words(facts: &Facts) -> String {
    let text = |name| facts.value(name).map(ToString::to_string);
    match (text("exit"), text("signal"), text("ended")) {
        (Some(code), _, _) => format!("ended with exit code {code}"),
        (None, Some(signal), _) => format!("ended by signal {signal}"),
        (None, None, ended) => ended.unwrap_or_default().replace('-', " "),
    }
}

/// The name of a signal (signal(7)), without `SIG`.
fn signal(number: i32) -> Option<&'static str> {
    let names = [
        (1, "HUP"),
        (2, "INT"),
        (3, "QUIT"),
        (4, "ILL"),
        (5, "TRAP"),
        (6, "ABRT"),
        (7, "BUS"),
        (8, "FPE"),
        (9, "KILL"),
        (11, "SEGV"),
        (13, "PIPE"),
        (14, "ALRM"),
        (15, "TERM"),
        (24, "XCPU"),
        (25, "XFSZ"),
        (31, "SYS"),
    ];
    names
        .iter()
        .find(|(known, _)| *known == number)
        .map(|(_, name)| *name)
}
