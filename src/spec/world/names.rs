//! Names of a world: their form, and whether they fit together.

use std::collections::{BTreeSet, HashMap, HashSet};

use crate::model::{Diagnostic, Diagnostics, Host, Located, Place, Record, RecordData};
use crate::spec::Node;
use crate::spec::world::kind;

/// The longest name and label (RFC 1035 2.3.4).
const NAME_LIMIT: usize = 253;
const LABEL_LIMIT: usize = 63;

/// The longest circle of aliases that is looked for.
const CIRCLE_LIMIT: usize = 64;

/// A name in small letters without its final dot; reports what is none.
pub(super) fn name(text: &Located<String>, found: &mut Diagnostics) -> Option<Located<String>> {
    let name = text
        .value
        .strip_suffix('.')
        .unwrap_or(&text.value)
        .to_ascii_lowercase();
    let label = |label: &str| {
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-' || byte == b'_';
        (1..=LABEL_LIMIT).contains(&label.len())
            && label.bytes().all(allowed)
            && !label.starts_with('-')
            && !label.ends_with('-')
    };
    if name.len() > NAME_LIMIT || !name.split('.').all(label) {
        let message = format!("expected a host name, found `{}`", text.value);
        found.push(Diagnostic::error(&text.place, message));
        return None;
    }
    Some(Located::new(name, text.place.clone()))
}

/// A list of names.
pub(super) fn list(node: &Node, found: &mut Diagnostics) -> Vec<Located<String>> {
    let items = node.list(found).unwrap_or_default();
    items
        .iter()
        .filter_map(|item| item.text(found).and_then(|text| name(&text, found)))
        .collect()
}

/// What a world says of its names.
pub(super) struct Names<'a> {
    hosts: HashMap<&'a str, &'a Place>,
    records: &'a [Located<Record>],
    aliases: HashMap<&'a str, &'a str>,
    owners: HashMap<&'a str, &'a Located<Record>>,
}

impl<'a> Names<'a> {
    pub(super) fn new(hosts: &'a [Located<Host>], records: &'a [Located<Record>]) -> Self {
        let aliases = records
            .iter()
            .filter_map(|record| match &record.value.data {
                RecordData::Alias { target } => Some((record.value.name.as_str(), target.as_str())),
                RecordData::Address(_)
                | RecordData::Mx { .. }
                | RecordData::Txt(_)
                | RecordData::Ns(_)
                | RecordData::Ptr(_) => None,
            });
        let not_aliases = records
            .iter()
            .filter(|record| !matches!(record.value.data, RecordData::Alias { .. }));
        Self {
            hosts: hosts
                .iter()
                .map(|host| (host.value.name.as_str(), &host.place))
                .collect(),
            aliases: aliases.collect(),
            owners: not_aliases
                .map(|record| (record.value.name.as_str(), record))
                .collect(),
            records,
        }
    }

    /// The last two labels of every name.
    pub(super) fn registered(&self) -> Vec<String> {
        let owners = self.records.iter().filter(|record| !is_reverse(record));
        let names = self
            .hosts
            .keys()
            .copied()
            .chain(owners.map(|record| record.value.name.as_str()));
        let zones: BTreeSet<&str> = names
            .map(|name| match name.rmatch_indices('.').nth(1) {
                Some((dot, _)) => &name[dot + 1..],
                None => name,
            })
            .collect();
        zones.into_iter().map(str::to_owned).collect()
    }

    /// Reports names outside the zones, aliases with other data, and aliases that lead nowhere or in a circle.
    pub(super) fn check(&self, zones: &[String], found: &mut Diagnostics) {
        let zones: HashSet<&str> = zones.iter().map(String::as_str).collect();
        let outside = |name: &str| !domains(name).any(|domain| zones.contains(domain));
        let mut hosts: Vec<(&&str, &&Place)> = self.hosts.iter().collect();
        hosts.sort_by_key(|(_, place)| place.range().start);
        for (name, place) in hosts {
            if outside(name) {
                found.push(in_no_zone(name, place));
            }
        }
        for record in self.records {
            let name = record.value.name.as_str();
            if outside(name) && !is_reverse(record) {
                found.push(in_no_zone(name, &record.place));
            }
            if let RecordData::Alias { target } = &record.value.data {
                self.check_alias(record, target, found);
            }
        }
    }

    fn check_alias(&self, record: &Located<Record>, target: &str, found: &mut Diagnostics) {
        let name = record.value.name.as_str();
        if let Some(host) = self.hosts.get(name) {
            let message = format!("`{name}` is a host and cannot be an alias too");
            let error = Diagnostic::error(&record.place, message);
            found.push(
                error
                    .also(host, "the host")
                    .help("an alias has no other data (RFC 1034, 3.6.2)"),
            );
        } else if let Some(other) = self.owners.get(name) {
            let message = format!(
                "`{name}` has {} and cannot be an alias too",
                kind(&other.value.data)
            );
            let error = Diagnostic::error(&record.place, message);
            found.push(
                error
                    .also(&other.place, "here")
                    .help("an alias has no other data (RFC 1034, 3.6.2)"),
            );
        }
        if self.is_circle(name) {
            let message = format!("the alias `{name}` leads back to itself");
            let warning = Diagnostic::warning(&record.place, message);
            found.push(warning.help("fine if an exercise is to show what a resolver does then"));
        } else if !self.exists(target) {
            let message = format!("this world has no name `{target}`");
            let warning = Diagnostic::warning(&record.place, message);
            found.push(warning.help("fine if an exercise is to show an alias that leads nowhere"));
        }
    }

    fn exists(&self, name: &str) -> bool {
        self.hosts.contains_key(name)
            || self.owners.contains_key(name)
            || self.aliases.contains_key(name)
    }

    fn is_circle(&self, start: &str) -> bool {
        let mut at = start;
        for _ in 0..CIRCLE_LIMIT {
            match self.aliases.get(at) {
                Some(next) if *next == start => return true,
                Some(next) => at = next,
                None => return false,
            }
        }
        false
    }
}

fn is_reverse(record: &Located<Record>) -> bool {
    matches!(record.value.data, RecordData::Ptr(_))
}

/// A name and every domain that it is in.
fn domains(name: &str) -> impl Iterator<Item = &str> {
    let above = name.match_indices('.').map(|(dot, _)| &name[dot + 1..]);
    std::iter::once(name).chain(above)
}

fn in_no_zone(name: &str, place: &Place) -> Diagnostic {
    let message = format!("`{name}` is in none of the `zones`, so nobody can find it");
    Diagnostic::error(place, message).help("add its domain to `zones`")
}
