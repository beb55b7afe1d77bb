//! A world in namespaces of its own, and the sockets at which the lab's servers wait in it.

use std::path::Path;

use crate::lab::{Lab, Opened};
use crate::model::World;
use crate::sandbox::{Layout, OpenSocket, Realm, Refusal, THIS_PROGRAM, Transport};

/// Starts it; blocks for some milliseconds.
///
/// # Errors
/// The step that the system refuses.
pub fn start(world: &World) -> Result<(Realm, Opened), Refusal> {
    let doors = Lab::doors(world);
    let layout = Layout::of(world, doors.clone());
    let (realm, sockets) = Realm::start(Path::new(THIS_PROGRAM), &layout)?;
    let mut opened = Opened::new();
    for (door, socket) in doors.iter().zip(sockets) {
        let transport = match &socket {
            OpenSocket::Listener(_) => Transport::Tcp,
            OpenSocket::Datagrams(_) => Transport::Udp,
        };
        opened.insert((door.address, door.port, transport), socket);
    }
    Ok((realm, opened))
}
