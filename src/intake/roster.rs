//! The roster: who is in the class. A CSV file with whatever columns it has: one's own, or what a system exports.

use std::collections::HashMap;
use std::path::Path;

use crate::model::{Diagnostic, Student};
use crate::submission::{self, Handed};

/// The most bytes of a roster.
const SIZE: u64 = 64 * 1024 * 1024;

/// The columns that may hold the id, the surest first, in small letters and without anything but letters and digits.
pub(super) const IDS: &[&str] = &[
    "id",
    "studentid",
    "sid",
    "studentnumber",
    "matriculationnumber",
    "matrikelnummer",
    "netid",
    "login",
    "loginid",
    "username",
    "idnumber",
    "identifier",
    "sisuserid",
    "sisloginid",
    "githubusername",
    "email",
    "emailaddress",
    "mail",
];

const NAMES: &[&str] = &["name", "fullname", "studentname", "student", "displayname"];
const FIRST_NAMES: &[&str] = &["firstname", "givenname", "vorname"];
const LAST_NAMES: &[&str] = &["lastname", "surname", "familyname", "nachname"];

/// Who is in the class.
#[derive(Clone, Debug, Default)]
pub struct Roster {
    /// The students, in its order.
    pub students: Vec<Student>,
    /// What the instructor should know: lines that were left out, and why.
    pub notes: Vec<String>,
}

/// The table as it is read: the column names, and the lines with their numbers.
struct Table {
    columns: Vec<String>,
    rows: Vec<(u64, Vec<String>)>,
}

impl Roster {
    /// Reads a CSV file: with `,`, `;` or tabs between its columns, and their names in its first line.
    ///
    /// # Errors
    /// What is wrong with it, at its line.
    pub fn read(path: &Path) -> Result<Self, Diagnostic> {
        let shown = path.display().to_string();
        let wrong =
            |message: String, help: &str| Diagnostic::file_error(&shown, message).help(help);
        let text = text(path, &shown)?;
        let table = table(&text, &wrong)?;
        let mut notes = Vec::new();
        let rows = students_only(&table, &mut notes);
        if rows.is_empty() {
            let message = format!("the roster `{shown}` holds no student");
            return Err(wrong(
                message,
                "write a line of column names, and a line for each student: `id,name` and `ada,Ada Lovelace`",
            ));
        }
        let id = id_column(&table, &rows).map_err(|message| {
            wrong(
                message,
                "a roster has a column `id`, in which each student has another one",
            )
        })?;
        let names = Names::of(&table.columns);
        let students = rows.iter().map(|(_, row)| Student {
            id: row[id].trim().to_owned(),
            name: names.name(row),
            columns: table
                .columns
                .iter()
                .cloned()
                .zip(row.iter().cloned())
                .collect(),
        });
        Ok(Self {
            students: students.collect(),
            notes,
        })
    }
}

/// The text, however a spreadsheet saved it.
fn text(path: &Path, shown: &str) -> Result<String, Diagnostic> {
    let wrong = |error: &dyn std::fmt::Display| {
        Diagnostic::file_error(
            shown,
            format!("the roster `{shown}` cannot be read: {error}"),
        )
        .help("name a CSV file with --roster FILE")
    };
    let found = std::fs::metadata(path).map_err(|error| wrong(&error))?;
    if !found.is_file() || found.len() > SIZE {
        return Err(wrong(&"it is no file of a usual size"));
    }
    let bytes = std::fs::read(path).map_err(|error| wrong(&error))?;
    match submission::decode(shown, &bytes) {
        Handed::Text { source, .. } => Ok(source.text.clone()),
        Handed::Broken(found) => Err(found.help("save it as CSV (UTF-8)")),
        Handed::Missing { .. } => Err(wrong(&"it is not there")),
    }
}

fn table(text: &str, wrong: &dyn Fn(String, &str) -> Diagnostic) -> Result<Table, Diagnostic> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter(text))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut table: Option<Table> = None;
    let mut last = (0, false);
    for record in reader.records() {
        let record = record.map_err(|error| wrong(error.to_string(), "save it as CSV again"))?;
        let line = record.position().map_or(0, csv::Position::line);
        let mut row: Vec<String> = record.iter().map(ToOwned::to_owned).collect();
        if row.iter().all(|cell| cell.trim().is_empty()) {
            continue;
        }
        last = (line, row.iter().any(|cell| cell.contains('\n')));
        let Some(table) = &mut table else {
            let columns = row.iter().map(|name| name.trim().to_owned()).collect();
            table = Some(Table {
                columns,
                rows: Vec::new(),
            });
            continue;
        };
        let columns = table.columns.len();
        if row.len() > columns && row[columns..].iter().any(|cell| !cell.trim().is_empty()) {
            let message = format!(
                "line {line} has {} cells, the first line {columns}",
                row.len()
            );
            return Err(wrong(
                message,
                "put text that holds the separator between double quotes",
            ));
        }
        row.resize(columns, String::new());
        table.rows.push((line, row));
    }
    // Such a quote takes all lines behind it for one cell.
    if let (line, true) = last
        && text.matches('"').count() % 2 == 1
    {
        let message = format!("a quote that begins in line {line} has no end");
        return Err(wrong(
            message,
            "put a quote behind the cell, or take this one away",
        ));
    }
    table.ok_or_else(|| {
        wrong(
            "the roster is empty".to_owned(),
            "write a line of column names, and a line for each student",
        )
    })
}

/// What stands between the columns: what there is most of in the first line.
fn delimiter(text: &str) -> u8 {
    let first = text
        .lines()
        .find(|line| !line.trim().is_empty())
        .unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    let all = [b',', b';', b'\t'];
    let most = all.iter().rev().max_by_key(|delimiter| count(**delimiter));
    most.copied().unwrap_or(b',')
}

type Row<'a> = &'a (u64, Vec<String>);

/// Without the lines of a Canvas gradebook that are no students: what can be earned, and the test student.
fn students_only<'a>(table: &'a Table, notes: &mut Vec<String>) -> Vec<Row<'a>> {
    let Some(student) = table.columns.iter().position(|name| name == "Student") else {
        return table.rows.iter().collect();
    };
    let mut left_out = 0;
    let rows = table.rows.iter().filter(|(_, row)| {
        let name = row[student].trim();
        let is_none = name.is_empty() || name == "Points Possible" || name == "Student, Test";
        left_out += usize::from(is_none);
        !is_none
    });
    let rows = rows.collect();
    if left_out > 0 {
        notes.push(format!("{left_out} lines of the roster are no students"));
    }
    rows
}

/// The column with the ids: of those that may hold them, the first in which every student has another one.
fn id_column(table: &Table, rows: &[Row]) -> Result<usize, String> {
    let columns: Vec<String> = table.columns.iter().map(|name| plain(name)).collect();
    let candidates = IDS
        .iter()
        .filter_map(|id| columns.iter().position(|column| column == id));
    let mut first = None;
    for column in candidates {
        match unusable(&table.columns[column], column, rows) {
            None => return Ok(column),
            Some(why) => first = first.or(Some(why)),
        }
    }
    Err(first.unwrap_or_else(|| {
        format!(
            "the roster has no column with ids; its columns are {}",
            table.columns.join(", ")
        )
    }))
}

fn unusable(name: &str, column: usize, rows: &[Row]) -> Option<String> {
    let mut seen: HashMap<String, u64> = HashMap::new();
    for (line, row) in rows {
        let id = row[column].trim();
        if id.is_empty() {
            return Some(format!("line {line} of the roster has no `{name}`"));
        }
        if let Some(other) = seen.insert(id.to_lowercase(), *line) {
            return Some(format!(
                "lines {other} and {line} of the roster have the same `{name}`: {id}"
            ));
        }
    }
    None
}

/// A column's name as it is compared.
pub(super) fn plain(name: &str) -> String {
    let letters = name.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Where the names stand.
struct Names {
    whole: Option<usize>,
    first: Option<usize>,
    last: Option<usize>,
}

impl Names {
    fn of(columns: &[String]) -> Self {
        let columns: Vec<String> = columns.iter().map(|name| plain(name)).collect();
        let find = |known: &[&str]| {
            let mut known = known.iter();
            known.find_map(|name| columns.iter().position(|column| column == name))
        };
        Self {
            whole: find(NAMES),
            first: find(FIRST_NAMES),
            last: find(LAST_NAMES),
        }
    }

    fn name(&self, row: &[String]) -> Option<String> {
        let cell = |column: Option<usize>| column.map_or("", |column| row[column].trim());
        let parts = format!("{} {}", cell(self.first), cell(self.last));
        let whole = cell(self.whole);
        let name = if whole.is_empty() {
            parts.trim()
        } else {
            whole
        };
        (!name.is_empty()).then(|| name.to_owned())
    }
}
