//! Lines of one length that a terminal did not wrap: servers and programs print such lines of their own.

use crate::session::Role;
use crate::session::rows::Row;

/// The width at which terminals wrap.
const WIDTH: usize = 80;

/// Parts again what was joined at another width than a terminal's: a mail is typed in lines, an answer repeats itself.
pub(super) fn unwrap(rows: &mut [Row]) {
    let mut head = 0;
    for at in 0..=rows.len() {
        if rows.get(at).is_some_and(|row| row.role == Role::Continued) {
            continue;
        }
        part(&mut rows[head..at]);
        head = at;
    }
}

/// Parts a row and those that go on with it.
fn part(rows: &mut [Row]) {
    let Some((head, rest)) = rows.split_first_mut() else {
        return;
    };
    let mut len = head.text.len();
    for row in rest.iter().rev() {
        if !head.text[..len].ends_with(&row.text) {
            return;
        }
        len -= row.text.len();
    }
    if head.text[..len].chars().count() == WIDTH {
        return;
    }
    head.text.truncate(len);
    for row in rest {
        row.role = Role::Unknown;
    }
}
