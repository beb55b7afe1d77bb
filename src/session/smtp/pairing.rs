//! Which command a reply answers, and which lines with a code are replies at all.

use crate::session::client::{self, Word};
use crate::session::smtp::command::Command;
use crate::session::smtp::dialogue::{AHEAD, Reader, Stage, Waiting};
use crate::session::smtp::reply::{Reply, ReplyLine, queue_id};
use crate::session::smtp::talk::Exchange;

impl Reader<'_> {
    /// Whether a line with a code can be the server's here.
    pub(super) fn expects(&self, line: &ReplyLine<'_>) -> bool {
        match self.stage {
            // Prose may speak of codes; a session begins with one of these.
            Stage::Before => matches!(line.code, Some(220 | 421 | 554)),
            // A server greets before it answers, also what was typed before that.
            Stage::Open
                if self.now.greeting.is_none() && self.outlook.is_greeted_below(self.at) =>
            {
                line.code == Some(220)
            }
            Stage::Open => line.more || !(self.is_refused_text(line) || self.is_pasted_text()),
            Stage::Over => false,
        }
    }

    /// Whether it is the text of a mail that was pasted with its commands, whose replies come below: with it there would be more replies than
    /// commands up to the 354 of DATA; or there are none below, and typing goes on.
    fn is_pasted_text(&self) -> bool {
        let last = self.now.exchanges.last();
        let pasted =
            last.is_some_and(|last| last.command == Command::Unknown && last.row + 1 == self.at);
        if !pasted || !self.data_waits() {
            return false;
        }
        let before_data = |waiting: &&Waiting| match waiting {
            Waiting::Command(number) => self.now.exchanges[*number].command != Command::Data,
            Waiting::Dot(_) => true,
        };
        let commands = self
            .waiting
            .iter()
            .take_while(before_data)
            .take(AHEAD)
            .count();
        match self.outlook.replies_before_ready(self.at) {
            Some(replies) => replies > commands,
            None => self.outlook.is_last_reply(self.at) && !self.outlook.is_trailing(self.at),
        }
    }

    /// Whether a client's word is none: it was typed as the text of a mail, for the server answers it, or it stands in a message that was
    /// pasted with its commands.
    pub(super) fn is_text(&self, word: &Word<'_>) -> bool {
        let connects = match word {
            Word::Prompt(command) => client::target(command).is_some(),
            Word::Trying(_) | Word::Open(_) | Word::Failed(_) => true,
            Word::Closed(_) | Word::Own => false,
        };
        if connects || self.stage != Stage::Open {
            return false;
        }
        let refused = self.now.exchanges.last().is_some_and(Exchange::is_refused);
        let answered = self.waiting.is_empty() && refused && self.outlook.reply_follows(self.at);
        let pasted = self.data_waits() && self.outlook.message(self.at).dot.is_some();
        answered || pasted
    }

    /// Whether it is the text of a mail that was typed although DATA was refused: each such line gets a refusal of its own.
    fn is_refused_text(&self, line: &ReplyLine<'_>) -> bool {
        let last = self.now.exchanges.last();
        self.waiting.is_empty()
            && line.code != Some(421)
            && last.is_some_and(Exchange::is_refused)
            && self.outlook.reply_follows(self.at)
    }

    /// What a reply answers: the first thing that waits, but 354 answers DATA and 221 answers QUIT wherever they wait.
    pub(super) fn whom(&mut self, reply: &Reply) -> Option<Waiting> {
        let wanted = match reply.code {
            Some(354) => Some(Command::Data),
            Some(221) => Some(Command::Quit),
            _ => None,
        };
        let exchanges = &self.now.exchanges;
        let own = self
            .waiting
            .iter()
            .take(AHEAD)
            .position(|waiting| match waiting {
                Waiting::Command(number) => Some(&exchanges[*number].command) == wanted.as_ref(),
                Waiting::Dot(_) => false,
            });
        let own = own
            .or_else(|| self.unheard_dot(reply))
            .or_else(|| self.last_heard(reply))
            .or_else(|| self.first_known(reply));
        self.waiting.drain(..own.unwrap_or(0));
        self.waiting.pop_front()
    }

    /// Where fewer replies come than commands wait for one, those directly below a command that they fit are its own; what waited longer got
    /// none.
    fn last_heard(&self, reply: &Reply) -> Option<usize> {
        let Some(Waiting::Command(last)) = self.waiting.back() else {
            return None;
        };
        let last = &self.now.exchanges[*last];
        let fits = match last.command {
            Command::Hello { .. }
            | Command::Mail(_)
            | Command::Rcpt(_)
            | Command::Rset
            | Command::Other => true,
            Command::Unknown => last.typed == ".",
            Command::Data | Command::Quit | Command::StartTls => false,
        };
        let own = reply.is_yes() && reply.code != Some(221) && fits && last.row + 1 == reply.row;
        let is_data = |one: &Waiting| match one {
            Waiting::Command(number) => self.now.exchanges[*number].command == Command::Data,
            Waiting::Dot(_) => false,
        };
        let data = self.waiting.iter().take(AHEAD).position(is_data);
        let all = self.waiting.len();
        let unheard = self
            .outlook
            .unheard(reply.row, data.map_or(all, |data| data + 1), all);
        let unheard = unheard.min(self.waiting.len() - 1);
        let commands = self.waiting.iter().take(unheard.min(AHEAD));
        let all = commands
            .clone()
            .all(|one| matches!(one, Waiting::Command(_)));
        (own && unheard > 0 && all).then_some(unheard)
    }

    /// No server says yes to a word that it does not know: it says so to the first command that waits.
    fn first_known(&self, reply: &Reply) -> Option<usize> {
        let yes = reply.is_yes() || reply.code == Some(354);
        let known = |waiting: &Waiting| match waiting {
            Waiting::Command(number) => self.now.exchanges[*number].is_known(),
            Waiting::Dot(_) => true,
        };
        let known = self.waiting.iter().take(AHEAD).position(known);
        known.filter(|_| yes)
    }

    /// A queue id answers a dot, also where no reply to anything before it is here.
    fn unheard_dot(&self, reply: &Reply) -> Option<usize> {
        let is_dot = |waiting: &Waiting| match waiting {
            Waiting::Command(number) => self.now.exchanges[*number].typed == ".",
            Waiting::Dot(_) => true,
        };
        let dot = self.waiting.iter().take(AHEAD).position(is_dot)?;
        queue_id(reply).map(|_| dot)
    }
}
