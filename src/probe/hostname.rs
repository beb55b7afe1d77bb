//! `hostname`: what this machine calls itself.

use crate::model::{Base, Declared, Diagnostic, Diagnostics, Facts, Located, Operand, Type};
use crate::probe::{Cx, FactsBy, Kind, Load, Observed, Observing, Probe, Reading, Reads, Short};
use crate::spec::{Keys, Node};

/// The row of the probe table.
pub(crate) const KIND: Kind = Kind {
    name: "hostname",
    about: "asks this machine for its name, as `gethostname` does",
    example: "hostname: true",
    arguments: &NO_ARGUMENTS,
    short: Short::True,
    facts: || FACTS.to_vec(),
    facts_by: FactsBy::Kind,
    reads: Reads::World,
    load: Load::Local,
    read,
};

/// Of a probe that has none.
pub(super) static NO_ARGUMENTS: Keys = Keys::new(&[]);

/// The facts, as `explain` tells them.
const FACTS: &[Declared] = &[
    Declared::new("name", Type::one(Base::Host), "the whole name"),
    Declared::new(
        "short",
        Type::one(Base::Host),
        "the name up to its first dot",
    ),
    Declared::new(
        "domain",
        Type::one(Base::Host),
        "the name behind its first dot; absent when it has none",
    ),
];

struct Hostname;

fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Box<dyn Probe>> {
    only_true(node, "hostname", reading.diagnostics)?;
    Some(Box::new(Hostname))
}

/// The argument of a probe that has none.
pub(super) fn only_true(node: &Node, name: &str, diagnostics: &mut Diagnostics) -> Option<()> {
    let flag = node.flag(diagnostics)?;
    if !flag.value {
        let error = Diagnostic::error(&flag.place, format!("`{name}` is asked for or left out"));
        diagnostics.push(error.help(format!("write `{name}: true`")));
        return None;
    }
    Some(())
}

impl Probe for Hostname {
    fn facts(&self) -> Vec<Declared> {
        FACTS.to_vec()
    }

    fn operands(&self) -> Vec<&Located<Operand>> {
        Vec::new()
    }

    fn observe<'a>(&'a self, cx: &'a Cx<'a>) -> Observing<'a> {
        Box::pin(async {
            let machine = cx.internet.machine().await?;
            Ok(Observed::Facts(parts(&machine.hostname)))
        })
    }
}

fn parts(name: &str) -> Facts {
    let mut facts = Facts::new();
    let (short, domain) = name.split_once('.').unwrap_or((name, ""));
    facts.set("name", name);
    facts.set("short", short);
    if !domain.is_empty() {
        facts.set("domain", domain);
    }
    facts
}

#[cfg(test)]
mod tests {
    use super::parts;
    use crate::net::machine;
    use crate::net::testing::Small;
    use crate::probe::testing::{assert_facts, check, diagnosed};

    #[test]
    fn a_name_has_its_parts() {
        let want = [
            ("name", "nexus.cs.usfca.edu"),
            ("short", "nexus"),
            ("domain", "cs.usfca.edu"),
        ];
        assert_facts(&parts("nexus.cs.usfca.edu"), &want);
        let want = [("name", "nexus"), ("short", "nexus"), ("domain", "absent")];
        assert_facts(&parts("nexus"), &want);
    }

    #[tokio::test]
    async fn this_machine_says_its_name() {
        let facts = check("hostname: true", &Small::new()).await;
        assert_facts(&facts, &[("name", &machine::hostname())]);
    }

    #[test]
    fn it_is_asked_for_or_left_out() {
        assert_eq!(
            diagnosed("hostname: false"),
            "`hostname` is asked for or left out"
        );
    }
}
