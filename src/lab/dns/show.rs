//! DNS messages in one line, for people who watch.

use std::fmt::Write as _;

use hickory_proto::op::{Message, ResponseCode};

use crate::lab::accept::Shared;

/// A message in a line; empty where nobody watches.
pub(super) fn shown(shared: &Shared, bytes: &[u8]) -> String {
    if !shared.book().log().is_read() {
        return String::new();
    }
    match Message::from_vec(bytes) {
        Ok(message) => line(&message),
        Err(_) => format!("{} bytes that are no DNS message", bytes.len()),
    }
}

fn line(message: &Message) -> String {
    let mut line = String::new();
    for query in &message.queries {
        let _ = write!(line, "{} {} ", query.name(), query.query_type());
    }
    if message.metadata.message_type == hickory_proto::op::MessageType::Query {
        return line.trim_end().to_owned();
    }
    let code = message.metadata.response_code;
    if code != ResponseCode::NoError {
        let _ = write!(line, "{}", word(code));
    } else if message.metadata.truncation {
        line.push_str("does not fit, ask again over TCP");
    } else if message.answers.is_empty() {
        line.push_str("has no such record");
    } else {
        line.push_str("is");
    }
    for record in &message.answers {
        let _ = write!(line, " {} {}", record.record_type(), record.data);
    }
    line
}

/// The rcodes as nslookup and dig write them.
fn word(code: ResponseCode) -> String {
    match code {
        ResponseCode::FormErr => "FORMERR".to_owned(),
        ResponseCode::ServFail => "SERVFAIL".to_owned(),
        ResponseCode::NXDomain => "NXDOMAIN: no such name".to_owned(),
        ResponseCode::NotImp => "NOTIMP".to_owned(),
        ResponseCode::Refused => "REFUSED".to_owned(),
        // The others are not sent by a lab.
        other => other.to_string(),
    }
}
