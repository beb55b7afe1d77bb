//! Programs that an exercise's command line needs and that are not here, which is no mistake of a student's.

use std::ffi::OsStr;

use crate::model::{Facts, Walls};
use crate::probe::program::installed_in;
use crate::probe::student::{Which, folders};

/// What the shell did not find, by what it said as an error, where the command line is all the author's and names it, and it is not installed.
pub(in crate::probe) fn lacks(which: &Which, facts: &Facts, walls: Walls) -> Option<String> {
    let errors = facts.value("stderr")?.to_string();
    missing(which, &errors, &folders(walls)).map(str::to_owned)
}

fn missing<'a>(which: &Which, errors: &'a str, folders: &OsStr) -> Option<&'a str> {
    let Which::Command(command, _) = which else {
        return None;
    };
    if !command.value.references().is_empty() {
        return None;
    }
    errors.lines().filter_map(not_found).find(|name| {
        let words = command.place.text().split(|c: char| !is_of_a_name(c));
        words.into_iter().any(|word| word == *name) && installed_in(folders, name).is_none()
    })
}

fn is_of_a_name(c: char) -> bool {
    c.is_alphanumeric() || "._+-".contains(c)
}

/// The name in what a shell says: `sh: 1: perl: not found`, `sh: line 1: perl: command not found`.
fn not_found(line: &str) -> Option<&str> {
    let said = line.strip_prefix("sh: ")?.strip_suffix("not found")?;
    let said = said.strip_suffix("command ").unwrap_or(said);
    let name = said.strip_suffix(": ")?.rsplit(": ").next()?;
    name.chars().all(is_of_a_name).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::not_found;

    #[test]
    fn shells_say_it_in_their_own_words() {
        assert_eq!(not_found("sh: 1: perl: not found"), Some("perl"));
        assert_eq!(not_found("sh: line 1: g++: command not found"), Some("g++"));
        assert_eq!(not_found("sh: perl: not found"), Some("perl"));
        assert_eq!(not_found("sh: 1: ./a.pl: not found"), None);
        assert_eq!(not_found("sh: 1: cannot open x: No such file"), None);
        assert_eq!(not_found("the page was not found"), None);
    }
}
