//! The hosts of a world: addresses, manner, services.

use std::collections::{BTreeMap, HashMap};
use std::net::IpAddr;

use crate::model::{Diagnostic, Diagnostics, Host, Located, Manner, Place, Service};
use crate::spec::check::one_or_many;
use crate::spec::world::by_name;
use crate::spec::world::keys::{HOST_KEYS, MANNERS, SERVICES, WEB_KEYS};
use crate::spec::{Data, Fields, Node, suggestion};

/// Which addresses a world may use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reach {
    /// Those kept for documentation (RFC 5737, RFC 3849, RFC 9637): a packet that got out would go nowhere.
    Documentation,
    /// All (`other-addresses: true`).
    Anywhere,
}

/// What an SSH server says that is not told what to say.
const SSH_BANNER: &str = "SSH-2.0-OpenSSH_9.2p1";

/// Reads `hosts:`; two hosts may share an address, but no port of it.
pub(super) fn hosts(node: &Node, reach: Reach, found: &mut Diagnostics) -> Vec<Located<Host>> {
    let mut taken: HashMap<(IpAddr, u16), Place> = HashMap::new();
    let mut names: HashMap<String, Place> = HashMap::new();
    let mut hosts = Vec::new();
    for (name, node) in by_name(node, "`hosts`", found) {
        if let Some(first) = names.insert(name.value.clone(), name.place.clone()) {
            let message = format!("a second host `{}`", name.value);
            let error = Diagnostic::error(&name.place, message).label("the second one");
            found.push(error.also(&first, "the first one"));
            continue;
        }
        if let Some(host) = host(&name, node, reach, &mut taken, found) {
            hosts.push(Located::new(host, name.place));
        }
    }
    hosts
}

fn host(
    name: &Located<String>,
    node: &Node,
    reach: Reach,
    taken: &mut HashMap<(IpAddr, u16), Place>,
    found: &mut Diagnostics,
) -> Option<Host> {
    let what = format!("the host `{}`", name.value);
    let fields = Fields::of(node, &what, &HOST_KEYS, found)?;
    let at = fields.required("addresses", found);
    let addresses = at
        .map(|node| addresses(node, reach, found))
        .unwrap_or_default();
    let manner = fields
        .get("manner")
        .and_then(|node| node.word(MANNERS, found));
    let services = fields
        .get("services")
        .map(|node| services(node, found))
        .unwrap_or_default();
    claim(&addresses, &services, taken, found);
    Some(Host {
        name: name.value.clone(),
        addresses,
        manner: match manner.map(|word| word.value) {
            Some("silent") => Manner::Silent,
            Some("unreachable") => Manner::Unreachable,
            _ => Manner::Refuses,
        },
        services: services
            .into_iter()
            .map(|(port, service)| (port, service.value))
            .collect(),
    })
}

/// Each port of an address belongs to one host.
fn claim(
    addresses: &[IpAddr],
    services: &BTreeMap<u16, Located<Service>>,
    taken: &mut HashMap<(IpAddr, u16), Place>,
    found: &mut Diagnostics,
) {
    for (port, service) in services {
        for address in addresses {
            if let Some(first) = taken.insert((*address, *port), service.place.clone()) {
                let message = format!("a second service at port {port} of {address}");
                let error = Diagnostic::error(&service.place, message).label("the second one");
                found.push(error.also(&first, "the first one"));
            }
        }
    }
}

/// One address or a list of them.
pub(super) fn addresses(node: &Node, reach: Reach, found: &mut Diagnostics) -> Vec<IpAddr> {
    let items = one_or_many(node);
    if items.is_empty() {
        let message = "expected an address, found an empty list";
        found.push(Diagnostic::error(&node.place, message));
    }
    let mut read: Vec<IpAddr> = Vec::new();
    for item in items {
        if let Some(address) = address(item, reach, found) {
            if read.contains(&address) {
                let message = format!("the address {address} stands here twice");
                found.push(Diagnostic::error(&item.place, message));
            } else {
                read.push(address);
            }
        }
    }
    read
}

fn address(node: &Node, reach: Reach, found: &mut Diagnostics) -> Option<IpAddr> {
    let text = node.text(found)?;
    let Ok(address) = text.value.parse() else {
        found.push(node.unexpected("an address"));
        return None;
    };
    within_reach(address, node, reach, found);
    Some(address)
}

/// Says so when a world may not use an address.
pub(super) fn within_reach(address: IpAddr, node: &Node, reach: Reach, found: &mut Diagnostics) {
    if reach == Reach::Documentation && !for_documentation(address) {
        let message = format!("{address} is not kept for documentation, and may be somebody's");
        found.push(
            Diagnostic::error(&node.place, message)
                .help("use 192.0.2.x, 198.51.100.x, 203.0.113.x or 2001:db8::x")
                .help("or say `other-addresses: true` in this file"),
        );
    }
}

fn for_documentation(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => matches!(
            v4.octets(),
            [192, 0, 2, _] | [198, 51, 100, _] | [203, 0, 113, _]
        ),
        IpAddr::V6(v6) => {
            let [first, second, ..] = v6.segments();
            first == 0x2001 && second == 0x0db8 || first == 0x3fff && second < 0x1000
        }
    }
}

fn services(node: &Node, found: &mut Diagnostics) -> BTreeMap<u16, Located<Service>> {
    let Some(fields) = Fields::any(node, "`services`", found) else {
        return BTreeMap::new();
    };
    let mut read = BTreeMap::new();
    for (key, node) in fields.entries() {
        let port = match key.value.parse::<u16>() {
            Ok(port) if port > 0 && port.to_string() == key.value => port,
            _ => {
                let message = format!("expected a port from 1 to 65535, found `{}`", key.value);
                found.push(Diagnostic::error(&key.place, message));
                continue;
            }
        };
        if let Some(service) = service(node, found) {
            read.insert(port, Located::new(service, key.place.clone()));
        }
    }
    read
}

/// A word such as `smtp`, or a map with one: `{ ssh: SSH-2.0-x }`.
fn service(node: &Node, found: &mut Diagnostics) -> Option<Service> {
    match &node.data {
        Data::Map(entries) => {
            let [(key, value)] = entries.as_slice() else {
                let message = format!("expected one service, found {}", entries.len());
                found.push(Diagnostic::error(&node.shown_place(), message));
                return None;
            };
            with_argument(key, value, found)
        }
        Data::Scalar(_) => {
            let word = node.word(SERVICES, found)?;
            alone(word.value).or_else(|| {
                let message = format!("`{}` needs to be told what it says", word.value);
                let help = format!("write `{{ {}: … }}`", word.value);
                found.push(Diagnostic::error(&node.place, message).help(help));
                None
            })
        }
        Data::List(_) => {
            found.push(node.unexpected("a service"));
            None
        }
    }
}

fn alone(word: &str) -> Option<Service> {
    Some(match word {
        "http" => Service::Http {
            pages: BTreeMap::new(),
        },
        "smtp" => Service::Smtp,
        "pop3" => Service::Pop3,
        "ssh" => Service::Ssh {
            banner: SSH_BANNER.to_owned(),
        },
        "echo" => Service::Echo,
        "daytime" => Service::Daytime,
        "dns" => Service::Dns,
        "silent" => Service::Silent,
        "filtered" => Service::Filtered,
        "reset" => Service::Reset,
        _ => return None,
    })
}

fn with_argument(key: &Located<String>, node: &Node, found: &mut Diagnostics) -> Option<Service> {
    match key.value.as_str() {
        "http" => pages(node, found),
        "ssh" => Some(Service::Ssh {
            banner: line(node, found)?,
        }),
        "banner" => Some(Service::Banner {
            text: line(node, found)?,
        }),
        "faulty" => Some(Service::Faulty {
            fault: node.text(found)?.value,
        }),
        word => {
            let message = match alone(word) {
                Some(_) => format!("the service `{word}` is not told anything"),
                None => format!("there is no service `{word}`"),
            };
            let help = match alone(word) {
                Some(_) => format!("write `{word}` alone"),
                None => suggestion::help(word, SERVICES),
            };
            found.push(Diagnostic::error(&key.place, message).help(help));
            None
        }
    }
}

fn pages(node: &Node, found: &mut Diagnostics) -> Option<Service> {
    let fields = Fields::of(node, "`http`", &WEB_KEYS, found)?;
    let mut pages = BTreeMap::new();
    if let Some(fields) = fields
        .get("pages")
        .and_then(|node| Fields::any(node, "`pages`", found))
    {
        for (path, body) in fields.entries() {
            if !path.value.starts_with('/') {
                let message = format!(
                    "expected a path that begins with `/`, found `{}`",
                    path.value
                );
                found.push(Diagnostic::error(&path.place, message));
            }
            if let Data::Scalar(scalar) = &body.data {
                pages.insert(path.value.clone(), scalar.text.clone());
            } else {
                found.push(body.unexpected("the text of a page"));
            }
        }
    }
    Some(Service::Http { pages })
}

/// One line of text.
fn line(node: &Node, found: &mut Diagnostics) -> Option<String> {
    let text = node.prose(found)?.value;
    if text.contains(['\r', '\n']) {
        found.push(node.unexpected("one line of text"));
        return None;
    }
    Some(text)
}
