//! A gradebook of Canvas that was filled, held against the rules of Canvas' importer.

use std::collections::BTreeMap;

use crate::model::Policy;
use crate::report::class::tests::filled;
use crate::report::class::tests::room::room;

/// As `lib/gradebook_exporter.rb` of `instructure/canvas-lms` writes it, with a byte order mark, a line of posting policies, and totals.
const EXPORTED: &str = "\u{feff}Student,ID,SIS User ID,SIS Login ID,Section,\"Sockets, \"\"1\"\" (77)\",sockets 2 (78),Assignments Current Score\r
,,,,,,Manual Posting,\r
    Points Possible,,,,,12.00,5,(read only)\r
\"Lovelace, Ada\",101,,ada,Sec 1,7.5,,80.0\r
=Ben|calc,102,S2,BEN,\"Sec 1, and 2\",,1,\r
\"Smith, Eve\",103,eve-1,x1,Sec 1,9,,\r
\"Smith, Eve\",104,,eve.s@example.edu,Sec 1,EX,,\r
\"Student, Test\",105,,b1f,Sec 1,,,\r
";

#[test]
fn one_column_is_filled_and_every_other_byte_stays() {
    let (text, done) = filled("canvas", &mut room(Policy::default()), EXPORTED, None).unwrap();
    let want = EXPORTED
        .replace("Sec 1,7.5,", "Sec 1,10,")
        .replace("2\",,1,", "2\",3,1,");
    assert_eq!(text, want);
    assert_eq!(done.filled, 2);
    assert_eq!(done.unknown, ["Student, Test (105, b1f)"]);
    assert_eq!(done.absent, ["kim<U+202E> <b>Kim</b>\\n\"K\"", "zoe"]);
    assert_eq!(
        done.empty,
        [
            "eve-1 Eve Smith: 1 undecided; `9` stays",
            "eve-2 Eve Smith: excused in Canvas; `EX` stays",
        ]
    );
    assert_eq!(
        done.notes,
        [
            "`Points Possible` is 12.00 in the file, and 10 points can be earned here: the points are written as they are"
        ]
    );
}

#[test]
fn canvas_imports_the_grades_and_creates_nothing() {
    let (text, _) = filled("canvas", &mut room(Policy::default()), EXPORTED, None).unwrap();
    let before = imported(EXPORTED);
    let after = imported(&text);
    let mut want = before.clone();
    want.insert((101, 77), "10".to_owned());
    want.insert((102, 77), "3".to_owned());
    assert_eq!(after, want);
}

/// What the importer takes out of a file, by the rules of `lib/gradebook_importer.rb`: who has which score, by Canvas' ids of student and
/// assignment. `row_has_student_headers?`, `update_column_count` and `last_student_info_column` find the columns of the student,
/// `strip_non_assignment_columns` leaves the totals out, `parse_assignments` takes the id out of `Title (id)`, `check_for_non_student_row` passes over
/// the lines that are no students, `process_student` knows a student by the id. What would be created makes it panic.
fn imported(text: &str) -> BTreeMap<(u32, u32), String> {
    let text = text.trim_start_matches('\u{feff}');
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .from_reader(text.as_bytes());
    let mut rows = reader.records().map(Result::unwrap);
    let head = rows.next().unwrap();
    assert!(head.len() > 3 && head[0].contains("Student") && head[1].contains("ID"));
    assert!(head[2].contains("SIS User ID") && head[3].contains("SIS Login ID"));
    assert!(head[4].contains("Section"));
    let assignment = |title: &str| -> u32 {
        let (_, id) = title
            .strip_suffix(')')
            .and_then(|rest| rest.rsplit_once(" ("))
            .expect(title);
        id.parse().expect("no assignment is created")
    };
    let columns: Vec<(usize, u32)> = (5..head.len())
        .filter(|at| !head[*at].contains("Current Score"))
        .map(|at| (at, assignment(&head[at])))
        .collect();
    let mut scores = BTreeMap::new();
    for row in rows {
        let no_student =
            |cell: &str| cell.trim().is_empty() || cell.trim().starts_with("Manual Posting");
        if row[0].contains("Points Possible") || row.iter().all(no_student) {
            continue;
        }
        let student: u32 = row[1].parse().expect("no student is created");
        for (at, assignment) in &columns {
            scores.insert((student, *assignment), row[*at].trim().to_owned());
        }
    }
    scores
}

#[test]
fn the_column_is_told_from_its_title_or_named() {
    let check = |titles: &str, column, want: Result<&str, &str>| {
        let exported = format!("Student,ID,Section,{titles}\nAda Lovelace,1,S,,\n");
        let found = filled("canvas", &mut room(Policy::default()), &exported, column);
        let last = found.map(|(text, _)| text.lines().last().unwrap().to_owned());
        assert_eq!(last.as_deref().map_err(String::as_str), want);
    };
    let title = "\"Sockets, \"\"1\"\" (7)\"";
    let small = "\"sockets, \"\"1\"\" (8)\"";
    check(&format!("{title},b (9)"), None, Ok("Ada Lovelace,1,S,10,"));
    check(
        &format!("{small},{title}"),
        None,
        Ok("Ada Lovelace,1,S,,10"),
    );
    check(&format!("a (9),{small}"), None, Ok("Ada Lovelace,1,S,,10"));
    check("a (9),b (10)", Some("b (10)"), Ok("Ada Lovelace,1,S,,10"));
    check("a (9),b (10)", Some("B"), Ok("Ada Lovelace,1,S,,10"));
    check("a (9),b (10)", Some("10"), Ok("Ada Lovelace,1,S,,10"));
    check(
        "a (9),b (10)",
        None,
        Err(
            "no column is for the assignment `Sockets, \"1\"`; there is `a (9)`, `b (10)`; name one of them: `--column 'TITLE (ID)'`",
        ),
    );
    check(
        "a (9),a (10)",
        Some("a"),
        Err(
            "several columns are for the assignment `a`; there is `a (9)`, `a (10)`; name one of them: `--column 'TITLE (ID)'`",
        ),
    );
    check(
        "Current Score,Final Grade (4)",
        None,
        Err(
            "no column is for the assignment `Sockets, \"1\"`; there is no assignment in it; name one of them: `--column 'TITLE (ID)'`",
        ),
    );
}

#[test]
fn what_could_be_two_students_is_none() {
    let check = |rows: &str, want: &[&str]| {
        let exported = format!("Student,ID,SIS User ID,SIS Login ID,Section,a (9)\n{rows}");
        let (text, done) =
            filled("canvas", &mut room(Policy::default()), &exported, Some("a")).unwrap();
        let cells: Vec<&str> = text
            .lines()
            .skip(1)
            .map(|line| line.rsplit(',').next().unwrap())
            .collect();
        assert_eq!(cells, want, "{done:?}");
    };
    check("Eve Smith,1,,,S,\n", &[""]);
    check("x,1,EVE-2,,S,\n", &["5"]);
    check("x,1,ada,ben,S,\n", &[""]);
    check("x,1,ada,,S,\ny,2,,ada,S,\n", &["", ""]);
    check("ada   LOVELACE,1,,,S,\n", &["10"]);
    check(
        "\"Lovelace, Ada\",1,,,S,\n\"Lovelace, Ada\",2,,,S,\n",
        &["", ""],
    );
    check("Ada Lovelace,1,ben,,S,\n", &["3"]);
}

#[test]
fn names_in_two_columns_and_semicolons() {
    let exported = "LastName;FirstName;ID;Section;\"a;b (9)\"\nPoints Possible;;;;10,00\nLovelace;Ada;1;S;2,5\n";
    let (text, done) = filled(
        "canvas",
        &mut room(Policy::default()),
        exported,
        Some("a;b"),
    )
    .unwrap();
    assert!(text.ends_with("\nLovelace;Ada;1;S;10\n"), "{text}");
    assert_eq!(done.notes, [""; 0]);
}

#[test]
fn what_cannot_be_filled_is_said() {
    let wrong =
        |exported| filled("canvas", &mut room(Policy::default()), exported, Some("a")).unwrap_err();
    assert!(wrong("id,name\n1,2\n").starts_with("this is not a gradebook that Canvas exported"));
    assert!(wrong("").starts_with("this is not a gradebook that Canvas exported"));
    assert!(wrong("Student,ID,Section,\"a (9)\n").starts_with("a quoted cell has no end"));
    assert!(
        wrong("Student,ID,Section,a (9)\n Points Possible,,,(read only)\n")
            .starts_with("Canvas does not import the column `a (9)`")
    );
}
