//! How a session begins: typed by hand, greeted, HELO.

use crate::session::client;
use crate::session::smtp::steps::{Finding, Grounds, blamed, finding, is_hello, shown};
use crate::session::smtp::talk::Exchange;

impl Grounds<'_, '_> {
    /// Why it is no session typed by hand: the row, and what shows it.
    pub(in crate::session::smtp) fn not_typed(&self) -> Option<(usize, &'static str)> {
        let first = self.talk().rows.0;
        let spawned = self
            .rows
            .list
            .iter()
            .position(|row| row.text.starts_with("spawn "));
        if self.rows.logged {
            return Some((
                first,
                "the arrows of a program's log stand before the lines",
            ));
        }
        if let Some(row) = spawned {
            return Some((row, "a script ran the client (`spawn`)"));
        }
        let silent = self.talk().exchanges.is_empty()
            && self.talk().connected.is_none()
            && self.talk().closed.is_none();
        let answers = self.talk().unasked.len();
        (silent && answers > 1).then_some((first, "only the server's lines are here"))
    }

    pub(super) fn form(&self) -> Option<Finding> {
        let (row, why) = self.not_typed()?;
        Some(finding(
            "form",
            "by-hand",
            row,
            "",
            format!(
                "{why}; the exercise asks for a session that you typed yourself: use `telnet` and keep what the terminal showed"
            ),
        ))
    }

    pub(super) fn greeting(&self) -> Option<Finding> {
        let rule = match self.talk().failed {
            Some(_) => "",
            None => "RFC 5321 3.1",
        };
        let found = |row, text| Some(finding("greeting", "greeted", row, rule, text));
        match &self.talk().greeting {
            None if self.talk().unshown_greeting.is_some() => None,
            Some(reply) if reply.code == Some(220) => None,
            Some(reply) => found(
                reply.row,
                format!(
                    "the server greets with `{}`, not with `220`: it takes no mail now; check host and port, or try again later",
                    reply.code_text()
                ),
            ),
            None => {
                let unknown = self.unknown_to_shell();
                let unknown = unknown.filter(|_| !self.talk().has_dialogue());
                let ungreeted = || {
                    let (row, text) = self.ungreeted();
                    (row, text.to_owned())
                };
                let (row, text) = unknown.unwrap_or_else(ungreeted);
                found(row, text)
            }
        }
    }

    /// Why no mail server's greeting is here: the row to look at, and what to do.
    fn ungreeted(&self) -> (usize, &'static str) {
        let talk = self.talk();
        if let Some((row, why)) = talk.failed {
            return (row, unopened(why));
        }
        if let Some(stranger) = self.stranger() {
            return stranger;
        }
        if talk.unasked.is_empty()
            && !talk.exchanges.iter().any(|one| one.reply.is_some())
            && talk.has_dialogue()
        {
            return (
                self.first_row(),
                "none of the server's lines is here: keep everything that the terminal showed, beginning with the server's `220`",
            );
        }
        match (talk.connected.as_ref(), talk.tried) {
            (None, Some(row)) if !talk.has_dialogue() => (
                row,
                "the client only tried to connect: wait until it says `Connected` or why it failed; if nothing comes for a minute, check host and port",
            ),
            (Some((row, _)), _) if !talk.has_dialogue() => (
                *row,
                "the connection opened, but no mail server's greeting is here: a mail server speaks first; wait for its `220`, and check the port if it does not come",
            ),
            _ => (
                self.first_row(),
                "the server's greeting is missing: a mail server speaks first, with `220` and its name; keep the session from its first line on, and wait for `220` before you type",
            ),
        }
    }

    /// The row on which a shell says that it cannot start the client, and what to do about it.
    fn unknown_to_shell(&self) -> Option<(usize, String)> {
        let rows = self.rows.list.iter().enumerate();
        let mut unknown =
            rows.filter_map(|(at, row)| Some((at, client::unknown_program(row.trimmed())?)));
        unknown.find_map(|(at, program)| Some((at, client::without_program(program)?)))
    }

    /// The first words of a server that is no mail server, and what they are.
    pub(in crate::session::smtp) fn stranger(&self) -> Option<(usize, &'static str)> {
        const STRANGERS: &[(&str, &str)] = &[
            (
                "HTTP/1.",
                "this is a web server's answer, not a mail server's greeting: check host and port; mail is port 25, the web port 80",
            ),
            (
                "+OK",
                "this is a mailbox server (POP3), not the server that takes mails: check host and port; mail is port 25, POP3 port 110",
            ),
            (
                "SSH-2.0-",
                "this is an SSH server, not a mail server: check host and port; mail is port 25, SSH port 22",
            ),
        ];
        self.rows.list.iter().enumerate().find_map(|(at, row)| {
            let known = STRANGERS
                .iter()
                .find(|(start, _)| row.text.starts_with(start));
            known.map(|&(_, text)| (at, text))
        })
    }

    pub(super) fn hello(&self) -> Option<Finding> {
        if self.ledger.hello.is_some() {
            return None;
        }
        let mut tried = self
            .talk()
            .exchanges
            .iter()
            .filter(|exchange| is_hello(exchange));
        let found = |row, text| Some(finding("helo", "helo-verb", row, "RFC 5321 4.1.1.1", text));
        if let Some(exchange) = tried.next() {
            let next = "`HELO` needs the name of your machine behind it; type `HELO beast.example` and wait for `250`";
            return found(blamed(exchange), self.refused(exchange, next));
        }
        let first = self.talk().exchanges.first();
        let meant = |verb| move |exchange: &&Exchange| exchange.is_meant_as(verb);
        if let Some(typo) = first.filter(meant("HELO")).or(first.filter(meant("EHLO"))) {
            let next = "type `HELO` and the name of your machine, and wait for `250`";
            return found(typo.row, self.refused(typo, next));
        }
        if first.is_none() && self.talk().unasked.len() > 1 {
            let text = "nothing that you typed is here, only the server's lines: on Windows type `set localecho` at telnet's own prompt first, or use `netcheck telnet`";
            return found(self.row_after_greeting(), text.to_owned());
        }
        let before = first.map_or(String::new(), |exchange| {
            format!(" before `{}`", shown(&exchange.typed))
        });
        let row = first.map_or_else(|| self.row_after_greeting(), |exchange| exchange.row);
        found(
            row,
            format!(
                "HELO is missing{before}: a client first says who it is; type `HELO` and the name of your machine after the greeting"
            ),
        )
    }
}

/// What to do about a connection that did not open, by a word of `connect`.
fn unopened(why: &str) -> &'static str {
    match why {
        "refused" => {
            "the connection was refused: is `netcheck lab` running, and is the port right?"
        }
        "unknown-host" => {
            "the host is not known: check its name, and type host and port apart, as in `telnet smtp.usfca.edu 25`"
        }
        "bad-port" => {
            "there is no such port: type host and port apart, as in `telnet smtp.usfca.edu 25`; ports are numbers from 1 to 65535"
        }
        "timeout" => {
            "nobody answered the client: check host and port; a firewall may stop mail to other networks, the lab's server needs none"
        }
        "unreachable" => {
            "no way leads to the host: check its name and your network, then connect again"
        }
        // `reset`
        _ => "the connection broke at once: check host and port, then connect again",
    }
}
