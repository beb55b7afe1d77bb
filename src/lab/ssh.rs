//! An SSH server up to where the encryption would begin (RFC 4253 4.2).

use std::time::Duration;

use super::peer::{Heard, Peer};

/// The longest identification line with its line end (RFC 4253 4.2).
const LINE_LIMIT: usize = 255;
/// How long a client may take to say who it is; OpenSSH waits as long.
const IDLE: Duration = Duration::from_mins(2);

/// Says who it is, hears who the client is, and closes.
pub(super) async fn serve(mut peer: Peer, banner: &str) {
    if peer.say(format!("{banner}\r\n")).await.is_err() {
        return peer.gone();
    }
    let understood = match peer.line(LINE_LIMIT, IDLE).await {
        Heard::Line(line) => line.starts_with(b"SSH-2.0-") || line.starts_with(b"SSH-1.99-"),
        Heard::TooLong => false,
        Heard::Idle | Heard::End => return peer.farewell().await,
    };
    // The words of OpenSSH for who types `hi`.
    if !understood
        && peer
            .say("Invalid SSH identification string.\r\n")
            .await
            .is_err()
    {
        return peer.gone();
    }
    peer.farewell().await;
}
