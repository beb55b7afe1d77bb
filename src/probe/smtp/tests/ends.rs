//! Servers that fall silent, hang up, never stop, or speak something else.

use std::time::Duration;

use proptest::prelude::{ProptestConfig, any, prop, proptest};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::task::JoinSet;

use super::{AT, Says, mail, sends, server, speak};
use crate::net::testing::Small;
use crate::probe::testing::{Look, assert_facts, check, fact};

/// Long enough for a dialogue, and not much longer than the probe listens once goodbye is said.
const LIMIT: Duration = Duration::from_secs(2);

/// Servers that fall silent, and facts of each; the probes wait beside each other.
const SILENT: &[(Says, [(&str, &str); 2])] = &[
    (
        &[("", "")],
        [("unanswered", "greeting"), ("greeting", "absent")],
    ),
    (
        &[("", "220-half\r\n")],
        [("unanswered", "greeting"), ("greeting", "absent")],
    ),
    (
        &[("HELO", "")],
        [("unanswered", "helo"), ("helo", "absent")],
    ),
    (
        &[("MAIL", "")],
        [("unanswered", "mail"), ("mail-from", "absent")],
    ),
    (
        &[("RCPT", "")],
        [("unanswered", "rcpt"), ("rcpt-to", "absent")],
    ),
    (
        &[("DATA", "")],
        [("unanswered", "data"), ("data", "absent")],
    ),
    (
        &[(".\r\n", "")],
        [("unanswered", "dot"), ("accepted", "no")],
    ),
    (
        &[(".\r\n", "250 2.0.0 Ok")],
        [("unanswered", "dot"), ("accepted", "no")],
    ),
    (
        &[("QUIT", "")],
        [("unanswered", "quit"), ("accepted", "yes")],
    ),
    (
        &[("QUIT", "221 bye\r\n")],
        [("unanswered", "absent"), ("accepted", "yes")],
    ),
];

#[tokio::test]
async fn silence_is_known_by_its_step() {
    let mut looks = JoinSet::new();
    for (own, want) in SILENT {
        looks.spawn(async {
            let small = server(own).await;
            let look = Look::at(&mail(""));
            let looked = look.with(&small.internet(), Some(LIMIT)).await;
            let facts = looked.seen.unwrap();
            assert_facts(&facts, want);
            assert_facts(&facts, &[("result", "open"), ("closed-by", "nobody")]);
        });
    }
    looks.join_all().await;
}

#[tokio::test]
async fn who_hangs_up_in_the_middle_is_heard_to_the_end() {
    let gone: &[(Says, &str, &str, &str)] = &[
        (&[("", "close")], "greeting", "greeting", "absent"),
        (&[("", "421 busy\r\nclose")], "absent", "greeting", "421"),
        (
            &[("MAIL", "421 4.3.2 down\r\nclose")],
            "absent",
            "code.mail",
            "421",
        ),
        (
            &[("RCPT", "421 4.3.2 down\r\nclose")],
            "absent",
            "rcpt-refused",
            "c@d.test",
        ),
        (
            &[("MAIL", "250 Ok\r\n421 4.3.2 down\r\nclose")],
            "absent",
            "rcpt-refused",
            "absent",
        ),
        (&[("RCPT", "250 2.1.5 Oclose")], "rcpt", "rcpt-to", "absent"),
        (&[("DATA", "354 go\r\nclose")], "dot", "accepted", "no"),
        (&[(".\r\n", "close")], "dot", "final-code", "absent"),
        (&[("QUIT", "close")], "quit", "accepted", "yes"),
    ];
    for (own, step, name, value) in gone {
        let small = server(own).await;
        let facts = check(&mail(""), &small).await;
        assert_facts(
            &facts,
            &[("unanswered", step), (name, value), ("closed", "yes")],
        );
    }
}

#[tokio::test]
async fn what_is_no_mail_server_is_said() {
    for (says, error) in [
        (
            "SSH-2.0-x\r\n",
            "expected a reply code in the server's reply, found `SSH-2.0-x`",
        ),
        (
            "HTTP/1.1 400 Bad Request\r\n",
            "expected a reply code in the server's reply, found `HTTP/1.1 400 Bad Request`",
        ),
        (
            "220-a\r\n250 b\r\n",
            "expected the code of the first line in the server's reply, found `250 b`",
        ),
        (
            "220\u{1b}[2J\r\n",
            "expected a blank or a hyphen behind the code in the server's reply, found `\u{1b}[2J`",
        ),
    ] {
        let own: Says = Box::leak(Box::new([("", says)]));
        let want = [
            ("error", error),
            ("unanswered", "greeting"),
            ("failed-step", "greeting"),
            ("closed-by", "nobody"),
        ];
        sends("", own, &want).await;
    }
}

#[tokio::test]
async fn a_reply_that_never_ends_is_left() {
    for piece in ["x", "\r\n250-x"] {
        let mut small = Small::new();
        small
            .tcp(AT, move |mut stream| async move {
                stream.write_all(b"250-").await.unwrap();
                while stream
                    .write_all(piece.repeat(1000).as_bytes())
                    .await
                    .is_ok()
                {}
            })
            .await;
        let facts = check(&mail(""), &small).await;
        assert!(fact(&facts, "error").starts_with("expected "), "{facts:?}");
        assert_facts(
            &facts,
            &[("unanswered", "greeting"), ("greeting", "absent")],
        );
    }
}

#[tokio::test]
async fn a_reply_that_comes_byte_by_byte_is_one_reply() {
    let mut small = Small::new();
    small
        .tcp(AT, |mut stream| async move {
            for byte in b"220-a.test\r\n220 b\r\n" {
                stream.write_all(&[*byte]).await.unwrap();
                tokio::task::yield_now().await;
            }
            drop(speak(stream, &[("", "")]).await);
        })
        .await;
    let facts = check(&mail(""), &small).await;
    assert_facts(&facts, &[("server", "a.test"), ("accepted", "yes")]);
}

#[tokio::test]
async fn without_a_connection_it_is_told_as_in_a_recording() {
    let small = Small::new();
    let to = |at: &str| mail("").replace("192.0.2.25:25", at);
    let facts = check(&to("192.0.2.80:25"), &small).await;
    let want = [
        ("result", "refused"),
        ("failed-step", "greeting"),
        ("quit", "no"),
        ("accepted", "absent"),
        ("closed-by", "absent"),
    ];
    assert_facts(&facts, &want);
    assert!(facts.reason("greeting").is_some());
    assert!(fact(&facts, "recording").ends_with("Connection refused\n"));
    let facts = Look::at(&to("192.0.2.250:25")).silent(&small).await;
    assert_facts(
        &facts,
        &[("result", "timeout"), ("failed-step", "greeting")],
    );
}

#[tokio::test]
async fn who_answers_before_it_is_asked_is_not_believed() {
    let early: Says = &[("MAIL", "250 Ok\r\n250 Ok\r\n354 go on\r\n")];
    let looked = Look::at(&mail("")).of(&server(early).await).await;
    let why = "the server replied `250 Ok` before it was asked";
    assert_eq!(looked.evidence.notes, [why]);
    let want = [
        ("error", why),
        ("mail-from", "a@b.test"),
        ("rcpt-to", "absent"),
        ("accepted", "no"),
        ("closed-by", "nobody"),
    ];
    assert_facts(&looked.seen.unwrap(), &want);
}

/// What the probe makes of a server that says this at once and closes as soon as something is said to it.
async fn met(bytes: Vec<u8>) {
    let mut small = Small::new();
    small
        .tcp(AT, move |mut stream| {
            let bytes = bytes.clone();
            async move {
                stream.write_all(&bytes).await.unwrap();
                stream.shutdown().await.unwrap();
                let mut all = Vec::new();
                // The client may be gone without having read everything.
                let _ = stream.read_to_end(&mut all).await;
            }
        })
        .await;
    let facts = check(&mail(", starttls: true"), &small).await;
    assert_ne!(fact(&facts, "accepted"), "yes", "{facts:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]
    #[test]
    fn no_bytes_of_a_server_panic_or_pass_for_a_mail_taken(
        lines in prop::collection::vec("(220|250|354|421|221|999|)[ -](STARTTLS|a.test|[ -~]{0,9})(\r?\n|)", 0..8),
        rest in prop::collection::vec(any::<u8>(), 0..40),
    ) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(met([lines.concat().into_bytes(), rest].concat()));
    }
}
