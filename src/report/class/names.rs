//! Names of files for students, whatever their ids are.

use std::collections::HashSet;

/// The most characters of an id that a name has.
const LONGEST: usize = 80;

/// Gives each student a name of letters, digits, `-`, `_` and `.`, which no other has, whatever the case of its letters.
#[derive(Debug, Default)]
pub(super) struct Names {
    taken: HashSet<String>,
}

impl Names {
    /// The name for the next id.
    pub(super) fn next(&mut self, id: &str) -> String {
        let name = safe(id);
        if self.taken.insert(name.to_ascii_lowercase()) {
            return name;
        }
        let mut number = 2;
        loop {
            let numbered = format!("{name}-{number}");
            if self.taken.insert(numbered.to_ascii_lowercase()) {
                return numbered;
            }
            number += 1;
        }
    }
}

fn safe(id: &str) -> String {
    let allowed = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    let letters = id.chars().take(LONGEST);
    let mut name: String = letters.map(|c| if allowed(c) { c } else { '_' }).collect();
    // Hidden on Unix, taken for an option, or cut off by Windows.
    if name.is_empty() || name.starts_with(['.', '-']) || is_device(&name) {
        name.insert(0, '_');
    }
    if name.ends_with('.') {
        name.push('_');
    }
    name
}

/// Whether Windows takes it for a device.
fn is_device(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or(name).to_ascii_lowercase();
    let numbered = |word: &str| {
        let rest = stem.strip_prefix(word);
        rest.is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|b| b.is_ascii_digit()))
    };
    matches!(stem.as_str(), "con" | "prn" | "aux" | "nul") || numbered("com") || numbered("lpt")
}

#[cfg(test)]
mod tests {
    use super::Names;

    #[test]
    fn names_are_safe_and_each_is_its_own() {
        let mut names = Names::default();
        let mut check = |id: &str, want: &str| assert_eq!(names.next(id), want);
        check("ada", "ada");
        check("ADA", "ADA-2");
        check("ada-2", "ada-2-2");
        check("a/../b", "a_.._b");
        check("a\\..\\b", "a_.._b-2");
        check("", "_");
        check("..", "_.._");
        check(".profile", "_.profile");
        check("-rf", "_-rf");
        check("Müller, Ö", "M_ller___");
        check("con", "_con");
        check("COM1.txt", "_COM1.txt");
        check("x.", "x._");
        check("\u{202e}a\nb", "_a_b");
    }

    #[test]
    fn a_long_id_is_cut() {
        let mut names = Names::default();
        let (first, second) = (names.next(&"x".repeat(500)), names.next(&"x".repeat(501)));
        assert_eq!((first.len(), second.len()), (80, 82));
    }
}
