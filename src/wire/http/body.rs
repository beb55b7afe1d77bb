//! Where a body ends (RFC 9112 section 6.3), and the chunks that it may come in (section 7.1).

use crate::wire::http::{Asked, CHUNK_LINE_LIMIT, HEAD_LIMIT, Head, Problem};

/// How the end of a body is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Framing {
    /// This many bytes are still to come.
    Length(u64),
    /// By chunks.
    Chunked(Chunked),
    /// By the end of the connection.
    UntilClose,
}

/// Where within the chunks the reading is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Chunked {
    /// In the line with the size; what has come of it.
    Size(Vec<u8>),
    /// In the data; this many bytes are still to come.
    Data(u64),
    /// At the line break behind the data; what has come of it.
    DataEnd(Vec<u8>),
    /// In the lines behind the last chunk; the length of the current line, and of all.
    Trailer { line: usize, all: usize },
}

/// What some bytes were.
#[derive(Clone, Copy)]
pub(super) enum Piece<'b> {
    /// Part of the framing.
    Nothing,
    /// Part of the body.
    Body(&'b [u8]),
    /// The end of the message.
    End,
    /// Against the rules of chunks.
    Broken,
}

impl Framing {
    /// How the body behind a head ends.
    pub(super) fn of(head: &Head, asked: Asked) -> Result<Self, Problem> {
        if asked == Asked::Head || matches!(head.status, 101 | 204 | 304) {
            return Ok(Self::Length(0));
        }
        if let Some(coding) = head.header("transfer-encoding") {
            let last = coding.rsplit(',').next().unwrap_or_default().trim();
            return Ok(if last.eq_ignore_ascii_case("chunked") {
                Self::Chunked(Chunked::Size(Vec::new()))
            } else {
                Self::UntilClose
            });
        }
        let Some(lengths) = head.header("content-length") else {
            return Ok(Self::UntilClose);
        };
        length(&lengths).map(Self::Length).ok_or(Problem::Length)
    }

    /// Whether nothing more is to come.
    pub(super) fn is_over(&self) -> bool {
        *self == Self::Length(0)
    }

    /// Whether the connection may end here.
    pub(super) fn may_end(&self) -> bool {
        match self {
            Self::Length(left) => *left == 0,
            Self::Chunked(_) => false,
            Self::UntilClose => true,
        }
    }

    /// Takes some of the bytes, at least one; gives what they were and the rest.
    pub(super) fn feed<'b>(&mut self, bytes: &'b [u8]) -> (Piece<'b>, &'b [u8]) {
        match self {
            Self::Length(left) => {
                let (body, rest) = bytes.split_at(at_most(*left, bytes));
                *left -= body.len() as u64;
                (Piece::Body(body), rest)
            }
            Self::UntilClose => (Piece::Body(bytes), &[]),
            Self::Chunked(chunked) => chunked.feed(bytes),
        }
    }
}

impl Chunked {
    fn feed<'b>(&mut self, bytes: &'b [u8]) -> (Piece<'b>, &'b [u8]) {
        match self {
            Self::Data(left) => {
                let (body, rest) = bytes.split_at(at_most(*left, bytes));
                *left -= body.len() as u64;
                if *left == 0 {
                    *self = Self::DataEnd(Vec::new());
                }
                (Piece::Body(body), rest)
            }
            Self::Size(_) | Self::DataEnd(_) | Self::Trailer { .. } => {
                (self.feed_byte(bytes[0]), &bytes[1..])
            }
        }
    }

    fn after_size(line: &[u8]) -> Option<Self> {
        match httparse::parse_chunk_size(line) {
            Ok(httparse::Status::Complete((_, 0))) => Some(Self::Trailer { line: 0, all: 0 }),
            Ok(httparse::Status::Complete((_, size))) => Some(Self::Data(size)),
            Ok(httparse::Status::Partial) | Err(_) => None,
        }
    }

    fn feed_byte<'b>(&mut self, byte: u8) -> Piece<'b> {
        match self {
            Self::Size(line) => {
                line.push(byte);
                if line.len() > CHUNK_LINE_LIMIT {
                    return Piece::Broken;
                }
                if byte == b'\n' {
                    let Some(next) = Self::after_size(line) else {
                        return Piece::Broken;
                    };
                    *self = next;
                }
            }
            Self::DataEnd(seen) => {
                seen.push(byte);
                match seen.as_slice() {
                    b"\r" => {}
                    b"\r\n" | b"\n" => *self = Self::Size(Vec::new()),
                    _ => return Piece::Broken,
                }
            }
            Self::Trailer { line, all } => return trailer(line, all, byte),
            // Data is never read byte by byte.
            Self::Data(_) => {}
        }
        Piece::Nothing
    }
}

fn trailer<'b>(line: &mut usize, all: &mut usize, byte: u8) -> Piece<'b> {
    *all += 1;
    match byte {
        _ if *all > HEAD_LIMIT => return Piece::Broken,
        b'\n' if *line == 0 => return Piece::End,
        b'\n' => *line = 0,
        b'\r' => {}
        _ => *line += 1,
    }
    Piece::Nothing
}

fn at_most(left: u64, bytes: &[u8]) -> usize {
    usize::try_from(left).map_or(bytes.len(), |left| left.min(bytes.len()))
}

// Several equal lengths count as one (RFC 9110 section 8.6).
fn length(text: &str) -> Option<u64> {
    let mut lengths = text.split(',').map(|one| {
        let one = one.trim();
        let digits = !one.is_empty() && one.bytes().all(|byte| byte.is_ascii_digit());
        digits.then(|| one.parse().ok()).flatten()
    });
    let first = lengths.next()??;
    lengths.all(|other| other == Some(first)).then_some(first)
}
