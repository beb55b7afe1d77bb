//! Which walls a run has, and what is said where they cannot be had.

use crate::common::netcheck::program;
use crate::common::program::peer;
use crate::{Class, ready};

const CHECK: &str =
    "  - { id: a, title: A, run: { command: id -u, reach: nothing }, expect: { exit: 0 } }\n";

#[test]
fn the_report_says_which() {
    if !ready() {
        return;
    }
    let class = Class::new(CHECK);
    let text = class.verify().run().exits(0).stdout;
    assert!(text.contains("programs behind walls (box)"), "{text}");
    // All reports but the one whose form GitHub Classroom prescribes.
    let formats = [
        "github",
        "junit",
        "tap",
        "markdown",
        "html",
        "json",
        "events",
        "gradescope",
    ];
    for format in formats {
        let text = class.verify().args(["--report", format]).run().stdout;
        let told = [
            "programs behind walls (box)",
            "name=\"walls\" value=\"box\"",
            "\"walls\": \"box\"",
            "\"walls\":\"box\"",
        ];
        assert!(
            told.iter().any(|told| text.contains(told)),
            "{format}: {text}"
        );
    }
    // The walls of the box need no lab in it.
    let text = class
        .verify()
        .args(["--network", "loopback"])
        .run()
        .exits(0)
        .stdout;
    assert!(text.contains("programs behind walls (box)"), "{text}");
    let process = ["--network", "loopback", "--walls", "process"];
    let text = class.verify().args(process).run().exits(0).stdout;
    assert!(
        text.contains("programs behind few walls (process)"),
        "{text}"
    );
}

#[test]
fn a_server_connects_to_nobody_without_namespaces() {
    if !ready() {
        return;
    }
    let class = Class::new(
        "  - id: server
    title: A
    serve: { python: relay.py, arguments: [$port] }
    expect: { listening: true }
    checks:
      - { id: says, title: B, talk: { to: $serve.address, say: [{ wait-for: '^held' }] }, expect: { matched: true } }
",
    );
    let relay = "import socket, sys\nserver = socket.create_server(('', int(sys.argv[1])))\nclient, _ = server.accept()\ntry:\n    socket.create_connection(('127.0.0.1', int(sys.argv[1])), 1)\n    client.sendall(b'through\\n')\nexcept PermissionError:\n    client.sendall(b'held\\n')\n";
    class.hand_in("relay.py", relay);
    let process = class.verify().args(["--walls", "process"]);
    process.env("NETCHECK_NETWORK", "loopback").run().exits(0);
}

#[test]
fn where_no_walls_can_be_had_no_program_is_started_and_the_remedy_is_said() {
    if !ready() {
        return;
    }
    let Some(unshare) = peer("unshare") else {
        return;
    };
    let class = Class::new(CHECK);
    // In a user namespace of the test's own, in which no further one may be made.
    let script = format!(
        "echo 0 > /proc/sys/user/max_user_namespaces; '{}' verify --elsewhere --submission handed-in --network loopback; echo exit $?",
        program().display()
    );
    let done = std::process::Command::new(unshare)
        .args(["--user", "--map-root-user", "--", "sh", "-c", &script])
        .current_dir(class.folder.path())
        .env("NO_COLOR", "1")
        .output()
        .expect("a user namespace");
    let text = String::from_utf8_lossy(&done.stdout).into_owned();
    let flat = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for want in [
        "undecided 0/1 a A",
        "programs that are handed in are not started, as the box cannot be had here",
        "`netcheck doctor` says what to do",
        "`--walls process` will do",
        "exit 4",
    ] {
        assert!(flat.contains(want), "{want}\n{text}");
    }
}
