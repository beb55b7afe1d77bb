//! What a hostile student may hand in.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs::{self, File};
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;
use std::path::{Path, PathBuf};

use rustix::fs::{CWD, FileType, Mode, OFlags, mkdirat, mknodat, openat};

use crate::common::program::skip;

/// What a hostile student makes of their folder, which is there.
pub(crate) type Trap = fn(&Path, &Outside);

/// Hostile students by their ids.
pub(crate) const TRAPS: &[(&str, Trap)] = &[
    ("t-links", |own, outside| {
        for name in ["mail.txt", "answers.yaml", "pipe.txt"] {
            symlink(&outside.canary, own.join(name)).expect("a link");
        }
        symlink("/etc/passwd", own.join("hi.txt")).expect("a link");
        symlink("../../canary.txt", own.join("get.txt")).expect("a link");
    }),
    ("t-folder-links", |own, outside| {
        let folder = outside.canary.parent().expect("a folder above");
        symlink(folder, own.join("07-mail-by-hand")).expect("a link");
        symlink("/", own.join("pipes")).expect("a link");
        symlink(".", own.join("dns")).expect("a link");
    }),
    ("t-other-student", |own, outside| {
        for name in ["answers.yaml", "mail.txt", "pipe.txt"] {
            symlink(outside.honest.join(name), own.join(name)).expect("a link");
        }
    }),
    ("t-is-a-link", |own, outside| {
        fs::remove_dir(own).expect("an empty folder");
        symlink(&outside.honest, own).expect("a link");
    }),
    ("t-is-a-link-out", |own, outside| {
        fs::remove_dir(own).expect("an empty folder");
        symlink(&outside.folder, own).expect("a link");
    }),
    ("t-is-a-file", |own, outside| {
        fs::remove_dir(own).expect("an empty folder");
        symlink(&outside.canary, own.with_extension("zip")).expect("a link");
    }),
    ("t-hard-links", |own, outside| {
        for name in ["mail.txt", "pipe.txt", "answers.yaml"] {
            fs::hard_link(&outside.canary, own.join(name)).expect("a hard link");
        }
    }),
    ("t-pipes", |own, _| {
        for name in ["answers.yaml", "mail.txt", "nslookup.txt"] {
            let made = mknodat(CWD, own.join(name), FileType::Fifo, Mode::RWXU, 0);
            made.expect("a named pipe");
        }
    }),
    ("t-sockets", |own, _| {
        for name in ["answers.yaml", "hi.txt"] {
            // The socket stays where it is when nobody listens any more; its whole path may be too long for the system.
            let bound = UnixListener::bind(own.join(name));
            drop(bound.expect("a socket in a folder with a short path"));
        }
    }),
    ("t-devices", |own, _| {
        let zero = rustix::fs::makedev(1, 5);
        let made = mknodat(
            CWD,
            own.join("mail.txt"),
            FileType::CharacterDevice,
            Mode::RWXU,
            zero,
        );
        if let Err(error) = made {
            skip(&format!("no device can be made here: {error}"));
        }
    }),
    ("t-names", |own, _| {
        for name in odd_names() {
            fs::write(own.join(name), "odd").expect("a file with an odd name");
        }
    }),
    ("t-sparse", |own, _| {
        for name in ["mail.txt", "answers.yaml", "notes.bin"] {
            let file = File::create(own.join(name)).expect("a file");
            file.set_len(1 << 40)
                .expect("a file of a terabyte that takes no room");
        }
    }),
    ("t-many", |own, _| {
        for number in 0..20_000 {
            File::create(own.join(format!("{number}.txt"))).expect("one of many files");
        }
    }),
    ("t-deep", |own, _| deep(own, 1500)),
    ("t-long", |own, _| {
        fs::write(own.join("mail.txt"), "\n".repeat(9_000_000)).expect("a long file");
        fs::write(own.join("answers.yaml"), "[".repeat(100_000)).expect("a file");
    }),
    ("t-yaml", |own, _| {
        let mut bomb = "a: &a [x, x, x, x, x, x, x, x, x]\n".to_owned();
        for (new, old) in ('b'..='j').zip('a'..='i') {
            let nine = vec![format!("*{old}"); 9].join(", ");
            writeln!(bomb, "{new}: &{new} [{nine}]").expect("written to memory");
        }
        fs::write(own.join("answers.yaml"), bomb).expect("a file");
    }),
];

/// What lies outside a hostile student's folder.
pub(crate) struct Outside {
    /// A folder beside the submissions.
    pub(crate) folder: PathBuf,
    /// A file in it.
    pub(crate) canary: PathBuf,
    /// The folder of an honest student.
    pub(crate) honest: PathBuf,
}

/// Names that are no names, or that something might do more with than read them.
pub(crate) fn odd_names() -> Vec<OsString> {
    let texts = [
        "-rf",
        "--force",
        "$(touch canary)",
        "`touch canary`",
        "a\nb",
        "\u{1b}[2J",
        "\u{202e}txt.exe",
        "<script>alert(1)<script>",
        "' OR 1=1; DROP TABLE outcomes; --",
        "..hidden",
        "%2e%2e%2f",
        "=cmd|' C calc'!A0",
        "COM1.txt",
        "C:\\windows",
        " ",
        "…",
    ];
    let bytes = [&b"\xff\xfe\x80"[..], b"caf\xe9.txt", &[b'x'; 255]];
    let texts = texts.iter().map(OsString::from);
    texts
        .chain(
            bytes
                .iter()
                .map(|bytes| OsStr::from_bytes(bytes).to_owned()),
        )
        .collect()
}

/// Folders in folders, deeper than a path can name, with a file at the end.
fn deep(own: &Path, levels: usize) {
    let flags = OFlags::DIRECTORY | OFlags::CLOEXEC;
    let mut at = openat(CWD, own, flags, Mode::empty()).expect("the folder");
    for _ in 0..levels {
        mkdirat(&at, "d", Mode::RWXU).expect("a folder in it");
        at = openat(&at, "d", flags, Mode::empty()).expect("that folder");
    }
    let file = openat(&at, "mail.txt", OFlags::CREATE | OFlags::WRONLY, Mode::RWXU);
    drop(file.expect("a file in it"));
}
