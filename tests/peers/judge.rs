//! What netcheck says: an assignment with one exercise, run as a user runs it, read from its JSON report.

use crate::common::folder::Folder;
use crate::common::netcheck::netcheck;
use crate::common::report::Report;

/// What netcheck says of these checks (YAML, each beginning with `- `), with an empty submission.
#[track_caller]
pub(crate) fn judge(checks: &str) -> Report {
    judge_files(checks, &[])
}

/// What netcheck says of these checks and of what is handed in: names and texts.
#[track_caller]
pub(crate) fn judge_files(checks: &str, files: &[(String, String)]) -> Report {
    let folder = Folder::new();
    let indented = checks.trim_end().replace('\n', "\n  ");
    let exercise = format!("netcheck: 1\ntitle: Peers\nchecks:\n  {indented}\n");
    folder.write("netcheck.yaml", "netcheck: 1\ntitle: Peers\n");
    folder.write("01-peers/exercise.yaml", exercise);
    folder.folder("submission");
    for (name, text) in files {
        folder.write(&format!("submission/{name}"), text);
    }
    let ran = netcheck(["verify", "--assignment", ".", "--submission", "submission"])
        .args(["--elsewhere", "--report", "json"])
        .dir(folder.path())
        .run();
    assert!(matches!(ran.exit, Some(0 | 1 | 4)), "{}", ran.all());
    Report(ran.json())
}
