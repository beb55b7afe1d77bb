//! Opening the doors of a lab: a socket of this machine for each port of the world.

use std::collections::BTreeMap;
use std::io;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use tokio::net::{TcpListener, TcpSocket, TcpStream, UdpSocket};

use crate::model::{Service, World};
use crate::sandbox::{OpenSocket, Transport};

use super::Ports;

/// How often a free port is looked for that TCP and UDP both have.
const TRIES: usize = 32;
/// The ports that people type.
const FIXED: [(Kind, u16); 6] = [
    (Kind::Smtp, 2525),
    (Kind::Http, 8080),
    (Kind::Refused, 8081),
    (Kind::Pop3, 2110),
    (Kind::Ssh, 2222),
    (Kind::Dns, 5300),
];

/// What has a fixed port.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Smtp,
    Http,
    Refused,
    Pop3,
    Ssh,
    Dns,
}

/// A fixed port that was taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Replaced {
    /// What should have been there: `www.usfca.edu:80`, or `the refused port`.
    pub place: String,
    /// The fixed port.
    pub wanted: u16,
    /// The free one that was taken instead.
    pub got: u16,
}

/// Sockets that are open already, at the world's own addresses and ports.
pub type Opened = BTreeMap<(IpAddr, u16, Transport), OpenSocket>;

/// Opens sockets, and knows which fixed ports are still to be had.
pub(super) struct Doors {
    fixed: Vec<(Kind, u16)>,
    replaced: Vec<Replaced>,
    /// Where the world has addresses of its own: its sockets.
    opened: Option<Opened>,
}

impl Doors {
    pub(super) fn new(ports: Ports) -> Self {
        let fixed = match ports {
            Ports::Free => Vec::new(),
            Ports::Fixed => FIXED.to_vec(),
        };
        Self {
            fixed,
            replaced: Vec::new(),
            opened: None,
        }
    }

    /// Those that are open already.
    pub(super) fn of(opened: Opened) -> Self {
        Self {
            fixed: Vec::new(),
            replaced: Vec::new(),
            opened: Some(opened),
        }
    }

    fn listener_at(opened: &mut Opened, at: (IpAddr, u16), place: &str) -> io::Result<TcpListener> {
        match opened.remove(&(at.0, at.1, Transport::Tcp)) {
            Some(OpenSocket::Listener(listener)) => {
                listener.set_nonblocking(true)?;
                TcpListener::from_std(listener)
            }
            Some(OpenSocket::Datagrams(_)) | None => Err(not_opened(place)),
        }
    }

    fn datagrams_at(opened: &mut Opened, at: (IpAddr, u16), place: &str) -> io::Result<UdpSocket> {
        match opened.remove(&(at.0, at.1, Transport::Udp)) {
            Some(OpenSocket::Datagrams(socket)) => {
                socket.set_nonblocking(true)?;
                UdpSocket::from_std(socket)
            }
            Some(OpenSocket::Listener(_)) | None => Err(not_opened(place)),
        }
    }

    /// The fixed ports that were taken.
    pub(super) fn replaced(self) -> Vec<Replaced> {
        self.replaced
    }

    /// A listener for a service.
    pub(super) async fn listener(
        &mut self,
        service: &Service,
        at: (IpAddr, u16),
        place: &str,
    ) -> io::Result<TcpListener> {
        if let Some(opened) = &mut self.opened {
            return Self::listener_at(opened, at, place);
        }
        if let Some(wanted) = kind_of(service).and_then(|kind| self.fixed_for(kind)) {
            match TcpListener::bind(local(wanted)).await {
                Ok(listener) => return Ok(listener),
                Err(_) => return self.instead(wanted, place, TcpListener::bind(local(0)).await),
            }
        }
        TcpListener::bind(local(0))
            .await
            .map_err(|error| about(&error, place))
    }

    /// A listener and a UDP socket with the same port, as programs expect of a DNS server.
    pub(super) async fn pair(
        &mut self,
        service: &Service,
        at: (IpAddr, u16),
        place: &str,
    ) -> io::Result<(TcpListener, UdpSocket)> {
        if let Some(opened) = &mut self.opened {
            let listener = Self::listener_at(opened, at, place)?;
            return Ok((listener, Self::datagrams_at(opened, at, place)?));
        }
        if let Some(wanted) = kind_of(service).and_then(|kind| self.fixed_for(kind)) {
            match pair_at(wanted).await {
                Ok(pair) => return Ok(pair),
                Err(_) => return self.instead(wanted, place, free_pair().await),
            }
        }
        free_pair().await.map_err(|error| about(&error, place))
    }

    /// A port that is held and at which nobody listens.
    pub(super) async fn closed(&mut self) -> io::Result<(TcpSocket, SocketAddr)> {
        let place = "the refused port";
        let held = match self
            .fixed_for(Kind::Refused)
            .map(|wanted| (wanted, hold(wanted)))
        {
            Some((_, Ok(held))) => held,
            Some((wanted, Err(_))) => self.instead(wanted, place, hold(0))?,
            None => hold(0).map_err(|error| about(&error, place))?,
        };
        let at = held.local_addr()?;
        prove_closed(at).await?;
        Ok((held, at))
    }

    /// The fixed port of a kind, once.
    fn fixed_for(&mut self, kind: Kind) -> Option<u16> {
        let at = self.fixed.iter().position(|&(fixed, _)| fixed == kind)?;
        Some(self.fixed.swap_remove(at).1)
    }

    /// Writes down that a fixed port was replaced.
    fn instead<S: Local>(
        &mut self,
        wanted: u16,
        place: &str,
        free: io::Result<S>,
    ) -> io::Result<S> {
        let free = free.map_err(|error| about(&error, place))?;
        self.replaced.push(Replaced {
            place: place.to_owned(),
            wanted,
            got: free.port()?,
        });
        Ok(free)
    }
}

fn not_opened(place: &str) -> io::Error {
    io::Error::other(format!("no socket was opened for {place}"))
}

fn kind_of(service: &Service) -> Option<Kind> {
    match service {
        Service::Smtp => Some(Kind::Smtp),
        Service::Http { .. } => Some(Kind::Http),
        Service::Pop3 => Some(Kind::Pop3),
        Service::Ssh { .. } => Some(Kind::Ssh),
        Service::Dns => Some(Kind::Dns),
        Service::Echo
        | Service::Daytime
        | Service::Banner { .. }
        | Service::Silent
        | Service::Filtered
        | Service::Reset
        | Service::Faulty { .. } => None,
    }
}

/// What has a port of this machine.
trait Local {
    fn port(&self) -> io::Result<u16>;
}

impl Local for TcpListener {
    fn port(&self) -> io::Result<u16> {
        Ok(self.local_addr()?.port())
    }
}

impl Local for TcpSocket {
    fn port(&self) -> io::Result<u16> {
        Ok(self.local_addr()?.port())
    }
}

impl Local for (TcpListener, UdpSocket) {
    fn port(&self) -> io::Result<u16> {
        self.0.port()
    }
}

fn local(port: u16) -> SocketAddr {
    SocketAddr::from((Ipv4Addr::LOCALHOST, port))
}

async fn pair_at(port: u16) -> io::Result<(TcpListener, UdpSocket)> {
    let listener = TcpListener::bind(local(port)).await?;
    let datagrams = UdpSocket::bind(listener.local_addr()?).await?;
    Ok((listener, datagrams))
}

/// A free TCP port may be a taken UDP port: then the next one.
async fn free_pair() -> io::Result<(TcpListener, UdpSocket)> {
    let mut tried = pair_at(0).await;
    for _ in 1..TRIES {
        match tried {
            Err(error) if error.kind() == io::ErrorKind::AddrInUse => tried = pair_at(0).await,
            _ => break,
        }
    }
    tried
}

/// Takes a port without listening: the system itself refuses whoever connects, and nobody else can take it.
fn hold(port: u16) -> io::Result<TcpSocket> {
    let socket = TcpSocket::new_v4()?;
    socket.bind(local(port))?;
    Ok(socket)
}

async fn prove_closed(at: SocketAddr) -> io::Result<()> {
    match TcpStream::connect(at).await {
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused => Ok(()),
        Err(error) => Err(about(&error, &format!("the refused port {at}"))),
        Ok(_) => Err(io::Error::other(format!(
            "somebody answers at {at}, a port that is held closed"
        ))),
    }
}

/// The same error, saying for what the socket was.
fn about(error: &io::Error, place: &str) -> io::Error {
    io::Error::new(error.kind(), format!("no socket for {place}: {error}"))
}

/// The address at which the world's clients find their DNS server, of those that have one.
pub(super) fn resolver_of(world: &World) -> Option<(IpAddr, u16)> {
    let services = world.hosts.iter().flat_map(|host| {
        let of_address = |&at| {
            host.services
                .iter()
                .map(move |(&port, service)| (at, port, service))
        };
        host.addresses.iter().flat_map(of_address)
    });
    let mut named = services
        .clone()
        .filter(|(at, ..)| Some(*at) == world.resolver);
    let mut servers = services.filter(|(.., service)| **service == Service::Dns);
    match world.resolver {
        // Its DNS port even if the service there is a fault.
        Some(_) => named.find(|(_, port, _)| *port == 53),
        None => servers.next(),
    }
    .map(|(at, port, _)| (at, port))
}

#[cfg(test)]
mod tests {
    use super::*;

    const AT: (IpAddr, u16) = (IpAddr::V4(Ipv4Addr::LOCALHOST), 1);

    fn doors(kind: Kind, port: u16) -> Doors {
        Doors {
            fixed: vec![(kind, port)],
            replaced: Vec::new(),
            opened: None,
        }
    }

    /// A port that was free a moment ago.
    async fn some_port() -> u16 {
        let free = TcpListener::bind(local(0)).await.unwrap();
        free.port().unwrap()
    }

    #[tokio::test]
    async fn a_fixed_port_goes_to_the_first_service_of_its_kind() {
        loop {
            let port = some_port().await;
            let mut doors = doors(Kind::Smtp, port);
            let other = doors.listener(&Service::Echo, AT, "x:7").await.unwrap();
            let first = doors.listener(&Service::Smtp, AT, "x:25").await.unwrap();
            let second = doors.listener(&Service::Smtp, AT, "y:25").await.unwrap();
            // Somebody else may have taken it meanwhile: then once more.
            if doors.replaced().is_empty() {
                assert_eq!(first.port().unwrap(), port);
                assert_ne!(other.port().unwrap(), port);
                assert_ne!(second.port().unwrap(), port);
                return;
            }
        }
    }

    #[tokio::test]
    async fn a_taken_port_is_replaced_and_that_is_said() {
        let taken = TcpListener::bind(local(0)).await.unwrap();
        let wanted = taken.port().unwrap();
        let mut doors = doors(Kind::Dns, wanted);
        let pair = doors.pair(&Service::Dns, AT, "x:53").await.unwrap();
        let got = pair.port().unwrap();
        assert_eq!(pair.1.local_addr().unwrap().port(), got);
        let place = "x:53".to_owned();
        assert_eq!(doors.replaced(), [Replaced { place, wanted, got }]);
    }

    #[tokio::test]
    async fn the_refused_port_refuses_and_nobody_else_can_take_it() {
        let taken = TcpListener::bind(local(0)).await.unwrap();
        let mut doors = doors(Kind::Refused, taken.port().unwrap());
        let (_held, at) = doors.closed().await.unwrap();
        let refused = TcpStream::connect(at).await.unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::ConnectionRefused);
        let in_use = TcpListener::bind(at).await.unwrap_err();
        assert_eq!(in_use.kind(), io::ErrorKind::AddrInUse);
        assert_eq!(doors.replaced().len(), 1);
    }

    #[tokio::test]
    async fn an_answering_port_is_not_proved_closed() {
        let open = TcpListener::bind(local(0)).await.unwrap();
        assert!(prove_closed(open.local_addr().unwrap()).await.is_err());
    }
}
