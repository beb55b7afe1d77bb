//! The one way in which files of a submission are opened: regular files of that very folder, never through a link, never more than a limit.

use std::fs::{self, File};
use std::io::{self, Read as _};
use std::path::Path;

/// Less room than this is not read into, but tried with a buffer of its own.
const ROOM: usize = 32;

/// What became of opening a path of a submission.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Opened {
    /// A regular file, read whole.
    Bytes(Vec<u8>),
    /// A folder.
    Folder,
    /// Nothing of that name.
    Missing,
    /// Something that must not or cannot be read.
    Refused(Refusal),
}

/// Why something is not read.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refusal {
    /// It, or a folder on the way to it, is a symbolic link.
    Link,
    /// A file with a second name somewhere.
    HardLink,
    /// No regular file; what it is, with its article.
    Special(&'static str),
    /// It lies on another file system, mounted into the folder.
    #[cfg_attr(
        not(target_os = "linux"),
        expect(
            dead_code,
            reason = "only the system's own way of opening files beneath a folder sees it"
        )
    )]
    Elsewhere,
    /// It has more bytes than the limit; its size, as far as it is known.
    TooLarge(u64),
    /// What the system said.
    System(String),
}

/// Reads a file of the folder `root`, which itself may be reached through a link. `path` has `/` between its parts and no `..`.
pub(super) fn read(root: &Path, path: &str, limit: u64) -> Opened {
    #[cfg(target_os = "linux")]
    if let Some(opened) = linux::open(root, path) {
        return opened.map_or_else(|not| not, |file| content(file, limit));
    }
    portable::open(root, path).map_or_else(|not| not, |file| content(file, limit))
}

/// Opens a file as [`read`] does, without reading it.
pub(super) fn open(root: &Path, path: &str) -> Result<File, Opened> {
    #[cfg(target_os = "linux")]
    let opened = linux::open(root, path).unwrap_or_else(|| portable::open(root, path));
    #[cfg(not(target_os = "linux"))]
    let opened = portable::open(root, path);
    let file = opened?;
    let found = file.metadata().map_err(|error| system(&error))?;
    if found.is_dir() {
        return Err(Opened::Folder);
    }
    if !found.is_file() {
        return Err(Opened::Refused(Refusal::Special(special(
            found.file_type(),
        ))));
    }
    if names(&found) > 1 {
        return Err(Opened::Refused(Refusal::HardLink));
    }
    Ok(file)
}

/// The bytes of a regular file; asked of the open file, so that nothing can be put in its place.
fn content(file: File, limit: u64) -> Opened {
    let found = match file.metadata() {
        Ok(found) => found,
        Err(error) => return system(&error),
    };
    if found.is_dir() {
        return Opened::Folder;
    }
    if !found.is_file() {
        return Opened::Refused(Refusal::Special(special(found.file_type())));
    }
    if names(&found) > 1 {
        return Opened::Refused(Refusal::HardLink);
    }
    if found.len() > limit {
        return Opened::Refused(Refusal::TooLarge(found.len()));
    }
    // Room for all of it, and for finding out that there is no more: two calls read most files.
    let mut bytes = Vec::with_capacity(usize::try_from(found.len()).unwrap_or_default() + ROOM);
    match file.take(limit + 1).read_to_end(&mut bytes) {
        Ok(read) if read as u64 > limit => Opened::Refused(Refusal::TooLarge(read as u64)),
        Ok(_) => Opened::Bytes(bytes),
        Err(error) => system(&error),
    }
}

fn system(error: &io::Error) -> Opened {
    Opened::Refused(Refusal::System(error.to_string()))
}

#[cfg(unix)]
fn names(found: &fs::Metadata) -> u64 {
    use std::os::unix::fs::MetadataExt as _;
    found.nlink()
}

#[cfg(not(unix))]
fn names(_: &fs::Metadata) -> u64 {
    1 // this system's standard library does not tell
}

#[cfg(unix)]
fn special(kind: fs::FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if kind.is_fifo() {
        "a pipe (FIFO)"
    } else if kind.is_socket() {
        "a socket"
    } else {
        "a device"
    }
}

#[cfg(not(unix))]
fn special(_: fs::FileType) -> &'static str {
    "a device"
}

/// One system call that lets nothing slip in between: `openat2` (Linux 5.6).
#[cfg(target_os = "linux")]
mod linux {
    use std::fs::File;
    use std::path::Path;

    use rustix::fs::{Mode, OFlags, ResolveFlags, open as open_at_path, openat2};
    use rustix::io::Errno;

    use super::{Opened, Refusal};

    /// `None` where the kernel or its guard knows no `openat2`.
    pub(super) fn open(root: &Path, path: &str) -> Option<Result<File, Opened>> {
        let folder = OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let root = match open_at_path(root, folder, Mode::empty()) {
            Ok(root) => root,
            Err(error) => return Some(Err(refused(error))),
        };
        // Without NONBLOCK, opening a pipe would wait for somebody who writes into it.
        let flags = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
        let beneath = ResolveFlags::BENEATH
            | ResolveFlags::NO_SYMLINKS
            | ResolveFlags::NO_MAGICLINKS
            | ResolveFlags::NO_XDEV;
        match openat2(&root, path, flags, Mode::empty(), beneath) {
            Ok(file) => Some(Ok(File::from(file))),
            // Guards of containers answer PERM to calls that they do not know.
            Err(Errno::NOSYS | Errno::PERM) => None,
            Err(error) => Some(Err(refused(error))),
        }
    }

    fn refused(error: Errno) -> Opened {
        match error {
            Errno::NOENT | Errno::NOTDIR | Errno::NAMETOOLONG | Errno::INVAL => Opened::Missing,
            Errno::LOOP => Opened::Refused(Refusal::Link),
            Errno::XDEV => Opened::Refused(Refusal::Elsewhere),
            Errno::NXIO => Opened::Refused(Refusal::Special("a socket")),
            other => Opened::Refused(Refusal::System(std::io::Error::from(other).to_string())),
        }
    }
}

/// For every other system: looks first, then opens, then compares the two.
mod portable {
    use std::fs::{self, File};
    use std::io::{self, ErrorKind};
    use std::path::Path;

    use super::{Opened, Refusal, special, system};

    pub(super) fn open(root: &Path, path: &str) -> Result<File, Opened> {
        let mut at = root.to_owned();
        let mut found = fs::metadata(root).map_err(|error| refused(&error))?;
        for part in path.split('/') {
            at.push(part);
            found = fs::symlink_metadata(&at).map_err(|error| refused(&error))?;
            if found.is_symlink() {
                return Err(Opened::Refused(Refusal::Link));
            }
        }
        if found.is_dir() {
            return Err(Opened::Folder);
        }
        // A pipe or a device is not even opened: that alone may wait or have effects.
        if !found.is_file() {
            return Err(Opened::Refused(Refusal::Special(special(
                found.file_type(),
            ))));
        }
        let file = File::open(&at).map_err(|error| refused(&error))?;
        let opened = file.metadata().map_err(|error| system(&error))?;
        if same(&found, &opened) {
            Ok(file)
        } else {
            Err(Opened::Refused(Refusal::Link))
        }
    }

    fn refused(error: &io::Error) -> Opened {
        match error.kind() {
            ErrorKind::NotFound | ErrorKind::NotADirectory | ErrorKind::InvalidFilename => {
                Opened::Missing
            }
            _ => system(error), // whatever else the system says, in its words
        }
    }

    #[cfg(unix)]
    fn same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
        use std::os::unix::fs::MetadataExt as _;
        (one.dev(), one.ino()) == (other.dev(), other.ino())
    }

    #[cfg(not(unix))]
    fn same(one: &fs::Metadata, other: &fs::Metadata) -> bool {
        one.is_file() == other.is_file() && one.len() == other.len()
    }
}

#[cfg(target_os = "linux")]
#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;

    use rustix::fs::{CWD, FileType, Mode, mknodat};

    use super::*;

    const LIMIT: u64 = 64;

    /// A submission with one of everything, beside a file that is not part of it.
    fn folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("in");
        fs::create_dir_all(root.join("deep/er")).unwrap();
        fs::write(dir.path().join("key.txt"), "the answers").unwrap();
        fs::write(root.join("mail.txt"), "220 hi\n").unwrap();
        fs::write(root.join("deep/er/a.txt"), "a").unwrap();
        fs::write(root.join("full.txt"), [b'x'; 64]).unwrap();
        fs::write(root.join("large.txt"), [b'x'; 65]).unwrap();
        fs::write(root.join("first.txt"), "").unwrap();
        fs::hard_link(root.join("first.txt"), root.join("second.txt")).unwrap();
        symlink("../key.txt", root.join("out.txt")).unwrap();
        symlink("mail.txt", root.join("inside.txt")).unwrap();
        symlink("..", root.join("up")).unwrap();
        symlink("/proc/self", root.join("magic")).unwrap();
        let fifo = root.join("fifo.txt");
        mknodat(CWD, &fifo, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).unwrap();
        let socket = std::os::unix::net::UnixListener::bind(root.join("socket.txt")).unwrap();
        drop(socket);
        dir
    }

    fn check(open: impl Fn(&Path, &str) -> Opened) {
        let dir = folder();
        let link = dir.path().join("link-to-it");
        symlink("in", &link).unwrap();
        for root in [dir.path().join("in"), link] {
            let cases = [
                ("mail.txt", Opened::Bytes(b"220 hi\n".to_vec())),
                ("deep/er/a.txt", Opened::Bytes(b"a".to_vec())),
                ("full.txt", Opened::Bytes(vec![b'x'; 64])),
                ("large.txt", Opened::Refused(Refusal::TooLarge(65))),
                ("none.txt", Opened::Missing),
                ("none/mail.txt", Opened::Missing),
                ("mail.txt/mail.txt", Opened::Missing),
                ("deep", Opened::Folder),
                ("second.txt", Opened::Refused(Refusal::HardLink)),
                ("out.txt", Opened::Refused(Refusal::Link)),
                ("inside.txt", Opened::Refused(Refusal::Link)),
                ("up/key.txt", Opened::Refused(Refusal::Link)),
                ("magic/environ", Opened::Refused(Refusal::Link)),
                (
                    "fifo.txt",
                    Opened::Refused(Refusal::Special("a pipe (FIFO)")),
                ),
                ("socket.txt", Opened::Refused(Refusal::Special("a socket"))),
            ];
            for (path, want) in cases {
                assert_eq!(open(&root, path), want, "{path} in {}", root.display());
            }
        }
        assert_eq!(open(&dir.path().join("none"), "mail.txt"), Opened::Missing);
    }

    #[test]
    fn only_regular_files_of_the_folder_are_read() {
        check(|root, path| read(root, path, LIMIT));
    }

    #[test]
    fn the_portable_form_reads_the_same() {
        check(|root, path| {
            portable::open(root, path).map_or_else(|not| not, |file| content(file, LIMIT))
        });
    }

    #[test]
    fn devices_and_endless_files_are_refused() {
        let dev = Path::new("/dev");
        let want = Opened::Refused(Refusal::Special("a device"));
        assert_eq!(read(dev, "null", LIMIT), want);
        assert_eq!(
            read(dev, "zero", LIMIT),
            Opened::Refused(Refusal::Special("a device"))
        );
    }

    #[test]
    fn a_sparse_giant_costs_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let file = File::create(dir.path().join("giant.txt")).unwrap();
        file.set_len(1 << 40).unwrap();
        let want = Opened::Refused(Refusal::TooLarge(1 << 40));
        assert_eq!(read(dir.path(), "giant.txt", LIMIT), want);
    }
}
