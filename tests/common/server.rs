//! A program that serves while its test runs, and ends with it.

use std::io::{BufRead as _, BufReader, Read};
use std::net::{SocketAddr, TcpStream};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process_group};

use super::program::find;

/// How long a server may take until it is ready; a generous bound, not a measure.
const START: Duration = Duration::from_secs(30);

/// How long a server may take to end when it is asked to.
const END: Duration = Duration::from_secs(5);

/// How long to listen for a server's next word before looking at its port again.
const BREATH: Duration = Duration::from_millis(5);

/// The command that starts a server, so that it ends even where the test is killed and drops nothing: the kernel then ends it, asked by
/// `setpriv` (Debian's `util-linux`).
pub(crate) fn program(path: &Path) -> Command {
    let Some(setpriv) = find("setpriv") else {
        return Command::new(path);
    };
    let mut command = Command::new(setpriv);
    command.args(["--pdeathsig", "TERM", "--"]).arg(path);
    command
}

/// When a server is ready.
pub(crate) enum Ready {
    /// When it says so: a line that contains this.
    Says(&'static str),
    /// When it accepts connections here.
    Accepts(SocketAddr),
}

/// A running server in a process group of its own; dropping it ends the whole group.
pub(crate) struct Server {
    child: Child,
    words: Receiver<String>,
    said: Vec<String>,
}

impl Server {
    /// Starts a server and waits until it is ready.
    ///
    /// # Panics
    /// With all that it said, when it ends before it is ready or never is.
    #[track_caller]
    pub(crate) fn start(command: &mut Command, ready: &Ready) -> Self {
        let mut server = Self::spawn(command);
        server.wait(ready);
        server
    }

    fn spawn(command: &mut Command) -> Self {
        let mut child = command
            .process_group(0)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|err| panic!("{command:?}: {err}"));
        let (sender, words) = mpsc::channel();
        listen(child.stdout.take().expect("it is piped"), sender.clone());
        listen(child.stderr.take().expect("it is piped"), sender);
        Self {
            child,
            words,
            said: Vec::new(),
        }
    }

    #[track_caller]
    fn wait(&mut self, ready: &Ready) {
        match ready {
            Ready::Says(word) => {
                self.wait_for(word);
            }
            Ready::Accepts(address) => self.wait_to_accept(*address),
        }
    }

    /// The next line that contains `word`, which may have been said already.
    ///
    /// # Panics
    /// When the server ends, or says nothing of the kind for long.
    #[track_caller]
    pub(crate) fn wait_for(&mut self, word: &str) -> String {
        let until = Instant::now() + START;
        let mut seen = 0;
        loop {
            if let Some(line) = self.said[seen..].iter().find(|line| line.contains(word)) {
                return line.clone();
            }
            seen = self.said.len();
            let left = until.saturating_duration_since(Instant::now());
            match self.words.recv_timeout(left) {
                Ok(line) => self.said.push(line),
                Err(err) => panic!("no `{word}`: {err}\n{}", self.said.join("\n")),
            }
        }
    }

    /// All that it said so far.
    pub(crate) fn said(&mut self) -> &[String] {
        self.said.extend(self.words.try_iter());
        &self.said
    }

    /// A connection that is accepted is the event that is waited for; what the server says meanwhile paces the attempts.
    #[track_caller]
    fn wait_to_accept(&mut self, address: SocketAddr) {
        let until = Instant::now() + START;
        while TcpStream::connect(address).is_err() {
            let word = self.words.recv_timeout(BREATH);
            let ended = matches!(word, Err(RecvTimeoutError::Disconnected));
            self.said.extend(word);
            assert!(
                !ended && Instant::now() < until,
                "nobody listens at {address}\n{}",
                self.said.join("\n")
            );
        }
    }

    /// Asks it to end as Ctrl-C does, and gives its exit code once it has.
    ///
    /// # Panics
    /// When it does not end.
    #[track_caller]
    pub(crate) fn interrupt(mut self) -> Option<i32> {
        self.signal(Signal::INT);
        assert!(self.falls_silent(), "it goes on after an interrupt");
        self.child.wait().expect("it ended").code()
    }

    /// Whether every process of the server closes its output within [`END`].
    fn falls_silent(&mut self) -> bool {
        let until = Instant::now() + END;
        loop {
            let left = until.saturating_duration_since(Instant::now());
            match self.words.recv_timeout(left) {
                Ok(line) => self.said.push(line),
                Err(err) => return err == RecvTimeoutError::Disconnected,
            }
        }
    }

    fn signal(&self, signal: Signal) {
        // A group that is gone already needs no signal.
        let _ = kill_process_group(Pid::from_child(&self.child), signal);
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Once waited for, its number may belong to somebody else.
        if matches!(self.child.try_wait(), Ok(Some(_))) {
            return;
        }
        self.signal(Signal::TERM);
        if !self.falls_silent() {
            self.signal(Signal::KILL);
        }
        let _ = self.child.wait();
    }
}

/// Hands on each line of a stream until it closes, so that the server never waits for a reader.
fn listen(stream: impl Read + Send + 'static, sender: Sender<String>) {
    thread::spawn(move || {
        let mut stream = BufReader::new(stream);
        let mut line = Vec::new();
        while stream
            .read_until(b'\n', &mut line)
            .is_ok_and(|read| read > 0)
        {
            let text = String::from_utf8_lossy(&line).trim_end().to_owned();
            line.clear();
            // When nobody listens any more, the server may still write.
            let _ = sender.send(text);
        }
    });
}
