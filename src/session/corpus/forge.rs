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
#[derive(Clone, Copy)]
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
    let mut all = Vec::new();
    let mut add = |name: &str, forged: Mail, step: &'static str, at: usize| {
        all.push((name.to_owned(), forged, step, at));
    };
    for (part, step, word) in PARTS {
        let at = mail.at(*part);
        if !matches!(part, Part::Quit) {
            add(
                &format!("no reply to {word}"),
                mail.without(&[at + 1]),
                step,
                at,
            );
        }
        for code in ["25O", "2S0", "220", "354", "299"] {
            let fits = matches!(part, Part::Data) && code == "354";
            if !fits {
                add(
                    &format!("{code} to {word}"),
                    mail.with_code(at + 1, code),
                    step,
                    at + 1,
                );
            }
        }
    }
    let [mail_at, rcpt, data, dot] =
        [Part::Mail, Part::Rcpt, Part::Data, Part::Dot].map(|part| mail.at(part));
    let quit = mail.at(Part::Quit);
    add(
        "250 to DATA",
        mail.with_code(data + 1, "250"),
        "data",
        data + 1,
    );
    add(
        "250 to QUIT",
        mail.with_code(quit + 1, "250"),
        "quit",
        quit + 1,
    );
    add("no dot", mail.without(&[dot]), "dot", dot);
    add("no RCPT", mail.without(&[rcpt, rcpt + 1]), "rcpt", rcpt);
    add(
        "no replies",
        mail.without(&[mail.at(Part::Helo) + 1, mail_at + 1, rcpt + 1, data + 1]),
        "helo",
        mail.at(Part::Helo),
    );
    add(
        "reply before MAIL",
        mail.swapped(mail_at, mail_at + 1),
        "mail",
        mail_at,
    );
    add(
        "reply before RCPT",
        mail.swapped(rcpt, rcpt + 1),
        "rcpt",
        rcpt,
    );
    add(
        "354 and 250 swapped",
        mail.swapped(data + 1, dot + 1),
        "data",
        data + 1,
    );
    add(
        "QUIT before the dot",
        mail.moved(quit, dot),
        "quit",
        quit + 1,
    );
    let mut other = mail.clone();
    *other.text(rcpt) = "RCPT TO: <someone@else.test>".to_owned();
    add("another recipient", other, "rcpt", rcpt);
    let mut refused = mail.clone();
    *refused.text(rcpt + 1) =
        "250 5.1.1 <x@usfca.test>: Recipient address rejected: User unknown".to_owned();
    add("a refusal with another code", refused, "rcpt", rcpt + 1);
    all
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
        for (name, forged, step, at) in forgeries(&mail) {
            all += 1;
            let texts: Vec<&str> = forged.lines.iter().map(|(_, text)| text.as_str()).collect();
            let session = read(
                Protocol::Smtp,
                &Source::new("mail.txt", texts.join("\n") + "\n"),
            );
            let task = |key: &str| plain(&row["task"][key]);
            let found = first_failure(&session, &task("sender"), &task("recipient"));
            if found != Some((step, at + 1)) {
                let id = plain(&row["id"]);
                wrong.push((
                    format!("{name}: {id}"),
                    format!("want {step} {}, found {found:?}", at + 1),
                ));
            }
        }
    }
    verdict("forgeries", all, &wrong, all);
}
