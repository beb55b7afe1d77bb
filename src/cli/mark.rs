//! `netcheck mark`: points that a person gives.

use crate::cli::args::class::Mark;
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::grade::{Given, Gradebook};
use crate::report::plain;

pub(crate) fn command(args: &Mark, output: &mut Output) -> Exit {
    try_mark(args, output).unwrap_or_else(|exit| exit)
}

fn try_mark(args: &Mark, output: &mut Output) -> Result<Exit, Exit> {
    let given = points(args, output)?;
    let mut book = Gradebook::open(&args.gradebook).map_err(|found| output.unusable(&found))?;
    let (student, check) = (&args.student, &args.check);
    let Some((points, of)) = given else {
        let before = book.unmark(student, check);
        let said = match before.map_err(|found| output.unusable(&found))? {
            Some(mark) => format!(
                "{} {check}: the mark of {} points is gone",
                plain(student),
                mark.points
            ),
            None => format!("{} {check}: there was no mark", plain(student)),
        };
        output.line(&said);
        return Ok(Exit::Done);
    };
    let before = book.mark(Given {
        student,
        check,
        points,
        of,
        note: args.note.as_deref(),
    });
    let before = before.map_err(|found| output.unusable(&found))?;
    let instead = before.map_or(String::new(), |before| {
        format!(" instead of {}", before.points)
    });
    output.line(&format!(
        "{} {check}: {points}/{of}{instead}, marked by hand",
        plain(student)
    ));
    Ok(Exit::Done)
}

/// The points, and of how many; `None` takes the mark away.
fn points(args: &Mark, output: &mut Output) -> Result<Option<(u32, u32)>, Exit> {
    let Some(word) = &args.points else {
        return Ok(None);
    };
    let parsed = word
        .split_once('/')
        .and_then(|(points, of)| Some((points.trim().parse().ok()?, of.trim().parse().ok()?)));
    parsed.map(Some).ok_or_else(|| {
        output.usage(&format!(
            "`{word}`: expected whole points, and of how many, such as 3/4"
        ))
    })
}
