//! What a program in a cell sees of the file system: the system's programs, to read; folders of its own; nothing else.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::os::fd::{AsRawFd as _, OwnedFd};
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::path::{Path, PathBuf};

use rustix::mount::{self, MountFlags, MountPropagationFlags, UnmountFlags};

use crate::sandbox::cell::job::WORKPLACE;
use crate::sandbox::cell::keeper::Cell;
use crate::sandbox::cell::line::Sent;
use crate::sandbox::cell::wall::Wall;
use crate::sandbox::sys;
use crate::sandbox::terms::HOME;

/// What of the system is shown, where it is there.
const SYSTEM: &[&str] = &[
    "bin", "etc", "lib", "lib32", "lib64", "libx32", "nix", "sbin", "usr",
];
/// The devices that every program finds in `/dev`.
pub(super) const DEVICES: &[&str] = &["null", "zero", "full", "random", "urandom", "tty"];
const QUIET: MountFlags = MountFlags::NOSUID.union(MountFlags::NODEV);

/// Makes the calling process, which is alone in its mount namespace, see the cell's files alone. `input` is what the program reads.
/// Gives the program's folder.
///
/// # Errors
/// When the system refuses a mount.
pub(super) fn build(cell: &Cell<'_>, input: Option<&OwnedFd>) -> io::Result<PathBuf> {
    let private = MountPropagationFlags::PRIVATE | MountPropagationFlags::REC;
    mount::mount_change("/", private)?;
    let root = Path::new(HOME);
    mount::mount(
        "cell",
        root,
        "tmpfs",
        QUIET,
        Some(c"mode=755,size=1m,nr_inodes=200"),
    )?;
    if !cell.has(Wall::Root) {
        return Ok(root.to_owned());
    }
    for name in SYSTEM {
        show(cell, &Path::new("/").join(name), &root.join(name))?;
    }
    own_folders(cell, root)?;
    devices(root)?;
    if let (Some(terminal), true) = (input, cell.terminal) {
        console(terminal, root)?;
    }
    let proc = root.join("proc");
    fs::create_dir(&proc)?;
    if cell.is_first() {
        let quiet = QUIET | MountFlags::NOEXEC;
        mount::mount("proc", &proc, "proc", quiet, None)?;
    } else {
        mount::mount_bind_recursive("/proc", &proc)?;
    }
    rustix::process::chdir(root)?;
    rustix::process::pivot_root(".", ".")?;
    mount::unmount(".", UnmountFlags::DETACH)?;
    rustix::process::chdir("/")?;
    let read_only = MountFlags::BIND | MountFlags::RDONLY | QUIET;
    if cell.has(Wall::ReadOnly) {
        mount::mount_remount("/", read_only, "")?;
    }
    Ok(PathBuf::from(WORKPLACE))
}

/// Shows a folder of the system, which nobody in the cell can change; links are copied.
fn show(cell: &Cell<'_>, from: &Path, to: &Path) -> io::Result<()> {
    let Ok(about) = fs::symlink_metadata(from) else {
        return Ok(());
    };
    if about.is_symlink() {
        return symlink(fs::read_link(from)?, to);
    }
    fs::create_dir(to)?;
    mount::mount_bind_recursive(from, to)?;
    if cell.has(Wall::ReadOnly) {
        sys::seal(to)?;
    }
    Ok(())
}

/// Shows the program's terminal under a name, by which it may be looked for (ttyname(3)).
fn console(terminal: &OwnedFd, root: &Path) -> io::Result<()> {
    let from = fs::read_link(format!("/proc/self/fd/{}", terminal.as_raw_fd()))?;
    let to = root.join("dev/console");
    File::create(&to)?;
    mount::mount_bind(&from, &to)?;
    Ok(())
}

/// The folders that the program may write to, within one limit.
fn own_folders(cell: &Cell<'_>, root: &Path) -> io::Result<()> {
    let own = root.join("own");
    fs::create_dir(&own)?;
    let limits = &cell.job.limits;
    // Zero is no limit (tmpfs(5)).
    let disk = if cell.has(Wall::Disk) { limits.disk } else { 0 };
    let files = if cell.has(Wall::Files) {
        limits.files
    } else {
        0
    };
    let options = format!("mode=755,size={disk},nr_inodes={files}");
    let options = std::ffi::CString::new(options)?;
    mount::mount("own", &own, "tmpfs", QUIET, Some(options.as_c_str()))?;
    let workplace = WORKPLACE.trim_start_matches('/');
    for (name, place) in [("home", workplace), ("tmp", "tmp"), ("shm", "dev/shm")] {
        let (from, to) = (own.join(name), root.join(place));
        fs::create_dir(&from)?;
        fs::create_dir_all(&to)?;
        mount::mount_bind(&from, &to)?;
    }
    mount::unmount(&own, UnmountFlags::DETACH)?;
    fs::remove_dir(&own)
}

/// The devices that every program needs.
fn devices(root: &Path) -> io::Result<()> {
    for name in DEVICES {
        let from = Path::new("/dev").join(name);
        if from.exists() {
            let to = root.join("dev").join(name);
            File::create(&to)?;
            mount::mount_bind(&from, &to)?;
        }
    }
    for (name, to) in [
        ("fd", "/proc/self/fd"),
        ("stdin", "/proc/self/fd/0"),
        ("stdout", "/proc/self/fd/1"),
        ("stderr", "/proc/self/fd/2"),
    ] {
        symlink(to, root.join("dev").join(name))?;
    }
    Ok(())
}

/// Copies a file into the program's folder.
///
/// # Errors
/// When there is no room for it.
pub(super) fn copy(home: &Path, sent: &Sent, from: OwnedFd) -> io::Result<()> {
    let to = home.join(&sent.path);
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut copy = File::create(&to)?;
    let from = File::from(from);
    // What grows while it is copied must not hold the cell up.
    let length = from.metadata()?.len();
    io::copy(&mut from.take(length), &mut copy)?;
    let mode = if sent.executable { 0o755 } else { 0o644 };
    fs::set_permissions(&to, fs::Permissions::from_mode(mode))
}
