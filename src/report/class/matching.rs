//! Which row of an exported file is which student of the class. What could be two students is none.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io::{self, Write};

use crate::model::{Class, Diagnostic, Outline, Points, Student, StudentReport};
use crate::report::Reader;
use crate::report::class::sheet::Sheet;
use crate::report::class::shown::Shown;
use crate::report::class::{Fill, Filled};
use crate::report::visible::plain;

/// A student of the class, with what a row is filled with.
pub(super) struct Member {
    pub(super) student: Student,
    /// What was handed in is called so.
    pub(super) submission: Option<String>,
    /// The grade, or why there is none.
    pub(super) grade: Result<Points, String>,
}

impl Member {
    /// What messages call them.
    pub(super) fn label(&self) -> String {
        match self.student.name.as_deref() {
            Some(name) if name != self.student.id => plain(&format!("{} {name}", self.student.id)),
            _ => plain(&self.student.id),
        }
    }

    /// Their id, and what the roster says of them in the columns with such a title.
    pub(super) fn ids(&self, titles: &[&str]) -> BTreeSet<String> {
        let is_meant = |(title, _): &&(String, String)| titles.contains(&folded(title).as_str());
        let columns = self.student.columns.iter().filter(is_meant);
        let values = columns.map(|(_, value)| value.as_str());
        let all = std::iter::once(self.student.id.as_str()).chain(values);
        all.map(folded).filter(|id| !id.is_empty()).collect()
    }

    /// The mail addresses that the roster has of them: those of another person, such as a partner, stand in columns with other titles.
    pub(super) fn addresses(&self) -> BTreeSet<String> {
        let is_theirs = |(title, _): &&(String, String)| {
            let letters = title.chars().filter(|c| c.is_alphanumeric());
            let title: String = letters.flat_map(char::to_lowercase).collect();
            MAIL_TITLES.contains(&title.as_str())
        };
        let columns = self.student.columns.iter().filter(is_theirs);
        let values = columns.map(|(_, value)| value.as_str());
        let all = std::iter::once(self.student.id.as_str()).chain(values);
        let addresses = all.filter(|text| text.contains('@'));
        addresses.map(folded).collect()
    }

    fn name(&self) -> Option<String> {
        self.student
            .name
            .as_deref()
            .map(name)
            .filter(|name| !name.is_empty())
    }
}

/// All students of a class, with their grades; `look` is shown each first.
pub(super) fn members(
    class: &mut dyn Class,
    look: &mut dyn FnMut(&StudentReport),
) -> io::Result<Vec<Member>> {
    let (policy, mut members) = (class.head().policy, Vec::new());
    class.each(&mut |report| {
        look(&report);
        let shown = Shown::new(report, Reader::Instructor, policy);
        let why = shown.why_no_grade().unwrap_or_default();
        members.push(Member {
            grade: shown.grade.ok_or(why),
            student: shown.student,
            submission: shown.work.map(|graded| graded.work.submission),
        });
        Ok(())
    })?;
    Ok(members)
}

/// The titles of a roster's column with a student's own mail address, in small letters and without anything but letters and digits.
const MAIL_TITLES: &[&str] = &[
    "email",
    "emailaddress",
    "mail",
    "mailaddress",
    "emailadresse",
    "mailadresse",
    "correo",
    "courriel",
];

/// A text as ids and titles are compared: without case, and without blanks around it.
pub(super) fn folded(text: &str) -> String {
    text.trim().to_lowercase()
}

/// A name as names are compared: the family name last, one blank between its words, without case.
fn name(text: &str) -> String {
    // Canvas puts a name between quotes that begins with `=`.
    let text = text.trim().trim_matches('"');
    let turned = match text.split_once(',') {
        Some((last, first)) => Cow::Owned(format!("{first} {last}")),
        None => Cow::Borrowed(text),
    };
    let words: Vec<&str> = turned.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Whose the rows are.
pub(super) struct Matching<'m> {
    members: &'m [Member],
    /// Whom the ids of each row name.
    claims: BTreeMap<usize, BTreeSet<usize>>,
    names: BTreeMap<usize, String>,
}

impl<'m> Matching<'m> {
    pub(super) fn new(members: &'m [Member]) -> Self {
        Self {
            members,
            claims: BTreeMap::new(),
            names: BTreeMap::new(),
        }
    }

    /// Adds a row with a name, which counts only where no id of the row says whose it is.
    pub(super) fn row(&mut self, row: usize, name_of_row: &str) {
        self.claims.entry(row).or_default();
        self.names.insert(row, name(name_of_row));
    }

    /// Adds an id of each row: whoever has the same is meant.
    pub(super) fn by(
        &mut self,
        of_row: impl Fn(usize) -> Option<String>,
        of_member: impl Fn(&Member) -> BTreeSet<String>,
    ) {
        let known = self.known(of_member);
        for (row, claims) in &mut self.claims {
            let id = of_row(*row).filter(|id| !id.is_empty());
            claims.extend(id.and_then(|id| known.get(&id)).into_iter().flatten());
        }
    }

    /// Adds what may be an id of each row: it is one where no other row and no other student has the same.
    pub(super) fn by_what_is_ones_own(
        &mut self,
        of_row: impl Fn(usize) -> Option<String>,
        of_member: impl Fn(&Member) -> BTreeSet<String>,
    ) {
        let known = self.known(of_member);
        let mut rows: HashMap<String, usize> = HashMap::new();
        for id in self.claims.keys().filter_map(|row| of_row(*row)) {
            *rows.entry(id).or_default() += 1;
        }
        for (row, claims) in &mut self.claims {
            let id = of_row(*row).filter(|id| !id.is_empty() && rows.get(id) == Some(&1));
            if let Some([only]) = id.and_then(|id| known.get(&id)).map(Vec::as_slice) {
                claims.insert(*only);
            }
        }
    }

    /// Who has which id.
    fn known(
        &self,
        of_member: impl Fn(&Member) -> BTreeSet<String>,
    ) -> HashMap<String, Vec<usize>> {
        let mut known: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, member) in self.members.iter().enumerate() {
            for id in of_member(member) {
                known.entry(id).or_default().push(at);
            }
        }
        known
    }

    /// The rows with their students: a row that names two is nobody's, a student whom two rows name has none.
    pub(super) fn found(mut self) -> Found<'m> {
        self.add_names();
        let mut claimed: HashMap<usize, usize> = HashMap::new();
        for at in self.claims.values().flatten() {
            *claimed.entry(*at).or_default() += 1;
        }
        let mut found = Found::default();
        for (row, claims) in &self.claims {
            let named: Vec<&Member> = claims.iter().map(|at| &self.members[*at]).collect();
            match named.as_slice() {
                [] => {}
                [one] if claims.iter().all(|at| claimed[at] == 1) => {
                    found.students.insert(*row, one);
                }
                [one] => {
                    let why = format!("another row names {}, too", one.label());
                    found.doubts.insert(*row, why);
                }
                several => {
                    let labels: Vec<String> = several.iter().map(|one| one.label()).collect();
                    found
                        .doubts
                        .insert(*row, format!("could be {}", labels.join(" or ")));
                }
            }
        }
        found
    }

    /// Rows without an id of the class are their students' by name, where that is one row's and one student's alone.
    fn add_names(&mut self) {
        let mut known: HashMap<String, Vec<usize>> = HashMap::new();
        for (at, member) in self.members.iter().enumerate() {
            if let Some(name) = member.name() {
                known.entry(name).or_default().push(at);
            }
        }
        let mut rows: HashMap<&str, usize> = HashMap::new();
        for name in self.names.values() {
            *rows.entry(name).or_default() += 1;
        }
        for (row, claims) in &mut self.claims {
            let name = self.names[row].as_str();
            let member = known
                .get(name)
                .filter(|all| all.len() == 1 && rows[name] == 1);
            if claims.is_empty() {
                claims.extend(member.into_iter().flatten());
            }
        }
    }
}

/// Whose the rows are that are somebody's, and why others are nobody's.
#[derive(Default)]
pub(super) struct Found<'m> {
    pub(super) students: BTreeMap<usize, &'m Member>,
    doubts: BTreeMap<usize, String>,
}

/// A file that is being filled.
pub(super) struct Filling<'a> {
    pub(super) sheet: Sheet<'a>,
    pub(super) cells: BTreeMap<(usize, usize), String>,
    pub(super) filled: Filled,
}

impl<'a> Filling<'a> {
    /// # Errors
    /// That it is no table.
    pub(super) fn new(fill: &Fill<'a>) -> Result<Self, Diagnostic> {
        let sheet = Sheet::read(fill.exported).ok_or_else(|| {
            Diagnostic::file_error(fill.file, "a quoted cell has no end: this is no CSV file")
                .help("export it once more, and do not edit it in between")
        })?;
        Ok(Self {
            sheet,
            cells: BTreeMap::new(),
            filled: Filled::default(),
        })
    }

    /// Says of the rows and the students which have no other half.
    pub(super) fn list(
        &mut self,
        members: &[Member],
        found: &Found,
        rows: impl Iterator<Item = (usize, String)>,
    ) {
        let unknown = rows.filter(|(row, _)| !found.students.contains_key(row));
        let said = unknown.map(|(row, label)| match found.doubts.get(&row) {
            Some(why) => format!("{}: {why}", plain(&label)),
            None => plain(&label),
        });
        self.filled.unknown = said.collect();
        let there: BTreeSet<&str> = found
            .students
            .values()
            .map(|one| one.student.id.as_str())
            .collect();
        let absent = members
            .iter()
            .filter(|one| !there.contains(one.student.id.as_str()));
        self.filled.absent = absent.map(Member::label).collect();
    }

    /// Fills a cell with the grade of a student; without one it stays as it was, which is said.
    pub(super) fn grade(&mut self, at: (usize, usize), member: &Member) -> bool {
        let why = match &member.grade {
            Ok(points) => {
                self.cells.insert(at, points.to_string());
                self.filled.filled += 1;
                return true;
            }
            Err(why) => why.clone(),
        };
        self.stays(at, member, &why);
        false
    }

    /// Says why a cell is not filled.
    pub(super) fn stays(&mut self, at: (usize, usize), member: &Member, why: &str) {
        let old = self.sheet.cell(at.0, at.1);
        let kept = match old.trim() {
            "" => String::new(),
            old => format!("; `{}` stays", plain(old)),
        };
        let line = format!("{}: {why}{kept}", member.label());
        self.filled.empty.push(line);
    }

    /// Says that the system's points differ from those that can be earned.
    pub(super) fn compare(&mut self, theirs: &str, what: &str, outline: &Outline) {
        let of = all_points(outline);
        if number(theirs).is_some_and(|theirs| (theirs - f64::from(of)).abs() > f64::EPSILON) {
            let note = format!(
                "{what} is {} in the file, and {of} points can be earned here: the points are written as they are",
                plain(theirs.trim())
            );
            self.filled.notes.push(note);
        }
    }

    /// Writes the file.
    pub(super) fn write(self, file: &str, out: &mut dyn Write) -> Result<Filled, Diagnostic> {
        self.sheet
            .write(&self.cells, out)
            .map_err(|error| broken(file, &error))?;
        Ok(self.filled)
    }
}

/// What the system said when something could not be read or written.
pub(super) fn broken(file: &str, error: &io::Error) -> Diagnostic {
    Diagnostic::file_error(file, format!("it cannot be filled: {error}"))
}

/// What can be earned by all checks together.
fn all_points(outline: &Outline) -> Points {
    let checks = outline.exercises.iter().flat_map(|one| &one.checks);
    checks.map(|check| check.of).sum()
}

/// A number as people write it: with a point or a comma before its fraction.
pub(super) fn number(text: &str) -> Option<f64> {
    let text = text.trim().replace(',', ".");
    text.parse().ok().filter(|number: &f64| number.is_finite())
}
