//! Dovecot's POP3 and LMTP servers.

use std::os::unix::fs::chown;

use crate::common::folder::{Folder, open_to_all};
use crate::common::port::Port;
use crate::common::program::{part, peer};
use crate::common::server::{Ready, Server, program};
use crate::servers::{id, number};

/// A running Dovecot: every user has an empty mailbox and the password `secret`.
pub(crate) struct Dovecot {
    /// Where it speaks POP3 on 127.0.0.1.
    pub(crate) port: Port,
    /// Where it speaks LMTP there (RFC 2033).
    pub(crate) lmtp: Port,
    _server: Server,
    _folder: Folder,
}

/// The users that Dovecot's parts run as: the package's where root may choose, ourselves otherwise.
struct Users {
    internal: String,
    login: String,
    mail: String,
}

/// Starts it, where it is installed.
#[track_caller]
pub(crate) fn start() -> Option<Dovecot> {
    let dovecot = peer("dovecot")?;
    part("/usr/lib/dovecot/lmtp", "dovecot-lmtpd")?;
    let folder = Folder::open_to_all();
    let (port, lmtp) = (Port::free(), Port::free());
    let mail = folder.folder("mail");
    open_to_all(&mail);
    let users = Users::here();
    folder.write(
        "dovecot.conf",
        configuration(&folder, [&port, &lmtp], &users),
    );
    if rustix::process::geteuid().is_root() {
        let owner = number(&["-u", &users.mail]);
        chown(&mail, Some(owner), None).expect("the test's own folder");
    }
    let mut command = program(&dovecot);
    command.arg("-F").arg("-c").arg(folder.join("dovecot.conf"));
    let server = Server::start(&mut command, &Ready::Accepts(port.address()));
    Some(Dovecot {
        port,
        lmtp,
        _server: server,
        _folder: folder,
    })
}

impl Users {
    fn here() -> Self {
        let [internal, login, mail] = if rustix::process::geteuid().is_root() {
            ["dovecot", "dovenull", "nobody"].map(str::to_owned)
        } else {
            let me = id(&["-un"]);
            [me.clone(), me.clone(), me]
        };
        Self {
            internal,
            login,
            mail,
        }
    }

    fn configuration(&self) -> String {
        let (uid, gid) = (number(&["-u", &self.mail]), number(&["-g", &self.mail]));
        format!(
            "default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {login}
first_valid_uid = 0
passdb {{
  driver = static
  args = password=secret
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid}
}}
",
            internal = self.internal,
            group = id(&["-gn", &self.internal]),
            login = self.login,
        )
    }
}

fn configuration(folder: &Folder, [port, lmtp]: [&Port; 2], users: &Users) -> String {
    let folder = folder.path().display();
    format!(
        "base_dir = {folder}/run
state_dir = {folder}/run
log_path = /dev/stderr
listen = 127.0.0.1
protocols = pop3 lmtp
ssl = no
disable_plaintext_auth = no
auth_failure_delay = 0
mail_location = maildir:{folder}/mail/%u
service pop3-login {{
  chroot =
  inet_listener pop3 {{
    port = {port}
  }}
  inet_listener pop3s {{
    port = 0
  }}
}}
service lmtp {{
  inet_listener lmtp {{
    port = {lmtp}
  }}
}}
protocol lmtp {{
  postmaster_address = postmaster@peers.test
  auth_username_format = %n
}}
{NO_PRISONS}{who}",
        port = port.number,
        lmtp = lmtp.number,
        who = users.configuration(),
    )
}

/// Only root may lock parts up in folders of their own; and one wrong password makes the next log-in no slower.
const NO_PRISONS: &str = "\
service anvil {
  chroot =
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service stats {
  chroot =
}
";
