//! `OpenSMTPD`, which takes mail for `peers.test` and never gets rid of it.

use crate::common::folder::Folder;
use crate::common::port::Port;
use crate::common::server::{Ready, Server};
use crate::servers::apart::apart;
use crate::servers::certificate;

/// A running `OpenSMTPD`.
pub(crate) struct OpenSmtpd {
    /// Where it speaks SMTP on 127.0.0.1.
    pub(crate) port: Port,
    _server: Server,
    _folder: Folder,
}

/// Starts it, where it is unpacked and this process is root. It knows only the folders that were named when it was built.
#[track_caller]
pub(crate) fn start() -> Option<OpenSmtpd> {
    let mut apart = apart("smtpd")?;
    let folder = Folder::open_to_all();
    let port = Port::free();
    certificate::write(&folder)?;
    apart.users(&folder, &["opensmtpd", "opensmtpq"]);
    for name in ["/var/spool", "/var/lib", "/run"] {
        apart.empty(name);
    }
    apart.folder("/var/spool/smtpd");
    apart.folder("/var/lib/opensmtpd/empty");
    apart.bind_own("/usr/libexec");
    let configuration = folder.write("smtpd.conf", configuration(&folder, &port));
    let mut command = apart.command("smtpd");
    command.arg("-d").arg("-f").arg(configuration);
    let server = Server::start(&mut command, &Ready::Accepts(port.address()));
    Some(OpenSmtpd {
        port,
        _server: server,
        _folder: folder,
    })
}

/// Mail goes on to a port of this machine at which nobody listens.
fn configuration(folder: &Folder, port: &Port) -> String {
    format!(
        "pki mail cert \"{folder}/cert.pem\"
pki mail key \"{folder}/key.pem\"
filter \"sender\" phase mail-from match mail-from regex \"^refused@\" reject \"550 5.7.1 go away\"
filter \"drop\" phase rcpt-to match rcpt-to regex \"^drop@\" disconnect \"421 4.7.0 goodbye\"
filter \"all\" chain {{ \"sender\", \"drop\" }}
listen on 127.0.0.1 port {port} tls pki mail hostname mail.peers.test filter \"all\"
action \"nowhere\" relay host \"smtp://127.0.0.1:1\"
match from any for domain \"peers.test\" action \"nowhere\"
",
        folder = folder.path().display(),
        port = port.number,
    )
}
