//! `netcheck lab` as people start it, with the ports that it says.

use std::path::Path;
use std::process::Command;

use regex::Regex;

use super::netcheck::command;
use super::server::{Ready, Server};

/// A running `netcheck lab` that plays the lecture's world; dropping it ends it.
pub(crate) struct Lab {
    /// The port of `smtp.usfca.edu:25`.
    pub(crate) smtp: u16,
    /// The port of `www.usfca.edu:80`.
    pub(crate) http: u16,
    /// A port that refuses.
    pub(crate) refused: u16,
    /// The port of `smtp.usfca.edu:110`.
    pub(crate) pop3: u16,
    /// The port of `stargate.cs.usfca.edu:22`.
    pub(crate) ssh: u16,
    /// The port of the DNS server, UDP and TCP.
    pub(crate) dns: u16,
    server: Server,
}

impl Lab {
    /// Starts it in this folder, and reads from what it says where everything is.
    #[track_caller]
    pub(crate) fn start(folder: &Path) -> Self {
        let mut command = command(["lab"]);
        command.current_dir(folder);
        Self::started(&mut command)
    }

    /// Starts it so that `netcheck telnet` finds it with this runtime folder.
    #[track_caller]
    pub(crate) fn start_found_in(runtime: &Path) -> Self {
        let mut command = command(["lab"]);
        command.current_dir(runtime).env("XDG_RUNTIME_DIR", runtime);
        Self::started(&mut command)
    }

    #[track_caller]
    fn started(command: &mut Command) -> Self {
        let mut server = Server::start(command, &Ready::Says("sessions, as they happen"));
        let said = server.said().join("\n");
        let port = |place: &str| port(&said, place);
        Self {
            smtp: port("smtp.usfca.edu:25,"),
            http: port("www.usfca.edu:80,"),
            refused: port("nobody listens"),
            pop3: port("smtp.usfca.edu:110,"),
            ssh: port("stargate.cs.usfca.edu:22,"),
            dns: port("ns.usfca.edu:53,"),
            server,
        }
    }

    /// Waits until it shows a line that contains `what`: a session as it happens.
    #[track_caller]
    pub(crate) fn shows(&mut self, what: &str) -> String {
        self.server.wait_for(what)
    }

    /// Ends it as Ctrl-C does; gives its exit code.
    #[track_caller]
    pub(crate) fn interrupt(self) -> Option<i32> {
        self.server.interrupt()
    }
}

/// The port to type for a place, from the line that names it: `telnet 127.0.0.1 2525  # smtp.usfca.edu:25, …`.
#[track_caller]
fn port(said: &str, place: &str) -> u16 {
    let typed = Regex::new(r"^ *(?:telnet 127\.0\.0\.1 |nslookup -port=)(\d+)")
        .expect("a regular expression");
    said.lines()
        .filter(|line| line.contains(place))
        .find_map(|line| typed.captures(line)?[1].parse().ok())
        .unwrap_or_else(|| panic!("no port of {place} in\n{said}"))
}
