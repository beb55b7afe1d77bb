//! The class for browsers: `--format html`. `index.html` for instructors, which needs no network, and a page for each student.
//!
//! The table is there without the script, which only sorts and filters it. Every text passes through the templates, which escape it.

mod index;
mod row;
mod style;

use std::io::{self, Write};

use askama::Template as _;

use crate::model::{Class, StudentReport};
use crate::report::class::feedback::replay;
use crate::report::class::figures::Figures;
use crate::report::class::names::Names;
use crate::report::class::shown::Shown;
use crate::report::class::{ClassFormat, Folder, Made};
use crate::report::visible::plain;
use crate::report::{Reader, html};

use index::{Foot, Index, Nothing};
use row::{Marks, Row};

/// The row of the format table.
pub(super) const FORMAT: ClassFormat = ClassFormat {
    name: "html",
    about: "for browsers: the class as a table that sorts and filters offline, and a page for each student",
    made: Made::Files(pages),
};

fn pages(class: &mut dyn Class, reader: Reader, folder: &mut dyn Folder) -> io::Result<()> {
    let head = class.head().clone();
    let outline = reader.outline((*head.outline).clone());
    let columns = row::columns(&outline);
    let mut figures = Figures::new(&outline);
    let mut names = Names::default();
    let mut rows = String::new();
    let mut marks = Marks::default();
    class.each(&mut |report| {
        let name = names.next(&report.student.id);
        let file = format!("students/{name}.html");
        student(&report, &head.assignment, reader, &mut folder.file(&file)?)?;
        let shown = Shown::new(report, reader, head.policy);
        figures.add(&shown);
        marks.add(&shown);
        let row = Row::new(&shown, &file, &columns);
        rows.push_str(&row.render().map_err(io::Error::other)?);
        Ok(())
    })?;
    if reader != Reader::Instructor {
        return Ok(());
    }
    let mut out = folder.file("index.html")?;
    let index = Index::new(&head, &outline, &figures, &marks);
    out.write_all(index.render().map_err(io::Error::other)?.as_bytes())?;
    out.write_all(rows.as_bytes())?;
    let foot = Foot {
        version: &head.version,
    };
    out.write_all(foot.render().map_err(io::Error::other)?.as_bytes())?;
    out.flush()
}

/// The page of a student, which names no other.
fn student(
    report: &StudentReport,
    title: &str,
    reader: Reader,
    out: &mut dyn Write,
) -> io::Result<()> {
    if let Some(work) = &report.work {
        replay(work.clone(), &html::FORMAT, reader, out)?;
    } else {
        let nothing = Nothing {
            title: plain(title),
        };
        out.write_all(nothing.render().map_err(io::Error::other)?.as_bytes())?;
    }
    out.flush()
}
