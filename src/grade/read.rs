//! A gradebook as a class, told student by student.

use std::collections::HashMap;
use std::io;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension as _};
use serde::de::DeserializeOwned;

use crate::grade::alike;
use crate::grade::book::{Gradebook, fact, trouble};
use crate::grade::enrol::student;
use crate::model::{
    CheckRef, Class, ClassHead, Diagnostic, Mark, Outcome, Outline, Policy, Student, StudentReport,
    Work,
};

/// A gradebook that is read.
#[derive(Debug)]
pub struct ClassBook<'a> {
    head: ClassHead,
    book: &'a Gradebook,
    spec: String,
    outlines: HashMap<String, Outline>,
}

impl Gradebook {
    /// What was to be checked when it was graded last; `None` before it was.
    ///
    /// # Errors
    /// That it cannot be read.
    pub fn outline(&mut self) -> Result<Option<Outline>, Diagnostic> {
        let Some(spec) = self.fact(fact::SPEC)? else {
            return Ok(None);
        };
        self.run("read", |db| outline(db, &spec)).map(Some)
    }

    /// The gradebook as a class.
    ///
    /// # Errors
    /// That it cannot be read, or that nothing was graded yet.
    pub fn class(&self) -> Result<ClassBook<'_>, Diagnostic> {
        let Some(spec) = self.fact(fact::SPEC)? else {
            let shown = self.path.display().to_string();
            let message = format!("the gradebook `{shown}` is empty");
            return Err(Diagnostic::file_error(shown, message)
                .help("`netcheck grade SUBMISSIONS --gradebook FILE` fills it"));
        };
        let policy = self.policy()?;
        let head = head(&self.db, &spec, policy);
        Ok(ClassBook {
            head: head.map_err(|error| trouble(&self.path, "read", &error))?,
            book: self,
            spec,
            outlines: HashMap::new(),
        })
    }
}

fn head(db: &Connection, spec: &str, policy: Policy) -> rusqlite::Result<ClassHead> {
    let outline = outline(db, spec)?;
    let students = db.query_row("SELECT count(*) FROM students", [], |row| {
        row.get::<_, i64>(0)
    })?;
    let last = "SELECT max(ended), version FROM runs ORDER BY id DESC LIMIT 1";
    let (graded_at, version) = db
        .query_row(last, [], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?
        .unwrap_or_default();
    let unmatched = db
        .prepare("SELECT name FROM unmatched ORDER BY name")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    Ok(ClassHead {
        assignment: outline.assignment.clone(),
        outline: Arc::new(outline),
        students: usize::try_from(students).unwrap_or_default(),
        policy,
        unmatched,
        graded_at,
        version,
        likenesses: alike::found(db)?,
    })
}

fn outline(db: &Connection, spec: &str) -> rusqlite::Result<Outline> {
    let sql = "SELECT outline FROM specs WHERE digest = ?1";
    db.prepare_cached(sql)?
        .query_row([spec], |row| parsed(row, 0))
}

/// A column that holds JSON of ours.
pub(super) fn parsed<T: DeserializeOwned>(
    row: &rusqlite::Row,
    column: usize,
) -> rusqlite::Result<T> {
    let text: String = row.get(column)?;
    serde_json::from_str(&text).map_err(|error| {
        rusqlite::Error::FromSqlConversionFailure(
            column,
            rusqlite::types::Type::Text,
            Box::new(error),
        )
    })
}

impl ClassBook<'_> {
    fn student_report(&mut self, student: Student) -> rusqlite::Result<StudentReport> {
        let db = &self.book.db;
        let sql = "SELECT id, name, attempt, attempts, handed_in, late, spec, keys FROM submissions
             WHERE student = ?1 AND counts = 1";
        let mut found = db.prepare_cached(sql)?;
        let mut rows = found.query([&student.id])?;
        let Some(row) = rows.next()? else {
            return Ok(StudentReport {
                student,
                work: None,
            });
        };
        let spec: String = row.get(6)?;
        if !self.outlines.contains_key(&spec) {
            self.outlines.insert(spec.clone(), outline(db, &spec)?);
        }
        let submission: String = row.get(1)?;
        let work = Work {
            attempt: row.get(2)?,
            attempts: row.get(3)?,
            handed_in: row.get(4)?,
            late: row.get(5)?,
            outline: Outline {
                student: parsed(row, 7)?,
                submission: submission.clone(),
                ..self.outlines[&spec].clone()
            },
            submission,
            outcomes: outcomes(db, row.get(0)?, &student.id)?,
            stale: spec != self.spec,
        };
        Ok(StudentReport {
            student,
            work: Some(work),
        })
    }

    fn students(&self) -> rusqlite::Result<Vec<Student>> {
        let sql = "SELECT id, name, columns FROM students ORDER BY place IS NULL, place, id";
        let mut found = self.book.db.prepare_cached(sql)?;
        found.query_map([], student)?.collect()
    }
}

impl ClassBook<'_> {
    /// Lets what is not known count otherwise than the gradebook says.
    pub fn set_policy(&mut self, policy: Policy) {
        self.head.policy = policy;
    }
}

impl Class for ClassBook<'_> {
    fn head(&self) -> &ClassHead {
        &self.head
    }

    fn each(&mut self, take: &mut dyn FnMut(StudentReport) -> io::Result<()>) -> io::Result<()> {
        let path = &self.book.path;
        let unread =
            |error: rusqlite::Error| io::Error::other(trouble(path, "read", &error).message);
        // One moment of the gradebook, also while it is graded into.
        let _moment = self.book.db.unchecked_transaction().map_err(unread)?;
        for student in self.students().map_err(unread)? {
            let report = self.student_report(student);
            take(report.map_err(unread)?)?;
        }
        Ok(())
    }
}

/// What became of the checks of a submission, with what persons marked.
pub(super) fn outcomes(
    db: &Connection,
    submission: i64,
    student: &str,
) -> rusqlite::Result<Vec<Outcome>> {
    let marks = marks(db, student)?;
    let sql = "SELECT detail FROM outcomes WHERE submission = ?1 ORDER BY place";
    let mut found = db.prepare_cached(sql)?;
    let outcomes = found.query_map([submission], |row| {
        let mut outcome: Outcome = parsed(row, 0)?;
        let key = key(&outcome.check);
        outcome.mark = marks.get(&key).cloned();
        Ok(outcome)
    })?;
    outcomes.collect()
}

fn key(check: &CheckRef) -> (String, String) {
    (check.exercise.to_string(), check.check.to_string())
}

fn marks(db: &Connection, student: &str) -> rusqlite::Result<HashMap<(String, String), Mark>> {
    let sql = "SELECT exercise, \"check\", points, note, at FROM marks WHERE student = ?1";
    let mut found = db.prepare_cached(sql)?;
    let marks = found.query_map([student], |row| {
        let mark = Mark {
            points: row.get(2)?,
            note: row.get(3)?,
            at: row.get(4)?,
        };
        Ok(((row.get(0)?, row.get(1)?), mark))
    })?;
    marks.collect()
}
