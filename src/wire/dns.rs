//! DNS messages (RFC 1035): one question to bytes, and a reply read strictly against the question it should answer.

mod question;
mod reply;

pub use crate::wire::nslookup::{STATUSES, Status};
pub use question::{BadQuestion, KINDS, Question};
pub use reply::{ALIAS_LIMIT, Heard, Record, Rejected, Reply, read};
