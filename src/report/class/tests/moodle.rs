//! A grading worksheet of Moodle that was filled, held against the rules of Moodle's importer.

use std::collections::BTreeMap;

use crate::model::Policy;
use crate::report::class::tests::filled;
use crate::report::class::tests::room::{Room, room};

/// As `mod/assign/gradingtable.php` of `moodle/moodle` writes it on an English site.
const EXPORTED: &str = "Identifier,\"Full name\",\"Email address\",Status,Grade,\"Maximum grade\",\"Grade can be changed\",\"Last modified (submission)\",\"Last modified (grade)\",\"Feedback comments\"
\"Participant 11\",\"Ada Lovelace\",ADA@example.edu,\"Submitted for grading\",,10.00,Yes,\"Sunday, 1 November 2026, 10:00 AM\",-,
\"Participant 12\",\"Ben C\",ben@example.edu,\"Submitted for grading\",7.00,10.00,Yes,-,\"Monday, 2 November 2026, 10:00 AM\",\"Well done, Ben\"
\"Participant 13\",\"Eve Smith\",eve@example.edu,\"Submitted for grading\",,10.00,Yes,-,-,\"<p>netcheck: old</p>\"
\"Participant 14\",\"Eve Smith\",nobody@example.edu,\"No submission\",,10.00,Yes,-,-,
";

fn german() -> String {
    EXPORTED
        .replace("Identifier", "ID")
        .replace("Participant ", "Teilnehmer/in ")
        .replace("Full name", "Vollständiger Name")
        .replace(",Grade,", ",Punkte,")
        .replace("Maximum grade", "Höchstnote")
        .replace("10.00", "\"10,00\"")
        .replace("7.00", "\"7,00\"")
}

#[test]
fn grades_and_comments_are_filled_and_every_other_byte_stays() {
    let (text, done) = filled("moodle", &mut room(Policy::default()), EXPORTED, None).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let before: Vec<&str> = EXPORTED.lines().collect();
    assert_eq!(lines[0], before[0]);
    assert_eq!(lines[4], before[4]);
    assert_eq!(
        lines[1],
        "\"Participant 11\",\"Ada Lovelace\",ADA@example.edu,\"Submitted for grading\",10,10.00,Yes,\"Sunday, 1 November 2026, 10:00 AM\",-,\
         \"<p>netcheck: Total: 8 of 8 points<br>1 passed, 1 marked by hand<br>1 hidden check is not shown and not in the total</p>\
         <ul><li><b>09-questions/web: What is the web?</b> 4/4 manual: 4/4 marked by hand</li></ul>\""
    );
    assert_eq!(lines[2], before[2].replace("7.00", "3"));
    assert!(lines[3].starts_with(
        "\"Participant 13\",\"Eve Smith\",eve@example.edu,\"Submitted for grading\",,10.00,"
    ));
    assert!(
        lines[3].contains("<p>netcheck: Total: 1 of 8 points<br>1 undecided, 1 marked by hand"),
        "{}",
        lines[3]
    );
    assert_eq!(done.filled, 2);
    assert_eq!(done.unknown, ["Eve Smith (Participant 14)"]);
    assert_eq!(done.absent.len(), 3);
    assert_eq!(done.empty, ["eve-1 Eve Smith: 1 undecided"]);
    assert_eq!(
        done.notes,
        ["ben =Ben|calc: the comment stays, for a person wrote it"]
    );
}

#[test]
fn other_languages_are_told_from_what_is_in_the_columns() {
    let german = german();
    let (text, done) = filled("moodle", &mut room(Policy::default()), &german, None).unwrap();
    assert_eq!(done.filled, 2);
    assert!(
        text.contains("\"Submitted for grading\",10,\"10,00\","),
        "{text}"
    );
    assert!(
        text.contains("\"Submitted for grading\",\"3\",\"10,00\","),
        "{text}"
    );
}

#[test]
fn moodle_imports_what_was_filled() {
    let mut class = room(Policy::default());
    let (text, _) = filled("moodle", &mut class, EXPORTED, None).unwrap();
    let found = imported(&text, 10.0);
    let grades: Vec<(u32, Option<f64>)> =
        found.iter().map(|(id, (grade, _))| (*id, *grade)).collect();
    assert_eq!(
        grades,
        [(11, Some(10.0)), (12, Some(3.0)), (13, None), (14, None)]
    );
    assert_eq!(found[&12].1, "Well done, Ben");
    assert!(found[&13].1.contains("1 hidden check"));
}

/// What the importer takes out of a file, by the rules of `lib/csvlib.class.php` (PHP's `fgetcsv`, which takes `\` before a quote for an
/// escape; as many cells in every line), `importgradeslib.php` (the three titles; the number behind the identifier's word), and `locallib.php`
/// (an empty grade and one above the maximum are passed over) of `moodle/moodle`. By participant: the grade and the comment.
fn imported(text: &str, maximum: f64) -> BTreeMap<u32, (Option<f64>, String)> {
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .escape(Some(b'\\'))
        .from_reader(text.as_bytes());
    let mut rows = reader
        .records()
        .map(|row| row.expect("as many cells in every line"));
    let head = rows.next().unwrap();
    let at = |title: &str| head.iter().position(|known| known == title).expect(title);
    let (id, grade, comment) = (at("Identifier"), at("Grade"), at("Feedback comments"));
    at("Last modified (grade)");
    let taken = rows.map(|row| {
        let number = row[id]
            .strip_prefix("Participant ")
            .unwrap()
            .parse()
            .unwrap();
        let grade = row[grade].replace(',', ".").parse().ok();
        let grade = grade.filter(|grade: &f64| (0.0..=maximum).contains(grade));
        (number, (grade, row[comment].to_owned()))
    });
    taken.collect()
}

#[test]
fn comments_are_harmless_in_one_cell() {
    let exported = EXPORTED.replace("\"Well done, Ben\"", "");
    let (text, _) = filled("moodle", &mut room(Policy::default()), &exported, None).unwrap();
    let comment = &imported(&text, 10.0)[&12].1;
    assert!(
        comment.contains("=the address is &quot;wrong&#92;&quot; &lt;b&gt;"),
        "{comment}"
    );
    assert!(
        comment.contains("2/4 marked by hand: &quot;=half of it, &quot;as&quot; said&quot;"),
        "{comment}"
    );
    assert!(!comment.contains(['\n', '"', '\\']), "{comment}");
    for hidden in ["Never shown", "solution", "Ada", "4F1C22A0B1"] {
        assert!(!comment.contains(hidden), "{hidden}: {comment}");
    }
}

#[test]
fn more_than_the_maximum_is_not_written() {
    let exported = EXPORTED.replace("10.00", "5.00");
    let (text, done) = filled("moodle", &mut room(Policy::default()), &exported, None).unwrap();
    assert!(
        text.contains("\"Submitted for grading\",,5.00,Yes,\"Sunday"),
        "{text}"
    );
    assert_eq!(done.filled, 1);
    assert_eq!(
        done.empty[0],
        "ada Ada Lovelace: 10 points are more than the maximum grade, which Moodle would not take"
    );
    assert!(
        done.notes[0]
            .starts_with("the maximum grade is 5.00 in the file, and 10 points can be earned here")
    );
}

#[test]
fn participants_are_known_by_their_folders() {
    let mut class = room(Policy::default());
    let work = class.students[3].work.as_mut().unwrap();
    work.submission = "Eve Smith_14_assignsubmission_file".to_owned();
    let (text, _) = filled("moodle", &mut class, EXPORTED, None).unwrap();
    assert_eq!(imported(&text, 10.0)[&14].0, Some(5.0));
}

#[test]
fn what_cannot_be_filled_is_said() {
    let wrong = |exported: &str, column| {
        let mut class: Room = room(Policy::default());
        filled("moodle", &mut class, exported, column).unwrap_err()
    };
    assert!(
        wrong("a,b\n1,2\n", None)
            .starts_with("this is not a grading worksheet that Moodle exported")
    );
    assert!(
        wrong(EXPORTED, Some("Points"))
            .starts_with("it is not clear which column has the grades; there is `Identifier`")
    );
    assert!(
        wrong("a,b,c\nP 1,x,y\n", None).starts_with("it is not clear which column has the grades")
    );
}

#[test]
fn another_persons_address_is_not_ones_own() {
    let mut class = room(Policy::default());
    let partner = ("partner".to_owned(), "ada@example.edu".to_owned());
    class.students[1].student.columns.push(partner);
    let (text, done) = filled("moodle", &mut class, EXPORTED, None).unwrap();
    assert!(
        text.lines().nth(1).unwrap().contains(",10,10.00,"),
        "{text}"
    );
    assert!(
        !done.unknown.iter().any(|row| row.contains("Ada")),
        "{:?}",
        done.unknown
    );
}

#[test]
fn a_worksheet_that_is_the_roster_too_says_who_is_who() {
    let mut class = room(Policy::default());
    for (at, report) in class.students.iter_mut().enumerate() {
        let columns = [
            ("Identifier", format!("Participant {}", 11 + at)),
            ("Status", "Submitted for grading".to_owned()),
            ("Maximum grade", "10.00".to_owned()),
        ];
        let columns = columns.map(|(title, value)| (title.to_owned(), value));
        report.student.columns.extend(columns);
    }
    let (text, done) = filled("moodle", &mut class, EXPORTED, None).unwrap();
    assert!(
        text.lines().nth(1).unwrap().contains(",10,10.00,"),
        "{text}"
    );
    assert!(
        done.unknown.iter().all(|row| !row.contains("Ada")),
        "{:?}",
        done.unknown
    );
}
