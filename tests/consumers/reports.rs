//! The reports that the consumers are given.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use serde_json::{Value, json};

use crate::common::folder::{Folder, repository};
use crate::common::netcheck::netcheck;

/// A report, and what the JSON report of the same run says.
pub(crate) struct Given {
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) json: Value,
}

impl Given {
    /// How many checks have one of these verdicts.
    pub(crate) fn count<const N: usize>(&self, verdicts: [&str; N]) -> u64 {
        let tally = &self.json["tally"];
        let counts = verdicts.map(|verdict| tally[verdict].as_u64().expect("a count"));
        counts.iter().sum()
    }

    /// The checks, each with its exercise.
    pub(crate) fn checks(&self) -> impl Iterator<Item = (&Value, &Value)> {
        list(&self.json["exercises"])
            .flat_map(|exercise| list(&exercise["checks"]).map(move |check| (exercise, check)))
    }
}

pub(crate) fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The reports of a format in which everything is that can be, those of an empty folder and of the solutions, and one of each typical mistake.
pub(crate) fn all(format: &str, ending: &str, folder: &Folder) -> Vec<Given> {
    let ask = Ask {
        format,
        ending,
        folder,
    };
    let golden = ["everything", "interrupted"].map(|name| golden(name, ending));
    let nothing = ask.live(&[], &folder.folder("nothing"));
    golden
        .into_iter()
        .chain([nothing])
        .chain(ask.of_the_lecture())
        .collect()
}

/// Which reports are wanted, and where they are written.
#[derive(Clone, Copy)]
struct Ask<'a> {
    format: &'a str,
    ending: &'a str,
    folder: &'a Folder,
}

impl Ask<'_> {
    /// Those of one exercise after another, the exercises side by side.
    fn of_the_lecture(self) -> Vec<Given> {
        let exercises = inside(&repository().join("exercises"));
        let all: Vec<Given> = thread::scope(|scope| {
            let begin = |exercise: &'_ PathBuf| {
                let exercise = exercise.clone();
                scope.spawn(move || self.of_exercise(&exercise))
            };
            let running: Vec<_> = exercises.iter().map(begin).collect();
            let done = running
                .into_iter()
                .map(|exercise| exercise.join().expect("reports"));
            done.flatten().collect()
        });
        assert!(all.len() > 50, "{}", all.len());
        all
    }

    /// Those of the solution and of every wrong submission of an exercise.
    fn of_exercise(self, exercise: &Path) -> Vec<Given> {
        let id = exercise.file_name().map(ToOwned::to_owned);
        let solution = Some(exercise.join("solution")).filter(|folder| folder.is_dir());
        let submissions = inside(&exercise.join("wrong")).into_iter().chain(solution);
        submissions
            .map(|submission| self.live(id.as_slice(), &submission))
            .collect()
    }

    /// The report of what a student handed in: of these exercises, or of all.
    fn live(self, exercises: &[OsString], submission: &Path) -> Given {
        let name = submission.strip_prefix(repository()).unwrap_or(submission);
        let name = name.display().to_string();
        let path = self
            .folder
            .join(&format!("{}.{}", name.replace('/', "-"), self.ending));
        let report = format!("{}={}", self.format, path.display());
        let ran = netcheck(["verify", "--elsewhere", "--report", "json"])
            .args(["--report", &report, "--submission"])
            .arg(submission)
            .args(exercises)
            .dir(repository())
            .run();
        let json = ran.json();
        assert_eq!(json["exit"], json!(ran.exit), "{}", ran.all());
        Given { name, path, json }
    }
}

/// Reports of a format of runs that checked nothing.
pub(crate) fn refused(ending: &str) -> PathBuf {
    repository().join(format!("fixtures/reports/refused.{ending}"))
}

fn golden(name: &str, ending: &str) -> Given {
    let reports = repository().join("fixtures/reports");
    let json = fs::read_to_string(reports.join(format!("{name}.json"))).expect("the same as JSON");
    Given {
        name: name.to_owned(),
        path: reports.join(format!("{name}.{ending}")),
        json: serde_json::from_str(&json).expect("JSON"),
    }
}

fn inside(folder: &Path) -> Vec<PathBuf> {
    let found = fs::read_dir(folder).into_iter().flatten();
    let mut paths: Vec<PathBuf> = found.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

/// What a program that reads reports prints of these.
#[track_caller]
pub(crate) fn read_by<I>(program: &Path, words: I) -> String
where
    I: IntoIterator,
    I::Item: AsRef<OsStr>,
{
    let ran = Command::new(program)
        .args(words)
        .current_dir(repository())
        .output()
        .expect("a program that starts");
    let (out, err) = (
        String::from_utf8_lossy(&ran.stdout).into_owned(),
        String::from_utf8_lossy(&ran.stderr),
    );
    assert!(ran.status.success(), "{}\n{out}\n{err}", program.display());
    out
}
