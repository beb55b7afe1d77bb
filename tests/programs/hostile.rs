//! What a hostile program tries: each is held back, and each wall that does so is seen to do it, by leaving it out.

use crate::attacks::{ATTACKS, Attack, Loot, each_wall_holds};
use crate::common::netcheck::program;
use crate::common::program::peer;
use crate::{Class, checks, fact, ready};

#[test]
fn every_attack_is_held_back() {
    if !ready() {
        return;
    }
    let all: Vec<&Attack> = ATTACKS.iter().collect();
    let loot = Loot::new(&all);
    for (attack, (output, errors)) in all.iter().zip(loot.outputs("box", &[])) {
        let at = (attack.program, attack.words);
        assert!(!output.contains("through"), "{at:?}: {output}{errors}");
        let killed = attack.program.starts_with("memory");
        assert!(
            killed || output.contains("held"),
            "{at:?}: {output}{errors}"
        );
    }
}

#[test]
fn each_wall_holds_back_what_goes_through_without_it() {
    if ready() {
        each_wall_holds("box", ATTACKS);
    }
}

#[test]
fn what_one_program_shares_the_next_does_not_find() {
    if !ready() {
        return;
    }
    let class = Class::new(
        "  - { id: a, title: A, run: { python: shared-memory.py, runs: [{}, {}], reach: nothing }, expect: { exit: [0, 0] } }\n",
    );
    let text = std::fs::read_to_string("fixtures/hostile/shared-memory.py").expect("a fixture");
    class.hand_in("shared-memory.py", &text);
    for (without, through) in [
        ("", false),
        ("ipc", false),
        ("seccomp", false),
        ("ipc,seccomp", true),
    ] {
        let run = class.verify().env("NETCHECK_TEST_WITHOUT_WALLS", without);
        let seen = checks(run);
        let output = fact(&seen[0], "stdout");
        assert_eq!(output.contains("through"), through, "{without}: {output}");
    }
}

#[test]
fn netchecks_terminal_is_not_the_programs() {
    if !ready() {
        return;
    }
    let Some(script) = peer("script") else {
        return;
    };
    let class = Class::new(
        "  - { id: a, title: A, run: { python: terminal.py, reach: nothing }, expect: { exit: 0 } }\n",
    );
    let text = std::fs::read_to_string("fixtures/hostile/terminal.py").expect("a fixture");
    class.hand_in("terminal.py", &text);
    for (without, through) in [("", false), ("session", true)] {
        let line = format!(
            "'{}' verify --here --submission handed-in",
            program().display()
        );
        let done = std::process::Command::new(&script)
            .args(["--quiet", "--return", "--command", &line, "/dev/null"])
            .current_dir(class.folder.path())
            .env("NETCHECK_NETWORK", "box")
            .env("NETCHECK_TEST_WITHOUT_WALLS", without)
            .output()
            .expect("a terminal");
        let told = String::from_utf8_lossy(&done.stdout);
        assert!(done.status.success(), "{told}");
        assert_eq!(
            told.contains("forged at the terminal"),
            through,
            "{without}: {told}"
        );
    }
}

#[test]
fn a_terminal_stays_as_it_is() {
    if !ready() {
        return;
    }
    let class = Class::new(
        "  - { id: a, title: A, run: { python: discipline.py, terminal: true, reach: nothing }, expect: { exit: 0 } }\n",
    );
    let text = std::fs::read_to_string("fixtures/hostile/discipline.py").expect("a fixture");
    class.hand_in("discipline.py", &text);
    for (without, want) in [("", "held"), ("seccomp", "through")] {
        let run = class.verify().env("NETCHECK_TEST_WITHOUT_WALLS", without);
        let output = fact(&checks(run)[0], "stdout");
        assert!(output.contains(want), "{without}: {output}");
    }
}

/// What the report says of one hostile program.
#[track_caller]
fn ends(program: &str, want: &str, reason: &str) {
    if !ready() {
        return;
    }
    // What is ended by the clock ends soon; the others have time on a busy machine.
    let timeout = if want == "out-of-time" { "1s" } else { "1m" };
    let class = Class::new(&format!(
        "  - {{ id: a, title: A, timeout: {timeout}, run: {{ python: {program}.py, reach: nothing }}, expect: {{ exit: 0 }} }}\n"
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
        // What netcheck itself tells GitHub holds it as text, with its line ends replaced.
        let forged = ["::set-output", "::error file=a.py"];
        let command = |line: &str| forged.iter().any(|forged| line.starts_with(forged));
        assert!(!told.lines().any(command), "{format}: {told}");
        assert!(
            !told.lines().any(|line| line.starts_with("ok 1 - forged")),
            "{format}: {told}"
        );
        // In Markdown it stands between fences, where it is text.
        let mut fenced = false;
        let mut outside = told.lines().filter(|line| {
            fenced ^= line.starts_with("```");
            !fenced
        });
        let markup = outside.any(|line| line.contains("<script>alert"));
        let is_markup = ["junit", "html", "markdown"].contains(&format);
        assert!(!is_markup || !markup, "{format}: {told}");
    }
}
