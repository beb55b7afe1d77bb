//! World YAML → [`World`]: the practice internet, checked so that the lab can play it.

mod host;
mod keys;
mod names;
mod reach;
mod records;

use std::net::IpAddr;

use crate::model::{Diagnostic, Diagnostics, Located, RecordData, Service, World};
use crate::spec::check::one_or_many;
use crate::spec::document::Document;
use crate::spec::{Data, Fields, File, Node};

use host::Reach;
use names::Names;

pub use keys::WORLD_KEYS;

/// The world of an assignment that names none: the lecture's.
pub fn built_in() -> World {
    let text = include_str!("../../exercises/worlds/lecture.yaml");
    let file = File {
        name: "exercises/worlds/lecture.yaml".to_owned(),
        bytes: Ok(text.as_bytes().to_vec()),
    };
    read(&file, &mut Diagnostics::default()).unwrap_or_default()
}

/// Reads the file of a world; `None` when nothing of it can be used. Of a file that is cut off by a mistake nothing is used.
pub fn read(file: &File, diagnostics: &mut Diagnostics) -> Option<World> {
    let document = Document::read(file, diagnostics)?;
    let fields = document.fields("a world", &WORLD_KEYS, diagnostics)?;
    if document.is_cut() {
        return None;
    }
    let title = fields.get("title").and_then(|node| node.prose(diagnostics));
    let refused = fields
        .get("refuse-mail-to")
        .map(|node| names::list(node, diagnostics));
    let reach = reach(&fields, diagnostics);
    let hosts = fields
        .required("hosts", diagnostics)
        .map(|node| host::hosts(node, reach, diagnostics))
        .unwrap_or_default();
    let records = records::records(&fields, reach, diagnostics);
    let names = Names::new(&hosts, &records);
    let zones = zones(&fields, &names, diagnostics);
    names.check(&zones, diagnostics);
    let world = World {
        title: title.map(|title| title.value).unwrap_or_default(),
        zones,
        refused_mail_domains: values(refused.unwrap_or_default()),
        resolver: None,
        computer: reach::computer(&fields, &hosts, reach, diagnostics),
        networks: fields
            .get("networks")
            .map(|node| reach::networks(node, reach, diagnostics))
            .unwrap_or_default(),
        records: values(records),
        hosts: values(hosts),
    };
    let resolver = fields
        .get("resolver")
        .and_then(|node| resolver(node, &world, diagnostics));
    Some(World { resolver, ..world })
}

/// The names behind `faulty:` in the file of a world; which there are, the lab knows.
pub fn faults(file: &File) -> Vec<Located<String>> {
    let mut found = Vec::new();
    if let Some(document) = Document::read(file, &mut Diagnostics::default()) {
        named_faults(&document.node, &mut found);
    }
    found
}

fn named_faults(node: &Node, found: &mut Vec<Located<String>>) {
    match &node.data {
        Data::Scalar(_) => {}
        Data::List(items) => items.iter().for_each(|item| named_faults(item, found)),
        Data::Map(entries) => {
            for (key, value) in entries {
                match &value.data {
                    Data::Scalar(scalar) if key.value == "faulty" && !scalar.is_nothing() => {
                        found.push(value.located(scalar.text.clone()));
                    }
                    Data::Scalar(_) | Data::List(_) | Data::Map(_) => named_faults(value, found),
                }
            }
        }
    }
}

/// The stated zones, or the last two labels of every name.
fn zones(fields: &Fields<'_>, names: &Names<'_>, diagnostics: &mut Diagnostics) -> Vec<String> {
    let Some(node) = fields.get("zones") else {
        return names.registered();
    };
    values(names::list(node, diagnostics))
}

fn values<T>(located: Vec<Located<T>>) -> Vec<T> {
    located.into_iter().map(|one| one.value).collect()
}

fn reach(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Reach {
    let other = fields
        .get("other-addresses")
        .and_then(|node| node.flag(diagnostics));
    match other {
        Some(flag) if flag.value => Reach::Anywhere,
        Some(_) | None => Reach::Documentation,
    }
}

/// The address of a host with a DNS server at port 53.
fn resolver(node: &Node, world: &World, diagnostics: &mut Diagnostics) -> Option<IpAddr> {
    let text = node.text(diagnostics)?;
    let Ok(address) = text.value.parse() else {
        diagnostics.push(node.unexpected("the address of the world's DNS server"));
        return None;
    };
    let serves = world.hosts.iter().any(|host| {
        host.addresses.contains(&address) && host.services.get(&53).is_some_and(may_answer)
    });
    if !serves {
        let message = format!("no host of this world has a DNS server at {address}");
        let error = Diagnostic::error(&node.place, message);
        diagnostics.push(error.help("write `services: { 53: dns }` at the host with this address"));
        return None;
    }
    Some(address)
}

/// Whether a service at port 53 is a DNS server, be it one that misbehaves or that a firewall hides.
fn may_answer(service: &Service) -> bool {
    match service {
        Service::Dns | Service::Faulty { .. } | Service::Filtered => true,
        Service::Http { .. }
        | Service::Smtp
        | Service::Pop3
        | Service::Ssh { .. }
        | Service::Echo
        | Service::Daytime
        | Service::Banner { .. }
        | Service::Silent
        | Service::Reset => false,
    }
}

/// A map from names to something; each entry's name and node.
fn by_name<'a>(
    node: &'a Node,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<(Located<String>, &'a Node)> {
    let Some(fields) = Fields::any(node, what, diagnostics) else {
        return Vec::new();
    };
    fields
        .entries()
        .iter()
        .filter_map(|(key, value)| Some((names::name(key, diagnostics)?, value)))
        .collect()
}

/// One name or a list of them, behind a key.
fn targets(node: &Node, diagnostics: &mut Diagnostics) -> Vec<Located<String>> {
    one_or_many(node)
        .iter()
        .filter_map(|item| {
            let text = item.text(diagnostics)?;
            names::name(&text, diagnostics)
        })
        .collect()
}

/// What a record says, for messages.
fn kind(data: &RecordData) -> &'static str {
    match data {
        RecordData::Address(_) => "an address",
        RecordData::Alias { .. } => "an alias",
        RecordData::Mx { .. } => "a mail exchanger",
        RecordData::Txt(_) => "a text",
        RecordData::Ns(_) => "a name server",
        RecordData::Ptr(_) => "a reverse name",
    }
}

#[cfg(test)]
mod tests;
