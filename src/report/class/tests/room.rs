//! The class: six students, what they handed in, and who is like whom.

use std::sync::Arc;
use std::time::Duration;

use crate::model::{
    Alike, Audience, CheckId, CheckOutline, CheckRef, Class, ClassHead, Evidence, Excerpt,
    ExerciseId, ExerciseOutline, Failure, Fault, Gap, Likeness, LikenessKind, Mark, MarkedBy,
    Mismatch, Net, Outcome, Outline, Points, Policy, Reveal, Student, StudentReport, Verdict,
    Wanted, Where, Work,
};

/// A class that is all in memory.
pub(super) struct Room {
    pub(super) head: ClassHead,
    pub(super) students: Vec<StudentReport>,
}

impl Class for Room {
    fn head(&self) -> &ClassHead {
        &self.head
    }

    fn each(
        &mut self,
        take: &mut dyn FnMut(StudentReport) -> std::io::Result<()>,
    ) -> std::io::Result<()> {
        self.students.iter().cloned().try_for_each(take)
    }
}

/// The title of the assignment.
pub(super) const TITLE: &str = "Sockets, \"1\"";

/// Of each student: id, name, mail address; what they handed in, and what became of it.
pub(super) fn room(policy: Policy) -> Room {
    let students = vec![
        student(
            "ada",
            "Ada Lovelace",
            "ada@example.edu",
            Some(("04_ada", all_passed())),
        ),
        student(
            "ben",
            "=Ben|calc",
            "ben@example.edu",
            Some(("@ben", some_failed())),
        ),
        student(
            "eve-1",
            "Eve Smith",
            "eve@example.edu",
            Some(("eve", undecided())),
        ),
        student(
            "eve-2",
            "Eve Smith",
            "eve.s@example.edu",
            Some(("eve s", marked())),
        ),
        student(
            "kim\u{202e}",
            "<b>Kim</b>\n\"K\"",
            "+kim@example.edu",
            Some(("-kim", unmarked())),
        ),
        student("zoe", "", "zoe@example.edu", None),
    ];
    Room {
        head: ClassHead {
            assignment: TITLE.to_owned(),
            outline: Arc::new(outline("")),
            students: students.len(),
            policy,
            unmatched: vec!["stranger".to_owned()],
            graded_at: Some("2026-11-02T20:00:00Z".to_owned()),
            version: "0.1.0".to_owned(),
            likenesses: vec![likeness()],
        },
        students,
    }
}

fn student(id: &str, name: &str, email: &str, work: Option<(&str, Outcomes)>) -> StudentReport {
    StudentReport {
        student: Student {
            id: id.to_owned(),
            name: Some(name.to_owned()).filter(|name| !name.is_empty()),
            columns: vec![
                ("email".to_owned(), email.to_owned()),
                ("group".to_owned(), "-5".to_owned()),
            ],
        },
        work: work.map(|(submission, outcomes)| work_of(submission, outcomes)),
    }
}

fn work_of(submission: &str, outcomes: Outcomes) -> Work {
    let checks = [("dns", "mx"), ("dns", "solution"), ("questions", "web")];
    let outcomes = checks.into_iter().zip(outcomes);
    Work {
        submission: submission.to_owned(),
        attempt: 2,
        attempts: 3,
        handed_in: Some("2026-11-01T10:00:00Z".to_owned()),
        late: Some(false),
        outline: outline(submission),
        outcomes: outcomes
            .map(|(check, outcome)| outcome_of(check, outcome))
            .collect(),
        stale: false,
    }
}

fn outline(submission: &str) -> Outline {
    let dns = vec![
        check(
            "mx",
            "=Who takes mail, \"first\"?",
            4,
            Audience::Student,
            MarkedBy::Machine,
        ),
        check(
            "solution",
            "Never shown",
            2,
            Audience::Instructor,
            MarkedBy::Machine,
        ),
    ];
    let questions = vec![check(
        "web",
        "What is the web?",
        4,
        Audience::Student,
        MarkedBy::Person,
    )];
    let exercise = |folder: &str, title: &str, checks| {
        Arc::new(ExerciseOutline {
            id: ExerciseId::of_folder(folder),
            folder: folder.to_owned(),
            title: title.to_owned(),
            checks,
        })
    };
    Outline {
        without_box: None,
        walls: None,
        assignment: TITLE.to_owned(),
        net: Net::Loopback,
        place: Where::Elsewhere,
        submission: submission.to_owned(),
        student: Vec::new(),
        exercises: vec![
            exercise("04-dns", "Names", dns),
            exercise("09-questions", "Questions", questions),
        ],
        hidden: 0,
    }
}

fn check(id: &str, title: &str, of: Points, audience: Audience, by: MarkedBy) -> Arc<CheckOutline> {
    Arc::new(CheckOutline {
        id: CheckId::new(id).unwrap(),
        title: title.to_owned(),
        probe: "connect".into(),
        answer: None,
        of,
        because: None,
        hints: Vec::new(),
        audience,
        reveal: Reveal::Shown,
        marked_by: by,
        spec: nowhere(),
    })
}

fn nowhere() -> Excerpt {
    let source = crate::model::Source::new("exercise.yaml", "checks:\n");
    crate::model::Place::new(&source, 0..6).excerpt_with(0, 0, "")
}

/// Verdict, points and mark of each check.
type Outcomes = [(Verdict, Points, Option<Mark>); 3];

fn all_passed() -> Outcomes {
    [
        (Verdict::Pass, 4, None),
        (Verdict::Pass, 2, None),
        (Verdict::Manual, 0, Some(mark(4, ""))),
    ]
}

fn some_failed() -> Outcomes {
    let wrong = Mismatch {
        audience: Audience::Student,
        fact: "addresses".to_owned(),
        step: None,
        spec: nowhere(),
        expected: Wanted {
            matcher: "equals".into(),
            operand: Some("192.0.2.1".into()),
            from: Vec::new(),
            inner: Vec::new(),
        },
        actual: Some("=\"<script>\\".into()),
        gap: Gap::Differs,
        reason: Some("=the address is \"wrong\\\" <b>".to_owned()),
        seen: None,
    };
    [
        (Verdict::Fail(Failure::Mismatches(vec![wrong])), 1, None),
        (Verdict::Fail(Failure::Mismatches(Vec::new())), 0, None),
        (
            Verdict::Manual,
            0,
            Some(mark(2, "=half of it, \"as\" said")),
        ),
    ]
}

fn undecided() -> Outcomes {
    let fault = Fault::Lab {
        error: "no port".to_owned(),
    };
    [
        (Verdict::Undecided(fault), 0, None),
        (Verdict::Pass, 2, None),
        (Verdict::Manual, 0, Some(mark(1, ""))),
    ]
}

fn marked() -> Outcomes {
    [
        (Verdict::Pass, 4, Some(mark(3, "copied, but understood"))),
        (Verdict::Pass, 2, None),
        (Verdict::Manual, 0, Some(mark(0, ""))),
    ]
}

fn unmarked() -> Outcomes {
    [
        (Verdict::Pass, 4, None),
        (Verdict::Pass, 2, None),
        (Verdict::Manual, 0, None),
    ]
}

fn mark(points: Points, note: &str) -> Mark {
    let note = Some(note).filter(|note| !note.is_empty());
    Mark {
        points,
        note: note.map(str::to_owned),
        at: "2026-11-02T09:30:00Z".to_owned(),
    }
}

fn outcome_of(
    (exercise, check): (&str, &str),
    (verdict, points, mark): (Verdict, Points, Option<Mark>),
) -> Outcome {
    Outcome {
        check: CheckRef {
            exercise: ExerciseId::of_folder(exercise),
            check: CheckId::new(check).unwrap(),
        },
        verdict,
        points,
        shares: Vec::new(),
        evidence: Evidence::default(),
        attempts: 1,
        took: Duration::from_millis(12),
        mark,
    }
}

fn likeness() -> Likeness {
    let place = |student: Option<&str>, submission: &str| Alike {
        student: student.map(str::to_owned),
        submission: submission.to_owned(),
        file: "mail.txt".to_owned(),
        line: 12,
        text: "250 2.0.0 Ok: queued as 4F1C22A0B1".to_owned(),
    };
    Likeness {
        kind: LikenessKind::QueueId,
        what: "queue id 4F1C22A0B1".to_owned(),
        places: vec![
            place(Some("ada"), "04_ada"),
            place(Some("ben"), "@ben"),
            place(None, "example"),
        ],
    }
}
