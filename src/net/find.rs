//! Names to addresses, as a client on this network would get them.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use crate::model::{Fault, Net};
use crate::net::{Asked, Host, Internet, system};
use crate::wire::dns::{Question, Status};

/// What was found out about a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The outcome; [`Status::NoError`] means that there is an address.
    pub status: Status,
    /// The addresses in the order in which a client should try them.
    pub addresses: Vec<IpAddr>,
    /// The name at the end of its aliases.
    pub canonical_name: Option<String>,
    /// Who was asked.
    pub by: By,
    /// What the system said, where it said no.
    pub said: Option<String>,
}

/// Who was asked for a name's addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum By {
    /// Nobody: an address is its own.
    Nobody,
    /// The system's resolver.
    System,
    /// The DNS server of the world, by netcheck itself: the system cannot know the world's names.
    Netcheck {
        /// The server's world address.
        server: IpAddr,
    },
}

impl Found {
    /// Nothing found, by the system.
    pub(crate) fn nothing(status: Status) -> Self {
        Self {
            status,
            addresses: Vec::new(),
            canonical_name: None,
            by: By::System,
            said: None,
        }
    }

    fn of(by: By, addresses: Vec<IpAddr>) -> Self {
        Self {
            addresses,
            by,
            ..Self::nothing(Status::NoError)
        }
    }
}

impl Internet {
    /// The addresses of a host to connect to. This machine's own names need no asking.
    ///
    /// # Errors
    /// When the host must not be contacted, or this machine could not ask.
    pub async fn find(&self, host: &Host) -> Result<Found, Fault> {
        self.permit(host)?;
        if host.is_this_machine() && matches!(host, Host::Name(_)) {
            let both = vec![Ipv6Addr::LOCALHOST.into(), Ipv4Addr::LOCALHOST.into()];
            self.learn(host, &both);
            return Ok(Found::of(By::Nobody, both));
        }
        self.resolve(host).await
    }

    /// The addresses of a host as the network's resolver gives them: the system's (in the box that of the student's computer), or on `loopback` the world's DNS server.
    ///
    /// # Errors
    /// As [`Internet::find`].
    pub async fn resolve(&self, host: &Host) -> Result<Found, Fault> {
        self.permit(host)?;
        let name = match host {
            Host::Address(address) => return Ok(Found::of(By::Nobody, vec![*address])),
            Host::Name(name) => name,
        };
        let found = match self.net {
            Net::Loopback if !host.is_this_machine() => self.ask_the_world(name).await?,
            Net::Box => self.resolve_inside(name).await?,
            Net::Loopback | Net::Live => system::find(name).await?,
        };
        self.learn(host, &found.addresses);
        Ok(found)
    }

    /// The DNS server of the network, as address and port: the world's, or the first that this machine is told to ask. None where nobody says.
    ///
    /// # Errors
    /// When the lab should say and does not run.
    pub fn own_server(&self) -> Result<Option<(IpAddr, u16)>, Fault> {
        match self.net {
            Net::Loopback | Net::Box => Ok(self.mapped()?.resolver),
            Net::Live => Ok(system::dns_servers().first().map(|server| (*server, 53))),
        }
    }

    async fn ask_the_world(&self, name: &str) -> Result<Found, Fault> {
        let questions = (Question::new(name, "A"), Question::new(name, "AAAA"));
        let (Some(server), (Ok(a), Ok(aaaa))) = (self.mapped()?.resolver, questions) else {
            return Ok(Found::nothing(Status::NxDomain));
        };
        let unwatched = |_: crate::net::Happening<'_>| {};
        let (a, aaaa) = tokio::join!(
            self.ask(server, &a, &unwatched),
            self.ask(server, &aaaa, &unwatched)
        );
        Ok(merged(server.0, &a?, &aaaa?))
    }
}

// IPv6 first, as RFC 6724 has it. Without an address, what the question for IPv4 addresses came to is the answer.
fn merged(server: IpAddr, a: &Asked, aaaa: &Asked) -> Found {
    let replies = || {
        [aaaa, a]
            .into_iter()
            .filter_map(|asked| asked.reply.as_ref())
    };
    let mut found = Found::of(
        By::Netcheck { server },
        replies()
            .flat_map(|reply| reply.addresses.clone())
            .collect(),
    );
    let answered = replies().find(|reply| reply.status == Status::NoError);
    found.canonical_name = answered.map(|reply| reply.canonical_name.clone());
    if found.addresses.is_empty() {
        found.status = a.status;
    }
    found
}
