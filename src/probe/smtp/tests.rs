//! Mails to servers that take them, refuse them, and all those that misbehave.

mod ends;
mod tls;

use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};

use crate::net::testing::Small;
use crate::probe::testing::{Look, assert_facts, check, diagnosed, fact};

const AT: (&str, u16) = ("192.0.2.25", 25);

/// What a server says to a line that begins so; `""` is nothing at all, `close` the end without a word.
type Says = &'static [(&'static str, &'static str)];

/// A server that takes everything.
const POLITE: Says = &[
    ("", "220-mail.test ESMTP\r\n220 welcome\r\n"),
    (
        "EHLO",
        "250-mail.test\r\n250-SIZE 1000\r\n250 pipelining\r\n",
    ),
    ("HELO", "250 mail.test\r\n"),
    ("MAIL", "250 2.1.0 Ok\r\n"),
    ("RCPT TO:<no", "550 5.1.1 nobody\r\n"),
    ("RCPT", "250 2.1.5 Ok\r\n"),
    ("DATA", "354 go on\r\n"),
    (".\r\n", "250 2.0.0 Ok: queued as AB12\r\n"),
    ("QUIT", "221 2.0.0 Bye\r\nclose"),
];

/// Speaks as the first table that knows a line says.
async fn speak<S: AsyncRead + AsyncWrite + Unpin>(stream: S, own: Says) -> Option<BufReader<S>> {
    let mut stream = BufReader::new(stream);
    let mut line = String::new();
    let mut in_message = false;
    loop {
        let known = own.iter().chain(POLITE);
        let mut known = known
            .filter(|(start, _)| line.starts_with(start) && (start.is_empty() == line.is_empty()));
        let says = if in_message && line != ".\r\n" {
            None
        } else {
            known.next()
        };
        if let Some((start, says)) = says {
            in_message = *start == "DATA" && says.starts_with("354");
            let words = says.trim_end_matches("close").trim_end_matches("starttls");
            stream.write_all(words.as_bytes()).await.ok()?;
            stream.flush().await.ok()?;
            if says.ends_with("close") {
                return None;
            }
            if says.ends_with("starttls") {
                return Some(stream);
            }
        }
        line.clear();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
    }
}

/// A server that is polite but for some lines.
async fn server(own: Says) -> Small {
    let mut small = Small::new();
    small
        .tcp(
            AT,
            move |stream| async move { drop(speak(stream, own).await) },
        )
        .await;
    small
}

/// A mail with more arguments.
fn mail(more: &str) -> String {
    format!(
        "smtp: {{ to: \"192.0.2.25:25\", from: a@b.test, rcpt: c@d.test, helo: me.test{more} }}"
    )
}

/// Some facts of a look that ends by itself.
async fn sends(more: &str, own: Says, want: &[(&str, &str)]) {
    let facts = check(&mail(more), &server(own).await).await;
    assert_facts(&facts, want);
}

#[tokio::test]
async fn a_mail_is_sent_and_everything_is_known_of_it() {
    let want = [
        ("result", "open"),
        ("address", "192.0.2.25"),
        ("greeting", "220"),
        ("server", "mail.test"),
        ("helo", "me.test"),
        ("helo-verb", "helo"),
        ("mail-from", "a@b.test"),
        ("rcpt-to", "c@d.test"),
        ("rcpt-refused", "absent"),
        ("data", "354"),
        ("header.from", "a@b.test"),
        ("header.subject", "This is a test"),
        ("blank-line", "yes"),
        ("body", "This is a test"),
        ("dot", "yes"),
        ("accepted", "yes"),
        ("final-code", "250"),
        ("queue-id", "AB12"),
        ("quit", "yes"),
        ("closed", "yes"),
        ("closed-by", "peer"),
        ("messages", "1"),
        ("mistakes", ""),
        ("failed-step", "absent"),
        ("by-hand", "absent"),
        ("suspicious", "absent"),
        ("extensions", "absent"),
        ("unanswered", "absent"),
        ("code.greeting", "220"),
        ("reply.greeting", "220-mail.test ESMTP\n220 welcome"),
        ("reply.dot", "250 2.0.0 Ok: queued as AB12"),
        ("code.quit", "221"),
        ("tls", "absent"),
        ("error", "absent"),
    ];
    let looked = Look::at(&mail("")).of(&server(&[]).await).await;
    assert_facts(&looked.seen.unwrap(), &want);
    assert_eq!(looked.evidence.notes, [""; 0]);
    let turns: Vec<&str> = looked
        .evidence
        .turns
        .iter()
        .map(|turn| turn.text.as_str())
        .collect();
    assert_eq!(turns.len(), 15, "{turns:?}");
    assert_eq!(
        turns[1..3],
        ["220-mail.test ESMTP\r\n220 welcome\r\n", "HELO me.test\r\n"]
    );
    assert_eq!(turns[14], "closed by the peer");
}

#[tokio::test]
async fn its_recording_is_what_telnet_shows() {
    let more = ", headers: { Date: \"\", To: \"\" }, body: \".\\n..\", quit: false";
    let facts = check(&mail(more), &server(&[]).await).await;
    let want = "$ telnet 192.0.2.25 25
Trying 192.0.2.25...
Connected to 192.0.2.25.
Escape character is '^]'.
220-mail.test ESMTP
220 welcome
HELO me.test
250 mail.test
MAIL FROM:<a@b.test>
250 2.1.0 Ok
RCPT TO:<c@d.test>
250 2.1.5 Ok
DATA
354 go on
From: a@b.test
Subject: This is a test

..
...
.
250 2.0.0 Ok: queued as AB12
Connection closed.
";
    assert_eq!(fact(&facts, "recording"), want);
    assert_facts(
        &facts,
        &[("body", ".\n.."), ("quit", "no"), ("closed-by", "us")],
    );
}

#[tokio::test]
async fn ehlo_tells_the_extensions() {
    let want = [
        ("helo-verb", "ehlo"),
        ("extensions", "SIZE, PIPELINING"),
        ("accepted", "yes"),
    ];
    sends(", hello: ehlo", &[], &want).await;
}

#[tokio::test]
async fn what_the_server_refuses_is_a_fact_and_ends_with_quit() {
    let quit = ("quit", "yes");
    let refused: &[(Says, &str, &str, &str)] = &[
        (&[("", "554 no\r\n")], "greeting", "code.greeting", "554"),
        (&[("HELO", "501 no\r\n")], "helo", "code.helo", "501"),
        (
            &[("MAIL", "550-a\r\n550 b\r\n")],
            "mail",
            "reply.mail",
            "550-a\n550 b",
        ),
        (
            &[("RCPT", "550 no\r\n")],
            "rcpt",
            "rcpt-refused",
            "c@d.test",
        ),
        (&[("DATA", "451 no\r\n")], "data", "data", "451"),
        (&[(".\r\n", "552 big\r\n")], "queued", "final-code", "552"),
    ];
    for (own, step, name, value) in refused {
        let want = [
            ("failed-step", *step),
            (name, value),
            quit,
            ("unanswered", "absent"),
        ];
        sends("", own, &want).await;
    }
}

#[tokio::test]
async fn a_problem_is_worded_as_in_a_recording() {
    let small = server(&[("MAIL", "550 5.7.1 go away\r\n")]).await;
    let looked = Look::at(&mail("")).of(&small).await;
    let want = "the server refused `MAIL FROM:<a@b.test>` with `550 5.7.1 go away`: type it as `MAIL FROM: <you@example.org>` and wait for `250` (RFC 5321 4.1.1.2)";
    assert_eq!(looked.evidence.notes, [want]);
    assert_eq!(looked.seen.unwrap().reason("mail-from"), Some(want));
}

#[tokio::test]
async fn of_several_recipients_the_refused_ones_are_left_out() {
    let text = "smtp: { to: \"192.0.2.25:25\", from: \"\", rcpt: [no@d.test, c@d.test, e@f.test] }";
    let facts = check(text, &server(&[]).await).await;
    let want = [
        ("helo", "[127.0.0.1]"),
        ("mail-from", ""),
        ("rcpt-refused", "no@d.test"),
        ("rcpt-to", "c@d.test, e@f.test"),
        ("header.to", "no@d.test, c@d.test, e@f.test"),
        ("mistakes", "code 550, line 11, typed RCPT TO:<no@d.test>"),
        ("accepted", "yes"),
    ];
    let full = crate::net::machine::hostname().contains('.');
    assert_facts(&facts, &want[usize::from(full)..]);
}

#[tokio::test]
async fn it_stops_after_the_step_that_is_asked_for() {
    for (step, last, not) in [
        ("greeting", "greeting", "helo"),
        ("helo", "helo", "mail-from"),
        ("mail", "mail-from", "rcpt-to"),
        ("rcpt", "rcpt-to", "data"),
        ("data", "data", "body"),
        ("dot", "accepted", "nothing"),
    ] {
        let more = format!(", stop-after: {step}");
        let looked = Look::at(&mail(&more)).of(&server(&[]).await).await;
        let facts = looked.seen.unwrap();
        assert_ne!(fact(&facts, last), "absent", "{step}");
        let quit = if step == "data" { "no" } else { "yes" };
        assert_facts(
            &facts,
            &[(not, "absent"), ("failed-step", "absent"), ("quit", quit)],
        );
        assert_eq!(looked.evidence.notes, [""; 0], "{step}");
    }
}

#[tokio::test]
async fn what_a_student_wrote_ends_no_command() {
    let text = mail("").replace("c@d.test", "$answers.partner");
    let look = Look::at(&text).answer("partner", "Kim <kim@d.test>\r\nRSET");
    let facts = look.of(&server(&[]).await).await.seen.unwrap();
    assert_facts(&facts, &[("rcpt-to", "kim@d.test"), ("accepted", "yes")]);
    let look = Look::at(&text).answer("partner", "x\r\nRSET");
    let facts = look.of(&server(&[]).await).await.seen.unwrap();
    assert_facts(&facts, &[("rcpt-to", "x  RSET"), ("accepted", "yes")]);
}

#[test]
fn arguments_that_cannot_be_are_said() {
    let of = |rest: &str| format!("smtp: {{ to: \"a:25\"{rest} }}");
    for (text, want) in [
        (
            of(""),
            "`smtp` needs the key `from`; `smtp` needs the key `rcpt`",
        ),
        (of(", stop-after: helo"), ""),
        (of(", stop-after: mail"), "`smtp` needs the key `from`"),
        (
            of(", stop-after: end, from: a@b, rcpt: c@d"),
            "expected one of `greeting`, `helo`, `starttls`, `mail`, `rcpt`, `data`, `dot`, found `end`",
        ),
        (
            of(", stop-after: starttls"),
            "there is no step `starttls` without the key `starttls`",
        ),
        (
            of(", stop-after: starttls, starttls: false, hello: helo"),
            "there is no step `starttls` without the key `starttls`",
        ),
        (
            of(", stop-after: helo, starttls: yes"),
            "expected one of `true`, `verify`, `false`, found `yes`",
        ),
        (of(", stop-after: starttls, starttls: verify"), ""),
        (
            of(", stop-after: helo, starttls: true, hello: helo"),
            "only EHLO tells whether a server offers STARTTLS",
        ),
        (
            of(", from: a@b, rcpt: [c@d, \"<e@f>\"]"),
            "`<e@f>` cannot be a mail address",
        ),
        (
            of(", from: a@b, rcpt: $answers.x, sender: c"),
            "`smtp` knows no key `sender`",
        ),
        (
            "smtp: a:25".to_owned(),
            "expected the keys of `smtp`, found text",
        ),
    ] {
        assert_eq!(diagnosed(&text), want, "{text}");
    }
}
