//! A server that tells the time (RFC 867).

use jiff::Timestamp;

use super::peer::Peer;

/// Tells one client, and closes.
pub(super) async fn serve(mut peer: Peer) {
    if peer.say(now()).await.is_ok() {
        peer.farewell().await;
    }
}

/// The answer to any datagram.
pub(super) fn answer(_: &[u8]) -> Vec<u8> {
    now().into_bytes()
}

/// The time in one of the forms that RFC 867 shows, on one line.
fn now() -> String {
    shown(Timestamp::now())
}

fn shown(time: Timestamp) -> String {
    format!("{}-UTC\r\n", time.strftime("%A, %B %-d, %Y %H:%M:%S"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lab::testing::{in_memory, rest_of};
    use crate::model::Service;

    #[test]
    fn the_time_has_the_form_of_the_standard() {
        let time = "1982-02-22T17:37:43Z".parse().unwrap();
        assert_eq!(shown(time), "Monday, February 22, 1982 17:37:43-UTC\r\n");
    }

    #[tokio::test(start_paused = true)]
    async fn it_is_told_to_who_connects() {
        let mut memory = in_memory(13, Service::Daytime);
        serve(memory.peer).await;
        let told = rest_of(&mut memory.client).await;
        assert!(
            told.ends_with("-UTC\r\n") && told.lines().count() == 1,
            "{told}"
        );
        assert!(String::from_utf8_lossy(&answer(b"")).ends_with("-UTC\r\n"));
    }
}
