//! Probes that ask for names, against real DNS servers.

use serde_json::json;

use crate::common::port::Port;
use crate::common::program::peer;
use crate::judge::judge;
use crate::servers::{dnsmasq, named};

#[test]
fn bind_gives_answers_of_every_kind() {
    let Some(named) = named::start() else { return };
    let server = format!("\"127.0.0.1:{}\"", named.port.number);
    let report = judge(&format!(
        "\
- {{ id: address, title: A, dns: {{ ask: www.peers.test, server: {server} }}, expect: {{ status: noerror, authoritative: true, addresses: {{ same-set: [192.0.2.80] }} }} }}
- {{ id: ipv6, title: AAAA, dns: {{ ask: www.peers.test, type: AAAA, server: {server} }}, expect: {{ addresses: {{ same-set: [\"2001:db8::80\"] }} }} }}
- {{ id: alias, title: CNAME, dns: {{ ask: web.peers.test, server: {server} }}, expect: {{ addresses: {{ same-set: [192.0.2.80] }} }} }}
- {{ id: mail, title: MX, dns: {{ ask: peers.test, type: MX, server: {server} }}, expect: {{ status: noerror, answers: {{ same-set: [\"10 mail.peers.test\"] }} }} }}
- {{ id: nobody, title: NXDOMAIN, dns: {{ ask: nobody.peers.test, server: {server} }}, expect: {{ status: nxdomain }} }}
- {{ id: nothing, title: no data, dns: {{ ask: ns.peers.test, type: AAAA, server: {server} }}, expect: {{ status: nodata }} }}
- {{ id: broken, title: SERVFAIL, dns: {{ ask: broken.test, server: {server} }}, expect: {{ status: servfail, authoritative: false }} }}
- {{ id: elsewhere, title: REFUSED, dns: {{ ask: example.test, server: {server} }}, expect: {{ status: refused }} }}
- {{ id: many, title: over TCP, dns: {{ ask: many.peers.test, server: {server} }}, expect: {{ status: noerror, addresses: {{ count: {many} }} }} }}
",
        many = named::MANY
    ));
    report.all_pass(9);
}

#[test]
fn dnsmasq_gives_the_same_answers_and_refuses_what_it_would_have_to_ask() {
    let Some(dnsmasq) = dnsmasq::start() else {
        return;
    };
    let server = format!("\"127.0.0.1:{}\"", dnsmasq.port.number);
    let report = judge(&format!(
        "\
- {{ id: address, title: A, dns: {{ ask: www.peers.test, server: {server} }}, expect: {{ status: noerror, addresses: {{ same-set: [192.0.2.80] }} }} }}
- {{ id: alias, title: CNAME, dns: {{ ask: web.peers.test, server: {server} }}, expect: {{ addresses: {{ same-set: [192.0.2.80] }} }} }}
- {{ id: nobody, title: NXDOMAIN, dns: {{ ask: nobody.peers.test, server: {server} }}, expect: {{ status: nxdomain }} }}
- {{ id: elsewhere, title: REFUSED, dns: {{ ask: example.test, server: {server} }}, expect: {{ status: refused }} }}
"
    ));
    report.all_pass(4);
}

#[test]
fn the_probe_nslookup_runs_the_real_program_and_reads_it() {
    let Some(nslookup) = peer("nslookup") else {
        return;
    };
    let report = judge(
        "\
- { id: address, title: address, nslookup: www.usfca.edu, expect: { asked: www.usfca.edu, status: noerror, addresses: { same-set: [192.0.2.80] } } }
- { id: alias, title: alias, nslookup: web.usfca.edu, expect: { canonical-name: www.usfca.edu, addresses: { same-set: [192.0.2.80] } } }
- { id: nobody, title: nobody, nslookup: no-such-name.usfca.edu, expect: { status: nxdomain, addresses: absent } }
",
    );
    report.all_pass(3);
    for id in ["address", "alias", "nobody"] {
        let note = report.check(id)["evidence"]["notes"][0].as_str();
        let ran = format!("ran the program `{}`", nslookup.display());
        assert!(note.is_some_and(|note| note.starts_with(&ran)), "{note:?}");
    }
}

#[test]
fn a_dns_server_that_is_not_there_refuses_the_connection() {
    let port = Port::free();
    // A socket that talks to somebody else holds the port against other tests, and takes no datagram of the probe's.
    let held = std::net::UdpSocket::bind(port.address()).expect("a free port");
    held.connect((std::net::Ipv4Addr::LOCALHOST, 9))
        .expect("an address");
    let report = judge(&format!(
        "- {{ id: gone, title: gone, dns: {{ ask: www.peers.test, server: \"127.0.0.1:{}\" }}, expect: {{ status: connection-refused }} }}",
        port.number
    ));
    report.all_pass(1);
}

#[test]
fn a_wrong_expectation_of_a_real_server_fails_with_what_was_seen() {
    let Some(named) = named::start() else { return };
    let report = judge(&format!(
        "- {{ id: address, title: A, dns: {{ ask: www.peers.test, server: \"127.0.0.1:{}\" }}, expect: {{ addresses: {{ same-set: [192.0.2.81] }} }} }}",
        named.port.number
    ));
    let check = report.check("address");
    assert_eq!(check["verdict"], "fail", "{check:#}");
    let mismatch = &check["mismatches"][0];
    assert_eq!(mismatch["fact"], "addresses", "{check:#}");
    assert_eq!(mismatch["actual"], json!(["192.0.2.80"]), "{check:#}");
}
