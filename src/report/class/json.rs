//! The class as JSON, for programs: `--format json`. Version 1. `netcheck schema class` describes it.
//!
//! It is written student by student. What was seen while a check ran is in the report of a single submission.

use std::collections::BTreeMap;
use std::io::{self, Write};

use schemars::JsonSchema;
use serde::Serialize;

use crate::model::{self, Class, ClassHead, LikenessKind, Points, Walls};
use crate::report::Reader;
use crate::report::class::shown::{Graded, Shown, each};
use crate::report::class::{ClassFormat, Made};
use crate::report::json::{Judged, Safe, schema_of};

/// The row of the format table.
pub(super) const FORMAT: ClassFormat = ClassFormat {
    name: "json",
    about: "for programs: one document, which `netcheck schema class` describes",
    made: Made::Text(write),
};

/// The JSON Schema of the document.
pub fn schema() -> serde_json::Value {
    schema_of::<Document>()
}

/// A class, and what became of what its students handed in. Fields are added without a new version; none is renamed, removed or given another meaning.
#[derive(JsonSchema)]
#[schemars(rename = "netcheck class")]
#[expect(
    dead_code,
    reason = "it is written student by student, and described as a whole"
)]
struct Document<'a> {
    #[serde(flatten)]
    head: Head<'a>,
    /// The students, in the order of the roster.
    students: Vec<Student<'a>>,
}

/// What is said first.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
struct Head<'a> {
    /// The version of this form.
    #[schemars(extend("const" = 1))]
    version: u32,
    /// The assignment's title.
    assignment: &'a str,
    /// The netcheck that graded last.
    netcheck: &'a str,
    /// When the last run ended (RFC 3339).
    graded_at: Option<&'a str>,
    /// What stood around students' programs; `null` where none was to be started.
    walls: Option<&'static str>,
    /// How what is not known counts.
    policy: Policy,
    /// How many students there are.
    count: usize,
    /// What was handed in and belongs to no student; for instructors.
    unmatched: &'a [String],
    /// What cannot be independent; for instructors. It is evidence to look at, never a verdict.
    likenesses: Vec<Likeness<'a>>,
}

impl<'a> Head<'a> {
    fn new(head: &'a ClassHead, reader: Reader) -> Self {
        let (unmatched, likenesses) = match reader {
            Reader::Instructor => (head.unmatched.as_slice(), head.likenesses.as_slice()),
            Reader::Student | Reader::Both => (&[][..], &[][..]),
        };
        Self {
            version: 1,
            assignment: &head.assignment,
            netcheck: &head.version,
            graded_at: head.graded_at.as_deref(),
            walls: head.outline.walls.map(Walls::word),
            policy: Policy::new(head.policy),
            count: head.students,
            unmatched,
            likenesses: likenesses.iter().map(Likeness::new).collect(),
        }
    }
}

/// How what is not known counts.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "policy")]
struct Policy {
    /// Students who handed in nothing.
    missing: Missing,
    /// Checks that are undecided, or wait for a person's mark.
    open: Unknown,
}

impl Policy {
    fn new(policy: model::Policy) -> Self {
        Self {
            missing: match policy.missing {
                model::Missing::Zero => Missing::Zero,
                model::Missing::Blank => Missing::Blank,
            },
            open: match policy.open {
                model::Unknown::Ungraded => Unknown::Ungraded,
                model::Unknown::Zero => Unknown::Zero,
            },
        }
    }
}

/// What a student gets who handed in nothing.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
enum Missing {
    /// No points.
    Zero,
    /// No grade.
    Blank,
}

/// What a check is worth that is not known.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
enum Unknown {
    /// There is no grade until it is known.
    Ungraded,
    /// No points.
    Zero,
}

/// Something that is the same where independent work would differ.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "likeness")]
struct Likeness<'a> {
    /// What is the same.
    kind: Kind,
    /// What it is, in a few words.
    what: &'a str,
    /// Where it stands.
    places: Vec<Alike<'a>>,
}

impl<'a> Likeness<'a> {
    fn new(likeness: &'a model::Likeness) -> Self {
        Self {
            kind: match likeness.kind {
                LikenessKind::QueueId => Kind::QueueId,
                LikenessKind::Mail => Kind::Mail,
                LikenessKind::Recording => Kind::Recording,
                LikenessKind::Example => Kind::Example,
            },
            what: &likeness.what,
            places: likeness.places.iter().map(Alike::new).collect(),
        }
    }
}

/// What is the same.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(inline)]
enum Kind {
    /// A server gave two mails the same queue id.
    QueueId,
    /// Two mails have the same body and the same times.
    Mail,
    /// Two recordings are the same, letter by letter.
    Recording,
    /// A recording is that of the lecture's example.
    Example,
}

/// Where it stands.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "place")]
struct Alike<'a> {
    /// The student's id; `null` is the lecture's example.
    student: Option<&'a str>,
    /// The submission, or the folder of the example.
    submission: &'a str,
    /// The file in it.
    file: &'a str,
    /// The line, counted from 1.
    line: usize,
    /// What is written there.
    text: &'a str,
}

impl<'a> Alike<'a> {
    fn new(alike: &'a model::Alike) -> Self {
        Self {
            student: alike.student.as_deref(),
            submission: &alike.submission,
            file: &alike.file,
            line: alike.line,
            text: &alike.text,
        }
    }
}

/// A student.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "student")]
struct Student<'a> {
    /// By which the class knows them.
    id: &'a str,
    /// Their name, where it is known.
    name: Option<&'a str>,
    /// What else the roster says, by column.
    columns: BTreeMap<&'a str, &'a str>,
    /// What goes into a gradebook elsewhere; `null` where there is no grade yet.
    grade: Option<Points>,
    /// The work that counts; `null` where nothing was handed in.
    work: Option<Work<'a>>,
}

impl<'a> Student<'a> {
    fn new(shown: &'a Shown) -> Self {
        let columns = shown.student.columns.iter();
        Self {
            id: &shown.student.id,
            name: shown.student.name.as_deref(),
            columns: columns
                .map(|(key, value)| (key.as_str(), value.as_str()))
                .collect(),
            grade: shown.grade,
            work: shown.work.as_ref().map(Work::new),
        }
    }
}

/// Something that was handed in, and graded.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
#[schemars(rename = "work")]
struct Work<'a> {
    /// What it is called where it was handed in.
    submission: &'a str,
    /// Which attempt of the student it is, counted from 1.
    attempt: u32,
    /// How many attempts the student handed in.
    attempts: u32,
    /// When it was handed in (RFC 3339), where that is known.
    handed_in: Option<&'a str>,
    /// Whether it came too late, where that is known.
    late: Option<bool>,
    /// Whether the exercises have changed since it was graded.
    stale: bool,
    /// What is earned so far.
    points: Points,
    /// What can be earned.
    of: Points,
    /// How many checks are undecided, and not marked by a person.
    undecided: usize,
    /// How many checks wait for a person's mark.
    unmarked: usize,
    /// How many checks are left out for the sake of who reads it.
    hidden: usize,
    /// The exercises, in the order of the assignment.
    exercises: Vec<Exercise<'a>>,
}

impl<'a> Work<'a> {
    fn new(graded: &'a Graded) -> Self {
        let (work, score) = (&graded.work, &graded.score);
        Self {
            submission: &work.submission,
            attempt: work.attempt,
            attempts: work.attempts,
            handed_in: work.handed_in.as_deref(),
            late: work.late,
            stale: work.stale,
            points: score.points,
            of: score.of,
            undecided: score.undecided,
            unmarked: score.unmarked,
            hidden: work.outline.hidden,
            exercises: graded.exercises.iter().map(Exercise::new).collect(),
        }
    }
}

/// One exercise with its checks.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "exercise")]
struct Exercise<'a> {
    /// Its id: its folder's name without the number.
    id: &'a str,
    /// Its folder's name.
    folder: &'a str,
    /// What it is called.
    title: &'a str,
    /// Its checks, in the author's order.
    checks: Vec<Judged<'a>>,
}

impl<'a> Exercise<'a> {
    fn new(exercise: &'a model::ExerciseReport) -> Self {
        let outline = &exercise.outline;
        let checks = exercise.checks.iter();
        Self {
            id: outline.id.as_str(),
            folder: &outline.folder,
            title: &outline.title,
            checks: checks.map(|check| Judged::new(outline, check)).collect(),
        }
    }
}

fn write(class: &mut dyn Class, reader: Reader, out: &mut dyn Write) -> io::Result<()> {
    let head = serde_json::to_string(&Head::new(class.head(), reader))?;
    let head = head.strip_suffix('}').unwrap_or(&head);
    Safe(&mut *out).write_all(head.as_bytes())?;
    out.write_all(b",\"students\":[")?;
    let mut before = "\n";
    each(class, reader, &mut |shown| {
        out.write_all(before.as_bytes())?;
        before = ",\n";
        let student = serde_json::to_vec(&Student::new(&shown))?;
        Safe(&mut *out).write_all(&student)
    })?;
    out.write_all(b"\n]}\n")
}
