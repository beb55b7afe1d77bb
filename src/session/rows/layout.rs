//! What a page or a terminal did to all lines: filled them up, put empty lines between them, wrapped them.

use crate::session::Role;
use crate::session::rows::{Row, wraps};

/// Undoes it.
pub(super) fn straighten(list: &mut [Row]) {
    padding(list);
    fillers(list);
    wraps::wraps(list);
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
