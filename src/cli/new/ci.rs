//! `netcheck new ci`: what checks every push or submission on GitHub, on GitLab and at Gradescope.

use std::path::Path;

use crate::cli::args::{CiFiles, CiFolder, CiHost, NewCi};
use crate::cli::exit::Exit;
use crate::cli::fresh::{self, Fresh, Kind};
use crate::cli::output::Output;

/// The workflow for GitHub, with [`NOWHERE`] and `REF` in the place of what it takes netcheck from.
const GITHUB: &str = include_str!("github.yml");

/// The pipeline for GitLab, in the same way.
const GITLAB: &str = include_str!("gitlab.yml");

/// What Gradescope runs, by the names that it wants at the top of the zip.
pub(crate) const GRADESCOPE: &[(&str, &str)] = &[
    ("setup.sh", include_str!("setup.sh")),
    ("run_autograder", include_str!("run_autograder")),
];

/// What stands for the repository until somebody says where it is.
const NOWHERE: &str = "OWNER/netcheck";

/// Where netcheck is taken from.
struct Origin<'a> {
    /// The repository on GitHub, as `OWNER/NAME`.
    repository: &'a str,
    /// A tag or a commit of it.
    reference: &'a str,
}

pub(crate) fn command(args: &NewCi, output: &mut Output) -> Result<Exit, Exit> {
    match &args.host {
        CiHost::Github(args) => github(args, output),
        CiHost::Gitlab(args) => gitlab(args, output),
        CiHost::Gradescope(args) => gradescope(args, output),
    }
}

fn github(args: &CiFiles, output: &mut Output) -> Result<Exit, Exit> {
    let from = Origin::named(args.from.as_deref()).map_err(|problem| output.usage(&problem))?;
    let name = ".github/workflows/netcheck.yml";
    let files = [text(&args.folder, name, &from.fill(GITHUB))];
    wrote(&files, output)?;
    output.say("commit and push it: every push is checked, and its run shows the report; for GitHub Classroom, see the end of the file");
    from.say_what_is_left(&files[0], output);
    Ok(Exit::Done)
}

fn gitlab(args: &CiFiles, output: &mut Output) -> Result<Exit, Exit> {
    let from = Origin::named(args.from.as_deref()).map_err(|problem| output.usage(&problem))?;
    let files = [text(&args.folder, ".gitlab-ci.yml", &from.fill(GITLAB))];
    wrote(&files, output)?;
    output.say("commit and push it: every push is checked, and a merge request shows each check");
    from.say_what_is_left(&files[0], output);
    Ok(Exit::Done)
}

fn gradescope(args: &CiFolder, output: &mut Output) -> Result<Exit, Exit> {
    let file = |(name, text): &(&str, &str)| {
        let path = args.dir.join("gradescope").join(name);
        // A checkout on Windows may have ended the lines in a way that bash takes for a part of them.
        Fresh::new(path, text.replace("\r\n", "\n"), Kind::Program)
    };
    let files: Vec<Fresh> = GRADESCOPE.iter().map(file).collect();
    wrote(&files, output)?;
    output.say("change them as you need, and zip them with the assignment and netcheck itself:");
    let scripts = args.dir.join("gradescope");
    let scripts = scripts.strip_prefix(".").unwrap_or(&scripts);
    output.say(&format!(
        "  netcheck gradescope bundle --scripts {}",
        scripts.display()
    ));
    Ok(Exit::Done)
}

fn text(folder: &CiFolder, name: &str, text: &str) -> Fresh {
    Fresh::new(folder.dir.join(Path::new(name)), text, Kind::Data)
}

fn wrote(files: &[Fresh], output: &mut Output) -> Result<(), Exit> {
    fresh::write(files).map_err(|problem| output.usage(&problem))?;
    for file in files {
        output.say(&format!("wrote `{}`", file.shown()));
    }
    Ok(())
}

impl<'a> Origin<'a> {
    /// What the command line says, or else this very version, from the repository that `Cargo.toml` names.
    fn named(word: Option<&'a str>) -> Result<Self, String> {
        let Some(word) = word else {
            let home = env!("CARGO_PKG_REPOSITORY").strip_prefix("https://github.com/");
            return Ok(Self {
                repository: home.unwrap_or(NOWHERE),
                reference: concat!("v", env!("CARGO_PKG_VERSION")),
            });
        };
        let parts = word.split_once('@').and_then(|(repository, reference)| {
            let (owner, name) = repository.split_once('/')?;
            let whole = is_name(owner) && is_name(name) && reference.split('/').all(is_name);
            whole.then_some(Self {
                repository,
                reference,
            })
        });
        parts.ok_or_else(|| {
            format!("--from {word}: expected OWNER/NAME@REF, such as {NOWHERE}@v1.0.0")
        })
    }

    fn fill(&self, template: &str) -> String {
        let text = template
            .replace(NOWHERE, self.repository)
            .replace("REF", self.reference);
        if is_commit(self.reference) {
            text.replace(" --tag ", " --rev ")
        } else {
            text
        }
    }

    fn say_what_is_left(&self, file: &Fresh, output: &mut Output) {
        if self.repository == NOWHERE {
            output.say(&format!(
                "before that, write where netcheck is in place of `{NOWHERE}` in `{}`; next time, --from OWNER/NAME@REF does it",
                file.shown()
            ));
        }
    }
}

/// A name as GitHub and git allow it, which says nothing more to YAML or a shell.
fn is_name(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    word.starts_with(|c: char| c.is_ascii_alphanumeric()) && word.chars().all(plain)
}

fn is_commit(reference: &str) -> bool {
    reference.len() == 40 && reference.chars().all(|c| c.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_netcheck_is_taken_from_stands_in_every_place() {
        let commit = "0123456789abcdef0123456789abcdef01234567";
        let word = format!("kim/checks@{commit}");
        let from = Origin::named(Some(&word)).expect("a repository and a commit");
        let check = |template: &str, wanted: &[&str]| {
            let text = from.fill(template);
            for line in wanted {
                assert!(text.contains(line), "{line}\n{text}");
            }
            assert!(!text.contains("OWNER") && !text.contains("REF"), "{text}");
        };
        let uses = format!("uses: kim/checks@{commit}\n");
        check(GITHUB, &[&uses, &format!("#       - {uses}")]);
        let install = format!("--git https://github.com/kim/checks --rev {commit} netcheck\n");
        check(GITLAB, &[&install, &format!("key: netcheck-{commit}\n")]);
        let from = Origin::named(Some("kim/checks@v1.2")).expect("a repository and a tag");
        let install = "--git https://github.com/kim/checks --tag v1.2 netcheck\n";
        assert!(from.fill(GITLAB).contains(install));
    }

    #[test]
    fn a_place_that_says_more_than_a_place_is_refused() {
        let check = |word: &str, good: bool| {
            assert_eq!(Origin::named(Some(word)).is_ok(), good, "{word}");
        };
        check("kim/checks@v1", true);
        check("kim/checks@release/v1", true);
        for word in ["", "kim", "kim/checks", "kim/checks@", "kim@v1", "/@v1"] {
            check(word, false);
        }
        for word in ["a/b@$(date)", "a/b@v1 --x", "a/b@v1\nx: y", "a/b/c@v1"] {
            check(word, false);
        }
        for word in ["a/b@../x", "-a/b@v1", "a/b@--x", "a/b@a//b", "a/b@v1#"] {
            check(word, false);
        }
    }
}
