//! Ports of this machine that nobody else takes while a test needs them.

use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4};
use std::os::fd::OwnedFd;

use rustix::net::{AddressFamily, SocketType, bind, getsockname, socket, sockopt};

/// A free port of 127.0.0.1, held until dropped.
///
/// The holder is bound but does not listen: a connection is refused, no other program is given the port, and a server that sets `SO_REUSEADDR`
/// (all servers here do) may still listen at it. So the port can neither be lost between choosing and using it, nor be open by chance.
pub(crate) struct Port {
    /// Its number.
    pub(crate) number: u16,
    _held: OwnedFd,
}

impl Port {
    /// A port that is free for TCP and was free for UDP a moment ago.
    pub(crate) fn free() -> Self {
        (0..100)
            .map(|_| Self::held())
            .find(|port| std::net::UdpSocket::bind(port.address()).is_ok())
            .expect("a port that is free for TCP and UDP")
    }

    fn held() -> Self {
        let held = socket(AddressFamily::INET, SocketType::STREAM, None).expect("a socket");
        sockopt::set_socket_reuseaddr(&held, true).expect("a plain socket option");
        bind(&held, &SocketAddrV4::new(Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = getsockname(&held).expect("the address of a bound socket");
        let address = SocketAddr::try_from(address).expect("an internet address");
        Self {
            number: address.port(),
            _held: held,
        }
    }

    /// The address of this port.
    pub(crate) fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.number).into()
    }
}
