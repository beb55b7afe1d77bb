//! What happens in the lab, line by line, for people who watch.

use std::fmt::Write as _;
use std::sync::atomic::{AtomicU64, Ordering};

use tokio::sync::mpsc;

/// The most characters of one line that are shown.
const WIDTH_LIMIT: usize = 300;
/// The most lines of one chunk that are shown.
const LINES_LIMIT: usize = 40;

/// Where lines for people go, if anywhere. It never waits for its reader: what does not fit is counted, and the count is shown.
#[derive(Debug, Default)]
pub(super) struct Log {
    reader: Option<mpsc::Sender<String>>,
    missed: AtomicU64,
}

impl Log {
    pub(super) fn new(reader: Option<mpsc::Sender<String>>) -> Self {
        Self {
            reader,
            missed: AtomicU64::new(0),
        }
    }

    /// Whether anybody reads: else the text need not be made.
    pub(super) fn is_read(&self) -> bool {
        self.reader.is_some()
    }

    /// One line. It must be visible text already.
    pub(super) fn line(&self, text: String) {
        let Some(reader) = &self.reader else { return };
        let missed = self.missed.swap(0, Ordering::Relaxed);
        if missed > 0
            && reader
                .try_send(format!("… {missed} lines not shown"))
                .is_err()
        {
            self.missed.fetch_add(missed, Ordering::Relaxed);
        }
        if reader.try_send(text).is_err() {
            self.missed.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// The lines of a chunk of bytes, each behind a prefix.
    pub(super) fn lines(&self, prefix: &str, bytes: &[u8]) {
        if !self.is_read() || bytes.is_empty() {
            return;
        }
        let body = bytes.strip_suffix(b"\n").unwrap_or(bytes);
        let mut lines = body.split(|&byte| byte == b'\n');
        for line in lines.by_ref().take(LINES_LIMIT) {
            let line = line.strip_suffix(b"\r").unwrap_or(line);
            self.line(format!("{prefix}{}", visible(line)));
        }
        let rest = lines.count();
        if rest > 0 {
            self.line(format!("{prefix}… and {rest} more lines"));
        }
    }
}

/// Bytes as text that is safe to show on a terminal: control characters as `^X`, what hides or turns text as its number, long lines cut.
pub fn visible(bytes: &[u8]) -> String {
    let cut = &bytes[..bytes.len().min(4 * WIDTH_LIMIT)];
    let text = String::from_utf8_lossy(cut);
    let mut shown = String::new();
    for character in text.chars().take(WIDTH_LIMIT) {
        push_visible(&mut shown, character);
    }
    if cut.len() < bytes.len() || text.chars().nth(WIDTH_LIMIT).is_some() {
        let _ = write!(shown, " … ({} bytes)", bytes.len());
    }
    shown
}

fn push_visible(shown: &mut String, character: char) {
    match character {
        '\u{0}'..='\u{1f}' | '\u{7f}' => {
            shown.push('^');
            shown.push(char::from((character as u8) ^ 0x40));
        }
        // C1 controls, direction marks, invisible blanks, separators: a terminal obeys them or shows nothing.
        '\u{80}'..='\u{9f}'
        | '\u{ad}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => shown.extend(character.escape_unicode()),
        _ => shown.push(character),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn check(bytes: &[u8], want: &str) {
        assert_eq!(visible(bytes), want);
    }

    #[test]
    fn what_a_terminal_would_obey_is_made_visible() {
        check(b"\x1b[2J\x07\0\x7f", "^[[2J^G^@^?");
        check("Grüße 👍".as_bytes(), "Grüße 👍");
        check("\u{202e}\u{9b}2J".as_bytes(), "\\u{202e}\\u{9b}2J");
        check(b"\xff", "\u{fffd}");
    }

    #[test]
    fn a_long_line_is_cut_and_its_size_told() {
        let shown = visible(&[b'x'; 5000]);
        assert_eq!(shown, format!("{} … (5000 bytes)", "x".repeat(WIDTH_LIMIT)));
    }

    #[test]
    fn a_chunk_has_a_limit_of_lines() {
        let (sender, mut lines) = mpsc::channel(100);
        Log::new(Some(sender)).lines("> ", &b"a\r\n".repeat(LINES_LIMIT + 2));
        let mut got = Vec::new();
        while let Ok(line) = lines.try_recv() {
            got.push(line);
        }
        assert_eq!(got.len(), LINES_LIMIT + 1);
        assert_eq!(got[0], "> a");
        assert_eq!(got[LINES_LIMIT], "> … and 2 more lines");
    }

    #[test]
    fn lines_that_nobody_reads_are_counted_not_kept() {
        let (sender, mut lines) = mpsc::channel(1);
        let log = Log::new(Some(sender));
        for text in ["a", "b", "c"] {
            log.line(text.to_owned());
        }
        assert_eq!(lines.try_recv().unwrap(), "a");
        log.line("d".to_owned());
        assert_eq!(lines.try_recv().unwrap(), "… 2 lines not shown");
    }

    proptest! {
        #[test]
        fn nothing_raw_passes(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            prop_assert!(!visible(&bytes).contains(char::is_control));
        }
    }
}
