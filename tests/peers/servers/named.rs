//! BIND's `named`: answers of every kind, one zone that it cannot load, and names that it does not answer for.

use std::process::Command;

use crate::common::folder::Folder;
use crate::common::port::Port;
use crate::common::program::peer;
use crate::common::server::{Ready, Server, program};

/// A running `named` that answers for `peers.test`, fails for `broken.test`, and refuses all else.
pub(crate) struct Named {
    /// Where it listens on 127.0.0.1, UDP and TCP.
    pub(crate) port: Port,
    _server: Server,
    _folder: Folder,
}

/// How many addresses `many.peers.test` has: too many for a UDP answer of 512 bytes (RFC 1035 4.2.1).
pub(crate) const MANY: usize = 60;

/// Starts it, where it is installed.
#[track_caller]
pub(crate) fn start() -> Option<Named> {
    let named = peer("named")?;
    let folder = Folder::new();
    let port = Port::free();
    // Debian's AppArmor profile keeps /usr/sbin/named out of a test's folder; it does not know a copy.
    let copy = folder.join("named");
    // By a program of its own: were this process to write the copy, a child that another test starts meanwhile would hold it open, and it
    // could not be run (ETXTBSY, execve(2)).
    let copied = Command::new("cp").arg(named).arg(&copy).status();
    assert!(
        copied.is_ok_and(|status| status.success()),
        "a copy of named"
    );
    folder.write("named.conf", configuration(&folder, &port));
    folder.write("peers.test.zone", zone());
    folder.write("broken.test.zone", "this is no zone\n");
    let mut command = program(&copy);
    command.args(["-g", "-4", "-n", "1", "-c"]);
    command.arg(folder.join("named.conf"));
    let server = Server::start(&mut command, &Ready::Says("all zones loaded"));
    Some(Named {
        port,
        _server: server,
        _folder: folder,
    })
}

fn configuration(folder: &Folder, port: &Port) -> String {
    format!(
        r#"options {{
  directory "{folder}"; pid-file none; session-keyfile none; lock-file none;
  listen-on port {port} {{ 127.0.0.1; }}; listen-on-v6 {{ none; }};
  recursion no; dnssec-validation no; notify no; empty-zones-enable no; allow-transfer {{ none; }};
}};
controls {{ }};
zone "peers.test" {{ type primary; file "peers.test.zone"; }};
zone "broken.test" {{ type primary; file "broken.test.zone"; }};
"#,
        folder = folder.path().display(),
        port = port.number,
    )
}

fn zone() -> String {
    let many: Vec<String> = (1..=MANY)
        .map(|last| format!("many A 198.51.100.{last}"))
        .collect();
    format!(
        "$TTL 300
@ SOA ns hostmaster 1 3600 600 86400 60
@ NS ns
@ MX 10 mail
ns A 127.0.0.1
www A 192.0.2.80
www AAAA 2001:db8::80
web CNAME www
mail A 192.0.2.25
{many}
",
        many = many.join("\n")
    )
}
