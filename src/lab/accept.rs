//! Who stands at which door of the lab, and lets clients in.

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::model::{Host, Service, World};

use super::book::{Book, Visit};
use super::dns::{self, Clerk, Role, Zones};
use super::fault::{self, Act};
use super::mail::MailStore;
use super::peer::Peer;
use super::{daytime, echo, http, plain, pop3, smtp, ssh};

/// The most clients of one server at a time; later ones wait in the system's queue.
const CLIENTS_LIMIT: usize = 512;
/// How long a server that cannot accept (no free descriptor) waits before it tries again.
const PAUSE: Duration = Duration::from_millis(20);

/// What all servers of one lab share.
pub(super) struct Shared {
    world: Arc<World>,
    book: Arc<Book>,
    mails: MailStore,
    zones: OnceLock<Zones>,
    /// The address of the DNS server that answers as a resolver.
    resolver: Option<IpAddr>,
}

impl Shared {
    pub(super) fn new(world: Arc<World>, book: Book, resolver: Option<IpAddr>) -> Self {
        Self {
            world,
            book: Arc::new(book),
            mails: MailStore::default(),
            zones: OnceLock::new(),
            resolver,
        }
    }

    pub(super) fn world(&self) -> &World {
        &self.world
    }

    pub(super) fn book(&self) -> &Book {
        &self.book
    }

    pub(super) fn mails(&self) -> &MailStore {
        &self.mails
    }

    /// The names of the world, put in order when the first question comes.
    pub(super) fn zones(&self) -> &Zones {
        self.zones.get_or_init(|| Zones::of(&self.world))
    }
}

/// One service of the world: where it stands, and what it shares with the others.
pub(super) struct Post {
    shared: Arc<Shared>,
    host: usize,
    at: (IpAddr, u16),
    place: Arc<str>,
}

impl Post {
    /// The service at a port of an address of the world's host number `host`; there must be one.
    pub(super) fn new(shared: &Arc<Shared>, host: usize, at: (IpAddr, u16)) -> Self {
        let name = &shared.world.hosts[host].name;
        Self {
            shared: Arc::clone(shared),
            host,
            at,
            place: Arc::from(format!("{name}:{}", at.1)),
        }
    }

    pub(super) fn shared(&self) -> &Shared {
        &self.shared
    }

    /// The host it runs on.
    pub(super) fn host(&self) -> &Host {
        &self.shared.world.hosts[self.host]
    }

    /// How people call it: `www.usfca.edu:80`.
    pub(super) fn place(&self) -> &str {
        &self.place
    }

    /// Its port in the world.
    pub(super) fn port(&self) -> u16 {
        self.at.1
    }

    /// What it is.
    pub(super) fn service(&self) -> &Service {
        &self.host().services[&self.at.1]
    }

    /// Who answers the DNS questions that come here; `None` where the service is no DNS server.
    pub(super) fn clerk(&self) -> Option<Clerk> {
        match self.service() {
            Service::Dns if self.shared.resolver == Some(self.at.0) => {
                Some(Clerk::Zones(Role::Resolver))
            }
            Service::Dns => Some(Clerk::Zones(Role::Authority)),
            Service::Faulty { fault } => match fault::find(fault)?.act {
                Act::Dns(answer) => Some(Clerk::Fault(answer)),
                Act::Stream(_) => None,
            },
            Service::Http { .. }
            | Service::Smtp
            | Service::Pop3
            | Service::Ssh { .. }
            | Service::Echo
            | Service::Daytime
            | Service::Banner { .. }
            | Service::Silent
            | Service::Filtered
            | Service::Reset => None,
        }
    }

    /// A client has come.
    pub(super) fn arrive(&self, from: SocketAddr) -> Visit {
        self.shared.book.arrive(&self.place, self.at, from)
    }
}

/// Lets clients in, for ever. Dropping it ends them all.
pub(super) async fn accept(listener: TcpListener, post: Arc<Post>) {
    let mut clients = JoinSet::new();
    loop {
        while clients.try_join_next().is_some() {}
        if clients.len() >= CLIENTS_LIMIT {
            clients.join_next().await;
            continue;
        }
        let Ok((stream, from)) = listener.accept().await else {
            // The client is gone again, or there is no descriptor left: both pass.
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        // In the order in which they were let in, whoever is looked after first.
        let visit = post.arrive(from);
        clients.spawn(serve(stream, visit, Arc::clone(&post)));
    }
}

async fn serve(stream: TcpStream, visit: Visit, post: Arc<Post>) {
    // Replies are small and each is written whole: to wait for more only costs time.
    let _ = stream.set_nodelay(true);
    let peer = Peer::new(stream, visit);
    if let Some(clerk) = post.clerk() {
        return dns::serve_connection(peer, &post, clerk).await;
    }
    match post.service() {
        Service::Http { pages } => http::serve(peer, pages).await,
        Service::Smtp => smtp::serve(peer, &post).await,
        Service::Pop3 => pop3::serve(peer, &post).await,
        Service::Ssh { banner } => ssh::serve(peer, banner).await,
        Service::Echo => echo::serve(peer).await,
        Service::Daytime => daytime::serve(peer).await,
        Service::Banner { text } => plain::banner(peer, text).await,
        Service::Reset => peer.reset(),
        Service::Faulty { fault } => {
            if let Some(Act::Stream(act)) = fault::find(fault).map(|fault| fault.act) {
                act(peer, post.port()).await;
            }
        }
        // DNS is answered above; a filtered port has no listener.
        Service::Silent | Service::Dns | Service::Filtered => plain::silent(peer).await,
    }
}
