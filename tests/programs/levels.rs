//! Programs without a box: behind few walls (`process`), and behind none (`own`).

use crate::attacks::{
    ATTACKS, Attack, Loot, PORT, PRIVATE, SECRET, SOCKET, attack, each_wall_holds,
};
use crate::common::netcheck::{netcheck_by, program};
use crate::common::program::{peer, python, root_for};
use crate::{Class, VERIFY, checks, fact, ready};

/// What `--walls process` does not promise to hold back: the machine's other processes can be seen,
/// and where its user is netcheck's the limit of processes counts all of that user's.
const NOT_OF_A_PROCESS: &[&str] = &["other-processes"];

/// What it does not where netcheck is not root's.
const BY_ROOT_ALONE: &[&str] = &["fork-bomb", "threads"];

#[test]
fn without_namespaces_most_attacks_are_held_back_too() {
    if !ready() {
        return;
    }
    let root = rustix::process::geteuid().is_root();
    let some = ATTACKS.iter().filter(|attack| {
        let by_root = BY_ROOT_ALONE.contains(&attack.program);
        !NOT_OF_A_PROCESS.contains(&attack.program) && (root || !by_root)
    });
    let some: Vec<&Attack> = some.collect();
    let loot = Loot::new(&some);
    for (attack, (output, errors)) in some.iter().zip(loot.outputs("process", &[])) {
        let at = (attack.program, attack.words);
        assert!(!output.contains("through"), "{at:?}: {output}{errors}");
        let killed = ["memory", "memory-in-sum", "disk", "inodes"].contains(&attack.program);
        assert!(
            killed || output.contains("held"),
            "{at:?}: {output}{errors}"
        );
    }
}

/// What holds back behind few walls.
const OF_A_PROCESS: &[Attack] = &[
    attack("reaches", &["127.0.0.1", PORT], &["seccomp"]),
    attack("read-a-file", &[SECRET], &["landlock"]),
    attack("memory-in-sum", &[], &["memory"]),
    attack("path-socket", &[SOCKET], &["seccomp"]),
    attack("setuid", &[], &["landlock", "new-privileges", "seccomp"]),
];

/// The user is another one where netcheck is root's.
const BY_ROOT: &[Attack] = &[attack("read-a-file", &[PRIVATE], &["landlock", "user"])];

#[test]
fn each_of_the_few_walls_holds_back_what_goes_through_without_it() {
    if ready() && peer("su").is_some() {
        each_wall_holds("process", OF_A_PROCESS);
        if root_for("another user for programs") {
            each_wall_holds("process", BY_ROOT);
        }
    }
}

/// The words of unshare(1) with which netcheck has capabilities, as in a container that gives it some.
const WITH_CAPABILITIES: &[&str] = &["unshare", "--user", "--map-current-user", "--keep-caps"];

#[test]
fn a_program_has_none_of_netchecks_capabilities() {
    if !ready() || ["setpriv", "unshare"].map(peer).contains(&None) {
        return;
    }
    let loot = Loot::new(&[&attack("capabilities", &[], &[])]);
    for (without, want) in [("", "held"), ("capabilities", "through")] {
        let run = loot.class.verify_as_ordinary(WITH_CAPABILITIES);
        let run = run.args(["--walls", "process"]);
        let seen = Loot::seen(run.env("NETCHECK_TEST_WITHOUT_WALLS", without));
        assert!(seen[0].0.contains(want), "{without}: {seen:?}");
    }
}

#[test]
fn without_landlock_a_program_runs_only_as_another_user() {
    let python = python("ctypes", "python3");
    let (true, Some(_), Some(python)) = (ready(), peer("setpriv"), python) else {
        return;
    };
    let class = Class::new(
        "  - { id: a, title: A, run: { command: id -u, reach: nothing }, expect: { stdout: { matches: '^6\\d{4}$' } } }\n",
    );
    let text = std::fs::read("fixtures/walls/no-landlock.py").expect("a fixture");
    let without = class.folder.write("no-landlock.py", text);
    let through = [&python, &without].map(|path| path.to_str().expect("a path"));
    let told = class.verify_as_ordinary(&through);
    let told = told.args(["--walls", "process"]);
    let told = told.run().exits(4).stdout;
    let flat = told.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flat.contains("this kernel has no Landlock"), "{told}");
    if root_for("another user for programs") {
        let line = [through[0], through[1], program().to_str().expect("a path")];
        let root = netcheck_by(&line, VERIFY).dir(class.folder.path());
        root.args(["--walls", "process"]).run().exits(0);
    }
}

#[test]
fn each_program_of_root_has_a_user_of_its_own() {
    if !ready() || !root_for("another user for programs") {
        return;
    }
    let class = Class::new(
        "  - { id: a, title: A, run: { command: id -u, runs: [{}, {}], reach: nothing }, expect: { exit: [0, 0] } }\n",
    );
    let run = class.verify().args(["--walls", "process"]);
    let seen = checks(run.env("NETCHECK_NETWORK", "loopback"));
    let users = seen[0]["evidence"]["facts"]["stdout"].as_array();
    let users = users.expect("a list");
    assert_eq!(users.len(), 2);
    assert_ne!(users[0], users[1]);
    assert!(!users.contains(&"0\n".into()), "{users:?}");
}

#[test]
fn ones_own_program_has_limits_alone() {
    if !ready() || peer("setpriv").is_none() {
        return;
    }
    let ends = [
        (
            "memory-in-sum",
            "out-of-memory",
            "It wanted more than 512 MB of memory",
        ),
        (
            "disk-of-one-folder",
            "out-of-disk",
            "It had more than 64 MB or 4096 files in its folder",
        ),
        (
            "deaf",
            "out-of-time",
            "It did not end within the check's time.",
        ),
        (
            "endless-output",
            "too-much-output",
            "It printed more than 1 MB",
        ),
        ("outlives", "exited", ""),
        ("large-file", "exited", ""),
        ("open-files", "exited", ""),
    ];
    let check = |(program, ..): (&str, &str, &str)| {
        // What is ended by the clock ends soon; the others have time on a busy machine.
        let timeout = if program == "deaf" { "2s" } else { "1m" };
        format!(
            "  - {{ id: {program}, title: A, timeout: {timeout}, run: {{ python: {program}.py, reach: nothing }}, expect: {{ stdout: held }} }}\n"
        )
    };
    let class = Class::new(&ends.map(check).concat());
    for (program, ..) in ends {
        let text = std::fs::read_to_string(format!("fixtures/hostile/{program}.py"));
        class.hand_in(&format!("{program}.py"), &text.expect("a fixture"));
    }
    let own = || class.verify_as_ordinary(&[]).args(["--walls", "own"]);
    for (check, (program, ended, _)) in checks(own()).iter().zip(ends) {
        assert_eq!(fact(check, "ended"), ended, "{program}: {check}");
        let held = ended != "exited" || fact(check, "stdout").contains("held");
        assert!(held, "{program}: {check}");
    }
    let told = own().run().exits(1).stdout;
    assert!(told.contains("programs with limits alone (own)"), "{told}");
    for (_, _, reason) in ends {
        assert!(told.contains(reason), "{reason}: {told}");
    }
}

#[test]
fn where_no_walls_can_be_had_ones_own_programs_run_all_the_same() {
    if !ready() || ["setpriv", "unshare"].map(peer).contains(&None) {
        return;
    }
    let class = Class::new(
        "  - { id: a, title: A, run: { command: id -u, reach: nothing }, expect: { exit: 0 } }\n",
    );
    // In a user namespace of the test's own, in which no further one may be made.
    let script = "echo 0 > /proc/sys/user/max_user_namespaces; exec \"$@\"";
    let through = [WITH_CAPABILITIES, &["sh", "-c", script, "sh"]].concat();
    let told = class.verify_as_ordinary(&through).run().exits(0).stdout;
    assert!(told.contains("programs with limits alone (own)"), "{told}");
    // Root's programs are not anybody's own.
    if root_for("`--walls own` by root") {
        let own = class
            .verify()
            .args(["--network", "loopback", "--walls", "own"]);
        let told = own.run().exits(4).stdout;
        assert!(
            told.contains("is for an ordinary user, not for root"),
            "{told}"
        );
    }
}
