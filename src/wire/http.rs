//! HTTP/1 messages (RFC 9112): an answer read as it arrives, however wrong, and a request read back.

mod body;
mod head;
mod request;

use crate::wire::http::body::{Framing, Piece};

pub use head::{Head, HeadError};
pub use request::Request;

/// The most bytes of a head: the first line and the headers.
pub const HEAD_LIMIT: usize = 64 * 1024;
/// The most headers of a message.
pub const HEADER_COUNT: usize = 128;
/// The most bytes of a body that are kept; what comes after is not read.
pub const BODY_LIMIT: usize = 1024 * 1024;
/// The most bytes of a line that begins a chunk, extensions included.
pub const CHUNK_LINE_LIMIT: usize = 1024;

/// What was asked, as far as it decides how the answer ends (RFC 9112 section 6.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Asked {
    /// `HEAD`: the answer has no body, whatever its headers say.
    Head,
    /// Anything else.
    Other,
}

/// Whether the answer is complete.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// More bytes belong to it.
    More,
    /// Nothing that comes now belongs to it.
    Done,
}

/// What is wrong with an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The head cannot be read.
    Head(HeadError),
    /// `Content-Length` is no number, or says two things.
    Length,
    /// The size of a chunk cannot be read, or a chunk does not end where it should.
    Chunk,
    /// The connection ended before the answer did.
    CutShort,
    /// The body is longer than [`BODY_LIMIT`].
    TooLong,
}

impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Head(error) => error.fmt(f),
            Self::Length => f.write_str("the `Content-Length` header is not one number"),
            Self::Chunk => f.write_str("a chunk of the body does not begin or end as it should"),
            Self::CutShort => f.write_str("the connection ended before the answer was complete"),
            Self::TooLong => {
                f.write_str("the body is longer than 1 MB, what came after was not read")
            }
        }
    }
}

/// An answer as far as it has come. A peer that does not speak HTTP (bare HTML, a greeting) is an answer too: all of it is body, and there is no head.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// Its first line without the line break, once that has come.
    pub first_line: Option<String>,
    /// The status line and the headers; interim answers (1xx) are passed over.
    pub head: Option<Head>,
    /// The body, chunks joined.
    pub body: Vec<u8>,
    /// What is wrong with it.
    pub problem: Option<Problem>,
}

/// Reads one answer from bytes in any pieces: how they are split changes nothing.
#[derive(Clone, Debug)]
pub struct Reader {
    asked: Asked,
    phase: Phase,
    pending: Vec<u8>,
    searched: usize,
    line_searched: usize,
    answer: Answer,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Phase {
    Head,
    Body(Framing),
    // No HTTP: everything until the end is body.
    Bare,
    Done,
}

impl Reader {
    /// Reads the answer to a request.
    pub fn new(asked: Asked) -> Self {
        Self {
            asked,
            phase: Phase::Head,
            pending: Vec::new(),
            searched: 0,
            line_searched: 0,
            answer: Answer::default(),
        }
    }

    /// Takes bytes as they came.
    pub fn feed(&mut self, bytes: &[u8]) -> Progress {
        let mut rest = bytes;
        while !rest.is_empty() && self.phase != Phase::Done {
            rest = match &mut self.phase {
                Phase::Head => self.feed_head(rest),
                Phase::Body(framing) => {
                    let (piece, rest) = framing.feed(rest);
                    self.take(piece);
                    rest
                }
                Phase::Bare => {
                    self.take(Piece::Body(rest));
                    &[]
                }
                Phase::Done => &[],
            };
        }
        self.progress()
    }

    /// The peer has closed the connection: what has come is all there is.
    pub fn end(&mut self) {
        match &self.phase {
            Phase::Head if self.pending.is_empty() => {}
            Phase::Head if looks_like_http(&self.pending) => self.fail(Problem::CutShort),
            Phase::Head => {
                self.answer.body = std::mem::take(&mut self.pending);
            }
            Phase::Body(framing) if !framing.may_end() => self.fail(Problem::CutShort),
            Phase::Body(_) | Phase::Bare | Phase::Done => {}
        }
        self.phase = Phase::Done;
        self.note_first_line();
    }

    /// The answer so far.
    pub fn answer(&self) -> &Answer {
        &self.answer
    }

    fn progress(&self) -> Progress {
        match self.phase {
            Phase::Done => Progress::Done,
            Phase::Head | Phase::Body(_) | Phase::Bare => Progress::More,
        }
    }

    fn take(&mut self, piece: Piece<'_>) {
        match piece {
            Piece::Nothing => {}
            Piece::Body(bytes) => {
                let room = BODY_LIMIT - self.answer.body.len();
                let kept = room.min(bytes.len());
                self.answer.body.extend_from_slice(&bytes[..kept]);
                self.note_first_line();
                if kept < bytes.len() {
                    self.fail(Problem::TooLong);
                }
            }
            Piece::End => self.phase = Phase::Done,
            Piece::Broken => self.fail(Problem::Chunk),
        }
        if matches!(&self.phase, Phase::Body(framing) if framing.is_over()) {
            self.phase = Phase::Done;
        }
    }

    fn fail(&mut self, problem: Problem) {
        self.answer.problem.get_or_insert(problem);
        self.phase = Phase::Done;
    }

    fn feed_head<'b>(&mut self, bytes: &'b [u8]) -> &'b [u8] {
        let before = self.pending.len();
        let room = (HEAD_LIMIT - before).min(bytes.len());
        self.pending.extend_from_slice(&bytes[..room]);
        self.note_first_line();
        if !may_become_http(&self.pending) {
            self.phase = Phase::Bare;
            let pending = std::mem::take(&mut self.pending);
            self.take(Piece::Body(&pending));
            return &bytes[room..];
        }
        let Some(end) = head::end_of_head(&self.pending, &mut self.searched) else {
            if self.pending.len() == HEAD_LIMIT {
                self.fail(Problem::Head(HeadError::TooLong));
                self.note_first_line();
            }
            return &bytes[room..];
        };
        self.read_head(end);
        &bytes[end - before..]
    }

    fn read_head(&mut self, end: usize) {
        let read = head::read(&self.pending[..end]);
        self.pending.clear();
        self.searched = 0;
        let head = match read {
            Ok(head) => head,
            Err(error) => return self.fail(Problem::Head(error)),
        };
        // RFC 9110 section 15.2: interim answers come before the one that counts; 101 ends HTTP.
        if (100..200).contains(&head.status) && head.status != 101 {
            self.answer.first_line = None;
            self.line_searched = 0;
            return;
        }
        match Framing::of(&head, self.asked) {
            Ok(framing) if framing.is_over() => self.phase = Phase::Done,
            Ok(framing) => self.phase = Phase::Body(framing),
            Err(problem) => self.fail(problem),
        }
        self.answer.head = Some(head);
    }

    fn note_first_line(&mut self) {
        if self.answer.first_line.is_some() {
            return;
        }
        let seen = match self.answer.body.as_slice() {
            [] => self.pending.as_slice(),
            body => body,
        };
        let fresh = seen.get(self.line_searched..).unwrap_or_default();
        let end = fresh.iter().position(|&byte| byte == b'\n');
        let end = end.map(|at| self.line_searched + at);
        self.line_searched = seen.len();
        if end.is_some() || (self.phase == Phase::Done && !seen.is_empty()) {
            let line = &seen[..end.unwrap_or(seen.len())];
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            self.answer.first_line = Some(String::from_utf8_lossy(line).into_owned());
        }
    }
}

const OPENING: &[u8] = b"HTTP/";

fn may_become_http(bytes: &[u8]) -> bool {
    let seen = bytes.len().min(OPENING.len());
    bytes[..seen] == OPENING[..seen]
}

fn looks_like_http(bytes: &[u8]) -> bool {
    bytes.starts_with(OPENING)
}

#[cfg(test)]
mod tests;
