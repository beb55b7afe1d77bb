//! Ten thousand `dns` checks beside `dnsperf`, at the same BIND.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Command;

use crate::common::folder::Folder;
use crate::common::netcheck::command;
use crate::common::program::find;
use crate::measure::{in_turns, peak, rate, time};
use crate::named;

const ROUNDS: usize = 7;
const QUESTIONS: u32 = 10_000;

/// The rows; one that says why, where a program is not installed.
pub(crate) fn measure() -> Vec<String> {
    let (Some(dnsperf), Some(named)) = (find("dnsperf"), named::start()) else {
        return vec!["| `dns` checks | needs dnsperf and bind9 | | |".to_owned()];
    };
    let folder = Folder::new();
    let port = named.port.number;
    folder.write("netcheck.yaml", "netcheck: 1\ntitle: Figures\n");
    folder.write("01-dns/exercise.yaml", spec(port));
    let list = folder.write("questions", "www.peers.test A\n".repeat(QUESTIONS as usize));
    let [netcheck, other] = in_turns(
        ROUNDS,
        [&|| time(&mut verify(folder.path())), &|| {
            time(&mut ask(&dnsperf, &list, port))
        }],
    );
    let memory = peak(&mut verify(folder.path()));
    let [ours, theirs] = [&netcheck, &other].map(|times| rate(QUESTIONS, times.median()));
    vec![
        format!(
            "| {QUESTIONS} `dns` checks at BIND | {} | {:.0} % of dnsperf's rate; {ours:.0}/s, {memory:.1} MiB |",
            netcheck.cells(),
            100.0 * ours / theirs,
        ),
        format!("| dnsperf | {} | {theirs:.0}/s |", other.cells()),
    ]
}

fn spec(port: u16) -> String {
    let mut spec = "netcheck: 1\ntitle: Many questions\nchecks:\n".to_owned();
    for number in 0..QUESTIONS {
        let _ = writeln!(
            spec,
            "  - {{ id: c{number}, title: c{number}, dns: {{ ask: www.peers.test, type: A, server: \"127.0.0.1:{port}\" }}, expect: {{ status: noerror }} }}"
        );
    }
    spec
}

fn verify(assignment: &Path) -> Command {
    let mut command = command(["verify", "--elsewhere", "--report", "json", "--assignment"]);
    command.arg(assignment).arg("--submission").arg(assignment);
    command
}

/// One client, one thread, the usual hundred questions at once.
fn ask(dnsperf: &Path, questions: &Path, port: u16) -> Command {
    let mut command = Command::new(dnsperf);
    command.args(["-s", "127.0.0.1", "-p", &port.to_string(), "-n", "1"]);
    command.arg("-d").arg(questions);
    command
}
