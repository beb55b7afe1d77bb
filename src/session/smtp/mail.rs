//! From commands and replies to mails: what was accepted, what was refused, what became of it (RFC 5321 3.3).

use crate::session::rows::Row;
use crate::session::smtp::command::Command;
use crate::session::smtp::reply::Reply;
use crate::session::smtp::talk::{Exchange, Message, Talk};
use crate::session::smtp::text::Text;

/// Something that was typed and accepted or refused.
#[derive(Clone, Copy, Debug)]
pub(super) struct Typed<'a, T> {
    /// What it says.
    pub(super) value: T,
    /// The exchange.
    pub(super) exchange: &'a Exchange,
}

/// An accepted HELO or EHLO: its verb and the name given.
pub(super) type Hello<'a> = Typed<'a, (&'static str, &'a str)>;

/// One attempt to send a mail.
#[derive(Debug, Default)]
pub(super) struct Mail<'a> {
    /// The accepted MAIL.
    pub(super) from: Option<Typed<'a, &'a str>>,
    /// The accepted recipients.
    pub(super) to: Vec<Typed<'a, &'a str>>,
    /// DATA, however it was answered.
    pub(super) data: Option<&'a Exchange>,
    /// The row of a command that threw it away.
    pub(super) reset: Option<usize>,
    /// The message, read.
    pub(super) text: Option<Text>,
}

impl<'a> Mail<'a> {
    /// What was typed after DATA.
    pub(super) fn message(&self) -> Option<&'a Message> {
        self.data.and_then(|data| data.message.as_ref())
    }

    /// The reply to the final dot.
    pub(super) fn final_reply(&self) -> Option<&'a Reply> {
        self.message().and_then(|message| message.reply.as_ref())
    }

    /// Whether the server took it.
    pub(super) fn is_accepted(&self) -> bool {
        let told = self
            .data
            .and_then(|data| data.reply.as_ref())
            .is_some_and(|reply| reply.code == Some(354));
        told && self.final_reply().is_some_and(Reply::is_yes)
    }

    /// How far it came; of several attempts the farthest counts.
    fn progress(&self) -> u32 {
        let text = self.text.as_ref();
        let whole = text.is_some_and(|text| text.header("from").is_some() && text.blank.is_some());
        let steps = [
            self.from.is_some(),
            !self.to.is_empty() && self.reset.is_none(),
            self.data.is_some_and(|data| data.message.is_some()),
            self.message().is_some_and(|message| message.dot.is_some()),
            self.is_accepted(),
            self.is_accepted() && whole,
        ];
        steps.iter().map(|step| u32::from(*step)).sum()
    }
}

/// What was said on one connection, in terms of mails.
#[derive(Debug)]
pub(super) struct Ledger<'a> {
    /// The connection.
    pub(super) talk: &'a Talk,
    /// The last accepted HELO or EHLO.
    pub(super) hello: Option<Hello<'a>>,
    /// Every attempt at a mail.
    pub(super) mails: Vec<Mail<'a>>,
    /// MAIL commands that were refused or never answered.
    pub(super) mail_refused: Vec<Typed<'a, &'a str>>,
    /// RCPT commands that were refused or never answered.
    pub(super) rcpt_refused: Vec<Typed<'a, &'a str>>,
}

impl<'a> Ledger<'a> {
    /// Goes through a connection.
    pub(super) fn of(talk: &'a Talk, rows: &[Row]) -> Self {
        let mut ledger = Self {
            talk,
            hello: None,
            mails: Vec::new(),
            mail_refused: Vec::new(),
            rcpt_refused: Vec::new(),
        };
        let mut now = Mail::default();
        for exchange in &talk.exchanges {
            ledger.enter(exchange, &mut now, rows);
        }
        ledger.mails.push(now);
        ledger
    }

    fn enter(&mut self, exchange: &'a Exchange, now: &mut Mail<'a>, rows: &[Row]) {
        let yes = exchange.reply.as_ref().is_some_and(Reply::is_yes);
        match &exchange.command {
            Command::Hello { verb, name } if yes => {
                let value = (*verb, name.as_str());
                self.hello = Some(Typed { value, exchange });
            }
            Command::Mail(address) if yes => {
                self.put_away(now);
                now.from = Some(typed(address, exchange));
            }
            Command::Mail(address) => self.mail_refused.push(typed(address, exchange)),
            Command::Rcpt(address) if yes => now.to.push(typed(address, exchange)),
            Command::Rcpt(address) => self.rcpt_refused.push(typed(address, exchange)),
            Command::Data => {
                now.data = Some(exchange);
                if let Some(message) = &exchange.message {
                    now.text = Some(Text::of(message, rows));
                    self.put_away(now);
                }
            }
            Command::Rset if yes => {
                now.reset = Some(exchange.row);
                self.put_away(now);
            }
            Command::Hello { .. }
            | Command::Rset
            | Command::Quit
            | Command::StartTls
            | Command::Other
            | Command::Unknown => {}
        }
    }

    fn put_away(&mut self, now: &mut Mail<'a>) {
        let mail = std::mem::take(now);
        if mail.from.is_some() || !mail.to.is_empty() || mail.data.is_some() {
            self.mails.push(mail);
        }
    }

    /// The mail that counts: the one that came farthest, of equals the first that was accepted, else the last.
    pub(super) fn best(&self) -> Option<&Mail<'a>> {
        let most = self.mails.iter().map(Mail::progress).max()?;
        let mut equals = self.mails.iter().filter(|mail| mail.progress() == most);
        let first = equals.next()?;
        if first.is_accepted() {
            return Some(first);
        }
        Some(equals.next_back().unwrap_or(first))
    }

    /// How far the connection came; of several the farthest counts.
    pub(super) fn progress(&self) -> u32 {
        let mail = self.best().map_or(0, Mail::progress);
        let hello = u32::from(self.hello.is_some());
        let greeted = u32::from(self.talk.greeting.is_some());
        let spoken = u32::from(self.talk.has_dialogue());
        let connected = u32::from(self.talk.connected.is_some());
        mail * 4 + hello + greeted + spoken + connected
    }

    /// How many mails the server took.
    pub(super) fn accepted(&self) -> usize {
        self.mails.iter().filter(|mail| mail.is_accepted()).count()
    }
}

fn typed<'a>(address: &'a str, exchange: &'a Exchange) -> Typed<'a, &'a str> {
    Typed {
        value: address,
        exchange,
    }
}
