//! The grammar of mail: commands, replies and the message between them (RFC 5321).

mod address;
mod command;
mod grammar;
mod message;
mod reply;

pub use address::{ADDRESS_LIMIT, DOMAIN_LIMIT, LOCAL_LIMIT, Mailbox, Recipient};
pub use command::{BadCommand, COMMAND_LIMIT, Command, PARAMETER_LIMIT, Parameter, Problem, Verb};
pub use message::{Unstuffer, stuff};
pub use reply::{REPLY_LINE_LIMIT, REPLY_LINES_LIMIT, Reply};

/// What the bytes that have come so far hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read<T> {
    /// A whole message and the number of bytes it took; the rest belongs to what follows.
    Whole {
        /// What was read.
        message: T,
        /// How many bytes it took.
        used: usize,
    },
    /// The beginning of a message: read on.
    More,
}

/// Bytes that cannot become a message, whatever follows them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WireError {
    /// The offset of the first byte that does not fit.
    pub at: usize,
    /// What the grammar asks for there.
    pub wanted: &'static str,
    /// What stands there: the rest of the line, at most [`FOUND_LIMIT`] characters.
    pub found: String,
}

/// The most characters of a faulty line that [`WireError`] repeats.
pub const FOUND_LIMIT: usize = 80;

impl WireError {
    fn new(bytes: &[u8], at: usize, wanted: &'static str) -> Self {
        let rest = &bytes[at.min(bytes.len())..];
        let line = rest.split(|&byte| byte == b'\n').next().unwrap_or_default();
        let found = String::from_utf8_lossy(&line[..line.len().min(4 * FOUND_LIMIT)])
            .trim_end_matches('\r')
            .chars()
            .take(FOUND_LIMIT)
            .collect();
        Self { at, wanted, found }
    }
}

/// The line without its CRLF. A bare LF is accepted: `nc` and pasted sessions send it, and RFC 5321 2.3.8 is about programs.
fn without_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_repeats_no_more_than_its_limit() {
        let error = WireError::new(&[b'x'; 5000], 3, "a digit");
        assert_eq!(error.found.len(), FOUND_LIMIT);
        assert_eq!(WireError::new(b"ab", 9, "a digit").found, "");
    }
}
