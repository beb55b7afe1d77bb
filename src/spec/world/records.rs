//! Names of a world beyond its hosts: further addresses, aliases, mail exchangers, texts.

use std::net::IpAddr;

use crate::model::{Diagnostics, Located, Record, RecordData};
use crate::spec::check::one_or_many;
use crate::spec::world::host::{Reach, addresses};
use crate::spec::world::keys::MAIL_KEYS;
use crate::spec::world::{by_name, names, targets};
use crate::spec::{Data, Fields, Node};

/// The preference of a mail exchanger for which none is stated.
const PREFERENCE: u16 = 10;

/// Reads all records, in the order of their kinds and then the author's.
pub(super) fn records(
    fields: &Fields<'_>,
    reach: Reach,
    found: &mut Diagnostics,
) -> Vec<Located<Record>> {
    let mut records = Vec::new();
    let mut read = |key: &str,
                    found: &mut Diagnostics,
                    data: &dyn Fn(&Node, &mut Diagnostics) -> Vec<RecordData>| {
        let Some(node) = fields.get(key) else {
            return;
        };
        for (name, node) in by_name(node, &format!("`{key}`"), found) {
            for data in data(node, found) {
                let record = Record {
                    name: name.value.clone(),
                    data,
                };
                records.push(Located::new(record, name.place.clone()));
            }
        }
    };
    read("addresses", found, &|node, found| {
        let all = addresses(node, reach, found);
        all.into_iter().map(RecordData::Address).collect()
    });
    read("aliases", found, &alias);
    read("mail", found, &mail);
    read("texts", found, &texts);
    read("name-servers", found, &|node, found| {
        let all = targets(node, found).into_iter();
        all.map(|name| RecordData::Ns(name.value)).collect()
    });
    if let Some(node) = fields.get("reverse") {
        reverse(node, &mut records, found);
    }
    records
}

fn alias(node: &Node, found: &mut Diagnostics) -> Vec<RecordData> {
    let target = node.text(found).and_then(|text| names::name(&text, found));
    target
        .map(|target| RecordData::Alias {
            target: target.value,
        })
        .into_iter()
        .collect()
}

/// A name, `{ to: name, preference: 20 }`, or a list of these.
fn mail(node: &Node, found: &mut Diagnostics) -> Vec<RecordData> {
    one_or_many(node)
        .iter()
        .filter_map(|item| exchanger(item, found))
        .collect()
}

fn exchanger(node: &Node, found: &mut Diagnostics) -> Option<RecordData> {
    let (to, preference) = if matches!(node.data, Data::Map(_)) {
        let fields = Fields::of(node, "a mail exchanger", &MAIL_KEYS, found)?;
        let to = fields.required("to", found);
        let preference = match fields.get("preference") {
            Some(node) => u16::try_from(node.number(0, 65535, found)?.value).ok()?,
            None => PREFERENCE,
        };
        (to?, preference)
    } else {
        (node, PREFERENCE)
    };
    let text = to.text(found)?;
    Some(RecordData::Mx {
        preference,
        exchange: names::name(&text, found)?.value,
    })
}

fn texts(node: &Node, found: &mut Diagnostics) -> Vec<RecordData> {
    one_or_many(node)
        .iter()
        .filter_map(|item| item.prose(found))
        .map(|text| RecordData::Txt(text.value))
        .collect()
}

/// `reverse: { 192.0.2.80: www.usfca.edu }`.
fn reverse(node: &Node, records: &mut Vec<Located<Record>>, found: &mut Diagnostics) {
    let Some(fields) = Fields::any(node, "`reverse`", found) else {
        return;
    };
    for (key, node) in fields.entries() {
        let Ok(address) = key.value.parse::<IpAddr>() else {
            let message = format!("expected an address, found `{}`", key.value);
            found.push(crate::model::Diagnostic::error(&key.place, message));
            continue;
        };
        for target in targets(node, found) {
            let record = Record {
                name: reverse_name(address),
                data: RecordData::Ptr(target.value),
            };
            records.push(Located::new(record, key.place.clone()));
        }
    }
}

/// The name under which an address is looked up (RFC 1035 3.5, RFC 3596 2.5).
fn reverse_name(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, d] = v4.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        IpAddr::V6(v6) => {
            let nibbles = v6
                .octets()
                .into_iter()
                .rev()
                .flat_map(|byte| [byte & 15, byte >> 4]);
            let labels: Vec<String> = nibbles.map(|nibble| format!("{nibble:x}")).collect();
            format!("{}.ip6.arpa", labels.join("."))
        }
    }
}
