//! Every real mail in every dress that people paste one in: the reading must stay what it was.

use std::fmt::Write as _;

use crate::model::Source;
use crate::session::{Line, Protocol, Session, read};

use super::dresses::{DRESSES, Dress, Dressed};
use super::smtp::{facts_differ, judged, roles_differ, untrailed};
use super::{rows, source, verdict};

fn text_of(lines: &Dressed) -> String {
    lines.iter().fold(String::new(), |mut all, (_, _, text)| {
        let _ = writeln!(all, "{text}");
        all
    })
}

/// The facts that a dress does not touch.
fn facts_of(session: &Session) -> Vec<(String, String)> {
    const TOUCHED: &[&str] = &["closed", "mistakes", "server", "suspicious"];
    let kept = session
        .facts
        .iter()
        .filter(|(name, _)| !TOUCHED.contains(name));
    kept.map(|(name, fact)| (name.to_owned(), fact.value.to_string()))
        .collect()
}

/// The line that is blamed first, as a line of the bare recording.
fn blamed(session: &Session, lines: &Dressed) -> Option<usize> {
    let line = session.problems.first()?.line;
    lines.get(line.checked_sub(1)?)?.0
}

/// Dresses that fill lines up, or cut blanks off: what trailed is not in the file any more.
const FILLED: &[&str] = &["marker", "arrow", "trimmed", "filled", "blanks at"];

/// Whether lines were plainly wrapped. One that is as wide as the terminal cannot be told from one that goes on, nor a single one that goes on
/// from one that is as wide by chance; and what nobody lays out is only what is said between the programs.
fn is_wrapped(lines: &Dressed, width: usize) -> bool {
    let widths = || {
        lines
            .iter()
            .map(|(_, role, text)| (role, text, text.chars().count()))
    };
    let exact = |own: usize| own > 0 && own.is_multiple_of(width);
    let wide = || widths().filter(|(.., own)| *own > width);
    let differ = wide().any(|(_, text, _)| wide().any(|(_, other, _)| text != other));
    let spoken = wide().any(|(role, ..)| matches!(role, 'S' | 'C'));
    !widths().any(|(.., own)| exact(own)) && differ && spoken
}

fn differences(bare: &Session, bare_lines: &Dressed, name: &str, dress: Dress) -> Option<String> {
    let lines = dress(bare_lines);
    let session = read(Protocol::Smtp, &Source::new("mail.txt", text_of(&lines)));
    let want: String = lines.iter().map(|(_, role, _)| *role).collect();
    let got: String = session.lines.iter().map(Line::letter).collect();
    let same = |(want, got): (char, char)| want == got || "X_".contains(want) && "X_".contains(got);
    if want.len() != got.len() || !want.chars().zip(got.chars()).all(same) {
        return Some(format!("\n     want {want}\n      got {got}"));
    }
    let (mut want, mut got) = (facts_of(bare), facts_of(&session));
    if FILLED.iter().any(|filled| name.contains(filled)) {
        for (_, value) in want.iter_mut().chain(&mut got) {
            *value = untrailed(value);
        }
    }
    if want != got {
        let missing: Vec<_> = want.iter().filter(|fact| !got.contains(fact)).collect();
        let extra: Vec<_> = got.iter().filter(|fact| !want.contains(fact)).collect();
        return Some(format!("want {missing:?}, got {extra:?}"));
    }
    let (want, got) = (blamed(bare, bare_lines), blamed(&session, &lines));
    (want != got).then(|| format!("blames {got:?} instead of {want:?}"))
}

#[test]
fn every_dress_of_every_mail() {
    let Some((folder, rows)) = rows("smtp") else {
        return;
    };
    let (mut wrong, mut all) = (Vec::new(), 0);
    for row in rows.iter().filter(|row| row["origin"] == "real") {
        let source = source(&folder, row);
        let bare = read(Protocol::Smtp, &source);
        let roles = row["roles"].as_str().unwrap_or_default();
        let is_right = judged(row, &bare).is_none()
            && facts_differ(row, &bare).is_empty()
            && roles_differ(row, &bare).is_none()
            && !roles.contains(['?', '+', 'P', 'c'])
            && !source.text.contains(" <--")
            && !source.text.contains(['\r', '\u{1b}', '\u{8}', '\u{7f}']);
        if !is_right {
            continue;
        }
        let texts = source.text.lines().map(str::to_owned);
        let numbered = texts.zip(roles.chars()).enumerate();
        let lines: Dressed = numbered
            .map(|(at, (text, role))| (Some(at), role, text))
            .collect();
        for (name, dress) in DRESSES {
            all += 1;
            if name.ends_with("at 40") && !is_wrapped(&lines, 40) {
                all -= 1;
                continue;
            }
            if let Some(found) = differences(&bare, &lines, name, *dress) {
                let id = row["id"].as_str().unwrap_or_default();
                wrong.push((format!("{name}: {id}"), found));
            }
        }
    }
    verdict("dresses", all, &wrong, all);
}

/// The lecture's own session, played on a server of today, with the letters of its roles.
const LECTURE: (&str, &str) = (
    "LLLSCSCSCSCSHHNBBBESCSL",
    "\
Trying 192.0.2.25...
Connected to smtp.usfca.edu.
Escape character is '^]'.
220 smtp.usfca.edu ESMTP Postfix (Debian/GNU); no mail without a reason, please
HELO cs.usfca.edu
250 smtp.usfca.edu
MAIL FROM: <parrt-of-a-long-name@cs.usfca.edu>
250 2.1.0 Ok
RCPT TO: <support@antlr.org>
250 2.1.5 Ok
DATA
354 End data with <CR><LF>.<CR><LF>
From: parrt-of-a-long-name@cs.usfca.edu
Subject: the hard way

This is a test
250 apples
so nothing really
.
250 2.0.0 Ok: queued as D86AEE295B
QUIT
221 2.0.0 Bye
Connection closed by foreign host.",
);

#[test]
fn every_dress_of_the_lecture_s_mail() {
    let (roles, text) = LECTURE;
    let texts = text.lines().map(str::to_owned);
    let numbered = texts.zip(roles.chars()).enumerate();
    let lines: Dressed = numbered
        .map(|(at, (text, role))| (Some(at), role, text))
        .collect();
    let bare = read(Protocol::Smtp, &Source::new("mail.txt", text));
    assert_eq!(bare.roles(), roles);
    assert_eq!(bare.problems, []);
    for (name, dress) in DRESSES {
        assert_eq!(differences(&bare, &lines, name, *dress), None, "{name}");
    }
}
