//! The facts of a mail, each at the student's line.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::model::{Facts, Place, Source, Value};
use crate::session::rows::Rows;
use crate::session::smtp::command::Command;
use crate::session::smtp::mail::{Ledger, Mail};
use crate::session::smtp::reply::{Reply, queue_id};
use crate::session::smtp::steps::{self, Grounds};
use crate::session::smtp::suspicion;
use crate::session::smtp::talk::Exchange;
use crate::session::{Problem, Protocol, Session, Suspicion};

/// How many other mails of a file are looked at.
const OTHERS: usize = 16;

/// Everything but the lines, with the other mails that were taken as further readings.
pub(super) fn session(
    ledger: &Ledger<'_>,
    all: &[Ledger<'_>],
    rows: &Rows,
    source: &Arc<Source>,
) -> Session {
    let best = ledger.best();
    let mut session = of_mail(ledger, best, rows, source);
    let mails = all
        .iter()
        .flat_map(|ledger| ledger.mails.iter().map(move |mail| (ledger, mail)));
    let taken = mails.filter(|(_, mail)| {
        mail.is_accepted() && best.is_none_or(|best| !std::ptr::eq(best, *mail))
    });
    let others = taken.take(OTHERS).map(|(ledger, mail)| {
        let mut facts = of_mail(ledger, Some(mail), rows, source).facts;
        facts.about = Some(Place::line_at(source, source.line_count()));
        facts
    });
    session.facts.others = others.collect();
    session
}

fn of_mail(
    ledger: &Ledger<'_>,
    mail: Option<&Mail<'_>>,
    rows: &Rows,
    source: &Arc<Source>,
) -> Session {
    let mut learning = Learning {
        ledger,
        mail,
        rows,
        source,
        facts: Facts::new(),
    };
    let grounds = Grounds { ledger, mail, rows };
    let recognised = ledger.talk.has_dialogue()
        || ledger.talk.connected.is_some()
        || ledger.talk.failed.is_some()
        || ledger.talk.tried.is_some()
        || grounds.stranger().is_some();
    let suspicious = learning.suspicious();
    if recognised {
        learning.connection();
        learning.mails();
        learning.set(
            "by-hand",
            grounds.not_typed().is_none(),
            grounds
                .not_typed()
                .map_or(ledger.talk.rows.0, |(row, _)| row),
        );
    }
    let problems = learning.problems(&grounds);
    Session {
        protocol: Protocol::Smtp,
        lines: Vec::new(),
        facts: learning.facts,
        problems,
        suspicious,
        recognised,
    }
}

struct Learning<'a, 'b> {
    ledger: &'b Ledger<'a>,
    mail: Option<&'b Mail<'a>>,
    rows: &'b Rows,
    source: &'b Arc<Source>,
    facts: Facts,
}

impl Learning<'_, '_> {
    fn line(&self, row: usize) -> usize {
        self.rows.list.get(row).map_or(1, |row| row.line)
    }

    fn place(&self, row: usize) -> Place {
        Place::line_at(self.source, self.line(row))
    }

    fn set(&mut self, name: impl Into<String>, value: impl Into<Value>, row: usize) {
        let place = self.place(row);
        self.facts.set_at(name, value, place);
    }

    fn code(&mut self, name: &str, reply: Option<&Reply>) {
        if let Some((reply, code)) = reply.and_then(|reply| Some((reply, reply.code?))) {
            self.set(name, i64::from(code), reply.row);
        }
    }

    /// Greeting, HELO, QUIT, the end, and what was refused.
    fn connection(&mut self) {
        let talk = self.ledger.talk;
        self.code("greeting", talk.greeting.as_ref());
        if let Some(greeting) = &talk.greeting
            && let Some(host) = suspicion::host(greeting.text())
        {
            self.set("server", host, greeting.row);
        }
        if let Some(hello) = self.ledger.hello {
            let (verb, name) = hello.value;
            self.set("helo", name, hello.exchange.row);
            self.set("helo-verb", verb.to_ascii_lowercase(), hello.exchange.row);
        }
        let greeted = talk.greeting.as_ref();
        let greeted = greeted.map(|reply| (reply.row, reply.code == Some(220)));
        if let Some((row, greeted)) = greeted.or(talk.unshown_greeting.map(|row| (row, true))) {
            self.set("greeted", greeted, row);
        }
        let quit =
            |exchange: &&Exchange| exchange.command == Command::Quit && !exchange.is_refused();
        let quit = talk.exchanges.iter().rfind(quit);
        self.set(
            "quit",
            quit.is_some(),
            quit.map_or(talk.rows.1, |quit| quit.row),
        );
        self.set(
            "closed",
            talk.closed.is_some(),
            talk.closed.map_or(talk.rows.1, |(row, _)| row),
        );
        self.mistakes();
    }

    /// What was refused: commands, and messages, whose command is the dot.
    fn mistakes(&mut self) {
        let talk = self.ledger.talk;
        let mut list = Vec::new();
        for exchange in &talk.exchanges {
            list.extend(self.mistake(exchange.row, &exchange.typed, exchange.reply.as_ref()));
            if let Some(message) = &exchange.message
                && let Some(dot) = message.dot
            {
                list.extend(self.mistake(dot, ".", message.reply.as_ref()));
            }
        }
        self.facts.set("mistakes", Value::List(list));
    }

    fn mistake(&self, row: usize, typed: &str, reply: Option<&Reply>) -> Option<Value> {
        let code = reply?.code.filter(|code| (400..600).contains(code))?;
        let line = i64::try_from(self.line(row)).unwrap_or(i64::MAX);
        let parts = [
            ("line", Value::Number(line)),
            ("typed", Value::text(typed)),
            ("code", Value::Number(i64::from(code))),
        ];
        let parts = parts.map(|(key, value)| (key.to_owned(), value));
        Some(Value::Record(BTreeMap::from(parts)))
    }

    fn mails(&mut self) {
        let accepted = i64::try_from(self.ledger.accepted()).unwrap_or(i64::MAX);
        self.facts.set("messages", accepted);
        let ledger = self.ledger;
        let refused = || {
            let all = ledger.rcpt_refused.iter();
            all.filter(|typed| typed.exchange.is_refused())
        };
        if let Some(first) = refused().next() {
            let all = refused().map(|typed| typed.value);
            self.set("rcpt-refused", Value::texts(all), first.exchange.row);
        }
        if let Some(mail) = self.mail {
            self.envelope(mail);
            self.message(mail);
        }
    }

    fn envelope(&mut self, mail: &Mail<'_>) {
        if let Some(from) = mail.from {
            self.set("mail-from", from.value, from.exchange.row);
        }
        if let (Some(first), None) = (mail.to.first(), mail.reset) {
            let all = mail.to.iter().map(|typed| typed.value);
            self.set("rcpt-to", Value::texts(all), first.exchange.row);
        }
        if let Some(data) = mail.data {
            self.code("data", data.reply.as_ref());
            if let (true, Some(code)) = (data.is_refused(), self.facts.value("data").cloned()) {
                self.set("data", code, data.row);
            }
        }
    }

    fn message(&mut self, mail: &Mail<'_>) {
        let (Some(text), Some(message)) = (&mail.text, mail.message()) else {
            return;
        };
        for header in text.headers.iter().rev() {
            self.set(
                format!("header.{}", header.name),
                header.value.as_str(),
                header.row,
            );
        }
        if let Some(row) = text.blank {
            self.set("blank-line", true, row);
        }
        let body = text
            .body_rows
            .first()
            .or(message.dot.as_ref())
            .or(message.rows.first());
        if let Some(row) = body {
            self.set("body", text.body.as_str(), *row);
        }
        if let Some(row) = message.dot {
            self.set("dot", true, row);
        }
        self.code("final-code", message.reply.as_ref());
        if let Some(reply) = &message.reply {
            if mail.is_accepted() {
                self.set("accepted", true, reply.row);
            }
            if let Some(id) = queue_id(reply) {
                self.set("queue-id", id, reply.row);
            }
        }
    }

    fn suspicious(&mut self) -> Vec<Suspicion> {
        let found = suspicion::suspicions(self.ledger);
        let texts = found.iter().map(|odd| odd.text.as_str());
        match found.first() {
            Some(odd) => self.set("suspicious", Value::texts(texts), odd.row),
            None => self.facts.set("suspicious", Value::List(Vec::new())),
        }
        for odd in found.iter().rev() {
            if let Some(step) = odd.step {
                let name = format!("odd.{step}");
                self.set(name.as_str(), odd.text.as_str(), odd.row);
                self.facts.keep_from_students(&name);
            }
        }
        self.facts.keep_from_students("suspicious");
        let list = found.into_iter().map(|odd| Suspicion {
            line: self.line(odd.row),
            text: odd.text,
        });
        list.collect()
    }

    /// What went wrong, with the place of each fact that is missing for it.
    fn problems(&mut self, grounds: &Grounds<'_, '_>) -> Vec<Problem> {
        let findings = steps::findings(grounds);
        if let Some(first) = findings.first() {
            self.set("failed-step", first.step, first.row);
        }
        let talked = self.ledger.talk.has_dialogue();
        let problems = findings.into_iter().filter_map(|found| {
            let place = self.place(found.row);
            // What did not happen is known as soon as anything was said.
            if talked && matches!(found.fact, "blank-line" | "dot" | "accepted") {
                self.facts.set_at(found.fact, false, place);
            } else {
                self.facts.set_absent_at(found.fact, place);
            }
            let reason = match found.rule {
                "" => found.text.clone(),
                rule => format!("{} ({rule})", found.text),
            };
            self.facts.set_reason(found.fact, reason.as_str());
            self.facts.set_reason(found.step, reason);
            (!found.follows).then(|| Problem {
                line: self.line(found.row),
                rule: found.rule,
                text: found.text,
            })
        });
        problems.collect()
    }
}
