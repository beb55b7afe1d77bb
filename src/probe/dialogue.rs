//! What probes that talk over a connection share: sending, reading, and who ended it.

use std::io;
use std::net::IpAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::model::{Base, Declared, Fault, Type};
use crate::net::{Connection, Failure, failure_of};

/// How a connection ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ClosedBy {
    /// The peer closed it.
    Peer,
    /// netcheck closed it, as it was told to.
    Us,
    /// The peer broke it off.
    Reset,
    /// It was open when the dialogue was over.
    Nobody,
}

impl ClosedBy {
    /// What became of a connection that ended so and on which so many bytes came: a reset before the first one came at once.
    pub(super) fn result(self, heard: usize) -> &'static str {
        match (self, heard) {
            (Self::Reset, 0) => "reset",
            (Self::Reset | Self::Peer | Self::Us | Self::Nobody, _) => "open",
        }
    }

    /// The word for it.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Peer => "peer",
            Self::Us => "us",
            Self::Reset => "reset",
            Self::Nobody => "nobody",
        }
    }

    /// What is kept of it as evidence.
    pub(super) fn event(self) -> &'static str {
        match self {
            Self::Peer => "closed by the peer",
            Self::Us => "closed by netcheck",
            Self::Reset => "reset by the peer",
            Self::Nobody => "the network says that the peer is gone",
        }
    }
}

/// The fact that says it.
pub(super) const CLOSED_BY: Declared = Declared::new(
    "closed-by",
    Type::one(Base::Word(&["peer", "us", "reset", "nobody"])),
    "who ended the connection as far as the dialogue went; absent when it did not open",
);

/// Lines as somebody types them: each one ended by `end`, the last one too.
pub(super) fn typed(text: &str, end: &str) -> String {
    let text = text.strip_suffix('\n').unwrap_or(text);
    text.split('\n')
        .flat_map(|line| [line.strip_suffix('\r').unwrap_or(line), end])
        .collect()
}

/// What came of waiting for the peer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Heard {
    /// So many bytes, now at the end of what was there.
    Bytes,
    /// The end.
    End(ClosedBy),
}

/// An open connection, with errors told apart from what the peer did.
pub(super) struct Line {
    /// None where it was cut off as soon as it was open.
    stream: Option<TcpStream>,
    address: IpAddr,
}

/// How long to listen on when everything that was waited for has come: most servers that end a connection do so at once.
pub(super) const PARTING: Duration = Duration::from_millis(10);

/// How much is read at once.
const PIECE: usize = 16 * 1024;

impl Line {
    /// The line of a connection.
    pub(super) fn new(connection: Connection) -> Self {
        Self {
            stream: Some(connection.stream),
            address: connection.address,
        }
    }

    /// A line that the peer at this address broke off as soon as it was open.
    pub(super) fn cut_off(address: IpAddr) -> Self {
        Self {
            stream: None,
            address,
        }
    }

    /// The peer's address, as the world has it.
    pub(super) fn address(&self) -> IpAddr {
        self.address
    }

    /// Sends all of it. A peer that no longer takes it has ended the connection.
    pub(super) async fn send(&mut self, bytes: &[u8]) -> Result<Option<ClosedBy>, Fault> {
        let Some(stream) = &mut self.stream else {
            return Ok(Some(ClosedBy::Reset));
        };
        match stream.write_all(bytes).await {
            Ok(()) => Ok(None),
            Err(error) => self.end(&error).map(Some),
        }
    }

    /// Waits for what comes next. Dropping the future loses nothing.
    pub(super) async fn hear(&mut self, into: &mut Vec<u8>) -> Result<Heard, Fault> {
        let Some(stream) = &mut self.stream else {
            return Ok(Heard::End(ClosedBy::Reset));
        };
        into.reserve(PIECE);
        match stream.read_buf(into).await {
            Ok(0) => Ok(Heard::End(ClosedBy::Peer)),
            Ok(_) => Ok(Heard::Bytes),
            Err(error) => self.end(&error).map(Heard::End),
        }
    }

    /// Listens on when all is said: for what else comes, and whether the peer ends the connection. Ends when it has, or is quiet for this long.
    pub(super) async fn listen_on(
        &mut self,
        quiet: Duration,
        into: &mut Vec<u8>,
    ) -> Result<Option<Heard>, Fault> {
        match tokio::time::timeout(quiet, self.hear(into)).await {
            Ok(heard) => heard.map(Some),
            Err(_) => Ok(None),
        }
    }

    fn end(&self, error: &io::Error) -> Result<ClosedBy, Fault> {
        // The peer had closed it before.
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Ok(ClosedBy::Peer);
        }
        Ok(match failure_of(self.address, error)? {
            Failure::Reset | Failure::Refused => ClosedBy::Reset,
            Failure::UnknownHost | Failure::Unreachable | Failure::Timeout => ClosedBy::Nobody,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::typed;

    #[test]
    fn every_line_typed_has_its_end() {
        for (text, want) in [
            ("hi", "hi|"),
            ("", "|"),
            ("a\nb\n", "a|b|"),
            ("a\r\n\r\n", "a||"),
        ] {
            assert_eq!(typed(text, "|"), want);
        }
    }
}
