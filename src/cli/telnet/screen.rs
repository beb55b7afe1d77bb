//! What a person at `netcheck telnet` sees, and the recording of it, which is the same with the typed lines in their places.

use std::fmt::Write as _;
use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Seek as _, SeekFrom, Write};
use std::path::Path;

use crate::report::push_visible;

/// How a recording begins; nothing else is added to.
const HEAD: &str = "$ netcheck telnet ";

/// A terminal and perhaps a recording. What the server sent reaches both without control characters.
pub(super) struct Screen {
    terminal: Paper<Box<dyn Write + Send>>,
    recording: Option<Paper<File>>,
    /// The first bytes of a character whose others are still on their way.
    begun: Vec<u8>,
}

/// Something that is written on line by line.
struct Paper<W> {
    out: W,
    at_start: bool,
    failed: Option<io::Error>,
}

impl<W: Write> Paper<W> {
    fn new(out: W) -> Self {
        Self {
            out,
            at_start: true,
            failed: None,
        }
    }

    /// Writes at once, so that nothing is lost when the program ends badly.
    fn write(&mut self, text: &str) {
        if text.is_empty() || self.failed.is_some() {
            return;
        }
        let written = self.out.write_all(text.as_bytes());
        self.failed = written.and_then(|()| self.out.flush()).err();
        self.at_start = text.ends_with('\n');
    }

    /// Writes a line of its own.
    fn line(&mut self, line: &str) {
        let fresh = if self.at_start { "" } else { "\n" };
        self.write(&format!("{fresh}{line}\n"));
    }
}

/// Opens a recording to be added to, so that who tries again loses nothing. What is there and is no recording stays as it is.
pub(super) fn open_recording(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    let mut file = options.read(true).append(true).create(true).open(path)?;
    let mut head = Vec::new();
    (&mut file).take(HEAD.len() as u64).read_to_end(&mut head)?;
    if !head.is_empty() && head != HEAD.as_bytes() {
        return Err(io::ErrorKind::AlreadyExists.into());
    }
    let mut last = [b'\n'];
    if !head.is_empty() {
        file.seek(SeekFrom::End(-1))?;
        file.read_exact(&mut last)?;
    }
    if last != [b'\n'] {
        file.write_all(b"\n")?;
    }
    Ok(file)
}

impl Screen {
    /// A screen; the recording begins with the command.
    pub(super) fn new(
        terminal: Box<dyn Write + Send>,
        recording: Option<File>,
        command: &str,
    ) -> Self {
        let mut recording = recording.map(Paper::new);
        if let Some(recording) = &mut recording {
            recording.line(&format!("{HEAD}{command}"));
        }
        Self {
            terminal: Paper::new(terminal),
            recording,
            begun: Vec::new(),
        }
    }

    /// The client's own word, on a line of its own.
    pub(super) fn say(&mut self, line: &str) {
        self.terminal.line(line);
        if let Some(recording) = &mut self.recording {
            recording.line(line);
        }
    }

    /// A word for the person alone.
    pub(super) fn aside(&mut self, line: &str) {
        self.terminal.line(line);
    }

    /// A prompt on the terminal; what is typed behind it is recorded together with it.
    pub(super) fn prompt(&mut self, prompt: &str) {
        if !self.terminal.at_start {
            self.terminal.write("\n");
        }
        self.terminal.write(prompt);
    }

    /// What the server sent.
    pub(super) fn received(&mut self, bytes: &[u8]) {
        self.begun.extend_from_slice(bytes);
        let (text, rest) = decoded(&self.begun);
        let shown = shown(&text);
        self.begun.drain(..self.begun.len() - rest);
        self.terminal.write(&shown);
        if let Some(recording) = &mut self.recording {
            recording.write(&shown);
        }
    }

    /// A line that was typed; the terminal has echoed it itself where it is one.
    pub(super) fn typed(&mut self, line: &[u8], echo: Echo) {
        let (text, _) = decoded(line);
        if echo == Echo::Terminal {
            self.terminal.at_start = true;
        }
        if let Some(recording) = &mut self.recording {
            recording.line(&shown(&text));
        }
    }

    /// The keys `^C` or `^]` were pressed: the terminal shows them behind whatever stood there.
    pub(super) fn keys_shown(&mut self, echo: Echo) {
        if echo == Echo::Terminal {
            self.terminal.at_start = false;
        }
    }

    /// Whether nobody sees the terminal any more.
    pub(super) fn is_gone(&self) -> bool {
        self.terminal.failed.is_some()
    }

    /// Why the recording is not whole, if it is not.
    pub(super) fn spoilt(&self) -> Option<&io::Error> {
        self.recording.as_ref()?.failed.as_ref()
    }
}

/// Who shows what is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Echo {
    /// The terminal, as it is typed.
    Terminal,
    /// Nobody: the input is a file or a pipe.
    Nobody,
}

/// Bytes as text, and how many at the end begin a character that is not whole. What is no UTF-8 is shown as `\xff`.
fn decoded(bytes: &[u8]) -> (String, usize) {
    let mut text = String::new();
    let mut rest = bytes;
    loop {
        match std::str::from_utf8(rest) {
            Ok(valid) => {
                text.push_str(valid);
                return (text, 0);
            }
            Err(error) => {
                let (valid, after) = rest.split_at(error.valid_up_to());
                text.push_str(&String::from_utf8_lossy(valid));
                let Some(length) = error.error_len() else {
                    return (text, after.len());
                };
                for byte in &after[..length] {
                    let _ = write!(text, "\\x{byte:02x}");
                }
                rest = &after[length..];
            }
        }
    }
}

/// Text in which every character can be seen; ends of lines and tabs stay.
fn shown(text: &str) -> String {
    let text = text.replace("\r\n", "\n");
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' | '\t' => shown.push(c),
            // The other half of an end of line may come later.
            '\r' => {}
            other => push_visible(&mut shown, other),
        }
    }
    shown
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use proptest::prelude::*;

    use super::*;

    #[derive(Clone, Default)]
    struct Shared(Arc<Mutex<Vec<u8>>>);

    impl Write for Shared {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.lock().unwrap().extend(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    /// What a terminal and a recording hold after this.
    fn held(act: impl FnOnce(&mut Screen)) -> (String, String) {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("rec.txt");
        let terminal = Shared::default();
        let recording = open_recording(&path).unwrap();
        let mut screen = Screen::new(Box::new(terminal.clone()), Some(recording), "a.test 25");
        act(&mut screen);
        let seen = String::from_utf8(terminal.0.lock().unwrap().clone()).unwrap();
        (seen, std::fs::read_to_string(path).unwrap())
    }

    #[test]
    fn typed_lines_are_recorded_in_their_places() {
        let (seen, recorded) = held(|screen| {
            screen.say("Connected to a.test.");
            screen.received(b"220 a.te");
            screen.received(b"st\r\nlogin: ");
            screen.typed("grün\u{1b}[A".as_bytes(), Echo::Terminal);
            screen.received(b"no end");
            screen.say("Connection closed by foreign host.");
        });
        assert_eq!(
            seen,
            "Connected to a.test.\n220 a.test\nlogin: no end\nConnection closed by foreign host.\n"
        );
        assert_eq!(
            recorded,
            "$ netcheck telnet a.test 25\nConnected to a.test.\n220 a.test\nlogin: \ngrün^[[A\nno end\nConnection closed by foreign host.\n"
        );
    }

    #[test]
    fn a_recording_is_added_to_and_nothing_else_is() {
        let home = tempfile::tempdir().unwrap();
        let path = home.path().join("rec.txt");
        for (before, after) in [
            ("", Some("")),
            (
                "$ netcheck telnet a 1\nhi\n",
                Some("$ netcheck telnet a 1\nhi\n"),
            ),
            (
                "$ netcheck telnet a 1\nhi",
                Some("$ netcheck telnet a 1\nhi\n"),
            ),
            ("email: kim@a.test\n", None),
            ("$ n", None),
        ] {
            std::fs::write(&path, before).unwrap();
            let opened = open_recording(&path);
            assert_eq!(opened.is_ok(), after.is_some(), "{before}");
            let now = std::fs::read_to_string(&path).unwrap();
            assert_eq!(now, after.unwrap_or(before));
        }
    }

    proptest! {
        #[test]
        fn no_bytes_reach_the_terminal_as_controls_however_they_are_cut(
            bytes in proptest::collection::vec(any::<u8>(), 0..200),
            at in 0usize..200,
        ) {
            let at = at.min(bytes.len());
            let whole = held(|screen| screen.received(&bytes)).1;
            let cut = held(|screen| {
                screen.received(&bytes[..at]);
                screen.received(&bytes[at..]);
            }).1;
            prop_assert!(whole.chars().all(|c| matches!(c, '\n' | '\t') || !c.is_control()));
            prop_assert_eq!(whole, cut);
        }
    }
}
