//! Mailboxes as an envelope names them (RFC 5321 4.1.2).

use std::fmt;

/// The longest local part in bytes (RFC 5321 4.5.3.1.1).
pub const LOCAL_LIMIT: usize = 64;
/// The longest domain in bytes (RFC 5321 4.5.3.1.2).
pub const DOMAIN_LIMIT: usize = 255;
/// The longest address in bytes without its brackets (RFC 5321 4.5.3.1.3 counts 256 with them).
pub const ADDRESS_LIMIT: usize = 254;

/// A mailbox: a local part and a domain that follow RFC 5321 4.1.2, as typed, quotes included.
///
/// Two are equal when the local parts are the same and the domains differ at most in case (RFC 5321 2.4).
#[derive(Clone, Debug)]
pub struct Mailbox {
    local: String,
    domain: String,
}

/// To whom a mail goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Recipient {
    /// A mailbox.
    Mailbox(Mailbox),
    /// `<Postmaster>`: the only name that needs no domain (RFC 5321 4.1.1.3).
    Postmaster,
}

impl Mailbox {
    /// Reads `local@domain`, without brackets. `None` where RFC 5321 4.1.2 does not allow it.
    pub fn parse(text: &str) -> Option<Self> {
        let at = local_length(text)?;
        let (local, rest) = text.split_at(at);
        let domain = rest.strip_prefix('@')?;
        let fits = text.len() <= ADDRESS_LIMIT && local.len() <= LOCAL_LIMIT;
        (fits && is_domain(domain)).then(|| Self {
            local: local.to_owned(),
            domain: domain.to_owned(),
        })
    }

    /// What stands before the `@`, as typed.
    pub fn local(&self) -> &str {
        &self.local
    }

    /// What stands behind the `@`, as typed: a name, or an address in square brackets.
    pub fn domain(&self) -> &str {
        &self.domain
    }
}

impl PartialEq for Mailbox {
    fn eq(&self, other: &Self) -> bool {
        self.local == other.local && self.domain.eq_ignore_ascii_case(&other.domain)
    }
}

impl Eq for Mailbox {}

impl fmt::Display for Mailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}@{}", self.local, self.domain)
    }
}

impl fmt::Display for Recipient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Mailbox(mailbox) => mailbox.fmt(f),
            Self::Postmaster => f.write_str("Postmaster"),
        }
    }
}

/// What a bracketed path holds.
pub(super) enum Path {
    /// `<>`.
    Null,
    /// `<Postmaster>` or `<local@domain>`.
    To(Recipient),
}

/// Reads a path at the start of the text: `<…>`. Gives it and the number of bytes it took.
/// Source routes (`<@a:b@c>`) are declined, as RFC 5321 4.1.1.3 allows.
pub(super) fn path(text: &str) -> Option<(Path, usize)> {
    let inside = text.strip_prefix('<')?;
    let end = closing_bracket(inside)?;
    let used = end + 2;
    let address = &inside[..end];
    if address.is_empty() {
        return Some((Path::Null, used));
    }
    if address.eq_ignore_ascii_case("postmaster") {
        return Some((Path::To(Recipient::Postmaster), used));
    }
    Some((Path::To(Recipient::Mailbox(Mailbox::parse(address)?)), used))
}

/// The offset of the first `>` that no quotes hide.
fn closing_bracket(text: &str) -> Option<usize> {
    let (mut quoted, mut escaped) = (false, false);
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b'>' if !quoted => return Some(at),
            _ => {}
        }
    }
    None
}

fn local_length(text: &str) -> Option<usize> {
    if text.starts_with('"') {
        return quoted_length(text);
    }
    let at = text.find('@')?;
    text[..at].split('.').all(is_atom).then_some(at)
}

/// The length of a quoted string with its quotes (RFC 5321 4.1.2 Quoted-string).
fn quoted_length(text: &str) -> Option<usize> {
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate().skip(1) {
        match byte {
            b' '..=b'~' if escaped => escaped = false,
            b'\\' => escaped = true,
            b'"' => return Some(at + 1),
            b' '..=b'~' => {}
            _ => return None,
        }
    }
    None
}

fn is_atom(text: &str) -> bool {
    let atext = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-/=?^_`{|}~".contains(&byte);
    !text.is_empty() && text.bytes().all(atext)
}

/// A host name or an address in square brackets (RFC 5321 4.1.2 Domain, 4.1.3 address-literal).
fn is_domain(text: &str) -> bool {
    if let Some(literal) = text.strip_prefix('[') {
        return literal.strip_suffix(']').is_some_and(is_literal);
    }
    text.len() <= DOMAIN_LIMIT && text.split('.').all(is_label)
}

fn is_literal(text: &str) -> bool {
    match text.get(..5) {
        Some(tag) if tag.eq_ignore_ascii_case("IPv6:") => {
            text[5..].parse::<std::net::Ipv6Addr>().is_ok()
        }
        _ => text.parse::<std::net::Ipv4Addr>().is_ok(),
    }
}

/// Letters, digits and hyphens, no hyphen at either end. At most 63 bytes (RFC 1035 2.3.4).
fn is_label(text: &str) -> bool {
    let inner = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    (1..=63).contains(&text.len())
        && text.bytes().all(inner)
        && !text.starts_with('-')
        && !text.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, want: Option<(&str, &str)>) {
        let got = Mailbox::parse(text);
        let got = got.as_ref().map(|got| (got.local(), got.domain()));
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn mailboxes_are_read_as_the_rfc_says() {
        check("parrt@cs.usfca.edu", Some(("parrt", "cs.usfca.edu")));
        check(
            "tom+msds@dons.usfca.edu",
            Some(("tom+msds", "dons.usfca.edu")),
        );
        check("o'brien@x", Some(("o'brien", "x")));
        check("\"a b@c\\\"\"@x.de", Some(("\"a b@c\\\"\"", "x.de")));
        check("a@[192.0.2.1]", Some(("a", "[192.0.2.1]")));
        check("a@[IPv6:2001:db8::1]", Some(("a", "[IPv6:2001:db8::1]")));
    }

    #[test]
    fn what_is_no_mailbox_is_refused() {
        for text in [
            "",
            "parrt",
            "@x",
            "a@",
            "a@@b",
            ".a@b",
            "a..b@c",
            "a@b..c",
            "a@-b",
            "a@b-",
            "a b@c",
            "a@b c",
            "a@b.",
            "jürgen@x",
            "\"a@b",
            "a@[1.2.3]",
            "a@[",
            "a\u{8}@b",
            "a@b_c",
        ] {
            check(text, None);
        }
    }

    #[test]
    fn a_local_part_has_a_limit() {
        let longest = "a".repeat(LOCAL_LIMIT);
        assert!(Mailbox::parse(&format!("{longest}@x")).is_some());
        check(&format!("{longest}a@x"), None);
    }

    #[test]
    fn an_address_and_its_domain_have_limits() {
        let label = "a".repeat(59);
        let domain = [label.as_str(); 4].join(".") + ".abcdefghijkl";
        assert_eq!(domain.len() + 2, ADDRESS_LIMIT);
        assert!(Mailbox::parse(&format!("x@{domain}")).is_some());
        check(&format!("xy@{domain}"), None);
        let long = [label.as_str(); 4].join(".") + ".abcdefghijklmno";
        assert_eq!(long.len(), DOMAIN_LIMIT);
        assert!(is_domain(&long));
        assert!(!is_domain(&format!("{long}q")));
    }

    #[test]
    fn the_case_of_the_domain_does_not_matter_that_of_the_local_part_does() {
        let parse = |text| Mailbox::parse(text).unwrap();
        assert_eq!(parse("a@X.de"), parse("a@x.DE"));
        assert_ne!(parse("A@x.de"), parse("a@x.de"));
    }
}
