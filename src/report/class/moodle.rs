//! The offline grading worksheet that Moodle exported, with grades and comments filled: `--format moodle`.
//!
//! What Moodle's importer takes (`moodle/moodle`, `mod/assign/feedback/offline/importgradeslib.php` and `locallib.php`) and what its table writes
//! (`mod/assign/gradingtable.php`):
//!
//! - All titles are in the language of the site, so that columns are told from what is in them as well. The first is the identifier: a word and the
//!   participant's number, `Participant 1234`. The names follow, and what else the site shows of a person, such as mail addresses.
//! - The grade stands before the maximum grade, which is the same number in every line. A grade above it is not taken, and without a word.
//! - Comments are HTML, in the last column, where they are on. `Last modified (grade)` has to stay: by it Moodle knows whether somebody graded in between.
//!
//! A comment that a person wrote stays.

use std::collections::BTreeMap;
use std::io::Write;

use crate::model::{Class, Diagnostic, StudentReport};
use crate::report::Reader;
use crate::report::class::comment;
use crate::report::class::matching::{
    Filling, Found, Matching, Member, broken, folded, members, number,
};
use crate::report::class::sheet::Sheet;
use crate::report::class::shown::Shown;
use crate::report::class::{ClassFormat, Fill, Filled, Made};
use crate::report::visible::plain;

/// The row of the format table.
pub(super) const FORMAT: ClassFormat = ClassFormat {
    name: "moodle",
    about: "for Moodle: the offline grading worksheet that it exported, with grades and comments filled",
    made: Made::Filled(fill),
};

/// What sites in some languages call the column of the grades.
const GRADE: [&str; 5] = ["grade", "bewertung", "note", "calificación", "valutazione"];

/// What sites in some languages call the column of the comments.
const COMMENTS: [&str; 2] = ["feedback comments", "feedback als kommentar"];

fn fill(class: &mut dyn Class, fill: &Fill, out: &mut dyn Write) -> Result<Filled, Diagnostic> {
    let mut filling = Filling::new(fill)?;
    let head = Head::read(&filling.sheet, fill)?;
    let mut comments = BTreeMap::new();
    let members = students(class, &mut comments).map_err(|error| broken(fill.file, &error))?;
    let maximum = head.maximum_of(&filling.sheet);
    if let Some(maximum) = &maximum {
        filling.compare(maximum, "the maximum grade", &class.head().outline);
    }
    let rows = lines(&filling.sheet);
    let found = head.matched(&filling.sheet, &rows, &members);
    let labels: Vec<(usize, String)> = rows
        .iter()
        .map(|row| (*row, head.label(&filling.sheet, *row)))
        .collect();
    filling.list(&members, &found, labels.into_iter());
    let most = maximum.and_then(|maximum| number(&maximum));
    for (row, member) in found.students {
        let comment = comments.remove(&member.student.id).unwrap_or_default();
        head.fill(&mut filling, row, member, most, comment);
    }
    if head.comments.is_none() {
        let note = "the file has no column for comments: switch on \"Feedback comments\" in the assignment's settings to give reasons";
        filling.filled.notes.push(note.to_owned());
    }
    filling.write(fill.file, out)
}

/// The students, and by their ids what each reads.
fn students(
    class: &mut dyn Class,
    comments: &mut BTreeMap<String, String>,
) -> std::io::Result<Vec<Member>> {
    let policy = class.head().policy;
    members(class, &mut |report: &StudentReport| {
        let id = report.student.id.clone();
        let shown = Shown::new(report.clone(), Reader::Student, policy);
        comments.insert(id, comment::of(&shown));
    })
}

/// The columns.
struct Head {
    grade: usize,
    maximum: Option<usize>,
    comments: Option<usize>,
    /// Whether names stand before the state and the grade: with blind marking they do not.
    named: bool,
}

impl Head {
    fn read(sheet: &Sheet, fill: &Fill) -> Result<Self, Diagnostic> {
        let rows = lines(sheet);
        let is_identifier = |row: &usize| participant(&sheet.cell(*row, 0)).is_some();
        if rows.is_empty() || !rows.iter().all(is_identifier) {
            return Err(no_worksheet(fill.file));
        }
        let grade = grade(sheet, &rows, fill)?;
        let maximum = Some(grade + 1).filter(|column| is_maximum(sheet, &rows, *column));
        Ok(Self {
            grade,
            maximum,
            comments: comments(sheet, &rows, grade),
            named: grade > 2,
        })
    }

    fn maximum_of(&self, sheet: &Sheet) -> Option<String> {
        let row = *lines(sheet).first()?;
        Some(sheet.cell(row, self.maximum?).into_owned())
    }

    fn name(&self, sheet: &Sheet, row: usize) -> String {
        if self.named {
            sheet.cell(row, 1).into_owned()
        } else {
            String::new()
        }
    }

    /// What messages call a row.
    fn label(&self, sheet: &Sheet, row: usize) -> String {
        let identifier = sheet.cell(row, 0);
        match self.name(sheet, row).trim() {
            "" => identifier.into_owned(),
            name => format!("{name} ({identifier})"),
        }
    }

    fn matched<'m>(&self, sheet: &Sheet, rows: &[usize], members: &'m [Member]) -> Found<'m> {
        let mut matching = Matching::new(members);
        for row in rows {
            matching.row(*row, &self.name(sheet, *row));
        }
        matching.by(
            |row| participant(&sheet.cell(row, 0)).map(str::to_owned),
            |member| {
                let of_folder = member.submission.as_deref().and_then(participant_of_folder);
                let of_folder = of_folder.map(str::to_owned);
                let ids = || member.ids(&["participant", "identifier"]);
                of_folder.map_or_else(ids, |id| [id].into())
            },
        );
        for column in 2..self.grade {
            let title = folded(&sheet.cell(0, column));
            let cell = |row: usize| folded(&sheet.cell(row, column));
            matching.by(
                |row| Some(cell(row)).filter(|cell| cell.contains('@')),
                Member::addresses,
            );
            let has_title = |member: &Member| {
                let mut columns = member.student.columns.iter();
                columns.any(|(known, _)| folded(known) == title)
            };
            if members.iter().any(has_title) {
                let of_column = |member: &Member| {
                    let mut ids = member.ids(&[title.as_str()]);
                    ids.remove(&folded(&member.student.id));
                    ids
                };
                // Many columns are of no person: a status, the maximum grade.
                matching.by_what_is_ones_own(|row| Some(cell(row)), of_column);
            }
            if IDS.contains(&title.as_str()) {
                matching.by(|row| Some(cell(row)), |member| member.ids(&[]));
            }
        }
        matching.found()
    }

    fn fill(
        &self,
        filling: &mut Filling,
        row: usize,
        member: &Member,
        most: Option<f64>,
        comment: String,
    ) {
        let at = (row, self.grade);
        match (&member.grade, most) {
            _ if self.grade >= filling.sheet.width(row) => {
                filling.stays(at, member, "the line of the file is too short");
                return;
            }
            (Ok(points), Some(most)) if f64::from(*points) > most => {
                let why = format!(
                    "{points} points are more than the maximum grade, which Moodle would not take"
                );
                filling.stays(at, member, &why);
                return;
            }
            (Ok(_) | Err(_), _) => {
                filling.grade(at, member);
            }
        }
        let Some(column) = self.comments else {
            return;
        };
        let old = filling.sheet.cell(row, column);
        if old.trim().is_empty() || old.starts_with(comment::BEGIN) {
            filling.cells.insert((row, column), comment);
        } else {
            let note = format!(
                "{}: the comment stays, for a person wrote it",
                member.label()
            );
            filling.filled.notes.push(note);
        }
    }
}

/// What sites call columns that say who a person is.
const IDS: [&str; 6] = [
    "id number",
    "username",
    "id-nummer",
    "anmeldename",
    "student id",
    "idnumber",
];

/// The rows below the first that are not empty.
fn lines(sheet: &Sheet) -> Vec<usize> {
    let rows = sheet.rows().skip(1);
    rows.filter(|row| sheet.width(*row) > 1).collect()
}

/// The number behind the word of an identifier.
fn participant(cell: &str) -> Option<&str> {
    let word = cell.trim_end_matches(|c: char| c.is_ascii_digit());
    let number = &cell[word.len()..];
    (!number.is_empty() && word.chars().any(char::is_alphabetic)).then_some(number)
}

/// The participant's number in the name of a folder, `Ada Lovelace_1234_assignsubmission_file`.
fn participant_of_folder(name: &str) -> Option<&str> {
    let (before, _) = name.split_once("_assignsubmission_")?;
    let (_, number) = before.rsplit_once('_')?;
    let digits = !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    digits.then_some(number)
}

/// Whether a column has the same number above 0 in every line.
fn is_maximum(sheet: &Sheet, rows: &[usize], column: usize) -> bool {
    let mut cells = rows.iter().map(|row| number(&sheet.cell(*row, column)));
    let Some(Some(first)) = cells.next() else {
        return false;
    };
    first > 0.0 && cells.all(|cell| cell == Some(first))
}

/// The column of the grades: the one that is named, or has a title that is known, or stands before the maximum grade.
fn grade(sheet: &Sheet, rows: &[usize], fill: &Fill) -> Result<usize, Diagnostic> {
    let titles = sheet.cells(0);
    let with_title = |is: &dyn Fn(&str) -> bool| {
        let found: Vec<usize> = (1..titles.len()).filter(|at| is(&titles[*at])).collect();
        found
    };
    if let Some(wanted) = fill.column {
        return match with_title(&|title| folded(title) == folded(wanted)).as_slice() {
            [one] => Ok(*one),
            _ => Err(no_column(fill.file, &titles)),
        };
    }
    let known = with_title(&|title| GRADE.contains(&folded(title).as_str()));
    let grade_or_nothing = |at: usize| {
        let mut cells = rows.iter().map(|row| sheet.cell(*row, at));
        cells.all(|cell| cell.trim().is_empty() || cell.trim() == "-" || number(&cell).is_some())
    };
    let before_maximum = |at: &usize| grade_or_nothing(*at) && is_maximum(sheet, rows, at + 1);
    let by_place: Vec<usize> = (1..titles.len()).filter(before_maximum).collect();
    match (known.as_slice(), by_place.as_slice()) {
        ([one], _) | ([], [one]) => Ok(*one),
        (_, _) => Err(no_column(fill.file, &titles)),
    }
}

/// The column of the comments: one with a title that is known, or the last one where nothing is in it.
fn comments(sheet: &Sheet, rows: &[usize], grade: usize) -> Option<usize> {
    let titles = sheet.cells(0);
    let known = |title: &str| COMMENTS.contains(&folded(title).as_str());
    let by_title = titles.iter().position(|title| known(title));
    let last = titles
        .len()
        .checked_sub(1)
        .filter(|last| *last > grade + 1)?;
    let is_free = |row: &usize| {
        let cell = sheet.cell(*row, last);
        cell.trim().is_empty() || cell.starts_with(comment::BEGIN)
    };
    by_title.or_else(|| rows.iter().all(is_free).then_some(last))
}

fn no_worksheet(file: &str) -> Diagnostic {
    Diagnostic::file_error(
        file,
        "this is not a grading worksheet that Moodle exported: its first column has no `Participant 1234`",
    )
    .help("in Moodle: the assignment, its submissions, \"Download grading worksheet\"; the assignment's settings have to allow the offline grading worksheet")
}

fn no_column(file: &str, titles: &[std::borrow::Cow<'_, str>]) -> Diagnostic {
    let titles: Vec<String> = titles
        .iter()
        .map(|title| format!("`{}`", plain(title)))
        .collect();
    Diagnostic::file_error(file, "it is not clear which column has the grades")
        .help(format!("there is {}", titles.join(", ")))
        .help("name one of them: `--column 'TITLE'`")
}
