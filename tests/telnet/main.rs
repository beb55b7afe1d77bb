//! `netcheck telnet`: what a person at a terminal sees, what a pipe gets, what is recorded, and who is reached.

#![cfg(unix)]

#[path = "../common/mod.rs"]
mod common;
mod person;
mod pipe;
mod reach;

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::thread::{self, JoinHandle};

use common::folder::Folder;
use common::netcheck::{Netcheck, netcheck};

/// A server of one connection: its port, and when it is done.
pub(crate) fn serve(act: impl FnOnce(TcpStream) + Send + 'static) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = listener.local_addr().expect("a bound port").port();
    let serving = thread::spawn(move || act(listener.accept().expect("a client").0));
    (port.to_string(), serving)
}

/// What a client sent until it closed.
pub(crate) fn all_of(mut stream: &TcpStream) -> String {
    let mut sent = Vec::new();
    let _ = stream.read_to_end(&mut sent);
    String::from_utf8_lossy(&sent).into_owned()
}

pub(crate) fn say(mut stream: &TcpStream, words: impl AsRef<[u8]>) {
    stream
        .write_all(words.as_ref())
        .expect("a client that listens");
}

/// `netcheck telnet` with a pipe, in this folder, where it finds the labs that were started there.
pub(crate) fn piped(home: &Folder, words: &[&str], typed: &str) -> Netcheck {
    let telnet = netcheck(["telnet"]).args(words).stdin(typed);
    telnet.dir(home.path()).env("XDG_RUNTIME_DIR", home.path())
}
