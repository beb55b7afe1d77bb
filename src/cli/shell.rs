//! `netcheck lab shell`: a shell, or one command, on the student's computer in the box.

use std::env;
#[cfg(target_os = "linux")]
use std::fmt::Write as _;
use std::sync::Arc;

use crate::cli::args::lab as args;
use crate::cli::exit::Exit;
#[cfg(target_os = "linux")]
use crate::cli::lab;
use crate::cli::lab::wanted_world;
use crate::cli::output::Output;
#[cfg(target_os = "linux")]
use crate::lab::visible;
use crate::model::World;
#[cfg(target_os = "linux")]
use crate::model::{Host, Manner};

/// Says that what runs is in the box.
const AROUND_US: &str = "NETCHECK_BOX";

/// Whether this netcheck was started in the lab's shell, where the world's names and ports are real.
pub(crate) fn is_around_us() -> bool {
    env::var_os(AROUND_US).is_some()
}

/// Runs it; its exit code is the program's, 128 more than the signal that ended it, 127 where it could not be started.
pub(crate) fn command(args: &args::Shell, output: &mut Output) -> Exit {
    wanted_world(&args.assignment, output)
        .and_then(|world| played(Arc::new(world), &args.command, output))
        .unwrap_or_else(|exit| exit)
}

#[cfg(not(target_os = "linux"))]
fn played(_: Arc<World>, _: &[String], output: &mut Output) -> Result<Exit, Exit> {
    Err(output.usage(
        "the lab's shell needs Linux; `netcheck lab` runs the same servers here, at ports of this machine",
    ))
}

#[cfg(target_os = "linux")]
fn played(world: Arc<World>, command: &[String], output: &mut Output) -> Result<Exit, Exit> {
    use std::io::{self, Write as _};

    use crate::lab::Lab;
    use crate::net::descriptors;
    use crate::run::boxed;

    let runtime = tokio::runtime::Runtime::new()
        .map_err(|error| output.usage(&format!("the system gives no threads: {error}")))?;
    descriptors::raise_limit();
    let (realm, opened) = boxed::start(&world).map_err(|refusal| {
        output.usage(&format!(
            "the box cannot be had here: {refusal}\n\
             `netcheck doctor` says what is missing and what to do; `netcheck lab` runs the same servers at ports of this machine"
        ))
    })?;
    let shown = command.is_empty().then(|| welcome(&world));
    let code = runtime.block_on(async {
        let lab = Lab::behind(world, opened, None).await?;
        if let Some(words) = shown {
            io::stdout().write_all(words.as_bytes())?;
            io::stdout().flush()?;
        }
        let code = within::run(&realm, command).await;
        drop((lab, realm));
        code
    });
    runtime.shutdown_background();
    code.map(Exit::Verdict).map_err(|error| {
        let program = command.first().map_or("a shell", String::as_str);
        output.say(&format!("`{program}` does not start: {error}"));
        Exit::Verdict(127)
    })
}

#[cfg(target_os = "linux")]
mod within {
    use std::env;
    use std::io;
    use std::os::fd::AsFd as _;
    use std::path::{Path, PathBuf};

    use tokio::signal::unix::{SignalKind, signal};

    use crate::sandbox::{Ended, HOME, Program, Realm, USER_NAME};

    /// What of the environment a program in the box sees: how the terminal is, and which language is spoken.
    const KEPT: &[&str] = &["TERM", "COLORTERM", "LANG", "LC_ALL", "LC_CTYPE", "TZ"];

    /// Where every system has its programs.
    const PATH: &str = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

    /// Runs the command, or a shell, at the terminal of this process.
    ///
    /// # Errors
    /// When it does not start.
    pub(super) async fn run(realm: &Realm, command: &[String]) -> io::Result<u8> {
        // What is typed is for the program: it decides what Ctrl-C does.
        let _interrupt = signal(SignalKind::interrupt())?;
        let _quit = signal(SignalKind::quit())?;
        let mut terminate = signal(SignalKind::terminate())?;
        let mut hang_up = signal(SignalKind::hangup())?;
        let (input, output, errors) = (io::stdin(), io::stdout(), io::stderr());
        let stdio = [input.as_fd(), output.as_fd(), errors.as_fd()];
        let mut running = realm.spawn(program(command), stdio)?;
        tokio::select! {
            ended = running.ended() => ended.map(code),
            _ = terminate.recv() => Ok(143),
            _ = hang_up.recv() => Ok(129),
        }
    }

    fn code(ended: Ended) -> u8 {
        match ended {
            Ended::Exited(code) => u8::try_from(code).unwrap_or(u8::MAX),
            Ended::Killed(signal) => u8::try_from(128 + signal).unwrap_or(u8::MAX),
        }
    }

    fn program(command: &[String]) -> Program {
        let (file, arguments) = match command {
            [file, arguments @ ..] => (PathBuf::from(file), arguments.to_vec()),
            [] => shell(),
        };
        Program {
            file,
            arguments,
            environment: environment(),
            folder: env::current_dir().unwrap_or_else(|_| HOME.into()),
        }
    }

    /// bash without the settings of its user, so that everybody's shell is the same; else what every system has.
    fn shell() -> (PathBuf, Vec<String>) {
        let bash = Path::new("/bin/bash");
        if bash.exists() {
            return (bash.to_owned(), vec!["--norc".to_owned()]);
        }
        (PathBuf::from("/bin/sh"), Vec::new())
    }

    /// Those folders of a `PATH` that can be entered: one that cannot makes the system say of a missing program that it is forbidden.
    fn open_folders(path: &str) -> String {
        let folders = env::split_paths(path).filter(|folder| folder.is_dir());
        let joined = env::join_paths(folders).unwrap_or_default();
        joined.to_string_lossy().into_owned()
    }

    fn environment() -> Vec<(String, String)> {
        let kept = KEPT.iter().filter_map(|&name| {
            let value = env::var(name).ok()?;
            Some((name.to_owned(), value))
        });
        // Root's own folders are closed to who runs here.
        let is_root = rustix::process::geteuid().is_root();
        let of_user = |name: &str| env::var(name).ok().filter(|_| !is_root);
        let home = of_user("HOME");
        let path = of_user("PATH").map(|path| open_folders(&path));
        let own = [
            ("HOME", home.as_deref().unwrap_or(HOME)),
            ("PATH", path.as_deref().unwrap_or(PATH)),
            ("USER", USER_NAME),
            ("LOGNAME", USER_NAME),
            ("PS1", "\\u@\\h:\\w\\$ "),
            // What is typed here is nothing for the history of the machine's user.
            ("HISTFILE", ""),
            (super::AROUND_US, "1"),
        ];
        let own = own.map(|(name, value)| (name.to_owned(), value.to_owned()));
        kept.chain(own).collect()
    }
}

/// The most hosts that are named in the welcome.
#[cfg(target_os = "linux")]
const HOSTS_LIMIT: usize = 24;

/// What there is, and what to type first.
#[cfg(target_os = "linux")]
fn welcome(world: &World) -> String {
    let mut text = format!(
        "{}, in a box: nothing here reaches the real network.\n",
        visible(world.title.as_bytes())
    );
    let links = &world.computer.links;
    let own: Vec<String> = links.iter().map(|link| link.address.to_string()).collect();
    let ways: Vec<String> = links.iter().map(|link| link.gateway.to_string()).collect();
    let _ = writeln!(
        text,
        "You are on {} ({}), behind the gateway {}.\n",
        world.computer.name,
        own.join(", "),
        ways.join(", ")
    );
    let shown = world.hosts.iter().take(HOSTS_LIMIT);
    let width = shown.clone().map(|host| host.name.len()).max().unwrap_or(0);
    for host in shown {
        let _ = writeln!(text, "  {:width$}  {}", host.name, about(host));
    }
    if let Some(more) = world
        .hosts
        .len()
        .checked_sub(HOSTS_LIMIT)
        .filter(|more| *more > 0)
    {
        let _ = writeln!(text, "  and {more} more");
    }
    let _ = writeln!(
        text,
        "\nTry `nslookup {name}`, `telnet {name} 80`, `traceroute {name}`; `exit` leaves.",
        name = lab::some_name(world)
    );
    text
}

/// A host's address and services.
#[cfg(target_os = "linux")]
fn about(host: &Host) -> String {
    let address = host.addresses.first().map(ToString::to_string);
    let more = if host.addresses.len() > 1 { " …" } else { "" };
    let mut about = format!("{:<15}  ", address.unwrap_or_default() + more);
    let services = host.services.iter();
    let services: Vec<String> = services
        .map(|(port, service)| format!("{port} {}", lab::kind(service)))
        .collect();
    about += &match (host.manner, services.is_empty()) {
        (Manner::Silent, true) => "never answers".to_owned(),
        (Manner::Unreachable, _) => "cannot be reached".to_owned(),
        (Manner::Refuses, true) => "refuses every port".to_owned(),
        (_, false) => services.join(", "),
    };
    visible(about.as_bytes())
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::welcome;
    use crate::spec::world;

    #[test]
    fn the_welcome_names_what_is_there() {
        let want = "\
The lecture's internet, in a box: nothing here reaches the real network.
You are on laptop.usfca.edu (198.51.100.10), behind the gateway 198.51.100.9.

  ns.usfca.edu           192.0.2.53       53 DNS
  www.usfca.edu          192.0.2.80       80 web
  www.cnn.com            198.51.100.67 …  80 web
  smtp.usfca.edu         192.0.2.25       25 mail, 110 mailboxes
  stargate.cs.usfca.edu  192.0.2.22       7 echo, 13 the time, 22 SSH
  www.antlr.org          203.0.113.80     80 web
  silent.usfca.edu       192.0.2.250      never answers
  wireless.usfca.edu     203.0.113.130    7 echo

Try `nslookup www.usfca.edu`, `telnet www.usfca.edu 80`, `traceroute www.usfca.edu`; `exit` leaves.
";
        assert_eq!(welcome(&world::built_in()), want);
    }
}
