//! What became of one submission, ready to be stored: made where it was graded, so that who stores it only writes.

use rusqlite::{Connection, params};

use crate::grade::alike;
use crate::intake::HandedIn;
use crate::likeness::Trait;
use crate::model::{Outcome, Points, Verdict};

/// One attempt of one student, graded.
#[derive(Debug)]
pub(super) struct Graded {
    pub(super) student: String,
    pub(super) work: HandedIn,
    pub(super) attempt: u32,
    pub(super) attempts: u32,
    pub(super) digest: String,
    /// The student as the reports show them, as JSON.
    pub(super) keys: String,
    /// What the submission says otherwise than the roster: sentences, as a JSON list.
    pub(super) differences: String,
    pub(super) traits: Vec<Trait>,
    pub(super) rows: Vec<Row>,
    pub(super) points: Points,
    pub(super) undecided: usize,
}

/// One check's row.
#[derive(Debug)]
pub(super) struct Row {
    exercise: String,
    check: String,
    verdict: &'static str,
    points: Points,
    detail: String,
}

/// With what it was graded.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run<'a> {
    pub(super) id: i64,
    pub(super) spec: &'a str,
}

impl Row {
    pub(super) fn new(outcome: &Outcome) -> Self {
        Self {
            exercise: outcome.check.exercise.to_string(),
            check: outcome.check.check.to_string(),
            verdict: outcome.verdict.word(),
            points: outcome.points,
            detail: json(outcome),
        }
    }
}

/// As JSON. The nouns of an outcome hold nothing that JSON has no form for.
pub(super) fn json(what: &impl serde::Serialize) -> String {
    serde_json::to_string(what).unwrap_or_else(|error| panic!("no JSON: {error}"))
}

impl Graded {
    /// Fills in what the checks found.
    pub(super) fn with(mut self, outcomes: &[Outcome]) -> Self {
        self.points = outcomes.iter().map(|outcome| outcome.points).sum();
        let undecided = |outcome: &&Outcome| matches!(outcome.verdict, Verdict::Undecided(_));
        self.undecided = outcomes.iter().filter(undecided).count();
        self.rows = outcomes.iter().map(Row::new).collect();
        self
    }

    /// Its outcomes, with the marks of those that are in the gradebook.
    pub(super) fn outcomes(&self, before: &[Outcome]) -> Vec<Outcome> {
        let marked = |row: &Row| {
            // It was written a moment ago.
            let mut outcome: Outcome = serde_json::from_str(&row.detail).ok()?;
            let same = before.iter().find(|before| before.check == outcome.check);
            outcome.mark = same.and_then(|before| before.mark.clone());
            Some(outcome)
        };
        self.rows.iter().filter_map(marked).collect()
    }

    /// Stores it whole, in place of what was there of the same submission.
    pub(super) fn store(&self, db: &Connection, run: Run) -> rusqlite::Result<()> {
        let id = self.store_head(db, run)?;
        db.prepare_cached("DELETE FROM outcomes WHERE submission = ?1")?
            .execute([id])?;
        db.prepare_cached("DELETE FROM traits WHERE submission = ?1")?
            .execute([id])?;
        for one in &self.traits {
            alike::store(db, Some(id), "", one)?;
        }
        let sql =
            "INSERT INTO outcomes (submission, place, exercise, \"check\", verdict, points, detail)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        let mut insert = db.prepare_cached(sql)?;
        for (place, row) in self.rows.iter().enumerate() {
            insert.execute(params![
                id,
                i64::try_from(place).unwrap_or(i64::MAX),
                row.exercise,
                row.check,
                row.verdict,
                row.points,
                row.detail
            ])?;
        }
        Ok(())
    }

    fn store_head(&self, db: &Connection, run: Run) -> rusqlite::Result<i64> {
        db.prepare_cached("UPDATE submissions SET counts = 0 WHERE student = ?1")?
            .execute([&self.student])?;
        let sql = "INSERT INTO submissions
               (student, name, attempt, attempts, handed_in, late, counts, digest, spec, run, graded, keys, differences, points, undecided)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 1, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)
             ON CONFLICT (student, name) DO UPDATE SET
               attempt = ?3, attempts = ?4, handed_in = ?5, late = ?6, counts = 1, digest = ?7, spec = ?8, run = ?9,
               graded = ?10, keys = ?11, differences = ?12, points = ?13,
               undecided = ?14
             RETURNING id";
        db.prepare_cached(sql)?.query_row(
            params![
                self.student,
                self.work.name,
                self.attempt,
                self.attempts,
                self.work.at,
                self.work.late,
                self.digest,
                run.spec,
                run.id,
                now(),
                self.keys,
                self.differences,
                self.points,
                i64::try_from(self.undecided).unwrap_or(i64::MAX),
            ],
            |row| row.get(0),
        )
    }
}

/// This moment (RFC 3339), to the second.
pub(super) fn now() -> String {
    let now = jiff::Timestamp::now();
    let second = jiff::Timestamp::from_second(now.as_second()).unwrap_or(now);
    second.to_string()
}
