//! Outcomes that are easily mixed up are told apart: of questions, and of connections.

use std::net::{Ipv6Addr, TcpListener};

use super::assignment::{Check, PATIENT, SHORT, assignment, facts, report, with_world};
use super::common::program::skip;

/// One server that behaves, beside servers and hosts that do not.
const WORLD: &str = "
netcheck: 1
title: Outcomes
resolver: 203.0.113.53
zones: [t.test]
hosts:
  ns.t.test: { addresses: [203.0.113.53], services: { 53: dns } }
  www.t.test: { addresses: [203.0.113.80], services: { 80: http, 82: filtered, 83: reset } }
  servfail.t.test: { addresses: [203.0.113.1], services: { 53: { faulty: servfail } } }
  refused.t.test: { addresses: [203.0.113.2], services: { 53: { faulty: refused } } }
  silent.t.test: { addresses: [203.0.113.3], manner: silent }
  unreachable.t.test: { addresses: [203.0.113.4], manner: unreachable }
aliases:
  web.t.test: www.t.test
  mail.t.test: note.t.test
texts:
  note.t.test: only a text
addresses:
  silent-first.t.test: [203.0.113.3, 203.0.113.80]
  refused-first.t.test: [203.0.113.2, 203.0.113.80]
  unreachable-first.t.test: [203.0.113.4, 203.0.113.80]
  all-dead.t.test: [203.0.113.4, 203.0.113.2]
  many.t.test: [MANY]
";

/// How many addresses `many.t.test` has: far too many for a datagram.
const MANY: usize = 200;

fn world() -> String {
    let addresses: Vec<String> = (1..=MANY).map(|n| format!("198.51.100.{n}")).collect();
    WORLD.replace("MANY", &addresses.join(", "))
}

/// Runs checks of one kind and compares some facts of each.
#[track_caller]
fn check(names: &[&str], rows: &[(&str, &str, &str)]) {
    let ids: Vec<String> = (0..rows.len()).map(|n| format!("check-{n}")).collect();
    let checks = ids
        .iter()
        .zip(rows)
        .map(|(id, &(timeout, probe, _))| Check { id, timeout, probe });
    let report = report(&with_world(&world(), checks));
    report.all_pass(rows.len());
    for (id, (_, probe, want)) in ids.iter().zip(rows) {
        let got: Vec<String> = facts(&report, id, names)
            .iter()
            .filter_map(|fact| Some(fact.split_once(' ')?.1.to_owned()))
            .collect();
        assert_eq!(got.join(", "), *want, "{probe}");
    }
}

#[test]
fn answers_to_a_question_are_told_apart() {
    check(
        &["status", "transport", "addresses", "aliases"],
        &[
            (
                PATIENT,
                "dns: www.t.test",
                "noerror, udp, [\"203.0.113.80\"], []",
            ),
            (
                PATIENT,
                "dns: web.t.test",
                "noerror, udp, [\"203.0.113.80\"], [\"www.t.test\"]",
            ),
            (PATIENT, "dns: no-such-name.t.test", "nxdomain, udp, [], []"),
            (
                PATIENT,
                "dns: { ask: www.t.test, type: AAAA }",
                "nodata, udp, [], []",
            ),
            (
                PATIENT,
                "dns: mail.t.test",
                "nodata, udp, [], [\"note.t.test\"]",
            ),
            (
                PATIENT,
                "dns: { ask: www.t.test, server: servfail.t.test }",
                "servfail, udp, [], []",
            ),
            (
                PATIENT,
                "dns: { ask: www.t.test, server: refused.t.test }",
                "refused, udp, [], []",
            ),
            (
                SHORT,
                "dns: { ask: www.t.test, server: silent.t.test }",
                "timeout, udp, -, -",
            ),
            (
                PATIENT,
                "dns: { ask: www.t.test, server: www.t.test }",
                "connection-refused, udp, -, -",
            ),
            (
                PATIENT,
                "dns: { ask: www.t.test, server: unreachable.t.test }",
                "unreachable, udp, -, -",
            ),
            (
                PATIENT,
                "dns: { ask: www.t.test, server: no-such-name.t.test }",
                "unreachable, -, -, -",
            ),
        ],
    );
}

#[test]
fn an_answer_that_does_not_fit_into_a_datagram_comes_whole_over_tcp() {
    let probe = "dns: many.t.test\n    expect: { status: noerror, truncated: true, transport: tcp, addresses: { count: 200 } }";
    let check = Check {
        id: "many",
        timeout: PATIENT,
        probe,
    };
    report(&with_world(&world(), [check])).all_pass(1);
}

#[test]
fn ends_of_connecting_are_told_apart() {
    check(
        &["result", "address"],
        &[
            (PATIENT, "connect: \"www.t.test:80\"", "open, 203.0.113.80"),
            (
                PATIENT,
                "connect: \"www.t.test:81\"",
                "refused, 203.0.113.80",
            ),
            (SHORT, "connect: \"www.t.test:82\"", "timeout, 203.0.113.80"),
            (
                PATIENT,
                "connect: { to: \"www.t.test:83\", watch: 30s }",
                "reset, 203.0.113.80",
            ),
            (
                SHORT,
                "connect: \"silent.t.test:80\"",
                "timeout, 203.0.113.3",
            ),
            (
                PATIENT,
                "connect: \"unreachable.t.test:80\"",
                "unreachable, 203.0.113.4",
            ),
            (
                PATIENT,
                "connect: \"no-such-name.t.test:80\"",
                "unknown-host, -",
            ),
            (PATIENT, "connect: \"mail.t.test:80\"", "unknown-host, -"),
            (
                PATIENT,
                "connect: \"all-dead.t.test:80\"",
                "refused, 203.0.113.2",
            ),
        ],
    );
}

/// The lab hands addresses out in turns, so each name is asked for twice: a dead address comes first at least once.
#[test]
fn a_dead_address_does_not_hide_the_one_that_answers() {
    let mut rows = Vec::new();
    for name in ["silent-first", "refused-first", "unreachable-first"] {
        let probe = format!("connect: \"{name}.t.test:80\"");
        rows.extend([probe.clone(), probe]);
    }
    let rows: Vec<_> = rows
        .iter()
        .map(|probe| (PATIENT, probe.as_str(), "open, 203.0.113.80"))
        .collect();
    check(&["result", "address"], &rows);
}

#[test]
fn ipv6_is_reached_too() {
    let Ok(server) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else {
        skip("this machine has no IPv6");
        return;
    };
    let port = server.local_addr().expect("it is bound").port();
    let probe = format!("connect: \"[::1]:{port}\"");
    let checks = [Check {
        id: "six",
        timeout: PATIENT,
        probe: &probe,
    }];
    let report = report(&assignment(checks));
    let want = ["result open", "address ::1", "local-address ::1"];
    let names = ["result", "address", "local-address"];
    assert_eq!(facts(&report, "six", &names), want);
}
