//! Moodle: `Full Name_ID_assignsubmission_file/`, a folder for each student and each way of handing in.
//!
//! Its exporter (`mod/assign/classes/downloader.php`, before that `mod/assign/locallib.php`) writes the full name with blanks for `_`, then the
//! number that its grading worksheet calls `Participant N`, and `_assignsubmission_` with `file` or `onlinetext`; a group hands in under its own
//! name and number, students who are anonymous as `Participant`. Older versions end the folder's name with one more `_`. Without folders, the
//! same stands before the name of each file.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use regex::Regex;

use crate::intake::archive;
use crate::intake::layout::{Export, Listed, Sort};
use crate::intake::{Files, HandedIn, Who};

static NAME: LazyLock<Regex> = LazyLock::new(|| {
    let form = r"^(?P<name>[^_]*(?:_[^_]*)*?)_(?:(?P<id>[0-9]+)_)?assignsubmission_(?P<way>file|onlinetext)(?:_(?P<file>.*))?$";
    Regex::new(form).expect("the expression is sound")
});

/// Whether a name is one of Moodle's.
pub(super) fn is_name(name: &str) -> bool {
    NAME.is_match(name)
}

/// What a name says.
struct Named {
    name: String,
    id: String,
    typed: bool,
    file: String,
}

fn named(name: &str) -> Option<Named> {
    let found = NAME.captures(name)?;
    let part = |word| found.name(word).map_or("", |part| part.as_str()).to_owned();
    Some(Named {
        name: part("name"),
        id: part("id"),
        typed: &found["way"] == "onlinetext",
        file: part("file"),
    })
}

/// What one student handed in, in both ways.
#[derive(Default)]
struct Student {
    /// Folders and archives, what was typed into Moodle last.
    whole: Vec<(bool, Listed)>,
    files: Vec<(String, String)>,
}

pub(super) fn works(export: &mut Export) -> Vec<HandedIn> {
    let mut students: BTreeMap<(String, String), Student> = BTreeMap::new();
    for entry in export.take() {
        let stem = archive::kind(&entry.name).map_or(entry.name.as_str(), |(_, stem)| stem);
        let Some(found) = named(stem) else {
            export.left_out(&entry, "its name is none of Moodle's");
            continue;
        };
        let student = students.entry((found.name, found.id)).or_default();
        match entry.sort {
            Sort::Folder | Sort::Link => student.whole.push((found.typed, entry)),
            Sort::File if found.file.is_empty() => student.whole.push((found.typed, entry)),
            Sort::File => {
                let original = named(&entry.name).map_or(found.file, |whole| whole.file);
                student.files.push((entry.name, original));
            }
            Sort::Other => export.left_out(&entry, "it is neither a folder nor a file"),
        }
    }
    let students = students.into_iter();
    students
        .map(|(who, student)| work(export, who, student))
        .collect()
}

/// Files are graded rather than what was typed into Moodle.
fn work(export: &Export, (name, id): (String, String), mut student: Student) -> HandedIn {
    let number = (!id.is_empty()).then(|| [format!("Participant {id}"), id.clone()]);
    let who = Who {
        ids: number.into_iter().flatten().collect(),
        name: Some(name.clone()),
        email: None,
    };
    student.whole.sort_by_key(|(typed, _)| *typed);
    if let Some((_, entry)) = student.whole.first() {
        return export.whole(entry, who);
    }
    let shown = if id.is_empty() {
        name
    } else {
        format!("{name}_{id}")
    };
    let files = Files::Named(student.files);
    export.work(shown, who, export.root.clone(), files)
}

#[cfg(test)]
mod tests {
    use super::named;

    #[test]
    fn names_of_the_exporter() {
        let check = |name: &str, want: Option<(&str, &str, bool, &str)>| {
            let found = named(name);
            let found = found
                .as_ref()
                .map(|it| (it.name.as_str(), it.id.as_str(), it.typed, it.file.as_str()));
            assert_eq!(found, want, "{name}");
        };
        check(
            "Ada Lovelace_4711_assignsubmission_file",
            Some(("Ada Lovelace", "4711", false, "")),
        );
        check(
            "Ada Lovelace_4711_assignsubmission_file_",
            Some(("Ada Lovelace", "4711", false, "")),
        );
        check(
            "Zoë O'Neill-Böhm_9_assignsubmission_onlinetext",
            Some(("Zoë O'Neill-Böhm", "9", true, "")),
        );
        check(
            "Ada Lovelace_4711_assignsubmission_file_my_mail.txt",
            Some(("Ada Lovelace", "4711", false, "my_mail.txt")),
        );
        check(
            "Participant_12_assignsubmission_file",
            Some(("Participant", "12", false, "")),
        );
        check(
            "Default group_assignsubmission_file",
            Some(("Default group", "", false, "")),
        );
        check("Ada Lovelace", None);
        check("Ada_4711_assignfeedback_file", None);
    }
}
