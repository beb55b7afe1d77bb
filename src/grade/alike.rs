//! What submissions share that independent work would not: kept with each, and compared when it is asked for.

use rusqlite::{Connection, Row, params};

use crate::likeness::{Trait, likenesses};
use crate::model::{Likeness, LikenessKind};

/// The kinds by the words of the table.
const KINDS: &[(&str, LikenessKind)] = &[
    ("queue-id", LikenessKind::QueueId),
    ("mail", LikenessKind::Mail),
    ("recording", LikenessKind::Recording),
    ("example", LikenessKind::Example),
];

/// Keeps a trait of a submission; without one, of the assignment's own folder.
pub(super) fn store(
    db: &Connection,
    submission: Option<i64>,
    folder: &str,
    one: &Trait,
) -> rusqlite::Result<()> {
    let word = KINDS.iter().find(|(_, kind)| *kind == one.kind);
    let sql = "INSERT INTO traits (submission, kind, key, what, folder, file, line, text)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    db.prepare_cached(sql)?.execute(params![
        submission,
        word.map_or("", |(word, _)| word),
        one.key,
        one.what,
        folder,
        one.file,
        i64::try_from(one.line).unwrap_or(i64::MAX),
        one.text,
    ])?;
    Ok(())
}

/// What submissions that count share.
pub(super) fn found(db: &Connection) -> rusqlite::Result<Vec<Likeness>> {
    let examples =
        "SELECT folder, '', kind, key, what, file, line, text FROM traits WHERE submission IS NULL";
    let examples = rows(db, examples)?.into_iter();
    let examples: Vec<_> = examples.map(|(folder, _, one)| (folder, one)).collect();
    // Only what is there twice, or is the lecture's, is read: a class has many.
    let shared = "SELECT student, name, kind, key, what, file, line, text FROM traits
         JOIN submissions ON submissions.id = traits.submission
         WHERE counts = 1 AND (kind IN ('example', 'mail') OR (kind, key) IN (SELECT kind, key FROM traits GROUP BY kind, key HAVING count(*) > 1))
         ORDER BY student, name, file, line, kind, key";
    Ok(likenesses(rows(db, shared)?, &examples))
}

fn rows(db: &Connection, sql: &str) -> rusqlite::Result<Vec<(String, String, Trait)>> {
    let mut found = db.prepare(sql)?;
    let rows = found.query_map([], |row| Ok((row.get(0)?, row.get(1)?, one(row)?)))?;
    rows.collect()
}

/// A trait from the third column on.
fn one(row: &Row) -> rusqlite::Result<Trait> {
    let word: String = row.get(2)?;
    let kind = KINDS.iter().find(|(known, _)| *known == word);
    let line: i64 = row.get(6)?;
    Ok(Trait {
        kind: kind.map_or(LikenessKind::Recording, |(_, kind)| *kind),
        key: row.get(3)?,
        what: row.get(4)?,
        file: row.get(5)?,
        line: usize::try_from(line).unwrap_or_default(),
        text: row.get(7)?,
    })
}
