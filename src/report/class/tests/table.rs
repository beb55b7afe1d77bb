//! The class as CSV, read by another reader.

use std::cell::Cell;
use std::io;
use std::rc::Rc;

use crate::model::{Class, ClassHead, Missing, Policy, StudentReport, Unknown};
use crate::report::Reader;
use crate::report::class::Made;
use crate::report::class::tests::room::{Room, room};
use crate::report::class::tests::{golden, made, text};

fn rows(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let records = reader.records().map(Result::unwrap);
    records
        .map(|record| record.iter().map(str::to_owned).collect())
        .collect()
}

/// Of each student the cells of some columns.
fn columns(text: &str, titles: &[&str]) -> Vec<String> {
    let rows = rows(text);
    let at = titles.iter().map(|title| {
        rows[0]
            .iter()
            .position(|known| known == title)
            .expect(title)
    });
    let at: Vec<usize> = at.collect();
    let line = |row: &Vec<String>| {
        at.iter()
            .map(|at| row[*at].as_str())
            .collect::<Vec<_>>()
            .join("|")
    };
    rows[1..].iter().map(line).collect()
}

#[test]
fn every_check_has_two_columns() {
    let table = text("csv", &mut room(Policy::default()), Reader::Instructor);
    assert_eq!(
        table.lines().next().unwrap(),
        "id,name,roster.email,roster.group,submission,attempt,late,stale,points,of,grade,undecided,unmarked,\
         dns/mx verdict,dns/mx points,dns/solution verdict,dns/solution points,questions/web verdict,questions/web points"
    );
    let found = columns(
        &table,
        &[
            "id",
            "points",
            "of",
            "grade",
            "dns/mx verdict",
            "dns/mx points",
            "questions/web verdict",
            "questions/web points",
        ],
    );
    assert_eq!(
        found,
        [
            "ada|10|10|10|pass|4|manual+marked|4",
            "ben|3|10|3|fail|1|manual+marked|2",
            "eve-1|3|10||undecided||manual+marked|1",
            "eve-2|5|10|5|pass+marked|3|manual+marked|0",
            "kim\u{202e}|6|10||pass|4|manual|",
            "zoe|||0||||",
        ]
    );
}

#[test]
fn the_whole_table() {
    golden(
        "class.csv",
        &text("csv", &mut room(Policy::default()), Reader::Instructor),
    );
}

#[test]
fn policies_decide_what_a_grade_is() {
    let check = |missing, open, want: [&str; 6]| {
        let table = text(
            "csv",
            &mut room(Policy { missing, open }),
            Reader::Instructor,
        );
        assert_eq!(columns(&table, &["grade"]), want);
    };
    check(
        Missing::Zero,
        Unknown::Zero,
        ["10", "3", "3", "5", "6", "0"],
    );
    check(
        Missing::Blank,
        Unknown::Ungraded,
        ["10", "3", "", "5", "", ""],
    );
}

#[test]
fn hidden_checks_are_for_instructors() {
    let table = text("csv", &mut room(Policy::default()), Reader::Student);
    assert!(!table.contains("solution"));
    assert_eq!(columns(&table, &["points", "of"])[0], "8|8");
}

#[test]
fn no_cell_is_a_formula_and_numbers_are_numbers() {
    let table = text("csv", &mut room(Policy::default()), Reader::Instructor);
    for row in rows(&table) {
        for cell in row {
            let begins = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            assert!(!begins || cell.parse::<f64>().is_ok(), "{cell}");
        }
    }
    let found = columns(
        &table,
        &["name", "roster.email", "roster.group", "submission"],
    );
    assert_eq!(found[1], "'=Ben|calc|ben@example.edu|-5|'@ben");
    assert_eq!(found[4], "<b>Kim</b>\n\"K\"|'+kim@example.edu|-5|'-kim");
}

#[test]
fn equal_results_are_equal_bytes() {
    let before = text("csv", &mut room(Policy::default()), Reader::Instructor);
    let mut later = room(Policy::default());
    later.head.graded_at = Some("2027-01-01T00:00:00Z".to_owned());
    for work in later
        .students
        .iter_mut()
        .filter_map(|one| one.work.as_mut())
    {
        work.handed_in = None;
        for outcome in &mut work.outcomes {
            outcome.took *= 3;
            if let Some(mark) = &mut outcome.mark {
                mark.at = "2027-01-01T00:00:00Z".to_owned();
            }
        }
    }
    assert_eq!(text("csv", &mut later, Reader::Instructor), before);
}

#[test]
fn a_class_without_students_has_its_first_line() {
    let mut empty = room(Policy::default());
    empty.students.clear();
    let table = text("csv", &mut empty, Reader::Instructor);
    assert!(table.starts_with("id,name,submission,"), "{table}");
    assert_eq!(table.lines().count(), 1);
}

#[test]
fn it_is_written_while_students_are_read() {
    for (name, reader) in [("csv", Reader::Instructor), ("json", Reader::Instructor)] {
        let written = Rc::new(Cell::new(0));
        let mut class = Endless {
            one: room(Policy::default()),
            written: Rc::clone(&written),
        };
        let Made::Text(write) = made(name) else {
            panic!("{name} is no text");
        };
        write(&mut class, reader, &mut Counting(written)).unwrap();
    }
}

/// A class that is too large to be held, and looks at how much is written while it is told.
struct Endless {
    one: Room,
    written: Rc<Cell<usize>>,
}

impl Class for Endless {
    fn head(&self) -> &ClassHead {
        &self.one.head
    }

    fn each(&mut self, take: &mut dyn FnMut(StudentReport) -> io::Result<()>) -> io::Result<()> {
        for round in 1..=1000 {
            self.one.each(take)?;
            // A round has more than 300 bytes, and at most a buffer of it waits.
            let written = self.written.get();
            assert!(written + 64 * 1024 > round * 300, "{written} after {round}");
        }
        Ok(())
    }
}

struct Counting(Rc<Cell<usize>>);

impl io::Write for Counting {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.set(self.0.get() + bytes.len());
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
