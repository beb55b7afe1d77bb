//! What in a gradebook needs somebody: undecided checks, checks that wait for a person, submissions of nobody.

use crate::grade::book::Gradebook;
use crate::grade::read::parsed;
use crate::model::{Diagnostic, Outcome};

impl Gradebook {
    /// What was handed in and belongs to no student.
    ///
    /// # Errors
    /// That the gradebook cannot be read, as for all of these.
    pub fn unmatched(&mut self) -> Result<Vec<String>, Diagnostic> {
        self.run("read", |db| {
            let mut names = db.prepare("SELECT name FROM unmatched ORDER BY name")?;
            names.query_map([], |row| row.get(0))?.collect()
        })
    }

    /// What submissions say of their students otherwise than the roster: the student's id, and a sentence.
    ///
    /// # Errors
    /// That the gradebook cannot be read.
    pub fn differences(&mut self) -> Result<Vec<(String, String)>, Diagnostic> {
        self.run("read", |db| {
            let sql = "SELECT student, differences FROM submissions JOIN students ON students.id = student
                 WHERE counts = 1 AND differences <> '[]' ORDER BY place IS NULL, place, student";
            let mut found = db.prepare(sql)?;
            let mut rows = found.query([])?;
            let mut all = Vec::new();
            while let Some(row) = rows.next()? {
                let student: String = row.get(0)?;
                let sentences: Vec<String> = parsed(row, 1)?;
                all.extend(sentences.into_iter().map(|found| (student.clone(), found)));
            }
            Ok(all)
        })
    }

    /// Tells every check that counts, is undecided, and was not marked by a person; by the students' order, and that of the checks.
    ///
    /// # Errors
    /// That the gradebook cannot be read.
    pub fn each_undecided(
        &mut self,
        tell: &mut dyn FnMut(&str, &Outcome),
    ) -> Result<(), Diagnostic> {
        self.run("read", |db| {
            let sql = "SELECT submissions.student, detail FROM submissions
                 JOIN students ON students.id = submissions.student
                 JOIN outcomes ON outcomes.submission = submissions.id
                 LEFT JOIN marks ON marks.student = submissions.student
                   AND marks.exercise = outcomes.exercise AND marks.\"check\" = outcomes.\"check\"
                 WHERE counts = 1 AND verdict IN ('undecided', 'not-run') AND marks.points IS NULL
                 ORDER BY students.place IS NULL, students.place, submissions.student, outcomes.place";
            let mut found = db.prepare(sql)?;
            let mut rows = found.query([])?;
            while let Some(row) = rows.next()? {
                let student: String = row.get(0)?;
                tell(&student, &parsed(row, 1)?);
            }
            Ok(())
        })
    }

    /// The checks that wait for a person, `exercise/check`, and how many students have it waiting.
    ///
    /// # Errors
    /// That the gradebook cannot be read.
    pub fn unmarked(&mut self) -> Result<Vec<(String, usize)>, Diagnostic> {
        self.run("read", |db| {
            let sql =
                "SELECT outcomes.exercise || '/' || outcomes.\"check\", count(*) FROM submissions
                 JOIN outcomes ON outcomes.submission = submissions.id
                 LEFT JOIN marks ON marks.student = submissions.student
                   AND marks.exercise = outcomes.exercise AND marks.\"check\" = outcomes.\"check\"
                 WHERE counts = 1 AND verdict = 'manual' AND marks.points IS NULL
                 GROUP BY 1 ORDER BY min(outcomes.place)";
            let mut found = db.prepare(sql)?;
            let rows = found.query_map([], |row| {
                let count: i64 = row.get(1)?;
                Ok((row.get(0)?, usize::try_from(count).unwrap_or_default()))
            })?;
            rows.collect()
        })
    }
}
