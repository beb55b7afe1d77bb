//! A report that holds every verdict, every fault, every gap, hidden and secret checks, and what hostile peers and students write.

use std::time::Duration;

use crate::model::{
    Awaited, Diagnostic, Difference, Ending, Event, Fault, Gap, MarkedBy, Mismatch, Net, Place,
    Source, Speaker, Verdict, Wanted, Where,
};
use crate::report::golden::make::{
    Check, Run, at_line, check, events, fail, id, mismatch, no_file, seen, student_file, texts,
    undecided, unreadable, wanted, wrong,
};
pub(super) use crate::report::golden::secret::secrets;
use crate::report::golden::trouble::{faults, gaps, hostile};

/// Everything, as a student sees it at the lab.
pub(super) fn everything() -> Vec<Event> {
    let run = Run {
        title: "Network sockets",
        net: Net::Loopback,
        place: Where::Here,
        student: &[("id", "s01"), ("email", "ada@usfca.edu")],
        ending: Ending::Complete,
    };
    let exercises = vec![
        ("04-dns", "Names to addresses", dns()),
        ("05-ports", "Open and closed ports", ports()),
        ("07-mail-by-hand", "A mail, typed by hand", mail()),
        ("09-questions", "What the notes explain", questions()),
        ("10-gaps", "Every way to miss", gaps()),
        ("11-faults", "Everything that can go wrong here", faults()),
        (
            "12-hostile\u{1b}[2J",
            "What \u{202e}others\u{202c} write\u{7}",
            hostile(),
        ),
        (
            "13-hidden",
            "Nothing of this is shown",
            vec![check("all", "Never shown", fail(vec![])).hidden().of(0, 7)],
        ),
    ];
    events(&run, exercises)
}

/// All is well, elsewhere, on the real network.
pub(super) fn all_passed() -> Vec<Event> {
    let run = Run {
        title: "Ports",
        net: Net::Live,
        place: Where::Elsewhere,
        student: &[],
        ending: Ending::Complete,
    };
    let checks = vec![
        check("open", "www.usfca.edu answers at 80", Verdict::Pass).of(1, 1),
        check("look", "and so does www.cnn.com", Verdict::Pass),
    ];
    events(&run, vec![("05-ports", "Open and closed ports", checks)])
}

/// One check alone.
pub(super) fn of_one(check: Check) -> Vec<Event> {
    let run = Run {
        title: "One",
        net: Net::Loopback,
        place: Where::Here,
        student: &[],
        ending: Ending::Complete,
    };
    events(&run, vec![("01-one", "One", vec![check])])
}

/// One check that failed with a text of many lines.
pub(super) fn flood() -> Check {
    let lines = "a line of a body that is rather long and says nothing at all\n".repeat(50);
    let lacks = Gap::Lacks(vec!["x".into()]);
    let verdict = wrong("body", wanted("contains", "x"), lines, lacks);
    check("flood", "Many lines", verdict).of(0, 1)
}

/// Many checks in one exercise, numbered.
pub(super) fn of_many(checks: Vec<Check>) -> Vec<Event> {
    let run = Run {
        title: "Many",
        net: Net::Loopback,
        place: Where::Here,
        student: &[],
        ending: Ending::Complete,
    };
    let mut checks = checks;
    for (number, check) in checks.iter_mut().enumerate() {
        check.outline.id = id(&format!("check-{number}"));
    }
    events(&run, vec![("01-many", "Many", checks)])
}

/// Ended by Ctrl-C.
pub(super) fn interrupted() -> Vec<Event> {
    let run = Run {
        title: "Ports",
        net: Net::Box,
        place: Where::Here,
        student: &[],
        ending: Ending::Interrupted { signal: 2 },
    };
    let checks = vec![
        check("open", "www.usfca.edu answers at 80", Verdict::Pass).of(1, 1),
        check("closed", "www.usfca.edu refuses 81", Verdict::NotRun).of(0, 1),
    ];
    events(&run, vec![("05-ports", "Open and closed ports", checks)])
}

fn dns() -> Vec<Check> {
    let asked = "nslookup is not installed here: asked the lab's DNS server itself";
    let waits = |check: &str| Verdict::Skipped {
        waits_for: id(check),
    };
    vec![
        check("recording", "nslookup, recorded", Verdict::Pass)
            .of(2, 2)
            .read_from("nslookup.txt.txt")
            .note("`nslookup.txt.txt` was taken for `nslookup.txt`"),
        wrong_answer(),
        check("nslookup", "nslookup finds the address", Verdict::Pass)
            .probe("nslookup")
            .note(asked)
            .fact("addresses", texts(&["192.0.2.80"])),
        check("again", "and again", Verdict::Pass)
            .probe("resolve")
            .note(asked),
        rotating(),
        check(
            "compare",
            "nslookup and gethostbyname agree",
            waits("answer"),
        )
        .of(0, 1),
        check("beyond", "waits for a hidden check", waits("solution")).of(0, 1),
        check("solution", "Never shown", Verdict::Pass)
            .hidden()
            .of(3, 3),
        secret_host(),
    ]
}

fn wrong_answer() -> Check {
    let answers = "# exercise 4\nusfca-address: 192.0.2.81\n\n";
    let one_of = Wanted {
        from: vec!["$recording.addresses".to_owned()],
        ..wanted("one-of", texts(&["192.0.2.80"]))
    };
    let verdict = at_line(
        &student_file("answers.yaml", answers, "192.0.2.81"),
        wrong("value", one_of, "192.0.2.81", Gap::Differs),
    );
    let because = "a name has the addresses that its DNS servers say, whoever asks, \
                   and whatever another machine remembers of it";
    check(
        "answer",
        "gethostbyname gives an address that nslookup gave",
        verdict,
    )
    .of(0, 2)
    .probe("answer")
    .because(because)
    .hint("print(socket.gethostbyname(\"www.usfca.edu\"))")
    .hint("never shown: the second hint")
}

fn rotating() -> Check {
    let expected = wanted("same-set", texts(&["198.51.100.3", "198.51.100.67"]));
    let actual = texts(&["198.51.100.67", "198.51.100.7", "198.51.100.8"]);
    let gap = Gap::Set {
        missing: vec!["198.51.100.3".into()],
        extra: vec!["198.51.100.7".into(), "198.51.100.8".into()],
    };
    let verdict = wrong("addresses", expected, actual, gap);
    check("rotating", "www.cnn.com has four addresses", verdict)
}

fn secret_host() -> Check {
    let typed = "Stargate.cs.usfca.edu";
    let gap = Gap::Nearly {
        difference: Difference::Case,
    };
    let verdict = at_line(
        &student_file("answers.yaml", "host: Stargate.cs.usfca.edu\n", typed),
        wrong(
            "value",
            wanted("equals", "stargate.cs.usfca.edu"),
            typed,
            gap,
        ),
    );
    check("host", "Which host answers?", verdict)
        .of(0, 2)
        .probe("answer")
        .secret()
}

fn ports() -> Vec<Check> {
    let open = wrong("result", wanted("equals", "refused"), "open", Gap::Differs);
    let silent = undecided(Fault::OutOfTime {
        phase: "waiting for the greeting".to_owned(),
        after: Duration::from_secs(5),
    });
    vec![
        check("open", "www.usfca.edu answers at 80", Verdict::Pass).attempts(2),
        check("closed", "www.usfca.edu refuses 81", open).attempts(3),
        dialogue(),
        check("silent", "A host that never answers", silent).turn(
            Speaker::Event,
            "connected to 192.0.2.250:25",
            1,
        ),
    ]
}

fn dialogue() -> Check {
    let (banner, error) = (
        "SSH-2.0-OpenSSH_9.2p1\r\n",
        "Invalid SSH\tidentification string.\r\n\u{1b}[31m",
    );
    let bad_request = wanted("matches", "(?i)bad request");
    let verdict = wrong("transcript", bad_request, banner, Gap::NoMatch);
    check("hi", "A web server does not understand hi", verdict)
        .of(0, 1)
        .turn(Speaker::Event, "connected to 192.0.2.22:22", 1)
        .turn(Speaker::Received, banner, 2)
        .turn(Speaker::Sent, "hi\r\n", 3)
        .turn(Speaker::Received, error, 4)
        .turn(Speaker::Event, "closed by the peer", 5)
}

fn mail() -> Vec<Check> {
    let source = Source::new("answers.yaml", "address: [192.0.2.1\nhostname: beast\n");
    let broken = Diagnostic::error(&Place::new(&source, 9..10), "this bracket is never closed")
        .help("write `address: 192.0.2.1`");
    let link = Diagnostic::file_error("mail.txt", "this is a link, and only plain files are read")
        .help("copy the file itself into your folder");
    vec![
        session(),
        without_empty_line(),
        body(),
        check(
            "file",
            "The recording itself",
            no_file("quit.txt", &["Quit.txt.rtf", "06-http-by-hand/quit.txt"]),
        )
        .of(0, 1),
        check("written", "What you wrote down", unreadable(broken))
            .of(0, 1)
            .because("it is not told while the line cannot be read"),
        check("linked", "No links", unreadable(link))
            .of(0, 1)
            .hint("cp --dereference\nor drag it there"),
    ]
}

fn session() -> Check {
    let file = "$ telnet smtp.usfca.edu 25\r\n220 smtp.usfca.edu ESMTP\r\nHELO ada.example\r\n250 smtp.usfca.edu\r\n\
                MAIL FROM: ada@usfca.deu\r\n250 2.1.0 Ok\r\nRCPT TO: <support@antlr.org>\r\n";
    let sender = wanted("equals", "ada@usfca.edu");
    let typed = Some("ada@usfca.deu".into());
    let step = Mismatch {
        step: Some("mail".into()),
        ..mismatch("sent-by-hand", sender, typed, Gap::Differs)
    };
    let line = student_file("mail.txt", file, "ada@usfca.deu");
    let known = wanted("matches", "@usfca.edu$");
    let fact = mismatch(
        "mail-from",
        known,
        Some("ada@usfca.deu".into()),
        Gap::NoMatch,
    );
    let both = vec![seen(fact, line.clone()), seen(step, line)];
    check("session", "A mail, sent by hand", fail(both))
        .probe("transcript")
        .shares(&[("helo", 2, 2), ("mail", 0, 1), ("queued", 0, 2)])
        .read_from("mail.txt")
        .line(Speaker::Event, "$ telnet smtp.usfca.edu 25", 1)
        .line(Speaker::Received, "220 smtp.usfca.edu ESMTP", 2)
        .line(Speaker::Sent, "HELO ada.example", 3)
        .line(Speaker::Received, "250 smtp.usfca.edu", 4)
        .line(Speaker::Sent, "MAIL FROM: ada@usfca.deu", 5)
        .line(Speaker::Received, "250 2.1.0 Ok", 6)
        .because("the sender is who gets the complaints")
        .hint("compare your line 5 with RFC 5321, section 4.1.1.2")
}

/// A step whose rule the probe knows, in the words that it also left as a note.
fn without_empty_line() -> Check {
    let reason = "the empty line between headers and body is missing: press Enter on an empty line";
    let step = Mismatch {
        step: Some("blank".into()),
        reason: Some(reason.to_owned()),
        ..mismatch(
            "sent-by-hand",
            wanted("equals", true),
            Some(false.into()),
            Gap::Differs,
        )
    };
    let file = "From: ada@usfca.edu\nThis is a test\n.\n";
    let step = seen(step, student_file("mail.txt", file, "This is a test"));
    check("blank", "The empty line", fail(vec![step]))
        .of(0, 1)
        .note(&format!("line 2: {reason} (RFC 5322 2.1)"))
}

fn body() -> Check {
    let gap = Gap::Line {
        line: 2,
        expected: Some("see you on Monday".to_owned()),
        actual: Some("see you on Sunday".to_owned()),
    };
    let expected = wanted("equals", "Dear Ada,\nsee you on Monday\n");
    let verdict = wrong("body", expected, "Dear Ada,\nsee you on Sunday\n", gap);
    check("body", "The body arrives", verdict).of(0, 1)
}

fn questions() -> Vec<Check> {
    vec![
        check("web", "What exactly is the web?", Verdict::Manual)
            .marked_by(MarkedBy::Person)
            .of(0, 3),
        check("pop3", "Which protocol is at 110?", Verdict::Manual)
            .marked_by(MarkedBy::Grading)
            .of(0, 2),
        check(
            "pop",
            "Which port is POP?",
            Verdict::Todo(Awaited::Answer {
                key: "pop-port".to_owned(),
                near: vec!["pop_port".to_owned()],
            }),
        )
        .of(0, 1)
        .hint("look at /etc/services"),
        check(
            "who",
            "Who are you?",
            Verdict::Todo(Awaited::Student {
                key: "partner".to_owned(),
            }),
        )
        .of(0, 1),
        check("later", "Not reached", Verdict::NotRun).of(0, 1),
    ]
}
