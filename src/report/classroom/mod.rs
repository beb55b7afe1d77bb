//! The report for GitHub Classroom: `--report classroom` writes the output `result` of a step that grades, which Classroom's reporter reads.
//!
//! It is one result, as base64 of JSON. Its readers make two sums of it, which have to agree: the points of all tests, and the share of tests
//! that passed. So each test stands for as many points as every other (`parts` has how). Checks without points, and those that a person
//! marks, are no tests then; what there is to say of them stands with the last one.
//!
//! | field | why it is so |
//! |---|---|
//! | `status` | `pass`, `fail`, `error` as the exit code says; of a test `error` when it is undecided, which is nobody's mistake |
//! | `test_code` | the text of what did not pass: it is printed of every test, `message` of errors only |
//! | `line_no` | 0, or a line is printed that belongs to another file |
//!
//! The reporter prints it into a log, where a line may be a command: no line begins with `::`, and none holds `##[`. It gets it as one
//! variable of its environment, which holds 128 KiB at most: where texts are too long, or tests too many, less is told.

mod kept;
mod parts;
mod result;

use std::io;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::report::reporter::{Moment, Reporter, Setting, Sink};
use crate::report::{Beside, Format, Home, Readers};

use result::Graded;

/// The row of the format table.
pub(super) const FORMAT: Format = Format {
    name: "classroom",
    about: "for GitHub Classroom: the output `result` of the step, which its reporter reads",
    start: |setting| Box::new(Classroom::new(setting, Place::Alone)),
    home: Home::Beside,
    beside: &[Beside {
        variable: "GITHUB_OUTPUT",
        start: |setting| Box::new(Classroom::new(setting, Place::Output)),
    }],
    readers: Readers::One,
};

/// What ends the value in the file of outputs: base64 has no dash.
const DELIMITER: &str = "-netcheck-";

/// Where the result is written.
enum Place {
    /// Where nothing else is.
    Alone,
    /// Among the outputs of the step.
    Output,
}

/// The report as it is gathered: it is written in the end.
struct Classroom {
    graded: Graded,
    place: Place,
}

impl Reporter for Classroom {
    fn tell(&mut self, moment: Moment, out: &mut dyn Sink) -> io::Result<()> {
        match moment {
            Moment::Begin(outline) => self.graded.begin(outline),
            Moment::Exercise(exercise) => self.graded.exercise(exercise),
            Moment::Started { .. } | Moment::Retrying { .. } | Moment::Finished { .. } => {}
            Moment::End(end) => self.write(&self.graded.json(end)?, out)?,
            Moment::Refused(_) => self.write(&result::refused()?, out)?,
        }
        Ok(())
    }
}

impl Classroom {
    fn new(setting: Setting, place: Place) -> Self {
        Self {
            graded: Graded::new(setting.base),
            place,
        }
    }

    /// In one piece, for others write into the same file.
    fn write(&self, json: &str, out: &mut dyn Sink) -> io::Result<()> {
        let value = STANDARD.encode(json);
        let text = match self.place {
            Place::Alone => format!("{value}\n"),
            Place::Output => format!("result<<{DELIMITER}\n{value}\n{DELIMITER}\n"),
        };
        out.write_all(text.as_bytes())?;
        out.flush()
    }
}
