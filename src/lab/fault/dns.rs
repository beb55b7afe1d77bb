//! DNS servers that misbehave, over UDP and TCP.

use std::net::Ipv4Addr;

use hickory_proto::op::{Message, Query, ResponseCode};
use hickory_proto::rr::rdata::{A, CNAME};
use hickory_proto::rr::{Name, RData, Record};

use super::Fault;
use crate::lab::dns::Via;

/// The address that answers give, from a range kept for documentation.
const ADDRESS: Ipv4Addr = Ipv4Addr::new(192, 0, 2, 99);
/// How long an answer may be remembered, in seconds.
const TTL: u32 = 300;

pub(super) const WRONG_ID: Fault =
    Fault::of_dns("wrong-id", "answers with an id that nobody used", wrong_id);
pub(super) const TRUNCATED_PACKET: Fault = Fault::of_dns(
    "truncated-packet",
    "sends an answer that breaks off in the middle of a record",
    truncated_packet,
);
pub(super) const COMPRESSION_LOOP: Fault = Fault::of_dns(
    "compression-loop",
    "sends a name that is a pointer to itself",
    compression_loop,
);
pub(super) const CNAME_CIRCLE: Fault = Fault::of_dns(
    "cname-circle",
    "answers with two aliases that name each other",
    cname_circle,
);
pub(super) const SILENT: Fault = Fault::of_dns("silent", "never answers a question", |_, _| None);
pub(super) const SERVFAIL: Fault =
    Fault::of_dns("servfail", "answers SERVFAIL to everything", |query, _| {
        code(query, ResponseCode::ServFail)
    });
pub(super) const REFUSED: Fault =
    Fault::of_dns("refused", "answers REFUSED to everything", |query, _| {
        code(query, ResponseCode::Refused)
    });
pub(super) const FORMERR: Fault =
    Fault::of_dns("formerr", "answers FORMERR to everything", |query, _| {
        code(query, ResponseCode::FormErr)
    });
pub(super) const NOTIMP: Fault =
    Fault::of_dns("notimp", "answers NOTIMP to everything", |query, _| {
        code(query, ResponseCode::NotImp)
    });
pub(super) const EMPTY_REPLY: Fault =
    Fault::of_dns("empty-reply", "answers with no bytes at all", |_, _| {
        Some(Vec::new())
    });
pub(super) const WRONG_QUESTION: Fault = Fault::of_dns(
    "wrong-question",
    "answers a question that nobody asked",
    wrong_question,
);
pub(super) const TC_ALWAYS: Fault = Fault::of_dns(
    "tc-always",
    "says that the answer does not fit, over TCP too",
    tc_always,
);

fn wrong_id(query: &[u8], _: Via) -> Option<Vec<u8>> {
    let mut reply = good(query)?;
    reply.metadata.id ^= 0x5555;
    reply.to_vec().ok()
}

fn truncated_packet(query: &[u8], _: Via) -> Option<Vec<u8>> {
    let mut bytes = good(query)?.to_vec().ok()?;
    bytes.truncate(bytes.len() - 5);
    Some(bytes)
}

fn compression_loop(query: &[u8], _: Via) -> Option<Vec<u8>> {
    let mut reply = good(query)?;
    reply.answers.clear();
    let mut bytes = reply.to_vec().ok()?;
    let here = u16::try_from(bytes.len()).ok()?;
    bytes.extend_from_slice(&(0xC000 | here).to_be_bytes());
    // Type A, class IN, a TTL and an address, so that only the name is wrong.
    bytes.extend_from_slice(&[0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 99]);
    // ANCOUNT (RFC 1035 4.1.1).
    bytes[6..8].copy_from_slice(&1_u16.to_be_bytes());
    Some(bytes)
}

fn cname_circle(query: &[u8], _: Via) -> Option<Vec<u8>> {
    let mut reply = good(query)?;
    let name = reply.queries.first()?.name().clone();
    let other = Name::from_ascii("circle.faults.test.").ok()?;
    let alias = |from: &Name, to: &Name| {
        Record::from_rdata(from.clone(), TTL, RData::CNAME(CNAME(to.clone())))
    };
    reply.answers = vec![alias(&name, &other), alias(&other, &name)];
    reply.to_vec().ok()
}

fn wrong_question(query: &[u8], _: Via) -> Option<Vec<u8>> {
    let mut reply = good(query)?;
    let name = Name::from_ascii("another.faults.test.").ok()?;
    let kind = reply.queries.first()?.query_type();
    reply.queries = vec![Query::query(name.clone(), kind)];
    reply.answers = vec![address(name)];
    reply.to_vec().ok()
}

fn tc_always(query: &[u8], _: Via) -> Option<Vec<u8>> {
    good(query)?.truncate().to_vec().ok()
}

fn code(query: &[u8], code: ResponseCode) -> Option<Vec<u8>> {
    let mut reply = good(query)?;
    reply.answers.clear();
    reply.metadata.response_code = code;
    reply.to_vec().ok()
}

/// What a good server could answer: one address for whatever name was asked for.
fn good(query: &[u8]) -> Option<Message> {
    let query = Message::from_vec(query).ok()?;
    let mut reply = Message::response(query.metadata.id, query.metadata.op_code);
    reply.metadata.recursion_desired = query.metadata.recursion_desired;
    reply.metadata.recursion_available = true;
    reply.queries.clone_from(&query.queries);
    let name = query.queries.first()?.name().clone();
    reply.add_answer(address(name));
    Some(reply)
}

fn address(name: Name) -> Record {
    Record::from_rdata(name, TTL, RData::A(A(ADDRESS)))
}

#[cfg(test)]
mod tests {
    use hickory_proto::op::{MessageType, OpCode};
    use hickory_proto::rr::RecordType;
    use proptest::prelude::*;

    use super::*;
    use crate::lab::fault::{Act, FAULTS, find};

    fn question() -> Vec<u8> {
        let mut message = Message::new(7, MessageType::Query, OpCode::Query);
        let name = Name::from_ascii("WWW.faults.test.").unwrap();
        message.add_query(Query::query(name, RecordType::A));
        message.to_vec().unwrap()
    }

    /// What a fault answers, as far as a client can read it: the rcode, or what it cannot read.
    fn answered(name: &str) -> String {
        let Some(Act::Dns(act)) = find(name).map(|fault| fault.act) else {
            panic!("{name} is a fault of DNS");
        };
        let Some(bytes) = act(&question(), Via::Udp) else {
            return "nothing".to_owned();
        };
        match Message::from_vec(&bytes) {
            Ok(message) => {
                let meta = &message.metadata;
                let asked = message.queries[0].name();
                let code = u16::from(meta.response_code);
                let answers = message.answers.len();
                format!("{} {asked} {code} {answers} {}", meta.id, meta.truncation)
            }
            Err(_) => format!("{} bytes", bytes.len()),
        }
    }

    #[test]
    fn each_fault_is_what_its_name_says() {
        for (name, want) in [
            ("wrong-id", "21842 WWW.faults.test. 0 1 false"),
            ("truncated-packet", "44 bytes"),
            ("compression-loop", "49 bytes"),
            ("cname-circle", "7 WWW.faults.test. 0 2 false"),
            ("silent", "nothing"),
            ("servfail", "7 WWW.faults.test. 2 0 false"),
            ("refused", "7 WWW.faults.test. 5 0 false"),
            ("formerr", "7 WWW.faults.test. 1 0 false"),
            ("notimp", "7 WWW.faults.test. 4 0 false"),
            ("empty-reply", "0 bytes"),
            ("wrong-question", "7 another.faults.test. 0 1 false"),
            ("tc-always", "7 WWW.faults.test. 0 0 true"),
        ] {
            assert_eq!(answered(name), want, "{name}");
        }
    }

    proptest! {
        #[test]
        fn no_question_panics(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            for fault in FAULTS {
                if let Act::Dns(act) = fault.act {
                    act(&bytes, Via::Tcp);
                    act(&[&question(), bytes.as_slice()].concat(), Via::Udp);
                }
            }
        }
    }
}
