//! Several gradebooks, one of each shard, put together.

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::grade::book::{Gradebook, fact, trouble};
use crate::grade::choice::Shard;
use crate::model::Diagnostic;

/// What was put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// How many students.
    pub students: usize,
    /// How many submissions.
    pub submissions: usize,
}

impl Gradebook {
    /// Puts gradebooks together into a new one.
    ///
    /// # Errors
    /// That a file is there already, that a part cannot be read, was graded with another spec, or is missing. Nothing is left then.
    pub fn merge(parts: &[PathBuf], into: &Path) -> Result<Merged, Diagnostic> {
        if into.exists() {
            let shown = into.display().to_string();
            let message = format!("`{shown}` is there already");
            return Err(Diagnostic::file_error(shown, message)
                .help("name a new file with --gradebook FILE, or move this one away"));
        }
        belong_together(parts)?;
        let merged = merged(parts, into);
        if merged.is_err() {
            // What was begun is no gradebook of the class.
            let _ = std::fs::remove_file(into);
        }
        merged
    }
}

fn merged(parts: &[PathBuf], into: &Path) -> Result<Merged, Diagnostic> {
    let mut book = Gradebook::create(into)?;
    for part in parts {
        let added = add(&mut book.db, part);
        added.map_err(|error| {
            let side = match error.sqlite_error_code() {
                Some(rusqlite::ErrorCode::DatabaseCorrupt) => part,
                _ => into,
            };
            trouble(side, "write", &error)
        })?;
    }
    book.run("read", |db| {
        let count = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0));
        let as_size = |count: i64| usize::try_from(count).unwrap_or_default();
        Ok(Merged {
            students: as_size(count("SELECT count(*) FROM students")?),
            submissions: as_size(count("SELECT count(*) FROM submissions")?),
        })
    })
}

/// Whether all parts are there, of the same assignment and spec.
fn belong_together(parts: &[PathBuf]) -> Result<(), Diagnostic> {
    let mut first: Option<(String, &Path)> = None;
    let mut shards: Vec<Option<Shard>> = Vec::new();
    for part in parts {
        let mut book = Gradebook::open(part)?;
        let spec = book.fact(fact::SPEC)?.unwrap_or_default();
        if let Some((held, other)) = &first
            && *held != spec
        {
            let shown = part.display().to_string();
            let message = format!(
                "`{shown}` was graded with another spec than `{}`",
                other.display()
            );
            return Err(Diagnostic::file_error(shown, message)
                .help("grade both with the same assignment, then merge them"));
        }
        first.get_or_insert((spec, part));
        shards.push(last_shard(&mut book)?);
    }
    all_there(&shards)
}

fn last_shard(book: &mut Gradebook) -> Result<Option<Shard>, Diagnostic> {
    let (word, ended) = book.run("read", |db| {
        let sql = "SELECT shard, ending FROM runs ORDER BY id DESC LIMIT 1";
        db.query_row(sql, [], |row| {
            Ok((
                row.get::<_, Option<String>>(0)?,
                row.get::<_, Option<String>>(1)?,
            ))
        })
    })?;
    if ended.as_deref() != Some("complete") {
        let shown = book.path().display().to_string();
        let message = format!("the grading of `{shown}` did not end");
        return Err(Diagnostic::file_error(shown, message)
            .help("run its `netcheck grade` again: it goes on from where it stopped"));
    }
    let shard = word.as_deref().and_then(|word| {
        let (number, of) = word.split_once('/')?;
        Some(Shard {
            number: number.parse().ok()?,
            of: of.parse().ok()?,
        })
    });
    Ok(shard)
}

fn all_there(shards: &[Option<Shard>]) -> Result<(), Diagnostic> {
    let Some(of) = shards.iter().flatten().map(|shard| shard.of).max() else {
        return Ok(());
    };
    let has = |number| {
        shards
            .iter()
            .flatten()
            .any(|shard| *shard == Shard { number, of })
    };
    let missing: Vec<String> = (1..=of)
        .filter(|number| !has(*number))
        .map(|number| Shard { number, of }.to_string())
        .collect();
    if missing.is_empty() {
        return Ok(());
    }
    let message = format!(
        "not all shards are there: {} is missing",
        missing.join(", ")
    );
    Err(Diagnostic::file_error("the gradebooks", message)
        .help("grade it with --shard, then name its gradebook too"))
}

/// Adds a part. Of two outcomes of the same submission, and of two marks of the same check, the later one stays.
fn add(db: &mut Connection, part: &Path) -> rusqlite::Result<()> {
    db.execute("ATTACH DATABASE ?1 AS part", [part.to_string_lossy()])?;
    let added = add_attached(db);
    let detached = db.execute("DETACH DATABASE part", []);
    added?;
    detached.map(drop)
}

fn add_attached(db: &mut Connection) -> rusqlite::Result<()> {
    let all = db.transaction()?;
    let highest = |table: &str| {
        let sql = format!("SELECT coalesce(max(id), 0) FROM main.{table}");
        all.query_row(&sql, [], |row| row.get::<_, i64>(0))
    };
    let (runs, submissions) = (highest("runs")?, highest("submissions")?);
    all.execute_batch(
        "INSERT OR IGNORE INTO main.facts SELECT * FROM part.facts;
         INSERT OR IGNORE INTO main.specs SELECT * FROM part.specs;
         INSERT INTO main.students SELECT * FROM part.students WHERE true
           ON CONFLICT DO UPDATE SET place = coalesce(place, excluded.place);
         INSERT OR IGNORE INTO main.unmatched SELECT * FROM part.unmatched;
         INSERT INTO main.marks SELECT * FROM part.marks WHERE true
           ON CONFLICT DO UPDATE SET points = excluded.points, note = excluded.note, at = excluded.at WHERE excluded.at > at;
         DELETE FROM main.submissions WHERE EXISTS (
           SELECT 1 FROM part.submissions AS new
           WHERE new.student = main.submissions.student AND new.name = main.submissions.name AND new.graded > main.submissions.graded);",
    )?;
    all.execute(
        "INSERT INTO main.runs SELECT id + ?1, started, ended, ending, version, spec, shard FROM part.runs",
        [runs],
    )?;
    all.execute_batch(&format!(
        "CREATE TEMP TABLE taken AS SELECT id FROM part.submissions AS new WHERE NOT EXISTS (
           SELECT 1 FROM main.submissions AS old WHERE old.student = new.student AND old.name = new.name);
         INSERT INTO main.submissions SELECT id + {submissions}, student, name, attempt, attempts, handed_in, late, counts, digest, spec,
             run + {runs}, graded, keys, differences, points, undecided
           FROM part.submissions WHERE id IN (SELECT id FROM taken);
         INSERT INTO main.outcomes SELECT submission + {submissions}, place, exercise, \"check\", verdict, points, detail
           FROM part.outcomes WHERE submission IN (SELECT id FROM taken);
         DELETE FROM main.traits WHERE submission IS NULL;
         INSERT INTO main.traits SELECT * FROM part.traits WHERE submission IS NULL;
         INSERT INTO main.traits SELECT submission + {submissions}, kind, key, what, folder, file, line, text
           FROM part.traits WHERE submission IN (SELECT id FROM taken);
         DROP TABLE temp.taken;
         UPDATE main.submissions SET counts = 0 WHERE counts = 1 AND EXISTS (
           SELECT 1 FROM main.submissions AS other WHERE other.student = main.submissions.student AND other.counts = 1
             AND (other.graded, other.id) > (main.submissions.graded, main.submissions.id));"
    ))?;
    all.commit()
}
