//! `smtp`: sends a mail live, step by step, as somebody does with `telnet`.

use crate::model::{Base, Declared, Facts, Fault, Located, Operand, Type};
use crate::net::TLS_VERSIONS;
use crate::probe::dialogue::CLOSED_BY;
use crate::probe::target::{self, ADDRESS, ERROR, RESULT};
use crate::probe::{Cx, FactsBy, Kind, Load, Observed, Observing, Probe, Reading, Reads, Short};
use crate::session::{self, Protocol};
use crate::spec::Node;

mod arguments;
mod client;
mod dialogue;
mod keys;
mod letter;
mod step;

use arguments::Smtp;
use client::Client;
use dialogue::Dialogue;
use keys::ARGUMENTS;
use step::Step;

/// The row of the probe table.
pub(crate) const KIND: Kind = Kind {
    name: "smtp",
    about: "sends a mail over one connection, step by step, and says what the server replied",
    example: "smtp: { to: \"smtp.usfca.edu:25\", from: parrt@cs.usfca.edu, rcpt: support@antlr.org }\nexpect: { accepted: true }",
    arguments: &ARGUMENTS,
    short: Short::None,
    facts,
    facts_by: FactsBy::Kind,
    reads: Reads::World,
    load: Load::Network,
    read,
};

/// What the probe knows beyond a recording.
const OWN: &[Declared] = &[
    Declared::new(
        "extensions",
        Type::many(Base::Text),
        "what the server can do, by the keywords in its last reply to EHLO; absent with HELO",
    ),
    Declared::new(
        "unanswered",
        Type::one(Base::Word(Step::WORDS)),
        "the step whose reply did not come; absent when all came. `tls` is the shaking of hands after STARTTLS",
    ),
    code("code.greeting"),
    code("code.helo"),
    code("code.starttls"),
    code("code.mail"),
    code("code.rcpt"),
    code("code.data"),
    code("code.dot"),
    code("code.quit"),
    reply("reply.greeting"),
    reply("reply.helo"),
    reply("reply.starttls"),
    reply("reply.mail"),
    reply("reply.rcpt"),
    reply("reply.data"),
    reply("reply.dot"),
    reply("reply.quit"),
    Declared::new(
        "tls",
        Type::one(Base::Word(TLS_VERSIONS)),
        "the version of TLS that was put on the connection; absent without",
    ),
    Declared::new(
        "tls-error",
        Type::one(Base::Text),
        "why TLS, asked for with `starttls`, did not come about; absent when it did",
    ),
    Declared::new(
        "injected",
        Type::one(Base::Text),
        "what came in plain text behind the reply to STARTTLS and was thrown away (RFC 3207 section 4); absent from sound servers",
    ),
    Declared::new(
        "recording",
        Type::one(Base::Text),
        "the session as `telnet` would show it, without TLS; a `transcript` of it gives the same facts",
    ),
    CLOSED_BY,
    ERROR,
];

const fn code(name: &'static str) -> Declared {
    let about = "the code of the reply to that step, the last one if it was taken several times";
    Declared::new(name, Type::one(Base::Number), about)
}

const fn reply(name: &'static str) -> Declared {
    let about = "all lines of that reply, with their codes";
    Declared::new(name, Type::one(Base::Text), about)
}

/// Facts of a recording that say nothing of a mail that netcheck sends itself.
const NOT_LIVE: &[&str] = &["by-hand", "suspicious"];

/// The facts, as `explain` tells them.
fn facts() -> Vec<Declared> {
    let recorded = session::facts(Protocol::Smtp);
    let shared = recorded
        .into_iter()
        .filter(|fact| !NOT_LIVE.contains(&fact.name));
    let own = OWN.iter().cloned();
    [RESULT, ADDRESS]
        .into_iter()
        .chain(shared)
        .chain(own)
        .collect()
}

fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Box<dyn Probe>> {
    Some(Box::new(Smtp::read(node, reading.diagnostics)?))
}

impl Probe for Smtp {
    fn facts(&self) -> Vec<Declared> {
        facts()
    }

    fn operands(&self) -> Vec<&Located<Operand>> {
        self.all_operands()
    }

    fn targets(&self) -> Vec<&Located<Operand>> {
        vec![self.to.host()]
    }

    fn observe<'a>(&'a self, cx: &'a Cx<'a>) -> Observing<'a> {
        Box::pin(look(self, cx))
    }
}

async fn look<'a>(smtp: &Smtp, cx: &'a Cx<'a>) -> Result<Observed, Fault> {
    let mail = smtp.mail(cx)?;
    let target = match target::known(cx, &smtp.to, &|_| ())? {
        Ok(target) => target,
        Err(facts) => return Ok(Observed::Facts(facts)),
    };
    let unopened = |facts: &mut Facts| dialogue::unopened(&target, facts);
    let line = match target::line_to(cx, &target, &unopened).await? {
        Ok(line) => line,
        Err(facts) => return Ok(Observed::Facts(facts)),
    };
    let dialogue = Dialogue::new(target, line.address(), smtp.last);
    let mut client = Client::new(cx.silence_is_what_is_known(dialogue), line);
    client.send(&mail).await?;
    let (facts, problem) = client.learned();
    if let Some(problem) = problem {
        cx.note(problem);
    }
    Ok(Observed::Facts(facts))
}

#[cfg(test)]
mod tests;
