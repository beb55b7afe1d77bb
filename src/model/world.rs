//! The practice internet as data: which hosts, addresses, names and services it has.

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr};
use std::time::Duration;

/// The practice internet: hosts with addresses and services, zones with names.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct World {
    /// A title for people.
    pub title: String,
    /// The hosts in the author's order.
    pub hosts: Vec<Host>,
    /// Names beyond the hosts' own: aliases, mail exchangers, texts, names that rotate.
    pub records: Vec<Record>,
    /// The domains that the DNS server answers for; a name in none of them does not exist either.
    pub zones: Vec<String>,
    /// Domains to which the mail servers refuse mail; all others are accepted.
    pub refused_mail_domains: Vec<String>,
    /// The address of the DNS server that clients of this world ask.
    pub resolver: Option<IpAddr>,
    /// The student's computer, in the box.
    pub computer: Computer,
    /// Networks whose paths have properties of their own, in the box.
    pub networks: Vec<Subnet>,
}

/// One machine of the world.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Host {
    /// Its full name, small letters, no final dot.
    pub name: String,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
    /// How it treats ports without a service.
    pub manner: Manner,
    /// Its services by port.
    pub services: BTreeMap<u16, Service>,
}

/// How a host treats connections to ports without a service.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Manner {
    /// It refuses them, as a running machine does.
    Refuses,
    /// It never answers anything (a firewall that drops, a machine that is off).
    Silent,
    /// Its network says that it cannot be reached.
    Unreachable,
}

/// What answers at a port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Service {
    /// A web server; pages by path, with a small default page.
    Http {
        /// Bodies by path (`/` and up).
        pages: BTreeMap<String, String>,
    },
    /// A mail server (RFC 5321).
    Smtp,
    /// A mailbox server (RFC 1939) that gives out what was mailed.
    Pop3,
    /// An SSH server's identification line (RFC 4253 4.2), and no more.
    Ssh {
        /// The line without its line break.
        banner: String,
    },
    /// Sends back what it gets (RFC 862).
    Echo,
    /// Tells the time and closes (RFC 867).
    Daytime,
    /// Sends one line and closes.
    Banner {
        /// The line without its line break.
        text: String,
    },
    /// A DNS server (UDP and TCP).
    Dns,
    /// Accepts and says nothing.
    Silent,
    /// Never completes a connection.
    Filtered,
    /// Accepts and resets at once.
    Reset,
    /// Misbehaves in a way that has a name in the lab's table of faults.
    Faulty {
        /// The fault's name.
        fault: String,
    },
}

/// One DNS record beyond the hosts' own addresses.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The owner name, small letters, no final dot.
    pub name: String,
    /// Its data.
    pub data: RecordData,
}

/// The data of a record.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RecordData {
    /// An address. Several of one name are handed out in turns.
    Address(IpAddr),
    /// Another name for `target` (CNAME).
    Alias {
        /// The canonical name.
        target: String,
    },
    /// A mail exchanger.
    Mx {
        /// Lower is tried first.
        preference: u16,
        /// Its name.
        exchange: String,
    },
    /// A text.
    Txt(String),
    /// A name server.
    Ns(String),
    /// The name that a reverse name points to.
    Ptr(String),
}

/// The student's computer in the box.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Computer {
    /// Its full name, small letters.
    pub name: String,
    /// How it is connected: at most once by IPv4 and once by IPv6.
    pub links: Vec<Link>,
}

/// One address of a computer, and the way out of its network.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Link {
    /// Its address.
    pub address: IpAddr,
    /// How many bits of it are the network's.
    pub prefix: u8,
    /// The router of that network.
    pub gateway: IpAddr,
}

impl Default for Computer {
    fn default() -> Self {
        Self {
            name: "laptop.example.edu".to_owned(),
            links: vec![Link {
                address: IpAddr::V4(Ipv4Addr::new(198, 51, 100, 10)),
                prefix: 29,
                gateway: IpAddr::V4(Ipv4Addr::new(198, 51, 100, 9)),
            }],
        }
    }
}

/// A network whose path has properties of its own; only the box can play them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subnet {
    /// Its first address.
    pub address: IpAddr,
    /// How many bits of it are the network's.
    pub prefix: u8,
    /// The routers on the way, behind the computer's gateway.
    pub via: Vec<IpAddr>,
    /// How long a packet takes, each way.
    pub latency: Duration,
    /// Of how many packets of a conversation one is lost on the way there.
    pub loss: Option<u32>,
    /// Of how many one is overtaken by the next, on the way there.
    pub reorder: Option<u32>,
    /// Of how many one arrives twice, on the way there.
    pub duplicate: Option<u32>,
}

impl Subnet {
    /// Whether an address belongs to it.
    pub fn holds(&self, address: IpAddr) -> bool {
        within(address, self.address, self.prefix)
    }
}

impl Link {
    /// Whether an address is in the computer's own network.
    pub fn holds(&self, address: IpAddr) -> bool {
        within(address, self.address, self.prefix)
    }
}

fn within(address: IpAddr, network: IpAddr, prefix: u8) -> bool {
    let bits = |all: u32| all.saturating_sub(u32::from(prefix));
    match (address, network) {
        (IpAddr::V4(one), IpAddr::V4(other)) => {
            (one.to_bits() ^ other.to_bits())
                .checked_shr(bits(32))
                .unwrap_or(0)
                == 0
        }
        (IpAddr::V6(one), IpAddr::V6(other)) => {
            (one.to_bits() ^ other.to_bits())
                .checked_shr(bits(128))
                .unwrap_or(0)
                == 0
        }
        (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => false,
    }
}
