//! Every sound mail, forged in every way that shows: the step and the line that give it away.

use serde_json::Value as Json;

use crate::model::Source;
use crate::session::{Protocol, read};

use super::smtp::first_failure;
use super::{plain, rows, source, verdict};

/// A sound mail of one message: its lines with the letters of their roles.
#[derive(Clone)]
struct Mail {
    lines: Vec<(char, String)>,
}

/// What stands in a mail, in this order.
#[derive(Clone, Copy, Debug)]
enum Part {
    Helo,
    Mail,
    Rcpt,
    Data,
    Dot,
    Quit,
}

const PARTS: &[(Part, &str, &str)] = &[
    (Part::Helo, "helo", "HELO"),
    (Part::Mail, "mail", "MAIL"),
    (Part::Rcpt, "rcpt", "RCPT"),
    (Part::Data, "data", "DATA"),
    (Part::Dot, "queued", "."),
    (Part::Quit, "quit", "QUIT"),
];

impl Mail {
    /// A row's lines, if it is one mail with one reply of one line to each command.
    fn of(row: &Json, text: &str) -> Option<Self> {
        let roles = row["roles"].as_str()?;
        let bare: String = roles.chars().filter(|c| !"LP_X".contains(*c)).collect();
        let (dialogue, message) = bare.split_once('H')?;
        let message = message.trim_start_matches('H').strip_prefix('N')?;
        let end = message.trim_start_matches('B');
        let plain = dialogue == "SCSCSCSCS" && end == "ESCS";
        // A text that is itself like a session cannot be told from one when the session around it is torn.
        let body = roles
            .chars()
            .zip(text.lines())
            .filter(|(role, _)| *role == 'B');
        let like =
            |text: &str| text.starts_with(|c: char| c.is_ascii_digit()) || text.trim() == ".";
        if body.clone().any(|(_, text)| like(text)) {
            return None;
        }
        let texts = text.lines().map(str::to_owned);
        let lines = roles.chars().zip(texts).collect();
        (plain && row["verdict"] == "accept").then_some(Self { lines })
    }

    /// The line of a command or of the dot, counted from 0.
    fn at(&self, part: Part) -> usize {
        let said = self.lines.iter().enumerate();
        let mut said = said
            .filter(|(_, (role, _))| "CE".contains(*role))
            .map(|(at, _)| at);
        said.nth(part as usize).unwrap_or_default()
    }

    fn text(&mut self, at: usize) -> &mut String {
        &mut self.lines[at].1
    }

    fn without(&self, ats: &[usize]) -> Self {
        let kept = self
            .lines
            .iter()
            .enumerate()
            .filter(|(at, _)| !ats.contains(at));
        Self {
            lines: kept.map(|(_, line)| line.clone()).collect(),
        }
    }

    fn moved(&self, from: usize, to: usize) -> Self {
        let mut forged = self.clone();
        let line = forged.lines.remove(from);
        forged.lines.insert(to, line);
        forged
    }

    fn swapped(&self, one: usize, other: usize) -> Self {
        let mut forged = self.clone();
        forged.lines.swap(one, other);
        forged
    }

    /// With other words in the place of the first ones of a line.
    fn with_code(&self, at: usize, code: &str) -> Self {
        let mut forged = self.clone();
        forged.text(at).replace_range(..3, code);
        forged
    }
}

/// A forged mail, and the step and the line (counted from 0) that give it away.
type Forged = (String, Mail, &'static str, usize);

fn forgeries(mail: &Mail) -> Vec<Forged> {
    let mut all: Vec<Forged> = PARTS
        .iter()
        .flat_map(|part| wrong_replies(mail, part))
        .collect();
    all.extend(torn(mail));
    all.extend(moved(mail));
    all.extend(rewritten(mail));
    all
}

fn forged(name: impl Into<String>, mail: Mail, step: &'static str, at: usize) -> Forged {
    (name.into(), mail, step, at)
}

/// A part without its reply, and with replies that cannot be.
fn wrong_replies(mail: &Mail, part: &(Part, &'static str, &str)) -> Vec<Forged> {
    let (part, step, word) = *part;
    let at = mail.at(part);
    let codes = ["25O", "2S0", "220", "354", "299", "250"];
    let right = |code: &str| match part {
        Part::Data => code == "354",
        Part::Quit => false,
        Part::Helo | Part::Mail | Part::Rcpt | Part::Dot => code == "250",
    };
    let wrong = codes.into_iter().filter(|code| !right(code));
    let mut all: Vec<Forged> = wrong
        .map(|code| {
            forged(
                format!("{code} to {word}"),
                mail.with_code(at + 1, code),
                step,
                at + 1,
            )
        })
        .collect();
    if !matches!(part, Part::Quit) {
        all.push(forged(
            format!("no reply to {word}"),
            mail.without(&[at + 1]),
            step,
            at,
        ));
    }
    all
}

/// With lines taken out.
fn torn(mail: &Mail) -> [Forged; 3] {
    let [helo, sender, rcpt, data, dot] =
        [Part::Helo, Part::Mail, Part::Rcpt, Part::Data, Part::Dot].map(|part| mail.at(part));
    let replies = [helo + 1, sender + 1, rcpt + 1, data + 1];
    [
        forged("no dot", mail.without(&[dot]), "dot", dot),
        forged("no RCPT", mail.without(&[rcpt, rcpt + 1]), "rcpt", rcpt),
        forged("no replies", mail.without(&replies), "helo", helo),
    ]
}

/// With lines at other places.
fn moved(mail: &Mail) -> [Forged; 4] {
    let [sender, rcpt, data, dot, quit] =
        [Part::Mail, Part::Rcpt, Part::Data, Part::Dot, Part::Quit].map(|part| mail.at(part));
    [
        forged(
            "reply before MAIL",
            mail.swapped(sender, sender + 1),
            "mail",
            sender,
        ),
        forged(
            "reply before RCPT",
            mail.swapped(rcpt, rcpt + 1),
            "rcpt",
            rcpt,
        ),
        forged(
            "354 and 250 swapped",
            mail.swapped(data + 1, dot + 1),
            "data",
            data + 1,
        ),
        forged(
            "QUIT before the dot",
            mail.moved(quit, dot),
            "quit",
            quit + 1,
        ),
    ]
}

/// With other words.
fn rewritten(mail: &Mail) -> [Forged; 2] {
    let rcpt = mail.at(Part::Rcpt);
    let (mut other, mut refused) = (mail.clone(), mail.clone());
    *other.text(rcpt) = "RCPT TO: <someone@else.test>".to_owned();
    *refused.text(rcpt + 1) =
        "250 5.1.1 <x@usfca.test>: Recipient address rejected: User unknown".to_owned();
    [
        forged("another recipient", other, "rcpt", rcpt),
        forged("a refusal with another code", refused, "rcpt", rcpt + 1),
    ]
}

/// What a forged mail is not given away by, or by something else.
fn missed((_, mail, step, at): &Forged, sender: &str, recipient: &str) -> Option<String> {
    let texts: Vec<&str> = mail.lines.iter().map(|(_, text)| text.as_str()).collect();
    let session = read(
        Protocol::Smtp,
        &Source::new("mail.txt", texts.join("\n") + "\n"),
    );
    let found = first_failure(&session, sender, recipient);
    (found != Some((step, at + 1))).then(|| format!("want {step} {}, found {found:?}", at + 1))
}

/// A mail by hand of today.
const MAIL: (&str, &str) = (
    "LLLSCSCSCSCSHNBBESCSL",
    "\
Trying 192.0.2.25...
Connected to smtp.usfca.edu.
Escape character is '^]'.
220 smtp.usfca.edu ESMTP Postfix
HELO cs.usfca.edu
250 smtp.usfca.edu
MAIL FROM: <kim@cs.usfca.edu>
250 2.1.0 Ok
RCPT TO: <bob@usfca.edu>
250 2.1.5 Ok
DATA
354 End data with <CR><LF>.<CR><LF>
From: kim@cs.usfca.edu

This is a test
so nothing really
.
250 2.0.0 Ok: queued as D86AEE295B
QUIT
221 2.0.0 Bye
Connection closed by foreign host.",
);

#[test]
fn every_forgery_of_a_mail_by_hand() {
    let row = serde_json::json!({ "roles": MAIL.0, "verdict": "accept" });
    let mail = Mail::of(&row, MAIL.1).expect("a sound mail");
    let forgeries = forgeries(&mail);
    assert_eq!(forgeries.len(), 45);
    for forged in forgeries {
        let missed = missed(&forged, "kim@cs.usfca.edu", "bob@usfca.edu");
        assert_eq!(missed, None, "{}", forged.0);
    }
}

#[test]
fn every_forgery_of_every_mail() {
    let Some((folder, rows)) = rows("smtp") else {
        return;
    };
    let (mut wrong, mut all) = (Vec::new(), 0);
    for row in rows.iter().filter(|row| row["origin"] == "real") {
        let source = source(&folder, row);
        let Some(mail) = Mail::of(row, &source.text) else {
            continue;
        };
        let task = |key: &str| plain(&row["task"][key]);
        let (sender, recipient) = (task("sender"), task("recipient"));
        for forged in forgeries(&mail) {
            all += 1;
            if let Some(missed) = missed(&forged, &sender, &recipient) {
                wrong.push((format!("{}: {}", forged.0, plain(&row["id"])), missed));
            }
        }
    }
    verdict("forgeries", all, &wrong, all);
}
