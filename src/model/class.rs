//! A class: its students, what became of what they handed in, and how that makes points.

use std::sync::Arc;

use crate::model::{Ending, Event, ExerciseReport, Outcome, Outline, Points, Tally};

/// A student of a class.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Student {
    /// By which the class knows them: unique in it, and compared without case.
    pub id: String,
    /// Their name, where it is known.
    pub name: Option<String>,
    /// What else the roster says: its columns, in its order.
    pub columns: Vec<(String, String)>,
}

/// A student, and what became of what they handed in.
#[derive(Clone, Debug)]
pub struct StudentReport {
    /// The student.
    pub student: Student,
    /// The work that counts; `None` where nothing was handed in.
    pub work: Option<Work>,
}

/// Something that was handed in, and graded.
#[derive(Clone, Debug)]
pub struct Work {
    /// What it is called where it was handed in: `04_ada`, `submission_123456`.
    pub submission: String,
    /// Which attempt of the student it is, counted from 1.
    pub attempt: u32,
    /// How many attempts the student handed in.
    pub attempts: u32,
    /// When it was handed in (RFC 3339), where that is known.
    pub handed_in: Option<String>,
    /// Whether it came too late, where that is known.
    pub late: Option<bool>,
    /// What was to be checked when it was graded; with this student and this submission.
    pub outline: Outline,
    /// What became of each check, in the order of the outline, with what persons marked.
    pub outcomes: Vec<Outcome>,
    /// Whether the spec has changed since it was graded.
    pub stale: bool,
}

/// What a class report says first.
#[derive(Clone, Debug)]
pub struct ClassHead {
    /// The assignment's title.
    pub assignment: String,
    /// What is checked today, without student and submission.
    pub outline: Arc<Outline>,
    /// How many students there are.
    pub students: usize,
    /// How students without a submission, and open checks, count.
    pub policy: Policy,
    /// What was handed in and belongs to no student of the roster.
    pub unmatched: Vec<String>,
    /// When the last run ended (RFC 3339).
    pub graded_at: Option<String>,
    /// The netcheck that graded last.
    pub version: String,
    /// What cannot be independent, for the instructor alone.
    pub likenesses: Vec<Likeness>,
}

/// What a class is known by, one student after another: it need not fit into memory.
pub trait Class {
    /// What is said first.
    fn head(&self) -> &ClassHead;

    /// Tells the students in the order of the roster.
    ///
    /// # Errors
    /// What `take` returns, which ends it; and that the gradebook cannot be read.
    fn each(
        &mut self,
        take: &mut dyn FnMut(StudentReport) -> std::io::Result<()>,
    ) -> std::io::Result<()>;
}

/// How what is not known counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Policy {
    /// Students who handed in nothing.
    pub missing: Missing,
    /// Checks that are undecided, or that wait for a person's mark.
    pub open: Unknown,
}

/// What a student gets who handed in nothing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Missing {
    /// No points.
    #[default]
    Zero,
    /// No grade: the cell stays empty.
    Blank,
}

/// What a check is worth that is undecided or waits for a person's mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Unknown {
    /// The student has no grade until it is known.
    #[default]
    Ungraded,
    /// No points.
    Zero,
}

/// What a class report gives a student.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Score {
    /// What is earned so far.
    pub points: Points,
    /// What can be earned.
    pub of: Points,
    /// How many checks are undecided, and not marked by a person.
    pub undecided: usize,
    /// How many checks wait for a person's mark.
    pub unmarked: usize,
}

impl StudentReport {
    /// The student's score; `None` where nothing was handed in.
    pub fn score(&self) -> Option<Score> {
        self.work.as_ref().map(Work::score)
    }

    /// The grade that goes into a gradebook elsewhere; `None` leaves its cell empty.
    pub fn grade(&self, policy: Policy) -> Option<Points> {
        policy.grade(self.score())
    }
}

impl Policy {
    /// The grade of a score, or of having handed in nothing.
    pub fn grade(self, score: Option<Score>) -> Option<Points> {
        match score {
            None => (self.missing == Missing::Zero).then_some(0),
            Some(score) => score.is_known(self.open).then_some(score.points),
        }
    }
}

impl Score {
    /// Whether a grade can be given.
    pub fn is_known(&self, open: Unknown) -> bool {
        open == Unknown::Zero || self.undecided + self.unmarked == 0
    }
}

impl Work {
    /// Its score.
    pub fn score(&self) -> Score {
        let tally = self.tally();
        Score {
            points: tally.points,
            of: tally.of + tally.manual_of,
            undecided: tally.undecided + tally.not_run,
            unmarked: tally.manual,
        }
    }

    /// The tally of its checks.
    pub fn tally(&self) -> Tally {
        let mut tally = Tally::default();
        for exercise in self.exercises() {
            exercise.checks.iter().for_each(|check| tally.add(check));
        }
        tally
    }

    /// Its exercises, with what became of their checks.
    pub fn exercises(&self) -> Vec<ExerciseReport> {
        let mut gathering = crate::model::Gathering::new(&self.outline);
        for outcome in &self.outcomes {
            if let Some((_, outline)) = gathering.find(&outcome.check) {
                let outline = Arc::clone(outline);
                gathering.keep(crate::model::CheckReport {
                    outline,
                    outcome: outcome.clone(),
                });
            }
        }
        std::iter::from_fn(|| gathering.complete()).collect()
    }

    /// It as the events of a run, for the reports that are made of those.
    pub fn events(self) -> impl Iterator<Item = Event> {
        let planned = std::iter::once(Event::Planned(self.outline));
        let finished = self.outcomes.into_iter().map(Event::Finished);
        planned
            .chain(finished)
            .chain(std::iter::once(Event::Ended(Ending::Complete)))
    }
}

/// Something that is the same where independent work would differ. It is evidence to look at, never a verdict.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Likeness {
    /// What is the same.
    pub kind: LikenessKind,
    /// What it is, in a few words: `queue id 4F1C22A0B1`.
    pub what: String,
    /// Where it stands; at least two places, of at least two students, or of one and the lecture's example.
    pub places: Vec<Alike>,
}

/// What is the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum LikenessKind {
    /// A server gave two mails the same queue id.
    QueueId,
    /// Two mails have the same body and the same times.
    Mail,
    /// Two recordings are the same, letter by letter.
    Recording,
    /// A recording is that of the lecture's example.
    Example,
}

/// Where something stands that is the same elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alike {
    /// The student; `None` is the lecture's example.
    pub student: Option<String>,
    /// The submission, or the folder of the example.
    pub submission: String,
    /// The file in it.
    pub file: String,
    /// The line, counted from 1.
    pub line: usize,
    /// What is written there.
    pub text: String,
}
