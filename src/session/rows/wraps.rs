//! What a terminal wrapped: rows that fill the width to the last column go on in the next row.

use crate::session::Role;
use crate::session::client;
use crate::session::rows::Row;
use crate::session::smtp::reads_as_command;

/// Widths at which terminals wrap, in columns: one full row is enough to believe it.
const TERMINALS: &[usize] = &[80, 100, 120, 132];

/// Joins it again.
pub(super) fn wraps(list: &mut [Row]) {
    let widths: Vec<usize> = list.iter().map(|row| row.text.chars().count()).collect();
    let widest = widths.iter().copied().max().unwrap_or(0);
    let Some(width) = width_of(list, &widths, widest) else {
        return;
    };
    let mut head = None;
    for at in 0..list.len() {
        if list[at].role != Role::Unknown {
            continue;
        }
        let filled = at > 0 && widths[at - 1] == width;
        let blank_lost = loses_blank(&widths, at, widest, width);
        match head.filter(|_| (filled || blank_lost) && goes_on(&list[at])) {
            Some(head) => join(list, head, at, blank_lost),
            None => head = Some(at),
        }
    }
}

/// The width at which the rows were wrapped, in columns; `None` where they were not.
fn width_of(list: &[Row], widths: &[usize], widest: usize) -> Option<usize> {
    if widest < 40 {
        return None;
    }
    let pair = || widths.windows(2).any(|two| two == [widest, widest]);
    if TERMINALS.contains(&widest) {
        let mut full = (0..list.len()).filter(|at| widths[*at] == widest);
        let only = full.next().filter(|_| full.next().is_none());
        let ends = only.is_some_and(|at| list[at].text.ends_with(['.', '!', '?']));
        return (!ends).then_some(widest);
    }
    if TERMINALS.contains(&(widest + 1)) && (pair() || tears_reply(list, widths, widest)) {
        return Some(widest + 1);
    }
    is_torn(list, widths, widest).then_some(widest)
}

/// Whether a server's line of a width goes on in a row that stands above a command, where nothing but the server speaks.
fn tears_reply(list: &[Row], widths: &[usize], width: usize) -> bool {
    list.windows(3).zip(widths).any(|(rows, own)| {
        *own == width
            && rows[0].is_server_like()
            && goes_on(&rows[1])
            && reads_as_command(rows[2].trimmed())
    })
}

/// Whether a blank in the last column of the row above was lost on the way out of the terminal: rows on both sides are (nearly) as wide.
fn loses_blank(widths: &[usize], at: usize, widest: usize, width: usize) -> bool {
    let nearly = |at: usize| widths[at] + 1 == width;
    let around = || widths[at] == width || nearly(at) || at > 1 && nearly(at - 2);
    at > 0 && nearly(at - 1) && (around() || widths[at - 1] == widest)
}

/// Whether rows of an unusual width were wrapped: none of them stands for itself, and one of them is what a server, a client or a command
/// says, which nobody lays out.
fn is_torn(list: &[Row], widths: &[usize], width: usize) -> bool {
    let full = || (0..list.len()).filter(|at| widths[*at] == width);
    let torn = |at: usize| list.get(at + 1).is_some_and(goes_on);
    let first = full().next().map(|at| list[at].text.as_str());
    let differ = full().any(|at| Some(list[at].text.as_str()) != first);
    let spoken = full().any(|at| !list[at].is_typed_like() || reads_as_command(list[at].trimmed()));
    full().count() >= 2 && differ && spoken && full().all(torn)
}

/// Whether a row can be the rest of the row before: it says nothing that only a whole line says.
fn goes_on(row: &Row) -> bool {
    let text = row.trimmed();
    let whole = row.is_blank()
        || row.is_server_like()
        || text == "."
        || client::word(text).is_some()
        || reads_as_command(text);
    !whole
}

fn join(list: &mut [Row], head: usize, rest: usize, blank_lost: bool) {
    let text = std::mem::take(&mut list[rest].text);
    if blank_lost {
        list[head].text.push(' ');
    }
    list[head].text.push_str(&text);
    list[rest].text = text;
    list[rest].role = Role::Continued;
}
