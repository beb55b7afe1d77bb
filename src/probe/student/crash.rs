//! How a Python program ended with an error: what it said, and the line of the student's own code.

use std::sync::Arc;

use crate::model::{Place, Source};

/// The end of a traceback.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Crash {
    /// The last line: the error.
    pub(super) error: String,
    /// The last line of the program itself that it names, counted from 1.
    pub(super) line: Option<usize>,
}

/// The longest error that is told.
const LONGEST: usize = 300;

/// The last traceback of what was printed as errors, if there is one; `name` is the program's, as it was started.
pub(super) fn of(errors: &str, name: &str) -> Option<Crash> {
    let own = [format!("/{name}\", line "), format!("\"{name}\", line ")];
    let mut line = None;
    let mut seen = false;
    for text in errors.lines() {
        let text = text.trim_start();
        if text.starts_with("Traceback (most recent call last)") {
            (line, seen) = (None, true);
        }
        if let Some(rest) = text.strip_prefix("File ") {
            let behind = own.iter().find_map(|own| rest.split_once(own.as_str()));
            let number = behind.map(|(_, behind)| {
                let end = behind.find(|c: char| !c.is_ascii_digit());
                &behind[..end.unwrap_or(behind.len())]
            });
            if let Some(number) = number.and_then(|number| number.parse().ok()) {
                line = Some(number);
                // A program that cannot be read at all has no traceback, but a place.
                seen = true;
            }
        }
    }
    if !seen {
        return None;
    }
    let error = errors.lines().rev().find(|line| !line.trim().is_empty())?;
    let end = error.floor_char_boundary(LONGEST);
    Some(Crash {
        error: error[..end].trim().to_owned(),
        line,
    })
}

/// Where it happened: the line, or the first of the program.
pub(super) fn place(source: &Arc<Source>, crash: Option<&Crash>) -> Place {
    let lines = source.text.lines().count().max(1);
    let line = crash.and_then(|crash| crash.line).unwrap_or(1);
    Place::line_at(source, line.clamp(1, lines))
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
    fn check(errors: &str, want: Option<(&str, Option<usize>)>) {
        let want = want.map(|(error, line)| Crash {
            error: error.to_owned(),
            line,
        });
        assert_eq!(of(errors, "lookup.py"), want);
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
                Some(4),
            )),
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
            Some(("NameError: name 'x' is not defined", Some(9))),
        );
    }

    #[test]
    fn a_program_that_cannot_be_read_has_a_place_too() {
        let errors = "  File \"/home/student/./lookup.py\", line 3
    print(
         ^
SyntaxError: '(' was never closed
";
        check(errors, Some(("SyntaxError: '(' was never closed", Some(3))));
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
