//! A person at a terminal.

use std::path::Path;

use regex::Regex;

use crate::common::folder::Folder;
use crate::common::lab::Lab;
use crate::common::netcheck::{netcheck, program};
use crate::common::program::peer;
use crate::common::typist::Typist;
use crate::{all_of, say, serve};

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
    let words = ["localhost", &port];
    let Some(mut person) = typist(home.path(), &words) else {
        return;
    };
    person.sees("Escape character").presses("h\u{1d}");
    person
        .sees("telnet> ")
        .types("what")
        .sees("?Invalid command")
        .sees("telnet> ");
    person.types("").types("i").presses("\u{1d}");
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
