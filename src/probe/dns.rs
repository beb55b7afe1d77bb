//! `dns`: one DNS question to one server, and the whole answer.

use std::net::{IpAddr, SocketAddr};

use crate::model::{Base, Declared, Diagnostics, Facts, Fault, Located, Operand, Type, Value};
use crate::net::{Asked, BadTarget, Happening, Host, Target, Transport};
use crate::probe::target::{self, check};
use crate::probe::{Cx, FactsBy, Kind, Load, Observed, Observing, Probe, Reading, Reads, Short};
use crate::spec::{Data, Fields, Key, Keys, Node, Takes};
use crate::wire::dns::{KINDS, Question, Record, Reply, STATUSES, Status};

/// The row of the probe table.
pub(crate) const KIND: Kind = Kind {
    name: "dns",
    about: "asks one DNS question of one server, over UDP, and over TCP when the answer does not fit",
    example: "dns: { ask: usfca.edu, type: MX }",
    arguments: &ARGUMENTS,
    short: Short::Argument("ask"),
    facts: || FACTS.to_vec(),
    facts_by: FactsBy::Kind,
    reads: Reads::World,
    load: Load::Datagrams,
    read,
};

static ARGUMENTS: Keys = Keys::new(&[
    Key::new(
        "ask",
        Takes::Host,
        "the name; for `type: PTR` an address will do",
    )
    .required(),
    Key::new(
        "type",
        Takes::OneOf(KINDS),
        "the kind of record: A (the default), AAAA, CAA, CNAME, MX, NS, PTR, SOA, SRV or TXT",
    ),
    Key::new(
        "server",
        Takes::Server,
        "`host` or `host:port`, port 53 unless given; the network's own DNS server unless given",
    ),
]);

/// Where DNS servers listen (RFC 1035 section 4.2).
const PORT: u16 = 53;

/// The facts, as `explain` tells them.
const FACTS: &[Declared] = &[
    Declared::new(
        "status",
        Type::one(Base::Word(STATUSES)),
        "what the answer comes to, aliases within it followed",
    ),
    Declared::new(
        "server",
        Type::one(Base::Address),
        "the address of the server asked",
    ),
    Declared::new(
        "authoritative",
        Type::one(Base::Flag),
        "whether the server answers for the name's zone; absent without an answer",
    ),
    Declared::new(
        "truncated",
        Type::one(Base::Flag),
        "whether the answer did not fit into a datagram",
    ),
    Declared::new(
        "transport",
        Type::one(Base::Word(Transport::WORDS)),
        "how the last answer came, or should have come",
    ),
    Declared::new(
        "answers",
        Type::many(Base::Text),
        "what the records of the type asked for say, such as `10 smtp.usfca.edu`",
    ),
    Declared::new(
        "records",
        Type::many(Base::Record),
        "every record of the answer, aliases too: name, type, ttl, data",
    ),
    Declared::new(
        "addresses",
        Type::many(Base::Address),
        "the addresses among them, in the order of the answer",
    ),
    Declared::new(
        "canonical-name",
        Type::one(Base::Host),
        "the name at the end of the aliases; the name itself without one",
    ),
    Declared::new(
        "aliases",
        Type::many(Base::Host),
        "what the aliases point to, in order, the canonical name last",
    ),
    Declared::new(
        "ttl",
        Type::one(Base::Number),
        "the shortest time for which a record may be kept, in seconds",
    ),
    Declared::new(
        "took",
        Type::one(Base::Number),
        "how long it took, in milliseconds",
    ),
    Declared::new(
        "error",
        Type::one(Base::Text),
        "what is wrong with the answer, or why there is none",
    ),
];

struct Dns {
    ask: Located<Operand>,
    kind: &'static str,
    server: Option<Located<Operand>>,
}

fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Box<dyn Probe>> {
    let diagnostics = &mut *reading.diagnostics;
    let Data::Map(_) = node.data else {
        let ask = name_operand(node, "A", diagnostics)?;
        return Some(Box::new(Dns {
            ask,
            kind: "A",
            server: None,
        }));
    };
    let fields = Fields::of(node, "`dns`", &ARGUMENTS, diagnostics)?;
    let kind = match fields.get("type") {
        Some(node) => node.word(KINDS, diagnostics).map(|word| word.value),
        None => Some("A"),
    };
    let server = match fields.get("server") {
        Some(node) => server_operand(node, diagnostics).map(Some),
        None => Some(None),
    };
    let ask = fields.required("ask", diagnostics)?;
    let ask = name_operand(ask, kind.unwrap_or("A"), diagnostics);
    Some(Box::new(Dns {
        ask: ask?,
        kind: kind?,
        server: server?,
    }))
}

fn name_operand(
    node: &Node,
    kind: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Located<Operand>> {
    let operand = node.operand(diagnostics)?;
    check(
        &operand,
        |text| Question::new(text, kind).map(drop),
        diagnostics,
    )?;
    Some(operand)
}

fn server_operand(node: &Node, diagnostics: &mut Diagnostics) -> Option<Located<Operand>> {
    let operand = node.operand(diagnostics)?;
    check(&operand, |text| server_target(text).map(drop), diagnostics)?;
    Some(operand)
}

fn server_target(text: &str) -> Result<Target, BadTarget> {
    match Host::parse(text) {
        Ok(host) => Ok(Target { host, port: PORT }),
        Err(bad) if !text.contains(':') => Err(bad),
        Err(_) => Target::parse(text),
    }
}

impl Probe for Dns {
    fn facts(&self) -> Vec<Declared> {
        FACTS.to_vec()
    }

    fn operands(&self) -> Vec<&Located<Operand>> {
        std::iter::once(&self.ask).chain(&self.server).collect()
    }

    // A question to the network's own server goes on to the servers of whoever owns the name.
    fn targets(&self) -> Vec<&Located<Operand>> {
        vec![self.server.as_ref().unwrap_or(&self.ask)]
    }

    fn observe<'a>(&'a self, cx: &'a Cx<'a>) -> Observing<'a> {
        Box::pin(self.look(cx))
    }
}

impl Dns {
    async fn look(&self, cx: &Cx<'_>) -> Result<Observed, Fault> {
        let name = cx.text(&self.ask)?;
        let question = match Question::new(&name, self.kind) {
            Ok(question) => question,
            Err(bad) => return Ok(not_asked(Status::NxDomain, &format!("`{name}`: {bad}"))),
        };
        let server = match &self.server {
            Some(server) => match server_target(&cx.text(server)?) {
                Ok(server) => address_of(cx, &server).await?,
                Err(bad) => Err(bad.to_string()),
            },
            None => own_server(cx, &name)?,
        };
        match server {
            Ok(server) => Ok(Observed::Facts(ask(cx, server, &question).await?)),
            Err(error) => Ok(not_asked(Status::Unreachable, &error)),
        }
    }
}

async fn address_of(cx: &Cx<'_>, server: &Target) -> Result<Result<(IpAddr, u16), String>, Fault> {
    let host = &server.host;
    let unknown = format!("nobody answered the question for the address of `{host}`");
    cx.silence_is(failed(Status::Unreachable, &unknown));
    let found = cx.internet.find(host).await?;
    let first = found.addresses.first();
    Ok(first
        .map(|address| (*address, server.port))
        .ok_or_else(|| format!("no address for `{host}`: {}", found.status.word())))
}

/// The network's own server. On `live` it passes the question on to the servers of whoever owns the name, so the spec must name that.
fn own_server(cx: &Cx<'_>, name: &str) -> Result<Result<(IpAddr, u16), String>, Fault> {
    if let Ok(host) = Host::parse(name) {
        cx.internet.permit(&host)?;
    }
    let server = cx.internet.own_server()?;
    Ok(server.ok_or_else(|| "this network names no DNS server: give one as `server:`".to_owned()))
}

async fn ask(cx: &Cx<'_>, server: (IpAddr, u16), question: &Question) -> Result<Facts, Fault> {
    let silent = |over: Transport| {
        let mut facts = Facts::new();
        facts.set("status", Status::Timeout.word());
        facts.set("server", server.0.to_string());
        facts.set("transport", over.word());
        facts.set("truncated", over == Transport::Tcp);
        cx.silence_is(facts);
    };
    silent(Transport::Udp);
    let at = SocketAddr::from(server);
    cx.event(&format!(
        "asked {at} for {} {}",
        question.name(),
        question.kind()
    ));
    let watch = |happening: Happening<'_>| match happening {
        Happening::AskedAgain => cx.event("no answer yet, asked again"),
        Happening::PassedOver(why) => cx.event(&format!("a datagram was passed over: {why}")),
        Happening::Truncated => {
            cx.event("the answer does not fit into a datagram, asked again over tcp");
            silent(Transport::Tcp);
        }
    };
    let asked = cx.internet.ask(server, question, &watch).await?;
    cx.event(&format!("{at}: {}", asked.status.word()));
    let mut facts = facts_of(&asked);
    facts.set("server", server.0.to_string());
    facts.set("took", target::took(cx));
    Ok(facts)
}

fn facts_of(asked: &Asked) -> Facts {
    let mut facts = Facts::new();
    facts.set("status", asked.status.word());
    facts.set("transport", asked.over.word());
    facts.set("truncated", asked.over == Transport::Tcp);
    if let Some(problem) = &asked.problem {
        facts.set("error", problem.as_str());
    }
    if let Some(reply) = &asked.reply {
        add_reply(&mut facts, reply);
    }
    facts
}

fn add_reply(facts: &mut Facts, reply: &Reply) {
    facts.set("authoritative", reply.authoritative);
    facts.set(
        "records",
        Value::List(reply.answers.iter().map(record).collect()),
    );
    facts.set("answers", Value::texts(&reply.data));
    facts.set(
        "addresses",
        Value::texts(reply.addresses.iter().map(ToString::to_string)),
    );
    facts.set("aliases", Value::texts(&reply.aliases));
    if reply.status == Status::NoError || !reply.aliases.is_empty() {
        facts.set("canonical-name", reply.canonical_name.as_str());
    }
    if let Some(ttl) = reply.ttl {
        facts.set("ttl", i64::from(ttl));
    }
}

/// A record as facts show it.
pub(super) fn record(record: &Record) -> Value {
    let part = |key: &str, value: &str| (key.to_owned(), Value::text(value));
    Value::Record(
        [
            part("name", &record.name),
            part("type", &record.kind),
            part("data", &record.data),
            ("ttl".to_owned(), Value::Number(i64::from(record.ttl))),
        ]
        .into(),
    )
}

fn failed(status: Status, error: &str) -> Facts {
    let mut facts = Facts::new();
    facts.set("status", status.word());
    facts.set("error", error);
    facts
}

fn not_asked(status: Status, error: &str) -> Observed {
    Observed::Facts(failed(status, error))
}

#[cfg(test)]
mod tests;
