//! JSON that is harmless on a terminal.

use std::io;

use crate::report::visible::is_unseen;

/// Beyond what JSON asks for: a terminal must not act on what a peer wrote. Such characters stand in strings only.
pub(in crate::report) struct Safe<W>(pub(in crate::report) W);

impl<W: io::Write> io::Write for Safe<W> {
    /// Takes all of it: the serialiser hands over whole pieces of text.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let plain = |byte: &u8| matches!(byte, b' '..=b'~' | b'\n');
        if bytes.iter().all(plain) {
            self.0.write_all(bytes)?;
        } else {
            let text = std::str::from_utf8(bytes).map_err(io::Error::other)?;
            self.0.write_all(escaped(text).as_bytes())?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        if c != '\n' && is_unseen(c) {
            escape(&mut safe, c);
        } else {
            safe.push(c);
        }
    }
    safe
}

fn escape(safe: &mut String, c: char) {
    for unit in c.encode_utf16(&mut [0; 2]) {
        let code = format!("\\u{unit:04x}");
        safe.push_str(&code);
    }
}
