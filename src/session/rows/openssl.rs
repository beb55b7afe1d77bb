//! `openssl s_client -starttls smtp` shows certificates and session tickets, and one line of the reply to its own EHLO.

use crate::session::Role;
use crate::session::rows::Row;
use crate::session::smtp::is_command;

/// Knows the client's own rows, up to the first command that was typed.
pub(super) fn s_client(list: &mut [Row]) {
    let begins = |row: &Row| {
        let text = row.text.as_str();
        text.starts_with("CONNECTED(0") || text.starts_with("depth=") && text.contains(" = ")
    };
    let Some(first) = list.iter().position(begins) else {
        return;
    };
    for row in &mut list[first..] {
        if is_command(row.trimmed()) {
            return;
        }
        row.role = if row.is_server_like() {
            Role::Server
        } else {
            Role::Client
        };
    }
}
