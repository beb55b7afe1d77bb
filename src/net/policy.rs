//! Who may be contacted: nothing dials around this.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, PoisonError};

use crate::model::{Fault, Net};
use crate::net::{Host, Internet, Mapping, system};

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
    /// Whether a host may be contacted or asked about. On `loopback` and in the box all may: packets never leave this machine. On `live` the spec must name it, or
    /// a host that it names must have turned out to have this address.
    ///
    /// # Errors
    /// [`Fault::NotNamed`] when not.
    pub fn permit(&self, host: &Host) -> Result<(), Fault> {
        match self.net {
            Net::Loopback | Net::Box => Ok(()),
            Net::Live if self.is_named(host) => Ok(()),
            Net::Live => Err(Fault::NotNamed {
                target: host.to_string(),
            }),
        }
    }

    /// The internet in which a person at a terminal reaches a host: on `live` that host alone, which the command line names; on `loopback`
    /// this machine, and beside it what the lab that runs here has.
    ///
    /// # Errors
    /// [`Fault::Lab`] when it is not this machine and no lab runs: nothing leaves the machine unasked.
    pub fn for_a_person(net: Net, host: &Host, lab: Option<Mapping>) -> Result<Self, Fault> {
        let named = Arc::new(vec![host.to_string()]);
        let lab = lab.filter(|_| net == Net::Loopback && !host.is_this_machine());
        if net == Net::Loopback && lab.is_none() && !host.is_this_machine() {
            return Err(Fault::Lab {
                error: "no lab runs here".to_owned(),
            });
        }
        Ok(Self::new(net, lab.map(Arc::new), None, named))
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
    use crate::net::{Host, Internet, Mapping};

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
    fn a_person_reaches_this_machine_the_running_lab_and_on_live_the_named_host() {
        let lab = || Mapping {
            tcp: [].into(),
            udp: [].into(),
            hosts: [].into(),
            closed: "127.0.0.1:1".parse().unwrap(),
            resolver: None,
        };
        let reach = |net, name, lab| Internet::for_a_person(net, &host(name), lab);
        assert!(reach(Net::Loopback, "localhost", None).is_ok());
        assert!(reach(Net::Loopback, "www.usfca.edu", Some(lab())).is_ok());
        for unknown in ["www.usfca.edu", "192.0.2.80"] {
            let refused = reach(Net::Loopback, unknown, None);
            assert!(matches!(refused, Err(Fault::Lab { .. })), "{unknown}");
        }
        let live = reach(Net::Live, "www.usfca.edu", Some(lab())).unwrap();
        assert!(live.mapping.is_none());
        assert_eq!(live.permit(&host("www.usfca.edu")), Ok(()));
        assert!(live.permit(&host("antlr.org")).is_err());
    }

    #[test]
    fn where_no_packet_leaves_everybody_may_be_contacted() {
        for net in [Net::Loopback, Net::Box] {
            let internet = Internet::new(net, None, None, Arc::default());
            assert_eq!(internet.permit(&host("a.example")), Ok(()));
        }
    }
}
