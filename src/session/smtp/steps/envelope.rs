//! Sender, recipients, DATA.

use crate::session::smtp::command::Command;
use crate::session::smtp::mail::{Mail, Typed};
use crate::session::smtp::reply::Reply;
use crate::session::smtp::steps::{Finding, Grounds, again, blamed, finding, shown};
use crate::session::smtp::talk::Exchange;

impl Grounds<'_, '_> {
    pub(super) fn sender(&self, mail: &Mail<'_>) -> Option<Finding> {
        if mail
            .from
            .is_some_and(|from| !from.value.is_empty() || from.exchange.typed.contains("<>"))
            && !self.thrown_away_early(mail)
        {
            return None;
        }
        let found = |row, text| Some(finding("mail", "mail-from", row, "RFC 5321 4.1.1.2", text));
        if let Some(from) = mail.from {
            return found(
                from.exchange.row,
                format!(
                    "`{}` names no sender; if the address was lost on the way into the file, keep it as plain text",
                    shown(&from.exchange.typed)
                ),
            );
        }
        if let Some(starttls) = self.encrypted() {
            return found(
                starttls.row,
                "after STARTTLS the server waits for encryption, which `telnet` cannot do: leave STARTTLS out and go on with `MAIL FROM`".to_owned(),
            );
        }
        if let Some(refusal) = self.ledger.mail_refused.first() {
            let refusal = refusal.exchange;
            let next = "type it as `MAIL FROM: <you@example.org>` and wait for `250`";
            return found(blamed(refusal), self.refused(refusal, again(refusal, next)));
        }
        let (row, text) = self.no_sender();
        found(row, text)
    }

    /// Where the sender should stand when nothing like `MAIL FROM:` was typed: a command that was refused for want of it shows best.
    fn no_sender(&self) -> (usize, String) {
        let order =
            "after HELO comes `MAIL FROM: <you@example.org>`, and only then recipients and DATA";
        let early = |exchange: &&Exchange| {
            exchange.is_refused() && matches!(exchange.command, Command::Rcpt(_) | Command::Data)
        };
        let blamed = self
            .misspelt("MAIL", 0)
            .or_else(|| self.talk().exchanges.iter().find(early));
        if let Some(exchange) = blamed {
            return (exchange.row, self.refused(exchange, order));
        }
        let text = match self.over() {
            Some(over) => format!("{over}; {order}"),
            None => format!("no sender was named: {order}"),
        };
        (self.last_row(), text)
    }

    /// An accepted STARTTLS after which nothing was answered.
    fn encrypted(&self) -> Option<&Exchange> {
        let last = self.talk().last_answered()?;
        let accepted = last.reply.as_ref().is_some_and(Reply::is_yes);
        (accepted && last.command == Command::StartTls).then_some(last)
    }

    /// RSET after the recipients is a fault of theirs, not of the sender.
    fn thrown_away_early(&self, mail: &Mail<'_>) -> bool {
        mail.reset.is_some() && mail.to.is_empty() && self.ledger.rcpt_refused.is_empty()
    }

    pub(super) fn recipient(&self, mail: &Mail<'_>) -> Option<Finding> {
        let found = |row, text| Some(finding("rcpt", "rcpt-to", row, "RFC 5321 4.1.1.3", text));
        if let (Some(_), Some(last)) = (mail.reset, mail.to.last()) {
            return found(
                last.exchange.row,
                "RSET threw this recipient away again: name sender and recipient once more, then type DATA".to_owned(),
            );
        }
        if !mail.to.is_empty() {
            return None;
        }
        let below = mail.from.map_or(0, |from| from.exchange.row);
        let first = |refusal: &&Typed<'_, &str>| refusal.exchange.row >= below;
        match self.ledger.rcpt_refused.iter().find(first) {
            Some(refusal) => found(
                blamed(refusal.exchange),
                self.refused(refusal.exchange, again(refusal.exchange, "check the address and type `RCPT TO: <partner@example.org>` again until the server says `250`")),
            ),
            None if let Some(row) = self.talk().swallowed => found(
                row,
                "`openssl s_client` took the line for an order to itself because it begins with R, and never sent it: type `rcpt to:` in small letters".to_owned(),
            ),
            None if let Some(typo) = self.misspelt("RCPT", below) => found(
                typo.row,
                self.refused(typo, "after MAIL FROM comes `RCPT TO: <partner@example.org>`"),
            ),
            None if let Some(early) = self.ledger.rcpt_refused.first() => found(
                early.exchange.row,
                format!(
                    "`{}` came before MAIL FROM, so the server did not take it: type it once more after MAIL FROM, and only then DATA",
                    shown(&early.exchange.typed)
                ),
            ),
            None => {
                let order = "after MAIL FROM comes `RCPT TO: <partner@example.org>`, and only then DATA";
                let text = match self.over() {
                    Some(over) => format!("{over}; {order}"),
                    None => format!("no recipient was named: {order}"),
                };
                found(mail.data.map_or_else(|| self.last_row(), |data| data.row), text)
            }
        }
    }

    pub(super) fn data(&self, mail: &Mail<'_>) -> Option<Finding> {
        let found = |row, text| Some(finding("data", "data", row, "RFC 5321 4.1.1.4", text));
        let Some(data) = mail.data.or_else(|| self.last_data()) else {
            if let Some(typo) = self.misspelt("DATA", 0) {
                return found(
                    typo.row,
                    self.refused(typo, "type `DATA` and wait for `354`"),
                );
            }
            let order = "after the recipients DATA tells the server that the message comes";
            let text = match self.over() {
                Some(over) => format!("{over}; {order}"),
                None => format!("DATA is missing: {order}"),
            };
            return found(self.last_row(), text);
        };
        match &data.reply {
            Some(reply) if reply.code == Some(354) => None,
            Some(reply) if reply.is_yes() => found(
                reply.row,
                format!(
                    "DATA is answered with `{}`: a server that wants the message says `354`; wait for that before you type it",
                    reply.code_text()
                ),
            ),
            _ => found(blamed(data), self.refused(data, data_again(mail, data))),
        }
    }

    fn last_data(&self) -> Option<&Exchange> {
        let mut exchanges = self.talk().exchanges.iter().rev();
        exchanges.find(|exchange| exchange.command == Command::Data)
    }
}

/// What to do about a DATA that was refused.
fn data_again(mail: &Mail<'_>, data: &Exchange) -> &'static str {
    if mail.to.is_empty() {
        "a sender and a recipient must be accepted before DATA"
    } else if data.typed.trim().len() > 4 {
        "type `DATA` alone on its line and wait for `354`"
    } else {
        "it takes no message now: read its reason, and type `DATA` again later"
    }
}
