//! The mailbox servers of a lab (RFC 1939): they give out what was mailed to a user. Any password will do.

use std::fmt::Write as _;
use std::time::Duration;

use crate::wire::smtp::stuff;

use super::accept::Post;
use super::mail::{MailStore, Stored};
use super::peer::{Heard, Peer};

/// The longest command with its line end (RFC 2449 4).
const LINE_LIMIT: usize = 255;
/// How long a client may take its time (RFC 1939 3: ten minutes at least).
const IDLE: Duration = Duration::from_mins(10);

/// Serves one client until one side closes.
pub(super) async fn serve(mut peer: Peer, post: &Post) {
    let mut dialogue = Dialogue::new(post.shared().mails());
    let mut reply = format!("+OK {} POP3 server ready\r\n", post.host().name).into_bytes();
    let mut then = Then::Command;
    loop {
        if peer.say(&reply).await.is_err() {
            return peer.gone();
        }
        if then == Then::Close {
            return peer.farewell().await;
        }
        (reply, then) = match peer.line(LINE_LIMIT, IDLE).await {
            Heard::Line(line) => dialogue.hear(&line),
            Heard::TooLong => (error("line too long"), Then::Command),
            Heard::Idle => (error("Disconnected for inactivity."), Then::Close),
            Heard::End => return peer.gone(),
        };
    }
}

/// What happens after a reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Then {
    Command,
    Close,
}

/// One client's dialogue so far.
struct Dialogue<'s> {
    store: &'s MailStore,
    state: State,
}

/// RFC 1939 4 and 5.
enum State {
    /// Nobody has named themself.
    Stranger,
    /// A name was given, a password is missing.
    Named(String),
    /// The mailbox is open.
    Open(Vec<Slot>),
}

/// A mail of the open mailbox.
struct Slot {
    mail: Stored,
    mark: Mark,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mark {
    Kept,
    Deleted,
}

impl<'s> Dialogue<'s> {
    fn new(store: &'s MailStore) -> Self {
        Self {
            store,
            state: State::Stranger,
        }
    }

    fn hear(&mut self, line: &[u8]) -> (Vec<u8>, Then) {
        let text = String::from_utf8_lossy(line);
        let mut words = text.split_ascii_whitespace();
        let verb = words.next().unwrap_or_default().to_ascii_uppercase();
        let words: Vec<&str> = words.collect();
        if verb == "QUIT" {
            return (self.quit(), Then::Close);
        }
        let reply = match (&mut self.state, verb.as_str()) {
            (_, "CAPA") => b"+OK\r\nCAPA\r\nTOP\r\nUIDL\r\nUSER\r\nPIPELINING\r\n.\r\n".to_vec(),
            (State::Stranger | State::Named(_), "USER") => self.user(&words),
            (State::Named(_), "PASS") => self.pass(),
            (State::Stranger, "PASS") => error("No username given."),
            (
                State::Stranger | State::Named(_),
                "STAT" | "LIST" | "RETR" | "DELE" | "TOP" | "UIDL" | "NOOP" | "RSET",
            ) => error("Log in first: USER name, then PASS password"),
            (State::Open(slots), verb) => in_mailbox(slots, verb, &words),
            _ => error("Unknown command."),
        };
        (reply, Then::Command)
    }

    fn user(&mut self, words: &[&str]) -> Vec<u8> {
        let [name] = words else {
            return error("Syntax: USER name");
        };
        self.state = State::Named((*name).to_owned());
        ok("")
    }

    fn pass(&mut self) -> Vec<u8> {
        if let State::Named(name) = &self.state {
            let mails = self.store.of(name).into_iter();
            let slot = |mail| Slot {
                mail,
                mark: Mark::Kept,
            };
            self.state = State::Open(mails.map(slot).collect());
        }
        ok("Logged in.")
    }

    /// RFC 1939 6: what was deleted goes only now.
    fn quit(&mut self) -> Vec<u8> {
        if let State::Open(slots) = &self.state {
            let deleted = slots.iter().filter(|slot| slot.mark == Mark::Deleted);
            let ids: Vec<String> = deleted.map(|slot| slot.mail.id.clone()).collect();
            self.store.remove(&ids);
        }
        ok("Logging out.")
    }
}

/// The commands of an open mailbox (RFC 1939 5 and 7).
fn in_mailbox(slots: &mut [Slot], verb: &str, words: &[&str]) -> Vec<u8> {
    match (verb, words) {
        ("STAT", []) => {
            let sizes: Vec<usize> = kept(slots).map(|(_, mail)| mail.message.len()).collect();
            ok(&format!("{} {}", sizes.len(), sizes.iter().sum::<usize>()))
        }
        ("LIST", []) => list(slots, |mail| mail.message.len().to_string()),
        ("UIDL", []) => list(slots, |mail| mail.id.clone()),
        ("LIST", [number]) => with_slot(slots, number, |slot| {
            ok(&format!("{number} {}", slot.mail.message.len()))
        }),
        ("UIDL", [number]) => with_slot(slots, number, |slot| {
            ok(&format!("{number} {}", slot.mail.id))
        }),
        ("RETR", [number]) => with_slot(slots, number, |slot| {
            let head = ok(&format!("{} octets", slot.mail.message.len()));
            [head, stuff(&slot.mail.message)].concat()
        }),
        ("TOP", [number, lines]) => match lines.parse() {
            Ok(lines) => with_slot(slots, number, |slot| {
                [ok(""), stuff(top(&slot.mail.message, lines))].concat()
            }),
            Err(_) => error("Syntax: TOP number lines"),
        },
        ("DELE", [number]) => with_slot(slots, number, |slot| {
            slot.mark = Mark::Deleted;
            ok("Marked to be deleted.")
        }),
        ("NOOP", []) => ok(""),
        ("RSET", []) => {
            for slot in slots {
                slot.mark = Mark::Kept;
            }
            ok("")
        }
        ("STAT" | "NOOP" | "RSET", _) => error(&format!("Syntax: {verb}")),
        ("LIST" | "UIDL", _) => error(&format!("Syntax: {verb} or {verb} number")),
        ("RETR" | "DELE", _) => error(&format!("Syntax: {verb} number")),
        ("TOP", _) => error("Syntax: TOP number lines"),
        _ => error("Unknown command."),
    }
}

/// The mails that are not deleted, with their numbers from 1.
fn kept(slots: &[Slot]) -> impl Iterator<Item = (usize, &Stored)> {
    (1..)
        .zip(slots)
        .filter(|(_, slot)| slot.mark == Mark::Kept)
        .map(|(number, slot)| (number, &slot.mail))
}

fn list(slots: &[Slot], what: impl Fn(&Stored) -> String) -> Vec<u8> {
    let mut text = format!("+OK {} messages:\r\n", kept(slots).count());
    for (number, mail) in kept(slots) {
        let _ = write!(text, "{number} {}\r\n", what(mail));
    }
    text.push_str(".\r\n");
    text.into_bytes()
}

fn with_slot(
    slots: &mut [Slot],
    number: &str,
    reply: impl FnOnce(&mut Slot) -> Vec<u8>,
) -> Vec<u8> {
    let index = number
        .parse::<usize>()
        .ok()
        .and_then(|number| number.checked_sub(1));
    match index.and_then(|index| slots.get_mut(index)) {
        Some(slot) if slot.mark == Mark::Kept => reply(slot),
        Some(_) => error("Message is deleted."),
        None => error(&format!("There's no message {number}.")),
    }
}

/// The header, the empty line, and so many lines of the body (RFC 1939 7).
fn top(message: &[u8], lines: usize) -> &[u8] {
    let mut left = None;
    let mut end = 0;
    for line in message.split_inclusive(|&byte| byte == b'\n') {
        match &mut left {
            Some(0) => break,
            Some(left) => *left -= 1,
            None if line == b"\r\n" => left = Some(lines),
            None => {}
        }
        end += line.len();
    }
    &message[..end]
}

fn ok(text: &str) -> Vec<u8> {
    format!("{}\r\n", format!("+OK {text}").trim_end()).into_bytes()
}

fn error(text: &str) -> Vec<u8> {
    format!("-ERR {text}\r\n").into_bytes()
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use proptest::prelude::*;

    use super::*;

    /// A store with two mails to parrt and one to another.
    fn store() -> MailStore {
        let store = MailStore::default();
        let message = Arc::from(b"Subject: hi\r\n\r\none\r\n.two\r\nthree\r\n".as_slice());
        store.deliver("parrt@cs.usfca.edu", &message);
        store.deliver("parrt@cs.usfca.edu", &Arc::from(b"x\r\n".as_slice()));
        store.deliver("other@cs.usfca.edu", &message);
        store
    }

    /// Plays a dialogue written as in a transcript: lines that begin with `> ` are the client's.
    fn check(store: &MailStore, transcript: &str) {
        let mut dialogue = Dialogue::new(store);
        let mut got = String::new();
        for typed in transcript
            .lines()
            .filter_map(|line| line.trim_start().strip_prefix("> "))
        {
            let (reply, _) = dialogue.hear(typed.as_bytes());
            let reply = String::from_utf8(reply).unwrap().replace('\r', "");
            let _ = write!(got, "> {typed}\n{reply}");
        }
        let want: Vec<&str> = transcript.lines().skip(1).map(str::trim_start).collect();
        assert_eq!(got.trim_end(), want.join("\n").trim_end());
    }

    #[test]
    fn a_mailbox_is_read() {
        check(
            &store(),
            "
            > USER parrt
            +OK
            > PASS any
            +OK Logged in.
            > STAT
            +OK 2 36
            > LIST
            +OK 2 messages:
            1 33
            2 3
            .
            > LIST 2
            +OK 2 3
            > RETR 1
            +OK 33 octets
            Subject: hi

            one
            ..two
            three
            .
            > TOP 1 1
            +OK
            Subject: hi

            one
            .
            > UIDL 2
            +OK 2 0000000000000002
            > NOOP
            +OK",
        );
    }

    #[test]
    fn what_is_deleted_goes_with_quit_only() {
        let store = store();
        let delete = "
            > USER parrt
            +OK
            > PASS any
            +OK Logged in.
            > DELE 1
            +OK Marked to be deleted.
            > DELE 1
            -ERR Message is deleted.
            > STAT
            +OK 1 3";
        check(&store, delete);
        check(&store, &format!("{delete}\n> RSET\n+OK\n> STAT\n+OK 2 36"));
        check(&store, &format!("{delete}\n> QUIT\n+OK Logging out."));
        assert_eq!(store.of("parrt").len(), 1);
        assert_eq!(store.of("other").len(), 1);
    }

    #[test]
    fn errors_name_the_next_step() {
        check(
            &store(),
            "
            > hi
            -ERR Unknown command.
            > STAT
            -ERR Log in first: USER name, then PASS password
            > PASS x
            -ERR No username given.
            > USER
            -ERR Syntax: USER name
            > user nobody
            +OK
            > pass x
            +OK Logged in.
            > LIST
            +OK 0 messages:
            .
            > RETR 1
            -ERR There's no message 1.
            > RETR
            -ERR Syntax: RETR number
            > USER again
            -ERR Unknown command.",
        );
    }

    proptest! {
        #[test]
        fn no_lines_panic(lines in prop::collection::vec("(USER a|PASS|TOP|RETR|LIST|)[ -9]{0,9}|.{0,9}", 0..20)) {
            let store = store();
            let mut dialogue = Dialogue::new(&store);
            for line in lines {
                dialogue.hear(line.as_bytes());
            }
        }
    }
}
