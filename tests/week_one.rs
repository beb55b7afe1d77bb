//! Week one of the lecture: a student takes the assignment, starts the lab, does exercises 4 to 7 with a real `telnet` and `nslookup`, hands in,
//! makes mistakes, and hands in again.

#![cfg(target_os = "linux")]

mod common;

use std::path::PathBuf;
use std::process::Command;

use common::folder::{Folder, repository};
use common::lab::Lab;
use common::netcheck::{Netcheck, netcheck};
use common::program::peer;
use common::report::Report;
use common::typist::Typist;

/// The exercises of the week, as the command line names them.
const WEEK: [&str; 4] = ["dns", "ports", "http-by-hand", "mail-by-hand"];

/// The checks that read what is handed in.
const HANDED_IN: [&str; 8] = [
    "recording",
    "not-the-server",
    "answer",
    "open",
    "refused",
    "hi",
    "get",
    "session",
];

const MY_ADDRESS: &str = "kim@dons.usfca.edu";
const PARTNER: &str = "alex@dons.usfca.edu";

#[test]
fn week_one() {
    let Some(mut student) = Student::new() else {
        return;
    };
    student.copies_the_assignment();
    student.gets_the_template();
    let report = student.verifies(1);
    for id in HANDED_IN {
        assert_eq!(report.check(id)["verdict"], "todo", "{id}");
    }
    assert_eq!(report.0["score"]["points"], 0);

    student.starts_the_lab();
    student.looks_up("www.usfca.edu");
    student.answers("usfca-address", "192.0.2.80");
    student.answers("  email", MY_ADDRESS);
    student.answers("  partner", PARTNER);
    student.connects_to_an_open_and_to_a_refused_port();
    student.says_hi();
    student.asks_for("/");
    student.mails(PARTNER);
    let report = student.verifies(0);
    assert!(report.other_than_pass().is_empty(), "{:#}", report.0);
    assert_eq!(report.0["score"]["points"], report.0["score"]["of"]);

    student.takes_the_servers_address_for_the_names();
    student.swaps_the_recordings_of_the_ports();
    student.asks_for("/no-such-page");
    student.mails("somebody.else@dons.usfca.edu");
    let report = student.verifies(1);
    let wrong = report.other_than_pass();
    let want = [
        ("answer", "skipped"),
        ("get", "fail"),
        ("not-the-server", "fail"),
        ("open", "fail"),
        ("refused", "fail"),
        ("session", "fail"),
    ];
    assert_eq!(wrong, want.into(), "{:#}", report.0);
    let mail = &report.check("session")["mismatches"][0];
    assert_eq!(mail["step"], "rcpt", "{mail:#}");
    assert_eq!(mail["file"], "mail.txt", "{mail:#}");
}

/// Somebody with a folder, a terminal and the programs of the lecture.
struct Student {
    home: Folder,
    telnet: PathBuf,
    nslookup: PathBuf,
    script: PathBuf,
    lab: Option<Lab>,
}

impl Student {
    /// A student with an empty folder, where the programs are installed.
    fn new() -> Option<Self> {
        let (telnet, nslookup, script) = (peer("telnet"), peer("nslookup"), peer("script"));
        Some(Self {
            home: Folder::new(),
            telnet: telnet?,
            nslookup: nslookup?,
            script: script?,
            lab: None,
        })
    }

    fn copies_the_assignment(&self) {
        let copy = self.home.folder("sockets");
        common::folder::copy(&repository().join("exercises"), &copy);
        self.home.folder("mine");
    }

    fn gets_the_template(&self) {
        let ran = self.netcheck(["new", "answers"]).args(WEEK).run().exits(0);
        let template = self.home.read("mine/answers.yaml");
        assert!(template.contains("\nusfca-address:\n"), "{}", ran.all());
    }

    fn starts_the_lab(&mut self) {
        self.lab = Some(Lab::start(&self.home.join("sockets")));
    }

    fn lab(&self) -> &Lab {
        self.lab.as_ref().expect("the lab is started first")
    }

    fn looks_up(&self, name: &str) {
        let output = Command::new(&self.nslookup)
            .args([&format!("-port={}", self.lab().dns), name, "127.0.0.1"])
            .env("LC_ALL", "C")
            .output()
            .expect("nslookup runs");
        self.home.write("mine/nslookup.txt", output.stdout);
    }

    /// Writes an answer behind its key, in place of the one before.
    fn answers(&self, key: &str, answer: &str) {
        let text = self.home.read("mine/answers.yaml");
        let key = format!("{key}:");
        let (before, after) = text
            .split_once(&format!("\n{key}"))
            .unwrap_or_else(|| panic!("no `{key}` in\n{text}"));
        let after = after.split_once('\n').map_or("", |(_, after)| after);
        let text = format!("{before}\n{key} {answer}\n{after}");
        self.home.write("mine/answers.yaml", text);
    }

    fn connects_to_an_open_and_to_a_refused_port(&self) {
        self.records("open.txt", self.lab().http, |web| {
            // Not the escape character: telnet knows it only a moment after it has named it.
            web.sees("Escape character").presses("\u{4}");
        });
        self.records("refused.txt", self.lab().refused, |_| ());
    }

    fn says_hi(&self) {
        self.records("hi.txt", self.lab().http, |web| {
            web.sees("Escape character").types("hi");
        });
    }

    fn asks_for(&self, page: &str) {
        self.records("get.txt", self.lab().http, |web| {
            web.sees("Escape character");
            web.types(&format!("GET {page} HTTP/1.1"));
            web.types("Host: www.usfca.edu").types("Connection: close");
            web.types("");
        });
    }

    fn mails(&self, to: &str) {
        self.records("mail.txt", self.lab().smtp, |mail| {
            mail.sees("220 ").types("HELO beast.local").sees("250 ");
            mail.types(&format!("MAIL FROM: <{MY_ADDRESS}>"));
            mail.sees("250 ").types(&format!("RCPT TO: <{to}>"));
            mail.sees("250 ").types("DATA").sees("354 ");
            mail.types(&format!("From: {MY_ADDRESS}")).types("");
            mail.types("This is a test").types(".").sees("250 ");
            mail.types("QUIT").sees("221 ");
        });
    }

    fn takes_the_servers_address_for_the_names(&self) {
        self.answers("usfca-address", "127.0.0.1");
    }

    fn swaps_the_recordings_of_the_ports(&self) {
        let [open, refused] =
            ["mine/open.txt", "mine/refused.txt"].map(|name| self.home.read(name));
        self.home.write("mine/open.txt", refused);
        self.home.write("mine/refused.txt", open);
    }

    fn verifies(&self, exit: i32) -> Report {
        let verify = self.netcheck(["verify"]).args(WEEK);
        let ran = verify.args(["--report", "json"]).run().exits(exit);
        Report(ran.json())
    }

    /// netcheck in the assignment's folder, with the student's own as the submission.
    fn netcheck<const N: usize>(&self, words: [&str; N]) -> Netcheck {
        netcheck(words)
            .args(["--submission", "../mine"])
            .dir(self.home.join("sockets"))
    }

    /// Has a session with telnet, and copies what the terminal showed, from the command line on, into a file.
    fn records(&self, file: &str, port: u16, session: impl FnOnce(&mut Typist)) {
        let telnet = self.telnet.to_str().expect("a plain path");
        let mut typist = Typist::start(&self.script, &[telnet, "127.0.0.1", &port.to_string()]);
        session(&mut typist);
        let recording = format!("$ telnet 127.0.0.1 {port}\n{}", typist.ends());
        self.home.write(&format!("mine/{file}"), recording);
    }
}
