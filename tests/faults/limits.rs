//! However many checks run at once: the same verdicts, and bounded memory.

use std::io::Read as _;
use std::process::Stdio;

use serde_json::Value;

use super::assignment::{Check, PATIENT, SHORT, assignment, verify};
use super::common::netcheck::command;
use super::common::report::Report;

/// Good and bad peers, and what is expected of them, some of it wrongly.
const MIXED: &[(&str, &str, &str)] = &[
    (
        "open",
        PATIENT,
        "connect: \"accepts-and-closes.faults.test:80\"\n    expect: { result: open }",
    ),
    (
        "shut",
        PATIENT,
        "connect: \"ns.faults.test:80\"\n    expect: { result: refused }",
    ),
    (
        "wrong",
        PATIENT,
        "connect: \"ns.faults.test:80\"\n    expect: { result: open }",
    ),
    (
        "after-wrong",
        PATIENT,
        "needs: [wrong]\n    connect: \"ns.faults.test:53\"\n    expect: { result: open }",
    ),
    (
        "after-open",
        PATIENT,
        "needs: [open]\n    resolve: ns.faults.test\n    expect: { addresses: present }",
    ),
    (
        "silent",
        SHORT,
        "connect: \"off.faults.test:80\"\n    expect: { result: timeout }",
    ),
    (
        "says-nothing",
        SHORT,
        "http: \"http://accepts-and-says-nothing.faults.test/\"\n    expect: { status: absent }",
    ),
    (
        "endless",
        PATIENT,
        "http: \"http://never-ends-a-line.faults.test/\"\n    expect: { status: absent, error: { matches: 64 KB } }",
    ),
    (
        "reset",
        PATIENT,
        "talk: { to: \"resets-in-the-middle.faults.test:25\", say: [ { wait-for: never } ] }\n    expect: { closed-by: reset }",
    ),
    (
        "servfail",
        PATIENT,
        "dns: { ask: a.test, server: servfail.faults.test }\n    expect: { status: servfail }",
    ),
    (
        "circle",
        PATIENT,
        "dns: { ask: a.test, server: cname-circle.faults.test }\n    expect: { status: noerror }",
    ),
    (
        "file",
        PATIENT,
        "file: never.txt\n    expect: { text: present }",
    ),
];

#[test]
fn how_many_run_at_once_changes_no_verdict() {
    let home = assignment(
        MIXED
            .iter()
            .map(|&(id, timeout, probe)| Check { id, timeout, probe }),
    );
    let judged = |words: &[&str]| {
        let ran = verify(&home)
            .args(["--report", "json"])
            .args(words)
            .run()
            .exits(1);
        let report = Report(ran.json());
        let of = |&(id, _, _): &(&str, &str, &str)| {
            let check = report.check(id);
            ["verdict", "mismatches", "fault", "awaits"].map(|key| check[key].clone())
        };
        MIXED.iter().map(of).collect::<Vec<[Value; 4]>>()
    };
    let usual = judged(&[]);
    let verdicts: Vec<&str> = usual.iter().filter_map(|check| check[0].as_str()).collect();
    let want = "pass pass fail undecided pass pass pass pass pass pass fail todo";
    assert_eq!(verdicts.join(" "), want);
    for jobs in ["1", "2", "64"] {
        assert_eq!(judged(&["--jobs", jobs]), usual, "--jobs {jobs}");
    }
}

#[test]
fn a_thousand_checks_at_silent_hosts_end() {
    let ids: Vec<String> = (0..1000).map(|n| format!("silent-{n}")).collect();
    let probes = [
        "connect: \"off.faults.test:80\"\n    expect: { result: timeout }",
        "http: \"http://accepts-and-says-nothing.faults.test/\"\n    expect: { result: open, status: absent }",
        "dns: { ask: a.test, server: silent.faults.test }\n    expect: { status: timeout }",
        "talk: { to: \"accepts-and-says-nothing.faults.test:25\", say: [ { wait-for: x } ] }\n    expect: { matched: false }",
    ];
    let checks = ids
        .iter()
        .zip(probes.iter().cycle())
        .map(|(id, probe)| Check {
            id,
            timeout: "200ms",
            probe,
        });
    // Of a machine that is too busy to connect within 200 ms nothing is asked but that the run ends.
    let ran = verify(&assignment(checks)).args(["--report", "json"]).run();
    assert!(matches!(ran.exit, Some(0 | 1)), "{}", ran.all());
    let report = Report(ran.json());
    let judged = |id: &&String| report.check(id)["verdict"] == "pass";
    assert!(ids.iter().filter(judged).count() > 500, "{}", ran.all());
}

/// A generous bound for 50 checks at once at peers that never stop sending, in MB.
const MEMORY: u64 = 100;

#[test]
fn peers_that_never_stop_do_not_fill_the_memory() {
    let ids: Vec<String> = (0..50).map(|n| format!("endless-{n}")).collect();
    let probes = [
        "talk: { to: \"never-ends-a-line.faults.test:25\", say: [ { wait-for: ^221 } ] }",
        "http: \"http://never-ends-a-line.faults.test/\"",
        "talk: { to: \"never-ends-a-line.faults.test:25\", say: [ { wait-for-close: true } ] }",
        "http: \"http://never-ends-a-line.faults.test:25/\"",
    ];
    let home = assignment(
        ids.iter()
            .zip(probes.iter().cycle())
            .map(|(id, probe)| Check {
                id,
                timeout: PATIENT,
                probe,
            }),
    );
    let (peak, said) = peak_memory(&home);
    let report = Report(serde_json::from_str(&said).expect("a report"));
    report.all_pass(50);
    assert!(peak < MEMORY, "{peak} MB");
    assert!(
        said.len() < 50 * 200 * 1024,
        "a report of {} bytes",
        said.len()
    );
}

/// The most memory that a run ever had, in MB, and its JSON report. It is read while netcheck waits for somebody to take the rest of a report
/// that is larger than a pipe.
#[cfg(target_os = "linux")]
fn peak_memory(home: &super::common::folder::Folder) -> (u64, String) {
    let mut child = command(["verify", "--world", "world.yaml", "--report", "json"])
        .current_dir(home.path())
        .stdout(Stdio::piped())
        .spawn()
        .expect("netcheck starts");
    let mut stdout = child.stdout.take().expect("it is piped");
    let mut said = vec![0];
    stdout.read_exact(&mut said).expect("a report");
    let status = std::fs::read_to_string(format!("/proc/{}/status", child.id()));
    stdout.read_to_end(&mut said).expect("the rest of it");
    child.wait().expect("it ends");
    let status = status.expect("what the system knows of a process");
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|peak| peak.trim().strip_suffix(" kB")?.parse::<u64>().ok());
    let said = String::from_utf8(said).expect("text");
    (kilobytes.expect("a size in kB") / 1024, said)
}

#[cfg(not(target_os = "linux"))]
fn peak_memory(home: &super::common::folder::Folder) -> (u64, String) {
    super::common::program::skip("this system does not tell how much memory a program had");
    (0, verify(home).args(["--report", "json"]).run().stdout)
}
