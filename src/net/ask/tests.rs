//! Questions to DNS servers that answer, misbehave, or do neither.

use std::future::pending;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use tokio::sync::Notify;

use super::{Happening, Transport};
use crate::net::testing::{RESOLVER, Small, ip, record, reply_to};
use crate::wire::dns::{Question, Status};

/// Asks for `www.usfca.edu`: its status and transport, and what happened meanwhile.
/// With `silent_after`, waits until so many things have happened and then a moment for an answer that must not come.
async fn outcome(
    small: &Small,
    silent_after: Option<usize>,
) -> (Option<(Status, Transport)>, Vec<String>) {
    let happened = Mutex::new(Vec::new());
    let (seen, reached) = (Notify::new(), silent_after.unwrap_or(usize::MAX));
    let watch = |happening: Happening<'_>| {
        let mut happened = happened.lock().unwrap();
        happened.push(match happening {
            Happening::AskedAgain => "asked again".to_owned(),
            Happening::PassedOver(why) => why.to_owned(),
            Happening::Truncated => "truncated".to_owned(),
        });
        if happened.len() >= reached {
            seen.notify_one();
        }
    };
    let question = Question::new("www.usfca.edu", "A").unwrap();
    let internet = small.internet();
    let moment = async {
        if reached > 0 {
            seen.notified().await;
        }
        let _ = tokio::time::timeout(Duration::from_millis(50), pending::<()>()).await;
    };
    let ended = tokio::select! {
        asked = internet.ask((ip(RESOLVER), 53), &question, &watch) => asked.ok(),
        () = moment => None,
    };
    let ended = ended.map(|asked| (asked.status, asked.over));
    (ended, happened.into_inner().unwrap())
}

fn right(question: &[u8]) -> Vec<u8> {
    let mut reply = reply_to(question);
    reply.add_answer(record("www.usfca.edu", "192.0.2.80"));
    reply.to_vec().unwrap()
}

fn wrong_id(question: &[u8]) -> Vec<u8> {
    let mut bytes = right(question);
    bytes[0] ^= 0xff;
    bytes
}

fn truncated(question: &[u8]) -> Vec<u8> {
    let mut bytes = right(question);
    bytes[2] |= 0x02;
    bytes.truncate(bytes.len() - 5);
    bytes
}

#[tokio::test]
async fn an_answer_comes_in_a_datagram() {
    let mut small = Small::new();
    small.udp_dns(|question| vec![right(question)]).await;
    let want = Some((Status::NoError, Transport::Udp));
    assert_eq!(outcome(&small, None).await, (want, Vec::new()));
}

#[tokio::test]
async fn a_wrong_id_is_passed_over() {
    let mut small = Small::new();
    small
        .udp_dns(|question| vec![wrong_id(question), right(question)])
        .await;
    let passed = vec!["its id is not that of the question".to_owned()];
    let want = Some((Status::NoError, Transport::Udp));
    assert_eq!(outcome(&small, None).await, (want, passed.clone()));
    small.udp_dns(|question| vec![wrong_id(question)]).await;
    assert_eq!(outcome(&small, Some(1)).await, (None, passed));
}

#[tokio::test]
async fn a_cut_reply_is_bad() {
    let mut small = Small::new();
    small
        .udp_dns(|question| {
            let whole = right(question);
            vec![whole[..whole.len() - 2].to_vec()]
        })
        .await;
    let want = Some((Status::BadReply, Transport::Udp));
    assert_eq!(outcome(&small, None).await, (want, Vec::new()));
}

#[tokio::test]
async fn a_truncated_answer_is_asked_for_over_tcp() {
    let mut small = Small::new();
    small.udp_dns(|question| vec![truncated(question)]).await;
    small.tcp_dns(right).await;
    let want = Some((Status::NoError, Transport::Tcp));
    assert_eq!(
        outcome(&small, None).await,
        (want, vec!["truncated".to_owned()])
    );
}

#[tokio::test]
async fn over_tcp_everything_must_fit() {
    for answer in [wrong_id, truncated] {
        let mut small = Small::new();
        small.udp_dns(|question| vec![truncated(question)]).await;
        small.tcp_dns(answer).await;
        let want = Some((Status::BadReply, Transport::Tcp));
        assert_eq!(outcome(&small, None).await.0, want);
    }
}

#[tokio::test]
async fn a_connection_that_ends_without_an_answer_is_a_bad_reply() {
    let mut small = Small::new();
    small.udp_dns(|question| vec![truncated(question)]).await;
    small.tcp((RESOLVER, 53), |_| async {}).await;
    let want = Some((Status::BadReply, Transport::Tcp));
    assert_eq!(outcome(&small, None).await.0, want);
}

#[tokio::test]
async fn nobody_at_the_port_is_told_from_silence() {
    let mut small = Small::new();
    small.udp_dns(|_| Vec::new()).await;
    assert_eq!(outcome(&small, Some(0)).await, (None, Vec::new()));
    let at = (ip(RESOLVER), 53);
    small.mapping.udp.remove(&at);
    let want = Some((Status::Unreachable, Transport::Udp));
    assert_eq!(outcome(&small, None).await.0, want);
    small
        .mapping
        .hosts
        .insert(at.0, crate::model::Manner::Refuses);
    let want = Some((Status::ConnectionRefused, Transport::Udp));
    assert_eq!(outcome(&small, None).await.0, want);
}

#[tokio::test]
async fn a_closed_port_of_this_machine_refuses() {
    let mut small = Small::new();
    // Connected to itself, so that the system refuses what others send it.
    let taken = std::net::UdpSocket::bind("127.0.0.1:0").unwrap();
    let socket = taken.local_addr().unwrap();
    taken.connect(socket).unwrap();
    let at = (ip(RESOLVER), 53);
    small.mapping.udp.insert(at, crate::net::Door::At(socket));
    let want = Some((Status::ConnectionRefused, Transport::Udp));
    assert_eq!(outcome(&small, None).await.0, want);
}

#[tokio::test(start_paused = true)]
async fn a_lost_question_is_asked_again() {
    // The clock jumps while nothing happens, so only the number of datagrams is looked at.
    static SEEN: AtomicUsize = AtomicUsize::new(0);
    let mut small = Small::new();
    small
        .udp_dns(|question| match SEEN.fetch_add(1, Ordering::SeqCst) {
            0 => Vec::new(),
            _ => vec![right(question)],
        })
        .await;
    let question = Question::new("www.usfca.edu", "A").unwrap();
    let internet = small.internet();
    let asked = internet.ask((ip(RESOLVER), 53), &question, &|_| {}).await;
    assert_eq!(asked.unwrap().status, Status::NoError);
    assert!(SEEN.load(Ordering::SeqCst) >= 2);
}
