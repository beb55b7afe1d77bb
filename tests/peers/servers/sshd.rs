//! OpenSSH's `sshd`.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::common::folder::{Folder, open_to_all};
use crate::common::port::Port;
use crate::common::program::peer;
use crate::common::server::{Ready, Server, program};

/// A running `sshd` with a throw-away host key; nobody can log in.
pub(crate) struct Sshd {
    /// Where it listens on 127.0.0.1.
    pub(crate) port: Port,
    _server: Server,
    _folder: Folder,
}

/// Starts it, where it is installed.
#[track_caller]
pub(crate) fn start() -> Option<Sshd> {
    let (sshd, keygen) = (peer("sshd")?, peer("ssh-keygen")?);
    let folder = Folder::new();
    let port = Port::free();
    make_key(&keygen, &folder.join("key"));
    folder.write("config", configuration(&folder, &port));
    make_the_folder_that_root_needs();
    let mut command = program(&sshd);
    command.args(["-D", "-e", "-f"]).arg(folder.join("config"));
    let server = Server::start(&mut command, &Ready::Says("Server listening"));
    Some(Sshd {
        port,
        _server: server,
        _folder: folder,
    })
}

fn configuration(folder: &Folder, port: &Port) -> String {
    format!(
        "Port {port}
ListenAddress 127.0.0.1
HostKey {folder}/key
PidFile none
UsePAM no
AllowUsers nobody-at-all
",
        port = port.number,
        folder = folder.path().display(),
    )
}

fn make_key(keygen: &Path, path: &Path) {
    let made = Command::new(keygen)
        .args(["-q", "-t", "ed25519", "-N", "", "-C", "test", "-f"])
        .arg(path)
        .status();
    assert!(made.is_ok_and(|status| status.success()), "no host key");
}

/// The folder without which `sshd` does not start as root; where the service never ran, nobody has made it.
fn make_the_folder_that_root_needs() {
    let path = Path::new("/run/sshd");
    if rustix::process::geteuid().is_root() && fs::create_dir(path).is_ok() {
        open_to_all(path);
    }
}
