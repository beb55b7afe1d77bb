//! Peers that misbehave over TCP. At a web port they wait for a request first, elsewhere they speak first.

use std::time::Duration;

use super::{Acting, Fault};
use crate::lab::peer::{Came, Peer};
use crate::lab::plain;

/// How long a client may say nothing.
const PATIENCE: Duration = Duration::from_hours(1);
/// The ports at which a peer pretends to be a web server.
const WEB_PORTS: [u16; 3] = [80, 8000, 8080];
/// How many bytes of the endless line come at once; after them as much comes every tenth of a second.
const AT_ONCE: usize = 2 * 1024 * 1024;

pub(super) const ACCEPTS_AND_SAYS_NOTHING: Fault = Fault::of_stream(
    "accepts-and-says-nothing",
    "takes everything and never says a word",
    accepts_and_says_nothing,
);

pub(super) const ACCEPTS_AND_CLOSES: Fault = Fault::of_stream(
    "accepts-and-closes",
    "closes as soon as somebody has connected",
    accepts_and_closes,
);

pub(super) const RESETS_IN_THE_MIDDLE: Fault = Fault::of_stream(
    "resets-in-the-middle",
    "begins an answer and resets the connection",
    resets_in_the_middle,
);

pub(super) const ONE_BYTE_A_SECOND: Fault = Fault::of_stream(
    "one-byte-a-second",
    "sends one byte of an answer a second, for ever",
    one_byte_a_second,
);

pub(super) const NEVER_ENDS_A_LINE: Fault = Fault::of_stream(
    "never-ends-a-line",
    "sends two megabytes without a line end, and then more",
    never_ends_a_line,
);

pub(super) const NUL_AND_CONTROL_BYTES: Fault = Fault::of_stream(
    "nul-and-control-bytes",
    "sends an answer with NUL, every control character and bytes that are no UTF-8",
    nul_and_control_bytes,
);

pub(super) const TERMINAL_ESCAPES: Fault = Fault::of_stream(
    "terminal-escapes",
    "sends an answer that clears a terminal, colours it and renames its window",
    terminal_escapes,
);

pub(super) const ANSWERS_BEFORE_ASKED: Fault = Fault::of_stream(
    "answers-before-asked",
    "sends all its answers before any question",
    answers_before_asked,
);

fn accepts_and_says_nothing(peer: Peer, _: u16) -> Acting {
    Box::pin(plain::silent(peer))
}

fn accepts_and_closes(peer: Peer, _: u16) -> Acting {
    Box::pin(peer.farewell())
}

fn resets_in_the_middle(mut peer: Peer, port: u16) -> Acting {
    Box::pin(async move {
        let beginning: &[u8] = if is_web(port) {
            b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe first half of"
        } else {
            b"220 smtp.faults.test ESM"
        };
        if at_my_turn(&mut peer, port).await && peer.say(beginning).await.is_ok() {
            // A reset overtakes what has not been read yet: give the client a moment to read.
            is_over(&mut peer, Duration::from_millis(100)).await;
            peer.reset();
        }
    })
}

fn one_byte_a_second(mut peer: Peer, port: u16) -> Acting {
    Box::pin(async move {
        if !at_my_turn(&mut peer, port).await {
            return;
        }
        let text: &[u8] = if is_web(port) {
            b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\none byte a second "
        } else {
            b"220 one byte a second\r\n"
        };
        for byte in text.iter().cycle() {
            if peer.send_patiently(&[*byte]).await.is_err() {
                return peer.gone();
            }
            if is_over(&mut peer, Duration::from_secs(1)).await {
                return peer.gone();
            }
        }
    })
}

fn never_ends_a_line(mut peer: Peer, port: u16) -> Acting {
    Box::pin(async move {
        if !at_my_turn(&mut peer, port).await {
            return;
        }
        let start: &[u8] = if is_web(port) {
            b"HTTP/1.1 200 "
        } else {
            b"220 "
        };
        let mut sent = peer.send_patiently(start).await;
        let chunk = vec![b'x'; 64 * 1024];
        for count in 0_usize.. {
            if sent.is_err() {
                return peer.gone();
            }
            // Whoever reads on for ever shall not keep a processor busy.
            let late = count * chunk.len() >= AT_ONCE;
            if late && is_over(&mut peer, Duration::from_millis(100)).await {
                return peer.gone();
            }
            sent = peer.send_patiently(&chunk).await;
        }
    })
}

fn nul_and_control_bytes(peer: Peer, port: u16) -> Acting {
    let line_ends = |byte: &u8| *byte != b'\r' && *byte != b'\n';
    let text = (0..=0x1f).chain(0x7f..=0xff).filter(line_ends).collect();
    Box::pin(says(peer, port, text))
}

fn terminal_escapes(peer: Peer, port: u16) -> Acting {
    let text =
        "\x1b[2J\x1b[H\x1b[31mpass\x1b[0m \x1b]0;owned\x07\x1b]52;c;aGk=\x07\u{9b}2J\u{202e}";
    Box::pin(says(peer, port, text.into()))
}

/// Sends a text as a greeting, or at a web port as reason, header and body of an answer, and closes.
async fn says(mut peer: Peer, port: u16, text: Vec<u8>) {
    if !at_my_turn(&mut peer, port).await {
        return;
    }
    let answer = if is_web(port) {
        let size = format!("\r\nContent-Length: {}\r\n\r\n", text.len());
        let parts = [
            b"HTTP/1.1 200 OK ",
            &*text,
            b"\r\nX-Fault: ",
            &text,
            size.as_bytes(),
            &text,
        ];
        parts.concat()
    } else {
        [b"220 ", &*text, b"\r\n"].concat()
    };
    if peer.say(answer).await.is_ok() {
        peer.farewell().await;
    }
}

fn answers_before_asked(mut peer: Peer, port: u16) -> Acting {
    Box::pin(async move {
        let answers = if is_web(port) {
            "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n"
        } else {
            "220 smtp.faults.test ESMTP\r\n250 smtp.faults.test\r\n250 2.1.0 Ok\r\n250 2.1.5 Ok\r\n\
             354 End data with <CR><LF>.<CR><LF>\r\n250 2.0.0 Ok: queued as 0000000000\r\n221 2.0.0 Bye\r\n"
        };
        if peer.say(answers).await.is_ok() {
            plain::silent(peer).await;
        }
    })
}

fn is_web(port: u16) -> bool {
    WEB_PORTS.contains(&port)
}

/// At a web port waits until the client has said something.
async fn at_my_turn(peer: &mut Peer, port: u16) -> bool {
    if !is_web(port) {
        return true;
    }
    let came = peer.more(PATIENCE).await;
    let bytes = peer.take_all();
    peer.visit().client(&bytes);
    peer.visit().request(&bytes);
    came == Came::Bytes
}

/// Lets some time pass, reading what comes; whether the client has closed meanwhile.
async fn is_over(peer: &mut Peer, pause: Duration) -> bool {
    let until = tokio::time::Instant::now() + pause;
    loop {
        match tokio::time::timeout_at(until, peer.more(PATIENCE)).await {
            Ok(Came::Bytes) => {
                let bytes = peer.take_all();
                peer.visit().client(&bytes);
            }
            Ok(Came::End) => return true,
            Ok(Came::Idle) | Err(_) => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    use super::*;
    use crate::lab::fault::{Act, find};
    use crate::lab::testing::{door, in_memory, lab, rest_of};
    use crate::model::Service;

    /// What a fault says at a port to who asks for a page there, in memory and with a clock that runs as fast as it can.
    async fn said(name: &str, port: u16) -> Vec<u8> {
        let fault = name.to_owned();
        let mut memory = in_memory(port, Service::Faulty { fault });
        let Some(Act::Stream(act)) = find(name).map(|fault| fault.act) else {
            panic!("{name} is a fault of TCP");
        };
        memory
            .client
            .write_all(b"GET / HTTP/1.0\r\n\r\n")
            .await
            .unwrap();
        let mut heard = vec![0; 3 * AT_ONCE];
        let read = async {
            let mut size = 0;
            // Not all faults come to an end: what has come in a minute is enough.
            let all = async {
                while size < heard.len() {
                    match memory.client.read(&mut heard[size..]).await {
                        Ok(0) | Err(_) => break,
                        Ok(count) => size += count,
                    }
                }
            };
            let _ = tokio::time::timeout(Duration::from_mins(1), all).await;
            drop(memory.client);
            size
        };
        let ((), size) = tokio::join!(act(memory.peer, port), read);
        heard.truncate(size);
        heard
    }

    #[tokio::test(start_paused = true)]
    async fn each_fault_is_what_its_name_says() {
        for (name, at_mail, at_web) in [
            ("accepts-and-says-nothing", "", ""),
            ("accepts-and-closes", "", ""),
            (
                "resets-in-the-middle",
                "220 smtp.faults.test ESM",
                "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\nthe first half of",
            ),
            (
                "answers-before-asked",
                "220 smtp.faults.test ESMTP\r\n250 ",
                "HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nhello\n",
            ),
            ("terminal-escapes", "220 \x1b[2J", "HTTP/1.1 200 OK \x1b[2J"),
            (
                "nul-and-control-bytes",
                "220 \0\x01\x02",
                "HTTP/1.1 200 OK \0\x01\x02",
            ),
        ] {
            for (port, want) in [(25, at_mail), (80, at_web)] {
                let got = said(name, port).await;
                let got = String::from_utf8_lossy(&got);
                assert_eq!(got.get(..want.len()), Some(want), "{name} at {port}");
                assert!(!want.is_empty() || got.is_empty(), "{name} at {port}");
            }
        }
    }

    #[tokio::test(start_paused = true)]
    async fn one_byte_a_second_is_one_byte_a_second() {
        let got = said("one-byte-a-second", 25).await;
        assert!((59..=61).contains(&got.len()), "{}", got.len());
        assert!(got.starts_with(b"220 one byte a second\r\n220 "));
    }

    #[tokio::test(start_paused = true)]
    async fn a_line_without_end_goes_on_after_two_megabytes() {
        let got = said("never-ends-a-line", 80).await;
        assert_eq!(got.len(), 3 * AT_ONCE);
        assert!(got.starts_with(b"HTTP/1.1 200 xxx"));
        assert!(!got.contains(&b'\n'));
    }

    #[tokio::test]
    async fn a_reset_in_the_middle_comes_after_the_beginning() {
        let fault = "resets-in-the-middle".to_owned();
        let lab = lab([(25, Service::Faulty { fault })]).await;
        let mut stream = tokio::net::TcpStream::connect(door(&lab, 25))
            .await
            .unwrap();
        let mut heard = Vec::new();
        let error = stream.read_to_end(&mut heard).await.unwrap_err();
        assert_eq!(heard, b"220 smtp.faults.test ESM");
        assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    }

    #[tokio::test]
    async fn a_client_that_leaves_ends_the_fault() {
        let mut memory = in_memory(25, Service::Echo);
        memory.client.shutdown().await.unwrap();
        let ((), said) = tokio::join!(
            accepts_and_says_nothing(memory.peer, 25),
            rest_of(&mut memory.client)
        );
        assert_eq!(said, "");
    }
}
