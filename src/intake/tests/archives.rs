//! Archives that are broken, hostile, or only odd: each is its own student's trouble.

use std::fs;

use super::{Tree, gz, said, tar, zip, zst};
use crate::intake::Unreadable;
use crate::intake::archive::{self, Kind};
use crate::intake::unpack::{Limits, Unpacking};

fn opened(name: &str, bytes: &[u8], file: &str) -> Result<Option<String>, Unreadable> {
    let tree = Tree::new();
    tree.write(&format!("ada/{name}"), bytes);
    tree.write("bob/mail.txt", b"well");
    let beside = tree.path().parent().unwrap().join("x");
    let before = beside.exists();
    let intake = tree.intake();
    assert_eq!(
        said(&intake.works[1], "mail.txt").unwrap().as_deref(),
        Some("well")
    );
    let found = said(&intake.works[0], file);
    assert!(!tree.join("x").exists() && beside.exists() == before);
    found
}

#[track_caller]
fn refused(name: &str, bytes: &[u8], word: &str) {
    let found = opened(name, bytes, "mail.txt").unwrap_err();
    assert_eq!(found.name, format!("ada ({name})"));
    assert!(found.error.contains(word), "{}", found.error);
}

const REGULAR: tar::EntryType = tar::EntryType::Regular;

#[test]
fn paths_that_lead_out() {
    refused(
        "lab.zip",
        &zip(&[("mail.txt", b"hi"), ("../x", b"out")]),
        "`../x` leads out of it",
    );
    refused("lab.zip", &zip(&[("/tmp/x", b"out")]), "leads out");
    refused("lab.zip", &zip(&[("a\\..\\..\\x", b"out")]), "leads out");
    refused("lab.zip", &zip(&[("C:\\x", b"out")]), "leads out");
    refused("lab.tar", &tar(&[("../x", REGULAR, b"out")]), "leads out");
    refused(
        "lab.tar.gz",
        &gz(&tar(&[("a/../../x", REGULAR, b"out")])),
        "leads out",
    );
}

#[test]
fn cut_off_or_no_archive() {
    let whole = zip(&[("mail.txt", &b"hello ".repeat(1000))]);
    refused("lab.zip", &whole[..whole.len() / 2], "cut off");
    refused("lab.zip", b"", "cut off");
    refused(
        "lab.zip",
        &tar(&[("mail.txt", REGULAR, b"hi")]),
        "no such archive",
    );
    let packed = gz(&tar(&[("mail.txt", REGULAR, &[7; 9000])]));
    refused("lab.tar.gz", &packed[..packed.len() / 2], "cut off");
    refused("lab.tar.gz", b"no gzip", "cut off");
    let packed = zst(&tar(&[("mail.txt", REGULAR, &[7; 9000])]));
    refused("lab.tar.zst", &packed[..packed.len() / 2], "cut off");
    refused("lab.tar", &[b'x'; 700], "cut off");
}

/// Made with `zip -e`: the flag bit 0 of an entry says that it is encrypted (APPNOTE.TXT 4.4.4).
#[test]
fn encrypted() {
    let mut bytes = zip(&[("mail.txt", b"a secret that is long enough")]);
    for (signature, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let at = bytes.windows(4).position(|four| four == signature).unwrap();
        bytes[at + flags] |= 1;
    }
    refused("lab.zip", &bytes, "it is encrypted: it has a password");
}

/// Method 12 is bzip2 (APPNOTE.TXT 4.4.5).
#[test]
fn an_unusual_method() {
    let mut bytes = zip(&[("mail.txt", b"hello")]);
    for (signature, method) in [(b"PK\x03\x04", 8), (b"PK\x01\x02", 10)] {
        let at = bytes.windows(4).position(|four| four == signature).unwrap();
        bytes[at + method] = 12;
    }
    refused("lab.zip", &bytes, "method Bzip2");
}

#[test]
fn bombs() {
    let zeros = vec![0; 12 * 1024 * 1024];
    let large = opened(
        "lab.zip",
        &zip(&[("mail.txt", &zeros), ("a.txt", b"hi")]),
        "mail.txt",
    );
    let large = large.unwrap().unwrap();
    assert!(large.contains("has 12582912 bytes; the most is"), "{large}");
    let limits = Limits {
        bytes: 1024 * 1024,
        stream: 3 * 1024 * 1024,
        ..Limits::SUBMISSION
    };
    let check = |kind, bytes: &[u8], word: &str| {
        let tree = Tree::new();
        let file = fs::File::open(tree.write("bomb", bytes)).unwrap();
        let mut unpacking = Unpacking::new(tree.path(), limits);
        let found = archive::unpack(file, kind, &mut unpacking).unwrap_err();
        assert!(found.contains(word), "{found}");
    };
    let half = &zeros[..600 * 1024];
    check(
        Kind::Zip,
        &zip(&[("a", half), ("b", half)]),
        "holds more than 1 MB",
    );
    check(
        Kind::TarGz,
        &gz(&tar(&[("a", REGULAR, &zeros)])),
        "more than any submission needs",
    );
    let names: Vec<String> = (0..20_001).map(|number| format!("{number}")).collect();
    let many: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), &b""[..])).collect();
    refused("lab.zip", &zip(&many), "more than 20000 files");
}

#[test]
fn links_and_devices_of_a_tar_are_not_followed() {
    let bytes = tar(&[
        ("mail.txt", tar::EntryType::Symlink, b""),
        ("hard.txt", tar::EntryType::Link, b""),
        ("pipe.txt", tar::EntryType::Fifo, b""),
        ("disk.txt", tar::EntryType::Block, b""),
        ("fine.txt", REGULAR, b"fine"),
    ]);
    let check = |file: &str, want: Option<&str>| {
        let found = opened("lab.tar", &bytes, file).unwrap();
        assert_eq!(found.as_deref(), want, "{file}");
    };
    check("mail.txt", Some("`mail.txt` is a link, or lies behind one"));
    check("hard.txt", Some("`hard.txt` is a link, or lies behind one"));
    check("pipe.txt", None);
    check("disk.txt", None);
    check("fine.txt", Some("fine"));
}

#[test]
fn odd_names() {
    let long = "l".repeat(300);
    let entries: &[(&str, &[u8])] = &[
        ("", b"nameless"),
        ("a\nb", b"a line break"),
        (&long, b"long"),
        ("mail.txt", b"the first"),
        ("sub/", b""),
        ("ünï✉.txt", b"letters"),
        ("Mail.txt ", b"a blank"),
        ("./mail.txt", b"the last counts"),
        ("__MACOSX/._mail.txt", b"junk"),
    ];
    let bytes = zip(entries);
    assert_eq!(
        opened("lab.zip", &bytes, "mail.txt").unwrap().as_deref(),
        Some("the last counts")
    );
    assert_eq!(
        opened("lab.zip", &bytes, "ünï✉.txt").unwrap().as_deref(),
        Some("letters")
    );
}

#[test]
fn a_file_in_place_of_a_folder() {
    refused(
        "lab.zip",
        &zip(&[("a", b"a file"), ("a/mail.txt", b"in it")]),
        "cannot be unpacked",
    );
}

#[test]
fn the_digest_is_that_of_the_files() {
    let entries: &[(&str, &[u8])] = &[("lab/mail.txt", b"hi"), ("lab/sub/x.txt", b"ho")];
    let tree = Tree::new();
    tree.write("ada/mail.txt", b"hi");
    tree.write("ada/sub/x.txt", b"ho");
    tree.write("bob/lab.zip", &zip(entries));
    tree.write("cy/mail.txt", b"hi");
    tree.write("cy/sub/x.txt", b"h0");
    tree.write("dora/mail.txt", b"hi");
    tree.write("dora/sub.txt", b"ho");
    let digests: Vec<String> = tree
        .intake()
        .works
        .iter()
        .map(|work| work.open().unwrap().digest)
        .collect();
    assert_eq!(digests[0], digests[1]);
    assert_eq!(digests[0].len(), 64);
    assert_ne!(digests[0], digests[2]);
    assert_ne!(digests[0], digests[3]);
}
