//! Answers that servers give, right and wrong, in one piece and in many.

use proptest::prelude::{Just, Strategy, any, prop, proptest};

use super::{
    Answer, Asked, BODY_LIMIT, CHUNK_LINE_LIMIT, HEAD_LIMIT, HEADER_COUNT, Problem, Progress,
    Reader, Request,
};

fn read(bytes: &[u8]) -> Answer {
    in_pieces(bytes, &[bytes.len()], Asked::Other)
}

fn in_pieces(bytes: &[u8], sizes: &[usize], asked: Asked) -> Answer {
    let mut reader = Reader::new(asked);
    let mut rest = bytes;
    for &size in sizes.iter().cycle() {
        if rest.is_empty() {
            break;
        }
        let (piece, later) = rest.split_at(size.clamp(1, rest.len()));
        if reader.feed(piece) == Progress::Done {
            break;
        }
        rest = later;
    }
    reader.end();
    reader.answer().clone()
}

/// An answer with nothing wrong in it.
fn check(bytes: &[u8], status: Option<u16>, body: &str) {
    let got = read(bytes);
    assert_eq!(got.head.as_ref().map(|head| head.status), status);
    assert_eq!(String::from_utf8_lossy(&got.body), body);
    assert_eq!(got.problem, None);
}

#[test]
fn the_length_ends_the_body() {
    check(
        b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello and more",
        Some(200),
        "hello",
    );
    check(
        b"HTTP/1.1 200 OK\nContent-Length: 2, 2\n\nhello",
        Some(200),
        "he",
    );
}

#[test]
fn an_answer_with_an_empty_body_is_done_at_once() {
    let mut reader = Reader::new(Asked::Other);
    let bytes = b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    assert_eq!(reader.feed(bytes), Progress::Done);
}

#[test]
fn chunks_are_joined() {
    check(
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, Chunked\r\n\r\n3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\nTrailer: 1\r\n\r\nmore",
        Some(200), "hello",
    );
}

#[test]
fn without_a_length_the_end_of_the_connection_ends_the_body() {
    check(b"HTTP/1.0 200 OK\r\n\r\nhello", Some(200), "hello");
}

#[test]
fn some_answers_have_no_body() {
    let not_modified = b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello";
    check(not_modified, Some(304), "");
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n";
    let got = in_pieces(head, &[1], Asked::Head);
    assert_eq!((got.problem, got.body.len()), (None, 0));
}

#[test]
fn an_interim_answer_is_passed_over() {
    let bytes = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n";
    let got = read(bytes);
    assert_eq!(got.first_line.as_deref(), Some("HTTP/1.1 404 Not Found"));
    assert_eq!(
        got.head.map(|head| head.reason).as_deref(),
        Some("Not Found")
    );
}

#[test]
fn bare_html_is_all_body() {
    let got = read(b"<html>\r\n<h1>Bad Request</h1>");
    assert_eq!(got.first_line.as_deref(), Some("<html>"));
    assert_eq!(got.body, b"<html>\r\n<h1>Bad Request</h1>");
    assert_eq!((got.head, got.problem), (None, None));
    assert_eq!(read(b"HT").first_line.as_deref(), Some("HT"));
}

#[test]
fn nothing_at_all_is_no_answer() {
    assert_eq!(read(b""), Answer::default());
}

#[test]
fn what_ends_too_early_is_cut_short() {
    for (bytes, status) in [
        (
            &b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhel"[..],
            Some(200),
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel",
            Some(200),
        ),
        (b"HTTP/1.1 200 OK\r\nContent-", None),
    ] {
        let got = read(bytes);
        assert_eq!(got.problem, Some(Problem::CutShort));
        assert_eq!(got.head.map(|head| head.status), status);
        assert_eq!(got.first_line.as_deref(), Some("HTTP/1.1 200 OK"));
    }
}

#[test]
fn what_breaks_the_rules_is_said() {
    for (bytes, want) in [
        (
            &b"HTTP/1.1 two hundred\r\n\r\n"[..],
            "the status line is not of the form `HTTP/1.1 200 OK`",
        ),
        (
            b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n",
            "a header line is not of the form `Name: value`",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: five\r\n\r\n",
            "the `Content-Length` header is not one number",
        ),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\n",
            "the `Content-Length` header is not one number",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n",
            "a chunk of the body does not begin or end as it should",
        ),
        (
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nabc",
            "a chunk of the body does not begin or end as it should",
        ),
    ] {
        let problem = read(bytes).problem.map(|problem| problem.to_string());
        assert_eq!(problem.as_deref(), Some(want));
    }
}

#[test]
fn head_limit() {
    let mut endless = b"HTTP/1.1 200 OK\r\nX: ".to_vec();
    endless.resize(HEAD_LIMIT - 4, b'x');
    let mut fits = endless.clone();
    fits.extend(b"\r\n\r\n");
    assert_eq!(read(&fits).problem, None);
    endless.extend(b"xx\r\n\r\n");
    let problem = read(&endless).problem.map(|problem| problem.to_string());
    let want = "the head of the answer does not end within 64 KB";
    assert_eq!(problem.as_deref(), Some(want));
}

#[test]
fn a_first_line_without_end_is_shown_up_to_the_head_limit() {
    let mut endless = b"HTTP/1.1 200 ".to_vec();
    endless.resize(HEAD_LIMIT + 1, b'x');
    let first_line = read(&endless).first_line.map(|line| line.len());
    assert_eq!(first_line, Some(HEAD_LIMIT));
}

#[test]
fn header_count() {
    let with = |count: usize| {
        let head = format!("HTTP/1.1 204 No\r\n{}\r\n", "X: y\r\n".repeat(count));
        read(head.as_bytes())
            .problem
            .map(|problem| problem.to_string())
    };
    assert_eq!(with(HEADER_COUNT), None);
    let want = "the answer has more than 128 headers";
    assert_eq!(with(HEADER_COUNT + 1).as_deref(), Some(want));
}

#[test]
fn body_limit() {
    let with = |length: usize| {
        let mut bytes = b"HTTP/1.0 200 OK\r\n\r\n".to_vec();
        bytes.resize(bytes.len() + length, b'x');
        let got = read(&bytes);
        (got.body.len(), got.problem)
    };
    assert_eq!(with(BODY_LIMIT), (BODY_LIMIT, None));
    assert_eq!(with(BODY_LIMIT + 1), (BODY_LIMIT, Some(Problem::TooLong)));
}

#[test]
fn chunk_line_limit() {
    let with = |length: usize| {
        let line = format!("0;{}\r\n\r\n", "x".repeat(length - 4));
        read(format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{line}").as_bytes())
            .problem
    };
    assert_eq!(with(CHUNK_LINE_LIMIT), None);
    assert_eq!(with(CHUNK_LINE_LIMIT + 1), Some(Problem::Chunk));
}

#[test]
fn a_request_is_read_back() {
    let got =
        Request::read(b"GET /hello.txt HTTP/1.1\r\nHost: www.usfca.edu\r\nX:  y \r\n\r\nbody");
    assert_eq!(got.first_line, "GET /hello.txt HTTP/1.1");
    assert_eq!(got.method.as_deref(), Some("GET"));
    assert_eq!(got.path.as_deref(), Some("/hello.txt"));
    assert_eq!(got.version.as_deref(), Some("HTTP/1.1"));
    assert_eq!(got.header("host"), Some("www.usfca.edu"));
    assert_eq!(
        (got.header("x"), got.body.as_slice()),
        (Some("y"), &b"body"[..])
    );
}

#[test]
fn what_was_typed_wrongly_is_a_request_too() {
    let got = Request::read(b"hi\r\n");
    assert_eq!(got.method.as_deref(), Some("hi"));
    assert_eq!((got.path, got.headers.len()), (None, 0));
    let got = Request::read(b"GET /\r\nHost : a\r\nand so on");
    assert_eq!(got.header("host"), Some("a"));
    assert_eq!(Request::read(b""), Request::default());
}

fn answers() -> impl Strategy<Value = Vec<u8>> {
    let framing = prop::sample::select(vec![
        "Content-Length: 12\r\n\r\nHello, world",
        "Content-Length: 12\n\nHello",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nHello\r\n7;a=b\r\n, world\r\n0\r\nT: x\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\n5\r\nHello\r\nnonsense\r\n",
        "\r\nuntil the end",
        "Broken\r\n\r\n",
    ]);
    let first = prop::sample::select(vec![
        "HTTP/1.1 200 OK\r\n",
        "HTTP/1.0 404 Not Found\r\n",
        "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n",
        "HTTP nonsense\r\n",
        "<html>",
    ]);
    let real = (first, framing, any::<Vec<u8>>())
        .prop_map(|(first, framing, more)| [first.as_bytes(), framing.as_bytes(), &more].concat());
    prop::strategy::Union::new([
        real.boxed(),
        prop::collection::vec(any::<u8>(), 0..400).boxed(),
        (Just(b"HTTP/1.1 ".to_vec()), any::<Vec<u8>>())
            .prop_map(|(mut head, more)| {
                head.extend(more);
                head
            })
            .boxed(),
    ])
}

proptest! {
    #[test]
    fn splitting_changes_nothing(bytes in answers(), sizes in prop::collection::vec(1_usize..40, 1..8)) {
        assert_eq!(in_pieces(&bytes, &sizes, Asked::Other), read(&bytes));
    }

    #[test]
    fn no_request_panics(bytes in any::<Vec<u8>>()) {
        let _ = Request::read(&bytes);
    }
}
