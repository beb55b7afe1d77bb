//! One question: which name, which kind of record.

use std::fmt;
use std::net::IpAddr;

use hickory_proto::op::{Message, MessageType, OpCode, Query};
use hickory_proto::rr::{Name, RecordType};

/// The kinds of record that can be asked for, as specs write them.
pub const KINDS: &[&str] = &[
    "A", "AAAA", "CAA", "CNAME", "MX", "NS", "PTR", "SOA", "SRV", "TXT",
];

/// One question (RFC 1035 section 4.1.2), class IN.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Question {
    pub(super) name: Name,
    pub(super) kind: RecordType,
}

/// Why something cannot be asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BadQuestion {
    /// The name breaks RFC 1035 section 2.3.4: a label of 1 to 63 characters each, 253 in all, ASCII only.
    Name,
    /// Not one of [`KINDS`].
    Kind,
}

impl fmt::Display for BadQuestion {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Name => {
                "expected a name such as `www.usfca.edu`: parts of 1 to 63 letters, digits and hyphens"
            }
            Self::Kind => "expected a kind of record such as `A`, `AAAA` or `MX`",
        })
    }
}

impl Question {
    /// A question for a name; the kind is one of [`KINDS`] in any case. A `PTR` question may name an address, which stands for its reverse name
    /// (RFC 1035 section 3.5, RFC 3596 section 2.5).
    ///
    /// # Errors
    /// [`BadQuestion`] when there is no such name or kind.
    pub fn new(name: &str, kind: &str) -> Result<Self, BadQuestion> {
        let kind = record_type(kind).ok_or(BadQuestion::Kind)?;
        let name = match name.trim().parse::<IpAddr>() {
            Ok(address) if kind == RecordType::PTR => Name::from(address),
            Ok(_) | Err(_) => read_name(name.trim()).ok_or(BadQuestion::Name)?,
        };
        Ok(Self { name, kind })
    }

    /// The name, small letters, no final dot; the root is `.`.
    pub fn name(&self) -> String {
        spell(&self.name)
    }

    /// The kind of record, capital letters.
    pub fn kind(&self) -> String {
        self.kind.to_string()
    }

    /// The message that asks it, recursion desired.
    #[expect(
        clippy::missing_panics_doc,
        reason = "the name was checked when the question was made"
    )]
    pub fn to_bytes(&self, id: u16) -> Vec<u8> {
        let mut message = Message::new(id, MessageType::Query, OpCode::Query);
        message.metadata.recursion_desired = true;
        message.add_query(Query::query(self.name.clone(), self.kind));
        message
            .to_vec()
            .expect("a checked name fits into a message")
    }
}

/// A name as facts show it: small letters, no final dot; the root is `.`.
pub(super) fn spell(name: &Name) -> String {
    let mut text = name.to_ascii().to_ascii_lowercase();
    if text.len() > 1 && text.ends_with('.') {
        text.pop();
    }
    text
}

fn record_type(kind: &str) -> Option<RecordType> {
    let kind = kind.trim().to_ascii_uppercase();
    KINDS
        .contains(&kind.as_str())
        .then(|| kind.parse().ok())
        .flatten()
}

fn read_name(text: &str) -> Option<Name> {
    if !(text == "." || text.strip_suffix('.').unwrap_or(text).split('.').all(label)) {
        return None;
    }
    let mut name = Name::from_ascii(text).ok()?;
    name.set_fqdn(true);
    (name.len() <= 255).then_some(name)
}

// Underscores are for names such as `_dmarc.usfca.edu` (RFC 8552), the slash for reverse zones (RFC 2317), the star for wildcards.
fn label(text: &str) -> bool {
    (1..=63).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_/*".contains(&byte))
        && !text.starts_with('-')
}

#[cfg(test)]
mod tests {
    use super::{BadQuestion, KINDS, Question};

    fn check(name: &str, kind: &str, want: Result<(&str, &str), BadQuestion>) {
        let got = Question::new(name, kind).map(|asked| (asked.name(), asked.kind()));
        let want = want.map(|(name, kind)| (name.to_owned(), kind.to_owned()));
        assert_eq!(got, want, "{name} {kind}");
    }

    #[test]
    fn names_and_kinds_are_read_in_any_case() {
        check("WWW.usfca.EDU.", "a", Ok(("www.usfca.edu", "A")));
        check("_dmarc.usfca.edu", "TXT", Ok(("_dmarc.usfca.edu", "TXT")));
        check(".", "NS", Ok((".", "NS")));
        check(&"a".repeat(63), "A", Ok((&"a".repeat(63), "A")));
    }

    #[test]
    fn every_kind_of_the_list_can_be_asked() {
        for kind in KINDS {
            check("usfca.edu", kind, Ok(("usfca.edu", kind)));
        }
    }

    #[test]
    fn an_address_is_asked_by_its_reverse_name() {
        check("192.0.2.80", "PTR", Ok(("80.2.0.192.in-addr.arpa", "PTR")));
    }

    #[test]
    fn what_cannot_be_asked_is_said() {
        for name in ["", "..", "a..b", "-port=53", "ä.de", "a b", &"a".repeat(64)] {
            check(name, "A", Err(BadQuestion::Name));
        }
        check(
            &vec!["a".repeat(60); 5].join("."),
            "A",
            Err(BadQuestion::Name),
        );
        check("usfca.edu", "AXFR", Err(BadQuestion::Kind));
    }

    #[test]
    fn the_bytes_are_those_of_the_rfc() {
        let asked = Question::new("a.b", "A").unwrap();
        let want =
            b"\x12\x34\x01\x00\x00\x01\x00\x00\x00\x00\x00\x00\x01a\x01b\x00\x00\x01\x00\x01";
        assert_eq!(asked.to_bytes(0x1234), want);
    }
}
