//! `netcheck read`: which files are read and how, what is printed where, and how it ends.

mod common;

use common::folder::Folder;
use common::netcheck::{Ran, netcheck};
use serde_json::Value as Json;

const MAIL: &str = "$ telnet a.test 25\n220 a.test ESMTP\nHELO b\n250 a.test\nQUIT\n221 bye\n";
const HI: &str = "$ telnet a.test 80\nConnected to a.test.\nhi\nHTTP/1.1 400 Bad Request\n\nno\n";
const PROSE: &str = "I did it.";

fn folder() -> Folder {
    let home = Folder::new();
    home.write("mail.txt", MAIL);
    home.write("hi.txt", HI);
    home.write("prose.txt", PROSE);
    home.write("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR");
    home.folder("folder");
    home
}

/// Reads files as JSON, one object a line.
fn read(home: &Folder, files: &[&str]) -> (Ran, Vec<Json>) {
    let ran = netcheck(["read", "--report", "json"])
        .args(files)
        .dir(home.path())
        .run();
    let objects = ran
        .stdout
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object a line"));
    let objects = objects.collect();
    (ran, objects)
}

#[test]
fn each_file_is_an_object_on_a_line_of_its_own() {
    let (ran, objects) = read(&folder(), &["mail.txt", "hi.txt"]);
    ran.exits(0);
    let [mail, hi] = &objects[..] else {
        panic!("{objects:?}")
    };
    let keys: Vec<&String> = mail.as_object().expect("an object").keys().collect();
    let want = [
        "version",
        "file",
        "protocol",
        "roles",
        "facts",
        "problems",
        "suspicious",
    ];
    assert_eq!(keys, want);
    assert_eq!(
        (&mail["file"], &mail["protocol"]),
        (&"mail.txt".into(), &"smtp".into())
    );
    assert_eq!(mail["roles"], "PSCSCS");
    assert_eq!(
        (&hi["protocol"], &hi["roles"]),
        (&"http".into(), &"PLCSSS".into())
    );
    assert_eq!(
        hi["facts"]["status"],
        serde_json::json!({ "value": 400, "line": 4 })
    );
}

#[test]
fn a_file_without_a_session_says_so_and_is_exit_1() {
    for (file, roles) in [("prose.txt", "X"), ("picture.png", "")] {
        let (ran, objects) = read(&folder(), &[file]);
        ran.exits(1);
        let object = &objects[0];
        assert_eq!(object["roles"], roles, "{object}");
        assert_eq!(object["facts"], serde_json::json!({}), "{object}");
        assert_eq!(
            object["problems"].as_array().map(Vec::len),
            Some(1),
            "{object}"
        );
    }
}

#[test]
fn the_worst_file_decides_how_it_ends_and_none_keeps_another_from_being_read() {
    for (files, exit, objects) in [
        (&["mail.txt", "hi.txt"][..], 0, 2),
        (&["mail.txt", "prose.txt"], 1, 2),
        (&["none.txt", "mail.txt"], 2, 2),
        (&["folder", "prose.txt", "hi.txt"], 2, 3),
    ] {
        let (ran, found) = read(&folder(), files);
        ran.exits(exit);
        assert_eq!(found.len(), objects, "{files:?}");
    }
}

#[test]
fn what_cannot_be_read_is_named_with_the_next_step() {
    let home = folder();
    home.write("large.txt", vec![b'x'; 10 * 1024 * 1024 + 1]);
    for (file, said) in [
        (
            "none.txt",
            "error: there is no file `none.txt`; `ls` (on Windows `dir`) lists what is in\nthis folder\n",
        ),
        (
            "folder",
            "error: `folder` is a folder; name the file in it, such as `folder/mail.txt`\n",
        ),
        (
            "large.txt",
            "error: `large.txt` has more than 10 megabytes; keep only the session in it\n",
        ),
    ] {
        let ran = netcheck(["read", file]).dir(home.path()).run().exits(2);
        assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", said));
    }
    netcheck(["read"]).assert().code(2);
}

#[test]
fn a_file_that_cannot_be_read_is_an_object_too() {
    let (ran, objects) = read(&folder(), &["none.txt", "mail.txt"]);
    ran.exits(2);
    let want = serde_json::json!({
        "version": 1,
        "file": "none.txt",
        "error": "there is no file `none.txt`; `ls` (on Windows `dir`) lists what is in this folder",
    });
    assert_eq!(objects[0], want);
    assert_eq!(objects[1]["file"], "mail.txt");
    let ran = netcheck(["read", "none.txt", "mail.txt", "hi.txt"])
        .dir(folder().path())
        .run();
    let page = ran.exits(2).stdout;
    assert!(page.starts_with("mail.txt: a session"), "{page}");
    assert!(page.contains("\n\nhi.txt: a session"), "{page}");
}

#[test]
fn what_has_no_text_is_told_in_a_sentence() {
    let home = folder();
    home.write("empty.txt", "");
    home.write("blank.txt", "\n \n");
    home.write("mail.docx", b"PK\x03\x04\x14\0\x06\0word/document.xml");
    let empty = "this file is empty: select everything that the terminal showed, from the command\non, paste it here as text, and save it\n";
    for (file, said) in [
        ("empty.txt", empty),
        ("blank.txt", empty),
        (
            "picture.png",
            "`picture.png` is a picture, not a text file: copy the text out of the terminal\nwindow itself and paste it into the file\n",
        ),
        (
            "mail.docx",
            "`mail.docx` is a document of a word processor, not a text file: save it as plain\ntext (.txt)\n",
        ),
    ] {
        let ran = netcheck(["read", file]).dir(home.path()).run().exits(1);
        assert_eq!(
            ran.stdout,
            format!("{file}: no session is recognised\n{said}")
        );
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_pipe_among_the_files_is_not_waited_for() {
    use rustix::fs::{CWD, FileType, Mode, mknodat};

    let home = Folder::new();
    let pipe = home.path().join("pipe");
    mknodat(CWD, &pipe, FileType::Fifo, Mode::RUSR | Mode::WUSR, 0).expect("a pipe");
    let ran = netcheck(["read", "pipe"]).dir(home.path()).run().exits(2);
    let want = "error: `pipe` is a pipe (FIFO), which may never end; write what comes out of it\ninto a file first, as in `cat pipe > mail.txt`\n";
    assert_eq!((ran.stdout.as_str(), ran.stderr.as_str()), ("", want));
    // What is open already is read.
    for open in ["-", "/dev/fd/0", "/dev/stdin", "/proc/self/fd/0"] {
        netcheck(["read", open]).stdin(MAIL).run().exits(0);
    }
}

#[test]
fn ten_megabytes_are_read() {
    let home = Folder::new();
    let line = format!("{}\n", "x".repeat(999));
    let text = format!("220 a.test ESMTP\n{}", line.repeat(10 * 1024));
    home.write("ten.txt", &text);
    let read = ["read", "--protocol", "smtp", "--report", "json", "ten.txt"];
    let ran = netcheck(read).dir(home.path()).run().exits(0);
    let roles = ran.json()["roles"].as_str().map(str::len);
    assert_eq!(roles, Some(text.lines().count()));
}

#[test]
fn standard_input_is_a_file_too() {
    let read = netcheck(["read", "--report", "json", "-"])
        .stdin(MAIL)
        .run()
        .exits(0);
    assert_eq!(read.json()["file"], "-");
    assert_eq!(read.json()["protocol"], "smtp");
    let page = netcheck(["read", "-"]).stdin(MAIL).run().exits(0).stdout;
    assert!(
        page.starts_with("standard input: a session with a mail server (smtp)\n"),
        "{page}"
    );
}

#[test]
fn files_come_in_every_encoding() {
    let text = "220 grün.test ESMTP\r\nHELO b\r\n250 grün.test\r\n";
    let wide =
        |bytes: fn(u16) -> [u8; 2]| -> Vec<u8> { text.encode_utf16().flat_map(bytes).collect() };
    let marked = |mark: &[u8], bytes: Vec<u8>| [mark, &bytes].concat();
    let latin = text
        .chars()
        .map(|c| u8::try_from(u32::from(c)).expect("Latin-1"));
    let files = [
        text.as_bytes().to_vec(),
        marked(b"\xef\xbb\xbf", text.as_bytes().to_vec()),
        marked(b"\xff\xfe", wide(u16::to_le_bytes)),
        marked(b"\xfe\xff", wide(u16::to_be_bytes)),
        latin.collect(),
    ];
    for bytes in files {
        let ran = netcheck(["read", "-"]).stdin(bytes).run().exits(0);
        assert!(ran.stdout.contains("220 grün.test ESMTP "), "{}", ran.all());
    }
    let plain = "220 a.test\nHELO b\n250 a.test\n";
    let unmarked: Vec<u8> = plain.encode_utf16().flat_map(u16::to_le_bytes).collect();
    netcheck(["read", "-"]).stdin(unmarked).run().exits(0);
}

#[test]
fn a_named_protocol_is_the_one_that_is_read() {
    let ran = netcheck(["read", "--protocol", "plain", "--report", "json", "-"])
        .stdin(MAIL)
        .run();
    assert_eq!(ran.exits(0).json()["protocol"], "plain");
    let ran = netcheck(["read", "--protocol", "http", "--report", "json", "-"])
        .stdin(PROSE)
        .run();
    assert_eq!(ran.exits(1).json()["protocol"], "http");
    netcheck(["read", "--protocol", "gopher", "-"])
        .stdin(MAIL)
        .assert()
        .code(2);
}

#[test]
fn reports_go_to_files_beside_the_one_for_people() {
    let home = folder();
    let ran = netcheck(["read", "--report", "json=all.json", "mail.txt", "hi.txt"])
        .dir(home.path())
        .run();
    assert!(
        ran.exits(0)
            .stdout
            .contains("mail.txt: a session with a mail server (smtp)")
    );
    assert_eq!(home.read("all.json").lines().count(), 2);
}

#[test]
fn nothing_of_a_file_reaches_the_terminal_as_a_control() {
    let nasty = "220 a.test \u{1b}]0;x\u{7}\u{9b}31m\u{202e}\nHELO \u{1b}[2Jb\u{0}\n250 a.test\r\n\u{90}x\n";
    for words in [
        &["read", "-"][..],
        &["read", "--report", "json", "-"],
        &["read", "--for", "instructor", "-"],
    ] {
        let ran = netcheck(words).stdin(nasty).run();
        let shown = |c: char| c == '\n' || !c.is_control() && c != '\u{202e}';
        assert!(ran.stdout.chars().all(shown), "{:?}", ran.stdout);
    }
    let ran = netcheck(["read", "no\u{1b}[31m.txt"]).run().exits(2);
    assert!(!ran.stderr.contains('\u{1b}'), "{:?}", ran.stderr);
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    let home = folder();
    let mut child = common::netcheck::command(["read", "mail.txt", "hi.txt"])
        .current_dir(home.path())
        .stdout(std::process::Stdio::piped())
        .spawn()
        .expect("netcheck starts");
    drop(child.stdout.take());
    assert_eq!(child.wait().expect("it ends").code(), Some(0));
}
