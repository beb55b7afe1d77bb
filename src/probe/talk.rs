//! `talk`: a dialogue over one connection, line by line, as somebody holds it with `telnet`.

use std::time::{Duration, Instant};

use crate::model::{Base, Declared, Facts, Fault, Located, Operand, Type, Value};
use crate::probe::dialogue::{CLOSED_BY, ClosedBy, Heard, Line, PARTING};
use crate::probe::target::{self, ADDRESS, ERROR, RESULT};
use crate::probe::{
    Cx, FactsBy, Kind, Load, Observed, Observing, Ongoing, Probe, Reading, Reads, Short, Unfinished,
};
use crate::spec::Node;

mod arguments;
mod hearing;

use arguments::{ARGUMENTS, Step, Talk};
use hearing::{Hearing, Upto};

/// The row of the probe table.
pub(crate) const KIND: Kind = Kind {
    name: "talk",
    about: "holds a dialogue over one connection, as somebody does with `telnet`",
    example: "talk:\n  to: www.usfca.edu:80\n  say: [{ send: hi }, { wait-for: \"(?i)bad request\" }]",
    arguments: &ARGUMENTS,
    short: Short::None,
    facts: || FACTS.to_vec(),
    facts_by: FactsBy::Kind,
    reads: Reads::World,
    load: Load::Network,
    read,
};

/// How long a line without its end must be quiet before it is looked at: a prompt such as `login: `.
const QUIET: Duration = Duration::from_millis(100);

/// How long to listen for an answer to the last step, if that says something.
const ANSWER: Duration = Duration::from_millis(300);

/// The most bytes of the dialogue that facts hold.
const KEPT_LIMIT: usize = 256 * 1024;

/// The most bytes that are read while waiting; a peer that sends more is left.
const READ_LIMIT: usize = 4 * 1024 * 1024;

/// The facts, as `explain` tells them.
const FACTS: &[Declared] = &[
    RESULT,
    ADDRESS,
    Declared::new(
        "matched",
        Type::one(Base::Flag),
        "whether everything that was waited for came",
    ),
    Declared::new(
        "unmatched",
        Type::one(Base::Text),
        "the pattern that did not come; absent when all came",
    ),
    Declared::new(
        "transcript",
        Type::one(Base::Text),
        "both sides' words in order, at most 256 KB, as a terminal shows them",
    ),
    Declared::new(
        "received",
        Type::one(Base::Text),
        "the peer's words alone, at most 256 KB",
    ),
    Declared::new(
        "turns",
        Type::many(Base::Record),
        "the dialogue turn by turn: by (netcheck or peer), text",
    ),
    Declared::new(
        "captures.NAME",
        Type::one(Base::Text),
        "what the group `(?<NAME>…)` of a pattern matched; the last one of a name counts",
    ),
    CLOSED_BY,
    ERROR,
];

fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Box<dyn Probe>> {
    Some(Box::new(Talk::read(node, reading.diagnostics)?))
}

impl Probe for Talk {
    fn facts(&self) -> Vec<Declared> {
        FACTS.to_vec()
    }

    fn operands(&self) -> Vec<&Located<Operand>> {
        let sent = self.steps.iter().filter_map(Step::operand);
        self.to.operands().into_iter().chain(sent).collect()
    }

    fn targets(&self) -> Vec<&Located<Operand>> {
        vec![self.to.host()]
    }

    fn observe<'a>(&'a self, cx: &'a Cx<'a>) -> Observing<'a> {
        Box::pin(look(self, cx))
    }
}

async fn look<'a>(talk: &Talk, cx: &'a Cx<'a>) -> Result<Observed, Fault> {
    let unmatched = |facts: &mut Facts| {
        facts.set("matched", !talk.steps.iter().any(Step::waits));
    };
    let mut others = Vec::new();
    for _ in 0..talk.beside {
        match target::line(cx, &talk.to, &unmatched).await? {
            Ok(mut other) => {
                // Who leaves a greeting unread resets the connection (RFC 9293 3.6.1), which a server could take for a fault.
                other.listen_on(QUIET, &mut Vec::new()).await?;
                others.push(other);
            }
            Err(facts) => return Ok(Observed::Facts(facts)),
        }
    }
    let mut line = match target::line(cx, &talk.to, &unmatched).await? {
        Ok(line) => line,
        Err(facts) => return Ok(Observed::Facts(facts)),
    };
    let mut dialogue = cx.silence_is_what_is_known(Dialogue {
        address: line.address().to_string(),
        ..Dialogue::default()
    });
    for step in &talk.steps {
        if !take(cx, &mut dialogue, &mut line, talk, step).await? {
            return Ok(Observed::Facts(dialogue.facts()));
        }
    }
    listen_on(&mut dialogue, &mut line, talk.steps.last()).await?;
    drop(others);
    Ok(Observed::Facts(dialogue.facts()))
}

// Who said something last and waited for nothing wants to see the answer.
async fn listen_on(
    dialogue: &mut Unfinished<'_, Dialogue>,
    line: &mut Line,
    last: Option<&Step>,
) -> Result<(), Fault> {
    let quiet = match last {
        Some(Step::Send(_)) => ANSWER,
        Some(Step::WaitFor(_) | Step::WaitForClose | Step::Close) | None => PARTING,
    };
    // A peer that never stops talking has said enough by then.
    let end = Instant::now() + 10 * quiet;
    while !dialogue.is_over && dialogue.read <= READ_LIMIT && Instant::now() < end {
        let mut piece = Vec::new();
        match line.listen_on(quiet, &mut piece).await? {
            Some(heard) => dialogue.take(heard, &piece),
            None => break,
        }
    }
    Ok(())
}

/// Takes one step; false when the dialogue ends with it.
async fn take(
    cx: &Cx<'_>,
    dialogue: &mut Unfinished<'_, Dialogue>,
    line: &mut Line,
    talk: &Talk,
    step: &Step,
) -> Result<bool, Fault> {
    match step {
        Step::Send(text) => {
            let text = talk.line_end.after(&cx.text(text)?);
            dialogue.say(text.as_bytes());
            dialogue.said(By::Netcheck, text.as_bytes());
            if let Some(by) = line.send(text.as_bytes()).await? {
                // What the peer said before may still be heard.
                dialogue.closed_by.get_or_insert(by);
            }
            Ok(true)
        }
        Step::WaitFor(pattern) => {
            dialogue.waits_for = Some(pattern.as_str().to_owned());
            wait_for(dialogue, line, pattern).await
        }
        Step::WaitForClose => {
            dialogue.waits_for = Some("the end of the connection".to_owned());
            wait_for_close(dialogue, line).await
        }
        Step::Close => {
            dialogue.end(ClosedBy::Us);
            dialogue.event(ClosedBy::Us.event());
            Ok(false)
        }
    }
}

async fn wait_for(
    dialogue: &mut Unfinished<'_, Dialogue>,
    line: &mut Line,
    pattern: &regex::bytes::Regex,
) -> Result<bool, Fault> {
    dialogue.hearing.begin();
    loop {
        if dialogue.find(pattern, Upto::WholeLines) {
            return Ok(true);
        }
        if dialogue.read > READ_LIMIT {
            dialogue.event("left, because the peer sent more than 4 MB");
            return Ok(false);
        }
        if dialogue.is_over {
            return Ok(dialogue.find(pattern, Upto::Everything));
        }
        if !dialogue.hearing.has_more() {
            hear(dialogue, line).await?;
            continue;
        }
        match tokio::time::timeout(QUIET, hear(dialogue, line)).await {
            Ok(heard) => heard?,
            Err(_) if dialogue.find(pattern, Upto::Everything) => return Ok(true),
            Err(_) => {}
        }
    }
}

async fn wait_for_close(
    dialogue: &mut Unfinished<'_, Dialogue>,
    line: &mut Line,
) -> Result<bool, Fault> {
    while !dialogue.is_over && dialogue.read <= READ_LIMIT {
        hear(dialogue, line).await?;
    }
    if dialogue.is_over {
        dialogue.waits_for = None;
    }
    Ok(dialogue.is_over)
}

async fn hear(dialogue: &mut Unfinished<'_, Dialogue>, line: &mut Line) -> Result<(), Fault> {
    let mut piece = Vec::new();
    let heard = line.hear(&mut piece).await?;
    dialogue.take(heard, &piece);
    Ok(())
}

impl Unfinished<'_, Dialogue> {
    fn take(&mut self, heard: Heard, piece: &[u8]) {
        match heard {
            Heard::Bytes => {
                self.hear(piece);
                self.said(By::Peer, piece);
                self.read += piece.len();
                self.hearing.take(piece);
            }
            Heard::End(by) => {
                self.end(by);
                self.event(by.event());
            }
        }
    }
}

/// Who said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    Netcheck,
    Peer,
}

/// A dialogue as far as it has gone.
#[derive(Default)]
struct Dialogue {
    address: String,
    turns: Vec<(By, Vec<u8>)>,
    kept: usize,
    read: usize,
    hearing: Hearing,
    captures: Vec<(String, String)>,
    waits_for: Option<String>,
    closed_by: Option<ClosedBy>,
    is_over: bool,
}

impl Dialogue {
    fn said(&mut self, by: By, bytes: &[u8]) {
        let bytes = &bytes[..bytes.len().min(KEPT_LIMIT - self.kept)];
        self.kept += bytes.len();
        match self.turns.last_mut() {
            Some((last, said)) if *last == by => said.extend_from_slice(bytes),
            _ => self.turns.push((by, bytes.to_vec())),
        }
    }

    // What broke off the connection first is what ended it.
    fn end(&mut self, by: ClosedBy) {
        self.closed_by.get_or_insert(by);
        self.is_over = true;
    }

    fn find(&mut self, pattern: &regex::bytes::Regex, upto: Upto) -> bool {
        let Some(captures) = self.hearing.find(pattern, upto) else {
            return false;
        };
        self.captures.extend(captures);
        self.waits_for = None;
        true
    }

    fn words(&self, of: impl Fn(By) -> bool) -> String {
        let all = self.turns.iter().filter(|(by, _)| of(*by));
        let bytes: Vec<u8> = all.flat_map(|(_, said)| said).copied().collect();
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Ongoing for Dialogue {
    fn facts(&self) -> Facts {
        let mut facts = Facts::new();
        let closed_by = self.closed_by.unwrap_or(ClosedBy::Nobody);
        facts.set("result", closed_by.result(self.read));
        facts.set("address", self.address.as_str());
        facts.set("matched", self.waits_for.is_none());
        if let Some(pattern) = &self.waits_for {
            facts.set("unmatched", pattern.as_str());
            let reason = format!("It did not say what was waited for: {pattern}");
            facts.set_reason("matched", reason);
        }
        facts.set("transcript", self.words(|_| true));
        facts.set("received", self.words(|by| by == By::Peer));
        facts.set("turns", Value::List(self.turns.iter().map(turn).collect()));
        facts.set("closed-by", closed_by.word());
        for (name, text) in &self.captures {
            facts.set(format!("captures.{name}"), text.as_str());
        }
        facts
    }
}

fn turn((by, said): &(By, Vec<u8>)) -> Value {
    let by = match by {
        By::Netcheck => "netcheck",
        By::Peer => "peer",
    };
    let text = String::from_utf8_lossy(said).into_owned();
    Value::Record(
        [
            ("by".to_owned(), by.into()),
            ("text".to_owned(), text.into()),
        ]
        .into(),
    )
}

#[cfg(test)]
mod tests;
