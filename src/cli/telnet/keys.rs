//! What is typed, line by line, from a terminal or a pipe.

use std::io::{self, IsTerminal as _, Read};

use tokio::sync::mpsc::{self, Receiver, Sender};

use super::screen::Echo;

/// The escape character, Ctrl and `]`.
const ESCAPE: u8 = 0x1d;

/// The most bytes of a line; what is longer comes in pieces.
const LINE_LIMIT: usize = 64 * 1024;

/// The most lines that wait until they can be sent.
const LINES_WAITING: usize = 64;

/// Something that was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Key {
    /// A line, without its end.
    Line(Vec<u8>),
    /// The escape character, behind what was typed of a line so far.
    Escape(Vec<u8>),
    /// The end of the input: Ctrl-D, or the end of a pipe.
    End,
}

/// Somebody who types, or a pipe.
pub(super) struct Keyboard {
    /// What is typed.
    pub(super) keys: Receiver<Key>,
    /// Who shows it.
    pub(super) echo: Echo,
    /// Gives the terminal back as it was.
    _terminal: Option<terminal::Changed>,
}

impl Keyboard {
    /// Standard input, read by a thread that is left behind at the end: nothing ends a read.
    pub(super) fn standard_input() -> Self {
        let stdin = io::stdin();
        let is_terminal = stdin.is_terminal();
        let changed = is_terminal.then(terminal::escape_at_once).flatten();
        let enter = if changed.is_some() {
            Enter::IsALine
        } else {
            Enter::BelongsToEscape
        };
        let (sender, keys) = mpsc::channel(LINES_WAITING);
        std::thread::spawn(move || read(stdin.lock(), enter, &sender));
        Self {
            keys,
            echo: if is_terminal {
                Echo::Terminal
            } else {
                Echo::Nobody
            },
            _terminal: changed,
        }
    }
}

/// What Enter right behind the escape character is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Enter {
    /// A line of its own: the escape character was seen as it was pressed.
    IsALine,
    /// What hands the escape character over.
    BelongsToEscape,
}

/// Reads until the end, or until nobody wants to know any more.
fn read(mut from: impl Read, enter: Enter, to: &Sender<Key>) {
    let mut reader = Reader {
        line: Vec::new(),
        escaped: false,
        enter,
    };
    let mut bytes = [0; 4096];
    loop {
        let count = match from.read(&mut bytes) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Ok(count) => count,
            Err(_) => 0,
        };
        let keys: Vec<Key> = match count {
            0 => reader.end(),
            _ => bytes[..count]
                .iter()
                .filter_map(|byte| reader.byte(*byte))
                .collect(),
        };
        for key in keys {
            if to.blocking_send(key).is_err() {
                return;
            }
        }
        if count == 0 {
            return;
        }
    }
}

struct Reader {
    line: Vec<u8>,
    /// Whether the escape character came just now.
    escaped: bool,
    enter: Enter,
}

impl Reader {
    fn byte(&mut self, byte: u8) -> Option<Key> {
        let escaped = std::mem::take(&mut self.escaped);
        match byte {
            b'\n' if escaped && self.enter == Enter::BelongsToEscape && self.line.is_empty() => {
                None
            }
            b'\n' => Some(self.line()),
            ESCAPE => {
                self.escaped = true;
                Some(Key::Escape(std::mem::take(&mut self.line)))
            }
            other => {
                self.line.push(other);
                (self.line.len() >= LINE_LIMIT).then(|| self.line())
            }
        }
    }

    fn line(&mut self) -> Key {
        let mut line = std::mem::take(&mut self.line);
        if line.last() == Some(&b'\r') {
            line.pop();
        }
        Key::Line(line)
    }

    /// The end; a last line that nobody ended is a line all the same, because the server waits for its end.
    fn end(&mut self) -> Vec<Key> {
        let last = (!self.line.is_empty()).then(|| self.line());
        last.into_iter().chain([Key::End]).collect()
    }
}

/// A terminal hands over what is typed line by line, and the escape character at once.
#[cfg(unix)]
mod terminal {
    use rustix::termios::{OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};

    /// The terminal as it was before; dropping this gives it back so.
    pub(super) struct Changed(Termios);

    /// Asks the terminal of standard input to hand over a line at the escape character too; `None` where it cannot.
    pub(super) fn escape_at_once() -> Option<Changed> {
        let stdin = std::io::stdin();
        let before = tcgetattr(&stdin).ok()?;
        let mut wanted = before.clone();
        wanted.special_codes[SpecialCodeIndex::VEOL] = super::ESCAPE;
        tcsetattr(&stdin, OptionalActions::Now, &wanted).ok()?;
        Some(Changed(before))
    }

    impl Drop for Changed {
        fn drop(&mut self) {
            // A terminal that is gone needs nothing.
            let _ = tcsetattr(std::io::stdin(), OptionalActions::Now, &self.0);
        }
    }
}

/// A console hands over what is typed line by line.
#[cfg(not(unix))]
mod terminal {
    pub(super) struct Changed;

    pub(super) fn escape_at_once() -> Option<Changed> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], enter: Enter, want: &[&str]) {
        let (sender, mut keys) = mpsc::channel(LINES_WAITING);
        read(bytes, enter, &sender);
        drop(sender);
        let mut got = Vec::new();
        while let Some(key) = keys.blocking_recv() {
            got.push(match key {
                Key::Line(line) => format!("line {}", String::from_utf8_lossy(&line)),
                Key::Escape(line) => format!("escape {}", String::from_utf8_lossy(&line)),
                Key::End => "end".to_owned(),
            });
        }
        assert_eq!(got, want);
    }

    #[test]
    fn lines_end_with_enter_or_with_the_input() {
        check(b"", Enter::IsALine, &["end"]);
        check(
            b"hi\r\n\na",
            Enter::IsALine,
            &["line hi", "line ", "line a", "end"],
        );
    }

    #[test]
    fn enter_hands_the_escape_character_over_or_is_a_line() {
        check(
            b"\x1d\nquit\n",
            Enter::BelongsToEscape,
            &["escape ", "line quit", "end"],
        );
        check(
            b"\x1d\nquit\n",
            Enter::IsALine,
            &["escape ", "line ", "line quit", "end"],
        );
        check(b"a\x1db\n", Enter::IsALine, &["escape a", "line b", "end"]);
    }

    #[test]
    fn a_line_without_end_comes_in_pieces() {
        let (sender, mut keys) = mpsc::channel(LINES_WAITING);
        read(&vec![b'x'; LINE_LIMIT + 1][..], Enter::IsALine, &sender);
        let lengths = [LINE_LIMIT, 1].map(|length| Some(Key::Line(vec![b'x'; length])));
        assert_eq!([keys.blocking_recv(), keys.blocking_recv()], lengths);
    }
}
