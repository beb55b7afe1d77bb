//! A question becomes an answer (RFC 1034 4.3.2, RFC 1035 4.1).

use hickory_proto::op::{Edns, Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::{DNSClass, Name, RData, Record, RecordType};

use super::zones::{Found, Zones, key_of};
use super::{Role, Via};

/// How long an answer may be remembered, in seconds.
const TTL: u32 = 300;
/// The most aliases that are followed in one answer.
const ALIAS_LIMIT: usize = 16;
/// The largest answer over UDP for who does not say what fits (RFC 1035 4.2.1).
const PLAIN_SIZE: u16 = 512;
/// The largest answer over UDP for anybody, as servers of today have it (RFC 9715).
const LARGEST_SIZE: u16 = 1232;
/// The bytes of a header (RFC 1035 4.1.1).
const HEADER: usize = 12;

/// The answer to the bytes of a question; `None` where a server keeps silent: to what is no question at all.
pub(super) fn answer(zones: &Zones, role: Role, via: Via, query: &[u8]) -> Option<Vec<u8>> {
    // The bit QR: an answer to an answer could go back and forth for ever.
    if query.len() < HEADER || query[2] & 0x80 != 0 {
        return None;
    }
    let Ok(query) = Message::from_vec(query) else {
        return Some(format_error(query));
    };
    let reply = reply_to(zones, role, &query);
    fitting(&reply, via, &query).ok()
}

fn reply_to(zones: &Zones, role: Role, query: &Message) -> Message {
    let mut reply = Message::response(query.metadata.id, query.metadata.op_code);
    reply.metadata.message_type = MessageType::Response;
    reply.metadata.recursion_desired = query.metadata.recursion_desired;
    reply.metadata.checking_disabled = query.metadata.checking_disabled;
    reply.metadata.recursion_available = role == Role::Resolver;
    reply.queries.clone_from(&query.queries);
    if query.edns.is_some() {
        let mut edns = Edns::new();
        edns.set_max_payload(LARGEST_SIZE);
        reply.set_edns(edns);
    }
    match refusal(query) {
        Some(code) => reply.metadata.response_code = code,
        None => {
            if let Some(question) = query.queries.first() {
                look_up(zones, role, question, &mut reply);
            }
        }
    }
    reply
}

/// Why a well-formed query gets no answer.
fn refusal(query: &Message) -> Option<ResponseCode> {
    if query.edns.as_ref().is_some_and(|edns| edns.version() != 0) {
        return Some(ResponseCode::BADVERS);
    }
    if query.metadata.op_code != OpCode::Query {
        return Some(ResponseCode::NotImp);
    }
    let [question] = query.queries.as_slice() else {
        return Some(ResponseCode::FormErr);
    };
    let transfer = matches!(question.query_type(), RecordType::AXFR | RecordType::IXFR);
    (transfer || question.query_class() != DNSClass::IN).then_some(ResponseCode::Refused)
}

/// Follows the aliases from the name asked for, and writes down what is found on the way.
fn look_up(zones: &Zones, role: Role, question: &Query, reply: &mut Message) {
    reply.metadata.authoritative = role == Role::Authority;
    let mut name = question.name().clone();
    for _ in 0..=ALIAS_LIMIT {
        let key = key_of(&name);
        match zones.find(&key, question.query_type()) {
            Found::Records(records) => {
                reply.add_answers(records.into_iter().map(|data| record(&name, data)));
                return;
            }
            Found::Alias(target) => {
                let data = RData::CNAME(hickory_proto::rr::rdata::CNAME(target.clone()));
                reply.add_answer(record(&name, data));
                name = target;
            }
            Found::NoData => return deny(zones, &key, ResponseCode::NoError, reply),
            Found::NoName => return deny(zones, &key, ResponseCode::NXDomain, reply),
        }
    }
    // Aliases in a circle: resolvers give up in these words.
    reply.answers.clear();
    reply.metadata.response_code = ResponseCode::ServFail;
}

/// "There is none": with the start of authority that says how long to believe it (RFC 2308 2).
fn deny(zones: &Zones, key: &str, code: ResponseCode, reply: &mut Message) {
    reply.metadata.response_code = code;
    let (zone, authority) = zones.authority(key);
    reply.add_authority(record(&zone, RData::SOA(authority)));
}

fn record(name: &Name, data: RData) -> Record {
    Record::from_rdata(name.clone(), TTL, data)
}

/// The bytes of an answer, truncated where they do not fit (RFC 2181 9: what does not fit whole is left out).
fn fitting(
    reply: &Message,
    via: Via,
    query: &Message,
) -> Result<Vec<u8>, hickory_proto::ProtoError> {
    let limit = match (via, &query.edns) {
        (Via::Tcp, _) => u16::MAX,
        (Via::Udp, None) => PLAIN_SIZE,
        (Via::Udp, Some(edns)) => edns.max_payload().clamp(PLAIN_SIZE, LARGEST_SIZE),
    };
    let bytes = reply.to_vec()?;
    if bytes.len() > usize::from(limit) {
        return reply.truncate().to_vec();
    }
    Ok(bytes)
}

/// FORMERR to what cannot be read but for its header.
fn format_error(query: &[u8]) -> Vec<u8> {
    let mut reply = vec![0; HEADER];
    reply[..2].copy_from_slice(&query[..2]);
    // QR, and the opcode and RD as they came.
    reply[2] = 0x80 | (query[2] & 0x79);
    reply[3] = ResponseCode::FormErr.low();
    reply
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;
    use std::net::IpAddr;

    use proptest::prelude::*;

    use super::*;
    use crate::lab::testing::world;
    use crate::model::{RecordData, Service, World};

    /// `h.test`, aliases, a circle of aliases, a name with three addresses and one with sixty.
    fn small_world() -> World {
        let mut world = world([(53, Service::Dns)]);
        let mut add = |name: &str, data| {
            let name = name.to_owned();
            world.records.push(crate::model::Record { name, data });
        };
        let alias = |target: &str| RecordData::Alias {
            target: target.to_owned(),
        };
        add("web.test", alias("h.test"));
        add("lost.test", alias("nobody.test"));
        add("a.test", alias("b.test"));
        add("b.test", alias("a.test"));
        add("deep.down.test", RecordData::Txt("x".repeat(300)));
        let exchange = "h.test".to_owned();
        add(
            "test",
            RecordData::Mx {
                preference: 10,
                exchange,
            },
        );
        for last in 1..=3 {
            add(
                "many.test",
                RecordData::Address(IpAddr::from([198, 51, 100, last])),
            );
        }
        for last in 1..=100 {
            add(
                "lots.test",
                RecordData::Address(IpAddr::from([203, 0, 113, last])),
            );
        }
        world
    }

    fn question(name: &str, kind: RecordType) -> Message {
        let mut message = Message::new(7, MessageType::Query, OpCode::Query);
        message.metadata.recursion_desired = true;
        message.add_query(Query::query(Name::from_ascii(name).unwrap(), kind));
        message
    }

    fn asked(zones: &Zones, role: Role, via: Via, question: &Message) -> Message {
        let bytes = answer(zones, role, via, &question.to_vec().unwrap()).unwrap();
        Message::from_vec(&bytes).unwrap()
    }

    /// The rcode, the answers, and the name of the start of authority.
    fn check(name: &str, kind: RecordType, want: &str) {
        let zones = Zones::of(&small_world());
        let reply = asked(&zones, Role::Resolver, Via::Udp, &question(name, kind));
        let mut got = format!("{:?}", reply.metadata.response_code);
        for record in &reply.answers {
            let kind = record.record_type();
            let _ = write!(got, " {} {kind} {};", record.name, record.data);
        }
        for record in &reply.authorities {
            let _ = write!(got, " by {}", record.name);
        }
        assert_eq!(got, want, "{name} {kind}");
    }

    #[test]
    fn names_are_looked_up() {
        check("h.test.", RecordType::A, "NoError h.test. A 192.0.2.1;");
        check("H.Test.", RecordType::A, "NoError H.Test. A 192.0.2.1;");
        check("test.", RecordType::MX, "NoError test. MX 10 h.test.;");
        check("test.", RecordType::NS, "NoError test. NS h.test.;");
        check(
            "1.2.0.192.in-addr.arpa.",
            RecordType::PTR,
            "NoError 1.2.0.192.in-addr.arpa. PTR h.test.;",
        );
    }

    #[test]
    fn aliases_are_followed_in_the_answer() {
        check(
            "web.test.",
            RecordType::A,
            "NoError web.test. CNAME h.test.; h.test. A 192.0.2.1;",
        );
        check(
            "web.test.",
            RecordType::CNAME,
            "NoError web.test. CNAME h.test.;",
        );
        check(
            "web.test.",
            RecordType::AAAA,
            "NoError web.test. CNAME h.test.; by test.",
        );
        check(
            "lost.test.",
            RecordType::A,
            "NXDomain lost.test. CNAME nobody.test.; by test.",
        );
        check("a.test.", RecordType::A, "ServFail");
    }

    #[test]
    fn what_is_not_there_is_told_apart() {
        check("h.test.", RecordType::AAAA, "NoError by test.");
        check("down.test.", RecordType::A, "NoError by test.");
        check("nobody.test.", RecordType::A, "NXDomain by test.");
        check("www.usfca.edu.", RecordType::A, "NXDomain by .");
        check(".", RecordType::A, "NoError by .");
    }

    #[test]
    fn several_addresses_take_turns() {
        let zones = Zones::of(&small_world());
        let question = question("many.test.", RecordType::A);
        let first = || {
            let reply = asked(&zones, Role::Resolver, Via::Udp, &question);
            assert_eq!(reply.answers.len(), 3);
            reply.answers[0].data.to_string()
        };
        let turns = [first(), first(), first(), first()];
        assert_eq!(
            turns,
            [
                "198.51.100.1",
                "198.51.100.2",
                "198.51.100.3",
                "198.51.100.1"
            ]
        );
    }

    #[test]
    fn a_long_text_is_cut_into_strings_and_kept() {
        let zones = Zones::of(&small_world());
        let reply = asked(
            &zones,
            Role::Resolver,
            Via::Udp,
            &question("deep.down.test.", RecordType::TXT),
        );
        assert_eq!(reply.answers[0].data.to_string().matches('x').count(), 300);
    }

    #[test]
    fn what_does_not_fit_is_truncated_and_whole_over_tcp() {
        let zones = Zones::of(&small_world());
        let mut question = question("lots.test.", RecordType::A);
        let reply = asked(&zones, Role::Resolver, Via::Udp, &question);
        assert!(reply.metadata.truncation && reply.answers.is_empty());
        let reply = asked(&zones, Role::Resolver, Via::Tcp, &question);
        assert!(!reply.metadata.truncation);
        assert_eq!(reply.answers.len(), 100);
        // 100 addresses need more than 1,232 bytes, whatever the client says it takes.
        let mut edns = Edns::new();
        edns.set_max_payload(4096);
        question.set_edns(edns);
        let reply = asked(&zones, Role::Resolver, Via::Udp, &question);
        assert!(reply.metadata.truncation && reply.edns.is_some());
    }

    #[test]
    fn a_resolver_is_not_authoritative_and_an_authority_offers_no_recursion() {
        let zones = Zones::of(&small_world());
        for (role, want) in [
            (Role::Resolver, (false, true)),
            (Role::Authority, (true, false)),
        ] {
            let reply = asked(
                &zones,
                role,
                Via::Udp,
                &question("nobody.test.", RecordType::A),
            );
            let got = (
                reply.metadata.authoritative,
                reply.metadata.recursion_available,
            );
            assert_eq!(got, want);
            assert!(reply.metadata.recursion_desired);
            assert_eq!(reply.metadata.id, 7);
        }
    }

    #[test]
    fn odd_questions_get_the_code_for_them() {
        let zones = Zones::of(&small_world());
        let good = || question("h.test.", RecordType::A);
        let code = |question: &Message| {
            let reply = asked(&zones, Role::Resolver, Via::Udp, question);
            reply.metadata.response_code
        };
        let mut odd = good();
        odd.metadata.op_code = OpCode::Status;
        assert_eq!(code(&odd), ResponseCode::NotImp);
        let mut odd = good();
        odd.queries[0].set_query_class(DNSClass::CH);
        assert_eq!(code(&odd), ResponseCode::Refused);
        let mut odd = good();
        odd.queries.push(good().queries.remove(0));
        assert_eq!(code(&odd), ResponseCode::FormErr);
        let mut odd = good();
        odd.queries.clear();
        assert_eq!(code(&odd), ResponseCode::FormErr);
        assert_eq!(
            code(&question("test.", RecordType::AXFR)),
            ResponseCode::Refused
        );
    }

    #[test]
    fn a_broken_question_gets_formerr_and_an_answer_gets_nothing() {
        let zones = Zones::of(&small_world());
        let ask = |bytes: &[u8]| answer(&zones, Role::Resolver, Via::Udp, bytes);
        let mut bytes = question("h.test.", RecordType::A).to_vec().unwrap();
        let reply = ask(&bytes[..bytes.len() - 3]).unwrap();
        assert_eq!(reply, [0, 7, 0x81, 1, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(ask(&bytes[..11]), None);
        bytes[2] |= 0x80;
        assert_eq!(ask(&bytes), None);
    }

    proptest! {
        #[test]
        fn no_question_panics(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let zones = Zones::of(&small_world());
            answer(&zones, Role::Resolver, Via::Udp, &bytes);
            let good = question("h.test.", RecordType::A).to_vec().unwrap();
            answer(&zones, Role::Authority, Via::Tcp, &[&good[..], &bytes].concat());
        }
    }
}
