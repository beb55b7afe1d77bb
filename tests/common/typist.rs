//! A person at a terminal: starts a program on a terminal of its own, waits for what it shows, types, and keeps the recording.

use std::io::{Read, Write as _};
use std::path::Path;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// How long a person waits for an answer; a generous bound, not a measure.
const PATIENCE: Duration = Duration::from_secs(30);

/// Somebody who types at a program that believes to be at a terminal.
///
/// The terminal comes from `script` (Debian's `bsdutils`): `telnet` ends at the end of its input, and shows what is typed only on a terminal.
pub(crate) struct Typist {
    child: Child,
    keys: ChildStdin,
    screen: Receiver<Vec<u8>>,
    shown: Vec<u8>,
    read: usize,
}

impl Typist {
    /// Starts a program; `words` hold no blanks or quotes, as a shell reads them.
    #[track_caller]
    pub(crate) fn start(script: &Path, words: &[&str]) -> Self {
        let mut child = Command::new(script)
            .args(["-q", "-e", "-c", &words.join(" "), "/dev/null"])
            .env("SHELL", "/bin/sh")
            .env("LC_ALL", "C")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("`script` starts");
        let (sender, screen) = mpsc::channel();
        let mut stream = child.stdout.take().expect("it is piped");
        thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = stream.read(&mut bytes) {
                if sender.send(bytes[..count].to_vec()).is_err() {
                    break;
                }
            }
        });
        Self {
            keys: child.stdin.take().expect("it is piped"),
            child,
            screen,
            shown: Vec::new(),
            read: 0,
        }
    }

    /// Waits until the screen shows `what` after all that was waited for before.
    ///
    /// # Panics
    /// With the screen, when it never comes.
    #[track_caller]
    pub(crate) fn sees(&mut self, what: &str) -> &mut Self {
        let until = Instant::now() + PATIENCE;
        loop {
            if let Some(at) = find(&self.shown[self.read..], what.as_bytes()) {
                self.read += at + what.len();
                return self;
            }
            let left = until.saturating_duration_since(Instant::now());
            match self.screen.recv_timeout(left) {
                Ok(more) => self.shown.extend(more),
                Err(err) => panic!("no `{what}` on the screen: {err}\n{}", self.recording()),
            }
        }
    }

    /// Types a line and presses return.
    #[track_caller]
    pub(crate) fn types(&mut self, line: &str) -> &mut Self {
        self.presses(&format!("{line}\n"))
    }

    /// Presses these keys, and no return.
    #[track_caller]
    pub(crate) fn presses(&mut self, keys: &str) -> &mut Self {
        self.keys
            .write_all(keys.as_bytes())
            .and_then(|()| self.keys.flush())
            .unwrap_or_else(|err| panic!("cannot type `{keys}`: {err}\n{}", self.recording()));
        self
    }

    /// Waits for the program to end, and gives what the screen showed, with plain ends of lines.
    ///
    /// # Panics
    /// With the screen, when it does not end.
    #[track_caller]
    pub(crate) fn ends(mut self) -> String {
        let until = Instant::now() + PATIENCE;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.screen.recv_timeout(left) {
                Ok(more) => self.shown.extend(more),
                Err(mpsc::RecvTimeoutError::Disconnected) => return self.recording(),
                Err(mpsc::RecvTimeoutError::Timeout) => panic!("it goes on\n{}", self.recording()),
            }
        }
    }

    fn recording(&self) -> String {
        String::from_utf8_lossy(&self.shown).replace('\r', "")
    }
}

impl Drop for Typist {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|window| window == what)
}
