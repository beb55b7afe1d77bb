//! The practice internet as data: which hosts, addresses, names and services it has.

use std::collections::BTreeMap;
use std::net::IpAddr;

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
