//! What real programs show of sessions with real servers, read as a student's recording.

use crate::common::port::Port;
use crate::common::program::peer;
use crate::common::typist::Typist;
use crate::judge::judge_files;
use crate::servers::{dovecot, named, nginx, postfix};

/// A check of the recording that is named as it is.
fn check(id: &str, protocol: &str, expect: &str) -> String {
    format!(
        "- {{ id: {id}, title: {id}, transcript: {{ file: {id}.txt, protocol: {protocol} }}, expect: {{ {expect} }} }}\n"
    )
}

/// What a terminal shows of a session with telnet, its command line included; `None` where a program is missing.
#[track_caller]
fn telnet(port: &Port, session: impl FnOnce(&mut Typist)) -> Option<String> {
    let (telnet, script) = (peer("telnet")?, peer("script")?);
    let port = port.number.to_string();
    let telnet = telnet.to_str().expect("a plain path");
    let mut typist = Typist::start(&script, &[telnet, "127.0.0.1", &port]);
    session(&mut typist);
    Some(format!("$ telnet 127.0.0.1 {port}\n{}", typist.ends()))
}

/// What nslookup prints; `None` where it is missing.
#[track_caller]
fn nslookup(port: u16, name: &str) -> Option<String> {
    let output = std::process::Command::new(peer("nslookup")?)
        .args([&format!("-port={port}"), name, "127.0.0.1"])
        .env("LC_ALL", "C")
        .output()
        .expect("nslookup runs");
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn nslookup_at_bind() {
    let Some(named) = named::start() else { return };
    let rows = [
        (
            "address",
            "www.peers.test",
            "asked: www.peers.test, status: noerror, addresses: { same-set: [192.0.2.80, \"2001:db8::80\"] }",
        ),
        (
            "alias",
            "web.peers.test",
            "status: noerror, canonical-name: www.peers.test, addresses: { contains: 192.0.2.80 }",
        ),
        (
            "nobody",
            "nobody.peers.test",
            "asked: nobody.peers.test, status: nxdomain, addresses: absent",
        ),
        ("broken", "broken.test", "status: servfail"),
        ("elsewhere", "example.test", "status: refused"),
        (
            "many",
            "many.peers.test",
            "status: noerror, addresses: { count: 60 }",
        ),
    ];
    let mut files = Vec::new();
    let mut checks = String::new();
    for (id, name, expect) in rows {
        let Some(said) = nslookup(named.port.number, name) else {
            return;
        };
        files.push((format!("{id}.txt"), said));
        checks.push_str(&check(id, "nslookup", expect));
    }
    judge_files(&checks, &files).all_pass(6);
}

#[test]
fn nslookup_where_nobody_listens() {
    let closed = Port::free();
    let Some(said) = nslookup(closed.number, "www.peers.test") else {
        return;
    };
    let check = check("gone", "nslookup", "status: connection-refused");
    judge_files(&check, &[("gone.txt".to_owned(), said)]).all_pass(1);
}

#[test]
fn telnet_at_nginx() {
    let Some(nginx) = nginx::start() else { return };
    let hi = telnet(&nginx.port, |web| {
        web.sees("Escape character").types("hi");
    });
    let get = telnet(&nginx.port, |web| {
        web.sees("Escape character").types("GET / HTTP/1.1");
        web.types("Host: localhost").types("Connection: close");
        web.types("");
    });
    let (Some(hi), Some(get)) = (hi, get) else {
        return;
    };
    let checks = [
        check(
            "hi",
            "http",
            "connect: open, says-bad-request: true, status: 400",
        ),
        check(
            "get",
            "http",
            "request.method: GET, status: 200, says-bad-request: false",
        ),
    ]
    .concat();
    let files = [("hi.txt".to_owned(), hi), ("get.txt".to_owned(), get)];
    judge_files(&checks, &files).all_pass(2);
}

#[test]
fn telnet_at_postfix() {
    let Some(postfix) = postfix::start() else {
        return;
    };
    let session = telnet(&postfix.port, |mail| {
        mail.sees("220 ").types("HELO here.test").sees("250 ");
        mail.types("RCPT TO: <support@peers.test>").sees("503 ");
        mail.types("MAIL FROM: <kim@dons.usfca.edu>").sees("250 ");
        mail.types("RCPT TO: <x@elsewhere.test>").sees("554 ");
        mail.types("RCPT TO: <support@peers.test>").sees("250 ");
        mail.types("DATA").sees("354 ");
        mail.types("From: kim@dons.usfca.edu").types("");
        mail.types("250 2.0.0 Ok: queued as NOTHING").types("..dot");
        mail.types(".").sees("queued as ");
        mail.types("QUIT").sees("221 ");
    });
    let Some(session) = session else { return };
    let by_hand = check(
        "mail",
        "smtp",
        "sent-by-hand: { from: kim@dons.usfca.edu, to: support@peers.test }, accepted: true, rcpt-refused: { contains: x@elsewhere.test }",
    );
    judge_files(&by_hand, &[("mail.txt".to_owned(), session)]).all_pass(1);
}

#[test]
fn telnet_at_dovecot() {
    let Some(dovecot) = dovecot::start() else {
        return;
    };
    let session = telnet(&dovecot.port, |mailbox| {
        mailbox.sees("+OK").types("USER kim").sees("+OK");
        mailbox.types("PASS wrong").sees("-ERR");
        mailbox.types("USER kim").sees("+OK");
        mailbox.types("PASS secret").sees("+OK Logged in");
        mailbox.types("STAT").sees("+OK 0 0");
        mailbox.types("QUIT").sees("+OK");
    });
    let Some(session) = session else { return };
    let check = check("pop", "pop3", "connect: open");
    judge_files(&check, &[("pop.txt".to_owned(), session)]).all_pass(1);
}

#[test]
fn telnet_at_a_closed_port() {
    let Some(refused) = telnet(&Port::free(), |_| ()) else {
        return;
    };
    let check = check("refused", "plain", "connect: refused");
    judge_files(&check, &[("refused.txt".to_owned(), refused)]).all_pass(1);
}
