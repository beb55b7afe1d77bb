//! Datagrams to and from one peer.

use std::net::IpAddr;

use tokio::net::UdpSocket;

use crate::model::Fault;
use crate::net::connect::no_address;
use crate::net::route::Route;
use crate::net::{Failed, Failure, Internet, Target, failure_of};

/// What became of looking for a peer.
#[derive(Debug)]
pub enum Joined {
    /// Datagrams can be sent to it; whether it answers is not known.
    Ready(Datagrams),
    /// They cannot.
    Failed(Failed),
}

/// A socket for datagrams to and from one peer.
#[derive(Debug)]
pub struct Datagrams {
    /// The socket; none where everything that is sent is lost.
    socket: Option<UdpSocket>,
    /// The peer's address, as the world has it.
    pub address: IpAddr,
}

impl Internet {
    /// A socket for datagrams to the first address of a host.
    ///
    /// # Errors
    /// When the target must not be contacted, or this machine has no socket left.
    pub async fn join(&self, to: &Target) -> Result<Joined, Fault> {
        let found = self.find(&to.host).await?;
        let Some(&address) = found.addresses.first() else {
            let name = to.host.to_string();
            return Ok(Joined::Failed(no_address(&name, found.status)));
        };
        let failed = |failure| {
            Joined::Failed(Failed {
                failure,
                address: Some(address),
                error: None,
            })
        };
        let socket = match self.udp_route((address, to.port))? {
            Route::To(socket) => match self.datagram_socket(socket).await {
                Ok(socket) => Some(socket),
                Err(error) => return Ok(failed(failure_of(address, &error)?)),
            },
            Route::Silent => None,
            Route::Refused(_) => return Ok(failed(Failure::Refused)),
            Route::Unreachable => return Ok(failed(Failure::Unreachable)),
        };
        Ok(Joined::Ready(Datagrams { socket, address }))
    }
}

impl Datagrams {
    /// Sends one.
    ///
    /// # Errors
    /// What the network says of earlier ones: nobody listens, there is no way. What it says about this machine is a fault.
    pub async fn send(&self, datagram: &[u8]) -> Result<Result<(), Failure>, Fault> {
        match &self.socket {
            None => Ok(Ok(())),
            Some(socket) => self.result(socket.send(datagram).await.map(drop)),
        }
    }

    /// Waits for the next one; gives its length. Silence lasts until the future is dropped.
    ///
    /// # Errors
    /// As [`Datagrams::send`].
    pub async fn receive(&self, into: &mut [u8]) -> Result<Result<usize, Failure>, Fault> {
        match &self.socket {
            None => std::future::pending().await,
            Some(socket) => self.result(socket.recv(into).await),
        }
    }

    fn result<T>(&self, result: std::io::Result<T>) -> Result<Result<T, Failure>, Fault> {
        match result {
            Ok(done) => Ok(Ok(done)),
            Err(error) => Ok(Err(match failure_of(self.address, &error)? {
                // Windows reports a refused datagram as a reset.
                Failure::Reset => Failure::Refused,
                failure => failure,
            })),
        }
    }
}
