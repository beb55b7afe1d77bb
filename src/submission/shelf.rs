//! The names that a submission holds, as far as anyone looks for a misnamed file: its folder and the folders in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// The most entries of one folder that are looked at; a submission may be somebody's home.
const ENTRIES_LIMIT: usize = 2_000;

/// The most folders in it that are looked into.
const FOLDERS_LIMIT: usize = 64;

/// The most names that a reader is told.
const NEAR_LIMIT: usize = 3;

/// The names of files by folder: `""`, and `04-dns/` for each folder in it.
#[derive(Debug, Default)]
pub(super) struct Shelf {
    folders: BTreeMap<String, Vec<String>>,
}

/// A file under a name that was not asked for and is accepted all the same.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Misnamed {
    /// Its path in the submission.
    pub(super) path: String,
}

impl Shelf {
    /// Looks into a folder and the folders in it, links and hidden ones left out.
    pub(super) fn of(root: &Path) -> Self {
        let (files, inner) = entries(root);
        let mut folders = BTreeMap::from([(String::new(), files)]);
        for name in inner.into_iter().take(FOLDERS_LIMIT) {
            let (files, _) = entries(&root.join(&name));
            folders.insert(format!("{name}/"), files);
        }
        Self { folders }
    }

    /// The file in `folder` that has the wanted name but for case, `.yml` for `.yaml`, or a `.txt` that an editor put behind it.
    pub(super) fn misnamed(&self, folder: &str, wanted: &str) -> Option<Misnamed> {
        let files = self.folders.get(folder)?;
        accepted(wanted).iter().find_map(|name| {
            let found = files.iter().find(|file| file.to_lowercase() == *name)?;
            Some(Misnamed {
                path: format!("{folder}{found}"),
            })
        })
    }

    /// The paths of files that may be meant: in `folders` what is written or called nearly so, elsewhere what has the very name.
    pub(super) fn near(&self, folders: &[String], wanted: &str) -> Vec<String> {
        let (usual, deeper): (Vec<_>, Vec<_>) = self
            .folders
            .iter()
            .partition(|(folder, _)| folders.contains(folder));
        let path = |folder: &str, file: &str| format!("{folder}{file}");
        let usual = usual.into_iter().flat_map(|(folder, files)| {
            let near = files.iter().filter(|file| is_near(file, wanted));
            near.map(move |file| path(folder, file))
        });
        let same = accepted(wanted);
        let deeper = deeper.into_iter().flat_map(|(folder, files)| {
            let near = files
                .iter()
                .filter(|file| same.contains(&file.to_lowercase()));
            near.map(move |file| path(folder, file))
        });
        usual.chain(deeper).take(NEAR_LIMIT).collect()
    }
}

/// The words of `known` that look like `word`, the most alike first.
pub(super) fn similar<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Vec<String> {
    let plain = |word: &str| word.to_lowercase().replace(['_', ' ', '.'], "-");
    let wanted = plain(word);
    let mut near: Vec<(usize, &str)> = known
        .map(|known| (strsim::osa_distance(&wanted, &plain(known)), known))
        .filter(|(distance, _)| *distance <= wanted.len().max(4) / 4)
        .collect();
    near.sort_unstable();
    near.truncate(NEAR_LIMIT);
    near.into_iter().map(|(_, word)| word.to_owned()).collect()
}

/// The names of files and of folders, sorted; what is neither is left out.
fn entries(folder: &Path) -> (Vec<String>, Vec<String>) {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    let Ok(list) = fs::read_dir(folder) else {
        return (files, folders);
    };
    for entry in list.take(ENTRIES_LIMIT).flatten() {
        let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
            continue;
        };
        if kind.is_file() {
            files.push(name);
        } else if kind.is_dir() && !name.starts_with('.') {
            folders.push(name);
        }
    }
    files.sort_unstable();
    folders.sort_unstable();
    (files, folders)
}

/// The names, in small letters, that count as `wanted`; the best first.
fn accepted(wanted: &str) -> Vec<String> {
    let wanted = wanted.to_lowercase();
    let mut names = vec![wanted.clone()];
    names.extend(
        wanted
            .strip_suffix(".yaml")
            .map(|stem| format!("{stem}.yml")),
    );
    let doubled: Vec<String> = names.iter().map(|name| format!("{name}.txt")).collect();
    names.extend(doubled);
    names
}

/// Whether a file is called nearly so, or the same with another ending: `mail.rtf` for `mail.txt`.
fn is_near(file: &str, wanted: &str) -> bool {
    let (file, wanted) = (file.to_lowercase(), wanted.to_lowercase());
    let stem = |name: &str| name.split('.').next().unwrap_or(name).to_owned();
    if stem(&file) == stem(&wanted) {
        return true;
    }
    strsim::osa_distance(&file, &wanted) <= 2.min(stem(&wanted).len() / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelf(paths: &[&str]) -> Shelf {
        let dir = tempfile::tempdir().unwrap();
        for path in paths {
            let path = dir.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "").unwrap();
        }
        Shelf::of(dir.path())
    }

    fn check_misnamed(name: &str, wanted: &str, want: bool) {
        let found = shelf(&[name]).misnamed("", wanted);
        let path = name.to_owned();
        assert_eq!(found, want.then_some(Misnamed { path }), "{name}");
    }

    #[test]
    fn case_yml_and_a_doubled_txt_are_accepted() {
        check_misnamed("Mail.TXT", "mail.txt", true);
        check_misnamed("mail.txt.txt", "mail.txt", true);
        check_misnamed("MAIL.txt.TXT", "mail.txt", true);
        check_misnamed("answers.yml", "answers.yaml", true);
        check_misnamed("Answers.yaml", "answers.yaml", true);
        check_misnamed("answers.yaml.txt", "answers.yaml", true);
        check_misnamed("answers.yml.txt", "answers.yaml", true);
        check_misnamed("mail.rtf", "mail.txt", false);
        check_misnamed("mail", "mail.txt", false);
        check_misnamed("mail.yml", "mail.txt", false);
    }

    fn check_near(paths: &[&str], want: &[&str]) {
        let folders = [String::new(), "07-mail/".to_owned()];
        assert_eq!(shelf(paths).near(&folders, "mail.txt"), want);
    }

    #[test]
    fn near_names_are_found_where_they_are_looked_for_and_one_folder_deeper() {
        check_near(&[], &[]);
        check_near(&["mail.rtf", "notes.txt"], &["mail.rtf"]);
        check_near(
            &["mial.txt", "07-mail/mail.docx"],
            &["mial.txt", "07-mail/mail.docx"],
        );
        check_near(
            &["homework/Mail.txt", "homework/mail.rtf"],
            &["homework/Mail.txt"],
        );
        check_near(&["a/b/mail.txt", ".git/mail.txt"], &[]);
        check_near(&["open.txt", "main.rs", "hi.txt"], &[]);
    }

    #[test]
    fn no_more_names_than_a_reader_can_use() {
        check_near(
            &["mail", "mail.a", "mail.b", "mail.c"],
            &["mail", "mail.a", "mail.b"],
        );
    }

    #[test]
    fn similar_keys_are_named_the_most_alike_first() {
        let known = ["pop-port", "pop_prt", "address", "hostname"];
        assert_eq!(
            similar("pop_port", known.into_iter()),
            ["pop-port", "pop_prt"]
        );
        assert_eq!(similar("ip", known.into_iter()), [""; 0]);
    }
}
