//! A large class: every point of everybody, and the same in every layout.

use std::path::Path;

use crate::book::{Book, is_right, table_is_right};
use crate::common::class::{Class, layouts};
use crate::common::folder::Folder;
use crate::common::netcheck::{Netcheck, netcheck};

/// `netcheck grade` of a class that lies in this folder, into a gradebook.
pub(crate) fn grade(submissions: &Path, class: &Folder, gradebook: &Path) -> Netcheck {
    netcheck(["grade"])
        .arg(submissions)
        .arg("--assignment")
        .arg(class.join("assignment"))
        .arg("--roster")
        .arg(class.join("roster.csv"))
        .arg("--gradebook")
        .arg(gradebook)
}

/// The assignment and the roster of a class.
pub(crate) fn prepared(class: &Class) -> Folder {
    let folder = Folder::new();
    class.write_roster(&folder);
    class.write_assignment(&folder.folder("assignment"));
    folder
}

#[test]
fn every_point_of_five_thousand_submissions_is_right() {
    let class = Class::new(5, 5000);
    let folder = prepared(&class);
    let submissions = folder.join("submissions");
    layouts::write_folders(&class, &class.shuffled(0), 3, &submissions);
    let gradebook = folder.join("gradebook.db");
    let ran = grade(&submissions, &folder, &gradebook).run().exits(0);
    let book = Book::open(&gradebook);
    is_right(&book, &class);
    assert_eq!(book.integrity(), "ok");
    let table = netcheck(["report", "--format", "csv", "--from"])
        .arg(&gradebook)
        .run()
        .exits(0);
    table_is_right(&table.stdout, &class);
    let strangers: Vec<String> = (0..3)
        .map(|place| class.stranger(place))
        .filter(|stranger| stranger.work.is_some())
        .map(|stranger| stranger.folder)
        .collect();
    assert!(!strangers.is_empty());
    assert_eq!(book.unmatched(), strangers);
    for stranger in &strangers {
        assert!(ran.all().contains(stranger), "{}", ran.all());
    }
}
