//! A terminal of a program's own (pty(7)), and somebody who types at it.

use std::io;
use std::os::fd::OwnedFd;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use rustix::fs::{Mode, OFlags};
use rustix::io::Errno;
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{
    LocalModes, OptionalActions, OutputModes, Winsize, tcgetattr, tcsetattr, tcsetwinsize,
};
use tokio::io::unix::{AsyncFd, AsyncFdReadyGuard};
use tokio::io::{AsyncRead, ReadBuf};
use tokio::net::unix::pipe::Receiver;

use crate::sandbox::sys;

/// The size of the terminal: what the first ones had.
const SIZE: Winsize = Winsize {
    ws_row: 24,
    ws_col: 80,
    ws_xpixel: 0,
    ws_ypixel: 0,
};

/// What a program prints.
#[derive(Debug)]
pub enum Output {
    /// Through a pipe.
    Pipe(Receiver),
    /// At its terminal.
    Terminal(Terminal),
}

/// The near end of a program's terminal. What is to be typed there is typed while it is read.
#[derive(Debug)]
pub struct Terminal {
    near: AsyncFd<OwnedFd>,
    typed: Vec<u8>,
}

impl Terminal {
    /// A terminal at which this will be typed, with its far end, which is the program's. What is typed is not shown and interrupts nothing, and
    /// lines are not changed: what is read is what the program prints. Needs a runtime.
    ///
    /// # Errors
    /// When the system gives no terminals.
    pub(super) fn typing(text: &str) -> io::Result<(Self, OwnedFd)> {
        let near = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC)?;
        grantpt(&near)?;
        unlockpt(&near)?;
        let flags = OFlags::RDWR | OFlags::NOCTTY | OFlags::CLOEXEC;
        let far = rustix::fs::open(ptsname(&near, Vec::new())?, flags, Mode::empty())?;
        let mut modes = tcgetattr(&far)?;
        // Whom a typed interrupt would reach depends on how far the program has come.
        modes
            .local_modes
            .remove(LocalModes::ECHO | LocalModes::ISIG);
        modes.output_modes.remove(OutputModes::OPOST);
        tcsetattr(&far, OptionalActions::Now, &modes)?;
        tcsetwinsize(&far, SIZE)?;
        rustix::io::ioctl_fionbio(&near, true)?;
        let terminal = Self {
            near: sys::watched(near)?,
            typed: text.as_bytes().to_vec(),
        };
        Ok((terminal, far))
    }

    /// Types what the terminal takes now.
    fn poll_type(&mut self, context: &mut Context<'_>) -> io::Result<()> {
        while !self.typed.is_empty() {
            let Poll::Ready(guard) = self.near.poll_write_ready(context) else {
                return Ok(());
            };
            let typed = &self.typed;
            if let Some(length) = attempt(guard?, |near| Ok(rustix::io::write(near, typed)?)) {
                self.typed.drain(..length?);
            }
        }
        Ok(())
    }
}

/// Tries something; `None` when the terminal is not ready for it after all.
fn attempt<T>(
    mut guard: AsyncFdReadyGuard<'_, OwnedFd>,
    act: impl FnOnce(&OwnedFd) -> io::Result<T>,
) -> Option<io::Result<T>> {
    guard.try_io(|near| act(near.get_ref())).ok()
}

impl AsyncRead for Terminal {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.poll_type(context)?;
        loop {
            let guard = ready!(self.near.poll_read_ready(context))?;
            let read = attempt(guard, |near| {
                Ok(rustix::io::read(near, into.initialize_unfilled())?)
            });
            match read {
                Some(Ok(length)) => {
                    into.advance(length);
                    return Poll::Ready(Ok(()));
                }
                // Nobody has the far end any more.
                Some(Err(error)) if Errno::from_io_error(&error) == Some(Errno::IO) => {
                    return Poll::Ready(Ok(()));
                }
                Some(Err(error)) => return Poll::Ready(Err(error)),
                None => {}
            }
        }
    }
}

impl AsyncRead for Output {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        into: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Pipe(pipe) => Pin::new(pipe).poll_read(context, into),
            Self::Terminal(terminal) => Pin::new(terminal).poll_read(context, into),
        }
    }
}
