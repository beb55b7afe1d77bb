//! The replies of a server (RFC 5321 4.2): a code and one or more lines.

use std::fmt;

use super::{Read, WireError, without_line_end};

/// The longest line of a reply in bytes with its line end. RFC 5321 4.5.3.1.5 allows 512; servers exceed it.
pub const REPLY_LINE_LIMIT: usize = 2048;
/// The most lines of one reply.
pub const REPLY_LINES_LIMIT: usize = 128;

/// What stands at the start of each line.
const CODE: &str = "a reply code";
/// What stands behind it.
const BEHIND_CODE: &str = "a blank or a hyphen behind the code";

/// A reply: a code from 200 to 559 and at least one line of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    code: u16,
    lines: Vec<String>,
}

impl Reply {
    /// A reply of one line.
    ///
    /// # Panics
    /// When the code is none of RFC 5321 4.2.1: the caller writes it as a literal.
    pub fn new(code: u16, text: impl Into<String>) -> Self {
        Self::of_lines(code, vec![text.into()])
    }

    /// A reply of several lines; no lines are one empty line.
    ///
    /// # Panics
    /// As [`Self::new`].
    pub fn of_lines(code: u16, mut lines: Vec<String>) -> Self {
        assert!(is_code(code), "a reply code has RFC 5321's digits: {code}");
        if lines.is_empty() {
            lines.push(String::new());
        }
        Self { code, lines }
    }

    /// The code, from 200 to 559.
    pub fn code(&self) -> u16 {
        self.code
    }

    /// The texts behind the code, without line ends; at least one.
    pub fn lines(&self) -> &[String] {
        &self.lines
    }

    /// Whether the server did what was asked, or asks for more (codes below 400).
    pub fn is_positive(&self) -> bool {
        self.code < 400
    }

    /// Reads a reply from the start of a stream. Bare LFs are taken as line ends, a code without text is read (RFC 5321 4.2.1 asks clients to).
    ///
    /// # Errors
    /// When the bytes cannot be the beginning of a reply.
    pub fn read(bytes: &[u8]) -> Result<Read<Self>, WireError> {
        let mut reply: Option<Self> = None;
        let mut used = 0;
        while let Some(line) = whole_line(bytes, used)? {
            let (code, more, text) = reply_line(bytes, used, line)?;
            used += line.len();
            let reply = reply.get_or_insert_with(|| Self {
                code,
                lines: Vec::new(),
            });
            if code != reply.code {
                return Err(WireError::new(
                    bytes,
                    used - line.len(),
                    "the code of the first line",
                ));
            }
            reply.lines.push(text);
            if !more {
                let message = reply.clone();
                return Ok(Read::Whole { message, used });
            }
            if reply.lines.len() == REPLY_LINES_LIMIT {
                return Err(WireError::new(bytes, used, "no further line"));
            }
        }
        Ok(Read::More)
    }
}

impl fmt::Display for Reply {
    /// As it goes over the wire, with CRLF.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let last = self.lines.len() - 1;
        for (at, line) in self.lines.iter().enumerate() {
            let mark = if at == last { ' ' } else { '-' };
            write!(f, "{}{mark}{line}\r\n", self.code)?;
        }
        Ok(())
    }
}

/// RFC 5321 4.2: the first digit is 2 to 5, the second 0 to 5.
fn is_code(code: u16) -> bool {
    (2..=5).contains(&(code / 100)) && code / 10 % 10 <= 5
}

/// The line at an offset with its line end, or `None` while it has none.
fn whole_line(bytes: &[u8], at: usize) -> Result<Option<&[u8]>, WireError> {
    let rest = &bytes[at..];
    let end = rest.iter().position(|&byte| byte == b'\n');
    if end.map_or(rest.len(), |end| end + 1) > REPLY_LINE_LIMIT {
        return Err(WireError::new(bytes, at, "a line of at most 2048 bytes"));
    }
    if end.is_none() {
        beginning(bytes, at)?;
    }
    Ok(end.map(|end| &rest[..=end]))
}

/// Refuses a beginning that no further bytes can make a reply, so that a wrong peer is known at its first bytes.
fn beginning(bytes: &[u8], at: usize) -> Result<(), WireError> {
    let rest = &bytes[at..];
    let allowed: [&[u8]; 4] = [b"2345", b"012345", b"0123456789", b" -\r"];
    match rest
        .iter()
        .zip(allowed)
        .position(|(byte, set)| !set.contains(byte))
    {
        Some(3) => Err(WireError::new(bytes, at + 3, BEHIND_CODE)),
        Some(digit) => Err(WireError::new(bytes, at + digit, CODE)),
        None => Ok(()),
    }
}

/// The code, whether a hyphen says that more lines follow, and the text.
fn reply_line(bytes: &[u8], at: usize, line: &[u8]) -> Result<(u16, bool, String), WireError> {
    let line = without_line_end(line);
    beginning(&bytes[..at + line.len()], at)
        .map_err(|error| WireError::new(bytes, error.at, error.wanted))?;
    let mark = match line {
        [_, _, _] => b' ',
        [_, _, _, mark @ (b' ' | b'-'), ..] => *mark,
        [_, _, _, ..] => return Err(WireError::new(bytes, at + 3, BEHIND_CODE)),
        _ => return Err(WireError::new(bytes, at + line.len(), CODE)),
    };
    let code = line[..3]
        .iter()
        .fold(0, |code, digit| code * 10 + u16::from(digit - b'0'));
    let text = String::from_utf8_lossy(line.get(4..).unwrap_or_default()).into_owned();
    Ok((code, mark == b'-', text))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn whole(bytes: &[u8]) -> Option<(Reply, usize)> {
        match Reply::read(bytes) {
            Ok(Read::Whole { message, used }) => Some((message, used)),
            Ok(Read::More) | Err(_) => None,
        }
    }

    fn check(bytes: &str, want: &Result<Option<(Reply, usize)>, (usize, &str)>) {
        let got = match Reply::read(bytes.as_bytes()) {
            Ok(Read::Whole { message, used }) => Ok(Some((message, used))),
            Ok(Read::More) => Ok(None),
            Err(error) => Err((error.at, error.wanted)),
        };
        assert_eq!(&got, want, "{bytes:?}");
    }

    #[test]
    fn replies_are_read() {
        check("250 Ok\r\n", &Ok(Some((Reply::new(250, "Ok"), 8))));
        check("250 Ok\nrest", &Ok(Some((Reply::new(250, "Ok"), 7))));
        check("250\r\n", &Ok(Some((Reply::new(250, ""), 5))));
        let lines = vec!["a".to_owned(), "b".to_owned()];
        check(
            "250-a\r\n250 b\r\n",
            &Ok(Some((Reply::of_lines(250, lines), 14))),
        );
        for part in ["", "2", "250", "250 O", "250-a\r\n", "250-a\r\n25", "250\r"] {
            check(part, &Ok(None));
        }
    }

    #[test]
    fn what_is_no_reply_is_refused_at_its_first_wrong_byte() {
        check("SSH-2.0-x\r\n", &Err((0, "a reply code")));
        check("+OK", &Err((0, "a reply code")));
        check("290 x", &Err((1, "a reply code")));
        check("25\r\n", &Err((2, "a reply code")));
        check("\r\n", &Err((0, "a reply code")));
        check(
            "250\rx\r\n",
            &Err((3, "a blank or a hyphen behind the code")),
        );
        check("2500", &Err((3, "a blank or a hyphen behind the code")));
        check(
            "250-a\r\n251 b\r\n",
            &Err((7, "the code of the first line")),
        );
    }

    #[test]
    fn a_line_of_a_reply_has_a_limit() {
        let fits = format!("250 {}\r\n", "x".repeat(REPLY_LINE_LIMIT - 6));
        assert!(whole(fits.as_bytes()).is_some());
        assert!(Reply::read(format!("250 x{}", &fits[4..]).as_bytes()).is_err());
        assert!(Reply::read(&[b"250 ".as_slice(), &[b'x'; REPLY_LINE_LIMIT]].concat()).is_err());
    }

    #[test]
    fn a_reply_has_a_limit_of_lines() {
        let lines = |count| Reply::of_lines(250, vec![String::new(); count]).to_string();
        assert!(whole(lines(REPLY_LINES_LIMIT).as_bytes()).is_some());
        assert!(Reply::read(lines(REPLY_LINES_LIMIT + 1).as_bytes()).is_err());
    }

    #[test]
    #[should_panic(expected = "reply code")]
    fn a_code_has_the_digits_of_the_rfc() {
        let _ = Reply::new(299 + 700, "x");
    }

    fn replies() -> impl Strategy<Value = Reply> {
        let code = (2u16..=5, 0u16..=5, 0u16..=9).prop_map(|(a, b, c)| a * 100 + b * 10 + c);
        (code, prop::collection::vec("[ -~ü]{0,12}", 1..5))
            .prop_map(|(code, lines)| Reply::of_lines(code, lines))
    }

    proptest! {
        #[test]
        fn a_reply_written_and_read_is_the_same(reply in replies(), rest in "[ -~]{0,5}") {
            let wire = reply.to_string();
            let got = whole(format!("{wire}{rest}").as_bytes());
            prop_assert_eq!(got, Some((reply, wire.len())));
        }

        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            let _ = Reply::read(&bytes);
        }

        /// What a beginning gives, every longer beginning gives as well: chunks do not matter.
        #[test]
        fn chunks_do_not_matter(bytes in "[25 0\r\n-]{0,24}") {
            let mut known: Result<Read<Reply>, WireError> = Ok(Read::More);
            for end in 0..=bytes.len() {
                let got = Reply::read(&bytes.as_bytes()[..end]);
                let same = match (&known, &got) {
                    (Ok(Read::More), _) => true,
                    (Err(known), Err(got)) => (known.at, known.wanted) == (got.at, got.wanted),
                    (known, got) => known == got,
                };
                prop_assert!(same, "{known:?} became {got:?}");
                known = got;
            }
        }
    }
}
