//! Hosts and ports as authors and students write them.

use std::fmt;
use std::net::{IpAddr, SocketAddr};

/// A machine as somebody names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// By its address.
    Address(IpAddr),
    /// By its name: small letters, no final dot, in the form of RFC 1123 section 2.1 (underscores are let through).
    Name(String),
}

/// A host and a port from 1 to 65535.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Target {
    /// The host.
    pub host: Host,
    /// The port.
    pub port: u16,
}

/// Why a text is no target.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BadTarget {
    /// Neither a name nor an address.
    Host(String),
    /// A host alone.
    NoPort(String),
    /// An IPv6 address, where the last colon could belong to it.
    NoBrackets(String),
    /// No number from 1 to 65535.
    Port(String),
}

impl fmt::Display for BadTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Host(text) => write!(f, "`{text}` is neither a host name nor an address"),
            Self::NoPort(text) => write!(
                f,
                "expected `host:port`, such as `www.usfca.edu:80`, found `{text}`"
            ),
            Self::NoBrackets(text) => write!(
                f,
                "an IPv6 address needs brackets before a port, such as `[2001:db8::1]:80`, found `{text}`"
            ),
            Self::Port(text) => write!(f, "there is no port `{text}`, ports are 1 to 65535"),
        }
    }
}

impl Host {
    /// Reads a host: `www.usfca.edu`, `192.0.2.80`, `2001:db8::1`, `[2001:db8::1]`.
    ///
    /// # Errors
    /// [`BadTarget::Host`] when it is neither a name nor an address.
    pub fn parse(text: &str) -> Result<Self, BadTarget> {
        let text = text.trim();
        let bare = text
            .strip_prefix('[')
            .and_then(|rest| rest.strip_suffix(']'))
            .unwrap_or(text);
        if let Ok(address) = bare.parse::<IpAddr>() {
            return Ok(Self::Address(address.to_canonical()));
        }
        let name = text.strip_suffix('.').unwrap_or(text);
        if is_name(name) {
            return Ok(Self::Name(name.to_ascii_lowercase()));
        }
        Err(BadTarget::Host(text.to_owned()))
    }

    /// Whether this means the machine that netcheck runs on: `127.0.0.0/8`, `::1`, `localhost`.
    pub fn is_this_machine(&self) -> bool {
        match self {
            Self::Address(address) => address.is_loopback(),
            Self::Name(name) => name == "localhost",
        }
    }

    /// The host of a target in any form in which specs write one: a host, `host:port`, an `http://` address.
    pub fn of(target: &str) -> Option<Self> {
        let target = target.trim();
        let after_scheme = target.split_once("://").map_or(target, |(_, rest)| rest);
        let authority = after_scheme.split(['/', '?', '#']).next()?;
        let with_port = || Target::parse(authority).map(|target| target.host);
        Self::parse(authority).or_else(|_| with_port()).ok()
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Address(address) => address.fmt(f),
            Self::Name(name) => f.write_str(name),
        }
    }
}

impl Target {
    /// Reads `host:port`; an IPv6 address stands in brackets.
    ///
    /// # Errors
    /// [`BadTarget`], which says what it should look like.
    pub fn parse(text: &str) -> Result<Self, BadTarget> {
        let text = text.trim();
        let Some((host, port)) = text.rsplit_once(':') else {
            return Err(BadTarget::NoPort(text.to_owned()));
        };
        if host.contains(':') && !host.starts_with('[') {
            return Err(BadTarget::NoBrackets(text.to_owned()));
        }
        if host.starts_with('[') && !host.ends_with(']') {
            return Err(BadTarget::NoPort(text.to_owned()));
        }
        Ok(Self {
            host: Host::parse(host)?,
            port: Self::port(port)?,
        })
    }

    /// Reads a port.
    ///
    /// # Errors
    /// [`BadTarget::Port`] when it is no number from 1 to 65535.
    pub fn port(text: &str) -> Result<u16, BadTarget> {
        let text = text.trim();
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        match text.parse() {
            Ok(port) if digits && port > 0 => Ok(port),
            Ok(_) | Err(_) => Err(BadTarget::Port(text.to_owned())),
        }
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.host {
            Host::Address(address) => SocketAddr::new(*address, self.port).fmt(f),
            Host::Name(name) => write!(f, "{name}:{}", self.port),
        }
    }
}

// A last part of digits alone is a mistyped address: no top-level domain is a number (RFC 3696 section 2).
fn is_name(text: &str) -> bool {
    let number = |label: &str| label.bytes().all(|byte| byte.is_ascii_digit());
    text.len() <= 253
        && text.split('.').all(is_label)
        && !text.rsplit('.').next().is_some_and(number)
}

fn is_label(label: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
    (1..=63).contains(&label.len()) && !label.starts_with('-') && label.bytes().all(fits)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::proptest;

    use super::{Host, Target};

    fn check(text: &str, want: &str) {
        let got = Target::parse(text).map_or_else(|bad| bad.to_string(), |t| t.to_string());
        assert_eq!(got, want, "{text}");
    }

    #[test]
    fn targets_are_read_in_every_form() {
        check("www.usfca.edu:80", "www.usfca.edu:80");
        check(" WWW.usfca.EDU.:80 ", "www.usfca.edu:80");
        check("192.0.2.80:65535", "192.0.2.80:65535");
        check("[2001:DB8::1]:80", "[2001:db8::1]:80");
        check("[::ffff:127.0.0.1]:80", "127.0.0.1:80");
    }

    #[test]
    fn what_is_no_target_is_said() {
        for (text, want) in [
            (
                "www.usfca.edu",
                "expected `host:port`, such as `www.usfca.edu:80`, found `www.usfca.edu`",
            ),
            (
                "2001:db8::1",
                "an IPv6 address needs brackets before a port, such as `[2001:db8::1]:80`, found `2001:db8::1`",
            ),
            (
                "192.0.2.300:80",
                "`192.0.2.300` is neither a host name nor an address",
            ),
            ("-port:80", "`-port` is neither a host name nor an address"),
            (":80", "`` is neither a host name nor an address"),
            ("a b:80", "`a b` is neither a host name nor an address"),
            ("a:0", "there is no port `0`, ports are 1 to 65535"),
            ("a:65536", "there is no port `65536`, ports are 1 to 65535"),
            ("a:+80", "there is no port `+80`, ports are 1 to 65535"),
            ("a:http", "there is no port `http`, ports are 1 to 65535"),
        ] {
            check(text, want);
        }
    }

    #[test]
    fn the_host_of_every_form_is_found() {
        for (text, want) in [
            ("www.usfca.edu", Some("www.usfca.edu")),
            ("www.usfca.edu:80", Some("www.usfca.edu")),
            ("http://www.usfca.edu:80/a?b", Some("www.usfca.edu")),
            ("2001:db8::1", Some("2001:db8::1")),
            ("http://[2001:db8::1]/", Some("2001:db8::1")),
            ("", None),
        ] {
            let got = Host::of(text).map(|host| host.to_string());
            assert_eq!(got.as_deref(), want, "{text}");
        }
    }

    #[test]
    fn this_machine_has_several_names() {
        for (text, want) in [
            ("127.0.0.1", true),
            ("127.9.9.9:80", true),
            ("[::1]:80", true),
            ("LOCALHOST.", true),
            ("::ffff:127.0.0.1", true),
            ("0.0.0.0", false),
            ("localhost.usfca.edu", false),
            ("192.0.2.80", false),
        ] {
            let got = Host::of(text).is_some_and(|host| host.is_this_machine());
            assert_eq!(got, want, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_panics_and_what_is_read_reads_again(text in ".{0,40}") {
            let _ = Host::of(&text);
            if let Ok(target) = Target::parse(&text) {
                assert_eq!(Target::parse(&target.to_string()), Ok(target));
            }
        }
    }
}
