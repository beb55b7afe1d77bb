//! What is hard to tell: texts that look like sessions, replies that come late, words that got lost.

use super::{fact, first_problem, roles, session, with};
use crate::session::smtp::tests::SOUND;

/// The roles of a text, and that nothing went wrong in it.
fn check(text: &str, want: &str) {
    assert_eq!(roles(text), want, "{text}");
    assert_eq!(first_problem(text), "", "{text}");
}

#[test]
fn a_text_that_looks_like_a_session_is_the_body() {
    let text = with(
        "250 apples\nso nothing really",
        "250 Ok: queued as DEADBEEF01\nQUIT\n221 Bye\n354 go on  <--\n$ telnet smtp.usfca.edu 25\nConnection closed by foreign host.",
    );
    check(&text, "PLLLSCSCSCSCSHNBBBBBBESCSL");
    assert_eq!(fact(&text, "queue-id").as_deref(), Some("D86AEE295B"));
}

#[test]
fn a_dot_with_a_blank_does_not_end_a_message() {
    check(
        &with("so nothing really\n", ". \nso nothing really\n"),
        "PLLLSCSCSCSCSHNBBBESCSL",
    );
    // Where the blank is lost, text goes on below it.
    check(
        &with("so nothing really\n", ".\nso nothing really\n"),
        "PLLLSCSCSCSCSHNBBBESCSL",
    );
}

#[test]
fn a_goodbye_to_a_header_typed_as_a_command_ends_the_session() {
    let text = with(
        "MAIL FROM: <kim@cs.usfca.edu>\n250 2.1.0 Ok\n",
        "From: kim@cs.usfca.edu\n221 2.7.0 Error: I can break rules, too. Goodbye.\n",
    );
    assert!(roles(&text).starts_with("PLLLSCSCSc"), "{}", roles(&text));
    assert_eq!(fact(&text, "mail-from"), None);
}

#[test]
fn what_was_typed_before_the_greeting_is_answered_after_it() {
    let early = "Trying 192.0.2.25...\nHELO a\nMAIL FROM:<a@b.c>\nRCPT TO:<d@e.f>\nDATA\nFrom: a@b.c\n\n$ ls\n250 apples\n.\nQUIT\n";
    let late = "Connected to a.test.\nEscape character is '^]'.\n220 a.test\n250 a.test\n250 Ok\n250 Ok\n354 go\n250 Ok: queued as AB12\n221 Bye\n";
    check(&format!("{early}{late}"), "LCCCCHNBBECLLSSSSSSS");
}

#[test]
fn a_wrapped_line_whose_blank_is_lost_is_one_line() {
    let greeting =
        "220 hermes.math.test ESMTP Sendmail 8.17.1.9 ready at Wed, 25 Nov 2026 23:02:19\nGMT\n";
    let text = with("220 smtp.usfca.edu ESMTP Postfix\n", greeting)
        .replace("250 smtp.usfca.edu", "250 hermes.math.test")
        .replace(
            "Connected to smtp.usfca.edu",
            "Connected to hermes.math.test",
        )
        .replace(
            "250 2.0.0 Ok: queued as D86AEE295B",
            "250 2.0.0 6APN2JMN023986 Message accepted for delivery",
        );
    check(&text, "PLLLS+CSCSCSCSHNBBESCSL");
    assert_eq!(session(&text).suspicious, []);
}

#[test]
fn what_a_client_keeps_to_itself_is_not_held_against_the_student() {
    let text = "CONNECTED(00000003)\ndepth=0 CN = a.test\n---\n250 CHUNKING\n---\nread R BLOCK\nHELO a\n250 a.test\nmail from:<a@b.c>\n250 Ok\n\
                rcpt to:<d@e.f>\n250 Ok\ndata\n354 go\nFrom: a@b.c\n\nhi\n.\n250 Ok\n";
    check(text, "LLLSLLCSCSCSCSHNBES");
    let escaped = with(
        "DATA\n",
        "^]\ntelnet> status\nConnected to smtp.usfca.edu.\nOperating in obsolete linemode\nEscape character is '^]'.\nDATA\n",
    );
    check(&escaped, "PLLLSCSCSCSLLLLLCSHNBBESCSL");
    let in_the_headers = with("\n\n250 apples", "\n^]\ntelnet> \nTo: bob\n\n250 apples");
    check(&in_the_headers, "PLLLSCSCSCSCSHLLHNBBESCSL");
}

#[test]
fn corrections_that_the_terminal_shows_as_keys_are_made_where_the_server_took_the_line() {
    check(&with("DATA\n", "DTA^H^HATA\n"), "PLLLSCSCSCSCSHNBBESCSL");
    let refused = with(
        "DATA\n",
        "DTA^H^HATA\n500 5.5.2 Error: command not recognized\nDATA\n",
    );
    check(&refused, "PLLLSCSCSCSCSCSHNBBESCSL");
}

#[test]
fn a_server_without_a_queue_id_takes_mails_too() {
    let text = with("250 2.0.0 Ok: queued as D86AEE295B", "250 Ok").replace(" Postfix", "");
    check(&text, "PLLLSCSCSCSCSHNBBESCSL");
    assert_eq!(fact(&text, "queue-id"), None);
    assert_eq!(fact(&text, "accepted").as_deref(), Some("yes"));
}

#[test]
fn an_id_of_another_day_than_the_greeting_betrays_a_copy() {
    let exim = with(
        "ESMTP Postfix",
        "ESMTP Exim 4.96 Mon, 23 Nov 2026 03:03:06 +0000",
    )
    .replace(
        "354 End data with <CR><LF>.<CR><LF>",
        "354 Enter message, ending with \".\" on a line by itself",
    );
    let table = [
        ("250 OK id=1xVKKR-00006W-2M", None),
        (
            "250 OK id=1aBcDe-00006y-0U",
            Some("the greeting is of 2026-11-23, the queue id of 2015-12-23"),
        ),
    ];
    for (queued, want) in table {
        let text = exim.replace("250 2.0.0 Ok: queued as D86AEE295B", queued);
        let found = session(&text).suspicious;
        assert_eq!(found.first().map(|odd| odd.text.as_str()), want, "{queued}");
    }
}

#[test]
fn the_second_of_two_mails_may_be_the_one_asked_for() {
    let first = "MAIL FROM:<me@a.b>\n250 2.1.0 Ok\nRCPT TO:<me@a.b>\n250 2.1.5 Ok\nDATA\n354 End data with <CR><LF>.<CR><LF>\nFrom: me@a.b\n\ntest\n.\n250 2.0.0 Ok: queued as 1111AAAA\n";
    let text = with("MAIL FROM", &format!("{first}MAIL FROM"));
    let session = session(&text);
    let senders = std::iter::once(&session.facts).chain(&session.facts.others);
    let senders: Vec<String> = senders
        .filter_map(|facts| facts.value("mail-from"))
        .map(ToString::to_string)
        .collect();
    assert_eq!(senders, ["me@a.b", "kim@cs.usfca.edu"]);
}

#[test]
fn a_session_that_failed_is_told_apart_from_the_one_that_counts() {
    let failed = SOUND.replace("\n\n250 apples", "\n250 apples");
    let text = format!("{failed}{SOUND}");
    assert_eq!(
        session(&text).roles(),
        "PLLLscscscscshbbescsLPLLLSCSCSCSCSHNBBESCSL"
    );
    assert_eq!(first_problem(&text), "");
}
