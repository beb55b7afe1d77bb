//! The tables of a gradebook.

/// What makes a file a gradebook of netcheck: `application_id`, the letters `nchk`.
pub(super) const APPLICATION: i32 = 0x6e63_686b;

/// The version of these tables: `user_version`. A gradebook with a higher one is not touched.
pub(super) const VERSION: i32 = 1;

/// The tables.
///
/// - `facts`: what is known of the gradebook as a whole, by name.
/// - `specs`: every spec that something was graded with; `digest` is SHA-256 over its files, `outline` what was to be checked, as JSON.
/// - `runs`: every run of `grade`; `ended` and `ending` are empty while it runs, and stay so when it was killed.
/// - `students`: `place` is their line in the roster, empty for who is in none; `columns` is what the roster says, as JSON.
/// - `submissions`: one attempt of one student. `digest` is SHA-256 over its files and what the roster says; empty when it could not be opened.
///   `counts` is 1 for the attempt that counts. `keys` is the student as the reports show them, as JSON.
///   `differences` is what the submission says otherwise than the roster, as a JSON list of sentences.
/// - `outcomes`: one check of one submission; `detail` is all that is known of it, as JSON, with the evidence.
/// - `marks`: what a person gave; kept apart, so that nothing the machine does can lose it.
/// - `traits`: what would differ in independent work; those of the lecture's example have no submission.
/// - `unmatched`: what was handed in and belongs to no student.
pub(super) const TABLES: &str = "
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE specs (digest TEXT PRIMARY KEY, outline TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE runs (
  id INTEGER PRIMARY KEY, started TEXT NOT NULL, ended TEXT, ending TEXT,
  version TEXT NOT NULL, spec TEXT NOT NULL REFERENCES specs, shard TEXT
) STRICT;
CREATE TABLE students (
  id TEXT PRIMARY KEY COLLATE NOCASE, place INTEGER, name TEXT, columns TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE submissions (
  id INTEGER PRIMARY KEY, student TEXT NOT NULL COLLATE NOCASE REFERENCES students, name TEXT NOT NULL,
  attempt INTEGER NOT NULL, attempts INTEGER NOT NULL, handed_in TEXT, late INTEGER, counts INTEGER NOT NULL DEFAULT 0,
  digest TEXT NOT NULL, spec TEXT NOT NULL REFERENCES specs, run INTEGER NOT NULL REFERENCES runs, graded TEXT NOT NULL,
  keys TEXT NOT NULL, differences TEXT NOT NULL, points INTEGER NOT NULL, undecided INTEGER NOT NULL,
  UNIQUE (student, name)
) STRICT;
CREATE TABLE outcomes (
  submission INTEGER NOT NULL REFERENCES submissions ON DELETE CASCADE, place INTEGER NOT NULL,
  exercise TEXT NOT NULL, \"check\" TEXT NOT NULL, verdict TEXT NOT NULL, points INTEGER NOT NULL, detail TEXT NOT NULL,
  PRIMARY KEY (submission, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE marks (
  student TEXT NOT NULL COLLATE NOCASE, exercise TEXT NOT NULL, \"check\" TEXT NOT NULL,
  points INTEGER NOT NULL, note TEXT, at TEXT NOT NULL,
  PRIMARY KEY (student, exercise, \"check\")
) STRICT, WITHOUT ROWID;
CREATE TABLE traits (
  submission INTEGER REFERENCES submissions ON DELETE CASCADE, kind TEXT NOT NULL, key TEXT NOT NULL,
  what TEXT NOT NULL, folder TEXT NOT NULL, file TEXT NOT NULL, line INTEGER NOT NULL, text TEXT NOT NULL
) STRICT;
CREATE INDEX traits_by_key ON traits (kind, key);
CREATE INDEX traits_by_submission ON traits (submission);
CREATE TABLE unmatched (name TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
";
