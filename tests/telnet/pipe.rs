//! A pipe in the place of a person, servers of every kind, and what is recorded.

use std::io::Write as _;

use crate::common::folder::Folder;
use crate::common::lab::Lab;
use crate::common::netcheck::{command, netcheck};
use crate::common::port::Port;
use crate::{all_of, piped, say, serve};

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
        "error: `answers.yaml` is there and is no recording of `netcheck telnet`, so\nnothing is added to it; name another file\n"
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
    let mut child = command(["telnet", "127.0.0.1", &port])
        .stdin(std::process::Stdio::piped())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("netcheck starts");
    drop(child.stdout.take());
    let _keyboard = child.stdin.take();
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
    serving.join().expect("the connection was closed");
}
