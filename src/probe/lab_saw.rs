//! `lab-saw`: what the lab's server received from the check that this one needs.

use std::net::{IpAddr, SocketAddr};

use crate::model::{Base, Declared, Facts, Fault, Located, Operand, Type, Value};
use crate::net::{Connected, Host, Mail, ProgramId, Target, Visit, Witness};
use crate::probe::target::{self, To};
use crate::probe::{
    Cx, FactsBy, Kind, Load, Observed, Observing, Ongoing, Probe, Reading, Reads, Short,
};
use crate::spec::{Data, Fields, Keys, Node};
use crate::wire::http::Request;

/// The row of the probe table.
pub(crate) const KIND: Kind = Kind {
    name: "lab-saw",
    about: "says what the lab's server at `host:port` received from the check named in `needs`",
    example: "lab-saw: smtp.usfca.edu:25\nneeds: [session]",
    arguments: &ARGUMENTS,
    short: Short::Argument("to"),
    facts: || FACTS.to_vec(),
    facts_by: FactsBy::Kind,
    reads: Reads::World,
    load: Load::Network,
    read,
};

static ARGUMENTS: Keys =
    Keys::with_rules(&[target::TO, target::HOST, target::PORT], &[target::WHERE]);

/// The facts, as `explain` tells them.
const FACTS: &[Declared] = &[
    Declared::new(
        "connections",
        Type::one(Base::Number),
        "how many connections the check made there",
    ),
    Declared::new(
        "received",
        Type::one(Base::Text),
        "all that it sent, at most 1 MB a connection",
    ),
    Declared::new(
        "requests",
        Type::one(Base::Number),
        "how many HTTP requests it made",
    ),
    Declared::new(
        "request.first-line",
        Type::one(Base::Text),
        "the first line of the last request",
    ),
    Declared::new("request.method", Type::one(Base::Text), "its method"),
    Declared::new("request.path", Type::one(Base::Text), "its path"),
    Declared::new(
        "request.version",
        Type::one(Base::Text),
        "its version, such as HTTP/1.1",
    ),
    Declared::new(
        "request.header.NAME",
        Type::one(Base::Text),
        "the value of one of its headers",
    ),
    Declared::new("request.body", Type::one(Base::Text), "its body"),
    Declared::new(
        "mails",
        Type::one(Base::Number),
        "how many mails the server accepted from it",
    ),
    Declared::new(
        "mail.helo",
        Type::one(Base::Text),
        "the name given with HELO or EHLO for the last mail",
    ),
    Declared::new(
        "mail.from",
        Type::one(Base::Mailbox),
        "the sender of its envelope",
    ),
    Declared::new(
        "mail.to",
        Type::many(Base::Mailbox),
        "the accepted recipients of its envelope",
    ),
    Declared::new("mail.subject", Type::one(Base::Text), "its Subject header"),
    Declared::new(
        "mail.header.NAME",
        Type::one(Base::Text),
        "the value of one of its headers",
    ),
    Declared::new(
        "mail.body",
        Type::one(Base::Text),
        "what stands behind its headers",
    ),
    Declared::new(
        "mail.queue-id",
        Type::one(Base::Text),
        "the id under which the server queued it",
    ),
];

struct LabSaw {
    at: To,
}

fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Box<dyn Probe>> {
    let diagnostics = &mut *reading.diagnostics;
    let at = match node.data {
        Data::Map(_) => To::of(
            &Fields::of(node, "`lab-saw`", &ARGUMENTS, diagnostics)?,
            diagnostics,
        )?,
        Data::Scalar(_) | Data::List(_) => To::joined(node, diagnostics)?,
    };
    Some(Box::new(LabSaw { at }))
}

impl Probe for LabSaw {
    fn facts(&self) -> Vec<Declared> {
        FACTS.to_vec()
    }

    fn operands(&self) -> Vec<&Located<Operand>> {
        self.at.operands()
    }

    fn targets(&self) -> Vec<&Located<Operand>> {
        vec![self.at.host()]
    }

    fn observe<'a>(&'a self, cx: &'a Cx<'a>) -> Observing<'a> {
        Box::pin(self.look(cx))
    }
}

impl LabSaw {
    async fn look<'a>(&self, cx: &'a Cx<'a>) -> Result<Observed, Fault> {
        let not_here = |reason: &str| Fault::NotHere {
            reason: reason.to_owned(),
        };
        let witness =
            cx.internet.witness.clone().ok_or_else(|| {
                not_here("only the lab tells what it saw: use `--network loopback`")
            })?;
        let programs: Vec<ProgramId> = cx
            .needed
            .iter()
            .flat_map(|needed| needed.programs.clone())
            .collect();
        if cx.needed.is_empty() {
            return Err(not_here(
                "it tells what another check did: name that check in `needs`",
            ));
        }
        let sockets: Vec<SocketAddr> = cx
            .needed
            .iter()
            .flat_map(|needed| needed.sockets.clone())
            .collect();
        let at = match self.at.target(cx)? {
            Ok(target) => addresses(cx, &target).await?,
            Err(bad) => {
                cx.note(bad.to_string());
                Vec::new()
            }
        };
        // The lab is netcheck's own: a connection that it has not taken up yet says nothing about who made it.
        cx.silence_is_a_fault("waiting for the lab's server to take the connection up");
        witness.taken_up(&sockets).await;
        if !programs.is_empty() {
            queue_behind(cx, &witness, &at).await?;
        }
        let saw = cx.silence_is_what_is_known(Saw {
            witness,
            sockets,
            programs,
            at,
        });
        saw.witness.seen_out(&saw.sockets).await;
        for program in &saw.programs {
            saw.witness.program_seen_out(*program).await;
        }
        Ok(Observed::Facts(saw.facts()))
    }
}

/// Waits until the servers have taken up whoever came before: a client of netcheck's own queues behind them.
async fn queue_behind(cx: &Cx<'_>, witness: &Witness, at: &[(IpAddr, u16)]) -> Result<(), Fault> {
    for (address, port) in at {
        let target = Target {
            host: Host::Address(*address),
            port: *port,
        };
        // Where nobody listens nobody has been heard either.
        if let Connected::Open(connection) = cx.internet.connect(&target, &|_| ()).await? {
            witness.taken_up(&[connection.local]).await;
        }
    }
    Ok(())
}

async fn addresses(cx: &Cx<'_>, target: &Target) -> Result<Vec<(IpAddr, u16)>, Fault> {
    cx.silence_is_a_fault(format!("asking for the address of `{}`", target.host));
    let found = match &target.host {
        Host::Address(address) => vec![*address],
        Host::Name(_) => cx.internet.find(&target.host).await?.addresses,
    };
    if found.is_empty() {
        cx.note(format!("this world has no `{}`", target.host));
    }
    Ok(found
        .into_iter()
        .map(|address| (address, target.port))
        .collect())
}

/// What the lab saw so far of some connections.
struct Saw {
    witness: Witness,
    sockets: Vec<SocketAddr>,
    programs: Vec<ProgramId>,
    at: Vec<(IpAddr, u16)>,
}

impl Ongoing for Saw {
    fn facts(&self) -> Facts {
        let ours = |visit: &Visit| {
            let theirs = visit.program.is_some_and(|id| self.programs.contains(&id));
            (theirs || self.sockets.contains(&visit.from)) && self.at.contains(&visit.at)
        };
        let visits = self.witness.visits_where(ours);
        let mut facts = Facts::new();
        facts.set("connections", count(visits.len()));
        let received: Vec<u8> = visits
            .iter()
            .flat_map(|visit| visit.received.clone())
            .collect();
        facts.set("received", lossy(&received));
        let requests: Vec<&Vec<u8>> = visits.iter().flat_map(|visit| &visit.requests).collect();
        facts.set("requests", count(requests.len()));
        if let Some(last) = requests.last() {
            add_request(&mut facts, &Request::read(last));
        }
        let mails: Vec<&Mail> = visits.iter().flat_map(|visit| &visit.mails).collect();
        facts.set("mails", count(mails.len()));
        if let Some(last) = mails.last() {
            add_mail(&mut facts, last);
        }
        facts
    }
}

fn count(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn add_request(facts: &mut Facts, request: &Request) {
    facts.set("request.first-line", request.first_line.as_str());
    for (name, word) in [
        ("request.method", &request.method),
        ("request.path", &request.path),
        ("request.version", &request.version),
    ] {
        if let Some(word) = word {
            facts.set(name, word.as_str());
        }
    }
    for (name, value) in request.headers.iter().rev() {
        facts.set(
            format!("request.header.{}", name.to_ascii_lowercase()),
            value.as_str(),
        );
    }
    facts.set("request.body", lossy(&request.body));
}

fn add_mail(facts: &mut Facts, mail: &Mail) {
    facts.set("mail.helo", mail.helo.as_str());
    facts.set("mail.from", mail.from.as_str());
    facts.set("mail.to", Value::texts(&mail.to));
    facts.set("mail.queue-id", mail.queue_id.as_str());
    let (headers, body) = parts(&mail.message);
    facts.set("mail.body", body);
    for (name, value) in headers.into_iter().rev() {
        let name = name.to_ascii_lowercase();
        if name == "subject" {
            facts.set("mail.subject", value.as_str());
        }
        facts.set(format!("mail.header.{name}"), value);
    }
}

/// The headers of a message, folded lines joined (RFC 5322 section 2.2.3), and its body. A message that begins with no header is all body.
fn parts(message: &str) -> (Vec<(String, String)>, &str) {
    let mut headers: Vec<(String, String)> = Vec::new();
    let mut rest = message;
    while let Some((line, after)) = rest.split_once('\n') {
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() {
            return (headers, after);
        }
        match (line.split_once(':'), headers.last_mut()) {
            (_, Some((_, value))) if line.starts_with([' ', '\t']) => {
                value.push(' ');
                value.push_str(line.trim());
            }
            (Some((name, value)), _) if is_header_name(name) => {
                headers.push((name.to_owned(), value.trim().to_owned()));
            }
            _ => return (headers, rest),
        }
        rest = after;
    }
    (headers, rest)
}

fn is_header_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_graphic())
}

#[cfg(test)]
mod tests;
