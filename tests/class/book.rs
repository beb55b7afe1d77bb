//! What a gradebook holds, read with SQLite alone.

use std::collections::BTreeMap;
use std::path::Path;

use rusqlite::{Connection, OpenFlags, Row};
use serde_json::Value;

use crate::common::class::Class;
use crate::common::class::pupil::Pupil;
use crate::common::class::variant::Due;

/// What in an outcome is a time.
const TIMES: &[&str] = &["took", "at", "began", "ended"];

/// A gradebook of a test.
pub(crate) struct Book(Connection);

impl Book {
    /// Opens it to read.
    #[track_caller]
    pub(crate) fn open(path: &Path) -> Self {
        let opened = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
        Self(opened.unwrap_or_else(|err| panic!("{}: {err}", path.display())))
    }

    /// What SQLite finds when it looks for damage: `ok`.
    pub(crate) fn integrity(&self) -> String {
        let found = self.texts("PRAGMA integrity_check");
        found.join("\n")
    }

    /// Every check that counts: by student, exercise and check, its verdict and points.
    pub(crate) fn outcomes(&self) -> BTreeMap<String, Vec<Due>> {
        let sql = "SELECT students.id, exercise, \"check\", verdict, outcomes.points FROM outcomes
             JOIN submissions ON submissions.id = submission JOIN students ON students.id = student
             WHERE counts = 1 ORDER BY submission, outcomes.place";
        let rows = self.rows(sql, |row| {
            let due = Due {
                exercise: row.get(1)?,
                check: row.get(2)?,
                verdict: word(&row.get::<_, String>(3)?),
                points: row.get::<_, u32>(4)?.into(),
            };
            Ok((row.get::<_, String>(0)?, due))
        });
        let mut all: BTreeMap<String, Vec<Due>> = BTreeMap::new();
        for (student, due) in rows {
            all.entry(student).or_default().push(due);
        }
        all
    }

    /// The students' ids in the order of the roster.
    pub(crate) fn students(&self) -> Vec<String> {
        self.texts("SELECT id FROM students WHERE place IS NOT NULL ORDER BY place")
    }

    /// What matched nobody.
    pub(crate) fn unmatched(&self) -> Vec<String> {
        self.texts("SELECT name FROM unmatched ORDER BY name")
    }

    /// Each submission that is stored, and which run graded it.
    pub(crate) fn stored(&self) -> BTreeMap<String, i64> {
        let sql = "SELECT student || ' ' || name, run FROM submissions";
        let rows = self.rows(sql, |row| Ok((row.get(0)?, row.get(1)?)));
        rows.into_iter().collect()
    }

    /// A column of texts.
    pub(crate) fn texts(&self, sql: &str) -> Vec<String> {
        self.rows(sql, |row| row.get(0))
    }

    /// Everything but times, numbers of rows and which run it was: the same for equal gradings. One line for each row.
    pub(crate) fn dump(&self) -> Vec<String> {
        let tables = [
            "SELECT 'fact', name, value FROM facts ORDER BY name",
            "SELECT 'spec', digest, outline FROM specs ORDER BY digest",
            "SELECT 'student', id, place, name, columns FROM students ORDER BY place IS NULL, place, id",
            "SELECT 'submission', student, name, attempt, attempts, handed_in, late, counts, digest, spec, keys, differences, points, undecided
               FROM submissions ORDER BY student, name",
            "SELECT 'mark', student, exercise, \"check\", points, note FROM marks ORDER BY 2, 3, 4",
            "SELECT 'trait', coalesce(student, ''), coalesce(name, ''), kind, key, what, folder, file, line, text
               FROM traits LEFT JOIN submissions ON submissions.id = submission ORDER BY 2, 3, 4, 5, 6, 7, 8, 9",
            "SELECT 'unmatched', name FROM unmatched ORDER BY name",
        ];
        let mut lines: Vec<String> = tables.iter().flat_map(|sql| self.rows(sql, line)).collect();
        let sql = "SELECT student, name, outcomes.place, verdict, outcomes.points, detail FROM outcomes
             JOIN submissions ON submissions.id = submission ORDER BY student, name, outcomes.place";
        lines.extend(self.rows(sql, |row| {
            let detail: String = row.get(5)?;
            let mut detail: Value = serde_json::from_str(&detail).expect("JSON");
            without_times(&mut detail);
            let start = line(row)?;
            let start = start.split(" | {").next().unwrap_or_default();
            Ok(format!("outcome | {start} | {detail}"))
        }));
        lines
    }

    fn rows<T>(&self, sql: &str, read: impl Fn(&Row) -> rusqlite::Result<T>) -> Vec<T> {
        let mut found = self.0.prepare(sql).expect("SQL for a gradebook");
        let rows = found
            .query_map([], read)
            .expect("a gradebook that can be read");
        rows.collect::<Result<_, _>>()
            .expect("rows that can be read")
    }
}

/// A row's cells.
fn line(row: &Row) -> rusqlite::Result<String> {
    let count = row.as_ref().column_count();
    let cells: Vec<String> = (0..count)
        .map(|at| match row.get_ref(at)? {
            rusqlite::types::ValueRef::Text(text) => Ok(String::from_utf8_lossy(text).into_owned()),
            other => Ok(format!("{other:?}")),
        })
        .collect::<rusqlite::Result<_>>()?;
    Ok(cells.join(" | "))
}

fn without_times(value: &mut Value) {
    match value {
        Value::Object(members) => {
            for name in TIMES {
                members.remove(*name);
            }
            members.values_mut().for_each(without_times);
        }
        Value::Array(items) => items.iter_mut().for_each(without_times),
        _ => {}
    }
}

fn word(verdict: &str) -> &'static str {
    let all = [
        "pass",
        "fail",
        "todo",
        "skipped",
        "manual",
        "undecided",
        "not-run",
    ];
    let found = all.into_iter().find(|word| *word == verdict);
    found.unwrap_or_else(|| panic!("no verdict: {verdict}"))
}

/// Holds a gradebook to what is known of the class: everybody is in it, and every check of everybody is right.
#[track_caller]
pub(crate) fn is_right(book: &Book, class: &Class) {
    let outcomes = book.outcomes();
    let mut wrong: Vec<String> = Vec::new();
    let mut checks = 0;
    for pupil in class.pupils() {
        checks += pupil.work.as_ref().map_or(0, |work| work.due.len());
        wrong.extend(differences(&pupil, outcomes.get(&pupil.id)));
    }
    assert!(checks > class.size(), "a class without work shows nothing");
    let shown = wrong.iter().take(20).cloned().collect::<Vec<_>>();
    let count = wrong.len();
    assert!(
        wrong.is_empty(),
        "{count} of {checks} are wrong:\n{}",
        shown.join("\n")
    );
    let ids: Vec<String> = class.pupils().map(|pupil| pupil.id).collect();
    assert!(
        book.students() == ids,
        "the students are not those of the roster, in its order"
    );
}

fn differences(pupil: &Pupil, found: Option<&Vec<Due>>) -> Vec<String> {
    let nothing = Vec::new();
    let (want, found) = (
        pupil.work.as_ref().map_or(&nothing, |work| &work.due),
        found.unwrap_or(&nothing),
    );
    let mut wrong: Vec<String> = want
        .iter()
        .zip(found)
        .filter(|(want, found)| want != found)
        .map(|(want, found)| format!("{}: expected {want:?}, found {found:?}", pupil.id))
        .collect();
    if want.len() != found.len() {
        wrong.push(format!(
            "{}: {} checks, {} found",
            pupil.id,
            want.len(),
            found.len()
        ));
    }
    wrong
}

/// Holds the CSV of a class to what is known of it: a line for each student in the order of the roster, with every verdict and point.
#[track_caller]
pub(crate) fn table_is_right(csv: &str, class: &Class) {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    let titles = reader.headers().expect("a first line").clone();
    let at: BTreeMap<&str, usize> = titles.iter().zip(0..).collect();
    let mut lines = reader.records();
    for pupil in class.pupils() {
        let line = lines.next().expect("a line for each student");
        let line = line.expect("a sound line");
        let cell = |title: &str| &line[at[title]];
        assert_eq!((cell("id"), cell("name")), (&*pupil.id, &*pupil.name));
        let Some(work) = pupil.work else {
            assert_eq!((cell("points"), cell("grade")), ("", "0"), "{}", pupil.id);
            continue;
        };
        assert_eq!(cell("points"), work.points().to_string(), "{}", pupil.id);
        for due in &work.due {
            let of = |what: &str| cell(&format!("{}/{} {what}", due.exercise, due.check));
            let found = (of("verdict").to_owned(), of("points").to_owned());
            let points = match due.verdict {
                "manual" => String::new(),
                _ => due.points.to_string(),
            };
            assert_eq!(
                found,
                (due.verdict.to_owned(), points),
                "{}: {due:?}",
                pupil.id
            );
        }
    }
    assert!(lines.next().is_none(), "more lines than students");
}
