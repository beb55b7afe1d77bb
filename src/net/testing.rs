//! A small world for tests: servers on free ports of this machine, mapped by hand.

use std::future::Future;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use hickory_proto::op::{Message, MessageType};
use hickory_proto::rr::rdata::{A, AAAA, CNAME};
use hickory_proto::rr::{Name, RData, Record};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpSocket, TcpStream, UdpSocket};
use tokio::task::JoinSet;

use crate::model::{Manner, Net};
use crate::net::{Door, Internet, Mapping, Witness};

/// Where the world's DNS server is.
pub(crate) const RESOLVER: &str = "192.0.2.53";

/// A small world; dropping it ends its servers.
pub(crate) struct Small {
    pub(crate) mapping: Mapping,
    pub(crate) witness: Witness,
    // Bound and never listening: connections to it are refused.
    _closed: TcpSocket,
    servers: JoinSet<()>,
}

pub(crate) fn ip(text: &str) -> IpAddr {
    text.parse().unwrap()
}

impl Small {
    pub(crate) fn new() -> Self {
        let closed = TcpSocket::new_v4().unwrap();
        closed.bind((Ipv4Addr::LOCALHOST, 0).into()).unwrap();
        Self {
            mapping: Mapping {
                tcp: [].into(),
                udp: [].into(),
                hosts: [
                    (ip("192.0.2.80"), Manner::Refuses),
                    (ip("2001:db8::80"), Manner::Refuses),
                    (ip("192.0.2.250"), Manner::Silent),
                    (ip("192.0.2.251"), Manner::Unreachable),
                ]
                .into(),
                closed: closed.local_addr().unwrap(),
                resolver: None,
            },
            witness: Witness::default(),
            _closed: closed,
            servers: JoinSet::new(),
        }
    }

    /// The world as probes see it.
    pub(crate) fn internet(&self) -> Internet {
        Internet::new(
            Net::Loopback,
            Some(Arc::new(self.mapping.clone())),
            Some(self.witness.clone()),
            Arc::default(),
        )
    }

    /// A TCP server at an address of the world, one task for all its connections in turn.
    pub(crate) async fn tcp<F>(
        &mut self,
        at: (&str, u16),
        mut serve: impl FnMut(TcpStream) -> F + Send + 'static,
    ) -> SocketAddr
    where
        F: Future<Output = ()> + Send,
    {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let socket = listener.local_addr().unwrap();
        let at = (ip(at.0), at.1);
        self.mapping.tcp.insert(at, Door::At(socket));
        let witness = self.witness.clone();
        self.servers.spawn(async move {
            while let Ok((stream, from)) = listener.accept().await {
                witness.arrive(at, from);
                serve(stream).await;
            }
        });
        socket
    }

    /// A DNS server as the world's resolver: what it sends back, in order, for each datagram.
    pub(crate) async fn udp_dns(
        &mut self,
        mut answer: impl FnMut(&[u8]) -> Vec<Vec<u8>> + Send + 'static,
    ) -> SocketAddr {
        let server = UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).await.unwrap();
        let socket = server.local_addr().unwrap();
        let at = (ip(RESOLVER), 53);
        self.mapping.udp.insert(at, Door::At(socket));
        self.mapping.resolver = Some(at);
        self.servers.spawn(async move {
            let mut buffer = vec![0; 4096];
            while let Ok((length, client)) = server.recv_from(&mut buffer).await {
                for datagram in answer(&buffer[..length]) {
                    server.send_to(&datagram, client).await.unwrap();
                }
            }
        });
        socket
    }

    /// A DNS server over TCP beside it.
    pub(crate) async fn tcp_dns(
        &mut self,
        answer: impl Fn(&[u8]) -> Vec<u8> + Clone + Send + 'static,
    ) {
        self.tcp((RESOLVER, 53), move |mut stream| {
            let answer = answer.clone();
            async move {
                let length = stream.read_u16().await.unwrap();
                let mut question = vec![0; usize::from(length)];
                stream.read_exact(&mut question).await.unwrap();
                let reply = answer(&question);
                stream
                    .write_u16(u16::try_from(reply.len()).unwrap())
                    .await
                    .unwrap();
                stream.write_all(&reply).await.unwrap();
            }
        })
        .await;
    }

    /// A DNS server that knows some names: an address, or another name that it is an alias of.
    pub(crate) async fn names(
        &mut self,
        names: &'static [(&'static str, &'static [&'static str])],
    ) {
        self.udp_dns(move |question| vec![known(question, names)])
            .await;
    }
}

/// The reply to a question, before it is changed.
pub(crate) fn reply_to(question: &[u8]) -> Message {
    let mut message = Message::from_vec(question).unwrap();
    message.metadata.message_type = MessageType::Response;
    message.metadata.authoritative = true;
    message
}

/// One record; `data` is an address, or the name that `owner` is an alias of.
pub(crate) fn record(owner: &str, data: &str) -> Record {
    let name = |text: &str| Name::from_ascii(format!("{text}.")).unwrap();
    let data = match data.parse() {
        Ok(IpAddr::V4(address)) => RData::A(A(address)),
        Ok(IpAddr::V6(address)) => RData::AAAA(AAAA(address)),
        Err(_) => RData::CNAME(CNAME(name(data))),
    };
    Record::from_rdata(name(owner), 300, data)
}

fn known(question: &[u8], names: &[(&str, &[&str])]) -> Vec<u8> {
    let mut reply = reply_to(question);
    let kind = reply.queries[0].query_type();
    let mut at = reply.queries[0]
        .name()
        .to_ascii()
        .trim_end_matches('.')
        .to_owned();
    let mut exists = false;
    while let Some((owner, data)) = names.iter().find(|(owner, _)| *owner == at) {
        exists = true;
        let records: Vec<Record> = data.iter().map(|data| record(owner, data)).collect();
        let alias = records
            .first()
            .filter(|first| matches!(first.data, RData::CNAME(_)));
        at = if alias.is_some() {
            data[0].to_owned()
        } else {
            String::new()
        };
        let wanted =
            |one: &Record| one.record_type() == kind || matches!(one.data, RData::CNAME(_));
        reply.add_answers(records.into_iter().filter(wanted));
    }
    if !exists {
        reply.metadata.response_code = hickory_proto::op::ResponseCode::NXDomain;
    }
    reply.to_vec().unwrap()
}
