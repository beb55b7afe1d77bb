//! Replies that are right, and every way in which they can be wrong.

use hickory_proto::op::{Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::rdata::{A, CNAME, MX, TXT};
use hickory_proto::rr::{Name, RData, Record};
use proptest::prelude::{any, prop, proptest};

use super::{ALIAS_LIMIT, Heard, Rejected, Reply, read};
use crate::wire::dns::{Question, Status};

const ID: u16 = 7;

fn name(text: &str) -> Name {
    let mut name = Name::from_ascii(text).unwrap();
    name.set_fqdn(true);
    name
}

fn a(owner: &str, last: u8) -> Record {
    Record::from_rdata(name(owner), 300, RData::A(A::new(192, 0, 2, last)))
}

fn alias(owner: &str, target: &str) -> Record {
    Record::from_rdata(name(owner), 60, RData::CNAME(CNAME(name(target))))
}

fn asked() -> Question {
    Question::new("www.usfca.edu", "A").unwrap()
}

fn message(code: ResponseCode, answers: Vec<Record>) -> Message {
    let mut message = Message::new(ID, MessageType::Response, OpCode::Query);
    message.metadata.response_code = code;
    message.metadata.authoritative = true;
    message.add_query(Query::query(
        name("www.usfca.edu"),
        hickory_proto::rr::RecordType::A,
    ));
    message.add_answers(answers);
    message
}

fn reply(code: ResponseCode, answers: Vec<Record>) -> Reply {
    let bytes = message(code, answers).to_vec().unwrap();
    match read(&bytes, ID, &asked()) {
        Ok(Heard::Reply(reply)) => reply,
        other => panic!("expected a reply, got {other:?}"),
    }
}

#[test]
fn addresses_come_in_the_order_of_the_answer() {
    let got = reply(
        ResponseCode::NoError,
        vec![a("www.usfca.edu", 81), a("WWW.USFCA.EDU", 80)],
    );
    assert_eq!(got.status, Status::NoError);
    assert_eq!(got.data, ["192.0.2.81", "192.0.2.80"]);
    assert_eq!(got.canonical_name, "www.usfca.edu");
    assert_eq!(got.aliases, Vec::<String>::new());
    assert_eq!((got.ttl, got.authoritative), (Some(300), true));
}

#[test]
fn aliases_are_followed_within_the_answer_whatever_the_order() {
    let got = reply(
        ResponseCode::NoError,
        vec![
            a("end.usfca.edu", 80),
            a("stray.usfca.edu", 99),
            alias("mid.usfca.edu", "end.usfca.edu"),
            alias("www.usfca.edu", "mid.usfca.edu"),
        ],
    );
    assert_eq!(got.status, Status::NoError);
    assert_eq!(got.canonical_name, "end.usfca.edu");
    assert_eq!(got.aliases, ["mid.usfca.edu", "end.usfca.edu"]);
    assert_eq!(got.data, ["192.0.2.80"]);
    assert_eq!((got.ttl, got.answers.len()), (Some(60), 4));
}

#[test]
fn an_alias_that_leads_nowhere_has_no_data() {
    let got = reply(
        ResponseCode::NoError,
        vec![alias("www.usfca.edu", "gone.usfca.edu")],
    );
    assert_eq!(got.status, Status::NoData);
    assert_eq!(got.canonical_name, "gone.usfca.edu");
}

#[test]
fn a_circle_of_aliases_is_a_bad_reply() {
    let got = reply(
        ResponseCode::NoError,
        vec![
            alias("www.usfca.edu", "b.usfca.edu"),
            alias("b.usfca.edu", "www.usfca.edu"),
        ],
    );
    assert_eq!(got.status, Status::BadReply);
    assert_eq!(
        got.problem.as_deref(),
        Some("its aliases lead back to themselves")
    );
}

#[test]
fn alias_limit() {
    let chain = |length: usize| {
        let link = |at: usize| match at {
            0 => "www.usfca.edu".to_owned(),
            at => format!("a{at}.usfca.edu"),
        };
        let aliases = (0..length).map(|at| alias(&link(at), &link(at + 1)));
        reply(ResponseCode::NoError, aliases.collect())
    };
    assert_eq!(chain(ALIAS_LIMIT).status, Status::NoData);
    let got = chain(ALIAS_LIMIT + 1);
    assert_eq!(got.status, Status::BadReply);
    assert_eq!(
        got.problem.as_deref(),
        Some("it has more than 64 aliases in a row")
    );
}

#[test]
fn an_alias_to_a_name_that_does_not_exist_is_nxdomain() {
    let got = reply(
        ResponseCode::NXDomain,
        vec![alias("www.usfca.edu", "gone.usfca.edu")],
    );
    assert_eq!(got.status, Status::NxDomain);
}

#[test]
fn every_code_has_its_word() {
    for (code, want) in [
        (ResponseCode::NoError, Status::NoData),
        (ResponseCode::NXDomain, Status::NxDomain),
        (ResponseCode::ServFail, Status::ServFail),
        (ResponseCode::Refused, Status::Refused),
        (ResponseCode::NotImp, Status::NotImp),
        (ResponseCode::FormErr, Status::FormErr),
        (ResponseCode::NotAuth, Status::BadReply),
    ] {
        assert_eq!(reply(code, Vec::new()).status, want, "{code}");
    }
}

#[test]
fn records_of_other_kinds_are_shown_as_text() {
    let got = reply(
        ResponseCode::NoError,
        vec![
            Record::from_rdata(
                name("usfca.edu"),
                9,
                RData::MX(MX::new(10, name("smtp.usfca.edu"))),
            ),
            Record::from_rdata(
                name("usfca.edu"),
                9,
                RData::TXT(TXT::from_bytes(vec![
                    b"a b".as_slice(),
                    b"\xffc".as_slice(),
                ])),
            ),
        ],
    );
    let shown: Vec<_> = got.answers.iter().map(|record| &record.data).collect();
    assert_eq!(shown, ["10 smtp.usfca.edu", "a b\u{fffd}c"]);
}

#[test]
fn what_answers_something_else_is_not_ours() {
    let bytes = message(ResponseCode::NoError, vec![a("www.usfca.edu", 80)])
        .to_vec()
        .unwrap();
    let other = Question::new("www.cnn.com", "A").unwrap();
    let kind = Question::new("www.usfca.edu", "AAAA").unwrap();
    for (got, want) in [
        (
            read(&bytes, 8, &asked()),
            "its id is not that of the question",
        ),
        (
            read(b"\x00", ID, &asked()),
            "its id is not that of the question",
        ),
        (read(&bytes, ID, &other), "it answers another question"),
        (read(&bytes, ID, &kind), "it answers another question"),
        (
            read(&asked().to_bytes(ID), ID, &asked()),
            "it is a question, not a reply",
        ),
    ] {
        assert_eq!(got, Err(Rejected::NotOurs(want)));
    }
}

#[test]
fn a_truncated_reply_is_said_even_when_it_is_cut() {
    let mut whole = message(ResponseCode::NoError, vec![a("www.usfca.edu", 80)]);
    whole.metadata.truncation = true;
    let bytes = whole.to_vec().unwrap();
    assert_eq!(read(&bytes, ID, &asked()), Ok(Heard::Truncated));
    let cut = &bytes[..bytes.len() - 3];
    assert_eq!(read(cut, ID, &asked()), Ok(Heard::Truncated));
}

#[test]
fn every_cut_of_a_reply_is_broken() {
    let bytes = message(ResponseCode::NoError, vec![a("www.usfca.edu", 80)])
        .to_vec()
        .unwrap();
    for end in 2..bytes.len() {
        let got = read(&bytes[..end], ID, &asked());
        assert!(matches!(got, Err(Rejected::Broken(_))), "{end}: {got:?}");
    }
    assert_eq!(
        read(&bytes[..11], ID, &asked()),
        Err(Rejected::Broken(
            "it ends before its header does (12 bytes)".to_owned()
        ))
    );
    for (missing, want) in [
        (5, "it breaks off before its end"),
        (1, "a record in it is not as long as it says"),
    ] {
        let got = read(&bytes[..bytes.len() - missing], ID, &asked());
        assert_eq!(got, Err(Rejected::Broken(want.to_owned())));
    }
}

#[test]
fn a_compression_pointer_to_itself_is_broken() {
    let mut bytes = asked().to_bytes(ID);
    bytes[2] |= 0x80;
    bytes[7] = 1;
    let here = u8::try_from(bytes.len()).unwrap();
    bytes.extend([0xc0, here, 0, 1, 0, 1, 0, 0, 0, 9, 0, 4, 192, 0, 2, 80]);
    let want = "a shortened name in it does not lead back to an earlier one";
    assert_eq!(
        read(&bytes, ID, &asked()),
        Err(Rejected::Broken(want.to_owned()))
    );
}

#[test]
fn an_error_need_not_repeat_the_question() {
    let bytes = [0, 7, 0x81, 0x85, 0, 0, 0, 0, 0, 0, 0, 0];
    let Ok(Heard::Reply(got)) = read(&bytes, ID, &asked()) else {
        panic!("expected a reply");
    };
    assert_eq!(got.status, Status::Refused);
}

proptest! {
    #[test]
    fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..600)) {
        let _ = read(&bytes, ID, &asked());
    }

    #[test]
    fn no_change_of_a_reply_panics(changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8)) {
        let answers = vec![alias("www.usfca.edu", "b.usfca.edu"), a("b.usfca.edu", 80)];
        let mut bytes = message(ResponseCode::NoError, answers).to_vec().unwrap();
        for (at, value) in changes {
            let at = at.index(bytes.len());
            bytes[at] = value;
        }
        let _ = read(&bytes, ID, &asked());
    }
}
