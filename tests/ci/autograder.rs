//! Gradescope's `/autograder`: an assignment is zipped, unpacked by `unzip`, and its scripts are run, as Gradescope does.

use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use crate::assignments::{assignment, exercise};
use crate::common::folder::{Folder, repository};
use crate::common::netcheck::{Ran, netcheck, program};
use crate::common::program::peer;
use crate::shell::{self, Programs, executable};

/// A folder that is laid out as Gradescope's `/autograder`.
pub(crate) struct Autograder {
    pub(crate) home: Folder,
    pub(crate) programs: Programs,
}

/// A file that begins as a program for Linux on x86-64, where what is zipped is not run: netcheck itself takes seconds.
pub(crate) const SMALL: [&str; 2] = ["--binary", "program"];

/// Zips an assignment of these checks and these hidden ones.
pub(crate) fn bundle(checks: &str, hidden: &str, words: &[&str]) -> (Folder, Ran) {
    let home = Folder::new();
    assignment(&home, "exercises", checks);
    small_program(&home);
    if !hidden.is_empty() {
        home.write(
            "exercises/01-one/exercise.instructor.yaml",
            exercise(hidden),
        );
    }
    let ran = netcheck(["gradescope", "bundle"])
        .args(words)
        .dir(home.path())
        .run();
    (home, ran)
}

pub(crate) fn small_program(home: &Folder) {
    let mut program = *b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x03\0\0\0";
    program[18] = 62;
    home.write("program", program);
}

impl Autograder {
    /// What Gradescope makes of a zip; none where no `unzip` is installed.
    pub(crate) fn unpacked(zip: &Path) -> Option<Self> {
        let unzip = peer("unzip")?;
        let made = Self {
            home: Folder::new(),
            programs: Programs::none(),
        };
        for name in ["source", "submission", "results"] {
            made.home.folder(name);
        }
        let mut command = Command::new(unzip);
        command
            .arg("-q")
            .arg(zip)
            .arg("-d")
            .arg(made.home.join("source"));
        shell::run(&mut command, made.home.path(), &[]).exits(0);
        std::fs::copy(
            made.home.join("source/run_autograder"),
            made.home.join("run_autograder"),
        )
        .expect("the script is at the top of the zip, and a program");
        Some(made)
    }

    /// That of an assignment with these checks and these hidden ones.
    pub(crate) fn of(checks: &str, hidden: &str) -> Option<Self> {
        let (home, ran) = bundle(checks, hidden, &SMALL);
        ran.exits(0);
        let made = Self::unpacked(&home.join("autograder.zip"))?;
        let netcheck = made.home.join("source/netcheck");
        std::fs::copy(program(), netcheck)
            .expect("the zip has a program, and this is the real one");
        Some(made)
    }

    /// Runs a script of it by its own first line, as Gradescope does.
    pub(crate) fn run(&self, script: &str) -> shell::Ran {
        let env: [(&str, OsString); 2] = [
            ("PATH", self.programs.path()),
            ("AUTOGRADER", self.home.path().into()),
        ];
        shell::run(
            &mut Command::new(self.home.join(script)),
            self.home.path(),
            &env,
        )
    }

    /// Checks what was handed in; the script passes, whatever the verdict, and there is a result.
    #[track_caller]
    pub(crate) fn grades(&self) -> Value {
        let ran = self.run("run_autograder").exits(0);
        for folder in ["source", "submission", "results"] {
            let mode = self.home.join(folder).metadata().expect("a folder");
            assert_eq!(mode.permissions().mode() & 0o077, 0, "{folder}");
        }
        let text = self.home.read("results/results.json");
        let results: Value = serde_json::from_str(&text)
            .unwrap_or_else(|err| panic!("{err}\n{text}\n{}", ran.all()));
        let schema = read(&repository().join("fixtures/schemas/gradescope.json"));
        let schema = jsonschema::validator_for(&schema).expect("a schema");
        if let Err(err) = schema.validate(&results) {
            panic!("{err}\n{results:#}");
        }
        results
    }

    /// Puts another program in netcheck's place.
    pub(crate) fn replace_netcheck(&self, script: &str) {
        let _ = std::fs::remove_file(self.home.join("source/netcheck"));
        let path = self.home.write(
            "source/netcheck",
            format!("#!/usr/bin/env bash\n{script}\n"),
        );
        executable(&path);
    }
}

pub(crate) fn read(path: &Path) -> Value {
    let text = std::fs::read_to_string(path).expect("a file of this repository");
    serde_json::from_str(&text).expect("JSON")
}

/// The sum of the scores of all tests.
pub(crate) fn score(results: &Value) -> f64 {
    let tests = results["tests"].as_array().expect("tests");
    tests.iter().filter_map(|test| test["score"].as_f64()).sum()
}
