//! Datagrams to peers that lose, swap, double, refuse and say nothing.

use std::net::SocketAddr;

use tokio::net::UdpSocket;

use super::count::Count;
use crate::model::Facts;
use crate::net::testing::Small;
use crate::probe::testing::{Look, assert_facts, diagnosed};

/// A server that answers the numbered datagrams with what `answers` makes of each; gives its address.
async fn server(answers: fn(u32) -> Vec<u32>) -> SocketAddr {
    let socket = UdpSocket::bind(("127.0.0.1", 0)).await.unwrap();
    let at = socket.local_addr().unwrap();
    tokio::spawn(async move {
        let mut datagram = [0; 64];
        while let Ok((length, from)) = socket.recv_from(&mut datagram).await {
            let number = u32::from_be_bytes(datagram[8..12].try_into().unwrap());
            for number in answers(number) {
                let mut answer = datagram[..length].to_vec();
                answer[8..12].copy_from_slice(&number.to_be_bytes());
                socket.send_to(&answer, from).await.unwrap();
            }
        }
    });
    at
}

async fn check(at: SocketAddr, want: &[(&str, &str)]) -> Facts {
    let text = format!("datagram: {{ to: \"{at}\", count: 20, wait: 100ms }}");
    let facts = Look::at(&text).of(&Small::new()).await.seen.unwrap();
    assert_facts(&facts, want);
    facts
}

#[tokio::test]
async fn all_come_back() {
    let at = server(|number| vec![number]).await;
    let want = [
        ("result", "answered"),
        ("sent", "20"),
        ("received", "20"),
        ("lost", "0"),
        ("reordered", "0"),
        ("duplicated", "0"),
    ];
    check(at, &want).await;
}

#[tokio::test]
async fn every_fifth_is_lost() {
    let at = server(|number| {
        if number % 5 == 0 {
            vec![]
        } else {
            vec![number]
        }
    })
    .await;
    check(at, &[("received", "16"), ("lost", "4"), ("reordered", "0")]).await;
}

#[tokio::test]
async fn the_order_is_changed_and_copies_are_made() {
    // 3 is overtaken by 4, of 7 there are three.
    let at = server(|number| match number {
        3 => vec![],
        4 => vec![4, 3],
        7 => vec![7, 7, 7],
        other => vec![other],
    })
    .await;
    check(
        at,
        &[("lost", "0"), ("reordered", "1"), ("duplicated", "2")],
    )
    .await;
}

#[tokio::test]
async fn nobody_answers() {
    let at = server(|_| vec![]).await;
    check(
        at,
        &[("result", "no-answer"), ("sent", "20"), ("lost", "20")],
    )
    .await;
}

#[tokio::test]
async fn nobody_listens() {
    // A socket that talks to somebody else holds the port, and takes nothing of ours.
    let held = std::net::UdpSocket::bind(("127.0.0.1", 0)).unwrap();
    let at = held.local_addr().unwrap();
    held.connect(("127.0.0.1", 9)).unwrap();
    check(at, &[("result", "refused"), ("received", "0")]).await;
}

#[tokio::test]
async fn a_silent_host_and_an_unreachable_one() {
    let small = Small::new();
    for (to, want) in [
        ("192.0.2.250:7", "no-answer"),
        ("192.0.2.99:7", "unreachable"),
        ("192.0.2.80:9", "refused"),
    ] {
        let text = format!("datagram: {{ to: \"{to}\", count: 3, wait: 50ms }}");
        let facts = Look::at(&text).of(&small).await.seen.unwrap();
        assert_facts(&facts, &[("result", want), ("received", "0")]);
    }
}

#[test]
fn what_is_of_another_run_is_passed_over() {
    let mut count = Count::new(None, *b"this-run", 14);
    let mine = count.next();
    for other in [
        b"".as_slice(),
        b"other-ru\0\0\0\x01..",
        b"this-run\0\0\0\x02..",
        b"this-run\0\0\0\x01",
        b"this-run\0\0\0\x01.!",
    ] {
        count.take(other);
    }
    assert_facts(&count.facts(), &[("received", "0")]);
    count.take(&mine);
    assert_facts(&count.facts(), &[("received", "1"), ("duplicated", "0")]);
    assert_eq!(count.passed_over, 5);
    assert_eq!(
        count.words(),
        "1 came back, 0 lost, 0 reordered, 0 duplicated"
    );
}

/// Answers each datagram without end.
#[tokio::test]
async fn a_peer_that_never_stops_holds_nothing_up() {
    let socket = UdpSocket::bind(("127.0.0.1", 0)).await.unwrap();
    let at = socket.local_addr().unwrap();
    let flood = tokio::spawn(async move {
        let mut datagram = [0; 64];
        let (length, from) = socket.recv_from(&mut datagram).await.unwrap();
        loop {
            let _ = socket.send_to(&datagram[..length], from).await;
            tokio::task::yield_now().await;
        }
    });
    let text = format!("datagram: {{ to: \"{at}\", count: 20, wait: 100ms }}");
    let facts = Look::at(&text).of(&Small::new()).await.seen.unwrap();
    flood.abort();
    assert_facts(&facts, &[("sent", "20"), ("received", "1")]);
}

#[test]
fn arguments_that_cannot_be_are_said() {
    assert_eq!(
        diagnosed("datagram: { to: \"a:7\", count: 0 }"),
        "expected a whole number from 1 to 10000, found `0`"
    );
    assert_eq!(
        diagnosed("datagram: { count: 3 }"),
        "`datagram` needs the key `to`"
    );
}
