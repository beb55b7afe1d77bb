//! The head of an answer: status line and headers.

use std::fmt;

use crate::wire::http::HEADER_COUNT;

/// The status line and the headers (RFC 9112 sections 4 and 5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// `HTTP/1.0` or `HTTP/1.1`.
    pub version: &'static str,
    /// Three digits.
    pub status: u16,
    /// What stands behind the status; may be empty.
    pub reason: String,
    /// Names as sent, values without blanks around them, in order.
    pub headers: Vec<(String, String)>,
}

impl Head {
    /// The value of a header, its name in any case; several of one name are joined by `, ` (RFC 9110 section 5.3).
    pub fn header(&self, name: &str) -> Option<String> {
        let values: Vec<&str> = self
            .headers
            .iter()
            .filter(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
            .collect();
        (!values.is_empty()).then(|| values.join(", "))
    }
}

/// Why a head cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadError {
    /// Longer than [`crate::wire::http::HEAD_LIMIT`].
    TooLong,
    /// More headers than [`HEADER_COUNT`].
    TooManyHeaders,
    /// The status line is not `HTTP/1.x NNN reason`.
    StatusLine,
    /// A header line is not `Name: value`.
    Header,
}

impl fmt::Display for HeadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::TooLong => "the head of the answer does not end within 64 KB",
            Self::TooManyHeaders => "the answer has more than 128 headers",
            Self::StatusLine => "the status line is not of the form `HTTP/1.1 200 OK`",
            Self::Header => "a header line is not of the form `Name: value`",
        })
    }
}

/// Where the head ends: behind the first empty line. `searched` is how far an earlier call has looked.
pub(super) fn end_of_head(bytes: &[u8], searched: &mut usize) -> Option<usize> {
    let from = searched.saturating_sub(3);
    *searched = bytes.len();
    (from..bytes.len())
        .filter(|&at| bytes[at] == b'\n')
        .find_map(|at| match &bytes[at + 1..] {
            [b'\n', ..] => Some(at + 2),
            [b'\r', b'\n', ..] => Some(at + 3),
            _ => None,
        })
}

/// Reads a whole head.
pub(super) fn read(bytes: &[u8]) -> Result<Head, HeadError> {
    let mut headers = [httparse::EMPTY_HEADER; HEADER_COUNT];
    let mut parsed = httparse::Response::new(&mut headers);
    match parsed.parse(bytes) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Err(HeadError::StatusLine),
        Err(error) => return Err(why(error)),
    }
    let (Some(version), Some(status)) = (parsed.version, parsed.code) else {
        return Err(HeadError::StatusLine);
    };
    Ok(Head {
        version: if version == 0 { "HTTP/1.0" } else { "HTTP/1.1" },
        status,
        reason: parsed.reason.unwrap_or_default().trim().to_owned(),
        headers: owned(parsed.headers),
    })
}

/// Headers as texts of their own.
pub(super) fn owned(headers: &[httparse::Header<'_>]) -> Vec<(String, String)> {
    let value = |header: &httparse::Header<'_>| {
        let text = String::from_utf8_lossy(header.value);
        (header.name.to_owned(), text.trim().to_owned())
    };
    headers.iter().map(value).collect()
}

fn why(error: httparse::Error) -> HeadError {
    match error {
        httparse::Error::TooManyHeaders => HeadError::TooManyHeaders,
        httparse::Error::HeaderName | httparse::Error::HeaderValue => HeadError::Header,
        httparse::Error::NewLine
        | httparse::Error::Status
        | httparse::Error::Token
        | httparse::Error::Version => HeadError::StatusLine,
    }
}
