//! Mails that netcheck sends to real mail servers, and what is read from its recordings of them.

use std::fmt::Write as _;

use serde_json::Value;

use crate::common::port::Port;
use crate::common::report::Report;
use crate::judge::{judge, judge_files, judge_trusting};
use crate::servers::{dovecot, exim, opensmtpd, postfix};

/// A check's id, its arguments beside the server, and what is expected of it.
type Mail = (&'static str, &'static str, &'static str);

/// What is tried at every server, and what is expected of all of them.
const MAILS: &[Mail] = &[
    (
        "taken",
        "rcpt: support@peers.test",
        "accepted: true, greeting: 220, server: mail.peers.test, queue-id: present, mistakes: { count: 0 }, closed-by: peer",
    ),
    (
        "dots",
        "rcpt: support@peers.test, hello: ehlo, body: \".\\n..\\n250 Ok: queued as NOTHING\\nQUIT\"",
        "accepted: true, extensions: { contains: STARTTLS }, body: \".\\n..\\n250 Ok: queued as NOTHING\\nQUIT\"",
    ),
    (
        "one-of-two",
        "rcpt: [x@elsewhere.test, support@peers.test]",
        "accepted: true, rcpt-refused: { same-set: [x@elsewhere.test] }, rcpt-to: { same-set: [support@peers.test] }",
    ),
    (
        "nobody",
        "rcpt: x@elsewhere.test",
        "accepted: false, failed-step: rcpt, code.rcpt: { between: [500, 599] }, quit: true, code.quit: 221",
    ),
    (
        "sender",
        "rcpt: support@peers.test, from: refused@peers.test",
        "accepted: false, failed-step: mail, code.mail: { between: [500, 599] }, code.quit: 221",
    ),
    (
        "greeting",
        "stop-after: greeting",
        "greeting: 220, helo: absent, failed-step: absent, quit: true, unanswered: absent",
    ),
    (
        "leaves",
        "rcpt: support@peers.test, stop-after: data",
        "data: 354, body: absent, closed-by: us",
    ),
];

/// A mail under TLS.
const TLS: Mail = (
    "tls",
    "rcpt: support@peers.test, starttls: true",
    "accepted: true, tls: TLSv1.3, tls-error: absent, injected: absent, extensions: { not: { contains: STARTTLS } }",
);

/// A mail that is not sent to a server whose certificate nobody signed.
const VERIFY: Mail = (
    "verify",
    "rcpt: support@peers.test, starttls: verify",
    "accepted: false, tls: absent, tls-error: { matches: UnknownIssuer }, mail-from: absent",
);

/// A check that sends a mail.
fn check(id: &str, port: &Port, mail: &str, expect: &str) -> String {
    let from = if mail.contains("from: ") {
        ""
    } else {
        ", from: kim@dons.usfca.edu"
    };
    let to = format!("to: \"127.0.0.1:{}\", helo: here.peers.test", port.number);
    format!(
        "- {{ id: {id}, title: {id}, smtp: {{ {to}{from}, {mail} }}, expect: {{ {expect} }} }}\n"
    )
}

/// All of [`MAILS`] and some more, each judged as it happens and once more as netcheck recorded it.
#[track_caller]
fn sends_all(port: &Port, more: &[Mail]) {
    let mails = || MAILS.iter().chain(more);
    let checks: String = mails()
        .map(|(id, mail, expect)| check(id, port, mail, expect))
        .collect();
    let live = judge(&checks);
    live.all_pass(MAILS.len() + more.len());
    let mut files = Vec::new();
    let mut readings = String::new();
    for (id, ..) in mails() {
        let recording = &facts(&live, id)["recording"];
        let recording = recording.as_str().expect("a recording of every mail");
        files.push((format!("{id}.txt"), recording.to_owned()));
        writeln!(
            readings,
            "- {{ id: {id}, title: {id}, transcript: {{ file: {id}.txt, protocol: smtp }}, expect: {{ by-hand: true, suspicious: {{ count: 0 }} }} }}"
        )
        .expect("text");
    }
    let read = judge_files(&readings, &files);
    read.all_pass(MAILS.len() + more.len());
    for ((id, ..), (_, recording)) in mails().zip(&files) {
        same(facts(&live, id), facts(&read, id), recording);
    }
}

fn facts<'a>(report: &'a Report, id: &str) -> &'a Value {
    &report.check(id)["evidence"]["facts"]
}

/// Whether what was read is what was seen: every fact of the recording but those that only a recording has.
#[track_caller]
fn same(live: &Value, read: &Value, recording: &str) {
    let read = read.as_object().expect("facts by name");
    for (name, value) in read {
        let only_read = ["by-hand", "suspicious"].contains(&name.as_str());
        // What was not asked for is no step that failed; a recording cannot know that.
        let not_asked = name == "failed-step" && live[name].is_null();
        if !only_read && !not_asked {
            assert_eq!(&live[name], value, "{name} of\n{recording}");
        }
    }
}

#[test]
fn postfix_takes_mails_and_refuses_some() {
    let Some(postfix) = postfix::start() else {
        return;
    };
    let too_many =
        "rcpt: [kim@elsewhere.test, olu@elsewhere.test, bob@elsewhere.test, support@peers.test]";
    let gives_up = "accepted: false, closed: true, quit: false, unanswered: absent, recording: { matches: \"421 4.7.0 .* too many errors\" }";
    let trusted = check(
        "trusted",
        &postfix.port,
        VERIFY.1,
        "accepted: true, tls: TLSv1.3",
    );
    judge_trusting(&postfix.certificate, &trusted).all_pass(1);
    sends_all(
        &postfix.port,
        &[TLS, VERIFY, ("gives-up", too_many, gives_up)],
    );
}

#[test]
fn exim_takes_mails_and_refuses_some() {
    let Some(exim) = exim::start() else { return };
    // It says no, and closes without waiting for QUIT.
    let drops = "accepted: false, code.rcpt: 550, closed: true, unanswered: quit";
    sends_all(
        &exim.port,
        &[TLS, VERIFY, ("drops", "rcpt: drop@peers.test", drops)],
    );
    let greeting = "reply.greeting: { matches: \"^220-.*\\n220 welcome, peer$\" }";
    let lines = check("lines", &exim.port, "stop-after: greeting", greeting);
    judge(&(lines + &talk(&exim.port, "^220 welcome, peer"))).all_pass(2);
}

#[test]
fn opensmtpd_takes_mails_and_refuses_some() {
    let Some(opensmtpd) = opensmtpd::start() else {
        return;
    };
    let drops = "accepted: false, code.rcpt: 421, closed-by: peer, quit: false, unanswered: absent";
    // Debian 12 has one that cannot sign with its OpenSSL: no client shakes hands with it, and that is a fact like others.
    let shakes = "code.starttls: 220, tls-error: { any-of: [absent, { matches: alert }] }, unanswered: absent";
    let mails = [
        ("drops", "rcpt: drop@peers.test", drops),
        ("tls", TLS.1, shakes),
    ];
    sends_all(&opensmtpd.port, &mails);
    judge(&talk(&opensmtpd.port, "^220 .*OpenSMTPD")).all_pass(1);
}

/// A mail in the words of `talk`, behind the greeting.
const TALK: [(&str, &str); 15] = [
    ("send", "HELO here.peers.test"),
    ("wait-for", "^250 "),
    ("send", "MAIL FROM:<kim@dons.usfca.edu>"),
    ("wait-for", "^250 "),
    ("send", "RCPT TO:<support@peers.test>"),
    ("wait-for", "^250 "),
    ("send", "DATA"),
    ("wait-for", "^354 "),
    ("send", "From: kim@dons.usfca.edu"),
    ("send", ""),
    ("send", "hello"),
    ("send", "."),
    ("wait-for", "^250 "),
    ("send", "QUIT"),
    ("wait-for", "^221 "),
];

fn talk(port: &Port, greeting: &str) -> String {
    talk_of(port, greeting, &TALK)
}

fn talk_of(port: &Port, greeting: &str, steps: &[(&str, &str)]) -> String {
    let first = [("wait-for", greeting)];
    let steps = first.iter().chain(steps);
    let steps = steps.map(|(step, text)| format!("{{ {step}: '{text}' }}"));
    let steps = steps.collect::<Vec<_>>().join(", ");
    format!(
        "- {{ id: talk, title: talk, talk: {{ to: \"127.0.0.1:{}\", say: [ {steps}, {{ wait-for-close: true }} ] }}, expect: {{ matched: true, closed-by: peer }} }}\n",
        port.number
    )
}

/// LMTP has SMTP's words, but for the first one and a reply for each recipient (RFC 2033 4).
#[test]
fn dovecot_speaks_lmtp_and_knows_no_helo() {
    let Some(dovecot) = dovecot::start() else {
        return;
    };
    let refused = check(
        "helo",
        &dovecot.lmtp,
        "rcpt: kim@peers.test",
        "greeting: 220, failed-step: helo, code.helo: { between: [500, 599] }, accepted: false, quit: true",
    );
    let lmtp = TALK.map(|(step, text)| match text {
        "HELO here.peers.test" => (step, "LHLO here.peers.test"),
        _ => (step, text),
    });
    judge(&(refused + &talk_of(&dovecot.lmtp, "^220 ", &lmtp))).all_pass(2);
}

#[test]
fn dovecot_is_no_mail_server_to_send_to() {
    let Some(dovecot) = dovecot::start() else {
        return;
    };
    let expect = "result: open, greeting: absent, unanswered: greeting, failed-step: greeting, error: { matches: \"found `[+]OK\" }";
    judge(&check(
        "pop",
        &dovecot.port,
        "rcpt: support@peers.test",
        expect,
    ))
    .all_pass(1);
}
