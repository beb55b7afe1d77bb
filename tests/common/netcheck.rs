//! The program netcheck, as a user starts it: the one way in which tests of the command line do.

use std::ffi::OsStr;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use assert_cmd::assert::Assert;

use super::redact::Redactor;

/// No run of a test takes this long; one that does hangs.
const DEADLINE: Duration = Duration::from_mins(2);

/// What of the caller's environment a program needs to start at all.
const KEPT: &[&str] = &["PATH", "SystemRoot", "TMPDIR"];

/// A command line of netcheck, with an empty environment and without colours.
pub(crate) struct Netcheck(assert_cmd::Command);

/// What a run left.
pub(crate) struct Ran {
    /// What it printed.
    pub(crate) stdout: String,
    /// What it said beside that.
    pub(crate) stderr: String,
    /// Its exit code; `None` where a signal ended it.
    pub(crate) exit: Option<i32>,
    line: String,
}

/// netcheck with these words on its command line.
pub(crate) fn netcheck<I>(words: I) -> Netcheck
where
    I: IntoIterator,
    I::Item: AsRef<OsStr>,
{
    netcheck_by(&[program().as_os_str()], words)
}

/// The same through another program: its name and its words, down to the name of netcheck.
pub(crate) fn netcheck_by<I>(line: &[impl AsRef<OsStr>], words: I) -> Netcheck
where
    I: IntoIterator,
    I::Item: AsRef<OsStr>,
{
    let mut command = assert_cmd::Command::new(&line[0]);
    command.args(&line[1..]);
    command.env_clear();
    command.envs(kept());
    command.env("NO_COLOR", "1");
    // The same on every machine; tests of the box say so.
    command.env("NETCHECK_NETWORK", "loopback");
    command.args(words).timeout(DEADLINE);
    Netcheck(command)
}

/// netcheck as a plain command, for one that runs until it is ended.
pub(crate) fn command<I>(words: I) -> std::process::Command
where
    I: IntoIterator,
    I::Item: AsRef<OsStr>,
{
    let mut command = std::process::Command::new(program());
    command.env_clear().envs(kept()).env("NO_COLOR", "1");
    command.env("NETCHECK_NETWORK", "loopback");
    command.args(words).stdin(Stdio::null());
    command
}

/// The program that cargo built for the tests.
pub(crate) fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_netcheck"))
}

impl Netcheck {
    /// One more word.
    pub(crate) fn arg(mut self, word: impl AsRef<OsStr>) -> Self {
        self.0.arg(word);
        self
    }

    /// More words.
    pub(crate) fn args<I>(mut self, words: I) -> Self
    where
        I: IntoIterator,
        I::Item: AsRef<OsStr>,
    {
        self.0.args(words);
        self
    }

    /// The folder that it is started in.
    pub(crate) fn dir(mut self, path: impl AsRef<Path>) -> Self {
        self.0.current_dir(path);
        self
    }

    /// A variable of its environment; `NO_COLOR` is set and may be set anew.
    pub(crate) fn env(mut self, key: &str, value: impl AsRef<OsStr>) -> Self {
        self.0.env(key, value);
        self
    }

    /// Takes a variable out of its environment.
    pub(crate) fn without_env(mut self, key: &str) -> Self {
        self.0.env_remove(key);
        self
    }

    /// What it reads from its standard input.
    pub(crate) fn stdin(mut self, text: impl Into<Vec<u8>>) -> Self {
        self.0.write_stdin(text);
        self
    }

    /// Runs it, for assertions with `predicates`.
    pub(crate) fn assert(mut self) -> Assert {
        self.0.assert()
    }

    /// Runs it.
    pub(crate) fn run(mut self) -> Ran {
        let line = format!("{:?}", self.0);
        let output = self.0.output().expect("netcheck starts");
        Ran {
            stdout: String::from_utf8_lossy(&output.stdout).into_owned(),
            stderr: String::from_utf8_lossy(&output.stderr).into_owned(),
            exit: output.status.code(),
            line,
        }
    }
}

impl Ran {
    /// The same, once it is sure that it ended with this code.
    #[track_caller]
    pub(crate) fn exits(self, code: i32) -> Self {
        assert_eq!(self.exit, Some(code), "{}", self.all());
        self
    }

    /// What it printed, as JSON.
    #[track_caller]
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::from_str(&self.stdout)
            .unwrap_or_else(|err| panic!("not JSON: {err}\n{}", self.all()))
    }

    /// What it printed, with placeholders for what changes from run to run.
    pub(crate) fn redacted(&self, redactor: &Redactor) -> String {
        redactor.of(&self.stdout)
    }

    /// Everything there is to say about the run.
    pub(crate) fn all(&self) -> String {
        let Self {
            stdout,
            stderr,
            exit,
            line,
        } = self;
        format!("{line}\nexit {exit:?}\n--- stdout\n{stdout}\n--- stderr\n{stderr}")
    }
}

fn kept() -> impl Iterator<Item = (&'static str, std::ffi::OsString)> {
    KEPT.iter()
        .filter_map(|key| Some((*key, std::env::var_os(key)?)))
}
