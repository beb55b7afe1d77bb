//! `serve`: a server of the student's, behind walls, for the checks that talk to it.

mod arguments;
mod keeps;
#[cfg(test)]
mod tests;

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use crate::model::{Base, Declared, Facts, Fault, Located, Operand, Reference, Scope, Type, Value};
use crate::probe::student::{
    EXIT, Found, Prepared, SIGNAL, STDERR, STDOUT, Wanted, explain, lacks, words,
};
use crate::probe::{
    Cx, FactsBy, Kind, Load, Observed, Observing, Ongoing, Probe, Reading, Reads, Short,
    Surroundings,
};
use crate::sandbox::{Listener, Reach, Transport};
use crate::spec::Node;

use arguments::{ARGUMENTS, Serve};
use keeps::{Server, State, View};

/// The row of the probe table.
pub(crate) const KIND: Kind = Kind {
    name: "serve",
    about: "starts a server that is handed in, behind walls, and keeps it running for its `checks`",
    example: "serve: { python: echo.py, arguments: [$port] }\nexpect: { listening: true }\nchecks:\n  - id: hello\n    title: It says hello\n    talk: { to: $serve.address, say: [{ wait-for: hello }] }\n    expect: { matched: true }",
    arguments: &ARGUMENTS,
    short: Short::Argument("command"),
    facts: || FACTS.to_vec(),
    facts_by: FactsBy::Kind,
    reads: Reads::Submission,
    load: Load::Process,
    read,
};

/// How a server ended.
const ENDS: &[&str] = &[
    "running",
    "exited",
    "killed",
    "out-of-time",
    "too-much-output",
    "out-of-memory",
    "out-of-disk",
    "could-not-start",
];

/// To which clients a server listens.
const BINDS: &[&str] = &["everywhere", "loopback", "one-address"];

/// The facts, as `explain` tells them.
const FACTS: &[Declared] = &[
    Declared::new(
        "listening",
        Type::one(Base::Flag),
        "whether it listens: for connections, or for datagrams; where it is given `$port`, at that port",
    ),
    Declared::new(
        "address",
        Type::one(Base::Text),
        "where to reach it, as `host:port`",
    ),
    Declared::new("port", Type::one(Base::Number), "its port"),
    Declared::new(
        "binds",
        Type::one(Base::Word(BINDS)),
        "to whom it listens: at every address of its computer, at 127.0.0.1 or ::1 alone, or at another one",
    ),
    Declared::new(
        "ended",
        Type::one(Base::Word(ENDS)),
        "how it ended; `running` when it did not before its checks were over",
    ),
    EXIT,
    SIGNAL,
    STDOUT,
    STDERR,
];

/// What is known only when its checks are over.
const LATE: &[&str] = &["ended", "exit", "signal", "stdout", "stderr"];

fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Box<dyn Probe>> {
    Some(Box::new(Serve::read(node, reading.diagnostics)?))
}

impl Probe for Serve {
    fn facts(&self) -> Vec<Declared> {
        FACTS.to_vec()
    }

    fn operands(&self) -> Vec<&Located<Operand>> {
        self.all_operands()
    }

    fn file(&self) -> Option<&str> {
        self.program.file()
    }

    fn late_facts(&self) -> &'static [&'static str] {
        LATE
    }

    fn surroundings(&self) -> Option<Surroundings> {
        Some(Surroundings::Clients)
    }

    fn observe<'a>(&'a self, cx: &'a Cx<'a>) -> Observing<'a> {
        Box::pin(self.look(cx))
    }
}

impl Serve {
    async fn look(&self, cx: &Cx<'_>) -> Result<Observed, Fault> {
        let found = match Found::of(&self.program, cx) {
            Ok(found) => found,
            Err(lacking) => return Ok(*lacking),
        };
        let given = self.is_told_its_port().then(|| cx.internet.free_port());
        let given = given.transpose()?;
        let server = self.started(found, given, cx)?;
        let starting = cx.silence_is_what_is_known(Starting {
            view: server.view.clone(),
            given,
        });
        let board = &server.view.board;
        board
            .until(|state| place(state, given).is_some() || is_over(state))
            .await;
        refused(&board.state())?;
        let at = place(&board.state(), given);
        let Some(at) = at else {
            let mut facts = ended(cx, &starting);
            facts.lacks = lacks(&self.program, &facts, cx.internet.walls);
            return Ok(Observed::Facts(facts));
        };
        drop(starting);
        let facts = listening(at);
        cx.event(&format!("listens at {}", at.at));
        Ok(Observed::Holding(facts, Box::new(server)))
    }

    fn started(&self, found: Found, given: Option<u16>, cx: &Cx<'_>) -> Result<Server, Fault> {
        let scope = WithPort {
            outer: cx.scope,
            port: given,
        };
        let wanted = Wanted {
            which: &self.program,
            arguments: &self.arguments,
            given: &self.given,
            reach: Reach::World,
            serves: true,
            terminal: self.terminal,
        };
        let prepared = Prepared::new(&wanted, &found, cx.internet.walls, &scope)?;
        let ward = prepared.start(cx, "")?;
        let limits = prepared.job.limits;
        drop(prepared);
        Ok(Server::new(ward, found, limits))
    }
}

/// A server whose walls cannot be had.
fn refused(state: &State) -> Result<(), Fault> {
    match &state.ended {
        Some(Err(refusal)) => Err(Fault::System {
            doing: "starting a server behind walls".to_owned(),
            error: refusal.to_string(),
        }),
        Some(Ok(_)) | None => Ok(()),
    }
}

/// The facts of a server that ended before it listened.
fn ended(cx: &Cx<'_>, starting: &Starting) -> Facts {
    let facts = starting.facts();
    cx.received(&starting.view.board.state().printed.output);
    cx.received(&starting.view.board.state().printed.errors);
    cx.event(&words(&facts));
    facts
}

fn is_over(state: &State) -> bool {
    state.ended.is_some() || state.printed.is_too_much()
}

/// Where to reach it: at the port that it was given, else where it listens first.
fn place(state: &State, given: Option<u16>) -> Option<Listener> {
    let wanted = |one: &&Listener| given.is_none_or(|port| one.at.port() == port);
    let mut fit = state.listeners.iter().filter(wanted);
    // In their order connections come before datagrams, and IPv4 before IPv6.
    fit.next().copied()
}

fn listening(at: Listener) -> Facts {
    let ip = match at.at.ip() {
        IpAddr::V4(ip) if ip.is_unspecified() => Ipv4Addr::LOCALHOST.into(),
        IpAddr::V6(ip) if ip.is_unspecified() => Ipv6Addr::LOCALHOST.into(),
        ip => ip,
    };
    let binds = if at.at.ip().is_unspecified() {
        "everywhere"
    } else if ip.is_loopback() {
        "loopback"
    } else {
        "one-address"
    };
    let mut facts = Facts::new();
    facts.set("listening", true);
    facts.set("address", SocketAddr::new(ip, at.at.port()).to_string());
    facts.set("port", i64::from(at.at.port()));
    facts.set("binds", binds);
    if at.transport == Transport::Udp {
        facts.set_reason("listening", "It takes datagrams, and no connections.");
    }
    facts
}

/// A server that does not listen yet.
struct Starting {
    view: View,
    given: Option<u16>,
}

impl Ongoing for Starting {
    fn facts(&self) -> Facts {
        let mut facts = self.view.facts();
        facts.set("listening", false);
        let state = self.view.board.state();
        let elsewhere = state.listeners.first().map(|other| other.at);
        match (elsewhere, self.given) {
            (Some(at), Some(port)) => explain(
                &mut facts,
                &format!("It listens at {at}, not at the port {port} that it was given."),
            ),
            (None, _) | (_, None) if state.ended.is_none() => {
                explain(&mut facts, "It runs, but listens nowhere.");
            }
            (None, _) | (_, None) if facts.reason("ended").is_none() => {
                explain(&mut facts, "It ended before it listened anywhere.");
            }
            (None, _) | (_, None) => {}
        }
        facts
    }
}

/// What references stand for, with the port that the server is given.
struct WithPort<'a> {
    outer: &'a dyn Scope,
    port: Option<u16>,
}

impl Scope for WithPort<'_> {
    fn value(&self, reference: &Reference) -> Option<Value> {
        match (reference, self.port) {
            (Reference::Port, Some(port)) => Some(Value::Number(i64::from(port))),
            (other, _) => self.outer.value(other),
        }
    }
}
