//! Sound mails in every dress, every mistake with its words, and what no server does.

mod hard;
mod mistakes;
mod wordings;

use std::fmt::Write as _;

use proptest::prelude::*;

use crate::model::{Source, Value};
use crate::session::{Protocol, Session, read};

/// A sound session as `telnet` shows it.
const SOUND: &str = "\
$ telnet smtp.usfca.edu 25
Trying 192.0.2.25...
Connected to smtp.usfca.edu.
Escape character is '^]'.
220 smtp.usfca.edu ESMTP Postfix
HELO cs.usfca.edu
250 smtp.usfca.edu
MAIL FROM: <kim@cs.usfca.edu>
250 2.1.0 Ok
RCPT TO: <bob@usfca.edu>
250 2.1.5 Ok
DATA
354 End data with <CR><LF>.<CR><LF>
From: kim@cs.usfca.edu

250 apples
so nothing really
.
250 2.0.0 Ok: queued as D86AEE295B
QUIT
221 2.0.0 Bye
Connection closed by foreign host.
";

/// The lecture's own example with its marks.
const SLIDE: &str = "\
$ telnet smtp.usfca.edu 25
Trying 138.202.192.18...
Connected to smtp.usfca.edu.
Escape character is '^]'.
220 smtp.usfca.edu ESMTP Postfix
HELO cs.usfca.edu                         <--
250 smtp.usfca.edu
MAIL FROM: <parrt@cs.usfca.edu>           <--
250 Ok
RCPT TO: <support@antlr.org>              <--
250 Ok
DATA                                      <--
354 End data with <CR><LF>.<CR><LF>
From: parrt@cs.usfca.edu                  <--  Needs this header
                                          <--
This is a test                            <--
so nothing really                         <--
.                                         <--
250 Ok: queued as 1A0C183F
QUIT                                      <--
221 Bye
Connection closed by foreign host.
";

fn session(text: &str) -> Session {
    read(Protocol::Smtp, &Source::new("mail.txt", text))
}

fn roles(text: &str) -> String {
    session(text)
        .lines
        .iter()
        .map(|line| line.role.letter())
        .collect()
}

fn fact(text: &str, name: &str) -> Option<String> {
    session(text).facts.value(name).map(Value::to_string)
}

/// A text with every line changed; the lines are counted from 1.
fn each_line(text: &str, change: impl Fn(usize, &str) -> String) -> String {
    let lines = text.lines().enumerate();
    let changed: Vec<String> = lines.map(|(at, line)| change(at + 1, line)).collect();
    changed.join("\n") + "\n"
}

/// The first thing that went wrong: step, line, words.
fn first_problem(text: &str) -> String {
    let session = session(text);
    let step = session.facts.value("failed-step").map(Value::to_string);
    match session.problems.first() {
        Some(problem) => format!(
            "{} {}: {}",
            step.unwrap_or_default(),
            problem.line,
            problem.text
        ),
        None => String::new(),
    }
}

/// The sound session with a line left out or put in the place of another.
fn with(line: &str, instead: &str) -> String {
    assert!(SOUND.contains(line), "{line}");
    SOUND.replace(line, instead)
}

#[test]
fn a_sound_session_has_nothing_wrong() {
    let session = session(SOUND);
    assert_eq!(roles(SOUND), "PLLLSCSCSCSCSHNBBESCSL");
    assert_eq!(session.problems, []);
    assert_eq!(session.suspicious, []);
    let facts: String = session
        .facts
        .iter()
        .fold(String::new(), |mut all, (name, fact)| {
            let line = fact.place.as_ref().map_or(0, crate::model::Place::line);
            let _ = writeln!(
                all,
                "{name} {line} {}",
                fact.value.to_string().replace('\n', "|")
            );
            all
        });
    assert_eq!(
        facts,
        "accepted 19 yes
blank-line 15 yes
body 16 250 apples|so nothing really
by-hand 1 yes
closed 22 yes
data 13 354
dot 18 yes
final-code 19 250
greeted 5 yes
greeting 5 220
header.from 14 kim@cs.usfca.edu
helo 6 cs.usfca.edu
helo-verb 6 helo
mail-from 8 kim@cs.usfca.edu
messages 0 1
mistakes 0 \nqueue-id 19 D86AEE295B
quit 20 yes
rcpt-to 10 bob@usfca.edu
server 5 smtp.usfca.edu
suspicious 0 \n"
    );
}

#[test]
fn the_lecture_s_example_is_read_with_and_without_its_marks() {
    let bare = each_line(SLIDE, |_, line| {
        let typed = line.split("<--").next().unwrap_or_default();
        typed.trim_end().to_owned()
    });
    for text in [SLIDE, &bare] {
        assert_eq!(roles(text), "PLLLSCSCSCSCSHNBBESCSL");
        assert_eq!(first_problem(text), "");
        assert_eq!(
            fact(text, "mail-from").as_deref(),
            Some("parrt@cs.usfca.edu")
        );
        assert_eq!(
            fact(text, "body").as_deref(),
            Some("This is a test\nso nothing really")
        );
        assert_eq!(fact(text, "queue-id").as_deref(), Some("1A0C183F"));
    }
    assert_eq!(
        session(SLIDE).suspicious[0].text,
        "this queue id is the one in the lecture's example"
    );
}

#[test]
fn the_dress_does_not_matter() {
    let quoted = each_line(SOUND, |_, line| format!("> {line}"));
    let indented = each_line(SOUND, |_, line| format!("    {line}"));
    let numbered = each_line(SOUND, |number, line| format!("{number:4}  {line}"));
    let fenced = format!("# Mail\n\nI typed:\n\n```\n{SOUND}```\n\nIt works, 250 means OK.\n");
    let no_end = SOUND.trim_end().to_owned();
    for text in [
        SOUND.replace('\n', "\r\n"),
        SOUND.replace('\n', "\r\r\n"),
        SOUND.replace("DATA", "DAAT\u{8} \u{8}\u{8} \u{8}TA"),
        SOUND.replace("HELO cs", "\u{1b}[1mHELO\u{1b}[0m cs"),
        SOUND.replace('\n', "\n\n"),
        SOUND.replace('<', "&lt;").replace('>', "&gt;"),
        quoted,
        indented,
        numbered,
        fenced,
        no_end,
    ] {
        assert_eq!(first_problem(&text), "", "{text}");
        assert_eq!(
            fact(&text, "queue-id").as_deref(),
            Some("D86AEE295B"),
            "{text}"
        );
    }
}

#[test]
fn what_was_typed_ahead_finds_its_replies() {
    let typed = "HELO a\nMAIL FROM:<a@b.c>\nRCPT TO:<d@e.f>\nDATA\nFrom: a@b.c\n\nhi\n.\nQUIT\n";
    let said = "250 x\n250 Ok\n250 Ok\n354 go\n250 Ok: queued as AB12\n221 Bye\n";
    let text = format!("220 x.test ESMTP\n{typed}{said}");
    assert_eq!(roles(&text), "SCCCCHNBECSSSSSS");
    assert_eq!(first_problem(&text), "");
}

#[test]
fn a_failed_try_before_the_good_one_does_not_count() {
    let refused = "$ telnet smtp.usfca.edu 2525\nTrying 192.0.2.25...\ntelnet: Unable to connect to remote host: Connection refused\n";
    let bad = with("HELO cs.usfca.edu\n250 smtp.usfca.edu\n", "");
    for first in [refused, bad.as_str()] {
        let text = format!("{first}{SOUND}");
        assert_eq!(first_problem(&text), "");
    }
}

#[test]
fn a_corrected_mistake_is_no_fault() {
    let text = with(
        "MAIL FROM",
        "MAIL FORM: <kim>\n500 5.5.2 Error: command not recognized\nMAIL FROM",
    );
    assert_eq!(first_problem(&text), "");
    assert_eq!(
        fact(&text, "mistakes").as_deref(),
        Some("code 500, line 8, typed MAIL FORM: <kim>")
    );
}

#[test]
fn the_log_of_a_program_is_not_typed_by_hand() {
    let log = "=== Trying x.test:25...\n=== Connected to x.test.\n<-  220 x.test ESMTP\n -> EHLO a\n<-  250 x.test\n -> QUIT\n<-  221 Bye\n";
    assert_eq!(fact(log, "by-hand").as_deref(), Some("no"));
    assert!(
        first_problem(log)
            .starts_with("form 1: the arrows of a program's log stand before the lines;")
    );
}

#[test]
fn what_is_no_session_is_not_recognised() {
    for text in [
        "",
        "I sent a mail, the server said 250.\n",
        "import smtplib\ns.quit()\n",
    ] {
        assert!(!session(text).recognised, "{text}");
    }
    assert!(session(SOUND).recognised);
}

#[test]
fn what_no_server_does_is_suspicious_and_no_problem() {
    let table = [
        (
            with("250 2.1.0 Ok", "250 2.1.5 Ok"),
            "2.1.5 is the reply to RCPT, not to MAIL",
        ),
        (
            with("250 2.0.0 Ok: queued as ", "250 OK id="),
            "Postfix greets, another server queues",
        ),
        (
            with("$ telnet smtp.usfca.edu 25", "$ cat mail.txt"),
            "the session is shown from a file, not typed",
        ),
        (
            with("250 smtp.usfca.edu", "250 mail.other.edu"),
            "smtp.usfca.edu greets, mail.other.edu answers",
        ),
    ];
    for (text, want) in table {
        let session = session(&text);
        assert_eq!(session.problems, [], "{want}");
        assert_eq!(
            session.suspicious.first().map(|s| s.text.as_str()),
            Some(want)
        );
    }
}

#[test]
fn ten_thousand_messages_without_a_dot_take_linear_time() {
    let one = "DATA\n354 go\nFrom: a@b.c\n\nhi\n451 no\n";
    let text = format!("220 x.test\n{}", one.repeat(10_000));
    assert_eq!(session(&text).lines.len(), 60_001);
}

proptest! {
    #[test]
    fn no_input_panics(text in any::<String>()) {
        for (_, protocol) in Protocol::ALL {
            read(*protocol, &Source::new("any.txt", text.as_str()));
        }
    }

    #[test]
    fn no_mixture_of_real_lines_panics_and_every_line_has_a_role(picks in prop::collection::vec(0usize..22, 0..60)) {
        let lines: Vec<&str> = SOUND.lines().collect();
        let picked: Vec<&str> = picks.iter().map(|pick| lines[*pick]).collect();
        let text = picked.join("\n");
        for (_, protocol) in Protocol::ALL {
            let source = Source::new("mixed.txt", text.as_str());
            let session = read(*protocol, &source);
            prop_assert_eq!(session.lines.len(), source.line_count());
        }
    }
}
