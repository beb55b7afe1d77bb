//! Sockets and names: the internet as a run sees it, real or mapped to the lab.

mod ask;
mod connect;
mod datagram;
pub mod descriptors;
mod find;
pub mod inside;
pub mod machine;
mod policy;
mod program;
pub mod rendezvous;
mod route;
pub mod system;
mod target;
#[cfg(test)]
pub(crate) mod testing;
mod tls;
mod witness;

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;

use crate::model::{Manner, Net, Walls};
use crate::sandbox::Realm;

pub use ask::{ASK_AGAIN_AFTER, Asked, Happening, Transport, Watch};
pub use connect::{
    ADDRESS_LIMIT, Connected, Connection, Failed, Failure, NEXT_ADDRESS_AFTER, RESULTS, Silent,
    failure_of,
};
pub use datagram::{Datagrams, Joined};
pub use find::{By, Found};
pub use policy::Learned;
pub use target::{BadTarget, Host, Target};
pub use tls::{
    Secured, Served, TLS_VERSIONS, Trust, secure, serve as serve_tls, version as tls_version,
};
pub use witness::{Mail, ProgramId, VISIT_LIMIT, Visit, VisitId, Witness};

/// Where the addresses and ports of the world are on this machine: made by the lab, used by [`crate::net`] alone.
#[derive(Clone, Debug)]
pub struct Mapping {
    /// What stands behind a port of the world, TCP.
    pub tcp: BTreeMap<(IpAddr, u16), Door>,
    /// What stands behind a port of the world, UDP.
    pub udp: BTreeMap<(IpAddr, u16), Door>,
    /// Every address of the world, and how its other ports behave. An address that is not here is unreachable.
    pub hosts: BTreeMap<IpAddr, Manner>,
    /// A TCP port of this machine that is held closed, for as long as the lab lives: connecting to it is refused by the system itself.
    pub closed: SocketAddr,
    /// The DNS server that clients of the world ask (UDP and TCP), as (world address, port); a key of `tcp` and `udp`.
    pub resolver: Option<(IpAddr, u16)>,
}

/// What stands behind a port of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Door {
    /// A socket of the lab.
    At(SocketAddr),
    /// A connection to it never completes.
    Silent,
}

/// The internet as one run sees it: every probe's sockets and names come from here.
#[derive(Clone, Debug)]
pub struct Internet {
    /// Which network.
    pub net: Net,
    /// The lab's mapping: on `loopback`, and in the box, where everything is at its own address.
    pub mapping: Option<Arc<Mapping>>,
    /// What the lab's servers saw, where one runs.
    pub witness: Option<Witness>,
    /// The hosts that may be contacted on `live`: those that the spec names, small letters.
    pub named: Arc<Vec<String>>,
    /// The addresses that named hosts turned out to have.
    pub learned: Learned,
    /// The world of its own in which probes and programs are, in the box.
    pub realm: Option<Arc<Realm>>,
    /// What stands around students' programs.
    pub walls: Walls,
    /// Whether netcheck's own connections are told from those of programs.
    pub tells_programs: bool,
}

impl Internet {
    /// The internet of one run; the mapping and the witness are those of its lab, where one runs. Clones share what was learned.
    pub fn new(
        net: Net,
        mapping: Option<Arc<Mapping>>,
        witness: Option<Witness>,
        named: Arc<Vec<String>>,
    ) -> Self {
        Self {
            net,
            mapping,
            witness,
            named,
            learned: Learned::default(),
            realm: None,
            walls: Walls::Box,
            tells_programs: false,
        }
    }

    /// The same, with its probes and programs in a world of its own.
    #[must_use]
    pub fn within(self, realm: Arc<Realm>) -> Self {
        Self {
            realm: Some(realm),
            ..self
        }
    }

    /// The same, with other walls around students' programs than those of the box, which need a world.
    #[must_use]
    pub fn with_walls(self, walls: Walls) -> Self {
        Self { walls, ..self }
    }

    /// The same, with netcheck's own connections told from those of programs that run in its world.
    #[must_use]
    pub fn telling_programs(self) -> Self {
        Self {
            tells_programs: true,
            ..self
        }
    }

    /// Whether a target in any form (a host, `host:port`, an `http://` address) is the machine that netcheck runs on, so that no lab is needed for it.
    pub fn is_this_machine(target: &str) -> bool {
        Host::of(target).is_some_and(|host| host.is_this_machine())
    }
}
