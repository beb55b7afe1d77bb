//! Who may be contacted: nothing dials around this.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::{Fault, Net};
use crate::net::{Host, Internet, system};

/// The addresses that the hosts of the spec turned out to have, shared by all checks of a run.
#[derive(Clone, Debug, Default)]
pub struct Learned(Arc<Mutex<BTreeSet<IpAddr>>>);

impl Learned {
    fn holds(&self, address: IpAddr) -> bool {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.contains(&address)
    }

    fn add(&self, addresses: &[IpAddr]) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        known.extend(addresses);
    }
}

impl Internet {
    /// Whether a host may be contacted or asked about. On `loopback` all may: packets only reach this machine. On `live` the spec must name it, or
    /// a host that it names must have turned out to have this address.
    ///
    /// # Errors
    /// [`Fault::NotNamed`] when not; [`Fault::NotHere`] in the box, which is not there yet.
    pub fn permit(&self, host: &Host) -> Result<(), Fault> {
        match self.net {
            Net::Loopback => Ok(()),
            Net::Live if self.is_named(host) => Ok(()),
            Net::Live => Err(Fault::NotNamed {
                target: host.to_string(),
            }),
            Net::Box => Err(Fault::NotHere {
                reason: "the box is not there yet: use `--network loopback`".to_owned(),
            }),
        }
    }

    /// Whether a DNS server may be asked: as any host, and the system's own always.
    ///
    /// # Errors
    /// As [`Internet::permit`].
    pub(crate) fn permit_server(&self, address: IpAddr) -> Result<(), Fault> {
        let permitted = self.permit(&Host::Address(address));
        match permitted {
            Err(Fault::NotNamed { .. }) if system::dns_servers().contains(&address) => Ok(()),
            other => other,
        }
    }

    /// Remembers the addresses that a host of the spec has.
    pub(crate) fn learn(&self, host: &Host, addresses: &[IpAddr]) {
        if self.net == Net::Live && self.is_named(host) {
            self.learned.add(addresses);
        }
    }

    fn is_named(&self, host: &Host) -> bool {
        match host {
            Host::Name(name) => self.named.iter().any(|named| named == name),
            Host::Address(address) => {
                let is_it = |named: &String| named.parse::<IpAddr>() == Ok(*address);
                self.named.iter().any(is_it) || self.learned.holds(*address)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use crate::model::{Fault, Net};
    use crate::net::{Host, Internet};

    fn live(named: &[&str]) -> Internet {
        let named = named.iter().map(|&name| name.to_owned()).collect();
        Internet::new(Net::Live, None, None, Arc::new(named))
    }

    fn host(text: &str) -> Host {
        Host::parse(text).unwrap()
    }

    #[test]
    fn on_live_only_what_the_spec_names_is_contacted() {
        let internet = live(&["www.usfca.edu", "192.0.2.1", "::1"]);
        for named in ["WWW.usfca.edu.", "192.0.2.1", "0:0:0:0:0:0:0:1"] {
            assert_eq!(internet.permit(&host(named)), Ok(()), "{named}");
        }
        for other in [
            "usfca.edu",
            "www.usfca.edu.evil.example",
            "192.0.2.2",
            "127.0.0.1",
        ] {
            let target = other.to_owned();
            assert_eq!(
                internet.permit(&host(other)),
                Err(Fault::NotNamed { target })
            );
        }
    }

    #[test]
    fn addresses_of_named_hosts_are_learned_and_of_others_not() {
        let internet = live(&["www.usfca.edu"]);
        let shared = internet.clone();
        internet.learn(&host("www.usfca.edu"), &["192.0.2.80".parse().unwrap()]);
        internet.learn(&host("evil.example"), &["192.0.2.99".parse().unwrap()]);
        assert_eq!(shared.permit(&host("192.0.2.80")), Ok(()));
        assert!(shared.permit(&host("192.0.2.99")).is_err());
        assert!(
            live(&["www.usfca.edu"])
                .permit(&host("192.0.2.80"))
                .is_err()
        );
    }

    #[test]
    fn on_loopback_the_mapping_decides_and_the_box_is_not_there() {
        let named = Arc::new(Vec::new());
        let loopback = Internet::new(Net::Loopback, None, None, Arc::clone(&named));
        assert_eq!(loopback.permit(&host("a.example")), Ok(()));
        let boxed = Internet::new(Net::Box, None, None, named);
        assert!(matches!(
            boxed.permit(&host("a.example")),
            Err(Fault::NotHere { .. })
        ));
    }
}
