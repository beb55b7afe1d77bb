//! What was sent and what came back, by number.

use std::collections::BTreeSet;
use std::net::IpAddr;

use crate::model::{Facts, Value};
use crate::net::Failure;
use crate::probe::datagram::word;

/// How many of the lost ones are named.
const NAMED: usize = 5;

/// The datagrams of one run.
#[derive(Debug)]
pub(super) struct Count {
    address: Option<IpAddr>,
    run: [u8; 8],
    /// How many bytes each has.
    size: usize,
    /// How many came that are none of them.
    pub(super) passed_over: u32,
    /// How many were sent; they are numbered from 1.
    pub(super) sent: u32,
    seen: BTreeSet<u32>,
    highest: u32,
    reordered: u32,
    duplicated: u32,
    failure: Option<Failure>,
}

impl Count {
    /// Nothing sent yet. `run` tells this run's datagrams from all others.
    pub(super) fn new(address: Option<IpAddr>, run: [u8; 8], size: usize) -> Self {
        Self {
            address,
            run,
            size,
            passed_over: 0,
            sent: 0,
            seen: BTreeSet::new(),
            highest: 0,
            reordered: 0,
            duplicated: 0,
            failure: None,
        }
    }

    /// The next datagram to send.
    pub(super) fn next(&mut self) -> Vec<u8> {
        self.sent += 1;
        self.numbered(self.sent)
    }

    fn numbered(&self, number: u32) -> Vec<u8> {
        let mut datagram = self.run.to_vec();
        datagram.extend_from_slice(&number.to_be_bytes());
        datagram.resize(self.size.max(datagram.len()), b'.');
        datagram
    }

    /// Something came back; what is not of this run, or not as it was sent, is passed over.
    pub(super) fn take(&mut self, datagram: &[u8]) {
        if !self.is_mine(datagram) {
            self.passed_over += 1;
            return;
        }
        let number = number_of(datagram);
        if !self.seen.insert(number) {
            self.duplicated += 1;
        } else if number < self.highest {
            self.reordered += 1;
        }
        self.highest = self.highest.max(number);
    }

    /// Whether these are the bytes of one that was sent.
    fn is_mine(&self, datagram: &[u8]) -> bool {
        let number = number_of(datagram);
        (1..=self.sent).contains(&number) && datagram == self.numbered(number)
    }

    /// The network said that they do not arrive.
    pub(super) fn failed(&mut self, failure: Failure) {
        self.failure = Some(failure);
    }

    /// Whether nothing came back and the network has said why.
    pub(super) fn is_hopeless(&self) -> bool {
        self.failure.is_some() && self.seen.is_empty()
    }

    /// Whether all have come back.
    pub(super) fn is_whole(&self) -> bool {
        self.received() == self.sent
    }

    fn received(&self) -> u32 {
        u32::try_from(self.seen.len()).unwrap_or(u32::MAX)
    }

    /// What became of them, for people.
    pub(super) fn words(&self) -> String {
        let lost = self.sent - self.received();
        let mut words = format!("{} came back, {lost} lost", self.received());
        if lost > 0 && !self.seen.is_empty() {
            let all = (1..=self.sent).filter(|number| !self.seen.contains(number));
            let named: Vec<String> = all.take(NAMED).map(|number| number.to_string()).collect();
            let more = if lost as usize > NAMED { " …" } else { "" };
            words = format!("{words} (number {}{more})", named.join(", "));
        }
        words
            + &format!(
                ", {} reordered, {} duplicated",
                self.reordered, self.duplicated
            )
    }

    /// The facts as they stand.
    pub(super) fn facts(&self) -> Facts {
        let mut facts = Facts::new();
        let result = match self.failure {
            _ if !self.seen.is_empty() => "answered",
            Some(failure) => word(failure),
            None => "no-answer",
        };
        facts.set("result", result);
        if let Some(address) = self.address {
            facts.set("address", address.to_string());
        }
        for (name, number) in [
            ("sent", self.sent),
            ("received", self.received()),
            ("lost", self.sent - self.received()),
            ("reordered", self.reordered),
            ("duplicated", self.duplicated),
        ] {
            facts.set(name, Value::Number(i64::from(number)));
        }
        facts
    }
}

/// The number in a datagram; 0, which none has, where it is too short for one.
fn number_of(datagram: &[u8]) -> u32 {
    let number = datagram
        .get(8..12)
        .and_then(|number| number.try_into().ok());
    number.map_or(0, u32::from_be_bytes)
}
