//! Classes of a few students, graded into gradebooks of a temporary folder.

mod books;
mod grading;
mod marks;
mod merging;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::watch;

use super::{Choice, Count, Gradebook, Graded, Grading, Preview, spec_digest};
use crate::intake::{self, Roster, Wanted};
use crate::model::{Class as _, Diagnostic, Net, Policy, StudentReport, Where};
use crate::plan;
use crate::probe;
use crate::spec::{self, ExerciseFiles, File, Files};

/// Two checks of answers that the roster knows, and one for a person.
const EXERCISE: &str = "\
netcheck: 1
title: Ports
answers:
  number: { type: integer, ask: Which port? }
  name: { type: text, ask: Who are you? }
  why: { type: text, ask: Why? }
checks:
  - { id: smtp, title: Port, answer: number, expect: { value: 25 }, points: 3 }
  - { id: name, title: Name, answer: name, expect: { value: $student.name }, points: 1 }
  - { id: why, title: Why, answer: why, points: 4 }
";

const ROSTER: &str = "id,name\nada,Ada\nbob,Bob\ncy,Cy\n";

/// An assignment, submissions and gradebooks, all in one temporary folder.
struct Course {
    dir: TempDir,
    exercise: String,
    roster: String,
    runtime: Runtime,
}

impl Course {
    fn new() -> Self {
        let runtime = tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build();
        let made = Self {
            dir: tempfile::tempdir().unwrap(),
            exercise: EXERCISE.to_owned(),
            roster: ROSTER.to_owned(),
            runtime: runtime.unwrap(),
        };
        fs::create_dir(made.submissions()).unwrap();
        made
    }

    /// Ada has everything, Bob one wrong answer, Cy nothing.
    fn usual() -> Self {
        let made = Self::new();
        made.hand_in("ada", "number: 25\nname: Ada\nwhy: because\n");
        made.hand_in("bob", "number: 110\nname: Bob\n");
        made
    }

    fn submissions(&self) -> PathBuf {
        self.dir.path().join("submissions")
    }

    fn book(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn hand_in(&self, folder: &str, answers: &str) {
        let folder = self.submissions().join(folder);
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join("answers.yaml"), answers).unwrap();
    }

    fn grading(&self, choice: Choice) -> Grading {
        let files = files(&self.exercise);
        let probes: Vec<&str> = probe::KINDS.iter().map(|kind| kind.name).collect();
        let (spec, mut found) = spec::read(&files, &probes);
        let wanted = plan::Choice {
            net: Net::Loopback,
            place: Where::Elsewhere,
            folders: Vec::new(),
        };
        let plan = plan::plan(&spec.unwrap(), &wanted, &mut found);
        assert!(found.usable(), "{found:?}");
        let path = self.dir.path().join("roster.csv");
        fs::write(&path, &self.roster).unwrap();
        let roster = Roster::read(&path).unwrap();
        let intake = intake::read(&self.submissions(), &Wanted::default()).unwrap();
        Grading {
            plan: Arc::new(plan),
            spec: spec_digest(&files, Net::Loopback, None),
            class: intake::join(intake, Some(roster)),
            examples: Vec::new(),
            rostered: true,
            choice,
            policy: Policy::default(),
            stop: watch::channel(None).1,
        }
    }

    fn grade(&self, book: &str, choice: Choice) -> Result<Graded, Diagnostic> {
        let mut book = Gradebook::create(&self.book(book))?;
        let grading = self.grading(choice);
        grading.run(&self.runtime, &mut book, &mut |_| {})
    }

    /// How many were graded, and how many were not because nothing changed.
    fn graded(&self, choice: Choice) -> (usize, usize) {
        let Count {
            graded, unchanged, ..
        } = self.grade("book.db", choice).unwrap().count;
        (graded, unchanged)
    }

    fn preview(&self) -> Preview {
        let mut book = Gradebook::open(&self.book("book.db")).unwrap();
        let grading = self.grading(Choice::default());
        grading
            .preview(&self.runtime, &mut book, &mut |_| {})
            .unwrap()
    }
}

fn files(exercise: &str) -> Files {
    let file = |name: &str, text: &str| File {
        name: name.to_owned(),
        bytes: Ok(text.as_bytes().to_vec()),
    };
    Files {
        assignment: file(
            "netcheck.yaml",
            "netcheck: 1\ntitle: Lab\nstudent: [id, name]\nexercises: [ports]\n",
        ),
        exercises: vec![ExerciseFiles {
            folder: "01-ports".to_owned(),
            spec: file("01-ports/exercise.yaml", exercise),
            instructor: None,
        }],
        world: None,
    }
}

fn students(book: &Path) -> Vec<StudentReport> {
    let book = Gradebook::open(book).unwrap();
    let mut class = book.class().unwrap();
    let mut all = Vec::new();
    class
        .each(&mut |student| {
            all.push(student);
            Ok(())
        })
        .unwrap();
    all
}

/// Who they are and what they have, without times: equal classes are equal texts.
fn told(book: &Path) -> String {
    let line = |report: &StudentReport| {
        let work = report.work.as_ref().map(|work| {
            let verdict = |outcome: &crate::model::Outcome| {
                let mark = outcome.mark.as_ref().map(|mark| mark.points);
                format!("{} {} {mark:?}", outcome.verdict.word(), outcome.points)
            };
            let outcomes: Vec<String> = work.outcomes.iter().map(verdict).collect();
            format!(
                "{} {}: {}",
                work.submission,
                work.stale,
                outcomes.join(", ")
            )
        });
        format!("{} {:?} {work:?}\n", report.student.id, report.student.name)
    };
    students(book).iter().map(line).collect()
}

/// What is wrong, and what helps.
fn trouble<T: std::fmt::Debug>(result: Result<T, Diagnostic>) -> String {
    let found = result.unwrap_err();
    format!("{}; {}", found.message, found.help.join("; "))
}

fn diagnostics_hold(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "`{word}` is not in: {text}");
    }
}
