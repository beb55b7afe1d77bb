//! What netcheck and the process of a world say to each other: messages over a socket pair, with descriptors.

use std::io::{self, IoSlice, IoSliceMut};
use std::mem::MaybeUninit;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use rustix::net::{
    AddressFamily, RecvAncillaryBuffer, RecvAncillaryMessage, RecvFlags, SendAncillaryBuffer,
    SendAncillaryMessage, SendFlags, SocketFlags, SocketType,
};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::sandbox::layout::Transport;
use crate::sandbox::terms::{Program, Refusal};

/// The most bytes of one message; what is longer goes in parts.
const PART: usize = 32 * 1024;
/// The most descriptors of one message (unix(7) allows 253).
pub(super) const DESCRIPTORS: usize = 128;

/// One end of the line.
#[derive(Debug)]
pub(super) struct Control(OwnedFd);

/// What netcheck asks of a world that stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Request {
    /// Sockets of the student's computer.
    Sockets {
        ipv6: bool,
        transport: Transport,
        count: usize,
    },
    /// A program on the student's computer; comes with its input, its output, its errors and its leash.
    Spawn(Program),
    /// The keeper of a cell there; comes with the same.
    Cell,
}

/// What a world answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Answer {
    /// Sockets for the doors of the layout come with this, in their order; more may follow.
    Doors,
    /// It stands.
    Ready,
    /// It cannot be built.
    Refused(Refusal),
    /// It is done; what was asked for comes with this.
    Done,
    /// It could not be done: the number of the error, 0 when there is none.
    Failed { number: i32, error: String },
}

impl Control {
    /// A line, its two ends.
    ///
    /// # Errors
    /// As socketpair(2).
    pub(super) fn pair() -> io::Result<(Self, OwnedFd)> {
        let (near, far) = rustix::net::socketpair(
            AddressFamily::UNIX,
            SocketType::SEQPACKET,
            SocketFlags::CLOEXEC,
            None,
        )?;
        Ok((Self(near), far))
    }

    /// The end that a process was given.
    pub(super) fn of(end: OwnedFd) -> Self {
        Self(end)
    }

    /// Sends a message of any length, descriptors with its last part.
    ///
    /// # Errors
    /// When the other end is closed.
    pub(super) fn send(&self, message: &impl Serialize, with: &[BorrowedFd<'_>]) -> io::Result<()> {
        let bytes = serde_json::to_vec(message)?;
        let mut parts = bytes.chunks(PART).peekable();
        while let Some(part) = parts.next() {
            let last = parts.peek().is_none();
            let with = if last { with } else { &[] };
            self.send_part(part, last, with)?;
        }
        Ok(())
    }

    fn send_part(&self, part: &[u8], last: bool, with: &[BorrowedFd<'_>]) -> io::Result<()> {
        let mut space = vec![MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(DESCRIPTORS))];
        let mut control = SendAncillaryBuffer::new(&mut space);
        if !with.is_empty() && !control.push(SendAncillaryMessage::ScmRights(with)) {
            return Err(io::Error::other("too many descriptors for one message"));
        }
        let head = [u8::from(last)];
        let message = [IoSlice::new(&head), IoSlice::new(part)];
        rustix::net::sendmsg(&self.0, &message, &mut control, SendFlags::NOSIGNAL)?;
        Ok(())
    }

    /// Takes the next message and its descriptors.
    ///
    /// # Errors
    /// [`io::ErrorKind::UnexpectedEof`] when the other end is closed; when the message makes no sense.
    pub(super) fn take<T: DeserializeOwned>(&self) -> io::Result<(T, Vec<OwnedFd>)> {
        let mut bytes = Vec::new();
        let mut descriptors = Vec::new();
        loop {
            let mut part = vec![0; PART + 1];
            let length = self.take_part(&mut part, &mut descriptors)?;
            let Some((last, rest)) = part[..length].split_first() else {
                return Err(io::ErrorKind::UnexpectedEof.into());
            };
            bytes.extend_from_slice(rest);
            if *last == 1 {
                break;
            }
        }
        Ok((serde_json::from_slice(&bytes)?, descriptors))
    }

    fn take_part(&self, part: &mut [u8], descriptors: &mut Vec<OwnedFd>) -> io::Result<usize> {
        let mut space = vec![MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(DESCRIPTORS))];
        let mut control = RecvAncillaryBuffer::new(&mut space);
        let mut into = [IoSliceMut::new(part)];
        let flags = RecvFlags::CMSG_CLOEXEC;
        let got = rustix::io::retry_on_intr(|| {
            rustix::net::recvmsg(&self.0, &mut into, &mut control, flags)
        })?;
        for message in control.drain() {
            if let RecvAncillaryMessage::ScmRights(sent) = message {
                descriptors.extend(sent);
            }
        }
        Ok(got.bytes)
    }
}

impl AsFd for Control {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
