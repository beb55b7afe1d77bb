//! What the DNS servers of a lab know: the names of a world with their records.

use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use hickory_proto::rr::rdata::{A, AAAA, CNAME, MX, NS, PTR, SOA, TXT};
use hickory_proto::rr::{Name, RData, RecordType};

use crate::model::{Host, RecordData, Service, World};

/// The most bytes of one string of a TXT record (RFC 1035 3.3).
const STRING_LIMIT: usize = 255;
/// How long a "does not exist" may be remembered, in seconds.
const NEGATIVE_TTL: u32 = 60;

/// The records of a world by name, small letters, no final dot.
#[derive(Debug, Default)]
pub(in crate::lab) struct Zones {
    owners: BTreeMap<String, Vec<RecordSet>>,
    /// Names that exist because something stands below them.
    between: BTreeSet<String>,
    /// The starts of authority, and each one's name server.
    tops: BTreeMap<String, String>,
}

#[derive(Debug)]
struct RecordSet {
    kind: RecordType,
    data: Vec<RData>,
    turn: AtomicUsize,
}

/// What a name has of a type.
#[derive(Debug, PartialEq)]
pub(super) enum Found {
    /// Records; several addresses in turns.
    Records(Vec<RData>),
    /// The name is another name for this one.
    Alias(Name),
    /// The name exists, but has none of this type.
    NoData,
    /// The name does not exist.
    NoName,
}

impl Zones {
    pub(in crate::lab) fn of(world: &World) -> Self {
        let mut zones = Self::default();
        for host in &world.hosts {
            for &address in &host.addresses {
                zones.add(&host.name, address_data(address));
                zones.add_reverse(address, &host.name);
            }
        }
        for record in &world.records {
            zones.add(&record.name, data_of(&record.data));
        }
        let server = name_server(world);
        for zone in &world.zones {
            zones.add_top(zone, &server);
        }
        zones
    }

    /// What a name has. `ANY` gives all of it.
    pub(super) fn find(&self, name: &str, kind: RecordType) -> Found {
        let Some(sets) = self.owners.get(name) else {
            let exists = name.is_empty() || self.between.contains(name);
            return if exists { Found::NoData } else { Found::NoName };
        };
        if kind == RecordType::ANY {
            return Found::Records(sets.iter().flat_map(RecordSet::in_turn).collect());
        }
        let of_kind = |kind| sets.iter().find(|set| set.kind == kind);
        if let Some(set) = of_kind(kind) {
            return Found::Records(set.in_turn());
        }
        match of_kind(RecordType::CNAME).map(|set| &set.data[0]) {
            Some(RData::CNAME(CNAME(target))) => Found::Alias(target.clone()),
            _ => Found::NoData,
        }
    }

    /// The zone that a name lies in, the root if in no other, and its start of authority.
    pub(super) fn authority(&self, name: &str) -> (Name, SOA) {
        let mut zone = name;
        while !zone.is_empty() && !self.tops.contains_key(zone) {
            zone = zone.split_once('.').map_or("", |(_, parent)| parent);
        }
        let server = self.tops.get(zone).map_or("", String::as_str);
        (name_of(zone), authority_of(zone, server))
    }

    fn add(&mut self, name: &str, data: RData) {
        self.add_parents(name);
        let sets = self.owners.entry(name.to_ascii_lowercase()).or_default();
        let kind = data.record_type();
        match sets.iter_mut().find(|set| set.kind == kind) {
            Some(set) if !set.data.contains(&data) => set.data.push(data),
            Some(_) => {}
            None => sets.push(RecordSet {
                kind,
                data: vec![data],
                turn: AtomicUsize::new(0),
            }),
        }
    }

    fn add_reverse(&mut self, address: IpAddr, host: &str) {
        let reverse = key_of(&Name::from(address));
        self.add(&reverse, RData::PTR(PTR(name_of(host))));
    }

    fn add_top(&mut self, zone: &str, server: &str) {
        self.add(zone, RData::SOA(authority_of(zone, server)));
        let has_servers = self.owners[zone]
            .iter()
            .any(|set| set.kind == RecordType::NS);
        if !has_servers && !server.is_empty() {
            self.add(zone, RData::NS(NS(name_of(server))));
        }
        self.tops.insert(zone.to_owned(), server.to_owned());
    }

    fn add_parents(&mut self, name: &str) {
        let mut rest = name;
        while let Some((_, parent)) = rest.split_once('.') {
            if !self.between.insert(parent.to_ascii_lowercase()) {
                return;
            }
            rest = parent;
        }
    }
}

impl RecordSet {
    /// The records, beginning with the next one each time.
    fn in_turn(&self) -> Vec<RData> {
        let mut data = self.data.clone();
        if data.len() > 1 {
            let turn = self.turn.fetch_add(1, Ordering::Relaxed);
            data.rotate_left(turn % self.data.len());
        }
        data
    }
}

/// How a name is looked up: small letters, no final dot.
pub(super) fn key_of(name: &Name) -> String {
    let text = name.to_ascii().to_ascii_lowercase();
    text.strip_suffix('.').unwrap_or(&text).to_owned()
}

/// The name of a text; what is no name becomes the root.
fn name_of(text: &str) -> Name {
    let mut name = Name::from_ascii(text).unwrap_or_default();
    name.set_fqdn(true);
    name
}

fn address_data(address: IpAddr) -> RData {
    match address {
        IpAddr::V4(address) => RData::A(A(address)),
        IpAddr::V6(address) => RData::AAAA(AAAA(address)),
    }
}

fn data_of(data: &RecordData) -> RData {
    match data {
        RecordData::Address(address) => address_data(*address),
        RecordData::Alias { target } => RData::CNAME(CNAME(name_of(target))),
        RecordData::Mx {
            preference,
            exchange,
        } => RData::MX(MX::new(*preference, name_of(exchange))),
        RecordData::Txt(text) => RData::TXT(text_data(text)),
        RecordData::Ns(server) => RData::NS(NS(name_of(server))),
        RecordData::Ptr(name) => RData::PTR(PTR(name_of(name))),
    }
}

fn text_data(text: &str) -> TXT {
    let strings: Vec<&[u8]> = text.as_bytes().chunks(STRING_LIMIT).collect();
    if strings.is_empty() {
        return TXT::new(vec![String::new()]);
    }
    TXT::from_bytes(strings)
}

/// The host at the resolver's address, else the first one that answers DNS; empty if there is none.
fn name_server(world: &World) -> String {
    let at_resolver = world.hosts.iter().find(|host| {
        world
            .resolver
            .is_some_and(|at| host.addresses.contains(&at))
    });
    let serves = |host: &&Host| {
        let mut services = host.services.values();
        services.any(|service| *service == Service::Dns)
    };
    at_resolver
        .or_else(|| world.hosts.iter().find(serves))
        .map(|host| host.name.clone())
        .unwrap_or_default()
}

fn authority_of(zone: &str, server: &str) -> SOA {
    let mailbox = format!("hostmaster.{zone}");
    SOA::new(
        name_of(server),
        name_of(mailbox.trim_end_matches('.')),
        1,
        7200,
        3600,
        1_209_600,
        NEGATIVE_TTL,
    )
}
