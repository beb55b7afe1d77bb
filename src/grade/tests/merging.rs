//! Shards, put together.

use super::{Course, diagnostics_hold, told, trouble};
use crate::grade::{Choice, Gradebook, Merged, Shard};

fn shard(number: usize, of: usize) -> Choice {
    Choice {
        shard: Some(Shard { number, of }),
        ..Choice::default()
    }
}

#[test]
fn shards_together_are_the_class() {
    let course = Course::usual();
    course.graded(Choice::default());
    let mut parts = Vec::new();
    for number in [3, 1, 2] {
        let name = format!("{number}.db");
        course.grade(&name, shard(number, 3)).unwrap();
        parts.push(course.book(&name));
    }
    let merged = Gradebook::merge(&parts, &course.book("all.db")).unwrap();
    let want = Merged {
        students: 3,
        submissions: 2,
    };
    assert_eq!(merged, want);
    assert_eq!(told(&course.book("all.db")), told(&course.book("book.db")));

    let again = Gradebook::merge(&parts, &course.book("all.db"));
    diagnostics_hold(&trouble(again), &["is there already", "--gradebook"]);
}

#[test]
fn the_later_outcome_and_the_later_mark_stay() {
    let mut course = Course::usual();
    course.grade("old.db", Choice::default()).unwrap();
    let db = rusqlite::Connection::open(course.book("old.db")).unwrap();
    db.execute("UPDATE submissions SET graded = '2020-01-01T00:00:00Z'", [])
        .unwrap();
    drop(db);
    course.hand_in("bob", "number: 25\nname: Bob\n");
    course.roster += "di,Di\n";
    course.grade("new.db", Choice::default()).unwrap();
    for (number, parts) in [["old.db", "new.db"], ["new.db", "old.db"]]
        .into_iter()
        .enumerate()
    {
        let parts = parts.map(|name| course.book(name));
        let into = course.book(&format!("all{number}.db"));
        Gradebook::merge(&parts, &into).unwrap();
        assert_eq!(told(&into), told(&course.book("new.db")));
    }
}

#[test]
fn parts_that_do_not_belong_together_are_refused_and_leave_nothing() {
    let mut course = Course::usual();
    course.grade("1.db", shard(1, 2)).unwrap();
    let into = course.book("all.db");
    let check = |parts: &[&str], words: &[&str]| {
        let parts: Vec<_> = parts.iter().map(|name| course.book(name)).collect();
        diagnostics_hold(&trouble(Gradebook::merge(&parts, &into)), words);
        assert!(!into.exists());
    };
    check(&["1.db"], &["2/2 is missing"]);
    check(&["1.db", "2.db"], &["there is no gradebook"]);
    let course_2 = {
        course.exercise = course.exercise.replace("value: 25", "value: 110");
        course.grade("2.db", shard(2, 2)).unwrap();
        &course
    };
    let parts = [course_2.book("1.db"), course_2.book("2.db")];
    diagnostics_hold(
        &trouble(Gradebook::merge(&parts, &into)),
        &["another spec", "same assignment"],
    );

    course_2.grade("1.db", shard(1, 2)).unwrap();
    let db = rusqlite::Connection::open(course_2.book("1.db")).unwrap();
    db.execute("UPDATE runs SET ended = NULL, ending = NULL", [])
        .unwrap();
    drop(db);
    diagnostics_hold(
        &trouble(Gradebook::merge(&parts, &into)),
        &["did not end", "goes on"],
    );
    assert!(!into.exists());
}
