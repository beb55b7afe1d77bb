//! `netcheck telnet HOST PORT`: a connection to type on, as `telnet` gives one, with a recording.
//!
//! It shows what telnet shows, on every system. Names are the lab's while one runs here; nothing else but this machine is reached unless
//! the command line says `--network live`.

mod keys;
mod screen;
mod talk;

use std::io;
use std::net::IpAddr;
use std::path::Path;
use std::time::Duration;

use tokio::runtime::Runtime;
use tokio::sync::watch;
use tokio::time::timeout;

use crate::cli::args::{Side, Telnet};
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::shell;
use crate::cli::signals;
use crate::model::{Fault, Net};
use crate::net::{
    ADDRESS_LIMIT, Connected, Connection, Failed, Failure, Found, Host, Internet, Target,
    rendezvous,
};
use crate::report;
use crate::run::stopped;
use crate::wire::dns::Status;

use keys::Keyboard;
use screen::{Echo, Screen, open_recording};
use talk::{Ended, QUIET, RECEIVED_LIMIT, talk};

/// How long one address may be silent.
const PATIENCE: Duration = Duration::from_secs(20);

/// The ports that the lecture uses.
const PORTS: &str = "web servers have 80, mail servers 25, mailboxes 110";

/// Connects, and lets a person talk.
pub(crate) fn command(args: &Telnet, output: &mut Output) -> Exit {
    connected(args, output).unwrap_or_else(|exit| exit)
}

fn connected(args: &Telnet, output: &mut Output) -> Result<Exit, Exit> {
    let target = target(args).map_err(|problem| output.usage(&problem))?;
    let internet = internet(args, &target).map_err(|problem| output.usage(&problem))?;
    let recording = args.save.as_deref().map(open_recording).transpose();
    let recording = recording.map_err(|error| output.usage(&no_recording(args, &error)))?;
    let command = format!("{} {}", args.host, target.port);
    let mut session = Session {
        host: args.host.clone(),
        target,
        internet,
        screen: Screen::new(Box::new(io::stdout()), recording, &command),
    };
    let exit = session
        .run(output)
        .map_err(|error| output.usage(&format!("the connection cannot be made: {error}")))?;
    match session.screen.spoilt() {
        Some(error) => Err(output.usage(&format!("the recording is not whole: {error}"))),
        None => Ok(exit),
    }
}

fn target(args: &Telnet) -> Result<Target, String> {
    if let Ok(joined) = Target::parse(&args.host)
        && Host::parse(&args.host).is_err()
    {
        return Err(format!(
            "host and port are two words: netcheck telnet {} {}",
            joined.host, joined.port
        ));
    }
    let host = Host::parse(&args.host).map_err(|bad| bad.to_string())?;
    let Some(port) = &args.port else {
        return Err(format!(
            "expected a port behind the host, as in `netcheck telnet {host} 80`; {PORTS}"
        ));
    };
    let port = Target::port(port).map_err(|bad| format!("{bad}; {PORTS}"))?;
    Ok(Target { host, port })
}

fn internet(args: &Telnet, target: &Target) -> Result<Internet, String> {
    let net = match args.network {
        // In the lab's shell the hosts have their own addresses, as on the real network.
        Side::Loopback if shell::is_around_us() => Net::Live,
        Side::Loopback => Net::Loopback,
        Side::Live => Net::Live,
    };
    Internet::for_a_person(net, &target.host, rendezvous::running_lab()).map_err(|fault| match fault {
        Fault::Lab { .. } => format!(
            "`{host}` is not this machine, and no lab runs here\n\
             to reach the practice server of that name, start `netcheck lab` in another window and try again\n\
             to reach the real one, type `netcheck telnet --network live {host} {port}`",
            host = target.host,
            port = target.port
        ),
        other => report::fault(&other),
    })
}

fn no_recording(args: &Telnet, error: &io::Error) -> String {
    let path = args.save.as_deref().unwrap_or(Path::new(""));
    let name = path.to_string_lossy().escape_debug().to_string();
    match error.kind() {
        io::ErrorKind::AlreadyExists => format!(
            "`{name}` is there and is no recording of `netcheck telnet`, so nothing is added to it; name another file"
        ),
        _ => format!("the recording `{name}` cannot be written: {error}"),
    }
}

struct Session {
    /// As typed.
    host: String,
    target: Target,
    internet: Internet,
    screen: Screen,
}

impl Session {
    fn run(&mut self, output: &mut Output) -> io::Result<Exit> {
        let runtime = Runtime::new()?;
        let exit = runtime.block_on(async {
            let mut stop = signals::watch()?;
            // Before the escape character is told of: who reads of it may press it at once.
            let mut keyboard = Keyboard::standard_input();
            let opened = self.open(&mut stop, output).await;
            let connection = match opened {
                Ok(connection) => connection,
                Err(exit) => return Ok(exit),
            };
            let stream = connection.stream;
            let ended = talk(stream, &mut keyboard, &mut self.screen, &mut stop).await;
            Ok(self.end(ended, keyboard.echo, output))
        });
        // The thread that reads the keyboard waits for a key that may never come.
        runtime.shutdown_background();
        exit
    }

    async fn open(
        &mut self,
        stop: &mut watch::Receiver<Option<i32>>,
        output: &mut Output,
    ) -> Result<Connection, Exit> {
        tokio::select! {
            opened = self.dial(output) => opened,
            signal = stopped(stop) => Err(exit_of(signal)),
        }
    }

    /// Tries the host's addresses one after another, as telnet does, and says so.
    async fn dial(&mut self, output: &mut Output) -> Result<Connection, Exit> {
        let found = timeout(PATIENCE, self.internet.find(&self.target.host)).await;
        let found = match found {
            Ok(Ok(found)) => found,
            Ok(Err(fault)) => return Err(output.usage(&report::fault(&fault))),
            Err(_) => return Err(self.unknown("Temporary failure in name resolution", output)),
        };
        let addresses: Vec<IpAddr> = found
            .addresses
            .iter()
            .copied()
            .take(ADDRESS_LIMIT)
            .collect();
        let Some((last, others)) = addresses.split_last() else {
            return Err(self.unknown(why_unknown(&found), output));
        };
        for address in others {
            match self.try_address(*address, output).await? {
                Ok(connection) => return Ok(connection),
                Err(why) => self
                    .screen
                    .say(&format!("telnet: connect to address {address}: {why}")),
            }
        }
        self.try_address(*last, output).await?.map_err(|why| {
            self.screen
                .say(&format!("telnet: Unable to connect to remote host: {why}"));
            if self.internet.mapping.is_some() {
                output.say(&format!("{} is the lab's", self.target));
            }
            Exit::Verdict(1)
        })
    }

    async fn try_address(
        &mut self,
        address: IpAddr,
        output: &mut Output,
    ) -> Result<Result<Connection, &'static str>, Exit> {
        self.screen.say(&format!("Trying {address}..."));
        let target = Target {
            host: Host::Address(address),
            port: self.target.port,
        };
        let silent = |_: &Failed| {};
        let connecting = self.internet.connect(&target, &silent);
        match timeout(PATIENCE, connecting).await {
            Err(_) => Ok(Err(words(Failure::Timeout))),
            Ok(Err(fault)) => Err(output.usage(&report::fault(&fault))),
            Ok(Ok(Connected::Failed(failed))) => Ok(Err(words(failed.failure))),
            Ok(Ok(Connected::Open(connection))) => {
                self.greet(&connection, output);
                Ok(Ok(connection))
            }
        }
    }

    fn greet(&mut self, connection: &Connection, output: &mut Output) {
        self.screen.say(&format!("Connected to {}.", self.host));
        self.screen.say("Escape character is '^]'.");
        let at = connection.stream.peer_addr();
        if let (true, Ok(at)) = (self.internet.is_of_the_lab(connection.address), at) {
            output.say(&format!("{} is the lab's, at {at}", self.target));
        }
    }

    fn unknown(&mut self, why: &str, output: &mut Output) -> Exit {
        let Self { host, target, .. } = self;
        self.screen.say(&format!(
            "telnet: could not resolve {host}/{}: {why}",
            target.port
        ));
        if self.internet.mapping.is_some() {
            output.say(&format!(
                "the lab has no host of that name; the real one is reached with `netcheck telnet --network live {host} {}`",
                target.port
            ));
        }
        Exit::Verdict(1)
    }

    fn end(&mut self, ended: Ended, echo: Echo, output: &mut Output) -> Exit {
        match ended {
            Ended::Server => self.screen.say("Connection closed by foreign host."),
            Ended::Signal(_) => {
                self.screen.keys_shown(echo);
                self.screen.say("Connection closed.");
            }
            Ended::Person | Ended::Silence | Ended::TooMuch => {
                self.screen.say("Connection closed.");
            }
        }
        match ended {
            Ended::Silence => output.say(&format!(
                "the input has ended, and the server said nothing more for {} seconds",
                QUIET.as_secs()
            )),
            Ended::TooMuch => output.say(&format!(
                "the server sent more than {} megabytes; a recording of more could not be read",
                RECEIVED_LIMIT >> 20
            )),
            Ended::Server | Ended::Person | Ended::Signal(_) => {}
        }
        match ended {
            Ended::Signal(signal) => exit_of(signal),
            Ended::Server | Ended::Person | Ended::Silence | Ended::TooMuch => Exit::Done,
        }
    }
}

/// Ctrl-C is one way to leave, so it is no failure.
fn exit_of(signal: i32) -> Exit {
    match signal {
        2 => Exit::Done,
        other => Exit::Verdict(u8::try_from(other).map_or(130, |other| 128 | other)),
    }
}

fn why_unknown(found: &Found) -> &'static str {
    match found.status {
        Status::ServFail | Status::Timeout | Status::Unreachable | Status::ConnectionRefused => {
            "Temporary failure in name resolution"
        }
        Status::NoError
        | Status::NxDomain
        | Status::NoData
        | Status::Refused
        | Status::NotImp
        | Status::FormErr
        | Status::BadReply => "Name or service not known",
    }
}

/// The system's words for a connection that did not open.
fn words(failure: Failure) -> &'static str {
    match failure {
        Failure::UnknownHost => "Name or service not known",
        Failure::Unreachable => "No route to host",
        Failure::Timeout => "Connection timed out",
        Failure::Refused => "Connection refused",
        Failure::Reset => "Connection reset by peer",
    }
}
