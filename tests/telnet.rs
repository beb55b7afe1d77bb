//! `netcheck telnet`: what a person at a terminal sees, what a pipe gets, what is recorded, and who is reached.

#![cfg(unix)]

mod common;

use std::io::{Read as _, Write as _};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::thread::{self, JoinHandle};

use common::folder::Folder;
use common::lab::Lab;
use common::netcheck::{Netcheck, netcheck, program};
use common::port::Port;
use common::program::peer;
use common::typist::Typist;
use regex::Regex;

/// A server of one connection: its port, and when it is done.
fn serve(act: impl FnOnce(TcpStream) + Send + 'static) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
    let port = listener.local_addr().expect("a bound port").port();
    let serving = thread::spawn(move || act(listener.accept().expect("a client").0));
    (port.to_string(), serving)
}

/// What a client sent until it closed.
fn all_of(mut stream: &TcpStream) -> String {
    let mut sent = Vec::new();
    let _ = stream.read_to_end(&mut sent);
    String::from_utf8_lossy(&sent).into_owned()
}

fn say(mut stream: &TcpStream, words: impl AsRef<[u8]>) {
    stream
        .write_all(words.as_ref())
        .expect("a client that listens");
}

/// `netcheck telnet` with a pipe, in this folder, where it finds the labs that were started there.
fn piped(home: &Folder, words: &[&str], typed: &str) -> Netcheck {
    let telnet = netcheck(["telnet"]).args(words).stdin(typed);
    telnet.dir(home.path()).env("XDG_RUNTIME_DIR", home.path())
}

/// Somebody at a terminal who types at `netcheck telnet`.
fn typist(runtime: &Path, words: &[&str]) -> Option<Typist> {
    let script = peer("script")?;
    let path = |path: &Path| path.to_str().expect("a plain path").to_owned();
    let runtime = format!("XDG_RUNTIME_DIR={}", path(runtime));
    let program = path(program());
    let line = [&["env", &runtime, &program, "telnet"], words].concat();
    Some(Typist::start(&script, &line))
}

#[test]
fn a_mail_typed_by_a_person_is_recorded_and_read_as_by_hand() {
    let home = Folder::new();
    let _lab = Lab::start_found_in(home.path());
    let file = home.join("mail.txt");
    let file = file.to_str().expect("a plain path");
    let Some(mut mail) = typist(home.path(), &["smtp.usfca.edu", "25", "--save", file]) else {
        return;
    };
    mail.sees("220 ").types("HELO beast.local").sees("250 ");
    mail.types("MAIL FROM: <kim@dons.usfca.edu>").sees("250 ");
    mail.types("RCPT TO: <alex@dons.usfca.edu>").sees("250 ");
    mail.types("DATA")
        .sees("354 ")
        .types("From: kim@dons.usfca.edu");
    mail.types("").types("hi").types(".").sees("queued as ");
    mail.presses("\u{1d}").sees("telnet> ").types("quit");
    let seen = mail.ends();
    assert!(
        seen.contains("smtp.usfca.edu:25 is the lab's, at 127.0.0.1:"),
        "{seen}"
    );
    assert!(
        seen.ends_with("\n^]\ntelnet> quit\nConnection closed.\n"),
        "{seen}"
    );
    let id = Regex::new("queued as [0-9A-F]+").expect("a regular expression");
    let recorded = home.read("mail.txt");
    assert_eq!(
        id.replace(&recorded, "queued as ID"),
        "\
$ netcheck telnet smtp.usfca.edu 25
Trying 192.0.2.25...
Connected to smtp.usfca.edu.
Escape character is '^]'.
220 smtp.usfca.edu ESMTP Postfix
HELO beast.local
250 smtp.usfca.edu
MAIL FROM: <kim@dons.usfca.edu>
250 2.1.0 Ok
RCPT TO: <alex@dons.usfca.edu>
250 2.1.5 Ok
DATA
354 End data with <CR><LF>.<CR><LF>
From: kim@dons.usfca.edu

hi
.
250 2.0.0 Ok: queued as ID
^]
telnet> quit
Connection closed.
"
    );
    let read = netcheck(["read", "--report", "json", "mail.txt"])
        .dir(home.path())
        .run();
    let read = read.exits(0).json();
    assert_eq!(read["roles"], "PLLLSCSCSCSCSHNBESLLL");
    for (fact, value) in [
        ("by-hand", true.into()),
        ("accepted", true.into()),
        ("mail-from", "kim@dons.usfca.edu".into()),
        ("suspicious", serde_json::json!([])),
    ] {
        assert_eq!(read["facts"][fact]["value"], value, "{fact}");
    }
    assert_eq!(read["problems"], serde_json::json!([]));
}

#[test]
fn words_that_arrive_while_somebody_types_stand_before_the_line() {
    let home = Folder::new();
    let (begun, begins) = std::sync::mpsc::channel();
    let (port, serving) = serve(move |stream| {
        begins.recv().expect("somebody begins to type");
        say(&stream, "220 a.test\r\n");
        assert_eq!(all_of(&stream), "HELO beast\r\n");
    });
    let file = home.join("rec.txt");
    let file = file.to_str().expect("a plain path");
    let Some(mut person) = typist(home.path(), &["127.0.0.1", &port, "--save", file]) else {
        return;
    };
    person.sees("Escape character").presses("HELO be");
    begun.send(()).expect("the server waits");
    person.sees("220 a.test").types("ast").presses("\u{1d}");
    person
        .sees("telnet> ")
        .types("quit")
        .sees("Connection closed.");
    serving.join().expect("the server heard what was typed");
    let recorded = home.read("rec.txt");
    assert!(
        recorded.contains("\n220 a.test\nHELO beast\n^]\n"),
        "{recorded}"
    );
}

#[test]
fn enter_at_the_prompt_goes_on_and_other_words_are_asked_again() {
    let home = Folder::new();
    let (port, serving) = serve(|stream| assert_eq!(all_of(&stream), "hi\r\n"));
    let Some(mut person) = typist(home.path(), &["localhost", &port]) else {
        return;
    };
    person.sees("Escape character").presses("\u{1d}");
    person
        .sees("telnet> ")
        .types("what")
        .sees("?Invalid command")
        .sees("telnet> ");
    person.types("").types("hi").presses("\u{1d}");
    person
        .sees("telnet> ")
        .types("close")
        .sees("Connection closed.");
    serving.join().expect("the server heard what was typed");
}

#[test]
fn control_c_and_control_d_leave() {
    for keys in ["\u{3}", "\u{4}"] {
        let home = Folder::new();
        let (port, serving) = serve(|stream| assert_eq!(all_of(&stream), ""));
        let Some(mut person) = typist(home.path(), &["127.0.0.1", &port]) else {
            return;
        };
        person.sees("Escape character is '^]'.\r\n").presses(keys);
        let seen = person.ends();
        assert!(seen.ends_with("\nConnection closed.\n"), "{seen}");
        serving.join().expect("the connection was closed");
    }
}

#[test]
fn a_pipe_hears_the_answer_after_its_end() {
    let home = Folder::new();
    let _lab = Lab::start_found_in(home.path());
    let ran = piped(&home, &["www.usfca.edu", "80", "--save", "hi.txt"], "hi\n")
        .run()
        .exits(0);
    let start = "Trying 192.0.2.80...\nConnected to www.usfca.edu.\nEscape character is '^]'.\nHTTP/1.1 400 Bad Request\n";
    assert!(ran.stdout.starts_with(start), "{}", ran.all());
    assert!(
        ran.stdout
            .ends_with("\nConnection closed by foreign host.\n"),
        "{}",
        ran.all()
    );
    let read = netcheck(["read", "--report", "json", "hi.txt"])
        .dir(home.path())
        .run();
    let read = read.exits(0).json();
    assert_eq!(read["protocol"], "http");
    assert_eq!(read["facts"]["target"]["value"], "www.usfca.edu:80");
    assert_eq!(read["facts"]["says-bad-request"]["value"], true);
    assert_eq!(read["facts"]["typed"]["value"], serde_json::json!(["hi"]));
}

#[test]
fn a_pipe_leaves_a_server_that_says_nothing_more() {
    let home = Folder::new();
    let (port, serving) = serve(|stream| {
        say(&stream, "220 a.test\r\n");
        assert_eq!(all_of(&stream), "no end\r\n");
    });
    let ran = piped(&home, &["127.0.0.1", &port], "no end").run().exits(0);
    assert!(
        ran.stdout.ends_with("220 a.test\nConnection closed.\n"),
        "{}",
        ran.all()
    );
    assert_eq!(
        ran.stderr,
        "the input has ended, and the server said nothing more for 3 seconds\n"
    );
    serving.join().expect("the last line has its end");
}

#[test]
fn the_escape_character_in_a_pipe_leaves() {
    let home = Folder::new();
    let (port, serving) = serve(|stream| assert_eq!(all_of(&stream), "hi\r\n"));
    let typed = "hi\n\u{1d}\nquit\nnever\n";
    let ran = piped(&home, &["127.0.0.1", &port, "--save", "rec.txt"], typed)
        .run()
        .exits(0);
    assert!(
        ran.stdout.ends_with("Connection closed.\n"),
        "{}",
        ran.all()
    );
    let recorded = home.read("rec.txt");
    assert!(
        recorded.ends_with("\nhi\n^]\ntelnet> quit\nConnection closed.\n"),
        "{recorded}"
    );
    serving.join().expect("what was typed before is sent");
}

#[test]
fn a_port_at_which_nobody_listens_refuses() {
    let home = Folder::new();
    let closed = Port::free();
    let port = closed.number.to_string();
    let words = ["127.0.0.1", &port, "--save", "rec.txt"];
    let ran = piped(&home, &words, "").run().exits(1);
    let seen =
        "Trying 127.0.0.1...\ntelnet: Unable to connect to remote host: Connection refused\n";
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), (seen, ""));
    let recorded = format!("$ netcheck telnet 127.0.0.1 {port}\n{seen}");
    assert_eq!(home.read("rec.txt"), recorded);
    let read = netcheck(["read", "--report", "json", "rec.txt"])
        .dir(home.path())
        .run();
    assert_eq!(read.json()["facts"]["connect"]["value"], "refused");
}

#[test]
fn the_labs_names_are_known_while_it_runs() {
    let home = Folder::new();
    let lab = Lab::start_found_in(home.path());
    let ran = piped(&home, &["www.usfca.edu", "81"], "").run().exits(1);
    assert!(
        ran.stdout.ends_with("remote host: Connection refused\n"),
        "{}",
        ran.all()
    );
    assert_eq!(ran.stderr, "www.usfca.edu:81 is the lab's\n");
    let ran = piped(&home, &["nowhere.usfca.edu", "80"], "")
        .run()
        .exits(1);
    assert_eq!(
        (ran.stdout.as_str(), ran.stderr.as_str()),
        (
            "telnet: could not resolve nowhere.usfca.edu/80: Name or service not known\n",
            "the lab has no host of that name; the real one is reached with `netcheck telnet --network live nowhere.usfca.edu 80`\n"
        )
    );
    lab.interrupt();
    let ran = piped(&home, &["www.usfca.edu", "81"], "").run().exits(2);
    assert!(ran.stderr.contains("no lab runs here"), "{}", ran.all());
}

#[test]
fn without_a_lab_nothing_leaves_this_machine_unasked() {
    let home = Folder::new();
    for host in ["www.usfca.edu", "192.0.2.80"] {
        let ran = piped(&home, &[host, "80", "--save", "rec.txt"], "hi\n")
            .run()
            .exits(2);
        let said = format!(
            "error: `{host}` is not this machine, and no lab runs here\n\
             to reach the practice server of that name, start `netcheck lab` in another window and try again\n\
             to reach the real one, type `netcheck telnet --network live {host} 80`\n"
        );
        assert_eq!(
            (ran.stdout.as_str(), ran.stderr.as_str()),
            ("", said.as_str())
        );
        assert!(!home.join("rec.txt").exists());
    }
    let (port, serving) = serve(|stream| say(&stream, "real\r\n"));
    let ran = piped(&home, &["--network", "live", "127.0.0.1", &port], "")
        .run()
        .exits(0);
    assert!(ran.stdout.contains("\nreal\n"), "{}", ran.all());
    serving.join().expect("it was reached");
}

#[test]
fn what_is_no_host_or_port_is_a_usage_error() {
    let home = Folder::new();
    for (words, said) in [
        (
            ["a b", "80"],
            "error: `a b` is neither a host name nor an address\n",
        ),
        (
            ["localhost", "http"],
            "error: there is no port `http`, ports are 1 to 65535; web servers have 80, mail servers 25, mailboxes 110\n",
        ),
    ] {
        assert_eq!(piped(&home, &words, "").run().exits(2).stderr, said);
    }
}

#[test]
fn a_server_that_closes_in_the_middle_of_a_line() {
    let home = Folder::new();
    let (port, serving) = serve(|stream| say(&stream, "220 a.test\r\n250 no e"));
    let ran = piped(&home, &["127.0.0.1", &port, "--save", "rec.txt"], "")
        .run()
        .exits(0);
    let end = "220 a.test\n250 no e\nConnection closed by foreign host.\n";
    assert!(ran.stdout.ends_with(end), "{}", ran.all());
    assert!(home.read("rec.txt").ends_with(end));
    serving.join().expect("it spoke");
}

#[test]
fn a_server_that_never_stops_is_left() {
    let home = Folder::new();
    let (port, serving) = serve(|mut stream| {
        let line = format!("{}\r\n", "x".repeat(998));
        while stream.write_all(line.as_bytes()).is_ok() {}
    });
    let ran = piped(&home, &["127.0.0.1", &port, "--save", "rec.txt"], "")
        .run()
        .exits(0);
    assert_eq!(
        ran.stderr,
        "the server sent more than 8 megabytes; a recording of more could not be read\n"
    );
    assert!(home.read("rec.txt").ends_with("x\nConnection closed.\n"));
    serving.join().expect("it was left");
}

#[test]
fn nothing_that_a_server_sends_reaches_the_terminal_as_a_control() {
    let home = Folder::new();
    let (port, serving) = serve(|stream| {
        say(
            &stream,
            b"\x1b[2J\x1b]0;x\x07\xff\xfd\x18 gr\xc3\xbcn\t\xc2\x9b31m\r\n",
        );
    });
    let ran = piped(&home, &["127.0.0.1", &port, "--save", "rec.txt"], "")
        .run()
        .exits(0);
    let line = "^[[2J^[]0;x^G\\xff\\xfd^X grün\t<U+009B>31m\n";
    assert!(ran.stdout.contains(line), "{}", ran.all());
    assert!(home.read("rec.txt").contains(line));
    serving.join().expect("it spoke");
}

#[test]
fn a_recording_is_added_to_and_no_other_file_is_touched() {
    let home = Folder::new();
    home.write("answers.yaml", "email: kim@a.test\n");
    let closed = Port::free();
    let port = closed.number.to_string();
    let try_once = |file: &str| piped(&home, &["127.0.0.1", &port, "--save", file], "").run();
    try_once("rec.txt").exits(1);
    let once = home.read("rec.txt");
    try_once("rec.txt").exits(1);
    assert_eq!(home.read("rec.txt"), once.repeat(2));
    let ran = try_once("answers.yaml").exits(2);
    assert_eq!(
        ran.stderr,
        "error: `answers.yaml` is there and is no recording of `netcheck telnet`, so nothing is added to it; name another file\n"
    );
    assert_eq!(home.read("answers.yaml"), "email: kim@a.test\n");
    let ran = try_once("no/folder/rec.txt").exits(2);
    assert!(
        ran.stderr
            .starts_with("error: the recording `no/folder/rec.txt` cannot be written: "),
        "{}",
        ran.all()
    );
}

#[test]
fn a_closed_pipe_is_no_error() {
    let (port, serving) = serve(|stream| {
        say(&stream, "220 a.test\r\n");
        all_of(&stream);
    });
    let mut child = common::netcheck::command(["telnet", "127.0.0.1", &port])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("netcheck starts");
    drop(child.stdout.take());
    let _keyboard = child.stdin.take();
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    serving.join().expect("the connection was closed");
}
