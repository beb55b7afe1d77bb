//! One client of a server of the lab: read with limits, written with a deadline, everything into the book.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::time::{Instant, timeout, timeout_at};

use crate::net::{Served, serve_tls};

use super::book::Visit;

/// How many bytes are read at a time.
const CHUNK: usize = 8 * 1024;
/// How long a client may leave its side unread before it is given up.
const WRITE_LIMIT: Duration = Duration::from_mins(2);
/// How long a closing server goes on reading, so that unread bytes do not turn its last words into a reset (RFC 9112 9.6).
const LINGER: Duration = Duration::from_secs(2);
/// And how many bytes.
const LINGER_BYTES: usize = 4 * 1024 * 1024;

/// A connection as a server sees it. Below the sockets, so that tests can use a stream in memory.
pub(super) trait Wire: AsyncRead + AsyncWrite + Send + Unpin {
    /// From now on closing it sends a reset instead of an end.
    fn reset_on_close(&self);
}

impl Wire for TcpStream {
    fn reset_on_close(&self) {
        // It fails only where the connection is gone already.
        let _ = self.set_zero_linger();
    }
}

impl Wire for Served<Box<dyn Wire>> {
    fn reset_on_close(&self) {
        self.get_ref().0.reset_on_close();
    }
}

/// What a client's line was.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// A line with its line end.
    Line(Vec<u8>),
    /// A line beyond the limit; it was skipped.
    TooLong,
    /// Nothing for too long.
    Idle,
    /// The client has closed, or is gone.
    End,
}

/// What came of waiting for bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Came {
    /// There are unread bytes that were not there before.
    Bytes,
    /// Nothing for too long.
    Idle,
    /// The client has closed, or is gone.
    End,
}

/// One client.
pub(super) struct Peer {
    wire: Box<dyn Wire>,
    unread: Vec<u8>,
    visit: Visit,
}

impl Peer {
    pub(super) fn new(wire: impl Wire + 'static, visit: Visit) -> Self {
        visit.note("connected");
        Self {
            wire: Box::new(wire),
            unread: Vec::new(),
            visit,
        }
    }

    /// Its entry in the book.
    pub(super) fn visit(&self) -> &Visit {
        &self.visit
    }

    /// What it sent and nobody has taken yet.
    pub(super) fn unread(&self) -> &[u8] {
        &self.unread
    }

    /// Takes the first bytes of [`Self::unread`].
    pub(super) fn take(&mut self, count: usize) -> Vec<u8> {
        let rest = self.unread.split_off(count.min(self.unread.len()));
        std::mem::replace(&mut self.unread, rest)
    }

    /// Takes all of [`Self::unread`].
    pub(super) fn take_all(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.unread)
    }

    /// Waits for further bytes.
    pub(super) async fn more(&mut self, idle: Duration) -> Came {
        let before = self.unread.len();
        self.unread.reserve(CHUNK);
        match timeout(idle, self.wire.read_buf(&mut self.unread)).await {
            Ok(Ok(0) | Err(_)) => Came::End,
            Ok(Ok(_)) => {
                self.visit.received(&self.unread[before..]);
                Came::Bytes
            }
            Err(_) => Came::Idle,
        }
    }

    /// Waits for a line of at most `limit` bytes.
    pub(super) async fn line(&mut self, limit: usize, idle: Duration) -> Heard {
        let mut skipping = false;
        let mut looked_at = 0;
        loop {
            if let Some(end) = self.unread[looked_at..]
                .iter()
                .position(|&byte| byte == b'\n')
            {
                let line = self.take(looked_at + end + 1);
                self.visit.client(&line);
                if skipping || line.len() > limit {
                    return Heard::TooLong;
                }
                return Heard::Line(line);
            }
            looked_at = self.unread.len();
            if looked_at > limit {
                self.unread.clear();
                (skipping, looked_at) = (true, 0);
            }
            match self.more(idle).await {
                Came::Bytes => {}
                Came::Idle => return Heard::Idle,
                Came::End => return Heard::End,
            }
        }
    }

    /// Sends.
    ///
    /// # Errors
    /// When the client is gone or does not read.
    pub(super) async fn say(&mut self, bytes: impl AsRef<[u8]>) -> io::Result<()> {
        self.visit.server(bytes.as_ref());
        self.send(bytes.as_ref()).await
    }

    /// Sends without a line in the log.
    pub(super) async fn send(&mut self, bytes: &[u8]) -> io::Result<()> {
        timeout(WRITE_LIMIT, async {
            self.wire.write_all(bytes).await?;
            self.wire.flush().await
        })
        .await?
    }

    /// Sends, however long the client leaves it unread.
    pub(super) async fn send_patiently(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.wire.write_all(bytes).await?;
        self.wire.flush().await
    }

    /// Shakes hands for TLS; `None` where the client does not. What it sent before is thrown away: it may be anybody's (RFC 3207 4.2).
    pub(super) async fn secured(self, host: &str) -> Option<Self> {
        let Ok(wire) = serve_tls(self.wire, host).await else {
            self.visit.note("no TLS came about");
            return None;
        };
        self.visit.note("TLS from here on");
        Some(Self {
            wire: Box::new(wire),
            unread: Vec::new(),
            visit: self.visit,
        })
    }

    /// Closes the server's side first: the client gets everything that was said, then the end.
    pub(super) async fn farewell(mut self) {
        self.visit.note("closed by the server");
        if self.wire.shutdown().await.is_err() {
            return;
        }
        let until = Instant::now() + LINGER;
        let mut left = LINGER_BYTES;
        while left > 0 {
            match timeout_at(until, self.more(LINGER)).await {
                Ok(Came::Bytes) => left = left.saturating_sub(self.take_all().len()),
                Ok(Came::Idle | Came::End) | Err(_) => return,
            }
        }
    }

    /// Closes with a reset.
    pub(super) fn reset(self) {
        self.visit.note("reset by the server");
        self.wire.reset_on_close();
    }

    /// The client has closed.
    pub(super) fn gone(self) {
        self.visit.note("closed by the client");
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokio::io::AsyncWriteExt;

    use super::*;
    use crate::lab::testing::{in_memory, rest_of};
    use crate::model::Service;

    const IDLE: Duration = Duration::from_secs(9);

    /// The lines of at most 8 bytes that a server hears of these chunks, up to the end.
    async fn heard(chunks: impl Iterator<Item = &[u8]>) -> Vec<Heard> {
        let mut memory = in_memory(7, Service::Echo);
        let sending = async {
            for chunk in chunks {
                memory.client.write_all(chunk).await.unwrap();
                tokio::task::yield_now().await;
            }
            drop(memory.client);
        };
        let hearing = async {
            let mut lines = Vec::new();
            while lines.last() != Some(&Heard::End) {
                lines.push(memory.peer.line(8, IDLE).await);
            }
            lines
        };
        tokio::join!(sending, hearing).1
    }

    #[tokio::test]
    async fn a_line_has_a_limit_and_the_next_one_is_heard() {
        let got = heard([b"1234567\n12345678\nab\ncd".as_slice()].into_iter()).await;
        let line = |text: &str| Heard::Line(text.into());
        assert_eq!(
            got,
            [line("1234567\n"), Heard::TooLong, line("ab\n"), Heard::End]
        );
    }

    #[tokio::test(start_paused = true)]
    async fn who_says_nothing_is_idle() {
        let mut memory = in_memory(7, Service::Echo);
        memory.client.write_all(b"abc").await.unwrap();
        assert_eq!(memory.peer.line(8, IDLE).await, Heard::Idle);
        assert_eq!(memory.peer.take_all(), b"abc");
    }

    #[tokio::test(start_paused = true)]
    async fn who_does_not_read_is_given_up() {
        let mut memory = in_memory(7, Service::Echo);
        let error = memory
            .peer
            .say(vec![b'x'; 4 * 1024 * 1024])
            .await
            .unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::TimedOut);
        drop(memory.client);
    }

    #[tokio::test(start_paused = true)]
    async fn a_farewell_waits_only_so_long_for_who_stays() {
        let mut memory = in_memory(7, Service::Echo);
        memory.client.write_all(b"still here").await.unwrap();
        memory.peer.say("bye").await.unwrap();
        memory.peer.farewell().await;
        assert_eq!(rest_of(&mut memory.client).await, "bye");
        assert_eq!(memory.witness.visits()[0].received, b"still here");
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn chunks_do_not_matter(text in "[ab\n]{0,60}", size in 1usize..9) {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
            let (whole, chunked) = runtime.block_on(async {
                let whole = heard(std::iter::once(text.as_bytes())).await;
                (whole, heard(text.as_bytes().chunks(size)).await)
            });
            prop_assert_eq!(chunked, whole);
        }
    }
}
