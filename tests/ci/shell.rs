//! Scripts, run by bash with an environment of their own, and the stand-ins that they find on their path.

use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::common::folder::Folder;
use crate::common::netcheck::program;
use crate::common::program::find;

/// What a script left.
pub(crate) struct Ran {
    pub(crate) exit: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Ran {
    /// The same, once it is sure that it ended with this code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.exit, Some(code), "{}", self.all());
        self
    }

    /// Everything there is to say about it.
    pub(crate) fn all(&self) -> String {
        let Self {
            exit,
            stdout,
            stderr,
        } = self;
        format!("exit {exit:?}\n--- stdout\n{stdout}\n--- stderr\n{stderr}")
    }
}

/// Runs a command with nothing in its environment but these.
pub(crate) fn run(command: &mut Command, dir: &Path, env: &[(&str, OsString)]) -> Ran {
    let output = command
        .current_dir(dir)
        .env_clear()
        .envs(env.iter().map(|(key, value)| (key, value)))
        .stdin(Stdio::null())
        .output()
        .unwrap_or_else(|err| panic!("{command:?}: {err}"));
    Ran {
        exit: output.status.code(),
        stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
        stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
    }
}

/// The system's programs that the action needs besides cargo.
const NEEDED: &[&str] = &[
    "bash", "cat", "find", "git", "head", "mkdir", "printf", "sed", "sort", "xargs",
];

/// A folder of programs that come before the system's own.
pub(crate) struct Programs(Folder);

impl Programs {
    /// No programs.
    pub(crate) fn none() -> Self {
        Self(Folder::open_to_all())
    }

    /// The netcheck that is tested.
    pub(crate) fn with_netcheck() -> Self {
        let programs = Self::none();
        std::os::unix::fs::symlink(program(), programs.0.join("netcheck")).expect("a link");
        programs
    }

    /// What the action needs of the system, and no cargo.
    pub(crate) fn without_cargo() -> Self {
        let programs = Self::none();
        for name in NEEDED {
            let path = find(name).unwrap_or_else(|| panic!("no `{name}`"));
            std::os::unix::fs::symlink(path, programs.0.join(name)).expect("a link");
        }
        programs
    }

    /// Adds a program that bash runs.
    pub(crate) fn add(&self, name: &str, script: &str) -> PathBuf {
        let path = self
            .0
            .write(name, format!("#!/usr/bin/env bash\n{script}\n"));
        executable(&path);
        path
    }

    /// Adds a `cargo` that notes its words in `cargo.txt` and installs the netcheck that is tested where `--root` says.
    pub(crate) fn add_cargo(&self) {
        let noted = self.0.join("cargo.txt");
        let script = format!(
            "printf '%s\\n' \"$PWD\" \"$@\" >>'{}'\n\
             while [ \"$1\" != --root ]; do shift; done\n\
             mkdir -p \"$2/bin\" && cp '{}' \"$2/bin/netcheck\"",
            noted.display(),
            program().display()
        );
        self.add("cargo", &script);
    }

    /// The folder it was run in and the words of every run of that `cargo`; none where there was none.
    pub(crate) fn cargo_ran(&self) -> Vec<String> {
        let noted = std::fs::read_to_string(self.0.join("cargo.txt")).unwrap_or_default();
        noted.lines().map(str::to_owned).collect()
    }

    /// `PATH` with this folder before the system's; where it has a bash of its own, it is all that there is.
    pub(crate) fn path(&self) -> OsString {
        let own = self.0.path().to_string_lossy();
        if self.0.join("bash").exists() {
            own.into_owned().into()
        } else {
            format!("{own}:/usr/local/bin:/usr/bin:/bin").into()
        }
    }
}

/// Marks a file as a program.
pub(crate) fn executable(path: &Path) {
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
        .expect("the test's own file");
}
