//! Attacks by hostile programs, and what they are after.

use std::fmt::Write as _;
use std::fs::{self, Permissions};
use std::net::TcpListener;
use std::os::linux::net::SocketAddrExt as _;
use std::os::unix::fs::PermissionsExt as _;
use std::os::unix::net::{SocketAddr, UnixListener};
use std::path::PathBuf;

use crate::common::netcheck::Netcheck;
use crate::{Class, checks, fact};

/// What is tried: the program of `fixtures/hostile`, its words, and the walls without which it goes through; none where what holds it back
/// cannot be left out.
pub(crate) struct Attack {
    pub(crate) program: &'static str,
    pub(crate) words: &'static [&'static str],
    pub(crate) walls: &'static [&'static str],
}

pub(crate) const fn attack(
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
pub(crate) const SECRET: &str = "SECRET";
pub(crate) const PORT: &str = "PORT";
pub(crate) const ABSTRACT: &str = "ABSTRACT";

/// Stands for a socket that is a file.
pub(crate) const SOCKET: &str = "SOCKET";
/// Stands for a file of the test's own that others may not read.
pub(crate) const PRIVATE: &str = "PRIVATE";

/// What is tried against the box.
pub(crate) const ATTACKS: &[Attack] = &[
    attack("read-a-file", &[SECRET], &["root"]),
    attack("watcher-memory", &[], &["undumpable", "landlock"]),
    attack("watcher-limits", &[], &["seccomp"]),
    attack("descriptors-of-others", &[], &[]),
    attack("other-processes", &[], &["pids"]),
    attack("fork-bomb", &[], &["processes"]),
    attack("threads", &[], &["processes"]),
    attack("memory", &[], &["memory"]),
    attack("memory-in-sum", &[], &["memory"]),
    attack("memory-in-sum", &["hidden"], &["memory"]),
    attack("memory-in-sum", &["sockets"], &["memory"]),
    attack("huge-allocation", &[], &["address-space"]),
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
    attack("calls", &["ioprio_set"], &["seccomp"]),
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
    attack("path-socket", &[SOCKET], &["root"]),
    attack("tampers", &[], &[]),
    attack("core", &[], &["seccomp"]),
    attack("typing", &[], &[]),
];

/// What the attacks are after.
pub(crate) struct Loot {
    pub(crate) class: Class,
    secret: PathBuf,
    private: PathBuf,
    _listener: TcpListener,
    name: String,
    socket: PathBuf,
    _sockets: [UnixListener; 2],
}

impl Loot {
    pub(crate) fn new(attacks: &[&Attack]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let port = listener.local_addr().expect("its address").port();
        let name = format!("netcheck-test-{port}");
        let address = SocketAddr::from_abstract_name(&name).expect("a name");
        let socket = UnixListener::bind_addr(&address).expect("a socket");
        let class = Class::new("");
        let file = class.folder.join("socket");
        let in_a_file = UnixListener::bind(&file).expect("a socket");
        fs::set_permissions(&file, Permissions::from_mode(0o777)).expect("the test's own socket");
        let loot = Self {
            secret: class.folder.write("secret.txt", "the key"),
            private: private(&class),
            class,
            _listener: listener,
            name,
            socket: file,
            _sockets: [socket, in_a_file],
        };
        let mut checks = "netcheck: 1\ntitle: Attacks\nchecks:\n".to_owned();
        for (number, attack) in attacks.iter().enumerate() {
            let source = format!("fixtures/hostile/{}.py", attack.program);
            let text = fs::read_to_string(&source).expect("a fixture");
            loot.class.hand_in(&format!("{}.py", attack.program), &text);
            let words = attack.words.iter().map(|word| match *word {
                SECRET => loot.secret.display().to_string(),
                SOCKET => loot.socket.display().to_string(),
                PRIVATE => loot.private.display().to_string(),
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

    /// Each attack's output and errors, with these walls (`box` or `process`) and some of them left out.
    pub(crate) fn outputs(&self, walls: &str, without: &[&str]) -> Vec<(String, String)> {
        let network = if walls == "box" { "box" } else { "loopback" };
        let run = self.class.verify().args(["--walls", walls]);
        Self::seen(
            run.env("NETCHECK_NETWORK", network)
                .env("NETCHECK_TEST_WITHOUT_WALLS", without.join(",")),
        )
    }

    /// The same of a run of the test's own.
    pub(crate) fn seen(run: Netcheck) -> Vec<(String, String)> {
        let checks = checks(run);
        let of = |check: &serde_json::Value| {
            assert_ne!(check["verdict"], "undecided", "{check}");
            (fact(check, "stdout"), fact(check, "stderr"))
        };
        checks.iter().map(of).collect()
    }
}

fn private(class: &Class) -> PathBuf {
    let path = class.folder.write("private.txt", "the key");
    fs::set_permissions(&path, Permissions::from_mode(0o600)).expect("the test's own file");
    path
}

/// Sees that each attack goes through without all of its walls, and that each of several holds alone.
pub(crate) fn each_wall_holds(walls: &str, attacks: &[Attack]) {
    let mut sets: Vec<&[&str]> = attacks.iter().map(|attack| attack.walls).collect();
    sets.sort_unstable();
    sets.dedup();
    for without in sets.into_iter().filter(|without| !without.is_empty()) {
        let some = attacks.iter().filter(|attack| attack.walls == without);
        let some: Vec<&Attack> = some.collect();
        let loot = Loot::new(&some);
        let outputs = |without: &[&str]| {
            let seen = loot.outputs(walls, without);
            let named = some.iter().zip(seen);
            named
                .map(|(attack, (output, errors))| {
                    let at = format!("{} {:?}", attack.program, attack.words);
                    (
                        output.contains("through"),
                        format!("{at}: {output}{errors}"),
                    )
                })
                .collect::<Vec<_>>()
        };
        for (through, told) in outputs(without) {
            assert!(through, "{walls} without {without:?}: {told}");
        }
        // One behind the other: each holds alone.
        for alone in without.iter().filter(|_| without.len() > 1) {
            let others: Vec<&str> = without
                .iter()
                .copied()
                .filter(|wall| wall != alone)
                .collect();
            for (through, told) in outputs(&others) {
                assert!(!through, "{walls} with {alone} of {without:?}: {told}");
            }
        }
    }
}
