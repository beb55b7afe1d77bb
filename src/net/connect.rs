//! TCP connections: every address of a name in turn, and what it means when none opens.

use std::future::{Future, pending, poll_fn};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

use tokio::net::TcpStream;

use crate::model::Fault;
use crate::net::route::Route;
use crate::net::{Host, Internet, Target};
use crate::wire::dns::Status;

/// How long one address may be silent before the next is tried beside it (RFC 8305 section 5).
pub const NEXT_ADDRESS_AFTER: Duration = Duration::from_millis(250);

/// The most addresses of one name that are tried.
pub const ADDRESS_LIMIT: usize = 32;

/// What became of connecting.
#[derive(Debug)]
pub enum Connected {
    /// It is open.
    Open(Connection),
    /// No address of the host gave a connection.
    Failed(Failed),
}

/// An open connection.
#[derive(Debug)]
pub struct Connection {
    /// The connection.
    pub stream: TcpStream,
    /// The address that was reached, as the world has it.
    pub address: IpAddr,
    /// This machine's end.
    pub local: SocketAddr,
}

/// A connection that did not open.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failed {
    /// How.
    pub failure: Failure,
    /// The address whose failure this is; none when the name has none.
    pub address: Option<IpAddr>,
    /// What the system or the name's server said.
    pub error: Option<String>,
}

/// How a connection did not open. The later a variant, the further the attempt got: of several addresses, the one that got furthest counts,
/// the first tried among equals. So a host that refuses at one address and is silent at another refuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Failure {
    /// The name has no address.
    UnknownHost,
    /// The network says that there is no way.
    Unreachable,
    /// No answer in time.
    Timeout,
    /// Nobody listens there.
    Refused,
    /// It was cut off as soon as it was open.
    Reset,
}

impl Failure {
    /// The word that specs and reports use.
    pub fn word(self) -> &'static str {
        match self {
            Self::UnknownHost => "unknown-host",
            Self::Unreachable => "unreachable",
            Self::Timeout => "timeout",
            Self::Refused => "refused",
            Self::Reset => "reset",
        }
    }
}

/// The words for what becomes of connecting.
pub const RESULTS: &[&str] = &[
    "open",
    "refused",
    "timeout",
    "unreachable",
    "reset",
    "unknown-host",
];

/// Is told, before each wait, what eternal silence from now on would mean.
pub type Silent<'a> = &'a (dyn Fn(&Failed) + Send + Sync);

impl Internet {
    /// Connects as a client would: the name is looked up, its addresses are tried in their order, the next one as soon as one has failed or has been
    /// silent for [`NEXT_ADDRESS_AFTER`], and the first to open is taken. Silence lasts until the future is dropped.
    ///
    /// # Errors
    /// When the target must not be contacted, or this machine has no socket left.
    pub async fn connect(&self, to: &Target, silent: Silent<'_>) -> Result<Connected, Fault> {
        let addresses = match &to.host {
            Host::Address(address) => vec![*address],
            Host::Name(name) => {
                silent(&Failed::unknown(format!(
                    "nobody answered the question for the address of `{name}`"
                )));
                let found = self.find(&to.host).await?;
                if found.addresses.is_empty() {
                    return Ok(Connected::Failed(no_address(name, found.status)));
                }
                found.addresses
            }
        };
        let mut race = Race::new(self);
        for address in addresses.into_iter().take(ADDRESS_LIMIT) {
            let route = self.tcp_route((address, to.port))?;
            race.waiting.push((address, route));
        }
        race.waiting.reverse();
        race.run(silent).await
    }
}

impl Failed {
    /// No address, and why.
    pub fn unknown(error: String) -> Self {
        Self {
            failure: Failure::UnknownHost,
            address: None,
            error: Some(error),
        }
    }

    fn at(address: IpAddr, failure: Failure) -> Self {
        Self {
            failure,
            address: Some(address),
            error: None,
        }
    }
}

pub(super) fn no_address(name: &str, status: Status) -> Failed {
    Failed::unknown(format!("no address for `{name}`: {}", status.word()))
}

type Dialing<'a> = Pin<Box<dyn Future<Output = io::Result<TcpStream>> + Send + 'a>>;

/// The addresses of one host, on their way.
struct Race<'a> {
    internet: &'a Internet,
    /// Not tried yet, the next one last.
    waiting: Vec<(IpAddr, Route)>,
    running: Vec<(IpAddr, Dialing<'a>)>,
    furthest: Option<Failed>,
}

impl<'a> Race<'a> {
    fn new(internet: &'a Internet) -> Self {
        Self {
            internet,
            waiting: Vec::new(),
            running: Vec::new(),
            furthest: None,
        }
    }

    async fn run(mut self, silent: Silent<'_>) -> Result<Connected, Fault> {
        loop {
            let started = self.start_next();
            if self.running.is_empty() && self.waiting.is_empty() {
                let failed = self.furthest.take();
                return Ok(Connected::Failed(failed.unwrap_or_else(|| {
                    Failed::unknown("the name has no address".to_owned())
                })));
            }
            if !started {
                continue;
            }
            silent(&self.if_silent());
            if let Some((address, ended)) = self.next_end().await {
                match ended.and_then(|stream| Ok((stream.local_addr()?, stream))) {
                    Ok((local, stream)) => {
                        return Ok(Connected::Open(Connection {
                            stream,
                            address,
                            local,
                        }));
                    }
                    Err(error) => self.note(address, &error)?,
                }
            }
        }
    }

    /// Starts the next address; false when it failed at once.
    fn start_next(&mut self) -> bool {
        let Some((address, route)) = self.waiting.pop() else {
            return true;
        };
        let dialing: Dialing<'_> = match route {
            Route::To(socket) | Route::Refused(socket) => Box::pin(self.internet.dial(socket)),
            Route::Silent => Box::pin(pending()),
            Route::Unreachable => {
                self.keep(Failed::at(address, Failure::Unreachable));
                return false;
            }
        };
        self.running.push((address, dialing));
        true
    }

    /// The next address that opens or fails; none when it is time to start another.
    async fn next_end(&mut self) -> Option<(IpAddr, io::Result<TcpStream>)> {
        let more = !self.waiting.is_empty();
        let running = &mut self.running;
        let ends = poll_fn(move |cx| {
            for at in 0..running.len() {
                if let Poll::Ready(ended) = running[at].1.as_mut().poll(cx) {
                    let (address, _) = running.remove(at);
                    return Poll::Ready((address, ended));
                }
            }
            Poll::Pending
        });
        if more {
            tokio::time::timeout(NEXT_ADDRESS_AFTER, ends).await.ok()
        } else {
            Some(ends.await)
        }
    }

    fn note(&mut self, address: IpAddr, error: &io::Error) -> Result<(), Fault> {
        let failure = failure_of(address, error)?;
        self.keep(Failed {
            error: Some(error.to_string()),
            ..Failed::at(address, failure)
        });
        Ok(())
    }

    fn keep(&mut self, failed: Failed) {
        let further = |known: &Failed| failed.failure > known.failure;
        if self.furthest.as_ref().is_none_or(further) {
            self.furthest = Some(failed);
        }
    }

    fn if_silent(&self) -> Failed {
        let furthest = self.furthest.as_ref();
        match (self.running.first(), furthest) {
            (Some(_), Some(known)) if known.failure > Failure::Timeout => known.clone(),
            (Some((address, _)), _) => Failed::at(*address, Failure::Timeout),
            (None, known) => known
                .cloned()
                .unwrap_or_else(|| Failed::unknown("the name has no address".to_owned())),
        }
    }
}

/// What an error says about the peer.
///
/// # Errors
/// What it says about this machine is a fault.
pub fn failure_of(address: IpAddr, error: &io::Error) -> Result<Failure, Fault> {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => Ok(Failure::Refused),
        io::ErrorKind::ConnectionReset
        | io::ErrorKind::ConnectionAborted
        | io::ErrorKind::BrokenPipe
        | io::ErrorKind::NotConnected => Ok(Failure::Reset),
        io::ErrorKind::TimedOut => Ok(Failure::Timeout),
        io::ErrorKind::HostUnreachable
        | io::ErrorKind::NetworkUnreachable
        | io::ErrorKind::NetworkDown => Ok(Failure::Unreachable),
        // A machine without IPv6 has no end for such a connection; with IPv4 it would mean that all ports are in use.
        _ if address.is_ipv6() && lacks_ipv6(error) => Ok(Failure::Unreachable),
        // Everything else is about this machine: no descriptors left, no memory, a rule against it.
        _ => Err(Fault::System {
            doing: format!("opening a connection to {address}"),
            error: error.to_string(),
        }),
    }
}

fn lacks_ipv6(error: &io::Error) -> bool {
    #[cfg(unix)]
    let unsupported = rustix::io::Errno::AFNOSUPPORT.raw_os_error();
    // WSAEAFNOSUPPORT
    #[cfg(not(unix))]
    let unsupported = 10047;
    error.kind() == io::ErrorKind::AddrNotAvailable || error.raw_os_error() == Some(unsupported)
}

#[cfg(test)]
mod tests;
