//! The arguments of `smtp`: where to, and the mail.

use crate::model::{Diagnostic, Diagnostics, Fault, Located, Operand, Value};
use crate::net::Trust;
use crate::probe::Cx;
use crate::probe::http::header_operands;
use crate::probe::smtp::keys::{ARGUMENTS, HELLO, LAST, STARTTLS};
use crate::probe::smtp::letter::{Letter, line};
use crate::probe::smtp::step::Step;
use crate::probe::target::To;
use crate::spec::{Data, Fields, Node};

/// A mail to send, and how.
#[derive(Debug)]
pub(super) struct Smtp {
    pub(super) to: To,
    /// The last step that is taken, before QUIT.
    pub(super) last: Step,
    /// How the client says who it is: `HELO` or `EHLO`.
    hello: &'static str,
    name: Option<Located<Operand>>,
    starttls: Option<Trust>,
    from: Option<Located<Operand>>,
    rcpt: Option<Located<Operand>>,
    headers: Vec<(String, Located<Operand>)>,
    body: Option<Located<Operand>>,
    quit: bool,
}

/// The same, now that references have values.
#[derive(Debug)]
pub(super) struct Mail {
    pub(super) last: Step,
    pub(super) hello: &'static str,
    /// What the client calls itself; what it is called by default is known once it is connected.
    pub(super) name: Option<String>,
    pub(super) starttls: Option<Trust>,
    pub(super) from: String,
    pub(super) to: Vec<String>,
    pub(super) letter: Letter,
    pub(super) quit: bool,
}

impl Smtp {
    pub(super) fn read(node: &Node, diagnostics: &mut Diagnostics) -> Option<Self> {
        let fields = Fields::of(node, "`smtp`", &ARGUMENTS, diagnostics)?;
        let to = To::of(&fields, diagnostics);
        let starttls = starttls(&fields, diagnostics);
        let hello = hello(&fields, diagnostics);
        let last = last(&fields, diagnostics);
        let needs = |key: &str, from: Step, diagnostics: &mut Diagnostics| {
            if fields.get(key).is_none() && last.is_some_and(|last| last >= from) {
                diagnostics.push(fields.missing(key));
                return None;
            }
            address(&fields, key, diagnostics)
        };
        let from = needs("from", Step::Mail, diagnostics);
        let rcpt = needs("rcpt", Step::Rcpt, diagnostics);
        let name = operand(&fields, "helo", diagnostics);
        let body = operand(&fields, "body", diagnostics);
        let headers = match fields.get("headers") {
            Some(node) => header_operands(node, diagnostics),
            None => Some(Vec::new()),
        };
        let quit = match fields.get("quit") {
            Some(node) => node.flag(diagnostics).map(|flag| flag.value),
            None => Some(true),
        };
        Some(Self {
            to: to?,
            last: last?,
            hello: hello?,
            name: name?,
            starttls: starttls?,
            from: from?,
            rcpt: rcpt?,
            headers: headers?,
            body: body?,
            quit: quit?,
        })
    }

    pub(super) fn all_operands(&self) -> Vec<&Located<Operand>> {
        let mut all = self.to.operands();
        all.extend(
            [&self.name, &self.from, &self.rcpt, &self.body]
                .into_iter()
                .flatten(),
        );
        all.extend(self.headers.iter().map(|(_, value)| value));
        all
    }

    /// The mail, now that references have values.
    pub(super) fn mail(&self, cx: &Cx<'_>) -> Result<Mail, Fault> {
        let text = |operand: &Option<Located<Operand>>| {
            operand.as_ref().map(|operand| cx.text(operand)).transpose()
        };
        let rcpt = self.rcpt.as_ref().map(|rcpt| cx.value(rcpt)).transpose()?;
        let to = rcpt.as_ref().map(Value::items).unwrap_or_default();
        let to: Vec<String> = to.iter().map(|one| mailbox(&one.to_string())).collect();
        let from = mailbox(&text(&self.from)?.unwrap_or_default());
        let mut headers = Vec::new();
        for (name, value) in &self.headers {
            headers.push((name.clone(), cx.text(value)?));
        }
        let letter = Letter::new(&from, &to, &headers, text(&self.body)?.as_deref());
        Ok(Mail {
            last: self.last,
            hello: self.hello,
            name: text(&self.name)?.map(|name| line(&name)),
            starttls: self.starttls,
            from,
            to,
            letter,
            quit: self.quit,
        })
    }
}

/// A key that may be left out; the outer `None` is a mistake in it.
#[expect(clippy::option_option, reason = "absent and wrong are not the same")]
fn operand(
    fields: &Fields<'_>,
    key: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Option<Located<Operand>>> {
    match fields.get(key) {
        Some(node) => node.operand(diagnostics).map(Some),
        None => Some(None),
    }
}

/// An address, or several; what is wrong with it is the server's to say, as long as it can be sent at all.
#[expect(clippy::option_option, reason = "absent and wrong are not the same")]
fn address(
    fields: &Fields<'_>,
    key: &str,
    diagnostics: &mut Diagnostics,
) -> Option<Option<Located<Operand>>> {
    let operand = operand(fields, key, diagnostics)?;
    let Some(Located {
        value: Operand::Literal(value),
        place,
    }) = &operand
    else {
        return Some(operand);
    };
    let texts = value.items().iter().map(ToString::to_string);
    let odd = texts
        .into_iter()
        .find(|text| text.contains([' ', '<', '>', '\n', '\r', '\t']));
    if let Some(odd) = odd {
        let message = format!("`{}` cannot be a mail address", odd.escape_debug());
        let error = Diagnostic::error(place, message);
        diagnostics
            .push(error.help("write it as `parrt@cs.usfca.edu`, a list as `[a@b.edu, c@d.edu]`"));
        return None;
    }
    Some(operand)
}

fn asks_for_tls(fields: &Fields<'_>) -> bool {
    let says_no =
        |node: &Node| matches!(&node.data, Data::Scalar(scalar) if scalar.text == "false");
    fields.get("starttls").is_some_and(|node| !says_no(node))
}

fn hello(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Option<&'static str> {
    let secured = asks_for_tls(fields);
    let Some(node) = fields.get("hello") else {
        return Some(if secured { "EHLO" } else { "HELO" });
    };
    let word = node.word(HELLO, diagnostics)?;
    if word.value == "ehlo" {
        return Some("EHLO");
    }
    if secured {
        let error = Diagnostic::error(
            &word.place,
            "only EHLO tells whether a server offers STARTTLS",
        );
        diagnostics.push(error.help("write `hello: ehlo`, or leave one of the two out"));
        return None;
    }
    Some("HELO")
}

#[expect(
    clippy::option_option,
    reason = "no TLS and a mistake are not the same"
)]
fn starttls(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Option<Trust>> {
    let Some(node) = fields.get("starttls") else {
        return Some(None);
    };
    let word = node.word(STARTTLS, diagnostics)?;
    Some(match word.value {
        "true" => Some(Trust::Anybody),
        "verify" => Some(Trust::Authorities),
        _ => None,
    })
}

fn last(fields: &Fields<'_>, diagnostics: &mut Diagnostics) -> Option<Step> {
    let Some(node) = fields.get("stop-after") else {
        return Some(Step::Dot);
    };
    let word = node.word(LAST, diagnostics)?;
    if word.value == "starttls" && !asks_for_tls(fields) {
        let error = Diagnostic::error(
            &word.place,
            "there is no step `starttls` without the key `starttls`",
        );
        diagnostics.push(error.help("write `starttls: true` beside it"));
        return None;
    }
    Step::named(word.value)
}

/// An address as commands have it: without a name and brackets around it.
fn mailbox(text: &str) -> String {
    let inside = text
        .split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'))
        .map_or(text, |(inside, _)| inside);
    line(inside)
}
