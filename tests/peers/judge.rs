//! What netcheck says: an assignment with one exercise, run as a user runs it, read from its JSON report.

use std::path::Path;

use crate::common::folder::Folder;
use crate::common::netcheck::{Netcheck, netcheck};
use crate::common::report::Report;

/// What netcheck says of these checks (YAML, each beginning with `- `), with an empty submission.
#[track_caller]
pub(crate) fn judge(checks: &str) -> Report {
    judge_files(checks, &[])
}

/// The same on a machine that trusts a certificate, and those that it has signed.
#[track_caller]
pub(crate) fn judge_trusting(certificate: &Path, checks: &str) -> Report {
    run(checks, &[], |netcheck| {
        netcheck.env("SSL_CERT_FILE", certificate)
    })
}

/// What netcheck says of these checks and of what is handed in: names and texts.
#[track_caller]
pub(crate) fn judge_files(checks: &str, files: &[(String, String)]) -> Report {
    run(checks, files, |netcheck| netcheck)
}

#[track_caller]
fn run(
    checks: &str,
    files: &[(String, String)],
    surroundings: impl FnOnce(Netcheck) -> Netcheck,
) -> Report {
    let folder = Folder::new();
    let indented = checks.trim_end().replace('\n', "\n  ");
    let exercise = format!("netcheck: 1\ntitle: Peers\nchecks:\n  {indented}\n");
    folder.write("netcheck.yaml", "netcheck: 1\ntitle: Peers\n");
    folder.write("01-peers/exercise.yaml", exercise);
    folder.folder("submission");
    for (name, text) in files {
        folder.write(&format!("submission/{name}"), text);
    }
    let netcheck = netcheck(["verify", "--assignment", ".", "--submission", "submission"])
        .args(["--elsewhere", "--report", "json"])
        .dir(folder.path());
    let ran = surroundings(netcheck).run();
    assert!(matches!(ran.exit, Some(0 | 1 | 4)), "{}", ran.all());
    Report(ran.json())
}
