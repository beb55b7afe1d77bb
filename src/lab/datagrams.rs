//! Services that answer each datagram by itself (echo, daytime).

use std::sync::Arc;
use std::time::Duration;

use tokio::net::UdpSocket;

use super::accept::Post;

/// What is answered to a datagram.
pub(super) type Answer = fn(&[u8]) -> Vec<u8>;

/// How long to wait after an error, which may come again at once.
const PAUSE: Duration = Duration::from_millis(5);
/// The largest datagram (RFC 768: the length has 16 bits).
const DATAGRAM_LIMIT: usize = 65_535;

/// Answers every datagram, for ever.
pub(super) async fn serve(socket: UdpSocket, post: Arc<Post>, answer: Answer) {
    let mut datagram = vec![0; DATAGRAM_LIMIT];
    loop {
        let Ok((length, from)) = socket.recv_from(&mut datagram).await else {
            // What a client that is gone leaves behind as an error is no reason to end.
            tokio::time::sleep(PAUSE).await;
            continue;
        };
        let log = post.shared().book().log();
        if log.is_read() {
            log.line(format!("{} {from} {length} bytes, answered", post.place()));
        }
        let _ = socket.send_to(&answer(&datagram[..length]), from).await;
    }
}
