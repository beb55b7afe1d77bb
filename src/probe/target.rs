//! Where a probe connects: `host:port`, or a host and a port of their own; and the connecting itself, which several probes begin with.

use crate::model::{
    Base, Declared, Diagnostic, Diagnostics, Facts, Fault, Located, Operand, Type, Value,
};
use crate::net::{BadTarget, Connected, Connection, Failed, Failure, Host, RESULTS, Target};
use crate::probe::dialogue::Line;
use crate::probe::{Cx, Kind};
use crate::spec::{Data, Fields, Key, Node, Rule, Takes};

/// `host:port`.
pub(super) const TO: Key = Key::new(
    "to",
    Takes::Target,
    "where: `host:port`, an IPv6 address in brackets and quotes",
);
/// In place of it: the host.
pub(super) const HOST: Key = Key::new(
    "host",
    Takes::Host,
    "in place of `to`: the host, a name or an address",
);
/// And the port.
pub(super) const PORT: Key = Key::new(
    "port",
    Takes::Port,
    "in place of `to`: the port, 1 to 65535",
);
/// `to`, or `host` and `port`.
pub(super) const WHERE: Rule = Rule::OneOf(&[&["to"], &["host", "port"]]);

/// What became of the connection.
pub(super) const RESULT: Declared = Declared::new(
    "result",
    Type::one(Base::Word(RESULTS)),
    "what became of the connection; of several addresses the one that got furthest counts",
);
/// Which address it was.
pub(super) const ADDRESS: Declared = Declared::new(
    "address",
    Type::one(Base::Address),
    "the peer's address that was tried; absent when the name has none",
);
/// Why there is no connection.
pub(super) const ERROR: Declared = Declared::new(
    "error",
    Type::one(Base::Text),
    "what the system said about it, in its own words; absent when nothing went wrong",
);

/// Where a probe connects.
#[derive(Clone, Debug)]
pub(super) enum To {
    /// `host:port`.
    Joined(Located<Operand>),
    /// `host:` and `port:`.
    Apart {
        /// The host.
        host: Located<Operand>,
        /// The port.
        port: Located<Operand>,
    },
}

impl To {
    /// Reads `host:port`.
    pub(super) fn joined(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        let operand = node.operand(diagnostics)?;
        check(&operand, |text| Target::parse(text).map(drop), diagnostics)?;
        Some(Self::Joined(operand))
    }

    /// Reads `to`, or `host` and `port`.
    pub(super) fn of(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Self> {
        let (host, port) = (fields.get("host"), fields.get("port"));
        if let (Some(_), Some(other)) = (fields.get("to"), host.or(port)) {
            let error = Diagnostic::error(&other.place, "`to` says where already");
            diagnostics.push(error.help("write either `to`, or `host` and `port`"));
            return None;
        }
        if host.is_none() && port.is_none() {
            return Self::joined(fields.required("to", diagnostics)?, diagnostics);
        }
        let host = fields
            .required("host", diagnostics)
            .and_then(|node| host_operand(node, diagnostics));
        let port = fields
            .required("port", diagnostics)
            .and_then(|node| port_operand(node, diagnostics));
        Some(Self::Apart {
            host: host?,
            port: port?,
        })
    }

    /// What it is made of.
    pub(super) fn operands(&self) -> Vec<&Located<Operand>> {
        match self {
            Self::Joined(to) => vec![to],
            Self::Apart { host, port } => vec![host, port],
        }
    }

    /// The operand with the host in it.
    pub(super) fn host(&self) -> &Located<Operand> {
        match self {
            Self::Joined(to) => to,
            Self::Apart { host, .. } => host,
        }
    }

    /// Where it is, now that references have values; what a student wrote may be no target at all.
    pub(super) fn target(&self, cx: &Cx<'_>) -> Result<Result<Target, BadTarget>, Fault> {
        match self {
            Self::Joined(to) => cx.text(to).map(|text| Target::parse(&text)),
            Self::Apart { host, port } => {
                let (host, port) = (Host::parse(&cx.text(host)?), Target::port(&cx.text(port)?));
                Ok(host.and_then(|host| port.map(|port| Target { host, port })))
            }
        }
    }
}

/// Reads the one argument of a kind that looks a name up: bare, or in the long form as `name`.
pub(super) fn name_operand(
    node: &Node,
    kind: &Kind,
    diagnostics: &mut Diagnostics,
) -> Option<Located<Operand>> {
    let node = match &node.data {
        Data::Map(_) => {
            let fields = Fields::of(
                node,
                &format!("`{}`", kind.name),
                kind.arguments,
                diagnostics,
            )?;
            fields.required("name", diagnostics)?
        }
        Data::Scalar(_) | Data::List(_) => node,
    };
    host_operand(node, diagnostics)
}

/// Reads a host that may be a reference.
pub(super) fn host_operand(node: &Node, diagnostics: &mut Diagnostics) -> Option<Located<Operand>> {
    let operand = node.operand(diagnostics)?;
    check(&operand, |text| Host::parse(text).map(drop), diagnostics)?;
    Some(operand)
}

fn port_operand(node: &Node, diagnostics: &mut Diagnostics) -> Option<Located<Operand>> {
    let operand = node.operand(diagnostics)?;
    check(&operand, |text| Target::port(text).map(drop), diagnostics)?;
    Some(operand)
}

/// Checks an operand whose value is known when the spec is read.
pub(super) fn check<E: std::fmt::Display>(
    operand: &Located<Operand>,
    rule: impl Fn(&str) -> Result<(), E>,
    diagnostics: &mut Diagnostics,
) -> Option<()> {
    let Operand::Literal(value) = &operand.value else {
        return Some(());
    };
    match rule(&value.to_string()) {
        Ok(()) => Some(()),
        Err(error) => {
            diagnostics.push(Diagnostic::error(&operand.place, error.to_string()));
            None
        }
    }
}

/// What is added to the facts of a connection that did not open: the probe's other facts.
pub(super) type Also<'a> = &'a (dyn Fn(&mut Facts) + Send + Sync);

/// Opens a connection and no more. The facts of one that did not open are the probe's observation.
pub(super) async fn open(
    cx: &Cx<'_>,
    to: &To,
    also: Also<'_>,
) -> Result<Result<Connection, Facts>, Fault> {
    let target = match known(cx, to, also)? {
        Ok(target) => target,
        Err(facts) => return Ok(Err(facts)),
    };
    let dialed = dial(cx, &target, also).await?;
    Ok(dialed.map_err(|failed| closed(&failed, also)))
}

/// Opens the connection that a dialogue begins with.
pub(super) async fn line(
    cx: &Cx<'_>,
    to: &To,
    also: Also<'_>,
) -> Result<Result<Line, Facts>, Fault> {
    match known(cx, to, also)? {
        Ok(target) => line_to(cx, &target, also).await,
        Err(facts) => Ok(Err(facts)),
    }
}

/// The same for a target that is known. One that was cut off as soon as it was open is a line at which nothing more comes:
/// whether the system tells of it when connecting or when reading is chance.
pub(super) async fn line_to(
    cx: &Cx<'_>,
    target: &Target,
    also: Also<'_>,
) -> Result<Result<Line, Facts>, Fault> {
    Ok(match dial(cx, target, also).await? {
        Ok(connection) => Ok(Line::new(connection)),
        Err(failed) => match (failed.failure, failed.address) {
            (Failure::Reset, Some(address)) => Ok(Line::cut_off(address)),
            _ => Err(closed(&failed, also)), // without a connection there is nothing to hear
        },
    })
}

/// The target, now that references have values; the facts where a student wrote none.
pub(super) fn known(cx: &Cx<'_>, to: &To, also: Also<'_>) -> Result<Result<Target, Facts>, Fault> {
    let bad = |bad: BadTarget| closed(&Failed::unknown(bad.to_string()), also);
    Ok(to.target(cx)?.map_err(bad))
}

async fn dial(
    cx: &Cx<'_>,
    target: &Target,
    also: Also<'_>,
) -> Result<Result<Connection, Failed>, Fault> {
    let silent = |failed: &Failed| cx.silence_is(closed(failed, also));
    match cx.internet.connect(target, &silent).await? {
        Connected::Open(connection) => {
            if cx.internet.is_of_the_lab(connection.address) {
                cx.socket(connection.local);
            }
            let peer = Target {
                host: Host::Address(connection.address),
                port: target.port,
            };
            cx.event(&format!("connected to {peer}"));
            Ok(Ok(connection))
        }
        Connected::Failed(failed) => {
            cx.event(&failed_words(&failed, target));
            Ok(Err(failed))
        }
    }
}

fn failed_words(failed: &Failed, target: &Target) -> String {
    let peer = match failed.address {
        Some(address) => Target {
            host: Host::Address(address),
            port: target.port,
        }
        .to_string(),
        None => target.to_string(),
    };
    format!("{} {peer}", failed.failure.word())
}

fn closed(failed: &Failed, also: Also<'_>) -> Facts {
    let mut facts = Facts::new();
    facts.set("result", failed.failure.word());
    if let Some(address) = failed.address {
        facts.set("address", address.to_string());
    }
    if let Some(error) = &failed.error {
        facts.set("error", error.as_str());
    }
    also(&mut facts);
    facts
}

/// The time since the attempt began, as facts have it.
pub(super) fn took(cx: &Cx<'_>) -> Value {
    Value::Number(i64::try_from(cx.began().elapsed().as_millis()).unwrap_or(i64::MAX))
}
