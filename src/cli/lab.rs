//! `netcheck lab`: the practice servers in the foreground, with what to type and what happens.

use std::fmt::Write as _;
use std::io::{self, Write};
use std::sync::Arc;

use tokio::runtime::Runtime;
use tokio::sync::{mpsc, oneshot};

use crate::cli::args::Assignment;
use crate::cli::args::lab::{self as args, LabWhat};
use crate::cli::exit::Exit;
use crate::cli::output::Output;
use crate::cli::{load, shell, signals, source};
use crate::lab::{Lab, Ports, Replaced, find_fault, visible};
use crate::model::{Diagnostics, Host, Service, World};
use crate::net::rendezvous::Rendezvous;
use crate::net::{Door, Mapping, descriptors};
use crate::run;
use crate::spec::world;

/// How many lines wait for a slow reader; more are counted, and the count is shown.
const LINES_WAITING: usize = 1000;

/// `netcheck lab`: reads the world that is wanted and plays it.
pub(crate) fn command(args: &args::Lab, output: &mut Output) -> Exit {
    if let Some(LabWhat::Shell(args)) = &args.what {
        return shell::command(args, output);
    }
    wanted_world(&args.assignment, output)
        .and_then(|world| played(world, output))
        .unwrap_or_else(|exit| exit)
}

/// The world that is named, or else the assignment's; without an assignment the lecture's.
pub(crate) fn wanted_world(named: &Assignment, output: &mut Output) -> Result<World, Exit> {
    if named.dir.is_none() && named.world.is_none() && load::find(None).is_err() {
        return Ok(world::built_in());
    }
    let mut diagnostics = Diagnostics::default();
    let world = if let Some(path) = &named.world {
        world::read(&load::file(path), &mut diagnostics)
    } else {
        let read = source::read(named, output)?;
        diagnostics = read.diagnostics;
        read.spec.map(|spec| spec.world)
    };
    match world {
        Some(world) if diagnostics.usable() => Ok(world),
        Some(_) | None => Err(output.spec_errors(&diagnostics.sorted())),
    }
}

fn played(world: World, output: &mut Output) -> Result<Exit, Exit> {
    let problem = |error: io::Error| format!("the practice servers cannot run: {error}");
    let runtime = Runtime::new().map_err(|error| output.usage(&problem(error)))?;
    descriptors::raise_limit();
    let code = runtime.block_on(lab(Arc::new(world), Box::new(io::stdout())));
    runtime.shutdown_background();
    code.map(Exit::Verdict)
        .map_err(|error| output.usage(&problem(error)))
}

/// Ctrl-C is how one ends the lab, so it is no failure.
fn exit_code(signal: i32) -> u8 {
    match signal {
        2 => 0,
        other => u8::try_from(other).map_or(130, |other| 128 | other),
    }
}

/// Runs the world's servers until a signal comes or `out` has no reader any more.
///
/// Says on `out` what to type, then what happens, each line flushed. `out` may block: it is written by a thread of its own.
/// Gives the exit code: 0 after Ctrl-C or when the reader has gone, 143 after SIGTERM, 129 after SIGHUP.
///
/// # Errors
/// When the servers cannot be started, or the output fails otherwise than by being closed.
async fn lab(world: Arc<World>, out: Box<dyn Write + Send>) -> io::Result<u8> {
    run(world, Ports::Fixed, out).await
}

async fn run(world: Arc<World>, ports: Ports, out: Box<dyn Write + Send>) -> io::Result<u8> {
    // Before the first word is written: who reads it may send a signal at once.
    let mut stop = signals::watch()?;
    let (sender, receiver) = mpsc::channel(LINES_WAITING);
    let lab = Lab::start(Arc::clone(&world), ports, Some(sender)).await?;
    let mapping = lab.mapping();
    let left = Rendezvous::leave(&mapping);
    let mut words = introduction(&world, &mapping, lab.replaced());
    words.push_str(&by_name(&world, &left));
    words.push_str("sessions, as they happen:\n");
    let mut written = write_lines(out, words, receiver);
    tokio::select! {
        signal = run::stopped(&mut stop) => Ok(exit_code(signal)),
        ended = &mut written => ended.unwrap_or(Ok(())).map(|()| 0),
    }
}

/// Writes in a thread, so that a reader that does not read keeps no signal waiting. Ends when the reader is gone.
fn write_lines(
    mut out: Box<dyn Write + Send>,
    words: String,
    mut lines: mpsc::Receiver<String>,
) -> oneshot::Receiver<io::Result<()>> {
    let (ended, written) = oneshot::channel();
    std::thread::spawn(move || {
        let mut result = write_line(&mut out, words.trim_end());
        while result.is_ok()
            && let Some(line) = lines.blocking_recv()
        {
            result = write_line(&mut out, &line);
        }
        let result = match result {
            Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
            other => other,
        };
        let _ = ended.send(result);
    });
    written
}

fn write_line(out: &mut dyn Write, line: &str) -> io::Result<()> {
    writeln!(out, "{line}")?;
    out.flush()
}

/// What to type, and what is not where people expect it.
fn introduction(world: &World, mapping: &Mapping, replaced: &[Replaced]) -> String {
    let tries = tries(world, mapping);
    let width = tries.iter().map(|(typed, _)| typed.chars().count()).max();
    let mut text = format!(
        "{}, played on this machine (127.0.0.1) until Ctrl-C\n\n",
        visible(world.title.as_bytes())
    );
    for (typed, about) in &tries {
        let _ = writeln!(
            text,
            "  {typed:width$}  # {about}",
            width = width.unwrap_or(0)
        );
    }
    text.push('\n');
    for Replaced { place, wanted, got } in replaced {
        let _ = writeln!(
            text,
            "port {wanted} is taken: {place} is at port {got} instead"
        );
    }
    text
}

/// How to reach the lab's hosts by their names, or why that cannot be.
fn by_name(world: &World, left: &io::Result<Rendezvous>) -> String {
    match left {
        Ok(_) => format!(
            "by name, also without a telnet program: netcheck telnet {} 80\n",
            some_name(world)
        ),
        Err(error) => format!("`netcheck telnet` cannot find this lab: {error}\n"),
    }
}

/// What can be typed, and what it reaches.
fn tries(world: &World, mapping: &Mapping) -> Vec<(String, String)> {
    let mut tries = Vec::new();
    for host in &world.hosts {
        for (&port, service) in &host.services {
            // One address of several is enough to try.
            let at = host.addresses.first().map(|&address| (address, port));
            let Some(&Door::At(door)) = at.and_then(|at| mapping.tcp.get(&at)) else {
                continue;
            };
            let takes_datagrams = at.is_some_and(|at| mapping.udp.contains_key(&at));
            let is_dns = takes_datagrams && !matches!(service, Service::Echo | Service::Daytime);
            let typed = if is_dns {
                let name = some_name(world);
                format!("nslookup -port={} {name} 127.0.0.1", door.port())
            } else {
                format!("telnet 127.0.0.1 {}", door.port())
            };
            let about = format!(
                "{}:{port}, {}",
                visible(host.name.as_bytes()),
                kind(service)
            );
            tries.push((typed, about.clone()));
            if matches!(service, Service::Http { .. }) {
                tries.push((format!("curl http://127.0.0.1:{}/", door.port()), about));
            }
        }
    }
    let closed = format!("telnet 127.0.0.1 {}", mapping.closed.port());
    tries.push((closed, "a port at which nobody listens".to_owned()));
    tries
}

/// What answers there.
pub(crate) fn kind(service: &Service) -> String {
    match service {
        Service::Dns => "DNS".to_owned(),
        Service::Http { .. } => "web".to_owned(),
        Service::Smtp => "mail".to_owned(),
        Service::Pop3 => "mailboxes".to_owned(),
        Service::Ssh { .. } => "SSH".to_owned(),
        Service::Echo => "echo".to_owned(),
        Service::Daytime => "the time".to_owned(),
        Service::Banner { .. } => "one line".to_owned(),
        Service::Silent => "says nothing".to_owned(),
        Service::Reset => "resets the connection".to_owned(),
        Service::Filtered => "never connects".to_owned(),
        Service::Faulty { fault } => {
            find_fault(fault).map_or_else(|| fault.clone(), |fault| fault.about.to_owned())
        }
    }
}

/// A name worth looking up: the first web server's, else the first host's.
pub(crate) fn some_name(world: &World) -> String {
    let is_web = |host: &&Host| {
        let mut services = host.services.values();
        services.any(|service| matches!(service, Service::Http { .. }))
    };
    let host = world.hosts.iter().find(is_web).or(world.hosts.first());
    host.map_or_else(
        || "localhost".to_owned(),
        |host| visible(host.name.as_bytes()),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;
    use std::net::{IpAddr, SocketAddr};

    use super::*;
    use crate::model::Manner;

    /// A world with a host for each service.
    fn world() -> World {
        let pages = BTreeMap::new();
        let fault = |fault: &str| Service::Faulty {
            fault: fault.to_owned(),
        };
        let services = [
            ("ns.test", 53, Service::Dns),
            ("www.test", 80, Service::Http { pages }),
            ("smtp.test", 25, Service::Smtp),
            ("filtered.test", 25, Service::Filtered),
            ("bad-dns.test", 53, fault("servfail")),
            ("bad.test", 25, fault("accepts-and-closes")),
        ];
        let host = |(last, (name, port, service)): (u8, (&str, u16, Service))| Host {
            name: name.to_owned(),
            addresses: vec![IpAddr::from([192, 0, 2, last])],
            manner: Manner::Refuses,
            services: BTreeMap::from([(port, service)]),
        };
        World {
            title: "A small world".to_owned(),
            hosts: (1..).zip(services).map(host).collect(),
            ..World::default()
        }
    }

    /// Where the services are, at the ports 5001 and up.
    fn mapping(world: &World) -> Mapping {
        let local = |port| SocketAddr::from(([127, 0, 0, 1], port));
        let mut mapping = Mapping {
            tcp: BTreeMap::new(),
            udp: BTreeMap::new(),
            hosts: BTreeMap::new(),
            closed: local(5000),
            resolver: None,
        };
        for (port, host) in (5001..).zip(&world.hosts) {
            let (&there, service) = host.services.first_key_value().unwrap();
            let at = (host.addresses[0], there);
            let door = if *service == Service::Filtered {
                Door::Silent
            } else {
                Door::At(local(port))
            };
            mapping.tcp.insert(at, door);
            if there == 53 {
                mapping.udp.insert(at, door);
            }
        }
        mapping
    }

    #[test]
    fn the_introduction_says_what_to_type() {
        let world = world();
        let replaced = Replaced {
            place: "smtp.test:25".to_owned(),
            wanted: 2525,
            got: 5003,
        };
        let got = introduction(&world, &mapping(&world), &[replaced]);
        let want = "\
A small world, played on this machine (127.0.0.1) until Ctrl-C

  nslookup -port=5001 www.test 127.0.0.1  # ns.test:53, DNS
  telnet 127.0.0.1 5002                   # www.test:80, web
  curl http://127.0.0.1:5002/             # www.test:80, web
  telnet 127.0.0.1 5003                   # smtp.test:25, mail
  nslookup -port=5005 www.test 127.0.0.1  # bad-dns.test:53, answers SERVFAIL to everything
  telnet 127.0.0.1 5006                   # bad.test:25, closes as soon as somebody has connected
  telnet 127.0.0.1 5000                   # a port at which nobody listens

port 2525 is taken: smtp.test:25 is at port 5003 instead
";
        assert_eq!(got, want);
    }

    /// An output whose reader is gone.
    struct Closed(io::ErrorKind);

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[tokio::test]
    async fn an_output_without_reader_is_no_error() {
        let closed = Box::new(Closed(io::ErrorKind::BrokenPipe));
        let code = run(Arc::new(world()), Ports::Free, closed).await;
        assert_eq!(code.unwrap(), 0);
    }

    #[tokio::test]
    async fn another_failure_of_the_output_is_an_error() {
        let full = Box::new(Closed(io::ErrorKind::StorageFull));
        let error = run(Arc::new(world()), Ports::Free, full).await.unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::StorageFull);
    }
}
