//! The practice servers: they play a world on this machine's loopback addresses.

mod accept;
mod book;
mod datagrams;
mod daytime;
mod dns;
mod echo;
mod fault;
mod http;
mod log;
mod mail;
mod open;
mod peer;
mod plain;
mod pop3;
mod smtp;
mod ssh;
#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, HashSet};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use tokio::net::{TcpSocket, UdpSocket};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use crate::model::{Host, Manner, Service, World};
use crate::net::{Door, Mapping, Witness};
use crate::sandbox::{self, Transport};

use self::accept::{Post, Shared, accept};
use self::book::Book;
use self::log::Log;
use self::open::{Doors, resolver_of};

pub use self::fault::{FAULTS, Fault, find as find_fault};
pub use self::log::visible;
pub use self::open::{Opened, Replaced};

/// Which ports of this machine the servers take.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ports {
    /// Any free ones.
    Free,
    /// The fixed ones that people type: 2525 SMTP, 8080 HTTP, 8081 refused, 2110 POP3, 2222 SSH, 5300 DNS; a taken one is replaced.
    Fixed,
}

/// The running servers; dropping it ends them and all their connections.
pub struct Lab {
    mapping: Arc<Mapping>,
    witness: Witness,
    replaced: Vec<Replaced>,
    /// Dropping it ends the servers.
    _servers: JoinSet<()>,
    /// Keeps the refused port from being taken by others, on loopback.
    closed: Option<TcpSocket>,
}

impl Lab {
    /// Starts every service of the world on 127.0.0.1. `log` gets a line of each thing that happens, for people, free of
    /// control characters; what does not fit into it is left out, and the next line says how much.
    ///
    /// # Errors
    /// When a loopback socket cannot be had, or a fault is not in [`FAULTS`]; says which.
    pub async fn start(
        world: Arc<World>,
        ports: Ports,
        log: Option<mpsc::Sender<String>>,
    ) -> Result<Self, io::Error> {
        let mut doors = Doors::new(ports);
        let (closed, closed_at) = doors.closed().await?;
        let mut lab = Self::open(world, doors, closed_at, log).await?;
        lab.closed = Some(closed);
        Ok(lab)
    }

    /// Starts every service of the world on sockets that are open already, at its own addresses and ports: those of [`Lab::doors`].
    ///
    /// # Errors
    /// As [`Lab::start`]; when a socket is missing.
    pub async fn behind(
        world: Arc<World>,
        opened: Opened,
        log: Option<mpsc::Sender<String>>,
    ) -> Result<Self, io::Error> {
        // Nobody is led to a closed port: the world's own addresses refuse by themselves.
        let nowhere = SocketAddr::from(([0, 0, 0, 0], 0));
        Self::open(world, Doors::of(opened), nowhere, log).await
    }

    /// The ports that a world's services need where it has addresses of its own.
    pub fn doors(world: &World) -> Vec<sandbox::Door> {
        let mut doors = Vec::new();
        let mut taken = HashSet::new();
        let hosts = world.hosts.iter();
        for host in hosts.filter(|host| host.manner != Manner::Unreachable) {
            for &address in &host.addresses {
                for (&port, service) in &host.services {
                    if !taken.insert((address, port)) {
                        continue;
                    }
                    let door = |&transport| sandbox::Door {
                        address,
                        port,
                        transport,
                        filtered: *service == Service::Filtered,
                    };
                    doors.extend(transports(service).iter().map(door));
                }
            }
        }
        doors
    }

    async fn open(
        world: Arc<World>,
        doors: Doors,
        closed_at: SocketAddr,
        log: Option<mpsc::Sender<String>>,
    ) -> io::Result<Self> {
        check_faults(&world)?;
        let witness = Witness::default();
        let resolver = resolver_of(&world);
        let book = Book::new(witness.clone(), Log::new(log));
        let address = resolver.map(|(address, _)| address);
        let shared = Arc::new(Shared::new(Arc::clone(&world), book, address));
        let mut opening = Opening {
            shared,
            doors,
            servers: JoinSet::new(),
            mapping: Mapping {
                tcp: BTreeMap::new(),
                udp: BTreeMap::new(),
                hosts: BTreeMap::new(),
                closed: closed_at,
                resolver,
            },
        };
        for (number, host) in world.hosts.iter().enumerate() {
            opening.host(number, host).await?;
        }
        Ok(Self {
            mapping: Arc::new(opening.mapping),
            witness,
            replaced: opening.doors.replaced(),
            _servers: opening.servers,
            closed: None,
        })
    }

    /// Where everything is.
    pub fn mapping(&self) -> Arc<Mapping> {
        Arc::clone(&self.mapping)
    }

    /// What the servers saw.
    pub fn witness(&self) -> Witness {
        self.witness.clone()
    }

    /// The fixed ports that were taken, and what stands in for them.
    pub fn replaced(&self) -> &[Replaced] {
        &self.replaced
    }
}

/// A lab that is being started.
struct Opening {
    shared: Arc<Shared>,
    doors: Doors,
    servers: JoinSet<()>,
    mapping: Mapping,
}

impl Opening {
    async fn host(&mut self, number: usize, host: &Host) -> io::Result<()> {
        for &address in &host.addresses {
            self.mapping.hosts.entry(address).or_insert(host.manner);
            // Nothing reaches an unreachable host, its services neither.
            if host.manner == Manner::Unreachable {
                continue;
            }
            for (&port, service) in &host.services {
                let at = (address, port);
                if self.mapping.tcp.contains_key(&at) {
                    continue;
                }
                self.service(number, at, service).await?;
            }
        }
        Ok(())
    }

    async fn service(
        &mut self,
        host: usize,
        at: (IpAddr, u16),
        service: &Service,
    ) -> io::Result<()> {
        if *service == Service::Filtered {
            self.mapping.tcp.insert(at, Door::Silent);
            self.mapping.udp.insert(at, Door::Silent);
            return Ok(());
        }
        let post = Arc::new(Post::new(&self.shared, host, at));
        let listener = if transports(service).contains(&Transport::Udp) {
            let (listener, datagrams) = self.doors.pair(service, at, post.place()).await?;
            let door = Door::At(datagrams.local_addr()?);
            self.mapping.udp.insert(at, door);
            self.answer(datagrams, &post);
            listener
        } else {
            self.doors.listener(service, at, post.place()).await?
        };
        let door = Door::At(listener.local_addr()?);
        self.mapping.tcp.insert(at, door);
        self.servers.spawn(accept(listener, post));
        Ok(())
    }

    fn answer(&mut self, socket: UdpSocket, post: &Arc<Post>) {
        let post = Arc::clone(post);
        match (post.service(), post.clerk()) {
            (_, Some(clerk)) => self
                .servers
                .spawn(dns::serve_datagrams(socket, post, clerk)),
            (Service::Daytime, None) => {
                self.servers
                    .spawn(datagrams::serve(socket, post, daytime::answer))
            }
            (_, None) => self
                .servers
                .spawn(datagrams::serve(socket, post, echo::answer)),
        };
    }
}

/// How a service is reached.
fn transports(service: &Service) -> &'static [Transport] {
    match service {
        Service::Dns | Service::Echo | Service::Daytime | Service::Filtered => {
            &[Transport::Tcp, Transport::Udp]
        }
        Service::Faulty { fault } if fault::is_dns(fault) => &[Transport::Tcp, Transport::Udp],
        Service::Http { .. }
        | Service::Smtp
        | Service::Pop3
        | Service::Ssh { .. }
        | Service::Banner { .. }
        | Service::Silent
        | Service::Reset
        | Service::Faulty { .. } => &[Transport::Tcp],
    }
}

fn check_faults(world: &World) -> io::Result<()> {
    for host in &world.hosts {
        for service in host.services.values() {
            let Service::Faulty { fault } = service else {
                continue;
            };
            if fault::find(fault).is_none() {
                let help = fault::nearest(fault).map(|name| format!(", there is `{name}`"));
                return Err(io::Error::new(
                    io::ErrorKind::InvalidInput,
                    format!(
                        "{}: there is no fault `{fault}`{}",
                        host.name,
                        help.unwrap_or_default()
                    ),
                ));
            }
        }
    }
    Ok(())
}
