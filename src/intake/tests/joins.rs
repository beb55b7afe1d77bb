//! Who of a roster handed in what.

use super::Tree;
use crate::intake::{Joined, Roster, join};

fn joined(roster: &str, folders: &[&str]) -> Joined {
    let tree = Tree::of(&[]);
    let path = tree.write("roster.csv", roster.as_bytes());
    let roster = Roster::read(&path).unwrap();
    let files: Vec<String> = folders
        .iter()
        .map(|folder| format!("{folder}/mail.txt"))
        .collect();
    let files: Vec<&str> = files.iter().map(String::as_str).collect();
    join(Tree::of(&files).intake(), Some(roster))
}

fn works(joined: &Joined) -> Vec<(&str, Vec<&str>)> {
    let entries = joined.students.iter();
    let works = entries.map(|entry| {
        let names = entry.works.iter().map(|work| work.name.as_str());
        (entry.student.id.as_str(), names.collect())
    });
    works.collect()
}

fn unmatched(joined: &Joined) -> Vec<&str> {
    joined
        .unmatched
        .iter()
        .map(|work| work.name.as_str())
        .collect()
}

#[test]
fn by_id_by_other_ids_and_by_name() {
    let joined = joined(
        "id,name,email,github_username\n4,Ada Lovelace,ada@x.org,adal\n7,Bob Kahn,bob@x.org,\n9,Cy,cy@x.org,cyc\n11,Dora,,\n",
        &["4", "BOB@X.ORG", "cyc", "zoe"],
    );
    assert_eq!(
        works(&joined),
        [
            ("4", vec!["4"]),
            ("7", vec!["BOB@X.ORG"]),
            ("9", vec!["cyc"]),
            ("11", vec![])
        ]
    );
    assert_eq!(unmatched(&joined), ["zoe"]);
}

#[test]
fn by_the_names_that_systems_write() {
    let moodle = joined(
        "ID number,First name,Last name\n4,Ada,Lovelace\n7,Bob,Kahn\n",
        &[
            "Ada Lovelace_4711_assignsubmission_file",
            "Kahn Bob_4712_assignsubmission_file",
        ],
    );
    assert_eq!(unmatched(&moodle), [""; 0]);
    assert_eq!(moodle.students[1].works.len(), 1);
}

#[test]
fn a_name_of_two_students_is_nobodys() {
    let joined = joined(
        "id,name\n4,Ada Lovelace\n7,Ada Lovelace\n",
        &[
            "Ada Lovelace_4711_assignsubmission_file",
            "Zoe_1_assignsubmission_file",
        ],
    );
    assert_eq!(joined.unmatched.len(), 2);
    assert_eq!(
        joined.notes,
        ["`Ada Lovelace_4711_assignsubmission_file` could be several students': adalovelace"]
    );
}

#[test]
fn attempts_come_in_their_order() {
    let tree = Tree::of(&["ada-10/a.txt", "ada-9/a.txt", "ada-1/a.txt"]);
    let wanted = crate::intake::Wanted {
        pattern: Some("{id}-{attempt}".to_owned()),
        ..Default::default()
    };
    let joined = join(crate::intake::read(tree.path(), &wanted).unwrap(), None);
    assert_eq!(works(&joined), [("ada", vec!["ada-1", "ada-9", "ada-10"])]);
}

#[test]
fn a_class_of_thousands_is_joined_at_once() {
    let ids: Vec<String> = (0..20_000).map(|number| format!("s{number}")).collect();
    let roster = Roster {
        students: ids
            .iter()
            .map(|id| crate::model::Student {
                id: id.clone(),
                name: Some(format!("Student {id}")),
                columns: vec![("email".to_owned(), format!("{id}@x.org"))],
            })
            .collect(),
        notes: Vec::new(),
    };
    let one = Tree::of(&["s0/a.txt"]).intake();
    let template = one.works[0].clone();
    let works = ids.iter().map(|id| crate::intake::HandedIn {
        name: id.clone(),
        who: crate::intake::Who {
            ids: vec![format!("{id}@X.org")],
            ..Default::default()
        },
        ..template.clone()
    });
    let intake = crate::intake::Intake {
        works: works.collect(),
        ..one
    };
    let joined = join(intake, Some(roster));
    assert!(joined.unmatched.is_empty());
    assert!(joined.students.iter().all(|entry| entry.works.len() == 1));
}
