//! A transcript judged step by step, by the judge itself.

use super::*;
use crate::judge::{best_reading, judge};
use crate::model::{Expectation, Facts, Net, Reference, Scope, Steps};
use crate::net::Internet;
use crate::session::corpus;
use crate::spec::yaml;
use crate::submission::Submission;

const MAIL: &str = "\
$ telnet smtp.usfca.edu 25
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

hi
.
250 2.0.0 Ok: queued as D86AEE295B
QUIT
221 2.0.0 Bye
Connection closed by foreign host.
";

struct Nobody;

impl Scope for Nobody {
    fn value(&self, _: &Reference) -> Option<Value> {
        None
    }
}

fn probe(spec: &str) -> Result<Box<dyn Probe>, Vec<String>> {
    let node = yaml::parse(&Source::new("exercise.yaml", spec))
        .unwrap()
        .unwrap();
    let mut diagnostics = Diagnostics::default();
    let mut reading = Reading {
        answers: &[],
        diagnostics: &mut diagnostics,
    };
    let probe = (KIND.read)(&node, &mut reading);
    let messages = diagnostics.list.iter().map(|found| found.message.clone());
    probe.ok_or_else(|| messages.collect())
}

/// What the probe makes of a file, and the notes that it leaves.
fn observed(protocol: &str, text: Option<&str>) -> (Observed, Vec<String>) {
    let dir = tempfile::tempdir().unwrap();
    if let Some(text) = text {
        std::fs::write(dir.path().join("rec.txt"), text).unwrap();
    }
    let submission = Submission::open(dir.path());
    let internet = Internet::new(Net::Loopback, None, None, Arc::default());
    let cx = Cx::new(&internet, &submission, "07-mail", &Nobody, &[]);
    let probe = probe(&format!("{{ file: rec.txt, protocol: {protocol} }}")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    let seen = runtime.block_on(probe.observe(&cx)).unwrap();
    (seen, cx.into_parts().1.notes)
}

/// The step and the line that `sent-by-hand` fails at.
fn failing(text: &str, arguments: &str) -> Option<(&'static str, usize)> {
    let (Observed::Facts(facts), _) = observed("smtp", Some(text)) else {
        panic!("no facts")
    };
    failing_step(facts, arguments)
}

fn failing_step(facts: Facts, arguments: &str) -> Option<(&'static str, usize)> {
    let node = yaml::parse(&Source::new("exercise.yaml", arguments))
        .unwrap()
        .unwrap();
    let mut diagnostics = Diagnostics::default();
    let steps = (NAMED[0].read)(&node, &mut diagnostics).unwrap();
    let name = Located::new("sent-by-hand".to_owned(), node.place.clone());
    let expectation = Expectation {
        facts: Vec::new(),
        steps: Some(Steps { name, steps }),
    };
    let declared = session::facts(Protocol::Smtp);
    let facts = best_reading(&expectation, &declared, facts, &Nobody);
    let mismatches = judge(&expectation, &declared, &facts, &Nobody);
    let first = mismatches.first()?;
    let line = first.seen.as_ref().map_or(0, |seen| seen.line);
    let Some(std::borrow::Cow::Borrowed(step)) = first.step else {
        panic!("{first:?} names no step of the table");
    };
    Some((step, line))
}

const ASKED: &str = "{ from: kim@cs.usfca.edu, to: bob@usfca.edu }";

#[test]
fn a_sound_mail_passes_every_step() {
    assert_eq!(failing(MAIL, ASKED), None);
    let strict = "{ from: kim@cs.usfca.edu, to: bob@usfca.edu, strict: true }";
    assert_eq!(failing(MAIL, strict), None);
}

/// The tests of the reader judge its recordings with steps of their own, which must be these.
#[test]
fn every_recording_fails_at_the_step_that_the_reader_s_tests_expect() {
    let Some((folder, rows)) = corpus::rows("smtp") else {
        return;
    };
    for row in &rows {
        let task = |key: &str| corpus::plain(&row["task"][key]);
        let (sender, recipient) = (task("sender"), task("recipient"));
        let session = session::read(Protocol::Smtp, &corpus::source(&folder, row));
        if session.recognised {
            let want = corpus::smtp::first_failure(&session, &sender, &recipient);
            let asked = format!("{{ from: \"{sender}\", to: \"{recipient}\", strict: true }}");
            let found = failing_step(session.facts, &asked);
            assert_eq!(found, want, "{}", row["id"]);
        }
    }
}

#[test]
fn the_first_failing_step_points_to_the_student_s_line() {
    let table = [
        (
            "{ from: ann@cs.usfca.edu, to: bob@usfca.edu }",
            MAIL.to_owned(),
            "mail",
            8,
        ),
        (
            "{ from: kim@cs.usfca.edu, to: eve@usfca.edu }",
            MAIL.to_owned(),
            "rcpt",
            10,
        ),
        (
            ASKED,
            MAIL.replace("HELO cs.usfca.edu\n250 smtp.usfca.edu\n", ""),
            "helo",
            6,
        ),
        (
            ASKED,
            MAIL.replace("250 2.1.5 Ok", "550 no such user"),
            "rcpt",
            10,
        ),
        (
            ASKED,
            MAIL.replace("From: kim@cs.usfca.edu\n", ""),
            "header",
            14,
        ),
        (ASKED, MAIL.replace("edu\n\nhi", "edu\nhi"), "blank", 15),
        (
            ASKED,
            MAIL.replace("250 2.0.0 Ok: queued as D86AEE295B", "554 no"),
            "queued",
            17,
        ),
    ];
    for (asked, text, step, line) in table {
        assert_eq!(failing(&text, asked), Some((step, line)), "{step}");
    }
}

#[test]
fn strict_also_asks_that_nothing_is_impossible() {
    let strict = "{ from: kim@cs.usfca.edu, to: bob@usfca.edu, strict: true }";
    let odd_quit = MAIL.replace("221 2.0.0 Bye", "250 2.0.0 Bye");
    assert_eq!(failing(&odd_quit, strict), Some(("quit", 20)));
    assert_eq!(failing(&odd_quit, ASKED), None);
    let swapped = MAIL.replace("250 2.1.0 Ok", "250 2.1.5 Ok");
    assert_eq!(failing(&swapped, strict), Some(("mail", 9)));
    assert_eq!(failing(&swapped, ASKED), None);
    let copied = MAIL.replace("D86AEE295B", "1A0C183F");
    assert_eq!(failing(&copied, strict), Some(("forgery", 1)));
    assert_eq!(failing(&copied, ASKED), None);
}

#[test]
fn a_file_that_is_not_there_is_awaited() {
    let (seen, _) = observed("smtp", None);
    assert!(matches!(seen, Observed::Missing(Awaited::File { name, .. }) if name == "rec.txt"));
}

#[test]
fn a_file_without_a_session_is_broken_and_says_what_to_do() {
    let table = [
        (
            "smtp",
            "I sent it.\n",
            "no recorded session with a mail server is found here",
        ),
        (
            "nslookup",
            "192 dot something\n",
            "no recorded output of `nslookup` is found here",
        ),
        ("plain", "\n \n", "this file is empty"),
    ];
    for (protocol, text, want) in table {
        let (Observed::Broken(found), _) = observed(protocol, Some(text)) else {
            panic!("{protocol}")
        };
        assert_eq!(found.message, want);
        assert!(found.help[0].starts_with("select everything that the terminal showed"));
    }
}

#[test]
fn a_program_that_the_shell_does_not_know_is_what_is_broken() {
    for protocol in ["plain", "http", "pop3"] {
        let text = "$ telnet a.test 80\nbash: telnet: command not found\n";
        let (Observed::Broken(found), _) = observed(protocol, Some(text)) else {
            panic!("{protocol}")
        };
        let want = "the shell knows no `telnet`: install it, or use `netcheck telnet HOST PORT --save FILE`";
        assert_eq!((found.message.as_str(), found.excerpts[0].line), (want, 2));
    }
}

#[test]
fn what_went_wrong_first_is_noted() {
    let text = MAIL.replace("250 2.1.5 Ok", "550 no such user");
    let (_, notes) = observed("smtp", Some(&text));
    assert_eq!(
        notes,
        [
            "line 10: the server refused `RCPT TO: <bob@usfca.edu>` with `550 no such user`: check the address and type `RCPT TO: <partner@example.org>` again until the server says `250` (RFC 5321 4.1.1.3)"
        ]
    );
}

#[test]
fn arguments_are_checked() {
    assert!(probe("{ file: a.txt, protocol: smtp }").is_ok());
    assert_eq!(
        probe("{ file: ../a.txt, protocol: smtp }").err().unwrap(),
        ["`../a.txt` cannot name a file that is handed in"]
    );
    assert_eq!(
        probe("{ file: a.txt, protocol: ftp }").err().unwrap().len(),
        1
    );
    assert_eq!(probe("{}").err().unwrap().len(), 2);
    let both = probe("{ file: ../a.txt, protocol: stmp }");
    assert_eq!(both.err().unwrap().len(), 2);
}

#[test]
fn only_mails_can_be_sent_by_hand() {
    let named = |protocol: &str| {
        probe(&format!("{{ file: a.txt, protocol: {protocol} }}"))
            .unwrap()
            .named()
            .len()
    };
    assert_eq!((named("smtp"), named("http")), (1, 0));
}

#[test]
fn every_step_s_fact_is_declared() {
    let declared = session::facts(Protocol::Smtp);
    let node = yaml::parse(&Source::new(
        "e.yaml",
        "{ from: a@b.c, to: d@e.f, strict: true }",
    ))
    .unwrap()
    .unwrap();
    let steps = (NAMED[0].read)(&node, &mut Diagnostics::default()).unwrap();
    let mut names: Vec<&str> = steps.iter().map(|step| step.name).collect();
    names.dedup();
    assert_eq!(names, NAMED[0].steps);
    for step in steps {
        assert!(
            declared.iter().any(|d| d.covers(step.fact)),
            "{}",
            step.fact
        );
    }
}
