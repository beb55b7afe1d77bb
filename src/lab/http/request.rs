//! The head of a request, read strictly (RFC 9112 2 to 5).

use httparse::{Error, Header};

/// The most bytes of a head.
pub(super) const HEAD_LIMIT: usize = 16 * 1024;
/// The most header fields.
const FIELDS_LIMIT: usize = 100;

/// What the bytes so far hold.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Head {
    /// The beginning of a head.
    More,
    /// A whole head.
    Request(Request),
    /// No request, whatever follows; the status to answer with.
    Bad(u16),
}

/// A request without its body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Request {
    /// In the client's letters.
    pub(super) method: String,
    /// The path without query, beginning with `/`; `*` for the server itself.
    pub(super) path: String,
    /// Whether the client wants the connection kept.
    pub(super) lasting: Lasting,
    /// Whether the client waits for a word before it sends the body.
    pub(super) waits: bool,
    /// The bytes of the head.
    pub(super) head: usize,
    /// The bytes of the body behind it.
    pub(super) body: usize,
}

/// What happens to the connection after the answer (RFC 9112 9.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lasting {
    /// The next request may follow; HTTP/1.1's custom.
    Kept,
    /// As before, and the server says so: an HTTP/1.0 client asked for it.
    KeptAsAsked,
    /// The server closes.
    Closed,
}

impl Request {
    /// Reads a head from the start of a stream. A line that fits no request is told at once, without the empty line that ends a head.
    pub(super) fn read(bytes: &[u8]) -> Head {
        let mut fields = [httparse::EMPTY_HEADER; FIELDS_LIMIT];
        let mut request = httparse::Request::new(&mut fields);
        match request.parse(bytes) {
            Ok(httparse::Status::Complete(head)) => match meaning(&request, head) {
                Ok(request) => Head::Request(request),
                Err(status) => Head::Bad(status),
            },
            Ok(httparse::Status::Partial) if bytes.len() > HEAD_LIMIT => Head::Bad(too_long(bytes)),
            Ok(httparse::Status::Partial) => Head::More,
            Err(error) => blame(error, bytes),
        }
    }
}

/// Too long a first line is another status than too many fields (RFC 6585 5).
fn too_long(bytes: &[u8]) -> u16 {
    if bytes.contains(&b'\n') { 431 } else { 414 }
}

fn blame(error: Error, bytes: &[u8]) -> Head {
    match error {
        Error::TooManyHeaders => Head::Bad(431),
        Error::Version => match first_line(bytes) {
            Some(line) if has_some_version(line) => Head::Bad(505),
            Some(_) => Head::Bad(400),
            // The rest of the line decides which of the two it is.
            None => Head::More,
        },
        _ => Head::Bad(400),
    }
}

fn first_line(bytes: &[u8]) -> Option<&[u8]> {
    let start = bytes.iter().position(|byte| !b"\r\n".contains(byte))?;
    let end = bytes[start..].iter().position(|&byte| byte == b'\n')?;
    Some(bytes[start..start + end].trim_ascii_end())
}

/// Whether a line ends with `HTTP/` and a version of this form (RFC 9112 2.3), if not one that is spoken here.
fn has_some_version(line: &[u8]) -> bool {
    let word = line.rsplit(|&byte| byte == b' ').next().unwrap_or_default();
    match word.strip_prefix(b"HTTP/") {
        Some([major, b'.', minor]) => major.is_ascii_digit() && minor.is_ascii_digit(),
        _ => false,
    }
}

fn meaning(request: &httparse::Request<'_, '_>, head: usize) -> Result<Request, u16> {
    let method = request.method.unwrap_or_default();
    // RFC 9110 9.1: methods are in capitals; `get` is a slip of the finger, not another method.
    if method.bytes().any(|byte| byte.is_ascii_lowercase()) {
        return Err(400);
    }
    let newer = request.version == Some(1);
    check_host(request.headers, newer)?;
    Ok(Request {
        method: method.to_owned(),
        path: path(request.path.unwrap_or_default())?,
        lasting: lasting(request.headers, newer),
        waits: newer && has_token(request.headers, "expect", "100-continue"),
        head,
        body: body(request.headers)?,
    })
}

/// RFC 9112 3.2: exactly one Host in HTTP/1.1, never two.
fn check_host(fields: &[Header<'_>], newer: bool) -> Result<(), u16> {
    match values(fields, "host").count() {
        1 => Ok(()),
        0 if !newer => Ok(()),
        _ => Err(400),
    }
}

/// RFC 9112 3.2: the origin form, the absolute form that proxies get, or `*`.
fn path(target: &str) -> Result<String, u16> {
    let absolute = target
        .get(..7)
        .filter(|scheme| scheme.eq_ignore_ascii_case("http://"));
    let local = match absolute {
        Some(_) => target[7..].find('/').map_or("/", |at| &target[7 + at..]),
        None => target,
    };
    if !local.starts_with('/') && local != "*" {
        return Err(400);
    }
    let end = local.find(['?', '#']).unwrap_or(local.len());
    Ok(local[..end].to_owned())
}

fn lasting(fields: &[Header<'_>], newer: bool) -> Lasting {
    if has_token(fields, "connection", "close") {
        Lasting::Closed
    } else if newer {
        Lasting::Kept
    } else if has_token(fields, "connection", "keep-alive") {
        Lasting::KeptAsAsked
    } else {
        Lasting::Closed
    }
}

/// The length of the body (RFC 9112 6.3). Chunks are not read here, so a body in chunks is refused.
fn body(fields: &[Header<'_>]) -> Result<usize, u16> {
    if values(fields, "transfer-encoding").next().is_some() {
        return Err(501);
    }
    let mut lengths = values(fields, "content-length");
    match (lengths.next(), lengths.next()) {
        (None, _) => Ok(0),
        (Some(length), None) if length.bytes().all(|byte| byte.is_ascii_digit()) => {
            length.parse().map_err(|_| 413)
        }
        _ => Err(400),
    }
}

fn has_token(fields: &[Header<'_>], name: &str, token: &str) -> bool {
    values(fields, name)
        .flat_map(|value| value.split(','))
        .any(|word| word.trim().eq_ignore_ascii_case(token))
}

fn values<'a>(fields: &'a [Header<'a>], name: &'a str) -> impl Iterator<Item = &'a str> {
    fields
        .iter()
        .filter(move |field| field.name.eq_ignore_ascii_case(name))
        .map(|field| str::from_utf8(field.value).unwrap_or("\u{fffd}").trim())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(bytes: &str, want: Result<(&str, &str), u16>) {
        let got = match Request::read(bytes.as_bytes()) {
            Head::More => Err(0),
            Head::Bad(status) => Err(status),
            Head::Request(request) => Ok((request.method, request.path)),
        };
        let want = want.map(|(method, path)| (method.to_owned(), path.to_owned()));
        assert_eq!(got, want, "{bytes:?}");
    }

    #[test]
    fn hi_is_refused_at_its_line_end() {
        check("hi", Err(0));
        check("hi\r\n", Err(400));
        check("hi\n", Err(400));
        check("hi there\r\n", Err(400));
        check("\r\nhi\r\n", Err(400));
        check("\x16\x03\x01", Err(400));
    }

    #[test]
    fn requests_are_read() {
        check("GET / HTTP/1.0\r\n\r\n", Ok(("GET", "/")));
        check("GET /a?b HTTP/1.1\nHost: x\n\n", Ok(("GET", "/a")));
        check(
            "HEAD http://x/y HTTP/1.1\r\nHost: x\r\n\r\n",
            Ok(("HEAD", "/y")),
        );
        check("GET http://x HTTP/1.0\r\n\r\n", Ok(("GET", "/")));
        check("GET / HTTP/1.1\r\nHost: x\r\n", Err(0));
    }

    #[test]
    fn what_breaks_a_rule_is_refused() {
        check("GET /\r\n", Err(400));
        check("get / HTTP/1.0\r\n\r\n", Err(400));
        check("GET / http/1.1\r\n", Err(400));
        check("GET / HTTP/9.9\r\n", Err(505));
        check("GET / HTTP/9", Err(0));
        check("GET x HTTP/1.0\r\n\r\n", Err(400));
        check("GET / HTTP/1.1\r\n\r\n", Err(400));
        check("GET / HTTP/1.1\r\nHost: x\r\nHost: x\r\n\r\n", Err(400));
        check("GET / HTTP/1.1\r\nHost www\r\n", Err(400));
        check("POST / HTTP/1.0\r\nContent-Length: x\r\n\r\n", Err(400));
        check(
            "POST / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n",
            Err(501),
        );
    }

    #[test]
    fn a_head_has_limits() {
        let long = "x".repeat(HEAD_LIMIT);
        check(&format!("GET /{long}"), Err(414));
        check(&format!("GET / HTTP/1.0\r\nA: {long}"), Err(431));
        let many = "A: b\r\n".repeat(FIELDS_LIMIT + 1);
        check(&format!("GET / HTTP/1.0\r\n{many}\r\n"), Err(431));
    }

    #[test]
    fn a_connection_lasts_as_its_version_and_the_client_say() {
        for (fields, want) in [
            ("1.1\r\nHost: x", Lasting::Kept),
            ("1.1\r\nHost: x\r\nConnection: Close", Lasting::Closed),
            ("1.0", Lasting::Closed),
            ("1.0\r\nConnection: keep-alive", Lasting::KeptAsAsked),
        ] {
            let Head::Request(request) =
                Request::read(format!("GET / HTTP/{fields}\r\n\r\n").as_bytes())
            else {
                panic!("{fields} is a request");
            };
            assert_eq!(request.lasting, want, "{fields}");
        }
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..120)) {
            let _ = Request::read(&bytes);
        }

        #[test]
        fn chunks_do_not_matter(
            lines in prop::collection::vec("GET / HTTP/1.[019]|hi|Host: x|a b|[ -~]{0,5}|", 0..4),
        ) {
            let text = lines.join("\r\n") + "\r\n\r\n";
            let mut known = Head::More;
            for end in 0..=text.len() {
                let got = Request::read(&text.as_bytes()[..end]);
                prop_assert!(known == Head::More || known == got, "{known:?} became {got:?}");
                known = got;
            }
        }
    }
}
