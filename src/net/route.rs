//! The one place that maps an address and port of the world to a socket of this machine.

use std::collections::BTreeMap;
use std::net::{IpAddr, SocketAddr};

use crate::model::{Fault, Manner, Net};
use crate::net::{Door, Host, Internet, Mapping, Transport};

/// Where packets for an address and port really go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Route {
    /// To this socket.
    To(SocketAddr),
    /// Nowhere, and nobody says so.
    Silent,
    /// To a host that has no such service; this socket refuses TCP connections in its place.
    Refused(SocketAddr),
    /// Nowhere, and the network says so.
    Unreachable,
}

/// The world's ports, by protocol.
type Doors = BTreeMap<(IpAddr, u16), Door>;

impl Internet {
    /// Where TCP to an address and port goes.
    ///
    /// # Errors
    /// When it must not be contacted, or the lab that should answer does not run.
    pub(crate) fn tcp_route(&self, to: (IpAddr, u16)) -> Result<Route, Fault> {
        self.permit(&Host::Address(to.0))?;
        self.route(to, |mapping| &mapping.tcp)
    }

    /// Where datagrams to an address and port go.
    ///
    /// # Errors
    /// As [`Internet::tcp_route`].
    pub(crate) fn udp_route(&self, to: (IpAddr, u16)) -> Result<Route, Fault> {
        self.permit(&Host::Address(to.0))?;
        self.route(to, |mapping| &mapping.udp)
    }

    /// Where a DNS question to a server goes.
    ///
    /// # Errors
    /// As [`Internet::tcp_route`].
    pub(crate) fn dns_route(&self, over: Transport, to: (IpAddr, u16)) -> Result<Route, Fault> {
        self.permit_server(to.0)?;
        match over {
            Transport::Udp => self.route(to, |mapping| &mapping.udp),
            Transport::Tcp => self.route(to, |mapping| &mapping.tcp),
        }
    }

    /// The socket of this machine that really answers for a DNS server, for programs that must be told; none where nothing stands behind it.
    ///
    /// # Errors
    /// As for a connection: one function maps addresses of the world to sockets of the lab.
    pub fn dns_socket(&self, server: (IpAddr, u16)) -> Result<Option<SocketAddr>, Fault> {
        match self.dns_route(Transport::Udp, server)? {
            Route::To(socket) => Ok(Some(socket)),
            Route::Silent | Route::Refused(_) | Route::Unreachable => Ok(None),
        }
    }

    /// Whether a server of the lab stands behind this address, so that the lab's witness sees who connects to it.
    pub fn is_of_the_lab(&self, address: IpAddr) -> bool {
        self.net != Net::Live && !address.is_loopback()
    }

    /// The lab's mapping.
    ///
    /// # Errors
    /// When the lab does not run.
    pub(crate) fn mapped(&self) -> Result<&Mapping, Fault> {
        self.mapping.as_deref().ok_or_else(|| Fault::Lab {
            error: "the practice servers do not run".to_owned(),
        })
    }

    fn route(&self, to: (IpAddr, u16), doors: fn(&Mapping) -> &Doors) -> Result<Route, Fault> {
        let straight = Route::To(SocketAddr::new(to.0, to.1));
        match self.net {
            Net::Live | Net::Box => Ok(straight),
            Net::Loopback if to.0.is_loopback() => Ok(straight),
            Net::Loopback => {
                let mapping = self.mapped()?;
                Ok(through(mapping, doors(mapping), to))
            }
        }
    }
}

fn through(mapping: &Mapping, doors: &Doors, to: (IpAddr, u16)) -> Route {
    match (doors.get(&to), mapping.hosts.get(&to.0)) {
        (Some(Door::At(socket)), _) => Route::To(*socket),
        (Some(Door::Silent), _) | (None, Some(Manner::Silent)) => Route::Silent,
        (None, Some(Manner::Refuses)) => Route::Refused(mapping.closed),
        (None, Some(Manner::Unreachable) | None) => Route::Unreachable,
    }
}

#[cfg(test)]
mod tests {
    use std::net::IpAddr;
    use std::sync::Arc;

    use super::Route;
    use crate::model::{Fault, Manner, Net};
    use crate::net::{Door, Internet, Mapping, Transport};

    fn loopback() -> Internet {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let mapping = Mapping {
            tcp: [
                (
                    (ip("192.0.2.80"), 80),
                    Door::At("127.0.0.1:8080".parse().unwrap()),
                ),
                ((ip("192.0.2.80"), 82), Door::Silent),
            ]
            .into(),
            udp: [(
                (ip("192.0.2.53"), 53),
                Door::At("127.0.0.1:5300".parse().unwrap()),
            )]
            .into(),
            hosts: [
                (ip("192.0.2.80"), Manner::Refuses),
                (ip("192.0.2.250"), Manner::Silent),
                (ip("192.0.2.251"), Manner::Unreachable),
                (ip("192.0.2.53"), Manner::Refuses),
            ]
            .into(),
            closed: "127.0.0.1:1".parse().unwrap(),
            resolver: None,
        };
        Internet::new(Net::Loopback, Some(Arc::new(mapping)), None, Arc::default())
    }

    fn check(address: &str, port: u16, want: Route) {
        let to = (address.parse().unwrap(), port);
        assert_eq!(loopback().tcp_route(to), Ok(want), "{address}:{port}");
    }

    #[test]
    fn every_port_of_the_world_has_its_route() {
        check(
            "192.0.2.80",
            80,
            Route::To("127.0.0.1:8080".parse().unwrap()),
        );
        check(
            "192.0.2.80",
            81,
            Route::Refused("127.0.0.1:1".parse().unwrap()),
        );
        check("192.0.2.80", 82, Route::Silent);
        check("192.0.2.250", 80, Route::Silent);
        check("192.0.2.251", 80, Route::Unreachable);
        check("8.8.8.8", 53, Route::Unreachable);
        check("0.0.0.0", 80, Route::Unreachable);
    }

    #[test]
    fn this_machine_is_reached_directly_and_needs_no_lab() {
        check("127.0.0.1", 80, Route::To("127.0.0.1:80".parse().unwrap()));
        let bare = Internet::new(Net::Loopback, None, None, Arc::default());
        let route = bare.tcp_route(("::1".parse().unwrap(), 9));
        assert_eq!(route, Ok(Route::To("[::1]:9".parse().unwrap())));
        let world = bare.tcp_route(("192.0.2.80".parse().unwrap(), 80));
        assert!(matches!(world, Err(Fault::Lab { .. })));
    }

    #[test]
    fn tcp_and_udp_have_doors_of_their_own() {
        let to = ("192.0.2.53".parse().unwrap(), 53);
        let udp = loopback().dns_route(Transport::Udp, to);
        assert_eq!(udp, Ok(Route::To("127.0.0.1:5300".parse().unwrap())));
        check(
            "192.0.2.53",
            53,
            Route::Refused("127.0.0.1:1".parse().unwrap()),
        );
    }
}
