//! `datagram`: numbered datagrams to a server that echoes them, and how many come back.

mod count;

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::time::Duration;

use tokio::time::{Instant, sleep_until};

use crate::model::{Base, Declared, Facts, Fault, Located, Operand, Type};
use crate::net::{Datagrams, Failed, Failure, Joined};
use crate::probe::target::{self, ADDRESS, ERROR, To};
use crate::probe::{
    Cx, FactsBy, Kind, Load, Observed, Observing, Ongoing, Probe, Reading, Reads, Short, Unfinished,
};
use crate::spec::{Data, Fields, Key, Keys, Node, Takes};

use count::Count;

/// The row of the probe table.
pub(crate) const KIND: Kind = Kind {
    name: "datagram",
    about: "sends numbered datagrams (UDP) to a server that echoes them, and counts what comes back",
    example: "datagram: { to: \"wireless.usfca.edu:7\", count: 100 }",
    arguments: &ARGUMENTS,
    short: Short::Argument("to"),
    facts: || FACTS.to_vec(),
    facts_by: FactsBy::Kind,
    reads: Reads::World,
    load: Load::Datagrams,
    read,
};

static ARGUMENTS: Keys = Keys::with_rules(
    &[
        target::TO,
        target::HOST,
        target::PORT,
        Key::new(
            "count",
            Takes::Number(1, 10_000),
            "how many are sent; 100 unless given",
        ),
        Key::new(
            "size",
            Takes::Number(LEAST_SIZE, 1400),
            "how many bytes each has; 64 unless given",
        ),
        Key::new(
            "wait",
            Takes::Time,
            "how long stragglers are waited for; `500ms` unless given",
        ),
    ],
    &[target::WHERE],
);

/// What a datagram holds at least: which run it is of, and its number.
const LEAST_SIZE: i64 = 12;
const COUNT: i64 = 100;
const SIZE: i64 = 64;
const WAIT: Duration = Duration::from_millis(500);
/// The pause between two sends: a whole burst at once would not fit into the buffers on the way.
const PAUSE: Duration = Duration::from_millis(1);
/// How long a copy may follow when all have come back.
const COPIES: Duration = Duration::from_millis(20);

/// What became of them.
const RESULTS: &[&str] = &[
    "answered",
    "no-answer",
    "refused",
    "unreachable",
    "unknown-host",
];

/// The facts, as `explain` tells them.
const FACTS: &[Declared] = &[
    Declared::new(
        "result",
        Type::one(Base::Word(RESULTS)),
        "`answered` when at least one came back",
    ),
    ADDRESS,
    Declared::new("sent", Type::one(Base::Number), "how many were sent"),
    Declared::new(
        "received",
        Type::one(Base::Number),
        "how many of them came back, copies not counted",
    ),
    Declared::new(
        "lost",
        Type::one(Base::Number),
        "how many did not come back",
    ),
    Declared::new(
        "reordered",
        Type::one(Base::Number),
        "how many came back after one that was sent behind them (RFC 4737 3.3)",
    ),
    Declared::new(
        "duplicated",
        Type::one(Base::Number),
        "how many copies came back beyond the first of each",
    ),
    Declared::new(
        "took",
        Type::one(Base::Number),
        "how long it took, in milliseconds; absent when the deadline ended it",
    ),
    ERROR,
];

struct Datagram {
    to: To,
    count: u32,
    size: usize,
    wait: Duration,
}

fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Box<dyn Probe>> {
    let found = &mut *reading.diagnostics;
    let Data::Map(_) = node.data else {
        return Some(Box::new(Datagram {
            to: To::joined(node, found)?,
            count: u32::try_from(COUNT).ok()?,
            size: usize::try_from(SIZE).ok()?,
            wait: WAIT,
        }));
    };
    let fields = Fields::of(node, "`datagram`", &ARGUMENTS, found)?;
    let mut number = |key, least, most, otherwise| match fields.get(key) {
        Some(node) => Some(node.number(least, most, found)?.value),
        None => Some(otherwise),
    };
    let (count, size) = (
        number("count", 1, 10_000, COUNT),
        number("size", LEAST_SIZE, 1400, SIZE),
    );
    let wait = match fields.get("wait") {
        Some(node) => node.duration(found)?.value,
        None => WAIT,
    };
    Some(Box::new(Datagram {
        to: To::of(&fields, found)?,
        count: u32::try_from(count?).ok()?,
        size: usize::try_from(size?).ok()?,
        wait,
    }))
}

impl Probe for Datagram {
    fn facts(&self) -> Vec<Declared> {
        FACTS.to_vec()
    }

    fn operands(&self) -> Vec<&Located<Operand>> {
        self.to.operands()
    }

    fn targets(&self) -> Vec<&Located<Operand>> {
        vec![self.to.host()]
    }

    fn observe<'a>(&'a self, cx: &'a Cx<'a>) -> Observing<'a> {
        Box::pin(self.look(cx))
    }
}

impl Datagram {
    async fn look(&self, cx: &Cx<'_>) -> Result<Observed, Fault> {
        let silent = Failed::unknown("nobody answered the question for its address".to_owned());
        cx.silence_is(unknown(&silent, self.size));
        let nothing = |failed: &Failed| {
            cx.event(failed.failure.word());
            let mut facts = unknown(failed, self.size);
            facts.set("took", target::took(cx));
            Ok(Observed::Facts(facts))
        };
        let target = match self.to.target(cx)? {
            Ok(target) => target,
            Err(bad) => return nothing(&Failed::unknown(bad.to_string())),
        };
        let datagrams = match cx.internet.join(&target).await? {
            Joined::Ready(datagrams) => datagrams,
            Joined::Failed(failed) => return nothing(&failed),
        };
        cx.event(&format!(
            "{} datagrams of {} bytes to {} port {}",
            self.count, self.size, datagrams.address, target.port
        ));
        let count = Count::new(
            Some(datagrams.address),
            RandomState::new().build_hasher().finish().to_be_bytes(),
            self.size,
        );
        let mut count = cx.silence_is_what_is_known(count);
        self.exchange(&datagrams, &mut count).await?;
        count.event(&count.words());
        if count.passed_over > 0 {
            cx.note(format!(
                "passed over {} answers that are not what was sent",
                count.passed_over
            ));
        }
        let mut facts = count.facts();
        facts.set("took", target::took(cx));
        Ok(Observed::Facts(facts))
    }

    /// Sends them all, one after a pause each, and takes what comes back meanwhile and until nothing more can.
    async fn exchange(
        &self,
        datagrams: &Datagrams,
        count: &mut Unfinished<'_, Count>,
    ) -> Result<(), Fault> {
        let mut came = vec![0; 2048];
        let mut due = Instant::now();
        let mut whole = false;
        while !count.is_hopeless() {
            let is_sent = count.sent == self.count;
            if is_sent && !whole && count.is_whole() {
                whole = true;
                due = due.min(Instant::now() + COPIES);
            }
            tokio::select! {
                // The clock first: a peer that never stops answering must hold nothing up.
                biased;
                () = sleep_until(due) => {
                    if is_sent {
                        return Ok(());
                    }
                    if let Err(failure) = datagrams.send(&count.next()).await? {
                        count.failed(failure);
                    }
                    let last = count.sent == self.count;
                    due = Instant::now() + if last { self.wait } else { PAUSE };
                }
                length = datagrams.receive(&mut came) => match length? {
                    Ok(length) => count.take(&came[..length]),
                    Err(failure) => count.failed(failure),
                },
            }
        }
        Ok(())
    }
}

impl Ongoing for Count {
    fn facts(&self) -> Facts {
        Self::facts(self)
    }
}

/// What is known where nothing could be sent.
fn unknown(failed: &Failed, size: usize) -> Facts {
    let mut facts = Count::new(failed.address, [0; 8], size).facts();
    facts.set("result", failed.failure.word());
    if let Some(error) = &failed.error {
        facts.set("error", error.as_str());
    }
    facts
}

/// The word for how it failed.
fn word(failure: Failure) -> &'static str {
    match failure {
        Failure::Refused | Failure::Reset => "refused",
        Failure::Unreachable => "unreachable",
        Failure::UnknownHost => "unknown-host",
        Failure::Timeout => "no-answer",
    }
}

#[cfg(test)]
mod tests;
