//! `lab-saw` sees every connection of the check that it needs, however late a server takes it up.

use std::fmt::Write as _;
use std::net::TcpListener;

use super::assignment::{Check, PATIENT, assignment, faults_world, report, with_world};

/// How many connections are made, each with a check that asks the lab for it.
const TIMES: usize = 300;

const WORLD: &str = "
netcheck: 1
title: A web server
resolver: 203.0.113.53
zones: [t.test]
hosts:
  ns.t.test: { addresses: [203.0.113.53], services: { 53: dns } }
  www.t.test: { addresses: [203.0.113.80], services: { 25: smtp, 80: http } }
";

#[test]
fn every_connection_is_seen_at_once_and_every_time() {
    let mut rest = String::new();
    for n in 1..TIMES {
        let (probe, port, seen) = match n % 3 {
            0 => (
                "connect: \"www.t.test:80\"",
                80,
                "connections: 1, requests: 0",
            ),
            1 => (
                "http: \"http://www.t.test/\"",
                80,
                "connections: 1, requests: 1",
            ),
            _ => (
                "talk: { to: \"www.t.test:25\", say: [ { send: NOOP }, { close: true } ] }",
                25,
                "connections: 1, received: \"NOOP\\r\\n\"",
            ),
        };
        write!(
            rest,
            "\n  - {{ id: made-{n}, title: A, timeout: 60s, {probe} }}\n  \
             - {{ id: saw-{n}, title: A, timeout: 60s, needs: [made-{n}], lab-saw: \"www.t.test:{port}\", expect: {{ {seen} }} }}"
        )
        .expect("text");
    }
    let first = format!("connect: \"www.t.test:80\"{rest}");
    let check = Check {
        id: "first",
        timeout: PATIENT,
        probe: &first,
    };
    report(&with_world(WORLD, [check])).all_pass(2 * TIMES - 1);
}

#[test]
fn a_mail_under_tls_is_seen_as_one_in_plain_text_is() {
    let sent = "smtp: { to: \"www.t.test:25\", from: a@b.test, rcpt: c@d.test, starttls: true, helo: me.test }\n    \
                expect: { tls: TLSv1.3, accepted: true, extensions: { not: { contains: STARTTLS } }, closed-by: peer }";
    let verified = "smtp: { to: \"www.t.test:25\", from: a@b.test, rcpt: c@d.test, starttls: verify }\n    \
                    expect: { tls: absent, tls-error: { matches: UnknownIssuer }, accepted: false }";
    let saw = "needs: [sent]\n    lab-saw: \"www.t.test:25\"\n    expect: { mails: 1, mail.helo: me.test, mail.from: a@b.test, mail.to: { contains: c@d.test } }";
    let checks = [("sent", sent), ("verified", verified), ("saw", saw)].map(|(id, probe)| Check {
        id,
        timeout: PATIENT,
        probe,
    });
    report(&with_world(WORLD, checks)).all_pass(3);
}

#[test]
fn a_connection_that_never_came_to_the_lab_is_not_waited_for() {
    let server = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let port = server.local_addr().expect("it is bound").port();
    let made = format!("connect: \"127.0.0.1:{port}\"");
    let saw = "needs: [made]\n    lab-saw: \"ns.faults.test:53\"\n    expect: { connections: 0 }";
    let checks = [("made", made.as_str()), ("saw", saw)].map(|(id, probe)| Check {
        id,
        // Longer than the run may take: to wait for it would be a hang.
        timeout: "10m",
        probe,
    });
    report(&with_world(&faults_world(), checks)).all_pass(2);
}

/// A peer that holds on to its connections sees the end of each all the same.
#[test]
fn connections_to_peers_that_misbehave_are_seen_too() {
    let faults = [
        "accepts-and-says-nothing",
        "accepts-and-closes",
        "one-byte-a-second",
        "never-ends-a-line",
        "answers-before-asked",
    ];
    let probes = faults.map(|fault| {
        format!(
            "connect: \"{fault}.faults.test:25\"\n  - id: saw-{fault}\n    title: Saw\n    needs: [{fault}]\n    timeout: 10m\n    \
             lab-saw: \"{fault}.faults.test:25\"\n    expect: {{ connections: 1 }}"
        )
    });
    let checks = faults.iter().zip(&probes).map(|(id, probe)| Check {
        id,
        timeout: PATIENT,
        probe,
    });
    report(&assignment(checks)).all_pass(2 * faults.len());
}
