//! What becomes of careless and of right programs, and what their authors are told.

use crate::common::program::peer;
use crate::{Class, checks, fact, ready};

/// The human report of one program.
#[track_caller]
fn told(check: &str, files: &[(&str, &str)], exit: i32) -> String {
    let class = Class::new(check);
    for (name, text) in files {
        class.hand_in(name, text);
    }
    class.verify().run().exits(exit).stdout
}

#[test]
fn a_program_meets_the_world() {
    if !ready() {
        return;
    }
    let check = "  - { id: a, title: A, run: { python: lookup.py, arguments: [www.usfca.edu] }, expect: { stdout: 192.0.2.80, exit: 0 } }\n";
    let program = "import socket, sys\nprint(socket.gethostbyname(sys.argv[1]))\n";
    told(check, &[("lookup.py", program)], 0);
    // In the exercise's folder too.
    told(check, &[("01-programs/lookup.py", program)], 0);
}

#[test]
fn a_missing_program_is_still_to_do() {
    if !ready() {
        return;
    }
    let check = "  - { id: a, title: A, run: { python: lookup.py }, expect: { exit: 0 } }\n";
    let text = told(check, &[("lookup.txt", "")], 1);
    assert!(
        text.contains("todo") && text.contains("lookup.txt"),
        "{text}"
    );
}

#[test]
fn a_crash_is_told_with_the_line_of_the_students_own_code() {
    if !ready() {
        return;
    }
    let check = "  - { id: a, title: A, run: { python: lookup.py, reach: nothing }, expect: { stdout: hello } }\n";
    let program = "import json\nprint('hello')\n\njson.loads('{')\n";
    let check_exit = check.replace("stdout: hello", "exit: 0");
    let text = told(&check_exit, &[("lookup.py", program)], 1);
    for want in [
        "It ended with an error: json.decoder.JSONDecodeError",
        "lookup.py:4:1",
        "json.loads('{')",
    ] {
        assert!(text.contains(want), "{want}\n{text}");
    }
    let text = told(check, &[("lookup.py", "print('hello'\n")], 1);
    for want in ["SyntaxError: '(' was never closed", "lookup.py:1:1"] {
        assert!(text.contains(want), "{want}\n{text}");
    }
}

#[test]
fn a_program_has_a_terminal_where_one_is_wanted() {
    if !ready() {
        return;
    }
    let class = Class::new(
        "
  - id: asks
    title: A
    run: { python: asks.py, terminal: true, input: \"Ada\\n\", reach: nothing }
    expect: { exit: 0, stdout: { contains: 'Name: Hello Ada' } }
  - id: none
    title: B
    run: { python: asks.py, input: \"Ada\\n\", reach: nothing }
    expect: { exit: 1 }
  - id: end
    title: C
    run: { command: 'cat; echo error >&2; echo shown > /dev/tty', terminal: true, input: \"one\\ntwo\", reach: nothing }
    expect: { exit: 0, stdout: \"one\\ntwoerror\\nshown\\n\" }
  - id: interrupt
    title: D
    run: { command: cat, terminal: true, input: \"\\x03\", reach: nothing }
    expect: { exit: 0, stdout: \"\\x03\" }
  - id: large
    title: E
    run: { command: 'yes | head -c 300000; echo end', terminal: true, reach: nothing }
    expect: { exit: 0, stdout: { contains: end } }
  - id: keeps-it
    title: F
    run: { command: 'sleep 100 & echo one', terminal: true, reach: nothing }
    expect: { exit: 0, stdout: one }
  - id: server
    title: G
    serve: { python: server.py, arguments: [$port], terminal: true }
    expect: { ended: running, stdout: 'True' }
",
    );
    class.hand_in("asks.py", "import os, sys\nname = input('Name: ')\nprint('Hello', name)\nsys.exit(not (os.isatty(0) and os.isatty(1) and os.isatty(2)))\n");
    class.hand_in("server.py", "import socket, sys\nserver = socket.create_server(('', int(sys.argv[1])))\nprint(sys.stdin.isatty())\nsys.stdin.read()\n");
    for walls in ["box", "process"] {
        let network = if walls == "box" { "box" } else { "loopback" };
        let run = class.verify().args(["--walls", walls]);
        for check in checks(run.env("NETCHECK_NETWORK", network)) {
            assert_eq!(check["verdict"], "pass", "{walls}: {check}");
        }
    }
}

#[test]
fn a_command_line_has_the_file_that_is_handed_in_for_it() {
    if !ready() || peer("perl").is_none() {
        return;
    }
    let class = Class::new(
        "
  - id: perl
    title: A
    run: { command: perl client.pl \"$1\", file: client.pl, arguments: [x], reach: nothing }
    expect: { exit: 0, stdout: 'hello x' }
  - id: compiled
    title: B
    run: { command: sh client.sh && cat lib.txt, file: client.sh, reach: nothing }
    expect: { exit: 0, stdout: beside }
  - { id: todo, title: C, run: { command: perl server.pl, file: server.pl, reach: nothing }, expect: { exit: 0 } }
  - { id: missing, title: D, run: { command: no-such-interpreter a, reach: nothing }, expect: { exit: 0 } }
  - { id: missing-server, title: E, serve: no-such-interpreter a, expect: { listening: true } }
  - { id: students, title: F, run: { command: $answers.line, reach: nothing }, expect: { exit: 0 } }
answers:
  line: { ask: A line, type: text }
",
    );
    class.hand_in("client.pl", "print \"hello $ARGV[0]\\n\";\n");
    class.hand_in("client.sh", "#!/bin/sh\nexit 0\n");
    class.hand_in("lib.txt", "beside\n");
    class.hand_in("answers.yaml", "line: no-such-interpreter a\n");
    let seen = checks(class.verify());
    let verdicts: Vec<&str> = seen
        .iter()
        .filter_map(|check| check["verdict"].as_str())
        .collect();
    assert_eq!(
        verdicts,
        ["pass", "pass", "todo", "undecided", "undecided", "fail"],
        "{seen:?}"
    );
    let told = class.verify().run().exits(1).stdout;
    let flat = told.split_whitespace().collect::<Vec<_>>().join(" ");
    let want = "the program `no-such-interpreter` did not start: it is not installed here";
    assert!(flat.contains(want), "{told}");
}

#[test]
fn input_words_given_files_and_several_runs() {
    if !ready() {
        return;
    }
    let check = "
  - id: several
    title: Several runs
    run: { python: sum.py, reach: nothing, runs: [{ input: \"1 2\\n\" }, { input: \"3 4\\n\" }, { input: x }] }
    expect: { stdout: [\"3\", \"7\", \"\"], exit: [0, 0, 1] }
  - id: pipe
    title: A pipe
    run: { command: ls | grep \"$1\", arguments: [Aug], given: { Aug-1.txt: a, b.txt: b, sub/Aug.txt: c }, reach: nothing }
    expect: { stdout: Aug-1.txt }
  - id: again
    title: The standard files by their names
    run: { command: cat /dev/stdin > /dev/stdout; cat /dev/fd/0 >> /dev/stderr; echo more >&0, input: \"one\\n\", reach: nothing }
    expect: { stdout: one, stderr: { contains: one }, exit: { not: 0 } }
  - id: connections
    title: What connections may hold
    run: cat /proc/sys/net/ipv4/tcp_rmem /proc/sys/net/ipv4/tcp_wmem
    expect: { stdout: { matches: '262144\\s+4096\\s+16384\\s+262144' } }
  - id: files
    title: Files written
    run: { command: cat a.txt > b.txt, given: { a.txt: hello }, reach: nothing }
    expect: { files: b.txt, stdout: absent }
";
    let program = "print(sum(int(word) for word in input().split()))\n";
    told(check, &[("sum.py", program)], 0);
}

#[test]
fn a_program_finds_the_files_beside_it_and_not_what_is_hidden() {
    if !ready() {
        return;
    }
    let check = "  - { id: a, title: A, run: { python: main.py, reach: nothing }, expect: { stdout: [helper, data] } }\n".replace("[helper, data]", "\"['data.txt', 'helper.py', 'main.py', 'sub'] 7\\n\"");
    let program = "import os, helper\nprint(sorted(os.listdir('.')), helper.VALUE)\n";
    let files = [
        ("main.py", program),
        ("helper.py", "VALUE = 7\n"),
        ("data.txt", ""),
        ("sub/x", ""),
        (".git/config", ""),
    ];
    told(&check, &files, 0);
}

#[test]
fn the_environment_is_made_from_scratch() {
    if !ready() {
        return;
    }
    let class = Class::new(
        "  - { id: a, title: A, run: { command: env | sort, reach: nothing }, expect: { exit: 0 } }\n",
    );
    let seen = checks(
        class
            .verify()
            .env("SECRET", "key")
            .env("PYTHONPATH", "/tmp"),
    );
    let text = fact(&seen[0], "stdout");
    let names: Vec<&str> = text
        .lines()
        .filter_map(|line| line.split('=').next())
        .collect();
    let want = [
        "HOME",
        "LANG",
        "LOGNAME",
        "PATH",
        "PWD",
        "PYTHONDONTWRITEBYTECODE",
        "PYTHONUNBUFFERED",
        "SHELL",
        "TERM",
        "USER",
    ];
    assert_eq!(names, want);
}

#[test]
fn a_program_that_hangs_costs_the_others_nothing() {
    if !ready() {
        return;
    }
    // Programs that meet the world take turns: the others' time begins with theirs.
    let check = "
  - { id: hangs, title: A, timeout: 2s, run: { command: sleep 60 }, expect: { exit: 0 } }
  - { id: hangs-too, title: B, timeout: 2s, run: { command: sleep 60 }, expect: { exit: 0 } }
  - { id: right, title: C, timeout: 1s, run: { command: echo hello }, expect: { stdout: hello } }
";
    let class = Class::new(check);
    let seen = checks(class.verify());
    let verdicts: Vec<_> = seen.iter().map(|check| &check["verdict"]).collect();
    assert_eq!(verdicts, ["fail", "fail", "pass"]);
}

#[test]
fn how_a_program_ends_is_a_fact() {
    if !ready() {
        return;
    }
    let check = "
  - { id: exit, title: A, run: { command: exit 137, reach: nothing }, expect: { exit: 137, ended: exited, signal: absent } }
  - { id: signal, title: A, run: { command: kill -SEGV $$$$, reach: nothing }, expect: { signal: SEGV, ended: killed, exit: absent } }
  - { id: missing, title: A, run: { command: no-such-program, reach: nothing }, expect: { exit: 127, stderr: { contains: no-such-program } } }
";
    told(check, &[], 0);
}

#[test]
fn the_labs_servers_are_the_witnesses_of_programs() {
    if !ready() {
        return;
    }
    // Two programs and a probe at the same server: each is told from the others.
    let check = "
  - { id: right, title: A, run: { python: fetch.py, arguments: [/hello.txt] }, expect: { stdout: { contains: hello } } }
  - { id: other, title: B, run: { python: fetch.py, arguments: [/] }, expect: { exit: 0 } }
  - { id: probe, title: C, http: 'http://www.usfca.edu/', expect: { status: 200 } }
  - { id: lies, title: D, run: { command: echo hello }, expect: { stdout: hello } }
  - { id: hasty, title: E, run: { python: hasty.py }, expect: { exit: 0 } }
  - { id: saw-right, title: F, lab-saw: www.usfca.edu:80, needs: [right], expect: { connections: 1, request.path: /hello.txt } }
  - { id: saw-other, title: G, lab-saw: www.usfca.edu:80, needs: [other], expect: { connections: 1, request.path: / } }
  - { id: saw-lies, title: H, lab-saw: www.usfca.edu:80, needs: [lies], expect: { connections: 0 } }
  - { id: saw-hasty, title: I, lab-saw: www.usfca.edu:80, needs: [hasty], expect: { connections: 3, received: \"hi\" } }
";
    let fetch = "import sys, urllib.request\nprint(urllib.request.urlopen('http://www.usfca.edu' + sys.argv[1]).read())\n";
    let hasty = "import socket\nfor text in (b'h', b'i', b''):\n    s = socket.create_connection(('www.usfca.edu', 80))\n    s.send(text)\n    s.close()\n";
    told(check, &[("fetch.py", fetch), ("hasty.py", hasty)], 0);
}
