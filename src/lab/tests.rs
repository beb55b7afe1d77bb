//! The whole lab over real loopback sockets.

use std::collections::BTreeMap;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::model::{Record, RecordData};

use super::testing::{ADDRESS, door, lab, talk, world};
use super::*;

fn all_services() -> Vec<(u16, Service)> {
    let text = || "hello".to_owned();
    vec![
        (7, Service::Echo),
        (
            22,
            Service::Ssh {
                banner: "SSH-2.0-x".to_owned(),
            },
        ),
        (25, Service::Smtp),
        (53, Service::Dns),
        (
            80,
            Service::Http {
                pages: BTreeMap::new(),
            },
        ),
        (110, Service::Pop3),
        (1000, Service::Banner { text: text() }),
        (1001, Service::Silent),
        (1002, Service::Filtered),
        (1003, Service::Reset),
        (
            1004,
            Service::Faulty {
                fault: "accepts-and-closes".to_owned(),
            },
        ),
        (
            1005,
            Service::Faulty {
                fault: "servfail".to_owned(),
            },
        ),
    ]
}

#[tokio::test]
async fn every_service_has_a_door_and_dns_has_two_with_one_number() {
    let lab = lab(all_services()).await;
    let mapping = lab.mapping();
    assert_eq!(mapping.tcp.len(), 12);
    assert_eq!(mapping.tcp[&(ADDRESS, 1002)], Door::Silent);
    let udp: Vec<u16> = mapping.udp.keys().map(|(_, port)| *port).collect();
    assert_eq!(udp, [7, 53, 1002, 1005]);
    assert_eq!(mapping.udp[&(ADDRESS, 53)], mapping.tcp[&(ADDRESS, 53)]);
    assert_eq!(mapping.resolver, Some((ADDRESS, 53)));
    assert_eq!(mapping.hosts[&ADDRESS], Manner::Refuses);
    for (at, door) in &mapping.tcp {
        if let Door::At(socket) = door {
            assert!(socket.ip().is_loopback(), "{at:?}");
        }
    }
}

#[tokio::test]
async fn each_address_of_a_host_has_its_own_door() {
    let mut world = world([(80, Service::Silent)]);
    let other = "198.51.100.3".parse().unwrap();
    world.hosts[0].addresses.push(other);
    let lab = Lab::start(Arc::new(world), Ports::Free, None)
        .await
        .unwrap();
    let mapping = lab.mapping();
    assert_ne!(mapping.tcp[&(ADDRESS, 80)], mapping.tcp[&(other, 80)]);
}

#[tokio::test]
async fn nothing_reaches_the_services_of_an_unreachable_host() {
    let mut world = world([(80, Service::Echo)]);
    world.hosts[0].manner = Manner::Unreachable;
    let lab = Lab::start(Arc::new(world), Ports::Free, None)
        .await
        .unwrap();
    assert!(lab.mapping().tcp.is_empty());
    assert_eq!(lab.mapping().hosts[&ADDRESS], Manner::Unreachable);
}

#[tokio::test]
async fn an_unknown_fault_is_named_with_the_nearest_one() {
    let fault = "servfial".to_owned();
    let world = Arc::new(world([(53, Service::Faulty { fault })]));
    let error = Lab::start(world, Ports::Free, None).await.err().unwrap();
    assert_eq!(
        error.to_string(),
        "h.test: there is no fault `servfial`, there is `servfail`"
    );
}

#[tokio::test]
async fn small_servers_say_what_they_are() {
    let lab = lab(all_services()).await;
    assert_eq!(talk(&lab, 7, "hello\nyou").await, "hello\nyou");
    assert_eq!(talk(&lab, 22, "").await, "SSH-2.0-x\r\n");
    assert_eq!(
        talk(&lab, 22, "hi\r\n").await,
        "SSH-2.0-x\r\nInvalid SSH identification string.\r\n"
    );
    assert_eq!(talk(&lab, 1000, "").await, "hello\r\n");
    assert_eq!(talk(&lab, 1001, "hi\r\n").await, "");
    assert_eq!(talk(&lab, 1004, "").await, "");
}

#[tokio::test]
async fn a_reset_is_a_reset() {
    let lab = lab(all_services()).await;
    let mut stream = TcpStream::connect(door(&lab, 1003)).await.unwrap();
    let error = stream.read(&mut [0; 9]).await.unwrap_err();
    assert_eq!(error.kind(), io::ErrorKind::ConnectionReset);
}

#[tokio::test]
async fn a_mail_can_be_fetched_and_is_in_the_book() {
    let lab = lab(all_services()).await;
    let mail = "HELO me\r\nMAIL FROM:<a@h.test>\r\nRCPT TO:<b@x.test>\r\nRCPT TO:<c@refused.test>\r\nDATA\r\n\
                Subject: hi\r\n\r\n..\r\nbye\r\n.\r\nQUIT\r\n";
    let said = talk(&lab, 25, mail).await;
    let id = said.split("queued as ").nth(1).unwrap();
    let id = id.split('\r').next().unwrap().to_owned();
    let got = talk(&lab, 110, "USER b\r\nPASS x\r\nRETR 1\r\nQUIT\r\n").await;
    assert!(
        got.contains("Subject: hi\r\n\r\n..\r\nbye\r\n.\r\n"),
        "{got}"
    );
    let seen = lab.witness().visits().remove(0);
    assert_eq!(seen.at, (ADDRESS, 25));
    assert_eq!(seen.received, mail.as_bytes());
    let want = crate::net::Mail {
        helo: "me".to_owned(),
        from: "a@h.test".to_owned(),
        to: vec!["b@x.test".to_owned()],
        message: "Subject: hi\r\n\r\n.\r\nbye\r\n".to_owned(),
        queue_id: id,
    };
    assert_eq!(seen.mails, [want]);
}

#[tokio::test]
async fn a_visit_is_over_when_the_client_has_closed() {
    let lab = lab(all_services()).await;
    let mut stream = TcpStream::connect(door(&lab, 7)).await.unwrap();
    let from = stream.local_addr().unwrap();
    stream.write_all(b"x").await.unwrap();
    stream.read_exact(&mut [0]).await.unwrap();
    assert!(!lab.witness().visits()[0].over);
    drop(stream);
    lab.witness().seen_out(&[from]).await;
    assert!(lab.witness().visits()[0].over);
}

#[tokio::test]
async fn dropping_the_lab_ends_everything() {
    let lab = lab(all_services()).await;
    let at = door(&lab, 1001);
    let mut open = TcpStream::connect(at).await.unwrap();
    open.write_all(b"x").await.unwrap();
    while lab.witness().visits().is_empty() {
        tokio::task::yield_now().await;
    }
    drop(lab);
    // An end or a reset: both are ends.
    assert!(matches!(open.read(&mut [0; 9]).await, Ok(0) | Err(_)));
    while TcpStream::connect(at).await.is_ok() {
        tokio::task::yield_now().await;
    }
}

#[tokio::test]
async fn what_happens_is_told_line_by_line() {
    let (sender, mut lines) = mpsc::channel(100);
    let world = Arc::new(world(all_services()));
    let lab = Lab::start(world, Ports::Free, Some(sender)).await.unwrap();
    talk(&lab, 22, "\x1b[2J\r\n").await;
    drop(lab);
    let mut got = Vec::new();
    while let Some(line) = lines.recv().await {
        got.push(line);
    }
    assert_eq!(
        got,
        [
            "#1 h.test:22  connected",
            "#1 h.test:22  server  SSH-2.0-x",
            "#1 h.test:22  client  ^[[2J",
            "#1 h.test:22  server  Invalid SSH identification string.",
            "#1 h.test:22  closed by the server",
        ]
    );
}

#[tokio::test]
async fn two_labs_of_one_world_share_nothing() {
    let (one, two) = (lab(all_services()).await, lab(all_services()).await);
    let mail = "HELO x\r\nMAIL FROM:<>\r\nRCPT TO:<b@x>\r\nDATA\r\n.\r\nQUIT\r\n";
    talk(&one, 25, mail).await;
    let stat = "USER b\r\nPASS x\r\nSTAT\r\nQUIT\r\n";
    assert!(talk(&one, 110, stat).await.contains("+OK 1 "));
    assert!(talk(&two, 110, stat).await.contains("+OK 0 0"));
    assert!(two.witness().visits().iter().all(|visit| visit.at.1 != 25));
}

#[tokio::test]
async fn a_world_without_resolver_has_its_first_dns_server() {
    let mut world = world([(53, Service::Dns)]);
    world.resolver = None;
    world.records.push(Record {
        name: "x.test".to_owned(),
        data: RecordData::Address(ADDRESS),
    });
    let lab = Lab::start(Arc::new(world), Ports::Free, None)
        .await
        .unwrap();
    assert_eq!(lab.mapping().resolver, Some((ADDRESS, 53)));
}
