//! A full disk: what was stored stays, and with room again the next run carries on.

use std::path::Path;
use std::process::{Command, Output};

use crate::book::{Book, is_right};
use crate::common::class::{Class, layouts};
use crate::common::folder::Folder;
use crate::common::netcheck;
use crate::common::program::{peer, skip};
use crate::points::prepared;

/// Grades on a disk that others have filled up, then when they have made room, and takes both gradebooks out.
const SCRIPT: &str = r#"
set -u
mount -t tmpfs -o size=32768k tmpfs "$FOLDER/disk" || exit 77
dd if=/dev/zero of="$FOLDER/disk/others" bs=1k count=$((32768 - LEFT)) || exit 77
"$NETCHECK" grade "$FOLDER/submissions" --assignment "$FOLDER/assignment" --roster "$FOLDER/roster.csv" --gradebook "$FOLDER/disk/book.db"
echo "first $?"
cp "$FOLDER/disk/book.db"* "$FOLDER/first/"
rm "$FOLDER/disk/others"
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
    for left in ["64", "500", "1500"] {
        for name in ["disk", "first", "second"] {
            drop(std::fs::remove_dir_all(folder.join(name)));
            folder.folder(name);
        }
        let output = run(&unshare, &folder, left);
        let said = [&output.stdout, &output.stderr].map(|text| String::from_utf8_lossy(text));
        let said = said.concat();
        if !said.contains("first ") {
            skip(&format!("no small disk can be mounted here: {said}"));
            return;
        }
        assert!(said.contains("first 2\n"), "{left}: {said}");
        assert!(
            said.contains("disk is full") && said.contains("help:"),
            "{left}: {said}"
        );
        assert!(said.contains("second 0\n"), "{left}: {said}");
        carries_on(&class, &folder, left);
    }
}

/// What was stored on the small disk was not graded again, and all is right in the end.
#[track_caller]
fn carries_on(class: &Class, folder: &Folder, left: &str) {
    let second = Book::open(&folder.join("second/book.db"));
    assert_eq!(second.integrity(), "ok");
    is_right(&second, class);
    let first = folder.join("first/book.db");
    if left == "64" {
        return; // not even the tables have room
    }
    let first = Book::open(&first);
    assert_eq!(first.integrity(), "ok");
    let (before, after) = (first.stored(), second.stored());
    assert!(before.len() < after.len(), "{left} kB are room enough");
    let lost = before
        .iter()
        .find(|(name, run)| after.get(*name) != Some(*run));
    assert!(
        lost.is_none(),
        "{left}: {lost:?} was stored and graded again"
    );
    if left == "1500" {
        assert!(
            !before.is_empty(),
            "nothing was stored before the disk was full"
        );
    }
}

fn run(unshare: &Path, folder: &Folder, left: &str) -> Output {
    Command::new(unshare)
        .args(["-rm", "sh", "-c", SCRIPT])
        .env("NO_COLOR", "1")
        .env("LEFT", left)
        .env("FOLDER", folder.path())
        .env("NETCHECK", netcheck::program())
        .output()
        .expect("unshare starts")
}
