//! Points that a person gives: kept apart from what the machine finds, and never touched by it.

use rusqlite::{OptionalExtension as _, params};

use crate::grade::book::Gradebook;
use crate::grade::graded::now;
use crate::model::{CheckRef, Diagnostic, Mark, Outline, Points, nearest};

/// What a person gives for a check.
#[derive(Clone, Copy, Debug)]
pub struct Given<'a> {
    /// The student's id.
    pub student: &'a str,
    /// The check, `exercise/check`.
    pub check: &'a str,
    /// The points.
    pub points: Points,
    /// Of how many.
    pub of: Points,
    /// Why.
    pub note: Option<&'a str>,
}

impl Gradebook {
    /// Keeps a mark, in place of an earlier one, which it gives.
    ///
    /// # Errors
    /// That there is no such student or check, that the points are not those of the check, that the gradebook cannot be written.
    pub fn mark(&mut self, given: Given) -> Result<Option<Mark>, Diagnostic> {
        let student = self.student_id(given.student)?;
        let (check, of) = self.check(given.check)?;
        if given.of != of || given.points > of {
            let message = format!(
                "{}/{}: the check `{check}` is worth {of}",
                given.points, given.of
            );
            let help = format!("give 0/{of} to {of}/{of}");
            return Err(Diagnostic::file_error("the mark", message).help(help));
        }
        let before = self.marked(&student, &check)?;
        self.run("write", |db| {
            let sql = "INSERT INTO marks (student, exercise, \"check\", points, note, at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT DO UPDATE SET points = ?4, note = ?5, at = ?6";
            db.execute(
                sql,
                params![student, check.exercise.as_str(), check.check.as_str(), given.points, given.note, now()],
            )
        })?;
        Ok(before)
    }

    /// Takes a mark away, and gives it.
    ///
    /// # Errors
    /// As [`Gradebook::mark`].
    pub fn unmark(&mut self, student: &str, check: &str) -> Result<Option<Mark>, Diagnostic> {
        let student = self.student_id(student)?;
        let (check, _) = self.check(check)?;
        let before = self.marked(&student, &check)?;
        self.run("write", |db| {
            db.execute(
                "DELETE FROM marks WHERE student = ?1 AND exercise = ?2 AND \"check\" = ?3",
                [&student, check.exercise.as_str(), check.check.as_str()],
            )
        })?;
        Ok(before)
    }

    fn marked(&mut self, student: &str, check: &CheckRef) -> Result<Option<Mark>, Diagnostic> {
        self.run("read", |db| {
            let sql = "SELECT points, note, at FROM marks WHERE student = ?1 AND exercise = ?2 AND \"check\" = ?3";
            db.query_row(sql, [student, check.exercise.as_str(), check.check.as_str()], |row| {
                Ok(Mark {
                    points: row.get(0)?,
                    note: row.get(1)?,
                    at: row.get(2)?,
                })
            })
            .optional()
        })
    }

    fn student_id(&mut self, word: &str) -> Result<String, Diagnostic> {
        let ids: Vec<String> = self.run("read", |db| {
            let mut ids = db.prepare("SELECT id FROM students")?;
            ids.query_map([], |row| row.get(0))?.collect()
        })?;
        if let Some(id) = ids.iter().find(|id| id.eq_ignore_ascii_case(word)) {
            return Ok(id.clone());
        }
        let message = format!("there is no student `{word}` in the gradebook");
        let near = nearest(word, ids.iter().map(String::as_str));
        Err(unknown(
            message,
            near,
            "students are named by their ids, as in the roster",
        ))
    }

    /// A check of what was graded last, and what it is worth.
    fn check(&mut self, word: &str) -> Result<(CheckRef, Points), Diagnostic> {
        let checks = self.outline()?.as_ref().map(checks).unwrap_or_default();
        let found = checks.iter().find(|(check, _)| check.to_string() == word);
        if let Some(found) = found {
            return Ok(found.clone());
        }
        let names: Vec<String> = checks.iter().map(|(check, _)| check.to_string()).collect();
        let message = format!("there is no check `{word}`");
        let near = nearest(word, names.iter().map(String::as_str));
        Err(unknown(
            message,
            near,
            "checks are named as EXERCISE/CHECK; `netcheck list` lists them",
        ))
    }
}

fn checks(outline: &Outline) -> Vec<(CheckRef, Points)> {
    let exercises = outline.exercises.iter();
    let checks = exercises.flat_map(|exercise| {
        let checks = exercise.checks.iter();
        checks.map(|check| (exercise.check(check), check.of))
    });
    checks.collect()
}

fn unknown(message: String, near: Option<&str>, else_help: &str) -> Diagnostic {
    let found = Diagnostic::file_error("the mark", message);
    match near {
        Some(near) => found.help(format!("did you mean `{near}`?")),
        None => found.help(else_help),
    }
}
