//! What one question comes to, from servers that answer and servers that misbehave.

use hickory_proto::op::ResponseCode;

use crate::model::Fault;
use crate::net::testing::{RESOLVER, Small, record, reply_to};
use crate::probe::testing::{Look, assert_facts, check, diagnosed};

const ASK: &str = "dns: { ask: www.usfca.edu }";

fn with(
    records: &'static [(&'static str, &'static str)],
) -> impl Fn(&[u8]) -> Vec<u8> + Clone + Send {
    move |question| {
        let mut reply = reply_to(question);
        reply.add_answers(records.iter().map(|(owner, data)| record(owner, data)));
        reply.to_vec().unwrap()
    }
}

async fn answering(answer: impl Fn(&[u8]) -> Vec<u8> + Send + 'static) -> Small {
    let mut small = Small::new();
    small.udp_dns(move |question| vec![answer(question)]).await;
    small
}

#[tokio::test]
async fn an_answer_is_told_whole() {
    let small = answering(with(&[
        ("www.usfca.edu", "web.usfca.edu"),
        ("web.usfca.edu", "192.0.2.80"),
        ("web.usfca.edu", "192.0.2.81"),
    ]))
    .await;
    let facts = check(ASK, &small).await;
    let want = [
        ("status", "noerror"),
        ("server", RESOLVER),
        ("authoritative", "yes"),
        ("truncated", "no"),
        ("transport", "udp"),
        ("addresses", "192.0.2.80, 192.0.2.81"),
        ("answers", "192.0.2.80, 192.0.2.81"),
        ("canonical-name", "web.usfca.edu"),
        ("aliases", "web.usfca.edu"),
        ("ttl", "300"),
        ("error", "absent"),
    ];
    assert_facts(&facts, &want);
    assert_eq!(facts.value("records").map(|all| all.items().len()), Some(3));
}

#[tokio::test]
async fn what_a_server_says_is_told_apart() {
    for (code, want) in [
        (ResponseCode::NoError, "nodata"),
        (ResponseCode::NXDomain, "nxdomain"),
        (ResponseCode::ServFail, "servfail"),
        (ResponseCode::Refused, "refused"),
        (ResponseCode::NotImp, "notimp"),
        (ResponseCode::FormErr, "formerr"),
        (ResponseCode::YXDomain, "bad-reply"),
    ] {
        let small = answering(move |question| {
            let mut reply = reply_to(question);
            reply.metadata.response_code = code;
            reply.to_vec().unwrap()
        })
        .await;
        assert_facts(&check(ASK, &small).await, &[("status", want)]);
    }
}

#[tokio::test]
async fn a_circle_of_aliases_is_a_bad_reply() {
    let small = answering(with(&[
        ("www.usfca.edu", "web.usfca.edu"),
        ("web.usfca.edu", "www.usfca.edu"),
    ]))
    .await;
    let want = [
        ("status", "bad-reply"),
        ("error", "its aliases lead back to themselves"),
    ];
    assert_facts(&check(ASK, &small).await, &want);
}

#[tokio::test]
async fn a_truncated_answer_comes_over_tcp() {
    let mut small = answering(|question| {
        let mut reply = reply_to(question);
        reply.metadata.truncation = true;
        reply.to_vec().unwrap()
    })
    .await;
    small
        .tcp_dns(with(&[("www.usfca.edu", "192.0.2.80")]))
        .await;
    let want = [
        ("status", "noerror"),
        ("truncated", "yes"),
        ("transport", "tcp"),
        ("addresses", "192.0.2.80"),
    ];
    assert_facts(&check(ASK, &small).await, &want);
}

#[tokio::test]
async fn a_wrong_id_is_silence_and_noted() {
    let small = answering(|question| {
        let mut reply = with(&[("www.usfca.edu", "192.0.2.80")])(question);
        reply[1] ^= 1;
        reply
    })
    .await;
    let limit = Some(std::time::Duration::from_millis(800));
    let looked = Look::at(ASK).with(&small.internet(), limit).await;
    let want = [
        ("status", "timeout"),
        ("transport", "udp"),
        ("server", RESOLVER),
    ];
    assert_facts(&looked.seen.unwrap(), &want);
    let turns: Vec<&str> = looked
        .evidence
        .turns
        .iter()
        .map(|turn| turn.text.as_str())
        .collect();
    let want = [
        "asked 192.0.2.53:53 for www.usfca.edu A",
        "a datagram was passed over: its id is not that of the question",
    ];
    assert_eq!(turns, want);
}

#[tokio::test]
async fn a_server_is_given_by_name_address_or_port() {
    let mut small = Small::new();
    small
        .names(&[
            ("ns.usfca.edu", &[RESOLVER]),
            ("www.usfca.edu", &["192.0.2.80"]),
        ])
        .await;
    for server in ["ns.usfca.edu", "\"ns.usfca.edu:53\"", RESOLVER] {
        let facts = check(
            &format!("dns: {{ ask: www.usfca.edu, server: {server} }}"),
            &small,
        )
        .await;
        assert_facts(&facts, &[("status", "noerror"), ("server", RESOLVER)]);
    }
    for (server, want) in [
        ("no.usfca.edu", "unreachable"),
        ("192.0.2.251", "unreachable"),
        ("192.0.2.80", "connection-refused"),
    ] {
        let facts = check(
            &format!("dns: {{ ask: www.usfca.edu, server: {server} }}"),
            &small,
        )
        .await;
        assert_facts(&facts, &[("status", want)]);
    }
}

#[tokio::test]
async fn a_server_of_this_machine_needs_no_lab() {
    let mut small = Small::new();
    let socket = small
        .udp_dns(|question| vec![with(&[("a.b", "192.0.2.1")])(question)])
        .await;
    let bare = crate::net::Internet::new(
        crate::model::Net::Loopback,
        None,
        None,
        std::sync::Arc::default(),
    );
    let text = format!("dns: {{ ask: a.b, server: \"{socket}\" }}");
    let looked = Look::at(&text).with(&bare, None).await;
    assert_facts(
        &looked.seen.unwrap(),
        &[("status", "noerror"), ("server", "127.0.0.1")],
    );
    let looked = Look::at(ASK).with(&bare, None).await;
    assert!(matches!(looked.seen, Err(Fault::Lab { .. })));
}

#[tokio::test]
async fn a_world_without_a_server_answers_nothing() {
    let want = [
        ("status", "unreachable"),
        (
            "error",
            "this network names no DNS server: give one as `server:`",
        ),
    ];
    assert_facts(&check(ASK, &Small::new()).await, &want);
}

#[test]
fn arguments_that_cannot_be_are_said() {
    for (text, want) in [
        ("dns: { type: A }", "`dns` needs the key `ask`"),
        (
            "dns: { ask: a..b }",
            "expected a name such as `www.usfca.edu`: parts of 1 to 63 letters, digits and hyphens",
        ),
        (
            "dns: { ask: a.b, type: MIX }",
            "expected one of `A`, `AAAA`, `CAA`, `CNAME`, `MX`, `NS`, `PTR`, `SOA`, `SRV`, `TXT`, found `MIX`",
        ),
        (
            "dns: { ask: a.b, server: \"a b\" }",
            "`a b` is neither a host name nor an address",
        ),
        (
            "dns: { ask: a.b, server: \"a:0\" }",
            "there is no port `0`, ports are 1 to 65535",
        ),
    ] {
        assert_eq!(diagnosed(text), want, "{text}");
    }
}
