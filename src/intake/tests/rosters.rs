//! Rosters as people and systems write them.

use super::Tree;
use crate::intake::Roster;
use crate::model::Diagnostic;

fn read(bytes: &[u8]) -> Result<Roster, Diagnostic> {
    Roster::read(&Tree::new().write("roster.csv", bytes))
}

#[track_caller]
fn students(text: &str, want: &[(&str, Option<&str>)]) -> Roster {
    let roster = read(text.as_bytes()).unwrap();
    let found: Vec<_> = roster
        .students
        .iter()
        .map(|student| (student.id.as_str(), student.name.as_deref()))
        .collect();
    assert_eq!(found, want);
    roster
}

#[test]
fn columns_of_all_kinds() {
    let ada = &[("ada", Some("Ada Lovelace"))];
    students("id,name\nada,Ada Lovelace\n", ada);
    students("\u{feff}Name;Login\r\nAda Lovelace;ada\r\n\r\n", ada);
    students("Vorname\tNachname\tStudent ID\nAda\tLovelace\tada\n", ada);
    students("email,\"Full name\"\nada,\"Ada Lovelace\"\n,\n", ada);
    students("id,name,group\nada,Ada Lovelace\n", ada);
    let latin = read(b"id,name\nzoe,Zo\xeb\n").unwrap();
    assert_eq!(latin.students[0].name.as_deref(), Some("Zoë"));
}

#[test]
fn all_columns_are_kept() {
    let roster = students("ID,E-Mail,Team\nada,a@x.org,red\n", &[("ada", None)]);
    let want = [("ID", "ada"), ("E-Mail", "a@x.org"), ("Team", "red")];
    let want = want.map(|(key, value)| (key.to_owned(), value.to_owned()));
    assert_eq!(roster.students[0].columns, want);
}

/// Columns of a Canvas gradebook, a Moodle grading worksheet, a Gradescope roster and a Classroom roster.
#[test]
fn what_systems_export() {
    let canvas = "Student,ID,SIS User ID,SIS Login ID,Section,Lab 1 (42)\n    Points Possible,,,,,10\n\
        \"Lovelace, Ada\",1234,u1,ada,A,\n\"Student, Test\",99,,x,A,\n";
    let roster = students(canvas, &[("1234", Some("Lovelace, Ada"))]);
    assert_eq!(roster.notes, ["2 lines of the roster are no students"]);
    let moodle = "Identifier,\"Full name\",\"ID number\",\"Email address\"\nParticipant 4711,Ada Lovelace,,ada@x.org\n";
    students(moodle, &[("Participant 4711", Some("Ada Lovelace"))]);
    let gradescope = "First Name,Last Name,SID,Email\nAda,Lovelace,17,ada@x.org\n";
    students(gradescope, &[("17", Some("Ada Lovelace"))]);
    let classroom =
        "\"identifier\",\"github_username\",\"github_id\",\"name\"\n\"ada\",\"adal\",\"1\",\"\"\n";
    students(classroom, &[("ada", None)]);
}

#[test]
fn what_is_wrong_is_said_at_its_line() {
    let check = |bytes: &[u8], words: &[&str]| {
        let found = read(bytes).unwrap_err();
        let text = format!("{} {}", found.message, found.help.join(" "));
        for word in words {
            assert!(text.contains(word), "`{word}` is not in {text}");
        }
    };
    check(b"", &["empty", "column names"]);
    check(b"id,name\n", &["holds no student"]);
    check(
        b"colour,size\nred,4\n",
        &["no column with ids", "colour, size"],
    );
    check(
        b"id,name\nada,A\nbob,B\nADA,A\n",
        &["lines 2 and 4", "the same `id`: ADA"],
    );
    check(b"id,name\nada,A\n,B\n", &["line 3", "no `id`"]);
    check(
        b"id,name\nada,A,what,is,this\n",
        &["line 2 has 5 cells, the first line 2", "double quotes"],
    );
    check(
        &[0, 159, 146, 150, 0, 1, 2, 255].repeat(50),
        &["not a text file", "CSV"],
    );
    let none = Roster::read(std::path::Path::new("/nowhere/roster.csv")).unwrap_err();
    assert!(none.message.contains("cannot be read"), "{}", none.message);
    let folder = Roster::read(Tree::new().path()).unwrap_err();
    assert!(
        folder.message.contains("no file of a usual size"),
        "{}",
        folder.message
    );
}
