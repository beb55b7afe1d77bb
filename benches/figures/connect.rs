//! Ten thousand `connect` checks, half open and half refused, beside the bare loop.

use std::fmt::Write as _;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;
use std::process::Command;
use std::thread;

use crate::bare;
use crate::common::folder::Folder;
use crate::common::netcheck::command;
use crate::common::port::Port;
use crate::measure::{in_turns, peak, rate, time};

const ROUNDS: usize = 7;
const CHECKS: u32 = 10_000;

/// Open ports; several, so that no run meets the closing connections of the one before.
const OPEN_PORTS: usize = 16;

/// The rows.
pub(crate) fn measure() -> Vec<String> {
    let folder = Folder::new();
    let closed = Port::free();
    let targets = targets(&closed);
    folder.write("netcheck.yaml", "netcheck: 1\ntitle: Figures\n");
    folder.write("01-connect/exercise.yaml", spec(&targets, &closed));
    let list: Vec<String> = targets.iter().map(SocketAddr::to_string).collect();
    let list = folder.write("targets", list.join("\n"));
    let [netcheck, bare] = in_turns(
        ROUNDS,
        [&|| time(&mut verify(folder.path())), &|| {
            time(&mut bare_loop(&list))
        }],
    );
    let memory = [
        peak(&mut verify(folder.path())),
        peak(&mut bare_loop(&list)),
    ];
    let [ours, theirs] = [&netcheck, &bare].map(|times| rate(CHECKS, times.median()));
    vec![
        format!(
            "| {CHECKS} `connect` checks | {} | {:.0} % of the bare loop's rate; {ours:.0}/s, {:.1} MiB |",
            netcheck.cells(),
            100.0 * ours / theirs,
            memory[0],
        ),
        format!(
            "| the bare tokio loop | {} | {theirs:.0}/s, {:.1} MiB |",
            bare.cells(),
            memory[1],
        ),
    ]
}

/// Open and refused ones in turns.
fn targets(closed: &Port) -> Vec<SocketAddr> {
    let open: Vec<SocketAddr> = (0..OPEN_PORTS).map(|_| serve()).collect();
    open.iter()
        .cycle()
        .flat_map(|open| [*open, closed.address()])
        .take(CHECKS as usize)
        .collect()
}

fn spec(targets: &[SocketAddr], closed: &Port) -> String {
    let mut spec = "netcheck: 1\ntitle: Many connections\nchecks:\n".to_owned();
    for (number, target) in targets.iter().enumerate() {
        let result = if *target == closed.address() {
            "refused"
        } else {
            "open"
        };
        let _ = writeln!(
            spec,
            "  - {{ id: c{number}, title: c{number}, connect: \"{target}\", expect: {{ result: {result} }} }}"
        );
    }
    spec
}

/// Accepts and closes, until this program ends.
fn serve() -> SocketAddr {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a free port");
    let address = listener.local_addr().expect("its address");
    thread::spawn(move || listener.incoming().for_each(drop));
    address
}

fn verify(assignment: &Path) -> Command {
    let mut command = command(["verify", "--elsewhere", "--report", "json", "--assignment"]);
    command.arg(assignment).arg("--submission").arg(assignment);
    command
}

fn bare_loop(targets: &Path) -> Command {
    let mut command = Command::new(std::env::current_exe().expect("this program"));
    command.arg(bare::WORD).arg(targets);
    command
}
