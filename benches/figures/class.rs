//! A class, graded: beside one `netcheck verify` for each submission, and beside a mere reading of the files.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::common::class::{Class, layouts};
use crate::common::folder::Folder;
use crate::common::netcheck::{command, program};
use crate::measure::{in_turns, peak, rate, time, time_and_peak};

/// The word that makes this program read a folder and nothing more.
pub(crate) const WORD: &str = "read-all";

const ROUNDS: usize = 5;

/// A class, and a large one; one of 26 students hands in nothing.
const SIZES: [usize; 2] = [1040, 20_800];

/// One process a submission, two at a time: what graders do that know one submission alone.
const EACH: &str = r#"ls "$SUBMISSIONS" | xargs -P 2 -I NAME "$NETCHECK" verify --elsewhere --assignment "$ASSIGNMENT" --submission "$SUBMISSIONS/NAME" --report json; true"#;

/// A class on the disk.
struct OnDisk {
    folder: Folder,
    /// How many of its students handed in.
    works: u32,
}

/// The rows.
pub(crate) fn measure() -> Vec<String> {
    let [small, large] = SIZES;
    let mut rows = beside(&OnDisk::new(small));
    let class = OnDisk::new(large);
    let (took, memory) = time_and_peak(&mut class.grade("anew.db"));
    rows.push(format!(
        "| {} submissions graded, once | {:.2} ms | | {:.0}/s, {memory:.1} MiB |",
        class.works,
        took.as_secs_f64() * 1000.0,
        rate(class.works, took),
    ));
    rows
}

fn beside(class: &OnDisk) -> Vec<String> {
    let [anew, again, each, bare] = in_turns(
        ROUNDS,
        [
            &|| class.graded_anew(),
            &|| time(&mut class.grade("kept.db")),
            &|| time(&mut class.each()),
            &|| time(&mut class.bare()),
        ],
    );
    let times =
        |of: &crate::measure::Times| of.median().as_secs_f64() / anew.median().as_secs_f64();
    class.forget();
    let memory = peak(&mut class.grade("anew.db"));
    let works = class.works;
    vec![
        format!(
            "| {works} submissions graded | {} | {:.0}/s, {memory:.1} MiB |",
            anew.cells(),
            rate(works, anew.median()),
        ),
        format!(
            "| the same again: nothing has changed | {} | {:.2} of the time |",
            again.cells(),
            times(&again)
        ),
        format!(
            "| one `netcheck verify` each, two at a time | {} | {:.1} times the time |",
            each.cells(),
            times(&each)
        ),
        format!(
            "| a mere reading of their files, one core | {} | {:.2} of the time |",
            bare.cells(),
            times(&bare)
        ),
    ]
}

impl OnDisk {
    fn new(size: usize) -> Self {
        let class = Class::new(1, size);
        let folder = Folder::new();
        let places: Vec<usize> = (0..size).collect();
        layouts::write_folders(&class, &places, 0, &folder.join("submissions"));
        class.write_assignment(&folder.folder("assignment"));
        class.write_roster(&folder);
        let works = fs::read_dir(folder.join("submissions")).expect("the submissions");
        Self {
            works: u32::try_from(works.count()).expect("a class"),
            folder,
        }
    }

    fn grade(&self, gradebook: &str) -> Command {
        let mut command = command(["grade"]);
        command
            .arg(self.folder.join("submissions"))
            .arg("--assignment")
            .arg(self.folder.join("assignment"))
            .arg("--roster")
            .arg(self.folder.join("roster.csv"))
            .arg("--gradebook")
            .arg(self.folder.join(gradebook));
        command
    }

    fn graded_anew(&self) -> Duration {
        self.forget();
        time(&mut self.grade("anew.db"))
    }

    /// Removes the gradebook.
    fn forget(&self) {
        for name in ["anew.db", "anew.db-wal", "anew.db-shm"] {
            let path = self.folder.join(name);
            let removed = fs::remove_file(&path);
            assert!(removed.is_ok() || !path.exists(), "an old gradebook stays");
        }
    }

    fn each(&self) -> Command {
        let mut command = Command::new("sh");
        command
            .args(["-c", EACH])
            .env("NETCHECK", program())
            .env("ASSIGNMENT", self.folder.join("assignment"))
            .env("SUBMISSIONS", self.folder.join("submissions"));
        command
    }

    fn bare(&self) -> Command {
        let this = std::env::current_exe().expect("this program's own path");
        let mut command = Command::new(this);
        command.arg(WORD).arg(self.folder.join("submissions"));
        command
    }
}

/// Reads every file of every folder in a folder.
pub(crate) fn read_all(folder: &Path) -> io::Result<()> {
    let mut bytes = 0;
    for path in inside(folder)? {
        for file in inside(&path)? {
            bytes += fs::read(file)?.len();
        }
    }
    assert!(bytes > 0, "nothing was read");
    Ok(())
}

fn inside(folder: &Path) -> io::Result<Vec<PathBuf>> {
    fs::read_dir(folder)?
        .map(|entry| Ok(entry?.path()))
        .collect()
}
