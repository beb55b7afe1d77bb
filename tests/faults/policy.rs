//! On `--network live` only what the spec names is contacted; nothing here leaves this machine.

use std::io::ErrorKind;
use std::net::TcpListener;

use super::common::folder::Folder;
use super::common::netcheck::netcheck;
use super::common::report::Report;

/// What a student could have a probe contact, if it were let: `PORT` is a port of this machine at which the test listens.
const CHECKS: &str = r#"
  - { id: connect, title: A, connect: "${answers.host}:PORT", expect: { result: open } }
  - { id: apart, title: A, connect: { host: $answers.host, port: PORT }, expect: { result: open } }
  - { id: whole, title: A, connect: $answers.target, expect: { result: open } }
  - { id: talk, title: A, talk: { to: "${answers.host}:PORT", say: [ { wait-for: hello } ] }, expect: { result: open } }
  - { id: page, title: A, http: "http://${answers.host}:PORT/", expect: { result: open } }
  - { id: ask, title: A, dns: { ask: www.usfca.edu, server: "${answers.host}:PORT" }, expect: { status: noerror } }
  - { id: own, title: A, dns: $answers.name, expect: { status: noerror } }
  - { id: resolve, title: A, resolve: $answers.name, expect: { status: noerror } }
  - { id: nslookup, title: A, nslookup: $answers.name, expect: { status: noerror } }
  - { id: recording, title: A, transcript: { file: open.txt, protocol: plain }, expect: { target: present } }
  - { id: recorded, title: A, connect: $recording.target, expect: { result: open } }
"#;

const REFUSED: &[&str] = &[
    "connect", "apart", "whole", "talk", "page", "ask", "own", "resolve", "nslookup", "recorded",
];

/// An assignment of these checks, and a student who names this machine everywhere.
fn home(checks: &str, port: u16) -> Folder {
    let home = Folder::new();
    let port = port.to_string();
    home.write("netcheck.yaml", "netcheck: 1\ntitle: Test\n");
    home.write(
        "01-one/exercise.yaml",
        format!(
            "netcheck: 1\ntitle: One\nanswers:\n  host: {{ ask: Which?, type: ipv4 }}\n  target: {{ ask: Which?, type: text }}\n  \
             name: {{ ask: Which?, type: host }}\nchecks:{}",
            checks.replace("PORT", &port)
        ),
    );
    home.write(
        "answers.yaml",
        format!("host: 127.0.0.1\ntarget: \"127.0.0.1:{port}\"\nname: www.example.invalid\n"),
    );
    home.write(
        "open.txt",
        format!(
            "$ telnet 127.0.0.1 {port}\nTrying 127.0.0.1...\nConnected to 127.0.0.1.\nEscape character is '^]'.\n^]\ntelnet> quit\nConnection closed.\n"
        ),
    );
    home
}

/// A listener of the test that must stay alone.
fn listener() -> (TcpListener, u16) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    listener.set_nonblocking(true).expect("a plain option");
    let port = listener.local_addr().expect("it is bound").port();
    (listener, port)
}

#[test]
fn what_a_student_wrote_is_no_target_on_the_live_network() {
    let (listener, port) = listener();
    let home = home(CHECKS, port);
    let ran = netcheck(["verify", "--network", "live", "--report", "json"])
        .dir(home.path())
        .run()
        .exits(4);
    let report = Report(ran.json());
    for id in REFUSED {
        let check = report.check(id);
        assert_eq!(check["verdict"], "undecided", "{check:#}");
        assert_eq!(check["fault"]["kind"], "not-named", "{check:#}");
        assert!(check["fault"]["remedy"].is_string(), "{check:#}");
    }
    let nobody = listener.accept().expect_err("nobody may come");
    assert_eq!(nobody.kind(), ErrorKind::WouldBlock);
}

#[test]
fn what_a_student_wrote_may_be_a_target_on_loopback() {
    let (listener, port) = listener();
    let checks = "\n  - { id: connect, title: A, connect: \"${answers.host}:PORT\", expect: { result: open } }\n";
    let home = home(checks, port);
    netcheck(["verify"]).dir(home.path()).run().exits(0);
    assert!(listener.accept().is_ok());
}

#[test]
fn a_literal_target_works_on_the_live_network() {
    let (listener, port) = listener();
    let checks = "\n  - { id: connect, title: A, connect: \"127.0.0.1:PORT\", expect: { result: open } }\n  \
        - { id: same, title: A, connect: \"${answers.host}:PORT\", expect: { result: open } }\n";
    let home = home(checks, port);
    let ran = netcheck(["verify", "--network", "live"]).dir(home.path());
    // The spec names this machine, so that a student may name it too.
    ran.run().exits(0);
    assert!(listener.accept().is_ok());
}
