//! The same question without the program: addresses of both kinds as BIND's `nslookup` asks for them, or the name of an address.

use std::net::IpAddr;

use crate::model::{Facts, Fault, Net, Value};
use crate::net::{Asked, Happening, Host, system};
use crate::probe::{Cx, dns};
use crate::wire::dns::{Question, Reply, Status};

/// Asks the network's own server, with the search list of this machine on `live`.
pub(super) async fn ask(
    cx: &Cx<'_>,
    host: &Host,
    server: Option<(IpAddr, u16)>,
) -> Result<Facts, Fault> {
    let Some(server) = server else {
        return Ok(super::outcome(&host.to_string(), Status::Unreachable));
    };
    let mut facts = match host {
        Host::Address(address) => one(cx, server, &address.to_string(), &["PTR"]).await?,
        Host::Name(name) => named(cx, server, name).await?,
    };
    facts.set("server", server.0.to_string());
    Ok(facts)
}

async fn named(cx: &Cx<'_>, server: (IpAddr, u16), name: &str) -> Result<Facts, Fault> {
    let names = match cx.internet.net {
        Net::Live => system::search_list(name),
        Net::Loopback | Net::Box => vec![name.to_owned()],
    };
    let mut facts = super::outcome(name, Status::NxDomain);
    for name in names {
        facts = one(cx, server, &name, &["A", "AAAA"]).await?;
        let missing = Value::text(Status::NxDomain.word());
        if facts.value("status") != Some(&missing) {
            break;
        }
    }
    Ok(facts)
}

async fn one(
    cx: &Cx<'_>,
    server: (IpAddr, u16),
    name: &str,
    kinds: &[&str],
) -> Result<Facts, Fault> {
    let mut answers = Vec::new();
    for kind in kinds {
        let Ok(question) = Question::new(name, kind) else {
            return Ok(super::outcome(name, Status::NxDomain));
        };
        let watch = |happening: Happening<'_>| {
            if let Happening::PassedOver(why) = happening {
                cx.event(&format!("a datagram was passed over: {why}"));
            }
        };
        let asked = cx.internet.ask(server, &question, &watch).await?;
        cx.event(&format!(
            "{} {kind}: {}",
            question.name(),
            asked.status.word()
        ));
        answers.push((question, asked));
    }
    Ok(joined(&answers))
}

// As with the program, the first question decides where no other has an answer.
fn joined(answers: &[(Question, Asked)]) -> Facts {
    let best = answers
        .iter()
        .find(|(_, asked)| asked.status == Status::NoError)
        .or_else(|| answers.first());
    let Some((question, asked)) = best else {
        return Facts::new();
    };
    let mut facts = super::outcome(&question.name(), asked.status);
    let replies: Vec<&Reply> = answers
        .iter()
        .filter_map(|(_, asked)| asked.reply.as_ref())
        .collect();
    if let Some(reply) = &asked.reply {
        facts.set("authoritative", reply.authoritative);
        facts.set("canonical-name", reply.canonical_name.as_str());
        facts.set("aliases", Value::texts(&reply.aliases));
    }
    if !replies.is_empty() {
        let addresses = replies.iter().flat_map(|reply| &reply.addresses);
        facts.set(
            "addresses",
            Value::texts(addresses.map(ToString::to_string)),
        );
        facts.set("records", other_records(&replies));
    }
    facts
}

fn other_records(replies: &[&Reply]) -> Value {
    let all = replies.iter().flat_map(|reply| &reply.answers);
    let other = all.filter(|record| !matches!(record.kind.as_str(), "A" | "AAAA" | "CNAME"));
    Value::List(other.map(dns::record).collect())
}
