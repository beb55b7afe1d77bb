//! The DNS servers of a lab, over UDP and TCP (RFC 1035 4.2).

mod answer;
mod show;
mod zones;

use std::sync::Arc;
use std::time::Duration;

use tokio::net::UdpSocket;

use self::show::shown;
use super::accept::Post;
use super::peer::{Came, Peer};

pub(super) use self::zones::Zones;

/// How long a client over TCP may take its time (RFC 7766 6.2.3 asks for seconds).
const IDLE: Duration = Duration::from_secs(30);
/// The largest question over UDP that is read.
const DATAGRAM_LIMIT: usize = 4096;
/// The most questions over one TCP connection.
const QUESTIONS_LIMIT: usize = 10_000;

/// How a question came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Via {
    /// In a datagram.
    Udp,
    /// Over a connection.
    Tcp,
}

/// As what a server answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// As the server that clients ask for any name: recursion available, not authoritative, as a campus resolver.
    Resolver,
    /// As the server of the zones: authoritative, no recursion.
    Authority,
}

/// Who makes the answers.
#[derive(Clone, Copy, Debug)]
pub(super) enum Clerk {
    /// The zones of the world.
    Zones(Role),
    /// A fault of the table.
    Fault(fn(&[u8], Via) -> Option<Vec<u8>>),
}

impl Clerk {
    fn answer(self, post: &Post, via: Via, question: &[u8]) -> Option<Vec<u8>> {
        match self {
            Self::Zones(role) => answer::answer(post.shared().zones(), role, via, question),
            Self::Fault(fault) => fault(question, via),
        }
    }
}

/// Answers datagrams, for ever.
pub(super) async fn serve_datagrams(socket: UdpSocket, post: Arc<Post>, clerk: Clerk) {
    let mut buffer = vec![0; DATAGRAM_LIMIT];
    loop {
        let Ok((size, from)) = socket.recv_from(&mut buffer).await else {
            // Some systems report here that an earlier answer found nobody.
            tokio::time::sleep(Duration::from_millis(5)).await;
            continue;
        };
        let question = &buffer[..size];
        let visit = post.arrive(from);
        visit.received(question);
        visit.client(shown(post.shared(), question).as_bytes());
        let Some(answer) = clerk.answer(&post, Via::Udp, question) else {
            continue;
        };
        visit.server(shown(post.shared(), &answer).as_bytes());
        // A client that is gone is no error of the server.
        let _ = socket.send_to(&answer, from).await;
    }
}

/// Answers the questions of one connection.
pub(super) async fn serve_connection(mut peer: Peer, post: &Post, clerk: Clerk) {
    for _ in 0..QUESTIONS_LIMIT {
        let Some(question) = question(&mut peer).await else {
            return peer.farewell().await;
        };
        let text = shown(post.shared(), &question);
        peer.visit().client(text.as_bytes());
        let Some(answer) = clerk.answer(post, Via::Tcp, &question) else {
            continue;
        };
        peer.visit()
            .server(shown(post.shared(), &answer).as_bytes());
        let Ok(size) = u16::try_from(answer.len()) else {
            return;
        };
        let framed = [&size.to_be_bytes(), answer.as_slice()].concat();
        if peer.send(&framed).await.is_err() {
            return;
        }
    }
}

/// The next question: two bytes of length, and as many bytes (RFC 1035 4.2.2).
async fn question(peer: &mut Peer) -> Option<Vec<u8>> {
    loop {
        if let Some(&[high, low]) = peer.unread().first_chunk::<2>() {
            let end = 2 + usize::from(u16::from_be_bytes([high, low]));
            if peer.unread().len() >= end {
                return Some(peer.take(end).split_off(2));
            }
        }
        match peer.more(IDLE).await {
            Came::Bytes => {}
            Came::Idle | Came::End => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use hickory_proto::op::{Message, MessageType, OpCode, Query};
    use hickory_proto::rr::{Name, RecordType};
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    use tokio::net::TcpStream;

    use super::*;
    use crate::lab::testing::{door, lab};
    use crate::model::Service;

    fn question() -> Vec<u8> {
        let mut message = Message::new(7, MessageType::Query, OpCode::Query);
        let name = Name::from_ascii("h.test.").unwrap();
        message.add_query(Query::query(name, RecordType::A));
        message.to_vec().unwrap()
    }

    async fn over_udp(at: std::net::SocketAddr) -> Vec<u8> {
        let socket = UdpSocket::bind(("127.0.0.1", 0)).await.unwrap();
        socket.send_to(&question(), at).await.unwrap();
        let mut buffer = [0; 600];
        let size = socket.recv(&mut buffer).await.unwrap();
        buffer[..size].to_vec()
    }

    /// The answers to questions over one connection, sent in chunks of this size.
    async fn over_tcp(at: std::net::SocketAddr, questions: usize, size: usize) -> Vec<u8> {
        let mut stream = TcpStream::connect(at).await.unwrap();
        let length = u16::try_from(question().len()).unwrap().to_be_bytes();
        let bytes = [&length, question().as_slice()].concat().repeat(questions);
        for chunk in bytes.chunks(size) {
            stream.write_all(chunk).await.unwrap();
        }
        stream.shutdown().await.unwrap();
        let mut heard = Vec::new();
        stream.read_to_end(&mut heard).await.unwrap();
        heard
    }

    #[tokio::test]
    async fn udp_and_tcp_answer_alike() {
        let lab = lab([(53, Service::Dns)]).await;
        let at = door(&lab, 53);
        let answer = over_udp(at).await;
        let length = u16::try_from(answer.len()).unwrap().to_be_bytes();
        let framed = [&length, answer.as_slice()].concat();
        assert_eq!(over_tcp(at, 1, 1000).await, framed);
        assert_eq!(over_tcp(at, 3, 5).await, framed.repeat(3));
    }

    #[tokio::test]
    async fn a_fault_answers_over_both() {
        let fault = "servfail".to_owned();
        let lab = lab([(53, Service::Faulty { fault })]).await;
        let at = door(&lab, 53);
        assert_eq!(over_udp(at).await[3] & 0xf, 2);
        assert_eq!(over_tcp(at, 1, 1000).await[5] & 0xf, 2);
    }

    #[tokio::test]
    async fn questions_are_in_the_book() {
        let lab = lab([(53, Service::Dns)]).await;
        over_udp(door(&lab, 53)).await;
        let seen = lab.witness().visits().remove(0);
        assert_eq!(seen.received, question());
    }
}
