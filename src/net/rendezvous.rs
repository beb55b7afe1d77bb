//! Where a running lab says how to reach it, so that other commands of the same user find its names and ports.
//!
//! A lab leaves two files in a folder that only its user can enter: what it has, and a lock that it holds for as long as it lives. The
//! system lets the lock go however the lab ends, so a lab that was killed is never taken for one that runs.

use std::fmt::Write as _;
use std::fs::{self, File, TryLockError};
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use crate::model::Manner;
use crate::net::{Door, Mapping};

/// The first line of what a lab leaves; another version is not read.
const HEAD: &str = "netcheck lab 1";

/// The most bytes that are read of what a lab left.
const LIMIT: u64 = 1024 * 1024;

/// A lab can be found for as long as this lives.
#[derive(Debug)]
pub struct Rendezvous {
    words: PathBuf,
    lock: PathBuf,
    /// Dropping it lets the lock go.
    _held: File,
}

impl Rendezvous {
    /// Says where everything of a lab is.
    ///
    /// # Errors
    /// When there is no folder that is this user's alone, or it cannot be written to.
    pub fn leave(mapping: &Mapping) -> io::Result<Self> {
        Self::leave_in(&folder()?, mapping)
    }

    fn leave_in(folder: &Path, mapping: &Mapping) -> io::Result<Self> {
        let began = SystemTime::now().duration_since(UNIX_EPOCH);
        // The newest one sorts last.
        let name = format!(
            "{:024}-{}",
            began.unwrap_or_default().as_nanos(),
            std::process::id()
        );
        let [words, lock, draft] =
            ["lab", "lock", "draft"].map(|kind| folder.join(format!("{name}.{kind}")));
        fs::write(&words, written(mapping))?;
        let held = File::create_new(&draft)?;
        held.try_lock()?;
        // Nobody sees it before it is locked.
        fs::rename(&draft, &lock)?;
        Ok(Self {
            words,
            lock,
            _held: held,
        })
    }
}

impl Drop for Rendezvous {
    fn drop(&mut self) {
        // What is left behind is found to be stale by who looks.
        let _ = fs::remove_file(&self.lock);
        let _ = fs::remove_file(&self.words);
    }
}

/// The lab that this user started last, of those that run.
pub fn running_lab() -> Option<Mapping> {
    newest(&folder().ok()?)
}

fn newest(folder: &Path) -> Option<Mapping> {
    let entries = fs::read_dir(folder).ok()?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let is_lock = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "lock");
    let mut locks: Vec<PathBuf> = paths.filter(is_lock).collect();
    locks.sort();
    locks.into_iter().rev().find_map(|lock| {
        let words = lock.with_extension("lab");
        if runs(&lock) {
            return read(&limited(&words).ok()?);
        }
        let _ = fs::remove_file(&lock);
        let _ = fs::remove_file(&words);
        None
    })
}

/// Whether somebody holds a lock.
fn runs(lock: &Path) -> bool {
    let taken = File::open(lock).map(|file| file.try_lock_shared());
    matches!(taken, Ok(Err(TryLockError::WouldBlock)))
}

fn limited(path: &Path) -> io::Result<String> {
    let mut text = String::new();
    io::Read::read_to_string(&mut io::Read::take(File::open(path)?, LIMIT), &mut text)?;
    Ok(text)
}

/// The folder for what labs leave: made if need be, and sure to be this user's alone.
#[cfg(unix)]
fn folder() -> io::Result<PathBuf> {
    use std::os::unix::fs::DirBuilderExt as _;
    let own = std::env::var_os("XDG_RUNTIME_DIR").map(PathBuf::from);
    let user = rustix::process::geteuid();
    let folder = match own.filter(|folder| folder.is_absolute() && folder.is_dir()) {
        Some(own) => own.join("netcheck"),
        None => std::env::temp_dir().join(format!("netcheck-{}", user.as_raw())),
    };
    match fs::DirBuilder::new().mode(0o700).create(&folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
        Ok(()) | Err(_) => {}
    }
    private(&folder, user.as_raw())?;
    Ok(folder)
}

/// Somebody else may have put a folder or a link of this name there before.
#[cfg(unix)]
fn private(folder: &Path, user: u32) -> io::Result<()> {
    use std::os::unix::fs::MetadataExt as _;
    let found = fs::symlink_metadata(folder)?;
    if found.is_dir() && found.uid() == user && found.mode().trailing_zeros() >= 6 {
        return Ok(());
    }
    let message = format!("the folder `{}` is not yours alone", folder.display());
    Err(io::Error::new(io::ErrorKind::PermissionDenied, message))
}

/// The folder for what labs leave. The folder for temporary files is the user's own on this system.
#[cfg(not(unix))]
fn folder() -> io::Result<PathBuf> {
    let folder = std::env::temp_dir().join("netcheck-labs");
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// A mapping as text: a line for each thing that it has.
fn written(mapping: &Mapping) -> String {
    let mut text = format!("{HEAD}\nclosed {}\n", mapping.closed);
    for (kind, doors) in [("tcp", &mapping.tcp), ("udp", &mapping.udp)] {
        for (&(address, port), door) in doors {
            let at = SocketAddr::new(address, port);
            let _ = match door {
                Door::At(socket) => writeln!(text, "{kind} {at} {socket}"),
                Door::Silent => writeln!(text, "{kind} {at} silent"),
            };
        }
    }
    for (address, manner) in &mapping.hosts {
        let _ = writeln!(text, "host {address} {}", word(*manner));
    }
    if let Some((address, port)) = mapping.resolver {
        let _ = writeln!(text, "resolver {}", SocketAddr::new(address, port));
    }
    text
}

/// The mapping that a text is, if it is one.
fn read(text: &str) -> Option<Mapping> {
    let rest = text.strip_prefix(HEAD)?;
    let mut mapping: Option<Mapping> = None;
    for line in rest.lines().filter(|line| !line.is_empty()) {
        let words: Vec<&str> = line.split(' ').collect();
        if let ["closed", closed] = *words {
            mapping = Some(Mapping {
                tcp: [].into(),
                udp: [].into(),
                hosts: [].into(),
                closed: closed.parse().ok()?,
                resolver: None,
            });
        } else {
            add(mapping.as_mut()?, &words)?;
        }
    }
    mapping
}

fn add(mapping: &mut Mapping, words: &[&str]) -> Option<()> {
    match *words {
        ["tcp", at, door] => {
            mapping.tcp.insert(place(at)?, door_of(door)?);
        }
        ["udp", at, door] => {
            mapping.udp.insert(place(at)?, door_of(door)?);
        }
        ["host", address, manner] => {
            mapping
                .hosts
                .insert(address.parse().ok()?, manner_of(manner)?);
        }
        ["resolver", at] => mapping.resolver = Some(place(at)?),
        _ => return None,
    }
    Some(())
}

fn place(text: &str) -> Option<(IpAddr, u16)> {
    let at: SocketAddr = text.parse().ok()?;
    Some((at.ip(), at.port()))
}

fn door_of(text: &str) -> Option<Door> {
    match text {
        "silent" => Some(Door::Silent),
        socket => socket.parse().ok().map(Door::At),
    }
}

fn word(manner: Manner) -> &'static str {
    match manner {
        Manner::Refuses => "refuses",
        Manner::Silent => "silent",
        Manner::Unreachable => "unreachable",
    }
}

fn manner_of(text: &str) -> Option<Manner> {
    let all = [Manner::Refuses, Manner::Silent, Manner::Unreachable];
    all.into_iter().find(|manner| word(*manner) == text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::*;

    fn mapping(port: u16) -> Mapping {
        let ip = |text: &str| text.parse::<IpAddr>().unwrap();
        let local = |port| SocketAddr::from(([127, 0, 0, 1], port));
        Mapping {
            tcp: [
                ((ip("192.0.2.80"), 80), Door::At(local(port))),
                ((ip("2001:db8::25"), 25), Door::Silent),
            ]
            .into(),
            udp: [((ip("192.0.2.53"), 53), Door::At(local(5300)))].into(),
            hosts: [
                (ip("192.0.2.80"), Manner::Refuses),
                (ip("192.0.2.250"), Manner::Silent),
                (ip("192.0.2.251"), Manner::Unreachable),
            ]
            .into(),
            closed: local(8081),
            resolver: Some((ip("192.0.2.53"), 53)),
        }
    }

    fn found(folder: &Path) -> Option<String> {
        newest(folder).map(|mapping| written(&mapping))
    }

    #[test]
    fn what_was_written_is_read() {
        let text = written(&mapping(8080));
        assert_eq!(read(&text).map(|read| written(&read)), Some(text));
    }

    #[test]
    fn the_newest_lab_that_runs_is_found() {
        let home = tempfile::tempdir().unwrap();
        assert_eq!(found(home.path()), None);
        let first = Rendezvous::leave_in(home.path(), &mapping(1)).unwrap();
        let second = Rendezvous::leave_in(home.path(), &mapping(2)).unwrap();
        assert_eq!(found(home.path()), Some(written(&mapping(2))));
        drop(second);
        assert_eq!(found(home.path()), Some(written(&mapping(1))));
        drop(first);
        assert_eq!(found(home.path()), None);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }

    #[test]
    fn what_a_killed_lab_left_is_cleared_away() {
        let home = tempfile::tempdir().unwrap();
        fs::write(home.path().join("1.lab"), written(&mapping(1))).unwrap();
        fs::write(home.path().join("1.lock"), "").unwrap();
        assert_eq!(found(home.path()), None);
        assert_eq!(fs::read_dir(home.path()).unwrap().count(), 0);
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_that_others_can_enter_or_reach_by_a_link_is_not_used() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let home = tempfile::tempdir().unwrap();
        let user = rustix::process::geteuid().as_raw();
        let own = home.path().join("own");
        fs::create_dir(&own).unwrap();
        for (mode, usable) in [(0o700, true), (0o750, false), (0o702, false)] {
            fs::set_permissions(&own, fs::Permissions::from_mode(mode)).unwrap();
            assert_eq!(private(&own, user).is_ok(), usable, "{mode:o}");
        }
        fs::set_permissions(&own, fs::Permissions::from_mode(0o700)).unwrap();
        assert!(private(&own, user + 1).is_err());
        symlink(&own, home.path().join("link")).unwrap();
        assert!(private(&home.path().join("link"), user).is_err());
    }

    proptest! {
        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = read(&format!("{HEAD}\nclosed 127.0.0.1:1\n{text}"));
        }
    }
}
