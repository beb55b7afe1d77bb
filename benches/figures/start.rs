//! Start-up beside an empty Rust program, and a small `verify` with its own lab.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::folder::Folder;
use crate::common::netcheck::command;
use crate::measure::{Times, in_turns, millis, time};

const ROUNDS: usize = 100;

/// Six checks that start no process.
pub(crate) const CHECKS: &str = r#"netcheck: 1
title: Six looks at the lab
checks:
  - { id: open, title: open, connect: "www.usfca.edu:80", expect: { result: open } }
  - { id: refused, title: refused, connect: "www.usfca.edu:81", expect: { result: refused } }
  - { id: address, title: address, resolve: www.usfca.edu, expect: { addresses: present } }
  - { id: alias, title: alias, resolve: web.usfca.edu, expect: { addresses: { overlaps: $address.addresses } } }
  - { id: hi, title: hi, talk: { to: "www.usfca.edu:80", say: [ { send: hi }, { wait-for: "(?i)bad request" } ] }, expect: { matched: true } }
  - { id: banner, title: banner, talk: { to: "stargate.cs.usfca.edu:22", say: [ { wait-for: "^SSH-2.0" } ] }, expect: { matched: true } }
"#;

/// The rows.
pub(crate) fn measure() -> Vec<String> {
    let folder = Folder::new();
    let empty = empty_program(&folder);
    folder.write("netcheck.yaml", "netcheck: 1\ntitle: Figures\n");
    folder.write("01-six/exercise.yaml", CHECKS);
    let [nothing, version, verify] = in_turns(
        ROUNDS,
        [
            &|| time(&mut Command::new(&empty)),
            &|| time(&mut command(["--version"])),
            &|| time(&mut verify(folder.path())),
        ],
    );
    let beyond = |times: &Times| {
        let beyond = millis(times.median()) - millis(nothing.median());
        format!("{beyond:+.2} ms")
    };
    vec![
        format!("| an empty Rust program | {} | |", nothing.cells()),
        format!(
            "| `netcheck --version` | {} | {} |",
            version.cells(),
            beyond(&version)
        ),
        format!(
            "| `netcheck verify`, 6 checks and the lab | {} | {} |",
            verify.cells(),
            beyond(&verify)
        ),
    ]
}

fn verify(assignment: &Path) -> Command {
    let mut command = command(["verify", "--elsewhere", "--assignment"]);
    command.arg(assignment).arg("--submission").arg(assignment);
    command
}

/// Compiled as netcheck is, as far as it matters for its start.
pub(crate) fn empty_program(folder: &Folder) -> PathBuf {
    let source = folder.write("empty.rs", "fn main() {}\n");
    let program = folder.join("empty");
    let compiled = Command::new(std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into()))
        .args(["--edition=2024", "-O", "-C", "strip=symbols", "-o"])
        .args([&program, &source])
        .status();
    assert!(compiled.is_ok_and(|status| status.success()), "no compiler");
    program
}
