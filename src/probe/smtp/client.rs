//! The client's side of a mail: what is said next, and when to leave (RFC 5321 3 and 4.3.2).

use std::io;
use std::time::Duration;

use crate::model::{Facts, Fault};
use crate::net::{Host, Trust};
use crate::probe::Unfinished;
use crate::probe::dialogue::{ClosedBy, Heard, Line};
use crate::probe::smtp::arguments::Mail;
use crate::probe::smtp::dialogue::Dialogue;
use crate::probe::smtp::step::Step;
use crate::session::Turn;
use crate::wire::smtp::{Read, Reply};

/// How long to listen for the server to end the connection once goodbye is said.
const PARTING: Duration = Duration::from_secs(1);

/// How many pieces of what is said behind that are heard.
const LAST_WORDS: usize = 8;

/// How many bytes of a line may come before what has come is looked at again.
const LOOK: usize = 1024;

/// Why a mail goes no further.
enum End {
    /// All is said, or the server said no: time for QUIT.
    Goodbye,
    /// The server said that it closes (421), or QUIT is answered: time to listen.
    Parting,
    /// The client leaves where no command can be given.
    Leave,
    /// There is nobody to talk to any more, or nobody who talks SMTP.
    Over,
    /// netcheck could not do its part.
    Fault(Fault),
}

impl From<Fault> for End {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

/// A client on a line.
pub(super) struct Client<'a> {
    dialogue: Unfinished<'a, Dialogue>,
    line: Line,
}

impl<'a> Client<'a> {
    pub(super) fn new(dialogue: Unfinished<'a, Dialogue>, line: Line) -> Self {
        Self { dialogue, line }
    }

    /// The facts, and the first thing that went wrong.
    pub(super) fn learned(&self) -> (Facts, Option<String>) {
        self.dialogue.learned()
    }

    /// Sends a mail, as far as the server lets it.
    pub(super) async fn send(&mut self, mail: &Mail) -> Result<(), Fault> {
        let mut ended = self.steps(mail).await;
        if let Err(End::Goodbye) = ended {
            ended = if mail.quit {
                self.goodbye().await
            } else {
                Err(End::Leave)
            };
        }
        match ended {
            Err(End::Fault(fault)) => Err(fault),
            Err(End::Parting) => self.listen().await,
            Err(End::Leave) => {
                self.end(ClosedBy::Us);
                Ok(())
            }
            Ok(()) | Err(End::Goodbye | End::Over) => Ok(()),
        }
    }

    async fn steps(&mut self, mail: &Mail) -> Result<(), End> {
        let greeting = self.reply(Step::Greeting).await?;
        go_on(greeting.code() == 220)?;
        after(Step::Greeting, mail)?;
        self.hello(mail).await?;
        after(Step::Helo, mail)?;
        if let Some(trust) = mail.starttls {
            self.starttls(mail, trust).await?;
        }
        after(Step::StartTls, mail)?;
        let from = format!("MAIL FROM:<{}>", mail.from);
        go_on(is_yes(&self.ask(Step::Mail, from).await?))?;
        after(Step::Mail, mail)?;
        self.recipients(mail).await?;
        after(Step::Rcpt, mail)?;
        let data = self.ask(Step::Data, "DATA".to_owned()).await?;
        go_on(data.code() == 354)?;
        if mail.last == Step::Data {
            return Err(End::Leave);
        }
        self.message(mail).await?;
        Err(End::Goodbye)
    }

    async fn hello(&mut self, mail: &Mail) -> Result<(), End> {
        let name = mail.name.clone().unwrap_or_else(|| own_name(&self.line));
        let reply = self
            .ask(Step::Helo, format!("{} {name}", mail.hello))
            .await?;
        go_on(is_yes(&reply))
    }

    async fn recipients(&mut self, mail: &Mail) -> Result<(), End> {
        let mut taken = 0;
        for to in &mail.to {
            let reply = self.ask(Step::Rcpt, format!("RCPT TO:<{to}>")).await?;
            taken += usize::from(is_yes(&reply));
        }
        go_on(taken > 0)
    }

    async fn message(&mut self, mail: &Mail) -> Result<(), End> {
        self.dismissed()?;
        self.dialogue
            .turns
            .push(Turn::Message(mail.letter.lines.clone()));
        self.dialogue.turns.push(Turn::Dot);
        self.dialogue.waits = Some(Step::Dot);
        self.say(&mail.letter.bytes).await?;
        self.reply(Step::Dot).await.map(drop)
    }

    /// Asks for TLS where it is offered, shakes hands, and says hello anew: what was known before may have been forged (RFC 3207 4.2).
    async fn starttls(&mut self, mail: &Mail, trust: Trust) -> Result<(), End> {
        let offered = self.dialogue.extensions().unwrap_or_default();
        if !offered.iter().any(|keyword| keyword == "STARTTLS") {
            return self.without_tls("the server does not offer STARTTLS", trust);
        }
        let reply = self.ask(Step::StartTls, "STARTTLS".to_owned()).await?;
        if reply.code() != 220 {
            return self.without_tls("the server refused STARTTLS", trust);
        }
        self.throw_away_what_is_plain();
        self.dialogue.waits = Some(Step::Tls);
        let host = self.dialogue.host().clone();
        match self.line.secure(&host, trust).await {
            Ok(version) => self.secured(version),
            Err(error) => return Err(self.unsecured(&error)),
        }
        self.hello(mail).await
    }

    /// Goes on in plain text, or leaves where that was not asked for.
    fn without_tls(&mut self, why: &str, trust: Trust) -> Result<(), End> {
        self.dialogue.tls_error = Some(why.to_owned());
        go_on(trust == Trust::Anybody)
    }

    /// What came behind the reply, before hands were shaken, may be anybody's: under TLS it would pass for the server's.
    fn throw_away_what_is_plain(&mut self) {
        if !self.dialogue.pending.is_empty() {
            let plain = std::mem::take(&mut self.dialogue.pending);
            self.dialogue.injected = Some(String::from_utf8_lossy(&plain).into_owned());
        }
    }

    fn secured(&mut self, version: &'static str) {
        self.dialogue.tls = Some(version);
        self.dialogue.waits = None;
        self.dialogue.event(&format!("{version} from here on"));
    }

    /// Nothing can be said in plain text any more, and nothing in another way.
    fn unsecured(&mut self, error: &io::Error) -> End {
        self.dialogue.tls_error = Some(error.to_string());
        self.dialogue.waits = None;
        self.end(match error.kind() {
            io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe => ClosedBy::Peer,
            io::ErrorKind::ConnectionReset => ClosedBy::Reset,
            _ => ClosedBy::Us,
        });
        End::Over
    }

    async fn goodbye(&mut self) -> Result<(), End> {
        self.ask(Step::Quit, "QUIT".to_owned()).await?;
        Err(End::Parting)
    }

    /// Gives a command and waits for its reply.
    async fn ask(&mut self, step: Step, command: String) -> Result<Reply, End> {
        self.dismissed()?;
        let line = format!("{command}\r\n");
        self.dialogue.turns.push(Turn::Command(command));
        self.dialogue.waits = Some(step);
        self.say(line.as_bytes()).await?;
        self.reply(step).await
    }

    /// Whether a reply is here already. A server that gives up says 421 unasked and closes (RFC 5321 3.8): what is not said yet need
    /// not be. Any other reply is that of somebody who does not listen.
    fn dismissed(&mut self) -> Result<(), End> {
        let Ok(Read::Whole { message, used }) = Reply::read(&self.dialogue.pending) else {
            return Ok(());
        };
        self.dialogue.take_unasked(used);
        if message.code() == 421 {
            return Err(End::Parting);
        }
        let said = format!("{} {}", message.code(), message.lines()[0]);
        self.dialogue.error = Some(format!("the server replied `{said}` before it was asked"));
        Err(End::Over)
    }

    async fn say(&mut self, bytes: &[u8]) -> Result<(), Fault> {
        self.dialogue.say(bytes);
        if let Some(by) = self.line.send(bytes).await? {
            // What the server said before may still be heard.
            self.dialogue.closed_by.get_or_insert(by);
        }
        Ok(())
    }

    /// Waits for a whole reply.
    async fn reply(&mut self, step: Step) -> Result<Reply, End> {
        self.dialogue.waits = Some(step);
        loop {
            match Reply::read(&self.dialogue.pending) {
                Ok(Read::Whole { message, used }) => {
                    let leaves = message.code() == 421;
                    self.dialogue.take(step, message.clone(), used);
                    return if leaves {
                        Err(End::Parting)
                    } else {
                        Ok(message)
                    };
                }
                Ok(Read::More) => self.hear_more().await?,
                Err(odd) => {
                    let error = format!(
                        "expected {} in the server's reply, found `{}`",
                        odd.wanted, odd.found
                    );
                    self.dialogue.error = Some(error);
                    return Err(End::Over);
                }
            }
        }
    }

    /// Hears on until there is something new to look at: the beginning of a reply, a line end, or much of a line.
    async fn hear_more(&mut self) -> Result<(), End> {
        let known = self.dialogue.pending.len();
        loop {
            self.hear().await?;
            let all = &self.dialogue.pending;
            let new = all.len() - known;
            if known < 4 || new >= LOOK || all[known..].contains(&b'\n') {
                return Ok(());
            }
        }
    }

    async fn hear(&mut self) -> Result<(), End> {
        let mut piece = Vec::new();
        match self.line.hear(&mut piece).await? {
            Heard::Bytes => {
                self.take(&piece);
                Ok(())
            }
            Heard::End(by) => {
                self.end(by);
                Err(End::Over)
            }
        }
    }

    fn take(&mut self, piece: &[u8]) {
        self.dialogue.hear(piece);
        self.dialogue.heard += piece.len();
        self.dialogue.pending.extend_from_slice(piece);
    }

    // What broke off the connection first is what ended it.
    fn end(&mut self, by: ClosedBy) {
        self.dialogue.closed_by.get_or_insert(by);
        self.dialogue.event(by.event());
    }

    /// Listens once goodbye is said: for the end of the connection, which is the server's to make (RFC 5321 4.1.1.10).
    async fn listen(&mut self) -> Result<(), Fault> {
        for _ in 0..LAST_WORDS {
            let mut piece = Vec::new();
            match self.line.listen_on(PARTING, &mut piece).await? {
                Some(Heard::Bytes) => self.take(&piece),
                Some(Heard::End(by)) => {
                    self.end(by);
                    break;
                }
                None => break,
            }
        }
        Ok(())
    }
}

/// Goes on unless this was the last step.
fn after(step: Step, mail: &Mail) -> Result<(), End> {
    go_on(mail.last > step)
}

/// RFC 5321 4.2.1: 2yz.
fn is_yes(reply: &Reply) -> bool {
    (200..300).contains(&reply.code())
}

fn go_on(yes: bool) -> Result<(), End> {
    if yes { Ok(()) } else { Err(End::Goodbye) }
}

/// A client without a full name of its own says its address (RFC 5321 4.1.4).
fn own_name(line: &Line) -> String {
    let name = crate::net::machine::hostname();
    let is_legal = !name.contains('_') && matches!(Host::parse(&name), Ok(Host::Name(_)));
    let is_full = is_legal && name.trim_end_matches('.').contains('.');
    match line.local() {
        _ if is_full => name,
        Some(std::net::IpAddr::V4(address)) => format!("[{address}]"),
        Some(std::net::IpAddr::V6(address)) => format!("[IPv6:{address}]"),
        None => "localhost".to_owned(),
    }
}
