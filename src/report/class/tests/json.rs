//! The class as JSON keeps its schema, and tells each reader their own.

use crate::model::Policy;
use crate::report::Reader;
use crate::report::class::class_schema;
use crate::report::class::tests::room::room;
use crate::report::class::tests::text;

fn document(reader: Reader) -> serde_json::Value {
    let text = text("json", &mut room(Policy::default()), reader);
    let harmful = |c: char| c != '\n' && (c.is_control() || c == '\u{202e}');
    assert!(!text.contains(harmful), "{text}");
    serde_json::from_str(&text).unwrap()
}

#[test]
fn it_keeps_its_schema() {
    let validator = jsonschema::draft7::new(&class_schema()).unwrap();
    for reader in [Reader::Instructor, Reader::Student] {
        let document = document(reader);
        let wrong: Vec<String> = validator
            .iter_errors(&document)
            .map(|error| error.to_string())
            .collect();
        assert_eq!(wrong, [""; 0]);
    }
    let mut empty = room(Policy::default());
    empty.students.clear();
    let text = text("json", &mut empty, Reader::Instructor);
    assert!(
        validator.is_valid(&serde_json::from_str(&text).unwrap()),
        "{text}"
    );
}

#[test]
fn it_says_what_became_of_each_check_and_why() {
    let document = document(Reader::Instructor);
    assert_eq!(document["version"], 1);
    assert_eq!(document["count"], 6);
    assert_eq!(document["students"][2]["grade"], serde_json::Value::Null);
    let check = &document["students"][1]["work"]["exercises"][0]["checks"][0];
    assert_eq!(check["verdict"], "fail");
    assert_eq!(check["points"], 1);
    assert_eq!(check["mismatches"][0]["expected"], "192.0.2.1");
    let mark = &document["students"][3]["work"]["exercises"][0]["checks"][0];
    assert_eq!(mark["points"], 3);
    assert_eq!(mark["mark"]["instead-of"], 4);
    assert_eq!(document["likenesses"][0]["places"][1]["student"], "ben");
    assert_eq!(document["students"][5]["work"], serde_json::Value::Null);
}

#[test]
fn students_are_told_of_no_likeness_and_no_hidden_check() {
    let text = document(Reader::Student).to_string();
    for hidden in ["4F1C22A0B1", "stranger", "Never shown"] {
        assert!(!text.contains(hidden), "{hidden}");
    }
}
