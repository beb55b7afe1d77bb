//! Bad input: what is wrong, where, and what to do next is said, with the exit code of a wrong call, and nothing is lost.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::io::{Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::book::{Book, is_right};
use crate::common::class::{Class, layouts};
use crate::common::folder::Folder;
use crate::common::netcheck::Ran;
use crate::points::{grade, prepared};

/// A small class on the disk.
fn small() -> (Class, Folder) {
    let class = Class::new(21, 12);
    let folder = prepared(&class);
    let places: Vec<usize> = (0..class.size()).collect();
    layouts::write_folders(&class, &places, 0, &folder.join("submissions"));
    (class, folder)
}

fn graded(folder: &Folder, gradebook: &Path) -> Ran {
    grade(&folder.join("submissions"), folder, gradebook).run()
}

/// Holds a message to what it has to say.
#[track_caller]
fn says(ran: &Ran, words: &[&str]) {
    for word in words {
        assert!(ran.stderr.contains(word), "no `{word}`:\n{}", ran.all());
    }
    assert!(ran.stderr.contains("help:"), "no next step:\n{}", ran.all());
}

#[test]
fn a_bad_roster_is_refused_at_its_line_before_anything_is_graded() {
    let (_, folder) = small();
    let gradebook = folder.join("gradebook.db");
    let rosters: &[(&str, &[u8], &[&str])] = &[
        ("empty", b"", &["roster.csv"]),
        (
            "no id",
            b"given,family\nAda,Lovelace\n",
            &["roster.csv", "id"],
        ),
        (
            "twice",
            b"id,name\nada,Ada\nbob,Bob\nADA,Ada L.\n",
            &["roster.csv", "lines 2 and 4", "ada"],
        ),
        (
            "too many cells",
            b"id,name\nada,Ada\nbob,Bob,more\n",
            &["roster.csv", "line 3"],
        ),
        (
            "open quote",
            b"id,name\nada,\"Ada\nbob,Bob\n",
            &["roster.csv", "line 2"],
        ),
        (
            "a picture",
            b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0",
            &["roster.csv"],
        ),
        ("no student", b"id,name\n", &["roster.csv"]),
        ("a spreadsheet", b"PK\x03\x04\x14\0\x06\0", &["roster.csv"]),
    ];
    let mut wrong = Vec::new();
    for (what, bytes, words) in rosters {
        folder.write("roster.csv", bytes);
        let ran = graded(&folder, &gradebook);
        let says_so = words
            .iter()
            .all(|word| ran.stderr.to_lowercase().contains(word));
        if ran.exit != Some(2) || !says_so || !ran.stderr.contains("help:") || gradebook.exists() {
            wrong.push(format!("{what}: {}", ran.all()));
        }
        drop(fs::remove_file(&gradebook));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n\n"));
    fs::remove_file(folder.join("roster.csv")).expect("the test's own file");
    says(&graded(&folder, &gradebook).exits(2), &["roster.csv"]);
    folder.folder("roster.csv");
    says(&graded(&folder, &gradebook).exits(2), &["roster.csv"]);
}

#[test]
fn a_file_that_is_no_gradebook_stays_as_it_is() {
    let (_, folder) = small();
    let sqlite = folder.join("other.db");
    let other = Connection::open(&sqlite).expect("a database");
    other
        .execute_batch("CREATE TABLE mine (x); INSERT INTO mine VALUES (1);")
        .expect("a table");
    drop(other);
    folder.write("notes.db", "not a database\n".repeat(1000));
    folder.write("short.db", "id\n");
    for name in ["other.db", "notes.db", "short.db"] {
        let path = folder.join(name);
        let before = fs::read(&path).expect("a file");
        let ran = graded(&folder, &path).exits(2);
        says(&ran, &[name, "gradebook"]);
        assert!(
            fs::read(&path).expect("a file") == before,
            "{name} was changed"
        );
    }
    let ran = graded(&folder, &folder.folder("folder.db")).exits(2);
    says(&ran, &["folder.db"]);
    let ran = graded(&folder, &folder.join("nowhere/gradebook.db")).exits(2);
    says(&ran, &["nowhere"]);
}

#[test]
fn a_gradebook_of_a_newer_version_is_refused_and_stays_as_it_is() {
    let (_, folder) = small();
    let gradebook = folder.join("gradebook.db");
    graded(&folder, &gradebook).exits(0);
    let newer = Connection::open(&gradebook).expect("a gradebook");
    newer
        .pragma_update(None, "user_version", 999)
        .expect("its version");
    drop(newer);
    let before = Book::open(&gradebook).dump();
    let ran = graded(&folder, &gradebook).exits(2);
    says(&ran, &["gradebook.db", "newer", "999"]);
    assert_eq!(Book::open(&gradebook).dump(), before);
}

#[test]
fn a_damaged_gradebook_is_told_and_not_written_to() {
    let (_, folder) = small();
    let sound = folder.join("sound.db");
    graded(&folder, &sound).exits(0);
    let whole = fs::read(&sound).expect("a gradebook");
    let size = whole.len() as u64;
    let page = u64::from(u16::from_be_bytes([whole[16], whole[17]]));
    let pages = size / page;
    assert!(pages > 10, "too small to be damaged in several places");
    // The first page, those of the tables, and the end cut off.
    let places = [100, page, 2 * page, pages / 2 * page, (pages - 2) * page];
    let damages = places
        .iter()
        .map(|place| (*place, 2048))
        .chain([(size / 2, 0)]);
    for (number, (place, bytes)) in damages.enumerate() {
        let path = folder.join(&format!("damaged-{number}.db"));
        fs::copy(&sound, &path).expect("a copy");
        damage(&path, place, bytes);
        let before = fs::read(&path).expect("a file");
        let ran = graded(&folder, &path).exits(2);
        says(&ran, &[&format!("damaged-{number}.db")]);
        let after = fs::read(&path).expect("a file");
        assert!(
            after == before,
            "damaged at {place}, and then changed:\n{}",
            ran.all()
        );
    }
    graded(&folder, &sound).exits(0);
}

/// Writes nonsense into a file, or cuts it off.
fn damage(path: &Path, place: u64, bytes: usize) {
    let mut file = OpenOptions::new().write(true).open(path).expect("a file");
    if bytes == 0 {
        file.set_len(place).expect("a shorter file");
        return;
    }
    file.seek(SeekFrom::Start(place)).expect("a place in it");
    std::io::Write::write_all(&mut file, &vec![0xa5; bytes]).expect("nonsense in it");
}

#[cfg(unix)]
#[test]
fn a_second_grader_is_refused_and_the_first_goes_on() {
    use rustix::process::{Pid, Signal, kill_process};

    let class = Class::new(22, 300);
    let folder = prepared(&class);
    let places: Vec<usize> = (0..class.size()).collect();
    layouts::write_folders(&class, &places, 0, &folder.join("submissions"));
    let gradebook = folder.join("gradebook.db");
    let mut first = crate::common::netcheck::command(["grade"]);
    first
        .arg(folder.join("submissions"))
        .arg("--assignment")
        .arg(folder.join("assignment"))
        .arg("--roster")
        .arg(folder.join("roster.csv"))
        .arg("--gradebook")
        .arg(&gradebook)
        .stdout(std::process::Stdio::null());
    let mut first = first.spawn().expect("netcheck starts");
    let log = folder.join("gradebook.db-wal");
    while !log.exists() {
        assert!(
            first.try_wait().expect("a child of ours").is_none(),
            "it ended at once"
        );
        std::thread::yield_now();
    }
    let pid = Pid::from_child(&first);
    kill_process(pid, Signal::STOP).expect("a child of ours");
    let second = graded(&folder, &gradebook);
    kill_process(pid, Signal::CONT).expect("a child of ours");
    let ended = first.wait().expect("a child of ours");
    says(
        &second.exits(2),
        &["gradebook.db", "another netcheck is grading"],
    );
    assert!(ended.success(), "{ended}");
    is_right(&Book::open(&gradebook), &class);
    graded(&folder, &gradebook).exits(0);
}

#[test]
fn a_bad_archive_of_a_student_is_undecided_and_changes_nothing_for_the_others() {
    let class = Class::new(23, 12);
    let folder = prepared(&class);
    let places: Vec<usize> = (0..class.size()).collect();
    layouts::write_folders(&class, &places, 0, &folder.join("submissions"));
    let alone = folder.join("alone.db");
    let mut roster = folder.read("roster.csv");
    let bad = archives(&folder.join("submissions"));
    for name in &bad {
        writeln!(roster, "{name},Mallory,{name}@dons.usfca.edu,").expect("written to memory");
    }
    folder.write("roster.csv", &roster);
    let ran = graded(&folder, &alone).exits(4);
    let outcomes = Book::open(&alone).outcomes();
    let mut wrong = Vec::new();
    for name in &bad {
        let of_bad = outcomes.get(name.as_str()).map_or(&[][..], Vec::as_slice);
        let decided = of_bad
            .iter()
            .filter(|due| due.verdict != "undecided")
            .count();
        if of_bad.is_empty() || decided > 0 {
            wrong.push(format!("{name}: {decided} of {} are decided", of_bad.len()));
        }
        if !ran.all().contains(name.as_str()) {
            wrong.push(format!("{name} is not named"));
        }
    }
    assert!(wrong.is_empty(), "{}\n{}", wrong.join("\n"), ran.all());
    let lines = ran.stdout.lines().count();
    assert!(lines < 40, "each is told once:\n{}", ran.stdout);
    assert!(
        !folder.join("slipped.txt").exists(),
        "a file outside was written"
    );
    let of_class = class.pupils().filter(|pupil| pupil.work.is_some());
    for pupil in of_class {
        let want = &pupil.work.as_ref().expect("somebody who handed in").due;
        assert_eq!(outcomes.get(&pupil.id), Some(want), "{}", pupil.id);
    }
}

/// Zips that cannot be a submission; gives the students' ids.
fn archives(submissions: &Path) -> Vec<String> {
    let path = |id: &str| -> PathBuf { submissions.join(format!("{id}.zip")) };
    let file = |name: &str, bytes: &[u8]| (name.to_owned(), bytes.to_vec());
    layouts::zip(
        [file("../../slipped.txt", b"out")].into_iter(),
        &path("b-slip"),
    );
    layouts::zip(
        [file("/tmp/slipped.txt", b"out")].into_iter(),
        &path("b-absolute"),
    );
    let many = (0..20_001).map(|number| file(&format!("{number}"), b""));
    layouts::zip(many, &path("b-many"));
    layouts::zip(
        [file("answers.yaml", &[b'x'; 5000])].into_iter(),
        &path("b-cut"),
    );
    let whole = fs::read(path("b-cut")).expect("a zip");
    fs::write(path("b-cut"), &whole[..whole.len() / 2]).expect("half a zip");
    let mut locked = whole.clone();
    encrypt(&mut locked);
    fs::write(path("b-locked"), locked).expect("a zip");
    fs::write(path("b-empty"), b"").expect("an empty file");
    fs::write(path("b-text"), b"I could not zip it, sorry\n").expect("a text");
    let ids = [
        "b-slip",
        "b-absolute",
        "b-many",
        "b-cut",
        "b-locked",
        "b-empty",
        "b-text",
    ];
    ids.map(str::to_owned).to_vec()
}

#[test]
fn what_a_bomb_holds_too_much_of_is_told_and_costs_no_room() {
    let (class, folder) = small();
    let roster = folder.read("roster.csv") + "bomb,Mallory,bomb@dons.usfca.edu,\n";
    folder.write("roster.csv", roster);
    let zeros = vec![0; 40_000_000];
    let files = ["mail.txt", "answers.yaml"].map(|name| (name.to_owned(), zeros.clone()));
    let bomb = folder.join("submissions/bomb.zip");
    layouts::zip(files.into_iter(), &bomb);
    assert!(fs::metadata(&bomb).expect("a zip").len() < 1_000_000);
    let gradebook = folder.join("gradebook.db");
    graded(&folder, &gradebook).exits(0);
    let mut outcomes = Book::open(&gradebook).outcomes();
    let of_bomb = outcomes.remove("bomb").expect("a submission");
    for due in of_bomb {
        let reads = due.check == "session";
        assert_eq!(due.points, 0, "{due:?}");
        assert!(!reads || due.verdict == "fail", "{due:?}");
    }
    let details = Book::open(&gradebook)
        .texts("SELECT detail FROM outcomes WHERE \"check\" = 'session' AND verdict = 'fail'");
    assert!(
        details
            .iter()
            .any(|detail| detail.contains("has 40000000 bytes")),
        "{details:?}"
    );
    for pupil in class.pupils() {
        let want = pupil.work.map(|work| work.due);
        assert_eq!(outcomes.remove(&pupil.id), want, "{}", pupil.id);
    }
}

/// Sets the bit that says that a zip's files are encrypted, in both of their heads.
fn encrypt(zip: &mut [u8]) {
    for (head, flags) in [(b"PK\x03\x04", 6), (b"PK\x01\x02", 8)] {
        let starts: Vec<usize> = (0..zip.len() - 4)
            .filter(|at| &zip[*at..at + 4] == head)
            .collect();
        assert!(!starts.is_empty(), "a zip has heads");
        for at in starts {
            zip[at + flags] |= 1;
        }
    }
}
