//! What was heard live and what is read from its recording are the same.

use proptest::prelude::*;

use crate::model::{Source, Value};
use crate::session::{Protocol, Turn, facts, heard, read};

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

/// Turns as a test writes them: `S ` the server, `C ` a command, `M ` the message with `|` between its lines, and words for the rest.
fn turns(script: &str) -> Vec<Turn> {
    let one = |line: &str| match line.split_at(line.len().min(2)) {
        ("S ", said) => Turn::Reply(lines(&said.replace('|', "\n"))),
        ("? ", said) => Turn::Noise(lines(said)),
        ("C ", typed) => Turn::Command(typed.to_owned()),
        ("M ", text) => Turn::Message(lines(&text.replace('|', "\n"))),
        (".", _) => Turn::Dot,
        ("T ", address) => Turn::Connected(address.to_owned()),
        _ if line == "closed" => Turn::ClosedByServer,
        _ if line == "left" => Turn::ClosedByUs,
        _ => Turn::Failed("refused"),
    };
    script.lines().map(|line| one(line.trim())).collect()
}

const BEGIN: &str = "T 192.0.2.25
    S 220-smtp.usfca.edu ESMTP Postfix|220 welcome
    C HELO [127.0.0.1]
    S 250 smtp.usfca.edu
    C MAIL FROM:<a@b.example>
    S 250 2.1.0 Ok
    C RCPT TO:<x@refused.example>
    S 554 5.7.1 Relay access denied
    C RCPT TO:<c@d.example>
    S 250 2.1.5 Ok
    C DATA
    S 354 go on
    M From: a@b.example|Subject: a|  longer one||..hidden|250 2.0.0 Ok: queued as NOTHING||QUIT
    .
    ";

/// Every fact of a script live, and the assurance that its recording gives the same.
fn check(script: &str, want: &[(&str, &str)]) {
    let live = heard("smtp.usfca.edu", 25, &turns(script));
    let source = Source::new("mail.txt", live.recording.as_str());
    let recorded = read(Protocol::Smtp, &source);
    for declared in facts(Protocol::Smtp) {
        let of = |name: &str| {
            (
                live.session.facts.value(name).cloned(),
                recorded.facts.value(name).cloned(),
            )
        };
        let (live, recorded) = of(declared.name);
        assert_eq!(live, recorded, "{} of {script}", declared.name);
    }
    assert_eq!(live.session.problems, recorded.problems, "{script}");
    let roles = |lines: &[crate::session::Line]| -> String {
        lines.iter().map(|line| line.role.letter()).collect()
    };
    assert_eq!(
        roles(&live.session.lines),
        roles(&recorded.lines),
        "{script}"
    );
    for (name, want) in want {
        let got = live.session.facts.value(name).map(Value::to_string);
        assert_eq!(got.as_deref().unwrap_or("-"), *want, "{name} of {script}");
    }
}

#[test]
fn a_mail_sent_live_has_the_facts_of_its_recording() {
    let end = "S 250 2.0.0 Ok: queued as ABCDEF0123\nC QUIT\nS 221 2.0.0 Bye\nclosed";
    check(
        &format!("{BEGIN}{end}"),
        &[
            ("greeting", "220"),
            ("server", "smtp.usfca.edu"),
            ("helo", "[127.0.0.1]"),
            ("mail-from", "a@b.example"),
            ("rcpt-to", "c@d.example"),
            ("rcpt-refused", "x@refused.example"),
            ("header.subject", "a longer one"),
            ("body", ".hidden\n250 2.0.0 Ok: queued as NOTHING\n\nQUIT"),
            ("accepted", "yes"),
            ("queue-id", "ABCDEF0123"),
            ("quit", "yes"),
            ("closed", "yes"),
            ("failed-step", "-"),
        ],
    );
}

#[test]
fn what_went_wrong_live_is_worded_as_in_a_recording() {
    let refused = |step: &str| [("failed-step", step.to_owned())];
    for (script, step) in [
        ("failed", "greeting"),
        ("T 192.0.2.25", "greeting"),
        ("T 192.0.2.25\nclosed", "greeting"),
        (
            "T 192.0.2.25\nS 554 no mail here\nC QUIT\nS 221 Bye\nclosed",
            "greeting",
        ),
        (
            "T 192.0.2.25\nS 220 a.example\nC HELO a_b\nS 501 no\nC QUIT\nS 221 Bye\nclosed",
            "helo",
        ),
        ("T 192.0.2.25\nS 220 a.example\nC HELO a\nclosed", "helo"),
        (
            "T 192.0.2.25\nS 220 a.example\nC HELO a\nS 250 a\nC MAIL FROM:<>\nS 421 4.3.2 going down\nclosed",
            "mail",
        ),
    ] {
        let want = refused(step);
        let want: Vec<(&str, &str)> = want
            .iter()
            .map(|(name, step)| (*name, step.as_str()))
            .collect();
        check(script, &want);
    }
    let end = "S 552 5.3.4 too big\nleft";
    check(
        &format!("{BEGIN}{end}"),
        &[
            ("failed-step", "queued"),
            ("accepted", "no"),
            ("final-code", "552"),
        ],
    );
    check(
        &format!("{BEGIN}closed"),
        &[
            ("failed-step", "queued"),
            ("accepted", "no"),
            ("final-code", "-"),
        ],
    );
}

#[test]
fn a_server_of_another_kind_is_known_by_its_first_words() {
    let script = "T 192.0.2.25\n? HTTP/1.1 400 Bad Request\nclosed";
    let live = heard("a.example", 25, &turns(script));
    let text = &live.session.problems[0].text;
    assert!(text.starts_with("this is a web server's answer"), "{text}");
}

#[test]
fn only_what_was_tried_is_a_problem() {
    let script = "T 192.0.2.25\nS 220 a.example\nC QUIT\nS 221 Bye\nclosed";
    let live = heard("a.example", 25, &turns(script));
    assert_eq!(live.problem_up_to("greeting"), None);
    let found = live.problem_up_to("queued").map(|problem| problem.line);
    assert_eq!(found, Some(6));
}

fn any_turn() -> impl Strategy<Value = Turn> {
    let lines = || {
        prop::collection::vec(
            "(220|250|354|421|)[ -]?[ -~\u{1b}\u{8}ü]{0,9}|[.]{0,2}",
            0..4,
        )
    };
    let typed = prop::sample::select(vec![
        "HELO a",
        "MAIL FROM:<a@b>",
        "RCPT TO:<a@b>",
        "DATA",
        "RSET",
        "QUIT",
        "x",
    ]);
    prop_oneof![
        Just(Turn::Connected("192.0.2.25".to_owned())),
        Just(Turn::Failed("refused")),
        lines().prop_map(Turn::Reply),
        lines().prop_map(Turn::Noise),
        typed.prop_map(|typed| Turn::Command(typed.to_owned())),
        lines().prop_map(Turn::Message),
        Just(Turn::Dot),
        Just(Turn::ClosedByServer),
        Just(Turn::ClosedByUs),
    ]
}

proptest! {
    #[test]
    fn no_turns_panic_and_every_line_is_in_the_recording(turns in prop::collection::vec(any_turn(), 0..20)) {
        let live = heard("a.example", 25, &turns);
        prop_assert_eq!(live.recording.lines().count(), live.session.lines.len());
    }
}
