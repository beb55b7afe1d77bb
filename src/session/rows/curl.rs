//! `curl -v` tells what it sent (`> `), what it received (`< `), and what it does (`* `).

use crate::session::Role;
use crate::session::rows::Row;

/// Takes curl's marks away where a whole exchange stands in them.
pub(super) fn curl(list: &mut [Row]) {
    let sent = |row: &Row| row.text.starts_with("> ") && row.text.contains(" HTTP/");
    let received = |row: &Row| row.text.starts_with("< HTTP/");
    if !(list.iter().any(sent) && list.iter().any(received)) {
        return;
    }
    for row in list {
        // A page's own tags stand without a blank behind the bracket.
        let sign = row.trimmed().get(..1).unwrap_or_default();
        let alone = row.trimmed().len() == 1 || row.text.get(1..2) == Some(" ");
        match sign {
            ">" | "<" if alone => {
                row.marked = sign == ">";
                row.text.drain(..row.text.len().min(2));
            }
            "*" if alone => row.role = Role::Client,
            "{" | "}" if row.trimmed().ends_with(" bytes data]") => row.role = Role::Client,
            _ => {}
        }
    }
}
