//! The files of `/etc` on the student's computer: its own names and servers, and of the machine's what programs need to work.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::os::unix::fs::symlink;
use std::path::Path;

use crate::sandbox::layout::Layout;
use crate::sandbox::terms::USER_NAME;

/// The number of the user and the group as which programs run.
pub(super) const USER: u32 = 1000;

/// What of the machine's `/etc` is shown as it is: how programs are found and look, nothing about users, names or networks.
const SHOWN: &[&str] = &[
    "alternatives",
    "bash.bashrc",
    "ca-certificates",
    "debian_version",
    "inputrc",
    "ld.so.cache",
    "ld.so.conf",
    "ld.so.conf.d",
    "ld.so.preload",
    "locale.alias",
    "locale.conf",
    "localtime",
    "mime.types",
    "os-release",
    "pki",
    "protocols",
    "services",
    "ssl",
    "terminfo",
    "timezone",
    "vim",
    "xdg",
];

/// Fills a folder that is to become `/etc`.
///
/// # Errors
/// When a file cannot be written, or what is shown cannot be mounted.
pub(super) fn fill(etc: &Path, layout: &Layout) -> io::Result<()> {
    for name in SHOWN {
        show(&Path::new("/etc").join(name), &etc.join(name))?;
    }
    // `python3`, `python3.11`, `java-17-openjdk` …: each version has a folder of its own.
    for entry in fs::read_dir("/etc")? {
        let name = entry?.file_name();
        let starts = |with: &str| name.as_encoded_bytes().starts_with(with.as_bytes());
        if ["python", "java"].into_iter().any(starts) {
            show(&Path::new("/etc").join(&name), &etc.join(&name))?;
        }
    }
    for (name, text) in files(layout) {
        fs::write(etc.join(name), text)?;
    }
    if !etc.join("services").exists() {
        fs::write(etc.join("services"), SERVICES)?;
    }
    symlink("/proc/self/mounts", etc.join("mtab"))
}

/// The most bytes of a file that is copied: a mount costs more, in every namespace that is made of this one.
const COPIED: u64 = 256 * 1024;

/// Shows a file or a folder of the machine; links and small files are copied, what is not there is left out.
fn show(from: &Path, to: &Path) -> io::Result<()> {
    let Ok(about) = fs::symlink_metadata(from) else {
        return Ok(());
    };
    if about.is_symlink() {
        return symlink(fs::read_link(from)?, to);
    }
    if about.is_file() && about.len() <= COPIED && fs::copy(from, to).is_ok() {
        return Ok(());
    }
    if about.is_dir() {
        fs::create_dir(to)?;
    } else {
        fs::File::create(to)?;
    }
    rustix::mount::mount_bind_recursive(from, to)?;
    Ok(())
}

fn files(layout: &Layout) -> [(&'static str, String); 7] {
    let short = layout.hostname.split('.').next().unwrap_or_default();
    let mut hosts = "127.0.0.1\tlocalhost\n::1\tlocalhost ip6-localhost\n".to_owned();
    for lane in &layout.lanes {
        let _ = writeln!(hosts, "{}\t{} {short}", lane.address, layout.hostname);
    }
    let resolver = layout.resolver.map(|at| format!("nameserver {at}\n"));
    [
        ("hosts", hosts),
        ("hostname", format!("{}\n", layout.hostname)),
        ("resolv.conf", resolver.unwrap_or_default()),
        ("nsswitch.conf", NSSWITCH.to_owned()),
        (
            "passwd",
            format!(
                "root:x:0:0:root:/root:/bin/sh\n\
                 {USER_NAME}:x:{USER}:{USER}:{USER_NAME}:/:/bin/sh\n\
                 nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n"
            ),
        ),
        (
            "group",
            format!("root:x:0:\n{USER_NAME}:x:{USER}:\nnogroup:x:65534:\n"),
        ),
        ("shells", "/bin/sh\n/bin/bash\n".to_owned()),
    ]
}

/// Files and DNS alone: what else a machine may ask is reached by sockets in `/run`, which would lead out.
const NSSWITCH: &str = "\
passwd: files
group: files
shadow: files
hosts: files dns
services: files
protocols: files
";

/// The well-known ports of the lecture, where the machine has no list of its own.
const SERVICES: &str = "\
echo\t7/tcp
echo\t7/udp
daytime\t13/tcp
ssh\t22/tcp
telnet\t23/tcp
smtp\t25/tcp mail
domain\t53/tcp
domain\t53/udp
http\t80/tcp www
pop3\t110/tcp pop-3
imap2\t143/tcp imap
https\t443/tcp
https\t443/udp
";
