//! Folders that are handed in to do harm: none of it reaches a program, or holds netcheck up.

use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;

use crate::{Class, ready};

const CHECK: &str = "  - { id: a, title: A, run: { python: main.py, reach: nothing }, expect: { stdout: \"['main.py']\\n\", exit: 0 } }\n";
const LISTS: &str = "import os\nprint(sorted(os.listdir('.')))\n";

#[test]
fn what_is_no_plain_file_is_not_given_to_a_program() {
    if !ready() {
        return;
    }
    let class = Class::new(CHECK);
    class.hand_in("main.py", LISTS);
    class.folder.write("key.txt", "the key");
    let at = |name: &str| class.folder.join(&format!("handed-in/{name}"));
    symlink("../key.txt", at("link.txt")).expect("a link");
    symlink("..", at("up")).expect("a link");
    symlink("main.py", at("main2.py")).expect("a link");
    rustix::fs::mknodat(
        rustix::fs::CWD,
        at("pipe"),
        rustix::fs::FileType::Fifo,
        rustix::fs::Mode::RWXU,
        0,
    )
    .expect("a pipe");
    std::fs::hard_link(class.folder.join("key.txt"), at("hard.txt")).expect("a hard link");
    let text = class.verify().run().exits(0).stdout;
    assert!(text.contains("`hard.txt`: it is a hard link"), "{text}");
}

#[test]
fn a_program_that_is_a_link_or_a_pipe_is_not_started() {
    if !ready() {
        return;
    }
    let class = Class::new(CHECK);
    class.folder.write("other.py", LISTS);
    let main = class.folder.join("handed-in/main.py");
    symlink("../other.py", &main).expect("a link");
    let text = class.verify().run().exits(1).stdout;
    assert!(text.contains("is a link"), "{text}");
}

#[test]
fn names_sizes_and_depths_of_every_kind() {
    if !ready() {
        return;
    }
    let check = CHECK.replace("stdout: \"['main.py']\\n\", ", "");
    let class = Class::new(&check);
    class.hand_in("main.py", "print('ok')\n");
    let folder = class.folder.join("handed-in");
    for name in [&b"-rf"[..], b"a\nb", b"\x1b[2J", b"\xff\xfe", b"..."] {
        let name = std::ffi::OsStr::from_bytes(name);
        std::fs::write(folder.join(name), "x").expect("a file");
    }
    let sparse = std::fs::File::create(folder.join("sparse")).expect("a file");
    sparse.set_len(1 << 40).expect("room for nothing");
    let mut deep = folder.clone();
    for _ in 0..500 {
        deep.push("d");
    }
    std::fs::create_dir_all(deep).expect("folders");
    let many = folder.join("many");
    std::fs::create_dir(&many).expect("a folder");
    for number in 0..5000 {
        std::fs::write(many.join(format!("{number}")), "").expect("a file");
    }
    let text = class.verify().run().exits(0).stdout;
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for want in [
        "only the first 1000 files",
        "`sparse`: it has 1099511627776 bytes; the most is 10485760",
    ] {
        assert!(flat.contains(want), "{want}\n{text}");
    }
    assert!(!text.contains('\u{1b}'));
}
