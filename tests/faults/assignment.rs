//! Assignments of one exercise, written by the test that runs them.

use std::fmt::Write as _;

use serde_json::Value;

use super::common::folder::{Folder, repository};
use super::common::netcheck::{Netcheck, netcheck};
use super::common::report::Report;

/// How long a check may take that ends by itself; it does so at once.
pub(crate) const PATIENT: &str = "60s";
/// How long a check waits for a peer that says nothing, or not enough.
pub(crate) const SHORT: &str = "300ms";

/// One check: its id, its time limit, and its probe with all that belongs to it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Check<'a> {
    pub(crate) id: &'a str,
    pub(crate) timeout: &'a str,
    pub(crate) probe: &'a str,
}

/// An assignment of these checks.
pub(crate) fn assignment<'a>(checks: impl IntoIterator<Item = Check<'a>>) -> Folder {
    with_world(&faults_world(), checks)
}

/// An assignment of these checks in a world.
pub(crate) fn with_world<'a>(world: &str, checks: impl IntoIterator<Item = Check<'a>>) -> Folder {
    let mut exercise = "netcheck: 1\ntitle: One\nchecks:\n".to_owned();
    for Check { id, timeout, probe } in checks {
        writeln!(
            exercise,
            "  - id: {id}\n    title: {id}\n    timeout: {timeout}\n    {probe}"
        )
        .expect("text");
    }
    let home = Folder::new();
    home.write("netcheck.yaml", "netcheck: 1\ntitle: Test\n");
    home.write("world.yaml", world);
    home.write("01-one/exercise.yaml", exercise);
    home
}

/// The peers that misbehave, one host each.
pub(crate) fn faults_world() -> String {
    let path = repository().join("fixtures/worlds/faults.yaml");
    std::fs::read_to_string(path).expect("a world of this repository")
}

/// A run in the assignment's own world.
pub(crate) fn verify(home: &Folder) -> Netcheck {
    netcheck(["verify", "--world"])
        .arg(home.join("world.yaml"))
        .dir(home.path())
}

/// The report of a run that nothing is wrong with.
#[track_caller]
pub(crate) fn report(home: &Folder) -> Report {
    Report(
        verify(home)
            .args(["--report", "json"])
            .run()
            .exits(0)
            .json(),
    )
}

/// Some facts of a check as `name value` each, in the order asked for.
#[track_caller]
pub(crate) fn facts(report: &Report, id: &str, names: &[&str]) -> Vec<String> {
    let facts = &report.check(id)["evidence"]["facts"];
    let said = |name: &&str| format!("{name} {}", words(&facts[*name]));
    names.iter().map(said).collect()
}

/// A value as a test writes it: texts bare, `-` for nothing.
fn words(value: &Value) -> String {
    match value {
        Value::Null => "-".to_owned(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}
