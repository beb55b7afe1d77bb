//! A connection between a person and a server, until one of them ends it.

use std::future::pending;
use std::io;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

use super::keys::{Key, Keyboard};
use super::screen::{Echo, Screen};
use crate::run::stopped;

/// How long the server may be silent after the end of a pipe: real telnet leaves at once, and the answer is never seen.
pub(super) const QUIET: Duration = Duration::from_secs(3);

/// How long a server that is never silent is listened to after the end of a pipe.
const LISTEN_ON: Duration = Duration::from_secs(30);

/// How long a server may take to read the last words of somebody who leaves.
const LAST_WORDS: Duration = Duration::from_secs(1);

/// The most bytes that are taken from a server: a recording of more could not be read.
pub(super) const RECEIVED_LIMIT: usize = 8 * 1024 * 1024;

/// The most bytes that wait for a server that does not read.
const UNSENT_LIMIT: usize = 256 * 1024;

/// Who or what ended a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ended {
    /// The server closed it or cut it off.
    Server,
    /// The person did.
    Person,
    /// The input had ended, and the server said nothing more.
    Silence,
    /// The server sent more than is taken.
    TooMuch,
    /// A signal, by its number.
    Signal(i32),
}

/// Where what is typed goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Typing {
    /// To the server.
    Server,
    /// To `telnet>`.
    Prompt,
}

/// Talks until the end.
pub(super) async fn talk(
    stream: TcpStream,
    keyboard: &mut Keyboard,
    screen: &mut Screen,
    stop: &mut watch::Receiver<Option<i32>>,
) -> Ended {
    let echo = keyboard.echo;
    let mut talk = Talk {
        screen,
        echo,
        typing: Typing::Server,
        begun: Vec::new(),
        unsent: Vec::new(),
        received: 0,
        leave_at: None,
        input_ended: None,
    };
    let (mut from, mut to) = stream.into_split();
    let mut bytes = vec![0; 16 * 1024];
    loop {
        let ended = tokio::select! {
            signal = stopped(stop) => Some(Ended::Signal(signal)),
            key = keyboard.keys.recv(), if talk.takes_keys() => talk.key(key.unwrap_or(Key::End)),
            read = from.read(&mut bytes) => talk.heard(&read, &bytes),
            sent = to.write(&talk.unsent), if !talk.unsent.is_empty() => {
                talk.sent(&sent);
                None
            }
            () = talk.silence() => Some(Ended::Silence),
        };
        if let Some(ended) = ended {
            if ended == Ended::Person {
                // What was typed is sent, if the server takes it.
                let _ = timeout(LAST_WORDS, to.write_all(&talk.unsent)).await;
            }
            return ended;
        }
        if talk.screen.is_gone() {
            return Ended::Person;
        }
    }
}

struct Talk<'a> {
    screen: &'a mut Screen,
    echo: Echo,
    typing: Typing,
    /// A line that the escape character stands in the middle of; it goes on after the prompt.
    begun: Vec<u8>,
    unsent: Vec<u8>,
    received: usize,
    /// When the server has been silent for long enough.
    leave_at: Option<Instant>,
    input_ended: Option<Instant>,
}

impl Talk<'_> {
    fn takes_keys(&self) -> bool {
        self.input_ended.is_none() && self.unsent.len() < UNSENT_LIMIT
    }

    fn key(&mut self, key: Key) -> Option<Ended> {
        match (key, self.typing) {
            (Key::Line(rest), Typing::Server) => {
                let mut line = std::mem::take(&mut self.begun);
                line.extend(rest);
                self.screen.typed(&line, self.echo);
                self.unsent.extend(line);
                self.unsent.extend(b"\r\n");
                None
            }
            (Key::Line(line), Typing::Prompt) => self.command(&line),
            (Key::Escape(begun), typing) => {
                if typing == Typing::Server {
                    self.begun.extend(begun);
                }
                self.screen.keys_shown(self.echo);
                self.screen.typed(b"^]", Echo::Nobody);
                self.prompt();
                None
            }
            (Key::End, _) if self.echo == Echo::Terminal => Some(Ended::Person),
            (Key::End, Typing::Prompt) => Some(Ended::Person),
            (Key::End, Typing::Server) => {
                self.input_ended = Some(Instant::now());
                self.wait_on();
                None
            }
        }
    }

    fn prompt(&mut self) {
        self.typing = Typing::Prompt;
        self.screen.prompt("telnet> ");
    }

    /// What was typed at `telnet>`.
    fn command(&mut self, line: &[u8]) -> Option<Ended> {
        let typed = String::from_utf8_lossy(line);
        let shown = format!("telnet> {}", typed.trim());
        self.screen.typed(shown.trim_end().as_bytes(), self.echo);
        match typed.trim() {
            "q" | "quit" | "c" | "close" | "exit" => return Some(Ended::Person),
            "" => self.typing = Typing::Server,
            _ => {
                self.screen
                    .aside("?Invalid command: quit ends the connection, Enter alone goes on");
                self.prompt();
            }
        }
        None
    }

    fn heard(&mut self, read: &io::Result<usize>, bytes: &[u8]) -> Option<Ended> {
        let count = match read {
            Ok(0) | Err(_) => return Some(Ended::Server),
            Ok(count) => *count,
        };
        self.screen.received(&bytes[..count]);
        self.received += count;
        self.wait_on();
        (self.received > RECEIVED_LIMIT).then_some(Ended::TooMuch)
    }

    /// A server that does not take what is sent may still have something to say.
    fn sent(&mut self, sent: &io::Result<usize>) {
        match sent {
            Ok(count) => self.unsent.drain(..*count),
            Err(_) => self.unsent.drain(..),
        };
        self.wait_on();
    }

    fn wait_on(&mut self) {
        let listen_on = self.input_ended.map(|ended| ended + LISTEN_ON);
        self.leave_at = listen_on.map(|last| last.min(Instant::now() + QUIET));
    }

    async fn silence(&self) {
        match self.leave_at {
            Some(at) => sleep_until(at).await,
            None => pending().await,
        }
    }
}
