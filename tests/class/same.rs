//! The same class is the same gradebook, but for times: with any number of jobs, in any order, in parts, and after it was killed.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use crate::book::{Book, is_right};
use crate::common::class::{Class, layouts};
use crate::common::folder::Folder;
use crate::common::netcheck::netcheck;
use crate::points::{grade, prepared};

/// A class with its submissions on the disk, and the gradebook that it should have.
struct Graded {
    class: Class,
    folder: Folder,
    want: Vec<String>,
}

impl Graded {
    #[track_caller]
    fn new(seed: u64, size: usize) -> Self {
        let class = Class::new(seed, size);
        let folder = prepared(&class);
        let places: Vec<usize> = (0..size).collect();
        layouts::write_folders(&class, &places, 2, &folder.join("submissions"));
        let mut graded = Self {
            class,
            folder,
            want: Vec::new(),
        };
        let book = graded.book("want.db", &[]);
        is_right(&book, &graded.class);
        graded.want = book.dump();
        graded
    }

    /// The class, graded with these words into a gradebook.
    #[track_caller]
    fn book(&self, name: &str, words: &[&str]) -> Book {
        self.book_of("submissions", name, words)
    }

    #[track_caller]
    fn book_of(&self, submissions: &str, name: &str, words: &[&str]) -> Book {
        let gradebook = self.folder.join(name);
        grade(&self.folder.join(submissions), &self.folder, &gradebook)
            .args(words)
            .run()
            .exits(0);
        Book::open(&gradebook)
    }

    #[track_caller]
    fn is_same(&self, book: &Book, what: &str) {
        same(&self.want, &book.dump(), what);
    }
}

#[track_caller]
pub(crate) fn same(want: &[String], found: &[String], what: &str) {
    let only = |these: &[String], those: &[String]| {
        let lines = these.iter().filter(|line| !those.contains(line)).take(3);
        lines.cloned().collect::<Vec<_>>().join("\n")
    };
    assert!(
        want == found,
        "{what}\n--- only as it should be\n{}\n--- only as it is\n{}",
        only(want, found),
        only(found, want)
    );
}

#[test]
fn any_number_of_jobs_gives_the_same_gradebook() {
    let graded = Graded::new(1, 150);
    for jobs in ["1", "2", "16"] {
        let book = graded.book(&format!("jobs-{jobs}.db"), &["--jobs", jobs]);
        graded.is_same(&book, &format!("--jobs {jobs}"));
    }
}

#[test]
fn the_order_in_which_submissions_came_changes_nothing() {
    let graded = Graded::new(2, 150);
    for seed in 0..2 {
        let name = format!("shuffled-{seed}");
        let places = graded.class.shuffled(seed);
        layouts::write_folders(&graded.class, &places, 2, &graded.folder.join(&name));
        let book = graded.book_of(&name, &format!("{name}.db"), &[]);
        graded.is_same(&book, &name);
    }
}

#[test]
fn four_shards_merged_are_the_same_gradebook() {
    let graded = Graded::new(3, 150);
    let shards = ["3/4", "1/4", "4/4", "2/4"];
    let parts: Vec<PathBuf> = shards
        .iter()
        .enumerate()
        .map(|(place, shard)| {
            let name = format!("part-{place}.db");
            let part = graded.book(&name, &["--shard", shard]).stored().len();
            assert!((20..50).contains(&part), "{shard} has {part}");
            graded.folder.join(&name)
        })
        .collect();
    let merged = graded.folder.join("merged.db");
    let merge = |parts: &[PathBuf]| {
        let line = netcheck(["merge"]).args(parts);
        line.arg("--gradebook").arg(&merged).run()
    };
    let refused = merge(&parts[..3]).exits(2);
    assert!(refused.stderr.contains("2/4"), "{}", refused.all());
    assert!(!merged.exists(), "a part of a class is no gradebook");
    merge(&parts).exits(0);
    graded.is_same(&Book::open(&merged), "merged");
}

#[test]
fn shards_one_after_the_other_fill_one_gradebook() {
    let graded = Graded::new(7, 60);
    for shard in ["1/3", "2/3", "3/3"] {
        graded.book("one.db", &["--shard", shard]);
    }
    graded.is_same(&graded.book("one.db", &["--shard", "1/3"]), "one.db");
}

#[test]
fn what_has_not_changed_is_not_graded_again() {
    let graded = Graded::new(4, 60);
    let before = Book::open(&graded.folder.join("want.db")).stored();
    let changed = changes(&graded);
    let book = graded.book("want.db", &[]);
    let after = book.stored();
    let anew = |(name, run): &(&String, &i64)| before.get(*name) != Some(*run);
    let names: Vec<&String> = after.iter().filter(anew).map(|(name, _)| name).collect();
    assert_eq!(names.len(), 1, "{names:?}");
    assert!(names[0].ends_with(&changed), "{names:?}");
    let forced = graded.book("want.db", &["--force"]).stored();
    assert!(forced.iter().all(|(name, run)| after.get(name) < Some(run)));
}

/// Changes a file of one student; gives their folder's name.
fn changes(graded: &Graded) -> String {
    let mut with_work = graded.class.pupils().filter(|pupil| {
        let files = pupil.work.iter().flat_map(|work| &work.files);
        files.into_iter().any(|(name, _)| name == "pipe.txt")
    });
    let pupil = with_work.next().expect("somebody who handed in");
    let file = graded.folder.join("submissions").join(&pupil.folder);
    fs::write(file.join("pipe.txt"), "2025-Aug-03.log\n").expect("a file of a student");
    pupil.folder
}

#[cfg(target_os = "linux")]
#[test]
fn twenty_kills_lose_nothing_that_was_stored() {
    let graded = Graded::new(6, 400);
    let gradebook = graded.folder.join("killed.db");
    let size = fs::metadata(graded.folder.join("want.db"))
        .expect("a gradebook")
        .len();
    let mut random = crate::common::class::random::Random::new(20);
    let mut kept = BTreeMap::new();
    for kill in 0..20 {
        // Some are killed while they begin; but not all of them, or nothing would ever be stored. Something has to be left for the next kill.
        let most = if random.percent(60) && kept.len() < 250 {
            size / 2
        } else {
            size / 20
        };
        let when = random.below(usize::try_from(most).expect("a small gradebook"));
        killed_after(&graded, &gradebook, when as u64);
        let stored = stored(&gradebook);
        let lost = kept
            .iter()
            .find(|(name, run)| stored.get(*name) != Some(*run));
        assert!(lost.is_none(), "kill {kill} lost {lost:?}");
        kept = stored;
    }
    let all = graded.book("killed.db", &[]);
    assert_eq!(all.integrity(), "ok");
    graded.is_same(&all, "killed and carried on");
    assert!(!kept.is_empty(), "no run got far enough to store something");
    assert!(
        kept.len() < all.stored().len(),
        "nothing was left to carry on"
    );
    let again = all.stored();
    assert!(
        kept.iter().all(|(name, run)| again.get(name) == Some(run)),
        "what was stored was graded again"
    );
}

/// Grades, and kills the grader once it has written so many bytes.
#[cfg(target_os = "linux")]
fn killed_after(graded: &Graded, gradebook: &Path, bytes: u64) {
    let mut command = crate::common::netcheck::command(["grade"]);
    command
        .arg(graded.folder.join("submissions"))
        .arg("--assignment")
        .arg(graded.folder.join("assignment"))
        .arg("--roster")
        .arg(graded.folder.join("roster.csv"))
        .arg("--gradebook")
        .arg(gradebook)
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::null());
    let mut child = command.spawn().expect("netcheck starts");
    let io = format!("/proc/{}/io", child.id());
    while written(&io) < bytes {
        let ended = child.try_wait().expect("a child of ours");
        assert!(
            ended.is_none(),
            "it ended ({ended:?}) before it had written {bytes} bytes"
        );
        std::thread::yield_now();
    }
    child.kill().expect("a child of ours");
    child.wait().expect("a child of ours");
}

/// How many bytes a process has written.
#[cfg(target_os = "linux")]
fn written(io: &str) -> u64 {
    let text = fs::read_to_string(io).unwrap_or_default();
    let line = text.lines().find_map(|line| line.strip_prefix("wchar: "));
    line.and_then(|count| count.parse().ok())
        .unwrap_or_default()
}

/// What is stored in a gradebook, which may not have its tables yet.
fn stored(gradebook: &Path) -> BTreeMap<String, i64> {
    if !gradebook.exists() {
        return BTreeMap::new();
    }
    let book = Book::open(gradebook);
    let tables = book.texts("SELECT name FROM sqlite_schema WHERE name = 'submissions'");
    if tables.is_empty() {
        return BTreeMap::new();
    }
    assert_eq!(book.integrity(), "ok");
    book.stored()
}
