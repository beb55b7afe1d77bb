//! Servers of packages that are unpacked and not installed: each starts with users and folders of its own, in a mount namespace that ends with it.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::common::folder::Folder;
use crate::common::program::{peer, root_for, skip, unpacked};
use crate::common::server::program;

/// The number of the first user that an unpacked server needs; Debian gives these to nobody.
const FIRST_USER: u32 = 61_100;

/// A server that is about to start.
pub(crate) struct Apart {
    /// Where its package is unpacked.
    root: PathBuf,
    unshare: PathBuf,
    /// What is mounted before it starts.
    script: String,
}

/// The server with this program in `usr/sbin`, where it is unpacked and may be started: only root may mount, and become somebody else.
#[track_caller]
pub(crate) fn apart(name: &str) -> Option<Apart> {
    if !root_for(name) {
        return None;
    }
    let root = unpacked(name)?;
    let unshare = peer("unshare")?;
    let tried = Command::new(&unshare).args(["--mount", "true"]).output();
    if !tried.is_ok_and(|output| output.status.success()) {
        skip(&format!(
            "{name} needs a mount namespace, which this machine does not give"
        ));
        return None;
    }
    Some(Apart {
        root,
        unshare,
        script: "set -eu\n".to_owned(),
    })
}

impl Apart {
    /// Adds users to those of this machine; gives the number of the first.
    pub(crate) fn users(&mut self, folder: &Folder, names: &[&str]) -> u32 {
        let mut users = std::fs::read_to_string("/etc/passwd").expect("the users of this machine");
        let mut groups = std::fs::read_to_string("/etc/group").expect("the groups of this machine");
        for (number, name) in (FIRST_USER..).zip(names) {
            writeln!(
                users,
                "{name}:x:{number}:{number}::/nonexistent:/usr/sbin/nologin"
            )
            .expect("text");
            writeln!(groups, "{name}:x:{number}:").expect("text");
        }
        self.bind(&folder.write("passwd", users), "/etc/passwd");
        self.bind(&folder.write("group", groups), "/etc/group");
        FIRST_USER
    }

    /// Puts a file or folder in the place of one of this machine.
    pub(crate) fn bind(&mut self, from: &Path, to: &str) {
        writeln!(self.script, "mount --bind '{}' {to}", from.display()).expect("text");
    }

    /// The same with a folder of the package.
    pub(crate) fn bind_own(&mut self, folder: &str) {
        self.bind(&self.root.join(&folder[1..]), folder);
    }

    /// Puts an empty folder in the place of one of this machine.
    pub(crate) fn empty(&mut self, folder: &str) {
        writeln!(self.script, "mount -t tmpfs -o mode=755 none {folder}").expect("text");
    }

    /// Makes a folder below an empty one.
    pub(crate) fn folder(&mut self, folder: &str) {
        writeln!(self.script, "mkdir -p -m 711 {folder}").expect("text");
    }

    /// The command that mounts all this and becomes the server.
    pub(crate) fn command(mut self, name: &str) -> Command {
        let server = self.root.join("usr/sbin").join(name);
        writeln!(self.script, "exec '{}' \"$@\"", server.display()).expect("text");
        let mut command = program(&self.unshare);
        command.args(["--mount", "--", "sh", "-c", &self.script, name]);
        command.env("LD_LIBRARY_PATH", libraries(&self.root));
        command
    }
}

/// The folder of the libraries that were unpacked beside it; Debian names it after the machine.
fn libraries(root: &Path) -> PathBuf {
    let folders = std::fs::read_dir(root.join("usr/lib"))
        .into_iter()
        .flatten();
    let mut folders = folders.filter_map(|entry| Some(entry.ok()?.path()));
    let found = folders.find(|path| path.to_string_lossy().contains("-linux-gnu"));
    found.unwrap_or_else(|| root.join("usr/lib"))
}
