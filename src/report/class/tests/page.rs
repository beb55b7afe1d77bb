//! The class for browsers: what is in it, for whom, and that nothing in it is taken for markup.

use crate::model::{Missing, Policy};
use crate::report::Reader;
use crate::report::class::tests::files;
use crate::report::class::tests::room::room;

#[test]
fn students_get_pages_and_no_index() {
    let made = files("html", &mut room(Policy::default()), Reader::Student);
    let names: Vec<&str> = made.iter().map(|(path, _)| path.as_str()).collect();
    assert_eq!(
        names,
        [
            "students/ada.html",
            "students/ben.html",
            "students/eve-1.html",
            "students/eve-2.html",
            "students/kim_.html",
            "students/zoe.html"
        ]
    );
    for (path, text) in &made {
        for hidden in ["4F1C22A0B1", "stranger", "Never shown", "<script"] {
            assert!(!text.contains(hidden), "{path}: {hidden}");
        }
    }
    assert!(
        made.iter()
            .any(|(_, text)| text.contains("Nothing was handed in"))
    );
}

#[test]
fn the_index_has_every_student_and_what_needs_somebody() {
    let mut made = files("html", &mut room(Policy::default()), Reader::Instructor);
    let (path, index) = made.pop().unwrap();
    assert_eq!(path, "index.html");
    let rows = index.matches("<th scope=\"row\"><a href=").count();
    assert_eq!(rows, made.len());
    for (path, _) in &made {
        assert!(index.contains(&format!("href=\"{path}\"")), "{path}");
    }
    for part in [
        "4F1C22A0B1",
        "stranger",
        "The hardest checks",
        "Without points yet",
        "✎",
    ] {
        assert!(index.contains(part), "{part}");
    }
}

#[test]
fn nothing_that_others_wrote_is_markup() {
    let (_, index) = files("html", &mut room(Policy::default()), Reader::Instructor)
        .pop()
        .unwrap();
    let scripts: Vec<&str> = index.matches("<script").collect();
    assert_eq!(scripts.len(), 1, "its own");
    assert!(
        !index.contains("<img") && !index.contains("onerror=\""),
        "{index}"
    );
    for c in ['\u{202e}', '\u{1b}', '\0'] {
        assert!(!index.contains(c), "{c:?}");
    }
}

#[test]
fn a_missing_grade_is_an_empty_cell() {
    let blank = Policy {
        missing: Missing::Blank,
        ..Policy::default()
    };
    let row = |policy| {
        let (_, index) = files("html", &mut room(policy), Reader::Instructor)
            .pop()
            .unwrap();
        let row = index
            .split("<tr")
            .find(|row| row.starts_with(" data-s=\"x\""));
        row.unwrap().to_owned()
    };
    assert!(row(Policy::default()).contains("<td></td><td>0</td>"));
    assert!(row(blank).contains("<td></td><td></td>"));
}
