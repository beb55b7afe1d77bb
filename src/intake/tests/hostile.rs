//! Folders that try to be read wrongly, to take long, or to lead elsewhere.

use std::fs;

use super::{Tree, said};

#[cfg(unix)]
#[test]
fn nothing_outside_a_submission_is_read() {
    use std::os::unix::fs::symlink;
    let secret = Tree::of(&["canary.txt", "inner/mail.txt"]);
    let tree = Tree::of(&["ada/fine.txt", "bob/fine.txt"]);
    symlink(secret.join("canary.txt"), tree.join("ada/mail.txt")).unwrap();
    symlink(secret.join("inner"), tree.join("ada/inner")).unwrap();
    symlink(tree.join("bob"), tree.join("ada/other")).unwrap();
    symlink("loop", tree.join("ada/loop")).unwrap();
    symlink(secret.join("inner"), tree.join("cy")).unwrap();
    fs::hard_link(secret.join("canary.txt"), tree.join("ada/hard.txt")).unwrap();
    let intake = tree.intake();
    let [ada, bob, cy] = intake.works.as_slice() else {
        panic!("{intake:?}")
    };
    let check = |file: &str, word: &str| {
        let found = said(ada, file).unwrap().unwrap_or_default();
        assert!(found.contains(word), "{file}: {found}");
    };
    check("mail.txt", "is a link");
    check("inner/mail.txt", "is a link, or lies behind one");
    check("other/fine.txt", "is a link, or lies behind one");
    check("loop", "is a link");
    check("hard.txt", "is a hard link");
    check("fine.txt", "ada/fine.txt");
    assert_eq!(
        said(bob, "fine.txt").unwrap().as_deref(),
        Some("bob/fine.txt")
    );
    let cy = said(cy, "mail.txt").unwrap_err();
    assert!(
        cy.error.contains("nothing behind a link is read"),
        "{}",
        cy.error
    );
}

#[cfg(unix)]
#[test]
fn pipes_and_sockets_do_not_hold_it_up() {
    let tree = Tree::of(&["ada/fine.txt"]);
    let _socket = std::os::unix::net::UnixListener::bind(tree.join("ada/socket.txt")).unwrap();
    rustix::fs::mknodat(
        rustix::fs::CWD,
        tree.join("ada/mail.txt"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::from_raw_mode(0o644),
        0,
    )
    .unwrap();
    let intake = tree.intake();
    let found = said(&intake.works[0], "mail.txt").unwrap().unwrap();
    assert!(found.contains("a pipe (FIFO)"), "{found}");
    assert_eq!(intake.works[0].open().unwrap().digest.len(), 64);
}

#[test]
fn giants_cost_nothing() {
    let tree = Tree::of(&["ada/fine.txt", "b_1_2_mail.txt"]);
    let giant = fs::File::create(tree.join("ada/mail.txt")).unwrap();
    if giant.set_len(1 << 40).is_err() {
        return; // this file system has no sparse files
    }
    let found = said(&tree.intake().works[0], "mail.txt").unwrap().unwrap();
    assert!(found.contains("has 1099511627776 bytes"), "{found}");

    let canvas = Tree::of(&["b_1_2_answers.yaml"]);
    let giant = fs::File::create(canvas.join("b_1_3_mail.txt")).unwrap();
    giant.set_len(1 << 40).unwrap();
    let found = said(&canvas.intake().works[0], "mail.txt")
        .unwrap()
        .unwrap();
    assert!(found.contains("has 1099511627776 bytes"), "{found}");
}

#[test]
fn twenty_thousand_files_and_folders_without_end() {
    let tree = Tree::of(&["ada/mail.txt", "bob/mail.txt"]);
    for number in 0..20_000 {
        fs::write(tree.join(&format!("ada/{number}.txt")), "").unwrap();
    }
    let mut deep = tree.join("bob");
    for _ in 0..1_500 {
        deep.push("d");
    }
    fs::create_dir_all(&deep).unwrap();
    let intake = tree.intake();
    for (work, want) in intake.works.iter().zip(["ada/mail.txt", "bob/mail.txt"]) {
        assert_eq!(said(work, "mail.txt").unwrap().as_deref(), Some(want));
        assert_eq!(
            work.open().unwrap().digest,
            "",
            "there is more than is looked at"
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_no_text() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt as _;
    let tree = Tree::of(&["ada/fine.txt", "ada/line\nbreak.txt", "ada/\u{202e}txt.exe"]);
    fs::write(
        tree.join("ada").join(OsStr::from_bytes(b"bad\xff.txt")),
        "x",
    )
    .unwrap();
    let odd = tree.path().join(OsStr::from_bytes(b"b\xff"));
    fs::create_dir(&odd).unwrap();
    fs::write(odd.join("mail.txt"), "of the odd one").unwrap();
    let intake = tree.intake();
    assert_eq!(
        said(&intake.works[0], "fine.txt").unwrap().as_deref(),
        Some("ada/fine.txt")
    );
    assert_eq!(
        said(&intake.works[1], "mail.txt").unwrap().as_deref(),
        Some("of the odd one")
    );
}

#[cfg(unix)]
#[test]
fn a_folder_without_permission_is_told() {
    use std::os::unix::fs::PermissionsExt as _;
    if rustix::process::geteuid().is_root() {
        return; // root may read everything
    }
    let tree = Tree::of(&["ada/mail.txt", "bob/mail.txt"]);
    fs::set_permissions(tree.join("ada"), fs::Permissions::from_mode(0o000)).unwrap();
    let intake = tree.intake();
    let found = said(&intake.works[0], "mail.txt").unwrap_err();
    fs::set_permissions(tree.join("ada"), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(found.name, "ada");
    assert!(
        found.error.to_lowercase().contains("permission"),
        "{}",
        found.error
    );
    assert!(said(&intake.works[1], "mail.txt").unwrap().is_some());
}
