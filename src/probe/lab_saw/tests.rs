//! What the witness told, as facts.

use std::net::SocketAddr;

use crate::model::{CheckId, Fault};
use crate::net::testing::{Small, ip};
use crate::net::{Mail, VisitId};
use crate::probe::Needed;
use crate::probe::testing::{Look, assert_facts, diagnosed};

use super::parts;

const SAW: &str = "lab-saw: 192.0.2.25:25";

fn socket(port: u16) -> SocketAddr {
    ([127, 0, 0, 1], port).into()
}

fn needed(sockets: &[u16]) -> Needed {
    Needed {
        programs: Vec::new(),
        check: CheckId::new("session").unwrap(),
        sockets: sockets.iter().map(|&port| socket(port)).collect(),
    }
}

fn visit(small: &Small, port: u16, from: u16) -> VisitId {
    small.witness.arrive((ip("192.0.2.25"), port), socket(from))
}

fn end(small: &Small, id: VisitId) {
    small.witness.update(id, |visit| visit.over = true);
}

#[tokio::test]
async fn only_the_connections_of_the_needed_check_to_that_port_count() {
    let small = Small::new();
    for (port, from) in [(25, 1001), (25, 1002), (110, 1001), (25, 9999)] {
        let id = visit(&small, port, from);
        small.witness.received(id, b"HELO a\r\n");
        end(&small, id);
    }
    let facts = Look::at(SAW)
        .needs(needed(&[1001, 1002]))
        .of(&small)
        .await
        .seen
        .unwrap();
    let want = [
        ("connections", "2"),
        ("received", "HELO a\r\nHELO a\r\n"),
        ("requests", "0"),
        ("mails", "0"),
        ("mail.from", "absent"),
    ];
    assert_facts(&facts, &want);
}

#[tokio::test]
async fn the_last_mail_is_told_in_its_parts() {
    let small = Small::new();
    let id = visit(&small, 25, 1001);
    small.witness.update(id, |visit| {
        visit.mails.push(Mail {
            helo: "a.usfca.edu".to_owned(),
            from: "a@usfca.edu".to_owned(),
            to: vec!["b@usfca.edu".to_owned(), "c@usfca.edu".to_owned()],
            message: "Subject: a\r\n long\r\nX-A: 1\r\n\r\nhello\r\n".to_owned(),
            queue_id: "4ABC".to_owned(),
        });
        visit.over = true;
    });
    let facts = Look::at(SAW)
        .needs(needed(&[1001]))
        .of(&small)
        .await
        .seen
        .unwrap();
    let want = [
        ("mails", "1"),
        ("mail.helo", "a.usfca.edu"),
        ("mail.from", "a@usfca.edu"),
        ("mail.to", "b@usfca.edu, c@usfca.edu"),
        ("mail.subject", "a long"),
        ("mail.header.x-a", "1"),
        ("mail.body", "hello\r\n"),
        ("mail.queue-id", "4ABC"),
    ];
    assert_facts(&facts, &want);
}

#[tokio::test]
async fn the_last_request_is_told_in_its_parts() {
    let small = Small::new();
    let id = visit(&small, 25, 1001);
    small.witness.update(id, |visit| {
        visit.requests.push(b"GET /a HTTP/1.0\r\n\r\n".to_vec());
        visit
            .requests
            .push(b"POST /b HTTP/1.1\r\nHost: www\r\n\r\nbody".to_vec());
        visit.over = true;
    });
    let facts = Look::at(SAW)
        .needs(needed(&[1001]))
        .of(&small)
        .await
        .seen
        .unwrap();
    let want = [
        ("requests", "2"),
        ("request.first-line", "POST /b HTTP/1.1"),
        ("request.method", "POST"),
        ("request.path", "/b"),
        ("request.version", "HTTP/1.1"),
        ("request.header.host", "www"),
        ("request.body", "body"),
    ];
    assert_facts(&facts, &want);
}

#[tokio::test]
async fn a_connection_that_the_server_has_not_taken_up_yet_is_waited_for() {
    let small = Small::new();
    let look = Look::at(SAW).needs(needed(&[1001]));
    let server = async {
        tokio::task::yield_now().await;
        let id = visit(&small, 25, 1001);
        tokio::task::yield_now().await;
        end(&small, id);
    };
    let (looked, ()) = tokio::join!(look.of(&small), server);
    assert_facts(&looked.seen.unwrap(), &[("connections", "1")]);
}

#[tokio::test]
async fn a_connection_that_the_server_never_takes_up_blames_nobody() {
    let small = Small::new();
    let look = Look::at(SAW).needs(needed(&[1001]));
    let limit = std::time::Duration::from_millis(50);
    let looked = look.with(&small.internet(), Some(limit)).await;
    assert!(
        matches!(looked.seen, Err(Fault::OutOfTime { .. })),
        "{:?}",
        looked.seen
    );
}

#[tokio::test]
async fn what_never_ends_is_told_as_far_as_it_went() {
    let small = Small::new();
    let id = visit(&small, 25, 1001);
    small.witness.received(id, b"HELO");
    let facts = Look::at(SAW).needs(needed(&[1001])).silent(&small).await;
    assert_facts(&facts, &[("connections", "1"), ("received", "HELO")]);
}

#[tokio::test]
async fn a_name_stands_for_its_addresses() {
    let mut small = Small::new();
    small.names(&[("smtp.usfca.edu", &["192.0.2.25"])]).await;
    let id = visit(&small, 25, 1001);
    end(&small, id);
    for (name, want) in [("smtp.usfca.edu", "1"), ("no.usfca.edu", "0")] {
        let look = Look::at(&format!("lab-saw: {name}:25")).needs(needed(&[1001]));
        assert_facts(
            &look.of(&small).await.seen.unwrap(),
            &[("connections", want)],
        );
    }
}

#[tokio::test]
async fn without_a_lab_or_a_check_there_is_nothing_to_tell() {
    let small = Small::new();
    let looked = Look::at(SAW).of(&small).await;
    assert!(matches!(looked.seen, Err(Fault::NotHere { .. })));
    let mut bare = small.internet();
    bare.witness = None;
    let looked = Look::at(SAW).needs(needed(&[])).with(&bare, None).await;
    assert!(matches!(looked.seen, Err(Fault::NotHere { .. })));
}

#[test]
fn a_message_has_headers_and_a_body() {
    for (message, headers, body) in [
        (
            "A: 1\r\nB:\r\n 2\r\n\r\nbody",
            vec![("A", "1"), ("B", " 2")],
            "body",
        ),
        ("no header\r\nat all\r\n", vec![], "no header\r\nat all\r\n"),
        ("A: 1\r\nno header\r\n", vec![("A", "1")], "no header\r\n"),
        ("", vec![], ""),
        ("\r\nbody", vec![], "body"),
        (" folded\r\n", vec![], " folded\r\n"),
    ] {
        let (got, rest) = parts(message);
        let got: Vec<(&str, &str)> = got
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        assert_eq!((got, rest), (headers, body), "{message:?}");
    }
}

#[test]
fn arguments_that_cannot_be_are_said() {
    let want = "expected `host:port`, such as `www.usfca.edu:80`, found `smtp.usfca.edu`";
    assert_eq!(diagnosed("lab-saw: smtp.usfca.edu"), want);
    assert_eq!(
        diagnosed("lab-saw: { host: a }"),
        "`lab-saw` needs the key `port`"
    );
}
