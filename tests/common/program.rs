//! Other people's programs: found, or the test says that it skips, and why.

use std::env;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

/// What turns a skip into a failure, as `.ci/run` does once it has installed the programs.
pub(crate) const REQUIRE: &str = "NETCHECK_REQUIRE_PEERS";

/// Names the folder in which mail servers are unpacked that Debian lets nobody install beside another.
pub(crate) const UNPACKED: &str = "NETCHECK_PEERS";

/// Names the folder in which tools are installed that Debian has no package of.
pub(crate) const TOOLS: &str = "NETCHECK_TOOLS";

/// The programs that tests use, and Debian's packages that have them.
const PACKAGES: &[(&str, &str)] = &[
    ("busybox", "busybox"),
    ("chromium", "chromium"),
    ("cmark-gfm", "cmark-gfm"),
    ("curl", "curl"),
    ("dig", "bind9-dnsutils"),
    ("dnsmasq", "dnsmasq-base"),
    ("dovecot", "dovecot-pop3d"),
    ("ip", "iproute2"),
    ("named", "bind9"),
    ("nc", "netcat-openbsd"),
    ("nginx", "nginx-light"),
    ("node", "nodejs"),
    ("nslookup", "bind9-dnsutils"),
    ("openssl", "openssl"),
    ("pdftotext", "poppler-utils"),
    ("perl", "perl"),
    ("ping", "iputils-ping"),
    ("postfix", "postfix"),
    ("prove", "perl"),
    ("python3", "python3"),
    ("script", "bsdutils"),
    ("shellcheck", "shellcheck"),
    ("setpriv", "util-linux"),
    ("sshd", "openssh-server"),
    ("ssh-keygen", "openssh-client"),
    ("su", "util-linux"),
    ("swaks", "swaks"),
    ("telnet", "inetutils-telnet"),
    ("traceroute", "traceroute"),
    ("unshare", "util-linux"),
    ("unzip", "unzip"),
    ("xmllint", "libxml2-utils"),
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
    lacks(&format!(
        "`{name}` is not installed (apt-get install {package})"
    ));
    None
}

/// The program at a path, of a package whose programs stand in a folder of their own; as [`peer`].
pub(crate) fn part(path: &str, package: &str) -> Option<PathBuf> {
    let path = PathBuf::from(path);
    if is_program(&path) {
        return Some(path);
    }
    let path = path.display();
    lacks(&format!(
        "`{path}` is not installed (apt-get install {package})"
    ));
    None
}

/// A Python that has a module of a Debian package, or `None` after saying that the test skips: another Python on the path has none of them.
///
/// # Panics
/// As [`peer`].
pub(crate) fn python(module: &str, package: &str) -> Option<PathBuf> {
    let debian = PathBuf::from("/usr/bin/python3");
    let has = |python: &PathBuf| {
        let mut ask = std::process::Command::new(python);
        let ask = ask
            .args(["-c", &format!("import {module}")])
            .stderr(std::process::Stdio::null());
        ask.status().is_ok_and(|status| status.success())
    };
    let found = [Some(debian), find("python3")]
        .into_iter()
        .flatten()
        .find(has);
    if found.is_none() {
        lacks(&format!(
            "the Python module `{module}` is not installed (apt-get install {package})"
        ));
    }
    found
}

/// The folder in which a package is unpacked that has this program in `usr/sbin`, or `None` after saying that the test skips.
///
/// # Panics
/// As [`peer`].
pub(crate) fn unpacked(name: &str) -> Option<PathBuf> {
    let folder = env::var_os(UNPACKED).map(PathBuf::from);
    let found = folder.filter(|folder| is_program(&folder.join("usr/sbin").join(name)));
    if found.is_none() {
        lacks(&format!(
            "`{name}` is not unpacked (`.ci/run` does it, and names the folder in {UNPACKED})"
        ));
    }
    found
}

/// A file of the folder with tools, or `None` after saying that the test skips; `install` says how it comes there.
///
/// # Panics
/// As [`peer`], but for a user who may not look into that folder: root has run the same test.
pub(crate) fn tool(name: &str, install: &str) -> Option<PathBuf> {
    let path = env::var_os(TOOLS).map(|folder| PathBuf::from(folder).join(name));
    match path.as_ref().map(|path| path.metadata()) {
        Some(Ok(_)) => return path,
        Some(Err(err)) if err.kind() == io::ErrorKind::PermissionDenied => {
            skip(&format!("`{name}` in {TOOLS}: {err}"));
        }
        Some(Err(_)) | None => lacks(&format!("there is no `{name}` in {TOOLS} ({install})")),
    }
    None
}

#[track_caller]
fn lacks(missing: &str) {
    assert!(
        env::var_os(REQUIRE).is_none_or(|value| value != "1"),
        "{missing}, and {REQUIRE}=1 is set"
    );
    skip(missing);
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

/// Whether this machine can have the box; where not, says what is missing and that the test skips.
///
/// # Panics
/// Where `NETCHECK_REQUIRE_PEERS=1` says that it must be there.
pub(crate) fn the_box() -> bool {
    let ran = crate::common::netcheck::netcheck(["doctor", "--json"]).run();
    let report: serde_json::Value = serde_json::from_str(&ran.stdout).expect("what doctor prints");
    let abilities = report["abilities"].as_array().expect("a list");
    let missing = abilities.iter().find(|ability| {
        let name = ability["name"].as_str().unwrap_or_default();
        name.starts_with("box.") && ability["result"] != "works"
    });
    let Some(missing) = missing else {
        return true;
    };
    let why = format!("the box cannot be had: {missing}");
    lacks(&why);
    false
}
