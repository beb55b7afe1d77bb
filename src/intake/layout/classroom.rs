//! GitHub Classroom: a clone for each student, `assignment-login/`, and `classroom_roster.csv` (`identifier`, `github_username`, `github_id`, `name`),
//! which joins logins with students.

use std::path::{Path, PathBuf};

use crate::intake::archive;
use crate::intake::layout::{Export, Listed, Sort, folders};
use crate::intake::pattern::Pattern;
use crate::intake::{HandedIn, Who};

/// The roster as Classroom exports it.
pub(super) const ROSTER: &str = "classroom_roster.csv";

/// The roster in the folder itself, or beside it.
pub(super) fn roster(export: &Export, path: &Path) -> Option<PathBuf> {
    let beside = path.parent().map(|above| above.join(ROSTER));
    let mut places = std::iter::once(export.root.join(ROSTER)).chain(beside);
    places.find(|place| place.is_file())
}

pub(super) fn works(export: &mut Export, pattern: Option<&Pattern>) -> Vec<HandedIn> {
    let entries = export.take();
    let stems: Vec<String> = entries.iter().filter_map(stem).collect();
    let shared = shared(&stems);
    let mut works = Vec::new();
    for entry in entries {
        let Some(stem) = stem(&entry) else {
            if entry.name != ROSTER {
                export.left_out(&entry, "it is no folder and no archive");
            }
            continue;
        };
        let (who, attempt) = match pattern {
            Some(_) => folders::who(&stem, pattern),
            None => (logins(&stem, shared), None),
        };
        works.push(HandedIn {
            attempt,
            ..export.whole(&entry, who)
        });
    }
    works
}

fn stem(entry: &Listed) -> Option<String> {
    match entry.sort {
        Sort::Folder | Sort::Link => Some(entry.name.clone()),
        Sort::File => archive::kind(&entry.name).map(|(_, stem)| stem.to_owned()),
        Sort::Other => None,
    }
}

/// How many bytes all names begin with that are the assignment's: up to the last `-` that all share. A single name says nothing.
fn shared(stems: &[String]) -> Option<usize> {
    let (first, others) = stems.split_first()?;
    if others.is_empty() {
        return None;
    }
    let same = |other: &String| {
        let pairs = first.bytes().zip(other.bytes());
        pairs.take_while(|(one, other)| one == other).count()
    };
    let length = others.iter().map(same).min()?;
    let length = first.floor_char_boundary(length);
    first[..length].rfind('-').map(|at| at + 1)
}

/// The login, or where that is not sure, each end of the name that may be one.
fn logins(stem: &str, shared: Option<usize>) -> Who {
    let ids = if let Some(at) = shared {
        vec![stem[at..].to_owned()]
    } else {
        let ends = stem
            .match_indices('-')
            .map(|(at, _)| stem[at + 1..].to_owned());
        std::iter::once(stem.to_owned()).chain(ends).collect()
    };
    Who {
        ids,
        ..Who::default()
    }
}

#[cfg(test)]
mod tests {
    use super::{logins, shared};

    #[test]
    fn logins_behind_the_assignments_name() {
        let check = |names: &[&str], want: &[&[&str]]| {
            let names: Vec<String> = names.iter().map(ToString::to_string).collect();
            let shared = shared(&names);
            let found: Vec<_> = names.iter().map(|name| logins(name, shared).ids).collect();
            assert_eq!(found, want);
        };
        check(&["lab-1-ada", "lab-1-bob-k"], &[&["ada"], &["bob-k"]]);
        check(&["lab-1-ada", "lab-1-adam"], &[&["ada"], &["adam"]]);
        check(&["lab-1-ada"], &[&["lab-1-ada", "1-ada", "ada"]]);
        check(&["ada", "bob"], &[&["ada"], &["bob"]]);
    }
}
