//! Servers that hardly say anything: one line, or nothing at all.

use std::time::Duration;

use super::peer::{Came, Peer};

/// How long a client may wait for a server that says nothing: longer than any exercise does.
const PATIENCE: Duration = Duration::from_hours(1);

/// Sends a line and closes.
pub(super) async fn banner(mut peer: Peer, text: &str) {
    if peer.say(format!("{text}\r\n")).await.is_ok() {
        peer.farewell().await;
    }
}

/// Says nothing until the client closes.
pub(super) async fn silent(mut peer: Peer) {
    while peer.more(PATIENCE).await == Came::Bytes {
        let bytes = peer.take_all();
        peer.visit().client(&bytes);
    }
    peer.gone();
}
