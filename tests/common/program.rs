//! Other people's programs: found, or the test says that it skips, and why.

use std::env;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// What turns a skip into a failure, as `.ci/run` does once it has installed the programs.
pub(crate) const REQUIRE: &str = "NETCHECK_REQUIRE_PEERS";

/// The programs that tests use, and Debian's packages that have them.
const PACKAGES: &[(&str, &str)] = &[
    ("curl", "curl"),
    ("dig", "bind9-dnsutils"),
    ("dnsmasq", "dnsmasq-base"),
    ("dovecot", "dovecot-pop3d"),
    ("named", "bind9"),
    ("nc", "netcat-openbsd"),
    ("nginx", "nginx-light"),
    ("nslookup", "bind9-dnsutils"),
    ("postfix", "postfix"),
    ("python3", "python3"),
    ("script", "bsdutils"),
    ("sshd", "openssh-server"),
    ("ssh-keygen", "openssh-client"),
    ("swaks", "swaks"),
    ("telnet", "inetutils-telnet"),
];

/// The program with a name, or `None` after saying that the test skips.
///
/// # Panics
/// Where `NETCHECK_REQUIRE_PEERS=1` says that it must be there, or where the name stands in no package of the table.
pub(crate) fn peer(name: &str) -> Option<PathBuf> {
    let (_, package) = PACKAGES
        .iter()
        .find(|(known, _)| *known == name)
        .unwrap_or_else(|| panic!("`{name}` is in no package of this table"));
    if let Some(path) = find(name) {
        return Some(path);
    }
    let missing = format!("`{name}` is not installed (apt-get install {package})");
    assert!(
        env::var_os(REQUIRE).is_none_or(|value| value != "1"),
        "{missing}, and {REQUIRE}=1 is set"
    );
    skip(&missing);
    None
}

/// Whether this process is root; says that the test skips where it is not.
#[cfg(unix)]
pub(crate) fn root_for(what: &str) -> bool {
    let root = rustix::process::geteuid().is_root();
    if !root {
        skip(&format!("{what} needs root"));
    }
    root
}

/// Says that a test skips, and why. The test harness swallows what passing tests print with macros, and a skip must be seen: so it is written
/// to the stream itself.
pub(crate) fn skip(why: &str) {
    let thread = std::thread::current();
    let test = thread.name().unwrap_or("a test");
    let line = format!("skipped: {test}: {why}\n");
    io::stderr()
        .write_all(line.as_bytes())
        .expect("a stream to talk to");
}

/// Where a program is; servers stand in folders that are not on every user's path.
pub(crate) fn find(name: &str) -> Option<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path)
        .chain(["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from))
        .map(|folder| folder.join(name))
        .find(|path| is_program(path))
}

#[cfg(unix)]
fn is_program(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    path.metadata()
        .is_ok_and(|found| found.is_file() && found.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_program(path: &Path) -> bool {
    path.is_file()
}
