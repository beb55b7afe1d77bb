//! Arguments, and where a server is reached; what servers do is tested with the whole program, in `tests/programs`.

use std::net::SocketAddr;

use super::{Listener, State, Transport, listening, place};
use crate::probe::testing::{assert_facts, diagnosed};

#[test]
fn one_program_is_started() {
    assert_eq!(diagnosed("serve: {}"), "`serve` needs a program to start");
    assert_eq!(diagnosed("serve: { python: a.py, arguments: [$port] }"), "");
    assert_eq!(
        diagnosed("serve: { python: a.py, input: b }"),
        "`serve` knows no key `input`"
    );
}

fn at(transport: Transport, at: &str) -> Listener {
    Listener {
        transport,
        at: at.parse::<SocketAddr>().expect("an address"),
    }
}

#[test]
fn it_is_reached_at_its_own_port_or_where_it_listens_first() {
    let (tcp, udp) = (
        at(Transport::Tcp, "0.0.0.0:8000"),
        at(Transport::Udp, "0.0.0.0:9000"),
    );
    let state = State {
        listeners: vec![tcp, udp],
        ..State::default()
    };
    assert_eq!(place(&state, None), Some(tcp));
    assert_eq!(place(&state, Some(9000)), Some(udp));
    assert_eq!(place(&state, Some(1)), None);
}

#[test]
fn to_whom_it_listens() {
    let check = |text, address, binds| {
        let facts = listening(at(Transport::Tcp, text));
        assert_facts(&facts, &[("address", address), ("binds", binds)]);
    };
    check("0.0.0.0:80", "127.0.0.1:80", "everywhere");
    check("[::]:80", "[::1]:80", "everywhere");
    check("127.0.0.1:80", "127.0.0.1:80", "loopback");
    check("198.51.100.10:80", "198.51.100.10:80", "one-address");
}
