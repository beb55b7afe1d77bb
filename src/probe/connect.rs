//! `connect`: one TCP connection, and what became of it.

use std::time::Duration;

use crate::model::{Base, Declared, Facts, Fault, Located, Operand, Type};
use crate::net::Connection;
use crate::probe::target::{self, ADDRESS, ERROR, RESULT, To};
use crate::probe::{Cx, FactsBy, Kind, Load, Observed, Observing, Probe, Reading, Reads, Short};
use crate::spec::{Data, Fields, Key, Keys, Node, Takes};

/// The row of the probe table.
pub(crate) const KIND: Kind = Kind {
    name: "connect",
    about: "opens one TCP connection and says what became of it",
    example: "connect: www.usfca.edu:80",
    arguments: &ARGUMENTS,
    short: Short::Argument("to"),
    facts: || FACTS.to_vec(),
    facts_by: FactsBy::Kind,
    reads: Reads::World,
    load: Load::Network,
    read,
};

static ARGUMENTS: Keys = Keys::with_rules(
    &[
        target::TO,
        target::HOST,
        target::PORT,
        Key::new(
            "watch",
            Takes::Time,
            "how long an open connection is watched for a reset, such as `200ms`; unless given, for a moment in the lab, else not at all",
        ),
    ],
    &[target::WHERE],
);

/// How long the lab may take to take up a connection.
const TAKE_UP: Duration = Duration::from_millis(250);

/// How long after that a reset may take: the lab's servers that reset do so at once.
const MOMENT: Duration = Duration::from_millis(2);

/// The facts, as `explain` tells them.
const FACTS: &[Declared] = &[
    RESULT,
    ADDRESS,
    Declared::new(
        "local-address",
        Type::one(Base::Address),
        "this machine's address of the connection; absent when it did not open",
    ),
    Declared::new(
        "took",
        Type::one(Base::Number),
        "how long it took to open or to fail, in milliseconds",
    ),
    ERROR,
];

struct Connect {
    to: To,
    watch: Option<Duration>,
}

fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Box<dyn Probe>> {
    let diagnostics = &mut *reading.diagnostics;
    let Data::Map(_) = node.data else {
        let to = To::joined(node, diagnostics)?;
        return Some(Box::new(Connect { to, watch: None }));
    };
    let fields = Fields::of(node, "`connect`", &ARGUMENTS, diagnostics)?;
    let watch = match fields.get("watch") {
        Some(node) => Some(node.duration(diagnostics)?.value),
        None => None,
    };
    let to = To::of(&fields, diagnostics)?;
    Some(Box::new(Connect { to, watch }))
}

impl Probe for Connect {
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

impl Connect {
    async fn look(&self, cx: &Cx<'_>) -> Result<Observed, Fault> {
        let facts = match target::open(cx, &self.to, &|_| ()).await? {
            Ok(connection) => {
                let mut facts = Facts::new();
                facts.set("result", "open");
                facts.set("address", connection.address.to_string());
                facts.set("local-address", connection.local.ip().to_string());
                facts.set("took", target::took(cx));
                self.watch_for_reset(cx, &connection, &mut facts).await;
                facts
            }
            Err(mut facts) => {
                facts.set("took", target::took(cx));
                facts
            }
        };
        Ok(Observed::Facts(facts))
    }

    // Whatever else happens, data or a proper end, the connection was open.
    async fn watch_for_reset(&self, cx: &Cx<'_>, open: &Connection, facts: &mut Facts) {
        let watch = match (self.watch, &cx.internet.witness) {
            (Some(watch), _) => watch,
            (None, Some(witness)) if !open.address.is_loopback() => {
                cx.silence_is(facts.clone());
                let local = [open.local];
                let taken_up = witness.taken_up(&local);
                // What was not taken up by now, the lab does not take down.
                let _ = tokio::time::timeout(TAKE_UP, taken_up).await;
                MOMENT
            }
            (None, _) => return,
        };
        cx.silence_is(facts.clone());
        let looked = tokio::time::timeout(watch, open.stream.peek(&mut [0])).await;
        if let Ok(Err(error)) = looked {
            facts.set("result", "reset");
            facts.set("error", error.to_string());
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::net::testing::Small;
    use crate::probe::testing::{Look, assert_facts, check, diagnosed, fact};

    #[tokio::test]
    async fn what_became_of_the_connection_is_a_fact() {
        let mut small = Small::new();
        small.tcp(("192.0.2.80", 80), |_| async {}).await;
        for (text, want) in [
            (
                "connect: 192.0.2.80:80",
                ["open", "192.0.2.80", "127.0.0.1"],
            ),
            (
                "connect: { host: 192.0.2.80, port: 81 }",
                ["refused", "192.0.2.80", "absent"],
            ),
            (
                "connect: { host: 2001:db8::99, port: 80 }",
                ["unreachable", "2001:db8::99", "absent"],
            ),
            (
                "connect: \"[2001:db8::99]:80\"",
                ["unreachable", "2001:db8::99", "absent"],
            ),
        ] {
            let facts = check(text, &small).await;
            let got = ["result", "address", "local-address"].map(|name| fact(&facts, name));
            assert_eq!(got, want, "{text}");
        }
    }

    #[tokio::test]
    async fn what_a_student_wrote_may_be_no_target() {
        let small = Small::new();
        let look = Look::at("connect: $answers.server").answer("server", "www.usfca.edu");
        let facts = look.of(&small).await.seen.unwrap();
        let error = "expected `host:port`, such as `www.usfca.edu:80`, found `www.usfca.edu`";
        assert_facts(&facts, &[("result", "unknown-host"), ("error", error)]);
    }

    #[tokio::test]
    async fn the_connection_is_found_by_its_local_end() {
        let mut small = Small::new();
        small.tcp(("192.0.2.80", 80), |_| async {}).await;
        let looked = Look::at("connect: 192.0.2.80:80").of(&small).await;
        assert_eq!(looked.evidence.sockets.len(), 1);
        assert_eq!(looked.evidence.turns[0].text, "connected to 192.0.2.80:80");
    }

    #[tokio::test]
    async fn the_lab_does_not_see_connections_to_this_machine() {
        let server = tokio::net::TcpListener::bind(("127.0.0.1", 0))
            .await
            .unwrap();
        let text = format!("connect: {}", server.local_addr().unwrap());
        let looked = Look::at(&text).of(&Small::new()).await;
        assert_facts(&looked.seen.unwrap(), &[("result", "open")]);
        assert_eq!(looked.evidence.sockets, []);
    }

    #[tokio::test]
    async fn silence_is_a_timeout_of_the_address_tried() {
        let small = Small::new();
        let facts = Look::at("connect: 192.0.2.250:80").silent(&small).await;
        assert_facts(&facts, &[("result", "timeout"), ("address", "192.0.2.250")]);
    }

    #[tokio::test]
    async fn a_reset_is_seen() {
        let mut small = Small::new();
        small
            .tcp(("192.0.2.80", 80), |stream| async move {
                stream.set_zero_linger().unwrap();
            })
            .await;
        for text in [
            "connect: 192.0.2.80:80",
            "connect: { to: \"192.0.2.80:80\", watch: 60s }",
        ] {
            assert_facts(&check(text, &small).await, &[("result", "reset")]);
        }
    }

    #[test]
    fn arguments_that_cannot_be_are_said() {
        for (text, want) in [
            (
                "connect: www.usfca.edu",
                "expected `host:port`, such as `www.usfca.edu:80`, found `www.usfca.edu`",
            ),
            (
                "connect: 192.0.2.80:0",
                "there is no port `0`, ports are 1 to 65535",
            ),
            (
                "connect: { host: a b, port: 80 }",
                "`a b` is neither a host name nor an address",
            ),
            (
                "connect: { host: a, port: 70000 }",
                "there is no port `70000`, ports are 1 to 65535",
            ),
            ("connect: { host: a }", "`connect` needs the key `port`"),
            (
                "connect: { to: \"a:1\", port: 2 }",
                "`to` says where already",
            ),
            (
                "connect: { wach: 1s }",
                "`connect` knows no key `wach`; `connect` needs the key `to`",
            ),
        ] {
            assert_eq!(diagnosed(text), want, "{text}");
        }
    }
}
