//! Recordings, whole pages.

mod pages;

use proptest::prelude::*;

use pages::{BROKEN_PAGE, LOOK_UP_PAGE, MAIL_PAGE, NOTHING_PAGE, REFUSED_PAGE, WEB_PAGE};

use super::{Recording, SessionFormat, layout};
use crate::model::{Audience, Facts, Place, Source, Value};
use crate::report::{Known, Style};
use crate::session::{Line, Problem, Protocol, Role, Session, Suspicion, read};

fn drawn(format: &str, protocol: Protocol, text: &str, audience: Audience, width: usize) -> String {
    let session = read(protocol, &Source::new("rec.txt", text)).or_nothing();
    render(format, &session, audience, width)
}

fn render(format: &str, session: &Session, audience: Audience, width: usize) -> String {
    let recording = Recording {
        file: "rec.txt",
        session,
        guessed: true,
        audience,
    };
    let format = SessionFormat::all()
        .iter()
        .find(|known| known.name() == format);
    let mut out = Vec::new();
    let style = Style {
        width,
        ..Style::PLAIN
    };
    (format.expect("a format of the table").render)(&recording, style, &mut out)
        .expect("a vector takes all");
    String::from_utf8(out).expect("reports are text")
}

fn check(protocol: Protocol, text: &str, want: &str) {
    let got = drawn("human", protocol, text, Audience::Student, 80);
    assert_eq!(got, want, "\n{got}");
}

const MAIL: &str = "\
$ telnet smtp.usfca.edu 25
Trying 192.0.2.25...
Connected to smtp.usfca.edu.
220 smtp.usfca.edu ESMTP
HELO beast.local
250 smtp.usfca.edu
MAIL FORM: <kim@dons.usfca.edu>
500 what?
MAIL FROM: <kim@dons.usfca.edu>
250 Ok
RCPT TO: <alex@dons.usfca.edu>
250 Ok
RCPT TO: <sam@dons.usfca.edu>
250 Ok
DATA
354 go on
From: kim@dons.usfca.edu
Subject: a subject that is so long that nothing can stand beside it, and longer

hi\tthere
. 
.
250 Ok: queued as 4A1B
Connection closed by foreign host.
";

#[test]
fn a_mail() {
    check(Protocol::Smtp, MAIL, MAIL_PAGE);
}

/// A session in which things went wrong, and one that cannot be.
fn broken() -> Session {
    let source = Source::new(
        "rec.txt",
        "220 a.test ESMTP\nRCPT TO: <c@d.test>\n503 need MAIL\nQUIT\n",
    );
    let roles = [Role::Server, Role::Command, Role::Server, Role::Unsent];
    let lines = source.text.lines().zip(roles).zip(1..);
    let mut facts = Facts::new();
    facts.set_at("greeting", 220, Place::line_at(&source, 1));
    facts.set_at(
        "suspicious",
        Value::texts(["no server does so"]),
        Place::line_at(&source, 3),
    );
    facts.set_at("odd.quit", "250", Place::line_at(&source, 4));
    for odd in ["suspicious", "odd.quit"] {
        facts.keep_from_students(odd);
    }
    let problem = |line, rule, text: &str| Problem {
        line,
        rule,
        text: text.to_owned(),
    };
    Session {
        protocol: Protocol::Smtp,
        lines: lines
            .map(|((text, role), number)| Line {
                number,
                role,
                aside: false,
                text: text.to_owned(),
            })
            .collect(),
        facts,
        problems: vec![
            problem(
                2,
                "RFC 5321 4.1.1.2",
                "a sender comes first: type `MAIL FROM: <you@example.org>` and wait for `250`, and only then recipients",
            ),
            problem(2, "", "nobody was reached"),
        ],
        suspicious: vec![Suspicion {
            line: 3,
            text: "no server does so".to_owned(),
        }],
        recognised: true,
    }
}

#[test]
fn problems_stand_at_their_line_and_below_in_full() {
    let student = render("human", &broken(), Audience::Student, 80);
    assert_eq!(student, BROKEN_PAGE, "\n{student}");
}

#[test]
fn what_cannot_be_is_for_instructors() {
    let instructor = render("human", &broken(), Audience::Instructor, 80);
    let suspicious = "\nSuspicious\n  1  line 3\n     no server does so\n";
    assert!(instructor.ends_with(suspicious), "{instructor}");
    assert!(instructor.contains("  odd.quit    250"), "{instructor}");
    let json = render("json", &broken(), Audience::Student, 80);
    assert!(
        json.ends_with("\"suspicious\":[{\"line\":3,\"text\":\"no server does so\"}]}\n"),
        "{json}"
    );
}

#[test]
fn empty_lines_at_the_end_are_counted() {
    let page = |blanks: usize| {
        let text = format!("{MAIL}{}", "\n".repeat(blanks));
        let page = drawn("human", Protocol::Smtp, &text, Audience::Student, 80);
        let (_, below) = page.split_once(" 24  client  ").expect("the last line");
        let (end, _) = below.split_once("\nFacts\n").expect("the facts");
        end.split_once('\n').expect("a line's end").1.to_owned()
    };
    assert_eq!(page(0), "");
    assert_eq!(page(1), " 25\n");
    assert_eq!(page(6), " 25          (6 empty lines)\n");
}

#[test]
fn words_stay_whole_where_there_is_a_blank_to_break_at() {
    for (text, columns, want) in [
        ("a bc", 9, &["a bc"][..]),
        ("one long-long-long", 15, &["one ", "long-long-long"]),
        ("one longer-than-all", 10, &["one longer", "-than-all"]),
        ("    abcdefgh", 10, &["    abcdef", "gh"]),
        ("one two three four", 9, &["one two ", "three ", "four"]),
    ] {
        assert_eq!(layout::folded(text, columns), want, "{text}");
    }
}

#[test]
fn hi_at_a_web_server() {
    check(
        Protocol::Http,
        "$ telnet a.test 80\nTrying 192.0.2.1...\nConnected to a.test.\nhi\nHTTP/1.1 400 Bad Request\nConnection: close\n\n<h1>no</h1>\n",
        WEB_PAGE,
    );
}

#[test]
fn a_look_up() {
    check(
        Protocol::Nslookup,
        "Server:\t\t192.0.2.1\nAddress:\t192.0.2.1#53\n\nName:\ta.test\nAddress: 192.0.2.10\nName:\ta.test\nAddress: 192.0.2.11\n",
        LOOK_UP_PAGE,
    );
}

#[test]
fn a_port_that_refuses() {
    check(
        Protocol::Plain,
        "$ telnet a.test 81\nTrying 192.0.2.1...\ntelnet: Unable to connect to remote host: Connection refused\n",
        REFUSED_PAGE,
    );
}

#[test]
fn nothing() {
    check(Protocol::Smtp, "I did it.\n\n", NOTHING_PAGE);
}

#[test]
fn json_is_one_line() {
    let text = "$ telnet a.test 25\n220 a.test\u{9b}31m \u{202e}\nHELO b\n500 no\n";
    let got = drawn("json", Protocol::Smtp, text, Audience::Student, 80);
    assert_eq!(got.matches('\n').count(), 1);
    let json: serde_json::Value = serde_json::from_str(&got).expect("JSON");
    assert_eq!(json["version"], 1);
    assert_eq!(json["file"], "rec.txt");
    assert_eq!(json["roles"], "PSCS");
    assert_eq!(
        json["facts"]["greeting"],
        serde_json::json!({ "value": 220, "line": 2 })
    );
    assert_eq!(
        json["facts"]["messages"],
        serde_json::json!({ "value": 0, "line": null })
    );
    assert!(
        !got.trim_end()
            .chars()
            .any(|c| c.is_control() || c == '\u{202e}'),
        "{got}"
    );
}

#[test]
fn wide_letters_take_their_columns() {
    let page = drawn(
        "human",
        Protocol::Plain,
        &format!("hi\n{}\n", "漢".repeat(50)),
        Audience::Student,
        60,
    );
    assert!(
        page.contains(&format!(
            "\n  2  server  {}\n             {}\n",
            "漢".repeat(23),
            "漢".repeat(23)
        )),
        "{page}"
    );
}

proptest! {
    #[test]
    fn no_text_panics_or_reaches_the_terminal(text in any::<String>(), width in 60usize..121) {
        for (_, protocol) in Protocol::ALL {
            for format in ["human", "json"] {
                let page = drawn(format, *protocol, &text, Audience::Instructor, width);
                prop_assert!(!page.chars().any(|c| c != '\n' && c.is_control()));
            }
        }
    }
}
