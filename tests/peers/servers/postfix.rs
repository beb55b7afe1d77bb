//! Postfix, which takes mail for `peers.test` and throws it away.

use std::os::unix::fs::chown;
use std::path::PathBuf;

use crate::common::folder::{Folder, open_to_all};
use crate::common::port::Port;
use crate::common::program::{peer, root_for};
use crate::common::server::{Ready, Server, program};
use crate::servers::{certificate, number};

/// Folders that Postfix's parts write to.
const QUEUES: [&str; 13] = [
    "active", "bounce", "corrupt", "defer", "deferred", "flush", "hold", "incoming", "maildrop",
    "private", "public", "saved", "trace",
];

/// A running Postfix.
pub(crate) struct Postfix {
    /// Where it speaks SMTP on 127.0.0.1.
    pub(crate) port: Port,
    /// The certificate that it shows.
    pub(crate) certificate: PathBuf,
    _server: Server,
    _folder: Folder,
}

/// Starts it, where it is installed and this process is root: Postfix changes who it is, part by part.
#[track_caller]
pub(crate) fn start() -> Option<Postfix> {
    peer("postfix")?;
    if !root_for("Postfix") {
        return None;
    }
    let folder = Folder::open_to_all();
    let port = Port::free();
    make_folders(&folder);
    certificate::write(&folder)?;
    folder.write("etc/main.cf", main(&folder));
    folder.write("etc/master.cf", services(&port));
    let mut command = program(&master());
    command.args(["-d", "-s", "-c"]).arg(folder.join("etc"));
    let server = Server::start(&mut command, &Ready::Accepts(port.address()));
    Some(Postfix {
        port,
        certificate: folder.join("cert.pem"),
        _server: server,
        _folder: folder,
    })
}

/// The folders that `postfix check` would make, which takes seconds.
fn make_folders(folder: &Folder) {
    let owner = number(&["-u", "postfix"]);
    for name in ["etc", "queue", "queue/pid"] {
        open_to_all(&folder.folder(name));
    }
    for name in QUEUES.map(|name| format!("queue/{name}")) {
        chown(folder.folder(&name), Some(owner), None).expect("the test's own folder");
    }
    chown(folder.folder("data"), Some(owner), None).expect("the test's own folder");
}

fn main(folder: &Folder) -> String {
    format!(
        "compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = /dev/stdout
myhostname = mail.peers.test
mydestination = peers.test
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_peername_lookup = no
disable_dns_lookups = yes
smtpd_relay_restrictions = reject_unauth_destination
smtpd_sender_restrictions = check_sender_access inline:{{refused@peers.test=REJECT}}
smtpd_delay_reject = no
smtpd_hard_error_limit = 3
smtpd_tls_security_level = may
smtpd_tls_cert_file = {folder}/cert.pem
smtpd_tls_key_file = {folder}/key.pem
local_recipient_maps =
local_transport = discard:
default_transport = error:nothing leaves this machine
alias_maps =
alias_database =
",
        folder = folder.path().display()
    )
}

fn services(port: &Port) -> String {
    format!(
        "127.0.0.1:{port} inet n - n - - smtpd
postlog unix-dgram n - n - 1 postlogd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
anvil unix - - n - 1 anvil
tlsmgr unix - - n 1000? 1 tlsmgr
discard unix - - n - - discard
error unix - - n - - error
",
        port = port.number
    )
}

fn master() -> PathBuf {
    PathBuf::from("/usr/lib/postfix/sbin/master")
}
