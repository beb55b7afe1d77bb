//! What an assignment's folder holds, for others to get a copy.

use std::fs;
use std::io::Read as _;
use std::path::Path;

use crate::cli::load;

/// The most bytes of all files together.
const LIMIT: u64 = 256 * 1024 * 1024;

/// What of an exercise stays with its author: how it is done, right and wrong.
const KEPT_BACK: &[&str] = &["solution", "wrong"];

/// A file of an assignment.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Packed {
    /// Its path in the assignment's folder, with `/` between the parts.
    pub(crate) name: String,
    pub(crate) bytes: Vec<u8>,
}

/// Every file of an assignment, but for solutions, wrong submissions, what begins with a dot, and the file that is being made of them.
pub(crate) fn assignment(dir: &Path, but: &Path) -> Result<Vec<Packed>, String> {
    let mut walk = Walk {
        but: fs::canonicalize(but).ok(),
        left: LIMIT,
        found: Vec::new(),
    };
    walk.folder(dir, "")?;
    Ok(walk.found)
}

struct Walk {
    but: Option<std::path::PathBuf>,
    left: u64,
    found: Vec<Packed>,
}

impl Walk {
    fn folder(&mut self, dir: &Path, prefix: &str) -> Result<(), String> {
        let failed = |error| format!("`{}` cannot be read: {error}", load::shown(dir));
        let is_exercise = dir.join("exercise.yaml").is_file();
        let mut names = Vec::new();
        for entry in fs::read_dir(dir).map_err(failed)? {
            names.push(entry.map_err(failed)?.file_name());
        }
        names.sort();
        for name in names {
            let path = dir.join(&name);
            let Some(name) = name.to_str() else {
                let shown = load::shown(&path);
                return Err(format!("the name of `{shown}` is not UTF-8; rename it"));
            };
            let kept_back = is_exercise && KEPT_BACK.contains(&name);
            if !kept_back && !name.starts_with('.') {
                self.entry(&path, &format!("{prefix}{name}"))?;
            }
        }
        Ok(())
    }

    fn entry(&mut self, path: &Path, name: &str) -> Result<(), String> {
        let shown = load::shown(path);
        let failed = |error| format!("`{shown}` cannot be read: {error}");
        let is_link = fs::symlink_metadata(path).map_err(failed)?.is_symlink();
        let found = fs::metadata(path).map_err(failed)?;
        if found.is_dir() && !is_link {
            return self.folder(path, &format!("{name}/"));
        }
        if !found.is_file() {
            return Err(format!(
                "`{shown}` is neither a file nor a folder, or a link to a folder; take it out of the assignment's folder"
            ));
        }
        if self.but.is_some() && fs::canonicalize(path).ok() == self.but {
            return Ok(());
        }
        self.file(path, name)
    }

    fn file(&mut self, path: &Path, name: &str) -> Result<(), String> {
        let mut bytes = Vec::new();
        fs::File::open(path)
            .and_then(|file| file.take(self.left + 1).read_to_end(&mut bytes))
            .map_err(|error| format!("`{}` cannot be read: {error}", load::shown(path)))?;
        let Some(left) = self.left.checked_sub(bytes.len() as u64) else {
            return Err(format!(
                "the assignment's folder holds more than {} MiB; keep what does not belong to it elsewhere",
                LIMIT / 1024 / 1024
            ));
        };
        self.left = left;
        let name = name.to_owned();
        self.found.push(Packed { name, bytes });
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder(files: &[&str]) -> tempfile::TempDir {
        let dir = tempfile::tempdir().expect("a folder for the test");
        for name in files {
            let path = dir.path().join(name);
            fs::create_dir_all(path.parent().expect("a folder above")).expect("folders");
            fs::write(path, "text").expect("a file for the test");
        }
        dir
    }

    #[test]
    fn solutions_wrong_submissions_and_dotfiles_stay_with_the_author() {
        let dir = folder(&[
            "netcheck.yaml",
            ".git/config",
            "autograder.zip",
            "01-web/exercise.yaml",
            "01-web/exercise.instructor.yaml",
            "01-web/.notes",
            "01-web/solution/hi.txt",
            "01-web/wrong/no-hi/hi.txt",
            "01-web/files/wrong/page.html",
            "wrong/exercise.yaml",
        ]);
        let found = assignment(dir.path(), &dir.path().join("autograder.zip")).expect("files");
        let names: Vec<&str> = found.iter().map(|file| file.name.as_str()).collect();
        let want = [
            "01-web/exercise.instructor.yaml",
            "01-web/exercise.yaml",
            "01-web/files/wrong/page.html",
            "netcheck.yaml",
            "wrong/exercise.yaml",
        ];
        assert_eq!(names, want);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_the_file_behind_it_and_a_link_to_a_folder_is_refused() {
        let dir = folder(&["netcheck.yaml"]);
        let link = |to: &str, name: &str| {
            std::os::unix::fs::symlink(to, dir.path().join(name)).expect("a link for the test");
        };
        link("netcheck.yaml", "again.yaml");
        let found = assignment(dir.path(), Path::new("nothing.zip")).expect("files");
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].bytes, b"text");
        link(".", "round");
        let problem = assignment(dir.path(), Path::new("nothing.zip")).expect_err("a circle");
        assert!(problem.contains("round"), "{problem}");
    }
}
