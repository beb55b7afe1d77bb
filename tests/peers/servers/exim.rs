//! Exim, which takes mail for `peers.test` and keeps it in its queue.

use std::os::unix::fs::chown;

use crate::common::folder::Folder;
use crate::common::port::Port;
use crate::common::server::{Ready, Server};
use crate::servers::apart::apart;
use crate::servers::certificate;

/// A running Exim.
pub(crate) struct Exim {
    /// Where it speaks SMTP on 127.0.0.1.
    pub(crate) port: Port,
    _server: Server,
    _folder: Folder,
}

/// Starts it, where it is unpacked and this process is root.
#[track_caller]
pub(crate) fn start() -> Option<Exim> {
    let mut apart = apart("exim4")?;
    let folder = Folder::open_to_all();
    let port = Port::free();
    certificate::write(&folder)?;
    let owner = apart.users(&folder, &["Debian-exim"]);
    for name in ["spool", "log", "key.pem"] {
        if name != "key.pem" {
            folder.folder(name);
        }
        chown(folder.join(name), Some(owner), Some(owner)).expect("the test's own folder");
    }
    let configuration = folder.write("exim.conf", configuration(&folder, &port));
    let mut command = apart.command("exim4");
    command.arg("-C").arg(configuration).args(["-bdf", "-oX"]);
    command.arg(format!("127.0.0.1:{}", port.number));
    command.arg("-oP").arg(folder.join("pid"));
    let server = Server::start(&mut command, &Ready::Accepts(port.address()));
    Some(Exim {
        port,
        _server: server,
        _folder: folder,
    })
}

fn configuration(folder: &Folder, port: &Port) -> String {
    format!(
        "primary_hostname = mail.peers.test
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
queue_only
smtp_banner = \"$primary_hostname ESMTP Exim\\nwelcome, peer\"
acl_smtp_mail = mail
acl_smtp_rcpt = rcpt
tls_advertise_hosts = *
tls_certificate = {folder}/cert.pem
tls_privatekey = {folder}/key.pem
host_lookup =
keep_environment =
begin acl
mail:
  deny senders = refused@peers.test
       message = go away
  accept
rcpt:
  drop local_parts = drop
       message = goodbye
  accept domains = peers.test
  deny message = relay not permitted
",
        folder = folder.path().display(),
        port = port.number,
    )
}
