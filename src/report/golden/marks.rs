//! Checks that a person marked, in every format: the machine's verdict and the person's points and note beside it.

use crate::model::{Ending, Event, Fault, Gap, MarkedBy, Net, Verdict, Where};
use crate::report::golden::make::{Check, Run, check, events, undecided, wanted, wrong};
use crate::report::golden::{check_text, rendered};
use crate::report::{FORMATS, Style};

/// Every verdict that a person may overrule, with and without a note; one without a mark, and a hidden one.
fn marks() -> Vec<Event> {
    let checks = vec![
        essay("web", "What exactly is the web?")
            .of(0, 4)
            .marked(3, Some("the difference to the Internet is missing")),
        essay("mail", "What does a relay do?")
            .of(0, 2)
            .marked(2, None),
        unread(),
        disputed().marked(1, Some("right, the typo\nis *ours* <b>\u{1b}[2J")),
        check("copied", "A recording", Verdict::Pass)
            .of(2, 2)
            .marked(0, Some("see me in the office hour")),
        check("agreed", "Marked as it was", Verdict::Pass)
            .of(1, 1)
            .marked(1, None),
        unreachable().marked(2, None),
        check("hidden", "Never shown", Verdict::Manual)
            .hidden()
            .of(0, 9)
            .marked(9, Some("never shown")),
    ];
    run(checks)
}

fn run(checks: Vec<Check>) -> Vec<Event> {
    let run = Run {
        title: "Marked by hand",
        net: Net::Loopback,
        place: Where::Elsewhere,
        student: &[("id", "s01")],
        ending: Ending::Complete,
    };
    events(&run, vec![("09-questions", "Questions", checks)])
}

fn essay(id: &str, title: &str) -> Check {
    check(id, title, Verdict::Manual).marked_by(MarkedBy::Person)
}

fn unread() -> Check {
    essay("later", "Nobody has read this yet").of(0, 3)
}

fn disputed() -> Check {
    let verdict = wrong("port", wanted("equals", 110), 111, Gap::Differs);
    check("pop-port", "Which port is POP3?", verdict).of(0, 1)
}

fn unreachable() -> Check {
    let fault = Fault::Lab {
        error: "no port is free".to_owned(),
    };
    check("names", "A name", undecided(fault)).of(0, 2)
}

#[test]
fn what_a_person_gave_stands_beside_the_verdict() {
    for (format, ending) in [
        ("human", "txt"),
        ("json", "json"),
        ("markdown", "md"),
        ("html", "html"),
        ("junit", "junit.xml"),
        ("tap", "tap"),
        ("github", "github.txt"),
        ("gradescope", "gradescope.json"),
        ("classroom", "classroom.json"),
    ] {
        let text = rendered(format, &marks(), Style::PLAIN);
        check_text(&format!("marked.{ending}"), &text);
    }
}

#[test]
fn hidden_marks_stay_hidden_and_what_is_marked_waits_for_nobody() {
    for format in FORMATS {
        let text = rendered(format.name, &marks(), Style::PLAIN);
        assert!(!text.contains("never shown"), "{}", format.name);
        let alone = rendered(format.name, &run(vec![unread()]), Style::PLAIN);
        for waits in ["a person marks it", "?/3", "waits for a person"] {
            let count = |text: &str| text.matches(waits).count();
            assert_eq!(count(&text), count(&alone), "{}: {waits}", format.name);
        }
    }
}
