//! Programs behind walls: what one costs beside the same without walls, and beside bubblewrap with sensible flags; a class of them.

use std::fmt::Write as _;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use netcheck::model::Walls;
use netcheck::sandbox::{Input, Job, Layout, Limits, Reach, Realm, Ward};

use crate::common::folder::Folder;
use crate::common::netcheck::{command, program};
use crate::common::program::the_box;
use crate::measure::{Times, in_turns, millis, time, time_and_peak};

const ROUNDS: usize = 100;
/// How many students of the class hand in a program.
const STUDENTS: usize = 500;

/// What bubblewrap is told: what a cell has, as far as it can give that.
const BWRAP: &[&str] = &[
    "--unshare-all",
    "--die-with-parent",
    "--new-session",
    "--clearenv",
    "--ro-bind",
    "/usr",
    "/usr",
    "--symlink",
    "usr/bin",
    "/bin",
    "--symlink",
    "usr/lib",
    "/lib",
    "--symlink",
    "usr/lib64",
    "/lib64",
    "--proc",
    "/proc",
    "--dev",
    "/dev",
    "--tmpfs",
    "/tmp",
];

/// The rows.
pub(crate) fn measure() -> Vec<String> {
    if !the_box() {
        return vec!["| the box cannot be had here | | |".to_owned()];
    }
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let (realm, _) = Realm::start(program(), &Layout::smallest()).expect("the box can be had");
    let mut rows = Vec::new();
    for (name, words) in [
        ("`/usr/bin/true`", &["/usr/bin/true"][..]),
        ("`python3 -c pass`", &["/usr/bin/python3", "-c", "pass"][..]),
    ] {
        let [bare, bwrap, cell] = in_turns(
            ROUNDS,
            [
                &|| time(Command::new(words[0]).args(&words[1..]).env_clear()),
                &|| time(Command::new("bwrap").args(BWRAP).args(words)),
                &|| runtime.block_on(in_a_cell(&realm, words)),
            ],
        );
        rows.push(format!("| {name}, bare | {} | |", bare.cells()));
        rows.push(format!(
            "| {name}, in bubblewrap | {} | {} |",
            bwrap.cells(),
            ratio(&bwrap, &bare)
        ));
        rows.push(format!(
            "| {name}, in a cell | {} | {} |",
            cell.cells(),
            ratio(&cell, &bare)
        ));
    }
    drop(realm);
    rows.extend(class());
    rows.push(careless());
    rows
}

fn ratio(times: &Times, other: &Times) -> String {
    format!(
        "{:.1} times",
        millis(times.median()) / millis(other.median())
    )
}

async fn in_a_cell(realm: &Realm, words: &[&str]) -> Duration {
    let job = Job {
        program: words[0].into(),
        arguments: words[1..].iter().map(|word| (*word).to_owned()).collect(),
        walls: Walls::Box,
        reach: Reach::Nothing,
        limits: Limits::default(),
        serves: false,
    };
    let nothing = Input::File(std::fs::File::open("/dev/null").expect("a device"));
    let began = Instant::now();
    let mut ward = Ward::start(Some(realm), &job, [], nothing).expect("it starts");
    ward.line.ended().await.expect("it ends");
    began.elapsed()
}

/// A class of which each hands in one program, beside the same programs run bare by as many workers.
fn class() -> Vec<String> {
    let folder = Folder::new();
    folder.write("class/netcheck.yaml", "netcheck: 1\ntitle: Figures\n");
    folder.write(
        "class/01-one/exercise.yaml",
        "netcheck: 1\ntitle: One\nchecks:\n  - { id: a, title: A, run: { python: main.py, reach: nothing }, expect: { stdout: hello } }\n",
    );
    for student in 0..STUDENTS {
        folder.write(&format!("in/s{student:03}/main.py"), "print('hello')\n");
    }
    let graded = time(
        command(["grade", "in", "--assignment", "class", "--quiet"])
            .current_dir(folder.path())
            .stdout(Stdio::null()),
    );
    let bare = bare(folder.path());
    vec![
        format!(
            "| {STUDENTS} Python programs, bare, a worker for each core | {:.0} ms | | |",
            millis(bare)
        ),
        format!(
            "| `grade` of {STUDENTS} submissions with one each | {:.0} ms | | {:.1} times |",
            millis(graded),
            millis(graded) / millis(bare)
        ),
    ]
}

/// Programs that never end, print without end, start themselves without end, want all memory, crash: how long it takes, and netcheck's own memory.
fn careless() -> String {
    let folder = Folder::new();
    folder.write("netcheck.yaml", "netcheck: 1\ntitle: Figures\n");
    let mut exercise = "netcheck: 1\ntitle: Careless\nchecks:\n".to_owned();
    let programs = [
        "deaf",
        "endless-output",
        "endless-line",
        "endless-errors",
        "fork-bomb",
        "memory",
        "memory-in-sum",
    ];
    for name in programs {
        let _ = writeln!(
            exercise,
            "  - {{ id: {name}, title: A, timeout: 2s, run: {{ python: {name}.py, reach: nothing }}, expect: {{ exit: 5 }} }}"
        );
        let text = std::fs::read(format!("fixtures/hostile/{name}.py")).expect("a fixture");
        folder.write(&format!("in/{name}.py"), text);
    }
    folder.write("01-one/exercise.yaml", exercise);
    let mut verify = command(["verify", "--here", "--submission", "in"]);
    verify
        .current_dir(folder.path())
        .env("NETCHECK_NETWORK", "box");
    let (took, memory) = time_and_peak(&mut verify);
    format!(
        "| `verify` of {} programs that never end, flood, fork and fill, 2 s each | {:.0} ms | | netcheck {memory:.1} MiB |",
        programs.len(),
        millis(took)
    )
}

fn bare(folder: &Path) -> Duration {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let began = Instant::now();
    std::thread::scope(|scope| {
        for worker in 0..workers {
            scope.spawn(move || {
                for student in (worker..STUDENTS).step_by(workers) {
                    let mut python = Command::new("/usr/bin/python3");
                    let python = python.arg("main.py").env_clear().stdout(Stdio::null());
                    let ended = python
                        .current_dir(folder.join(format!("in/s{student:03}")))
                        .status();
                    assert!(ended.is_ok_and(|status| status.success()));
                }
            });
        }
    });
    began.elapsed()
}
