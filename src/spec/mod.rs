//! Text → [`Spec`]: what an author wrote, every value at its place, with every error of every file at once.

mod assignment;
mod check;
mod cut;
mod document;
mod exercise;
mod fields;
mod keys;
mod matcher;
mod node;
mod read;
mod reference;
mod server;
mod students;
pub mod suggestion;
mod typed;
pub mod world;
pub mod yaml;

use std::collections::BTreeSet;
use std::time::Duration;

use crate::model::{Audience, CheckId, ExerciseId, Located, Net, Place, Points, Reveal, World};

pub use assignment::ASSIGNMENT_KEYS;
pub use check::{CHECK_KEYS, MOST_POINTS};
pub use exercise::{ANSWER_KEYS, EXERCISE_KEYS, INSTRUCTOR_KEYS};
pub use fields::Fields;
pub use keys::{Key, Keys, Names, Need, Rule, Takes};
pub use matcher::{Against, MATCHERS, MatcherKey, NETWORKS, matcher, pattern};
pub use node::{Data, Node, Scalar};
pub use read::{is_named, read, world_name};
pub use students::{Fate, StudentsText, students_text};

/// An assignment as its author wrote it.
#[derive(Debug)]
pub struct Spec {
    /// `netcheck.yaml`.
    pub assignment: Assignment,
    /// The exercises in their order.
    pub exercises: Vec<Exercise>,
    /// The practice internet: the assignment's own, or the built-in one of the lecture.
    pub world: World,
}

/// What `netcheck.yaml` says.
#[derive(Clone, Debug, Default)]
pub struct Assignment {
    /// Its title.
    pub title: String,
    /// The keys that say who a student is, in order; empty when none are declared.
    pub student: Vec<Located<String>>,
    /// Values picked for each student.
    pub vars: Vec<Var>,
    /// When it is due, as a moment in a named time zone.
    pub due: Option<Located<String>>,
}

/// One of `vars`: picked for each student by a hash of `student.id`.
#[derive(Clone, Debug)]
pub struct Var {
    /// Its key.
    pub key: Located<String>,
    /// What is picked from; never empty.
    pub pick: Vec<Located<String>>,
}

/// One exercise.
#[derive(Clone, Debug)]
pub struct Exercise {
    /// Its id: the folder's name without its number.
    pub id: ExerciseId,
    /// Its folder's name.
    pub folder: String,
    /// Its title.
    pub title: String,
    /// What to do, for people.
    pub about: Option<String>,
    /// What the student writes into `answers.yaml`.
    pub answers: Vec<AnswerDecl>,
    /// Its checks, the instructor's at the end; those with errors too, so that all of their errors can be told.
    pub checks: Vec<Check>,
    /// What of it could not be read.
    pub unread: Unread,
}

/// What of an exercise could not be read, so that nobody is blamed for what follows from it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Unread {
    /// Whether it may have more checks and answers than could be read.
    pub cut: bool,
    /// File, line and column of what was replaced to read on behind a mistake: it is not what the author wrote.
    pub replaced: BTreeSet<(String, usize, usize)>,
}

/// One declared answer.
#[derive(Clone, Debug)]
pub struct AnswerDecl {
    /// Its key in `answers.yaml`.
    pub key: Located<String>,
    /// The question.
    pub ask: String,
    /// How it is read.
    pub ty: AnswerType,
}

/// How an answer is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AnswerType {
    /// Any text.
    Text,
    /// A whole number.
    Integer,
    /// Yes or no, in any of the usual spellings.
    YesNo,
    /// One of these.
    Choice(Vec<String>),
    /// An IPv4 address.
    Ipv4,
    /// An IPv6 address.
    Ipv6,
    /// A host name.
    Host,
    /// A mail address.
    Mailbox,
}

/// One check as written; its probe's arguments and expectations are read by the plan, which knows the probes.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its id, or a stand-in (see [`Check::is_named`]).
    pub id: Located<CheckId>,
    /// Its title.
    pub title: String,
    /// The one probe it names, or the one it most likely means; `None` where there is none that this version knows.
    pub probe: Option<NamedProbe>,
    /// `points`, if stated.
    pub points: Option<PointsSpec>,
    /// `expect`, if stated.
    pub expect: Option<Node>,
    /// `expect-elsewhere`, if stated.
    pub expect_elsewhere: Option<Node>,
    /// `needs`.
    pub needs: Vec<Located<CheckId>>,
    /// `timeout` of one attempt, if stated.
    pub timeout: Option<Duration>,
    /// `retry`.
    pub retry: Retry,
    /// `network`: where it applies; `None` is everywhere.
    pub networks: Option<Vec<Net>>,
    /// `hint`, one or several.
    pub hints: Vec<String>,
    /// `because`.
    pub because: Option<String>,
    /// `reveal`, if stated.
    pub reveal: Option<Reveal>,
    /// Who may see it: `Instructor` for those in `exercise.instructor.yaml` or so marked.
    pub audience: Audience,
    /// Its first line.
    pub place: Place,
}

/// A probe's key with what stands at it.
#[derive(Clone, Debug)]
pub struct NamedProbe {
    /// The name of a probe.
    pub name: Located<String>,
    /// Its arguments.
    pub arguments: Node,
}

/// `points` as written.
#[derive(Clone, Debug)]
pub enum PointsSpec {
    /// One number for all.
    Whole(Located<Points>),
    /// A share for each fact or step, in the author's order.
    Shares(Vec<(Located<String>, Points)>),
}

/// `retry` as written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Retry {
    /// How many times an attempt is repeated, 0 to 10.
    pub times: u32,
    /// On which networks; `live` only unless stated.
    pub networks: Option<Vec<Net>>,
}

/// The files of an assignment, as bytes: this floor does no input itself.
#[derive(Debug)]
pub struct Files {
    /// `netcheck.yaml`.
    pub assignment: File,
    /// One folder each; folders without an `exercise.yaml` are left out by who reads them.
    pub exercises: Vec<ExerciseFiles>,
    /// The file that `world:` names, or that was named on the command line. Who loads the files asks [`world_name`] first.
    pub world: Option<File>,
}

/// The files of one exercise's folder.
#[derive(Debug)]
pub struct ExerciseFiles {
    /// The folder's name, `04-dns`.
    pub folder: String,
    /// `exercise.yaml`.
    pub spec: File,
    /// `exercise.instructor.yaml`, where there is one.
    pub instructor: Option<File>,
}

/// One file, read or not.
#[derive(Debug)]
pub struct File {
    /// Its path as diagnostics name it.
    pub name: String,
    /// What is in it, or why it could not be read.
    pub bytes: Result<Vec<u8>, Unreadable>,
}

/// Why a file could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// There is none.
    Missing,
    /// Larger than [`FILE_LIMIT`]; its size in bytes.
    TooLarge(u64),
    /// The system refused.
    System(String),
}

/// The most bytes of one spec file.
pub const FILE_LIMIT: u64 = 8 * 1024 * 1024;

#[cfg(test)]
mod tests;
