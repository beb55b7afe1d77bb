//! A file for each student: what is in it, and what is not.

use crate::model::Policy;
use crate::report::Reader;
use crate::report::class::tests::files;
use crate::report::class::tests::room::room;

fn names(files: &[(String, String)]) -> Vec<&str> {
    files.iter().map(|(path, _)| path.as_str()).collect()
}

/// Each file names its own student's work, and of others nothing.
fn is_for_one_alone(files: &[(String, String)]) {
    let marks = [
        ("ada", "nothing of her own"),
        ("ben", "half of it"),
        ("eve-1", "no port"),
        ("eve-2", "copied, but understood"),
    ];
    for (at, (path, text)) in files.iter().enumerate() {
        for (of, (_, words)) in marks.iter().enumerate().skip(1) {
            assert_eq!(text.contains(words), of == at, "{path}: {words}\n{text}");
        }
        for hidden in ["4F1C22A0B1", "stranger", "example.edu", "Lovelace"] {
            assert!(!text.contains(hidden), "{path}: {hidden}");
        }
    }
}

#[test]
fn students_read_what_they_may_see() {
    for reader in [Reader::Student, Reader::Instructor] {
        let mut made = files("markdown", &mut room(Policy::default()), reader);
        if reader == Reader::Instructor {
            assert_eq!(made.pop().unwrap().0, "class.md");
        }
        assert_eq!(
            names(&made),
            [
                "feedback/ada.md",
                "feedback/ben.md",
                "feedback/eve-1.md",
                "feedback/eve-2.md",
                "feedback/kim_.md",
                "feedback/zoe.md"
            ]
        );
        is_for_one_alone(&made);
        for (path, text) in &made {
            assert!(!text.contains("Never shown"), "{path}");
            assert!(!text.contains("solution"), "{path}");
        }
        assert!(
            made[0]
                .1
                .contains("\n**8 of 8 points**: 1 passed, 1 marked by hand\n"),
            "{}",
            made[0].1
        );
        assert!(
            made[0].1.ends_with("\nThis is your attempt 2 of 3.\n"),
            "{}",
            made[0].1
        );
        assert_eq!(made[5].1, "# Sockets, \"1\"\n\nnothing was handed in\n");
    }
}

#[test]
fn gradescope_shows_each_reader_their_own() {
    for (reader, hidden) in [(Reader::Student, 0), (Reader::Instructor, 1)] {
        let made = files("gradescope", &mut room(Policy::default()), reader);
        assert_eq!(made[3].0, "eve-2/results.json");
        is_for_one_alone(&made);
        let results: Vec<serde_json::Value> = made
            .iter()
            .map(|(_, text)| serde_json::from_str(text).unwrap())
            .collect();
        assert_eq!(results[0]["score"], 8 + 2 * hidden);
        assert_eq!(results[3]["tests"][0]["score"], 3);
        let tests = results[0]["tests"].as_array().unwrap();
        let unseen = tests
            .iter()
            .filter(|test| test["visibility"] == "hidden")
            .count();
        assert_eq!(unseen, hidden);
        assert_eq!(results[5]["output"], "nothing was handed in");
        assert_eq!(results[5]["score"], 0);
    }
}

#[test]
fn instructors_read_what_the_class_came_to() {
    let made = files("markdown", &mut room(Policy::default()), Reader::Instructor);
    let (_, page) = made.last().unwrap();
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/reports");
    let want = snapbox::Data::read_from(&folder.join("class.md"), None).raw();
    snapbox::Assert::new()
        .action_env("SNAPSHOTS")
        .eq(page.as_str(), want);
}

#[test]
fn ids_that_are_alike_have_files_of_their_own() {
    let mut class = room(Policy::default());
    for (student, id) in class
        .students
        .iter_mut()
        .zip(["A b", "a_B", "a/b", "..", "con", ""])
    {
        student.student.id = id.to_owned();
    }
    let made = files("gradescope", &mut class, Reader::Student);
    assert_eq!(
        names(&made),
        [
            "A_b/results.json",
            "a_B-2/results.json",
            "a_b-3/results.json",
            "_.._/results.json",
            "_con/results.json",
            "_/results.json"
        ]
    );
}
