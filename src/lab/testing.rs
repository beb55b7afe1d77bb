//! What the tests of the servers share: small worlds, and clients over sockets and in memory.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt, DuplexStream, duplex};
use tokio::net::TcpStream;

use crate::model::{Host, Manner, Service, World};
use crate::net::{Door, Witness};

use super::accept::{Post, Shared};
use super::book::Book;
use super::log::Log;
use super::peer::{Peer, Wire};
use super::{Lab, Ports};

/// The address of the only host of [`world`].
pub(super) const ADDRESS: IpAddr = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));

impl Wire for DuplexStream {
    fn reset_on_close(&self) {}
}

/// A world of one host, `h.test`, with these services.
pub(super) fn world(services: impl IntoIterator<Item = (u16, Service)>) -> World {
    World {
        title: "a small world".to_owned(),
        hosts: vec![Host {
            name: "h.test".to_owned(),
            addresses: vec![ADDRESS],
            manner: Manner::Refuses,
            services: services.into_iter().collect(),
        }],
        zones: vec!["test".to_owned()],
        refused_mail_domains: vec!["refused.test".to_owned()],
        resolver: Some(ADDRESS),
        ..World::default()
    }
}

/// A lab that plays [`world`].
pub(super) async fn lab(services: impl IntoIterator<Item = (u16, Service)>) -> Lab {
    let world = Arc::new(world(services));
    Lab::start(world, Ports::Free, None).await.unwrap()
}

/// The socket behind a port of the host.
pub(super) fn door(lab: &Lab, port: u16) -> SocketAddr {
    match lab.mapping().tcp[&(ADDRESS, port)] {
        Door::At(at) => at,
        Door::Silent => panic!("{port} is silent"),
    }
}

/// Sends all of a text, closes, and reads what comes until the server closes.
pub(super) async fn talk(lab: &Lab, port: u16, text: &str) -> String {
    let mut stream = TcpStream::connect(door(lab, port)).await.unwrap();
    stream.write_all(text.as_bytes()).await.unwrap();
    stream.shutdown().await.unwrap();
    let mut heard = Vec::new();
    stream.read_to_end(&mut heard).await.unwrap();
    String::from_utf8(heard).unwrap()
}

/// A client in memory, and what a server gets of it.
pub(super) struct InMemory {
    pub(super) peer: Peer,
    pub(super) client: DuplexStream,
    pub(super) post: Post,
    pub(super) witness: Witness,
}

/// A client of the service at a port of [`world`], in memory.
pub(super) fn in_memory(port: u16, service: Service) -> InMemory {
    let witness = Witness::default();
    let book = Book::new(witness.clone(), Log::default());
    let shared = Arc::new(Shared::new(Arc::new(world([(port, service)])), book, None));
    let server = Post::new(&shared, 0, (ADDRESS, port));
    let (client, wire) = duplex(1024 * 1024);
    let from = SocketAddr::from(([127, 0, 0, 1], 9));
    InMemory {
        peer: Peer::new(wire, server.arrive(from)),
        client,
        post: server,
        witness,
    }
}

/// Reads what comes until the server closes.
pub(super) async fn rest_of(client: &mut DuplexStream) -> String {
    let mut heard = Vec::new();
    client.read_to_end(&mut heard).await.unwrap();
    String::from_utf8_lossy(&heard).into_owned()
}

/// A text with the parts that change from run to run replaced: dates and queue ids.
pub(super) fn redacted(text: &str) -> String {
    let date = regex::Regex::new(r"\w{3}, \d\d \w{3} \d{4} \d\d:\d\d:\d\d").unwrap();
    let id = regex::Regex::new(r"\b[0-9A-F]{10}\b").unwrap();
    let text = date.replace_all(text, "[date]");
    id.replace_all(&text, "[id]").replace('\r', "")
}
