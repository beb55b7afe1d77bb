//! Canvas: all files of all students in one folder, each with who handed it in before its name.
//!
//! Its exporter (`lib/content_zipper.rb` of canvas-lms) writes `NAME_[LATE_]USERID_FILEID_FILENAME`: the sortable name in small letters without
//! anything that is no letter, digit or `_`, and never with `_DIGITS_` in it, for its own importer looks for that. What was typed into Canvas is
//! `NAME_[LATE_]USERID_text.html`, or `…_link.html`; where students are anonymous, `[LATE_]anon_ID_FILEID_FILENAME`. A file that is handed in
//! again gets `-1`, `-2` before its ending.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::intake::layout::{Export, Listed, Sort};
use crate::intake::{Files, HandedIn, Who};

static FILE: LazyLock<Regex> = LazyLock::new(|| {
    let form = r"^(?:(?P<name>.*?)_)??(?P<late>LATE_)?(?P<user>[0-9]+|anon_[0-9A-Za-z]+)_(?:(?P<file>[0-9]+)_(?P<rest>.+)|(?P<typed>text\.html|link\.html))$";
    Regex::new(form).expect("the expression is sound")
});

static AGAIN: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^(?P<stem>.+)-(?P<number>[0-9]{1,3})(?P<ending>\.[^.]*)?$")
        .expect("the expression is sound")
});

/// A file of the export.
#[derive(Debug, PartialEq, Eq)]
struct Named<'a> {
    name: &'a str,
    late: bool,
    user: &'a str,
    /// The number of the file; 0 of what was typed.
    file: u64,
    /// What it was called when it was handed in.
    original: &'a str,
}

/// Whether the files have such names: more of them than not, and no folders beside them.
pub(super) fn is_export(entries: &[Listed]) -> bool {
    let fits = entries.iter().filter(|entry| named(&entry.name).is_some());
    let fits = fits.count();
    fits > 0 && fits * 2 > entries.len() && entries.iter().all(|entry| entry.sort != Sort::Folder)
}

fn named(name: &str) -> Option<Named<'_>> {
    let found = FILE.captures(name)?;
    let part = |word| found.name(word).map(|part| part.as_str());
    Some(Named {
        name: part("name").unwrap_or_default(),
        late: part("late").is_some(),
        user: part("user")?,
        file: part("file").map_or(Some(0), |number| number.parse().ok())?,
        original: part("rest").or(part("typed"))?,
    })
}

/// The files of one student.
#[derive(Default)]
struct Student {
    name: String,
    late: bool,
    /// By the name under which each was handed in: the number of its attempt, that of the file, and its name here.
    files: BTreeMap<String, ((u32, u64), String)>,
}

pub(super) fn works(export: &mut Export) -> Vec<HandedIn> {
    let mut students: BTreeMap<String, Student> = BTreeMap::new();
    for entry in export.take() {
        let Some(found) = named(&entry.name) else {
            export.left_out(&entry, "its name is none of Canvas's");
            continue;
        };
        if entry.sort != Sort::File && entry.sort != Sort::Link {
            export.left_out(&entry, "it is no file");
            continue;
        }
        let student = students.entry(found.user.to_owned()).or_default();
        found.name.clone_into(&mut student.name);
        student.late |= found.late;
        let (original, attempt) = attempt(found.original);
        let this = ((attempt, found.file), entry.name.clone());
        let kept = student
            .files
            .entry(original)
            .or_insert_with(|| this.clone());
        if this.0 > kept.0 {
            *kept = this;
        }
    }
    let works = students.into_iter().map(|(user, student)| {
        let files = student.files.into_iter();
        let files = files.map(|(original, (_, here))| (here, original));
        let name = format!("{}_{user}", student.name)
            .trim_start_matches('_')
            .to_owned();
        let who = Who {
            ids: vec![user],
            name: (!student.name.is_empty()).then_some(student.name),
            email: None,
        };
        HandedIn {
            late: Some(student.late),
            ..export.work(
                name,
                who,
                export.root.clone(),
                Files::Named(files.collect()),
            )
        }
    });
    works.collect()
}

/// The name without the number of the attempt, and that number: `mail-2.txt` is the third `mail.txt`.
fn attempt(name: &str) -> (String, u32) {
    let Some(found) = AGAIN.captures(name) else {
        return (name.to_owned(), 0);
    };
    let ending = found.name("ending").map_or("", |ending| ending.as_str());
    (
        format!("{}{ending}", &found["stem"]),
        found["number"].parse().unwrap_or(0),
    )
}

#[cfg(test)]
mod tests {
    use super::{attempt, named};

    #[test]
    fn names_of_the_exporter() {
        let check = |name: &str, want: Option<(&str, bool, &str, u64, &str)>| {
            let found = named(name);
            let found = found.map(|it| (it.name, it.late, it.user, it.file, it.original));
            assert_eq!(found, want, "{name}");
        };
        check(
            "lovelaceada_1234_98765_mail.txt",
            Some(("lovelaceada", false, "1234", 98765, "mail.txt")),
        );
        check(
            "lovelaceada_LATE_1234_98765_my_mail-1.txt",
            Some(("lovelaceada", true, "1234", 98765, "my_mail-1.txt")),
        );
        check(
            "le_guinursula_7_8_9_10.txt",
            Some(("le_guinursula", false, "7", 8, "9_10.txt")),
        );
        check(
            "lovelaceada_1234_text.html",
            Some(("lovelaceada", false, "1234", 0, "text.html")),
        );
        check(
            "anon_x7Zk2_55_mail.txt",
            Some(("", false, "anon_x7Zk2", 55, "mail.txt")),
        );
        check(
            "LATE_anon_x7Zk2_55_mail.txt",
            Some(("", true, "anon_x7Zk2", 55, "mail.txt")),
        );
        check("mail.txt", None);
        check("lab_1.txt", None);
    }

    #[test]
    fn attempts_of_a_file() {
        let check = |name: &str, want: (&str, u32)| {
            let (stem, number) = attempt(name);
            assert_eq!((stem.as_str(), number), want);
        };
        check("mail.txt", ("mail.txt", 0));
        check("mail-2.txt", ("mail.txt", 2));
        check("mail-10", ("mail", 10));
        check("2026-11-30.txt", ("2026-11.txt", 30));
    }
}
