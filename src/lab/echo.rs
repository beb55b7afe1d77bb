//! A server that sends back what it gets (RFC 862).

use std::sync::Arc;
use std::time::Duration;

use tokio::net::UdpSocket;

use super::accept::Post;
use super::peer::{Came, Peer};

/// How long a client may say nothing.
const IDLE: Duration = Duration::from_mins(10);

/// How long to wait after an error, which may come again at once.
const PAUSE: Duration = Duration::from_millis(5);
/// The largest datagram (RFC 768: the length has 16 bits).
const DATAGRAM_LIMIT: usize = 65_535;

/// Sends every datagram back to where it came from, for ever.
pub(super) async fn serve_datagrams(socket: UdpSocket, post: Arc<Post>) {
    let mut datagram = vec![0; DATAGRAM_LIMIT];
    loop {
        let Ok((length, from)) = socket.recv_from(&mut datagram).await else {
            // What a client that is gone leaves behind as an error is no reason to end.
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let log = post.shared().book().log();
        if log.is_read() {
            log.line(format!("{} {from} {length} bytes echoed", post.place()));
        }
        let _ = socket.send_to(&datagram[..length], from).await;
    }
}

/// Serves one client until it closes.
pub(super) async fn serve(mut peer: Peer) {
    loop {
        match peer.more(IDLE).await {
            Came::Bytes => {
                let bytes = peer.take_all();
                peer.visit().client(&bytes);
                if peer.say(&bytes).await.is_err() {
                    return peer.gone();
                }
            }
            Came::Idle | Came::End => return peer.farewell().await,
        }
    }
}
