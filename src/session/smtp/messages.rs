//! Messages: what stands between DATA's reply and the dot, typed ahead or below.

use crate::session::Role;
use crate::session::client;
use crate::session::smtp::command::Command;
use crate::session::smtp::dialogue::{Reader, Waiting};
use crate::session::smtp::outlook::MessageEnd;
use crate::session::smtp::reply::{Reply, reply_line};
use crate::session::smtp::talk::Message;

impl Reader<'_> {
    /// Takes what follows DATA as the message: what was typed ahead, then the rows below.
    pub(super) fn message(&mut self, number: usize) {
        let mut message = Message::default();
        while let Some(Waiting::Command(ahead)) = self.waiting.front().copied() {
            self.waiting.pop_front();
            let row = self.now.exchanges[ahead].row;
            self.now.exchanges[ahead].in_message = true;
            if self.rows[row].trimmed() == "." {
                message.dot = Some(row);
                break;
            }
            message.rows.push(row);
        }
        if message.dot.is_none() {
            let end = self.outlook.message(self.at + 1);
            let end = self.interruptions(end);
            let below = (self.at + 1..end.end).filter(|row| self.rows[*row].role == Role::Unknown);
            message.rows.extend(below);
            message.dot = end.dot;
            self.at = end.dot.unwrap_or(end.end - 1).max(self.at);
        }
        if message.dot.is_some() {
            self.waiting.push_front(Waiting::Dot(number));
        }
        self.now.rows.1 = self.at;
        self.now.exchanges[number].message = Some(message);
    }

    /// A server that gives up speaks in the middle of the headers: a refusal between two header lines is no body, for the body comes
    /// after an empty line.
    fn interruptions(&mut self, end: MessageEnd) -> MessageEnd {
        let from = self.at + 1;
        let (mut at, mut until) = (from, end.end);
        while at < self.rows.len() {
            let text = self.rows[at].trimmed().to_owned();
            let refusal = reply_line(&text).filter(|line| matches!(line.code, Some(400..=599)));
            match refusal {
                Some(line) if at > from => {
                    self.rows[at].role = Role::Server;
                    self.now.unasked.push(Reply {
                        row: at,
                        code: line.code,
                        head: line.head.to_owned(),
                        lines: vec![line.text.to_owned()],
                    });
                    until = until.max(at + 1);
                }
                _ if is_header_line(&text) => until = until.max(at + 1),
                _ => break,
            }
            at += 1;
        }
        if until > end.end {
            return self.outlook.message(until).after(until);
        }
        end
    }

    /// A list of what to type, without a word of the server: what stands below DATA is meant as the message.
    pub(super) fn unheard(&mut self) {
        let heard = self.now.greeting.is_some() || !self.now.unasked.is_empty();
        let data = self
            .now
            .exchanges
            .iter()
            .position(|exchange| exchange.command == Command::Data);
        if let (false, Some(number)) = (heard, data)
            && self
                .now
                .exchanges
                .iter()
                .all(|exchange| exchange.reply.is_none())
        {
            let below = &self.now.exchanges[number + 1..];
            let count = below
                .iter()
                .position(|exchange| exchange.typed == ".")
                .unwrap_or(below.len());
            let dot = below.get(count).map(|exchange| exchange.row);
            let rows = below[..count].iter().map(|exchange| exchange.row).collect();
            self.now
                .exchanges
                .drain(number + 1..number + 1 + count + usize::from(dot.is_some()));
            self.now.exchanges[number].message = Some(Message {
                rows,
                dot,
                reply: None,
            });
        }
    }
}

fn is_header_line(text: &str) -> bool {
    if client::word(text).is_some() {
        return false;
    }
    let name = text.split_once(':').map(|(name, _)| name);
    name.is_some_and(|name| !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic()))
}
