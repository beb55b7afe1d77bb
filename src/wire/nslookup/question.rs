//! What is known of one question while its lines come in, and what it amounts to in the end.

use std::collections::HashSet;
use std::net::IpAddr;

use crate::wire::nslookup::{Output, Record, Seen, Status};

/// One question, as far as its lines were read.
#[derive(Default)]
pub(super) struct Question {
    /// What can be filled in at once.
    pub(super) output: Output,
    /// What was typed on a command line or at the prompt, or repeated by a message.
    pub(super) typed: Option<Seen<String>>,
    /// Each alias and what it points to, in the order printed.
    pub(super) links: Vec<(Seen<String>, Seen<String>)>,
    /// The first `Name:`.
    pub(super) named: Option<Seen<String>>,
    /// The names in Windows' `Aliases:`; the first is the one asked for.
    pub(super) alias_names: Vec<Seen<String>>,
    /// Names alone on a line, as `dig +short` prints aliases.
    pub(super) short_names: Vec<Seen<String>>,
    /// What the server said at last.
    pub(super) verdict: Option<Seen<Status>>,
    /// The most telling of the tries that failed.
    pub(super) trouble: Option<Seen<Status>>,
    /// The empty line below the server's address: some programs print nothing more where there is no answer.
    pub(super) silence: Option<Seen<Status>>,
    /// Whether `host` named its server: it does not say whether an answer is authoritative.
    pub(super) by_host: bool,
    /// The line that says that a type other than addresses was asked for.
    pub(super) other_type: bool,
    /// The addresses so far, to keep each once.
    known: HashSet<IpAddr>,
    /// The aliases so far, to keep each once.
    known_links: HashSet<(String, String)>,
    /// The owners of records.
    owners: HashSet<String>,
    /// Something that only a look-up prints was seen.
    pub(super) recognised: bool,
}

impl Question {
    /// Whether an answer or a verdict has come.
    pub(super) fn is_answered(&self) -> bool {
        self.verdict.is_some() || self.named.is_some() || self.has_data() || !self.links.is_empty()
    }

    fn has_data(&self) -> bool {
        !self.output.addresses.is_empty() || !self.output.records.is_empty()
    }

    /// Whether records were printed and none of them belongs to this name.
    pub(super) fn is_about_another(&self, name: &str) -> bool {
        self.named.is_none() && !self.owners.is_empty() && !self.owners.contains(name)
    }

    /// Adds a record.
    pub(super) fn record(&mut self, record: Seen<Record>) {
        self.owners.insert(record.value.name.clone());
        self.output.records.push(record);
    }

    /// Adds an alias once: it is printed again for each type asked for.
    pub(super) fn link(&mut self, owner: Seen<String>, target: Seen<String>) {
        let pair = (owner.value.clone(), target.value.clone());
        if self.known_links.insert(pair) {
            self.links.push((owner, target));
        }
    }

    /// Adds an address once: some programs print it again for each type that they ask for.
    pub(super) fn address(&mut self, address: IpAddr, line: usize) {
        if self.known.insert(address) {
            self.output.addresses.push(Seen::new(address, line));
        }
    }

    /// Keeps a failed try if it tells more than the one known.
    pub(super) fn trouble(&mut self, found: Seen<Status>) {
        let known = self.trouble.as_ref().map(|known| weight(known.value));
        if known < Some(weight(found.value)) {
            self.trouble = Some(found);
        }
    }

    /// What it amounts to; `None` when there was no look-up.
    pub(super) fn conclude(mut self) -> Option<Output> {
        if !self.recognised && !self.has_data() {
            return None;
        }
        self.reverse();
        self.chain();
        let status = self.status();
        let line_of_answer = self.named.as_ref().or(self.output.asked.as_ref());
        if status.as_ref().is_some_and(|s| s.value.is_a_reply())
            && self.output.canonical_name.is_none()
        {
            self.output.canonical_name = line_of_answer.cloned();
        }
        if status.as_ref().is_some_and(|s| s.value == Status::NoError) && self.recognised {
            let line = status.as_ref().map_or(1, |s| s.line);
            let quiet = self.output.authoritative.is_none()
                && self.output.server.is_some()
                && !self.by_host;
            if quiet {
                self.output.authoritative = Some(Seen::new(true, line));
            }
        }
        self.output.status = status;
        Some(self.output)
    }

    /// Windows answers the look-up of an address with `Name:` and `Address:`, as if the name had been asked for.
    fn reverse(&mut self) {
        let Some(address) = self
            .typed
            .as_ref()
            .and_then(|t| t.value.parse::<IpAddr>().ok())
        else {
            return;
        };
        let reverse = reverse_name(address);
        if let Some(name) = &self.named {
            let record = Record {
                name: reverse.clone(),
                kind: "PTR".to_owned(),
                ttl: None,
                data: name.value.clone(),
            };
            self.output.records.push(Seen::new(record, name.line));
            self.output.addresses.clear();
            self.named = None;
        }
        if let Some(typed) = &mut self.typed {
            typed.value = reverse;
        }
    }

    /// Finds the name asked for and follows its aliases.
    fn chain(&mut self) {
        let first_record = || {
            let mut records = self.output.records.iter();
            let record = records.find(|record| !record.value.name.is_empty())?;
            Some(Seen::new(record.value.name.clone(), record.line))
        };
        let output_names = match (self.links.first(), self.alias_names.first()) {
            (Some((owner, _)), _) => Some(owner.clone()),
            (None, Some(alias)) if self.named.is_some() => Some(alias.clone()),
            _ => self.named.clone().or_else(first_record),
        };
        self.output.asked = output_names.or_else(|| self.typed.clone());
        let mut aliases: Vec<Seen<String>> = if self.links.is_empty() {
            let names = self.alias_names.iter().skip(1);
            let last = self.named.iter().filter(|_| !self.alias_names.is_empty());
            names.chain(last).cloned().collect()
        } else {
            self.links
                .iter()
                .map(|(_, target)| target.clone())
                .collect()
        };
        if !self.recognised {
            aliases.append(&mut self.short_names);
        }
        self.output.canonical_name = aliases.last().cloned();
        self.output.aliases = aliases;
    }

    fn status(&self) -> Option<Seen<Status>> {
        let output = &self.output;
        // A name that stands for another tree of names is no answer yet (RFC 6672).
        let failed = self.verdict.is_some();
        let mut records = output.records.iter();
        let record = records.find(|seen| !failed || seen.value.kind != "DNAME");
        let lines = [
            output.addresses.first().map(|seen| seen.line),
            record.map(|seen| seen.line),
        ];
        if let Some(line) = lines.into_iter().flatten().min() {
            return Some(Seen::new(Status::NoError, line));
        }
        let alias = self.links.first().map(|(_, target)| target.line);
        if let (Some(line), true) = (alias, self.other_type) {
            return Some(Seen::new(Status::NoError, line));
        }
        let nothing = || {
            let line = alias.or_else(|| self.named.as_ref().map(|named| named.line));
            line.map(|line| Seen::new(Status::NoData, line))
        };
        self.circle()
            .or_else(|| self.verdict.clone())
            .or_else(nothing)
            .or_else(|| self.trouble.clone())
            .or_else(|| self.silence.clone())
    }

    /// The alias that leads back to an earlier name, so that there is no end to them.
    fn circle(&self) -> Option<Seen<Status>> {
        let mut passed = HashSet::from([self.links.first()?.0.value.to_ascii_lowercase()]);
        let mut targets = self.links.iter().map(|(_, target)| target);
        let back = targets.find(|target| !passed.insert(target.value.to_ascii_lowercase()))?;
        Some(Seen::new(Status::BadReply, back.line))
    }
}

/// How much a failed try tells of why there is no answer.
fn weight(status: Status) -> u8 {
    match status {
        Status::BadReply => 4,
        Status::ConnectionRefused => 3,
        Status::Unreachable => 2,
        Status::Timeout => 1,
        Status::NoError
        | Status::NxDomain
        | Status::NoData
        | Status::ServFail
        | Status::Refused
        | Status::NotImp
        | Status::FormErr => 0,
    }
}

/// The name under which an address is looked up (RFC 1035 3.5, RFC 3596 2.5).
fn reverse_name(address: IpAddr) -> String {
    match address {
        IpAddr::V4(four) => {
            let [a, b, c, d] = four.octets();
            format!("{d}.{c}.{b}.{a}.in-addr.arpa")
        }
        IpAddr::V6(six) => {
            let nibbles = six.octets().into_iter().rev();
            let labels: Vec<String> = nibbles
                .map(|o| format!("{:x}.{:x}", o & 15, o >> 4))
                .collect();
            format!("{}.ip6.arpa", labels.join("."))
        }
    }
}
