//! A reply, read strictly against the question it should answer.

use std::net::IpAddr;

use hickory_proto::op::{Header, Message, MessageType, OpCode, Query, ResponseCode};
use hickory_proto::rr::{DNSClass, Name, RData, RecordType};
use hickory_proto::serialize::binary::{BinDecodable, BinDecoder, DecodeError};

use crate::wire::dns::question::spell;
use crate::wire::dns::{Question, Status};

/// The most aliases that are followed in one answer; resolvers give up far earlier.
pub const ALIAS_LIMIT: usize = 64;

/// What a message turned out to be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Heard {
    /// The whole answer.
    Reply(Reply),
    /// It does not fit into a datagram: the question is to be asked again over TCP (RFC 1035 section 4.2.1, RFC 7766 section 5).
    Truncated,
}

/// An answer to a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// What the answer comes to, aliases followed.
    pub status: Status,
    /// The server answers for the name's zone (AA).
    pub authoritative: bool,
    /// The records of the answer section as they came.
    pub answers: Vec<Record>,
    /// The last name of the chain of aliases that begins at the name asked for; the name itself where there is none.
    pub canonical_name: String,
    /// What the aliases point to, in the order of the chain, so that the last is the canonical name; empty without an alias.
    pub aliases: Vec<String>,
    /// The records of the kind asked for at the end of the chain.
    pub data: Vec<String>,
    /// The addresses at the end of the chain, in the order in which they came.
    pub addresses: Vec<IpAddr>,
    /// The lowest time to live of the records in the answer section, in seconds.
    pub ttl: Option<u32>,
    /// Why the status is [`Status::BadReply`], where it is.
    pub problem: Option<String>,
}

/// One record of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// Its owner, small letters, no final dot.
    pub name: String,
    /// Its kind, capital letters.
    pub kind: String,
    /// How long it may be kept, in seconds.
    pub ttl: u32,
    /// What it says, names without their final dot.
    pub data: String,
}

/// Why a message is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Rejected {
    /// It answers something else (RFC 5452 section 9.1): a resolver over UDP passes over it and waits on.
    NotOurs(&'static str),
    /// It is the answer, and broken: cut, looping, against the format.
    Broken(String),
}

/// Reads one message as the answer to `question`, asked with `id`.
///
/// # Errors
/// [`Rejected`] when it is not the answer, or cannot be read.
pub fn read(bytes: &[u8], id: u16, question: &Question) -> Result<Heard, Rejected> {
    if bytes.get(..2) != Some(&id.to_be_bytes()) {
        return Err(Rejected::NotOurs("its id is not that of the question"));
    }
    let mut decoder = BinDecoder::new(bytes);
    let header = Header::read(&mut decoder)
        .map_err(|_| broken("it ends before its header does (12 bytes)"))?;
    if header.metadata.message_type != MessageType::Response {
        return Err(Rejected::NotOurs("it is a question, not a reply"));
    }
    if header.metadata.op_code != OpCode::Query {
        return Err(broken("it answers another operation than a query"));
    }
    match_question(&header, &mut decoder, question)?;
    if header.metadata.truncation {
        return Ok(Heard::Truncated);
    }
    let message = Message::from_vec(bytes).map_err(|error| broken(&why(&error)))?;
    Ok(Heard::Reply(Reply::of(&message, question)))
}

fn broken(why: &str) -> Rejected {
    Rejected::Broken(why.to_owned())
}

/// What a reader can make of a message that cannot be decoded.
fn why(error: &DecodeError) -> String {
    match error {
        DecodeError::InsufficientBytes => "it breaks off before its end".to_owned(),
        // RFC 1035 section 4.1.4: a pointer leads to a prior occurrence of the name.
        DecodeError::PointerNotPriorToLabel { .. } | DecodeError::LabelOverlapsWithOther { .. } => {
            "a shortened name in it does not lead back to an earlier one".to_owned()
        }
        DecodeError::IncorrectRDataLengthRead { .. } => {
            "a record in it is not as long as it says".to_owned()
        }
        DecodeError::DomainNameTooLong(_) => "a name in it is longer than 255 bytes".to_owned(),
        // The rest is about single fields, which the crate names.
        other => format!("it cannot be read: {other}"),
    }
}

fn match_question(
    header: &Header,
    decoder: &mut BinDecoder<'_>,
    question: &Question,
) -> Result<(), Rejected> {
    match header.counts.queries {
        // A server that cannot or will not answer need not repeat the question.
        0 if header.metadata.response_code != ResponseCode::NoError => Ok(()),
        1 => {
            let asked = Query::read(decoder).map_err(|error| broken(&why(&error)))?;
            if (asked.name(), asked.query_type()) == (&question.name, question.kind)
                && asked.query_class() == DNSClass::IN
            {
                Ok(())
            } else {
                Err(Rejected::NotOurs("it answers another question"))
            }
        }
        count => Err(Rejected::Broken(format!(
            "it repeats {count} questions, expected the one that was asked"
        ))),
    }
}

impl Reply {
    fn of(message: &Message, question: &Question) -> Self {
        let chain = Chain::follow(message, question);
        let at_end = |record: &&hickory_proto::rr::Record| {
            chain.names.last().is_some_and(|last| record.name == **last)
        };
        let found: Vec<_> = message
            .answers
            .iter()
            .filter(at_end)
            .filter(|record| record.record_type() == question.kind)
            .collect();
        let (status, problem) = status(message.metadata.response_code, &chain, found.len());
        let aliases: Vec<String> = chain.names[1..].iter().map(|name| spell(name)).collect();
        let canonical_name = aliases.last().cloned().unwrap_or_else(|| question.name());
        Self {
            status,
            authoritative: message.metadata.authoritative,
            answers: message.answers.iter().map(Record::of).collect(),
            canonical_name,
            aliases,
            data: found.iter().map(|record| data(&record.data)).collect(),
            addresses: found
                .iter()
                .filter_map(|record| address(&record.data))
                .collect(),
            ttl: message.answers.iter().map(|record| record.ttl).min(),
            problem,
        }
    }
}

/// The names from the one asked for to the last alias's target, all within one answer.
struct Chain<'a> {
    names: Vec<&'a Name>,
    problem: Option<&'static str>,
}

impl<'a> Chain<'a> {
    fn follow(message: &'a Message, question: &'a Question) -> Self {
        let mut chain = Self {
            names: vec![&question.name],
            problem: None,
        };
        let mut at = &question.name;
        while let Some(target) = alias_of(message, at, question.kind) {
            if chain.names.contains(&target) {
                chain.problem = Some("its aliases lead back to themselves");
                break;
            }
            if chain.names.len() > ALIAS_LIMIT {
                chain.problem = Some("it has more than 64 aliases in a row");
                break;
            }
            chain.names.push(target);
            at = target;
        }
        chain
    }
}

// Who asks for the alias itself does not want it followed (RFC 1034 section 3.6.2).
fn alias_of<'a>(message: &'a Message, name: &Name, kind: RecordType) -> Option<&'a Name> {
    if kind == RecordType::CNAME {
        return None;
    }
    message
        .answers
        .iter()
        .find_map(|record| match &record.data {
            RData::CNAME(target) if &record.name == name => Some(&target.0),
            // Other data does not alias.
            _ => None,
        })
}

fn status(code: ResponseCode, chain: &Chain<'_>, found: usize) -> (Status, Option<String>) {
    if let (ResponseCode::NoError, Some(problem)) = (code, chain.problem) {
        return (Status::BadReply, Some(problem.to_owned()));
    }
    let status = match code {
        ResponseCode::NoError if found == 0 => Status::NoData,
        ResponseCode::NoError => Status::NoError,
        ResponseCode::NXDomain => Status::NxDomain,
        ResponseCode::ServFail => Status::ServFail,
        ResponseCode::Refused => Status::Refused,
        ResponseCode::NotImp => Status::NotImp,
        ResponseCode::FormErr => Status::FormErr,
        // The other codes belong to updates, signatures and the future.
        other => {
            let problem = format!("its response code is {}: {other}", u16::from(other));
            return (Status::BadReply, Some(problem));
        }
    };
    (status, None)
}

impl Record {
    fn of(record: &hickory_proto::rr::Record) -> Self {
        Self {
            name: spell(&record.name),
            kind: record.record_type().to_string(),
            ttl: record.ttl,
            data: data(&record.data),
        }
    }
}

fn address(data: &RData) -> Option<IpAddr> {
    match data {
        RData::A(address) => Some(IpAddr::V4(address.0)),
        RData::AAAA(address) => Some(IpAddr::V6(address.0)),
        // Nothing else is an address.
        _ => None,
    }
}

fn data(data: &RData) -> String {
    match data {
        RData::CNAME(name) => spell(&name.0),
        RData::NS(name) => spell(&name.0),
        RData::PTR(name) => spell(&name.0),
        RData::MX(mx) => format!("{} {}", mx.preference, spell(&mx.exchange)),
        RData::SRV(srv) => format!(
            "{} {} {} {}",
            srv.priority,
            srv.weight,
            srv.port,
            spell(&srv.target)
        ),
        RData::SOA(soa) => format!(
            "{} {} {} {} {} {} {}",
            spell(&soa.mname),
            spell(&soa.rname),
            soa.serial,
            soa.refresh,
            soa.retry,
            soa.expire,
            soa.minimum
        ),
        RData::TXT(txt) => txt
            .txt_data
            .iter()
            .map(|part| String::from_utf8_lossy(part))
            .collect(),
        // A pseudo record, which has no text of its own.
        RData::OPT(_) => String::new(),
        // The rest is shown as zone files write it.
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests;
