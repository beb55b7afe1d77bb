//! Each layout as its system writes it.

use super::{Tree, ids, is, said};
use crate::intake::{Layout, Wanted, read};

#[test]
fn plain_folders_and_archives() {
    let tree = Tree::of(&[
        "ada/mail.txt",
        "bob/mail.txt",
        ".DS_Store",
        "__MACOSX/ada/._mail.txt",
    ]);
    tree.write("cy.zip", &super::zip(&[("mail.txt", b"from a zip")]));
    tree.write("grades.xlsx", b"");
    let intake = tree.intake();
    is(
        &intake,
        Layout::Folders,
        &[("ada", "ada"), ("bob", "bob"), ("cy.zip", "cy")],
    );
    assert_eq!(
        intake.notes,
        ["`grades.xlsx` was left out: it is no folder and no archive"]
    );
    assert_eq!(
        said(&intake.works[0], "mail.txt").unwrap().as_deref(),
        Some("ada/mail.txt")
    );
    assert_eq!(
        said(&intake.works[2], "mail.txt").unwrap().as_deref(),
        Some("from a zip")
    );
}

#[test]
fn a_pattern_says_where_the_id_stands() {
    let tree = Tree::of(&[
        "lab1-ada-1/mail.txt",
        "lab1-ada-2/mail.txt",
        "other/mail.txt",
    ]);
    let wanted = Wanted {
        pattern: Some("lab1-{id}-{attempt}".to_owned()),
        ..Wanted::default()
    };
    let intake = read(tree.path(), &wanted).unwrap();
    is(
        &intake,
        Layout::Folders,
        &[("lab1-ada-1", "ada"), ("lab1-ada-2", "ada"), ("other", "")],
    );
    assert_eq!(intake.works[1].attempt, Some(2));
}

#[test]
fn a_wrapping_folder_is_entered() {
    let wrapped = Tree::of(&["export/ada/mail.txt", "export/bob/mail.txt"]);
    is(
        &wrapped.intake(),
        Layout::Folders,
        &[("ada", "ada"), ("bob", "bob")],
    );
    let only_one = Tree::of(&["ada/mail.txt", "ada/answers.yaml"]);
    is(&only_one.intake(), Layout::Folders, &[("ada", "ada")]);
    let exercises = Tree::of(&["ada/04-dns/nslookup.txt", "ada/07-mail/mail.txt"]);
    is(&exercises.intake(), Layout::Folders, &[("ada", "ada")]);
    let within = Tree::of(&["ada/lab/mail.txt", "ada/.DS_Store", "bob/mail.txt"]);
    let intake = within.intake();
    let ada = said(&intake.works[0], "mail.txt").unwrap();
    assert_eq!(ada.as_deref(), Some("ada/lab/mail.txt"));
}

/// The names are those of canvas-lms, `lib/content_zipper.rb`; of several attempts at a file the last is graded.
#[test]
fn canvas() {
    let tree = Tree::of(&[
        "lovelaceada_1234_98765_mail.txt",
        "lovelaceada_1234_98801_mail-1.txt",
        "lovelaceada_1234_98766_answers.yaml",
        "kahnbob_LATE_77_98770_mail.txt",
        "clarkcy_78_text.html",
        "readme.txt",
    ]);
    let intake = tree.intake();
    is(
        &intake,
        Layout::Canvas,
        &[
            ("clarkcy_78", "78"),
            ("kahnbob_77", "77"),
            ("lovelaceada_1234", "1234"),
        ],
    );
    let [cy, bob, ada] = intake.works.as_slice() else {
        panic!("{intake:?}")
    };
    assert_eq!(
        (cy.late, bob.late, ada.late),
        (Some(false), Some(true), Some(false))
    );
    assert_eq!(
        said(ada, "mail.txt").unwrap().as_deref(),
        Some("lovelaceada_1234_98801_mail-1.txt")
    );
    assert_eq!(
        said(ada, "answers.yaml").unwrap().as_deref(),
        Some("lovelaceada_1234_98766_answers.yaml")
    );
    assert_eq!(ada.who.name.as_deref(), Some("lovelaceada"));
    assert_eq!(
        said(bob, "mail.txt").unwrap().as_deref(),
        Some("kahnbob_LATE_77_98770_mail.txt")
    );
    assert_eq!(
        intake.notes,
        ["`readme.txt` was left out: its name is none of Canvas's"]
    );
}

/// The names are those of moodle, `mod/assign/classes/downloader.php`.
#[test]
fn moodle() {
    let folders = Tree::of(&[
        "Ada Lovelace_4711_assignsubmission_file/mail.txt",
        "Ada Lovelace_4711_assignsubmission_onlinetext/onlinetext.html",
        "Bob Kahn_4712_assignsubmission_file_/mail.txt",
        "Cy Clark_4713_assignsubmission_onlinetext/onlinetext.html",
    ]);
    let intake = folders.intake();
    is(
        &intake,
        Layout::Moodle,
        &[
            (
                "Ada Lovelace_4711_assignsubmission_file",
                "Participant 4711",
            ),
            ("Bob Kahn_4712_assignsubmission_file_", "Participant 4712"),
            (
                "Cy Clark_4713_assignsubmission_onlinetext",
                "Participant 4713",
            ),
        ],
    );
    assert_eq!(intake.works[0].who.name.as_deref(), Some("Ada Lovelace"));
    assert!(said(&intake.works[0], "mail.txt").unwrap().is_some());

    let files = Tree::of(&[
        "Ada Lovelace_4711_assignsubmission_file_mail.txt",
        "Ada Lovelace_4711_assignsubmission_file_answers.yaml",
        "Bob Kahn_4712_assignsubmission_file_mail.txt",
    ]);
    let intake = files.intake();
    is(
        &intake,
        Layout::Moodle,
        &[
            ("Ada Lovelace_4711", "Participant 4711"),
            ("Bob Kahn_4712", "Participant 4712"),
        ],
    );
    assert!(said(&intake.works[0], "answers.yaml").unwrap().is_some());
}

#[test]
fn gradescope() {
    let tree = Tree::of(&[
        "submission_17/mail.txt",
        "submission_18/mail.txt",
        "submission_19/mail.txt",
    ]);
    let metadata = "---
submission_17:
  :submitters:
  - :name: Ada Lovelace
    :sid: '4711'
    :email: ada@example.org
  - :name: Grace Hopper
    :sid: '4712'
    :email: grace@example.org
  :created_at: 2026-11-25 20:00:01.5 Z
  :results:
    tests: []
submission_18:
  :submitters:
  - :name: \"Bob\\n";
    tree.write("submission_metadata.yml", metadata.as_bytes());
    let intake = tree.intake();
    is(
        &intake,
        Layout::Gradescope,
        &[
            ("submission_17", "4711"),
            ("submission_17", "4712"),
            ("submission_18", ""),
            ("submission_19", ""),
        ],
    );
    assert_eq!(
        intake.works[0].at.as_deref(),
        Some("2026-11-25T20:00:01.5Z")
    );
    assert_eq!(
        intake.works[0].who.email.as_deref(),
        Some("ada@example.org")
    );
    assert_eq!(intake.notes.len(), 2, "{:?}", intake.notes);
    assert!(intake.notes[1].contains("submission_19"));
}

#[test]
fn classroom() {
    let tree = Tree::of(&[
        "lab-1-adal/mail.txt",
        "lab-1-bob-k/mail.txt",
        "lab-1-bob-k/.git/config",
    ]);
    let roster =
        "\"identifier\",\"github_username\",\"github_id\",\"name\"\n\"ada\",\"adal\",\"1\",\"\"\n";
    tree.write("classroom_roster.csv", roster.as_bytes());
    let intake = tree.intake();
    is(
        &intake,
        Layout::Classroom,
        &[("lab-1-adal", "adal"), ("lab-1-bob-k", "bob-k")],
    );
    assert_eq!(intake.roster, Some(tree.join("classroom_roster.csv")));
}

#[test]
fn each_layout_in_each_archive() {
    let canvas: &[(&str, &[u8])] = &[("a_1_2_mail.txt", b"hi"), ("b_3_4_mail.txt", b"ho")];
    let moodle: &[(&str, &[u8])] = &[
        ("export/Ada L_1_assignsubmission_file/mail.txt", b"hi"),
        ("__MACOSX/export/x", b""),
    ];
    let folders: &[(&str, &[u8])] = &[("ada/mail.txt", b"hi"), ("bob/mail.txt", b"ho")];
    for (entries, layout, works) in [
        (canvas, Layout::Canvas, 2),
        (moodle, Layout::Moodle, 1),
        (folders, Layout::Folders, 2),
    ] {
        let regular = tar::EntryType::Regular;
        let as_tar: Vec<_> = entries
            .iter()
            .map(|(path, bytes)| (*path, regular, *bytes))
            .collect();
        let tar = super::tar(&as_tar);
        for (name, bytes) in [
            ("export.zip", super::zip(entries)),
            ("export.tar.gz", super::gz(&tar)),
            ("export.tgz", super::gz(&tar)),
            ("export.tar.zst", super::zst(&tar)),
            ("export.tar", tar.clone()),
        ] {
            let tree = Tree::new();
            let path = tree.write(name, &bytes);
            let intake = read(&path, &Wanted::default()).unwrap();
            assert_eq!(
                (intake.layout, intake.works.len()),
                (layout, works),
                "{name} {:?}",
                ids(&intake)
            );
            assert_eq!(
                said(&intake.works[0], "mail.txt").unwrap().as_deref(),
                Some("hi"),
                "{name}"
            );
        }
    }
}

#[test]
fn what_is_no_class() {
    let check = |path: &std::path::Path, words: [&str; 2]| {
        let found = read(path, &Wanted::default()).unwrap_err();
        let text = format!("{} {}", found.message, found.help.join(" "));
        for word in words {
            assert!(text.contains(word), "`{word}` is not in {text}");
        }
    };
    let tree = Tree::new();
    check(tree.path(), ["holds no submission", "Canvas"]);
    check(&tree.join("nowhere"), ["cannot be read", "name the folder"]);
    check(
        &tree.write("class.rar", b"Rar!"),
        ["neither a folder nor an archive", ".zip"],
    );
    check(
        &tree.write("class.zip", b"no zip at all"),
        ["cannot be unpacked", "download it again"],
    );
}
