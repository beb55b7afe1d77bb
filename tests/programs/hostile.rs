//! What a hostile program tries: each is held back, and each wall that does so is seen to do it, by leaving it out.

use std::fmt::Write as _;
use std::net::TcpListener;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::net::{SocketAddr, UnixListener};

use crate::common::netcheck::Netcheck;
use crate::{Class, checks, fact, ready};

/// What is tried: the program of `fixtures/hostile`, its words, and the walls without which it goes through; none where what holds it back
/// cannot be left out.
struct Attack {
    program: &'static str,
    words: &'static [&'static str],
    walls: &'static [&'static str],
}

const fn attack(
    program: &'static str,
    words: &'static [&'static str],
    walls: &'static [&'static str],
) -> Attack {
    Attack {
        program,
        words,
        walls,
    }
}

/// Stands for a file of the machine, a port and a socket of the test's own.
const SECRET: &str = "SECRET";
const PORT: &str = "PORT";
const ABSTRACT: &str = "ABSTRACT";

const ATTACKS: &[Attack] = &[
    attack("read-a-file", &[SECRET], &["root"]),
    attack("watcher-memory", &[], &["undumpable", "landlock"]),
    attack("descriptors-of-others", &[], &[]),
    attack("other-processes", &[], &[]),
    attack("fork-bomb", &[], &["processes"]),
    attack("threads", &[], &["processes"]),
    attack("memory", &[], &["memory"]),
    attack("memory-in-sum", &[], &["memory"]),
    attack("huge-allocation", &[], &[]),
    attack("disk", &[], &["disk"]),
    attack("inodes", &[], &["files"]),
    attack("large-file", &[], &["file-size"]),
    attack("open-files", &[], &["descriptors"]),
    attack("outlives", &[], &[]),
    attack("kills-all", &[], &[]),
    attack("writes-outside", &[], &["read-only", "landlock"]),
    attack("calls", &["unshare"], &["seccomp", "namespaces"]),
    attack("calls", &["clone"], &["seccomp", "namespaces"]),
    attack("calls", &["mount"], &[]),
    attack("calls", &["keyctl"], &["seccomp"]),
    attack("calls", &["add_key"], &["seccomp"]),
    attack("calls", &["io_uring_setup"], &["seccomp"]),
    attack("calls", &["memfd_create"], &["seccomp"]),
    attack("calls", &["ptrace"], &["seccomp"]),
    attack("calls", &["shmget"], &["seccomp"]),
    attack("calls", &["msgget"], &["seccomp"]),
    attack("calls", &["bpf"], &[]),
    attack("calls", &["perf_event_open"], &[]),
    attack("calls", &["userfaultfd"], &[]),
    attack("sockets", &["vsock"], &[]),
    attack("sockets", &["packet"], &[]),
    attack("sockets", &["alg"], &[]),
    attack("sockets", &["netlink-audit"], &[]),
    attack("reaches", &["127.0.0.1", PORT], &[]),
    attack("reaches", &["192.0.2.80", "80"], &["network"]),
    attack("reaches", &["8.8.8.8", "53"], &[]),
    attack("abstract-socket", &[ABSTRACT], &[]),
    attack("typing", &[], &[]),
];

/// What the attacks are after.
struct Loot {
    class: Class,
    listener: TcpListener,
    name: String,
    _socket: UnixListener,
}

impl Loot {
    fn new(attacks: &[&Attack]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let name = format!("netcheck-test-{port}");
        let address = SocketAddr::from_abstract_name(&name).expect("a name");
        let socket = UnixListener::bind_addr(&address).expect("a socket");
        let loot = Self {
            class: Class::new(""),
            listener,
            name,
            _socket: socket,
        };
        let secret = loot.class.folder.write("secret.txt", "the key");
        let mut checks = "netcheck: 1\ntitle: Attacks\nchecks:\n".to_owned();
        for (number, attack) in attacks.iter().enumerate() {
            let source = format!("fixtures/hostile/{}.py", attack.program);
            let text = std::fs::read_to_string(&source).expect("a fixture");
            loot.class.hand_in(&format!("{}.py", attack.program), &text);
            let words = attack.words.iter().map(|word| match *word {
                SECRET => secret.display().to_string(),
                PORT => port.to_string(),
                ABSTRACT => loot.name.clone(),
                word => word.to_owned(),
            });
            let words: Vec<String> = words.map(|word| format!("'{word}'")).collect();
            let _ = writeln!(
                checks,
                "  - {{ id: a{number}, title: A, timeout: 1m, run: {{ python: {}.py, arguments: [{}], reach: nothing }}, \
                 expect: {{ ended: exited }} }}",
                attack.program,
                words.join(", ")
            );
        }
        loot.class.folder.write("01-programs/exercise.yaml", checks);
        loot
    }

    /// Each attack's output and errors, with these walls left out.
    fn outputs(&self, without: &[&str]) -> Vec<(String, String)> {
        let without = without.join(",");
        Self::seen(
            self.class
                .verify()
                .env("NETCHECK_TEST_WITHOUT_WALLS", without),
        )
    }

    fn seen(run: Netcheck) -> Vec<(String, String)> {
        let checks = checks(run);
        let of = |check: &serde_json::Value| {
            assert_ne!(check["verdict"], "undecided", "{check}");
            (fact(check, "stdout"), fact(check, "stderr"))
        };
        checks.iter().map(of).collect()
    }
}

#[test]
fn every_attack_is_held_back() {
    if !ready() {
        return;
    }
    let all: Vec<&Attack> = ATTACKS.iter().collect();
    let loot = Loot::new(&all);
    for (attack, (output, errors)) in all.iter().zip(loot.outputs(&[])) {
        let at = (attack.program, attack.words);
        assert!(!output.contains("through"), "{at:?}: {output}{errors}");
        let killed = ["memory", "memory-in-sum"].contains(&attack.program);
        assert!(
            killed || output.contains("held"),
            "{at:?}: {output}{errors}"
        );
    }
    drop(loot.listener);
}

/// What `--walls process` does not promise to hold back: the machine's other processes can be seen, files in /tmp are not counted together,
/// and the limit of processes is that of a user.
const NOT_OF_A_PROCESS: &[&str] = &["other-processes", "fork-bomb", "threads", "disk", "inodes"];

#[test]
fn without_namespaces_most_attacks_are_held_back_too() {
    if !ready() {
        return;
    }
    let some = ATTACKS
        .iter()
        .filter(|attack| !NOT_OF_A_PROCESS.contains(&attack.program));
    let some: Vec<&Attack> = some.collect();
    let loot = Loot::new(&some);
    let process = loot.class.verify().args(["--walls", "process"]);
    let seen = Loot::seen(process.env("NETCHECK_NETWORK", "loopback"));
    for (attack, (output, errors)) in some.iter().zip(seen) {
        let at = (attack.program, attack.words);
        assert!(!output.contains("through"), "{at:?}: {output}{errors}");
    }
}

#[test]
fn each_wall_holds_back_what_goes_through_without_it() {
    if !ready() {
        return;
    }
    let mut sets: Vec<&[&str]> = ATTACKS.iter().map(|attack| attack.walls).collect();
    sets.sort_unstable();
    sets.dedup();
    for walls in sets.into_iter().filter(|walls| !walls.is_empty()) {
        let some: Vec<&Attack> = ATTACKS
            .iter()
            .filter(|attack| attack.walls == walls)
            .collect();
        let loot = Loot::new(&some);
        for (attack, (output, errors)) in some.iter().zip(loot.outputs(walls)) {
            let at = (attack.program, attack.words, walls);
            assert!(output.contains("through"), "{at:?}: {output}{errors}");
        }
        if walls.len() < 2 {
            continue;
        }
        // One behind the other: each holds alone.
        for wall in walls {
            for (attack, (output, errors)) in some.iter().zip(loot.outputs(&[wall])) {
                let at = (attack.program, attack.words, wall);
                assert!(!output.contains("through"), "{at:?}: {output}{errors}");
            }
        }
    }
}

/// What the report says of one hostile program.
#[track_caller]
fn ends(program: &str, want: &str, reason: &str) {
    if !ready() {
        return;
    }
    let class = Class::new(&format!(
        "  - {{ id: a, title: A, timeout: 1s, run: {{ python: {program}.py, reach: nothing }}, expect: {{ exit: 0 }} }}\n"
    ));
    let source = format!("fixtures/hostile/{program}.py");
    let text = std::fs::read_to_string(source).expect("a fixture");
    class.hand_in(&format!("{program}.py"), &text);
    let seen = checks(class.verify());
    assert_eq!(fact(&seen[0], "ended"), want);
    let told = class.verify().run().exits(1).stdout;
    assert!(told.contains(reason), "{told}");
}

#[test]
fn what_never_ends_is_ended_and_said() {
    let late = "It did not end within the check's time.";
    ends("deaf", "out-of-time", late);
    ends("silent-and-stays", "out-of-time", late);
    let much = "It printed more than 1 MB, and was ended.";
    ends("endless-output", "too-much-output", much);
    ends("endless-line", "too-much-output", much);
    ends("endless-errors", "too-much-output", much);
    let memory = "It wanted more than 512 MB of memory, and was ended.";
    ends("memory", "out-of-memory", memory);
}

#[test]
fn nothing_that_it_started_is_left() {
    if !ready() {
        return;
    }
    let class = Class::new(
        "  - { id: a, title: A, run: { python: outlives-9d3f.py, reach: nothing }, expect: { exit: 0 } }\n",
    );
    let text = std::fs::read_to_string("fixtures/hostile/outlives.py").expect("a fixture");
    class.hand_in("outlives-9d3f.py", &text);
    class.verify().run().exits(0);
    let processes = std::fs::read_dir("/proc").expect("the processes").flatten();
    let left = processes.filter_map(|process| std::fs::read(process.path().join("cmdline")).ok());
    let of_it = |line: &Vec<u8>| String::from_utf8_lossy(line).contains("outlives-9d3f");
    assert_eq!(left.filter(of_it).count(), 0);
}

#[test]
fn what_it_prints_is_no_verdict_and_no_markup() {
    if !ready() {
        return;
    }
    let class = Class::new(
        "  - { id: a, title: A, run: { python: forges.py, reach: nothing }, expect: { stdout: nothing } }\n",
    );
    let text = std::fs::read_to_string("fixtures/hostile/forges.py").expect("a fixture");
    class.hand_in("forges.py", &text);
    for format in [
        "human", "github", "junit", "tap", "markdown", "html", "json",
    ] {
        let told = class
            .verify()
            .args(["--report", format])
            .run()
            .exits(1)
            .stdout;
        assert!(!told.contains('\u{1b}'), "{format}");
        let command = |line: &str| line.starts_with("::") && line.contains("name=grade");
        assert!(!told.lines().any(command), "{format}: {told}");
        assert!(
            !told.lines().any(|line| line.starts_with("ok 1 - forged")),
            "{format}: {told}"
        );
        if ["junit", "html", "markdown"].contains(&format) {
            assert!(!told.contains("<script>alert"), "{format}: {told}");
        }
    }
}
