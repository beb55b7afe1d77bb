//! All files of a folder of a submission, for a program that needs them beside it. None is opened but in the one safe way.

use std::fs;
use std::path::Path;

/// The most files that are handed to a program.
pub const TREE_LIMIT: usize = 1000;
/// The most entries of all folders that are looked at.
const ENTRIES_LIMIT: usize = 20_000;
/// How deep folders are looked into.
const DEPTH: usize = 8;
/// The names of files to be handed to a program, and what was left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    /// The paths below the folder, with `/` between their parts; those of upper folders first.
    pub paths: Vec<String>,
    /// What was left out, for people; empty as a rule.
    pub notes: Vec<String>,
}

/// Looks what there is below a folder. Links, hidden files and what is neither file nor folder are passed over.
pub(super) fn tree(root: &Path) -> Tree {
    let mut tree = Tree::default();
    let mut folders = vec![String::new()];
    let mut entries = 0;
    for _ in 0..DEPTH {
        let mut next = Vec::new();
        for folder in folders {
            let (files, inner) = look(root, &folder, ENTRIES_LIMIT.saturating_sub(entries));
            entries += files.len() + inner.len();
            tree.paths.extend(files);
            next.extend(inner);
        }
        folders = next;
    }
    if entries >= ENTRIES_LIMIT || tree.paths.len() > TREE_LIMIT {
        tree.paths.truncate(TREE_LIMIT);
        tree.notes.push(format!(
            "the program was given only the first {TREE_LIMIT} files that are handed in"
        ));
    }
    if !folders.is_empty() {
        tree.notes.push(format!(
            "the program was not given what lies more than {DEPTH} folders deep"
        ));
    }
    tree
}

/// The files and the folders of one folder, sorted.
fn look(root: &Path, folder: &str, most: usize) -> (Vec<String>, Vec<String>) {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    let Ok(entries) = fs::read_dir(root.join(folder)) else {
        return (files, folders);
    };
    for entry in entries.flatten().take(most) {
        let (Ok(kind), Ok(name)) = (entry.file_type(), entry.file_name().into_string()) else {
            continue;
        };
        if name.starts_with('.') {
            continue;
        }
        if kind.is_file() {
            files.push(format!("{folder}{name}"));
        } else if kind.is_dir() {
            folders.push(format!("{folder}{name}/"));
        }
    }
    files.sort_unstable();
    folders.sort_unstable();
    (files, folders)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::{DEPTH, TREE_LIMIT, tree};

    fn folder(paths: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().expect("a folder");
        for path in paths {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
            fs::write(path, "").expect("a file");
        }
        folder
    }

    #[test]
    fn files_of_all_folders_but_hidden_ones() {
        let folder = folder(&["b.py", "a.py", "lib/x.py", ".git/config", ".env"]);
        let seen = tree(folder.path());
        assert_eq!(seen.paths, ["a.py", "b.py", "lib/x.py"]);
        assert!(seen.notes.is_empty());
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_nowhere() {
        let folder = folder(&["a.py"]);
        for (to, name) in [("/etc/passwd", "key"), ("/", "all"), (".", "again")] {
            std::os::unix::fs::symlink(to, folder.path().join(name)).expect("a link");
        }
        assert_eq!(tree(folder.path()).paths, ["a.py"]);
    }

    #[test]
    fn what_is_too_much_is_left_out_and_said() {
        let many: Vec<String> = (0..=TREE_LIMIT)
            .map(|number| format!("{number:05}"))
            .collect();
        let names: Vec<&str> = many.iter().map(String::as_str).collect();
        let seen = tree(folder(&names).path());
        assert_eq!((seen.paths.len(), seen.notes.len()), (TREE_LIMIT, 1));

        let deep = format!("{}x", "d/".repeat(DEPTH));
        let seen = tree(folder(&["a.py", &deep]).path());
        assert_eq!((seen.paths.len(), seen.notes.len()), (1, 1));
    }
}
