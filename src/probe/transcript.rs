//! `transcript`: a session that the student recorded, read as a protocol.

use std::sync::Arc;

use crate::model::{
    Awaited, Base, Declared, Diagnostic, Diagnostics, Fault, Located, Matcher, Operand, Place,
    Source, Speaker, Step, Type, Value,
};
use crate::probe::{
    Cx, FactsBy, Kind, Load, Named, Observed, Observing, Offer, Probe, Reading, Reads, Short,
};
use crate::session::{self, Protocol, Role, Session};
use crate::spec::{Fields, Key, Keys, Node, Takes};
use crate::submission::{Handed, path_problem};

/// The row of the probe table.
pub(crate) const KIND: Kind = Kind {
    name: "transcript",
    about: "reads a session that the student recorded",
    example: "transcript: { file: mail.txt, protocol: smtp }\nexpect: { accepted: true }",
    arguments: &ARGUMENTS,
    short: Short::None,
    facts: every_fact,
    facts_by: FactsBy::Argument("protocol", offer),
    reads: Reads::Submission,
    load: Load::Local,
    read,
};

static ARGUMENTS: Keys = Keys::new(&[
    Key::new("file", Takes::Path, "its name in the submission").required(),
    Key::new(
        "protocol",
        Takes::OneOf(&Protocol::WORDS),
        "what was spoken: smtp, http, pop3, plain (anything else), or nslookup for its output",
    )
    .required(),
]);

/// The expectation that an exercise on mail asks for.
static NAMED: &[Named] = &[Named {
    name: "sent-by-hand",
    about: "a mail from `from` to `to`, typed by hand and taken by the server; `strict: true` also asks that nothing in the recording is impossible, in the steps quit and forgery too",
    arguments: &BY_HAND_ARGUMENTS,
    steps: &[
        "form", "greeting", "helo", "mail", "rcpt", "data", "header", "blank", "dot", "queued",
        "quit", "forgery",
    ],
    read: sent_by_hand,
}];

static BY_HAND_ARGUMENTS: Keys = Keys::new(&[
    Key::new(
        "from",
        Takes::Value(Type::one(Base::Mailbox)),
        "the sender, for MAIL FROM",
    )
    .required(),
    Key::new(
        "to",
        Takes::Value(Type::one(Base::Mailbox)),
        "the recipient, for RCPT TO; others beside it do not matter",
    )
    .required(),
    Key::new(
        "strict",
        Takes::Flag,
        "`true` also asks that nothing in the recording is impossible",
    ),
]);

/// What can be expected of a recording in which this was spoken.
fn offer(protocol: &str) -> Offer {
    let protocol = Protocol::named(protocol);
    Offer {
        facts: protocol.map(session::facts).unwrap_or_default(),
        named: protocol.map_or(&[], named_expectations),
    }
}

fn named_expectations(protocol: Protocol) -> &'static [Named] {
    match protocol {
        Protocol::Smtp => NAMED,
        Protocol::Http | Protocol::Pop3 | Protocol::Plain | Protocol::Nslookup => &[],
    }
}

/// The facts of every protocol, each name once.
fn every_fact() -> Vec<Declared> {
    let mut all: Vec<Declared> = Vec::new();
    for (_, protocol) in Protocol::ALL {
        for declared in session::facts(*protocol) {
            if all.iter().all(|known| known.name != declared.name) {
                all.push(declared);
            }
        }
    }
    all
}

#[derive(Debug)]
struct Transcript {
    file: String,
    protocol: Protocol,
}

fn read(node: &Node, reading: &mut Reading) -> Option<Box<dyn Probe>> {
    let fields = Fields::of(node, "`transcript`", &ARGUMENTS, reading.diagnostics)?;
    let file = fields
        .required("file", reading.diagnostics)
        .and_then(|node| file_name(node, reading.diagnostics));
    let protocol = fields
        .required("protocol", reading.diagnostics)
        .and_then(|node| node.word(&Protocol::WORDS, reading.diagnostics));
    let (file, protocol) = (file?, Protocol::named(protocol?.value)?);
    Some(Box::new(Transcript { file, protocol }))
}

/// The name of a file that can be handed in.
fn file_name(node: &Node, diagnostics: &mut Diagnostics) -> Option<String> {
    let file = node.text(diagnostics)?;
    let Some(problem) = path_problem(&file.value) else {
        return Some(file.value);
    };
    let message = format!("`{}` cannot name a file that is handed in", file.value);
    let found = Diagnostic::error(&file.place, message).help(problem);
    diagnostics.push(found);
    None
}

impl Probe for Transcript {
    fn facts(&self) -> Vec<Declared> {
        session::facts(self.protocol)
    }

    fn operands(&self) -> Vec<&Located<Operand>> {
        Vec::new()
    }

    fn file(&self) -> Option<&str> {
        Some(&self.file)
    }

    fn recorded(&self) -> Option<Protocol> {
        Some(self.protocol)
    }

    fn named(&self) -> &'static [Named] {
        named_expectations(self.protocol)
    }

    fn observe<'a>(&'a self, cx: &'a Cx<'a>) -> Observing<'a> {
        Box::pin(async move { Ok::<_, Fault>(self.look(cx)) })
    }
}

impl Transcript {
    fn look(&self, cx: &Cx) -> Observed {
        match cx.submission.file(&self.file, cx.folder) {
            Handed::Text { source, notes, .. } => {
                for note in notes {
                    cx.note(note);
                }
                let session = session::read(self.protocol, &source);
                if !session.recognised {
                    return Observed::Broken(self.no_session(&source, &session));
                }
                keep(&session, cx);
                Observed::Facts(session.facts)
            }
            Handed::Missing { near } => Observed::Missing(Awaited::File {
                name: self.file.clone(),
                near,
            }),
            Handed::Broken(diagnostic) => Observed::Broken(diagnostic),
        }
    }

    /// What is wrong with a file in which no such session is.
    fn no_session(&self, source: &Arc<Source>, session: &Session) -> Diagnostic {
        if let Some(problem) = session.unknown_program() {
            let place = Place::line_at(source, problem.line);
            return Diagnostic::error(&place, problem.text.as_str());
        }
        if source.text.trim().is_empty() {
            return Diagnostic::file_error(source.name.as_str(), "this file is empty").help(
                format!("{}, then save the file", how_to_record(self.protocol)),
            );
        }
        let message = format!("no recorded {} is found here", named(self.protocol));
        Diagnostic::error(&first_text(source), message).help(format!(
            "{}; a screenshot or a description cannot be read",
            how_to_record(self.protocol)
        ))
    }
}

/// Keeps the dialogue as evidence, and what went wrong as notes.
fn keep(session: &Session, cx: &Cx) {
    for line in &session.lines {
        let keep = |by| cx.recorded(by, &line.text, line.number);
        match line.role {
            Role::Server => keep(Speaker::Received),
            Role::Command | Role::Header | Role::Blank | Role::Body | Role::End => {
                keep(Speaker::Sent);
            }
            // What `nslookup` prints is the answer.
            Role::Client if session.protocol == Protocol::Nslookup => keep(Speaker::Received),
            Role::Prompt | Role::Client => keep(Speaker::Event),
            Role::Unsent | Role::Empty | Role::Continued | Role::Around | Role::Unknown => {}
        }
    }
    for problem in session.problems.iter().take(1) {
        let rule = match problem.rule {
            "" => String::new(),
            rule => format!(" ({rule})"),
        };
        cx.note(format!("line {}: {}{rule}", problem.line, problem.text));
    }
}

fn named(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Smtp => "session with a mail server",
        Protocol::Http => "session with a web server",
        Protocol::Pop3 => "session with a mailbox server",
        Protocol::Plain => "connection",
        Protocol::Nslookup => "output of `nslookup`",
    }
}

fn how_to_record(protocol: Protocol) -> &'static str {
    match protocol {
        Protocol::Smtp | Protocol::Http | Protocol::Pop3 | Protocol::Plain => {
            "select everything that the terminal showed, from the `telnet` command to the end, and paste it here as text"
        }
        Protocol::Nslookup => {
            "select everything that the terminal showed, from the `nslookup` command on, and paste it here as text"
        }
    }
}

/// The first line that is not empty.
fn first_text(source: &Arc<Source>) -> Place {
    let filled = (1..=source.line_count()).map(|line| Place::line_at(source, line));
    filled
        .into_iter()
        .find(|place| !place.text().is_empty())
        .unwrap_or_else(|| Place::line_at(source, 1))
}

/// `sent-by-hand: { from, to, strict }`: what a fair human asks of a mail typed by hand, step by step.
fn sent_by_hand(node: &Node, diagnostics: &mut Diagnostics) -> Option<Vec<Step>> {
    let fields = Fields::of(node, "`sent-by-hand`", &BY_HAND_ARGUMENTS, diagnostics)?;
    let from = fields
        .required("from", diagnostics)
        .and_then(|node| node.operand(diagnostics));
    let to = fields
        .required("to", diagnostics)
        .and_then(|node| node.operand(diagnostics));
    let strict = match fields.get("strict") {
        Some(node) => node.flag(diagnostics)?.value,
        None => false,
    };
    let (from, to) = (from?, to?);
    let mut steps = fair_steps(from, to, &node.place);
    if strict {
        steps = strictly(steps, &node.place);
    }
    Some(steps)
}

fn fair_steps(from: Located<Operand>, to: Located<Operand>, place: &Place) -> Vec<Step> {
    let (from_place, to_place) = (from.place.clone(), to.place.clone());
    vec![
        equals("form", "by-hand", true, place),
        equals("greeting", "greeted", true, place),
        step("helo", "helo-verb", Matcher::Present, place),
        step("mail", "mail-from", Matcher::Equals(from), &from_place),
        step("rcpt", "rcpt-to", Matcher::Contains(to), &to_place),
        equals("data", "data", 354, place),
        step("header", "header.from", Matcher::Present, place),
        // Where the server broke off among the headers, nobody knows whether the empty line would have come.
        step("blank", "blank-line", unless_absent(true, place), place),
        equals("dot", "dot", true, place),
        equals("queued", "accepted", true, place),
    ]
}

/// The facts on replies that cannot be, and their steps.
const ODD: &[(&str, &str)] = &[
    ("helo", "odd.helo"),
    ("mail", "odd.mail"),
    ("rcpt", "odd.rcpt"),
    ("data", "odd.data"),
    ("queued", "odd.queued"),
    ("quit", "odd.quit"),
];

/// Also asks of each step that its reply can be, and at last that nothing else is suspicious.
fn strictly(fair: Vec<Step>, place: &Place) -> Vec<Step> {
    let odd = |name: &str| ODD.iter().find(|(step, _)| *step == name);
    let absent =
        |&(name, fact): &(&'static str, &'static str)| step(name, fact, Matcher::Absent, place);
    let mut all = Vec::new();
    for fair in fair {
        let also = odd(fair.name).map(absent);
        all.push(fair);
        all.extend(also);
    }
    all.extend(odd("quit").map(absent));
    let none = Located::new(equal(0, place), place.clone());
    all.push(step(
        "forgery",
        "suspicious",
        Matcher::Count(Box::new(none)),
        place,
    ));
    all
}

fn unless_absent(value: impl Into<Value>, place: &Place) -> Matcher {
    let either = [Matcher::Absent, equal(value, place)];
    let either = either.map(|matcher| Located::new(matcher, place.clone()));
    Matcher::AnyOf(either.to_vec())
}

fn equal(value: impl Into<Value>, place: &Place) -> Matcher {
    Matcher::Equals(Located::new(Operand::Literal(value.into()), place.clone()))
}

fn step(name: &'static str, fact: &'static str, matcher: Matcher, place: &Place) -> Step {
    Step {
        name,
        fact,
        matcher: Located::new(matcher, place.clone()),
    }
}

fn equals(name: &'static str, fact: &'static str, value: impl Into<Value>, place: &Place) -> Step {
    step(name, fact, equal(value, place), place)
}

#[cfg(test)]
mod tests;
