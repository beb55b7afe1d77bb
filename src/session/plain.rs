//! Any connection, of whatever protocol: whether it opened, and lines of both sides as far as they can be told apart.

mod manner;

use std::sync::Arc;

use crate::model::{Declared, Source};
use crate::session::told::Told;
use crate::session::{Protocol, Role, Session};

use manner::{Manner, Seen, Side};

/// No facts beyond those of every connection.
pub(super) const FACTS: &[Declared] = &[];

/// Reads a recorded connection.
pub(super) fn read(source: &Arc<Source>) -> Session {
    let mut told = Told::of(source);
    for said in told.others() {
        sides(&mut told, &said, None);
    }
    let said = told.connection.said.clone();
    let open_row = told.connection.open_row;
    sides(&mut told, &said, open_row);
    body(&mut told, &said);
    told.session(Protocol::Plain, Vec::new())
}

/// Tells which side said each row.
pub(super) fn sides(told: &mut Told<'_>, said: &[usize], open_row: Option<usize>) {
    let mut manner = Manner::default();
    let blanks = said
        .iter()
        .take_while(|row| told.rows.list[**row].is_blank())
        .count();
    let (above, said) = said.split_at(blanks);
    for (number, &row) in said.iter().enumerate() {
        let next = said.get(number + 1).map(|row| told.text(*row));
        let side = manner.side(&Seen {
            text: told.text(row),
            next,
            open: open_row == Some(row),
            marked: told.rows.list[row].marked,
        });
        let role = match side {
            Side::Server => Role::Server,
            Side::Student => Role::Command,
        };
        told.mark(row, role);
    }
    // Empty lines at the beginning belong to what follows them.
    let first = said.first().map(|row| told.rows.list[*row].role);
    for &row in above {
        told.mark(row, first.unwrap_or(Role::Command));
    }
}

/// What the server sent, without the headers if it is a web server.
fn body(told: &mut Told<'_>, said: &[usize]) {
    let mut rows = said
        .iter()
        .copied()
        .filter(|row| told.rows.list[*row].role == Role::Server);
    let Some(first) = rows.next() else {
        return;
    };
    let received: Vec<usize> = std::iter::once(first).chain(rows).collect();
    let mut rest = received.as_slice();
    if told.text(first).starts_with("HTTP/") {
        let end = rest.iter().position(|row| told.rows.list[*row].is_blank());
        rest = end.map_or(&[], |end| &rest[end + 1..]);
    }
    let lines: Vec<&str> = rest.iter().map(|row| told.text(*row)).collect();
    let (text, row) = (lines.join("\n"), rest.first().copied().unwrap_or(first));
    told.set("body", text, row);
}
