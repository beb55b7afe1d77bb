//! Every fault of DNS, met by every probe that asks for names.

use super::assignment::{
    Check, PATIENT, SHORT, assignment, facts, faults_world, report, with_world,
};
use super::common::program::peer;

/// What the probes say of one fault.
pub(crate) struct Fault {
    pub(crate) name: &'static str,
    /// Whether any answer comes that counts.
    answers: Answers,
    /// The status that `dns`, `resolve` and `nslookup` find; the last is that of the real program.
    status: &'static str,
    nslookup: &'static str,
    /// How the last answer came, or should have come.
    over: &'static str,
    /// What `dns` says is wrong.
    error: &'static str,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Answers {
    Something,
    Nothing,
}

impl Fault {
    const fn silent(name: &'static str) -> Self {
        Self {
            name,
            answers: Answers::Nothing,
            status: "timeout",
            nslookup: "timeout",
            over: "udp",
            error: "-",
        }
    }

    const fn code(name: &'static str) -> Self {
        Self {
            name,
            answers: Answers::Something,
            status: name,
            nslookup: name,
            over: "udp",
            error: "-",
        }
    }

    const fn broken(name: &'static str, error: &'static str) -> Self {
        Self {
            name,
            answers: Answers::Something,
            status: "bad-reply",
            nslookup: "bad-reply",
            over: "udp",
            error,
        }
    }

    fn timeout(&self) -> &'static str {
        match self.answers {
            Answers::Something => PATIENT,
            Answers::Nothing => SHORT,
        }
    }
}

pub(crate) const FAULTS: &[Fault] = &[
    Fault::silent("wrong-id"),
    Fault::broken("truncated-packet", "it breaks off before its end"),
    Fault::broken(
        "compression-loop",
        "a shortened name in it does not lead back to an earlier one",
    ),
    Fault::broken("cname-circle", "its aliases lead back to themselves"),
    Fault::silent("silent"),
    Fault::code("servfail"),
    Fault::code("refused"),
    Fault::code("formerr"),
    Fault::code("notimp"),
    Fault::silent("empty-reply"),
    Fault::silent("wrong-question"),
    Fault {
        // The program takes the answer as it is, and there is nothing in it.
        nslookup: "nodata",
        over: "tcp",
        ..Fault::broken(
            "tc-always",
            "it says that it is cut off, though it came over TCP",
        )
    },
];

#[test]
fn a_question_to_every_fault_ends_in_the_right_status() {
    let probes: Vec<String> = FAULTS
        .iter()
        .map(|fault| {
            let name = fault.name;
            format!("dns: {{ ask: www.faults.test, server: \"{name}.faults.test:53\" }}")
        })
        .collect();
    let checks = FAULTS.iter().zip(&probes).map(|(fault, probe)| Check {
        id: fault.name,
        timeout: fault.timeout(),
        probe,
    });
    let report = report(&assignment(checks));
    report.all_pass(FAULTS.len());
    for fault in FAULTS {
        let want = [
            format!("status {}", fault.status),
            format!("transport {}", fault.over),
            format!("error {}", fault.error),
        ];
        let got = facts(&report, fault.name, &["status", "transport", "error"]);
        assert_eq!(got, want, "{}", fault.name);
    }
}

#[test]
fn a_name_that_a_faulty_resolver_should_find_ends_in_the_right_status() {
    for fault in FAULTS {
        let resolve = Check {
            id: "resolve",
            timeout: fault.timeout(),
            probe: "resolve: www.faults.test",
        };
        let connect = Check {
            id: "connect",
            probe: "connect: \"www.faults.test:80\"",
            ..resolve
        };
        let report = report(&with_world(&ruled_by(fault.name), [resolve, connect]));
        report.all_pass(2);
        let status = format!("status {}", fault.status);
        assert_eq!(facts(&report, "resolve", &["status"]), [status]);
        let error = match fault.answers {
            Answers::Something => {
                format!("error no address for `www.faults.test`: {}", fault.status)
            }
            Answers::Nothing => {
                "error nobody answered the question for the address of `www.faults.test`".to_owned()
            }
        };
        let want = ["result unknown-host".to_owned(), error];
        assert_eq!(
            facts(&report, "connect", &["result", "error"]),
            want,
            "{}",
            fault.name
        );
    }
}

#[test]
fn the_real_nslookup_at_a_faulty_resolver_ends_in_the_right_status() {
    if peer("nslookup").is_none() {
        return;
    }
    for fault in FAULTS {
        let check = Check {
            id: "nslookup",
            timeout: fault.timeout(),
            probe: "nslookup: www.faults.test",
        };
        let report = report(&with_world(&ruled_by(fault.name), [check]));
        report.all_pass(1);
        let status = format!("status {}", fault.nslookup);
        assert_eq!(
            facts(&report, "nslookup", &["status"]),
            [status],
            "{}",
            fault.name
        );
        let notes = report.check("nslookup")["evidence"]["notes"].to_string();
        assert!(notes.contains("ran the program `"), "{notes}");
    }
}

#[test]
fn without_nslookup_netcheck_asks_itself_and_says_so() {
    for fault in FAULTS {
        let check = Check {
            id: "nslookup",
            timeout: fault.timeout(),
            probe: "nslookup: www.faults.test",
        };
        let home = with_world(&ruled_by(fault.name), [check]);
        let ran = super::assignment::verify(&home)
            .args(["--report", "json"])
            .env("PATH", home.path())
            .run()
            .exits(0);
        let report = super::common::report::Report(ran.json());
        let status = format!("status {}", fault.status);
        assert_eq!(
            facts(&report, "nslookup", &["status"]),
            [status],
            "{}",
            fault.name
        );
        let notes = report.check("nslookup")["evidence"]["notes"].to_string();
        assert!(notes.contains("the program is not installed"), "{notes}");
    }
}

/// The world whose clients ask a server that has this fault.
fn ruled_by(fault: &str) -> String {
    let behaves = "services: { 53: dns }";
    let world = faults_world();
    assert_eq!(world.matches(behaves).count(), 1, "one server behaves");
    world.replace(
        behaves,
        &format!("services: {{ 53: {{ faulty: {fault} }} }}"),
    )
}
