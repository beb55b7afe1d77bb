//! Students' servers: right ones, and each way to be wrong told apart.

use crate::{Class, checks, fact, ready};

const CHECKS: &str = "
  - id: server
    title: Your server listens
    timeout: 2s
    serve: { python: echo.py, arguments: [$port] }
    expect: { listening: true, binds: everywhere }
    checks:
      - id: greets
        title: It greets
        timeout: 1s
        talk: { to: $serve.address, say: [{ wait-for: '^hello' }] }
        expect: { matched: true }
      - id: echoes
        title: It echoes a line, and closes
        timeout: 1s
        needs: [greets]
        talk: { to: $serve.address, say: [{ send: abc }, { wait-for: '^abc' }, { wait-for-close: true }] }
        expect: { matched: true }
      - id: two
        title: Two clients at once
        timeout: 1s
        needs: [greets]
        talk: { to: '${serve.address}', beside: 1, say: [{ wait-for: '^hello' }] }
        expect: { matched: true }
";

/// A server that is right in all, and the line that a wrong one has in place of one of its.
const RIGHT: &str = "
import socket, sys, threading
def serve(client):
    client.sendall(b'hello\\r\\n')
    line = client.makefile('rb').readline()
    client.sendall(line)
    client.close()
server = socket.create_server(('', int(sys.argv[1])))
while True:
    client, _ = server.accept()
    threading.Thread(target=serve, args=(client,)).start()
";

fn right() -> String {
    RIGHT.replace("\\\\", "\\")
}

/// The verdicts of a server, and its report for people.
fn graded(program: &str) -> (Vec<String>, Vec<serde_json::Value>, String) {
    let class = Class::new(CHECKS);
    class.hand_in("echo.py", program);
    let seen = checks(class.verify());
    let verdict = |check: &serde_json::Value| check["verdict"].as_str().unwrap_or("").to_owned();
    let told = class.verify().run().stdout;
    (seen.iter().map(verdict).collect(), seen, told)
}

#[track_caller]
fn check(program: &str, verdicts: [&str; 4], said: &[&str]) {
    if !ready() {
        return;
    }
    let (seen, _, told) = graded(program);
    assert_eq!(seen, verdicts, "{told}");
    for want in said {
        assert!(told.contains(want), "{want}\n{told}");
    }
}

#[test]
fn a_right_server_passes() {
    check(&right(), ["pass", "pass", "pass", "pass"], &[]);
}

#[test]
fn one_that_is_bound_to_loopback_alone() {
    let program = right().replace("('', int", "('127.0.0.1', int");
    check(
        &program,
        ["fail", "skipped", "skipped", "skipped"],
        &["everywhere", "loopback"],
    );
}

#[test]
fn one_that_listens_elsewhere_or_nowhere() {
    let program = right().replace("int(sys.argv[1])", "0");
    let said = ["It listens at 0.0.0.0:", "not at the port"];
    check(&program, ["fail", "skipped", "skipped", "skipped"], &said);
    let program = "import time\nwhile True:\n    time.sleep(1)\n";
    let said = ["It runs, but listens nowhere."];
    check(program, ["fail", "skipped", "skipped", "skipped"], &said);
}

#[test]
fn one_that_ends_at_once_or_crashes() {
    let said = ["It ended before it listened anywhere."];
    check(
        "print('hi')\n",
        ["fail", "skipped", "skipped", "skipped"],
        &said,
    );
    let program = "import socket\nsocket.create_server(('', 'x'))\n";
    let said = ["It ended with an error: TypeError", "echo.py:2:1"];
    check(program, ["fail", "skipped", "skipped", "skipped"], &said);
}

#[test]
fn one_that_says_nothing() {
    let program = right().replace("    client.sendall(b'hello\\r\\n')\n", "");
    check(&program, ["pass", "fail", "skipped", "skipped"], &[]);
}

#[test]
fn one_that_answers_one_client_only_or_one_after_another() {
    let once = right().replace("while True:", "if True:");
    if !ready() {
        return;
    }
    let (seen, facts, told) = graded(&once);
    assert_eq!(seen, ["pass", "pass", "fail", "fail"], "{told}");
    assert_eq!(fact(&facts[0], "ended"), "exited", "{told}");
    let blocking = right().replace(
        "    threading.Thread(target=serve, args=(client,)).start()",
        "    serve(client)",
    );
    check(
        &blocking,
        ["pass", "pass", "pass", "fail"],
        &["Two clients at once"],
    );
}

#[test]
fn one_that_dies_in_the_middle() {
    if !ready() {
        return;
    }
    let program = right().replace("    client.sendall(line)", "    import os\n    os._exit(3)");
    let (seen, facts, told) = graded(&program);
    assert_eq!(seen, ["pass", "pass", "fail", "fail"], "{told}");
    assert_eq!(fact(&facts[0], "exit"), "3", "{told}");
    assert!(
        told.contains("the server ended with exit code 3, by itself"),
        "{told}"
    );
}

#[test]
fn one_that_crashes_in_the_middle() {
    if !ready() {
        return;
    }
    let class = Class::new(
        "
  - id: server
    title: A server
    serve: { python: echo.py, arguments: [$port] }
    expect: { listening: true }
    checks:
      - { id: greets, title: It greets, talk: { to: $serve.address, say: [{ wait-for: hello }] }, expect: { matched: true } }
",
    );
    let program = "import socket, sys\ns = socket.create_server(('', int(sys.argv[1])))\nclient, _ = s.accept()\nclient.send('hello')\n";
    class.hand_in("echo.py", program);
    let told = class.verify().run().exits(1).stdout;
    let flat = told.split_whitespace().collect::<Vec<_>>().join(" ");
    for want in ["It ended with an error: TypeError", "(echo.py:4)"] {
        assert!(flat.contains(want), "{want}\n{told}");
    }
}

#[test]
fn one_that_keeps_the_connection_open() {
    let program = right().replace("    client.close()", "    import time\n    time.sleep(60)");
    check(
        &program,
        ["pass", "pass", "fail", "pass"],
        &["It did not say what was waited for: the end of the connection"],
    );
}

#[test]
fn a_server_of_datagrams_and_one_of_pages() {
    if !ready() {
        return;
    }
    let class = Class::new(
        "
  - id: echo
    title: Datagrams
    serve: { python: udp.py }
    expect: { listening: true }
    checks:
      - { id: all, title: All come back, datagram: { to: $serve.address, count: 10 }, expect: { received: 10 } }
  - id: web
    title: Pages
    serve: { command: python3 -m http.server \"$1\", arguments: [$port], given: { a.txt: page } }
    expect: { listening: true }
    checks:
      - { id: page, title: A page, http: 'http://${serve.address}/a.txt', expect: { status: 200, body: page } }
      - { id: none, title: No page, http: 'http://${serve.address}/b.txt', expect: { status: 404 } }
",
    );
    let udp = "import socket\ns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)\ns.bind(('', 9000))\nwhile True:\n    data, who = s.recvfrom(2000)\n    s.sendto(data, who)\n";
    class.hand_in("udp.py", udp);
    class.verify().run().exits(0);
}

#[test]
fn a_server_cannot_have_the_ports_of_the_system() {
    if !ready() {
        return;
    }
    let class = Class::new(
        "  - { id: a, title: A, timeout: 2s, serve: { python: echo.py, arguments: [80] }, expect: { listening: true } }\n",
    );
    class.hand_in("echo.py", &right());
    let told = class.verify().run().exits(1).stdout;
    assert!(told.contains("PermissionError"), "{told}");
}
