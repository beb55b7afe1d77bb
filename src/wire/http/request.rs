//! A request as a server received it, read leniently: what somebody typed by hand is a request too.

use crate::wire::http::{HEADER_COUNT, head};

/// A request as a server received it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Request {
    /// Its first line without the line break.
    pub first_line: String,
    /// The first word.
    pub method: Option<String>,
    /// The second word.
    pub path: Option<String>,
    /// The third word.
    pub version: Option<String>,
    /// Names as sent, values without blanks around them, in order; up to the first line that is no header.
    pub headers: Vec<(String, String)>,
    /// What stands behind the first empty line.
    pub body: Vec<u8>,
}

impl Request {
    /// Reads the bytes of one request, head and body.
    pub fn read(bytes: &[u8]) -> Self {
        let first = bytes
            .split(|&byte| byte == b'\n')
            .next()
            .unwrap_or_default();
        let first_line = String::from_utf8_lossy(first).trim_end().to_owned();
        let mut words = first_line.split_ascii_whitespace().map(ToOwned::to_owned);
        let (method, path, version) = (words.next(), words.next(), words.next());
        let after_first = bytes.get(first.len() + 1..).unwrap_or_default();
        let head = head::end_of_head(bytes, &mut 0).unwrap_or(bytes.len());
        Self {
            first_line,
            method,
            path,
            version,
            headers: headers(after_first),
            body: bytes[head..].to_vec(),
        }
    }

    /// The value of a header, its name in any case; the first of several.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .map(|(_, value)| value.as_str())
    }
}

fn headers(bytes: &[u8]) -> Vec<(String, String)> {
    let mut found = [httparse::EMPTY_HEADER; HEADER_COUNT];
    match httparse::parse_headers(bytes, &mut found) {
        Ok(httparse::Status::Complete((_, headers))) => head::owned(headers),
        Ok(httparse::Status::Partial) | Err(_) => by_line(bytes),
    }
}

// What no strict reader accepts may still hold headers worth showing.
fn by_line(bytes: &[u8]) -> Vec<(String, String)> {
    let text = String::from_utf8_lossy(bytes);
    text.lines()
        .map_while(|line| line.split_once(':'))
        .take(HEADER_COUNT)
        .map(|(name, value)| (name.trim().to_owned(), value.trim().to_owned()))
        .collect()
}
