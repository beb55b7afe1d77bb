//! What a world needs of the kernel, as plain data: it travels from netcheck to the process that builds it.

use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::model::{Computer, Manner, Subnet, World};

/// What is built.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Layout {
    /// The host name of the student's computer.
    pub(super) hostname: String,
    /// How the student's computer is connected, for each family of addresses at most once.
    pub(super) lanes: Vec<Lane>,
    /// The DNS server that it is told to ask.
    pub(super) resolver: Option<IpAddr>,
    /// The hosts right behind the gateway.
    pub(super) near: Vec<IpAddr>,
    /// The hosts behind a path of their own.
    pub(super) far: Vec<Far>,
    /// The addresses from which nothing comes back.
    pub(super) silent: Vec<IpAddr>,
    /// The ports at which something answers, or a firewall drops.
    pub(super) doors: Vec<Door>,
}

/// An address of the student's computer, with its network and the way out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Lane {
    pub(super) address: IpAddr,
    pub(super) prefix: u8,
    pub(super) gateway: IpAddr,
}

/// Hosts behind a path of their own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Far {
    pub(super) hosts: Vec<IpAddr>,
    pub(super) path: Path,
}

/// What happens to packets on a path.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Path {
    /// The routers on it, behind the gateway.
    pub(super) via: Vec<IpAddr>,
    /// How long a packet takes, each way.
    pub(super) latency: Duration,
    /// Of how many packets of a conversation one is lost on the way to the host.
    pub(super) loss: Option<u32>,
    /// Of how many one is overtaken by the next.
    pub(super) reorder: Option<u32>,
    /// Of how many one comes twice.
    pub(super) duplicate: Option<u32>,
}

/// A port of the world.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Door {
    /// Its address.
    pub address: IpAddr,
    /// Its number.
    pub port: u16,
    /// What is spoken to it.
    pub transport: Transport,
    /// Whether everything that comes to it is dropped.
    pub filtered: bool,
}

/// How a port is reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Transport {
    /// By connections.
    Tcp,
    /// By datagrams.
    Udp,
}

impl Layout {
    /// What a world needs, with these ports.
    pub fn of(world: &World, doors: Vec<Door>) -> Self {
        let mut layout = Self {
            hostname: world.computer.name.clone(),
            lanes: lanes(&world.computer),
            resolver: world.resolver,
            far: world.networks.iter().map(Far::of).collect(),
            ..Self::default()
        };
        let mut known = Vec::new();
        for host in &world.hosts {
            for &address in &host.addresses {
                // Of two hosts with one address the first says how it behaves, as on loopback.
                if known.contains(&address) {
                    continue;
                }
                known.push(address);
                let has_door = |door: &Door| door.address == address;
                match host.manner {
                    Manner::Unreachable => {}
                    Manner::Silent if !doors.iter().any(has_door) => layout.silent.push(address),
                    Manner::Silent => {
                        layout.silent.push(address);
                        layout.place(world, address);
                    }
                    Manner::Refuses => layout.place(world, address),
                }
            }
        }
        layout.far.retain(|far| !far.hosts.is_empty());
        layout.doors = doors;
        layout
    }

    fn place(&mut self, world: &World, address: IpAddr) {
        let network = world
            .networks
            .iter()
            .position(|network| network.holds(address));
        match network.and_then(|at| self.far.get_mut(at)) {
            Some(far) => far.hosts.push(address),
            None => self.near.push(address),
        }
    }

    /// The least that shows whether a world can be had: a computer, its gateway, and one port below 1024.
    pub fn smallest() -> Self {
        let address = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 80));
        Self {
            near: vec![address],
            doors: vec![Door {
                address,
                port: 80,
                transport: Transport::Tcp,
                filtered: false,
            }],
            hostname: Computer::default().name,
            lanes: lanes(&Computer::default()),
            ..Self::default()
        }
    }

    /// Whether a host of the world stands at an address.
    #[cfg(target_os = "linux")]
    pub(super) fn has(&self, address: &IpAddr) -> bool {
        self.near.contains(address) || self.far.iter().any(|far| far.hosts.contains(address))
    }

    /// Whether the student's computer has IPv6.
    #[cfg(target_os = "linux")]
    pub(super) fn speaks_ipv6(&self) -> bool {
        self.lanes.iter().any(|lane| lane.address.is_ipv6())
    }
}

impl Far {
    fn of(network: &Subnet) -> Self {
        Self {
            hosts: Vec::new(),
            path: Path {
                via: network.via.clone(),
                latency: network.latency,
                loss: network.loss,
                reorder: network.reorder,
                duplicate: network.duplicate,
            },
        }
    }
}

fn lanes(computer: &Computer) -> Vec<Lane> {
    let lane = |link: &crate::model::Link| Lane {
        address: link.address,
        prefix: link.prefix,
        gateway: link.gateway,
    };
    computer.links.iter().map(lane).collect()
}
