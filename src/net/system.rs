//! Names as this machine's own resolver sees them: `getaddrinfo`, and the DNS servers that it is told to ask.

use std::net::IpAddr;
use std::thread;

use dns_lookup::{AddrInfoHints, LookupError, LookupErrorKind, SockType};
use tokio::sync::oneshot;

use crate::model::Fault;
use crate::net::Found;
use crate::wire::dns::Status;

/// `AI_CANONNAME` (RFC 3493 section 6.1): the same number on Linux, macOS, the BSDs and Windows.
const CANONICAL_NAME: i32 = 2;

/// Where Unix systems say which DNS servers to ask.
const RESOLV_CONF: &str = "/etc/resolv.conf";

/// Asks the system for the addresses of a name, in the order in which a client should try them.
/// The call blocks for as long as it likes, so it has a thread of its own that is left behind when nobody waits any more.
///
/// # Errors
/// When the system could not even try.
pub(crate) async fn find(name: &str) -> Result<Found, Fault> {
    let (answer, answered) = oneshot::channel();
    let name = name.to_owned();
    let asking = move || {
        // Nobody waits when the attempt is over.
        let _ = answer.send(ask(&name));
    };
    let fault = |error: String| Fault::System {
        doing: "asking the system for the addresses of a name".to_owned(),
        error,
    };
    thread::Builder::new()
        .name("look-up".to_owned())
        .spawn(asking)
        .map_err(|error| fault(error.to_string()))?;
    answered
        .await
        .map_err(|_| fault("the look-up ended without a result".to_owned()))?
        .map_err(fault)
}

/// The DNS servers that this machine asks, in order; none where the system does not say it in a file.
pub fn dns_servers() -> Vec<IpAddr> {
    let text = std::fs::read(RESOLV_CONF).unwrap_or_default();
    let (config, _) = resolv_conf::Config::parse_with_errors(&text);
    config.nameservers.iter().map(IpAddr::from).collect()
}

/// The names that a client of this machine asks for, in order, until one exists: with the search list of `resolv.conf`.
pub fn search_list(name: &str) -> Vec<String> {
    let text = std::fs::read(RESOLV_CONF).unwrap_or_default();
    searched(name, &text)
}

// A name with enough dots is tried as it is first, others last (resolv.conf(5), `ndots`).
fn searched(name: &str, resolv_conf: &[u8]) -> Vec<String> {
    if name.ends_with('.') {
        return vec![name.to_owned()];
    }
    let (config, _) = resolv_conf::Config::parse_with_errors(resolv_conf);
    let domains = config.get_last_search_or_domain();
    let mut names: Vec<String> = domains
        .filter(|domain| !domain.trim_matches('.').is_empty())
        .map(|domain| format!("{name}.{domain}"))
        .collect();
    let dots = name.matches('.').count();
    let first = usize::try_from(config.ndots).is_ok_and(|ndots| dots >= ndots);
    let at = if first { 0 } else { names.len() };
    names.insert(at, name.to_owned());
    names
}

pub(super) fn ask(name: &str) -> Result<Found, String> {
    let hints = AddrInfoHints {
        flags: CANONICAL_NAME,
        socktype: SockType::Stream.into(),
        ..AddrInfoHints::default()
    };
    let entries = match dns_lookup::getaddrinfo(Some(name), None, Some(hints)) {
        Ok(entries) => entries,
        Err(error) => return refusal(error),
    };
    let mut found = Found::nothing(Status::NoError);
    for entry in entries.flatten() {
        let address = entry.sockaddr.ip();
        if !found.addresses.contains(&address) {
            found.addresses.push(address);
        }
        if let Some(canonical) = entry.canonname {
            found.canonical_name.get_or_insert(canonical);
        }
    }
    if found.addresses.is_empty() {
        found.status = Status::NoData;
    }
    Ok(found)
}

/// What an error of `getaddrinfo` says about the name; what it says about this machine is no answer.
fn refusal(error: LookupError) -> Result<Found, String> {
    let status = match error.kind() {
        LookupErrorKind::NoName => Status::NxDomain,
        LookupErrorKind::NoData => Status::NoData,
        // glibc says "again" for a server that fails as for one that is silent.
        LookupErrorKind::Again | LookupErrorKind::Fail => Status::ServFail,
        LookupErrorKind::Badflags
        | LookupErrorKind::Family
        | LookupErrorKind::Socktype
        | LookupErrorKind::Service
        | LookupErrorKind::Memory
        | LookupErrorKind::System
        | LookupErrorKind::Unknown
        | LookupErrorKind::IO => return Err(std::io::Error::from(error).to_string()),
    };
    let mut found = Found::nothing(status);
    found.said = Some(std::io::Error::from(error).to_string());
    Ok(found)
}

#[cfg(test)]
mod tests {
    use dns_lookup::LookupError;

    use super::{find, refusal, searched};
    use crate::wire::dns::Status;

    fn check(name: &str, resolv_conf: &str, want: &[&str]) {
        assert_eq!(searched(name, resolv_conf.as_bytes()), want, "{name}");
    }

    #[test]
    fn the_search_list_is_that_of_resolv_conf() {
        let two = "nameserver 192.0.2.53\nsearch usfca.edu cs.usfca.edu\n";
        check("www", two, &["www.usfca.edu", "www.cs.usfca.edu", "www"]);
        check(
            "www.cs",
            two,
            &["www.cs", "www.cs.usfca.edu", "www.cs.cs.usfca.edu"],
        );
        check("www.", two, &["www."]);
        check(
            "www",
            "domain usfca.edu\noptions ndots:0",
            &["www", "www.usfca.edu"],
        );
        check("www", "search .\n", &["www"]);
        check("www", "\u{0}\u{1}broken", &["www"]);
    }

    #[tokio::test]
    async fn the_system_knows_this_machine() {
        let found = find("localhost").await.unwrap();
        assert_eq!(found.status, Status::NoError);
        assert!(found.addresses.iter().all(std::net::IpAddr::is_loopback));
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn what_getaddrinfo_says_about_a_name_is_a_status() {
        for (code, want) in [
            (-2, Status::NxDomain),
            (-5, Status::NoData),
            (-3, Status::ServFail),
            (-4, Status::ServFail),
        ] {
            let found = refusal(LookupError::new(code)).unwrap();
            assert_eq!(found.status, want);
            assert!(found.said.is_some());
        }
        assert!(refusal(LookupError::new(-10)).is_err());
    }
}
