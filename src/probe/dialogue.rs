//! What probes that talk over a connection share: sending, reading, and who ended it.

use std::io;
use std::net::IpAddr;
use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::model::{Base, Declared, Fault, Type};
use crate::net::{Connection, Failure, Host, Secured, Trust, failure_of, secure, tls_version};

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
    wire: Wire,
    address: IpAddr,
    local: Option<IpAddr>,
}

/// What a line goes over.
enum Wire {
    Plain(TcpStream),
    Secured(Box<Secured>),
    /// It was cut off as soon as it was open, or no TLS came about.
    Gone,
}

/// How long to listen on when everything that was waited for has come: most servers that end a connection do so at once.
pub(super) const PARTING: Duration = Duration::from_millis(10);

/// How much is read at once.
const PIECE: usize = 16 * 1024;

impl Line {
    /// The line of a connection.
    pub(super) fn new(connection: Connection) -> Self {
        Self {
            wire: Wire::Plain(connection.stream),
            address: connection.address,
            local: Some(connection.local.ip()),
        }
    }

    /// A line that the peer at this address broke off as soon as it was open.
    pub(super) fn cut_off(address: IpAddr) -> Self {
        Self {
            wire: Wire::Gone,
            address,
            local: None,
        }
    }

    /// The peer's address, as the world has it.
    pub(super) fn address(&self) -> IpAddr {
        self.address
    }

    /// This machine's address on it, while it lasts.
    pub(super) fn local(&self) -> Option<IpAddr> {
        self.local
    }

    /// Puts TLS on it; gives its version. Where it does not come about the line is gone, and the error says why.
    pub(super) async fn secure(
        &mut self,
        host: &Host,
        trust: Trust,
    ) -> Result<&'static str, io::Error> {
        let Wire::Plain(stream) = std::mem::replace(&mut self.wire, Wire::Gone) else {
            return Err(io::ErrorKind::NotConnected.into());
        };
        let secured = secure(stream, host, self.address, trust).await?;
        let version = tls_version(&secured);
        self.wire = Wire::Secured(Box::new(secured));
        Ok(version)
    }

    /// Sends all of it. A peer that no longer takes it has ended the connection.
    pub(super) async fn send(&mut self, bytes: &[u8]) -> Result<Option<ClosedBy>, Fault> {
        let written = match &mut self.wire {
            Wire::Plain(stream) => stream.write_all(bytes).await,
            Wire::Secured(stream) => match stream.write_all(bytes).await {
                Ok(()) => stream.flush().await,
                error => error,
            },
            Wire::Gone => return Ok(Some(ClosedBy::Reset)),
        };
        match written {
            Ok(()) => Ok(None),
            Err(error) => self.end(&error).map(Some),
        }
    }

    /// Waits for what comes next. Dropping the future loses nothing.
    pub(super) async fn hear(&mut self, into: &mut Vec<u8>) -> Result<Heard, Fault> {
        into.reserve(PIECE);
        let read = match &mut self.wire {
            Wire::Plain(stream) => stream.read_buf(into).await,
            Wire::Secured(stream) => stream.read_buf(into).await,
            Wire::Gone => return Ok(Heard::End(ClosedBy::Reset)),
        };
        match read {
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
        match error.kind() {
            // The peer had closed it before, or closed without TLS's own farewell, as many do.
            io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof => return Ok(ClosedBy::Peer),
            // What came is no TLS, and nothing can be read on.
            io::ErrorKind::InvalidData => return Ok(ClosedBy::Us),
            _ => {}
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
