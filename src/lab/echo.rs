//! A server that sends back what it gets (RFC 862).

use std::time::Duration;

use super::peer::{Came, Peer};

/// How long a client may say nothing.
const IDLE: Duration = Duration::from_mins(10);

/// The answer to a datagram: itself.
pub(super) fn answer(datagram: &[u8]) -> Vec<u8> {
    datagram.to_vec()
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
