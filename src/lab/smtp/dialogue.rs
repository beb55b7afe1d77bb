//! The dialogue of a mail server, in Postfix's words (RFC 5321 4.1.4: the order of commands). No sockets.

use crate::wire::smtp::{Command, Mailbox, Parameter, Recipient, Reply, Verb};

use super::envelope::Envelope;
use super::words::{On, complaint, extensions, first_word, is_no_mail_talk, printable, verbs};

/// The errors after which the server gives a client up; Postfix's number.
const ERRORS_LIMIT: usize = 20;

/// One client's dialogue so far.
#[derive(Debug)]
pub(super) struct Dialogue<'w> {
    host: &'w str,
    refused: &'w [String],
    helo: Option<String>,
    mail: Option<Envelope>,
    errors: usize,
    wire: On,
}

/// What happens after a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Then {
    /// The next command.
    Command,
    /// The message.
    Message,
    /// A handshake.
    Tls,
    /// The server closes.
    Close,
}

impl<'w> Dialogue<'w> {
    /// Nothing was said yet. `host` is the server's name, mail to the domains `refused` is not accepted.
    pub(super) fn new(host: &'w str, refused: &'w [String]) -> Self {
        Self {
            host,
            refused,
            helo: None,
            mail: None,
            errors: 0,
            wire: On::Plain,
        }
    }

    /// Hands were shaken: what was said before does not count any more (RFC 3207 4.2).
    pub(super) fn secured(&mut self) {
        self.wire = On::Tls;
        self.helo = None;
        self.mail = None;
    }

    /// What the server says first.
    pub(super) fn greeting(&self) -> Reply {
        Reply::new(220, format!("{} ESMTP Postfix", self.host))
    }

    /// What the server says when the client says nothing for too long.
    pub(super) fn farewell(&self) -> Reply {
        Reply::new(421, format!("4.4.2 {} Error: timeout exceeded", self.host))
    }

    /// What follows the reply to the last error, if there were too many.
    pub(super) fn patience(&self) -> Option<Reply> {
        let text = format!("4.7.0 {} Error: too many errors", self.host);
        (self.errors >= ERRORS_LIMIT).then(|| Reply::new(421, text))
    }

    /// The reply to a line beyond the limit.
    pub(super) fn too_long(&mut self) -> Reply {
        self.counted(Reply::new(500, "5.5.2 Error: line too long"))
    }

    /// The reply to a line.
    pub(super) fn hear(&mut self, line: &[u8]) -> (Reply, Then) {
        if is_no_mail_talk(line) {
            let words = "2.7.0 Error: I can break rules, too. Goodbye.";
            return (Reply::new(221, words), Then::Close);
        }
        let verb = first_word(line).and_then(Verb::from_word);
        let (reply, then) = match (self.out_of_order(verb), Command::parse(line)) {
            (Some(reply), _) => (reply, Then::Command),
            (None, Ok(command)) => self.obey(command),
            (None, Err(error)) => (complaint(&error), Then::Command),
        };
        (self.counted(reply), then)
    }

    /// The mail begun, when its message has come, and the client's name; the next mail starts from nothing.
    pub(super) fn take_mail(&mut self) -> Option<(String, Envelope)> {
        let mail = self.mail.take()?;
        Some((self.helo.clone().unwrap_or_default(), mail))
    }

    fn counted(&mut self, reply: Reply) -> Reply {
        if !reply.is_positive() {
            self.errors += 1;
        }
        reply
    }

    /// What is wrong with a verb at this point, whatever follows it.
    fn out_of_order(&self, verb: Option<Verb>) -> Option<Reply> {
        let text = match (verb?, &self.mail) {
            (Verb::Mail, _) if self.helo.is_none() => "5.5.1 Error: send HELO/EHLO first",
            (Verb::Mail, Some(_)) => "5.5.1 Error: nested MAIL command",
            (Verb::Rcpt, None) => "5.5.1 Error: need MAIL command",
            (Verb::Data, None) => "5.5.1 Error: need RCPT command",
            (Verb::Data, Some(mail)) if mail.to.is_empty() => return Some(mail.no_recipient()),
            // These are welcome at any time (RFC 5321 4.1.4).
            (
                Verb::Mail
                | Verb::Rcpt
                | Verb::Data
                | Verb::Helo
                | Verb::Ehlo
                | Verb::Rset
                | Verb::StartTls
                | Verb::Vrfy
                | Verb::Help
                | Verb::Noop
                | Verb::Quit,
                _,
            ) => return None,
        };
        Some(Reply::new(503, text))
    }

    fn obey(&mut self, command: Command) -> (Reply, Then) {
        let reply = match command {
            Command::Helo(name) => self.greet(&name, Reply::new(250, self.host)),
            Command::Ehlo(name) => self.greet(
                &name,
                Reply::of_lines(250, extensions(self.host, self.wire)),
            ),
            Command::Mail { from, parameters } => self.mail(from.as_ref(), &parameters),
            Command::Rcpt { to, parameters } => self.rcpt(&to, &parameters),
            Command::Data => {
                let reply = Reply::new(354, "End data with <CR><LF>.<CR><LF>");
                return (reply, Then::Message);
            }
            Command::Rset => {
                self.mail = None;
                Reply::new(250, "2.0.0 Ok")
            }
            Command::StartTls if self.wire == On::Plain => {
                return (Reply::new(220, "2.0.0 Ready to start TLS"), Then::Tls);
            }
            Command::StartTls => Reply::new(554, "5.5.1 Error: TLS already active"),
            Command::Noop => Reply::new(250, "2.0.0 Ok"),
            Command::Vrfy(who) => Reply::new(252, format!("2.0.0 {}", printable(&who))),
            Command::Help(_) => Reply::new(214, format!("2.0.0 Commands: {}", verbs())),
            Command::Quit => return (Reply::new(221, "2.0.0 Bye"), Then::Close),
        };
        (reply, Then::Command)
    }

    /// RFC 5321 4.1.4: a new HELO begins everything anew.
    fn greet(&mut self, name: &str, reply: Reply) -> Reply {
        self.helo = Some(printable(name));
        self.mail = None;
        reply
    }

    fn mail(&mut self, from: Option<&Mailbox>, parameters: &[Parameter]) -> Reply {
        match Envelope::begin(from, parameters) {
            Ok(mail) => {
                self.mail = Some(mail);
                Reply::new(250, "2.1.0 Ok")
            }
            Err(reply) => reply,
        }
    }

    fn rcpt(&mut self, to: &Recipient, parameters: &[Parameter]) -> Reply {
        match &mut self.mail {
            Some(mail) => mail.add(to, parameters, self.refused),
            None => Reply::new(503, "5.5.1 Error: need MAIL command"),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use proptest::prelude::*;

    use super::*;
    use crate::lab::smtp::envelope::RECIPIENTS_LIMIT;

    /// Plays a dialogue written as in a transcript: lines that begin with `> ` are the client's.
    fn check(transcript: &str) {
        let refused = ["refused.edu".to_owned()];
        let mut dialogue = Dialogue::new("smtp.usfca.edu", &refused);
        let mut got = String::new();
        for line in transcript.lines().map(str::trim_start) {
            if let Some(typed) = line.strip_prefix("> ") {
                let (reply, _) = dialogue.hear(typed.as_bytes());
                let reply = reply.to_string().replace('\r', "");
                let _ = write!(got, "> {typed}\n{reply}");
            }
        }
        let want: String = transcript
            .lines()
            .skip(1)
            .map(|line| line.trim_start().to_owned() + "\n")
            .collect();
        assert_eq!(got.trim(), want.trim());
    }

    #[test]
    fn the_lecture_is_played_in_the_words_of_postfix() {
        check(
            "
            > HELO cs.usfca.edu
            250 smtp.usfca.edu
            > MAIL FROM: <parrt@cs.usfca.edu>
            250 2.1.0 Ok
            > RCPT TO: <support@antlr.org>
            250 2.1.5 Ok
            > DATA
            354 End data with <CR><LF>.<CR><LF>",
        );
    }

    #[test]
    fn the_wrong_order_is_told() {
        check(
            "
            > DATA
            503 5.5.1 Error: need RCPT command
            > MAIL FROM:<a@b>
            503 5.5.1 Error: send HELO/EHLO first
            > RCPT TO:<a@b>
            503 5.5.1 Error: need MAIL command
            > HELO x
            250 smtp.usfca.edu
            > RCPT TO:a@b
            503 5.5.1 Error: need MAIL command
            > MAIL FROM:<a@b>
            250 2.1.0 Ok
            > MAIL FROM:<a@b>
            503 5.5.1 Error: nested MAIL command
            > DATA
            503 5.5.1 Error: need RCPT command
            > RSET
            250 2.0.0 Ok
            > RCPT TO:<a@b>
            503 5.5.1 Error: need MAIL command",
        );
    }

    #[test]
    fn wrong_syntax_is_told_as_postfix_does() {
        check(
            "
            > HELO
            501 Syntax: HELO hostname
            > EHLO
            501 Syntax: EHLO hostname
            > hi
            500 5.5.2 Error: command not recognized
            > HELO a b
            250 smtp.usfca.edu
            > MAIL FROM: olu@dons.usfca.edu
            501 5.1.7 Bad sender address syntax
            > MAIL FROM : <a@b>
            501 5.5.4 Syntax: MAIL FROM:<address>
            > MAIL FROM:<a@b>   <--
            555 5.5.4 Unsupported option: <--
            > MAIL FROM:<a@b> SIZE=x
            501 5.5.4 Bad message size syntax
            > MAIL FROM:<a@b> SIZE=99999999
            552 5.3.4 Message size exceeds fixed limit
            > MAIL FROM:<a@b> size=10 body=8bitmime
            250 2.1.0 Ok
            > RCPT TO:b@c
            501 5.1.3 Bad recipient address syntax
            > RCPT TO:<b@c> NOTIFY=NEVER
            555 5.5.4 Unsupported option: NOTIFY=NEVER
            > DATA now
            503 5.5.1 Error: need RCPT command
            > RCPT TO:<b@c>
            250 2.1.5 Ok
            > DATA now
            501 5.5.4 Syntax: DATA
            > QUIT now
            501 5.5.4 Syntax: QUIT",
        );
    }

    #[test]
    fn a_refused_domain_is_refused_and_the_others_are_not() {
        check(
            "
            > EHLO x
            250-smtp.usfca.edu
            250-PIPELINING
            250-SIZE 2097152
            250-VRFY
            250-HELP
            250-STARTTLS
            250-ENHANCEDSTATUSCODES
            250 8BITMIME
            > MAIL FROM:<>
            250 2.1.0 Ok
            > RCPT TO:<a@Refused.edu>
            554 5.7.1 <a@Refused.edu>: Relay access denied
            > DATA
            554 5.5.1 Error: no valid recipients
            > RCPT TO:<postmaster>
            250 2.1.5 Ok
            > DATA
            354 End data with <CR><LF>.<CR><LF>",
        );
    }

    #[test]
    fn the_small_commands_are_known() {
        check(
            "
            > NOOP
            250 2.0.0 Ok
            > VRFY carol
            252 2.0.0 carol
            > VRFY
            501 5.5.4 Syntax: VRFY address
            > HELP
            214 2.0.0 Commands: HELO EHLO MAIL RCPT DATA RSET VRFY HELP NOOP QUIT
            > QUIT
            221 2.0.0 Bye",
        );
    }

    #[test]
    fn headers_typed_without_data_end_the_dialogue() {
        let mut dialogue = Dialogue::new("x", &[]);
        for line in ["From: a@b", "Subject:", "GET / HTTP/1.0"] {
            let (reply, then) = dialogue.hear(line.as_bytes());
            assert_eq!(
                reply.to_string(),
                "221 2.7.0 Error: I can break rules, too. Goodbye.\r\n"
            );
            assert_eq!(then, Then::Close);
        }
    }

    #[test]
    fn twenty_errors_are_enough() {
        let mut dialogue = Dialogue::new("x", &[]);
        for _ in 0..ERRORS_LIMIT {
            assert_eq!(dialogue.patience(), None);
            dialogue.hear(b"foo\r\n");
        }
        let reply = dialogue.patience().map(|reply| reply.to_string());
        assert_eq!(
            reply.as_deref(),
            Some("421 4.7.0 x Error: too many errors\r\n")
        );
    }

    #[test]
    fn a_mail_has_a_limit_of_recipients() {
        let mut dialogue = Dialogue::new("x", &[]);
        dialogue.hear(b"HELO x");
        dialogue.hear(b"MAIL FROM:<a@b>");
        for _ in 0..RECIPIENTS_LIMIT {
            assert_eq!(dialogue.hear(b"RCPT TO:<a@b>").0.code(), 250);
        }
        assert_eq!(dialogue.hear(b"RCPT TO:<a@b>").0.code(), 452);
    }

    proptest! {
        #[test]
        fn no_lines_panic(lines in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..30), 0..30)) {
            let mut dialogue = Dialogue::new("x", &[]);
            for line in lines {
                dialogue.hear(&line);
            }
        }
    }
}
