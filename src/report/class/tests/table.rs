//! The class as CSV, read by another reader.

use crate::model::{Missing, Policy, Unknown};
use crate::report::Reader;
use crate::report::class::tests::room::room;
use crate::report::class::tests::text;

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
