//! The file of a gradebook: made, opened, recognised.

use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, OpenFlags, OptionalExtension as _, params};

use crate::grade::choice::Attempts;
use crate::grade::lock::Lock;
use crate::grade::schema::{APPLICATION, TABLES, VERSION};
use crate::model::{Diagnostic, Missing, Policy, Unknown};

/// How long one waits for another who writes: a group of outcomes takes 50 ms.
const PATIENCE: Duration = Duration::from_secs(10);

/// The size of a page: most outcomes fit into one with others, evidence and all. With SQLite's own 4096, many get a page of their own.
const PAGE: i32 = 16_384;

/// A gradebook: the results of a class in one SQLite file.
#[derive(Debug)]
pub struct Gradebook {
    pub(super) path: PathBuf,
    pub(super) db: Connection,
    lock: Option<Lock>,
}

/// What is known of a gradebook as a whole, by its name in the table.
pub(super) mod fact {
    pub(in crate::grade) const ASSIGNMENT: &str = "assignment";
    pub(in crate::grade) const SPEC: &str = "spec";
    pub(in crate::grade) const MISSING: &str = "missing";
    pub(in crate::grade) const UNDECIDED: &str = "undecided";
    pub(in crate::grade) const ATTEMPTS: &str = "attempts";
    pub(in crate::grade) const ROSTER: &str = "roster";
}

impl Gradebook {
    /// Opens a gradebook to grade into, and makes it where there is none. Nobody else grades into it as long as this lives.
    ///
    /// # Errors
    /// What keeps it from being one: no permission, another grader, no gradebook, a newer version, damage.
    pub fn create(path: &Path) -> Result<Self, Diagnostic> {
        let lock = Lock::take(path)?;
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE;
        let mut made = Self::connect(path, flags)?;
        made.lock = Some(lock);
        made.prepare()?;
        made.examine()?;
        Ok(made)
    }

    /// Opens a gradebook that is there, to read it and to mark in it.
    ///
    /// # Errors
    /// As [`Gradebook::create`], and that there is none.
    pub fn open(path: &Path) -> Result<Self, Diagnostic> {
        if !path.exists() {
            let shown = path.display().to_string();
            let message = format!("there is no gradebook `{shown}`");
            return Err(Diagnostic::file_error(shown, message).help(
                "`netcheck grade` writes one; name it with --from FILE or --gradebook FILE",
            ));
        }
        let made = Self::connect(path, OpenFlags::SQLITE_OPEN_READ_WRITE)?;
        made.recognise()?;
        Ok(made)
    }

    fn connect(path: &Path, flags: OpenFlags) -> Result<Self, Diagnostic> {
        let wrong = |error| trouble(path, "open", &error);
        let flags = flags | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let db = Connection::open_with_flags(path, flags).map_err(wrong)?;
        db.busy_timeout(PATIENCE).map_err(wrong)?;
        db.pragma_update(None, "foreign_keys", true)
            .map_err(wrong)?;
        db.set_prepared_statement_cache_capacity(64);
        Ok(Self {
            path: path.to_owned(),
            db,
            lock: None,
        })
    }

    /// Makes the tables of a new gradebook; a file that others made is not touched.
    fn prepare(&mut self) -> Result<(), Diagnostic> {
        let tables = self.number("SELECT count(*) FROM sqlite_schema")?;
        if tables > 0 || self.number("PRAGMA application_id")? != 0 {
            self.recognise()?;
        }
        self.run("write", |db| {
            if tables == 0 {
                db.pragma_update(None, "page_size", PAGE)?;
            }
            db.pragma_update(None, "journal_mode", "WAL")?;
            // A power cut loses no group that was committed.
            db.pragma_update(None, "synchronous", "FULL")?;
            if tables == 0 {
                let made = db.transaction()?;
                made.execute_batch(TABLES)?;
                made.pragma_update(None, "application_id", APPLICATION)?;
                made.pragma_update(None, "user_version", VERSION)?;
                made.commit()?;
            }
            Ok(())
        })
    }

    fn recognise(&self) -> Result<(), Diagnostic> {
        let shown = self.path.display().to_string();
        if self.number("PRAGMA application_id")? != i64::from(APPLICATION) {
            let message = format!("`{shown}` is a database, and no gradebook of netcheck");
            return Err(Diagnostic::file_error(shown, message)
                .help("name another file, with --gradebook FILE"));
        }
        let version = self.number("PRAGMA user_version")?;
        if version > i64::from(VERSION) {
            let message = format!(
                "`{shown}` was written by a newer netcheck: it has version {version}, this netcheck knows {VERSION}"
            );
            return Err(Diagnostic::file_error(shown, message).help("use the newer netcheck"));
        }
        Ok(())
    }

    /// Looks for damage before anything is added.
    fn examine(&self) -> Result<(), Diagnostic> {
        let found: String = self
            .db
            .query_row("PRAGMA quick_check(1)", [], |row| row.get(0))
            .map_err(|error| trouble(&self.path, "read", &error))?;
        if found == "ok" {
            return Ok(());
        }
        Err(damaged(&self.path, &found))
    }

    fn number(&self, sql: &str) -> Result<i64, Diagnostic> {
        let found = self.db.query_row(sql, [], |row| row.get(0));
        found.map_err(|error| trouble(&self.path, "read", &error))
    }

    /// Does something with the database; `doing` is the verb that its error is told with.
    pub(super) fn run<T>(
        &mut self,
        doing: &str,
        work: impl FnOnce(&mut Connection) -> rusqlite::Result<T>,
    ) -> Result<T, Diagnostic> {
        work(&mut self.db).map_err(|error| trouble(&self.path, doing, &error))
    }

    /// What is known under a name.
    pub(super) fn fact(&self, name: &str) -> Result<Option<String>, Diagnostic> {
        let found = self
            .db
            .query_row("SELECT value FROM facts WHERE name = ?1", [name], |row| {
                row.get(0)
            });
        let found = found.optional();
        found.map_err(|error| trouble(&self.path, "read", &error))
    }

    /// Which of a student's attempts counted the last time.
    ///
    /// # Errors
    /// That the gradebook cannot be read.
    pub fn attempts(&self) -> Result<Attempts, Diagnostic> {
        let word = self.fact(fact::ATTEMPTS)?.unwrap_or_default();
        let known = Attempts::ALL.iter().find(|(known, _)| *known == word);
        Ok(known.map_or(Attempts::default(), |(_, attempts)| *attempts))
    }

    /// How what is not known counts.
    ///
    /// # Errors
    /// That the gradebook cannot be read.
    pub fn policy(&self) -> Result<Policy, Diagnostic> {
        let blank = self
            .fact(fact::MISSING)?
            .is_some_and(|word| word == "blank");
        let zero = self
            .fact(fact::UNDECIDED)?
            .is_some_and(|word| word == "zero");
        Ok(Policy {
            missing: if blank { Missing::Blank } else { Missing::Zero },
            open: if zero {
                Unknown::Zero
            } else {
                Unknown::Ungraded
            },
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Notes something of the gradebook as a whole.
pub(super) fn set_fact(db: &Connection, name: &str, value: &str) -> rusqlite::Result<()> {
    let sql =
        "INSERT INTO facts (name, value) VALUES (?1, ?2) ON CONFLICT DO UPDATE SET value = ?2";
    db.prepare_cached(sql)?.execute(params![name, value])?;
    Ok(())
}

/// What SQLite says, with the next step.
pub(super) fn trouble(path: &Path, doing: &str, error: &rusqlite::Error) -> Diagnostic {
    let shown = path.display().to_string();
    let code = error.sqlite_error_code();
    let (message, help) = match code {
        Some(ErrorCode::DatabaseCorrupt) => return damaged(path, &error.to_string()),
        Some(ErrorCode::NotADatabase) => (
            format!("`{shown}` is no gradebook of netcheck"),
            "name another file, with --gradebook FILE",
        ),
        Some(ErrorCode::DiskFull) => (
            format!("the disk is full: nothing more can be written to the gradebook `{shown}`"),
            "what was graded before is kept; make room, then run the same command again: it goes on from there",
        ),
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => (
            format!("the gradebook `{shown}` is in use by another program"),
            "close it there, then run the same command again",
        ),
        Some(ErrorCode::ReadOnly | ErrorCode::CannotOpen | ErrorCode::PermissionDenied) => (
            format!("cannot {doing} the gradebook `{shown}`: {error}"),
            "name a file in a folder that you may write to",
        ),
        _ => (
            format!("cannot {doing} the gradebook `{shown}`: {error}"),
            "what was graded before is kept; run the same command again when this is mended",
        ),
    };
    Diagnostic::file_error(shown, message).help(help)
}

fn damaged(path: &Path, found: &str) -> Diagnostic {
    let shown = path.display().to_string();
    Diagnostic::file_error(
        &shown,
        format!("the gradebook `{shown}` is damaged: {found}"),
    )
    .help("nothing was written to it; take a copy from a backup, or grade again into a new file")
    .help("`sqlite3 FILE .recover` may save the marks that persons gave")
}
