//! The message: its header, the empty line, the dot, the reply to it.

use crate::session::smtp::mail::Mail;
use crate::session::smtp::reply::Reply;
use crate::session::smtp::steps::{Finding, Grounds, finding, said};
use crate::session::smtp::text::Text;

impl Grounds<'_, '_> {
    pub(super) fn header(&self, mail: &Mail<'_>) -> Option<Finding> {
        let named = mail.text.as_ref().and_then(|text| text.header("from"));
        if named.is_some_and(|header| !header.value.is_empty()) {
            return None;
        }
        if let Some(row) = self.without_colon(mail) {
            let text = "a colon is missing behind `From`: type `From: you@example.org`";
            return Some(finding(
                "header",
                "header.from",
                row,
                "RFC 5322 2.2",
                text.to_owned(),
            ));
        }
        let row = named.map_or_else(|| self.message_row(mail), |header| header.row);
        Some(finding(
            "header",
            "header.from",
            row,
            "RFC 5322 3.6.2",
            "the message has no `From:` header: type `From: you@example.org` in the first lines after DATA, before the empty line".to_owned(),
        ))
    }

    pub(super) fn blank(&self, mail: &Mail<'_>) -> Option<Finding> {
        let text = mail.text.as_ref();
        let ended = text.is_some_and(|text| text.blank.is_some());
        if ended || self.broke_off_in_headers(mail) || self.without_colon(mail).is_some() {
            return None;
        }
        let body = text.and_then(|text| text.body_rows.first().copied());
        let dot = mail.message().and_then(|message| message.dot);
        let last = mail
            .message()
            .and_then(|message| message.rows.last().copied());
        Some(finding(
            "blank",
            "blank-line",
            body.or(dot).or(last).unwrap_or_else(|| self.message_row(mail)),
            "RFC 5322 2.1",
            "the empty line between headers and body is missing: press Enter on an empty line after the last header".to_owned(),
        ))
    }

    pub(super) fn dot(&self, mail: &Mail<'_>) -> Option<Finding> {
        let message = mail.message();
        if message.is_some_and(|message| message.dot.is_some()) {
            return None;
        }
        if let Some((row, why)) = self.nearly_a_dot(mail) {
            return Some(finding(
                "dot",
                "dot",
                row,
                "RFC 5321 4.1.1.4",
                why.to_owned(),
            ));
        }
        let dot = "a dot alone on a line ends the message; only then does the server send it";
        let text = match self.broken_off() {
            Some(reply) => format!(
                "the server broke off before the final dot with `{}`{}: connect again; {dot}",
                said(reply),
                bare(reply)
            ),
            None => format!("the final dot is missing: {dot}"),
        };
        let row = self.end_row(mail);
        Some(finding("dot", "dot", row, "RFC 5321 4.1.1.4", text))
    }

    /// A line among the headers that is meant as `From:` and has no colon; the empty line below the headers is there.
    fn without_colon(&self, mail: &Mail<'_>) -> Option<usize> {
        let rows = mail.message().map_or(&[][..], |message| &message.rows);
        let blank = rows
            .iter()
            .position(|row| self.rows.list[*row].is_blank())?;
        let meant = |row: &&usize| {
            let text = self.rows.list[**row].trimmed();
            let from = text
                .get(..5)
                .is_some_and(|from| from.eq_ignore_ascii_case("from "));
            from && text.contains('@') && !text.contains(':')
        };
        rows[..blank].iter().find(meant).copied()
    }

    /// The last line that was meant as the dot, and why it is none.
    fn nearly_a_dot(&self, mail: &Mail<'_>) -> Option<(usize, &'static str)> {
        let rows = mail.message().map_or(&[][..], |message| &message.rows);
        rows.iter().rev().find_map(|row| {
            let text = self.rows.list[*row].text.as_str();
            let why = match text.trim_end() {
                "." => "a blank stands behind the dot, so the server took the line for text: type a dot alone",
                ".." => "two dots are text, not the end: type one dot alone",
                _ => return None,
            };
            Some((*row, why))
        })
    }

    /// Where the dot should stand: below the last row of the message, or at the reply that cannot be there without it.
    fn end_row(&self, mail: &Mail<'_>) -> usize {
        let rows = mail.message().map(|message| message.rows.as_slice());
        let filled = |row: &&usize| !self.rows.list[**row].is_blank();
        let last = rows.unwrap_or_default().iter().rfind(filled).copied();
        let below = |reply: &&Reply| Some(reply.row) > last;
        let in_headers = self.broke_off_in_headers(mail);
        let mut said = self.talk().unasked.iter().filter(below);
        let claimed = said.find(|reply| reply.is_yes());
        let cut = self.broken_off().filter(|_| in_headers).filter(below);
        let row = claimed.or(cut).map(|reply| reply.row);
        row.or(last).unwrap_or_else(|| self.last_row())
    }

    pub(super) fn queued(&self, mail: &Mail<'_>) -> Option<Finding> {
        if mail.is_accepted() {
            return None;
        }
        let found = |row, text| Some(finding("queued", "accepted", row, "RFC 5321 4.2.5", text));
        match mail.final_reply() {
            Some(reply) if !reply.is_yes() => found(
                refused_dot(mail, reply),
                format!("the server did not take the message: `{}`; read its reason, correct it, and send again", said(reply)),
            ),
            Some(reply) => found(reply.row, "the server was never ready for a message, so this reply cannot mean that it took one".to_owned()),
            None => {
                let dot = mail.message().and_then(|message| message.dot);
                if let Some(reply) = self.broken_off() {
                    return found(reply.row, format!("the server gave up in the middle of the message: `{}`; correct what it names and send again", said(reply)));
                }
                found(
                    dot.unwrap_or_else(|| self.last_row()),
                    "no reply to the final dot is here: wait for the server's `250` before you leave; without it nobody knows whether the mail was taken".to_owned(),
                )
            }
        }
    }

    /// The refusal with which the server gave up in the middle of the message.
    pub(super) fn broken_off(&self) -> Option<&Reply> {
        let refusal = |reply: &&Reply| matches!(reply.code, Some(400..=599));
        self.talk().unasked.iter().find(refusal)
    }

    /// Whether the server gave up when nothing but headers had been typed, and nothing was typed after that.
    fn broke_off_in_headers(&self, mail: &Mail<'_>) -> bool {
        let only = |text: &Text| text.blank.is_none() && text.body_rows.is_empty();
        let headers = mail.text.as_ref().is_some_and(only);
        let message = mail.message().filter(|message| message.dot.is_none());
        let last = message.map(|message| message.rows.last().copied());
        let after = |last| {
            self.broken_off()
                .is_some_and(|reply| Some(reply.row) > last)
        };
        headers && last.is_some_and(after)
    }

    /// The first row of the message.
    fn message_row(&self, mail: &Mail<'_>) -> usize {
        let message = mail.message();
        let first = message.and_then(|message| message.rows.first().copied().or(message.dot));
        first.unwrap_or_else(|| self.last_row())
    }
}

/// The dot that was refused; a reply that is no refusal is itself to blame.
fn refused_dot(mail: &Mail<'_>, reply: &Reply) -> usize {
    let refused = matches!(reply.code, Some(400..=599));
    let dot = mail.message().and_then(|message| message.dot);
    dot.filter(|_| refused).unwrap_or(reply.row)
}

/// What a server means that does not take lines that end with LF alone (RFC 5321 2.3.8).
fn bare(reply: &Reply) -> &'static str {
    let text = reply.text().to_ascii_lowercase();
    let feed =
        text.contains("linefeed") || text.contains("line-feed") || text.contains("line feed");
    if feed && text.contains("bare") {
        " (`nc` needs `-C`, so that its lines end as the server wants)"
    } else {
        ""
    }
}
