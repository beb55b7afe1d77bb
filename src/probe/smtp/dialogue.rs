//! A dialogue with a mail server as far as it has gone, and what it comes to.

use std::net::IpAddr;

use crate::model::{Declared, Facts, Value};
use crate::net::{Host, RESULTS, Target};
use crate::probe::Ongoing;
use crate::probe::dialogue::ClosedBy;
use crate::probe::smtp::NOT_LIVE;
use crate::probe::smtp::step::Step;
use crate::session::{self, Heard, Protocol, Turn, heard};
use crate::wire::smtp::Reply;

/// A dialogue as far as it has gone.
#[derive(Debug)]
pub(super) struct Dialogue {
    target: Target,
    address: IpAddr,
    /// The last step that is asked for.
    last: Step,
    pub(super) turns: Vec<Turn>,
    /// What has come and is no whole reply yet.
    pub(super) pending: Vec<u8>,
    /// How many bytes have come.
    pub(super) heard: usize,
    /// The step whose reply is waited for.
    pub(super) waits: Option<Step>,
    replies: Vec<(Step, Reply)>,
    pub(super) tls: Option<&'static str>,
    pub(super) tls_error: Option<String>,
    pub(super) injected: Option<String>,
    pub(super) closed_by: Option<ClosedBy>,
    pub(super) error: Option<String>,
}

impl Dialogue {
    pub(super) fn new(target: Target, address: IpAddr, last: Step) -> Self {
        Self {
            turns: vec![Turn::Connected(address.to_string())],
            target,
            address,
            last,
            pending: Vec::new(),
            heard: 0,
            waits: None,
            replies: Vec::new(),
            tls: None,
            tls_error: None,
            injected: None,
            closed_by: None,
            error: None,
        }
    }

    /// The host that was asked for.
    pub(super) fn host(&self) -> &Host {
        &self.target.host
    }

    /// Takes the whole reply that the pending bytes begin with, as that to a step.
    pub(super) fn take(&mut self, step: Step, reply: Reply, used: usize) {
        self.take_unasked(used);
        self.replies.push((step, reply));
        self.waits = None;
    }

    /// Takes the whole reply that the pending bytes begin with, as that to nothing.
    pub(super) fn take_unasked(&mut self, used: usize) {
        let said: Vec<u8> = self.pending.drain(..used).collect();
        self.turns.push(Turn::Reply(lines(&said)));
    }

    /// The extensions in the last reply to EHLO (RFC 5321 4.1.1.1): the first line names the server.
    pub(super) fn extensions(&self) -> Option<Vec<String>> {
        let asked = self
            .turns
            .iter()
            .any(|turn| matches!(turn, Turn::Command(text) if text.starts_with("EHLO")));
        let reply = self
            .reply(Step::Helo)
            .filter(|reply| asked && reply.code() == 250)?;
        let keyword = |line: &String| Some(line.split_whitespace().next()?.to_ascii_uppercase());
        Some(reply.lines().iter().skip(1).filter_map(keyword).collect())
    }

    fn reply(&self, step: Step) -> Option<&Reply> {
        let mut replies = self.replies.iter().rev();
        replies.find_map(|(of, reply)| (*of == step).then_some(reply))
    }

    /// Everything, understood as a recording is.
    fn understood(&self) -> Heard {
        let mut turns = self.turns.clone();
        if !self.pending.is_empty() {
            turns.push(Turn::Noise(lines(&self.pending)));
        }
        match self.closed_by {
            Some(ClosedBy::Peer | ClosedBy::Reset) => turns.push(Turn::ClosedByServer),
            Some(ClosedBy::Us) => turns.push(Turn::ClosedByUs),
            Some(ClosedBy::Nobody) | None => {}
        }
        heard(&self.target.host.to_string(), self.target.port, &turns)
    }

    /// The facts, and the first thing that went wrong.
    pub(super) fn learned(&self) -> (Facts, Option<String>) {
        let understood = self.understood();
        let mut facts = Facts::new();
        let problem = add(&understood, self.last, &mut facts);
        let problem = self.broken().or_else(|| self.ended_at_tls()).or(problem);
        explain(&understood, problem.as_deref(), &mut facts);
        let closed_by = self.closed_by.unwrap_or(ClosedBy::Nobody);
        facts.set("result", closed_by.result(self.heard));
        facts.set("address", self.address.to_string());
        facts.set("closed-by", closed_by.word());
        facts.set("recording", understood.recording);
        self.add_replies(&mut facts);
        self.add_tls(&mut facts);
        if let Some(error) = &self.error {
            facts.set("error", error.as_str());
        }
        (facts, problem)
    }

    /// Why the mail went no further, where that is for a server that began as one of mail and then spoke something else.
    fn broken(&self) -> Option<String> {
        let greeted = self.turns.iter().any(|turn| matches!(turn, Turn::Reply(_)));
        self.error.clone().filter(|_| greeted)
    }

    /// Why the mail went no further, where that is for want of TLS.
    fn ended_at_tls(&self) -> Option<String> {
        let error = self.tls_error.as_ref()?;
        let goes_on = |turn: &Turn| matches!(turn, Turn::Command(text) if text.starts_with("MAIL"));
        let ended = self.last > Step::StartTls && !self.turns.iter().any(goes_on);
        ended.then(|| format!("the mail ends at STARTTLS: {error} (RFC 3207 4)"))
    }

    fn add_replies(&self, facts: &mut Facts) {
        for (step, reply) in &self.replies {
            let text = reply.to_string().replace("\r\n", "\n");
            facts.set(format!("code.{}", step.word()), i64::from(reply.code()));
            facts.set(format!("reply.{}", step.word()), text.trim_end());
        }
        if let Some(extensions) = self.extensions() {
            facts.set("extensions", Value::texts(extensions));
        }
        if let Some(step) = self.waits {
            facts.set("unanswered", step.word());
        }
    }

    fn add_tls(&self, facts: &mut Facts) {
        if let Some(version) = self.tls {
            facts.set("tls", version);
        }
        if let Some(error) = &self.tls_error {
            facts.set("tls-error", error.as_str());
            facts.set_reason("tls", error.as_str());
        }
        if let Some(injected) = &self.injected {
            facts.set("injected", injected.as_str());
        }
    }
}

impl Ongoing for Dialogue {
    fn facts(&self) -> Facts {
        self.learned().0
    }
}

/// Adds what is known of a connection that did not open, as its recording would tell it.
pub(super) fn unopened(target: &Target, facts: &mut Facts) {
    let result = facts.value("result").and_then(Value::as_text);
    let known = RESULTS.iter().find(|word| Some(**word) == result);
    if let Some(result) = known {
        let turns = [Turn::Failed(result)];
        let understood = heard(&target.host.to_string(), target.port, &turns);
        let problem = add(&understood, Step::Quit, facts);
        explain(&understood, problem.as_deref(), facts);
        facts.set("recording", understood.recording);
    }
}

/// Adds what a recording would tell, without places: no file has these lines. Gives the first thing that went wrong.
fn add(understood: &Heard, last: Step, facts: &mut Facts) -> Option<String> {
    let problem = understood.problem_up_to(last.recorded());
    for (name, fact) in understood.session.facts.iter() {
        if !NOT_LIVE.contains(&name) && (name != "failed-step" || problem.is_some()) {
            facts.set(name, fact.value.clone());
        }
    }
    problem.map(|problem| match problem.rule {
        "" => problem.text.clone(),
        rule => format!("{} ({rule})", problem.text),
    })
}

/// Says of everything that did not come about why: the client stops at the first thing that goes wrong, so what is missing behind it is its doing.
fn explain(understood: &Heard, problem: Option<&str>, facts: &mut Facts) {
    let recorded = &understood.session.facts;
    let declared = session::facts(Protocol::Smtp);
    let names = declared.iter().map(|declared: &Declared| declared.name);
    for name in names.chain(["header.from"]) {
        let own = recorded.reason(name);
        if let Some(reason) = own.and(problem).or(own) {
            facts.set_reason(name, reason);
        }
    }
}

fn lines(bytes: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(bytes);
    text.lines().map(str::to_owned).collect()
}
