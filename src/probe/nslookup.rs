//! `nslookup`: the real program where it is installed, and what its output says.

use std::net::IpAddr;
use std::path::Path;

use crate::model::{Base, Declared, Facts, Fault, Located, Net, Operand, Type, Value};
use crate::net::{Host, Internet};
use crate::probe::target::{self, name_operand};
use crate::probe::{
    Cx, FactsBy, Kind, Load, Observed, Observing, Probe, Reading, Reads, Short, program,
};
use crate::spec::{Key, Keys, Node, Takes};
use crate::wire::dns::{STATUSES, Status};
use crate::wire::nslookup::{self, Output};

mod ourselves;

/// The row of the probe table.
pub(crate) const KIND: Kind = Kind {
    name: "nslookup",
    about: "runs `nslookup` and reads what it prints; asks the same server itself where it is not installed, and says so",
    example: "nslookup: www.usfca.edu",
    arguments: &ARGUMENTS,
    short: Short::Argument("name"),
    facts: || FACTS.to_vec(),
    facts_by: FactsBy::Kind,
    reads: Reads::World,
    load: Load::Process,
    read,
};

/// The program's name.
const PROGRAM: &str = "nslookup";

static ARGUMENTS: Keys = Keys::new(&[Key::new(
    "name",
    Takes::Host,
    "the name, or an address to find the name of; alone, it may stand behind `nslookup:`",
)
.required()]);

/// The facts, as `explain` tells them.
const FACTS: &[Declared] = &[
    Declared::new(
        "asked",
        Type::one(Base::Host),
        "the name that was asked for; of an address its reverse name",
    ),
    Declared::new(
        "server",
        Type::one(Base::Address),
        "the address of the DNS server; absent when the program does not print it",
    ),
    Declared::new(
        "status",
        Type::one(Base::Word(STATUSES)),
        "what became of the question",
    ),
    Declared::new(
        "authoritative",
        Type::one(Base::Flag),
        "whether the server answers for the name's zone; absent without an answer",
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
        "addresses",
        Type::many(Base::Address),
        "the addresses, in the order printed",
    ),
    Declared::new(
        "records",
        Type::many(Base::Record),
        "answers that are no addresses: name, type, data",
    ),
    Declared::new(
        "took",
        Type::one(Base::Number),
        "how long it took, in milliseconds",
    ),
];

struct Nslookup {
    name: Located<Operand>,
}

fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Box<dyn Probe>> {
    let name = name_operand(node, &KIND, reading.diagnostics)?;
    Some(Box::new(Nslookup { name }))
}

impl Probe for Nslookup {
    fn facts(&self) -> Vec<Declared> {
        FACTS.to_vec()
    }

    fn operands(&self) -> Vec<&Located<Operand>> {
        vec![&self.name]
    }

    fn targets(&self) -> Vec<&Located<Operand>> {
        vec![&self.name]
    }

    fn observe<'a>(&'a self, cx: &'a Cx<'a>) -> Observing<'a> {
        Box::pin(self.look(cx))
    }
}

impl Nslookup {
    async fn look(&self, cx: &Cx<'_>) -> Result<Observed, Fault> {
        let text = cx.text(&self.name)?;
        // What begins with a hyphen is no name, so it never becomes an option of the program.
        let host = match Host::parse(&text) {
            Ok(host) => host,
            Err(bad) => {
                cx.note(format!("{bad}: nobody was asked"));
                return Ok(Observed::Facts(outcome(text.trim(), Status::NxDomain)));
            }
        };
        cx.internet.permit(&host)?;
        let program = program::installed(PROGRAM);
        let mut facts = look_up(cx, &host, program.as_deref()).await?;
        facts.set("took", target::took(cx));
        Ok(Observed::Facts(facts))
    }
}

async fn look_up(cx: &Cx<'_>, host: &Host, program: Option<&Path>) -> Result<Facts, Fault> {
    let server = cx.internet.own_server()?;
    let mut silent = outcome(&host.to_string(), Status::Timeout);
    if let Some((address, _)) = server {
        silent.set("server", address.to_string());
    }
    cx.silence_is(silent);
    let Some(program) = program else {
        cx.note("netcheck itself asked: the program is not installed");
        return ourselves::ask(cx, host, server).await;
    };
    match arguments(cx.internet, host, server)? {
        Way::Program(arguments) => run(cx, host, server, program, &arguments).await,
        Way::Ourselves(why) => {
            cx.note(format!("netcheck itself asked: {why}"));
            ourselves::ask(cx, host, server).await
        }
    }
}

/// How the question can be asked.
enum Way {
    /// By the program, with these arguments.
    Program(Vec<String>),
    /// By netcheck, because the program cannot.
    Ourselves(&'static str),
}

fn arguments(
    internet: &Internet,
    host: &Host,
    server: Option<(IpAddr, u16)>,
) -> Result<Way, Fault> {
    match (internet.net, server) {
        (Net::Live | Net::Box, _) => Ok(Way::Program(vec![host.to_string()])),
        (Net::Loopback, None) => Ok(Way::Ourselves("this world has no DNS server")),
        (Net::Loopback, Some(server)) => Ok(match internet.dns_socket(server)? {
            // This machine's search list has no place in the world.
            Some(socket) => Way::Program(vec![
                format!("-port={}", socket.port()),
                "-nosearch".to_owned(),
                host.to_string(),
                socket.ip().to_string(),
            ]),
            None => Way::Ourselves("nothing of the lab stands behind this world's DNS server"),
        }),
    }
}

async fn run(
    cx: &Cx<'_>,
    host: &Host,
    server: Option<(IpAddr, u16)>,
    program: &Path,
    arguments: &[String],
) -> Result<Facts, Fault> {
    cx.note(format!("ran the program `{}`", program.display()));
    cx.event(&format!("ran {PROGRAM} {}", arguments.join(" ")));
    let printed = program::output(cx.internet, program, arguments).await?;
    cx.received(printed.as_bytes());
    let Some(output) = nslookup::read(&printed) else {
        return Err(Fault::Output {
            name: PROGRAM.to_owned(),
            printed: printed.chars().take(2000).collect(),
        });
    };
    let mut facts = facts_of(&output, host);
    // The program sees the lab's socket; in the world the server has another address.
    if let (Net::Loopback, Some((address, _))) = (cx.internet.net, server) {
        facts.set("server", address.to_string());
    }
    let found: Vec<IpAddr> = output.addresses.iter().map(|seen| seen.value).collect();
    cx.internet.learn(host, &found);
    Ok(facts)
}

fn facts_of(output: &Output, host: &Host) -> Facts {
    let status = output
        .status
        .as_ref()
        .map_or(Status::BadReply, |seen| seen.value);
    let mut facts = outcome(&host.to_string(), status);
    for (name, text) in [
        ("asked", &output.asked),
        ("server", &output.server),
        ("canonical-name", &output.canonical_name),
    ] {
        if let Some(seen) = text {
            facts.set(name, seen.value.as_str());
        }
    }
    if let Some(seen) = &output.authoritative {
        facts.set("authoritative", seen.value);
    }
    if status.is_a_reply() {
        facts.set(
            "aliases",
            Value::texts(output.aliases.iter().map(|seen| &seen.value)),
        );
        facts.set(
            "addresses",
            Value::texts(output.addresses.iter().map(|seen| seen.value.to_string())),
        );
        facts.set("records", records(output));
    }
    facts
}

fn records(output: &Output) -> Value {
    let record = |record: &nslookup::Record| {
        let part = |key: &str, value: &str| (key.to_owned(), Value::text(value));
        Value::Record(
            [
                part("name", &record.name),
                part("type", &record.kind),
                part("data", &record.data),
            ]
            .into(),
        )
    };
    Value::List(
        output
            .records
            .iter()
            .map(|seen| record(&seen.value))
            .collect(),
    )
}

fn outcome(asked: &str, status: Status) -> Facts {
    let mut facts = Facts::new();
    facts.set("asked", asked);
    facts.set("status", status.word());
    facts
}

#[cfg(test)]
mod tests;
