//! A full disk: what was stored stays, and with room again the next run carries on.

use std::path::Path;
use std::process::{Command, Output};

use crate::book::{Book, is_right};
use crate::common::class::{Class, layouts};
use crate::common::folder::Folder;
use crate::common::netcheck;
use crate::common::program::{peer, skip};
use crate::points::prepared;

/// Grades on a small disk, then on a larger one with what is there by then, and takes the gradebooks out.
const SCRIPT: &str = r#"
set -u
mount -t tmpfs -o "size=$SMALL" tmpfs "$FOLDER/disk" || exit 77
"$NETCHECK" grade "$FOLDER/submissions" --assignment "$FOLDER/assignment" --roster "$FOLDER/roster.csv" --gradebook "$FOLDER/disk/book.db"
echo "first $?"
cp "$FOLDER/disk/book.db"* "$FOLDER/first/"
mount -o remount,size=200m "$FOLDER/disk" || exit 77
"$NETCHECK" grade "$FOLDER/submissions" --assignment "$FOLDER/assignment" --roster "$FOLDER/roster.csv" --gradebook "$FOLDER/disk/book.db"
echo "second $?"
cp "$FOLDER/disk/book.db"* "$FOLDER/second/"
"#;

#[test]
fn a_full_disk_loses_nothing_and_the_next_run_carries_on() {
    let Some(unshare) = peer("unshare") else {
        return;
    };
    let class = Class::new(31, 120);
    let folder = prepared(&class);
    let places: Vec<usize> = (0..class.size()).collect();
    layouts::write_folders(&class, &places, 0, &folder.join("submissions"));
    for size in ["64k", "500k", "1500k"] {
        for name in ["disk", "first", "second"] {
            drop(std::fs::remove_dir_all(folder.join(name)));
            folder.folder(name);
        }
        let output = run(&unshare, &folder, size);
        let said = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
        let said = said.concat();
        if !said.contains("first ") {
            skip(&format!("no small disk can be mounted here: {said}"));
            return;
        }
        assert!(said.contains("first 2\n"), "{size}: {said}");
        assert!(
            said.contains("disk is full") && said.contains("help:"),
            "{size}: {said}"
        );
        assert!(said.contains("second 0\n"), "{size}: {said}");
        carries_on(&class, &folder, size);
    }
}

/// What was stored on the small disk was not graded again, and all is right in the end.
#[track_caller]
fn carries_on(class: &Class, folder: &Folder, size: &str) {
    let second = Book::open(&folder.join("second/book.db"));
    assert_eq!(second.integrity(), "ok");
    is_right(&second, class);
    let first = folder.join("first/book.db");
    if size == "64k" {
        return; // not even the tables have room
    }
    let first = Book::open(&first);
    assert_eq!(first.integrity(), "ok");
    let (before, after) = (first.stored(), second.stored());
    assert!(before.len() < after.len(), "{size} is room enough");
    let lost = before
        .iter()
        .find(|(name, run)| after.get(*name) != Some(*run));
    assert!(
        lost.is_none(),
        "{size}: {lost:?} was stored and graded again"
    );
    if size == "1500k" {
        assert!(
            !before.is_empty(),
            "nothing was stored before the disk was full"
        );
    }
}

fn run(unshare: &Path, folder: &Folder, size: &str) -> Output {
    Command::new(unshare)
        .args(["-rm", "sh", "-c", SCRIPT])
        .env("NO_COLOR", "1")
        .env("SMALL", size)
        .env("FOLDER", folder.path())
        .env("NETCHECK", netcheck::program())
        .output()
        .expect("unshare starts")
}
