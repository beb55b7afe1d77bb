//! What a peer or a student wrote never reaches the terminal as a command to it.

#[cfg(unix)]
use std::io::Write as _;
#[cfg(unix)]
use std::net::TcpStream;

use regex::Regex;

use super::assignment::{faults_world, verify};
use super::common::folder::Folder;
#[cfg(unix)]
use super::common::lab::Lab;

/// What terminals obey: OSC with its two ends, CSI, its C1 form in UTF-8, DCS, a reset, backspace, CR, bell, a turned direction of writing.
/// The colour is one that netcheck never uses.
const NASTY: &str = "\u{1b}]0;owned\u{7}\u{1b}]52;c;aGk=\u{1b}\\\u{1b}[38;5;199m\u{9b}2J\u{90}q\u{9c}\u{1b}cab\u{8}\u{8}\rX\u{202e}\u{2066}\u{0}\u{7f}";

/// Peers and files of which every check fails, so that what they say is shown.
const CHECKS: &str = r#"
  - { id: talk, title: T, talk: { to: "terminal-escapes.faults.test:25", say: [ { wait-for: never } ] }, expect: { received: hello, matched: true } }
  - { id: captured, title: T, talk: { to: "terminal-escapes.faults.test:25", say: [ { wait-for: "220 (?<all>.*)" } ] }, expect: { captures.all: hello } }
  - { id: nul, title: T, talk: { to: "nul-and-control-bytes.faults.test:25", say: [ { wait-for: never } ] }, expect: { transcript: { contains: hello } } }
  - { id: page, title: T, http: "http://terminal-escapes.faults.test/", expect: { first-line: hello, error: absent } }
  - { id: nul-page, title: T, http: "http://nul-and-control-bytes.faults.test/", expect: { first-line: { matches: hello } } }
  - { id: bare, title: T, http: "http://terminal-escapes.faults.test:25/", expect: { body: { line: hello } } }
  - { id: file, title: T, file: file.txt, expect: { text: hello } }
  - { id: lines, title: T, file: file.txt, expect: { lines: { same-set: [hello] } } }
  - { id: missing, title: T, file: gone.txt, expect: { text: present } }
  - { id: answer, title: T, answer: text, reveal: true, expect: { value: hello } }
  - { id: choice, title: T, answer: choice, reveal: true, expect: { value: one } }
  - { id: host, title: T, answer: host, reveal: true, expect: { value: www.usfca.edu } }
  - { id: target, title: T, connect: "${answers.text}:80", expect: { result: open } }
  - { id: name, title: T, resolve: $answers.text, expect: { status: noerror } }
  - { id: asked, title: T, dns: $answers.text, expect: { status: noerror } }
  - { id: url, title: T, http: "http://${answers.text}/", expect: { result: open } }
  - { id: plain, title: T, transcript: { file: session.txt, protocol: plain }, expect: { target: hello } }
  - { id: smtp, title: T, transcript: { file: session.txt, protocol: smtp }, expect: { sent-by-hand: { from: a@usfca.edu, to: b@usfca.edu } } }
  - { id: nslookup, title: T, transcript: { file: nslookup.txt, protocol: nslookup }, expect: { asked: www.usfca.edu } }
"#;

fn home() -> Folder {
    let home = Folder::new();
    home.write("world.yaml", faults_world());
    home.write(
        "netcheck.yaml",
        "netcheck: 1\ntitle: Test\nstudent: [id, email]\n",
    );
    home.write(
        "01-one/exercise.yaml",
        format!(
            "netcheck: 1\ntitle: One\nanswers:\n  text: {{ ask: Text?, type: text }}\n  choice: {{ ask: Which?, type: choice, of: [one, two] }}\n  \
             host: {{ ask: Host?, type: host }}\nchecks:{CHECKS}"
        ),
    );
    home
}

/// What a student hands in who means no good. A name of a file has no NUL.
fn hand_in(home: &Folder, answers: &str) {
    home.write("handed/answers.yaml", answers);
    home.write(
        "handed/file.txt",
        format!("{NASTY}\n  {NASTY}\nhello {NASTY}\n"),
    );
    home.write(
        "handed/session.txt",
        format!(
            "$ telnet {NASTY} 25\nTrying {NASTY}...\nConnected to {NASTY}.\nEscape character is '^]'.\n220 {NASTY}\nHELO {NASTY}\n250 {NASTY}\n"
        ),
    );
    home.write(
        "handed/nslookup.txt",
        format!("$ nslookup {NASTY}\nServer:\t\t{NASTY}\nAddress:\t192.0.2.1#53\n\nName:\t{NASTY}\nAddress: 192.0.2.2\n"),
    );
    #[cfg(unix)]
    for name in ["GONE.txt", "gone.txt.rtf", "gone"] {
        let nasty = NASTY.replace('\0', "");
        home.write(&format!("handed/{nasty}/{name}"), "text");
        home.write(&format!("handed/{name}{nasty}.txt"), "text");
        home.write(&format!("handed/gone.txt{nasty}"), "text");
    }
}

/// The answers as YAML writes such text in double quotes.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            ' '..='~' if c != '"' && c != '\\' => c.to_string(),
            _ => format!("\\u{:04x}", u32::from(c)),
        })
        .collect();
    format!("\"{escaped}\"")
}

#[test]
fn nothing_that_a_peer_or_student_wrote_commands_the_terminal() {
    let home = home();
    let quoted = quoted(NASTY);
    let all = [
        "text",
        "choice",
        "host",
        "id",
        "\"id\\u001b[2J\"",
        "student",
    ];
    for answers in [
        all.map(|key| format!("{key}: {quoted}\n")).concat(),
        format!(
            "student: {{ id: {quoted}, email: {quoted} }}\ntext: {quoted}\n{quoted}: {quoted}\n"
        ),
        format!("text: {NASTY}\nchoice: {NASTY}\n"),
        format!("text: [{NASTY}\n\u{1b}[2J: \"{NASTY}"),
        format!("text: !{NASTY} &{NASTY} x\n"),
    ] {
        hand_in(&home, &answers);
        for words in [
            &["--color", "always"][..],
            &["--color", "never"],
            &["--report", "json"],
        ] {
            let ran = verify(&home)
                .args(["--submission", "handed"])
                .args(words)
                .run()
                .exits(1);
            for said in [&ran.stdout, &ran.stderr] {
                is_harmless(said, words);
            }
        }
    }
}

#[test]
fn a_coloured_report_is_the_plain_one_with_colours() {
    let home = home();
    hand_in(&home, &format!("text: {}\n", quoted(NASTY)));
    let said = |when: &str| {
        let ran = verify(&home)
            .args(["--submission", "handed", "--color", when])
            .run();
        ran.exits(1).stdout
    };
    let (plain, coloured) = (said("never"), said("always"));
    assert_ne!(plain, coloured);
    assert!(plain.contains("^[]0;owned^G^[]52;c;aGk=^["), "{plain}");
    let times = Regex::new(r"\d+(\.\d+)? ?m?s\b").expect("a regular expression");
    let without_times = |text: &str| times.replace_all(text, "[time]").into_owned();
    assert_eq!(
        without_times(&without_colours(&coloured)),
        without_times(&plain)
    );
}

#[cfg(unix)]
#[test]
fn what_a_client_of_the_lab_types_does_not_command_the_terminal_of_who_watches() {
    let folder = Folder::new();
    let mut lab = Lab::start(folder.path());
    let mut client = TcpStream::connect(("127.0.0.1", lab.smtp)).expect("the lab listens");
    client
        .write_all(format!("HELO {NASTY}\r\n").as_bytes())
        .expect("the lab reads");
    let shown = lab.shows("HELO");
    assert!(shown.contains("^[]0;owned^G"), "{shown:?}");
    is_harmless(&shown, &[]);
}

/// Only line breaks and netcheck's own colours command a terminal.
#[track_caller]
fn is_harmless(said: &str, words: &[&str]) {
    let left = if words.contains(&"always") {
        assert!(
            !said.contains("38;5;199m\u{1b}") && !said.contains("\u{1b}[38;5;199m"),
            "{said:?}"
        );
        without_colours(said)
    } else {
        said.to_owned()
    };
    let turns = |c: &char| matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let obeyed = left
        .chars()
        .find(|c| (c.is_control() && *c != '\n') || turns(c));
    assert_eq!(obeyed, None, "{words:?}\n{left:?}");
}

/// The text without the colours that netcheck uses.
fn without_colours(said: &str) -> String {
    let colours = Regex::new("\u{1b}\\[[0-9;]*m").expect("a regular expression");
    colours.replace_all(said, "").into_owned()
}
