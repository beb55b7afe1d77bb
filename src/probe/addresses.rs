//! `addresses`: the addresses of this machine's interfaces.

use std::net::IpAddr;

use crate::model::{Base, Declared, Facts, Located, Operand, Type, Value};
use crate::net::machine::Interface;
use crate::probe::hostname::{NO_ARGUMENTS, only_true};
use crate::probe::{Cx, FactsBy, Kind, Load, Observed, Observing, Probe, Reading, Reads, Short};
use crate::spec::Node;

/// The row of the probe table.
pub(crate) const KIND: Kind = Kind {
    name: "addresses",
    about: "asks this machine for the addresses of its interfaces, as `ifconfig` and `ip address` do",
    example: "addresses: true",
    arguments: &NO_ARGUMENTS,
    short: Short::True,
    facts: || FACTS.to_vec(),
    facts_by: FactsBy::Kind,
    reads: Reads::World,
    load: Load::Local,
    read,
};

/// The facts, as `explain` tells them.
const FACTS: &[Declared] = &[
    Declared::new(
        "all",
        Type::many(Base::Address),
        "every address, loopback included",
    ),
    Declared::new("ipv4", Type::many(Base::Address), "those of IPv4"),
    Declared::new("ipv6", Type::many(Base::Address), "those of IPv6"),
    Declared::new(
        "non-loopback",
        Type::many(Base::Address),
        "those that other machines may know: neither 127.0.0.0/8 nor ::1",
    ),
    Declared::new(
        "interfaces",
        Type::many(Base::Record),
        "each address with the name of its interface",
    ),
];

struct Addresses;

fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Box<dyn Probe>> {
    only_true(node, "addresses", reading.diagnostics)?;
    Some(Box::new(Addresses))
}

impl Probe for Addresses {
    fn facts(&self) -> Vec<Declared> {
        FACTS.to_vec()
    }

    fn operands(&self) -> Vec<&Located<Operand>> {
        Vec::new()
    }

    fn observe<'a>(&'a self, cx: &'a Cx<'a>) -> Observing<'a> {
        Box::pin(async {
            let machine = cx.internet.machine().await?;
            Ok(Observed::Facts(sorted(&machine.interfaces)))
        })
    }
}

fn sorted(interfaces: &[Interface]) -> Facts {
    let mut all: Vec<IpAddr> = Vec::new();
    for interface in interfaces {
        if !all.contains(&interface.address) {
            all.push(interface.address);
        }
    }
    let those = |kind: fn(&IpAddr) -> bool| {
        Value::texts(all.iter().filter(|one| kind(one)).map(ToString::to_string))
    };
    let mut facts = Facts::new();
    facts.set("all", those(|_| true));
    facts.set("ipv4", those(IpAddr::is_ipv4));
    facts.set("ipv6", those(IpAddr::is_ipv6));
    facts.set("non-loopback", those(|address| !address.is_loopback()));
    facts.set(
        "interfaces",
        Value::List(interfaces.iter().map(record).collect()),
    );
    facts
}

fn record(interface: &Interface) -> Value {
    Value::Record(
        [
            ("name".to_owned(), Value::text(&interface.name)),
            (
                "address".to_owned(),
                Value::text(interface.address.to_string()),
            ),
        ]
        .into(),
    )
}

#[cfg(test)]
mod tests {
    use super::sorted;
    use crate::net::machine::Interface;
    use crate::net::testing::{Small, ip};
    use crate::probe::testing::{assert_facts, check};

    #[test]
    fn addresses_are_sorted_by_kind() {
        let interface = |name: &str, address: &str| Interface {
            name: name.to_owned(),
            address: ip(address),
        };
        let facts = sorted(&[
            interface("lo", "127.0.0.1"),
            interface("eth0", "192.0.2.7"),
            interface("eth0", "fe80::1"),
            interface("wlan0", "192.0.2.7"),
            interface("lo", "::1"),
        ]);
        assert_facts(
            &facts,
            &[
                ("all", "127.0.0.1, 192.0.2.7, fe80::1, ::1"),
                ("ipv4", "127.0.0.1, 192.0.2.7"),
                ("ipv6", "fe80::1, ::1"),
                ("non-loopback", "192.0.2.7, fe80::1"),
            ],
        );
        assert_eq!(
            facts.value("interfaces").map(|all| all.items().len()),
            Some(5)
        );
    }

    #[tokio::test]
    async fn this_machine_tells_its_addresses() {
        let facts = check("addresses: true", &Small::new()).await;
        let all = facts.value("all").map(ToString::to_string);
        assert!(all.is_some_and(|all| all.contains("127.0.0.1")));
    }
}
