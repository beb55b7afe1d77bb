//! A document that is whole at any time: what closes it is written behind every piece, and the next piece is written over it.

use std::io;

use crate::report::reporter::{Replaced, Sink};

/// A document as it grows.
#[derive(Debug)]
pub(super) enum Growing {
    /// It is closed by its last so many bytes.
    Closed(usize),
    /// Its paper takes nothing back: it is closed at its end only.
    Open,
}

impl Growing {
    /// Nothing is written.
    pub(super) const fn new() -> Self {
        Self::Closed(0)
    }

    /// Adds a piece; `close` closes the document for as long as it is the last one.
    pub(super) fn add(
        &mut self,
        mut piece: Vec<u8>,
        close: &[u8],
        out: &mut dyn Sink,
    ) -> io::Result<()> {
        if let Self::Closed(length) = *self {
            let alone = piece.len();
            piece.extend(close);
            match out.replace_end(length, &piece)? {
                Replaced::Yes => {
                    *self = Self::Closed(close.len());
                    return Ok(());
                }
                Replaced::Never => *self = Self::Open,
            }
            piece.truncate(alone);
        }
        out.write_all(&piece)?;
        out.flush()
    }

    /// Adds the last piece, which closes it for good.
    pub(super) fn end(&mut self, close: Vec<u8>, out: &mut dyn Sink) -> io::Result<()> {
        self.add(close, b"", out)
    }
}

#[cfg(test)]
mod tests {
    use super::Growing;
    use crate::report::golden::{Paper, Pipe};

    #[test]
    fn where_it_can_be_taken_back_it_is_closed_at_any_time() {
        let (mut page, mut paper) = (Growing::new(), Paper::default());
        let mut check = |write: &dyn Fn(&mut Growing, &mut Paper), want: &str| {
            write(&mut page, &mut paper);
            assert_eq!(String::from_utf8_lossy(&paper.0), want);
        };
        check(
            &|page, out| page.add(b"[1".to_vec(), b", more to come]", out).unwrap(),
            "[1, more to come]",
        );
        check(
            &|page, out| page.add(b",2".to_vec(), b"]", out).unwrap(),
            "[1,2]",
        );
        check(
            &|page, out| page.end(b"\n]\n".to_vec(), out).unwrap(),
            "[1,2\n]\n",
        );
    }

    #[test]
    fn elsewhere_it_is_closed_at_its_end() {
        let (mut page, mut pipe) = (Growing::new(), Pipe::default());
        page.add(b"[1".to_vec(), b", more to come]", &mut pipe)
            .unwrap();
        page.add(b",2".to_vec(), b"]", &mut pipe).unwrap();
        assert_eq!(pipe.0, b"[1,2");
        page.end(b"]\n".to_vec(), &mut pipe).unwrap();
        assert_eq!(pipe.0, b"[1,2]\n");
    }
}
