//! How a Python program ended with an error: what it said, and the line of the student's own code.

use std::sync::Arc;

use crate::model::{Place, Source};

/// The end of a traceback.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Crash {
    /// The last line: the error.
    pub(super) error: String,
    /// The last place in the student's own files that it names: which of them, and the line, counted from 1.
    pub(super) at: Option<(usize, usize)>,
}

/// The longest error that is told.
const LONGEST: usize = 300;

/// The last traceback of what was printed as errors, if there is one; `own` are the paths of the student's files, the program's first.
pub(super) fn of(errors: &str, own: &[&str]) -> Option<Crash> {
    let mut at = None;
    let mut seen = false;
    let mut folder = None;
    for text in errors.lines() {
        let text = text.trim_start();
        if text.starts_with("Traceback (most recent call last)") {
            (at, seen) = (None, true);
        }
        let Some((path, line)) = frame(text) else {
            continue;
        };
        if let Some(before) = own.first().and_then(|program| before(path, program)) {
            folder = Some(before);
            at = Some((0, line));
            // A program that cannot be read at all has no traceback, but a place.
            seen = true;
        } else if let Some(name) = folder.and_then(|folder| path.strip_prefix(folder))
            && let Some(file) = own.iter().position(|own| *own == name)
        {
            at = Some((file, line));
        }
    }
    if !seen {
        return None;
    }
    let error = errors.lines().rev().find(|line| !line.trim().is_empty())?;
    let end = error.floor_char_boundary(LONGEST);
    Some(Crash {
        error: error[..end].trim().to_owned(),
        at,
    })
}

/// A line of a traceback that names a file and a line of it.
fn frame(text: &str) -> Option<(&str, usize)> {
    let (path, behind) = text.strip_prefix("File \"")?.split_once("\", line ")?;
    let end = behind.find(|c: char| !c.is_ascii_digit());
    let line = behind[..end.unwrap_or(behind.len())].parse().ok()?;
    Some((path, line))
}

/// The program's folder, with its final slash, where a path is the program's; it was started as `./NAME`.
fn before<'a>(path: &'a str, program: &str) -> Option<&'a str> {
    let before = path.strip_suffix(program)?;
    let before = before.strip_suffix("./").unwrap_or(before);
    (before.is_empty() || before.ends_with('/')).then_some(before)
}

/// Where it happened in the student's files: the line, or the first of the program.
pub(super) fn place(own: &[Arc<Source>], crash: Option<&Crash>) -> Option<Place> {
    let (file, line) = crash.and_then(|crash| crash.at).unwrap_or((0, 1));
    let source = own.get(file)?;
    let lines = source.text.lines().count().max(1);
    Some(Place::line_at(source, line.clamp(1, lines)))
}

impl Crash {
    /// What to tell the student.
    pub(super) fn reason(&self) -> String {
        format!("It ended with an error: {}", self.error)
    }
}

#[cfg(test)]
mod tests {
    use super::{Crash, of};

    #[track_caller]
    fn check(errors: &str, want: Option<(&str, Option<(usize, usize)>)>) {
        let want = want.map(|(error, at)| Crash {
            error: error.to_owned(),
            at,
        });
        assert_eq!(of(errors, &["lookup.py", "lib.py", "socket.py"]), want);
    }

    #[test]
    fn the_last_line_of_the_students_own_code() {
        let errors = "Traceback (most recent call last):
  File \"/home/student/lookup.py\", line 7, in <module>
    main()
  File \"/home/student/lookup.py\", line 4, in main
    print(socket.gethostbyname(name))
  File \"/usr/lib/python3.11/socket.py\", line 99, in gethostbyname
socket.gaierror: [Errno -2] Name or service not known
";
        check(
            errors,
            Some((
                "socket.gaierror: [Errno -2] Name or service not known",
                Some((0, 4)),
            )),
        );
    }

    #[test]
    fn it_may_be_in_another_file_of_the_students() {
        let errors = "Traceback (most recent call last):
  File \"/home/student/./lookup.py\", line 2, in <module>
    lib.go()
  File \"/home/student/lib.py\", line 5, in go
    return 1/0
  File \"/usr/lib/python3.11/socket.py\", line 99, in gethostbyname
ZeroDivisionError: division by zero
";
        check(
            errors,
            Some(("ZeroDivisionError: division by zero", Some((1, 5)))),
        );
    }

    #[test]
    fn of_several_tracebacks_the_last_counts() {
        let errors = "Traceback (most recent call last):
  File \"./lookup.py\", line 2, in <module>
KeyError: 'a'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File \"./lookup.py\", line 9, in <module>
NameError: name 'x' is not defined
";
        check(
            errors,
            Some(("NameError: name 'x' is not defined", Some((0, 9)))),
        );
    }

    #[test]
    fn a_program_that_cannot_be_read_has_a_place_too() {
        let errors = "  File \"/home/student/./lookup.py\", line 3
    print(
         ^
SyntaxError: '(' was never closed
";
        check(
            errors,
            Some(("SyntaxError: '(' was never closed", Some((0, 3)))),
        );
    }

    #[test]
    fn what_is_no_traceback_is_none() {
        check("", None);
        check("warning: lookup.py is slow\n", None);
        check("File \"other.py\", line 3\n", None);
        check(
            "Traceback (most recent call last)",
            Some(("Traceback (most recent call last)", None)),
        );
    }
}
