//! The gradebook that Canvas exported, with the column of the assignment filled: `--format canvas`.
//!
//! What Canvas' importer takes (`instructure/canvas-lms`, `lib/gradebook_importer.rb`) and what its exporter writes (`lib/gradebook_exporter.rb`):
//!
//! - The first line is `Student` or `LastName,FirstName`, `ID`, perhaps `SIS User ID`, `SIS Login ID`, `Integration ID`, `Root Account`, and `Section`;
//!   then columns of the instructor's own; then `Title (id)` for each assignment; then totals, which cannot be imported.
//! - The line `Points Possible` says what can be earned, and `(read only)` where nothing can be imported. A line of `Manual Posting` is no student.
//! - `EX` is an excused student, `N/A` one who has not got the assignment: both stay.
//! - A student is known by `ID`, else by `SIS User ID`, by `SIS Login ID`, by name. An empty cell takes a score away, so that a cell without a grade
//!   stays as it was.

use std::collections::BTreeMap;
use std::io::Write;

use crate::model::{Class, Diagnostic};
use crate::report::class::matching::{Filling, Matching, Member, broken, folded, members};
use crate::report::class::sheet::Sheet;
use crate::report::class::{ClassFormat, Fill, Filled, Made};
use crate::report::visible::plain;

/// The row of the format table.
pub(super) const FORMAT: ClassFormat = ClassFormat {
    name: "canvas",
    about: "for Canvas: the gradebook that it exported, with the assignment's column filled",
    made: Made::Filled(fill),
};

/// The columns that Canvas does not import.
const TOTALS: [&str; 9] = [
    "Current Score",
    "Current Points",
    "Current Grade",
    "Final Score",
    "Final Points",
    "Final Grade",
    "Override Score",
    "Override Grade",
    "Override Status",
];

fn fill(class: &mut dyn Class, fill: &Fill, out: &mut dyn Write) -> Result<Filled, Diagnostic> {
    let mut filling = Filling::new(fill)?;
    let head = Head::read(&filling.sheet).ok_or_else(|| no_gradebook(fill.file))?;
    let assignment = class.head().assignment.clone();
    let column = column(&filling.sheet, &head, fill, &assignment)?;
    let members = members(class, &mut |_| ()).map_err(|error| broken(fill.file, &error))?;

    let rows: Vec<usize> = head.students(&filling.sheet);
    let points = points_possible(&filling.sheet).map(|row| filling.sheet.cell(row, column));
    let points = points.unwrap_or_default();
    if points.contains("read only") {
        return Err(read_only(fill.file, &filling.sheet.cell(0, column)));
    }
    filling.compare(&points, "`Points Possible`", &class.head().outline);
    let found = head.matched(&filling.sheet, &rows, &members);
    let labels = rows
        .iter()
        .map(|row| (*row, head.label(&filling.sheet, *row)));
    let labels: Vec<(usize, String)> = labels.collect();
    filling.list(&members, &found, labels.into_iter());
    for (row, member) in found {
        let old = filling.sheet.cell(row, column);
        match old.trim() {
            "EX" => filling.stays((row, column), member, "excused in Canvas"),
            "N/A" => filling.stays(
                (row, column),
                member,
                "has not got the assignment in Canvas",
            ),
            _ if column >= filling.sheet.width(row) => {
                filling.stays((row, column), member, "the line of the file is too short");
            }
            _ => {
                filling.grade((row, column), member);
            }
        }
    }
    filling.write(fill.file, out)
}

/// The columns that say who a student is.
struct Head {
    /// Family and given name, where they stand apart.
    in_two: bool,
    id: usize,
    sis_user: Option<usize>,
    sis_login: Option<usize>,
    section: usize,
}

impl Head {
    /// `None` where no such line is the first.
    fn read(sheet: &Sheet) -> Option<Self> {
        let titles = sheet.cells(0);
        let at = |title: &str| titles.iter().position(|cell| cell.trim() == title);
        let in_two = titles.first()?.contains("LastName");
        let id = if in_two { 2 } else { 1 };
        let named = in_two || titles.first()?.contains("Student");
        let known = named && titles.get(id)?.contains("ID");
        known.then_some(Self {
            in_two,
            id,
            sis_user: at("SIS User ID"),
            sis_login: at("SIS Login ID"),
            section: at("Section")?,
        })
    }

    /// The rows that are students.
    fn students(&self, sheet: &Sheet) -> Vec<usize> {
        let is_student = |row: &usize| {
            let first = sheet.cell(*row, 0);
            let who = [0, self.id]
                .into_iter()
                .chain(self.sis_user)
                .chain(self.sis_login);
            let mut who = who.map(|column| sheet.cell(*row, column));
            !first.contains(POINTS) && who.any(|cell| !cell.trim().is_empty())
        };
        sheet.rows().skip(1).filter(is_student).collect()
    }

    fn name(&self, sheet: &Sheet, row: usize) -> String {
        let first = sheet.cell(row, 0);
        if self.in_two {
            format!("{first}, {}", sheet.cell(row, 1))
        } else {
            first.into_owned()
        }
    }

    /// What messages call a row.
    fn label(&self, sheet: &Sheet, row: usize) -> String {
        let ids = [Some(self.id), self.sis_user, self.sis_login];
        let ids = ids
            .into_iter()
            .flatten()
            .map(|column| sheet.cell(row, column).trim().to_owned());
        let ids: Vec<String> = ids.filter(|id| !id.is_empty()).collect();
        format!("{} ({})", self.name(sheet, row).trim(), ids.join(", "))
    }

    fn matched<'m>(
        &self,
        sheet: &Sheet,
        rows: &[usize],
        members: &'m [Member],
    ) -> BTreeMap<usize, &'m Member> {
        let mut matching = Matching::new(members);
        for row in rows {
            matching.row(*row, &self.name(sheet, *row));
        }
        let ids: [(Option<usize>, &[&str]); 3] = [
            (
                Some(self.id),
                &["canvas id", "canvas user id", "canvas_id", "canvas_user_id"],
            ),
            (
                self.sis_user,
                &["sis user id", "sis_user_id", "sis id", "sis_id"],
            ),
            (
                self.sis_login,
                &[
                    "sis login id",
                    "sis_login_id",
                    "login id",
                    "login_id",
                    "login",
                    "email",
                    "e-mail",
                ],
            ),
        ];
        for (column, titles) in ids {
            matching.by(
                |row| column.map(|column| folded(&sheet.cell(row, column))),
                |member| member.ids(titles),
            );
        }
        matching.found()
    }
}

const POINTS: &str = "Points Possible";

fn points_possible(sheet: &Sheet) -> Option<usize> {
    sheet
        .rows()
        .skip(1)
        .find(|row| sheet.cell(*row, 0).contains(POINTS))
}

/// The assignments of the file: the column, the title, and Canvas' id.
fn assignments(sheet: &Sheet, head: &Head) -> Vec<(usize, String)> {
    let titles = sheet
        .cells(0)
        .into_iter()
        .enumerate()
        .skip(head.section + 1);
    let is_total = |title: &str| TOTALS.iter().any(|total| title.contains(total));
    let assignments = titles.filter(|(_, title)| !is_total(title) && in_parts(title).1.is_some());
    assignments
        .map(|(at, title)| (at, title.into_owned()))
        .collect()
}

/// The title and the id of `Title (id)`.
fn in_parts(title: &str) -> (&str, Option<&str>) {
    let parts = title
        .trim_end()
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once(" ("));
    match parts {
        Some((title, id)) if !id.is_empty() && id.bytes().all(|b| b.is_ascii_digit()) => {
            (title, Some(id))
        }
        _ => (title, None),
    }
}

/// The column of the assignment: the one that is named, or has its title.
fn column(sheet: &Sheet, head: &Head, fill: &Fill, title: &str) -> Result<usize, Diagnostic> {
    let all = assignments(sheet, head);
    let wanted = fill.column.unwrap_or(title);
    let whole = |one: &str| one == wanted;
    let by_title = |one: &str| in_parts(one).0.trim() == wanted.trim();
    let by_id = |one: &str| fill.column.is_some() && in_parts(one).1 == Some(wanted.trim());
    let by_letters = |one: &str| folded(in_parts(one).0) == folded(wanted);
    let ways: [&dyn Fn(&str) -> bool; 4] = [&whole, &by_title, &by_id, &by_letters];
    for way in ways {
        let found: Vec<usize> = all
            .iter()
            .filter(|(_, one)| way(one))
            .map(|(at, _)| *at)
            .collect();
        match found.as_slice() {
            [] => {}
            [one] => return Ok(*one),
            [_, _, ..] => return Err(no_column(fill.file, wanted, "several columns are", &all)),
        }
    }
    Err(no_column(fill.file, wanted, "no column is", &all))
}

fn no_column(file: &str, wanted: &str, how_many: &str, all: &[(usize, String)]) -> Diagnostic {
    let wrong = Diagnostic::file_error(
        file,
        format!("{how_many} for the assignment `{}`", plain(wanted)),
    );
    let titles: Vec<String> = all
        .iter()
        .map(|(_, title)| format!("`{}`", plain(title)))
        .collect();
    let wrong = match titles.as_slice() {
        [] => wrong.help("there is no assignment in it"),
        titles => wrong.help(format!("there is {}", titles.join(", "))),
    };
    wrong.help("name one of them: `--column 'TITLE (ID)'`")
}

fn no_gradebook(file: &str) -> Diagnostic {
    Diagnostic::file_error(
        file,
        "this is not a gradebook that Canvas exported: its first line has no `Student`, `ID` and `Section`",
    )
    .help("in Canvas: Grades, Export, Export Entire Gradebook")
}

fn read_only(file: &str, title: &str) -> Diagnostic {
    Diagnostic::file_error(
        file,
        format!(
            "Canvas does not import the column `{}`: it is read only",
            plain(title)
        ),
    )
    .help("name another one: `--column 'TITLE (ID)'`")
}
