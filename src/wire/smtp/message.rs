//! The message between DATA and the dot (RFC 5321 4.1.1.4 and 4.5.2).

/// Takes a message as it comes after DATA and gives it back as it was meant: dots unstuffed, line ends CRLF.
///
/// A line ends with CRLF or, forgiven for `nc` and pasted text, with a bare LF; a CR elsewhere is kept.
/// No more than the limit is kept, but the end is found however long the message is.
#[derive(Clone, Debug)]
pub struct Unstuffer {
    message: Vec<u8>,
    limit: usize,
    size: usize,
    state: State,
}

/// Where in a line the next byte is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    LineStart,
    Dot,
    DotCr,
    Inside,
    InsideCr,
    Over,
}

impl Unstuffer {
    /// Nothing has come yet; `limit` is the most bytes to keep.
    pub fn new(limit: usize) -> Self {
        Self {
            message: Vec::new(),
            limit,
            size: 0,
            state: State::LineStart,
        }
    }

    /// Takes bytes up to the end of the message and says how many it took: all of them while the message is not [`Self::is_over`].
    pub fn push(&mut self, bytes: &[u8]) -> usize {
        for (at, &byte) in bytes.iter().enumerate() {
            if self.is_over() {
                return at;
            }
            self.state = self.next(byte);
        }
        bytes.len()
    }

    /// Whether the line with the single dot has come.
    pub fn is_over(&self) -> bool {
        self.state == State::Over
    }

    /// The size of the message in bytes so far, with what was not kept.
    pub fn size(&self) -> usize {
        self.size
    }

    /// The message; its first `limit` bytes if it is longer.
    pub fn into_message(self) -> Vec<u8> {
        self.message
    }

    fn next(&mut self, byte: u8) -> State {
        match (self.state, byte) {
            (State::LineStart, b'.') => State::Dot,
            (State::Dot | State::DotCr, b'\n') | (State::Over, _) => State::Over,
            (State::Dot, b'\r') => State::DotCr,
            (State::InsideCr, b'\n') => self.end_line(),
            (State::DotCr | State::InsideCr, _) => {
                self.keep(b"\r");
                self.inside(byte)
            }
            (State::LineStart | State::Dot | State::Inside, _) => self.inside(byte),
        }
    }

    fn inside(&mut self, byte: u8) -> State {
        match byte {
            b'\r' => return State::InsideCr,
            b'\n' => return self.end_line(),
            _ => self.keep(&[byte]),
        }
        State::Inside
    }

    fn end_line(&mut self) -> State {
        self.keep(b"\r\n");
        State::LineStart
    }

    fn keep(&mut self, bytes: &[u8]) {
        let room = self.limit.saturating_sub(self.message.len());
        self.message
            .extend_from_slice(&bytes[..bytes.len().min(room)]);
        self.size += bytes.len();
    }
}

/// A message as it goes over the wire: a second dot before each line that starts with one, the line with the single dot at the end.
/// POP3 sends messages the same way (RFC 1939 3). Bare LFs become CRLF.
pub fn stuff(message: &[u8]) -> Vec<u8> {
    let mut wire = Vec::with_capacity(message.len() + 5);
    let body = message.strip_suffix(b"\n").unwrap_or(message);
    for line in body.split(|&byte| byte == b'\n') {
        if message.is_empty() {
            break;
        }
        if line.starts_with(b".") {
            wire.push(b'.');
        }
        wire.extend_from_slice(line.strip_suffix(b"\r").unwrap_or(line));
        wire.extend_from_slice(b"\r\n");
    }
    wire.extend_from_slice(b".\r\n");
    wire
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What is read from these bytes: the message and what is left over; `None` if it is not over.
    fn unstuff(bytes: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
        let mut reader = Unstuffer::new(1000);
        let used = reader.push(bytes);
        reader
            .is_over()
            .then(|| (reader.into_message(), bytes[used..].to_vec()))
    }

    fn check(bytes: &str, want: Option<(&str, &str)>) {
        let got = unstuff(bytes.as_bytes());
        let want = want.map(|(message, rest)| (message.into(), rest.into()));
        assert_eq!(got, want, "{bytes:?}");
    }

    #[test]
    fn a_single_dot_ends_a_message() {
        check(".\r\n", Some(("", "")));
        check("a\r\n.\r\nQUIT\r\n", Some(("a\r\n", "QUIT\r\n")));
        check("a\n.\nQUIT\n", Some(("a\r\n", "QUIT\n")));
        check("a\r\n. \r\n", None);
        check("a.\r\n", None);
        check("a\r\n.", None);
        check("a\r\n.\rb\r\n.\r\n", Some(("a\r\n\rb\r\n", "")));
    }

    #[test]
    fn a_stuffed_dot_is_taken_out() {
        check("..\r\n.a\r\n.\r\n", Some((".\r\na\r\n", "")));
        check("a\r\r\n.\r\n", Some(("a\r\r\n", "")));
    }

    #[test]
    fn a_message_has_a_limit_and_is_still_read_to_its_end() {
        let mut reader = Unstuffer::new(4);
        reader.push(b"abcdefgh\r\n.\r\n");
        assert!(reader.is_over());
        assert_eq!(reader.size(), 10);
        assert_eq!(reader.into_message(), b"abcd");
    }

    proptest! {
        #[test]
        fn a_message_stuffed_and_read_is_the_same(lines in prop::collection::vec("[.a\r]{0,3}[.a]|", 0..6)) {
            let message: String = lines.iter().flat_map(|line| [line, "\r\n"]).collect();
            let got = unstuff(&stuff(message.as_bytes()));
            prop_assert_eq!(got, Some((message.into_bytes(), Vec::new())));
        }

        #[test]
        fn chunks_do_not_matter(bytes in "[.a\r\n]{0,40}", size in 1usize..7) {
            let whole = unstuff(bytes.as_bytes());
            let mut reader = Unstuffer::new(1000);
            let mut used = 0;
            for chunk in bytes.as_bytes().chunks(size) {
                used += reader.push(chunk);
            }
            let over = reader.is_over();
            let got = over.then(|| (reader.into_message(), bytes.as_bytes()[used..].to_vec()));
            prop_assert_eq!(got, whole);
        }
    }
}
