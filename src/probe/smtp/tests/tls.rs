//! STARTTLS: offered, refused, broken, and in the middle of what somebody slipped in.

use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

use super::{AT, Says, mail, sends, server, speak};
use crate::net::serve_tls;
use crate::net::testing::Small;
use crate::probe::testing::{Look, assert_facts, check, fact};

const OFFERS: &str = "250-mail.test\r\n250 STARTTLS\r\n";

/// A server that shakes hands after what it says to STARTTLS, and is polite under TLS.
async fn secured(plain: Says, under: Says) -> Small {
    let mut small = Small::new();
    small
        .tcp(AT, move |stream| async move {
            let Some(stream) = speak(stream, plain).await else {
                return;
            };
            // A client that does not trust the server ends it here.
            if let Ok(stream) = serve_tls(stream.into_inner(), "mail.test").await {
                drop(speak(stream, under).await);
            }
        })
        .await;
    small
}

const STARTS: Says = &[("EHLO", OFFERS), ("STARTTLS", "220 go ahead\r\nstarttls")];

#[tokio::test]
async fn a_mail_goes_under_tls_and_hello_is_said_anew() {
    let small = secured(
        STARTS,
        &[("", ""), ("EHLO", "250-mail.test\r\n250 SIZE\r\n")],
    )
    .await;
    let facts = check(&mail(", starttls: true"), &small).await;
    let want = [
        ("tls", "TLSv1.3"),
        ("tls-error", "absent"),
        ("injected", "absent"),
        ("code.starttls", "220"),
        ("extensions", "SIZE"),
        ("accepted", "yes"),
        ("closed-by", "peer"),
        ("failed-step", "absent"),
    ];
    assert_facts(&facts, &want);
}

#[tokio::test]
async fn a_certificate_that_nobody_signed_is_not_enough_to_verify() {
    let small = secured(STARTS, &[("", "")]).await;
    let looked = Look::at(&mail(", starttls: verify")).of(&small).await;
    let want = [
        ("tls", "absent"),
        ("tls-error", "invalid peer certificate: UnknownIssuer"),
        ("mail-from", "absent"),
        ("closed-by", "us"),
    ];
    let facts = looked.seen.unwrap();
    assert_facts(&facts, &want);
    let why = "the mail ends at STARTTLS: invalid peer certificate: UnknownIssuer (RFC 3207 4)";
    assert_eq!(looked.evidence.notes, [why]);
    assert_eq!(facts.reason("accepted"), Some(why));
}

#[tokio::test]
async fn a_server_without_starttls_is_mailed_in_plain_text_unless_that_is_not_enough() {
    let none = ("tls-error", "the server does not offer STARTTLS");
    sends(
        ", starttls: true",
        &[],
        &[none, ("tls", "absent"), ("accepted", "yes")],
    )
    .await;
    sends(
        ", starttls: verify",
        &[],
        &[none, ("mail-from", "absent"), ("quit", "yes")],
    )
    .await;
    let refused: Says = &[("EHLO", OFFERS), ("STARTTLS", "454 4.7.0 not now\r\n")];
    let said = ("tls-error", "the server refused STARTTLS");
    sends(
        ", starttls: true",
        refused,
        &[said, ("accepted", "yes"), ("code.starttls", "454")],
    )
    .await;
    sends(", starttls: verify", refused, &[said, ("accepted", "no")]).await;
    sends(
        ", starttls: true, stop-after: starttls",
        refused,
        &[said, ("failed-step", "absent")],
    )
    .await;
}

#[tokio::test]
async fn what_is_slipped_in_before_tls_does_not_pass_for_the_server_s() {
    let starts: Says = &[
        ("EHLO", OFFERS),
        (
            "STARTTLS",
            "220 go ahead\r\n250-evil.test\r\n250 AUTH\r\nstarttls",
        ),
    ];
    let under: Says = &[("", ""), ("EHLO", "250-mail.test\r\n250 SIZE\r\n")];
    let facts = check(&mail(", starttls: true"), &secured(starts, under).await).await;
    let want = [
        ("injected", "250-evil.test\r\n250 AUTH\r\n"),
        ("tls", "TLSv1.3"),
        ("extensions", "SIZE"),
        ("accepted", "yes"),
    ];
    assert_facts(&facts, &want);
}

#[tokio::test]
async fn a_handshake_that_fails_is_a_fact() {
    let hangs_up: Says = &[("EHLO", OFFERS), ("STARTTLS", "220 go ahead\r\nclose")];
    let facts = check(&mail(", starttls: true"), &server(hangs_up).await).await;
    assert_ne!(fact(&facts, "tls-error"), "absent");
    assert_facts(&facts, &[("closed", "yes"), ("mail-from", "absent")]);
    let mut small = Small::new();
    small
        .tcp(AT, |stream| async move {
            let Some(mut stream) = speak(stream, STARTS).await else {
                return;
            };
            stream.read_u8().await.unwrap();
            stream.write_all(b"500 what?\r\n").await.unwrap();
        })
        .await;
    let facts = check(&mail(", starttls: true"), &small).await;
    let error = fact(&facts, "tls-error");
    assert!(error.contains("corrupt message"), "{error}");
    assert_facts(
        &facts,
        &[
            ("tls", "absent"),
            ("accepted", "no"),
            ("failed-step", "mail"),
        ],
    );
}

#[tokio::test]
async fn silence_instead_of_a_handshake_is_known() {
    let mut small = Small::new();
    small
        .tcp(AT, |stream| async move {
            // The stream lives on in a server that waits for ever.
            let _stream = speak(stream, STARTS).await;
            std::future::pending::<()>().await;
        })
        .await;
    let look = Look::at(&mail(", starttls: true"));
    let limit = Some(Duration::from_secs(2));
    let facts = look.with(&small.internet(), limit).await.seen.unwrap();
    let want = [
        ("unanswered", "tls"),
        ("tls", "absent"),
        ("tls-error", "absent"),
        ("closed-by", "nobody"),
    ];
    assert_facts(&facts, &want);
}
