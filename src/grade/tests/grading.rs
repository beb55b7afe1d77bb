//! What is graded, what is not graded again, and which attempt counts.

use super::{Course, students, told};
use crate::grade::{Attempts, Choice, Shard};
use crate::model::{Policy, Unknown};

fn usual() -> Choice {
    Choice::default()
}

#[test]
fn points_of_a_class() {
    let course = Course::usual();
    assert_eq!(course.graded(usual()), (2, 0));
    let reports = students(&course.book("book.db"));
    let policy = Policy::default();
    let ids: Vec<_> = reports
        .iter()
        .map(|report| report.student.id.as_str())
        .collect();
    assert_eq!(ids, ["ada", "bob", "cy"]);
    let ada = reports[0].score().unwrap();
    assert_eq!(
        (ada.points, ada.of, ada.unmarked, ada.undecided),
        (4, 8, 1, 0)
    );
    assert_eq!(reports[0].grade(policy), None);
    let zero = Policy {
        open: Unknown::Zero,
        ..policy
    };
    assert_eq!(reports[0].grade(zero), Some(4));
    assert_eq!(reports[1].grade(policy), Some(1));
    assert_eq!(reports[2].grade(policy), Some(0));
}

#[test]
fn what_has_not_changed_is_not_graded_again() {
    let mut course = Course::usual();
    course.graded(usual());
    let before = told(&course.book("book.db"));
    assert_eq!(course.graded(usual()), (0, 2));
    let force = Choice {
        force: true,
        ..usual()
    };
    assert_eq!(course.graded(force), (2, 0));
    assert_eq!(told(&course.book("book.db")), before);

    course.hand_in("bob", "number: 25\nname: Bob\n");
    assert_eq!(course.graded(usual()), (1, 1), "the submission changed");
    course.roster = course.roster.replace("Ada", "Augusta Ada");
    assert_eq!(
        course.graded(usual()),
        (1, 1),
        "what the roster says changed"
    );
    course.exercise = course.exercise.replace("value: 25", "value: 110");
    assert_eq!(course.graded(usual()), (2, 0), "the spec changed");
    let reports = students(&course.book("book.db"));
    let points: Vec<_> = reports
        .iter()
        .map(|report| report.score().map(|score| score.points))
        .collect();
    assert_eq!(points, [Some(0), Some(1), None]);
}

#[test]
fn only_some_students() {
    let course = Course::usual();
    let only = |id: &str| Choice {
        only: vec![id.to_owned()],
        ..usual()
    };
    assert_eq!(course.graded(only("BOB")), (1, 0));
    let found = course.grade("book.db", only("bobb")).unwrap_err();
    assert_eq!(found.help, ["did you mean `bob`?"]);
}

#[test]
fn which_attempt_counts() {
    let course = Course::new();
    course.hand_in("a1", "number: 110\n");
    course.hand_in("a2", "number: 25\n");
    course.hand_in("a3", "number: 110\nname: Ada\n");
    let check = |attempts, late: [Option<bool>; 3], want: Option<&str>| {
        let choice = Choice {
            attempts,
            ..usual()
        };
        let mut grading = course.grading(choice);
        let mut works = std::mem::take(&mut grading.class.unmatched);
        works.sort_by(|one, other| one.name.cmp(&other.name));
        for (work, late) in works.iter_mut().zip(late) {
            work.late = late;
        }
        grading.class.students[0].works = works;
        let path = course.book(&format!("{attempts:?}{late:?}.db"));
        let mut book = crate::grade::Gradebook::create(&path).unwrap();
        grading
            .run(&course.runtime, &mut book, &mut |_| {})
            .unwrap();
        let work = students(&path).remove(0).work;
        let counts = work.as_ref().map(|work| work.submission.as_str());
        assert_eq!(counts, want, "{attempts:?} {late:?}");
    };
    check(Attempts::Latest, [None; 3], Some("a3"));
    check(Attempts::Best, [None; 3], Some("a2"));
    check(Attempts::InTime, [None; 3], Some("a3"));
    check(
        Attempts::InTime,
        [Some(false), Some(false), Some(true)],
        Some("a2"),
    );
    check(Attempts::InTime, [Some(true); 3], None);
}

#[test]
fn a_submission_that_cannot_be_opened_is_undecided() {
    let course = Course::usual();
    let grading = course.grading(usual());
    std::fs::remove_dir_all(course.submissions().join("bob")).unwrap();
    let path = course.book("book.db");
    let mut book = crate::grade::Gradebook::create(&path).unwrap();
    grading
        .run(&course.runtime, &mut book, &mut |_| {})
        .unwrap();
    let mut undecided = Vec::new();
    book.each_undecided(&mut |student, outcome| {
        undecided.push(format!("{student} {}", outcome.check));
    })
    .unwrap();
    assert_eq!(
        undecided,
        ["bob ports/smtp", "bob ports/name", "bob ports/why"]
    );
    drop(book);
    course.hand_in("bob", "number: 25\nname: Bob\n");
    assert_eq!(course.graded(usual()), (1, 1), "it can be opened now");
}

#[test]
fn what_the_submission_says_otherwise_than_the_roster() {
    let course = Course::usual();
    course.hand_in("bob", "student: { id: BOB, name: Robert }\nnumber: 25\n");
    course.graded(usual());
    let mut book = crate::grade::Gradebook::open(&course.book("book.db")).unwrap();
    let found = book.differences().unwrap();
    let sentence = "`student:` of the submission has name `Robert`, the roster `Bob`";
    assert_eq!(found, [("bob".to_owned(), sentence.to_owned())]);
}

#[test]
fn a_preview_writes_nothing() {
    let mut course = Course::usual();
    course.graded(usual());
    let before = told(&course.book("book.db"));
    assert!(course.preview().changes.is_empty());
    course.exercise = course.exercise.replace("value: 25", "value: 110");
    course.hand_in("cy", "number: 110\n");
    let found = course.preview();
    let changes: Vec<_> = found
        .changes
        .iter()
        .map(|change| (change.student.as_str(), change.points, change.checks.len()))
        .collect();
    assert_eq!(changes, [("ada", (4, 1), 1), ("bob", (1, 4), 1)]);
    assert_eq!((found.new, found.same, found.unchanged), (1, 0, 0));
    assert_eq!(told(&course.book("book.db")), before);
}

#[test]
fn a_shard_holds_its_own_students_only() {
    let course = Course::usual();
    let choice = Choice {
        shard: Some(Shard { number: 2, of: 3 }),
        ..usual()
    };
    assert_eq!(course.graded(choice), (1, 0));
    let reports = students(&course.book("book.db"));
    assert_eq!(reports.len(), 1);
    assert_eq!(reports[0].student.id, "bob");
}
