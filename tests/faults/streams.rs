//! Every fault of TCP, met by every probe that connects.

use super::assignment::{Check, PATIENT, SHORT, assignment, facts, report};

/// What a probe says of a fault: its time limit and its facts, as [`Probe::facts`] names them.
type Row = (&'static str, &'static str);

/// What the probes say of one fault.
struct Fault {
    name: &'static str,
    /// `connect`, which watches for a reset.
    connect: Row,
    /// `talk` with a mail server that greets.
    greeting: Row,
    /// `talk` with a mail server, until it closes.
    close: Row,
    /// `talk` with a web server that is told `hi`.
    hi: Row,
    /// `http` with a web server.
    page: Row,
    /// `http` with a mail server.
    mail: Row,
    /// `smtp` with a mail server.
    sent: Row,
    /// `smtp` with a web server.
    lost: Row,
}

/// A probe, and which of its facts the table pins.
struct Probe {
    name: &'static str,
    text: &'static str,
    facts: &'static [&'static str],
    row: fn(&Fault) -> Row,
}

const TALK: &[&str] = &["result", "matched", "unmatched", "closed-by"];
const HTTP: &[&str] = &["result", "status", "says-bad-request", "closed-by", "error"];

const SMTP: &[&str] = &[
    "result",
    "unanswered",
    "greeting",
    "accepted",
    "closed-by",
    "error",
];

const PROBES: &[Probe] = &[
    Probe {
        name: "connect",
        text: "connect: { to: \"FAULT.faults.test:25\", watch: 250ms }",
        facts: &["result"],
        row: |fault| fault.connect,
    },
    Probe {
        name: "greeting",
        text: "talk: { to: \"FAULT.faults.test:25\", say: [ { wait-for: ^220 }, { send: QUIT }, { wait-for: ^221 } ] }",
        facts: TALK,
        row: |fault| fault.greeting,
    },
    Probe {
        name: "close",
        text: "talk: { to: \"FAULT.faults.test:25\", say: [ { wait-for-close: true } ] }",
        facts: TALK,
        row: |fault| fault.close,
    },
    Probe {
        name: "hi",
        text: "talk: { to: \"FAULT.faults.test:80\", say: [ { send: hi }, { wait-for: bad request } ] }",
        facts: TALK,
        row: |fault| fault.hi,
    },
    Probe {
        name: "page",
        text: "http: \"http://FAULT.faults.test/\"",
        facts: HTTP,
        row: |fault| fault.page,
    },
    Probe {
        name: "mail",
        text: "http: \"http://FAULT.faults.test:25/\"",
        facts: HTTP,
        row: |fault| fault.mail,
    },
    Probe {
        name: "sent",
        text: "smtp: { to: \"FAULT.faults.test:25\", from: a@b.test, rcpt: c@d.test }",
        facts: SMTP,
        row: |fault| fault.sent,
    },
    Probe {
        name: "lost",
        text: "smtp: { to: \"FAULT.faults.test:80\", from: a@b.test, rcpt: c@d.test }",
        facts: SMTP,
        row: |fault| fault.lost,
    },
];

/// How long to wait where some of what a slow peer says is to be heard.
const LONG: &str = "2s";

const OPEN: Row = (PATIENT, "open");
const CUT: &str = "open, 200, false, reset, the connection ended before the answer was complete";
const NOT_HTTP: &str = "open, -, false, peer, -";
const BAD_STATUS: &str =
    "open, -, false, nobody, the status line is not of the form `HTTP/1.1 200 OK`";
const NO_ANSWER: &str = "the connection ended before an answer came";

const TOO_LONG: &str = "expected a line of at most 2048 bytes in the server's reply";
const EARLY: &str =
    "open, -, 220, false, nobody, the server replied `250 smtp.faults.test` before it was asked";

const FAULTS: &[Fault] = &[
    Fault {
        name: "accepts-and-says-nothing",
        connect: OPEN,
        greeting: (SHORT, "open, false, ^220, nobody"),
        close: (SHORT, "open, false, the end of the connection, nobody"),
        hi: (SHORT, "open, false, bad request, nobody"),
        page: (SHORT, "open, -, -, nobody, -"),
        mail: (SHORT, "open, -, -, nobody, -"),
        sent: (SHORT, "open, greeting, -, -, nobody, -"),
        lost: (SHORT, "open, greeting, -, -, nobody, -"),
    },
    Fault {
        name: "accepts-and-closes",
        connect: OPEN,
        greeting: (PATIENT, "open, false, ^220, peer"),
        close: (PATIENT, "open, true, -, peer"),
        hi: (PATIENT, "open, false, bad request, peer"),
        page: (PATIENT, "open, -, -, peer, NO_ANSWER"),
        mail: (PATIENT, "open, -, -, peer, NO_ANSWER"),
        sent: (PATIENT, "open, greeting, -, -, peer, -"),
        lost: (PATIENT, "open, greeting, -, -, peer, -"),
    },
    Fault {
        name: "resets-in-the-middle",
        connect: OPEN,
        greeting: (PATIENT, "open, false, ^221, reset"),
        close: (PATIENT, "open, true, -, reset"),
        hi: (PATIENT, "open, false, bad request, reset"),
        page: (PATIENT, CUT),
        mail: (PATIENT, "open, -, false, reset, -"),
        sent: (PATIENT, "open, greeting, -, -, reset, -"),
        lost: (SHORT, "open, greeting, -, -, nobody, -"),
    },
    Fault {
        name: "one-byte-a-second",
        connect: OPEN,
        greeting: (SHORT, "open, false, ^220, nobody"),
        close: (SHORT, "open, false, the end of the connection, nobody"),
        hi: (SHORT, "open, false, bad request, nobody"),
        page: (SHORT, "open, -, -, nobody, -"),
        mail: (LONG, "open, -, false, nobody, -"),
        sent: (SHORT, "open, greeting, -, -, nobody, -"),
        lost: (SHORT, "open, greeting, -, -, nobody, -"),
    },
    Fault {
        name: "never-ends-a-line",
        connect: OPEN,
        greeting: (PATIENT, "open, false, ^221, nobody"),
        close: (PATIENT, "open, false, the end of the connection, nobody"),
        hi: (PATIENT, "open, false, bad request, nobody"),
        page: (
            PATIENT,
            "open, -, false, nobody, the head of the answer does not end within 64 KB",
        ),
        mail: (
            PATIENT,
            "open, -, false, nobody, the body is longer than 1 MB, what came after was not read",
        ),
        sent: (
            PATIENT,
            "open, greeting, -, -, nobody, TOO_LONG, found `220 EXES`",
        ),
        lost: (SHORT, "open, greeting, -, -, nobody, -"),
    },
    Fault {
        name: "nul-and-control-bytes",
        connect: OPEN,
        greeting: (PATIENT, "open, false, ^221, peer"),
        close: (PATIENT, "open, true, -, peer"),
        hi: (PATIENT, "open, false, bad request, peer"),
        page: (PATIENT, BAD_STATUS),
        mail: (PATIENT, NOT_HTTP),
        sent: (PATIENT, "open, helo, 220, false, peer, -"),
        lost: (SHORT, "open, greeting, -, -, nobody, -"),
    },
    Fault {
        name: "terminal-escapes",
        connect: OPEN,
        greeting: (PATIENT, "open, false, ^221, peer"),
        close: (PATIENT, "open, true, -, peer"),
        hi: (PATIENT, "open, false, bad request, peer"),
        page: (PATIENT, BAD_STATUS),
        mail: (PATIENT, NOT_HTTP),
        sent: (PATIENT, "open, helo, 220, false, peer, -"),
        lost: (SHORT, "open, greeting, -, -, nobody, -"),
    },
    Fault {
        name: "answers-before-asked",
        connect: OPEN,
        greeting: (PATIENT, "open, true, -, nobody"),
        close: (SHORT, "open, false, the end of the connection, nobody"),
        hi: (SHORT, "open, false, bad request, nobody"),
        page: (PATIENT, "open, 200, false, nobody, -"),
        mail: (LONG, "open, -, false, nobody, -"),
        sent: (PATIENT, EARLY),
        lost: (
            PATIENT,
            "open, greeting, -, -, nobody, expected a reply code in the server's reply, found `HTTP/1.1 200 OK`",
        ),
    },
    Fault {
        name: "filtered",
        connect: (SHORT, "timeout"),
        greeting: (SHORT, "timeout, false, -, -"),
        close: (SHORT, "timeout, false, -, -"),
        hi: (SHORT, "timeout, false, -, -"),
        page: (SHORT, "timeout, -, -, -, -"),
        mail: (SHORT, "timeout, -, -, -, -"),
        sent: (SHORT, "timeout, -, -, -, -, -"),
        lost: (SHORT, "timeout, -, -, -, -, -"),
    },
    Fault {
        name: "resets-at-once",
        connect: (PATIENT, "reset"),
        greeting: (PATIENT, "reset, false, ^220, reset"),
        close: (PATIENT, "reset, true, -, reset"),
        hi: (PATIENT, "reset, false, bad request, reset"),
        page: (PATIENT, "reset, -, -, reset, NO_ANSWER"),
        mail: (PATIENT, "reset, -, -, reset, NO_ANSWER"),
        sent: (PATIENT, "reset, greeting, -, -, reset, -"),
        lost: (PATIENT, "reset, greeting, -, -, reset, -"),
    },
    Fault {
        name: "off",
        connect: (SHORT, "timeout"),
        greeting: (SHORT, "timeout, false, -, -"),
        close: (SHORT, "timeout, false, -, -"),
        hi: (SHORT, "timeout, false, -, -"),
        page: (SHORT, "timeout, -, -, -, -"),
        mail: (SHORT, "timeout, -, -, -, -"),
        sent: (SHORT, "timeout, -, -, -, -, -"),
        lost: (SHORT, "timeout, -, -, -, -, -"),
    },
    Fault {
        name: "unreachable",
        connect: (PATIENT, "unreachable"),
        greeting: (PATIENT, "unreachable, false, -, -"),
        close: (PATIENT, "unreachable, false, -, -"),
        hi: (PATIENT, "unreachable, false, -, -"),
        page: (PATIENT, "unreachable, -, -, -, -"),
        mail: (PATIENT, "unreachable, -, -, -, -"),
        sent: (PATIENT, "unreachable, -, -, -, -, -"),
        lost: (PATIENT, "unreachable, -, -, -, -, -"),
    },
];

#[test]
fn every_probe_gives_a_verdict_on_every_fault_and_the_right_words() {
    for fault in FAULTS {
        let texts: Vec<String> = PROBES
            .iter()
            .map(|probe| probe.text.replace("FAULT", fault.name))
            .collect();
        let checks = PROBES.iter().zip(&texts).map(|(probe, text)| Check {
            id: probe.name,
            timeout: (probe.row)(fault).0,
            probe: text,
        });
        let report = report(&assignment(checks));
        report.all_pass(PROBES.len());
        for probe in PROBES {
            let want = (probe.row)(fault).1;
            is_said(&facts(&report, probe.name, probe.facts), want, fault, probe);
        }
    }
}

#[track_caller]
fn is_said(facts: &[String], want: &str, fault: &Fault, probe: &Probe) {
    let want = want.replace("NO_ANSWER", NO_ANSWER);
    let want = want
        .replace("TOO_LONG", TOO_LONG)
        .replace("EXES", &"x".repeat(76));
    let values: Vec<&str> = facts
        .iter()
        .filter_map(|fact| Some(fact.split_once(' ')?.1))
        .collect();
    assert_eq!(values.join(", "), want, "{} at {}", probe.name, fault.name);
}

#[test]
fn the_table_has_every_fault_of_the_lab() {
    let world = super::assignment::faults_world();
    for fault in netcheck::lab::FAULTS {
        let known = FAULTS.iter().any(|row| row.name == fault.name)
            || super::dns::FAULTS.iter().any(|row| row.name == fault.name);
        assert!(known, "{} is not tried", fault.name);
        assert!(world.contains(fault.name), "{} is in no world", fault.name);
    }
}
