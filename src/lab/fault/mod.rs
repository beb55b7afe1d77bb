//! Peers that misbehave, by name: a world says `faulty: NAME`, and probes are tried against them.

mod dns;
mod stream;

use std::future::Future;
use std::pin::Pin;

use super::dns::Via;
use super::peer::Peer;

/// A way to misbehave.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// What a world calls it.
    pub name: &'static str,
    /// What the peer does, in one sentence.
    pub about: &'static str,
    pub(super) act: Act,
}

/// How it is done.
#[derive(Clone, Copy, Debug)]
pub(super) enum Act {
    /// With a connection; the port says which protocol it pretends to speak.
    Stream(fn(Peer, u16) -> Acting),
    /// With a DNS question, over UDP and TCP; `None` is silence.
    Dns(fn(&[u8], Via) -> Option<Vec<u8>>),
}

impl Fault {
    const fn of_stream(
        name: &'static str,
        about: &'static str,
        act: fn(Peer, u16) -> Acting,
    ) -> Self {
        let act = Act::Stream(act);
        Self { name, about, act }
    }

    const fn of_dns(
        name: &'static str,
        about: &'static str,
        act: fn(&[u8], Via) -> Option<Vec<u8>>,
    ) -> Self {
        let act = Act::Dns(act);
        Self { name, about, act }
    }
}

type Acting = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Every fault, in the order in which they are listed.
pub static FAULTS: &[Fault] = &[
    stream::ACCEPTS_AND_SAYS_NOTHING,
    stream::ACCEPTS_AND_CLOSES,
    stream::RESETS_IN_THE_MIDDLE,
    stream::ONE_BYTE_A_SECOND,
    stream::NEVER_ENDS_A_LINE,
    stream::NUL_AND_CONTROL_BYTES,
    stream::TERMINAL_ESCAPES,
    stream::ANSWERS_BEFORE_ASKED,
    dns::WRONG_ID,
    dns::TRUNCATED_PACKET,
    dns::COMPRESSION_LOOP,
    dns::CNAME_CIRCLE,
    dns::SILENT,
    dns::SERVFAIL,
    dns::REFUSED,
    dns::FORMERR,
    dns::NOTIMP,
    dns::EMPTY_REPLY,
    dns::WRONG_QUESTION,
    dns::TC_ALWAYS,
];

/// The fault of this name.
pub fn find(name: &str) -> Option<&'static Fault> {
    FAULTS.iter().find(|fault| fault.name == name)
}

/// Whether it is one of a DNS server, which is reached by datagrams too.
pub(super) fn is_dns(name: &str) -> bool {
    matches!(find(name).map(|fault| fault.act), Some(Act::Dns(_)))
}

/// The known name nearest to a misspelt one, if one is near.
pub(super) fn nearest(name: &str) -> Option<&'static str> {
    crate::model::nearest(name, FAULTS.iter().map(|fault| fault.name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_differ_and_are_found() {
        for fault in FAULTS {
            assert!(
                std::ptr::eq(find(fault.name).unwrap(), fault),
                "{}",
                fault.name
            );
        }
        assert!(find("no-such-fault").is_none());
    }

    #[test]
    fn a_misspelt_name_has_a_nearest_one() {
        assert_eq!(nearest("servfial"), Some("servfail"));
        assert_eq!(nearest("something else"), None);
    }
}
