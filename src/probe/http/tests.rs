//! Requests as they are sent, and answers of every sort.

use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

use crate::net::testing::Small;
use crate::probe::testing::{Look, assert_facts, check, diagnosed, fact};

const AT: (&str, u16) = ("192.0.2.80", 80);
const GET: &str = "http: http://192.0.2.80/";

async fn until_blank_line(stream: &mut TcpStream) -> Vec<u8> {
    let mut request = Vec::new();
    let blank = |bytes: &[u8]| bytes.windows(4).any(|four| four == b"\r\n\r\n");
    while !blank(&request) && stream.read_buf(&mut request).await.unwrap_or(0) > 0 {}
    request
}

/// A server that sends the same whatever it is asked, and closes.
async fn saying(answer: &'static [u8]) -> Small {
    let mut small = Small::new();
    small
        .tcp(AT, move |mut stream| async move {
            until_blank_line(&mut stream).await;
            stream.write_all(answer).await.unwrap();
        })
        .await;
    small
}

#[tokio::test]
async fn an_answer_is_told_whole() {
    let small = saying(b"HTTP/1.1 200 Fine\r\nContent-Type: text/plain\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 6\r\n\r\nhello\nmore").await;
    let want = [
        ("result", "open"),
        ("address", "192.0.2.80"),
        ("status", "200"),
        ("reason", "Fine"),
        ("version", "HTTP/1.1"),
        ("first-line", "HTTP/1.1 200 Fine"),
        ("header.content-type", "text/plain"),
        ("header.x-a", "1, 2"),
        ("body", "hello\n"),
        ("says-bad-request", "no"),
        ("closed-by", "peer"),
        ("error", "absent"),
    ];
    assert_facts(&check(GET, &small).await, &want);
}

#[tokio::test]
async fn requests_are_sent_as_told() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mut small = Small::new();
    let keep = Arc::clone(&seen);
    small
        .tcp(AT, move |mut stream| {
            let keep = Arc::clone(&keep);
            async move {
                let request = until_blank_line(&mut stream).await;
                keep.lock()
                    .unwrap()
                    .push(String::from_utf8(request).unwrap());
            }
        })
        .await;
    let standard = format!(
        "User-Agent: netcheck/{}\r\nAccept: */*\r\nConnection: close\r\n",
        env!("CARGO_PKG_VERSION")
    );
    for (text, want) in [
        (
            "http: \"http://192.0.2.80/a b?c#d\"",
            format!("GET /a%20b?c HTTP/1.1\r\nHost: 192.0.2.80\r\n{standard}\r\n"),
        ),
        (
            "http: { to: \"192.0.2.80:80\", path: x, method: HEAD, headers: { Host: www, X-Y: $answers.x } }",
            format!("HEAD /x HTTP/1.1\r\n{standard}Host: www\r\nX-Y: a  b\r\n\r\n"),
        ),
        (
            "http: { host: 192.0.2.80, port: 80, raw: \"GET / HTTP/1.0\\n\\n\" }",
            "GET / HTTP/1.0\r\n\r\n".to_owned(),
        ),
    ] {
        let looked = Look::at(text).answer("x", "a\r\nb").of(&small).await;
        assert!(looked.seen.is_ok());
        assert_eq!(looked.evidence.turns[1].text, want);
        assert_eq!(seen.lock().unwrap().pop(), Some(want));
    }
}

#[tokio::test]
async fn a_body_is_sent_with_its_length() {
    let small = saying(b"").await;
    let looked = Look::at("http: { url: http://192.0.2.80/, method: POST, body: ä }")
        .of(&small)
        .await;
    let sent = &looked.evidence.turns[1].text;
    assert!(sent.starts_with("POST / HTTP/1.1\r\n"), "{sent}");
    assert!(sent.ends_with("Content-Length: 2\r\n\r\nä"), "{sent}");
}

#[tokio::test]
async fn a_server_that_does_not_understand_hi_is_a_fact() {
    for (answer, status, bad, first) in [
        (
            &b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n"[..],
            "400",
            "yes",
            "HTTP/1.1 400 Bad Request",
        ),
        (b"<html>\n<h1>Bad Request</h1>", "absent", "yes", "<html>"),
        (b"<html>what?", "absent", "no", "<html>what?"),
        (b"", "absent", "absent", "absent"),
    ] {
        let mut small = Small::new();
        small
            .tcp(AT, move |mut stream| async move {
                let mut hi = [0; 4];
                stream.read_exact(&mut hi).await.unwrap();
                assert_eq!(&hi, b"hi\r\n");
                stream.write_all(answer).await.unwrap();
            })
            .await;
        let facts = check("http: { to: \"192.0.2.80:80\", raw: hi }", &small).await;
        let want = [
            ("status", status),
            ("says-bad-request", bad),
            ("first-line", first),
            ("closed-by", "peer"),
        ];
        assert_facts(&facts, &want);
    }
}

#[tokio::test]
async fn a_cut_answer_is_said() {
    let small = saying(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf").await;
    let want = [
        ("status", "200"),
        ("body", "half"),
        ("closed-by", "peer"),
        (
            "error",
            "the connection ended before the answer was complete",
        ),
    ];
    assert_facts(&check(GET, &small).await, &want);
}

#[tokio::test]
async fn a_reset_in_the_middle_is_said() {
    let mut small = Small::new();
    small
        .tcp(AT, |mut stream| async move {
            until_blank_line(&mut stream).await;
            stream.set_zero_linger().unwrap();
            stream.write_all(b"HTTP/1.1 200 OK\r\n").await.unwrap();
        })
        .await;
    assert_facts(
        &check(GET, &small).await,
        &[("result", "open"), ("closed-by", "reset")],
    );
}

#[tokio::test]
async fn a_connection_that_ends_without_an_answer_says_so() {
    let mut small = Small::new();
    small
        .tcp(AT, |stream| async move {
            stream.set_zero_linger().unwrap();
        })
        .await;
    small
        .tcp((AT.0, 81), |mut stream| async move {
            until_blank_line(&mut stream).await;
        })
        .await;
    for (port, result, by) in [(AT.1, "reset", "reset"), (81, "open", "peer")] {
        for _ in 0..50 {
            let facts = check(&format!("http: \"http://{}:{port}/\"", AT.0), &small).await;
            let error = "the connection ended before an answer came";
            let want = [
                ("result", result),
                ("closed-by", by),
                ("error", error),
                ("status", "absent"),
            ];
            assert_facts(&facts, &want);
        }
    }
}

#[tokio::test]
async fn what_came_before_silence_is_known() {
    let mut small = Small::new();
    small
        .tcp(AT, |mut stream| async move {
            stream
                .write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")
                .await
                .unwrap();
            std::future::pending::<()>().await;
        })
        .await;
    let limit = Some(std::time::Duration::from_millis(800));
    let looked = Look::at(GET).with(&small.internet(), limit).await;
    let want = [
        ("result", "open"),
        ("status", "200"),
        ("body", "half"),
        ("closed-by", "nobody"),
    ];
    assert_facts(&looked.seen.unwrap(), &want);
    assert!(looked.evidence.turns.last().unwrap().text.ends_with("half"));
}

#[tokio::test]
async fn a_line_that_never_ends_is_left_in_time() {
    let mut small = Small::new();
    small
        .tcp(AT, |mut stream| async move {
            while stream.write_all(&[b'x'; 4096]).await.is_ok() {}
        })
        .await;
    let facts = check(GET, &small).await;
    assert_eq!(fact(&facts, "body").len(), 1024 * 1024);
    let error = "the body is longer than 1 MB, what came after was not read";
    assert_facts(&facts, &[("status", "absent"), ("error", error)]);
}

#[tokio::test]
async fn without_a_connection_there_is_its_result_alone() {
    let small = Small::new();
    let facts = check("http: { to: \"192.0.2.80:81\" }", &small).await;
    assert_facts(
        &facts,
        &[
            ("result", "refused"),
            ("status", "absent"),
            ("closed-by", "absent"),
        ],
    );
    let facts = Look::at("http: http://192.0.2.250/").silent(&small).await;
    assert_facts(&facts, &[("result", "timeout"), ("address", "192.0.2.250")]);
    let look = Look::at("http: { url: $answers.url }").answer("url", "https://192.0.2.80/");
    let facts = look.of(&small).await.seen.unwrap();
    let error = "netcheck speaks plain HTTP only: expected `http://`, found `https://`";
    assert_facts(&facts, &[("result", "unknown-host"), ("error", error)]);
}

#[test]
fn arguments_that_cannot_be_are_said() {
    for (text, want) in [
        (
            "http: https://a/",
            "netcheck speaks plain HTTP only: expected `http://`, found `https://`",
        ),
        (
            "http: www.usfca.edu",
            "expected an address such as `http://www.usfca.edu/`, found `www.usfca.edu`",
        ),
        (
            "http: \"http://a:0/\"",
            "there is no port `0`, ports are 1 to 65535",
        ),
        (
            "http: { url: http://a/, to: \"a:1\" }",
            "`url` says where already",
        ),
        (
            "http: { to: \"a:1\", raw: hi, method: GET }",
            "`raw` is all that is sent",
        ),
        (
            "http: { to: \"a:1\", headers: { \"a b\": c } }",
            "`a b` cannot be the name of a header",
        ),
        ("http: { path: / }", "`http` needs the key `to`"),
    ] {
        assert_eq!(diagnosed(text), want, "{text}");
    }
}
