//! Dialogues with servers that answer, and with all those that misbehave.

use std::time::Duration;

use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};

use crate::net::testing::Small;
use crate::probe::testing::{Look, Looked, assert_facts, check, diagnosed, fact};

use super::KEPT_LIMIT;

const AT: (&str, u16) = ("192.0.2.25", 25);

fn talk(say: &str) -> String {
    format!("talk: {{ to: \"192.0.2.25:25\", say: [{say}] }}")
}

/// A server that greets and answers each line with `250` and the line.
async fn polite() -> Small {
    let mut small = Small::new();
    small
        .tcp(AT, |stream| async move {
            let mut stream = BufReader::new(stream);
            stream.write_all(b"220 hello\r\n").await.unwrap();
            let mut line = String::new();
            while stream
                .read_line(&mut line)
                .await
                .is_ok_and(|length| length > 0)
            {
                if line == "QUIT\r\n" {
                    return;
                }
                let answer = format!("250 {line}");
                stream.write_all(answer.as_bytes()).await.unwrap();
                line.clear();
            }
        })
        .await;
    small
}

/// A server that says something when it is connected to, and then nothing.
async fn greeting(words: &'static [u8]) -> Small {
    let mut small = Small::new();
    small
        .tcp(AT, move |mut stream| async move {
            stream.write_all(words).await.unwrap();
            // Until the client goes, whatever it sends.
            while stream
                .read(&mut [0; 64])
                .await
                .is_ok_and(|length| length > 0)
            {}
        })
        .await;
    small
}

async fn some_time(text: &str, small: &Small) -> Looked {
    let limit = Some(Duration::from_millis(800));
    Look::at(text).with(&small.internet(), limit).await
}

#[tokio::test]
async fn a_dialogue_is_held_step_by_step() {
    let text = talk(
        "{ wait-for: \"^220\" }, { send: HELO a }, { wait-for: \"^250 HELO (?<name>.*)$\" }, { send: QUIT }, { wait-for-close: true }",
    );
    let looked = Look::at(&text).of(&polite().await).await;
    let facts = looked.seen.unwrap();
    let want = [
        ("result", "open"),
        ("address", "192.0.2.25"),
        ("matched", "yes"),
        ("unmatched", "absent"),
        ("captures.name", "a"),
        ("closed-by", "peer"),
        ("received", "220 hello\r\n250 HELO a\r\n"),
        (
            "transcript",
            "220 hello\r\nHELO a\r\n250 HELO a\r\nQUIT\r\n",
        ),
    ];
    assert_facts(&facts, &want);
    assert_eq!(facts.value("turns").map(|all| all.items().len()), Some(4));
    let turns: Vec<&str> = looked
        .evidence
        .turns
        .iter()
        .map(|turn| turn.text.as_str())
        .collect();
    let want = [
        "connected to 192.0.2.25:25",
        "220 hello\r\n",
        "HELO a\r\n",
        "250 HELO a\r\n",
        "QUIT\r\n",
        "closed by the peer",
    ];
    assert_eq!(turns, want);
}

#[tokio::test]
async fn silence_in_a_wait_is_an_observation() {
    let text = talk("{ wait-for: \"^220\" }, { wait-for: never }");
    let looked = some_time(&text, &polite().await).await;
    let want = [
        ("result", "open"),
        ("matched", "no"),
        ("unmatched", "never"),
        ("received", "220 hello\r\n"),
        ("closed-by", "nobody"),
    ];
    assert_facts(&looked.seen.unwrap(), &want);
    assert_eq!(looked.evidence.turns.last().unwrap().text, "220 hello\r\n");
}

#[tokio::test]
async fn a_peer_that_says_nothing_is_left_in_time() {
    let looked = some_time(&talk("{ wait-for: x }"), &greeting(b"").await).await;
    assert_facts(
        &looked.seen.unwrap(),
        &[("result", "open"), ("matched", "no")],
    );
}

#[tokio::test]
async fn a_prompt_without_a_line_end_is_matched() {
    let text = talk("{ wait-for: \"login: \" }, { close: true }");
    let facts = check(&text, &greeting(b"login: ").await).await;
    assert_facts(&facts, &[("matched", "yes"), ("closed-by", "us")]);
}

#[tokio::test]
async fn a_peer_that_closes_has_not_said_it() {
    let mut small = Small::new();
    small.tcp(AT, |_| async {}).await;
    let facts = check(&talk("{ wait-for: x }, { send: y }"), &small).await;
    let want = [
        ("matched", "no"),
        ("unmatched", "x"),
        ("closed-by", "peer"),
        ("received", ""),
    ];
    assert_facts(&facts, &want);
}

#[tokio::test]
async fn a_reset_in_the_middle_is_said() {
    let mut small = Small::new();
    small
        .tcp(AT, |mut stream| async move {
            stream.write_all(b"220 hel").await.unwrap();
            let mut line = [0; 4];
            stream.read_exact(&mut line).await.unwrap();
            stream.set_zero_linger().unwrap();
        })
        .await;
    let text = talk("{ wait-for: 220 }, { send: hi }, { wait-for: never }");
    let facts = check(&text, &small).await;
    let want = [
        ("matched", "no"),
        ("closed-by", "reset"),
        ("received", "220 hel"),
    ];
    assert_facts(&facts, &want);
}

#[tokio::test]
async fn a_reset_at_once_is_the_result_whenever_the_system_tells_of_it() {
    let mut small = Small::new();
    small
        .tcp(AT, |stream| async move {
            stream.set_zero_linger().unwrap();
        })
        .await;
    for (steps, matched) in [
        ("{ wait-for: 220 }", "no"),
        ("{ send: hi }, { wait-for: 220 }", "no"),
        ("{ wait-for-close: true }", "yes"),
    ] {
        for _ in 0..50 {
            let facts = check(&talk(steps), &small).await;
            let want = [
                ("result", "reset"),
                ("matched", matched),
                ("closed-by", "reset"),
                ("received", ""),
                ("error", "absent"),
            ];
            assert_facts(&facts, &want);
        }
    }
}

#[tokio::test]
async fn what_was_said_before_it_was_asked_counts() {
    let facts = check(
        &talk("{ send: hi }, { wait-for: hello }"),
        &greeting(b"hello\n").await,
    )
    .await;
    assert_facts(&facts, &[("matched", "yes"), ("closed-by", "nobody")]);
}

#[tokio::test]
async fn control_characters_are_kept_and_searched() {
    let text = talk("{ wait-for: \"ok$\" }");
    let facts = check(&text, &greeting(b"\x00\x1b[31m\xffok\r\n").await).await;
    assert_facts(
        &facts,
        &[
            ("matched", "yes"),
            ("received", "\0\u{1b}[31m\u{fffd}ok\r\n"),
        ],
    );
}

#[tokio::test]
async fn a_line_that_never_ends_is_left_in_time() {
    let mut small = Small::new();
    small
        .tcp(AT, |mut stream| async move {
            while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
        })
        .await;
    let looked = Look::at(&talk("{ wait-for: y }")).of(&small).await;
    let facts = looked.seen.unwrap();
    assert_facts(&facts, &[("matched", "no"), ("closed-by", "nobody")]);
    assert_eq!(fact(&facts, "received").len(), KEPT_LIMIT);
    assert!(looked.evidence.left_out > 0);
}

#[tokio::test]
async fn line_ends_are_as_told() {
    for (end, want) in [("crlf", "hi\r\n"), ("lf", "hi\n"), ("none", "hi")] {
        let text =
            format!("talk: {{ to: \"192.0.2.25:25\", say: [{{ send: hi }}], end-of-line: {end} }}");
        let facts = check(&text, &greeting(b"").await).await;
        assert_facts(&facts, &[("transcript", want)]);
    }
}

#[tokio::test]
async fn without_a_connection_nothing_matched() {
    let small = Small::new();
    let facts = check(
        "talk: { to: \"192.0.2.80:81\", say: [{ wait-for: x }] }",
        &small,
    )
    .await;
    assert_facts(
        &facts,
        &[
            ("result", "refused"),
            ("matched", "no"),
            ("closed-by", "absent"),
        ],
    );
    let silent = Look::at("talk: { to: \"192.0.2.250:25\", say: [{ wait-for: x }] }");
    let facts = silent.silent(&small).await;
    assert_facts(&facts, &[("result", "timeout"), ("matched", "no")]);
}

#[tokio::test]
async fn what_is_sent_may_come_from_the_student() {
    let text = talk(
        "{ wait-for: 220 }, { send: \"MAIL FROM:<${answers.email}>\" }, { wait-for: \"<a@b>\" }",
    );
    let look = Look::at(&text).answer("email", "a@b");
    let facts = look.of(&polite().await).await.seen.unwrap();
    assert_facts(&facts, &[("matched", "yes")]);
}

#[test]
fn arguments_that_cannot_be_are_said() {
    let to = "to: \"a:1\"";
    for (text, want) in [
        (format!("talk: {{ {to} }}"), "`talk` needs the key `say`"),
        (
            format!("talk: {{ {to}, say: hi }}"),
            "expected a list, found `hi`",
        ),
        (
            format!("talk: {{ {to}, say: [hi] }}"),
            "expected the keys of a step of `say`, found text",
        ),
        (
            format!("talk: {{ {to}, say: [{{ send: a, wait-for: b }}] }}"),
            "a step of `say` has one key",
        ),
        (
            format!("talk: {{ {to}, say: [{{ sent: a }}, {{ close: false }}] }}"),
            "a step of `say` knows no key `sent`; a step is taken or left out",
        ),
        (
            format!("talk: {{ {to}, say: [{{ close: true }}, {{ send: a }}] }}"),
            "nothing can be said after `close`",
        ),
        (
            format!("talk: {{ {to}, say: [{{ wait-for: \"(\" }}] }}"),
            "expected a regular expression: unclosed group",
        ),
    ] {
        assert_eq!(diagnosed(&text), want, "{text}");
    }
}
