//! Bytes ↔ messages, without sockets: SMTP, HTTP, DNS, the output of `nslookup`.

pub mod dns;
pub mod http;
pub mod nslookup;
pub mod smtp;
