//! `dnsmasq`, the DNS server of home routers.

use std::process::Command;

use crate::common::port::Port;
use crate::common::program::peer;
use crate::common::server::{Ready, Server, program};

/// A running `dnsmasq` that answers for `peers.test` and has nobody to ask for more.
pub(crate) struct Dnsmasq {
    /// Where it listens on 127.0.0.1, UDP and TCP.
    pub(crate) port: Port,
    _server: Server,
}

/// Starts it, where it is installed.
#[track_caller]
pub(crate) fn start() -> Option<Dnsmasq> {
    let dnsmasq = peer("dnsmasq")?;
    let port = Port::free();
    let mut command = program(&dnsmasq);
    arguments(&mut command, &port);
    let server = Server::start(&mut command, &Ready::Accepts(port.address()));
    Some(Dnsmasq {
        port,
        _server: server,
    })
}

fn arguments(command: &mut Command, port: &Port) {
    command
        .args(["--keep-in-foreground", "--conf-file=/dev/null"])
        .args(["--log-facility=-", "--pid-file="])
        .args(["--listen-address=127.0.0.1", "--bind-interfaces"])
        .arg(format!("--port={}", port.number))
        .args(["--no-resolv", "--no-hosts", "--local=/peers.test/"])
        .arg("--host-record=www.peers.test,192.0.2.80,2001:db8::80")
        .arg("--cname=web.peers.test,www.peers.test");
    if rustix::process::geteuid().is_root() {
        // It would become `dnsmasq`, a user that only the full package makes.
        command.arg("--user=root");
    }
}
