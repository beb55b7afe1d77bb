//! Files and standard output as places for reports.

use std::fs::File;
use std::io::{self, BufWriter, Seek as _, SeekFrom, Write};

use crate::report::{Replaced, Sink};

/// A file. What was in it goes with the first byte that is written, so that a command line which is refused costs nobody a report.
pub(crate) struct ToFile(BufWriter<Emptied>);

/// A file that is emptied before anything is written.
struct Emptied {
    file: File,
    is_empty: bool,
}

impl Emptied {
    fn empty(&mut self) -> io::Result<()> {
        if !self.is_empty && self.file.metadata()?.is_file() {
            self.file.set_len(0)?;
        }
        self.is_empty = true;
        Ok(())
    }
}

impl Write for Emptied {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.empty()?;
        self.file.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

/// Standard output.
pub(crate) struct ToStdout(BufWriter<io::Stdout>);

impl ToFile {
    /// A file of the report's own.
    pub(crate) fn new(file: File) -> Self {
        Self::of(Emptied {
            file,
            is_empty: false,
        })
    }

    /// A file in which others write, too: what is in it stays.
    pub(crate) fn added(file: File) -> Self {
        Self::of(Emptied {
            file,
            is_empty: true,
        })
    }

    fn of(file: Emptied) -> Self {
        Self(BufWriter::with_capacity(64 * 1024, file))
    }
}

impl ToStdout {
    pub(crate) fn new() -> Self {
        Self(BufWriter::with_capacity(64 * 1024, io::stdout()))
    }
}

impl Write for ToFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Write for ToStdout {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

impl Sink for ToFile {
    /// One write puts the new text there; what was longer is cut off after it.
    fn replace_end(&mut self, length: usize, text: &[u8]) -> io::Result<Replaced> {
        self.0.flush()?;
        let inner = self.0.get_mut();
        inner.empty()?;
        let file = &mut inner.file;
        let back = i64::try_from(length).map_err(io::Error::other)?;
        if !file.metadata()?.is_file() {
            return Ok(Replaced::Never);
        }
        file.seek(SeekFrom::Current(-back))?;
        file.write_all(text)?;
        if text.len() < length {
            let end = file.stream_position()?;
            file.set_len(end)?;
        }
        Ok(Replaced::Yes)
    }
}

impl Sink for ToStdout {
    fn replace_end(&mut self, _: usize, _: &[u8]) -> io::Result<Replaced> {
        Ok(Replaced::Never)
    }
}

#[cfg(test)]
mod tests {
    use std::io::{Read as _, Seek as _, Write as _};

    use super::ToFile;
    use crate::report::{Replaced, Sink as _};

    #[test]
    fn the_end_of_a_file_is_replaced() {
        let mut file = tempfile::tempfile().unwrap();
        let mut sink = ToFile::new(file.try_clone().unwrap());
        let mut check = |length, text: &[u8], want: &str| {
            assert_eq!(sink.replace_end(length, text).unwrap(), Replaced::Yes);
            let mut found = String::new();
            file.rewind().unwrap();
            file.read_to_string(&mut found).unwrap();
            assert_eq!(found, want);
        };
        check(0, b"[]", "[]");
        check(1, b"1]", "[1]");
        check(1, b",2]", "[1,2]");
        check(4, b"]", "[]");
    }

    #[test]
    fn the_end_of_what_is_no_file_is_not() {
        let none = std::fs::File::options().write(true).open("/dev/null");
        let Ok(none) = none else { return };
        let mut sink = ToFile::new(none);
        sink.write_all(b"[]").unwrap();
        assert_eq!(sink.replace_end(1, b"1]").unwrap(), Replaced::Never);
    }
}
