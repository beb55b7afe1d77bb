//! How the student's computer reaches the hosts of a world: its own network, and the paths to others. The box plays it.

use std::net::IpAddr;

use crate::model::{Computer, Diagnostic, Diagnostics, Host, Link, Located, Subnet};
use crate::spec::check::one_or_many;
use crate::spec::world::host::{self, Reach};
use crate::spec::world::keys::{COMPUTER_KEYS, NETWORK_KEYS};
use crate::spec::world::names;
use crate::spec::{Fields, Node};

/// The networks in which the student's computer may stand that is not told: the first in which no host is.
const OWN: &[&str] = &["198.51.100.8", "203.0.113.8", "192.0.2.8", "198.51.100.248"];
/// And of IPv6, where the world has any.
const OWN_IPV6: &[&str] = &["2001:db8:ffff::8", "2001:db8:fffe::8"];
/// How many bits of them are the network's.
const OWN_PREFIX: (u8, u8) = (29, 125);
/// Which addresses in them are the gateway's and the computer's, counted from the first.
const GATEWAY: u8 = 1;
const COMPUTER: u8 = 2;
/// The most routers on a path: what `traceroute` looks for is 30.
const ROUTERS_LIMIT: usize = 24;

/// Reads `computer:`; what it does not say is chosen.
pub(super) fn computer(
    fields: &Fields<'_>,
    hosts: &[Located<Host>],
    reach: Reach,
    found: &mut Diagnostics,
) -> Computer {
    let mut computer = Computer::default();
    computer.links.clear();
    if let Some(fields) = fields
        .get("computer")
        .and_then(|node| Fields::of(node, "`computer`", &COMPUTER_KEYS, found))
    {
        let name = fields.get("name").and_then(|node| node.text(found));
        if let Some(name) = name.and_then(|name| names::name(&name, found)) {
            computer.name = name.value;
        }
        let gateway = fields.get("gateway");
        let routers = gateway.map_or_else(Vec::new, |node| host::addresses(node, reach, found));
        match (fields.get("addresses"), gateway) {
            (Some(node), _) => computer.links = links(node, routers, reach, found),
            (None, Some(gateway)) => {
                let message = "a gateway without `addresses` is not used";
                let help = "say the computer's own address too, `addresses: 198.51.100.10/29`";
                found.push(Diagnostic::warning(&gateway.place, message).help(help));
            }
            (None, None) => {}
        }
    }
    for link in &computer.links {
        clash(link, hosts, found);
    }
    choose(&mut computer, hosts);
    computer
}

/// Adds what is missing: an address of IPv4, and one of IPv6 where a host has one.
fn choose(computer: &mut Computer, hosts: &[Located<Host>]) {
    let addresses = || hosts.iter().flat_map(|host| &host.value.addresses);
    for (ipv6, own, prefix) in [(false, OWN, OWN_PREFIX.0), (true, OWN_IPV6, OWN_PREFIX.1)] {
        let has_one = computer
            .links
            .iter()
            .any(|link| link.address.is_ipv6() == ipv6);
        let needed = !ipv6 || addresses().any(IpAddr::is_ipv6);
        if has_one || !needed {
            continue;
        }
        let links = own.iter().filter_map(|first| {
            let first: IpAddr = first.parse().ok()?;
            Some(Link {
                address: after(first, COMPUTER),
                prefix,
                gateway: after(first, GATEWAY),
            })
        });
        let free = |link: &Link| !addresses().any(|&address| link.holds(address));
        computer.links.extend(links.into_iter().find(free));
    }
}

fn after(first: IpAddr, count: u8) -> IpAddr {
    match first {
        IpAddr::V4(v4) => IpAddr::V4((v4.to_bits() + u32::from(count)).into()),
        IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() + u128::from(count)).into()),
    }
}

/// The computer's addresses with their networks, and the routers of these: those that are named, or the first address of each.
fn links(
    node: &Node,
    mut routers: Vec<IpAddr>,
    reach: Reach,
    found: &mut Diagnostics,
) -> Vec<Link> {
    let mut links: Vec<Link> = Vec::new();
    if one_or_many(node).is_empty() {
        let message = "expected an address, found an empty list";
        found.push(Diagnostic::error(&node.place, message));
    }
    for item in one_or_many(node) {
        let Some((address, prefix)) = with_prefix(item, reach, found) else {
            continue;
        };
        if links
            .iter()
            .any(|link| link.address.is_ipv6() == address.is_ipv6())
        {
            let message = "a second address of one family";
            found.push(Diagnostic::error(&item.place, message).help("one of IPv4 and one of IPv6"));
            continue;
        }
        let router = routers
            .iter()
            .position(|router| router.is_ipv6() == address.is_ipv6())
            .map(|at| routers.remove(at));
        links.extend(link((address, prefix), router, item, found));
    }
    links
}

/// One address, its network and the router of it.
fn link(
    (address, prefix): (IpAddr, u8),
    router: Option<IpAddr>,
    item: &Node,
    found: &mut Diagnostics,
) -> Option<Link> {
    let link = Link {
        address,
        prefix,
        gateway: router.unwrap_or_else(|| after(first_of(address, prefix), GATEWAY)),
    };
    if link.gateway == address || !link.holds(link.gateway) {
        let message = format!(
            "{address}/{prefix} and its gateway {} do not fit",
            link.gateway
        );
        found.push(
            Diagnostic::error(&item.place, message)
                .help("the gateway is another address of the same network"),
        );
        return None;
    }
    Some(link)
}

fn first_of(address: IpAddr, prefix: u8) -> IpAddr {
    match address {
        IpAddr::V4(v4) => {
            let hosts = u32::MAX.checked_shr(u32::from(prefix)).unwrap_or(0);
            IpAddr::V4((v4.to_bits() & !hosts).into())
        }
        IpAddr::V6(v6) => {
            let hosts = u128::MAX.checked_shr(u32::from(prefix)).unwrap_or(0);
            IpAddr::V6((v6.to_bits() & !hosts).into())
        }
    }
}

/// A host in the computer's own network would be looked for on its own cable.
fn clash(link: &Link, hosts: &[Located<Host>], found: &mut Diagnostics) {
    for host in hosts {
        for address in host
            .value
            .addresses
            .iter()
            .filter(|address| link.holds(**address))
        {
            let message = format!(
                "{address} is in the network of the student's computer, {}/{}",
                link.address, link.prefix
            );
            found.push(Diagnostic::error(&host.place, message).help(
                "hosts are behind its gateway: give the host or the computer another address",
            ));
        }
    }
}

/// Reads `networks:`.
pub(super) fn networks(node: &Node, reach: Reach, found: &mut Diagnostics) -> Vec<Subnet> {
    let Some(fields) = Fields::any(node, "`networks`", found) else {
        return Vec::new();
    };
    let mut networks: Vec<Subnet> = Vec::new();
    for (key, node) in fields.entries() {
        let Some((address, prefix)) = parsed(&key.value) else {
            let message = format!(
                "expected a network such as `203.0.113.0/24`, found `{}`",
                key.value
            );
            found.push(Diagnostic::error(&key.place, message));
            continue;
        };
        if first_of(address, prefix) != address {
            let message = format!("`{}` is an address in a network", key.value);
            let help = format!("the network is `{}/{prefix}`", first_of(address, prefix));
            found.push(Diagnostic::error(&key.place, message).help(help));
        }
        let about = format!("the network `{}`", key.value);
        if let Some(fields) = Fields::of(node, &about, &NETWORK_KEYS, found) {
            networks.push(network((address, prefix), &fields, reach, found));
        }
    }
    // The narrowest network that holds an address is its own.
    networks.sort_by_key(|network| std::cmp::Reverse(network.prefix));
    networks
}

fn network(
    (address, prefix): (IpAddr, u8),
    fields: &Fields<'_>,
    reach: Reach,
    found: &mut Diagnostics,
) -> Subnet {
    let via = fields.get("via").map_or_else(Vec::new, |node| {
        let via = host::addresses(node, reach, found);
        routers_fit(&via, address, node, found);
        via
    });
    let latency = fields.get("latency");
    let latency = latency.and_then(|node| Some(node.duration(found)?.value));
    let mut one_of = |key: &str| {
        let number = fields.get(key)?.number(2, 1_000_000, found)?;
        u32::try_from(number.value).ok()
    };
    Subnet {
        address,
        prefix,
        via,
        latency: latency.unwrap_or_default(),
        loss: one_of("lose-every"),
        reorder: one_of("reorder-every"),
        duplicate: one_of("duplicate-every"),
    }
}

fn routers_fit(via: &[IpAddr], network: IpAddr, node: &Node, found: &mut Diagnostics) {
    if let Some(other) = via
        .iter()
        .find(|router| router.is_ipv6() != network.is_ipv6())
    {
        let message = format!("the router {other} speaks another version of IP than the network");
        found.push(Diagnostic::error(&node.place, message));
    }
    if via.len() > ROUTERS_LIMIT {
        let message = format!("at most {ROUTERS_LIMIT} routers, found {}", via.len());
        found.push(Diagnostic::error(&node.place, message));
    }
}

/// An address with the length of its network: `198.51.100.10/29`.
fn with_prefix(node: &Node, reach: Reach, found: &mut Diagnostics) -> Option<(IpAddr, u8)> {
    let text = node.text(found)?;
    let Some((address, prefix)) = parsed(&text.value) else {
        found.push(
            node.unexpected(
                "an address with the length of its network, such as `198.51.100.10/29`",
            ),
        );
        return None;
    };
    host::within_reach(address, node, reach, found);
    Some((address, prefix))
}

fn parsed(text: &str) -> Option<(IpAddr, u8)> {
    let (address, prefix) = text.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let prefix: u8 = prefix.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    (1..=most).contains(&prefix).then_some((address, prefix))
}
