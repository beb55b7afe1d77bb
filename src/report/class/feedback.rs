//! A file for each student, as the report of that name is for one run: `--format markdown` and `--format gradescope`.
//!
//! | format | file | holds |
//! |---|---|---|
//! | `markdown` | `feedback/ID.md` | what the student may see, whoever asks for it: it is made to be handed on |
//! | | `class.md` | for instructors alone: what the class came to |
//! | `gradescope` | `ID/results.json` | what Gradescope shows the student, and, for instructors, the hidden checks, which it does not |
//!
//! An id is in its file's name as it can be there. Who handed in nothing has a file that says so.

use std::io::{self, Write};

use crate::model::{Class, StudentReport, Work};
use crate::report::class::names::Names;
use crate::report::class::overview;
use crate::report::class::shown::NOTHING;
use crate::report::class::{ClassFormat, Folder, Made};
use crate::report::markdown::inline;
use crate::report::{Format, Reader, Replaced, Setting, Sink, Telling, gradescope, markdown};

/// The row of the format table.
pub(super) const MARKDOWN: ClassFormat = ClassFormat {
    name: "markdown",
    about: "a file for each student to read, and for instructors what the class came to",
    made: Made::Files(to_read),
};

/// The row of the format table.
pub(super) const GRADESCOPE: ClassFormat = ClassFormat {
    name: "gradescope",
    about: "a `results.json` for each student",
    made: Made::Files(for_gradescope),
};

fn to_read(class: &mut dyn Class, reader: Reader, folder: &mut dyn Folder) -> io::Result<()> {
    let title = class.head().assignment.clone();
    let mut names = Names::default();
    class.each(&mut |report| {
        let name = names.next(&report.student.id);
        let mut out = folder.file(&format!("feedback/{name}.md"))?;
        match report.work {
            Some(work) => {
                let attempt = attempt(&work);
                replay(work, &markdown::FORMAT, Reader::Student, &mut out)?;
                out.write_all(attempt.as_bytes())?;
            }
            None => writeln!(out, "# {}\n\n{NOTHING}", inline(&title))?,
        }
        out.flush()
    })?;
    match reader {
        Reader::Instructor => overview::write(class, &mut folder.file("class.md")?),
        Reader::Student | Reader::Both => Ok(()),
    }
}

/// Which of several attempts it is.
fn attempt(work: &Work) -> String {
    match work.attempts {
        0 | 1 => String::new(),
        all => format!("\nThis is your attempt {} of {all}.\n", work.attempt),
    }
}

fn for_gradescope(
    class: &mut dyn Class,
    reader: Reader,
    folder: &mut dyn Folder,
) -> io::Result<()> {
    let reader = gradescope::FORMAT.reader(reader);
    let mut names = Names::default();
    class.each(&mut |report: StudentReport| {
        let name = names.next(&report.student.id);
        let mut out = folder.file(&format!("{name}/results.json"))?;
        match report.work {
            Some(work) => replay(work, &gradescope::FORMAT, reader, &mut out)?,
            None => gradescope::nothing(NOTHING, &mut out)?,
        }
        out.flush()
    })
}

/// Writes the report of one work.
pub(super) fn replay(
    work: Work,
    format: &Format,
    reader: Reader,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut reporter = (format.start)(Setting {
        reader,
        ..Setting::PLAIN
    });
    let mut telling = Telling::new(reader);
    let mut paper = Paper(out);
    let mut written = Ok(());
    for event in work.events() {
        telling.take(event, &mut |moment| {
            if written.is_ok() {
                written = reporter.tell(moment, &mut paper);
            }
        });
    }
    written
}

/// A file that is written from its beginning to its end.
struct Paper<'a>(&'a mut dyn Write);

impl Write for Paper<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Paper<'_> {
    fn replace_end(&mut self, _: usize, _: &[u8]) -> io::Result<Replaced> {
        Ok(Replaced::Never)
    }
}
