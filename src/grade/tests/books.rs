//! Files that are no gradebook, or not one that can be used now.

use std::fs;

use rusqlite::Connection;

use super::{Course, diagnostics_hold, trouble};
use crate::grade::{Choice, Gradebook};

#[test]
fn one_grader_at_a_time() {
    let course = Course::usual();
    let path = course.book("book.db");
    let first = Gradebook::create(&path).unwrap();
    let second = trouble(Gradebook::create(&path));
    diagnostics_hold(
        &second,
        &["another netcheck is grading", "wait until it ends"],
    );
    drop(first);
    Gradebook::create(&path).unwrap();
    assert!(!course.book("book.db.lock").exists());
}

#[test]
fn a_file_that_is_no_gradebook_stays_as_it_is() {
    let course = Course::usual();
    let path = course.book("notes.txt");
    fs::write(
        &path,
        "a text of some length, so that it is no database at all\n".repeat(20),
    )
    .unwrap();
    let before = fs::read(&path).unwrap();
    diagnostics_hold(
        &trouble(Gradebook::create(&path)),
        &["is no gradebook", "--gradebook"],
    );
    assert_eq!(fs::read(&path).unwrap(), before);

    let path = course.book("photos.db");
    let db = Connection::open(&path).unwrap();
    db.execute_batch("CREATE TABLE photos (id INTEGER)")
        .unwrap();
    drop(db);
    let before = fs::read(&path).unwrap();
    diagnostics_hold(
        &trouble(Gradebook::create(&path)),
        &["a database, and no gradebook"],
    );
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn a_newer_gradebook_is_not_touched() {
    let course = Course::usual();
    course.grade("book.db", Choice::default()).unwrap();
    let path = course.book("book.db");
    let db = Connection::open(&path).unwrap();
    db.pragma_update(None, "user_version", 99).unwrap();
    drop(db);
    for found in [
        trouble(Gradebook::create(&path)),
        trouble(Gradebook::open(&path)),
    ] {
        diagnostics_hold(
            &found,
            &["a newer netcheck", "has version 99", "use the newer"],
        );
    }
}

#[test]
fn a_damaged_gradebook_is_not_touched() {
    let course = Course::usual();
    course.grade("book.db", Choice::default()).unwrap();
    let path = course.book("book.db");
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[4096..middle].fill(0x5a);
    fs::write(&path, &bytes).unwrap();
    let found = trouble(course.grade("book.db", Choice::default()));
    diagnostics_hold(&found, &["is damaged", "backup"]);
    assert_eq!(fs::read(&path).unwrap(), bytes);
}

#[test]
fn there_is_none_or_it_is_empty() {
    let course = Course::usual();
    let path = course.book("book.db");
    diagnostics_hold(
        &trouble(Gradebook::open(&path)),
        &["there is no gradebook", "netcheck grade"],
    );
    let book = Gradebook::create(&path).unwrap();
    let found = trouble(book.class());
    diagnostics_hold(&found, &["is empty", "netcheck grade"]);
}

#[test]
fn another_assignment_is_refused() {
    let course = Course::usual();
    course.grade("book.db", Choice::default()).unwrap();
    let mut book = Gradebook::create(&course.book("book.db")).unwrap();
    let plan = course.grading(Choice::default()).plan;
    let mut outline = plan.outline(Vec::new(), String::new());
    book.belongs_to(&outline).unwrap();
    outline.exercises.clear();
    let found = trouble(book.belongs_to(&outline));
    diagnostics_hold(&found, &["holds the assignment `Lab`", "--gradebook"]);
}
