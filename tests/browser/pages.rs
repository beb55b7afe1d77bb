//! The pages that are looked at: the golden ones, and one of a run.

use std::path::Path;

use crate::common::folder::{Folder, repository};
use crate::common::netcheck::netcheck;

/// Pages as files, by what they are.
pub(crate) struct Pages {
    _folder: Folder,
    pages: Vec<(&'static str, String)>,
}

/// The golden pages.
const GOLDEN: &[&str] = &[
    "everything.html",
    "interrupted.html",
    "refused.html",
    "secrets-for-instructors.html",
];

/// A submission with a mail that went wrong.
const WRONG: &str = "exercises/07-mail-by-hand/wrong/no-empty-line";

impl Pages {
    /// Makes them.
    pub(crate) fn new() -> Self {
        let folder = Folder::new();
        let reports = repository().join("fixtures/reports");
        let golden = GOLDEN
            .iter()
            .map(|name| (*name, address(&reports.join(name))));
        let mut pages: Vec<_> = golden.collect();
        pages.push(("a run", address(&run(&folder))));
        Self {
            _folder: folder,
            pages,
        }
    }

    /// Each with its address.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let pages = self.pages.iter();
        pages.map(|(name, address)| (*name, address.as_str()))
    }

    /// The page that holds everything.
    pub(crate) fn everything(&self) -> &str {
        &self.pages[0].1
    }

    /// The page of a run.
    pub(crate) fn run(&self) -> &str {
        &self.pages[GOLDEN.len()].1
    }
}

/// Checks the submission, and gives the file with the page.
fn run(folder: &Folder) -> std::path::PathBuf {
    let file = folder.join("report.html");
    let report = format!("html={}", file.display());
    let ran = netcheck([
        "verify",
        "--elsewhere",
        "--submission",
        WRONG,
        "--report",
        &report,
    ]);
    ran.dir(repository()).run().exits(1);
    file
}

fn address(path: &Path) -> String {
    format!("file://{}", path.display())
}
