//! The lecture, typed at a terminal in the lab's shell, with Debian's own programs.

use std::path::Path;

use regex::Regex;
use snapbox::Data;

use crate::common::folder::repository;
use crate::common::netcheck::program;
use crate::common::program::{peer, the_box};
use crate::common::typist::Typist;

const PROMPT: &str = "student@laptop:/$ ";

/// How often it is typed; more by `NETCHECK_BOX_RUNS`.
const RUNS: u32 = 3;

#[test]
fn the_lecture_is_the_same_each_time() {
    let programs = [
        "script",
        "nslookup",
        "dig",
        "telnet",
        "busybox",
        "nc",
        "curl",
        "swaks",
        "python3",
        "ping",
        "traceroute",
        "ip",
    ];
    let found: Vec<_> = programs.into_iter().map(peer).collect();
    let Some(script) = found
        .iter()
        .all(Option::is_some)
        .then(|| found[0].clone())
        .flatten()
    else {
        return;
    };
    if !the_box() {
        return;
    }
    let runs = std::env::var("NETCHECK_BOX_RUNS")
        .ok()
        .and_then(|runs| runs.parse().ok());
    for _ in 0..runs.unwrap_or(RUNS) {
        let transcript = steady(&typed(&script));
        let golden = repository().join("fixtures/box/lecture.txt");
        snapbox::Assert::new()
            .action_env("SNAPSHOTS")
            .eq(transcript, Data::read_from(&golden, None));
    }
}

/// Types the lecture, and gives what the screen showed.
fn typed(script: &Path) -> String {
    let netcheck = program().display().to_string();
    let mut typist = Typist::start(
        script,
        &["env", "-C", "/", "TERM=dumb", &netcheck, "lab", "shell"],
    );
    typist.sees("`exit` leaves.").sees(PROMPT);
    typist.types("stty cols 200").sees(PROMPT);
    for command in [
        "nslookup www.usfca.edu",
        "nslookup web.usfca.edu",
        "nslookup nobody.usfca.edu",
        "dig +short usfca.edu MX",
        "hostname",
        "ip -br addr",
        "python3 -c 'import socket; print(socket.gethostbyname(\"www.usfca.edu\"), socket.gethostname())'",
    ] {
        typist.types(command).sees(PROMPT);
    }
    typist
        .types("telnet www.usfca.edu 80")
        .sees("Escape character")
        .types("hi")
        .sees("closed by foreign host")
        .sees(PROMPT);
    typist
        .types("busybox telnet www.usfca.edu 80")
        .sees("Connected")
        .types("hi")
        .sees("closed by foreign host")
        .sees(PROMPT);
    typist
        .types("telnet www.usfca.edu 81")
        .sees("refused")
        .sees(PROMPT);
    mail(&mut typist);
    for command in [
        "printf 'GET /hello.txt HTTP/1.0\\r\\n\\r\\n' | nc www.usfca.edu 80",
        "curl -s http://www.usfca.edu/",
        "swaks -s smtp.usfca.edu -f kim@dons.usfca.edu -t alex@dons.usfca.edu --silent 3; echo $?",
        "ping -c 1 www.antlr.org",
        "traceroute -q 1 www.antlr.org",
        "ls /run",
    ] {
        typist.types(command).sees(PROMPT);
    }
    typist.types("exit");
    typist.ends()
}

fn mail(typist: &mut Typist) {
    typist.types("telnet smtp.usfca.edu 25").sees("220 ");
    for line in [
        "HELO dons.usfca.edu",
        "MAIL FROM:<kim@dons.usfca.edu>",
        "RCPT TO:<alex@dons.usfca.edu>",
    ] {
        typist.types(line).sees("250 ");
    }
    typist.types("DATA").sees("354 ");
    for line in [
        "From: kim@dons.usfca.edu",
        "Subject: by hand",
        "",
        "Hi Alex.",
    ] {
        typist.types(line).sees("\n");
    }
    typist
        .types(".")
        .sees("250 ")
        .types("QUIT")
        .sees("closed by foreign host")
        .sees(PROMPT);
}

/// Without what differs each time: times, dates, the numbers of mails.
fn steady(transcript: &str) -> String {
    let replaced = [
        (r"[0-9./]+ ?ms", "N ms"),
        (r"queued as \S+", "queued as ID"),
        (r"Date: .*", "Date: DATE"),
    ];
    replaced
        .iter()
        .fold(transcript.to_owned(), |text, (pattern, new)| {
            let pattern = Regex::new(pattern).expect("a pattern");
            pattern.replace_all(&text, *new).into_owned()
        })
}
