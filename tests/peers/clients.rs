//! Other people's programs against netcheck's practice servers.

use std::path::Path;
use std::time::Duration;

use assert_cmd::Command;

use crate::common::folder::{Folder, repository};
use crate::common::lab::Lab;
use crate::common::program::peer;
use crate::common::typist::Typist;

/// No program here takes this long; one that does hangs.
const DEADLINE: Duration = Duration::from_mins(1);

/// A program's words on standard output and its exit code.
#[track_caller]
fn hear<const N: usize>(program: &Path, words: [&str; N], input: &str) -> (String, Option<i32>) {
    let mut command = Command::new(program);
    command.args(words).env("LC_ALL", "C").write_stdin(input);
    let output = command.timeout(DEADLINE).output().expect("it starts");
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said).into_owned();
    (said, output.status.code())
}

/// Panics with all that was said unless it contains each of these.
#[track_caller]
fn contains(said: &str, wanted: &[&str]) {
    for want in wanted {
        assert!(said.contains(want), "no `{want}` in\n{said}");
    }
}

#[test]
fn nslookup_asks_the_lab() {
    let Some(nslookup) = peer("nslookup") else {
        return;
    };
    let folder = Folder::new();
    let lab = Lab::start(folder.path());
    let port = format!("-port={}", lab.dns);
    let (said, exit) = hear(&nslookup, [&port, "www.usfca.edu", "127.0.0.1"], "");
    contains(&said, &["Name:\twww.usfca.edu", "Address: 192.0.2.80"]);
    assert_eq!(exit, Some(0), "{said}");
    let (said, _) = hear(&nslookup, [&port, "web.usfca.edu", "127.0.0.1"], "");
    contains(&said, &["canonical name = www.usfca.edu."]);
    let (said, exit) = hear(
        &nslookup,
        [&port, "no-such-name.usfca.edu", "127.0.0.1"],
        "",
    );
    contains(&said, &["can't find no-such-name.usfca.edu: NXDOMAIN"]);
    assert_eq!(exit, Some(1), "{said}");
}

#[test]
fn dig_asks_the_lab_over_udp_and_tcp() {
    let Some(dig) = peer("dig") else { return };
    let folder = Folder::new();
    let lab = Lab::start(folder.path());
    let port = lab.dns.to_string();
    let ask = |words: [&str; 3]| {
        let [name, kind, way] = words;
        let words = ["-p", &port, "@127.0.0.1", name, kind, way, "+tries=1"];
        hear(&dig, words, "").0
    };
    contains(
        &ask(["www.usfca.edu", "A", "+notcp"]),
        &["status: NOERROR", "192.0.2.80"],
    );
    contains(
        &ask(["www.usfca.edu", "A", "+tcp"]),
        &["status: NOERROR", "192.0.2.80", "(TCP)"],
    );
    contains(
        &ask(["usfca.edu", "MX", "+notcp"]),
        &["status: NOERROR", "smtp.usfca.edu."],
    );
    contains(
        &ask(["no-such-name.usfca.edu", "A", "+notcp"]),
        &["status: NXDOMAIN"],
    );
    contains(
        &ask(["www.usfca.edu", "AAAA", "+notcp"]),
        &["status: NOERROR", "ANSWER: 0"],
    );
}

#[test]
fn telnet_talks_to_the_lab() {
    let (Some(telnet), Some(script)) = (peer("telnet"), peer("script")) else {
        return;
    };
    let folder = Folder::new();
    let lab = Lab::start(folder.path());
    let telnet = telnet.to_str().expect("a plain path");
    let dial = |port: u16| Typist::start(&script, &[telnet, "127.0.0.1", &port.to_string()]);

    let mut web = dial(lab.http);
    web.sees("Escape character")
        .types("hi")
        .sees("400 Bad Request");
    contains(&web.ends(), &["Connection closed by foreign host."]);

    let mut mail = dial(lab.smtp);
    mail.sees("220 ").types("HELO here.test").sees("250 ");
    mail.types("RCPT TO:<support@antlr.org>").sees("503 ");
    mail.types("QUIT").sees("221 ");
    contains(&mail.ends(), &["Connection closed by foreign host."]);

    contains(&dial(lab.refused).ends(), &["Connection refused"]);
}

#[test]
fn nc_and_curl_use_the_labs_web_server() {
    let (Some(nc), Some(curl)) = (peer("nc"), peer("curl")) else {
        return;
    };
    let folder = Folder::new();
    let lab = Lab::start(folder.path());
    let port = lab.http.to_string();
    let (said, _) = hear(&nc, ["-N", "127.0.0.1", &port], "hi\n");
    contains(&said, &["HTTP/1.1 400 Bad Request"]);
    let page = format!("http://127.0.0.1:{port}/hello.txt");
    let (said, exit) = hear(&curl, ["-sSi", &page], "");
    contains(&said, &["HTTP/1.1 200 OK", "hello\n"]);
    assert_eq!(exit, Some(0), "{said}");
    let gone = format!("http://127.0.0.1:{port}/gone");
    contains(&hear(&curl, ["-sSi", &gone], "").0, &["404 Not Found"]);
    let refused = format!("http://127.0.0.1:{}/", lab.refused);
    assert_eq!(hear(&curl, ["-sS", &refused], "").1, Some(7));
}

#[test]
fn swaks_mails_through_the_lab_and_is_seen() {
    let Some(swaks) = peer("swaks") else { return };
    let folder = Folder::new();
    let mut lab = Lab::start(folder.path());
    let server = format!("127.0.0.1:{}", lab.smtp);
    let words = |to| {
        let from = "parrt@cs.usfca.edu";
        [
            "--server", &server, "--from", from, "--to", to, "--helo", "me",
        ]
    };
    let (said, exit) = hear(&swaks, words("support@antlr.org"), "");
    contains(&said, &["<-  250 2.0.0 Ok: queued as", "<-  221 2.0.0 Bye"]);
    assert_eq!(exit, Some(0), "{said}");
    lab.shows("support@antlr.org");
    let (said, exit) = hear(&swaks, words("x@refused.usfca.edu"), "");
    contains(&said, &["<** 5"]);
    assert_eq!(exit, Some(24), "{said}");
}

#[test]
fn python_uses_the_lab() {
    let Some(python) = peer("python3") else {
        return;
    };
    let folder = Folder::new();
    let lab = Lab::start(folder.path());
    let client = repository().join("tests/peers/clients/client.py");
    let ports = [lab.http, lab.refused, lab.smtp, lab.pop3, lab.ssh].map(|port| port.to_string());
    let [http, refused, smtp, pop3, ssh] = ports.each_ref().map(String::as_str);
    let client = client.to_str().expect("a plain path");
    let (said, exit) = hear(&python, [client, http, refused, smtp, pop3, ssh], "");
    assert_eq!((said.as_str(), exit), ("all of it works\n", Some(0)));
}

#[test]
fn the_lab_ends_well_on_an_interrupt() {
    let folder = Folder::new();
    let lab = Lab::start(folder.path());
    assert_eq!(lab.interrupt(), Some(0));
}
