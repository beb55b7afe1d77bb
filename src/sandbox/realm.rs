//! A world of its own, as netcheck holds it: sockets and programs come out of it, and it ends when it is dropped.

use std::io;
use std::net::{TcpStream, UdpSocket};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::io::AsyncReadExt;
use tokio::net::UnixStream;

use crate::sandbox::control::{Answer, Control, Request};
use crate::sandbox::layout::{Door, Layout, Transport};
use crate::sandbox::terms::{COMMAND, Ended, OpenSocket, Program, Refusal, Step};

/// How long an answer may take: it takes a millisecond, and a machine may be very busy.
const PATIENCE: Duration = Duration::from_secs(20);
/// The most sockets that are asked for at once.
const SOCKETS: usize = 32;

/// A world that stands. Dropping it ends every program in it.
#[derive(Debug)]
pub struct Realm {
    line: Mutex<Line>,
    process: Mutex<Child>,
}

#[derive(Debug)]
struct Line {
    control: Control,
    /// Sockets that were asked for and not used yet, by family and transport.
    stock: [Stock; 4],
}

#[derive(Debug, Default)]
struct Stock {
    sockets: Vec<OwnedFd>,
    /// How many were asked for the last time.
    last: usize,
}

/// A program that runs in a world. Dropping it ends the program.
#[derive(Debug)]
pub struct Running {
    leash: UnixStream,
}

impl Running {
    /// Waits for its end.
    ///
    /// # Errors
    /// When its world has ended.
    pub async fn ended(&mut self) -> io::Result<Ended> {
        let mut bytes = [0; 5];
        self.leash.read_exact(&mut bytes).await?;
        Ended::of_bytes(bytes).ok_or_else(|| io::ErrorKind::InvalidData.into())
    }
}

impl Realm {
    /// Starts a process for the world and waits until it stands. Gives the sockets of its doors, in the layout's order. Blocks for some milliseconds.
    /// `program` is a netcheck, [`crate::sandbox::THIS_PROGRAM`] as a rule.
    ///
    /// # Errors
    /// The step that the system refuses.
    pub fn start(program: &Path, layout: &Layout) -> Result<(Self, Vec<OpenSocket>), Refusal> {
        let failed = |error: io::Error| Refusal::new(Step::Process, &error);
        let (control, end) = Control::pair().map_err(failed)?;
        let seconds = rustix::net::sockopt::Timeout::Recv;
        rustix::net::sockopt::set_socket_timeout(&control, seconds, Some(PATIENCE))
            .map_err(|error| failed(error.into()))?;
        let child = Command::new(program)
            .arg(COMMAND)
            .env_clear()
            .current_dir("/")
            .stdin(end)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(failed)?;
        let realm = Self {
            line: Mutex::new(Line {
                control,
                stock: Default::default(),
            }),
            process: Mutex::new(child),
        };
        let doors = realm.stands(layout)?;
        let opened = |(door, socket): (&Door, OwnedFd)| match door.transport {
            Transport::Tcp => OpenSocket::Listener(socket.into()),
            Transport::Udp => OpenSocket::Datagrams(socket.into()),
        };
        let doors = layout.doors.iter().zip(doors).map(opened).collect();
        Ok((realm, doors))
    }

    fn stands(&self, layout: &Layout) -> Result<Vec<OwnedFd>, Refusal> {
        let failed = |error: io::Error| Refusal::new(Step::Process, &error);
        let line = self.line();
        line.control.send(layout, &[]).map_err(failed)?;
        let mut doors = Vec::new();
        loop {
            let (answer, some) = line.control.take::<Answer>().map_err(failed)?;
            doors.extend(some);
            match answer {
                Answer::Doors => {}
                Answer::Ready => return Ok(doors),
                Answer::Refused(refusal) => return Err(refusal),
                Answer::Done | Answer::Failed { .. } => {
                    return Err(failed(io::ErrorKind::InvalidData.into()));
                }
            }
        }
    }

    /// A socket of the student's computer for a connection that is still to be made; not blocking.
    ///
    /// # Errors
    /// As socket(2); when the world has ended.
    pub fn connection(&self, ipv6: bool) -> io::Result<TcpStream> {
        self.socket(ipv6, Transport::Tcp).map(TcpStream::from)
    }

    /// A socket of the student's computer for datagrams, bound to nothing; not blocking.
    ///
    /// # Errors
    /// As [`Realm::connection`].
    pub fn datagrams(&self, ipv6: bool) -> io::Result<UdpSocket> {
        self.socket(ipv6, Transport::Udp).map(UdpSocket::from)
    }

    fn socket(&self, ipv6: bool, transport: Transport) -> io::Result<OwnedFd> {
        let mut line = self.line();
        let kind = usize::from(ipv6) * 2 + usize::from(transport == Transport::Udp);
        if let Some(socket) = line.stock[kind].sockets.pop() {
            return Ok(socket);
        }
        // Who asks often is given more at a time.
        let count = (2 * line.stock[kind].last).clamp(1, SOCKETS);
        let request = Request::Sockets {
            ipv6,
            transport,
            count,
        };
        let sockets = line.ask(&request, &[])?;
        line.stock[kind].last = count;
        line.stock[kind].sockets = sockets;
        let socket = line.stock[kind].sockets.pop();
        socket.ok_or_else(|| io::ErrorKind::InvalidData.into())
    }

    /// Starts a program on the student's computer, with these descriptors as its input, output and errors. Needs a runtime.
    ///
    /// # Errors
    /// When it does not start, or the world has ended.
    pub fn spawn(&self, program: Program, stdio: [BorrowedFd<'_>; 3]) -> io::Result<Running> {
        self.run(&Request::Spawn(program), stdio)
    }

    /// Starts the keeper of a cell on the student's computer; as [`Realm::spawn`].
    ///
    /// # Errors
    /// As [`Realm::spawn`].
    pub(super) fn keeper(&self, stdio: [BorrowedFd<'_>; 3]) -> io::Result<Running> {
        self.run(&Request::Cell, stdio)
    }

    fn run(&self, request: &Request, stdio: [BorrowedFd<'_>; 3]) -> io::Result<Running> {
        let (leash, end) = UnixStream::pair()?;
        let end = OwnedFd::from(end.into_std()?);
        let [input, output, errors] = stdio;
        let with = [input, output, errors, end.as_fd()];
        self.line().ask(request, &with)?;
        Ok(Running { leash })
    }

    fn line(&self) -> MutexGuard<'_, Line> {
        self.line.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Line {
    fn ask(&self, request: &Request, with: &[BorrowedFd<'_>]) -> io::Result<Vec<OwnedFd>> {
        self.control.send(request, with)?;
        match self.control.take::<Answer>()? {
            (Answer::Done, sockets) => Ok(sockets),
            (Answer::Failed { number, .. }, _) if number != 0 => {
                Err(io::Error::from_raw_os_error(number))
            }
            (Answer::Failed { error, .. }, _) => Err(io::Error::other(error)),
            (Answer::Doors | Answer::Ready | Answer::Refused(_), _) => {
                Err(io::ErrorKind::InvalidData.into())
            }
        }
    }
}

impl Drop for Realm {
    fn drop(&mut self) {
        let process = self
            .process
            .get_mut()
            .unwrap_or_else(PoisonError::into_inner);
        // Its first process dies with it, and everything else with that one. It may be gone already.
        let _ = process.kill();
        let _ = process.wait();
    }
}
