//! `http`: one request over a connection of its own, or raw bytes such as `hi`, and whatever comes back.

use crate::model::{Base, Declared, Facts, Fault, Located, Operand, Type};
use crate::probe::dialogue::{CLOSED_BY, ClosedBy, Heard, Line, PARTING};
use crate::probe::target::{self, ADDRESS, ERROR, RESULT};
use crate::probe::{
    Cx, FactsBy, Kind, Load, Observed, Observing, Ongoing, Probe, Reading, Reads, Short, Unfinished,
};
use crate::spec::Node;
use crate::wire::http::{Answer, Progress, Reader};

mod arguments;

pub(super) use arguments::header_operands;
use arguments::{ARGUMENTS, Http};

/// The row of the probe table.
pub(crate) const KIND: Kind = Kind {
    name: "http",
    about: "sends one HTTP request, or raw bytes such as `hi`, and reads the answer",
    example: "http: { url: http://www.usfca.edu/hello.txt }",
    arguments: &ARGUMENTS,
    short: Short::Argument("url"),
    facts: || FACTS.to_vec(),
    facts_by: FactsBy::Kind,
    reads: Reads::World,
    load: Load::Network,
    read,
};

/// The facts, as `explain` tells them.
const FACTS: &[Declared] = &[
    RESULT,
    ADDRESS,
    Declared::new(
        "status",
        Type::one(Base::Number),
        "the three digits of the status line; absent when the answer is no HTTP",
    ),
    Declared::new("reason", Type::one(Base::Text), "what stands behind them"),
    Declared::new(
        "version",
        Type::one(Base::Word(&["HTTP/1.0", "HTTP/1.1"])),
        "the version in the status line",
    ),
    Declared::new(
        "first-line",
        Type::one(Base::Text),
        "the first line of the answer, whatever it is; absent when nothing came",
    ),
    Declared::new(
        "header.NAME",
        Type::one(Base::Text),
        "the value of a header, `header.content-type`",
    ),
    Declared::new(
        "body",
        Type::one(Base::Text),
        "what stands behind the head, at most 1 MB; all of an answer that is no HTTP",
    ),
    Declared::new(
        "says-bad-request",
        Type::one(Base::Flag),
        "whether the answer is a 400 or says `bad request` in any words around it",
    ),
    CLOSED_BY,
    Declared::new(
        "took",
        Type::one(Base::Number),
        "how long it took, in milliseconds",
    ),
    ERROR,
];

fn read(node: &Node, reading: &mut Reading<'_>) -> Option<Box<dyn Probe>> {
    Some(Box::new(Http::read(node, reading.diagnostics)?))
}

impl Probe for Http {
    fn facts(&self) -> Vec<Declared> {
        FACTS.to_vec()
    }

    fn operands(&self) -> Vec<&Located<Operand>> {
        self.all_operands()
    }

    fn targets(&self) -> Vec<&Located<Operand>> {
        vec![self.host()]
    }

    fn observe<'a>(&'a self, cx: &'a Cx<'a>) -> Observing<'a> {
        Box::pin(look(self, cx))
    }
}

async fn look<'a>(http: &Http, cx: &'a Cx<'a>) -> Result<Observed, Fault> {
    let request = match http.request(cx)? {
        Ok(request) => request,
        Err(bad) => {
            let mut facts = Facts::new();
            facts.set("result", "unknown-host");
            facts.set("error", bad.to_string());
            return Ok(Observed::Facts(facts));
        }
    };
    let mut line = match target::line_to(cx, &request.target, &|_| ()).await? {
        Ok(line) => line,
        Err(facts) => return Ok(Observed::Facts(facts)),
    };
    let mut exchange = cx.silence_is_what_is_known(Exchange {
        address: line.address().to_string(),
        reader: Reader::new(request.asked),
        heard: 0,
        closed_by: ClosedBy::Nobody,
    });
    exchange.say(&request.bytes);
    if let Some(by) = line.send(&request.bytes).await? {
        exchange.closed_by = by;
    }
    read_answer(&mut exchange, &mut line).await?;
    let mut facts = exchange.facts();
    facts.set("took", target::took(cx));
    Ok(Observed::Facts(facts))
}

async fn read_answer(
    exchange: &mut Unfinished<'_, Exchange>,
    line: &mut Line,
) -> Result<(), Fault> {
    let mut piece = Vec::new();
    loop {
        piece.clear();
        match line.hear(&mut piece).await? {
            Heard::Bytes => {
                exchange.hear(&piece);
                exchange.heard += piece.len();
                if exchange.reader.feed(&piece) == Progress::Done {
                    break;
                }
            }
            Heard::End(by) => {
                exchange.end(by);
                return Ok(());
            }
        }
    }
    // What is no HTTP has no end to listen for.
    if exchange.reader.answer().problem.is_some() {
        return Ok(());
    }
    if let Some(Heard::End(by)) = line.listen_on(PARTING, &mut piece).await? {
        exchange.end(by);
    }
    Ok(())
}

impl Unfinished<'_, Exchange> {
    fn end(&mut self, by: ClosedBy) {
        // What broke off the connection first is what ended it.
        if self.closed_by == ClosedBy::Nobody {
            self.closed_by = by;
        }
        self.event(by.event());
        self.reader.end();
    }
}

/// A request and as much of its answer as has come.
struct Exchange {
    address: String,
    reader: Reader,
    /// How many bytes have come.
    heard: usize,
    closed_by: ClosedBy,
}

impl Ongoing for Exchange {
    fn facts(&self) -> Facts {
        let mut facts = Facts::new();
        facts.set("result", self.closed_by.result(self.heard));
        facts.set("address", self.address.as_str());
        facts.set("closed-by", self.closed_by.word());
        if self.heard == 0 && self.closed_by != ClosedBy::Nobody {
            facts.set("error", "the connection ended before an answer came");
        }
        add_answer(&mut facts, self.reader.answer());
        facts
    }
}

fn add_answer(facts: &mut Facts, answer: &Answer) {
    if answer.first_line.is_none() && answer.body.is_empty() {
        return;
    }
    facts.set("says-bad-request", says_bad_request(answer));
    facts.set("body", String::from_utf8_lossy(&answer.body).into_owned());
    if let Some(first_line) = &answer.first_line {
        facts.set("first-line", first_line.as_str());
    }
    if let Some(problem) = &answer.problem {
        facts.set("error", problem.to_string());
    }
    let Some(head) = &answer.head else {
        return;
    };
    facts.set("status", i64::from(head.status));
    facts.set("reason", head.reason.as_str());
    facts.set("version", head.version);
    for (name, _) in &head.headers {
        let value = head.header(name).unwrap_or_default();
        facts.set(format!("header.{}", name.to_ascii_lowercase()), value);
    }
}

fn says_bad_request(answer: &Answer) -> bool {
    let says = |text: &str| text.to_ascii_lowercase().contains("bad request");
    let status = answer.head.as_ref().map(|head| head.status);
    status == Some(400)
        || answer.first_line.as_deref().is_some_and(says)
        || says(&String::from_utf8_lossy(&answer.body))
}

#[cfg(test)]
mod tests;
