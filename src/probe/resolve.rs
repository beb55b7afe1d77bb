//! `resolve`: the addresses of a name, as the system's resolver gives them.

use crate::model::{Base, Declared, Facts, Fault, Located, Operand, Type, Value};
use crate::net::{By, Found, Host};
use crate::probe::target::{self, name_operand};
use crate::probe::{Cx, FactsBy, Kind, Load, Observed, Observing, Probe, Reading, Reads, Short};
use crate::spec::{Key, Keys, Node, Takes};
use crate::wire::dns::{STATUSES, Status};

/// The row of the probe table.
pub(crate) const KIND: Kind = Kind {
    name: "resolve",
    about: "asks the system's resolver for the addresses of a name, as `gethostbyname` and every program do",
    example: "resolve: www.usfca.edu",
    arguments: &ARGUMENTS,
    short: Short::Argument("name"),
    facts: || FACTS.to_vec(),
    facts_by: FactsBy::Kind,
    reads: Reads::World,
    load: Load::Process,
    read,
};

static ARGUMENTS: Keys = Keys::new(&[Key::new(
    "name",
    Takes::Host,
    "the name; alone, it may stand behind `resolve:`",
)
.required()]);

/// The facts, as `explain` tells them.
const FACTS: &[Declared] = &[
    Declared::new(
        "status",
        Type::one(Base::Word(STATUSES)),
        "what the resolver said; `servfail` also where it does not tell why it found nothing",
    ),
    Declared::new(
        "addresses",
        Type::many(Base::Address),
        "the addresses, in the order in which a program should try them",
    ),
    Declared::new(
        "canonical-name",
        Type::one(Base::Host),
        "the name at the end of its aliases; absent when the resolver does not say",
    ),
    Declared::new(
        "took",
        Type::one(Base::Number),
        "how long it took, in milliseconds",
    ),
];

struct Resolve {
    name: Located<Operand>,
}

fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Box<dyn Probe>> {
    let name = name_operand(node, &KIND, reading.diagnostics)?;
    Some(Box::new(Resolve { name }))
}

impl Probe for Resolve {
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

impl Resolve {
    async fn look(&self, cx: &Cx<'_>) -> Result<Observed, Fault> {
        let text = cx.text(&self.name)?;
        let host = match Host::parse(&text) {
            Ok(host) => host,
            Err(bad) => {
                cx.note(format!("{bad}: nobody was asked"));
                return Ok(Observed::Facts(outcome(Status::NxDomain)));
            }
        };
        cx.silence_is(outcome(Status::Timeout));
        let found = cx.internet.resolve(&host).await?;
        note_who(cx, &found);
        let mut facts = outcome(found.status);
        facts.set("took", target::took(cx));
        let addresses = found.addresses.iter().map(ToString::to_string);
        facts.set("addresses", Value::texts(addresses));
        if let Some(name) = found.canonical_name {
            facts.set("canonical-name", name);
        }
        Ok(Observed::Facts(facts))
    }
}

fn outcome(status: Status) -> Facts {
    let mut facts = Facts::new();
    facts.set("status", status.word());
    facts
}

fn note_who(cx: &Cx<'_>, found: &Found) {
    if let By::Netcheck { server } = found.by {
        cx.note(format!(
            "netcheck itself asked the lab's DNS server {server}, because the system does not know the lab's names"
        ));
    }
    if let Some(said) = &found.said {
        cx.note(format!("the system says: {said}"));
    }
}

#[cfg(test)]
mod tests {
    use crate::net::testing::Small;
    use crate::probe::testing::{Look, assert_facts, check, diagnosed};

    async fn world() -> Small {
        let mut small = Small::new();
        small
            .names(&[
                ("www.usfca.edu", &["192.0.2.80", "2001:db8::80"]),
                ("web.usfca.edu", &["www.usfca.edu"]),
                ("dangling.usfca.edu", &["gone.usfca.edu"]),
                ("empty.usfca.edu", &[]),
            ])
            .await;
        small
    }

    #[tokio::test]
    async fn names_of_the_world_are_asked_at_its_server() {
        let small = world().await;
        for (name, status, addresses, canonical) in [
            (
                "www.usfca.edu",
                "noerror",
                "2001:db8::80, 192.0.2.80",
                "www.usfca.edu",
            ),
            (
                "web.usfca.edu",
                "noerror",
                "2001:db8::80, 192.0.2.80",
                "www.usfca.edu",
            ),
            ("no-such-name.usfca.edu", "nxdomain", "", "absent"),
            ("empty.usfca.edu", "nodata", "", "absent"),
            ("dangling.usfca.edu", "nodata", "", "absent"),
        ] {
            let facts = check(&format!("resolve: {name}"), &small).await;
            let want = [
                ("status", status),
                ("addresses", addresses),
                ("canonical-name", canonical),
            ];
            assert_facts(&facts, &want);
        }
    }

    #[tokio::test]
    async fn who_was_asked_is_noted() {
        let small = world().await;
        let looked = Look::at("resolve: www.usfca.edu").of(&small).await;
        let note = "netcheck itself asked the lab's DNS server 192.0.2.53, because the system does not know the lab's names";
        assert_eq!(looked.evidence.notes, [note]);
        let looked = Look::at("resolve: localhost").of(&small).await;
        assert_eq!(looked.evidence.notes, Vec::<String>::new());
        assert_facts(&looked.seen.unwrap(), &[("status", "noerror")]);
    }

    #[tokio::test]
    async fn a_silent_server_is_a_timeout() {
        let mut small = world().await;
        small.udp_dns(|_| Vec::new()).await;
        let facts = Look::at("resolve: www.usfca.edu").silent(&small).await;
        assert_facts(&facts, &[("status", "timeout"), ("addresses", "absent")]);
    }

    #[tokio::test]
    async fn what_is_no_name_does_not_exist() {
        let look = Look::at("resolve: $answers.name").answer("name", "-port=53");
        let looked = look.of(&world().await).await;
        assert_facts(&looked.seen.unwrap(), &[("status", "nxdomain")]);
        let note = "`-port=53` is neither a host name nor an address: nobody was asked";
        assert_eq!(looked.evidence.notes, [note]);
    }

    #[test]
    fn a_literal_name_is_checked_when_it_is_read() {
        let want = "`www..edu` is neither a host name nor an address";
        assert_eq!(diagnosed("resolve: www..edu"), want);
        assert_eq!(diagnosed("resolve: { name: www..edu }"), want);
    }
}
