//! Hostile submissions among honest ones: they change nothing for the others, and nothing outside their own folder is read.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::book::Book;
use crate::common::class::{Class, layouts};
use crate::common::folder::Folder;
use crate::common::netcheck::netcheck;
use crate::points::{grade, prepared};
use crate::same::same;
use crate::traps::{Outside, TRAPS, odd_names};

/// What stands in a file outside the submissions, and in no gradebook and no report.
const CANARY: &str = "canary-1f0c2d";

/// How many honest students there are.
const HONEST: usize = 30;

/// A class with hostile students, whose folders go with it.
struct Hostile {
    class: Class,
    folder: Folder,
}

impl Drop for Hostile {
    fn drop(&mut self) {
        // A folder that is as deep as one of these is too much for the standard library.
        let all = self.folder.join("submissions");
        let removed = Command::new("rm").arg("-rf").arg(all).status();
        assert!(removed.is_ok_and(|status| status.success()) || std::thread::panicking());
    }
}

impl Hostile {
    /// The class; only its honest students have handed in something.
    fn new() -> Self {
        let class = Class::new(13, HONEST);
        let folder = prepared(&class);
        let mut roster = folder.read("roster.csv");
        for (id, _) in TRAPS {
            writeln!(roster, "{id},Mallory,{id}@dons.usfca.edu,").expect("written to memory");
        }
        folder.write("roster.csv", roster);
        let places: Vec<usize> = (0..HONEST).collect();
        layouts::write_folders(&class, &places, 0, &folder.join("submissions"));
        Self { class, folder }
    }

    /// Lets the others hand in.
    fn set_traps(&self) {
        let submissions = self.folder.join("submissions");
        // In answers and recordings, so that it would be evidence.
        let canary = format!("own-id: {CANARY}\n220 {CANARY}\n{CANARY}\n");
        let honest = self.class.pupils().find(|pupil| pupil.work.is_some());
        let outside = Outside {
            folder: self.folder.folder("outside"),
            canary: self.folder.write("outside/mail.txt", &canary),
            honest: submissions.join(honest.expect("somebody who handed in").folder),
        };
        self.folder.write("outside/answers.yaml", &canary);
        self.folder.write("canary.txt", &canary);
        for (id, trap) in TRAPS {
            trap(&self.folder.folder(&format!("submissions/{id}")), &outside);
        }
        for name in odd_names() {
            fs::create_dir(submissions.join(&name)).expect("a folder with an odd name");
            fs::write(submissions.join(name).join("pipe.txt"), "odd").expect("a file");
        }
    }

    #[track_caller]
    fn graded(&self, name: &str, exit: i32) -> (Book, String) {
        let gradebook = self.folder.join(name);
        let submissions = self.folder.join("submissions");
        let ran = grade(&submissions, &self.folder, &gradebook).run();
        let all = ran.exits(exit).all();
        (Book::open(&gradebook), all)
    }
}

impl Hostile {
    /// What honest students are told, and their lines in the table, by file.
    fn reports_of_honest(&self, gradebook: &str) -> BTreeMap<PathBuf, String> {
        let to = self.folder.join(&format!("{gradebook}-told"));
        let book = self.folder.join(&format!("{gradebook}.db"));
        report(&book, "markdown", &["--for", "student"], &to);
        let table = self.folder.join(&format!("{gradebook}.csv"));
        report(&book, "csv", &[], &table);
        let table = fs::read_to_string(table).expect("a table");
        let is_honest = |text: &str| !TRAPS.iter().any(|(id, _)| text.contains(id));
        let lines: Vec<&str> = table.lines().filter(|line| is_honest(line)).collect();
        let of_students = files(&to).into_iter().map(|path| {
            let text = fs::read_to_string(&path).expect("what a student is told");
            let name = path.strip_prefix(&to).expect("a file in it").to_owned();
            (name, text)
        });
        of_students
            .filter(|(name, _)| is_honest(&name.display().to_string()))
            .chain([("csv".into(), lines.join("\n"))])
            .collect()
    }
}

/// `netcheck report`.
#[track_caller]
fn report(gradebook: &Path, format: &str, words: &[&str], output: &Path) {
    let line = netcheck(["report", "--format", format]).args(words);
    let line = line
        .arg("--from")
        .arg(gradebook)
        .arg("--output")
        .arg(output);
    line.run().exits(0);
}

/// The lines of a dump that are of honest students.
fn of_honest(book: &Book) -> Vec<String> {
    let mut lines = book.dump();
    lines.retain(|line| {
        let is_trap = |id: &str| line.split(" | ").any(|cell| cell == id);
        !line.starts_with("unmatched") && !TRAPS.iter().any(|(id, _)| is_trap(id))
    });
    lines
}

#[test]
fn hostile_submissions_change_nothing_for_the_others() {
    let hostile = Hostile::new();
    let (alone, _) = hostile.graded("alone.db", 0);
    hostile.set_traps();
    let (among, said) = hostile.graded("among.db", 4);
    let (want, found) = (of_honest(&alone), of_honest(&among));
    assert!(want.len() > HONEST * 27 / 2);
    same(&want, &found, "honest students among hostile ones");
    let earned = among.outcomes();
    for (id, _) in TRAPS {
        let of_trap = earned.get(*id).into_iter().flatten();
        let with_points: Vec<_> = of_trap.filter(|due| due.points > 0).collect();
        assert!(with_points.is_empty(), "{id}: {with_points:?}");
    }
    keeps_the_canary_out(&hostile.folder, &said);
    let reports = |name: &str| hostile.reports_of_honest(name);
    let (want, found) = (reports("alone"), reports("among"));
    assert!(want.len() > HONEST / 2);
    assert!(want == found, "the reports of honest students differ");
    assert!(
        !said.contains('\u{1b}') && !said.contains('\u{202e}'),
        "{said}"
    );
}

/// Neither what was said, nor the gradebook, nor a report of any format holds anything that lies outside.
#[track_caller]
fn keeps_the_canary_out(folder: &Folder, said: &str) {
    let gradebook = folder.join("among.db");
    for format in ["csv", "json", "html", "markdown", "gradescope"] {
        let output = folder.join(&format!("reports/{format}"));
        fs::create_dir_all(folder.join("reports")).expect("a folder for reports");
        report(&gradebook, format, &[], &output);
    }
    let mut files = files(&folder.join("reports"));
    assert!(files.len() > 5, "{files:?}");
    files.push(gradebook.clone());
    files.extend(Some(gradebook.with_extension("db-wal")).filter(|log| log.exists()));
    let evidence = fs::read(&gradebook).expect("a gradebook");
    let evidence = String::from_utf8_lossy(&evidence);
    assert!(
        evidence.contains("queued as"),
        "what is handed in is evidence"
    );
    let texts = files.iter().map(|path| {
        (
            path.display().to_string(),
            fs::read(path).expect("a report"),
        )
    });
    for (name, bytes) in texts.chain([("what was said".to_owned(), said.into())]) {
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains(CANARY), "{name} holds what lies outside");
        assert!(!text.contains("root:x:0:0"), "{name} holds /etc/passwd");
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder of reports");
    let paths = entries.map(|entry| entry.expect("an entry").path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                files(&path)
            } else {
                vec![path]
            }
        })
        .collect()
}

#[test]
fn a_folder_without_permission_is_undecided_and_says_so() {
    let hostile = Hostile::new();
    let (alone, _) = hostile.graded("alone.db", 0);
    let shut = hostile.folder.folder("submissions/t-links");
    let rights = |mode| fs::set_permissions(&shut, fs::Permissions::from_mode(mode));
    rights(0).expect("the test's own folder");
    let said = without_root(&hostile.folder, 4);
    let book = || Book::open(&hostile.folder.join("anybody/among.db"));
    same(
        &of_honest(&alone),
        &of_honest(&book()),
        "honest students beside a shut folder",
    );
    let verdicts = book().outcomes().remove("t-links").expect("a submission");
    assert!(
        verdicts.iter().all(|due| due.verdict == "undecided"),
        "{verdicts:?}"
    );
    assert!(
        said.contains("t-links") && said.contains("ermission"),
        "{said}"
    );
    rights(0o755).expect("the test's own folder");
    without_root(&hostile.folder, 0);
    let verdicts = book().outcomes().remove("t-links").expect("a submission");
    assert!(
        verdicts.iter().all(|due| due.verdict == "todo"),
        "{verdicts:?}"
    );
}

/// Grades as a user who may not read everything; gives what was said.
#[track_caller]
fn without_root(folder: &Folder, exit: i32) -> String {
    use std::os::unix::process::CommandExt as _;

    crate::common::folder::open_to_all(folder.path());
    let anybody = folder.folder("anybody");
    fs::set_permissions(&anybody, fs::Permissions::from_mode(0o777)).expect("a folder of the test");
    // The one that cargo built may lie where this user may not go.
    let program = anybody.join("netcheck");
    fs::copy(crate::common::netcheck::program(), &program).expect("a copy of the program");
    let mut command = Command::new(program);
    command.env_clear().current_dir(&anybody);
    command.arg("grade").arg(folder.join("submissions"));
    command.arg("--assignment").arg(folder.join("assignment"));
    command.arg("--roster").arg(folder.join("roster.csv"));
    command.args(["--gradebook", "among.db", "--network", "loopback"]);
    if rustix::process::geteuid().is_root() {
        command.gid(65_534).uid(65_534);
    }
    let output = command.output().expect("netcheck starts");
    let said =
        [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
    let said = said.concat();
    assert_eq!(output.status.code(), Some(exit), "{said}");
    said
}
