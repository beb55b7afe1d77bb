//! What a page or a terminal did to all lines: filled them up, put empty lines between them, wrapped them.

use crate::session::Role;
use crate::session::client;
use crate::session::rows::Row;
use crate::session::smtp::is_command;

/// Undoes it.
pub(super) fn straighten(list: &mut [Row]) {
    padding(list);
    fillers(list);
    wraps(list);
}

/// Takes trailing blanks off where every line was filled to one width, or where lines have them that nobody typed.
fn padding(list: &mut [Row]) {
    let width = |row: &Row| row.text.chars().count();
    let trailing = list
        .iter()
        .filter(|row| row.text.len() > row.trimmed().len() + 1);
    let many = trailing.count() * 4 > list.len();
    let filled = || {
        let same = list.first().map(width);
        let is_full = |row: &Row| row.text.is_empty() || Some(width(row)) == same;
        list.len() > 3 && list.iter().all(is_full)
    };
    if many || filled() {
        for row in list {
            row.text.truncate(row.text.trim_end().len());
        }
    }
}

/// Where every second line is empty, those lines are nobody's.
fn fillers(list: &mut [Row]) {
    let every_second = list.iter().skip(1).step_by(2).all(Row::is_blank);
    let filled = || list.iter().step_by(2).filter(|row| !row.is_blank()).count();
    if list.len() >= 8 && every_second && filled() * 4 >= list.len() {
        for row in list.iter_mut().skip(1).step_by(2) {
            row.role = Role::Empty;
        }
    }
}

/// Widths at which terminals wrap, in columns: one full row is enough to believe it.
const TERMINALS: &[usize] = &[40, 80, 100, 120, 132];

/// Joins what a terminal wrapped: rows that fill the width to the last column go on in the next row.
fn wraps(list: &mut [Row]) {
    let widths: Vec<usize> = list.iter().map(|row| row.text.chars().count()).collect();
    let Some(&widest) = widths.iter().max() else {
        return;
    };
    if widest < 40 || !are_wrapped(list, &widths, widest) {
        return;
    }
    let mut head = None;
    for at in 0..list.len() {
        if list[at].role != Role::Unknown {
            continue;
        }
        let filled = at > 0 && widths[at - 1] == widest;
        // A blank in the last column is lost on the way out of the terminal.
        let blank_lost = at > 0 && widths[at - 1] + 1 == widest && widths[at] == widest;
        match head.filter(|_| (filled || blank_lost) && goes_on(&list[at])) {
            Some(head) => join(list, head, at, blank_lost),
            None => head = Some(at),
        }
    }
}

/// Whether rows of a width were wrapped: a terminal's is believed at once, any other if no such row stands for itself, and one of them is
/// what a server, a client or a command says, which nobody lays out.
fn are_wrapped(list: &[Row], widths: &[usize], width: usize) -> bool {
    if TERMINALS.contains(&width) {
        return true;
    }
    let full = || (0..list.len()).filter(|at| widths[*at] == width);
    let torn = |at: usize| list.get(at + 1).is_some_and(goes_on);
    let first = full().next().map(|at| list[at].text.as_str());
    let differ = full().any(|at| Some(list[at].text.as_str()) != first);
    let spoken = full().any(|at| !list[at].is_typed_like() || is_command(list[at].trimmed()));
    full().count() >= 3 && differ && spoken && full().all(torn)
}

/// Whether a row can be the rest of the row before: it says nothing that only a whole line says.
fn goes_on(row: &Row) -> bool {
    let text = row.trimmed();
    let whole = row.is_blank()
        || row.is_server_like()
        || text == "."
        || client::word(text).is_some()
        || is_command(text);
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
