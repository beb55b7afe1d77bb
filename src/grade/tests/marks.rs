//! Points that a person gives.

use super::{Course, diagnostics_hold, students, trouble};
use crate::grade::{Choice, Given, Gradebook};
use crate::model::Policy;

fn given<'a>(student: &'a str, check: &'a str, points: u32, of: u32) -> Given<'a> {
    Given {
        student,
        check,
        points,
        of,
        note: Some("see the margin"),
    }
}

#[test]
fn a_mark_counts_and_stays_when_the_work_is_graded_again() {
    let course = Course::usual();
    course.graded(Choice::default());
    let path = course.book("book.db");
    let mut book = Gradebook::open(&path).unwrap();
    assert_eq!(book.mark(given("Ada", "ports/why", 3, 4)).unwrap(), None);
    let before = book.mark(given("ada", "ports/smtp", 1, 3)).unwrap();
    assert_eq!(before, None);
    drop(book);
    let force = Choice {
        force: true,
        ..Choice::default()
    };
    course.graded(force);
    let ada = students(&path).remove(0);
    assert_eq!(ada.grade(Policy::default()), Some(1 + 1 + 3));
    let work = ada.work.unwrap();
    let port = &work.outcomes[0];
    assert_eq!((port.verdict.word(), port.points), ("pass", 3));
    let mark = port.mark.as_ref().unwrap();
    assert_eq!(
        (mark.points, mark.note.as_deref()),
        (1, Some("see the margin"))
    );

    let mut book = Gradebook::open(&path).unwrap();
    let gone = book.unmark("ada", "ports/smtp").unwrap();
    assert_eq!(gone.map(|mark| mark.points), Some(1));
    drop(book);
    assert_eq!(students(&path)[0].grade(Policy::default()), Some(3 + 1 + 3));
}

#[test]
fn a_mark_of_nobody_or_of_nothing_is_refused() {
    let course = Course::usual();
    course.graded(Choice::default());
    let mut book = Gradebook::open(&course.book("book.db")).unwrap();
    let mut check = |mark: Given, words: &[&str]| {
        diagnostics_hold(&trouble(book.mark(mark)), words);
    };
    check(
        given("adda", "ports/why", 3, 4),
        &["no student `adda`", "did you mean `ada`?"],
    );
    check(
        given("ada", "ports/whi", 3, 4),
        &["no check `ports/whi`", "did you mean `ports/why`?"],
    );
    check(
        given("ada", "ports/why", 3, 5),
        &["is worth 4", "0/4 to 4/4"],
    );
    check(given("ada", "ports/why", 5, 4), &["is worth 4"]);
}
