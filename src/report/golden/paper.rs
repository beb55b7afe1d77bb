//! Places for reports in memory.

use std::io;

use crate::report::{Replaced, Sink};

/// What can be taken back, as a file.
#[derive(Default)]
pub(in crate::report) struct Paper(pub(in crate::report) Vec<u8>);

/// What cannot, as a pipe.
#[derive(Default)]
pub(in crate::report) struct Pipe(pub(in crate::report) Vec<u8>);

impl io::Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Paper {
    fn replace_end(&mut self, length: usize, text: &[u8]) -> io::Result<Replaced> {
        self.0.truncate(self.0.len() - length);
        self.0.extend(text);
        Ok(Replaced::Yes)
    }
}

impl io::Write for Pipe {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Sink for Pipe {
    fn replace_end(&mut self, _: usize, _: &[u8]) -> io::Result<Replaced> {
        Ok(Replaced::Never)
    }
}
