//! What a run notes before and after it grades: the class, the spec, which attempt counts.

use rusqlite::{Connection, OptionalExtension as _, params};

use crate::grade::alike;
use crate::grade::book::{fact, set_fact};
use crate::grade::choice::{Attempts, Choice};
use crate::grade::graded::{json, now};
use crate::grade::grader::Grading;
use crate::intake::{Entry, HandedIn, Joined, Roster};
use crate::model::{Diagnostic, Missing, Outline, Student, Unknown};

use super::Gradebook;

/// Notes who is in the class, and that a run begins; gives its number.
pub(super) fn begin(
    db: &mut Connection,
    grading: &Grading,
    students: &[(usize, Entry)],
) -> rusqlite::Result<i64> {
    let all = db.transaction()?;
    let outline = grading.plan.outline(Vec::new(), String::new());
    set_facts(&all, grading)?;
    all.execute(
        "INSERT INTO specs (digest, outline) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET outline = ?2",
        (&grading.spec, json(&outline)),
    )?;
    enrol(&all, grading, students)?;
    note_unmatched(&all, &grading.class)?;
    all.execute("DELETE FROM traits WHERE submission IS NULL", [])?;
    for (folder, one) in &grading.examples {
        alike::store(&all, None, folder, one)?;
    }
    all.execute(
        "INSERT INTO runs (started, version, spec, shard) VALUES (?1, ?2, ?3, ?4)",
        params![
            now(),
            env!("CARGO_PKG_VERSION"),
            grading.spec,
            grading.choice.shard.map(|shard| shard.to_string())
        ],
    )?;
    let run = all.last_insert_rowid();
    all.commit()?;
    Ok(run)
}

fn set_facts(db: &Connection, grading: &Grading) -> rusqlite::Result<()> {
    let missing = match grading.policy.missing {
        Missing::Zero => "zero",
        Missing::Blank => "blank",
    };
    let undecided = match grading.policy.open {
        Unknown::Zero => "zero",
        Unknown::Ungraded => "ungraded",
    };
    set_fact(db, fact::ASSIGNMENT, &grading.plan.assignment)?;
    set_fact(db, fact::SPEC, &grading.spec)?;
    set_fact(db, fact::MISSING, missing)?;
    set_fact(db, fact::UNDECIDED, undecided)?;
    let attempts = Attempts::ALL.iter();
    let attempts = attempts.filter(|(_, attempts)| *attempts == grading.choice.attempts);
    for (word, _) in attempts {
        set_fact(db, fact::ATTEMPTS, word)?;
    }
    if grading.rostered {
        set_fact(db, fact::ROSTER, "yes")?;
    }
    Ok(())
}

/// Who is no longer in the roster stays, as long as there is something of theirs. A shard knows nothing of the others.
fn enrol(db: &Connection, grading: &Grading, students: &[(usize, Entry)]) -> rusqlite::Result<()> {
    let rostered = grading.rostered;
    let whole = rostered && grading.choice.shard.is_none();
    if whole {
        db.execute("UPDATE students SET place = NULL", [])?;
    }
    let sql = "INSERT INTO students (id, place, name, columns) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT DO UPDATE SET place = ?2, name = ?3, columns = ?4";
    let mut insert = db.prepare_cached(sql)?;
    for (place, entry) in students {
        let student = &entry.student;
        let place = rostered.then(|| i64::try_from(*place).unwrap_or(i64::MAX));
        insert.execute(params![
            student.id,
            place,
            student.name,
            json(&student.columns)
        ])?;
    }
    db.execute(
        "DELETE FROM students WHERE place IS NULL
           AND NOT EXISTS (SELECT 1 FROM submissions WHERE student = students.id)
           AND NOT EXISTS (SELECT 1 FROM marks WHERE student = students.id)
           AND ?1",
        [whole],
    )?;
    Ok(())
}

fn note_unmatched(db: &Connection, class: &Joined) -> rusqlite::Result<()> {
    db.execute("DELETE FROM unmatched", [])?;
    let mut insert = db.prepare_cached("INSERT OR IGNORE INTO unmatched (name) VALUES (?1)")?;
    for work in &class.unmatched {
        insert.execute([&work.name])?;
    }
    Ok(())
}

/// Notes which attempt counts, and that the run has ended.
pub(super) fn end(
    db: &mut Connection,
    run: i64,
    choice: &Choice,
    students: &[(usize, Entry)],
    stopped: Option<i32>,
) -> rusqlite::Result<()> {
    let all = db.transaction()?;
    for (_, entry) in students {
        settle(&all, choice, entry)?;
    }
    let ending = stopped.map_or_else(
        || "complete".to_owned(),
        |signal| format!("signal {signal}"),
    );
    all.execute(
        "UPDATE runs SET ended = ?2, ending = ?3 WHERE id = ?1",
        params![run, now(), ending],
    )?;
    all.commit()
}

/// What is in the gradebook of students who handed in nothing this time stays as it was.
fn settle(db: &Connection, choice: &Choice, entry: &Entry) -> rusqlite::Result<()> {
    if entry.works.is_empty() {
        return Ok(());
    }
    let student = &entry.student.id;
    let numbers = choice.attempts_of(&entry.works);
    let counts = match choice.attempts {
        Attempts::Best => best(db, student, &entry.works)?,
        Attempts::Latest | Attempts::InTime => numbers
            .last()
            .map(|number| entry.works[*number].name.clone()),
    };
    let Some(counts) = counts else {
        let sql = "UPDATE submissions SET counts = 0 WHERE student = ?1";
        db.prepare_cached(sql)?.execute([student])?;
        return Ok(());
    };
    let sql =
        "UPDATE submissions SET counts = (name = ?2) WHERE student = ?1 AND counts <> (name = ?2)
         AND EXISTS (SELECT 1 FROM submissions WHERE student = ?1 AND name = ?2)";
    db.prepare_cached(sql)?.execute([student, &counts])?;
    Ok(())
}

/// The name of the attempt with the most points, of those that were handed in this time.
fn best(db: &Connection, student: &str, works: &[HandedIn]) -> rusqlite::Result<Option<String>> {
    let sql = "SELECT points FROM submissions WHERE student = ?1 AND name = ?2";
    let mut points = db.prepare_cached(sql)?;
    let mut best: Option<(i64, &str)> = None;
    for work in works {
        let found: Option<i64> = points
            .query_row([student, &work.name], |row| row.get(0))
            .optional()?;
        if let Some(found) = found
            && best.is_none_or(|(most, _)| found >= most)
        {
            best = Some((found, &work.name));
        }
    }
    Ok(best.map(|(_, name)| name.to_owned()))
}

impl Gradebook {
    /// The roster that it was graded with last, if there was one.
    ///
    /// # Errors
    /// That the gradebook cannot be read.
    pub fn roster(&mut self) -> Result<Option<Roster>, Diagnostic> {
        if self.fact(fact::ROSTER)?.is_none() {
            return Ok(None);
        }
        let shard: Option<String> = self
            .run("read", |db| {
                let last = "SELECT shard FROM runs ORDER BY id DESC LIMIT 1";
                db.query_row(last, [], |row| row.get(0)).optional()
            })?
            .flatten();
        if let Some(shard) = shard {
            let shown = self.path.display().to_string();
            let message =
                format!("the gradebook `{shown}` knows only the part {shard} of the class");
            return Err(Diagnostic::file_error(shown, message)
                .help("name the roster of all with --roster FILE"));
        }
        let students = self.run("read", |db| {
            let sql =
                "SELECT id, name, columns FROM students WHERE place IS NOT NULL ORDER BY place";
            db.prepare(sql)?.query_map([], student)?.collect()
        })?;
        Ok(Some(Roster {
            students,
            notes: Vec::new(),
        }))
    }

    /// Says so if it holds another assignment: none of its exercises is in this one.
    ///
    /// # Errors
    /// That it does, or cannot be read.
    pub fn belongs_to(&mut self, outline: &Outline) -> Result<(), Diagnostic> {
        let (Some(title), Some(held)) = (self.fact(fact::ASSIGNMENT)?, self.outline()?) else {
            return Ok(());
        };
        let mut exercises = held.exercises.iter();
        let shared = exercises.any(|held| outline.exercises.iter().any(|new| new.id == held.id));
        if shared || held.exercises.is_empty() {
            return Ok(());
        }
        let shown = self.path.display().to_string();
        let message = format!(
            "the gradebook `{shown}` holds the assignment `{title}`, which has no exercise of `{}`",
            outline.assignment
        );
        Err(Diagnostic::file_error(shown, message)
            .help("name another gradebook with --gradebook FILE, or the other assignment with --assignment DIR"))
    }
}

/// A row of students: id, name, columns.
pub(super) fn student(row: &rusqlite::Row) -> rusqlite::Result<Student> {
    let columns: String = row.get(2)?;
    Ok(Student {
        id: row.get(0)?,
        name: row.get(1)?,
        columns: serde_json::from_str(&columns).unwrap_or_default(),
    })
}
